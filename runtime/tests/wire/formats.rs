//! Whatever is written is read back.

use proptest::prelude::*;
use signwright_runtime::json::{self, Style};
use signwright_runtime::model::{Escape, Offset};
use signwright_runtime::{Limits, Node, xml};

fn name() -> impl Strategy<Value = String> {
    "[a-z_订\u{2F800}][a-z0-9_.\\-单]{0,4}"
}

/// Trees as a JSON document may have them.
fn json_tree() -> impl Strategy<Value = Node<'static>> {
    let leaf = prop_oneof![
        Just(Node::Null),
        any::<bool>().prop_map(Node::Bool),
        "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,9})?([eE][+-]?[0-9]{1,3})?".prop_map(|digits| Node::Number(digits.into())),
        any::<String>().prop_map(Node::text),
        "[\u{0}-\u{20}\"\\\\/\u{7f}-\u{a0}\u{2028}\u{d7ff}\u{e000}\u{ffff}😀订]{0,8}".prop_map(Node::text),
    ];
    leaf.prop_recursive(5, 48, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Node::list),
            prop::collection::vec((any::<String>(), inner), 0..6).prop_map(named),
        ]
    })
}

/// Trees as an XML document may have them: text, and elements that are not empty.
fn xml_tree() -> impl Strategy<Value = Node<'static>> {
    let leaf = "[ -~\t\n\r\u{a0}\u{d7ff}\u{e000}\u{fffd}😀订]{0,8}".prop_map(Node::text);
    leaf.prop_recursive(5, 48, 6, |inner| prop::collection::vec((name(), inner), 1..6).prop_map(named))
}

fn named(entries: Vec<(String, Node<'static>)>) -> Node<'static> {
    Node::Map(entries.into_iter().map(|(name, node)| (name.into(), node)).collect())
}

proptest! {
    #[test]
    fn json_survives(tree in json_tree()) {
        for escape in [Escape::Minimal, Escape::Ascii] {
            let text = json::write(&tree, Style::new(escape, Offset::UTC)).unwrap();
            prop_assert!(escape == Escape::Minimal || text.is_ascii());
            prop_assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok() || text.contains(['e', 'E']), "{text}");
            let read = json::parse(text.as_bytes(), Limits::default());
            prop_assert!(read.as_ref() == Ok(&tree), "{text}");
        }
    }

    #[test]
    fn xml_survives(name in name(), tree in xml_tree()) {
        let tree = named(vec![(name, tree)]);
        let text = xml::write(&tree, Offset::UTC).unwrap();
        let read = xml::parse(text.as_bytes(), Limits::default());
        prop_assert!(read.as_ref() == Ok(&tree), "{text}");
    }

    #[test]
    fn a_torn_document_is_refused(tree in json_tree(), cut in any::<prop::sample::Index>()) {
        let text = json::write(&Node::list(vec![tree]), Style::new(Escape::Minimal, Offset::UTC)).unwrap();
        let torn = &text.as_bytes()[..cut.index(text.len())];
        prop_assert!(json::parse(torn, Limits::default()).is_err());
    }
}
