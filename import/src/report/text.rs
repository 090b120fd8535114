//! A report for a terminal: the figures in one line, then what a person should look at, by its line.

use std::fmt::Write as _;

use super::{Finding, PageReport};
use crate::classify::Confidence;
use crate::page::Lines;

pub(super) fn write(report: &PageReport) -> String {
    let mut out = String::new();
    let target = if report.failed.is_empty() { report.file.as_str() } else { "nothing written" };
    let _ = writeln!(out, "{} → {target}", report.page);
    let rows = report.rows;
    let counted = [
        (rows.shared, "the platform's already"),
        (report.count(Confidence::Normalised), "normalised"),
        (report.count(Confidence::Inferred), "inferred"),
        (report.count(Confidence::Uncertain), "uncertain"),
        (report.count(Confidence::Unplaced), "not placed"),
    ];
    let counted: Vec<String> =
        counted.iter().filter(|(many, _)| *many > 0).map(|(many, what)| format!("{many} {what}")).collect();
    let counted = if counted.is_empty() { String::new() } else { format!("; {}", counted.join(", ")) };
    let _ = writeln!(out, "  {} rows read, {} placed{counted}", rows.read, rows.placed);
    for why in &report.failed {
        let _ = writeln!(out, "  error: {why}");
    }
    // A table without titles would say so in every row.
    let is_title = |finding: &&Finding| finding.message.ends_with("is the description's own words");
    let titles = report.findings.iter().filter(is_title).count();
    let mut are_titles_reported = titles < 2;
    for finding in &report.findings {
        if titles > 1 && is_title(&finding) {
            if !std::mem::replace(&mut are_titles_reported, true) {
                let message = format!("{titles} titles are their descriptions' own words");
                let _ = writeln!(out, "  {:>9}  {:10}  {message}", line(finding.lines), word(finding.confidence));
            }
            continue;
        }
        let word = word(finding.confidence);
        let path = if finding.path.is_empty() { String::new() } else { format!("{}: ", finding.path) };
        let _ = writeln!(out, "  {:>9}  {word:10}  {path}{}", line(finding.lines), finding.message.replace('\n', " "));
    }
    for broken in &report.breaks {
        let row = broken.row.map(|row| format!(" (the table says so on {})", line(row))).unwrap_or_default();
        let _ = writeln!(
            out,
            "  {:>9}  break       sample `{}`, {} {}: {}{row}",
            line(broken.lines),
            broken.sample,
            broken.path,
            broken.rule,
            broken.message
        );
    }
    for conflict in &report.conflicts {
        let _ = writeln!(out, "  conflict  {} line {}: {}", report.file, conflict.line, conflict.path);
        let _ = writeln!(out, "            file: {}\n            page: {}", conflict.ours, conflict.page);
    }
    out
}

/// The word of a confidence, in both forms of the report.
pub(super) fn word(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Normalised => "normalised",
        Confidence::Inferred => "inferred",
        Confidence::Uncertain => "uncertain",
        Confidence::Unplaced => "not placed",
    }
}

fn line(lines: Lines) -> String {
    if lines.first == 0 { String::new() } else { format!("line {}", lines.first) }
}
