//! Finds fields of a request by their path, such as `trades[1].orders[0].price`, and lists them all.

use signwright_runtime::Node;
use signwright_runtime::model::{Field, Record, Shape, Type};

/// The last name of a path.
pub(crate) fn last_name(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or_default()
}

/// Every field of a request, present or not, and where it stands.
pub(crate) fn fields(shape: Shape<'static>, node: &Node<'_>, above: &str) -> Vec<(String, &'static Field<'static>)> {
    let Node::Record(nodes) = node else { return Vec::new() };
    let mut found = Vec::new();
    for (field, node) in shape.record().fields.iter().zip(nodes) {
        let path = format!("{above}{}", field.name);
        match (field.ty, node) {
            (Type::Record(id), node) => found.extend(fields(shape.at(id), node, &format!("{path}."))),
            (Type::List(Type::Record(id), _), Node::List(rows)) => {
                for (number, row) in rows.iter().enumerate() {
                    found.extend(fields(shape.at(*id), row, &format!("{path}[{number}].")));
                }
            }
            _ => (),
        }
        found.push((path, field));
    }
    found
}

/// The record and the field of a path.
pub(crate) fn spot(shape: Shape<'static>, path: &str) -> Option<(&'static Record<'static>, &'static Field<'static>)> {
    let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
    let name = name.split('[').next().unwrap_or_default();
    let field = shape.record().fields.iter().find(|field| field.name == name)?;
    match (rest, field.ty) {
        (None, _) => Some((shape.record(), field)),
        (Some(rest), Type::Record(id) | Type::List(&Type::Record(id), _)) => spot(shape.at(id), rest),
        _ => None,
    }
}

/// The value at a path.
pub(crate) fn slot<'n>(shape: Shape<'static>, node: &'n Node<'static>, path: &str) -> Option<&'n Node<'static>> {
    let (here, rest) = path.split_once('.').map_or((path, None), |(here, rest)| (here, Some(rest)));
    let (index, row, below) = step(shape, here)?;
    let Node::Record(nodes) = node else { return None };
    let node = match row {
        Some(row) => nodes.get(index)?.rows().get(row)?,
        None => nodes.get(index)?,
    };
    match rest {
        Some(rest) => slot(below?, node, rest),
        None => Some(node),
    }
}

/// Puts a value at a path, and gives back what stood there.
pub(crate) fn put(
    shape: Shape<'static>,
    node: &mut Node<'static>,
    path: &str,
    value: Node<'static>,
) -> Option<Node<'static>> {
    let (here, rest) = path.split_once('.').map_or((path, None), |(here, rest)| (here, Some(rest)));
    let (index, row, below) = step(shape, here)?;
    let Node::Record(nodes) = node else { return None };
    let node = match (row, nodes.get_mut(index)?) {
        (Some(row), Node::List(rows)) => rows.get_mut(row)?,
        (_, node) => node,
    };
    match rest {
        Some(rest) => put(below?, node, rest, value),
        None => Some(std::mem::replace(node, value)),
    }
}

/// One step of a path: the field's place in its record, the row, and the record below.
fn step(shape: Shape<'static>, here: &str) -> Option<(usize, Option<usize>, Option<Shape<'static>>)> {
    let (name, row) = here.split_once('[').map_or((here, None), |(name, row)| (name, row.strip_suffix(']')));
    let index = shape.record().fields.iter().position(|field| field.name == name)?;
    let below = match shape.record().fields.get(index)?.ty {
        Type::Record(id) | Type::List(&Type::Record(id), _) => Some(shape.at(id)),
        _ => None,
    };
    Some((index, row.map(|row| row.parse().expect("a number")), below))
}
