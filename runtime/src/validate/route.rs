//! Names of fields, resolved once for a whole walk: `a.b` becomes places in tables.

use super::condition::Operand;
use crate::Node;
use crate::model::{Field, RecordId, Shape, Type};
use crate::place::Place;

/// What a name that is nowhere resolves to.
static ABSENT: Node<'static> = Node::Absent;

/// A resolved path from a record down to a field, through nested records and lists.
pub(super) struct Route<'m> {
    /// As the rule writes it.
    pub(super) name: &'m str,
    /// From the record down.
    pub(super) steps: Vec<Step<'m>>,
    /// Whether a field on the way is personal data.
    pub(super) sensitive: bool,
    /// The record it leads to, when it leads to a record or a list of records.
    pub(super) record: Option<RecordId>,
}

/// One field on the way.
#[derive(Clone, Copy)]
pub(super) struct Step<'m> {
    /// Its place in the record.
    pub(super) index: usize,
    /// Its row of the table.
    pub(super) field: &'m Field<'m>,
}

impl Step<'_> {
    /// Whether the field is a list.
    pub(super) fn is_list(self) -> bool {
        matches!(self.field.ty, Type::List(..))
    }

    /// The field's node in a record.
    pub(super) fn node<'n>(self, record: &'n Node<'n>) -> &'n Node<'n> {
        let node = if let Node::Record(nodes) = record { nodes.get(self.index) } else { None };
        node.unwrap_or(&ABSENT)
    }
}

impl<'m> Route<'m> {
    /// Resolves a path. What is nowhere has no steps and reads as absent: the loader refuses such names.
    pub(super) fn of(name: &'m str, shape: Shape<'m>) -> Self {
        let mut route = Self { name, steps: Vec::new(), sensitive: false, record: Some(shape.id) };
        for part in name.split('.') {
            // A path through a map or a value without a table ends here: nothing is known of what lies below.
            let fields = route.record.map_or(&[][..], |id| shape.at(id).record().fields);
            let Some(index) = fields.iter().position(|field| field.name == part) else {
                return Self { name, steps: Vec::new(), sensitive: false, record: None };
            };
            let field = &fields[index];
            route.steps.push(Step { index, field });
            route.sensitive |= field.sensitive;
            route.record = match field.ty {
                // A list of lists has no name for its rows, so no path goes through it.
                Type::Record(id) | Type::List(&Type::Record(id), _) => Some(id),
                _ => None,
            };
        }
        route
    }

    /// The field at its end.
    pub(super) fn field(&self) -> Option<&'m Field<'m>> {
        self.steps.last().map(|step| step.field)
    }

    /// The value at its end; of several rows, the first that is there.
    pub(super) fn value<'n>(&self, record: &'n Node<'n>) -> &'n Node<'n> {
        if self.steps.is_empty() { &ABSENT } else { descend(&self.steps, record) }
    }

    /// The value at its end with its default.
    pub(super) fn operand<'n>(&self, record: &'n Node<'n>) -> Operand<'n>
    where
        'm: 'n,
    {
        Operand { node: self.value(record), default: self.field().and_then(|field| field.default) }
    }

    /// Whether there is something at its end.
    pub(super) fn is_there(&self, record: &Node<'_>) -> bool {
        self.value(record).is_there()
    }

    /// The path of its end below a place.
    pub(super) fn path(&self, place: &Place<'_>) -> String {
        place.below(self.name)
    }

    /// Visits every row of the list that it leads to, and of the lists on the way.
    pub(super) fn each<'n>(&self, record: &'n Node<'n>, visit: &mut dyn FnMut(&'n Node<'n>)) {
        each(&self.steps, record, visit);
    }

    /// The same with the place of each.
    pub(super) fn each_row<'n>(
        &self,
        record: &'n Node<'n>,
        place: &mut Place<'m>,
        visit: &mut dyn FnMut(&'n Node<'n>, &mut Place<'m>),
    ) {
        each_row(&self.steps, record, place, visit);
    }
}

/// As [`each_row`], where nobody asks for the place.
fn each<'n>(steps: &[Step<'_>], record: &'n Node<'n>, visit: &mut dyn FnMut(&'n Node<'n>)) {
    let Some((step, deeper)) = steps.split_first() else { return };
    let node = step.node(record);
    match (step.is_list(), deeper.is_empty()) {
        (true, true) => node.rows().iter().for_each(visit),
        (true, false) => node.rows().iter().for_each(|row| each(deeper, row, visit)),
        (false, _) => each(deeper, node, visit),
    }
}

fn descend<'n>(steps: &[Step<'_>], node: &'n Node<'n>) -> &'n Node<'n> {
    let Some((step, deeper)) = steps.split_first() else { return node };
    match step.node(node) {
        Node::List(rows) if !deeper.is_empty() => {
            // A rule outside of `each` that names a list's field asks whether any row has it.
            rows.iter().map(|row| descend(deeper, row)).find(|node| node.is_there()).unwrap_or(&ABSENT)
        }
        node => descend(deeper, node),
    }
}

fn each_row<'n, 'm>(
    steps: &[Step<'m>],
    record: &'n Node<'n>,
    place: &mut Place<'m>,
    visit: &mut dyn FnMut(&'n Node<'n>, &mut Place<'m>),
) {
    let Some((step, deeper)) = steps.split_first() else { return };
    let node = step.node(record);
    place.field(step.field.name);
    if step.is_list() {
        for (number, row) in node.rows().iter().enumerate() {
            place.row(number);
            if deeper.is_empty() {
                visit(row, place);
            } else {
                each_row(deeper, row, place, visit);
            }
            place.up();
        }
    } else {
        each_row(deeper, node, place, visit);
    }
    place.up();
}
