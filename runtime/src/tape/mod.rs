//! A document as it was read: its values in the order they stand, in one list, each with its place in the text. Nothing
//! is copied but names and texts that had escapes, so that reading a row allocates nothing.
//!
//! What may stand in a document is said by its reader, and what a value means by the tables. Whoever must change a
//! document asks for its tree.

mod document;
mod node_ref;

use std::borrow::Cow;
use std::collections::HashSet;

pub(crate) use document::Document;
pub(crate) use node_ref::Lookup;
pub use node_ref::NodeRef;

use crate::Node;
use crate::limits::{DecodeError, Room};

/// What a value of a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Null,
    False,
    True,
    Number,
    Text,
    List,
    Map,
}

/// A part of the document's text, or of the texts that had escapes.
#[derive(Clone, Copy, Default)]
pub(crate) struct Span {
    start: u32,
    length: u32,
    is_unescaped: bool,
}

impl Span {
    /// A part of the document. No document is longer than a tape takes, so that no number is cut here.
    pub(crate) fn of(start: usize, length: usize) -> Self {
        Self { start: short(start), length: short(length), is_unescaped: false }
    }

    pub(crate) fn is_unescaped(self) -> bool {
        self.is_unescaped
    }

    pub(crate) fn length(self) -> usize {
        self.length as usize
    }

    /// Where it begins in the document and how long it is, unless it had escapes.
    pub(crate) fn in_document(self) -> Option<(usize, usize)> {
        (!self.is_unescaped).then_some((self.start as usize, self.length as usize))
    }

    /// The same as a name, of which an entry keeps 27 bits of the length.
    pub(crate) fn as_name(self) -> Result<Self, &'static str> {
        if self.length > u32::MAX >> NAME_SHIFT {
            Err("the document has a name of more than 128 MiB")
        } else {
            Ok(self)
        }
    }
}

/// A value with the name that it stands under. Sixteen bytes, half of what a node takes: a list of numbers has an entry
/// for every few bytes of the document.
#[derive(Clone, Copy)]
struct Entry {
    name_start: u32,
    /// The kind in the three lowest bits, then whether name and value had escapes; above them the length of the name.
    tag: u32,
    /// Where a scalar's text begins; how many values a list or a map has.
    first: u32,
    /// How long a scalar's text is; the index behind the last value of a list or a map, at every depth.
    second: u32,
}

const KIND: u32 = 0b111;
const NAME_UNESCAPED: u32 = 1 << 3;
const VALUE_UNESCAPED: u32 = 1 << 4;
const NAME_SHIFT: u32 = 5;
/// The most bytes of a document, whatever its limits are.
const MOST: usize = u32::MAX as usize;

impl Entry {
    const NOTHING: Self = Self { name_start: 0, tag: 0, first: 0, second: 0 };

    fn new(name: Span, kind: Kind, value: Span) -> Self {
        let unescaped = |is_unescaped: bool, bit: u32| if is_unescaped { bit } else { 0 };
        Self {
            name_start: name.start,
            tag: name.length << NAME_SHIFT
                | unescaped(name.is_unescaped, NAME_UNESCAPED)
                | unescaped(value.is_unescaped, VALUE_UNESCAPED)
                | kind as u32,
            first: value.start,
            second: value.length,
        }
    }

    fn kind(self) -> Kind {
        match self.tag & KIND {
            0 => Kind::Null,
            1 => Kind::False,
            2 => Kind::True,
            3 => Kind::Number,
            4 => Kind::Text,
            5 => Kind::List,
            _ => Kind::Map,
        }
    }

    fn is_container(self) -> bool {
        self.tag & KIND >= Kind::List as u32
    }

    /// The index behind it and all that it holds, where its own is this.
    fn behind(self, index: usize) -> usize {
        if self.is_container() { (self.second as usize).max(index + 1) } else { index + 1 }
    }

    fn name(self) -> Span {
        let is_unescaped = self.tag & NAME_UNESCAPED != 0;
        Span { start: self.name_start, length: self.tag >> NAME_SHIFT, is_unescaped }
    }

    fn value(self) -> Span {
        Span { start: self.first, length: self.second, is_unescaped: self.tag & VALUE_UNESCAPED != 0 }
    }
}

/// The bytes that a text begins with which may hold a list or a record of JSON: white space may stand before it, and that
/// beyond ASCII begins with one of four.
static MAY_FOLD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < table.len() {
        table[byte] = matches!(byte, 0..=0x20 | 0x5B | 0x7B | 0xC2 | 0xE1..=0xE3);
        byte += 1;
    }
    table
};

/// A document that was read. The value at index 0 is the whole of it.
#[derive(Clone)]
pub(crate) struct Tape<'a> {
    text: &'a str,
    /// Names and texts that had escapes, without them, one behind the other.
    unescaped: String,
    entries: Vec<Entry>,
    /// Whether an object of the document has two members of one name.
    pub(crate) repeats: bool,
    /// Whether a text of the document begins as a list or a record of JSON does.
    folds: bool,
}

impl<'a> Tape<'a> {
    /// An empty one for this text. Every value of a usual answer takes some twenty bytes of it with its name.
    pub(crate) fn new(text: &'a str) -> Result<Self, DecodeError> {
        if text.len() > MOST {
            return Err(DecodeError::at(MOST, format!("the document is longer than {MOST} bytes")));
        }
        let entries = Vec::with_capacity(text.len() / 20 + 4);
        Ok(Self { text, unescaped: String::new(), entries, repeats: false, folds: false })
    }

    /// The index of the value that is added next.
    pub(crate) fn next(&self) -> usize {
        self.entries.len()
    }

    /// Adds a scalar, or a list or a map that has no values yet.
    #[inline]
    pub(crate) fn push(&mut self, name: Span, kind: Kind, value: Span) {
        if self.entries.len() == self.entries.capacity() {
            self.grow();
        }
        self.entries.push(Entry::new(name, kind, value));
    }

    /// By half: a document of nothing but short values shall not take twice what its values do.
    #[cold]
    fn grow(&mut self) {
        self.entries.reserve_exact(self.entries.len() / 2 + 4);
    }

    /// Notes it where a text may hold a list or a record of JSON, by its first byte alone.
    #[inline]
    pub(crate) fn look_at(&mut self, first: Option<&u8>) {
        self.folds |= first.and_then(|byte| MAY_FOLD.get(usize::from(*byte))).is_some_and(|may_fold| *may_fold);
    }

    /// Ends what was begun at this index: a list or a map of so many values, which were added since.
    pub(crate) fn close(&mut self, index: usize, kind: Kind, count: usize) {
        let behind = short(self.entries.len());
        if let Some(entry) = self.entries.get_mut(index) {
            entry.tag = entry.tag & !(KIND | VALUE_UNESCAPED) | kind as u32;
            (entry.first, entry.second) = (short(count), behind);
        }
    }

    /// Makes what was begun at this index a text.
    pub(crate) fn close_text(&mut self, index: usize, text: Span) {
        let first = self.bytes(text).first().copied();
        self.look_at(first.as_ref());
        if let Some(entry) = self.entries.get_mut(index) {
            *entry = Entry::new(entry.name(), Kind::Text, text);
        }
    }

    /// Where a text that had escapes begins, which is then pushed to [`unescaped`](Self::unescaped).
    pub(crate) fn unescaped(&mut self) -> &mut String {
        &mut self.unescaped
    }

    /// Makes the part the beginning of what is pushed to the unescaped texts, and says where it begins. One that stands there
    /// must be the last.
    pub(crate) fn unescape(&mut self, part: Span) -> usize {
        if part.is_unescaped {
            return part.start as usize;
        }
        let begin = self.unescaped.len();
        let (start, length) = (part.start as usize, part.length as usize);
        self.unescaped.push_str(self.text.get(start..start + length).unwrap_or_default());
        begin
    }

    /// All that was pushed to the unescaped texts since.
    pub(crate) fn unescaped_since(&self, start: usize) -> Span {
        Span { start: short(start), length: short(self.unescaped.len() - start), is_unescaped: true }
    }

    /// The text of a part.
    pub(crate) fn part(&self, span: Span) -> &str {
        let text = if span.is_unescaped { &self.unescaped } else { self.text };
        let start = span.start as usize;
        text.get(start..start + span.length as usize).unwrap_or_default()
    }

    /// The name of the value at an index.
    pub(crate) fn name(&self, index: usize) -> &str {
        self.part(self.entry(index).name())
    }

    fn bytes(&self, span: Span) -> &[u8] {
        let text = if span.is_unescaped { self.unescaped.as_bytes() } else { self.text.as_bytes() };
        let start = span.start as usize;
        text.get(start..start + span.length as usize).unwrap_or_default()
    }

    /// The index of the first member of this name from one index on, before another, and the index behind it. Bytes are
    /// compared, for which no character's beginning is looked for.
    #[inline]
    fn find(&self, from: usize, end: usize, name: &[u8]) -> Option<(usize, usize)> {
        let mut index = from;
        while index < end {
            let entry = self.entry(index);
            let behind = entry.behind(index);
            if entry.name().length as usize == name.len() && self.bytes(entry.name()) == name {
                return Some((index, behind));
            }
            index = behind;
        }
        None
    }

    /// The name of the value at an index, and the index behind it.
    pub(crate) fn name_and_behind(&self, index: usize) -> (Span, usize) {
        let entry = self.entry(index);
        (entry.name(), entry.behind(index))
    }

    /// Whether the value at an index is a map that is closed.
    pub(crate) fn is_map(&self, index: usize) -> bool {
        self.entry(index).kind() == Kind::Map
    }

    /// The index of the first value of a list or a map.
    pub(crate) fn first_of(&self, index: usize) -> Option<usize> {
        let entry = self.entry(index);
        (entry.is_container() && entry.first > 0).then_some(index + 1)
    }

    /// The index behind a value and all that it holds.
    pub(crate) fn behind(&self, index: usize) -> usize {
        self.entry(index).behind(index)
    }

    /// The indices of the values of a list or a map, before it is closed too.
    fn children(&self, index: usize, count: usize) -> impl Iterator<Item = usize> + Clone {
        std::iter::successors(Some(index + 1), |child| Some(self.behind(*child))).take(count)
    }

    /// Notes it where two members of the object that begins at this index and ends here have one name.
    pub(crate) fn compare_names(&mut self, index: usize, count: usize) {
        self.repeats |= self.has_repeated(index, count);
    }

    fn has_repeated(&self, index: usize, count: usize) -> bool {
        /// So many names are compared pair by pair, which is cheaper than a table of them.
        const FEW: usize = 32;
        if count > FEW {
            let mut seen = HashSet::with_capacity(count);
            return !self.children(index, count).all(|child| seen.insert(self.name(child)));
        }
        let (mut index, end) = (index + 1, self.entries.len());
        while index < end {
            let entry = self.entry(index);
            index = entry.behind(index);
            if self.find(index, end, self.bytes(entry.name())).is_some() {
                return true;
            }
        }
        false
    }

    fn entry(&self, index: usize) -> Entry {
        self.entries.get(index).copied().unwrap_or(Entry::NOTHING)
    }

    /// A part as text that outlives the tape.
    fn kept(&self, span: Span) -> Cow<'a, str> {
        if span.is_unescaped {
            return Cow::Owned(self.part(span).to_owned());
        }
        let start = span.start as usize;
        Cow::Borrowed(self.text.get(start..start + span.length as usize).unwrap_or_default())
    }

    /// The tree of the value at this index. Documents are no deeper than whoever walks a tree may descend.
    pub(crate) fn node(&self, index: usize) -> Node<'a> {
        let entry = self.entry(index);
        let children = || self.children(index, entry.first as usize);
        match entry.kind() {
            Kind::Null => Node::Null,
            Kind::False => Node::Bool(false),
            Kind::True => Node::Bool(true),
            Kind::Number => Node::Number(self.kept(entry.value())),
            Kind::Text => Node::Text(self.kept(entry.value())),
            Kind::List => {
                let mut rows = Vec::with_capacity(entry.first as usize);
                rows.extend(children().map(|child| self.node(child)));
                Node::list(rows)
            }
            Kind::Map => {
                let mut entries = Vec::with_capacity(entry.first as usize);
                entries.extend(children().map(|child| (self.kept(self.entry(child).name()), self.node(child))));
                Node::map(entries)
            }
        }
    }

    /// The tree of the whole document.
    pub(crate) fn into_node(mut self) -> Node<'a> {
        // The tree is as large as the document may become; what the tape does not need is given back before.
        self.entries.shrink_to_fit();
        self.node(0)
    }
}

impl Room {
    /// Takes what a value takes in the tree of its document, a tape takes less.
    pub(crate) fn value(&mut self, is_named: bool) -> Result<(), &'static str> {
        if is_named { self.slots::<(Cow<'_, str>, Node<'_>)>(1) } else { self.slots::<Node<'_>>(1) }
    }
}

/// No document is longer than [`MOST`], nor has more values than bytes.
fn short(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
