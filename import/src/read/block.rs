//! A block of lines with pipes: the tables in it, with rows that go over several lines, headers that come again,
//! samples beside the numbers of their lines, and tables inside a cell of a sample table.

use super::super::page::{Lines, Reason, Role, Text};
use super::super::profile::Profile;
use super::marks::{self, Marks};
use super::piece::{Code, Grid, Piece, Pieces, RawRow, Weight, number};
use super::{indent, pipes, sample};

/// How many lines a row may take.
const ROW: usize = 60;
/// How many cells of a row are read.
const CELLS: usize = 200;

#[derive(Debug)]
pub(super) struct Raw {
    lines: Lines,
    text: String,
    pub(super) count: usize,
}

impl Raw {
    fn is_separator(&self) -> bool {
        pipes::is_separator(&self.text)
    }

    fn cells(&self) -> Vec<&str> {
        let mut cells = pipes::cells(&self.text);
        cells.truncate(CELLS);
        cells
    }

    /// A header of two rows as one: the lower row's words where it has any.
    fn over(&self, lower: &Self) -> Self {
        let cells = self.cells().into_iter().zip(lower.cells());
        let cells: Vec<&str> = cells.map(|(upper, lower)| if lower.is_empty() { upper } else { lower }).collect();
        Self { lines: self.lines.to(lower.lines), text: format!("| {} |", cells.join(" | ")), count: self.count }
    }

    /// A label alone in a row of several cells: `| JSON | |     |     |`.
    fn is_label(&self) -> bool {
        let cells = self.cells();
        cells.len() > 2
            && cells.iter().skip(1).all(|cell| cell.is_empty())
            && cells.first().is_some_and(|cell| !cell.is_empty())
    }
}

pub(super) fn collect(lines: &[&str], start: usize) -> Vec<Raw> {
    let get = |index: usize| lines.get(index).copied().unwrap_or_default();
    let led = pipes::is_led(get(start));
    let closed = pipes::is_closed(get(start));
    let mut rows: Vec<Raw> = Vec::new();
    let mut index = start;
    while index < lines.len() {
        let line = get(index);
        let text = line.trim();
        if text.is_empty() || text.starts_with("```") {
            break;
        }
        let line_number = Lines::single(number(index));
        let open = rows
            .last()
            .is_some_and(|row| closed && !row.is_separator() && !pipes::is_closed(&row.text) && row.count < ROW);
        if pipes::is_led(line) || (!led && text.contains('|')) {
            // Without leading pipes only the separator below tells that another table begins.
            let new_table = !led && index > start + 1 && pipes::is_separator(get(index + 1));
            if new_table || (index > start && sample::numbered_code(text).is_some() && !led) {
                break;
            }
            rows.push(Raw { lines: line_number, text: text.to_owned(), count: 1 });
        } else if let Some(row) = rows.last_mut().filter(|_| open) {
            // The rest of a cell with a line break of its own.
            row.text.push('\n');
            row.text.push_str(text);
            row.lines.last = line_number.last;
            row.count += 1;
        } else {
            break;
        }
        index += 1;
    }
    rows
}

pub(super) fn pieces(rows: &[Raw], marks: Marks, profile: &Profile<'_>, to: &mut Pieces) {
    let mut block = Block { marks, profile, to };
    let mut start = 0;
    while start < rows.len() {
        let remaining = rows.get(start..).unwrap_or_default();
        let end = (1..remaining.len()).find(|&index| block.begins(remaining, index)).unwrap_or(remaining.len());
        block.segment(remaining.get(..end).unwrap_or_default());
        start += end.max(1);
    }
}

struct Block<'p, 'o> {
    marks: Marks,
    profile: &'p Profile<'p>,
    to: &'o mut Pieces,
}

impl Block<'_, '_> {
    /// Whether a new table begins at a row that is not the first.
    fn begins(&self, rows: &[Raw], index: usize) -> bool {
        let Some(row) = rows.get(index) else { return false };
        if row.is_separator() {
            return false;
        }
        let cells = row.cells();
        if lower_header(rows, index, self.profile) {
            return false;
        }
        let parted = rows.get(index + 1).is_some_and(Raw::is_separator) && !pipes::is_blank_row(&row.text);
        // Some pages have a separator under each row.
        let differs = || rows.first().is_some_and(|first| first.cells().len() != cells.len());
        (parted && !row.is_label() && (are_column_words(&cells, self.profile) || differs()))
            || is_header(&cells, self.profile) && !self.comes_again(rows, row)
    }

    /// Whether a row is the header of the table once more, as at the top of a printed page.
    fn comes_again(&self, rows: &[Raw], row: &Raw) -> bool {
        rows.first().is_some_and(|first| first.text == row.text && is_header(&first.cells(), self.profile))
    }

    fn segment(&mut self, rows: &[Raw]) {
        let Some((first, lower_rows)) = rows.split_first() else { return };
        let parted = lower_rows.first().is_some_and(Raw::is_separator);
        let headed = parted || is_header(&first.cells(), self.profile);
        let blank = headed && pipes::is_blank_row(&first.text);
        let mut body = Vec::with_capacity(rows.len());
        for row in if headed { lower_rows } else { rows }.iter().filter(|row| !row.is_separator()) {
            if headed && self.comes_again(rows, row) {
                self.to.leave(row.lines, &row.text, Reason::HeaderAgain);
            } else {
                body.push(row);
            }
        }
        let width = rows.iter().map(|row| row.cells().len()).max().unwrap_or(0);
        // Some sites print remarks in a box, which is a table of one column.
        if width <= 1 {
            for row in rows.iter().filter(|row| !row.is_separator()) {
                self.cell_line(row);
            }
        } else if (blank || !headed) && is_sample(&body, self.profile) {
            self.samples(&body);
        } else if headed && !blank {
            let lower =
                (1..=2).find(|&index| lower_header(rows, index, self.profile)).and_then(|index| rows.get(index));
            match lower {
                Some(lower) => self.grid(Some(&first.over(lower)), body.get(1..).unwrap_or_default()),
                None => self.grid(Some(first), &body),
            }
        } else if let Some((header, lower_rows)) =
            body.split_first().filter(|(row, _)| are_column_words(&row.cells(), self.profile))
        {
            self.grid(Some(header), lower_rows);
        } else {
            self.grid(None, &body);
        }
    }

    /// A row of a table with one column: a line, or a sample.
    fn cell_line(&mut self, row: &Raw) {
        let raw = row.cells().join("|");
        if raw.starts_with('`') && raw.contains("<br") {
            let code = Code { label: None, text: marks::code(&raw), lines: row.lines };
            self.to.list.push(Piece::Code(code));
            return;
        }
        let text = self.plain(&raw, row.lines.first);
        if text.is_empty() {
            self.to.leave(row.lines, &raw, Reason::Marks);
        } else {
            self.to.line(text, row.lines, Weight::Cell);
        }
    }

    fn grid(&mut self, header: Option<&Raw>, body: &[&Raw]) {
        let Some(lines) = header.into_iter().chain(body.iter().copied()).map(|row| row.lines).reduce(Lines::to) else {
            return;
        };
        let texts = |block: &mut Self, row: &Raw| -> Vec<String> {
            row.cells().iter().map(|cell| block.plain(cell, row.lines.first)).collect()
        };
        let header = header.map(|row| texts(self, row)).unwrap_or_default();
        let header = header.into_iter().map(indent::plain).collect();
        let mut rows = Vec::with_capacity(body.len());
        for row in body {
            let cells = texts(self, row).into_iter().map(Some).collect();
            rows.push(RawRow { lines: row.lines, cells, doubt: None });
        }
        self.to.list.push(Piece::Grid(Grid { lines, header, rows, parted: false }));
    }

    /// Samples, each beside its label or the numbers of its lines; a label's sample may be in a table of its own.
    fn samples(&mut self, body: &[&Raw]) {
        let mut label: Option<Text> = None;
        for row in body {
            let cells = row.cells();
            let first = cells.first().copied().unwrap_or_default();
            let text = marks::code(cells.get(1..).unwrap_or_default().join("|").trim_end_matches(['|', ' ']));
            if first.is_empty() || sample::is_line_numbers(first) {
                // Marks alone are a sample without content, which has its tab too; a blank row is nothing.
                if label.is_some() || !pipes::is_blank_row(&row.text) {
                    self.to.list.push(Piece::Code(Code { label: label.take(), text, lines: row.lines }));
                }
                continue;
            }
            self.without_sample(label.take());
            let row_label = Text { text: self.plain(first, row.lines.first), lines: row.lines };
            if row.is_label() {
                label = Some(row_label);
            } else {
                self.to.list.push(Piece::Code(Code { label: Some(row_label), text, lines: row.lines }));
            }
        }
        self.without_sample(label);
    }

    fn without_sample(&mut self, label: Option<Text>) {
        if let Some(label) = label {
            let lines = label.lines;
            self.to.list.push(Piece::Code(Code { label: Some(label), text: String::new(), lines }));
        }
    }

    fn plain(&mut self, raw: &str, line: u32) -> String {
        // The first blank stands beside the pipe.
        let blanks = raw.len() - raw.trim_start_matches(' ').len();
        let raw = raw.trim_start_matches(' ');
        let text = match self.marks {
            Marks::Markdown => marks::plain(raw, line, &mut self.to.links),
            Marks::None => raw.to_owned(),
        };
        (1..blanks).map(|_| indent::MARK).chain(text.chars()).collect()
    }
}

/// Whether cells are the header of a table: all of them are column words, and one names a field or a code.
pub(super) fn is_header(cells: &[&str], profile: &Profile<'_>) -> bool {
    let filled = cells.iter().filter(|cell| !cell.is_empty());
    let roles: Option<Vec<Role>> = filled.map(|cell| profile.column(cell.trim_matches('*').trim())).collect();
    roles.is_some_and(|roles| {
        roles.len() >= 2
            && roles.iter().any(|role| matches!(role, Role::Type | Role::Description | Role::Cause | Role::Address))
            && roles.iter().any(|role| matches!(role, Role::Field | Role::Title | Role::Code | Role::Environment))
    })
}

/// Whether cells are column words, two at least, and nothing else.
pub(super) fn are_column_words(cells: &[&str], profile: &Profile<'_>) -> bool {
    let mut filled = cells.iter().filter(|cell| !cell.is_empty()).peekable();
    cells.len() >= 2
        && filled.peek().is_some()
        && filled.all(|cell| profile.column(cell.trim_matches('*').trim()).is_some())
}

/// Whether rows without a header are samples beside labels or the numbers of their lines.
fn is_sample(body: &[&Raw], profile: &Profile<'_>) -> bool {
    let mut is_any = false;
    body.iter().all(|row| {
        let cells = row.cells();
        let first = cells.first().copied().unwrap_or_default();
        let code = cells.get(1).copied().unwrap_or_default();
        let coded = code.starts_with('`') || sample::begins(code);
        let labelled = profile.language(first).is_some();
        is_any |= coded || labelled;
        // A longer first cell is a row's own text and labels nothing.
        let short = first.is_empty() || sample::is_line_numbers(first) || first.chars().count() <= 24;
        short && (code.is_empty() || coded || labelled)
    }) && is_any
}

/// Whether the row at a place is the lower row of the header: as wide as the upper one, with words of columns where
/// that one spans several, and nothing elsewhere. The upper one once more is none.
fn lower_header(rows: &[Raw], index: usize, profile: &Profile<'_>) -> bool {
    let (Some(upper), Some(lower)) = (rows.first(), rows.get(index)) else { return false };
    let above = rows.get(1..index).unwrap_or_default();
    if index > 2 || lower.is_separator() || lower.cells() == upper.cells() || !above.iter().all(Raw::is_separator) {
        return false;
    }
    let (upper, lower) = (upper.cells(), lower.cells());
    let spans = upper.iter().skip(1).any(|cell| cell.is_empty()) && upper.iter().any(|cell| !cell.is_empty());
    let filled = || lower.iter().filter(|cell| !cell.is_empty());
    upper.len() == lower.len()
        && spans
        && filled().count() > 1
        && filled().count() < lower.len()
        && filled().all(|cell| profile.column(cell.trim_matches('*').trim()).is_some())
}
