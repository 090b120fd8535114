//! What generated types implement: how a value becomes a tree, and which table describes it.
//! The way back is in `fill`; the macros that write the implementations are in `macros`.

use std::collections::BTreeMap;
use std::fmt;

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
        self.node_at(0)
    }

    /// The same, this many records and lists below the top. Deeper than [`MAX_DEPTH`] it is cut.
    fn node_at(&self, depth: usize) -> Node<'_>;
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
    nodes: Vec<Node<'v>>,
    depth: usize,
}

impl<'v> Visitor<'v> {
    /// Takes the fields of the record at this place, in the order of its table, and their names; none where the order is
    /// compared elsewhere.
    pub fn record(&mut self, tables: &'static Tables, place: u16, names: &'static str, values: &[&'v dyn Value]) {
        if !names.is_empty() {
            tables.compare(place, names);
        }
        self.table = Some((tables, RecordId(place)));
        self.nodes.reserve_exact(values.len());
        self.nodes.extend(values.iter().map(|value| value.node_at(self.depth)));
    }

    /// What a record hands over, this many records and lists below the top.
    fn of(value: &'v dyn Fields, depth: usize) -> Self {
        let mut visitor = Self { table: None, nodes: Vec::new(), depth: depth + 1 };
        if depth <= MAX_DEPTH {
            value.visit(&mut visitor);
        }
        visitor
    }

    fn shape(&self) -> Shape<'static> {
        let (records, id) = self.table.map_or((&[][..], RecordId(0)), |(tables, id)| (tables.records(), id));
        Shape { records, id }
    }
}

/// A record as a tree.
pub(crate) fn node_of(value: &dyn Fields) -> Node<'_> {
    Node::Record(Visitor::of(value, 0).nodes)
}

/// A record as a tree, with its table.
pub(crate) fn described(value: &dyn Fields) -> (Shape<'static>, Node<'_>) {
    let visitor = Visitor::of(value, 0);
    (visitor.shape(), Node::Record(visitor.nodes))
}

impl<T: Fields> Value for T {
    fn node_at(&self, depth: usize) -> Node<'_> {
        Node::Record(Visitor::of(self, depth).nodes)
    }
}

/// A record that holds one of its own type is boxed there.
impl<T: Fields> Fields for Box<T> {
    fn visit<'v>(&'v self, to: &mut Visitor<'v>) {
        (**self).visit(to);
    }
}

impl<T: Value> Value for Vec<T> {
    fn node_at(&self, depth: usize) -> Node<'_> {
        let rows: &[T] = if depth > MAX_DEPTH { &[] } else { self };
        Node::List(rows.iter().map(|row| row.node_at(depth + 1)).collect())
    }
}

impl<T: Value> Value for BTreeMap<String, T> {
    fn node_at(&self, depth: usize) -> Node<'_> {
        let entries = self.iter().take(if depth > MAX_DEPTH { 0 } else { usize::MAX });
        Node::Map(entries.map(|(name, value)| (name.into(), value.node_at(depth + 1))).collect())
    }
}

impl<T: Value> Value for Option<T> {
    fn node_at(&self, depth: usize) -> Node<'_> {
        self.as_ref().map_or(Node::Absent, |value| value.node_at(depth))
    }
}

impl<T: Value> Value for Nullable<T> {
    fn node_at(&self, depth: usize) -> Node<'_> {
        match self {
            Self::Null => Node::Null,
            Self::Value(value) => value.node_at(depth),
        }
    }
}

impl Value for String {
    fn node_at(&self, _: usize) -> Node<'_> {
        Node::Text(self.as_str().into())
    }
}

impl Value for i64 {
    fn node_at(&self, _: usize) -> Node<'_> {
        Node::Int(*self)
    }
}

/// What no `i64` holds stands in the tree by its digits.
impl Value for u64 {
    fn node_at(&self, _: usize) -> Node<'_> {
        i64::try_from(*self).map_or_else(|_| Node::Number(self.to_string().into()), Node::Int)
    }
}

impl Value for bool {
    fn node_at(&self, _: usize) -> Node<'_> {
        Node::Bool(*self)
    }
}

impl Value for Decimal {
    fn node_at(&self, _: usize) -> Node<'_> {
        Node::Decimal(*self)
    }
}

impl Value for DateTime {
    fn node_at(&self, _: usize) -> Node<'_> {
        Node::Time(*self)
    }
}

impl Value for Date {
    fn node_at(&self, _: usize) -> Node<'_> {
        Node::Day(*self)
    }
}

impl Value for Time {
    fn node_at(&self, _: usize) -> Node<'_> {
        Node::Instant(*self)
    }
}

impl Value for Any {
    fn node_at(&self, depth: usize) -> Node<'_> {
        self.to_node(depth)
    }
}

impl Value for TextOrInt {
    fn node_at(&self, _: usize) -> Node<'_> {
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
    let visitor = Visitor::of(value, 0);
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
