//! One page to one file: drafted, written, and read back by the loader before anyone sees it. The samples go
//! through the engine on the way, and what they break is written down with them.

use signwright_model::Platform;

use super::assemble::{self, Facts};
use super::classify::Grade;
use super::draft::{Draft, SampleRole};
use super::mend;
use super::page::Page;
use super::profile::Profile;
use super::report::{Broken, PageReport};
use super::several;
use super::words::Words;
use super::write;
use signwright_codegen::Arena;
use signwright_codegen::diagnostic::{Diagnostic, Diagnostics, FileId, Severity};
use signwright_codegen::load_sources;
use signwright_codegen::source::{Folder, Sources, is_device};
use signwright_codegen::specs::Outcome;
use signwright_verify::{Tried, tried};

/// A platform that pages are imported for.
#[derive(Clone, Debug)]
pub struct Target {
    /// The folder's name.
    pub folder: String,
    /// The text of its `platform.yaml`.
    pub text: String,
    /// What its `import:` says beside the reader's words.
    pub words: Words,
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

/// How often what the loader refuses is left out.
const ATTEMPTS: usize = 64;

/// The most rows of a page's tables. The longest pages of real platforms have some hundreds.
const MAX_ROWS: usize = 10_000;

/// Writes the endpoint of a page.
pub fn import(page: &Page, platform: &Platform<'_>, profile: &Profile<'_>, target: &Target) -> Imported {
    let rows = page.rows();
    if rows > MAX_ROWS {
        let why =
            format!("its tables have {rows} rows; at most {MAX_ROWS} are imported: save the page of one endpoint");
        let report = PageReport { page: page.name.clone(), failed: vec![why], ..PageReport::default() };
        return Imported { file: String::new(), yaml: None, report };
    }
    if let Some(why) = several::endpoints(page) {
        let report = PageReport { page: page.name.clone(), failed: vec![why], ..PageReport::default() };
        return Imported { file: String::new(), yaml: None, report };
    }
    let facts = Facts { platform: Some(platform), profile, words: &target.words };
    let mut draft = assemble::assemble(page, &facts);
    let file = file_name(&draft.endpoint);
    let mut failed = Vec::new();
    let mut broken = Vec::new();
    let mut yaml = None;
    for _ in 0..ATTEMPTS {
        let text = write::yaml(&draft);
        match attempt(&text, &file, target, &mut draft, &mut broken) {
            Attempt::Sound => {
                yaml = Some(text);
                break;
            }
            Attempt::Again => {}
            Attempt::Failed(why) => {
                failed = why;
                break;
            }
        }
    }
    if yaml.is_none() && failed.is_empty() {
        failed.push("the page's samples and rules contradict its tables in too many ways".to_owned());
    }
    let is_empty = draft.records.iter().all(|record| record.fields.is_empty());
    if is_empty {
        yaml = None;
        failed = vec!["the page has no table of fields: is it the endpoint's page?".to_owned()];
    }
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
    broken.retain(|broken| draft.samples.iter().any(|sample| sample.key == broken.sample));
    let report = PageReport::new(page, &file, &draft, broken, failed);
    Imported { file, yaml, report }
}

/// Whether a text loads as an endpoint of the platform, and its samples do what it says.
pub(crate) fn sound(text: &str, file: &str, target: &Target) -> Result<(), String> {
    let arena = Arena::new();
    let mut loaded = load_sources(&arena, sources(text, file, target).0, Diagnostics::default());
    signwright_verify::verify(&mut loaded);
    let errors = loaded.diagnostics.sorted();
    match errors.into_iter().find(|one| one.severity == Severity::Error) {
        None => Ok(()),
        Some(error) => Err(error.message.clone()),
    }
}

/// The platform's file and one endpoint's, as a folder.
fn sources(text: &str, file: &str, target: &Target) -> (Sources, FileId) {
    let mut sources = Sources::default();
    let platform = sources.add(format!("{}/platform.yaml", target.folder), target.text.as_str());
    let endpoint = sources.add(format!("{}/{file}", target.folder), text);
    sources.add_folder(Folder { name: target.folder.clone(), platform, endpoints: vec![endpoint] });
    (sources, endpoint)
}

enum Attempt {
    Sound,
    Again,
    Failed(Vec<String>),
}

/// Reads a text back as the checker would. What is learnt goes into the draft.
fn attempt(text: &str, file: &str, target: &Target, draft: &mut Draft, broken: &mut Vec<Broken>) -> Attempt {
    let arena = Arena::new();
    let (sources, own) = self::sources(text, file, target);
    let mut loaded = load_sources(&arena, sources, Diagnostics::default());
    let Some(specs) = &loaded.specs else {
        let all = loaded.diagnostics.sorted();
        let errors: Vec<&Diagnostic> = all.into_iter().filter(|one| one.severity == Severity::Error).collect();
        return mended(&errors, text, own, draft);
    };
    let spec = specs.apis.first();
    let found = spec.and_then(|spec| Some((spec, spec.api.endpoints.first()?, spec.endpoints.first()?)));
    let Some((spec, endpoint, notes)) = found else { return Attempt::Failed(vec!["nothing was written".to_owned()]) };
    let tried = tried(spec, endpoint, notes.samples);
    if take_over(&tried, draft, broken) {
        return Attempt::Again;
    }
    signwright_verify::verify(&mut loaded);
    if loaded.diagnostics.has_errors() {
        let all = loaded.diagnostics.sorted();
        let errors: Vec<&Diagnostic> = all.into_iter().filter(|one| one.severity == Severity::Error).collect();
        return mended(&errors, text, own, draft);
    }
    Attempt::Sound
}

/// Takes what the loader refuses out of the draft; where that is nothing of the draft's, the page fails.
fn mended(errors: &[&Diagnostic], text: &str, own: FileId, draft: &mut Draft) -> Attempt {
    let mut changed = false;
    for error in errors.iter().filter(|error| error.span.file == own) {
        changed |= mend::mend(text, error.span.start, &error.message, draft);
    }
    let told = |error: &&Diagnostic| {
        let place = if error.span.file == own { line_of(text, error.span.start).trim() } else { "platform.yaml" };
        format!("{}: {place}", error.message)
    };
    if changed { Attempt::Again } else { Attempt::Failed(errors.iter().map(told).collect()) }
}

/// Puts what the samples were found to be into the draft. Whether anything changed.
fn take_over(tried: &[Tried], draft: &mut Draft, broken: &mut Vec<Broken>) -> bool {
    let mut changed = false;
    let mut gone = Vec::new();
    let mut findings = Vec::new();
    let all = broken.is_empty();
    for (at, (sample, tried)) in draft.samples.iter_mut().zip(tried).enumerate() {
        let role = match (sample.role, tried.outcome) {
            (SampleRole::Request, _) => SampleRole::Request,
            (_, Some(Outcome::Success)) => SampleRole::Success,
            (_, Some(Outcome::Refused)) => SampleRole::Refused,
            (role, None) => {
                if tried.is_readable {
                    gone.push(at);
                }
                role
            }
        };
        if role != sample.role {
            let (says, is) =
                if role == SampleRole::Success { ("a refusal", "a success") } else { ("a success", "a refusal") };
            let message =
                format!("the page shows the sample `{}` as {says}, the platform's `success` reads {is}", sample.key);
            findings.push((Grade::Uncertain, sample.lines, message));
            sample.role = role;
            changed = true;
        }
        let mut breaks: Vec<(String, String, String)> = Vec::new();
        for (path, rule, message) in &tried.breaks {
            let path = every_row(path);
            if !breaks.iter().any(|(known, other, _)| *known == path && other == rule) {
                breaks.push((path, (*rule).to_owned(), message.replace('\n', " ").replace(" | ", " ")));
            }
        }
        if breaks != sample.breaks {
            sample.breaks = breaks;
            changed = true;
        }
    }
    for at in gone.into_iter().rev() {
        if at < draft.samples.len() {
            let sample = draft.samples.remove(at);
            let message = format!(
                "the sample `{}` is neither a success nor a refusal of the platform: not taken over",
                sample.key
            );
            findings.push((Grade::Unplaced, sample.lines, message));
            changed = true;
        }
    }
    for (grade, lines, message) in findings {
        draft.find(grade, lines, "samples", message);
    }
    if all || changed {
        *broken = Broken::of(draft);
    }
    changed
}

/// `orders[3].num` as `orders[*].num`.
fn every_row(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut rest = path;
    while let Some((before, behind)) = rest.split_once('[') {
        out.push_str(before);
        match behind.split_once(']') {
            Some((row, after)) if row.bytes().all(|byte| byte.is_ascii_digit()) => {
                out.push_str("[*]");
                rest = after;
            }
            _ => {
                out.push('[');
                rest = behind;
            }
        }
    }
    out + rest
}

fn line_of(text: &str, at: u32) -> &str {
    let at = usize::try_from(at).unwrap_or(usize::MAX).min(text.len());
    let start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
    text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default()
}

/// The name of an endpoint's file: its wire name without the ending of a script.
pub fn file_name(endpoint: &str) -> String {
    // `/v2/orders/{id}` has no name of its own at its end.
    let whole = endpoint.trim_matches('/').replace(['{', '}'], "").replace('/', ".");
    let last = endpoint.rsplit('/').next().unwrap_or(endpoint);
    let stem = if last.contains('{') { whole.as_str() } else { last };
    let stem = [".php", ".do", ".json", ".action"].iter().find_map(|ending| stem.strip_suffix(ending)).unwrap_or(stem);
    let safe: String =
        stem.chars().map(|one| if one.is_alphanumeric() || "._-".contains(one) { one } else { '_' }).collect();
    let safe: String = safe.trim_start_matches('.').chars().take(120).collect();
    match safe.as_str() {
        "" | "platform" => format!("endpoint_{safe}.yaml"),
        device if is_device(device) => format!("endpoint_{safe}.yaml"),
        _ => format!("{safe}.yaml"),
    }
}
