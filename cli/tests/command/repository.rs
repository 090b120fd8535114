//! The command over the repository's own specs, whatever platforms they hold: the client is fresh, every vector of the
//! conformance cases is signed to the same signature, and every endpoint is called from the cases' request files, at an
//! own sandbox and at a served one.

use std::fs;
use std::path::Path;

use signwright_codegen::{Arena, load};
use signwright_runtime::model::{Api, Body};
use signwright_runtime::{Limits, Node, json};
use signwright_tests::case::Case;

use super::serve::now;
use super::{Run, Served, at, root, signwright};

/// Cases of an endpoint whose requests break nothing.
fn sound_cases(platform: &str, endpoint: &str) -> Vec<Case> {
    let of_endpoint = |case: &Case| case.platform == platform && case.endpoint == endpoint;
    let sound = |case: &Case| of_endpoint(case) && case.has("request") && !case.has("violations");
    let cases: Vec<_> = Case::all().into_iter().filter(sound).collect();
    assert!(cases.len() > 2, "{platform} {endpoint} has only {}", cases.len());
    cases
}

/// A section of a case as a file, which is there as long as this is.
fn file_of(case: &Case, section: &str) -> tempfile::TempPath {
    let file = tempfile::NamedTempFile::new().expect("a file").into_temp_path();
    fs::write(&file, case.text(section).expect("the section")).expect("the section's text");
    file
}

/// Does something with every platform of `spec/`.
fn each_platform(mut with: impl FnMut(&Api<'_>)) {
    let arena = Arena::new();
    let specs = load(&arena, &root().join("spec")).specs.expect("sound specs");
    assert!(specs.apis.len() > 2);
    for one in &specs.apis {
        with(&one.api);
    }
}

fn call(platform: &str, endpoint: &str, request: &Path, arguments: &[&str]) -> Run {
    let request = request.to_str().expect("a path in UTF-8");
    let command = [&["call", platform, endpoint, "--data", request], arguments].concat();
    Run::of(&mut signwright(&root(), &command))
}

#[test]
fn the_checked_in_client_is_fresh() {
    let check = Run::of(&mut signwright(&root(), &["generate", "--check"])).expect(0);
    assert!(check.out.contains("is fresh") && check.err.is_empty(), "{}", check.err);
}

/// The value of a step in what `sign --json` printed.
fn value_of(printed: &str, step: &str) -> String {
    let document = json::parse(printed.as_bytes(), Limits::default()).expect("JSON");
    let steps = document.get("steps").map(Node::rows).unwrap_or_default();
    let found = steps.iter().find(|row| row.get("name") == Some(&Node::text(step)));
    found.and_then(|row| row.get("value")).and_then(Node::as_text).expect("the step").into_owned()
}

#[test]
fn every_vector_of_the_cases_is_signed_to_its_signature() {
    let vectors: Vec<_> = Case::all().into_iter().filter(|case| case.endpoint == "signing").collect();
    assert!(vectors.len() > 35, "only {}", vectors.len());
    for case in vectors {
        let request = file_of(&case, "unsigned");
        let request = request.to_str().expect("a path in UTF-8");
        let command = ["sign", &case.platform, "--json", "--show-secrets", "--request", request];
        let out = Run::of(&mut signwright(&root(), &command)).expect(0).out;
        assert_eq!(at(&out, "signature").as_deref(), case.text("signature"), "{}", case.name);
        for step in ["canonical", "string_to_sign"] {
            if let Some(value) = case.text(step) {
                assert_eq!(value_of(&out, step), value, "{}", case.name);
            }
        }
    }
}

#[test]
fn every_endpoint_is_called_at_an_own_sandbox() {
    each_platform(|api| {
        for endpoint in api.endpoints {
            for case in sound_cases(api.platform.name, endpoint.name).iter().take(4) {
                let run = call(api.platform.name, endpoint.name, &file_of(case, "request"), &[]);
                assert_eq!(run.code, Some(0), "{}: {}", case.name, run.err);
                assert!(run.out.starts_with('{') && run.out.ends_with("}\n"), "{}: {}", case.name, run.out);
                assert!(run.err.contains("signature verified"), "{}: {}", case.name, run.err);
                for test in api.platform.test_credentials.iter().filter(|test| is_secret(api, test.name)) {
                    assert!(!run.shows(test.value), "{}: {}", case.name, run.err);
                }
            }
        }
    });
}

#[test]
fn an_answer_without_rows_is_no_error() {
    let mut found = 0;
    each_platform(|api| {
        for endpoint in api.endpoints {
            for case in sound_cases(api.platform.name, endpoint.name) {
                if !case.text("sandbox").is_some_and(|expected| expected.contains(r#""empty": true"#)) {
                    continue;
                }
                let run = call(api.platform.name, endpoint.name, &file_of(&case, "request"), &[]).expect(0);
                assert!(run.err.ends_with("\ndone; the platform has nothing to give\n"), "{}: {}", case.name, run.err);
                assert!(!run.err.contains("no such field"), "{}: {}", case.name, run.err);
                found += 1;
            }
        }
    });
    assert!(found > 0);
}

#[test]
fn every_example_request_is_accepted() {
    let arena = Arena::new();
    let specs = load(&arena, &root().join("spec")).specs.expect("sound specs");
    for one in &specs.apis {
        for endpoint in one.endpoints {
            let name = endpoint.name.map_or(endpoint.model.name, |name| name.text);
            let request = format!("generated-client/examples/{name}.json");
            call(one.api.platform.name, endpoint.model.name, Path::new(&request), &["--quiet"]).expect(0);
        }
    }
}

fn is_secret(api: &Api<'_>, credential: &str) -> bool {
    api.platform.credentials.iter().any(|one| one.name == credential && one.secret)
}

#[test]
fn every_endpoint_is_called_at_a_served_one_in_every_format() {
    let mut served = Served::start(&root(), &["serve", "--port", "0", "--at", &now(0)]);
    each_platform(|api| {
        let path = format!("\n{}  ", api.platform.name);
        while !served.greeting.contains(&path) || !served.greeting.ends_with("\n\n") {
            let line = served.line();
            served.greeting += &line;
        }
    });
    each_platform(|api| {
        let block = served.greeting.split(&format!("\n{}  ", api.platform.name)).nth(1).expect("it is served");
        let url = block.lines().find_map(|line| line.trim().strip_prefix("environment")).expect("an address").trim();
        let formats: Vec<&str> = match api.platform.wire.body {
            Body::Envelope { formats, .. } => formats.iter().map(|format| format.name()).collect(),
            _ => vec!["json"],
        };
        for endpoint in api.endpoints {
            let case = &sound_cases(api.platform.name, endpoint.name)[0];
            let request = file_of(case, "request");
            let answers = formats.iter().map(|format| {
                let run = call(api.platform.name, endpoint.name, &request, &["--url", url, "--format", format]);
                assert_eq!(run.code, Some(0), "{}: {}", case.name, run.err);
                run.out
            });
            let answers: Vec<_> = answers.collect();
            assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
        }
    });
}
