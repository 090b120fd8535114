//! Rows of fields that stand above the header of their table: a table whose header holds no word of a column, directly
//! above one with a header and as many columns.

use super::super::page::{DoubtKind, Lines, Reason};
use super::super::profile::Profile;
use super::block;
use super::piece::{Grid, Piece, Pieces, RawRow};

/// Joins such rows with the table of their header.
pub(super) fn join(list: Vec<Piece>, profile: &Profile<'_>, to: &mut Pieces) {
    for piece in list {
        let Piece::Grid(mut below) = piece else {
            to.list.push(piece);
            continue;
        };
        let above = to.list.pop_if(|piece| matches!(piece, Piece::Grid(above) if are_its_rows(above, &below, profile)));
        if let Some(Piece::Grid(above)) = above {
            let message = "rows above the header were taken for rows of its table";
            to.doubt(above.lines, DoubtKind::Role, message);
            let first = (!above.header.is_empty()).then(|| {
                let lines = Lines::single(above.lines.first);
                RawRow { lines, cells: above.header.into_iter().map(Some).collect(), doubt: None }
            });
            to.leave(Lines::single(below.lines.first), &below.header.join(" | "), Reason::Marks);
            let rows = std::mem::take(&mut below.rows);
            below.rows = first.into_iter().chain(above.rows).chain(rows).collect();
            below.lines = above.lines.to(below.lines);
        }
        to.list.push(Piece::Grid(below));
    }
}

fn are_its_rows(above: &Grid, below: &Grid, profile: &Profile<'_>) -> bool {
    let words = |cells: &[String]| cells.iter().filter(|cell| profile.column(cell).is_some()).count();
    let columns: Vec<&str> = below.header.iter().map(String::as_str).collect();
    let width = below.header.len();
    let fits = |row: &RawRow| row.cells.len().abs_diff(width) <= 1;
    // At most one blank line stands between them.
    let near = above.lines.last < below.lines.first && below.lines.first - above.lines.last <= 2;
    let is_header = above.header.is_empty() || above.header.len() == width && words(&above.header) == 0;
    near && is_header && width > 2 && is_header_of(&columns, profile) && above.rows.iter().all(fits)
}

fn is_header_of(cells: &[&str], profile: &Profile<'_>) -> bool {
    block::is_header(cells, profile) || block::are_column_words(cells, profile)
}
