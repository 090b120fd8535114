//! What stands beside the tables as text: the model's trees laid out for a reader, within a raw string. The runtime's
//! `model::Tree` reads it back.

use proc_macro2::Literal;
use signwright_model::{Told, Tree};

use super::print::lines;
use crate::syntax::slips::is_invisible;

/// Longer lines are broken where they can be.
const WIDTH: usize = 100;

/// Who holds less than this is in one line: what is long only by its texts is a sentence of the vendor's.
const MANY: usize = 4;

/// A part of the model as a raw string.
pub(crate) fn told<'m>(part: &impl Told<'m>) -> String {
    raw(&part.tree())
}

/// Where a text closed the raw string it would be code; so this looks for itself, whatever holds of how texts are quoted.
fn raw(tree: &Tree<'_>) -> String {
    let text = format!("\n{}\n", laid_out(tree, 0, 0));
    if text.contains("\"#") || text.contains('\r') {
        Literal::string(&text).to_string()
    } else {
        format!("r#\"{text}\"#")
    }
}

/// A tree in one line where it fits behind what is `used` of it, else with its parts on lines of their own.
fn laid_out(tree: &Tree<'_>, indent: usize, used: usize) -> String {
    let line = flat(tree);
    let fits = line.chars().count() + used <= WIDTH && !line.contains('\n');
    if fits || holds(tree) < MANY {
        return line;
    }
    let inner = indent + 4;
    let margin = " ".repeat(indent);
    match tree {
        Tree::Text(_) | Tree::Number(_) => line,
        Tree::List(list) => {
            let parts = list.iter().map(|tree| laid_out(tree, inner, inner));
            format!("[\n{}{margin}]", lines(parts, inner))
        }
        Tree::Fields(fields) => {
            let part =
                |(name, tree): &(&str, Tree<'_>)| format!("{name}: {}", laid_out(tree, inner, inner + name.len() + 2));
            format!("{{\n{}{margin}}}", lines(fields.iter().map(part), inner))
        }
        Tree::Variant(name, parts) => match &parts[..] {
            [fields @ Tree::Fields(_)] if !name.is_empty() => {
                format!("{name} {}", laid_out(fields, indent, used + name.len() + 1))
            }
            [part] => format!("{name}({})", laid_out(part, indent, used + name.len() + 2)),
            parts => {
                let parts = parts.iter().map(|tree| laid_out(tree, inner, inner));
                format!("{name}(\n{}{margin})", lines(parts, inner))
            }
        },
    }
}

/// How many trees with parts there are in it.
fn holds(tree: &Tree<'_>) -> usize {
    match tree {
        Tree::Text(_) | Tree::Number(_) => 0,
        Tree::List(parts) | Tree::Variant(_, parts) if parts.is_empty() => 0,
        Tree::List(parts) | Tree::Variant(_, parts) => 1 + parts.iter().map(holds).sum::<usize>(),
        Tree::Fields(fields) => 1 + fields.iter().map(|(_, tree)| holds(tree)).sum::<usize>(),
    }
}

/// Whether it is a text of several lines or with quotes in it, such as a document: that is best read as it stands.
fn stands_as_it_is(text: &str) -> bool {
    let plain = |c: char| c == '\n' || !(c.is_control() || is_invisible(c));
    text.contains(['\n', '"'])
        && text.chars().all(plain)
        && !text.contains("\"\"\"")
        && !text.contains("\"#")
        && !text.starts_with('#')
        && !text.ends_with('"')
}

fn flat(tree: &Tree<'_>) -> String {
    let joined = |parts: &[Tree<'_>]| parts.iter().map(flat).collect::<Vec<_>>().join(", ");
    match tree {
        Tree::Text(text) if stands_as_it_is(text) => format!("\"\"\"{text}\"\"\""),
        Tree::Text(text) => quoted(text),
        Tree::Number(number) => number.to_string(),
        Tree::List(list) => format!("[{}]", joined(list)),
        Tree::Fields(fields) if fields.is_empty() => "{}".to_owned(),
        Tree::Fields(fields) => {
            let fields: Vec<_> = fields.iter().map(|(name, tree)| format!("{name}: {}", flat(tree))).collect();
            format!("{{ {} }}", fields.join(", "))
        }
        Tree::Variant(name, parts) => match &parts[..] {
            [] => (*name).to_owned(),
            [fields @ Tree::Fields(_)] if !name.is_empty() => format!("{name} {}", flat(fields)),
            parts => format!("{name}({})", joined(parts)),
        },
    }
}

/// A text in quotes. What would not show, or would end the line or the raw string, is told by its number.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            c if c.is_control() || is_invisible(c) || (c == '#' && quoted.ends_with('"')) => {
                quoted.extend(["\\{", &format!("{:x}", u32::from(c)), "}"]);
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emit::fixture;
    use proptest::prelude::*;
    use signwright_model::{Extras, Platform};

    /// What the runtime reads of what is written here, from within the raw string that holds it.
    fn read(tree: &Tree<'_>) -> Tree<'static> {
        let literal: syn::LitStr = syn::parse_str(&raw(tree)).expect("a literal");
        Tree::read(literal.value().leak())
    }

    fn trees() -> impl Strategy<Value = Tree<'static>> {
        const HOSTILE: &[&str] = &[
            "",
            "\"",
            "\\",
            "\\{41}",
            "\"#",
            "\"##\"",
            "\"\"\"",
            "a\nb",
            "a\n\"\"\"#",
            "a\nb\"",
            "\r\n",
            "#\nb",
            "#;\npub fn evil() {}\npub const Y: &str = r#\"x",
            "\0",
            "\u{202e}订单\n",
            "\u{2028}",
            "}",
            "]",
            "None",
            "订单，😀",
        ];
        let text = prop_oneof![any::<String>(), proptest::sample::select(HOSTILE).prop_map(str::to_owned)];
        let word = || proptest::sample::select(&["a", "Field", "None", "drop_empty", "x2"][..]);
        let leaf = prop_oneof![
            text.prop_map(|text| Tree::Text(text.leak())),
            any::<i64>().prop_map(Tree::Number),
            word().prop_map(|word| Tree::Variant(word, Vec::new())),
        ];
        leaf.prop_recursive(5, 40, 5, move |inner| {
            let list = proptest::collection::vec(inner.clone(), 0..5);
            let fields = proptest::collection::vec((word(), inner.clone()), 0..5);
            prop_oneof![
                list.clone().prop_map(Tree::List),
                fields.prop_map(Tree::Fields),
                (word(), list).prop_map(|(name, parts)| Tree::Variant(name, parts)),
                proptest::collection::vec(inner, 1..4).prop_map(|parts| Tree::Variant("", parts)),
            ]
        })
    }

    proptest! {
        #[test]
        fn the_runtime_reads_what_is_written(tree in trees()) {
            prop_assert_eq!(read(&tree), tree);
        }

        #[test]
        fn no_text_stops_the_reader(text in "([a-z\\[\\]{}(),:\"\\\\ -]|[0-9]{1,20}|\"\"\"|订单|\\\\\\{[0-9a-f]*\\}?){0,40}") {
            Tree::read(text.leak());
        }
    }

    #[test]
    fn what_is_deeper_than_any_spec_is_cut_and_not_followed() {
        for open in ["[", "{a:", "A(", "A{b:"] {
            Tree::read(open.repeat(100_000).leak());
        }
    }

    #[test]
    fn each_part_of_the_model_is_read_as_it_was_told() {
        let specs = fixture::specs();
        for spec in &specs.apis {
            let platform = *spec.api.platform;
            assert_eq!(Platform::read(&read(&platform.tree())), platform);
            for endpoint in spec.api.endpoints {
                let (success, errors, sandbox) = (endpoint.success, endpoint.errors, endpoint.sandbox);
                let extras = Extras { success, errors, sandbox };
                assert_eq!(Extras::read(&read(&extras.tree())), extras);
            }
        }
    }
}
