//! Which records hold each other without a list between. A field that leads from one of them to another is boxed:
//! otherwise the struct would have no size.

use signwright_model::{Field, Record, RecordId, Type};

/// The group of each record: records of one group lead to each other and back.
#[derive(Debug)]
pub(crate) struct Cycles {
    groups: Vec<usize>,
}

impl Cycles {
    /// Finds the groups of all records, without recursion: a file may chain thousands.
    pub(crate) fn of(records: &[Record<'_>]) -> Self {
        let to: Vec<Vec<usize>> =
            records.iter().map(|record| record.fields.iter().filter_map(next).collect()).collect();
        let mut from = vec![Vec::new(); records.len()];
        for (record, next) in to.iter().enumerate() {
            for next in next {
                if let Some(from) = from.get_mut(*next) {
                    from.push(record);
                }
            }
        }
        let mut finished = Vec::with_capacity(records.len());
        let mut seen = vec![false; records.len()];
        for start in 0..records.len() {
            search(start, &to, &mut seen, &mut |record| finished.push(record));
        }
        // Against the direction, what is reached from the last to finish is its group.
        let mut groups = vec![0; records.len()];
        let mut seen = vec![false; records.len()];
        for start in finished.into_iter().rev() {
            search(start, &from, &mut seen, &mut |record| {
                if let Some(group) = groups.get_mut(record) {
                    *group = start;
                }
            });
        }
        Self { groups }
    }

    /// Whether an optional field of this record must be boxed.
    pub(crate) fn boxes(&self, record: RecordId, field: &Field<'_>) -> bool {
        let group = |record: usize| self.groups.get(record);
        next(field).is_some_and(|next| group(next).is_some() && group(next) == group(usize::from(record.0)))
    }
}

/// The record that a field holds without a list between.
fn next(field: &Field<'_>) -> Option<usize> {
    if let Type::Record(id) = field.ty { Some(usize::from(id.0)) } else { None }
}

/// Goes wherever the edges lead, and calls back with each record when all behind it is done.
fn search(start: usize, edges: &[Vec<usize>], seen: &mut [bool], done: &mut dyn FnMut(usize)) {
    let mut is_new = |record: usize| seen.get_mut(record).is_some_and(|seen| !std::mem::replace(seen, true));
    let mut path = if is_new(start) { vec![(start, 0)] } else { Vec::new() };
    while let Some((record, edge)) = path.last_mut() {
        let Some(next) = edges.get(*record).and_then(|next| next.get(*edge)) else {
            done(*record);
            path.pop();
            continue;
        };
        *edge += 1;
        if is_new(*next) {
            path.push((*next, 0));
        }
    }
}

#[cfg(test)]
mod tests {
    use signwright_model::{self as model, Bounds, Presence};

    use super::*;

    const fn to(name: &'static str, record: u16) -> Field<'static> {
        Field::new(name, Type::Record(RecordId(record)), "", Presence::Optional)
    }

    #[test]
    fn what_leads_back_is_boxed_and_nothing_else() {
        const ROWS: Type<'static> = Type::List(&Type::Record(RecordId(3)), Bounds::ANY);
        let request = [to("分类", 1), Field::new("名", model::text(), "", Presence::Optional)];
        let category = [to("上级", 1), to("店铺", 2)];
        let (shop, owner) = ([to("店主", 3)], [to("店铺", 2), Field::new("行", ROWS, "", Presence::Optional)]);
        let record = |fields| signwright_model::record("", fields, &[]);
        let records = [record(&request[..]), record(&category), record(&shop), record(&owner)];
        let cycles = Cycles::of(&records);
        let boxed =
            |at: u16| records[usize::from(at)].fields.iter().map(|field| cycles.boxes(RecordId(at), field)).collect();
        let boxed: Vec<Vec<bool>> = (0..4).map(boxed).collect();
        assert_eq!(boxed, [vec![false, false], vec![true, false], vec![true], vec![true, false]]);
    }
}
