//! Whether a row's field must be there: by the column, or by a star beside the name where the column says nothing.
//! What it depends on goes to the description.

use super::facts::Facts;
use super::wording;
use crate::classify::required::{self, Required};
use crate::classify::{Confidence, Note};
use crate::page::{Role, Row, Table};

/// Reads it. `starred`: a star stands beside the name.
pub(super) fn required(
    table: &Table,
    row: &Row,
    starred: bool,
    facts: &Facts<'_>,
    notes: &mut Vec<Note>,
    text: &mut String,
) -> Required {
    let cell = table.cell(row, Role::Required).trim();
    let read = required::read(cell, facts.profile);
    // A whole column that is missing was told once.
    let column_index = table.column(Role::Required);
    let has_cell = column_index.and_then(|index| row.cells.get(index)).is_some_and(|cell| !cell.missing);
    match read {
        Required::Unsaid if starred => {
            notes.push(Note::new(Confidence::Inferred, "the star beside its name says that it is required"));
            return Required::Yes;
        }
        Required::Unsaid if has_cell => {
            notes.push(Note::new(Confidence::Uncertain, "the page does not say whether it is required"));
        }
        Required::Unclear => {
            let message = format!("whether it is required is said as `{cell}`: taken as optional");
            notes.push(Note::new(Confidence::Uncertain, message));
            if cell.chars().count() > 2 && !text.contains(cell) {
                // In the vendor's words.
                let words = column_index.and_then(|index| table.columns.get(index)).map_or("", |column| &column.words);
                let gap = if text.is_empty() { "" } else { "\n" };
                *text = format!("{text}{gap}【{words}】{}", wording::tidy(cell));
            }
        }
        Required::Yes | Required::No | Required::Unsaid => {}
    }
    read
}
