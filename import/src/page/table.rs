//! A table of a page: its columns with what they hold, and its rows with a cell for each column.

use super::{Lines, Role, Text};

/// A table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// From its header to its last row.
    pub lines: Lines,
    /// The node that its rows describe, when the page names one over it: `**line_list**`.
    /// Several tables of a page may have the same name.
    pub name: Option<Text>,
    /// What else stands on the line of the name: `(tid, oid 联合组成唯一)`.
    pub name_note: Option<String>,
    /// What its rows are.
    pub kind: TableKind,
    /// The header.
    pub columns: Vec<Column>,
    /// The rows, in order.
    pub rows: Vec<Row>,
}

/// What the rows of a table are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TableKind {
    /// Fields: a name and a type at least.
    Fields,
    /// Environments and where requests go.
    Addresses,
    /// Codes of refusals with their words.
    Faults,
    /// None of these; the columns tell.
    #[default]
    Other,
}

/// A column of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// The words of the header.
    pub words: String,
    /// What it holds.
    pub role: Role,
}

/// A row: one cell for each column of its table, always.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Where; a row may take several lines.
    pub lines: Lines,
    /// Its cells.
    pub cells: Vec<Cell>,
    /// How far its name is set in, by blanks or by marks such as `└`; only more and less mean anything.
    pub indent: u32,
    /// Cells were missing, too many or not parted, so which is which was inferred; `Page::doubts` says how.
    pub doubtful: bool,
}

/// A cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Its text, `\n` between its lines.
    pub text: String,
    /// The page has no such cell in this row: the text is empty because nothing was there to read,
    /// not because the vendor left it blank.
    pub missing: bool,
}
