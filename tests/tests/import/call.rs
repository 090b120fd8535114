//! A page's bytes to an endpoint's file, as the command does it: into a folder that holds the platform's file alone.

use std::fs;
use std::path::Path;

use signwright_import::report::PageReport;
use signwright_import::{Options, plan};

/// A page that became a file.
#[derive(Debug)]
pub(crate) struct Imported {
    /// The file.
    pub(crate) yaml: String,
    /// What was read, placed, normalised, inferred and not placed.
    pub(crate) report: String,
}

/// A page that did not.
#[derive(Debug)]
pub(crate) struct Refused {
    /// Why, and what to do.
    pub(crate) message: String,
}

/// Imports a page for the platform of a folder. `endpoint` is the wire name of a page that does not say it.
pub(crate) fn import(folder: &Path, name: &str, bytes: &[u8], endpoint: Option<&str>) -> Result<Imported, Refused> {
    let dir = tempfile::tempdir().expect("a folder");
    let fresh = dir.path().join(folder.file_name().unwrap_or_default());
    fs::create_dir(&fresh).expect("a folder");
    fs::copy(folder.join("platform.yaml"), fresh.join("platform.yaml")).expect("the platform's file");
    let pages = [(name.to_owned(), bytes.to_vec())];
    let options = Options { endpoint, ..Options::default() };
    let plan = plan(&fresh, &pages, options).map_err(|error| Refused { message: error.to_string() })?;
    let report: String = plan.reports.iter().map(PageReport::text).collect();
    assert!(!report.is_empty(), "{name}: nothing is said");
    plan.write().expect("the files are written");
    let left = fs::read_dir(&fresh).expect("the folder").map(|entry| entry.expect("a file").path());
    let mut left: Vec<_> = left.filter(|path| path.is_file() && !path.ends_with("platform.yaml")).collect();
    match (left.pop(), left.is_empty(), plan.is_whole()) {
        (Some(file), true, true) => Ok(Imported { yaml: fs::read_to_string(file).expect("the file"), report }),
        (None, true, false) => Err(Refused { message: report }),
        (file, _, is_whole) => panic!("{name}: {file:?} and {left:?} were written, whole: {is_whole}\n{report}"),
    }
}
