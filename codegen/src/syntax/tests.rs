//! What the tree keeps of YAML, and what it refuses.

use super::{Kind, Map, Node, parse};
use crate::catalogue::Code;
use crate::diagnostic::{Diagnostics, FileId, Span};

fn read(text: &str) -> (Option<Node>, Vec<Code>) {
    let mut diagnostics = Diagnostics::default();
    let tree = parse(text, FileId(0), &mut diagnostics);
    (tree, diagnostics.sorted().iter().map(|one| one.code).collect())
}

fn tree(text: &str) -> Node {
    match read(text) {
        (Some(tree), codes) if codes.is_empty() => tree,
        (_, codes) => panic!("{codes:?} in {text:?}"),
    }
}

fn at(text: &str, span: Span) -> &str {
    &text[span.start as usize..span.end as usize]
}

#[test]
fn every_scalar_is_raw_text_with_its_own_place() {
    let text = "店铺: varchar(20)!   店铺编号 😀  \nno: 01\n\"引号\": '1.0'\nlist: [ no, \"是: 的\", ~ ]\n";
    let tree = tree(text);
    let entries = tree.map().unwrap();
    let keys: Vec<_> = entries.iter().map(|entry| at(text, entry.key.span)).collect();
    assert_eq!(keys, ["店铺", "no", "引号", "list"]);
    let values: Vec<_> = entries.iter().map(|entry| at(text, entry.value.span)).collect();
    assert_eq!(values, ["varchar(20)!   店铺编号 😀", "01", "1.0", "[ no, \"是: 的\", ~ ]"]);
    let rows: Vec<_> = tree.get("list").and_then(Node::list).unwrap().iter().map(|row| row.scalar().unwrap()).collect();
    assert_eq!(rows.iter().map(|row| row.text.as_str()).collect::<Vec<_>>(), ["no", "是: 的", "~"]);
    assert_eq!(rows.iter().map(|row| at(text, row.span)).collect::<Vec<_>>(), ["no", "是: 的", "~"]);
}

#[test]
fn a_key_that_stands_again_is_told_in_a_mapping_of_any_size() {
    for keys in [1, 31, 32, 33, 100] {
        let mut text = (0..keys).fold(String::new(), |text, number| text + &format!("字段{number}: int\n"));
        let last = format!("字段{}: long\n", keys - 1);
        text += &last.repeat(2);
        let Kind::Map(Map { entries, repeated }) = tree(&text).kind else { panic!("a mapping") };
        assert_eq!((entries.len(), repeated.len()), (keys, 2));
        for again in repeated {
            assert_eq!((at(&text, again.first), again.first), (again.key.as_str(), entries[keys - 1].key.span));
        }
    }
}

#[test]
fn blocks_keep_their_text_and_end_where_they_end() {
    let text = "a: |\n  一\n  \t二\nb:\n  c: 1\n  d:\n    - 2\n    - 三\ne:\n";
    let tree = tree(text);
    assert_eq!(tree.get("a").and_then(Node::scalar).unwrap().text, "一\n\t二\n");
    assert_eq!(at(text, tree.get("b").unwrap().span), "c: 1\n  d:\n    - 2\n    - 三");
    let nothing = tree.get("e").unwrap();
    assert!(nothing.is_nothing());
    assert_eq!(at(text, nothing.span), "e");
    assert!(matches!(tree.kind, Kind::Map(_)));
}

#[test]
fn a_comment_behind_plain_text_is_seen() {
    let text = "a: 标题 #1\nb: \"标题 #1\"\nc: 标题#1\n# 说明\n";
    let tree = tree(text);
    assert_eq!(tree.get("a").and_then(Node::scalar).unwrap().comment.map(|span| at(text, span)), Some("#1"));
    assert_eq!(tree.get("b").and_then(Node::scalar).unwrap().comment, None);
    assert_eq!(tree.get("c").and_then(Node::scalar).unwrap().comment, None);
}

#[test]
fn traps_are_refused_and_reading_goes_on() {
    for (text, codes) in [
        ("a: !!int 1\nb: !x [1]\n", vec![Code::NotPlain; 2]),
        ("<<: {a: 1}\n? [b]\n: 2\nc: 3\n", vec![Code::NotPlain; 2]),
        ("a: b\tc\n", vec![Code::Tab]),
        ("a:\n\tb: 1\n", vec![Code::Tab]),
        ("a: [1\n", vec![Code::InvalidYaml]),
        ("a: 标题: 值\n", vec![Code::InvalidYaml]),
        ("a: 1\n---\nb: 2\n", vec![Code::InvalidYaml]),
        ("", vec![Code::InvalidYaml]),
        ("a: &x [*x]\n", vec![Code::AliasBomb]),
        ("a: *x\n", vec![Code::InvalidYaml]),
    ] {
        assert_eq!(read(text).1, codes, "{text:?}");
    }
    let twice = tree("店: 1\n店: 2\n店: 3\n");
    let Kind::Map(Map { repeated, .. }) = &twice.kind else { panic!("a mapping") };
    assert_eq!(repeated.iter().map(|one| (one.first.start, one.again.start)).collect::<Vec<_>>(), [(0, 7), (0, 14)]);
    assert_eq!(tree("a: \"b\tc\" # \t\n\t\n\t# d\n").get("a").and_then(Node::scalar).unwrap().text, "b\tc");
}

#[test]
fn limits_hold() {
    let deep = |levels: usize| format!("{}1{}\n", "[".repeat(levels), "]".repeat(levels));
    assert_eq!(read(&deep(64)).1, []);
    assert_eq!(read(&deep(65)).1, [Code::TooDeep]);
    assert_eq!(read(&deep(100_000)).1, [Code::TooDeep]);
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..9 {
        let rows = vec![format!("*a{}", level - 1); 10].join(", ");
        bomb = format!("{bomb}a{level}: &a{level} [{rows}]\n");
    }
    assert_eq!(read(&bomb).1, [Code::AliasBomb]);
    assert_eq!(tree("a: &a {b: 1}\nc: *a\n").get("c"), tree("a: &a {b: 1}\nc: *a\n").get("a"));
    let many = format!("[{}]\n", "1,".repeat(2_000_001));
    assert_eq!(read(&many).1, [Code::TooLarge]);
}
