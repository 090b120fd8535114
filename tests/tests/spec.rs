//! The specs of this repository: they load, their vectors come out, their samples hold, and the notes beside
//! the model are parallel to it.

use std::path::{Path, PathBuf};

use signwright_codegen::{Arena, load, render};

fn spec() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec")
}

#[test]
fn the_checker_has_nothing_to_say() {
    let arena = Arena::new();
    let mut loaded = load(&arena, &spec());
    signwright_verify::verify(&mut loaded);
    let told = render::text(&loaded.sources, &loaded.diagnostics, false);
    assert!(told.is_empty(), "{told}");
}

#[test]
fn the_model_holds_what_the_nodes_of_a_spec_hold() {
    let arena = Arena::new();
    let specs = load(&arena, &spec()).specs.expect("the specs load");
    for spec in &specs.apis {
        assert!(spec.api.platform.common.fields.iter().eq(spec.notes.common.iter().map(|field| &field.model)));
        assert!(spec.api.endpoints.iter().eq(spec.endpoints.iter().map(|endpoint| &endpoint.model)));
        assert!(!spec.notes.vectors.is_empty());
        for endpoint in spec.endpoints {
            assert!(endpoint.file.starts_with(&format!("spec/{}/", spec.api.platform.name)), "{}", endpoint.file);
            let name = endpoint.model.name;
            assert!(endpoint.model.records.iter().eq(endpoint.records.iter().map(|record| &record.model)), "{name}");
            for record in endpoint.records {
                assert!(record.model.fields.iter().eq(record.fields.iter().map(|field| field.model)), "{name}");
                assert!(record.model.rules.iter().eq(record.rules.iter().map(|rule| &rule.model)), "{name}");
                assert!(record.fields.iter().all(|field| !field.declared.is_empty()), "{}", record.model.name);
            }
            assert!(!endpoint.samples.is_empty(), "{name} has no sample");
        }
    }
}

/// What generated code keeps as text becomes the model that the specs gave.
#[test]
fn the_client_holds_the_model_of_the_specs() {
    let arena = Arena::new();
    let specs = load(&arena, &spec()).specs.expect("the specs load");
    assert_eq!(specs.apis.len(), signwright_client::APIS.apis().expect("the texts are read").len());
    for (spec, api) in specs.apis.iter().zip(signwright_client::APIS.apis().expect("the texts are read").iter()) {
        assert_eq!(spec.api.platform, api.platform);
        assert_eq!(spec.api.endpoints, api.endpoints);
    }
}

/// The same folder is the same model, wherever it lies.
#[test]
fn loading_depends_on_nothing_but_the_folder() {
    let copy = tempfile::tempdir().expect("a folder");
    let target = copy.path().join("spec");
    let arena = Arena::new();
    let here = load(&arena, &spec());
    for (_, file) in here.sources.files() {
        let path = copy.path().join(&file.origin);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, &file.text).expect("a file");
    }
    let there = load(&arena, &target);
    assert_eq!(format!("{:?}", here.specs.expect("it loads")), format!("{:?}", there.specs.expect("it loads")));
}
