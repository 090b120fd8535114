//! Makes an answer's document of its template: scalars get the kinds that the response table gives them, and the whole
//! goes below the reply's root, in the vendor's format.

use signwright_runtime::Node;
use signwright_runtime::model::{AnswerTemplate, Bounds, CodeWire, DocumentFormat, Field, Shape, Type};

use crate::fill::fill;
use crate::placeholders::Placeholders;

/// What the table says stands at a place.
#[derive(Clone, Copy)]
pub(crate) struct Place<'m> {
    shape: Shape<'m>,
    ty: Type<'m>,
    as_text: bool,
}

impl<'m> Place<'m> {
    fn record(shape: Shape<'m>) -> Self {
        Self { shape, ty: Type::Record(shape.id), as_text: false }
    }

    /// Where a path of names leads.
    pub(crate) fn at(shape: Shape<'m>, path: &str) -> Option<Self> {
        path.split('.').try_fold(Self::record(shape), Self::field)
    }

    pub(crate) const fn ty(self) -> Type<'m> {
        self.ty
    }

    pub(crate) const fn is_flag(self) -> bool {
        matches!(self.ty, Type::Bool(_))
    }

    /// What stands in a list, whatever that stands in.
    pub(crate) fn of_list(self) -> Option<Self> {
        let Type::List(of, _) = self.ty else { return None };
        Some(Self { ty: *of, ..self })
    }

    /// The table of a record.
    pub(crate) fn shape(self) -> Option<Shape<'m>> {
        let Type::Record(id) = self.ty else { return None };
        Some(self.shape.at(id))
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
    values: &Placeholders<'_>,
    rows: &[Node<'a>],
) -> Node<'a> {
    node(template, shape.map(Place::record), values, rows)
}

/// What a template makes at a place.
pub(crate) fn node<'a>(
    template: &AnswerTemplate<'a>,
    place: Option<Place<'_>>,
    values: &Placeholders<'_>,
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
        AnswerTemplate::Rows => listed(rows.to_vec(), place),
        AnswerTemplate::Each(list, row) => {
            let of_row = place.and_then(Place::of_list);
            let done = values.done(list).map(|fields| node(row, of_row, &values.of_row(fields), rows));
            listed(done.collect(), place)
        }
    }
}

/// Rows as their table has them: where the list stands in an object under a name, in that.
pub(crate) fn listed<'a>(rows: Vec<Node<'a>>, place: Option<Place<'_>>) -> Node<'a> {
    match place.map(|place| place.ty) {
        Some(Type::List(_, Bounds { within: Some(name), .. })) => {
            Node::map(vec![(name.to_owned().into(), Node::list(rows))])
        }
        _ => Node::list(rows),
    }
}

/// The text as the kind that the table gives it; text where it is not of that kind, or where there is no table.
pub(crate) fn scalar(text: String, place: Option<Place<'_>>) -> Node<'static> {
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

/// Puts text at a path of names, making the maps on the way.
pub(crate) fn put_text<'m>(answer: &mut Node<'m>, path: &'m str, text: &str, shape: Option<Shape<'_>>) {
    put(answer, path, |place| scalar(text.to_owned(), place), shape);
}

/// Puts there what a place makes; what is absent is taken away.
pub(crate) fn put<'m>(
    answer: &mut Node<'m>,
    path: &'m str,
    value: impl FnOnce(Option<Place<'_>>) -> Node<'m>,
    shape: Option<Shape<'_>>,
) {
    let (above, name) = path.rsplit_once('.').map_or((None, path), |(above, name)| (Some(above), name));
    let mut place = shape.map(Place::record);
    let mut map = answer;
    for step in above.into_iter().flat_map(|above| above.split('.')) {
        place = place.and_then(|place| place.field(step));
        let Node::Map(entries) = map else { return };
        let index = entries.iter().position(|(key, _)| key == step).unwrap_or_else(|| {
            entries.to_mut().push((step.into(), Node::map(Vec::new())));
            entries.len() - 1
        });
        let Some((_, below)) = entries.get_mut(index) else { return };
        map = below;
    }
    let Node::Map(entries) = map else { return };
    let value = value(place.and_then(|place| place.field(name)));
    // A second member of this name would leave it to the client which is meant.
    entries.to_mut().retain(|(key, _)| key != name || !matches!(value, Node::Absent));
    match entries.iter_mut().find(|(key, _)| key == name) {
        Some((_, earlier)) => *earlier = value,
        None if matches!(value, Node::Absent) => {}
        None => entries.to_mut().push((name.into(), value)),
    }
}

/// The whole document: the answer below the reply's root. An XML document has one outermost element, so where the
/// reply has no root it gets one.
pub(crate) fn document(answer: Node<'_>, root: Vec<String>, format: DocumentFormat) -> Node<'_> {
    // XML has one outermost element, and a reply without a root names none.
    let bare = root.is_empty() && format == DocumentFormat::Xml;
    let root = if bare { vec!["response".to_owned()] } else { root };
    root.into_iter().rev().fold(answer, |below, name| Node::map(vec![(name.into(), below)]))
}

pub(crate) const fn media_type(format: DocumentFormat) -> &'static str {
    match format {
        DocumentFormat::Json => "application/json; charset=utf-8",
        DocumentFormat::Xml => "application/xml; charset=utf-8",
    }
}
