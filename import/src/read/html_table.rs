//! A table of HTML while it is read: cells that span rows and columns, its header, the tables inside it.

use super::super::page::Lines;
use super::super::profile::Profile;
use super::piece::{Code, Grid, Piece, RawRow, Weight};
use super::{block, names, sample};

const CELLS: usize = 200;

#[derive(Default)]
pub(super) struct Frame {
    rows: Vec<HtmlRow>,
    row: HtmlRow,
    cell: Option<HtmlCell>,
    /// Cells that go on into the rows below, by column.
    spans: Vec<Option<(usize, String)>>,
    inner: Vec<Piece>,
}

#[derive(Default)]
struct HtmlRow {
    cells: Vec<String>,
    lines: Option<Lines>,
    head: bool,
    hidden: bool,
}

struct HtmlCell {
    text: String,
    columns: usize,
    rows: usize,
    head: bool,
}

impl Frame {
    pub(super) fn open_row(&mut self, hidden: bool) {
        self.close_row();
        self.row = HtmlRow { head: true, hidden, ..HtmlRow::default() };
    }

    pub(super) fn open_cell(&mut self, head: bool, columns: usize, rows: usize) {
        self.close_cell();
        self.add_spanned();
        self.cell = Some(HtmlCell { text: String::new(), columns, rows, head });
    }

    /// Adds a line to the cell; `false` when there is none.
    pub(super) fn add(&mut self, text: &str, lines: Lines) -> bool {
        let Some(cell) = &mut self.cell else { return false };
        if !cell.text.is_empty() {
            cell.text.push('\n');
        }
        let trimmed: Vec<&str> = text.lines().map(str::trim_end).collect();
        cell.text.push_str(trimmed.join("\n").trim_matches('\n'));
        self.row.lines = Some(self.row.lines.map_or(lines, |old| old.to(lines)));
        true
    }

    pub(super) fn close_cell(&mut self) {
        let Some(cell) = self.cell.take() else { return };
        self.row.head &= cell.head;
        for column in 0..cell.columns {
            if self.row.cells.len() >= CELLS {
                return;
            }
            let index = self.row.cells.len();
            // A cell over several columns is the first one's; in the others its text would be read twice.
            let text = if column == 0 { cell.text.clone() } else { String::new() };
            if cell.rows > 1 {
                if self.spans.len() <= index {
                    self.spans.resize(index + 1, None);
                }
                if let Some(span) = self.spans.get_mut(index) {
                    *span = Some((cell.rows - 1, text.clone()));
                }
            }
            self.row.cells.push(text);
        }
    }

    pub(super) fn close_row(&mut self) {
        self.close_cell();
        if self.row.cells.is_empty() && self.row.lines.is_none() {
            return;
        }
        self.add_spanned();
        let row = std::mem::take(&mut self.row);
        if row.lines.is_some() {
            self.rows.push(row);
        }
    }

    /// Cells of the rows above that span the next columns.
    fn add_spanned(&mut self) {
        while let Some(span) = self.spans.get_mut(self.row.cells.len()) {
            let Some((rows, text)) = span else { break };
            self.row.cells.push(text.clone());
            *rows -= 1;
            if *rows == 0 {
                *span = None;
            }
        }
    }

    /// Keeps what a table inside the cell holds, under the name of the row.
    pub(super) fn hold(&mut self, pieces: Vec<Piece>) {
        let current = self.cell.as_ref().map(|cell| cell.text.as_str());
        let name = self.row.cells.iter().map(String::as_str).chain(current).find(|text| names::is_name(text));
        let lines = self.row.lines.unwrap_or_default();
        if let Some(name) = name.filter(|_| pieces.iter().any(|piece| matches!(piece, Piece::Grid(_)))) {
            let line = super::piece::Line { text: name.to_owned(), lines, weight: Weight::Bold };
            self.inner.push(Piece::Line(line));
        }
        self.inner.extend(pieces);
    }

    pub(super) fn finish(mut self, profile: &Profile<'_>) -> Vec<Piece> {
        self.close_row();
        let mut pieces = Vec::new();
        let mut rows = std::mem::take(&mut self.rows).into_iter().peekable();
        let width = rows.peek().map_or(0, |row| row.cells.len());
        let mut grid: Option<Grid> = None;
        for row in rows {
            let Some(lines) = row.lines else { continue };
            let cells: Vec<&str> = row.cells.iter().map(String::as_str).collect();
            let first = cells.first().copied().unwrap_or_default();
            let remaining = cells.get(1..).unwrap_or_default().join("\n");
            let is_code = |text: &str| sample::begins(text) && text.contains('\n');
            // Highlighters print a sample as a table with the numbers of its lines beside it.
            if grid.is_none() && cells.len() == 2 && (sample::is_line_numbers(first) || is_code(&remaining)) {
                let label = (!first.is_empty() && !sample::is_line_numbers(first))
                    .then(|| super::super::page::Text { text: first.to_owned(), lines });
                pieces.push(Piece::Code(Code { label, text: remaining, lines }));
                continue;
            }
            if cells.len() <= 1 && width <= 1 {
                let piece = if is_code(first) {
                    Piece::Code(Code { label: None, text: first.to_owned(), lines })
                } else {
                    Piece::Line(super::piece::Line { text: first.to_owned(), lines, weight: Weight::Cell })
                };
                pieces.push(piece);
                continue;
            }
            let header = block::is_header(&cells, profile) || (row.head && grid.is_none());
            // A header of two rows: the lower one tells the columns that the upper one spans.
            let upper = grid.as_mut().filter(|grid| row.head && grid.rows.is_empty() && !grid.header.is_empty());
            if let Some(upper) = upper.filter(|upper| upper.header.len() == row.cells.len() && shared(upper, &cells)) {
                let lower = row.cells.into_iter().zip(std::mem::take(&mut upper.header));
                upper.header = lower.map(|(lower, upper)| if lower.is_empty() { upper } else { lower }).collect();
                upper.lines = upper.lines.to(lines);
                continue;
            }
            if grid.as_ref().is_some_and(|grid| header && grid.header == row.cells) {
                // The header once more.
                continue;
            }
            if header {
                pieces.extend(grid.take().map(Piece::Grid));
                grid = Some(Grid { lines, header: row.cells, rows: Vec::new(), parted: false });
                continue;
            }
            let grid = grid.get_or_insert_with(|| Grid { lines, ..Grid::default() });
            grid.lines = grid.lines.to(lines);
            let doubt = row.hidden.then(|| "the row does not show before the page unfolds it".to_owned());
            grid.rows.push(RawRow { lines, cells: row.cells.into_iter().map(Some).collect(), doubt });
        }
        pieces.extend(grid.map(Piece::Grid));
        pieces.append(&mut self.inner);
        pieces
    }
}

/// Whether cells of the header go on in the row below it.
fn shared(upper: &Grid, lower: &[&str]) -> bool {
    upper.header.iter().zip(lower).any(|(upper, lower)| upper == lower && !upper.is_empty())
}
