//! The names that a row of a query or a form becomes where its list, record or map is spread: `Ids.1`, `rows[0][price]`.

use std::collections::{HashMap, HashSet};

use signwright_model::{Bounds, Level, ListStyle, RecordId, Type};

use crate::specs::{SpecField, SpecRecord};

/// How many steps a value may lie below its row; what is deeper is refused where it is written.
const DEPTH: usize = 64;

/// The fields of a record, by its place.
pub(super) fn fields_of<'m>(records: &[SpecRecord<'m>], id: RecordId) -> &'m [SpecField<'m>] {
    records.get(usize::from(id.0)).map_or(&[], |record| record.fields)
}

/// A name that a request takes in the query or the form.
#[derive(Clone, Copy)]
pub(super) struct Name<'s, 'm> {
    pub(super) field: &'s SpecField<'m>,
    /// How its list, record or map travels.
    pub(super) style: ListStyle,
}

/// What a row that is spread has under the name of another one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Meets {
    /// A value.
    Value,
    /// What values lie below.
    Way,
    /// What the caller names so.
    Perhaps,
}

impl Meets {
    /// The same where the row of the name that is met travels so, and may be spread itself.
    pub(super) fn with(self, row: &SpecField<'_>, style: ListStyle) -> Self {
        let is_spread = matches!(row.model.ty, Type::Record(_) | Type::Map(..) | Type::List(..))
            && matches!(style, ListStyle::Indexed(_) | ListStyle::Brackets)
            && !is_text(row);
        if is_spread && self == Self::Value { Self::Way } else { self }
    }
}

/// Whether a field within another is text of its own, whatever it holds.
pub(super) fn is_text(field: &SpecField<'_>) -> bool {
    matches!(field.model.lists, Some(ListStyle::Json | ListStyle::Comma))
}

/// The rows of records by their names.
pub(super) struct Index<'s, 'm> {
    records: &'s [SpecRecord<'m>],
    by_name: HashMap<RecordId, HashMap<&'m str, &'s SpecField<'m>>>,
}

impl<'s, 'm> Index<'s, 'm> {
    /// Of an endpoint's records.
    pub(super) fn of(records: &'s [SpecRecord<'m>]) -> Self {
        Self { records, by_name: HashMap::new() }
    }

    fn field(&mut self, id: RecordId, name: &str) -> Option<&'s SpecField<'m>> {
        let records = self.records;
        let fields = || fields_of(records, id).iter().map(|field| (field.model.name, field)).collect();
        self.by_name.entry(id).or_insert_with(fields).get(name).copied()
    }

    /// The row that is spread to a name, if one is: each row whose name the other begins with is looked at.
    pub(super) fn spread_to(
        &mut self,
        name: &str,
        rows: &HashMap<&'m str, Name<'s, 'm>>,
    ) -> Option<(&'s SpecField<'m>, Meets)> {
        for (at, _) in name.rmatch_indices(['.', '[']).take(DEPTH) {
            let Some(row) = name.get(..at).and_then(|row| rows.get(row)) else { continue };
            let Some(steps) = name.get(at..).and_then(|way| steps(way, row.style)) else { continue };
            let mut seen = HashSet::new();
            if let Some(meets) = self.leads(&row.field.model.ty, &steps, row.style, &mut seen) {
                return Some((row.field, meets));
            }
        }
        None
    }

    /// Whether steps lead from a value of this type to a name that it takes. `seen` are ways that lead nowhere.
    fn leads(
        &mut self,
        ty: &Type<'_>,
        steps: &[&str],
        style: ListStyle,
        seen: &mut HashSet<(RecordId, usize)>,
    ) -> Option<Meets> {
        let Some((step, behind)) = steps.split_first() else {
            return Some(match ty {
                Type::Record(_) | Type::Map(..) | Type::List(..) => Meets::Way,
                Type::Any => Meets::Perhaps,
                _ => Meets::Value,
            });
        };
        match ty {
            Type::Any => Some(Meets::Perhaps),
            Type::Map(of, _) if !step.is_empty() => self.leads(of, behind, style, seen).map(|_| Meets::Perhaps),
            // The name of the object that a list stands in comes before the numbers.
            Type::List(_, Bounds { within: Some(name), .. }) if name != step => None,
            Type::List(of, bounds @ Bounds { within: Some(_), .. }) => {
                self.leads(&Type::List(of, Bounds { within: None, ..*bounds }), behind, style, seen)
            }
            Type::List(of, bounds) => {
                let first = if let ListStyle::Indexed(first) = style { u64::from(first) } else { 0 };
                let number = step.parse::<u64>().ok().filter(|number| number.to_string() == *step)?;
                let most = bounds.max.filter(|_| bounds.level == Level::Deny).map_or(u64::MAX, u64::from);
                if number < first || number - first >= most {
                    return None;
                }
                self.leads(of, behind, style, seen)
            }
            Type::Record(id) if seen.insert((*id, steps.len())) => {
                // A name within a record may hold points itself.
                for taken in 1..=steps.len() {
                    let (name, behind) = steps.split_at_checked(taken)?;
                    let Some(field) = self.field(*id, &name.join(".")) else { continue };
                    let meets = match behind {
                        [] if is_text(field) => Some(Meets::Value),
                        _ if is_text(field) => None,
                        _ => self.leads(&field.model.ty, behind, style, seen),
                    };
                    if meets.is_some() {
                        return meets;
                    }
                    if style == ListStyle::Brackets {
                        break;
                    }
                }
                None
            }
            _ => None,
        }
    }
}

/// What stands behind a row's name, step by step, where it is the way to a value of a row that travels so:
/// `.1.price`, `[0][price]`.
fn steps(way: &str, style: ListStyle) -> Option<Vec<&str>> {
    match style {
        ListStyle::Indexed(_) => Some(way.strip_prefix('.')?.split('.').collect()),
        ListStyle::Brackets => {
            let steps: Vec<_> = way.strip_prefix('[')?.strip_suffix(']')?.split("][").collect();
            (!steps.iter().any(|step| step.contains(['[', ']']))).then_some(steps)
        }
        ListStyle::Json | ListStyle::Comma | ListStyle::Repeated => None,
    }
}
