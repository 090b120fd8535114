//! Ways through a page: its tables, its rows, and the lines it holds. Nothing is judged here.

use super::{Block, Lines, Page, Remark, Role, Row, Sample, Section, SectionKind, Table, Text};

impl Lines {
    /// One line.
    pub fn single(line: u32) -> Self {
        Self { first: line, last: line }
    }

    /// From the start of this to the end of another.
    #[must_use]
    pub fn to(self, end: Self) -> Self {
        Self { first: self.first.min(end.first), last: self.last.max(end.last) }
    }

    /// Whether a line is among them.
    pub fn holds(self, line: u32) -> bool {
        (self.first..=self.last).contains(&line)
    }
}

impl Page {
    /// The tables with the sections they stand in, in order.
    pub fn tables(&self) -> impl Iterator<Item = (&Section, &Table)> {
        self.blocks().filter_map(|(section, block)| match block {
            Block::Table(table) => Some((section, table)),
            _ => None,
        })
    }

    /// The remarks, in order.
    pub fn remarks(&self) -> impl Iterator<Item = &Remark> {
        self.blocks().filter_map(|(_, block)| match block {
            Block::Remark(remark) => Some(remark),
            _ => None,
        })
    }

    /// The samples, in order.
    pub fn samples(&self) -> impl Iterator<Item = &Sample> {
        self.blocks().filter_map(|(_, block)| match block {
            Block::Sample(sample) => Some(sample),
            _ => None,
        })
    }

    /// The sections of a kind.
    pub fn of(&self, kind: SectionKind) -> impl Iterator<Item = &Section> {
        self.sections.iter().filter(move |section| section.kind == kind)
    }

    /// How many rows its tables have.
    pub fn rows(&self) -> usize {
        self.tables().map(|(_, table)| table.rows.len()).sum()
    }

    /// The lines that the page holds in one place or another, `unplaced` left out; not in order.
    pub fn placed(&self) -> impl Iterator<Item = Lines> {
        let heads = [&self.address, &self.endpoint, &self.title, &self.group].into_iter().flatten();
        let headings = self.sections.iter().filter_map(|section| section.heading.as_ref());
        heads.chain(headings).map(|text| text.lines).chain(self.blocks().flat_map(|(_, block)| block.lines()))
    }

    fn blocks(&self) -> impl Iterator<Item = (&Section, &Block)> {
        self.sections.iter().flat_map(|section| section.blocks.iter().map(move |block| (section, block)))
    }
}

impl Block {
    /// Its lines. A table's name and a sample's label may stand some lines above it.
    pub fn lines(&self) -> impl Iterator<Item = Lines> {
        let (lines, name) = match self {
            Self::Table(table) => (table.lines, table.name.as_ref().map(|name| name.lines)),
            Self::Remark(remark) => (remark.lines, None),
            Self::Sample(sample) => (sample.lines, sample.label.as_ref().map(|label| label.lines)),
            Self::Prose(text) => (text.lines, None),
        };
        std::iter::once(lines).chain(name)
    }
}

impl Table {
    /// The place of the column that holds something.
    pub fn column(&self, role: Role) -> Option<usize> {
        self.columns.iter().position(|column| column.role == role)
    }

    /// The text of a row's cell in the column that holds something; empty without that column.
    pub fn cell<'r>(&self, row: &'r Row, role: Role) -> &'r str {
        self.column(role).and_then(|index| row.cells.get(index)).map_or("", |cell| &cell.text)
    }
}

impl Text {
    /// A text on one line.
    pub fn new(text: impl Into<String>, line: u32) -> Self {
        Self { text: text.into(), lines: Lines::single(line) }
    }
}
