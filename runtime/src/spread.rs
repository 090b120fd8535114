//! Lists, records and maps as fields of a query or a form, and back: the styles of [`ListStyle`].
//!
//! What is read is put together by the table's types; whether the values are right is for the table's check to say.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::json::{self, Style};
use crate::limits::{DecodeError, Limits, Position, Room};
use crate::model::{Bounds, Endpoint, Field, ListStyle, RecordId, Shape, Type};
use crate::node::MAX_DEPTH;
use crate::scalar::{EncodeError, sent_as_text};
use crate::{Node, scalar};

/// How a field of a table travels in a query or a form where the platform's lists travel so.
pub(crate) fn style_of(field: &Field<'_>, lists: ListStyle) -> ListStyle {
    field.lists.unwrap_or(lists)
}

/// Writes a field of a request as pairs. Its name stands before the errors of what is in it.
pub(crate) fn write(
    shape: Shape<'_>,
    field: &Field<'_>,
    node: &Node<'_>,
    (lists, style): (ListStyle, Style),
    pairs: &mut Vec<(String, String)>,
) -> Result<(), EncodeError> {
    let writer = Spread { shape, style };
    let name = field.name.to_owned();
    let written = match (node, style_of(field, lists)) {
        (Node::List(_) | Node::Record(_) | Node::Map(_), ListStyle::Json) => {
            json::write_field(shape, field, node, style).map(|text| pairs.push((name, text)))
        }
        (Node::List(rows), ListStyle::Comma) => writer.comma(&field.ty, rows).map(|text| pairs.push((name, text))),
        (Node::List(rows), ListStyle::Repeated) => writer.repeated(&name, &field.ty, rows, pairs),
        (Node::List(_) | Node::Record(_) | Node::Map(_), lists @ (ListStyle::Indexed(_) | ListStyle::Brackets)) => {
            writer.nested(&name, &field.ty, node, lists, 0, pairs)
        }
        (Node::Record(_) | Node::Map(_), ListStyle::Comma | ListStyle::Repeated) => {
            Err(EncodeError::new("only a list of values travels so, and this is a record"))
        }
        (node, _) => {
            // A query and a form have no `null`.
            pairs.extend(scalar::text(Some(&field.ty), node, style.zone).map(|text| (name, text.into_owned())));
            Ok(())
        }
    };
    written.map_err(|error| error.under(field.name))
}

/// The text of a list of values with commas between them.
pub(crate) fn comma(list: &Type<'_>, rows: &[Node<'_>], style: Style) -> Result<String, EncodeError> {
    Spread { shape: Shape { records: &[], id: RecordId(0) }, style }.comma(list, rows)
}

/// The type of a list's rows.
fn rows_of<'t>(list: &'t Type<'t>) -> &'t Type<'t> {
    if let Type::List(of, _) = list { of } else { &Type::Any }
}

struct Spread<'m> {
    shape: Shape<'m>,
    style: Style,
}

impl Spread<'_> {
    fn value(&self, ty: &Type<'_>, node: &Node<'_>) -> Result<String, EncodeError> {
        let text = scalar::text(Some(ty), node, self.style.zone).map(Cow::into_owned);
        text.ok_or_else(|| EncodeError::new(format!("a value belongs here, and this is {}", node.kind())))
    }

    fn comma(&self, list: &Type<'_>, rows: &[Node<'_>]) -> Result<String, EncodeError> {
        let mut joined = String::new();
        for (number, row) in rows.iter().enumerate() {
            let value = self.value(rows_of(list), row).map_err(|error| error.under(&format!("[{number}]")))?;
            // A reader would take it for two values.
            if value.contains(',') {
                return Err(EncodeError::new("the value holds a comma, which separates values here")
                    .under(&format!("[{number}]")));
            }
            if number > 0 {
                joined.push(',');
            }
            joined.push_str(&value);
        }
        if joined.is_empty() && !rows.is_empty() {
            return Err(EncodeError::new("one empty value cannot be told from none here; leave it out"));
        }
        Ok(joined)
    }

    fn repeated(
        &self,
        name: &str,
        list: &Type<'_>,
        rows: &[Node<'_>],
        pairs: &mut Vec<(String, String)>,
    ) -> Result<(), EncodeError> {
        if rows.is_empty() {
            return Err(EncodeError::new("an empty list cannot be told from none here; leave it out"));
        }
        for (number, row) in rows.iter().enumerate() {
            let value = self.value(rows_of(list), row).map_err(|error| error.under(&format!("[{number}]")))?;
            pairs.push((name.to_owned(), value));
        }
        Ok(())
    }

    fn nested(
        &self,
        name: &str,
        ty: &Type<'_>,
        node: &Node<'_>,
        lists: ListStyle,
        depth: usize,
        pairs: &mut Vec<(String, String)>,
    ) -> Result<(), EncodeError> {
        if depth > MAX_DEPTH {
            return Err(EncodeError::too_deep());
        }
        let below = |key: &str| match lists {
            ListStyle::Brackets => format!("{name}[{key}]"),
            _ => format!("{name}.{key}"),
        };
        let within = |key: &str, ty: &Type<'_>, node: &Node<'_>, pairs: &mut Vec<(String, String)>| {
            self.nested(&below(key), ty, node, lists, depth + 1, pairs).map_err(|error| error.under(key))
        };
        let of_entry = |key: &str, ty: &Type<'_>, node: &Node<'_>, pairs: &mut Vec<(String, String)>| {
            let is_way = match lists {
                ListStyle::Brackets => key.contains(['[', ']']),
                _ => key.contains('.'),
            };
            // A reader would take it for the way to another value.
            if is_way || key.is_empty() {
                return Err(EncodeError::new("a name of this map cannot be told from the way to a value").under(key));
            }
            within(key, ty, node, pairs)
        };
        let first = if let ListStyle::Indexed(first) = lists { usize::from(first) } else { 0 };
        let before = pairs.len();
        match (ty, node) {
            (Type::Record(id), Node::Record(nodes)) => {
                let inner = Spread { shape: self.shape.at(*id), ..*self };
                for (field, node) in inner.shape.record().fields.iter().zip(nodes) {
                    let Some(node) = sent_as_text(field, node) else { continue };
                    let written = match (node, field.lists) {
                        // A field that is text of its own stays that.
                        (Node::List(_) | Node::Record(_) | Node::Map(_), Some(ListStyle::Json)) => {
                            json::write_field(inner.shape, field, node, self.style)
                                .map(|text| pairs.push((below(field.name), text)))
                        }
                        (Node::List(rows), Some(ListStyle::Comma)) => {
                            inner.comma(&field.ty, rows).map(|text| pairs.push((below(field.name), text)))
                        }
                        _ => inner.nested(&below(field.name), &field.ty, node, lists, depth + 1, pairs),
                    };
                    written.map_err(|error| error.under(field.name))?;
                }
                Ok(())
            }
            (Type::List(of, Bounds { within: Some(name), .. }), Node::List(_)) => {
                within(name, &Type::List(of, Bounds::ANY), node, pairs)
            }
            (Type::List(of, _), Node::List(rows)) => rows
                .iter()
                .enumerate()
                .try_for_each(|(number, row)| within(&(number + first).to_string(), of, row, pairs)),
            (_, Node::List(rows)) => rows
                .iter()
                .enumerate()
                .try_for_each(|(number, row)| within(&(number + first).to_string(), &Type::Any, row, pairs)),
            (Type::Map(of, _), Node::Map(entries)) => {
                entries.iter().try_for_each(|(key, node)| of_entry(key, of, node, pairs))
            }
            (_, Node::Map(entries)) => {
                entries.iter().try_for_each(|(key, node)| of_entry(key, &Type::Any, node, pairs))
            }
            (_, Node::Record(_)) => Err(EncodeError::new("a record that the table does not describe")),
            (ty, node) => {
                let text = scalar::text(Some(ty), node, self.style.zone);
                pairs.extend(text.map(|text| (name.to_owned(), text.into_owned())));
                return Ok(());
            }
        }?;
        if pairs.len() == before { Err(empty(node)) } else { Ok(()) }
    }
}

fn empty(node: &Node<'_>) -> EncodeError {
    let kind = if matches!(node, Node::List(_)) { "list" } else { "record" };
    EncodeError::new(format!("an empty {kind} cannot be told from none here; leave it out"))
}

/// The fields of a query or a form by the names of a table's rows, and what belongs to none of them.
pub(crate) struct Gathered<'a> {
    /// A row's name, and what came for it.
    pub(crate) entries: Vec<(Cow<'a, str>, Node<'a>)>,
    /// Pairs of no row.
    pub(crate) others: Vec<(&'a str, &'a str)>,
}

/// Reads pairs as the rows `fields` of a table travel. What came for a list, a record or a map is put together by its
/// type.
pub(crate) fn read<'a>(
    shape: Shape<'_>,
    fields: &[&Field<'_>],
    lists: ListStyle,
    pairs: &'a [(String, String)],
    limits: Limits,
) -> Result<Gathered<'a>, DecodeError> {
    let index: HashMap<&str, usize> = fields.iter().enumerate().map(|(index, field)| (field.name, index)).collect();
    let mut gathered = Gathered { entries: Vec::with_capacity(pairs.len()), others: Vec::new() };
    // What came in pieces stands where the first of them came.
    let mut trees: HashMap<usize, (usize, Tree<'a>)> = HashMap::new();
    let mut room = Room::of(limits);
    for (name, value) in pairs {
        let position = || Position::Path(name.clone());
        let Some((field_index, way)) = way(name, &index, fields, lists) else {
            gathered.others.push((name.as_str(), value.as_str()));
            continue;
        };
        let Some(field) = fields.get(field_index) else { continue };
        let style = style_of(field, lists);
        if way.is_empty() && !(style == ListStyle::Repeated && matches!(field.ty, Type::List(..))) {
            let node = text_of(field, style, value, limits);
            let node = node.map_err(|message| DecodeError { position: position(), message })?;
            gathered.entries.push((Cow::Borrowed(name), node));
            continue;
        }
        let (_, tree) = trees.entry(field_index).or_insert_with(|| {
            gathered.entries.push((Cow::Owned(field.name.to_owned()), Node::Absent));
            (gathered.entries.len() - 1, Tree::default())
        });
        let put = tree.put(&way, value, &mut room);
        put.map_err(|message| DecodeError { position: position(), message: message.into() })?;
    }
    for (field_index, (place, tree)) in trees {
        let Some(field) = fields.get(field_index) else { continue };
        let node = match style_of(field, lists) {
            ListStyle::Repeated => tree.rows(),
            style => Pieces { shape, style }.node(tree, &field.ty).map_err(|misread| misread.under(field.name))?,
        };
        if let Some((_, slot)) = gathered.entries.get_mut(place) {
            *slot = node;
        }
    }
    Ok(gathered)
}

/// Which row a name belongs to, and the way within it.
fn way<'a>(
    name: &'a str,
    index: &HashMap<&str, usize>,
    fields: &[&Field<'_>],
    lists: ListStyle,
) -> Option<(usize, Vec<&'a str>)> {
    if let Some(field) = index.get(name) {
        return Some((*field, Vec::new()));
    }
    let style = |field: usize| fields.get(field).map(|field| style_of(field, lists));
    if let Some(open) = name.find('[')
        && let Some(field) = index.get(name.get(..open)?)
        && style(*field) == Some(ListStyle::Brackets)
    {
        return Some((*field, bracketed(name.get(open..)?)?));
    }
    // A row's own name may hold points, so the longest that is one counts.
    let mut points = name.rmatch_indices('.').map(|(at, _)| at);
    points.find_map(|at| {
        let field = *index.get(name.get(..at)?)?;
        let indexed = matches!(style(field), Some(ListStyle::Indexed(_)));
        indexed.then(|| Some((field, name.get(at + 1..)?.split('.').collect())))?
    })
}

/// `[0][price]`
fn bracketed(way: &str) -> Option<Vec<&str>> {
    let inside = way.strip_prefix('[')?.strip_suffix(']')?;
    let keys: Vec<_> = inside.split("][").collect();
    (!keys.iter().any(|key| key.contains(['[', ']']))).then_some(keys)
}

/// What came for a row.
#[derive(Default)]
struct Tree<'a> {
    values: Vec<&'a str>,
    branches: Vec<(&'a str, Tree<'a>)>,
    /// Where each name stands among the branches.
    index: HashMap<&'a str, usize>,
}

impl<'a> Tree<'a> {
    fn put(&mut self, way: &[&'a str], value: &'a str, room: &mut Room) -> Result<(), &'static str> {
        if way.len() > MAX_DEPTH {
            return Err("it is nested too deeply");
        }
        let mut tree = self;
        for key in way {
            // Rows without a number stand behind those before them.
            let place = if key.is_empty() { None } else { tree.index.get(key).copied() };
            let place = if let Some(place) = place {
                place
            } else {
                room.slots::<(Self, usize)>(2)?;
                tree.index.insert(key, tree.branches.len());
                tree.branches.push((key, Self::default()));
                tree.branches.len() - 1
            };
            tree = &mut tree.branches.get_mut(place).ok_or("it is nested too deeply")?.1;
        }
        room.push(&mut tree.values, value)
    }

    fn rows(self) -> Node<'a> {
        Node::List(self.values.into_iter().map(Node::text).collect())
    }

    /// Whether its keys are numbers, however they are written; in brackets there may be none.
    fn is_numbered(&self, style: ListStyle) -> bool {
        let is_number = |key: &str| match key {
            "" => style == ListStyle::Brackets,
            key => key.bytes().all(|byte| byte.is_ascii_digit()),
        };
        self.branches.iter().all(|(key, _)| is_number(key))
    }

    /// What is wrong with the numbers of its rows.
    fn misnumbered(&self, style: ListStyle) -> Option<String> {
        let first = if let ListStyle::Indexed(first) = style { usize::from(first) } else { 0 };
        let mut keys: Vec<_> = self.branches.iter().map(|(key, _)| *key).filter(|key| !key.is_empty()).collect();
        keys.sort_by_key(|key| number(key));
        let (found, expected) = keys.into_iter().zip(first..).find(|(key, number)| *key != number.to_string())?;
        Some(format!(
            "its rows are numbered {first}, {}, {} and so on, but {found:.20} stands where {expected} belongs",
            first + 1,
            first + 2
        ))
    }
}

/// Puts together what came in pieces, as the table says what it is.
#[derive(Clone, Copy)]
struct Pieces<'m> {
    shape: Shape<'m>,
    style: ListStyle,
}

impl Pieces<'_> {
    fn node<'a>(self, tree: Tree<'a>, ty: &Type<'_>) -> Result<Node<'a>, Misread> {
        match (tree.values.as_slice(), tree.branches.as_slice()) {
            ([value], []) => return Ok(Node::text(*value)),
            ([], _) => {}
            (_, []) => return Err(Misread::new("given more than once")),
            _ => return Err(Misread::new("given as a value and in pieces")),
        }
        match ty {
            // The list stands in an object under that one name.
            Type::List(of, Bounds { within: Some(within), .. })
                if tree.branches.iter().all(|(key, _)| key == within) =>
            {
                self.members(tree, |_| Some((self, Type::List(of, Bounds::ANY))))
            }
            Type::List(of, _) if tree.is_numbered(self.style) => self.rows(tree, of),
            Type::Record(id) => {
                let inside = Pieces { shape: self.shape.at(*id), ..self };
                let fields = inside.shape.record().fields;
                self.members(tree, |key| Some((inside, fields.iter().find(|field| field.name == key)?.ty)))
            }
            Type::Map(of, _) => self.members(tree, |_| Some((self, **of))),
            // Of what may be anything only the numbers can say that it is a list.
            Type::Any if tree.is_numbered(self.style) && tree.misnumbered(self.style).is_none() => {
                self.rows(tree, &Type::Any)
            }
            // What has no business here is told of where it is compared with its type.
            _ => self.members(tree, |_| None),
        }
    }

    fn members<'a, 'm>(
        self,
        tree: Tree<'a>,
        inside: impl Fn(&str) -> Option<(Pieces<'m>, Type<'m>)>,
    ) -> Result<Node<'a>, Misread> {
        let member = |(key, tree): (&'a str, Tree<'a>)| {
            let node = match inside(key) {
                Some((pieces, ty)) => pieces.node(tree, &ty),
                None => self.node(tree, &Type::Any),
            };
            Ok((Cow::Borrowed(key), node.map_err(|misread| misread.below(&format!(".{key}")))?))
        };
        Ok(Node::Map(tree.branches.into_iter().map(member).collect::<Result<_, Misread>>()?))
    }

    /// Rows by their numbers. None may be missing: which row was meant is nobody's to guess.
    fn rows<'a>(self, mut tree: Tree<'a>, of: &Type<'_>) -> Result<Node<'a>, Misread> {
        if let Some(message) = tree.misnumbered(self.style) {
            return Err(Misread { path: String::new(), message: message.into() });
        }
        tree.branches.sort_by_key(|(key, _)| number(key));
        let row = |(number, (_, tree)): (usize, (&str, Tree<'a>))| {
            self.node(tree, of).map_err(|misread| misread.below(&format!("[{number}]")))
        };
        Ok(Node::List(tree.branches.into_iter().enumerate().map(row).collect::<Result<_, Misread>>()?))
    }
}

/// A row's number; those without one stand behind all others.
fn number(key: &str) -> u64 {
    key.parse().unwrap_or(u64::MAX)
}

/// Why pieces cannot be put together.
struct Misread {
    /// Where below their field.
    path: String,
    message: Cow<'static, str>,
}

impl Misread {
    fn new(message: &'static str) -> Self {
        Self { path: String::new(), message: message.into() }
    }

    /// The same, seen from one level further out.
    fn below(self, step: &str) -> Self {
        Self { path: format!("{step}{}", self.path), ..self }
    }

    fn under(self, field: &str) -> DecodeError {
        DecodeError { position: Position::Path(format!("{field}{}", self.path)), message: self.message }
    }
}

/// What the text of a field stands for, whose value is text of its own in this style.
pub(crate) fn text_of<'a>(
    field: &Field<'_>,
    style: ListStyle,
    value: &'a str,
    limits: Limits,
) -> Result<Node<'a>, Cow<'static, str>> {
    match (style, &field.ty) {
        // Empty text is no document; what it means there is for the table's check to say.
        (ListStyle::Json, Type::Record(_) | Type::Map(..) | Type::List(..)) if !value.is_empty() => {
            let read = json::parse_strict(value.as_bytes(), limits);
            read.map_err(|error| format!("not JSON: {}", why_not_json(value, &error)).into())
        }
        // It may be anything, so what only looks like a document is text.
        (ListStyle::Json, Type::Any) if value.starts_with(['{', '[']) => {
            Ok(json::parse_strict(value.as_bytes(), limits).unwrap_or_else(|_| Node::text(value)))
        }
        (ListStyle::Comma, Type::List(..)) if value.is_empty() => Ok(Node::list(Vec::new())),
        (ListStyle::Comma, Type::List(..)) => Ok(Node::List(value.split(',').map(Node::text).collect())),
        _ => Ok(Node::text(value)),
    }
}

/// Puts what it holds in the place of each text of an answer whose field says that its text holds a list or a record.
/// What holds none stays text, and is told of where the field is filled.
pub(crate) fn unfold(endpoint: &Endpoint<'_>, document: &mut Node<'_>) {
    if is_folded(endpoint) {
        let response = endpoint.response();
        unfold_value(response, &Type::Record(response.id), document, 0);
    }
}

/// Whether an answer of this endpoint may hold lists or records in texts.
pub(crate) fn is_folded(endpoint: &Endpoint<'_>) -> bool {
    let is_text = |field: &Field<'_>| matches!(field.lists, Some(ListStyle::Json | ListStyle::Comma));
    endpoint.records.iter().flat_map(|record| record.fields).any(is_text)
}

fn unfold_value(shape: Shape<'_>, ty: &Type<'_>, node: &mut Node<'_>, depth: usize) {
    if depth >= MAX_DEPTH {
        return;
    }
    match (ty, node) {
        (Type::Record(id), Node::Map(entries)) => {
            let fields = shape.at(*id).record().fields;
            for (name, node) in entries {
                if let Some(field) = fields.iter().find(|field| *field.name == **name) {
                    unfold_field(shape, field, node, depth + 1);
                }
            }
        }
        (Type::Record(id), Node::List(nodes)) => {
            for (field, node) in shape.at(*id).record().fields.iter().zip(nodes) {
                unfold_field(shape, field, node, depth + 1);
            }
        }
        (Type::List(of, _), Node::List(rows)) => {
            for row in rows {
                unfold_value(shape, of, row, depth + 1);
            }
        }
        (Type::List(of, Bounds { within: Some(name), .. }), Node::Map(entries)) => {
            let list = Type::List(of, Bounds::ANY);
            for (_, node) in entries.iter_mut().filter(|(key, _)| key == name) {
                unfold_value(shape, &list, node, depth + 1);
            }
        }
        // Rows by keys, and the one row that stands for a list.
        (Type::List(of, _), node @ Node::Map(_)) => {
            unfold_value(shape, of, node, depth + 1);
        }
        (Type::Map(of, _), Node::Map(entries)) => {
            for (_, node) in entries {
                unfold_value(shape, of, node, depth + 1);
            }
        }
        _ => {}
    }
}

fn unfold_field(shape: Shape<'_>, field: &Field<'_>, node: &mut Node<'_>, depth: usize) {
    if let (Some(style @ (ListStyle::Json | ListStyle::Comma)), Node::Text(text)) = (field.lists, &*node)
        && let Ok(held) = text_of(field, style, text, Limits::default())
    {
        *node = held.into_owned();
    }
    unfold_value(shape, &field.ty, node, depth);
}

/// Why a text is no JSON. What still begins with an encoded bracket or quote was encoded twice for the form.
pub(crate) fn why_not_json(value: &str, error: &DecodeError) -> String {
    let begin = value.get(..3).unwrap_or_default().to_ascii_uppercase();
    let is_encoded = matches!(begin.as_str(), "%5B" | "%7B" | "%22");
    if is_encoded { "it is percent-encoded twice".to_owned() } else { error.to_string() }
}
