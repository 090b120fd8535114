//! A page's bytes to an endpoint's file, as the command does it.

use std::fs;
use std::path::Path;

use signwright_codegen::import::profile::Profile;
use signwright_codegen::import::read::read;
use signwright_codegen::import::{Target, Words, import as write};
use signwright_codegen::{Arena, load};

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

/// Imports a page for the platform of a folder.
pub(crate) fn import(folder: &Path, name: &str, bytes: &[u8]) -> Result<Imported, Refused> {
    let refused = |message: String| Refused { message };
    let text = fs::read_to_string(folder.join("platform.yaml")).map_err(|error| refused(error.to_string()))?;
    let arena = Arena::new();
    let loaded = load(&arena, folder);
    let specs = loaded.specs.ok_or_else(|| refused("the platform does not load".to_owned()))?;
    let platform = specs.apis.first().ok_or_else(|| refused("no platform".to_owned()))?.api.platform;
    let profile = Profile::standard();
    let page = read(name, bytes, profile).map_err(|error| refused(format!("{error}; {}", error.help())))?;
    let target = Target { folder: platform.name.to_owned(), text, words: Words::default() };
    let imported = write(&page, platform, profile, &target);
    let report = imported.report.text();
    match imported.yaml {
        Some(yaml) => Ok(Imported { yaml, report }),
        None => Err(refused(report)),
    }
}
