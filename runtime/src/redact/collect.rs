//! What must be hidden of a document: personal data, the values of the fields that its tables mark as sensitive, secrets and
//! tokens.

use std::collections::HashSet;

use crate::Node;
use crate::model::{Credential, Endpoint, Field, Platform, Shape, Type};
use crate::node::MAX_DEPTH;

/// Hands over the values, of rows and of everything below a marked field too.
pub(super) fn personal(shape: Shape<'_>, node: &Node<'_>, add: &mut dyn FnMut(&str)) {
    record(shape, node, 0, add);
}

/// Hands over what stands in a document under the name of a field that one of these tables marks as sensitive, wherever that
/// is: an answer that is not as its table has it may hold anything anywhere.
pub(super) fn named(shapes: &[Shape<'_>], node: &Node<'_>, add: &mut dyn FnMut(&str)) {
    let fields = shapes.iter().flat_map(|shape| shape.records.iter().flat_map(|record| record.fields));
    below(&fields.filter(|field| field.sensitive).map(|field| field.name).collect(), node, add);
}

/// Hands over the tokens that an answer of an endpoint gives, by the names of their rows.
pub(super) fn tokens(platform: &Platform<'_>, endpoint: &Endpoint<'_>, node: &Node<'_>, add: &mut dyn FnMut(&str)) {
    let names = platform.tokens_of(endpoint.name).flat_map(|token| [token.from, token.rotates]);
    let names = names.filter_map(|path| path.rsplit('.').next()).filter(|name| !name.is_empty());
    let names: HashSet<_> = names.collect();
    // Hardly any endpoint gives one.
    if !names.is_empty() {
        below(&names, node, add);
    }
}

/// Hands over the rows of a request that are named as a secret credential of the platform.
pub(super) fn secrets(platform: &Platform<'_>, shape: Shape<'_>, node: &Node<'_>, add: &mut dyn FnMut(&str)) {
    let is_secret = |name: &str| {
        platform.credentials.iter().flat_map(Credential::names).any(|(of, is_secret)| is_secret && of == name)
    };
    let mut hand_over = |name: &str, node: &Node<'_>| {
        if let Some(text) = node.as_text().filter(|_| is_secret(name)) {
            add(&text);
        }
    };
    match node {
        Node::Record(nodes) => {
            shape.record().fields.iter().zip(nodes).for_each(|(field, node)| hand_over(field.name, node));
        }
        // A request that is sent as it stands.
        Node::Map(entries) => entries.iter().for_each(|(name, node)| hand_over(name, node)),
        _ => {}
    }
}

fn below(names: &HashSet<&str>, node: &Node<'_>, add: &mut dyn FnMut(&str)) {
    match node {
        Node::List(nodes) | Node::Record(nodes) => nodes.iter().for_each(|node| below(names, node, add)),
        Node::Map(entries) => {
            for (name, node) in entries {
                if names.contains(&**name) { all(node, add) } else { below(names, node, add) }
            }
        }
        _ => {}
    }
}

fn record(shape: Shape<'_>, node: &Node<'_>, depth: usize, add: &mut dyn FnMut(&str)) {
    let fields = shape.record().fields;
    match node {
        Node::Record(nodes) => {
            // Most fields are neither marked nor hold others.
            let may_hold =
                |of: &Field<'_>| of.sensitive || matches!(of.ty, Type::Record(_) | Type::List(..) | Type::Map(..));
            let marked = fields.iter().zip(nodes).filter(|(of, _)| may_hold(of));
            marked.for_each(|(of, node)| field(shape, of, node, depth, add));
        }
        // A request that is sent as it stands.
        Node::Map(entries) => {
            for (name, node) in entries {
                if let Some(of) = fields.iter().find(|field| field.name == name) {
                    field(shape, of, node, depth, add);
                }
            }
        }
        _ => {}
    }
}

fn field(shape: Shape<'_>, of: &Field<'_>, node: &Node<'_>, depth: usize, add: &mut dyn FnMut(&str)) {
    if of.sensitive { all(node, add) } else { value(shape, &of.ty, node, depth, add) }
}

fn value(shape: Shape<'_>, ty: &Type<'_>, node: &Node<'_>, depth: usize, add: &mut dyn FnMut(&str)) {
    if depth > MAX_DEPTH {
        return;
    }
    match (ty, node) {
        (Type::Record(id), node) => record(shape.at(*id), node, depth + 1, add),
        (Type::List(of, _), Node::List(rows)) => {
            for row in rows {
                value(shape, of, row, depth + 1, add);
            }
        }
        (Type::Map(of, _), Node::Map(entries)) => {
            for (_, node_below) in entries {
                value(shape, of, node_below, depth + 1, add);
            }
        }
        _ => {}
    }
}

fn all(node: &Node<'_>, add: &mut dyn FnMut(&str)) {
    match node {
        Node::List(nodes) | Node::Record(nodes) => nodes.iter().for_each(|node| all(node, add)),
        Node::Map(entries) => entries.iter().for_each(|(_, node)| all(node, add)),
        node => node.as_text().iter().for_each(|text| add(text)),
    }
}
