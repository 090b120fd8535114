//! Pages whose cells have nothing between them. A header is known as column words in a row; below it, a line
//! that begins with a title, a name and a type is a row, and any other goes on with the description.

use super::super::page::{DoubtKind, Lines, Reason, Role, SectionKind, Text};
use super::super::profile::{Profile, folded};
use super::piece::{Code, Grid, Line, Piece, Pieces, RawRow, Weight, number};
use super::undelimited_row::{self, Row};
use super::{heading, names, sample};

/// How many lines a header may take.
const HEADER: usize = 8;

pub(super) fn has_header(text: &str, profile: &Profile<'_>) -> bool {
    let columns = Columns::of(profile);
    // Two column words beside each other stand in ordinary sentences as well.
    text.lines().any(|line| columns.words(line).is_some_and(|header| header.len() >= 3))
}

pub(super) fn read(text: &str, profile: &Profile<'_>) -> Pieces {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let raw: Vec<&str> = text.lines().collect();
    let mut reader = Reader {
        lines,
        raw,
        profile,
        columns: Columns::of(profile),
        index: 0,
        pieces: Pieces::default(),
        samples: false,
    };
    while reader.index < reader.lines.len() {
        reader.step();
    }
    let Pieces { list, .. } = &reader.pieces;
    let tables = list.iter().filter_map(|piece| if let Piece::Grid(grid) = piece { Some(grid.lines) } else { None });
    if let Some(all) = tables.reduce(Lines::to) {
        let message = "the page has nothing between its cells; they were parted by names and type words";
        reader.pieces.doubt(all, DoubtKind::Unparted, message);
    }
    reader.pieces
}

/// A header's words and what their columns hold.
type Header = Vec<(String, Role)>;

struct Reader<'t, 'p> {
    lines: Vec<&'t str>,
    /// The lines with the blanks before them, for samples.
    raw: Vec<&'t str>,
    profile: &'p Profile<'p>,
    columns: Columns,
    index: usize,
    pieces: Pieces,
    samples: bool,
}

impl<'t> Reader<'t, '_> {
    fn get(&self, index: usize) -> &'t str {
        self.lines.get(index).copied().unwrap_or_default()
    }

    fn heading(&self, index: usize) -> Option<SectionKind> {
        let line = Line { text: self.get(index).to_owned(), lines: Lines::default(), weight: Weight::Plain };
        heading::heading(&line, self.profile).map(|(_, kind)| kind)
    }

    fn step(&mut self) {
        let text = self.get(self.index);
        let lines = Lines::single(number(self.index));
        if text.is_empty() {
            self.index += 1;
        } else if let Some(kind) = self.heading(self.index) {
            self.samples =
                matches!(kind, SectionKind::RequestSample | SectionKind::ResponseSample | SectionKind::RefusalSample);
            self.pieces.line(text, lines, Weight::Plain);
            self.index += 1;
        } else if let Some((header, next)) = self.header() {
            self.table(header, next);
        } else if self.samples && (self.is_label(self.index) || sample::begins(text)) {
            self.sample();
        } else {
            self.pieces.line(text, lines, Weight::Plain);
            self.index += 1;
        }
    }

    fn is_label(&self, index: usize) -> bool {
        let text = self.get(index);
        !text.is_empty()
            && text.chars().count() <= 20
            && self.profile.languages.iter().any(|(word, _)| folded(word) == folded(text))
    }

    /// The header that begins at this line, and the line behind it.
    fn header(&self) -> Option<(Header, usize)> {
        let mut header = Header::new();
        let mut index = self.index;
        while index < self.lines.len() && index - self.index < HEADER {
            let Some(words) = self.columns.words(self.get(index)) else { break };
            header.extend(words);
            index += 1;
        }
        let has = |role: Role| header.iter().any(|(_, held)| *held == role);
        let fields = header.len() >= 3 && has(Role::Type);
        let addresses = header.len() == 2 && has(Role::Environment) && has(Role::Address);
        (fields || addresses).then_some((header, index))
    }

    fn table(&mut self, header: Header, next: usize) {
        let mut lines = Lines { first: number(self.index), last: number(next.saturating_sub(1)) };
        self.index = next;
        let addresses = header.iter().any(|(_, role)| *role == Role::Address);
        let mut rows: Vec<RawRow> = Vec::new();
        while self.index < self.lines.len() && !self.ends_table() {
            let text = self.get(self.index);
            let here = Lines::single(number(self.index));
            if text.is_empty() {
                self.index += 1;
                continue;
            }
            if addresses {
                let Some(start) = text.find("http://").or_else(|| text.find("https://")) else { break };
                let (name, address) = text.split_at(start);
                let cells = header.iter().map(|(_, role)| match role {
                    Role::Address => Some(address.to_owned()),
                    Role::Environment => Some(name.trim().to_owned()),
                    _ => None,
                });
                rows.push(RawRow { lines: here, cells: cells.collect(), doubt: None });
            } else if let Some(row) = undelimited_row::part(text, self.profile) {
                rows.push(raw_row(&header, row, here));
            } else if let Some(row) = rows.last_mut() {
                add_to_description(&header, row, text);
                row.lines.last = here.last;
            } else {
                self.pieces.leave(here, text, Reason::BrokenRow);
            }
            self.index += 1;
        }
        if let Some(row) = rows.last() {
            lines.last = row.lines.last;
        }
        let header = header.into_iter().map(|(words, _)| words).collect();
        self.pieces.list.push(Piece::Grid(Grid { lines, header, rows, parted: true }));
    }

    /// Whether the table before ends at this line: a heading, another header, or the name of the next node.
    fn ends_table(&self) -> bool {
        if self.heading(self.index).is_some() || self.header().is_some() {
            return true;
        }
        let text = self.get(self.index);
        if names::object(text).is_none() {
            return false;
        }
        // A name alone may end a description; with a header behind it, it names a table.
        let next = (self.index + 1..self.lines.len()).find(|&index| !self.get(index).is_empty());
        next.and_then(|index| self.columns.words(self.get(index))).is_some_and(|header| header.len() >= 3)
    }

    /// A sample, from its label to the next label, heading or table.
    fn sample(&mut self) {
        let label = self.is_label(self.index).then(|| Text::new(self.get(self.index), number(self.index)));
        let start = self.index + usize::from(label.is_some());
        let mut end = start;
        while end < self.lines.len() {
            // In a longer line the word is the sample's own.
            let foot = self.get(end).chars().count() <= 40 && Profile::holds(&self.profile.foot, self.get(end));
            if foot || (end > start && self.is_label(end)) || self.heading(end).is_some() {
                break;
            }
            end += 1;
        }
        let body = self.raw.get(start..end).unwrap_or_default();
        let (text, _) = sample::without_escapes(&body.join("\n"));
        let last = (start..end).rev().find(|&index| !self.get(index).is_empty()).unwrap_or(start.saturating_sub(1));
        let first = label.as_ref().map_or(number(start), |label| label.lines.first);
        let lines = Lines { first, last: number(last).max(first) };
        self.index = end.max(self.index + 1);
        self.pieces.list.push(Piece::Code(Code { label, text, lines }));
    }
}

fn raw_row(header: &Header, row: Row<'_>, lines: Lines) -> RawRow {
    let cells = header.iter().map(|(_, role)| match role {
        Role::Title => Some(row.title.to_owned()),
        Role::Field => Some(row.name.to_owned()),
        Role::Type => Some(row.kind.clone()),
        Role::Length => Some(row.length.to_owned()),
        Role::Description => Some(row.description.trim().to_owned()),
        _ => None,
    });
    RawRow { lines, cells: cells.collect(), doubt: row.doubt }
}

fn add_to_description(header: &Header, row: &mut RawRow, text: &str) {
    let index =
        header.iter().position(|(_, role)| *role == Role::Description).unwrap_or(header.len().saturating_sub(1));
    let Some(cell) = row.cells.get_mut(index) else { return };
    match cell {
        Some(old) if !old.is_empty() => {
            old.push('\n');
            old.push_str(text);
        }
        _ => *cell = Some(text.to_owned()),
    }
}

struct Columns(Vec<(Vec<char>, Role)>);

impl Columns {
    fn of(profile: &Profile<'_>) -> Self {
        let words = profile.columns.iter().filter(|(word, _)| !word.is_empty());
        Self(words.map(|&(word, role)| (folded(word).chars().collect(), role)).collect())
    }

    /// The column words that a line is made of, and nothing else. A row has a title and a name, so of several ways
    /// to read a header the one that has both is taken, and of those the one with the fewest words.
    fn words(&self, line: &str) -> Option<Header> {
        // The search below grows with the square of the line, and no header is so long.
        if line.is_empty() || line.len() > 200 {
            return None;
        }
        let chars: Vec<(usize, char)> = line.char_indices().filter(|(_, c)| !c.is_whitespace()).collect();
        let text: Vec<char> =
            chars.iter().flat_map(|&(_, c)| folded(c.encode_utf8(&mut [0; 4])).chars().collect::<Vec<_>>()).collect();
        // The fewest words that make up the text before each place: any; with a title; with a title and then a name.
        let mut ways = vec![[None::<Way>; 3]; text.len() + 1];
        if let Some(first) = ways.first_mut() {
            first[0] = Some(Way { count: 0, start: 0, before: 0, role: Role::Other });
        }
        for start in 0..text.len() {
            let Some(here) = ways.get(start).copied() else { continue };
            for (before, way) in here.iter().enumerate().filter_map(|(before, way)| way.map(|way| (before, way))) {
                for (word, role) in &self.0 {
                    let fits = text.get(start..).is_some_and(|remaining| remaining.starts_with(word));
                    let now = match (before, role) {
                        (0, Role::Title) => 1,
                        (1, Role::Field) => 2,
                        _ => before,
                    };
                    let slot = ways.get_mut(start + word.len()).filter(|_| fits).and_then(|slots| slots.get_mut(now));
                    if let Some(slot) = slot
                        && slot.is_none_or(|best| best.count > way.count + 1)
                    {
                        *slot = Some(Way { count: way.count + 1, start, before, role: *role });
                    }
                }
            }
        }
        let mut end = text.len();
        let mut state =
            (0..3).rev().find(|&state| ways.last().is_some_and(|ways| ways.get(state).is_some_and(Option::is_some)))?;
        let mut header = Header::new();
        while end > 0 {
            let way = ways.get(end)?.get(state).copied().flatten()?;
            let from = chars.get(way.start)?.0;
            let to = chars.get(end).map_or(line.len(), |&(offset, _)| offset);
            header.push((line.get(from..to)?.trim().to_owned(), way.role));
            end = way.start;
            state = way.before;
        }
        header.reverse();
        Some(header)
    }
}

/// A way to read the beginning of a header: its last word.
#[derive(Clone, Copy)]
struct Way {
    count: usize,
    start: usize,
    before: usize,
    role: Role,
}
