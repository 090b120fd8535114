//! The lines that reproduce a signature in a shell and in Python, run: for every vector of every scheme they print the
//! signature that is its. Secrets come from the environment and stand in no line.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use signwright::reproduce::{Language, Script, reproduce};
use signwright_codegen::{Arena, load_scheme};
use signwright_runtime::model::{Asymmetric, Filter, Part, Platform, StepBody};
use signwright_runtime::sign::{Detail, Plan, SignError, SignReason, SigningRun, TracedStep, accept, sign};
use signwright_tests::needs;
use signwright_verify::VectorCall;

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemes");
    let files = fs::read_dir(folder).expect("the schemes").map(|entry| entry.expect("a file").path());
    let mut files: Vec<_> =
        files.filter(|file| file.extension().is_some_and(|extension| extension == "yaml")).collect();
    files.sort();
    files
}

/// What the lines print.
fn run(program: &str, script: &Script, folder: &Path) -> String {
    let file = folder.join("script");
    fs::write(&file, &script.text).expect("it can be written");
    let mut command = Command::new(program);
    command.arg(&file).stdin(Stdio::null()).env("PYTHONIOENCODING", "utf-8");
    let output = command.envs(script.variables.iter().cloned()).output().expect("it runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}\n{}", script.text);
    String::from_utf8(output.stdout).expect("text").trim_end_matches('\n').to_owned()
}

/// Whether a scheme signs with an algorithm that takes random numbers.
fn is_random(platform: &Platform<'_>) -> bool {
    let random = |filter: &Filter<'_>| match filter {
        Filter::Sign(how, _) => !matches!(how, Asymmetric::RsaSha256 | Asymmetric::RsaSha384 | Asymmetric::RsaSha512),
        _ => false,
    };
    platform.signing.steps.iter().any(|step| match step.body {
        StepBody::Template(template) => template.0.iter().any(|part| match part {
            Part::Value(_, filters) => filters.iter().any(random),
            Part::Text(_) => false,
        }),
        _ => false,
    })
}

fn trace<'a>(plan: &'a Plan<'a>, call: &'a VectorCall<'_>) -> Result<Vec<TracedStep<'a>>, SignError> {
    let mut run = SigningRun::new(plan, &call.request, &call.credentials, &call.signing_time)?;
    run.evaluate(Detail::Inputs)?;
    Ok(run.trace())
}

fn every_vector(language: Language, program: &str, version: &str) {
    if !needs::program(program, version) || !needs::program("openssl", "version") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let mut reproduced = 0;
    for file in files() {
        let arena = Arena::new();
        let loaded = load_scheme(&arena, &file);
        let specs = loaded.specs.expect("a scheme");
        let spec = specs.apis.first().expect("a scheme");
        let platform = spec.api.platform;
        for vector in spec.notes.vectors {
            let call = VectorCall::of(spec, vector);
            let plan = Plan::of(platform);
            let steps = match trace(&plan, &call) {
                Ok(steps) => steps,
                // What does not sign any more reproduces nothing.
                Err(error) if matches!(error.reason, SignReason::ShortKey | SignReason::OnlyVerified(_)) => continue,
                Err(error) => panic!("{}, {}: {error}", file.display(), call.name),
            };
            let script = reproduce(language, platform.name, &steps, false);
            let printed = run(program, &script, folder.path());
            // Some algorithms never sign twice alike: then what is printed must be right, and not the same.
            let right = || accept(platform, &call.request, &call.credentials, &call.signing_time, &printed).is_ok();
            assert!(
                printed == call.signature || (is_random(platform) && right()),
                "{}, {}: {printed}\n{}",
                file.display(),
                call.name,
                script.text
            );
            // What is to be found is found, not told.
            let told = script.text.contains(call.signature);
            assert!(!told, "{}, {}: the signature stands in\n{}", file.display(), call.name, script.text);
            for (name, value) in &script.variables {
                let stands = value.len() > 8 && script.text.contains(value.as_str());
                assert!(!stands, "{}, {}: {name} stands in\n{}", file.display(), call.name, script.text);
            }
            reproduced += 1;
        }
    }
    assert!(reproduced >= 110, "{reproduced}");
}

#[test]
fn python_makes_every_signature() {
    // What a version manager puts in the way is passed once.
    let which = Command::new("python3").args(["-c", "import sys; print(sys.executable)"]).output();
    let python = which.map(|which| String::from_utf8_lossy(&which.stdout).trim().to_owned()).unwrap_or_default();
    every_vector(Language::Python, if python.is_empty() { "python3" } else { &python }, "--version");
}

#[test]
fn a_shell_makes_every_signature() {
    every_vector(Language::Shell, "bash", "--version");
}

/// Schemes with what lines of another language stumble over, each with the calls that show it.
const ODD: [(&str, &str); 5] = [
    // A NUL in a text, in a value, between items, and beside a secret.
    (
        "  text: \"{verb}\\0{body}\\0\"\n  signature: '{text | hmac_sha256(credential.secret) | hex}'",
        "body: \"订\\0单\\n\"",
    ),
    (
        "  pairs: { over: params, each: \"{key}\\0{value}\", join: \"\\0\" }\n  text: '{pairs}{credential.secret}'\n  signature: '{text | sha256 | hex}'",
        "params: { 名: 好, b: \"x\\0y\" }",
    ),
    (
        "  pairs: { over: [params, { k: '{credential.secret}' }], each: \"{key}\\0{value}\" }\n  signature: '{pairs | md5 | hex}'",
        "params: { 名: 好 }",
    ),
    // Nothing in a listed order, and all of it equal.
    (
        "  pairs: { over: params, sort: [b, a], each: '{key}={value}', join: '&' }\n  text: '{pairs}{credential.secret}'\n  signature: '{text | md5 | hex}'",
        "body: 订",
    ),
    (
        "  pairs: { over: params, drop_equal: yes, sort: key, each: '{key}={value}', join: '&' }\n  text: '{pairs}{credential.secret}'\n  signature: '{text | md5 | hex}'",
        "params: { 名: [好, 坏, 好], a: [1, 1] }",
    ),
];

fn odd(language: Language, program: &str) {
    if !needs::program(program, "--version") || !needs::program("openssl", "version") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("scheme.yaml");
    for (steps, call) in ODD {
        let scheme = format!(
            "scheme: scheme\ncredentials: {{ secret: secret }}\nin: query\nsigning:\n{steps}\nplace: {{ header: X-Sign }}\nvectors:\n  - {{ name: 订, credentials: {{ secret: 胡椒 }}, signature: x, {call} }}\n"
        );
        fs::write(&file, scheme).expect("a file");
        let arena = Arena::new();
        let loaded = load_scheme(&arena, &file);
        let specs = loaded.specs.unwrap_or_else(|| panic!("{:?}", loaded.diagnostics));
        let spec = specs.apis.first().expect("a scheme");
        let platform = spec.api.platform;
        let call = VectorCall::of(spec, spec.notes.vectors.first().expect("a vector"));
        let signed = sign(platform, &call.request, &call.credentials, &call.signing_time).expect("it signs");
        let plan = Plan::of(platform);
        let steps = trace(&plan, &call).expect("it signs");
        for show_secrets in [false, true] {
            let script = reproduce(language, platform.name, &steps, show_secrets);
            assert_eq!(run(program, &script, folder.path()), signed.signature, "{}", script.text);
        }
    }
}

#[test]
fn a_shell_keeps_every_nul() {
    odd(Language::Shell, "bash");
}

#[test]
fn python_takes_an_empty_map_in_a_listed_order() {
    odd(Language::Python, "python3");
}
