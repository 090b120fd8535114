//! What a layout's reader finds: lines, tables and samples in the page's order, before anyone has said what
//! they are.

use super::super::page::{Doubt, DoubtKind, Lines, Link, Reason, Text, Unplaced};

/// The most of a line that a report shows, in characters.
const SHOWN: usize = 200;

#[derive(Debug)]
pub(super) enum Piece {
    Front(String, Text),
    Line(Line),
    Grid(Grid),
    Code(Code),
}

#[derive(Debug, Default)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) lines: Lines,
    pub(super) weight: Weight,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Weight {
    #[default]
    Plain,
    Bold,
    /// It is a heading of the layout (`##`, `<h2>`), of this level.
    Heading(u8),
    Item,
    Cell,
}

#[derive(Debug, Default)]
pub(super) struct Grid {
    pub(super) lines: Lines,
    /// The words over its columns; empty when the page has none.
    pub(super) header: Vec<String>,
    /// Its rows, separators left out.
    pub(super) rows: Vec<RawRow>,
    /// Rows whose cells the reader itself had to part already fit the columns.
    pub(super) parted: bool,
}

#[derive(Debug, Default)]
pub(super) struct RawRow {
    pub(super) lines: Lines,
    pub(super) cells: Vec<RawCell>,
    pub(super) doubt: Option<String>,
}

/// A cell as the page has it; `None` when there was none to read.
pub(super) type RawCell = Option<String>;

#[derive(Debug, Default)]
pub(super) struct Code {
    pub(super) label: Option<Text>,
    pub(super) text: String,
    pub(super) lines: Lines,
}

/// All pieces of a page, and what came up while they were found.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    pub(super) list: Vec<Piece>,
    pub(super) links: Vec<Link>,
    pub(super) unplaced: Vec<Unplaced>,
    pub(super) doubts: Vec<Doubt>,
}

impl Pieces {
    /// Adds what stands so many lines further down.
    pub(super) fn append(&mut self, later: Self, down: u32) {
        let moved = |lines: Lines| Lines { first: lines.first + down, last: lines.last + down };
        let text = |text: Text| Text { lines: moved(text.lines), ..text };
        let pieces = later.list.into_iter().map(|piece| match piece {
            Piece::Front(_, value) => {
                let value = text(value);
                Piece::Line(Line { text: value.text, lines: value.lines, weight: Weight::Plain })
            }
            Piece::Line(line) => Piece::Line(Line { lines: moved(line.lines), ..line }),
            Piece::Code(code) => {
                Piece::Code(Code { lines: moved(code.lines), label: code.label.map(text), text: code.text })
            }
            Piece::Grid(grid) => {
                let rows = grid.rows.into_iter().map(|row| RawRow { lines: moved(row.lines), ..row });
                Piece::Grid(Grid { lines: moved(grid.lines), rows: rows.collect(), ..grid })
            }
        });
        self.list.extend(pieces);
        self.links.extend(later.links.into_iter().map(|link| Link { line: link.line + down, ..link }));
        self.unplaced.extend(later.unplaced.into_iter().map(|left| Unplaced { lines: moved(left.lines), ..left }));
        self.doubts.extend(later.doubts.into_iter().map(|doubt| Doubt { lines: moved(doubt.lines), ..doubt }));
    }

    pub(super) fn line(&mut self, text: impl Into<String>, lines: Lines, weight: Weight) {
        self.list.push(Piece::Line(Line { text: text.into(), lines, weight }));
    }

    pub(super) fn leave(&mut self, lines: Lines, text: &str, reason: Reason) {
        self.unplaced.push(unplaced(lines, text, reason));
    }

    pub(super) fn doubt(&mut self, lines: Lines, kind: DoubtKind, message: impl Into<String>) {
        self.doubts.push(Doubt { lines, kind, message: message.into() });
    }
}

pub(super) fn unplaced(lines: Lines, text: &str, reason: Reason) -> Unplaced {
    let text = text.trim();
    let text = match text.char_indices().nth(SHOWN) {
        Some((cut, _)) => format!("{}…", text.get(..cut).unwrap_or_default()),
        None => text.to_owned(),
    };
    Unplaced { lines, text, reason }
}

pub(super) fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1)
}
