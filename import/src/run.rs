//! One page to one file: drafted, written, and read back by the loader before anyone sees it. The samples go
//! through the engine on the way, and what they break is written down with them.

use signwright_model::Platform;

use super::assemble::{self, Facts};
use super::check;
use super::classify::Confidence;
use super::draft::{Draft, SampleRole};
use super::page::Page;
use super::profile::Profile;
use super::report::{Broken, PageReport};
use super::several;
use super::vocabulary::Vocabulary;
use super::write;
use signwright_codegen::Arena;
use signwright_codegen::Parts;
use signwright_codegen::diagnostic::{Diagnostic, Diagnostics, FileId, Severity};
use signwright_codegen::source::{Folder, Sources, is_device};
use signwright_codegen::specs::Outcome;
use signwright_codegen::{Loaded, load_sources};
use signwright_verify::{Tried, tried};

/// A platform that pages are imported for.
#[derive(Clone, Debug)]
pub struct Target {
    /// The folder's name.
    pub folder: String,
    /// The text of its `platform.yaml`.
    pub text: String,
    /// What its `import:` says beside the reader's words.
    pub vocabulary: Vocabulary,
}

/// What became of a page.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The name of the endpoint's file.
    pub file: String,
    /// Its text. `None` when nothing sound could be written; the report says why.
    pub yaml: Option<String>,
    /// The report.
    pub report: PageReport,
}

/// The most rows of a page's tables. The longest pages of real platforms have some hundreds.
const MAX_ROWS: usize = 10_000;

/// Writes the endpoint of a page.
pub fn import(page: &Page, platform: &Platform<'_>, profile: &Profile<'_>, target: &Target) -> Imported {
    let rows = page.rows();
    let refused = if rows > MAX_ROWS {
        Some(format!("its tables have {rows} rows; at most {MAX_ROWS} are imported: save the page of one endpoint"))
    } else {
        several::endpoints(page)
    };
    if let Some(why) = refused {
        let report = PageReport { page: page.name.clone(), failed: vec![why], ..PageReport::default() };
        return Imported { file: String::new(), yaml: None, report };
    }
    let facts = Facts { platform: Some(platform), profile, vocabulary: &target.vocabulary };
    let mut draft = assemble::assemble(page, &facts);
    let file = file_name(&draft.endpoint);
    let (mut yaml, mut failed) = match finish(&mut draft, &file, target) {
        Ok(text) => (Some(text), Vec::new()),
        Err(why) => (None, why),
    };
    if let (Some(first), true) = (draft.lost.iter().min(), failed.is_empty()) {
        // A client made of the others would leave these out of every call.
        let (many, line) = (draft.lost.len(), first.first);
        let rows = if many == 1 { "row" } else { "rows" };
        yaml = None;
        failed.push(format!(
            "{many} {rows} of the request could not be placed, first on line {line}: see the report below, and \
             correct the page there"
        ));
    }
    let report = PageReport::new(page, &file, &draft, Broken::of(&draft), failed);
    Imported { file, yaml, report }
}

/// The text of a draft's file, once what does not hold is left out of it; or why there is none.
fn finish(draft: &mut Draft, file: &str, target: &Target) -> Result<String, Vec<String>> {
    let arena = Arena::new();
    let keys: Vec<&str> = draft.records.iter().map(|record| record.key.as_str()).collect();
    let mut parts = Parts::new(&arena, &target.text, &keys);
    check::check(draft, &mut parts);
    if draft.records.iter().all(|record| record.fields.is_empty()) {
        return Err(vec!["the page has no table of fields: is it the endpoint's page?".to_owned()]);
    }
    if !draft.samples.is_empty() {
        // The samples are tried on the tables as they load, and say what they break of these.
        let loaded = load(&arena, &write::yaml(draft), file, target)?;
        let spec = loaded.specs.as_ref().and_then(|specs| specs.apis.first());
        let Some((spec, endpoint)) = spec.and_then(|spec| Some((spec, spec.endpoints.first()?))) else {
            return Err(vec!["nothing was written".to_owned()]);
        };
        take_over(&tried(spec, endpoint.model, endpoint.samples), draft, &parts);
    }
    let text = write::yaml(draft);
    sound(&text, file, target)?;
    Ok(text)
}

/// Whether a text loads as an endpoint of the platform, and its samples do what it says; else what is wrong with it.
pub(crate) fn sound(text: &str, file: &str, target: &Target) -> Result<(), Vec<String>> {
    let arena = Arena::new();
    let mut loaded = load(&arena, text, file, target)?;
    signwright_verify::verify(&mut loaded);
    match mistakes(&loaded, text) {
        mistakes if mistakes.is_empty() => Ok(()),
        mistakes => Err(mistakes),
    }
}

/// Loads an endpoint's text in a folder that holds the platform's file beside it.
fn load<'m>(arena: &'m Arena, text: &str, file: &str, target: &Target) -> Result<Loaded<'m>, Vec<String>> {
    let mut sources = Sources::default();
    let platform = sources.add(format!("{}/platform.yaml", target.folder), target.text.as_str());
    let endpoint = sources.add(format!("{}/{file}", target.folder), text);
    sources.add_folder(Folder { name: target.folder.clone(), platform, endpoints: vec![endpoint] });
    let loaded = load_sources(arena, sources, Diagnostics::default());
    if loaded.specs.is_some() { Ok(loaded) } else { Err(mistakes(&loaded, text)) }
}

/// The errors of a run, each with the line that it stands on. The endpoint's file is the second.
fn mistakes(loaded: &Loaded<'_>, text: &str) -> Vec<String> {
    let errors = loaded.diagnostics.sorted().into_iter().filter(|mistake| mistake.severity == Severity::Error);
    let mistake = |error: &Diagnostic| {
        let is_platform = error.span.file == FileId(0);
        let line = if is_platform { "platform.yaml" } else { line_of(text, error.span.start).trim() };
        format!("{}: {line}", error.message)
    };
    errors.map(mistake).collect()
}

/// Puts what the samples were found to be into the draft.
fn take_over(tried: &[Tried], draft: &mut Draft, parts: &Parts<'_>) {
    let samples = std::mem::take(&mut draft.samples);
    for (mut sample, tried) in samples.into_iter().zip(tried) {
        let gone = |why: &str| format!("the sample `{}` {why}", sample.key);
        let role = match (sample.role, tried.outcome) {
            (SampleRole::Request, _) => SampleRole::Request,
            (_, Some(Outcome::Success)) => SampleRole::Success,
            (_, Some(Outcome::Refused)) => SampleRole::Refused,
            (_, None) if tried.is_readable => {
                let message = gone("is neither a success nor a refusal of the platform: not taken over");
                draft.find(Confidence::Unplaced, sample.lines, "samples", message);
                continue;
            }
            (role, None) => role,
        };
        let mut breaks: Vec<(String, String, String)> = Vec::new();
        for (path, rule, message) in &tried.breaks {
            let path = every_row(path);
            if !breaks.iter().any(|(listed, broken, _)| *listed == path && broken == rule) {
                breaks.push((path, (*rule).to_owned(), message.replace('\n', " ").replace(" | ", " ")));
            }
        }
        if let Some(why) = breaks.iter().find_map(|row| unsayable(row, parts)) {
            let message = gone(&format!("cannot be carried: left out, for {why}"));
            draft.find(Confidence::Unplaced, sample.lines, "samples", message);
            continue;
        }
        if role != sample.role {
            let (says, is) =
                if role == SampleRole::Success { ("a refusal", "a success") } else { ("a success", "a refusal") };
            let message =
                format!("the page shows the sample `{}` as {says}, the platform's `success` reads {is}", sample.key);
            draft.find(Confidence::Uncertain, sample.lines, "samples", message);
        }
        (sample.role, sample.breaks) = (role, breaks);
        draft.samples.push(sample);
    }
}

/// Why a break cannot be written down: its path has blanks or marks that would be read otherwise.
fn unsayable(row: &(String, String, String), parts: &Parts<'_>) -> Option<String> {
    match parts.sample_break(&write::sample_break(row)) {
        Ok(read) if read.path == row.0 && read.rule == row.1 => None,
        Ok(_) => Some(format!("no line says that `{}` breaks the table", row.0)),
        Err(mistake) => Some(mistake.message),
    }
}

/// `orders[3].num` as `orders[*].num`.
fn every_row(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut remaining = path;
    while let Some((before, behind)) = remaining.split_once('[') {
        out.push_str(before);
        match behind.split_once(']') {
            Some((row, after)) if row.bytes().all(|byte| byte.is_ascii_digit()) => {
                out.push_str("[*]");
                remaining = after;
            }
            _ => {
                out.push('[');
                remaining = behind;
            }
        }
    }
    out + remaining
}

fn line_of(text: &str, offset: u32) -> &str {
    let offset = usize::try_from(offset).unwrap_or(usize::MAX).min(text.len());
    let start = text.get(..offset).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
    text.get(start..).and_then(|behind| behind.lines().next()).unwrap_or_default()
}

/// The name of an endpoint's file: its wire name without the ending of a script.
pub fn file_name(endpoint: &str) -> String {
    // `/v2/orders/{id}` has no name of its own at its end.
    let full_name = endpoint.trim_matches('/').replace(['{', '}'], "").replace('/', ".");
    let last = endpoint.rsplit('/').next().unwrap_or(endpoint);
    let stem = if last.contains('{') { full_name.as_str() } else { last };
    let stem = [".php", ".do", ".json", ".action"].iter().find_map(|ending| stem.strip_suffix(ending)).unwrap_or(stem);
    let safe: String = stem.chars().map(|c| if c.is_alphanumeric() || "._-".contains(c) { c } else { '_' }).collect();
    let safe: String = safe.trim_start_matches('.').chars().take(120).collect();
    match safe.as_str() {
        "" | "platform" => format!("endpoint_{safe}.yaml"),
        device if is_device(device) => format!("endpoint_{safe}.yaml"),
        _ => format!("{safe}.yaml"),
    }
}
