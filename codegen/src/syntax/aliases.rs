//! Anchors and aliases: a value is repeated by copying it, within a limit that is checked before the copy.

use super::Node;
use super::build::{Anchored, Builder, DEPTH};
use crate::catalogue::Code;
use crate::diagnostic::Span;

/// The most values that aliases may add, those kept for them included.
const ALIASED: usize = 100_000;

impl Builder<'_, '_> {
    /// Keeps an anchored value for its aliases.
    pub(super) fn anchor(&mut self, anchor: usize, node: &Node, depth: usize, size: usize) -> bool {
        if anchor == 0 {
            return true;
        }
        self.aliased += size;
        self.anchors.insert(anchor, Anchored { node: node.clone(), depth, size });
        self.within_aliases(node.span)
    }

    /// Repeats an anchored value.
    pub(super) fn alias(&mut self, id: usize, span: Span) -> bool {
        let Some(Anchored { depth, size, .. }) = self.anchors.get(&id) else {
            self.error(Code::AliasBomb, span, "an alias inside the value that it repeats", "write the value out");
            return false;
        };
        let (depth, size) = (*depth, *size);
        // Measured before it is copied.
        self.aliased += size;
        if !self.within_aliases(span) {
            return false;
        }
        if self.open.len() + depth > DEPTH {
            return self.too_deep(span);
        }
        let Some(node) = self.anchors.get(&id).map(|anchored| anchored.node.clone()) else { return true };
        self.counted(size, span) && self.put(node, depth, size)
    }

    fn within_aliases(&mut self, span: Span) -> bool {
        if self.aliased > ALIASED {
            let message = format!("anchors and aliases expand to more than {ALIASED} values");
            self.error(Code::AliasBomb, span, &message, "write the values out, or split the file");
        }
        self.aliased <= ALIASED
    }
}
