//! Reports as JSON: one array, an object a page.

use super::PageReport;
use super::text::word;
use crate::page::Lines;
use signwright_codegen::render::quoted;

pub(super) fn write(reports: &[PageReport]) -> String {
    let pages: Vec<String> = reports.iter().map(page).collect();
    format!("[\n{}\n]\n", pages.join(",\n"))
}

fn page(report: &PageReport) -> String {
    let list = |rows: Vec<String>| {
        if rows.is_empty() { "[]".to_owned() } else { format!("[\n      {}\n    ]", rows.join(",\n      ")) }
    };
    let findings = report.findings.iter().map(|finding| {
        object(&[
            ("grade", text(word(finding.confidence))),
            ("line", line(Some(finding.lines))),
            ("path", text(&finding.path)),
            ("message", text(&finding.message)),
        ])
    });
    let breaks = report.breaks.iter().map(|broken| {
        object(&[
            ("sample", text(&broken.sample)),
            ("line", line(Some(broken.lines))),
            ("path", text(&broken.path)),
            ("row", line(broken.row)),
            ("rule", text(&broken.rule)),
            ("message", text(&broken.message)),
        ])
    });
    let conflicts = report.conflicts.iter().map(|conflict| {
        object(&[
            ("path", text(&conflict.path)),
            ("line", conflict.line.to_string()),
            ("file", text(&conflict.ours)),
            ("page", text(&conflict.page)),
        ])
    });
    let rows = report.rows;
    let rows = [("read", rows.read), ("placed", rows.placed), ("shared", rows.shared)];
    let rows: Vec<(&str, String)> = rows.iter().map(|(name, many)| (*name, many.to_string())).collect();
    let fields = [
        ("page", text(&report.page)),
        ("endpoint", text(&report.endpoint)),
        ("file", if report.failed.is_empty() { text(&report.file) } else { "null".to_owned() }),
        ("rows", object(&rows)),
        ("findings", list(findings.collect())),
        ("breaks", list(breaks.collect())),
        ("conflicts", list(conflicts.collect())),
        ("errors", list(report.failed.iter().map(|why| text(why)).collect())),
    ];
    let fields: Vec<String> = fields.iter().map(|(name, value)| format!("    \"{name}\": {value}")).collect();
    format!("  {{\n{}\n  }}", fields.join(",\n"))
}

fn object(fields: &[(&str, String)]) -> String {
    let fields: Vec<String> = fields.iter().map(|(name, value)| format!("\"{name}\": {value}")).collect();
    format!("{{ {} }}", fields.join(", "))
}

fn text(text: &str) -> String {
    quoted(text)
}

fn line(lines: Option<Lines>) -> String {
    lines.filter(|lines| lines.first > 0).map_or_else(|| "null".to_owned(), |lines| lines.first.to_string())
}
