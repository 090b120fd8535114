//! `schema`: the JSON Schema of the notation, for editors.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use signwright::schema;

use super::Failure;

/// Where the files of a spec look for it, below the folder of the specs.
pub(crate) const FOLDER: &str = "schema";

#[derive(Args)]
pub(crate) struct Schema {
    /// Which file's schema is printed. Without it, both are written or checked.
    #[arg(required_unless_present_any = ["out", "check"])]
    of: Option<Of>,
    /// Write `platform.json` and `endpoint.json` into this folder.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["of", "check"])]
    out: Option<PathBuf>,
    /// Write nothing; fail if a file of this folder differs.
    #[arg(long, value_name = "DIR", conflicts_with = "of")]
    check: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Of {
    /// A platform's file.
    Platform,
    /// An endpoint's file.
    Endpoint,
}

impl Schema {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        match (self.of, self.out, self.check) {
            (Some(Of::Platform), ..) => super::print(&schema::platform()),
            (Some(Of::Endpoint), ..) => super::print(&schema::endpoint()),
            (None, Some(folder), _) => write(&folder)?,
            (None, None, Some(folder)) => {
                for (path, text) in files(&folder) {
                    if fs::read_to_string(&path).ok().as_deref() != Some(&text) {
                        let command = format!("signwright schema --out {}", folder.display());
                        return Err(Failure::refused(format!("{} is stale; run `{command}`", path.display())));
                    }
                }
            }
            // The arguments' own rules leave nothing else.
            (None, None, None) => return Err(Failure::usage("say which schema")),
        }
        Ok(ExitCode::SUCCESS)
    }
}

pub(crate) fn write(folder: &Path) -> Result<(), Failure> {
    let failed =
        |path: &Path, error: &std::io::Error| Failure::refused(format!("cannot write {}: {error}", path.display()));
    fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
    for (path, text) in files(folder) {
        fs::write(&path, text).map_err(|error| failed(&path, &error))?;
        anstream::println!("{}  written", path.display());
    }
    Ok(())
}

fn files(folder: &Path) -> [(PathBuf, String); 2] {
    [("platform.json", schema::platform()), ("endpoint.json", schema::endpoint())]
        .map(|(name, text)| (folder.join(name), text))
}
