//! Makes an answer's document of its template: scalars get the kinds that the response table gives them, and the whole
//! goes below the reply's root, in the vendor's format.

use signwright_runtime::Node;
use signwright_runtime::model::{
    AnswerTemplate, Bounds, CodeWire, Condition, DocumentFormat, Field, Shape, Test, Type,
};

use crate::fill::{Values, fill};

/// What the table says stands at a place.
#[derive(Clone, Copy)]
struct Place<'m> {
    shape: Shape<'m>,
    ty: Type<'m>,
    as_text: bool,
}

impl<'m> Place<'m> {
    fn record(shape: Shape<'m>) -> Self {
        Self { shape, ty: Type::Record(shape.id), as_text: false }
    }

    /// The field of this name, where this is a record or a list of records.
    fn field(self, name: &str) -> Option<Self> {
        let row = self.row().unwrap_or(self);
        let id = match row.ty {
            Type::Record(id) => id,
            // A list in an object stands under the object's one name.
            Type::List(of, bounds @ Bounds { within: Some(within), .. }) => {
                let ty = Type::List(of, Bounds { within: None, ..bounds });
                return (within == name).then_some(Self { ty, ..self });
            }
            Type::Map(of, _) => return Some(Self { ty: *of, ..self }),
            _ => return None,
        };
        let field: &Field<'m> = self.shape.at(id).record().fields.iter().find(|field| field.name == name)?;
        Some(Self { shape: self.shape, ty: field.ty, as_text: field.as_text })
    }

    /// What stands in a list at this place: a row, or a value of a record without names.
    fn item(self, index: usize) -> Option<Self> {
        let Type::Record(id) = self.ty else { return self.row() };
        let record = Some(self.shape.at(id).record()).filter(|record| record.is_positional)?;
        let field = record.fields.get(index)?;
        Some(Self { shape: self.shape, ty: field.ty, as_text: field.as_text })
    }

    fn row(self) -> Option<Self> {
        match self.ty {
            Type::List(of, Bounds { within: None, .. }) => Some(Self { ty: *of, ..self }),
            _ => None,
        }
    }
}

/// The answer below the reply's root. Without a table every scalar is text.
pub(crate) fn build<'a>(
    template: &AnswerTemplate<'a>,
    shape: Option<Shape<'_>>,
    values: &dyn Values,
    rows: &[Node<'a>],
) -> Node<'a> {
    node(template, shape.map(Place::record), values, rows)
}

fn node<'a>(
    template: &AnswerTemplate<'a>,
    place: Option<Place<'_>>,
    values: &dyn Values,
    rows: &[Node<'a>],
) -> Node<'a> {
    match *template {
        AnswerTemplate::Map(entries) => {
            let entry = |(name, template): &(&'a str, AnswerTemplate<'a>)| {
                let below = place.and_then(|place| place.field(name));
                ((*name).into(), node(template, below, values, rows))
            };
            Node::Map(entries.iter().map(entry).collect())
        }
        AnswerTemplate::List(items) => {
            let item = |(index, template): (usize, &AnswerTemplate<'a>)| {
                node(template, place.and_then(|place| place.item(index)), values, rows)
            };
            Node::List(items.iter().enumerate().map(item).collect())
        }
        AnswerTemplate::Value(template) => scalar(fill(template, values), place),
        AnswerTemplate::Rows => {
            let list = Node::List(rows.to_vec());
            match place.map(|place| place.ty) {
                // The list stands in an object under this name.
                Some(Type::List(_, Bounds { within: Some(name), .. })) => {
                    Node::Map(vec![(name.to_owned().into(), list)])
                }
                _ => list,
            }
        }
    }
}

/// The text as the kind that the table gives it; text where it is not of that kind, or where there is no table.
fn scalar(text: String, place: Option<Place<'_>>) -> Node<'static> {
    let Some(place) = place.filter(|place| !place.as_text) else { return Node::text(text) };
    match place.ty {
        Type::Time(form) if form.is_number() && is_number(&text) => Node::Number(text.into()),
        Type::Int { .. } | Type::Minor { .. } | Type::Unsigned { .. } | Type::TextOrInt | Type::Decimal { .. }
            if is_number(&text) =>
        {
            Node::Number(text.into())
        }
        Type::Bool(Some(words)) if words.are_numbers() && is_number(&text) => Node::Number(text.into()),
        Type::Code(table) if matches!(table.wire, CodeWire::Int { .. }) && is_number(&text) => {
            Node::Number(text.into())
        }
        Type::Bool(None) if text == "true" || text == "false" => Node::Bool(text == "true"),
        // Vendors answer nothing where a number is not known; an empty text would not be read as their type.
        Type::Int { .. } | Type::Minor { .. } | Type::Unsigned { .. } | Type::Decimal { .. } | Type::Bool(_)
            if text.is_empty() =>
        {
            Node::Null
        }
        _ => Node::text(text),
    }
}

/// Whether JSON takes the text as a number, without an exponent.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (integer, fraction) =
        digits.split_once('.').map_or((digits, None), |(integer, fraction)| (integer, Some(fraction)));
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    all_digits(integer) && (integer == "0" || !integer.starts_with('0')) && fraction.is_none_or(all_digits)
}

/// An answer that these conditions hold of, for an endpoint whose spec gives none.
pub(crate) fn succeeding<'m>(conditions: &[Condition<'m>], shape: Option<Shape<'m>>) -> Node<'m> {
    let mut entries = Vec::new();
    for condition in conditions {
        fulfil(condition, &mut entries);
    }
    let mut answer = Node::Map(Vec::new());
    for (path, text) in entries {
        put_text(&mut answer, path, text, shape);
    }
    answer
}

/// An answer with what a condition demands of it, where it says nothing of that itself.
pub(crate) fn fulfilled<'m>(mut answer: Node<'m>, condition: Option<&Condition<'m>>, shape: Shape<'m>) -> Node<'m> {
    let mut entries = Vec::new();
    if let Some(condition) = condition {
        fulfil(condition, &mut entries);
    }
    for (path, text) in entries {
        if matches!(answer, Node::Map(_)) && answer.path(path).is_none() {
            put_text(&mut answer, path, text, Some(shape));
        }
    }
    answer
}

fn fulfil<'m>(condition: &Condition<'m>, entries: &mut Vec<(&'m str, &'m str)>) {
    match *condition {
        Condition::Field(path, Test::Is(value)) => entries.push((path, value)),
        Condition::Field(path, Test::OneOf(values)) => entries.extend(values.first().map(|value| (path, *value))),
        Condition::Field(path, Test::There) => entries.push((path, "OK")),
        Condition::All(all) => all.iter().for_each(|condition| fulfil(condition, entries)),
        Condition::Any(any) => any.iter().take(1).for_each(|condition| fulfil(condition, entries)),
        // What must not be there, or only differ, is fulfilled by absence; a status and a header are not the document's.
        Condition::Field(..) | Condition::Not(_) | Condition::Status(_) | Condition::Header(..) => (),
    }
}

/// The headers that a condition demands of an answer.
pub(crate) fn succeeding_headers(condition: &Condition<'_>, headers: &mut Vec<(String, String)>) {
    let mut push = |name: &str, value: &str| headers.push((name.to_owned(), value.to_owned()));
    match *condition {
        Condition::Header(name, Test::Is(value)) => push(name, value),
        Condition::Header(name, Test::OneOf(values)) => values.first().into_iter().for_each(|value| push(name, value)),
        Condition::Header(name, Test::There) => push(name, "OK"),
        Condition::All(all) => all.iter().for_each(|condition| succeeding_headers(condition, headers)),
        Condition::Any(any) => any.iter().take(1).for_each(|condition| succeeding_headers(condition, headers)),
        Condition::Header(..) | Condition::Field(..) | Condition::Not(_) | Condition::Status(_) => {}
    }
}

/// Puts text at a path of names, making the maps on the way.
pub(crate) fn put_text<'m>(answer: &mut Node<'m>, path: &'m str, text: &str, shape: Option<Shape<'_>>) {
    put(answer, path, &mut |place| scalar(text.to_owned(), place), shape.map(Place::record));
}

/// Puts a node there.
pub(crate) fn put_node<'m>(answer: &mut Node<'m>, path: &'m str, mut node: Node<'m>) {
    put(answer, path, &mut |_| std::mem::replace(&mut node, Node::Absent), None);
}

fn put<'m>(
    answer: &mut Node<'m>,
    path: &'m str,
    value: &mut dyn FnMut(Option<Place<'_>>) -> Node<'m>,
    place: Option<Place<'_>>,
) {
    let Node::Map(entries) = answer else { return };
    let (name, below_name) = path.split_once('.').map_or((path, None), |(name, below_name)| (name, Some(below_name)));
    let below = place.and_then(|place| place.field(name));
    let Some(below_name) = below_name else {
        let value = value(below);
        // A second member of this name would leave it to the client which is meant.
        match entries.iter_mut().find(|(key, _)| key == name) {
            Some((_, earlier)) => *earlier = value,
            None => entries.push((name.into(), value)),
        }
        return;
    };
    if !entries.iter().any(|(key, _)| key == name) {
        entries.push((name.into(), Node::Map(Vec::new())));
    }
    if let Some((_, inner)) = entries.iter_mut().find(|(key, _)| key == name) {
        put(inner, below_name, value, below);
    }
}

/// The whole document: the answer below the reply's root. An XML document has one outermost element, so where the
/// reply has no root it gets one.
pub(crate) fn document(answer: Node<'_>, root: Vec<String>, format: DocumentFormat) -> Node<'_> {
    // XML has one outermost element, and a reply without a root names none.
    let bare = root.is_empty() && format == DocumentFormat::Xml;
    let root = if bare { vec!["response".to_owned()] } else { root };
    root.into_iter().rev().fold(answer, |below, name| Node::Map(vec![(name.into(), below)]))
}

pub(crate) const fn media_type(format: DocumentFormat) -> &'static str {
    match format {
        DocumentFormat::Json => "application/json; charset=utf-8",
        DocumentFormat::Xml => "application/xml; charset=utf-8",
    }
}
