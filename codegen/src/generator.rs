//! The stages in order: load, verify where the engine is there, name, emit, write. One gate: with a mistake, nothing is
//! written. For the command and for build scripts.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::emit::{self, File};
use crate::output::{self, Changes, OutputError};
use crate::specs::Specs;
use crate::{Arena, load, names, render};

/// Generates the client of a spec folder.
///
/// In a build script, with `signwright-codegen` as a build dependency without its default features:
///
/// ```no_run
/// fn main() -> Result<(), signwright_codegen::Failed> {
///     signwright_codegen::Generator::new("spec").build()
/// }
/// ```
///
/// and in the crate `include!(concat!(env!("OUT_DIR"), "/signwright/mod.rs"));`.
#[derive(Clone, Debug)]
pub struct Generator {
    spec: PathBuf,
    out: Option<PathBuf>,
    feature_per_platform: bool,
}

/// Why nothing was generated. Both its forms are the whole message, because cargo prints a build script's error with
/// `Debug`.
pub struct Failed {
    message: String,
}

impl Generator {
    /// A generator for this folder, or for one platform's folder.
    pub fn new(spec: impl Into<PathBuf>) -> Self {
        Self { spec: spec.into(), out: None, feature_per_platform: false }
    }

    /// Where the files go. A build script needs none: its own output folder is taken.
    #[must_use]
    pub fn out_dir(mut self, dir: impl Into<PathBuf>) -> Self {
        self.out = Some(dir.into());
        self
    }

    /// Each platform's module stands behind a cargo feature of the platform's name.
    #[must_use]
    pub fn feature_per_platform(mut self) -> Self {
        self.feature_per_platform = true;
        self
    }

    /// The files of specs that are loaded already, in the order of their paths.
    pub fn files(&self, specs: &Specs<'_>) -> Vec<File> {
        let (names, _) = names::name(specs);
        emit::emit(specs, &names, self.feature_per_platform)
    }

    /// Writes the files of loaded specs into the output folder: all of them or none.
    pub fn write(&self, specs: &Specs<'_>) -> Result<Changes, OutputError> {
        output::write(&self.out(), &self.files(specs))
    }

    /// What [`Self::write`] would change. Nothing is written.
    pub fn compare(&self, specs: &Specs<'_>) -> Result<Changes, OutputError> {
        output::compare(&self.out(), &self.files(specs))
    }

    /// Loads, and writes.
    pub fn generate(&self) -> Result<Changes, Failed> {
        let arena = Arena::default();
        let loaded = load(&arena, &self.spec);
        let Some(specs) = &loaded.specs else {
            let mistakes = render::text(&loaded.sources, &loaded.diagnostics, false);
            return Err(Failed { message: format!("{mistakes}{}", render::summary(&loaded.diagnostics)) });
        };
        self.write(specs).map_err(|error| Failed { message: error.to_string() })
    }

    /// For a build script: [`Self::generate`], and tells cargo to run it again only when the specs change.
    pub fn build(&self) -> Result<(), Failed> {
        // The folder stands for every file in it, those yet to come included.
        println!("cargo::rerun-if-changed={}", self.spec.display());
        println!("cargo::rerun-if-changed=build.rs");
        self.generate().map(drop)
    }

    fn out(&self) -> PathBuf {
        match &self.out {
            Some(out) => out.clone(),
            // Cargo sets it for every build script.
            None => std::env::var_os("OUT_DIR").map_or_else(PathBuf::new, PathBuf::from).join("signwright"),
        }
    }

    /// The folder of the specs.
    pub fn spec_dir(&self) -> &Path {
        &self.spec
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Debug for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the specs have mistakes\n\n{}", self.message)
    }
}

impl std::error::Error for Failed {}
