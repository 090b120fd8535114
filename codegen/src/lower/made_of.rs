//! Fingerprints of what files say, by which an emitter knows that it has nothing new to make of them: of their trees, so
//! that a comment is no change, and what an alias repeats is one.

use crate::arena::Arena;
use crate::fingerprint::Fingerprint;
use crate::specs::MadeOf;
use crate::syntax::{Kind, Node};

/// The sections of a platform's file that say nothing of its endpoints. Any other one may, also one that is new.
const APART: &[&str] = &["title", "docs", "notes", "environments", "vectors", "import", "errors", RECORDS];

const RECORDS: &str = "records";

/// Of a platform's file.
pub(super) fn platform<'m>(tree: &Node, arena: &'m Arena) -> MadeOf<'m> {
    let sections = tree.map().unwrap_or_default();
    let of_endpoints = sections.iter().filter(|section| !APART.contains(&section.key.text.as_str()));
    let of_endpoints =
        of_endpoints.fold(Fingerprint::default(), |all, section| all.and(&section.key.text).with(file(&section.value)));
    let records = tree.get(RECORDS).and_then(Node::map).unwrap_or_default();
    let records: Vec<_> =
        records.iter().map(|record| (arena.alloc_str(&record.key.text), file(&record.value))).collect();
    MadeOf { file: file(tree), of_endpoints, records: arena.alloc_slice(&records) }
}

/// Of a whole file, or of a part of it.
pub(super) fn file(tree: &Node) -> Fingerprint {
    node(tree, Fingerprint::default())
}

/// Files are no deeper than the reader lets them be.
fn node(tree: &Node, before: Fingerprint) -> Fingerprint {
    match &tree.kind {
        // Nothing is not an empty text.
        Kind::Scalar(scalar) => before.bytes(if scalar.plain { b"p" } else { b"q" }).and(&scalar.text),
        Kind::List(rows) => rows.iter().fold(before.bytes(b"["), |all, row| node(row, all)).bytes(b"]"),
        Kind::Map(map) => {
            let entries = map.entries.iter();
            entries.fold(before.bytes(b"{"), |all, entry| node(&entry.value, all.and(&entry.key.text))).bytes(b"}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{file, platform};
    use crate::arena::Arena;
    use crate::diagnostic::{Diagnostics, FileId};
    use crate::fingerprint::Fingerprint;
    use crate::syntax::{self, Node};

    fn tree(yaml: &str) -> Node {
        syntax::parse(yaml, FileId(0), &mut Diagnostics::default()).expect(yaml)
    }

    fn of(yaml: &str) -> Fingerprint {
        file(&tree(yaml))
    }

    #[test]
    fn what_is_said_counts_and_not_how() {
        let said = of("店铺: { 名: 一 }\n列: [甲, 乙]\n");
        assert_eq!(of("# 注\n店铺:\n  名:   一 # 注\n\n列:\n  - 甲\n  - 乙\n"), said);
        for other in
            ["店铺: { 名: 二 }\n列: [甲, 乙]\n", "店铺: { 名: 一 }\n列: [甲乙]\n", "列: [甲, 乙]\n店铺: { 名: 一 }\n"]
        {
            assert_ne!(of(other), said, "{other}");
        }
        assert_ne!(of("a:\n"), of("a: \"\"\n"));
        assert_ne!(of("a: &x [1]\nb: *x\n"), of("a: &x [2]\nb: *x\n"));
    }

    #[test]
    fn what_no_endpoint_is_read_with_is_apart() {
        let arena = Arena::new();
        let base = "platform: acme\nerrors: [a]\nwire: { verb: POST }\nrecords: { A: { x: int }, B: { y: int } }\n";
        let of = |from: &str, to: &str| platform(&tree(&base.replace(from, to)), &arena);
        let (said, errors, wire, record) = (of("", ""), of("[a]", "[b]"), of("POST", "GET"), of("y: int", "y: long"));
        assert!(said.of_endpoints == errors.of_endpoints && said.file != errors.file);
        assert_ne!(said.of_endpoints, wire.of_endpoints);
        assert!(said.of_endpoints == record.of_endpoints && said.records[0] == record.records[0]);
        assert_ne!(said.records[1], record.records[1]);
    }
}
