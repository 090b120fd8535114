//! A document that was read, or a part of it: on its tape as long as nobody changes it, then as a tree.

use super::{NodeRef, Tape};
use crate::Node;

/// A document or a part of it.
#[derive(Clone)]
pub(crate) struct Document<'a> {
    /// The value at this index of a tape, as long as there is no tree.
    tape: Option<(Tape<'a>, usize)>,
    node: Node<'a>,
}

impl<'a> From<Tape<'a>> for Document<'a> {
    fn from(tape: Tape<'a>) -> Self {
        Self { tape: Some((tape, 0)), node: Node::Absent }
    }
}

impl<'a> From<Node<'a>> for Document<'a> {
    fn from(node: Node<'a>) -> Self {
        Self { tape: None, node }
    }
}

impl<'a> Document<'a> {
    pub(crate) fn root(&self) -> NodeRef<'_> {
        match &self.tape {
            Some((tape, index)) => NodeRef::on_tape(tape, *index),
            None => (&self.node).into(),
        }
    }

    /// Its tree, to be changed. There is no tape from then on.
    pub(crate) fn tree(&mut self) -> &mut Node<'a> {
        if let Some((tape, index)) = self.tape.take() {
            self.node = if index == 0 { tape.into_node() } else { tape.node(index) };
        }
        &mut self.node
    }

    pub(crate) fn into_node(mut self) -> Node<'a> {
        std::mem::replace(self.tree(), Node::Absent)
    }

    /// The part of it that stands where one of its values does, by what leads to it in a tree.
    pub(crate) fn narrowed(
        self,
        on_tape: impl FnOnce(NodeRef<'_>) -> Option<NodeRef<'_>>,
        in_tree: impl FnOnce(Node<'a>) -> Node<'a>,
    ) -> Self {
        let Some((tape, index)) = self.tape else { return in_tree(self.node).into() };
        let part = on_tape(NodeRef::on_tape(&tape, index)).and_then(NodeRef::index);
        part.map_or(Node::Absent.into(), |index| Self { tape: Some((tape, index)), node: Node::Absent })
    }

    /// Whether two members of one object may have the same name.
    pub(crate) fn may_repeat(&self) -> bool {
        self.root().may_repeat()
    }

    /// Whether a text of it may hold a list or a record of JSON.
    pub(crate) fn may_fold(&self) -> bool {
        self.tape.as_ref().is_none_or(|(tape, _)| tape.folds)
    }
}
