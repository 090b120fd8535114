//! Pieces to a page: the title, sections by their headings, names over tables, labels over samples, remarks,
//! and what belongs to the site around the page.

mod line;

use std::collections::{HashSet, VecDeque};

use super::super::page::{Block, DoubtKind, Page, Reason, Role, Sample, Section, Table, Text};
use super::super::profile::Profile;
use super::piece::{Code, Grid, Line, Piece, Pieces, RawRow};
use super::table::{self, Built, Name};
use super::{indent, infer_sections, names, rows_above, sample, wire_name};

/// The longest line of a site's foot, in characters.
const FOOT: usize = 80;

/// The longest label of a sample on a tab, in characters.
const TAB: usize = 24;

pub(super) fn assemble(mut pieces: Pieces, profile: &Profile<'_>) -> Page {
    let list = std::mem::take(&mut pieces.list);
    rows_above::join(list, profile, &mut pieces);
    let list = std::mem::take(&mut pieces.list);
    let starts =
        list.iter().position(|piece| matches!(piece, Piece::Line(line) if names::endpoint(&line.text).is_some()));
    let last_table = list.iter().rposition(|piece| matches!(piece, Piece::Grid(_) | Piece::Code(_))).unwrap_or(0);
    let first_table = list.iter().position(|piece| matches!(piece, Piece::Grid(_))).unwrap_or(list.len());
    let mut assembly = Assembly {
        profile,
        page: Page::default(),
        pieces,
        section: Section::default(),
        name: None,
        tabs: VecDeque::new(),
        last: None,
        level: 0,
        objects: HashSet::new(),
    };
    // Menus stand above the title; what looks like a title below a table is none.
    let begin = starts.filter(|&index| index < first_table).unwrap_or(0);
    let mut foot = false;
    for (index, piece) in list.into_iter().enumerate() {
        match piece {
            Piece::Front(key, value) => assembly.front(&key, value),
            Piece::Line(line) if index < begin => assembly.menu(&line),
            Piece::Line(line) => {
                let line = Line { text: indent::plain(line.text), ..line };
                // Nothing of the page stands behind the site's foot, so it may only begin behind the last table.
                foot |= index > last_table
                    && line.text.chars().count() <= FOOT
                    && Profile::holds(&profile.foot, &line.text);
                if foot { assembly.leave(&line, Reason::Site) } else { assembly.line(line) }
            }
            Piece::Grid(grid) => assembly.grid(grid),
            Piece::Code(code) => assembly.code(code),
        }
    }
    assembly.close();
    let Assembly { mut page, pieces, .. } = assembly;
    page.links = pieces.links;
    page.unplaced = pieces.unplaced;
    page.doubts = pieces.doubts;
    infer_sections::infer_sections(&mut page, profile);
    wire_name::infer(&mut page);
    page
}

struct Assembly<'p> {
    profile: &'p Profile<'p>,
    page: Page,
    pieces: Pieces,
    section: Section,
    name: Option<Name>,
    tabs: VecDeque<Text>,
    /// The table that rows without a header may continue, with its place among the section's blocks.
    last: Option<(usize, Built)>,
    /// The level of the heading that said what the section is about; 0 where it has none.
    level: u8,
    /// Names of fields and of their types, in lower case: what a table of its own may be of.
    objects: HashSet<String>,
}

impl Assembly<'_> {
    fn front(&mut self, key: &str, value: Text) {
        match key {
            "url" | "source" | "link" | "href" if self.page.address.is_none() => self.page.address = Some(value),
            "heading" if self.page.endpoint.is_none() => {
                if let Some(old) = self.page.title.replace(value) {
                    self.pieces.leave(old.lines, &old.text, Reason::Site);
                }
            }
            "title" if self.page.title.is_none() => self.page.title = Some(value),
            _ => self.pieces.leave(value.lines, &format!("{key}: {}", value.text), Reason::Site),
        }
    }

    fn menu(&mut self, line: &Line) {
        if !self.here(line) {
            self.leave(line, Reason::Site);
        }
    }

    fn leave(&mut self, line: &Line, reason: Reason) {
        self.pieces.leave(line.lines, &line.text, reason);
    }

    /// Keeps a name for the next table; one that is still waiting becomes prose.
    fn take_name(&mut self, name: Option<Name>) -> Option<Name> {
        let old = std::mem::replace(&mut self.name, name);
        if self.name.is_some()
            && let Some(old) = old
        {
            self.alone(old);
            return None;
        }
        old
    }

    fn alone(&mut self, name: Name) {
        let message = format!("`{}` stands like a node's name, but no table follows it", name.text.text);
        self.pieces.doubt(name.text.lines, DoubtKind::NameAlone, message);
        let text = match name.note {
            Some(note) if note.contains(&name.text.text) => note,
            Some(note) => format!("{}({note})", name.text.text),
            None => name.text.text,
        };
        self.section.blocks.push(Block::Prose(Text { text, lines: name.text.lines }));
    }

    fn grid(&mut self, grid: Grid) {
        if grid.header.is_empty() && self.continues(&grid) {
            return;
        }
        self.finish_table();
        let lines = grid.lines;
        if grid.header.is_empty() {
            self.pieces.doubt(lines, DoubtKind::Role, "the table has no header, so its columns are not known");
            let width = grid.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
            let grid = Grid { header: vec![String::new(); width], ..grid };
            return self.table(grid);
        }
        self.table(grid);
    }

    /// A table, or several when names stand alone among its rows.
    fn table(&mut self, grid: Grid) {
        for (name, grid) in table::parted(grid) {
            if let Some(name) = name {
                let message =
                    format!("`{}` stands alone in a row; the rows below it were taken for its own", name.text.text);
                self.pieces.doubt(name.text.lines, DoubtKind::Role, message);
                self.finish_table();
                self.take_name(Some(name));
            }
            self.single_table(grid);
        }
    }

    fn single_table(&mut self, grid: Grid) {
        let mut built = table::build(grid, self.section.kind, self.profile, &mut self.pieces);
        if let Some(name) = self.take_name(None) {
            built.table.name = Some(name.text);
            built.table.name_note = name.note;
        }
        for row in &built.table.rows {
            let ty = built.table.cell(row, Role::Type);
            if self.profile.is_scalar(ty) {
                continue;
            }
            let name = built.table.cell(row, Role::Field);
            let name = name.rsplit(['.', '>', '/']).next().unwrap_or(name);
            let classes = names::in_text(ty).filter(|word| self.profile.type_word(word).is_none());
            self.objects.extend(names::in_text(name).chain(classes).map(names::stem));
        }
        self.last = Some((self.section.blocks.len(), built));
        self.section.blocks.push(Block::Table(Table::default()));
    }

    /// Rows without a header, soon after a table of the same width.
    fn continues(&mut self, grid: &Grid) -> bool {
        let Some((_, built)) = &mut self.last else { return false };
        let width = built.table.columns.len();
        let near = |row: &RawRow| row.cells.len().abs_diff(width) <= 1;
        if self.name.is_some() || width < 3 || !grid.rows.iter().all(near) {
            return false;
        }
        self.pieces.doubt(
            grid.lines,
            DoubtKind::CutTable,
            "rows without a header were taken for the rest of the table above",
        );
        let rows =
            grid.rows.iter().map(|row| RawRow { lines: row.lines, cells: row.cells.clone(), doubt: row.doubt.clone() });
        built.add(rows.collect(), self.profile, &mut self.pieces);
        true
    }

    fn finish_table(&mut self) {
        let Some((index, built)) = self.last.take() else { return };
        if let Some(slot) = self.section.blocks.get_mut(index) {
            *slot = Block::Table(built.table);
        }
        for (text, lines) in built.labels {
            self.section.blocks.push(Block::Prose(Text { text, lines }));
        }
    }

    fn code(&mut self, code: Code) {
        let code = Code { text: code.text.replace(indent::MARK, " "), ..code };
        let label = code.label.or_else(|| self.tabs.pop_front());
        if code.text.trim().is_empty() {
            let text = label.as_ref().map(|label| label.text.clone()).unwrap_or_default();
            let lines = label.map_or(code.lines, |label| label.lines);
            self.pieces.leave(lines, &text, Reason::EmptySample);
            if lines != code.lines {
                self.pieces.leave(code.lines, "", Reason::EmptySample);
            }
            return;
        }
        let language = sample::language(&code.text, label.as_ref().map(|label| label.text.as_str()), self.profile);
        let kind = sample::kind(&code.text, language, self.section.kind);
        self.section.blocks.push(Block::Sample(Sample { lines: code.lines, kind, language, label, text: code.text }));
    }

    fn close(&mut self) {
        self.finish_table();
        if let Some(name) = self.take_name(None) {
            self.alone(name);
        }
        for tab in std::mem::take(&mut self.tabs) {
            self.pieces.leave(tab.lines, &tab.text, Reason::EmptySample);
        }
        let section = std::mem::take(&mut self.section);
        if section.heading.is_some() || !section.blocks.is_empty() {
            self.page.sections.push(section);
        }
    }
}
