//! The text form: rustc's look, the spot marked, Chinese aligned.

use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::place::{Places, floor};
use crate::diagnostic::{Diagnostic, Diagnostics, FileId, Severity, Span};
use crate::source::Sources;

/// All diagnostics in order of place, each followed by an empty line.
pub fn text(sources: &Sources, diagnostics: &Diagnostics, color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let mut places = Places::new(sources);
    let mut out = String::new();
    for diagnostic in diagnostics.sorted() {
        out.push_str(&renderer.render(&[group(&mut places, diagnostic)]));
        out.push_str("\n\n");
    }
    if diagnostics.left_out() > 0 {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{} more are counted, and not shown\n", diagnostics.left_out());
    }
    out
}

/// How many there are, such as `2 errors, 1 note`; empty when there are none.
pub fn summary(diagnostics: &Diagnostics) -> String {
    let count = |severity, word: &str| match diagnostics.count(severity) {
        0 => None,
        1 => Some(format!("1 {word}")),
        n => Some(format!("{n} {word}s")),
    };
    [count(Severity::Error, "error"), count(Severity::Warning, "warning"), count(Severity::Note, "note")]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
}

fn group<'a>(places: &mut Places<'a>, diagnostic: &'a Diagnostic) -> Group<'a> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.code.slug());
    let mut marks = vec![(diagnostic.span, diagnostic.label.as_str(), AnnotationKind::Primary)];
    marks.extend(diagnostic.related.iter().map(|(span, label)| (*span, label.as_str(), AnnotationKind::Context)));

    // The file of the mistake first, then the others in the order in which they are mentioned.
    let mut files: Vec<FileId> = Vec::new();
    for (span, ..) in &marks {
        if !files.contains(&span.file) {
            files.push(span.file);
        }
    }
    let mut group = Group::with_title(title);
    for file in files {
        let of_file: Vec<_> = marks.iter().filter(|(span, ..)| span.file == file).copied().collect();
        group = add_file(group, places, &of_file);
    }
    if diagnostic.help.is_empty() { group } else { group.element(Level::HELP.message(diagnostic.help.as_str())) }
}

/// The longest line that is shown, in bytes: of a longer one the place says more.
const LONGEST: usize = 4_000;

/// The lines of one file with their marks; only the path where there is no text to show.
fn add_file<'a>(group: Group<'a>, places: &mut Places<'a>, marks: &[(Span, &'a str, AnnotationKind)]) -> Group<'a> {
    let spans: Vec<Span> = marks.iter().map(|(span, ..)| *span).collect();
    let Some(first) = spans.first().copied() else { return group };
    let Some(file) = places.file(first) else { return group };
    if file.text.is_empty() {
        // A file that could not be read has a name and nothing to show.
        return group.element(Origin::path(file.name.as_str()));
    }
    let starts: Vec<Span> = spans.iter().map(|span| Span { end: span.start, ..*span }).collect();
    let (line, range) = places.lines(&starts);
    let shown = file.text.get(range.clone()).unwrap_or("");
    if shown.lines().any(|line| line.len() > LONGEST) {
        // One line of a minified sample would fill the terminal.
        let (start, _) = places.ends(first);
        return group.element(Origin::path(file.name.as_str()).line(start.line).char_column(start.column));
    }
    let mut snippet = Snippet::source(shown).line_start(line).path(file.name.as_str());
    for (span, label, kind) in marks {
        // A mark stays on the line it begins on: the rest of a long value says nothing more.
        let start = floor(shown, (span.start as usize).saturating_sub(range.start));
        let line_end =
            shown.get(start..).and_then(|behind| behind.find('\n')).map_or(shown.len(), |offset| start + offset);
        let end = floor(shown, (span.end as usize).saturating_sub(range.start)).clamp(start, line_end);
        let annotation = kind.span(start..end);
        snippet = snippet.annotation(if label.is_empty() { annotation } else { annotation.label(*label) });
    }
    group.element(snippet)
}
