//! Short stand-ins for rows: what tells a row from others, and what it holds, without holding either.

use std::fmt;

use sha2::{Digest as _, Sha256};

use crate::model::{Offset, Shape, Type};
use crate::{Node, binary};

/// A SHA-256 that stands for a row's key or for all that it holds.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RowDigest([u8; 32]);

impl RowDigest {
    /// One that was kept.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// From the 64 hexadecimal digits that its `Display` writes.
    pub fn parse(text: &str) -> Option<Self> {
        binary::unhex(text)?.try_into().ok().map(Self)
    }
}

impl fmt::Display for RowDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&binary::hex(&self.0))
    }
}

impl fmt::Debug for RowDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A digest while it is made. Parts are told apart by their lengths.
#[derive(Clone)]
pub(super) struct Hash {
    hash: Sha256,
    zone: Offset,
}

impl Hash {
    pub(super) fn new(zone: Offset) -> Self {
        Self { hash: Sha256::new(), zone }
    }

    #[must_use]
    pub(super) fn text(mut self, text: &str) -> Self {
        self.part(b'"', text);
        self
    }

    /// A value of this type. A record counts by the names of the fields that it holds, so that one that a table gains
    /// changes nothing.
    #[must_use]
    pub(super) fn node(mut self, shape: Shape<'_>, ty: &Type<'_>, node: &Node<'_>) -> Self {
        self.value(shape, ty, node);
        self
    }

    pub(super) fn finish(self) -> RowDigest {
        RowDigest(self.hash.finalize().into())
    }

    fn part(&mut self, kind: u8, text: &str) {
        self.hash.update([kind]);
        self.hash.update(text.len().to_le_bytes());
        self.hash.update(text);
    }

    fn value(&mut self, shape: Shape<'_>, ty: &Type<'_>, node: &Node<'_>) {
        match (node, ty) {
            (Node::Record(nodes), Type::Record(id)) => {
                let shape = shape.at(*id);
                for (field, node) in shape.record().fields.iter().zip(nodes) {
                    if *node != Node::Absent {
                        self.part(b'.', field.name);
                        self.value(shape, &field.ty, node);
                    }
                }
                self.hash.update(b"}");
            }
            (Node::List(rows), ty) => {
                let of = if let Type::List(of, _) = ty { *of } else { ty };
                for row in rows {
                    self.value(shape, of, row);
                }
                self.hash.update(b"]");
            }
            (Node::Map(entries), ty) => {
                let of = if let Type::Map(of, _) = ty { *of } else { ty };
                for (name, node) in entries {
                    self.part(b'.', name);
                    self.value(shape, of, node);
                }
                self.hash.update(b"}");
            }
            (Node::Time(time), _) => self.part(b't', &time.to(self.zone).to_string()),
            (Node::Text(text), _) => self.part(b'"', text),
            (node, _) => {
                self.part(b'#', node.kind());
                self.part(b'#', &node.as_text().unwrap_or_default());
            }
        }
    }
}
