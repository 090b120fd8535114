//! The sandbox's answers as templates: a tree of the notation, filled in when it is answered.

use crate::catalogue::Code;
use crate::diagnostic::Located;
use crate::notation::cursor::quoted;
use crate::notation::mapping::Mapping;
use crate::notation::template::inputs::{NameTable, Position, SHAPE_VARS};
use crate::notation::{Arena, Reader, scope, template};
use crate::syntax::{Kind, Node, Scalar};
use crate::{AnswerTemplate, Bounds, Shape, Template, Type};

/// What stands where the rows of a query go.
const ROWS: &str = "$rows";

/// What names the list of the request that an answer has a row for each row of, and what holds such a row.
const EACH: &str = "$each";
const ROW: &str = "$row";

/// An answer to be filled in. Its names must stand in the response's table.
pub(super) fn read<'m>(
    node: &Node,
    (request, response): (Shape<'_>, Shape<'_>),
    reader: &mut Reader<'m, '_, impl Arena<'m>>,
) -> AnswerTemplate<'m> {
    let record = Place { shape: response, ty: Type::Record(response.id) };
    answer(node, Some(record), Some(request), reader)
}

/// The same for a refusal, whose shape no table gives.
pub(super) fn refusal<'m>(node: &Node, reader: &mut Reader<'m, '_, impl Arena<'m>>) -> AnswerTemplate<'m> {
    answer(node, None, None, reader)
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

/// A part of an answer to this request, or of a refusal, which knows none.
fn answer<'m>(
    node: &Node,
    place: Option<Place<'_>>,
    request: Option<Shape<'_>>,
    reader: &mut Reader<'m, '_, impl Arena<'m>>,
) -> AnswerTemplate<'m> {
    let arena = reader.arena;
    match &node.kind {
        Kind::Scalar(scalar) if scalar.plain && scalar.text == ROWS => AnswerTemplate::Rows,
        Kind::Scalar(scalar) => {
            let (position, vars) =
                if request.is_some() { (Position::Answer, None) } else { (Position::Refusal, Some(SHAPE_VARS)) };
            let template = reader.template(
                scalar.located(),
                &NameTable { position, credentials: &[], steps: &[], scheme_vars: &[], vars },
            );
            AnswerTemplate::Value(template.unwrap_or(Template(&[])))
        }
        Kind::List(rows) => {
            let rows = rows.iter().enumerate();
            let rows = rows.map(|(index, row)| answer(row, place.and_then(|place| place.item(index)), request, reader));
            let rows: Vec<_> = rows.collect();
            AnswerTemplate::List(arena.alloc_slice(&rows))
        }
        Kind::Map(_) if node.get(EACH).is_some() => {
            each(node, place, request, reader).unwrap_or(AnswerTemplate::List(&[]))
        }
        Kind::Map(map) => {
            let mut entries = Vec::new();
            for entry in &map.entries {
                let inner = place.and_then(|place| place.member(entry.key.located(), reader));
                entries.push((arena.alloc_str(&entry.key.text), answer(&entry.value, inner, request, reader)));
            }
            AnswerTemplate::Map(arena.alloc_slice(&entries))
        }
    }
}

/// `{ $each: LIST, $row: ROW }`
fn each<'m>(
    node: &Node,
    place: Option<Place<'_>>,
    request: Option<Shape<'_>>,
    reader: &mut Reader<'m, '_, impl Arena<'m>>,
) -> Option<AnswerTemplate<'m>> {
    let mut mapping = Mapping::of(node, "`$each`", node.span, reader)?;
    let (list, row) = (mapping.required_word(EACH, reader), mapping.required(ROW, reader));
    mapping.finish(reader);
    let (list, row) = (list?, row?);
    let Some(request) = request else {
        let message = "a refusal has no row for each of the request's";
        reader.error(Code::BadSandbox, list.span, message, "`$each` belongs to `answer` of an endpoint");
        return None;
    };
    reader.take(scope::find_rows(request, list))?;
    if place.is_some_and(|place| !matches!(place.ty, Type::List(..) | Type::Any)) {
        let message = "what stands here is no list, and a row for each of the request's is one";
        reader.error(Code::UnlikeTypes, list.span, message, "move it to a list of the answer");
        return None;
    }
    let row = answer(&row.value, place.and_then(|place| place.item(0)), Some(request), reader);
    Some(AnswerTemplate::Each(reader.arena.alloc_str(list.text), reader.arena.alloc(row)))
}

/// The way back.
pub(super) fn print(template: &AnswerTemplate<'_>) -> Node {
    match *template {
        AnswerTemplate::Map(entries) => Node::of_map(entries.iter().map(|(name, template)| (*name, print(template)))),
        AnswerTemplate::List(rows) => Node::of_list(rows.iter().map(print)),
        AnswerTemplate::Value(value) => Node::of_text(template::print(value)),
        AnswerTemplate::Each(list, row) => Node::of_map([(EACH, Node::of_text(list)), (ROW, print(row))]),
        AnswerTemplate::Rows => {
            let span = crate::diagnostic::Span::NONE;
            let scalar = Scalar { text: ROWS.to_owned(), span, plain: true, comment: None };
            Node { span, kind: Kind::Scalar(scalar) }
        }
    }
}
