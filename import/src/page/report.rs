//! What a page's reader tells beside the page itself: links, lines that are nowhere else, and doubts.

use super::Lines;

/// A link, which the text keeps by its words only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// The words.
    pub words: String,
    /// The address.
    pub address: String,
    /// Where.
    pub line: u32,
}

/// A line or a row that is nowhere else in the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unplaced {
    /// Where.
    pub lines: Lines,
    /// The text as it stands on the page, cut after some 200 characters.
    pub text: String,
    /// Why.
    pub reason: Reason,
}

/// Why a line was not placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// It belongs to the site, not to the page: menus, the foot, images without text.
    Site,
    /// Only marks of the layout.
    Marks,
    /// A sample without content.
    EmptySample,
    /// A row without content.
    EmptyRow,
    /// The header of a table once more.
    HeaderAgain,
    /// A row that no column fits.
    BrokenRow,
    /// A script or style of the page.
    Script,
    /// Nothing the reader knows.
    Unknown,
}

/// Something that was inferred, or read other than as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// Where.
    pub lines: Lines,
    /// What kind.
    pub kind: DoubtKind,
    /// What was inferred, in one sentence.
    pub message: String,
}

/// Kinds of doubt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DoubtKind {
    /// Cells were missing; others tell which.
    MissingCells,
    /// Too many cells; the last ones were joined.
    ExtraCells,
    /// A whole column has no cells on the page.
    MissingColumn,
    /// Cells were not parted by anything.
    Unparted,
    /// The table is cut by a line that is no row.
    CutTable,
    /// What a section, a table or a column is was inferred without a word for it.
    Role,
    /// A node's name without a table of its own.
    NameAlone,
    /// Characters that do not show were taken out.
    Invisible,
    /// A sample was mended: a code mark, an escape at the end of its lines.
    Sample,
}
