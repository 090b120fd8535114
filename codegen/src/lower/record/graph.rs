//! How the records of an endpoint refer to each other: which of them nothing uses, and which demand
//! themselves without a list between, so that no value could ever end.

use std::collections::HashSet;

use signwright_model::{RecordId, Type};

use super::{Fields, Row};
use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Span};
use crate::lower::lowering::Lowering;
use crate::specs::{SpecCodes, SpecRule};

/// A record as the checks here see it.
#[derive(Clone)]
pub(in crate::lower) struct Place<'m> {
    /// Its name.
    pub(in crate::lower) name: &'m str,
    /// Where it is defined.
    pub(in crate::lower) span: Span,
    /// What it holds.
    pub(in crate::lower) fields: Fields<'m>,
    /// Its rules, where these are read already: those of what the platform has.
    pub(in crate::lower) rules: Option<&'m [SpecRule<'m>]>,
    /// Its index among the records that the endpoints of the platform share.
    pub(in crate::lower) shared: Option<RecordId>,
}

/// Reports records and coded values that neither the request nor the response reaches. Another endpoint may use what is
/// shared.
pub(in crate::lower) fn unused(
    records: &[Place<'_>],
    roots: &[RecordId],
    codes: &[SpecCodes<'_>],
    low: &mut Lowering<'_, '_>,
) {
    let mut reached = vec![false; records.len()];
    let mut waiting: Vec<usize> = roots.iter().map(|id| usize::from(id.0)).collect();
    let mut used: HashSet<&str> = HashSet::new();
    while let Some(next) = waiting.pop() {
        let (Some(seen), Some(record)) = (reached.get_mut(next), records.get(next)) else { continue };
        if std::mem::replace(seen, true) {
            continue;
        }
        for field in &record.fields.list {
            match element(field) {
                Type::Record(id) => waiting.push(usize::from(id.0)),
                Type::Code(table) => {
                    used.insert(table.name);
                }
                _ => {}
            }
        }
    }
    let records = records.iter().zip(reached).filter(|(record, reached)| !reached && record.shared.is_none());
    let records = records.map(|(record, _)| (record.name, record.span));
    let codes = codes.iter().filter(|codes| !codes.is_shared && !used.contains(codes.model.name));
    for (name, span) in records.chain(codes.map(|codes| (codes.model.name, codes.span))) {
        let unused = Diagnostic::error(Code::Unused, span, format!("nothing uses `{name}`"));
        low.push(unused.help("give it to a field as its type, or remove it"));
    }
}

/// Whether a field of a record, or the rows of its list, are of another record.
pub(in crate::lower) fn refers(place: &Place<'_>, to: RecordId) -> bool {
    place.fields.list.iter().any(|field| element(field) == Type::Record(to))
}

/// How far the search for circles has come with a record.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    Not,
    /// It lies on the way, at this place.
    OnTheWay(usize),
    Done,
}

/// Reports records that contain themselves in fields that are required and no lists.
pub(in crate::lower) fn endless(records: &[Place<'_>], low: &mut Lowering<'_, '_>) {
    let mut seen = vec![Seen::Not; records.len()];
    for start in 0..records.len() {
        if seen.get(start) == Some(&Seen::Not) {
            walk(start, records, &mut seen, low);
        }
    }
}

/// Goes down from a record. The way is kept as (record, field), not on the stack: a file may chain
/// thousands of records.
fn walk(start: usize, records: &[Place<'_>], seen: &mut [Seen], low: &mut Lowering<'_, '_>) {
    let mut mark = |at: usize, what: Seen| seen.get_mut(at).map(|seen| std::mem::replace(seen, what));
    let mut way = vec![(start, 0)];
    mark(start, Seen::OnTheWay(0));
    while let Some((at, place)) = way.last_mut() {
        let field = records.get(*at).and_then(|record| record.fields.list.get(*place));
        *place += 1;
        match field.map(|field| if field.model.is_required() { field.model.ty } else { Type::Any }) {
            None => {
                mark(*at, Seen::Done);
                way.pop();
            }
            Some(Type::Record(id)) => {
                let (next, depth) = (usize::from(id.0), way.len());
                match mark(next, Seen::OnTheWay(depth)) {
                    Some(Seen::Not) => way.push((next, 0)),
                    Some(before @ Seen::OnTheWay(from)) => {
                        mark(next, before);
                        report(records, way.get(from..).unwrap_or(&[]), low);
                    }
                    Some(Seen::Done) => {
                        mark(next, Seen::Done);
                    }
                    None => {}
                }
            }
            Some(_) => {}
        }
    }
}

/// `circle` has each record with the place behind the field that leads on.
fn report(records: &[Place<'_>], circle: &[(usize, usize)], low: &mut Lowering<'_, '_>) {
    let mut steps = circle.iter().filter_map(|(record, field)| {
        let record = records.get(*record)?;
        Some((record.name, record.fields.list.get(field.checked_sub(1)?)?.span))
    });
    let Some((name, span)) = steps.next() else { return };
    let message = format!("`{name}` must contain itself, so no value of it can end");
    let mut endless = Diagnostic::error(Code::EndlessRecord, span, message).label("begins here");
    // A long circle is not clearer for being shown whole.
    for (name, span) in steps.take(5) {
        endless = endless.related(span, format!("goes on in `{name}`"));
    }
    low.push(endless.help(format!("make one of these fields optional, by leaving out its `!`, or a list: `{name}[]`")));
}

/// The type of a field, or of the rows of its list.
pub(in crate::lower) fn element<'m>(field: &Row<'m>) -> Type<'m> {
    let mut ty = field.model.ty;
    while let Type::List(of, _) | Type::Map(of, _) = ty {
        ty = *of;
    }
    ty
}
