//! What became of a page, row by row: read, placed, normalised, inferred, uncertain, unplaced. As text and JSON.

mod json;
mod text;

use super::classify::Confidence;
use super::draft::{Draft, Finding, Tally};
use super::page::{Lines, Page};

/// The report of one page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageReport {
    /// The page as messages name it.
    pub page: String,
    /// The endpoint.
    pub endpoint: String,
    /// The file it is written to.
    pub file: String,
    /// Rows of the page's tables.
    pub rows: Tally,
    /// What there is to say, in the page's order.
    pub findings: Vec<Finding>,
    /// Where the vendor's samples break the vendor's tables.
    pub breaks: Vec<Broken>,
    /// Differences between the page and the file that a person must decide.
    pub conflicts: Vec<Conflict>,
    /// Why nothing was written.
    pub failed: Vec<String>,
}

/// A sample that breaks its table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The sample.
    pub sample: String,
    /// Where it stands on the page.
    pub lines: Lines,
    /// The path in the sample.
    pub path: String,
    /// The row of the table, where there is one.
    pub row: Option<Lines>,
    /// The broken rule.
    pub rule: String,
    /// What is wrong.
    pub message: String,
}

/// What the page says otherwise than the file, where the file was changed by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// What it is about: `Params.start_time type`.
    pub path: String,
    /// The line in the file.
    pub line: u32,
    /// What the file says.
    pub ours: String,
    /// What the page says now.
    pub page: String,
}

impl PageReport {
    pub(crate) fn new(page: &Page, file: &str, draft: &Draft, breaks: Vec<Broken>, failed: Vec<String>) -> Self {
        let mut findings = draft.findings.clone();
        findings.sort_by_key(|finding| finding.lines);
        findings.dedup();
        Self {
            page: page.name.clone(),
            endpoint: draft.endpoint.clone(),
            file: file.to_owned(),
            rows: draft.rows,
            findings,
            breaks,
            conflicts: Vec::new(),
            failed,
        }
    }

    /// How many findings there are of a confidence.
    pub fn count(&self, confidence: Confidence) -> usize {
        self.findings.iter().filter(|finding| finding.confidence == confidence).count()
    }

    /// For a terminal.
    pub fn text(&self) -> String {
        text::write(self)
    }
}

/// A line for each page of several that failed, behind how many they are; nothing where none did.
pub fn failures(reports: &[PageReport]) -> String {
    let failed: Vec<&PageReport> = reports.iter().filter(|report| !report.failed.is_empty()).collect();
    if reports.len() < 2 || failed.is_empty() {
        return String::new();
    }
    let line = |report: &&PageReport| {
        let why = report.failed.first().map_or("", String::as_str).replace('\n', " ");
        format!("  {}: {why}\n", report.page)
    };
    let lines: String = failed.iter().map(line).collect();
    format!("{} of {} pages failed:\n{lines}", failed.len(), reports.len())
}

/// The reports of a run as JSON.
pub fn json(reports: &[PageReport]) -> String {
    json::write(reports)
}

impl Broken {
    /// The breaks of a draft's samples, each with the row of the table that it breaks.
    pub(crate) fn of(draft: &Draft) -> Vec<Self> {
        let mut all = Vec::new();
        for sample in &draft.samples {
            for (path, rule, message) in &sample.breaks {
                let name = path.rsplit(['.', ']']).find(|part| !part.is_empty()).unwrap_or(path);
                let full: String = path.replace("[*]", "[]");
                let rows =
                    draft.records.iter().flat_map(|record| record.fields.iter().map(move |field| (record, field)));
                let row = rows.filter(|(_, field)| field.name == name).find(|(record, field)| {
                    let field_path = format!("{}.{}", record.path, field.name);
                    field_path.split_once('.').is_some_and(|(_, field_path)| field_path == full)
                });
                all.push(Self {
                    sample: sample.key.clone(),
                    lines: sample.lines,
                    path: path.clone(),
                    row: row.map(|(_, field)| field.lines),
                    rule: rule.clone(),
                    message: message.clone(),
                });
            }
        }
        all
    }
}
