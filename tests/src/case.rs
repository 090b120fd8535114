//! Conformance cases as `tests/cases/README.md` defines them: found, and their files read.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::root;

/// The files that a case may have.
const FILES: &[&str] = &[
    "case.json",
    "request.json",
    "violations.json",
    "unsigned.json",
    "canonical.txt",
    "string_to_sign.txt",
    "signature.txt",
    "wire.http",
    "answer.http",
    "outcome.json",
    "sandbox.json",
];

/// A case.
#[derive(Clone, Debug)]
pub struct Case {
    /// The platform's name.
    pub platform: String,
    /// The endpoint's wire name, or `signing`.
    pub endpoint: String,
    /// `platform/endpoint/case`.
    pub name: String,
    dir: PathBuf,
    files: BTreeSet<String>,
}

impl Case {
    /// All cases, in the order of their names.
    ///
    /// # Panics
    /// If the folder cannot be read or holds something that is no case.
    pub fn all() -> Vec<Self> {
        let cases = root().join("tests/cases");
        let mut all = Vec::new();
        for platform in folders(&cases) {
            for endpoint in folders(&platform) {
                all.extend(folders(&endpoint).into_iter().map(|dir| Self::open(&cases, dir)));
            }
        }
        all
    }

    fn open(cases: &Path, dir: PathBuf) -> Self {
        let inside = dir.strip_prefix(cases).unwrap_or(&dir);
        let parts: Vec<String> = inside.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        let files: BTreeSet<String> = entries(&dir).iter().map(|file| name(file)).collect();
        let name = parts.join("/");
        let odd: Vec<_> = files.iter().filter(|file| !FILES.contains(&file.as_str())).collect();
        assert!(odd.is_empty(), "{name}: tests/cases/README.md knows no {odd:?}");
        assert!(files.contains("case.json") && files.len() > 1, "{name}: nothing to assert");
        let [platform, endpoint] = [0, 1].map(|at| parts.get(at).cloned().unwrap_or_default());
        Self { platform, endpoint, name, dir, files }
    }

    /// Whether it has this file.
    pub fn has(&self, file: &str) -> bool {
        self.files.contains(file)
    }

    /// The text of a file, if the case has it.
    ///
    /// # Panics
    /// If it cannot be read.
    pub fn text(&self, file: &str) -> Option<String> {
        assert!(FILES.contains(&file), "tests/cases/README.md knows no {file}");
        let read =
            || fs::read_to_string(self.dir.join(file)).unwrap_or_else(|error| panic!("{}: {file}: {error}", self.name));
        self.has(file).then(read)
    }

    /// A JSON file, if the case has it.
    ///
    /// # Panics
    /// If it is not JSON.
    pub fn json(&self, file: &str) -> Option<Value> {
        let parse =
            |text: String| serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {file}: {error}", self.name));
        self.text(file).map(parse)
    }

    /// A key of `case.json`.
    pub fn about(&self, key: &str) -> Value {
        self.json("case.json").map_or(Value::Null, |case| case[key].clone())
    }
}

/// The text at a key of a JSON object; empty where there is none.
pub fn text_at<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

/// The pairs of a JSON object of texts.
pub fn pairs_at(value: &Value, key: &str) -> Vec<(String, String)> {
    let entries = value[key].as_object().into_iter().flatten();
    entries.map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned())).collect()
}

fn folders(dir: &Path) -> Vec<PathBuf> {
    entries(dir).into_iter().filter(|entry| entry.is_dir()).collect()
}

fn entries(dir: &Path) -> Vec<PathBuf> {
    let read = fs::read_dir(dir).unwrap_or_else(|error| panic!("{}: {error}", dir.display()));
    let mut entries: Vec<PathBuf> = read.filter_map(|entry| Some(entry.ok()?.path())).collect();
    entries.sort();
    entries
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
