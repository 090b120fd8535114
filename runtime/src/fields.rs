//! What generated types implement: how a value becomes a tree, and which table describes it.
//! The way back is in `fill`; the macros that write the implementations are in `macros`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use bumpalo::Bump;

use crate::many::Many;
use crate::model::{RecordId, Shape, Tables, Type};
use crate::node::MAX_DEPTH;
use crate::{Any, Date, DateTime, Decimal, Node, Nullable, TextOrInt, Time};

/// Anything that can stand in a field.
pub trait Value {
    /// The value as a tree that borrows its text.
    fn node(&self) -> Node<'_>
    where
        // Not for trait objects: each type of a program would have a copy of it.
        Self: Sized,
    {
        self.node_at(TreePlace::TOP)
    }

    /// The same at a place of a tree. Deeper than [`MAX_DEPTH`] it is cut. Text is lent: an arena never drops what is put into
    /// it, so that text of the node's own would stay in memory.
    fn node_at<'v>(&'v self, place: TreePlace<'v>) -> Node<'v>;
}

/// Where in a tree a value is put: how many records and lists below its top, and in which arena, if in one.
#[derive(Clone, Copy)]
pub struct TreePlace<'v> {
    depth: usize,
    arena: Option<&'v Bump>,
}

impl<'v> TreePlace<'v> {
    pub(crate) const TOP: Self = Self { depth: 0, arena: None };

    /// The top of a tree that stands in an arena.
    pub(crate) const fn within(arena: &'v Bump) -> Self {
        Self { depth: 0, arena: Some(arena) }
    }

    pub(crate) const fn depth(self) -> usize {
        self.depth
    }

    pub(crate) const fn below(self) -> Self {
        Self { depth: self.depth + 1, ..self }
    }

    /// A text that no value lends.
    fn text(self, text: String) -> Cow<'v, str> {
        match self.arena {
            Some(arena) => Cow::Borrowed(arena.alloc_str(&text)),
            None => Cow::Owned(text),
        }
    }

    /// What lies below, each at this place.
    pub(crate) fn many<T>(self, items: impl ExactSizeIterator<Item = T>) -> Many<'v, T> {
        match self.arena {
            Some(arena) => Many::Shared(arena.alloc_slice_fill_iter(items)),
            None => Many::Owned(items.collect()),
        }
    }
}

/// A record: it hands over its table, and its fields in the table's order.
pub trait Fields {
    /// Hands over its table and its fields.
    fn visit<'v>(&'v self, to: &mut Visitor<'v>);

    /// The record, changed: sets optional fields where an expression is wanted, such as within a list.
    ///
    /// `Trade::new(required).with(|trade| trade.paid = Some(paid))`
    #[must_use]
    fn with(mut self, set: impl FnOnce(&mut Self)) -> Self
    where
        Self: Sized,
    {
        set(&mut self);
        self
    }
}

/// Takes the fields of a record.
pub struct Visitor<'v> {
    /// The table: looked up where it is asked for, which is at the top alone.
    table: Option<(&'static Tables, RecordId)>,
    nodes: Many<'v, Node<'v>>,
    /// Where the fields are put.
    place: TreePlace<'v>,
}

impl<'v> Visitor<'v> {
    /// Takes the fields of the record at this place, in the order of its table, and their names; none where the order is
    /// compared elsewhere.
    pub fn record(&mut self, tables: &'static Tables, place: u16, names: &'static str, values: &[&'v dyn Value]) {
        if !names.is_empty() {
            tables.compare(place, names);
        }
        self.table = Some((tables, RecordId(place)));
        self.nodes = self.place.many(values.iter().map(|value| value.node_at(self.place)));
    }

    /// What a record hands over at this place.
    fn of(value: &'v dyn Fields, place: TreePlace<'v>) -> Self {
        let mut visitor = Self { table: None, nodes: Many::default(), place: place.below() };
        if place.depth <= MAX_DEPTH {
            value.visit(&mut visitor);
        }
        visitor
    }

    fn shape(&self) -> Shape<'static> {
        let (records, id) = self.table.map_or((&[][..], RecordId(0)), |(tables, id)| (tables.records(), id));
        Shape { records, id }
    }
}

/// A record as a tree that stands in an arena.
pub(crate) fn node_within<'v>(value: &'v dyn Fields, arena: &'v Bump) -> Node<'v> {
    Node::Record(Visitor::of(value, TreePlace::within(arena)).nodes)
}

/// A record as a tree, with its table.
pub(crate) fn described(value: &dyn Fields) -> (Shape<'static>, Node<'_>) {
    let visitor = Visitor::of(value, TreePlace::TOP);
    (visitor.shape(), Node::Record(visitor.nodes))
}

impl<T: Fields> Value for T {
    fn node_at<'v>(&'v self, place: TreePlace<'v>) -> Node<'v> {
        Node::Record(Visitor::of(self, place).nodes)
    }
}

/// A record that holds one of its own type is boxed there.
impl<T: Fields> Fields for Box<T> {
    fn visit<'v>(&'v self, to: &mut Visitor<'v>) {
        (**self).visit(to);
    }
}

impl<T: Value> Value for Vec<T> {
    fn node_at<'v>(&'v self, place: TreePlace<'v>) -> Node<'v> {
        let rows: &[T] = if place.depth > MAX_DEPTH { &[] } else { self };
        // Behind `dyn`, so that how rows are put into a tree is compiled once and not for each type of row.
        let rows: &mut dyn ExactSizeIterator<Item = _> = &mut rows.iter().map(|row| row.node_at(place.below()));
        Node::List(place.many(rows))
    }
}

impl<T: Value> Value for BTreeMap<String, T> {
    fn node_at<'v>(&'v self, place: TreePlace<'v>) -> Node<'v> {
        let entries = self.iter().take(if place.depth > MAX_DEPTH { 0 } else { usize::MAX });
        Node::Map(place.many(entries.map(|(name, value)| (name.into(), value.node_at(place.below())))))
    }
}

impl<T: Value> Value for Option<T> {
    fn node_at<'v>(&'v self, place: TreePlace<'v>) -> Node<'v> {
        self.as_ref().map_or(Node::Absent, |value| value.node_at(place))
    }
}

impl<T: Value> Value for Nullable<T> {
    fn node_at<'v>(&'v self, place: TreePlace<'v>) -> Node<'v> {
        match self {
            Self::Null => Node::Null,
            Self::Value(value) => value.node_at(place),
        }
    }
}

impl Value for String {
    fn node_at<'v>(&'v self, _: TreePlace<'v>) -> Node<'v> {
        Node::Text(self.as_str().into())
    }
}

impl Value for i64 {
    fn node_at<'v>(&'v self, _: TreePlace<'v>) -> Node<'v> {
        Node::Int(*self)
    }
}

/// What no `i64` holds stands in the tree by its digits.
impl Value for u64 {
    fn node_at<'v>(&'v self, place: TreePlace<'v>) -> Node<'v> {
        i64::try_from(*self).map_or_else(|_| Node::Number(place.text(self.to_string())), Node::Int)
    }
}

impl Value for bool {
    fn node_at<'v>(&'v self, _: TreePlace<'v>) -> Node<'v> {
        Node::Bool(*self)
    }
}

impl Value for Decimal {
    fn node_at<'v>(&'v self, _: TreePlace<'v>) -> Node<'v> {
        Node::Decimal(*self)
    }
}

impl Value for DateTime {
    fn node_at<'v>(&'v self, _: TreePlace<'v>) -> Node<'v> {
        Node::Time(*self)
    }
}

impl Value for Date {
    fn node_at<'v>(&'v self, _: TreePlace<'v>) -> Node<'v> {
        Node::Day(*self)
    }
}

impl Value for Time {
    fn node_at<'v>(&'v self, _: TreePlace<'v>) -> Node<'v> {
        Node::Instant(*self)
    }
}

impl Value for Any {
    fn node_at<'v>(&'v self, place: TreePlace<'v>) -> Node<'v> {
        self.to_node(place)
    }
}

impl Value for TextOrInt {
    fn node_at<'v>(&'v self, _: TreePlace<'v>) -> Node<'v> {
        self.to_node()
    }
}

/// Whether two records of one type hold the same values.
pub fn same(left: &dyn Fields, right: &dyn Fields) -> bool {
    described(left).1 == described(right).1
}

/// Shows a record without its personal data, under the name of its type: absent fields are left out, sensitive ones
/// are `<redacted>`.
pub fn debug(name: &str, value: &dyn Fields, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let visitor = Visitor::of(value, TreePlace::TOP);
    debug_record(name, visitor.shape(), &visitor.nodes, f)
}

fn debug_record(name: &str, shape: Shape<'_>, nodes: &[Node<'_>], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut shown = f.debug_struct(name);
    for (field, node) in shape.record().fields.iter().zip(nodes) {
        match node {
            Node::Absent => {}
            _ if field.sensitive => {
                shown.field(field.name, &format_args!("<redacted>"));
            }
            _ => {
                shown.field(field.name, &Shown::of(&field.ty, shape, node));
            }
        }
    }
    shown.finish()
}

/// A node together with its type, to be shown.
struct Shown<'a> {
    ty: &'a Type<'a>,
    shape: Shape<'a>,
    node: &'a Node<'a>,
    nodes: &'a [Node<'a>],
}

impl<'a> Shown<'a> {
    fn of(ty: &'a Type<'a>, shape: Shape<'a>, node: &'a Node<'a>) -> Self {
        let nodes: &[Node<'_>] = if let Node::Record(nodes) | Node::List(nodes) = node { nodes } else { &[] };
        Self { ty, shape, node, nodes }
    }
}

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.ty {
            Type::Record(id) => {
                let shape = self.shape.at(*id);
                debug_record(shape.record().name, shape, self.nodes, f)
            }
            Type::List(of, _) => {
                f.debug_list().entries(self.nodes.iter().map(|row| Shown::of(of, self.shape, row))).finish()
            }
            Type::Map(of, _) => {
                let entries: &[_] = if let Node::Map(entries) = self.node { entries } else { &[] };
                let shown = entries.iter().map(|(name, node)| (name, Shown::of(of, self.shape, node)));
                f.debug_map().entries(shown).finish()
            }
            Type::Any => fmt::Debug::fmt(&Any::from_node(self.node), f),
            _ => match (self.node, self.node.as_text()) {
                (Node::Text(text), _) => fmt::Debug::fmt(text, f),
                (_, Some(text)) => f.write_str(&text),
                (node, None) => f.write_str(node.kind()),
            },
        }
    }
}
