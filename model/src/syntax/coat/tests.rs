//! What is written is read back, whatever it says; what the generator does not write is refused.

use proptest::prelude::*;

use super::{read, write};
use crate::diagnostic::FileId;
use crate::syntax::{Kind, Node};

/// The tree without its places.
fn bare(tree: &Node) -> Node {
    match &tree.kind {
        Kind::Scalar(scalar) => Node::of_text(scalar.text.clone()),
        Kind::List(rows) => Node::of_list(rows.iter().map(bare)),
        Kind::Map(map) => Node::of_map(map.entries.iter().map(|entry| (entry.key.text.clone(), bare(&entry.value)))),
    }
}

#[test]
fn a_platform_reads_like_yaml() {
    let text = "\
platform: 店铺
wire: { verb: POST, url: \"{environment}{endpoint}\" }
steps:
  canonical: { over: [params, query], each: \"{key.len:02}-{key}\", join: ; }
  empty: \"\"
errors:
  - 100 ~ 超过每分钟* | 频率限制 | 稍后重试
  - code: 1,2
    message: '{\"a\": 1}'
  - - x
    - -15
nothing:
";
    let tree = read(text, FileId(0)).expect("read");
    let text_at = |path: &[&str]| {
        let node = path.iter().try_fold(&tree, |node, key| node.get(key));
        node.and_then(Node::scalar).map(|scalar| scalar.text.clone())
    };
    assert_eq!(text_at(&["wire", "url"]).as_deref(), Some("{environment}{endpoint}"));
    assert_eq!(text_at(&["steps", "canonical", "join"]).as_deref(), Some(";"));
    assert_eq!(text_at(&["steps", "empty"]).as_deref(), Some(""));
    assert!(tree.get("nothing").is_some_and(Node::is_nothing));
    let rows = tree.get("errors").and_then(Node::list).expect("rows");
    assert_eq!(rows[1].get("message").and_then(Node::scalar).map(|scalar| scalar.text.as_str()), Some("{\"a\": 1}"));
    assert_eq!(rows[2].list().map(<[Node]>::len), Some(2));
    // Every place is the text's own.
    let join = tree.get("steps").and_then(|steps| steps.get("canonical")?.get("join")).expect("join");
    assert_eq!(&text[join.span.start as usize..join.span.end as usize], ";");
}

#[test]
fn what_the_generator_does_not_write_is_refused() {
    for text in [
        "",
        "\n",
        "a: b: c",
        "a: [b",
        "a: {b: c",
        "a: \"b",
        "a: \"\\x\"",
        "a: 'b''c'",
        "a: b # c",
        "a: &b c",
        "a: *b",
        "a: |\n  b",
        "a:\n    b: c\n  d: e",
        "a\nb: c",
        "a: [b]]",
        "a: [b] c",
        "- a\nb",
        "a: b\n- c",
    ] {
        assert!(read(text, FileId(0)).is_err(), "{text:?}: {:?}", read(text, FileId(0)));
    }
    assert!(read(&"[".repeat(100_000), FileId(0)).is_err());
    assert!(read(&"- ".repeat(100_000), FileId(0)).is_err());
}

#[test]
fn a_key_that_comes_again_is_told() {
    let tree = read("a: 1\nb: 2\na: 3", FileId(0)).expect("read");
    assert!(matches!(tree.kind, Kind::Map(map) if map.entries.len() == 2 && map.repeated.len() == 1));
}

fn trees() -> impl Strategy<Value = Node> {
    let text = || prop_oneof!["[a-z店{}\\[\\]:,#'\"\\\\ \n\t*&-]{0,8}", "(?s).{0,12}", "[a-z]{100,130}"];
    let leaf = text().prop_map(Node::of_text);
    leaf.prop_recursive(5, 40, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Node::of_list),
            prop::collection::btree_map(text(), inner, 0..5).prop_map(Node::of_map),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(tree in trees()) {
        let text = write(&tree);
        let found = read(&text, FileId(0)).map_err(|mistake| TestCaseError::fail(format!("{text}\n{mistake:?}")))?;
        prop_assert_eq!(&bare(&found), &tree, "{}", text);
        prop_assert_eq!(write(&found), text);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[a-z:{}\\[\\],'\" \n店-]{0,60}") {
        let _ = read(&text, FileId(0));
    }
}
