//! Records and coded values that the endpoints of a platform share: `records`. They name each other alone. An endpoint that
//! names one has it among its own, and so has what that one names.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use signwright_model::notation::row::names::{Named, Names};
use signwright_model::notation::row::types;
use signwright_model::{RecordId, TextUnit, Type};

use super::pager;
use crate::arena::Arena;
use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Span};
use crate::lower::lowering::{self, Lowering};
use crate::lower::record::graph::{self, Place};
use crate::lower::record::list::{self, id};
use crate::lower::record::{self, codes};
use crate::specs::{SharedNotes, SpecCodes, SpecEndpoint};
use crate::syntax::{Entry, Node};

/// What the endpoints of a platform share.
#[derive(Default)]
pub(in crate::lower) struct Shared<'m> {
    /// The records and the coded values, each in the order of the file.
    pub(in crate::lower) notes: SharedNotes<'m>,
    /// Something in their rows was reported.
    pub(in crate::lower) is_broken: bool,
    /// The records as those of an endpoint.
    places: Vec<Place<'m>>,
    /// The index of each list of codes by its name.
    codes_index: BTreeMap<&'m str, usize>,
    /// Where each of both is named.
    spans: BTreeMap<&'m str, Span>,
    /// What an endpoint may name.
    names: Names<'m>,
}

impl<'m> Shared<'m> {
    /// Those of a platform's file.
    pub(in crate::lower) fn of(
        platform: &Node,
        shared: Option<&lowering::Shared<'m>>,
        lowering: &mut Lowering<'m, '_>,
    ) -> Self {
        let Some(section) = platform.get("records") else { return Self::default() };
        let Some(entries) = section.map() else {
            let help = "write a mapping of names to records or coded values, as in an endpoint's file";
            lowering.error(Code::WrongKind, section.span, "`records` is no mapping", help);
            return Self { is_broken: true, ..Self::default() };
        };
        let arena = lowering.arena;
        let before = lowering.diagnostics.errors();
        let (mut spans, mut names) = (BTreeMap::new(), Names::default());
        let (mut sections, mut codes): (Vec<&Entry>, Vec<SpecCodes<'m>>) = (Vec::new(), Vec::new());
        for entry in entries {
            let (name, span) = (arena.alloc_str(&entry.key.text), entry.key.span);
            if !name.starts_with(char::is_uppercase) {
                let message = format!("`{name}` is no name for a record");
                lowering.error(Code::BadName, span, message, "begin with a capital: `Address`");
                continue;
            }
            list::type_name(name, span, lowering);
            spans.insert(name, span);
            if codes::is_codes(entry) {
                let read = codes::codes(entry, lowering);
                names.add(name, Named::Codes(read.model));
                codes.push(SpecCodes { is_shared: true, ..read });
            } else {
                names.add(name, Named::Record(id(sections.len())));
                sections.push(entry);
            }
        }
        list::too_many(sections.iter().map(|section| section.key.span), &codes, lowering);
        let unit = shared.map_or(TextUnit::Chars, |shared| shared.unit);
        let place = |(index, section): (usize, &&Entry)| {
            let mut fields = record::fields(section, None, &names, unit, lowering);
            let name = arena.alloc_str(&section.key.text);
            if let Some(pager) = shared.and_then(|shared| shared.pager).filter(|_| name == pager::NAME) {
                pager::complete(&mut fields, section.key.span, &pager);
            }
            Place { name, span: section.key.span, fields, rules: None, shared: Some(id(index)) }
        };
        let mut places: Vec<_> = sections.iter().enumerate().map(place).collect();
        let is_broken = lowering.diagnostics.errors() > before;
        let records = list::records(&places, |index| sections.get(index).into_iter().copied(), lowering);
        for (place, record) in places.iter_mut().zip(records) {
            place.rules = Some(record.rules);
        }
        let codes_index = codes.iter().enumerate().map(|(index, codes)| (codes.model.name, index)).collect();
        let names = names_of_endpoint(&places, &codes);
        let notes = SharedNotes { records, codes: arena.alloc_slice(&codes) };
        Self { notes, is_broken, places, codes_index, spans, names }
    }

    /// What an endpoint may name before it has names of its own.
    pub(in crate::lower) fn names(&self) -> Names<'m> {
        self.names.clone()
    }

    /// Where the records are named.
    pub(in crate::lower) fn spans(&self) -> impl Iterator<Item = Span> {
        self.places.iter().map(|place| place.span)
    }

    /// Refuses a section of an endpoint's file that would hide one of the platform.
    pub(in crate::lower) fn refuse_double(&self, section: &Entry, lowering: &mut Lowering<'_, '_>) {
        let Some(first) = self.spans.get(section.key.text.as_str()) else { return };
        let message = format!("the platform has a `{}` already", section.key.text);
        let twice = Diagnostic::error(Code::BadName, section.key.span, message).label("again here");
        lowering.push(twice.related(*first, "first here").help("remove one of them, or give it another name"));
    }

    /// Adds what the records of an endpoint name, and what that names in turn, to those of the endpoint, and gives each its
    /// place behind them.
    pub(in crate::lower) fn add(&self, places: &mut Vec<Place<'m>>, codes: &mut Vec<SpecCodes<'m>>, arena: &'m Arena) {
        let (records_named, codes_named) = self.named_by(places);
        let moved: BTreeMap<usize, RecordId> = records_named.iter().copied().zip((places.len()..).map(id)).collect();
        let of_platform = |id: RecordId| moved.get(&usize::from(id.0)).copied();
        let of_own = |id: RecordId| self.index(id).map_or(Some(id), |index| moved.get(&index).copied());
        if !moved.is_empty() {
            for place in places.iter_mut() {
                move_types(place, &of_own, arena);
            }
        }
        for mut place in records_named.iter().filter_map(|index| self.places.get(*index)).cloned() {
            move_types(&mut place, &of_platform, arena);
            places.push(place);
        }
        codes.extend(codes_named.into_iter().filter_map(|index| self.notes.codes.get(index)));
    }

    /// Which records and coded values the records of an endpoint name.
    fn named_by(&self, places: &[Place<'m>]) -> (BTreeSet<usize>, BTreeSet<usize>) {
        let (mut records, mut codes) = (BTreeSet::new(), BTreeSet::new());
        let of_own = places.iter().flat_map(|place| &place.fields.list).map(graph::element);
        let mut waiting: Vec<usize> = Vec::new();
        for ty in of_own {
            match ty {
                Type::Record(id) => waiting.extend(self.index(id)),
                Type::Code(table) => codes.extend(self.codes_index.get(table.name)),
                _ => {}
            }
        }
        while let Some(index) = waiting.pop() {
            let Some(place) = self.places.get(index).filter(|_| records.insert(index)) else { continue };
            for ty in place.fields.list.iter().map(graph::element) {
                match ty {
                    Type::Record(id) => waiting.push(usize::from(id.0)),
                    Type::Code(table) => codes.extend(self.codes_index.get(table.name)),
                    _ => {}
                }
            }
        }
        (records, codes)
    }

    /// The record of the platform that an endpoint names by this place.
    fn index(&self, id: RecordId) -> Option<usize> {
        usize::from(LAST).checked_sub(usize::from(id.0)).filter(|index| *index < self.places.len())
    }

    /// Reports what no endpoint has among its own.
    pub(in crate::lower) fn unused(&self, endpoints: &[SpecEndpoint<'_>], lowering: &mut Lowering<'_, '_>) {
        let records = endpoints.iter().flat_map(|endpoint| endpoint.records).map(|record| record.model.name);
        let codes = endpoints.iter().flat_map(|endpoint| endpoint.codes).map(|codes| codes.model.name);
        let used: HashSet<&str> = records.chain(codes).collect();
        for (name, span) in self.spans.iter().filter(|(name, _)| !used.contains(**name)) {
            let message = format!("no endpoint uses `{name}`");
            let help = "give it to a field as its type, or remove it";
            lowering.error(Code::Unused, *span, message, help);
        }
    }
}

/// The place by which an endpoint names the first record of its platform; the others stand before it. No endpoint has as
/// many of its own, and each that it names has its place behind these in the end.
const LAST: u16 = u16::MAX - 1;

/// What the names stand for in an endpoint.
fn names_of_endpoint<'m>(places: &[Place<'m>], codes: &[SpecCodes<'m>]) -> Names<'m> {
    let mut names = Names::default();
    for (place, id) in places.iter().zip((0..=LAST).rev().map(RecordId)) {
        names.add(place.name, Named::Record(id));
    }
    for codes in codes {
        names.add(codes.model.name, Named::Codes(codes.model));
    }
    Names::sharing(names)
}

/// Gives the records in the types of a record other places.
fn move_types<'m>(place: &mut Place<'m>, to: &dyn Fn(RecordId) -> Option<RecordId>, arena: &'m Arena) {
    for field in &mut place.fields.list {
        field.model.ty = types::moved(field.model.ty, to, arena).unwrap_or(field.model.ty);
    }
}
