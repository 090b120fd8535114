//! The way back: filling typed values from a tree, whole or not at all.
//!
//! An answer is read leniently, because an order that was created must not be reported as failed over one
//! odd field: a scalar or a record that cannot be read is absent and noted with its path. Only a list or a map that
//! cannot be read fails, for a walk through pages would take it for the last one. A request is read strictly: every
//! unreadable, missing or unknown field is reported, and nothing is handed out.

mod rows;
mod values;

pub(crate) use rows::Reading;

use crate::limits::Room;
use crate::model::{self, Field, Level, Missing, Offset, RecordId, Shape, Tables, Type};
use crate::node::MAX_DEPTH;
use crate::place::Place;
use crate::tape::{Lookup, NodeRef};
use crate::{Fields, Limits, Node, Violation, Violations, read};

/// How many notes are kept: a server that answers nonsense shall not fill the memory with remarks about it.
const MAX_NOTES: usize = 1000;

/// Something that can be filled from a tree.
pub trait Fill {
    /// Fills it, and says whether it holds a value now.
    fn fill<'n>(&mut self, node: NodeRef<'n>, filler: &mut Filler<'n>) -> bool;

    /// Takes a further entry of the same name: XML writes a row as an element.
    fn more<'n>(&mut self, node: NodeRef<'n>, filler: &mut Filler<'n>) -> bool {
        self.fill(node, filler)
    }

    /// Whether it holds a stated none.
    fn takes_null() -> bool
    where
        Self: Sized,
    {
        false
    }

    /// What is filled. It is handed out only when it was.
    fn blank() -> Self
    where
        Self: Sized;
}

/// What a record is before it is filled. An answer of which nothing is known is its `Default`; a request's blank is no
/// request, and is handed out only when it was filled.
pub trait Blank {
    /// The blank.
    fn blank() -> Self
    where
        Self: Sized;
}

impl<T: Default> Blank for T {
    fn blank() -> Self {
        Self::default()
    }
}

/// A record that can be filled.
pub trait FillFields: Fields + Blank {
    /// Hands over its table, and its fields to be filled.
    fn visit_mut(&mut self, from: &mut Filler<'_>);
}

/// A request of a platform.
pub trait Endpoint: Fields {
    /// What it is answered with.
    type Response: FillFields + Send;

    /// The platform, or why its text cannot be read.
    fn platform() -> model::PlatformResult;

    /// The endpoint's table, or why its text cannot be read.
    fn endpoint() -> model::EndpointResult;
}

/// Where the tables of an endpoint are to be had when they are needed: they are compared with its records in between.
#[derive(Clone, Copy)]
pub(crate) struct TablesOf {
    pub(crate) platform: fn() -> model::PlatformResult,
    pub(crate) endpoint: fn() -> model::EndpointResult,
}

impl TablesOf {
    pub(crate) fn of<R: Endpoint>() -> Self {
        Self { platform: R::platform, endpoint: R::endpoint }
    }
}

/// Fills a response from an answer's document below its root.
///
/// The notes beside it name fields that could not be read and are absent. Fails when a list cannot be read, and when
/// its rows take more memory than a document under the default [`Limits`] may.
pub fn fill_answer<T: FillFields>(node: &Node<'_>, zone: Offset) -> Result<(T, Violations), Violations> {
    let mut value: T = Blank::blank();
    fill_within(&mut value, node.into(), zone, Limits::default()).map(|notes| (value, notes))
}

/// The same for a document that was read under these limits. The response holds what could be read, also where this fails.
pub(crate) fn fill_within(
    response: &mut dyn FillFields,
    node: NodeRef<'_>,
    zone: Offset,
    limits: Limits,
) -> Result<Violations, Violations> {
    finished(filled(response, node, zone, limits, false))
}

/// What can be read of an answer that [`fill_answer`] refuses.
pub(crate) fn fill_partly<T: FillFields>(node: &Node<'_>, zone: Offset) -> T {
    let mut value: T = Blank::blank();
    filled(&mut value, node.into(), zone, Limits::default(), false);
    value
}

/// Fills a request; every field that is missing, unknown or unreadable is an error.
pub fn fill_request<T: FillFields>(node: &Node<'_>, zone: Offset) -> Result<T, Violations> {
    let mut value: T = Blank::blank();
    finished(filled(&mut value, node.into(), zone, Limits::default(), true)).map(|_| value)
}

fn finished(notes: Violations) -> Result<Violations, Violations> {
    if notes.stop() { Err(notes) } else { Ok(notes) }
}

fn filled(value: &mut dyn FillFields, node: NodeRef<'_>, zone: Offset, limits: Limits, strict: bool) -> Violations {
    let mut filler = Filler {
        shape: Shape { records: &[], id: RecordId(0) },
        ty: &Type::Any,
        node: (&Node::Absent).into(),
        members: Lookup::in_map((&Node::Absent).into()),
        stated_none: Missing::LeftOut,
        following: 0,
        depth: 0,
        place: Place::default(),
        zone,
        strict,
        room: Room::of(limits),
        notes: Vec::new(),
    };
    if !filler.record(value, node) && filler.notes.is_empty() && strict {
        filler.note("required", "nothing is there".to_owned(), Level::Deny);
    }
    Violations(filler.notes)
}

/// Hands the nodes of a record to its fields.
pub struct Filler<'n> {
    shape: Shape<'static>,
    /// The type of what is filled now.
    ty: &'static Type<'static>,
    node: NodeRef<'n>,
    /// Its members, where it is a map.
    members: Lookup<'n>,
    /// What a stated none travels as, of the field that is filled now.
    stated_none: Missing,
    /// How many elements of a list follow the one that is read now, each by itself.
    following: usize,
    depth: usize,
    place: Place<'n>,
    zone: Offset,
    strict: bool,
    /// What rows may still take: each has all the fields of its table, however short the document writes it.
    room: Room,
    notes: Vec<Violation>,
}

impl<'n> Filler<'n> {
    /// Fills the fields of the record at this place, in the order of its table; their names stand beside.
    pub fn fields(&mut self, tables: &'static Tables, place: u16, names: &'static str, values: &mut [&mut dyn Fill]) {
        tables.compare(place, names);
        self.shape = Shape { records: tables.records(), id: RecordId(place) };
        let by_name = self.node.is_map();
        let may_repeat = by_name && self.node.may_repeat();
        for (index, (field, value)) in self.shape.record().fields.iter().zip(values).enumerate() {
            self.place.field(field.name);
            self.ty = &field.ty;
            self.stated_none = field.stated_none;
            let before = self.notes.len();
            let filled = if may_repeat && matches!(field.ty, Type::List(..)) {
                self.repeated(field, *value)
            } else {
                let node = if by_name { self.members.get(field.name) } else { self.by_place(index) };
                node.is_some_and(|node| value.fill(node, self))
            };
            if self.strict && !filled && field.is_required() && self.notes.len() == before {
                self.note("required", format!("{} is required", field.name), Level::Deny);
            }
            self.place.up();
        }
    }

    /// Fills a list from all members of its name, and says whether the first of them holds one.
    fn repeated(&mut self, field: &'static Field<'static>, value: &mut dyn Fill) -> bool {
        let mut rows = self.node.members().filter(|(name, _)| *name == field.name).map(|(_, node)| node);
        let Some(first) = rows.next() else { return false };
        self.following = rows.clone().count();
        let filled = value.fill(first, self);
        self.following = 0;
        for node in rows {
            self.ty = &field.ty;
            value.more(node, self);
        }
        filled
    }

    /// The node of a field of a record without names, or of a typed one.
    fn by_place(&self, index: usize) -> Option<NodeRef<'n>> {
        let is_by_place = self.node.is_record() || self.shape.record().is_positional;
        if is_by_place { self.node.nth(index) } else { None }
    }

    /// Fills a nested record.
    fn record(&mut self, value: &mut dyn FillFields, node: NodeRef<'n>) -> bool {
        let is_by_place = node.is_list() && self.is_positional() && node.count() > 0;
        if !node.is_map() && !node.is_record() && !is_by_place {
            if node.is_empty_of(&Type::Record(self.shape.id)) || node.is_blank() {
                return false;
            }
            return self.misshapen(node, "a record");
        }
        if self.depth >= MAX_DEPTH {
            return self.too_deep();
        }
        let outer = (self.shape, self.node);
        let outer_members = std::mem::replace(&mut self.members, Lookup::in_map(node));
        self.node = node;
        self.depth += 1;
        value.visit_mut(self);
        self.depth -= 1;
        if self.strict {
            self.unknown(node);
        }
        (self.shape, self.node) = outer;
        self.members = outer_members;
        true
    }

    /// A scalar that cannot be read: absent and noted in an answer, an error in a request.
    pub(crate) fn unreadable(&mut self, node: NodeRef<'_>, expected: &str) -> bool {
        if !node.is_blank() || (self.strict && !node.is_absent() && !node.is_null()) {
            let level = if self.strict { Level::Deny } else { Level::Warn };
            self.note("type", format!("expected {expected}, found {}", node.kind_name()), level);
        }
        false
    }

    /// A record that cannot be read: absent and noted in an answer, unless a list is short of it or it is the answer.
    fn misshapen(&mut self, node: NodeRef<'_>, expected: &str) -> bool {
        if self.strict || self.place.is_element() || self.place.is_root() {
            return self.lost(node, expected);
        }
        self.note("type", format!("expected {expected}, found {}", node.read(read::kind)), Level::Warn);
        false
    }

    /// A list or a map that cannot be read, or a part of one.
    fn lost(&mut self, node: NodeRef<'_>, expected: &str) -> bool {
        self.note("type", format!("expected {expected}, found {}", node.read(read::kind)), Level::Deny);
        false
    }

    fn too_deep(&mut self) -> bool {
        self.note("depth", format!("deeper than {MAX_DEPTH} records and lists"), Level::Deny);
        false
    }

    fn too_many(&mut self, told: &str) -> bool {
        self.note("count", told.to_owned(), Level::Deny);
        false
    }

    /// Whether what is filled now is a record without names.
    fn is_positional(&self) -> bool {
        matches!(self.ty, Type::Record(id) if self.shape.at(*id).record().is_positional)
    }

    fn unknown(&mut self, node: NodeRef<'n>) {
        let record = self.shape.record();
        for (name, _) in node.members() {
            if !record.fields.iter().any(|field| field.name == name) {
                let path = self.place.below(name);
                self.note_at(path, "unknown", format!("{} has no such field", record.name), Level::Deny);
            }
        }
    }

    fn note(&mut self, rule: &'static str, message: String, level: Level) {
        self.note_at(self.place.path(), rule, message, level);
    }

    fn note_at(&mut self, path: String, rule: &'static str, message: String, level: Level) {
        if self.notes.len() < MAX_NOTES || (level == Level::Deny && self.notes.len() == MAX_NOTES) {
            self.notes.push(Violation { path, rule, level, message, says: String::new() });
        }
    }
}

impl<T: FillFields> FillFields for Box<T>
where
    Self: Blank,
{
    fn visit_mut(&mut self, from: &mut Filler<'_>) {
        (**self).visit_mut(from);
    }
}

impl<T: FillFields> Fill for T {
    fn fill<'n>(&mut self, node: NodeRef<'n>, filler: &mut Filler<'n>) -> bool {
        filler.record(self, node)
    }

    fn blank() -> Self {
        Blank::blank()
    }
}
