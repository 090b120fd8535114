//! A draft as YAML in the notation, as a person would write it: a row is a line, aligned with its
//! neighbours; what needs more is a mapping. Text is quoted by the loader's own rules.

mod record;
mod scalar;

use std::fmt::Write as _;

pub(crate) use self::record::{field, rule};
use self::scalar::block;
pub(crate) use self::scalar::{flow, inline, key};
use super::draft::{CodesDraft, Draft, SampleDraft, SampleRole, Side};

pub(crate) fn yaml(draft: &Draft) -> String {
    let mut out = String::new();
    let line = |name: &str, value: &str, out: &mut String| {
        if !value.is_empty() {
            let _ = writeln!(out, "{name}: {}", inline(value));
        }
    };
    line("endpoint", &draft.endpoint, &mut out);
    line("http", &draft.http, &mut out);
    line("title", &draft.title, &mut out);
    line("docs", &draft.docs, &mut out);
    line("since", &draft.since, &mut out);
    out.extend(draft.deprecated.as_ref().map(deprecated));
    line("permission", &draft.permission, &mut out);
    if !draft.notes.is_empty() {
        out.push_str("notes:\n");
        for note in &draft.notes {
            let _ = writeln!(out, "  - {}", inline(&note.replace('\n', " ")));
        }
    }
    if !draft.vars.is_empty() {
        let vars: Vec<String> =
            draft.vars.iter().map(|(name, value)| format!("{}: {}", key(name), scalar::flow(value))).collect();
        let _ = writeln!(out, "vars: {{ {} }}", vars.join(", "));
    }
    for side in [Side::Request, Side::Response] {
        for (index, record) in draft.records.iter().enumerate().filter(|(_, record)| record.side == side) {
            record::write(record, index, draft, &mut out);
        }
    }
    for codes in draft.codes.iter().filter(|codes| !codes.codes.is_empty()) {
        self::codes(codes, &mut out);
    }
    if !draft.faults.is_empty() {
        out.push_str("\nerrors:\n");
        for fault in &draft.faults {
            let _ = writeln!(out, "  - {}", inline(fault));
        }
    }
    if !draft.samples.is_empty() {
        out.push_str("\nsamples:\n");
        for sample in &draft.samples {
            self::sample(sample, &mut out);
        }
    }
    out
}

/// The line of an endpoint that the vendor has given up, from its successor and the sentence.
pub(crate) fn deprecated((successor, says): &(String, String)) -> String {
    format!("deprecated: {}\n", inline(&format!("{successor} | {}", says.replace('\n', " "))))
}

pub(crate) fn codes(codes: &CodesDraft, out: &mut String) {
    let field = codes.field.rsplit('.').next().unwrap_or_default().trim_end_matches("[]");
    let source = inline(&format!("the text of {field}"));
    // Prose about a text names some of its values, and may not mean to name all.
    let level = if record::is_plain_text(&codes.ty) { "\n  $level: warn" } else { "" };
    let _ = writeln!(out, "\n{}:\n  $type: {}{level}\n  $source: {source}", codes.key, inline(&codes.ty));
    let rows: Vec<(String, &str, &str)> = codes
        .codes
        .iter()
        .zip(&codes.names)
        .map(|((code, title), name)| (key(code), name.as_str(), title.as_str()))
        .collect();
    let width = rows.iter().map(|(_, name, _)| name.len()).max().unwrap_or(0);
    for (code, name, title) in rows {
        let text = format!("{name:width$}  {title}");
        let _ = writeln!(out, "  {code}: {}", inline(text.trim_end()));
    }
}

fn sample(sample: &SampleDraft, out: &mut String) {
    let _ = writeln!(out, "  {}:\n    source: {}", key(&sample.key), inline(&sample.source));
    let (name, outcome) = match sample.role {
        SampleRole::Request => ("request", ""),
        SampleRole::Success => ("response", "success"),
        SampleRole::Refused => ("response", "refused"),
    };
    let _ = writeln!(out, "    {name}: {}", block(&sample.text, 6));
    if !outcome.is_empty() {
        let _ = writeln!(out, "    outcome: {outcome}");
    }
    if !sample.breaks.is_empty() {
        out.push_str("    breaks:\n");
        for row in &sample.breaks {
            let _ = writeln!(out, "      - {}", inline(&sample_break(row)));
        }
    }
}

/// A break of a sample, from its path, rule and reason: `orders[*].num type | why`.
pub(crate) fn sample_break((path, rule, reason): &(String, String, String)) -> String {
    let broken = [path.as_str(), rule.as_str()].join(" ");
    format!("{} | {reason}", broken.trim())
}
