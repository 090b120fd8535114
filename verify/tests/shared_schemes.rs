//! The schemes that many vendors share, tried as a scheme's file of its own is.

use signwright_codegen::catalogue::Code;
use signwright_codegen::{Arena, load_scheme, shared_scheme, shared_schemes};

#[test]
fn every_shared_scheme_is_sound_and_its_vectors_come_out() {
    let folder = tempfile::tempdir().expect("a folder");
    assert!(shared_schemes().count() > 3);
    for name in shared_schemes() {
        let file = folder.path().join(format!("{name}.yaml"));
        std::fs::write(&file, shared_scheme(name).expect("it has a text")).expect("a file");
        let arena = Arena::new();
        let mut loaded = load_scheme(&arena, &file);
        signwright_verify::verify(&mut loaded);
        let warnings = |code| matches!(code, Code::ClockNotSigned | Code::BodyNotSigned);
        let mistakes = loaded.diagnostics.sorted();
        assert!(mistakes.iter().all(|mistake| warnings(mistake.code)), "{name}: {mistakes:?}");
        let specs = loaded.specs.expect("it loads");
        assert!(specs.apis.iter().all(|spec| !spec.notes.vectors.is_empty()), "{name}");
        assert_eq!(specs.apis.len(), 1);
    }
}
