//! `diff`: what changed between two specs, each a folder or a folder of a git revision.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use signwright::diff::diff;
use signwright_codegen::specs::Specs;
use signwright_codegen::{Arena, Loaded, load};

use super::{Failure, revision, specs_of};

#[derive(Args)]
pub(crate) struct Diff {
    /// The old specs: a folder, or `REVISION:FOLDER` in git, such as `v0.1.0:spec`.
    #[arg(required_unless_present = "git", conflicts_with = "git")]
    old: Option<PathBuf>,
    /// The new specs, given likewise.
    #[arg(required_unless_present = "git", conflicts_with = "git")]
    new: Option<PathBuf>,
    /// Compare the folder of the specs with what it was in this revision.
    #[arg(long, value_name = "REVISION")]
    git: Option<String>,
    /// The folder of the specs, for --git.
    #[arg(long, value_name = "DIR", default_value = "spec", requires = "git")]
    spec: PathBuf,
    /// How the changes are printed.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// As data: the verdict, and each change with its kind.
    Json,
    /// As an entry of a changelog.
    Markdown,
}

impl Diff {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        let (old_arena, new_arena) = (Arena::default(), Arena::default());
        let (old, new) = match (&self.git, self.old, self.new) {
            (Some(revision), ..) => {
                let old = revision::load(&old_arena, revision, &revision::beside(&self.spec)?)?;
                (specs_of(old)?, specs_of(load(&new_arena, &self.spec))?)
            }
            (None, Some(old), Some(new)) => (read(&old_arena, &old)?, read(&new_arena, &new)?),
            // The arguments' own rules leave nothing else.
            _ => return Err(Failure::usage("give OLD and NEW, or --git REVISION")),
        };
        let difference = diff(&old, &new);
        let text = match self.format {
            Format::Text => difference.text(),
            Format::Json => difference.json(),
            Format::Markdown => difference.markdown(),
        };
        super::print(&text);
        Ok(ExitCode::SUCCESS)
    }
}

/// A folder, or one of a git revision where there is no such folder.
fn read<'m>(arena: &'m Arena, place: &std::path::Path) -> Result<Specs<'m>, Failure> {
    let text = place.to_string_lossy();
    let loaded: Loaded<'m> = match text.split_once(':') {
        // A folder may have a colon in its name; what exists is meant.
        Some((revision, folder)) if !place.exists() => revision::load(arena, revision, folder)?,
        _ => load(arena, place),
    };
    specs_of(loaded)
}
