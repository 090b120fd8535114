//! A table of the page from what a reader found: its columns, and each of its rows in line with them.

use super::super::page::{Column, DoubtKind, Lines, Reason, Role, Row, SectionKind, Table, TableKind, Text};
use super::super::profile::Profile;
use super::align::{self, Aligned};
use super::piece::{Grid, Pieces, RawRow};
use super::{columns, indent, names};

/// A table, and lines of prose that stood among its rows.
pub(super) struct Built {
    pub(super) table: Table,
    pub(super) labels: Vec<(String, Lines)>,
}

/// A line that names the node of the next table.
pub(super) struct Name {
    pub(super) text: Text,
    pub(super) note: Option<String>,
}

/// The tables of a table in which names stand alone in rows: each begins the rows of the node that it names.
pub(super) fn parted(grid: Grid) -> Vec<(Option<Name>, Grid)> {
    let Grid { lines, header, rows, parted } = grid;
    let mut tables = vec![(None, Grid { lines, header: header.clone(), rows: Vec::new(), parted })];
    for row in rows {
        if let Some(name) = name_alone(&row) {
            let below = Grid { lines: row.lines, header: header.clone(), rows: Vec::new(), parted };
            if let Some((_, above)) = tables.last_mut() {
                // Without rows it is the header alone, which may have several lines itself.
                let header = || row.lines.first.saturating_sub(1).max(above.lines.first);
                above.lines.last = above.rows.last().map_or_else(header, |row| row.lines.last);
            }
            tables.push((Some(name), below));
        } else if let Some((_, table)) = tables.last_mut() {
            table.lines.last = table.lines.last.max(row.lines.last);
            table.rows.push(row);
        }
    }
    tables
}

fn name_alone(row: &RawRow) -> Option<Name> {
    let mut filled = row.cells.iter().flatten().filter(|cell| !cell.is_empty());
    let cell = filled.next().filter(|_| row.cells.len() > 2 && filled.next().is_none())?;
    let (name, note) = names::object(cell)?;
    Some(Name { text: Text { text: name.to_owned(), lines: row.lines }, note: note.map(str::to_owned) })
}

pub(super) fn build(grid: Grid, section: SectionKind, profile: &Profile<'_>, to: &mut Pieces) -> Built {
    let columns = columns::columns(&grid, section, profile, to);
    let kind = columns::kind(&columns);
    let table = Table { lines: grid.lines, name: None, name_note: None, kind, columns, rows: Vec::new() };
    let mut built = Built { table, labels: Vec::new() };
    built.table.rows.reserve(grid.rows.len());
    for raw in grid.rows {
        built.row(raw, grid.parted, profile, to);
    }
    if grid.parted {
        built.report_columns(to);
    }
    built
}

impl Built {
    pub(super) fn add(&mut self, rows: Vec<RawRow>, profile: &Profile<'_>, to: &mut Pieces) {
        for raw in rows {
            self.table.lines = self.table.lines.to(raw.lines);
            self.row(raw, false, profile, to);
        }
    }

    fn row(&mut self, raw: RawRow, parted: bool, profile: &Profile<'_>, to: &mut Pieces) {
        let mut filled = raw.cells.iter().flatten().filter(|cell| !cell.is_empty());
        let Some(first) = filled.next() else {
            return to.leave(raw.lines, "", Reason::EmptyRow);
        };
        let alone = filled.next().is_none();
        if alone && self.table.kind == TableKind::Fields && self.table.columns.len() > 2 && !raw.lines.is_several() {
            // `以下为收件信息` over some of the rows.
            let message = format!("`{first}` stands alone among the rows; it was taken for a label of those below it");
            to.doubt(raw.lines, DoubtKind::Role, message);
            self.labels.push((first.clone(), raw.lines));
            return;
        }
        let aligned = if parted {
            let cells = raw.cells.iter().map(|text| super::super::page::Cell {
                text: text.clone().unwrap_or_default(),
                missing: text.is_none(),
            });
            Aligned { cells: cells.collect(), missing: None, joined: false }
        } else {
            align::align(&raw.cells, &self.table.columns, profile)
        };
        let mut row = Row { lines: raw.lines, cells: aligned.cells, indent: 0, doubtful: false };
        set_in(&mut row, &self.table);
        if let Some(missing) = aligned
            .missing
            .filter(|missing| aligned.joined || !missing.is_empty() || row.cells.len() != raw.cells.len())
        {
            row.doubtful = true;
            report(&row, &self.table.columns, &missing, aligned.joined, raw.cells.len(), to);
        }
        if let Some(doubt) = raw.doubt {
            row.doubtful = true;
            to.doubt(raw.lines, DoubtKind::Unparted, doubt);
        }
        clean_name(&mut row, &self.table, to);
        self.table.rows.push(row);
    }

    fn report_columns(&self, to: &mut Pieces) {
        for (index, column) in self.table.columns.iter().enumerate() {
            let lost = self.table.rows.iter().all(|row| row.cells.get(index).is_none_or(|cell| cell.missing));
            if lost && !self.table.rows.is_empty() {
                let message = format!("the page has no cells for the column `{}`", column.words);
                to.doubt(self.table.lines, DoubtKind::MissingColumn, message);
            }
        }
    }
}

impl Lines {
    fn is_several(self) -> bool {
        self.last > self.first
    }
}

fn report(row: &Row, columns: &[Column], missing: &[usize], joined: bool, count: usize, to: &mut Pieces) {
    let words = |index: &usize| columns.get(*index).map(|column| format!("`{}`", column.words)).unwrap_or_default();
    let name = columns.iter().position(|column| column.role == Role::Field);
    let name = name.and_then(|index| row.cells.get(index)).map(|cell| cell.text.as_str()).unwrap_or_default();
    let missing: Vec<String> = missing.iter().map(words).collect();
    let mut message = if count == columns.len() {
        format!("the cells of the row of `{name}` do not fit their columns")
    } else {
        format!("the row of `{name}` has {count} cells for {} columns", columns.len())
    };
    if !missing.is_empty() {
        message.push_str("; by what the others hold, it has none for ");
        message.push_str(&missing.join(", "));
    }
    if joined {
        message.push_str("; cells of running text were joined");
    }
    let kind = if joined { DoubtKind::ExtraCells } else { DoubtKind::MissingCells };
    to.doubt(row.lines, kind, message);
}

/// Takes the marks that set a name in off its cell, and what stands for blanks off all others.
fn set_in(row: &mut Row, table: &Table) {
    let names = table.column(Role::Field);
    for (index, cell) in row.cells.iter_mut().enumerate() {
        if names == Some(index) {
            let (width, name) = indent::split(&cell.text);
            row.indent = width;
            cell.text = name.to_owned();
        } else {
            cell.text = indent::plain(std::mem::take(&mut cell.text));
        }
    }
}

/// Takes joiners, which emoji need, out of names, which have no emoji.
fn clean_name(row: &mut Row, table: &Table, to: &mut Pieces) {
    let Some(cell) = table.column(Role::Field).and_then(|index| row.cells.get_mut(index)) else { return };
    let joiner = |c: char| matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe0e}' | '\u{fe0f}');
    if cell.text.contains(joiner) {
        cell.text.retain(|c| !joiner(c));
        row.doubtful = true;
        to.doubt(row.lines, DoubtKind::Invisible, format!("joiners were left out of the name `{}`", cell.text));
    }
}
