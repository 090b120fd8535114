//! Mistakes as data: what, where, and what to do. Collected by every stage and shown together, in
//! order of place. How they are drawn is left to `render`; the list of all codes is in `catalogue`.

use crate::catalogue::Code;
use crate::is_invisible;

/// A file of the run, by its place among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A piece of a file, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// Of what stands in no file.
    pub const NONE: Self = Self { file: FileId(u32::MAX), start: 0, end: 0 };

    /// The piece `start..end` of this span, counted from its own start and never beyond its end.
    #[must_use]
    pub fn slice(self, start: usize, end: usize) -> Self {
        let position =
            |offset: usize| self.start.saturating_add(u32::try_from(offset).unwrap_or(u32::MAX)).min(self.end);
        Self { file: self.file, start: position(start), end: position(end) }
    }
}

/// A text with its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Located<'m> {
    /// The text.
    pub text: &'m str,
    /// Where it stands.
    pub span: Span,
}

/// How much a mistake matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The run stops at the next gate.
    Error,
    /// Nothing stops.
    Warning,
    /// Worth knowing.
    Note,
}

/// A mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which one, of the catalogue.
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong, in one sentence.
    pub message: String,
    /// Where.
    pub span: Span,
    /// What stands under the mark; may be empty.
    pub label: String,
    /// Other places that belong to it.
    pub related: Vec<(Span, String)>,
    /// What to do.
    pub help: String,
}

impl Diagnostic {
    /// An error.
    pub fn error(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, span, message)
    }

    /// A warning.
    pub fn warning(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, span, message)
    }

    /// A note.
    pub fn note(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, span, message)
    }

    fn new(severity: Severity, code: Code, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            severity,
            message: readable(message.into()),
            span,
            label: String::new(),
            related: Vec::new(),
            help: String::new(),
        }
    }

    /// What stands under the mark.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = readable(label.into());
        self
    }

    /// What to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = readable(help.into());
        self
    }

    /// Another place that belongs to it.
    #[must_use]
    pub fn related(mut self, span: Span, label: impl Into<String>) -> Self {
        self.related.push((span, readable(label.into())));
        self
    }
}

/// The longest piece without a blank that a message quotes whole, in characters; of a longer one its ends are shown.
const LONGEST: usize = 400;

/// The longest message, in bytes; what is beyond is left out.
const MESSAGE: usize = 4_000;

/// A message that a name of ten thousand letters does not bury, nor a description of a million words, and that no mark of a
/// name writes anew.
fn readable(text: String) -> String {
    let disturbs = |c: char| c != '\n' && (c.is_control() || is_invisible(c) || matches!(c, '\u{2028}' | '\u{2029}'));
    let text = if text.contains(disturbs) {
        let shown = |c: char| if disturbs(c) { c.escape_unicode().to_string() } else { c.to_string() };
        text.chars().map(shown).collect()
    } else {
        text
    };
    // Fewer bytes than this are fewer characters.
    if text.len() <= LONGEST {
        return text;
    }
    let mut shown = String::new();
    for piece in text.split_inclusive(char::is_whitespace) {
        match piece.chars().count() {
            length if length <= LONGEST => shown.push_str(piece),
            length => {
                let (first, last) = (piece.chars().take(80), piece.chars().skip(length - 40));
                shown.extend(first.chain("…".chars()).chain(last));
            }
        }
        if shown.len() > MESSAGE {
            shown.truncate(shown.floor_char_boundary(MESSAGE));
            shown.push('…');
            break;
        }
    }
    shown
}

/// The most mistakes of each severity that are kept and shown. All are counted.
const KEPT: usize = 500;

/// Where the stages put what they find.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    /// How many errors, warnings and notes there were.
    counts: [usize; 3],
}

impl Diagnostics {
    /// Adds one. Of each severity the first 500 are kept.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let count = &mut self.counts[diagnostic.severity as usize];
        *count += 1;
        if *count <= KEPT {
            self.list.push(diagnostic);
        }
    }

    /// Adds those that there are.
    pub fn extend(&mut self, more: impl IntoIterator<Item = Diagnostic>) {
        more.into_iter().for_each(|diagnostic| self.push(diagnostic));
    }

    /// Adds those of another stage.
    pub fn append(&mut self, other: Self) {
        let shown = |severity| other.list.iter().filter(|diagnostic| diagnostic.severity == severity).count();
        let kept = [Severity::Error, Severity::Warning, Severity::Note].map(shown);
        other.list.into_iter().for_each(|diagnostic| self.push(diagnostic));
        for ((count, more), kept) in self.counts.iter_mut().zip(other.counts).zip(kept) {
            *count += more - kept;
        }
    }

    /// Adds those of another stage, but for those in this file that are told already.
    pub fn append_new(&mut self, mut other: Self, file: FileId) {
        let told = |new: &Diagnostic| {
            let is_same = |old: &Diagnostic| old.span == new.span && old.message == new.message;
            new.span.file == file && self.list.iter().any(is_same)
        };
        let (told, new): (Vec<_>, Vec<_>) = std::mem::take(&mut other.list).into_iter().partition(|new| told(new));
        for diagnostic in told {
            other.counts[diagnostic.severity as usize] -= 1;
        }
        other.list = new;
        self.append(other);
    }

    /// Calls back with each that was kept, to say more of it.
    pub fn revise(&mut self, revise: impl FnMut(&mut Diagnostic)) {
        self.list.iter_mut().for_each(revise);
    }

    /// Whether the run must stop at the next gate.
    pub fn has_errors(&self) -> bool {
        self.errors() > 0
    }

    /// How many errors there are.
    pub fn errors(&self) -> usize {
        self.count(Severity::Error)
    }

    /// How many of a severity there are, those that were not kept among them.
    pub fn count(&self, severity: Severity) -> usize {
        self.counts[severity as usize]
    }

    /// How many were not kept.
    pub fn left_out(&self) -> usize {
        self.counts.iter().sum::<usize>() - self.list.len()
    }

    /// All that were kept, in order of place; at one place, errors first.
    pub fn sorted(&self) -> Vec<&Diagnostic> {
        let mut list: Vec<_> = self.list.iter().collect();
        list.sort_by_key(|diagnostic| {
            (diagnostic.span.file, diagnostic.span.start, diagnostic.severity, diagnostic.span.end)
        });
        list
    }
}

#[cfg(test)]
mod tests {
    use super::{Diagnostic, Diagnostics, FileId, Severity, Span};
    use crate::catalogue::Code;

    #[test]
    fn all_are_counted_and_the_first_are_kept() {
        let span = Span { file: FileId(0), start: 0, end: 1 };
        let (mut all, mut stage) = (Diagnostics::default(), Diagnostics::default());
        all.push(Diagnostic::warning(Code::Unused, span, "先"));
        for _ in 0..700 {
            stage.push(Diagnostic::error(Code::BadName, span, "错"));
        }
        all.append(stage.clone());
        all.append(stage);
        assert_eq!((all.errors(), all.count(Severity::Warning), all.sorted().len()), (1_400, 1, 501));
        assert_eq!(all.left_out(), 900);
    }

    #[test]
    fn no_mark_of_a_name_disturbs_a_message() {
        let span = Span { file: FileId(0), start: 0, end: 1 };
        let told =
            Diagnostic::error(Code::BadName, span, "`a\u{202e}b`\n`\u{1b}[2J`").help("`\u{200b}`").label("\u{2028}");
        assert_eq!(told.message, "`a\\u{202e}b`\n`\\u{1b}[2J`");
        assert_eq!((told.help.as_str(), told.label.as_str()), ("`\\u{200b}`", "\\u{2028}"));
    }

    #[test]
    fn a_description_of_a_million_words_is_cut() {
        let span = Span { file: FileId(0), start: 0, end: 1 };
        let told = Diagnostic::error(Code::BadField, span, "很长 ".repeat(1_000_000));
        assert!(told.message.len() < 4_010 && told.message.ends_with('…'));
    }

    #[test]
    fn a_name_without_an_end_buries_no_message() {
        let span = Span { file: FileId(0), start: 0, end: 1 };
        let name = "订".repeat(10_000) + "单";
        let told = Diagnostic::error(Code::BadName, span, format!("`{name}` is no name, `订单` is"));
        assert!(told.message.ends_with("订单` is no name, `订单` is"), "{}", told.message);
        assert!(told.message.contains('…') && told.message.chars().count() < 200, "{}", told.message);
        let whole = "一句没有空格的话,".repeat(30);
        assert_eq!(told.help(whole.as_str()).help, whole, "a vendor's sentence is quoted whole");
    }
}
