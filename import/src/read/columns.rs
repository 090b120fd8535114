//! What the columns of a table hold: by the words of the header, and where those leave it open, by the cells.

use super::super::page::{Column, DoubtKind, Role, SectionKind, TableKind};
use super::super::profile::{Profile, folded};
use super::names;
use super::piece::{Grid, Pieces};

/// How many rows are looked at.
const SAMPLE: usize = 200;

/// The columns of a table; what was inferred goes to `to`.
pub(super) fn columns(grid: &Grid, section: SectionKind, profile: &Profile<'_>, to: &mut Pieces) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::with_capacity(grid.header.len());
    for (index, words) in grid.header.iter().enumerate() {
        let mut role = profile.column(words);
        if role == Some(Role::Type) && places(grid, index, profile) {
            // `参数类型` beside `数据类型`.
            role = Some(Role::Place);
        }
        if role.is_none() {
            role = begun(words, profile);
            if role.is_some() {
                let message = format!("the column `{words}` was taken by the first of its words");
                to.doubt(grid.lines, DoubtKind::Role, message);
            }
        }
        let role = role.filter(|role| columns.iter().all(|column| column.role != *role)).unwrap_or_default();
        columns.push(Column { words: words.clone(), role });
    }
    if section == SectionKind::Faults && kind(&columns) != TableKind::Faults {
        faults(grid, &mut columns, to);
    } else {
        names(grid, &mut columns, profile, to);
    }
    columns
}

/// The columns of a table of refusals whose header has other words: the codes are the first column of marks
/// without blanks, what they mean stands behind them.
fn faults(grid: &Grid, columns: &mut [Column], to: &mut Pieces) {
    let coded = |index: usize| {
        let mut cells = grid.rows.iter().take(SAMPLE).filter_map(|row| row.cells.get(index)?.as_deref()).peekable();
        let is_code = |cell: &str| !cell.is_empty() && cell.is_ascii() && !cell.contains(' ');
        cells.peek().is_some() && cells.all(is_code)
    };
    let named = columns.iter().position(|column| column.role == Role::Code);
    let Some(code) = named.or_else(|| (0..columns.len()).find(|index| coded(*index))) else { return };
    let is_meaning = |role: Role| matches!(role, Role::Cause | Role::Remedy | Role::Description);
    let mut roles =
        if columns.iter().any(|column| is_meaning(column.role)) { &[][..] } else { &[Role::Cause, Role::Remedy] }
            .iter();
    for (index, column) in columns.iter_mut().enumerate() {
        column.role = match column.role {
            _ if index == code => Role::Code,
            role if is_meaning(role) => role,
            _ if index > code => roles.next().copied().unwrap_or_default(),
            _ => Role::Other,
        };
    }
    let message = "the column of the codes of refusals is known by its cells";
    to.doubt(grid.lines, DoubtKind::Role, message);
}

pub(super) fn kind(columns: &[Column]) -> TableKind {
    let has = |role: Role| columns.iter().any(|column| column.role == role);
    if has(Role::Type) && has(Role::Field) {
        TableKind::Fields
    // A table of fields may have a column of addresses among many others.
    } else if has(Role::Address) && columns.len() <= 4 {
        TableKind::Addresses
    } else if has(Role::Code) && (has(Role::Cause) || has(Role::Remedy) || has(Role::Description)) {
        TableKind::Faults
    } else if has(Role::Field) && has(Role::Required) {
        TableKind::Fields
    } else {
        TableKind::Other
    }
}

/// The role of the longest column word that a header begins with.
fn begun(words: &str, profile: &Profile<'_>) -> Option<Role> {
    let words = folded(words);
    let fits = profile.columns.iter().filter(|(word, role)| *role != Role::Place && words.starts_with(&folded(word)));
    fits.max_by_key(|(word, _)| word.len()).map(|&(_, role)| role)
}

/// Finds the column of the wire names. Where a page has one column for names only, it is that, whatever its word.
fn names(grid: &Grid, columns: &mut [Column], profile: &Profile<'_>, to: &mut Pieces) {
    let index = |columns: &[Column], role: Role| columns.iter().position(|column| column.role == role);
    let field = index(columns, Role::Field);
    let title = index(columns, Role::Title);
    let is_table = index(columns, Role::Type).is_some() || index(columns, Role::Required).is_some();
    let is_free = |index: &usize| {
        let column = columns.get(*index);
        column.is_some_and(|column| matches!(column.role, Role::Other | Role::Code)) && named(grid, *index)
    };
    match (field, title) {
        (None, Some(title)) if is_table && named(grid, title) => set(columns, title, Role::Field),
        (Some(field), Some(title)) if !named(grid, field) && named(grid, title) => {
            set(columns, field, Role::Title);
            set(columns, title, Role::Field);
            let message = "the columns of titles and of names were taken for each other, for the cells say so";
            to.doubt(grid.lines, DoubtKind::Role, message);
        }
        _ if is_table && field.is_none_or(|field| !named(grid, field)) => {
            let Some(free) = (0..columns.len()).find(is_free) else { return };
            if let Some(field) = field {
                set(columns, field, if title.is_none() { Role::Title } else { Role::Other });
            }
            set(columns, free, Role::Field);
            let words = columns.get(free).map(|column| column.words.clone()).unwrap_or_default();
            // Two columns with words for names are told apart by their cells; that is no guess.
            if field.is_none() || begun(&words, profile) != Some(Role::Field) {
                let message = format!("the column `{words}` was taken for the fields' names, for its cells are names");
                to.doubt(grid.lines, DoubtKind::Role, message);
            }
        }
        _ => {}
    }
}

/// Whether all cells of a column say where a parameter travels.
fn places(grid: &Grid, index: usize, profile: &Profile<'_>) -> bool {
    let cells = grid.rows.iter().take(SAMPLE).filter_map(|row| row.cells.get(index)?.as_deref());
    let mut cells = cells.filter(|cell| !cell.is_empty()).peekable();
    cells.peek().is_some() && cells.all(|cell| profile.place(cell).is_some())
}

fn set(columns: &mut [Column], index: usize, role: Role) {
    if let Some(column) = columns.get_mut(index) {
        column.role = role;
    }
}

fn named(grid: &Grid, index: usize) -> bool {
    let cells = grid.rows.iter().take(SAMPLE).filter_map(|row| row.cells.get(index)?.as_deref());
    let (mut all, mut good) = (0_usize, 0_usize);
    for cell in cells.filter(|cell| !cell.is_empty()) {
        all += 1;
        good += usize::from(names::is_field(cell));
    }
    // Group titles and remarks stand among the names of most tables, so three cells of ten may be none.
    all > 0 && good * 10 >= all * 7
}
