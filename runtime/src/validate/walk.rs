//! The one walk over a record: each field against its row of the table, then the rules of the record.

use super::plan::Rules;
use super::rows::Seen;
use super::{Report, Violation, scalar};
use crate::Node;
use crate::model::{Bounds, Field, Level, Offset, Presence, RecordId, Shape, Type};
use crate::node::MAX_DEPTH;
use crate::place::Place;

/// Walks a record and everything below it. `inferred` is the level of a field that is required by inference only.
pub(super) fn walk<'a>(
    shape: Shape<'a>,
    rules: &Rules<'a>,
    node: &'a Node<'a>,
    zone: Offset,
    inferred: Level,
) -> Vec<Violation> {
    let (place, report) = (Place::default(), Report::default());
    let mut walk = Walk { shape, rules, zone, inferred, place, report, seen: Seen::default() };
    walk.record(shape.id, node, 0);
    walk.report.into_violations()
}

struct Walk<'a, 'p> {
    shape: Shape<'a>,
    rules: &'p Rules<'a>,
    zone: Offset,
    inferred: Level,
    place: Place<'a>,
    report: Report,
    /// One room for all rules about rows that may not be equal.
    seen: Seen<'a>,
}

impl<'a> Walk<'a, '_> {
    fn record(&mut self, id: RecordId, node: &'a Node<'a>, depth: usize) {
        let Node::Record(nodes) = node else { return };
        let record = self.shape.at(id).record();
        for (index, field) in record.fields.iter().enumerate() {
            let node = nodes.get(index).unwrap_or(&Node::Absent);
            // Most fields are optional and not given.
            if matches!(node, Node::Absent) && !field.is_required() {
                continue;
            }
            self.place.field(field.name);
            self.field(field, node, depth + 1);
            self.place.up();
            // Fields come before rules, so that a rule over a wrong field is read after what is wrong with it.
        }
        if let Some(plan) = self.rules.of_record(id) {
            plan.check(node, self.zone, &mut self.place, &mut self.report, &mut self.seen);
        }
    }

    fn field(&mut self, field: &'a Field<'a>, node: &'a Node<'a>, depth: usize) {
        match node {
            Node::Null if field.is_nullable() => {}
            Node::Absent | Node::Null if field.is_required() => {
                self.missing(field, "required", "nothing");
            }
            Node::Text(text) if text.is_empty() => {
                // Empty text in a number is a value of the wrong type, which `conform` has told.
                let is_text = field.as_text || matches!(field.ty, Type::Text { .. } | Type::TextOrInt | Type::Code(_));
                if field.is_required() && !field.may_be_empty && is_text {
                    self.missing(field, "empty", "empty text");
                }
            }
            Node::Absent | Node::Null => {}
            node => self.value(field, &field.ty, node, depth),
        }
    }

    /// A required field is not there, or empty. Who demands it is told, and decides how much that counts.
    fn missing(&mut self, field: &Field<'_>, rule: &'static str, instead: &str) {
        let (level, demand) = match field.presence {
            Presence::RequiredInferred => (self.inferred, "required by inference"),
            _ => (Level::Deny, "required"),
        };
        self.report.add(self.place.path(), rule, level, format!("{demand}, found {instead}"), field.title);
    }

    fn value(&mut self, field: &'a Field<'a>, ty: &'a Type<'a>, node: &'a Node<'a>, depth: usize) {
        // What has no table has no end that a table sets.
        if depth >= MAX_DEPTH && matches!(node, Node::Record(_) | Node::List(_) | Node::Map(_)) {
            let message = format!("at most {MAX_DEPTH} records and lists in each other");
            return self.report.field(&self.place, "depth", field, message);
        }
        match (ty, node) {
            (Type::Record(id), node) => self.record(*id, node, depth),
            (Type::List(of, bounds), Node::List(rows)) => {
                self.count(field, *bounds, rows.len());
                for (number, row) in rows.iter().enumerate() {
                    self.place.row(number);
                    self.value(field, of, row, depth + 1);
                    self.place.up();
                }
            }
            (Type::Map(of, bounds), Node::Map(entries)) => {
                self.count(field, *bounds, entries.len());
                for (name, value) in entries {
                    self.place.key(name);
                    self.value(field, of, value, depth + 1);
                    self.place.up();
                }
            }
            (Type::Any, Node::List(rows)) => {
                for row in rows {
                    self.value(field, ty, row, depth + 1);
                }
            }
            (Type::Any, Node::Map(entries)) => {
                for (_, value) in entries {
                    self.value(field, ty, value, depth + 1);
                }
            }
            _ => {
                if let Some((rule, level, message)) = scalar::check(field, ty, node, self.zone) {
                    self.report.add(self.place.path(), rule, level, message, field.title);
                }
            }
        }
    }

    fn count(&mut self, field: &Field<'_>, bounds: Bounds<'_>, rows: usize) {
        let (level, message) = match (u32::try_from(rows).unwrap_or(u32::MAX), bounds) {
            (rows, Bounds { min, .. }) if rows < min => {
                (Level::Deny, format!("at least {min} {}, found {rows}", noun(min)))
            }
            (rows, Bounds { max: Some(max), level, .. }) if rows > max => {
                let most = if level == Level::Warn { "the vendor recommends at most" } else { "at most" };
                (level, format!("{most} {max} {}, found {rows}", noun(max)))
            }
            _ => return,
        };
        self.report.add(self.place.path(), "count", level, message, field.title);
    }
}

const fn noun(rows: u32) -> &'static str {
    if rows == 1 { "row" } else { "rows" }
}
