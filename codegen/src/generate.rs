//! A whole run as one call: load, emit, write. What the command and build scripts use.

use std::{
    borrow::Cow,
    collections::BTreeSet,
    env, fmt,
    path::{Path, PathBuf},
};

use crate::{
    Arena,
    diagnostic::{Diagnostics, Severity},
    emit::{self, Draft, File},
    load::load,
    names,
    output::{self, Changes, Output, OutputError},
    render,
    source::Sources,
    specs::Specs,
};

/// Generates a client from a folder of specs.
///
/// ```no_run
/// let made = signwright_codegen::Generator::new("spec").out_dir("src/generated").generate()?;
/// println!("{} files written", made.changes.created.len() + made.changes.changed.len());
/// # Ok::<(), signwright_codegen::GenerateError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Generator {
    spec: PathBuf,
    out: PathBuf,
    per_feature: bool,
}

/// What a run made.
#[derive(Clone, Debug)]
pub struct Generated {
    /// What changed in the output folder, or would change.
    pub changes: Changes,
    /// Warnings and notes as text; may be empty.
    pub remarks: String,
}

/// Why nothing was generated. Both forms print the whole message, so that a build script may simply
/// return it.
pub enum GenerateError {
    /// The specs have mistakes: all of them, as text.
    Spec(String),
    /// The output folder cannot take the files.
    Output(OutputError),
    /// A build script was not run by cargo.
    NoOutDir,
}

impl Generator {
    /// From the specs in this folder, to `src/generated`.
    pub fn new(spec: impl AsRef<Path>) -> Self {
        Self { spec: spec.as_ref().to_owned(), out: PathBuf::from("src/generated"), per_feature: false }
    }

    /// To this folder.
    #[must_use]
    pub fn out_dir(mut self, folder: impl AsRef<Path>) -> Self {
        folder.as_ref().clone_into(&mut self.out);
        self
    }

    /// With each platform behind a cargo feature of its name.
    #[must_use]
    pub fn feature_per_platform(mut self) -> Self {
        self.per_feature = true;
        self
    }

    /// Writes the client. What was made of the same specs before, by the same generator, and was not changed since, is not
    /// made again.
    pub fn generate(&self) -> Result<Generated, GenerateError> {
        self.run(write).map(|(generated, _)| generated)
    }

    /// Says what writing would change. Writes nothing, and makes every file.
    pub fn check(&self) -> Result<Generated, GenerateError> {
        self.run(compare).map(|(generated, _)| generated)
    }

    /// Writes the client to `$OUT_DIR/signwright` and tells cargo when to do it again: when anything changes in the folder
    /// of a platform. Warnings are shown as cargo's.
    ///
    /// What lies beside these folders, such as a README, is no reason to generate. Nor can a new folder be one, for cargo
    /// could not tell the two apart: it is found with the next change of a spec, or of `build.rs`.
    pub fn build(self) -> Result<(), GenerateError> {
        let out = env::var_os("OUT_DIR").ok_or(GenerateError::NoOutDir)?;
        let (_, remarks) = self.out_dir(PathBuf::from(out).join("signwright")).run(write)?;
        // Only sources are named: a build script that watched its own output would never rest.
        for folder in remarks.folders {
            println!("cargo::rerun-if-changed={}", folder.display());
        }
        for warning in remarks.warnings {
            println!("cargo::warning={warning}");
        }
        Ok(())
    }

    fn run(
        &self,
        write: fn(&Specs<'_>, bool, &Path) -> Result<Changes, OutputError>,
    ) -> Result<(Generated, ForCargo), GenerateError> {
        let arena = Arena::new();
        let loaded = load(&arena, &self.spec);
        // Without colours: cargo shows the text of a build script as it is.
        let remarks = render::text(&loaded.sources, &loaded.diagnostics, false);
        let Some(specs) = &loaded.specs else { return Err(GenerateError::Spec(remarks)) };
        let changes = write(specs, self.per_feature, &self.out).map_err(GenerateError::Output)?;
        let folders = folders(&loaded.sources);
        let warnings = warnings(&loaded.sources, &loaded.diagnostics);
        Ok((Generated { changes, remarks }, ForCargo { folders, warnings }))
    }
}

/// What a build script tells cargo.
struct ForCargo {
    folders: BTreeSet<PathBuf>,
    warnings: Vec<String>,
}

/// Generates the specs in this folder from a build script: the three lines of a `build.rs`.
///
/// ```no_run
/// fn main() -> Result<(), signwright_codegen::GenerateError> {
///     signwright_codegen::build("spec")
/// }
/// ```
///
/// The client is then `include!(concat!(env!("OUT_DIR"), "/signwright/mod.rs"));`. A mistake in a spec is
/// shown by cargo with its whole message.
pub fn build(spec: impl AsRef<Path>) -> Result<(), GenerateError> {
    Generator::new(spec).build()
}

/// The files of a client, in the order of their paths. With `feature_per_platform`, each platform stands
/// behind a cargo feature of its name. Nothing is written: that is [`output`].
pub fn emit(specs: &Specs<'_>, feature_per_platform: bool) -> Vec<File> {
    let (names, _) = names::name(specs);
    emit::emit(&names, feature_per_platform)
}

/// Writes the client of these specs to a folder, as [`Generator::generate`] does.
pub fn write(specs: &Specs<'_>, feature_per_platform: bool, folder: &Path) -> Result<Changes, OutputError> {
    let (names, _) = names::name(specs);
    let drafts = emit::drafts(&names, feature_per_platform);
    output::write(folder, &drafts.into_iter().map(Marked).collect::<Vec<_>>())
}

/// Says what that would change, as [`Generator::check`] does.
pub fn compare(specs: &Specs<'_>, feature_per_platform: bool, folder: &Path) -> Result<Changes, OutputError> {
    let (names, _) = names::name(specs);
    let drafts = emit::drafts(&names, feature_per_platform);
    output::compare(folder, &drafts.into_iter().map(Whole).collect::<Vec<_>>())
}

/// A file that is not made where its mark says that it is there.
struct Marked<'n>(Draft<'n>);

/// A file that is made whatever is there.
struct Whole<'n>(Draft<'n>);

impl Output for Marked<'_> {
    fn path(&self) -> &str {
        &self.0.path
    }

    fn text(&self) -> Cow<'_, str> {
        self.0.text().into()
    }

    fn is_made(&self, present: &str) -> bool {
        self.0.is_made(present)
    }
}

impl Output for Whole<'_> {
    fn path(&self) -> &str {
        &self.0.path
    }

    fn text(&self) -> Cow<'_, str> {
        self.0.text().into()
    }

    fn is_made(&self, _: &str) -> bool {
        false
    }
}

/// The folders of what was read, or would be under another name.
fn folders(sources: &Sources) -> BTreeSet<PathBuf> {
    let files = sources.files().map(|(_, file)| Path::new(&file.name));
    // Folders and not files: a new endpoint is a change too.
    files.filter_map(|file| file.parent().map(Path::to_owned)).collect()
}

fn warnings(sources: &Sources, diagnostics: &Diagnostics) -> Vec<String> {
    let warnings = diagnostics.sorted().into_iter().filter(|warning| warning.severity == Severity::Warning);
    warnings
        .map(|warning| {
            let file = sources.get(warning.span.file).map_or("", |file| file.name.as_str());
            // Cargo reads a line as one warning.
            format!("{file}: {}", warning.message).replace(['\n', '\r'], " ")
        })
        .collect()
}

impl fmt::Display for GenerateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Spec(text) => f.write_str(text.trim_end()),
            Self::Output(error) => write!(f, "error[{}]: {error}", error.code().slug()),
            Self::NoOutDir => f.write_str("OUT_DIR is not set: `build` is for build scripts, which cargo runs"),
        }
    }
}

impl fmt::Debug for GenerateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A `main` that returns the error prints its Debug, so that has to be the readable text.
        write!(f, "the client could not be generated\n\n{self}")
    }
}

impl std::error::Error for GenerateError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Output(error) => Some(error),
            Self::Spec(_) | Self::NoOutDir => None,
        }
    }
}
