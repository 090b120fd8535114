//! The samples of a page as documents, and as samples of the draft. What they break is found by the engine
//! when the draft is written.

use signwright_model::{Body, DocumentFormat, Platform};
use signwright_runtime::{Limits, Node, json, xml};

use super::facts::Facts;
use crate::classify::Confidence;
use crate::draft::{Draft, Holds, RESPONSE, SampleDraft, SampleRole};
use crate::page::{Language, Lines, Page, Sample, SampleKind};

/// Deeper brackets are indented no further.
const DEEPEST: usize = 16;

pub(super) struct Document {
    pub(super) role: SampleRole,
    pub(super) text: String,
    pub(super) node: Option<Node<'static>>,
    pub(super) is_xml: bool,
    label: String,
    lines: Lines,
}

/// The documents of a page. Programs are told and left out.
pub(super) fn documents(page: &Page, facts: &Facts<'_>, draft: &mut Draft) -> Vec<Document> {
    let mut documents: Vec<Document> = Vec::new();
    for sample in page.samples() {
        let label = sample.label.as_ref().map(|label| label.text.trim().to_owned()).unwrap_or_default();
        let is_xml = match sample.language {
            Language::Json => false,
            Language::Xml => true,
            Language::Code | Language::Other => {
                let message = format!("the sample `{label}` is no JSON or XML document: not taken over");
                draft.find(Confidence::Unplaced, sample.lines, "samples", message);
                continue;
            }
        };
        let role = match sample.kind {
            SampleKind::Request => SampleRole::Request,
            SampleKind::Response => SampleRole::Success,
            SampleKind::Refusal => SampleRole::Refused,
            SampleKind::Unknown => {
                draft.find(
                    Confidence::Unplaced,
                    sample.lines,
                    "samples",
                    "a sample of which is not said what it shows",
                );
                continue;
            }
        };
        if is_xml && !facts.platform.is_some_and(|platform| takes_xml(platform, role)) {
            draft.find(Confidence::Unplaced, sample.lines, "samples", "an XML document, and the platform speaks JSON");
            continue;
        }
        let text = plain(sample);
        let limits = Limits::default();
        let node = if is_xml { xml::parse(text.as_bytes(), limits) } else { json::parse(text.as_bytes(), limits) };
        let node = node.ok().map(Node::into_owned);
        if documents.iter().any(|earlier| earlier.role == role && earlier.text == text) {
            draft.find(Confidence::Normalised, sample.lines, "samples", "the same sample stands on the page twice");
            continue;
        }
        documents.push(Document { role, text, node, is_xml, label, lines: sample.lines });
    }
    documents
}

fn takes_xml(platform: &Platform<'_>, role: SampleRole) -> bool {
    let asked = match platform.wire.body {
        Body::Envelope { formats, .. } => formats.contains(&DocumentFormat::Xml),
        Body::Form | Body::Query | Body::Inside { .. } | Body::Positional => false,
    };
    match (role, platform.reply.format) {
        (SampleRole::Request, _) | (_, None) => asked,
        (_, Some(format)) => format == DocumentFormat::Xml,
    }
}

fn plain(sample: &Sample) -> String {
    let lines = sample.text.lines().map(|line| line.replace(['\t', '\u{a0}', '\u{3000}'], " ").trim_end().to_owned());
    let lines: Vec<String> = lines.filter(|line| !line.trim().is_empty()).collect();
    let indent = lines.iter().map(|line| line.len() - line.trim_start_matches(' ').len()).min().unwrap_or(0);
    let shown = |c: &char| !c.is_control();
    let lines: Vec<String> =
        lines.iter().map(|line| line.get(indent..).unwrap_or(line).chars().filter(shown).collect()).collect();
    let is_flat = lines.len() > 1 && lines.iter().all(|line| !line.starts_with(' '));
    if is_flat && sample.language == Language::Json { indented(&lines) } else { lines.join("\n") }
}

/// Lines that lost their indentation on the page, by the brackets that are open.
fn indented(lines: &[String]) -> String {
    // For each open bracket, how deep its line is: brackets of one line indent once.
    let mut open: Vec<usize> = Vec::new();
    let mut out = Vec::with_capacity(lines.len());
    for line in lines {
        let closing = line.chars().take_while(|c| matches!(c, '}' | ']')).count();
        let depth = match open.len().checked_sub(closing) {
            Some(index) if closing > 0 => open.get(index).copied().unwrap_or(0),
            _ => open.last().map_or(0, |depth| (depth + 1).min(DEEPEST)),
        };
        out.push(format!("{:width$}{line}", "", width = depth * 2));
        let (mut quoted, mut escaped) = (false, false);
        for c in line.chars() {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = quoted,
                '"' => quoted = !quoted,
                '{' | '[' if !quoted => open.push(depth),
                '}' | ']' if !quoted => drop(open.pop()),
                _ => {}
            }
        }
    }
    out.join("\n")
}

pub(super) fn samples(documents: Vec<Document>, facts: &Facts<'_>, draft: &mut Draft) {
    for document in documents {
        text_for_code(&document, facts, draft);
        let format = if document.is_xml { "xml" } else { "json" };
        let stem = match document.role {
            SampleRole::Request => format.to_owned(),
            SampleRole::Success if document.is_xml => "normal_xml".to_owned(),
            SampleRole::Success => "normal".to_owned(),
            SampleRole::Refused => "refused".to_owned(),
        };
        let mut key = stem.clone();
        let mut number = 1;
        while draft.samples.iter().any(|sample| sample.key == key) {
            number += 1;
            key = format!("{stem}_{number}");
        }
        let what = match document.role {
            SampleRole::Request => "request",
            SampleRole::Success => "answer",
            SampleRole::Refused => "refusal",
        };
        let label = if document.label.is_empty() { String::new() } else { format!("，{}", document.label) };
        draft.samples.push(SampleDraft {
            key,
            source: format!("the page's {what}{label}"),
            role: document.role,
            text: document.text,
            breaks: Vec::new(),
            lines: document.lines,
        });
    }
}

/// A code that the table calls a number and a sample shows as text comes as both.
fn text_for_code(document: &Document, facts: &Facts<'_>, draft: &mut Draft) {
    let (Some(platform), Some(node)) = (facts.platform, &document.node) else { return };
    let code = platform.reply.of_success().code_path();
    let is_word =
        |node: &Node<'_>| matches!(node, Node::Text(text) if text.parse::<i64>().is_err() && !text.is_empty());
    if document.role == SampleRole::Request || !node.path(code).is_some_and(is_word) {
        return;
    }
    let Some(record) = draft.records.get_mut(RESPONSE) else { return };
    let Some(field) = record.fields.iter_mut().find(|field| field.name == code) else { return };
    if let Holds::Type(words) = &mut field.holds
        && !words.contains('|')
        && words.to_ascii_lowercase().starts_with("int")
    {
        let source = format!("the table says {words}; a sample of the page has a text");
        words.push_str("|text");
        field.source.push(("type", source.clone()));
        let (lines, path) = (field.lines, format!("response.{}", field.name));
        draft.find(Confidence::Inferred, lines, path, source);
    }
}
