//! Conformance cases as `tests/cases/README.md` defines them: a file holds one or several, each read into its head and
//! its sections. Running them is the business of `tests/tests/cases.rs`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::repetition::expand;
use crate::root;

/// The sections that a case may have, in the order they stand.
const SECTIONS: &[&str] = &[
    "request",
    "violations",
    "unsigned",
    "canonical",
    "string_to_sign",
    "signature",
    "wire",
    "answer",
    "outcome",
    "sandbox",
];

/// The keys that the head of a case may have.
const KEYS: &[&str] = &["about", "source", "environment", "encodes"];

/// A case.
#[derive(Clone, Debug)]
pub struct Case {
    /// The platform's name.
    pub platform: String,
    /// The endpoint's wire name, or `signing`.
    pub endpoint: String,
    /// `platform/endpoint/case`.
    pub name: String,
    head: BTreeMap<String, String>,
    sections: BTreeMap<String, String>,
}

impl Case {
    /// All cases, in the order of their names.
    ///
    /// # Panics
    /// If the folder cannot be read or holds something that is no case.
    pub fn all() -> Vec<Self> {
        let folder = root().join("tests/cases");
        let endpoints =
            entries(&folder).into_iter().filter(|entry| entry.is_dir()).flat_map(|platform| entries(&platform));
        let files = endpoints.flat_map(|endpoint| entries(&endpoint));
        let cases: Vec<_> = files.flat_map(|file| Self::open(&folder, &file)).collect();
        let mut names: Vec<_> = cases.iter().map(|case| &case.name).collect();
        names.sort();
        // Two files of a folder may each hold a case of one name; a failure would not say which.
        for pair in names.windows(2) {
            assert_ne!(pair[0], pair[1], "two cases of one name");
        }
        cases
    }

    /// The cases of one file, under this name: a platform, an endpoint and anything.
    ///
    /// # Panics
    /// If the file cannot be read or holds something that is no case.
    pub fn of_file(name: &str, file: &Path) -> Vec<Self> {
        let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        Self::split(name, &text).unwrap_or_else(|error| panic!("{error}; tests/cases/README.md has the format"))
    }

    fn open(folder: &Path, file: &Path) -> Vec<Self> {
        let inside = file.strip_prefix(folder).unwrap_or(file).with_extension("");
        let name = inside.to_string_lossy().into_owned();
        assert!(file.extension().is_some_and(|extension| extension == "case"), "{}: no case", file.display());
        let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{name}: {error}"));
        Self::split(&name, &text).unwrap_or_else(|error| panic!("{error}; tests/cases/README.md has the format"))
    }

    /// Reads the cases of a file: one of the file's name, or several, each under a line `##### name`.
    fn split(file: &str, text: &str) -> Result<Vec<Self>, String> {
        let Some(text) = text.strip_prefix("##### ") else { return Ok(vec![Self::parse(file.to_owned(), text)?]) };
        let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
        let text = text.strip_suffix('\n').ok_or_else(|| format!("{file}: no line end"))?;
        let case = |part: &str| {
            let (name, text) = part.split_once('\n').ok_or_else(|| format!("{file}: {part} is empty"))?;
            Self::parse(format!("{folder}/{name}"), &format!("{text}\n"))
        };
        text.split("\n\n##### ").map(case).collect()
    }

    fn parse(name: String, text: &str) -> Result<Self, String> {
        let mut parts = text.strip_suffix('\n').ok_or_else(|| format!("{name}: no line end"))?.split("\n\n=== ");
        let mut head = BTreeMap::new();
        for line in parts.next().unwrap_or_default().lines() {
            let (key, value) = line.split_once(": ").ok_or_else(|| format!("{name}: no `key: value`: {line}"))?;
            if !KEYS.contains(&key) || head.insert(key.to_owned(), value.to_owned()).is_some() {
                return Err(format!("{name}: `{key}` is unknown, or stands twice"));
            }
        }
        let mut sections = BTreeMap::new();
        let mut remaining = SECTIONS.iter();
        for part in parts {
            let (section, text) = part.split_once('\n').ok_or_else(|| format!("{name}: {part} is empty"))?;
            if !remaining.any(|expected| *expected == section) {
                return Err(format!("{name}: the section `{section}` is unknown, or not in its place"));
            }
            sections.insert(section.to_owned(), expand(text).map_err(|error| format!("{name}: {section}: {error}"))?);
        }
        if !head.contains_key("about") || !head.contains_key("source") || sections.is_empty() {
            return Err(format!("{name}: nothing to assert, or no `about` and `source`"));
        }
        let mut folders = name.split('/').map(str::to_owned);
        let (platform, endpoint) = (folders.next().unwrap_or_default(), folders.next().unwrap_or_default());
        Ok(Self { platform, endpoint, name, head, sections })
    }

    /// Whether it has this section.
    pub fn has(&self, section: &str) -> bool {
        self.text(section).is_some()
    }

    /// The text of a section, if the case has it.
    ///
    /// # Panics
    /// If no case may have it.
    pub fn text(&self, section: &str) -> Option<&str> {
        assert!(SECTIONS.contains(&section), "no case has a section `{section}`");
        self.sections.get(section).map(String::as_str)
    }

    /// The JSON of a section, if the case has it.
    ///
    /// # Panics
    /// If it is not JSON.
    pub fn json(&self, section: &str) -> Option<Value> {
        let parse =
            |text| serde_json::from_str(text).unwrap_or_else(|error| panic!("{}: {section}: {error}", self.name));
        self.text(section).map(parse)
    }

    /// A key of the head.
    pub fn about(&self, key: &str) -> Option<&str> {
        self.head.get(key).map(String::as_str)
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

fn entries(dir: &Path) -> Vec<PathBuf> {
    let read = fs::read_dir(dir).unwrap_or_else(|error| panic!("{}: {error}", dir.display()));
    let mut entries: Vec<PathBuf> = read.filter_map(|entry| Some(entry.ok()?.path())).collect();
    entries.sort();
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_its_text_to_the_byte() {
        let text = "about: 一\nsource: 二\n\n=== canonical\n a\r\n\n=b \n\n=== signature\n\n";
        let case = Case::parse("p/e/c".to_owned(), text).unwrap();
        assert_eq!(case.text("canonical"), Some(" a\r\n\n=b "));
        assert_eq!(case.text("signature"), Some(""));
        for wrong in [
            "about: 一\nsource: 二\n",
            "about: 一\nsource: 二\n\n=== signature\na\n\n=== canonical\nb\n",
            "about: 一\nsource: 二\n\n=== signatur\na\n",
            "about: 一\nsources: 二\n\n=== signature\na\n",
            "about: 一\n\n=== signature\na\n",
        ] {
            assert!(Case::parse("p/e/c".to_owned(), wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_file_of_several_cases_loses_no_byte_of_any() {
        let head = "about: 一\nsource: 二\n\n=== answer\n";
        let cases = Case::split("p/e/answers", &format!("##### a\n{head}订单\n\n\n##### b\n{head}😀\n")).unwrap();
        let read: Vec<_> = cases.iter().map(|case| (case.name.as_str(), case.text("answer"))).collect();
        assert_eq!(read, [("p/e/a", Some("订单\n")), ("p/e/b", Some("😀"))]);
        let single = Case::split("p/e/c", &format!("{head}a ##### b\n")).unwrap();
        assert_eq!((single.len(), single[0].name.as_str()), (1, "p/e/c"));
        for wrong in [format!("##### a\n{head}x"), "##### a\n".to_owned(), format!("##### a\n{head}x\n\n##### b\n")] {
            assert!(Case::split("p/e/c", &wrong).is_err(), "{wrong}");
        }
    }
}
