//! A map in Python: its pairs as they come, and what is done with them in order.

use signwright_model::{Filter, Input, Items, Part, SortBy, Template};
use signwright_runtime::sign::{TracedMap, TracedPart};

use super::helpers::{LOWER, MERGED};
use super::{Expr, Python};
use crate::reproduce::quote;

impl Python {
    /// The pairs, what is done with them in order, and the items joined.
    pub(super) fn map(&mut self, map: &TracedMap<'_>, body: &mut Vec<String>) -> Option<String> {
        let items = map.items;
        // Names with `*`, and names of headers in any case, are no plain order; and the members of a document know
        // whether they are text, which pairs do not.
        if matches!(items.sort, SortBy::Listed(_)) || writes_json(&items) {
            return self.written(map);
        }
        let mut lines = vec!["pairs = [".to_owned()];
        for pair in &map.pairs {
            let value = self.literal(pair).text();
            lines.push(format!("    ({}, {value}),", quote::python(pair.name())));
        }
        lines.push("]".to_owned());
        if items.key.is_some() || items.value.is_some() {
            let key = items.key.map_or(Some("key".to_owned()), |key| self.item(key, map))?;
            let value = items.value.map_or(Some("value".to_owned()), |value| self.item(value, map))?;
            lines.push(format!("pairs = [({key}, {value}) for key, value in pairs]"));
        }
        if items.drop_empty {
            lines.push("pairs = [(key, value) for key, value in pairs if value]".to_owned());
        }
        if items.drop_equal {
            lines.push("pairs = list(dict.fromkeys(pairs))".to_owned());
        }
        let sorted = match items.sort {
            SortBy::Key => "pairs, key=lambda pair: pair[0].encode()",
            SortBy::Pair => "pairs, key=lambda pair: (pair[0].encode(), pair[1].encode())",
            SortBy::Value => "pairs, key=lambda pair: pair[1].encode()",
            SortBy::KeyDescending => "pairs, key=lambda pair: pair[0].encode(), reverse=True",
            SortBy::KeyIgnoringCase => {
                self.help(LOWER);
                "pairs, key=lambda pair: lower(pair[0]).encode()"
            }
            SortBy::None | SortBy::Item | SortBy::Listed(_) => "",
        };
        if !sorted.is_empty() {
            lines.push(format!("pairs = sorted({sorted})"));
        }
        if let Some(between) = items.merge {
            self.help(MERGED);
            lines.push(format!("pairs = merged(pairs, {})", quote::python(between)));
        }
        let each = self.item(items.each, map)?;
        let each = format!("[{each} for key, value in pairs]");
        let each = if items.sort == SortBy::Item { format!("sorted({each}, key=str.encode)") } else { each };
        body.extend(lines);
        let join = self.literal(&map.join).text();
        Some(format!("{join}.join({each})"))
    }

    /// The items as they are, where their order cannot be said.
    fn written(&mut self, map: &TracedMap<'_>) -> Option<String> {
        let items: Vec<_> = map.written.as_ref()?.iter().map(|literal| self.literal(literal).text()).collect();
        let join = self.literal(&map.join).text();
        let lines: String = items.iter().flat_map(|literal| ["\n    ", literal.as_str(), ","]).collect();
        let end = if items.is_empty() { "" } else { "\n" };
        Some(format!("{join}.join([{lines}{end}])"))
    }

    /// A template of items, over `key` and `value`.
    fn item(&mut self, template: Template<'_>, map: &TracedMap<'_>) -> Option<String> {
        let mut terms = Vec::new();
        for part in template.0 {
            terms.push(match *part {
                Part::Text(text) => quote::python(text),
                Part::Value(input @ (Input::Key | Input::Value), filters) => {
                    let first = Expr::new(if input == Input::Key { "key" } else { "value" }, true);
                    filters.iter().try_fold(first, |before, filter| self.filter(before, filter, None))?.text()
                }
                Part::Value(input, filters) => {
                    let traced = map.inputs.iter().find_map(|part| match part {
                        TracedPart::Value { input: traced_input, filters: behind, stages, arguments } => {
                            (*traced_input == input && *behind == filters).then_some((stages, arguments))
                        }
                        TracedPart::Text(_) => None,
                    });
                    let (stages, arguments) = traced?;
                    self.value((input, filters, arguments), stages)?.text()
                }
            });
        }
        Some(if terms.is_empty() { "\"\"".to_owned() } else { terms.join(" + ") })
    }
}

fn writes_json(items: &Items<'_>) -> bool {
    let templates = [items.value, Some(items.each)].into_iter().flatten();
    templates.flat_map(|template| template.0).any(|part| match part {
        Part::Value(Input::Value, filters) => filters.iter().any(|filter| matches!(filter, Filter::Json(_))),
        _ => false,
    })
}
