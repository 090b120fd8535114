//! Positional arguments, and the parameters of the query beside them.

use std::borrow::Cow;

use super::Conform;
use crate::Node;
use crate::model::{Field, Type};

/// What is said of a parameter that no table has.
const UNKNOWN: &str = "the table has no such field";

impl<'m> Conform<'m> {
    /// The arguments by their places, and what came beside them by its names.
    pub(super) fn positions<'v>(
        &mut self,
        values: Vec<Node<'v>>,
        mut beside: Vec<(Cow<'v, str>, Node<'v>)>,
    ) -> Node<'v> {
        let fields = self.shape.record().fields;
        let arguments = fields.iter().filter(|field| !field.is_in_query()).count();
        let noun = if arguments == 1 { "argument" } else { "arguments" };
        for number in arguments..values.len() {
            let message = format!("the request has only {arguments} {noun}");
            self.report.add(format!("[{number}]"), "unknown", self.unknown_level(), message, "");
        }
        let mut values = values.into_iter();
        let field = |field: &Field<'m>| {
            if !field.is_in_query() {
                return self.field(field, values.next().unwrap_or(Node::Absent), 1);
            }
            let node = self.claim(field, &mut beside);
            // A query is text by nature, and a parameter given once is no list.
            // The leniency is that of the query for one field only.
            let strict = (self.leniency.numbers_as_text, self.one_row);
            (self.leniency.numbers_as_text, self.one_row) = (true, true);
            let node = self.field(field, node, 1);
            (self.leniency.numbers_as_text, self.one_row) = strict;
            node
        };
        let node = Node::Record(fields.iter().map(field).collect());
        for (name, _) in beside {
            self.report.add(name.into_owned(), "unknown", self.unknown_level(), UNKNOWN.to_owned(), "");
        }
        node
    }

    /// The parameters that belong to a field. A required one is there even without them, so that what is missing is
    /// told of each parameter by its name.
    fn claim<'v>(&self, field: &Field<'m>, beside: &mut Vec<(Cow<'v, str>, Node<'v>)>) -> Node<'v> {
        let Type::Record(id) = field.ty else { return Node::Absent };
        let fields = self.shape.at(id).record().fields;
        let (given, others): (Vec<_>, Vec<_>) =
            std::mem::take(beside).into_iter().partition(|(name, _)| fields.iter().any(|field| field.name == *name));
        *beside = others;
        // A required pager that nothing was given of is read, so that its missing fields are named.
        if given.is_empty() && !field.is_required() { Node::Absent } else { Node::map(given) }
    }
}
