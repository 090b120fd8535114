//! Templates and maps for people who compare a step with what they do: the notation on one line, and maps in words.

use signwright_model::notation::{step, template as notation};
use signwright_model::syntax::coat;
use signwright_model::{Filter, Hash, Input, Items, SortBy, Template};

/// A template, without quotes around it.
pub fn template(of: Template<'_>) -> String {
    on_one_line(&notation::print(of))
}

/// A value with its filters, without braces.
pub fn value(input: Input<'_>, filters: &[Filter<'_>]) -> String {
    on_one_line(&notation::value(input, filters))
}

/// A filter with what stands before it.
pub fn filter(of: &Filter<'_>) -> String {
    on_one_line(&notation::filter(of))
}

/// A digest as the notation calls it.
pub fn hash_name(hash: Hash) -> &'static str {
    notation::name(&Filter::Digest(hash))
}

fn on_one_line(text: &str) -> String {
    // A line end inside a template would break the sentence that quotes it.
    text.replace('\n', "\\n")
}

/// What a map does, in words.
pub fn map(items: &Items<'_>) -> String {
    let sources: Vec<String> = items.sources.iter().map(|source| coat::line(&step::print_source(source))).collect();
    let mut words = vec![format!("the pairs of {}", sources.join(", "))];
    let listed = |names: &[&str]| names.join(", ");
    if !items.only.is_empty() {
        words.push(format!("only {}", listed(items.only)));
    }
    if !items.except.is_empty() {
        words.push(format!("except {}", listed(items.except)));
    }
    words.extend(items.key.map(|key| format!("keys as `{}`", template(key))));
    words.extend(items.value.map(|value| format!("values as `{}`", template(value))));
    if items.drop_empty {
        words.push("without empty ones".to_owned());
    }
    if items.drop_equal {
        words.push("without repeated ones".to_owned());
    }
    words.extend(order(items.sort));
    words.extend(items.merge.map(|between| format!("equal keys merged with `{}`", between.escape_debug())));
    words.push(format!("each as `{}`", template(items.each)));
    if !items.join.0.is_empty() {
        words.push(format!("joined by `{}`", template(items.join)));
    }
    words.join("; ")
}

fn order(of: SortBy<'_>) -> Option<String> {
    let words = match of {
        SortBy::None => return None,
        SortBy::Key => "sorted by the bytes of the key",
        SortBy::Pair => "sorted by key, then by value",
        SortBy::Value => "sorted by value",
        SortBy::Item => "sorted by the finished item",
        SortBy::KeyIgnoringCase => "sorted by key without regard to case",
        SortBy::KeyDescending => "sorted by key, downwards",
        SortBy::Listed(names) => return Some(format!("in the order {}", names.join(", "))),
    };
    Some(words.to_owned())
}
