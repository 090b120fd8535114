//! Every scheme of `schemes/`: it loads, and each of its vectors comes out, step by step. Nothing about any of them is
//! in Rust.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use signwright_codegen::{Arena, load_scheme, render};
use signwright_tests::needs::shared;
use signwright_tests::root;
use signwright_verify::VectorCall;

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemes");
    let mut files: Vec<_> =
        fs::read_dir(folder).expect("the schemes").map(|entry| entry.expect("a file").path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "yaml"));
    files.sort();
    files
}

#[test]
fn every_vector_of_every_scheme_comes_out() {
    let mut vectors = 0;
    for file in files() {
        let arena = Arena::new();
        let mut loaded = load_scheme(&arena, &file);
        signwright_verify::verify(&mut loaded);
        let messages = render::text(&loaded.sources, &loaded.diagnostics, false);
        let specs = loaded.specs.as_ref().unwrap_or_else(|| panic!("{messages}"));
        let spec = specs.apis.first().expect("a scheme");
        assert_eq!(Some(spec.api.platform.name), file.file_stem().and_then(|stem| stem.to_str()));
        for vector in spec.notes.vectors {
            assert!(!vector.source.is_empty(), "{}: {} says where it is from", file.display(), vector.name.text);
            assert!(!vector.steps.is_empty(), "{}: {} shows no step", file.display(), vector.name.text);
        }
        vectors += spec.notes.vectors.len();
    }
    assert!(files().len() >= 74 && vectors >= 158, "{vectors}");
}

/// What a scheme costs in lines, its vectors aside.
#[test]
fn a_scheme_is_a_few_lines() {
    for file in files() {
        let text = fs::read_to_string(&file).expect("a text");
        let lines = text.lines().take_while(|line| !line.starts_with("vectors:")).count();
        assert!(lines <= 40, "{}: {lines} lines", file.display());
    }
}

/// Each case beside the repository is a vector here, with what it says of canonical strings and intermediates.
#[test]
fn every_case_beside_the_repository_is_a_vector_here() {
    let Some(folder) = shared("vectors") else { return };
    let read = |name: &str| -> Vec<Value> {
        let text = fs::read_to_string(folder.join(name)).expect("the cases");
        serde_json::from_str(&text).expect("JSON")
    };
    let mut made: HashMap<String, (String, Vec<String>)> = HashMap::new();
    for file in files() {
        let arena = Arena::new();
        let specs = load_scheme(&arena, &file).specs.expect("it loads");
        let spec = specs.apis.first().expect("a scheme");
        for vector in spec.notes.vectors {
            let call = VectorCall::of(spec, vector);
            let signed = call.sign(spec.api.platform).expect("it signs");
            let steps = vector.steps.iter().map(|(_, expected)| expected.text.to_owned()).collect();
            made.insert(vector.name.text.to_owned(), (signed.signature, steps));
        }
    }
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let (mut cases, mut wrong) = (0, Vec::new());
    for case in read("other-schemes.json").into_iter().chain(read("aws-sigv4.json")) {
        cases += 1;
        let name = text(&case["name"]);
        let Some((signature, steps)) = made.get(name.trim_start_matches("aws-sigv4/")) else {
            wrong.push(format!("{name}: no vector"));
            continue;
        };
        let expected = text(&case["signature"]);
        if *signature != expected {
            wrong.push(format!("{name}: {signature} instead of {expected}"));
        }
        let inner = case["intermediates"].as_object().into_iter().flatten();
        let inner = inner.map(|(name, value)| (name.as_str(), value));
        let whole = ["canonical", "canonical_request", "string_to_sign"].map(|name| (name, &case[name]));
        for (what, value) in inner.chain(whole) {
            let value = text(value);
            let value = value.strip_prefix("hex:").unwrap_or(&value);
            // What is nothing is no step, and neither is what a program of the case's source prints of a mapping.
            let found = value.is_empty()
                || value.starts_with("{'")
                || signature == value
                || steps.iter().any(|step| step == value);
            if !found {
                wrong.push(format!("{name}: no step is `{what}`: {value}"));
            }
        }
    }
    assert!(wrong.is_empty() && cases >= 85, "{cases} cases\n{}", wrong.join("\n"));
}

/// The three examples of the legend, each with what surrounds it in a scheme's file, and a call of which Python's
/// hashlib and hmac say the signature.
#[test]
fn the_examples_of_the_legend_can_be_copied() {
    const AROUND: [(&str, &str); 3] = [
        (
            "credentials: { secret: secret }\nin: form",
            "{ params: { 名: 好, a: 1, b: '' }, credentials: { secret: pepper }, signature: BC0E243FC3B6CAE22B4A9F09EB78251E }",
        ),
        (
            "credentials: { secret: secret }",
            "{ at: 1470042310, body: '{\"名\":1}', credentials: { secret: pepper }, signature: 7830bee6cce6e7324455aeab68385507798f41d47211e845612e8be412ace853 }",
        ),
        (
            "credentials: { id: public, appsecret: secret }",
            "{ at: 1470042310, body: '{\"名\":1}', credentials: { id: acme, appsecret: pepper }, signature: 93a58f91ca42597e0c485dd8c02a7f436f42c7c951077bf9312be0e9fccabd13 }",
        ),
    ];
    let legend = fs::read_to_string(root().join("spec/README.md")).expect("the legend");
    let (_, signing) = legend.split_once("\n## Signing\n").expect("its section");
    let examples = signing.split("```yaml\n").skip(1).filter_map(|rest| rest.split_once("\n```"));
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("copied.yaml");
    for ((before, vector), (example, _)) in AROUND.iter().zip(examples) {
        let vector = vector.replacen('{', "{ name: 中文,", 1);
        let text = format!("scheme: copied\n{before}\n{example}\nvectors:\n  - {vector}\n");
        fs::write(&file, &text).expect("a file");
        let arena = Arena::new();
        let mut loaded = load_scheme(&arena, &file);
        signwright_verify::verify(&mut loaded);
        assert!(loaded.specs.is_some(), "{text}{}", render::text(&loaded.sources, &loaded.diagnostics, false));
    }
}
