//! Every scheme of `schemes/`: it loads, and each of its vectors comes out, step by step. Nothing about any of them is
//! in Rust.

use std::fs;
use std::path::{Path, PathBuf};

use signwright_codegen::{Arena, load_scheme, render};

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
        loaded.verify();
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
    assert!(files().len() >= 45 && vectors >= 120, "{vectors}");
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
