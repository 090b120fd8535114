//! A platform and its endpoints as the vendor's page shows them: tables of fields with their limits, codes and
//! rules. Only rows of cells: aligning them is left to whoever knows the width of a character.

mod endpoint;
pub(crate) mod platform;

pub use self::endpoint::endpoint;
pub use self::platform::platform;

pub use crate::phrase::{count, plain};

/// A part of a page: a heading and rows of cells under it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// The heading; empty for the first part.
    pub title: String,
    /// The rows; the first may hold the names of the columns.
    pub rows: Vec<Vec<String>>,
}

impl Section {
    fn new(title: impl AsRef<str>) -> Self {
        Self { title: plain(title.as_ref()), rows: Vec::new() }
    }

    /// Adds a row of cells, each safe for a terminal; cells that are empty at the end are left out. Blanks at the
    /// beginning of a cell stay: they show what is inside what.
    fn row<'t>(&mut self, cells: impl IntoIterator<Item = &'t str>) {
        let safe = |cell: &str| {
            // Spaces in front are ours: they indent a nested field.
            let inner = cell.trim_start_matches(' ');
            " ".repeat(cell.len() - inner.len()) + &plain(inner)
        };
        let mut cells: Vec<String> = cells.into_iter().map(safe).collect();
        // An empty cell at the end would only widen the column.
        while cells.last().is_some_and(|cell| cell.trim().is_empty()) {
            cells.pop();
        }
        if !cells.is_empty() {
            self.rows.push(cells);
        }
    }

    fn pair(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            self.row([name, text]);
        }
    }
}
