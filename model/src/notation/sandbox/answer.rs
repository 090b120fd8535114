//! The sandbox's answers as templates: a tree of the notation, filled in when it is answered.

use crate::notation::template::inputs::{NameTable, Position, SHAPE_VARS};
use crate::notation::{Arena, Reader, scope, template};
use crate::syntax::{Kind, Node, Scalar};
use crate::{AnswerTemplate, RecordId, Shape, Template, Type};

/// What stands where the rows of a query go.
const ROWS: &str = "$rows";

/// An answer to be filled in. Its names must stand in the response's table, where there is one.
pub(super) fn read<'m>(
    node: &Node,
    shape: Option<Shape<'_>>,
    reader: &mut Reader<'m, '_, impl Arena<'m>>,
) -> AnswerTemplate<'m> {
    answer(node, shape, Position::Answer, reader)
}

/// The same for a refusal, whose shape no table gives.
pub(super) fn refusal<'m>(node: &Node, reader: &mut Reader<'m, '_, impl Arena<'m>>) -> AnswerTemplate<'m> {
    answer(node, None, Position::Refusal, reader)
}

fn answer<'m>(
    node: &Node,
    shape: Option<Shape<'_>>,
    position: Position,
    reader: &mut Reader<'m, '_, impl Arena<'m>>,
) -> AnswerTemplate<'m> {
    let arena = reader.arena;
    match &node.kind {
        Kind::Scalar(scalar) if scalar.plain && scalar.text == ROWS => AnswerTemplate::Rows,
        Kind::Scalar(scalar) => {
            let vars = if position == Position::Refusal { Some(SHAPE_VARS) } else { None };
            let template = reader.template(
                scalar.located(),
                &NameTable { position, credentials: &[], steps: &[], scheme_vars: &[], vars },
            );
            AnswerTemplate::Value(template.unwrap_or(Template(&[])))
        }
        Kind::List(rows) => {
            let rows: Vec<_> = rows.iter().map(|row| answer(row, shape, position, reader)).collect();
            AnswerTemplate::List(arena.alloc_slice(&rows))
        }
        Kind::Map(map) => {
            let mut entries = Vec::new();
            for entry in &map.entries {
                let inner = match shape {
                    Some(shape) => match reader.take(scope::find(shape, entry.key.located())) {
                        Some(found) => record_of(found.ty).map(|id| shape.at(id)),
                        None => None,
                    },
                    None => None,
                };
                entries.push((arena.alloc_str(&entry.key.text), answer(&entry.value, inner, position, reader)));
            }
            AnswerTemplate::Map(arena.alloc_slice(&entries))
        }
    }
}

fn record_of(ty: Type<'_>) -> Option<RecordId> {
    match ty {
        Type::Record(id) => Some(id),
        Type::List(of, _) => record_of(*of),
        _ => None,
    }
}

/// The way back.
pub(super) fn print(template: &AnswerTemplate<'_>) -> Node {
    match *template {
        AnswerTemplate::Map(entries) => Node::of_map(entries.iter().map(|(name, template)| (*name, print(template)))),
        AnswerTemplate::List(rows) => Node::of_list(rows.iter().map(print)),
        AnswerTemplate::Value(value) => Node::of_text(template::print(value)),
        AnswerTemplate::Rows => {
            let span = crate::diagnostic::Span::NONE;
            let scalar = Scalar { text: ROWS.to_owned(), span, plain: true, comment: None };
            Node { span, kind: Kind::Scalar(scalar) }
        }
    }
}
