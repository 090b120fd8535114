//! Short marks that stand for values: two hashes with keys of their own, so that what is remembered of a row is as short as
//! it can be, tells nothing of the row, and no two rows are one.

use std::hash::{BuildHasher, Hash as _, Hasher, RandomState};

use crate::Node;

/// What stands for a value.
pub(super) type Mark = (u64, u64);

/// Makes marks that can be compared with each other.
#[derive(Debug, Default)]
pub(super) struct Marker(RandomState, RandomState);

impl Marker {
    pub(super) fn of_text(&self, text: &str) -> Mark {
        (self.0.hash_one(text), self.1.hash_one(text))
    }

    /// The mark of all that a value holds, in whatever order its names stand.
    pub(super) fn of_node(&self, node: &Node<'_>) -> Mark {
        let hash = |state: &RandomState| {
            let mut hasher = state.build_hasher();
            feed(node, &mut hasher);
            hasher.finish()
        };
        (hash(&self.0), hash(&self.1))
    }
}

fn feed(node: &Node<'_>, hasher: &mut impl Hasher) {
    node.kind().hash(hasher);
    match node {
        Node::List(nodes) | Node::Record(nodes) => {
            nodes.len().hash(hasher);
            for node in nodes {
                feed(node, hasher);
            }
        }
        Node::Map(entries) => {
            let mut sorted: Vec<_> = entries.iter().collect();
            // Equal names keep their order.
            sorted.sort_by(|(left, _), (right, _)| left.cmp(right));
            sorted.len().hash(hasher);
            for (name, node) in sorted {
                name.hash(hasher);
                feed(node, hasher);
            }
        }
        value => value.as_text().hash(hasher),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Limits, json};

    #[test]
    fn what_differs_has_another_mark() {
        let marker = Marker::default();
        let mark = |text: &str| marker.of_node(&json::parse(text.as_bytes(), Limits::default()).unwrap());
        assert_eq!(mark(r#"{"甲":1,"乙":[{"b":2,"a":"😀"}]}"#), mark(r#"{"乙":[{"a":"😀","b":2}],"甲":1}"#));
        let texts = [
            "{}",
            "[]",
            "null",
            "\"\"",
            r#"{"a":1}"#,
            r#"{"a":"1"}"#,
            r#"{"a":[1]}"#,
            r#"{"a":null}"#,
            "[1,2]",
            "[2,1]",
            "[[1],2]",
        ];
        let marks: std::collections::HashSet<_> = texts.iter().map(|text| mark(text)).collect();
        assert_eq!(marks.len(), texts.len());
        assert!(
            marker.of_text("甲") != marker.of_text("乙") && marker.of_text("甲") != Marker::default().of_text("甲")
        );
    }
}
