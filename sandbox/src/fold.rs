//! Lists and records of an answer that travel as text: what a field's table says is JSON in a text, or values with commas.

use signwright_runtime::model::{Bounds, Escape, Field, ListStyle, Offset, Shape, Type};
use signwright_runtime::{Node, json};

/// Writes them as that text, the inner ones first. What is text already stays.
pub(crate) fn fold(answer: &mut Node<'_>, shape: Shape<'_>) {
    value(answer, &Type::Record(shape.id), shape);
}

fn value(node: &mut Node<'_>, ty: &Type<'_>, shape: Shape<'_>) {
    match (ty, node) {
        (Type::Record(id), Node::Map(entries)) => {
            let shape = shape.at(*id);
            for (name, node) in entries {
                if let Some(field) = shape.record().fields.iter().find(|field| *field.name == **name) {
                    field_of(field, node, shape);
                }
            }
        }
        (Type::Record(id), Node::List(values)) => {
            let shape = shape.at(*id);
            shape.record().fields.iter().zip(values).for_each(|(field, node)| field_of(field, node, shape));
        }
        (Type::List(of, _), Node::List(rows)) => rows.iter_mut().for_each(|row| value(row, of, shape)),
        (Type::List(of, Bounds { within: Some(_), .. }), Node::Map(entries)) => {
            for (_, list) in entries {
                value(list, &Type::List(of, Bounds::ANY), shape);
            }
        }
        (Type::Map(of, _), Node::Map(entries)) => entries.iter_mut().for_each(|(_, node)| value(node, of, shape)),
        _ => {}
    }
}

fn field_of(field: &Field<'_>, node: &mut Node<'_>, shape: Shape<'_>) {
    value(node, &field.ty, shape);
    let text = match (field.lists, &*node) {
        // Numbers and texts alone stand in an answer here, which are written alike in every zone.
        (Some(ListStyle::Json), Node::Map(_) | Node::List(_)) => {
            json::write(node, json::Style::new(Escape::Minimal, Offset::UTC)).ok()
        }
        (Some(ListStyle::Comma), Node::List(rows)) => {
            Some(rows.iter().filter_map(Node::as_text).collect::<Vec<_>>().join(","))
        }
        _ => None,
    };
    if let Some(text) = text {
        *node = Node::text(text);
    }
}
