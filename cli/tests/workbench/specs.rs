//! Specs in memory, made of the base spec's files and edits of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use signwright_codegen::diagnostic::Diagnostics;
use signwright_codegen::source::{Folder, Sources};
use signwright_codegen::{Arena, Loaded, load_sources, render};

/// The texts of a spec folder by their paths, such as `acme/platform.yaml`.
pub(crate) type Files = BTreeMap<String, String>;

/// The folder of this test's data.
pub(crate) fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/workbench").join(name)
}

/// All YAML files of a folder of platforms.
pub(crate) fn read(dir: &Path) -> Files {
    let mut files = Files::new();
    for platform in children(dir).iter().filter(|path| path.is_dir()) {
        for file in children(platform).iter().filter(|path| path.extension().is_some_and(|end| end == "yaml")) {
            let name = |path: &Path| path.file_name().expect("a name").to_string_lossy().into_owned();
            let text = fs::read_to_string(file).expect("a readable file");
            files.insert(format!("{}/{}", name(platform), name(file)), text);
        }
    }
    files
}

fn children(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).unwrap_or_else(|error| panic!("{}: {error}", dir.display()));
    let mut children: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    children.sort();
    children
}

/// Loads files that have no mistakes.
pub(crate) fn load<'m>(arena: &'m Arena, files: &Files) -> Loaded<'m> {
    let mut sources = Sources::default();
    let mut folders: Vec<(String, _, Vec<_>)> = Vec::new();
    for (path, text) in files {
        let id = sources.add(path.clone(), text.clone());
        let (name, file) = path.split_once('/').expect("a file in a folder");
        if folders.last().is_none_or(|(last, ..)| last != name) {
            folders.push((name.to_owned(), None, Vec::new()));
        }
        let (_, platform, endpoints) = folders.last_mut().expect("just pushed");
        if file == "platform.yaml" { *platform = Some(id) } else { endpoints.push(id) }
    }
    for (name, platform, endpoints) in folders {
        sources.add_folder(Folder { name, platform: platform.expect("a platform.yaml"), endpoints });
    }
    let loaded = load_sources(arena, sources, Diagnostics::default());
    assert!(loaded.specs.is_some(), "{}", render::text(&loaded.sources, &loaded.diagnostics, false));
    loaded
}
