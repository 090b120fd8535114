//! The JSON form: an array of objects, one mistake a line.

use std::fmt::Write as _;

use super::place::Places;
use crate::diagnostic::{Diagnostics, Severity, Span};
use crate::source::Sources;

/// An array of `{code, severity, file, line, column, end_line, end_column, message, label, related, help}`.
pub fn json(sources: &Sources, diagnostics: &Diagnostics) -> String {
    let mut places = Places::new(sources);
    let mut rows: Vec<String> = diagnostics
        .sorted()
        .into_iter()
        .map(|diagnostic| {
            let severity = match diagnostic.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "note",
            };
            let related: Vec<String> = diagnostic
                .related
                .iter()
                .map(|(span, label)| format!("{{{},\"label\":{}}}", place(&mut places, *span), quoted(label)))
                .collect();
            format!(
                "{{\"code\":{},\"severity\":{},{},\"message\":{},\"label\":{},\"related\":[{}],\"help\":{}}}",
                quoted(diagnostic.code.slug()),
                quoted(severity),
                place(&mut places, diagnostic.span),
                quoted(&diagnostic.message),
                quoted(&diagnostic.label),
                related.join(","),
                quoted(&diagnostic.help),
            )
        })
        .collect();
    // A program that reads the list must learn that it is not complete.
    if diagnostics.left_out() > 0 {
        let more = format!("{} more are counted, and not shown", diagnostics.left_out());
        rows.push(format!("{{\"code\":\"more\",\"severity\":\"note\",\"message\":{}}}", quoted(&more)));
    }
    // One mistake a line lets `grep` and `diff` work on the output.
    if rows.is_empty() { "[]\n".to_owned() } else { format!("[\n{}\n]\n", rows.join(",\n")) }
}

fn place(places: &mut Places<'_>, span: Span) -> String {
    let file = places.file(span).map_or("", |file| file.name.as_str());
    let (start, end) = places.ends(span);
    format!(
        "\"file\":{},\"line\":{},\"column\":{},\"end_line\":{},\"end_column\":{}",
        quoted(file),
        start.line,
        start.column,
        end.line,
        end.column,
    )
}

/// Text as a JSON string, which is a quoted scalar of YAML too.
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            // Line separators end a line for some readers of JSON; the others must not stand in YAML, where this is a
            // quoted scalar as well.
            control
                if control.is_control()
                    || matches!(control, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}') =>
            {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\u{:04x}", u32::from(control));
            }
            character => out.push(character),
        }
    }
    out.push('"');
    out
}
