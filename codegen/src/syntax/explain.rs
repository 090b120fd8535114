//! Why a text stopped being YAML, in the words of who wrote it. The parser says where it could not go on, which is often
//! a line behind the slip; here the lines around that place are looked at for what people do: full-width punctuation,
//! a colon without its blank, a row indented unlike its neighbours. Where nothing is found, the parser's words stand.

use std::ops::Range;

use super::slips::{self, Slip};

pub(super) struct Cause {
    pub(super) place: Range<usize>,
    pub(super) message: String,
    pub(super) help: String,
}

/// How many lines above are looked at for a slip that only shows far below.
const NEAR: usize = 60;

/// A line that holds more than blanks and a comment.
#[derive(Clone, Copy)]
struct Line<'t> {
    start: usize,
    indent: usize,
    /// Without its indentation and the blanks at its end.
    body: &'t str,
}

/// Looks for the slip behind a syntax error at `at`. `flow` is where the list or mapping in brackets begins that is
/// still open there.
pub(super) fn explain(text: &str, stop: usize, flow: Option<usize>) -> Option<Cause> {
    if let Some(cause) = flow.and_then(|flow| unclosed(text, flow, stop)) {
        return Some(cause);
    }
    let lines = Around::of(text, stop);
    let slips = lines.wide_blank.and_then(slip).or_else(|| slip(lines.here)).or_else(|| {
        let before = lines.before?;
        // A row of a list may be any text; it is a mapping that went wrong only where more of it stands below.
        let may_be = !before.body.starts_with("- ") || lines.here.indent > before.indent;
        if may_be { slip(before) } else { None }
    });
    let colon = || no_colon(lines.here, stop).or_else(|| no_colon_before(&lines, stop));
    slips.or_else(colon).or_else(|| indentation(&lines, stop))
}

/// The significant lines around a place.
struct Around<'t> {
    /// The nearest line above that begins with a blank that is none to YAML.
    wide_blank: Option<Line<'t>>,
    two_before: Option<Line<'t>>,
    before: Option<Line<'t>>,
    here: Line<'t>,
    behind: Option<Line<'t>>,
}

impl<'t> Around<'t> {
    fn of(text: &'t str, stop: usize) -> Self {
        let start = text.get(..stop).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1);
        let (above, below) = text.split_at_checked(start).unwrap_or((text, ""));
        let mut end = above.len();
        let mut above = above.split_inclusive('\n').rev().filter_map(|line| {
            end -= line.len();
            Line::of(end, line)
        });
        let mut start = start;
        let mut below = below.split_inclusive('\n').map(|line| {
            let located = (start, line);
            start += line.len();
            located
        });
        let (here_start, here) = below.next().unwrap_or((text.len(), ""));
        let before = above.next();
        let two_before = above.next();
        let is_wide = |line: &Line<'_>| line.body.starts_with(|first| slips::twin(first) == Some(' '));
        let near = [before, two_before].into_iter().flatten().chain(above.take(NEAR));
        Self {
            wide_blank: near.into_iter().find(is_wide),
            two_before,
            before,
            here: Line::of(here_start, here).unwrap_or(Line { start: here_start, indent: 0, body: "" }),
            behind: below.find_map(|(start, line)| Line::of(start, line)),
        }
    }
}

impl<'t> Line<'t> {
    fn of(start: usize, line: &'t str) -> Option<Self> {
        let indent = line.len() - line.trim_start_matches(' ').len();
        let body = line.get(indent..)?.trim_end();
        (!body.is_empty() && !body.starts_with('#')).then_some(Self { start, indent, body })
    }

    fn colon(self) -> Option<usize> {
        let colon = self.body.match_indices(':').map(|(offset, _)| offset).find(|offset| {
            self.body.get(offset + 1..).is_some_and(|behind| behind.is_empty() || behind.starts_with([' ', '\t']))
        });
        colon.map(|offset| self.start + self.indent + offset)
    }

    /// Whether its key has a value on the line, so that nothing may be indented below it.
    fn has_value(self) -> bool {
        let value = self.colon().and_then(|colon| self.body.get(colon - self.start - self.indent + 1..)).map(str::trim);
        value.is_some_and(|value| !value.is_empty() && !value.starts_with(['#', '|', '>', '&', '[', '{']))
    }

    fn is_words(self) -> bool {
        self.body.starts_with(|first: char| first.is_alphanumeric() || first == '_' || first == '$')
    }

    fn first(self) -> Range<usize> {
        let start = self.start + self.indent;
        let word = self.body.find(char::is_whitespace).unwrap_or(self.body.len());
        start..start + word
    }
}

/// A list or mapping in brackets whose end is not seen: its closing bracket is full-width, or missing.
fn unclosed(text: &str, flow: usize, stop: usize) -> Option<Cause> {
    let opening = text.get(flow..)?.chars().next()?;
    let closing = match opening {
        '[' => ']',
        '{' => '}',
        _ => return None,
    };
    // Where the parser went on over the line's end, the line is where the bracket belongs.
    let line = text.get(flow..)?.split('\n').next()?;
    if flow + line.len() >= stop
        && text.get(stop..).is_none_or(|behind| !behind.trim().is_empty())
        && line.contains(closing)
    {
        return None;
    }
    if let Some((offset, wide)) = line.char_indices().find(|(_, c)| slips::twin(*c) == Some(closing)) {
        let place = flow + offset..flow + offset + wide.len_utf8();
        let message = format!("not YAML: `{wide}` does not close the `{opening}` before it");
        return Some(Cause { place, message, help: slips::write_instead(wide, closing) });
    }
    // One that is meant to go on ends its line with a comma or with the bracket itself.
    if line.contains(closing) || line.trim_end().ends_with([',', opening]) {
        return None;
    }
    let message = format!("not YAML: this `{opening}` is never closed on its line");
    Some(Cause { place: flow..flow + 1, message, help: format!("write `{closing}` behind the last value") })
}

fn slip(line: Line<'_>) -> Option<Cause> {
    let start = line.start + line.indent;
    let Slip { place, message, help } = slips::of_line(line.body, line.colon().is_some())?;
    Some(Cause { place: start + place.start..start + place.end, message: format!("not YAML: {message}"), help })
}

/// A row that is indented unlike those beside it.
fn indentation(lines: &Around<'_>, stop: usize) -> Option<Cause> {
    let (here, before) = (lines.here, lines.before?);
    // A second colon on a row's own line is another slip.
    let is_at_row = here.colon().is_none_or(|colon| stop <= colon);
    if here.indent == before.indent || !is_at_row || (here.indent > before.indent && !before.has_value()) {
        return None;
    }
    let before_is_odd = before_is_odd(lines.two_before, before, here, lines.behind);
    let (odd, wanted) = if before_is_odd {
        (before, lines.two_before.filter(|above| above.has_value()).map_or(here.indent, |above| above.indent))
    } else if here.indent > before.indent {
        (here, before.indent)
    } else {
        (here, neighbour(lines, here))
    };
    if odd.indent == wanted {
        return None;
    }
    let than = if odd.indent > wanted { "deeper" } else { "less" };
    let message = format!(
        "not YAML: this line is indented {than} than those beside it, by {} instead of {wanted}",
        count(odd.indent)
    );
    let help = format!(
        "indent it by {}; a text that goes on over several lines and holds `: ` belongs in quotes",
        count(wanted)
    );
    Some(Cause { place: odd.first(), message, help })
}

/// Which of two lines that do not go together is the odd one: the lines around them tell.
fn before_is_odd(above: Option<Line<'_>>, before: Line<'_>, here: Line<'_>, behind: Option<Line<'_>>) -> bool {
    match (above, behind) {
        (_, Some(behind)) if behind.indent == before.indent => false,
        (Some(above), _) if above.has_value() && above.indent == before.indent => false,
        // Between two deeper lines.
        (Some(above), _) if above.has_value() && before.indent < above.indent.min(here.indent) => true,
        // The line above opened a block, and the first row stands outside it or unlike the next.
        (Some(above), _) if !above.has_value() && here.indent > before.indent && before.indent <= above.indent => true,
        (Some(above), _) if !above.has_value() && here.indent < before.indent && here.indent > above.indent => true,
        (_, Some(behind)) => behind.indent == here.indent,
        (_, None) => false,
    }
}

fn neighbour(lines: &Around<'_>, here: Line<'_>) -> usize {
    let near = [lines.before, lines.behind];
    near.into_iter().flatten().map(|line| line.indent).min_by_key(|indent| indent.abs_diff(here.indent)).unwrap_or(0)
}

fn count(blanks: usize) -> String {
    if blanks == 1 { "1 blank".to_owned() } else { format!("{blanks} blanks") }
}

/// A row without a colon, where the parser stopped.
fn no_colon(here: Line<'_>, stop: usize) -> Option<Cause> {
    if stop > here.first().end || here.colon().is_some() || !here.is_words() {
        return None;
    }
    Some(without_colon(here.first()))
}

/// A row without a colon, to which the parser took the next one.
fn no_colon_before(lines: &Around<'_>, stop: usize) -> Option<Cause> {
    let (here, before) = (lines.here, lines.before?);
    let (dash, body) = match before.body.strip_prefix("- ") {
        Some(body) => (before.body.len() - body.trim_start().len(), body.trim_start()),
        None => (0, before.body),
    };
    let row = Line { start: before.start, indent: before.indent + dash, body };
    let is_at_row = here.colon().is_some_and(|colon| stop <= colon);
    // A single word, or prose, goes on with the text above it.
    let named = body
        .split_once(' ')
        .is_some_and(|(name, _)| name.chars().all(|c| c.is_ascii_alphanumeric() || "_$.".contains(c)));
    let is_row = is_at_row && before.colon().is_none() && row.indent == here.indent && named && row.is_words();
    is_row.then(|| without_colon(row.first()))
}

fn without_colon(place: Range<usize>) -> Cause {
    let help = "a row is `name: value`, with an ASCII colon and a blank behind it; a text that goes on over several \
                lines is indented deeper than its key";
    Cause { place, message: "not YAML: this line has no `:`".to_owned(), help: help.to_owned() }
}
