//! An endpoint's file read part by part, for whoever makes one: each part goes through the code that reads whole files,
//! against the parts before it, so a mistake is known to be that part's. What spans parts (a record that nothing uses,
//! two endpoints of one name) is left to loading.

use signwright_model::notation::row::names::{Named, Names};
use signwright_model::notation::{errors, rule};
use signwright_model::{Field, Record, RecordId, Shape, TextUnit};

use super::endpoint::deprecated;
use super::lowering::Lowering;
use super::notation::rows;
use super::platform::{UNITS, pager};
use super::record::{self, codes};
use crate::arena::Arena;
use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Diagnostics, FileId, Severity, Span};
use crate::specs::{Break, Located};
use crate::syntax::{self, Entry, Node};

/// The span of what is in no file yet.
const NOWHERE: Span = Span { file: FileId(0), start: 0, end: 0 };

/// The parts that were read so far.
pub struct Parts<'m> {
    arena: &'m Arena,
    unit: TextUnit,
    names: Names<'m>,
    records: Vec<(&'m str, Vec<Field<'m>>)>,
    /// The records as rules see them; empty until the first rule.
    tables: &'m [Record<'m>],
}

impl<'m> Parts<'m> {
    /// Begins an endpoint of the platform whose file has this text.
    pub fn new(arena: &'m Arena, platform: &str, records: &[&str]) -> Self {
        let platform = syntax::parse(platform, FileId(0), &mut Diagnostics::default());
        let of_platform = |key: &str| platform.as_ref().and_then(|platform| platform.get(key));
        let unit = of_platform("lengths").and_then(Node::scalar);
        let unit = unit.and_then(|word| UNITS.iter().find(|(unit, _)| *unit == word.text));
        let records: Vec<_> = records.iter().map(|name| (arena.alloc_str(name), Vec::new())).collect();
        let mut names = Names::default();
        for (index, (name, _)) in records.iter().enumerate() {
            names.add(name, Named::Record(id(index)));
        }
        if of_platform("pager").is_some() && names.get(pager::NAME).is_none() {
            names.add(pager::NAME, Named::Record(id(records.len())));
        }
        Self { arena, unit: unit.map_or(TextUnit::Chars, |(_, unit)| *unit), names, records, tables: &[] }
    }

    /// Reads coded values: `Status:` and the lines below it. Fields may name them from here on.
    pub fn codes(&mut self, yaml: &str) -> Result<(), Diagnostic> {
        let table = self.read(yaml, |section, lowering| codes::codes(section, lowering).model)?;
        self.names.add(table.name, Named::Codes(table));
        Ok(())
    }

    /// Reads a field of a record: `status: Status!  状态`, or its name and the mapping below it.
    pub fn field(&mut self, record: usize, yaml: &str) -> Result<(), Diagnostic> {
        let (names, unit) = (&self.names, self.unit);
        let field = self.read(yaml, |section, lowering| record::field(section, names, unit, lowering).model)?;
        if let Some((_, fields)) = self.records.get_mut(record) {
            fields.push(field);
        }
        Ok(())
    }

    /// Reads rules of a record, once all fields are read: `request:` and the `$rules:` below it.
    pub fn rules(&mut self, record: usize, yaml: &str) -> Result<(), Diagnostic> {
        if self.tables.is_empty() {
            let arena = self.arena;
            let table =
                |(name, fields): &(&'m str, Vec<_>)| signwright_model::record(name, arena.alloc_slice(fields), &[]);
            self.tables = arena.alloc_slice(&self.records.iter().map(table).collect::<Vec<_>>());
        }
        let shape = Shape { records: self.tables, id: id(record) };
        self.read(yaml, |section, lowering| rule::list(section, shape, lowering)).map(drop)
    }

    /// Reads rows of the table of error codes, as `errors:` and the rows below it.
    pub fn errors(&self, yaml: &str) -> Result<(), Diagnostic> {
        self.read(yaml, |section, lowering| errors::read(&section.value, lowering)).map(drop)
    }

    /// Reads that the vendor has given the endpoint up: `deprecated: order.push2 | 接口已过时`.
    pub fn deprecated(&self, yaml: &str) -> Result<(), Diagnostic> {
        self.read(yaml, |section, lowering| deprecated::deprecated(section, None, lowering)).map(drop)
    }

    /// Reads a break of a sample: `orders[*].num type | why`.
    pub fn sample_break(&self, row: &str) -> Result<Break<'m>, Diagnostic> {
        rows::sample_break(Located { text: row, span: NOWHERE }, self.arena)
    }

    /// What the only key of a text is read as, or the first mistake in it.
    fn read<T>(&self, yaml: &str, read: impl FnOnce(&Entry, &mut Lowering<'m, '_>) -> T) -> Result<T, Diagnostic> {
        let mut diagnostics = Diagnostics::default();
        let tree = syntax::parse(yaml, FileId(0), &mut diagnostics);
        let section = tree.as_ref().and_then(|tree| tree.map()?.first());
        let mut lowering = Lowering::new(self.arena, &mut diagnostics);
        let value = section.map(|section| read(section, &mut lowering));
        let mut mistakes = diagnostics.sorted().into_iter().filter(|mistake| mistake.severity == Severity::Error);
        match (mistakes.next(), value) {
            (None, Some(value)) => Ok(value),
            (Some(mistake), _) => Err(mistake.clone()),
            (None, None) => Err(Diagnostic::error(Code::WrongKind, NOWHERE, "there is nothing to read")),
        }
    }
}

fn id(index: usize) -> RecordId {
    RecordId(u16::try_from(index).unwrap_or(u16::MAX))
}
