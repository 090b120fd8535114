//! The conformance cases of `tests/cases`, stage by stage, over the specs as they are loaded from `spec/`.
//! One test a stage: a failure names the case and the stage that broke. The format is `tests/cases/README.md`.

mod stages;

use signwright_codegen::Arena;
use signwright_runtime::model::Api;
use signwright_tests::case::Case;

/// Runs a stage over every case that has this section, and reports all failures together.
fn each_with(section: &str, at_least: usize, stage: impl Fn(&Case, &Api<'_>) -> Result<(), String>) {
    let arena = Arena::new();
    let specs = signwright_tests::specs(&arena);
    let cases: Vec<_> = Case::all().into_iter().filter(|case| case.has(section)).collect();
    let run = |case: &Case| {
        let api = specs.apis.iter().map(|spec| &spec.api).find(|api| api.platform.name == case.platform);
        stage(case, api.ok_or("no such platform")?)
    };
    let failures: Vec<_> =
        cases.iter().filter_map(|case| Some(format!("{}: {}", case.name, run(case).err()?))).collect();
    assert!(failures.is_empty(), "{} of {} cases:\n{}", failures.len(), cases.len(), failures.join("\n"));
    assert!(cases.len() >= at_least, "only {} cases have {section}: were some lost?", cases.len());
}

#[test]
fn requests_break_exactly_what_the_case_says() {
    each_with("request", 80, stages::client::violations);
}

#[test]
fn requests_encode_to_what_is_signed() {
    each_with("unsigned", 130, stages::client::encoding);
}

#[test]
fn every_step_of_signing_comes_out() {
    each_with("signature", 120, stages::signing::steps);
}

#[test]
fn the_final_request_comes_out() {
    each_with("wire", 130, stages::signing::wire);
}

#[test]
fn a_server_verifies_what_was_sent() {
    each_with("wire", 130, stages::signing::verification);
}

#[test]
fn answers_are_understood() {
    each_with("outcome", 35, stages::client::outcome);
}

#[test]
fn the_sandbox_accepts_and_refuses() {
    each_with("sandbox", 90, stages::sandbox::answers);
}

/// Every vector that independent clients were run over is a case.
#[test]
fn every_platform_has_its_vectors() {
    let cases = Case::all();
    for (platform, vectors) in [("wangdian-enterprise", 14), ("wangdian-flagship", 12), ("suning", 13)] {
        let found = cases.iter().filter(|case| case.platform == platform && case.endpoint == "signing").count();
        assert_eq!(found, vectors, "{platform}");
    }
}
