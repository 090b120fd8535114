//! The sandbox's answers as templates: a tree of the notation, filled in when it is answered.

use crate::catalogue::Code;
use crate::diagnostic::Located;
use crate::notation::cursor::quoted;
use crate::notation::template::inputs::{NameTable, Position, SHAPE_VARS};
use crate::notation::{Arena, Reader, scope, template};
use crate::syntax::{Kind, Node, Scalar};
use crate::{AnswerTemplate, Bounds, Shape, Template, Type};

/// What stands where the rows of a query go.
const ROWS: &str = "$rows";

/// An answer to be filled in. Its names must stand in the response's table, where there is one.
pub(super) fn read<'m>(
    node: &Node,
    shape: Option<Shape<'_>>,
    reader: &mut Reader<'m, '_, impl Arena<'m>>,
) -> AnswerTemplate<'m> {
    let record = shape.map(|shape| Place { shape, ty: Type::Record(shape.id) });
    answer(node, record, Position::Answer, reader)
}

/// The same for a refusal, whose shape no table gives.
pub(super) fn refusal<'m>(node: &Node, reader: &mut Reader<'m, '_, impl Arena<'m>>) -> AnswerTemplate<'m> {
    answer(node, None, Position::Refusal, reader)
}

/// What the table says stands at a place.
#[derive(Clone, Copy)]
struct Place<'r> {
    shape: Shape<'r>,
    ty: Type<'r>,
}

impl Place<'_> {
    /// What stands in a list at this place: a row, or a value of a record without names.
    fn item(self, index: usize) -> Option<Self> {
        let ty = match self.ty {
            Type::List(of, _) => *of,
            Type::Record(id) => {
                let record = Some(self.shape.at(id).record()).filter(|record| record.is_positional)?;
                record.fields.get(index)?.ty
            }
            _ => return None,
        };
        Some(Self { ty, ..self })
    }

    /// What stands under a name; where the table has none of it, that is told.
    fn member<'m>(self, name: Located<'_>, reader: &mut Reader<'m, '_, impl Arena<'m>>) -> Option<Self> {
        match self.ty {
            // A list in an object stands under the object's one name.
            Type::List(of, bounds @ Bounds { within: Some(within), .. }) => {
                if within != name.text {
                    let message = format!("the list stands under `{within}`, and not under {}", quoted(name.text));
                    reader.error(Code::UnknownField, name.span, message, format!("write `{within}`"));
                    return None;
                }
                Some(Self { ty: Type::List(of, Bounds { within: None, ..bounds }), ..self })
            }
            Type::List(of, _) => Self { ty: *of, ..self }.member(name, reader),
            Type::Record(id) => {
                let member = reader.take(scope::find(self.shape.at(id), name))?;
                Some(Self { ty: member.ty, ..self })
            }
            _ => None,
        }
    }
}

fn answer<'m>(
    node: &Node,
    place: Option<Place<'_>>,
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
            let rows = rows.iter().enumerate();
            let rows =
                rows.map(|(index, row)| answer(row, place.and_then(|place| place.item(index)), position, reader));
            let rows: Vec<_> = rows.collect();
            AnswerTemplate::List(arena.alloc_slice(&rows))
        }
        Kind::Map(map) => {
            let mut entries = Vec::new();
            for entry in &map.entries {
                let inner = place.and_then(|place| place.member(entry.key.located(), reader));
                entries.push((arena.alloc_str(&entry.key.text), answer(&entry.value, inner, position, reader)));
            }
            AnswerTemplate::Map(arena.alloc_slice(&entries))
        }
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
