//! Brings a wire document into the form of its tables: named fields to their places, digits to numbers,
//! text to dates. It reports what has no place or is of the wrong type; what a value may be is the
//! validator's to say. The number of digits, lengths and presence are not looked at here.

mod positional;
mod scalar;

use std::borrow::Cow;

use crate::limits::Room;
use crate::model::{Bounds, Field, Level, ListStyle, Missing, Offset, Record, RecordId, Shape, Travels, Type};
use crate::node::MAX_DEPTH;
use crate::place::Place;
use crate::validate::Report;
use crate::{Limits, Node, Violation, read, spread};

/// What is taken although the tables say otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Leniency {
    /// Numbers and codes in quotes, and empty text for "none". A bare number where text belongs is taken as well, but
    /// with a warning: it may have lost its leading zeros.
    pub numbers_as_text: bool,
    /// Fields that the table does not have: they are reported, but only as warnings.
    pub unknown_fields: bool,
}

/// Brings a document into record form, and says what did not fit. A value that cannot be of its field's
/// type stays as it is.
pub fn conform<'v>(
    shape: Shape<'_>,
    document: Node<'v>,
    leniency: Leniency,
    zone: Offset,
) -> (Node<'v>, Vec<Violation>) {
    Conform::new(shape, leniency, zone).whole(document)
}

/// The same for the fields of a form, where every value of the top level is text.
pub fn conform_form<'v>(
    shape: Shape<'_>,
    document: Node<'v>,
    leniency: Leniency,
    zone: Offset,
) -> (Node<'v>, Vec<Violation>) {
    Conform { form: true, ..Conform::new(shape, leniency, zone) }.whole(document)
}

/// The same for a request whose fields travel in several places: what came in the address, the query, a header or a form
/// is text by nature. `lists` says how the platform's lists travel there, and `in_params` that the fields which say
/// nothing of their place do too.
pub fn conform_located<'v>(
    shape: Shape<'_>,
    document: Node<'v>,
    (lists, in_params): (ListStyle, bool),
    leniency: Leniency,
    zone: Offset,
) -> (Node<'v>, Vec<Violation>) {
    Conform { located: Some((lists, in_params)), ..Conform::new(shape, leniency, zone) }.whole(document)
}

/// The same for an XML document, which knows no other scalars than text, and where a row is an element of its list's
/// name: one row looks like no list at all.
pub fn conform_xml<'v>(
    shape: Shape<'_>,
    document: Node<'v>,
    leniency: Leniency,
    zone: Offset,
) -> (Node<'v>, Vec<Violation>) {
    // XML has no numbers: everything in it is text.
    let leniency = Leniency { numbers_as_text: true, ..leniency };
    Conform { one_row: true, ..Conform::new(shape, leniency, zone) }.whole(document)
}

/// The same for a list of the request's fields in the order of its table, and the parameters of the query beside it.
pub fn conform_positional<'v>(
    shape: Shape<'_>,
    document: Node<'v>,
    beside: Vec<(Cow<'v, str>, Node<'v>)>,
    leniency: Leniency,
    zone: Offset,
) -> (Node<'v>, Vec<Violation>) {
    let mut conform = Conform::new(shape, leniency, zone);
    let node = match document {
        Node::List(values) => conform.positions(values.into_vec(), beside),
        node => conform.misfit(node, "a list of the request's fields", ""),
    };
    (node, conform.report.into_violations())
}

struct Conform<'m> {
    shape: Shape<'m>,
    leniency: Leniency,
    zone: Offset,
    /// Values of the top level are text by the nature of the document.
    form: bool,
    /// How lists travel as parameters, and whether the fields are some that say nothing of their place.
    located: Option<(ListStyle, bool)>,
    /// One row may stand without its list.
    one_row: bool,
    place: Place<'m>,
    report: Report,
    /// What the records may still take: each has all the fields of its table, however short the document writes it.
    room: Room,
    /// Whether that was too little.
    is_full: bool,
}

impl<'m> Conform<'m> {
    fn new(shape: Shape<'m>, leniency: Leniency, zone: Offset) -> Self {
        Self {
            shape,
            leniency,
            zone,
            form: false,
            located: None,
            one_row: false,
            place: Place::default(),
            report: Report::default(),
            room: Room::of(Limits::default()),
            is_full: false,
        }
    }

    fn whole(mut self, document: Node<'_>) -> (Node<'_>, Vec<Violation>) {
        let node = match document {
            Node::Map(entries) => self.record(self.shape.id, entries.into_vec(), 0),
            // A record that was made from types needs no second reading.
            node @ Node::Record(_) => node,
            node => self.misfit(node, "a record", ""),
        };
        (node, self.report.into_violations())
    }

    fn record<'v>(&mut self, id: RecordId, entries: Vec<(Cow<'v, str>, Node<'v>)>, depth: usize) -> Node<'v> {
        let record = self.shape.at(id).record();
        if !self.has_room(record) {
            return Node::Absent;
        }
        let mut nodes = vec![Node::Absent; record.fields.len()];
        let mut next = 0;
        for (name, node) in entries {
            // Documents mostly keep the table's order.
            let here = |field: &Field<'_>| field.name == name;
            let place_of_name = match record.fields.get(next) {
                Some(field) if here(field) => Some(next),
                _ => record.fields.iter().position(here),
            };
            let Some((index, slot)) = place_of_name.and_then(|index| Some((index, nodes.get_mut(index)?))) else {
                let message = format!("{} has no such field", record.name);
                self.report.add(self.place.below(&name), "unknown", self.unknown_level(), message, "");
                continue;
            };
            // The next name is looked for behind this one, which makes a whole document linear.
            next = index + 1;
            let is_list = matches!(record.fields.get(index), Some(Field { ty: Type::List(..), .. }));
            let may_repeat = is_list && self.one_row;
            match (std::mem::replace(slot, Node::Absent), node) {
                (Node::Absent, node) => *slot = node,
                // In XML each row is an element of the list's name.
                (Node::List(mut rows), node) if may_repeat => {
                    rows.to_mut().push(node);
                    *slot = Node::List(rows);
                }
                (first, node) if may_repeat => *slot = Node::list(vec![first, node]),
                // The first value stays: which of the two the sender meant is nobody's to guess.
                (first, _) => {
                    *slot = first;
                    let path = self.place.below(&name);
                    self.report.add(path, "type", Level::Deny, "given more than once".to_owned(), "");
                }
            }
        }
        self.fields(record, nodes, depth)
    }

    /// A record that travels as a list, in the order of its fields.
    fn listed<'v>(&mut self, id: RecordId, mut values: Vec<Node<'v>>, depth: usize) -> Node<'v> {
        let record = self.shape.at(id).record();
        if !self.has_room(record) {
            return Node::Absent;
        }
        let (most, count) = (record.fields.len(), values.len());
        if count > most {
            let message = format!("{} has {most} values, found {count}", record.name);
            self.report.add(self.place.path(), "unknown", self.unknown_level(), message, "");
        }
        values.resize(most, Node::Absent);
        self.fields(record, values, depth)
    }

    fn fields<'v>(&mut self, record: &Record<'m>, mut nodes: Vec<Node<'v>>, depth: usize) -> Node<'v> {
        for (field, slot) in record.fields.iter().zip(&mut nodes) {
            *slot = self.field(field, std::mem::replace(slot, Node::Absent), depth + 1);
        }
        Node::record(nodes)
    }

    /// Whether the fields of one more record may be taken.
    fn has_room(&mut self, record: &Record<'_>) -> bool {
        // A table of a thousand fields times a million empty rows would fill the memory.
        let Err(told) = self.room.slots::<Node<'_>>(record.fields.len()) else { return true };
        // One word for all that follow.
        if !std::mem::replace(&mut self.is_full, true) {
            let message = format!("{told}; send fewer rows at a time");
            self.report.add(self.place.path(), "count", Level::Deny, message, "");
        }
        false
    }

    const fn unknown_level(&self) -> Level {
        if self.leniency.unknown_fields { Level::Warn } else { Level::Deny }
    }

    fn field<'v>(&mut self, field: &Field<'m>, node: Node<'v>, depth: usize) -> Node<'v> {
        match node {
            Node::Null if field.is_nullable() => return node,
            Node::Absent | Node::Null => return Node::Absent,
            // A form and XML have no `null`, and say it with empty text.
            Node::Text(text) if text.is_empty() && self.empty_is_none(field, depth) => return Node::Null,
            _ => {}
        }
        self.place.field(field.name);
        let strict = (self.form, self.leniency.numbers_as_text);
        (self.form, self.leniency.numbers_as_text) = self.text_by_nature(field, depth);
        let node = match (field.lists, node) {
            // Text that holds a list or a record. What holds none stays text, and is told of as that.
            (Some(style @ (ListStyle::Json | ListStyle::Comma)), Node::Text(text)) => {
                let read = spread::text_of(field, style, &text, Limits::default()).map(Node::into_owned);
                read.unwrap_or(Node::Text(text))
            }
            (_, node) => node,
        };
        let node = self.value(field, &field.ty, node, depth);
        (self.form, self.leniency.numbers_as_text) = strict;
        self.place.up();
        node
    }

    fn empty_is_none(&self, field: &Field<'_>, depth: usize) -> bool {
        match field.stated_none {
            Missing::LeftOut => false,
            Missing::Empty => true,
            Missing::Null => self.one_row || (depth == 1 && self.text_by_nature(field, depth).0),
        }
    }

    /// Whether the scalars of a field are text by nature, and whether those below them are.
    fn text_by_nature(&self, field: &Field<'_>, depth: usize) -> (bool, bool) {
        let loose = self.leniency.numbers_as_text;
        // The values of a list with commas are text wherever it stands.
        let is_comma = field.lists == Some(ListStyle::Comma);
        let Some((lists, in_params)) = self.located.filter(|_| depth == 1) else {
            return (self.form, loose || is_comma);
        };
        let is_param = match field.travels {
            Travels::Path | Travels::Query | Travels::Header | Travels::Form | Travels::InQuery => true,
            Travels::InBody => in_params,
            Travels::Document => false,
        };
        let is_spread = spread::style_of(field, lists) != ListStyle::Json;
        let is_below = field.travels == Travels::InQuery;
        (is_param, loose || is_comma || is_below || (is_param && is_spread))
    }

    fn value<'v>(&mut self, field: &Field<'m>, ty: &Type<'m>, node: Node<'v>, depth: usize) -> Node<'v> {
        let loose = self.leniency.numbers_as_text || (self.form && depth == 1);
        if depth >= MAX_DEPTH && matches!(node, Node::List(_) | Node::Map(_)) {
            let message = format!("at most {MAX_DEPTH} records and lists in each other");
            self.report.field(&self.place, "depth", field, message);
            return Node::Absent;
        }
        match (ty, node) {
            (Type::Any, node) | (Type::Record(_), node @ Node::Record(_)) => node,
            (Type::Text { .. } | Type::TextOrInt | Type::Code(_), Node::Text(text)) if text.is_empty() => {
                Node::Text(text)
            }
            (_, Node::Text(text)) if text.is_empty() && !loose && field.as_text && field.is_required() => {
                Node::Text(text)
            }
            (Type::Record(id), Node::List(rows)) if self.is_positional(*id) && !(loose && rows.is_empty()) => {
                self.listed(*id, rows.into_vec(), depth)
            }
            (Type::Record(id), node @ Node::Map(_)) if self.is_positional(*id) && !loose => {
                self.misfit(node, "a list of its values", field.title)
            }
            (Type::Record(id), Node::Map(entries)) => self.record(*id, entries.into_vec(), depth),
            (Type::List(of, Bounds { within: Some(name), .. }), Node::Map(entries)) => {
                let rows = self.within(name, entries.into_vec());
                self.rows(field, of, rows, depth)
            }
            (Type::List(_, Bounds { within: Some(name), .. }), node @ Node::List(_)) if !loose => {
                self.misfit(node, &format!("a record with a list `{name}`"), field.title)
            }
            (Type::List(of, _), Node::List(rows)) => self.rows(field, of, rows.into_vec(), depth),
            (Type::Map(of, _), Node::Map(entries)) => self.entries(field, of, entries.into_vec(), depth),
            // Blanks are a text, and one element is a row.
            (Type::List(of @ (Type::Text { .. } | Type::TextOrInt), _), Node::Text(text))
                if self.one_row && !text.is_empty() =>
            {
                self.rows(field, of, vec![Node::Text(text)], depth)
            }
            (Type::List(..), node) if loose && read::is_empty_of(ty, &node) => Node::list(Vec::new()),
            (Type::Map(..), node) if loose && read::is_empty_of(ty, &node) => Node::map(Vec::new()),
            // An element without elements in it reads as text: of a record or a map it says that nothing stands in it.
            (Type::Map(..), Node::Text(text)) if self.one_row && text.trim().is_empty() => Node::map(Vec::new()),
            (Type::Record(id), Node::Text(text)) if self.one_row && text.trim().is_empty() => {
                self.record(*id, Vec::new(), depth)
            }
            // PHP writes an empty array for a record that is not there.
            (Type::Record(_), node) if loose && read::is_empty_of(ty, &node) => Node::Absent,
            (Type::Text { .. } | Type::TextOrInt, node) if loose && read::is_blank(&node) => node,
            (_, node) if loose && read::is_blank(&node) => Node::Absent,
            // One row in XML looks like the element itself.
            (Type::List(of, _), node) if self.one_row => self.rows(field, of, vec![node], depth),
            (Type::Record(_), node) => self.misfit(node, "a record", field.title),
            (Type::Map(..), node) => self.misfit(node, "a map", field.title),
            (Type::List(..), node) => self.misfit(node, "a list", field.title),
            (ty, node) => self.scalar(field, ty, node, loose),
        }
    }

    fn is_positional(&self, id: RecordId) -> bool {
        self.shape.at(id).record().is_positional
    }

    /// The rows that stand under the one name of an object, in XML each under it.
    fn within<'v>(&mut self, name: &str, entries: Vec<(Cow<'v, str>, Node<'v>)>) -> Vec<Node<'v>> {
        let mut rows = Vec::new();
        for (key, node) in entries {
            match node {
                _ if key != name => {
                    let message = format!("only the list `{name}` stands here");
                    self.report.add(self.place.below(&key), "unknown", self.unknown_level(), message, "");
                }
                Node::List(list) => rows.extend(list),
                Node::Absent | Node::Null => {}
                row if self.one_row => rows.push(row),
                row => rows.push(self.misfit(row, "a list", "")),
            }
        }
        rows
    }

    fn rows<'v>(&mut self, field: &Field<'m>, of: &Type<'m>, rows: Vec<Node<'v>>, depth: usize) -> Node<'v> {
        let rows = rows.into_iter().enumerate().map(|(number, row)| {
            self.place.row(number);
            let row = match row {
                Node::Absent | Node::Null => self.misfit(row, "a row", field.title),
                row => self.value(field, of, row, depth + 1),
            };
            self.place.up();
            row
        });
        Node::List(rows.collect())
    }

    fn entries<'v>(
        &mut self,
        field: &Field<'m>,
        of: &Type<'m>,
        entries: Vec<(Cow<'v, str>, Node<'v>)>,
        depth: usize,
    ) -> Node<'v> {
        let entries = entries.into_iter().map(|(name, node)| {
            self.place.key(&name);
            let node = self.value(field, of, node, depth + 1);
            self.place.up();
            (name, node)
        });
        Node::Map(entries.collect())
    }

    fn misfit<'v>(&mut self, node: Node<'v>, expected: &str, says: &str) -> Node<'v> {
        let message = format!("expected {expected}, found {}", read::kind(&node));
        self.report.add(self.place.path(), "type", Level::Deny, message, says);
        node
    }
}
