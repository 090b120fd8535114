//! Pages into a platform's folder: what there is to write, and then the writing, whole or not at all. Beside
//! each file the folder `.import` keeps what its page said last, so that the next import can tell the page's
//! changes from the maintainer's.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::merge;
use super::page::{Lines, Page, Text};
use super::profile::Profile;
use super::read::read;
use super::report::PageReport;
use super::run::{self, Imported, Target};
use super::vocabulary::Vocabulary;
use signwright_codegen::Arena;
use signwright_codegen::diagnostic::{Diagnostics, FileId};
use signwright_codegen::import_words::ImportWords;
use signwright_codegen::load_sources;
use signwright_codegen::output::replace;
use signwright_codegen::render;
use signwright_codegen::source::{self, Folder, Sources};
use signwright_codegen::syntax;

/// The folder of what the pages said last.
const BASES: &str = ".import";
const PLATFORM: &str = "platform.yaml";

/// What importing would write.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// One report a page, in the order of the pages.
    pub reports: Vec<PageReport>,
    files: Vec<(PathBuf, String)>,
}

/// What the caller decides.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'o> {
    /// The endpoint's wire name, for a page that does not say it.
    pub endpoint: Option<&'o str>,
    /// What the file says stands wherever it and the page differ: old conflicts are not shown again.
    pub keep: bool,
}

/// Why nothing was imported.
#[derive(Debug)]
pub enum ImportError {
    /// The platform's file has mistakes, rendered for people.
    Platform(String),
    /// The folder holds no `platform.yaml`.
    NoPlatform(PathBuf),
    /// A file cannot be read or written.
    Io {
        /// Its path.
        path: PathBuf,
        /// What happened.
        error: io::Error,
    },
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Platform(mistakes) => f.write_str(mistakes),
            Self::NoPlatform(folder) => {
                write!(f, "`{}` has no `{PLATFORM}`; `signwright new platform NAME` begins one", folder.display())
            }
            Self::Io { path, error } => write!(f, "`{}`: {error}", path.display()),
        }
    }
}

impl std::error::Error for ImportError {}

impl Plan {
    /// Whether every page gave a file.
    pub fn is_whole(&self) -> bool {
        self.reports.iter().all(|report| report.failed.is_empty())
    }

    /// Whether a person must decide something.
    pub fn has_conflicts(&self) -> bool {
        self.reports.iter().any(|report| !report.conflicts.is_empty())
    }

    /// The files that differ from what is there, with their texts.
    pub fn files(&self) -> impl Iterator<Item = (&Path, &str)> {
        self.files.iter().map(|(path, text)| (path.as_path(), text.as_str()))
    }

    /// Writes the files. Whatever goes wrong, every file is as it was before.
    pub fn write(&self) -> Result<(), ImportError> {
        let files = self.files.iter().map(|(path, text)| (path.clone(), Some(text.as_str())));
        replace(files).map_err(|(path, error)| ImportError::Io { path, error })
    }
}

/// Reads pages, given by name and bytes, and plans what they make of a platform's folder.
pub fn plan(folder: &Path, pages: &[(String, Vec<u8>)], options: Options<'_>) -> Result<Plan, ImportError> {
    let path = folder.join(PLATFORM);
    let text = fs::read_to_string(&path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => ImportError::NoPlatform(folder.to_owned()),
        _ => ImportError::Io { path: path.clone(), error },
    })?;
    let real = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let name = real.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();

    let arena = Arena::new();
    let mut sources = Sources::default();
    let platform = sources.add(path.to_string_lossy().into_owned(), text.as_str());
    sources.add_folder(Folder { name: name.clone(), platform, endpoints: Vec::new() });
    let loaded = load_sources(&arena, sources, Diagnostics::default());
    let api = loaded.specs.as_ref().and_then(|specs| specs.apis.first()).map(|spec| spec.api);
    let Some(api) = api else {
        return Err(ImportError::Platform(render::text(&loaded.sources, &loaded.diagnostics, false)));
    };

    let tree = syntax::parse(&text, FileId(0), &mut Diagnostics::default());
    let section = tree.as_ref().and_then(|tree| tree.get("import"));
    let section = section.map(|section| ImportWords::read(section, &mut Diagnostics::default())).unwrap_or_default();
    let mut vocabulary = Vocabulary::from(&section);
    let mut profile = Profile(section).before(Profile::standard());
    // Where no heading says so, a table of common parameters is known by the platform's own.
    profile.common.extend(api.platform.common.fields.iter().map(|field| field.name));
    let shared = tree.as_ref().and_then(|tree| tree.get("pager")?.map()).unwrap_or_default();
    let rows = shared.iter().map(|row| row.key.text.clone()).filter(|name| !name.starts_with('$'));
    vocabulary.shared_pager = rows.collect();
    let target = Target { folder: name, text: text.clone(), vocabulary };

    let mut plan = Plan::default();
    for (name, bytes) in pages {
        match read(name, bytes, &profile) {
            Ok(mut page) => {
                if let Some(endpoint) = options.endpoint {
                    page.endpoint = Some(Text { text: endpoint.to_owned(), lines: Lines::default() });
                }
                let imported = run::import(&page, api.platform, &profile, &target);
                add_page(&page, imported, folder, &target, options, &mut plan)?;
            }
            Err(error) => plan.reports.push(PageReport {
                page: name.clone(),
                failed: vec![format!("{error}: {}", error.help())],
                ..PageReport::default()
            }),
        }
    }
    Ok(plan)
}

fn add_page(
    page: &Page,
    imported: Imported,
    folder: &Path,
    target: &Target,
    options: Options<'_>,
    plan: &mut Plan,
) -> Result<(), ImportError> {
    let Imported { file, yaml, mut report } = imported;
    let path = below(folder, &file)?;
    if plan.files.iter().any(|(planned, _)| *planned == path) {
        report.failed.push(format!("another page of this run gives `{file}` already"));
        plan.reports.push(report);
        return Ok(());
    }
    if let Some(fresh) = yaml {
        let base_path = below(folder, &format!("{BASES}/{file}"))?;
        let (ours, base) = (existing(&path)?, existing(&base_path)?);
        let text = match &ours {
            // Editors find the schema by the first line; a base has none, for a page says nothing of it.
            None => Ok(schema_line(folder) + &fresh),
            Some(ours) => merge::merge(ours, base.as_deref(), &fresh).and_then(|merged| {
                if !options.keep {
                    report.conflicts = merged.conflicts;
                }
                // Nothing unsound is handed out: a merge that does not load is the person's to make.
                run::sound(&merged.text, &file, target).map(|()| merged.text).map_err(|mistakes| mistakes.join("; "))
            }),
        };
        match text {
            Ok(text) => {
                if ours.as_deref() != Some(text.as_str()) {
                    plan.files.push((path, text));
                }
                // While something is undecided the base stays, so that it is shown again.
                if report.conflicts.is_empty() && base.as_deref() != Some(fresh.as_str()) {
                    plan.files.push((base_path, fresh));
                }
            }
            Err(why) => {
                report.failed.push(format!("`{}` of page {} cannot be brought up to date: {why}", file, page.name));
            }
        }
    }
    plan.reports.push(report);
    Ok(())
}

/// A file of the platform's folder, into which no link may lead.
fn below(folder: &Path, name: &str) -> Result<PathBuf, ImportError> {
    source::below(folder, name).ok_or_else(|| {
        let error = io::Error::other("a link leads out of the platform's folder; remove it");
        ImportError::Io { path: folder.join(name), error }
    })
}

/// The line that names the JSON Schema, where one is kept beside the platforms.
fn schema_line(folder: &Path) -> String {
    let is_kept = folder.join("../schema/endpoint.json").is_file();
    if is_kept { "# yaml-language-server: $schema=../schema/endpoint.json\n".to_owned() } else { String::new() }
}

fn existing(path: &Path) -> Result<Option<String>, ImportError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text.replace("\r\n", "\n"))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(ImportError::Io { path: path.to_owned(), error }),
    }
}

/// The platform's folder that pages belong to: the one whose `docs` their address begins with, or the only one.
pub fn platform_of(spec: &Path, pages: &[(String, Vec<u8>)]) -> Option<PathBuf> {
    let addresses: Vec<String> = pages
        .iter()
        .filter_map(|(name, bytes)| read(name, bytes, Profile::standard()).ok()?.address)
        .map(|address| address.text)
        .collect();
    let mut folders: Vec<(PathBuf, String)> = Vec::new();
    for file in fs::read_dir(spec).ok()?.flatten() {
        let folder = file.path();
        let Ok(text) = fs::read_to_string(folder.join(PLATFORM)) else { continue };
        let tree = syntax::parse(&text, FileId(0), &mut Diagnostics::default());
        let docs = tree.as_ref().and_then(|tree| tree.get("docs")?.scalar()).map(|docs| docs.text.trim().to_owned());
        folders.push((folder, docs.unwrap_or_default()));
    }
    if let [(only, _)] = folders.as_slice() {
        return Some(only.clone());
    }
    let fits = |docs: &str| {
        !docs.is_empty() && addresses.len() == pages.len() && addresses.iter().all(|address| address.starts_with(docs))
    };
    let mut fitting = folders.iter().filter(|(_, docs)| fits(docs));
    match (fitting.next(), fitting.next()) {
        (Some((folder, _)), None) => Some(folder.clone()),
        _ => None,
    }
}
