//! What the templates and conditions of the spec's `sandbox` parts may read: the counts of an answer, the reason of a
//! refusal, the values of the endpoint and the fields of the request.

use std::borrow::Cow;

use signwright_runtime::model::notation::address;
use signwright_runtime::model::{Condition, Endpoint, Input};
use signwright_runtime::{Node, holds};

use crate::failures::Failures;
use crate::fill::Values;
use crate::request::Fields;

#[derive(Clone, Default)]
pub(crate) struct Placeholders<'a> {
    /// Those of this answer: `count.created`, `field`, `detail`.
    pub(crate) values: Vec<(&'static str, String)>,
    pub(crate) endpoint: Option<&'a Endpoint<'a>>,
    pub(crate) fields: Option<Fields<'a>>,
    /// The row of the request that an answer's row is for; what it has comes before the request's.
    pub(crate) row: Option<Fields<'a>>,
    pub(crate) failures: Option<&'a Failures<'a>>,
}

impl<'a> Placeholders<'a> {
    /// The rows of a list of the request that did not fail.
    pub(crate) fn done(&self, list: &str) -> impl Iterator<Item = Fields<'a>> {
        let rows = self.fields.map_or_else(Vec::new, |fields| fields.rows(list));
        let is_done = |index: usize| self.failures.is_none_or(|failures| !failures.has(list, index));
        rows.into_iter().enumerate().filter(move |(index, _)| is_done(*index)).filter_map(|(_, row)| row.fields())
    }

    /// The same for a row.
    pub(crate) fn of_row(&self, row: Fields<'a>) -> Self {
        Self { row: Some(row), ..self.clone() }
    }

    /// A field of the row, or else of the request.
    fn field(&self, path: &str) -> Option<Cow<'_, str>> {
        self.row.and_then(|row| row.text(path)).or_else(|| self.fields?.text(path))
    }

    fn var(&self, name: &str) -> Option<Cow<'_, str>> {
        if let Some((_, value)) = self.values.iter().find(|(known_name, _)| *known_name == name) {
            return Some(Cow::Borrowed(value));
        }
        let endpoint = self.endpoint?;
        endpoint.vars.iter().find(|(key, _)| *key == name).map(|(_, value)| Cow::Borrowed(*value))
    }

    /// What a condition calls `path`: a value of the sandbox (`var.field`), or a field of the request.
    fn read(&self, path: &str) -> Option<Cow<'_, str>> {
        match path.strip_prefix("var.") {
            Some(name) => self.var(name),
            None => self.field(path),
        }
    }

    pub(crate) fn hold(&self, condition: &Condition<'_>) -> bool {
        let mut values = Vec::new();
        self.look_up(condition, &mut values);
        holds(condition, &|path| values.iter().find(|(of, _)| *of == path).map(|(_, node)| node))
    }

    fn look_up<'c, 'n>(&'n self, condition: &Condition<'c>, values: &mut Vec<(&'c str, Node<'n>)>) {
        match *condition {
            Condition::Field(path, _) => values.extend(self.read(path).map(|text| (path, Node::Text(text)))),
            Condition::All(all) | Condition::Any(all) => all.iter().for_each(|below| self.look_up(below, values)),
            Condition::Not(not) => self.look_up(not, values),
            Condition::Status(_) | Condition::Header(..) => {}
        }
    }
}

impl Values for Placeholders<'_> {
    fn value(&self, input: Input<'_>) -> Option<Cow<'_, str>> {
        match input {
            Input::Var(name) => self.var(name),
            Input::Param(path) => self.field(path),
            Input::Endpoint => self.endpoint.map(|endpoint| Cow::Borrowed(address::without_verb(endpoint.name))),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use signwright_runtime::model::Test;

    use super::*;

    #[test]
    fn numbers_compare_by_value_and_text_as_text() {
        let placeholders = Placeholders {
            values: vec![("field", "金额".to_owned()), ("size", "10".to_owned())],
            ..Placeholders::default()
        };
        let field = |path, test| placeholders.hold(&Condition::Field(path, test));
        assert!(field("var.field", Test::Is("金额")) && !field("var.field", Test::Is("金")));
        assert!(field("var.size", Test::OneOf(&["9", "10.0"])) && field("var.size", Test::Above("9")));
        assert!(!field("var.size", Test::Below("9")) && !field("var.field", Test::Below("9")));
        assert!(field("var.nothing", Test::Empty) && field("nothing", Test::IsNot("1")));
    }
}
