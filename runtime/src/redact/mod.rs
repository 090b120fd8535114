//! What of a server's words may be printed. A server may echo what it was sent, whole or torn, in any encoding; so a
//! client hides its secrets, what it made of them and the personal data of its request in every text that comes from
//! outside, before that text gets into an error or a note. The bytes of an answer stay as they came.

mod collect;
mod view;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use zeroize::Zeroizing;

use crate::model::{Endpoint, Platform, Shape, is_invisible};
use crate::texts::Texts;
use crate::{Node, Violation, Violations};
use view::View;

pub(crate) const HIDDEN: &str = "<redacted>";
/// The fewest characters of a value that is looked for: one alone is no secret, and would blacken every text.
const SHORTEST: usize = 2;
/// The most bytes of a text that are looked at.
const READ: usize = 16 << 10;
const SHOWN: usize = 500;

/// Values that must not be printed. Cheap to clone. Its `Debug` shows none of them.
#[derive(Clone, Default)]
pub struct Redaction {
    inner: Arc<Inner>,
}

#[derive(Default)]
struct Inner {
    values: Texts,
    index: OnceLock<Index>,
}

/// The values as views show texts, by their first two bytes.
#[derive(Default)]
struct Index {
    values: HashMap<[u8; 2], Vec<Zeroizing<Vec<u8>>>>,
}

impl Redaction {
    /// The personal data of a request, the values of the fields that its tables mark as sensitive; and its rows that are named
    /// as a secret credential of the platform, such as a token that is to be renewed.
    pub(crate) fn of_request(platform: &Platform<'_>, shape: Shape<'_>, node: &Node<'_>) -> Self {
        // An eighth of a request is personal data, or less.
        Self::collected(node.about_bytes() / 128, |add| {
            collect::personal(shape, node, add);
            collect::secrets(platform, shape, node, add);
        })
    }

    /// These and the personal data of an answer.
    pub(crate) fn and_of(&self, shape: Shape<'_>, node: &Node<'_>) -> Self {
        self.and(Self::collected(8, |add| collect::personal(shape, node, add)).values())
    }

    /// These and what stands in a document under the name of a field that one of these tables marks as personal data.
    pub(crate) fn and_named(&self, shapes: &[Shape<'_>], document: &Node<'_>) -> Self {
        self.and(Self::collected(8, |add| collect::named(shapes, document, add)).values())
    }

    /// These and the tokens that an answer of this endpoint gives.
    pub(crate) fn and_tokens(&self, platform: &Platform<'_>, endpoint: &Endpoint<'_>, document: &Node<'_>) -> Self {
        self.and(Self::collected(8, |add| collect::tokens(platform, endpoint, document, add)).values())
    }

    /// What is handed over, of about so many values.
    fn collected(about: usize, collect: impl FnOnce(&mut dyn FnMut(&str))) -> Self {
        let mut values = Texts::for_rows(about);
        collect(&mut |value| values.push(value));
        Self::from(values)
    }

    /// Nothing but these values.
    #[cfg(test)]
    pub(crate) fn of<V: AsRef<str>>(values: impl IntoIterator<Item = V>) -> Self {
        Self::collected(8, |add| values.into_iter().for_each(|value| add(value.as_ref())))
    }

    pub(crate) fn and<V: AsRef<str>>(&self, values: impl IntoIterator<Item = V>) -> Self {
        self.and_collected(|add| values.into_iter().for_each(|value| add(value.as_ref()))).0
    }

    /// These and what is handed over, and what else came of that.
    pub(crate) fn and_collected<R>(&self, collect: impl FnOnce(&mut dyn FnMut(&str)) -> R) -> (Self, R) {
        let mut values = Texts::default();
        let result = collect(&mut |value| {
            if values.is_empty() {
                // Copied as a whole, and only where there is something to add.
                values = self.inner.values.with_room(8);
            }
            values.push(value);
        });
        (if values.is_empty() { self.clone() } else { Self::from(values) }, result)
    }

    fn values(&self) -> impl Iterator<Item = &str> {
        self.inner.values.iter()
    }

    /// A server's words as they may be printed: without the values, on one line, without what moves a cursor, turns
    /// the direction or is not seen, and cut off at some 500 characters.
    pub fn text(&self, text: &str) -> String {
        self.hidden_again(&line(&self.beginning(text), SHOWN))
    }

    /// The same for what was made of a text in which the values are hidden already: where something was left out, what
    /// stood around it has come together.
    pub(crate) fn hidden_again(&self, shown: &str) -> String {
        shown.split(HIDDEN).map(|part| self.hidden(part)).collect::<Vec<_>>().join(HIDDEN)
    }

    /// A document of a table with `<redacted>` in the place of each value, in its texts, its numbers, which become texts by
    /// that, and the names that the table does not have. Those that it has are no echo, whatever they hold.
    #[must_use]
    pub fn document<'v>(&self, shape: Shape<'_>, node: Node<'v>) -> Node<'v> {
        let fields = shape.records.iter().flat_map(|record| record.fields);
        self.within(&fields.map(|field| field.name).collect(), node)
    }

    fn within<'v>(&self, names: &HashSet<&str>, node: Node<'v>) -> Node<'v> {
        let hide = |text: Cow<'v, str>| match self.hidden(&text) {
            // A name or text without a value in it keeps the memory that it came in.
            Cow::Owned(shown) => (Cow::Owned(shown), true),
            Cow::Borrowed(_) => (text.clone(), false),
        };
        match node {
            Node::Text(text) => Node::Text(hide(text).0),
            // What is hidden in a number is a text, for no number can stand for it.
            Node::Number(text) => match hide(text) {
                (shown, true) => Node::Text(shown),
                (text, false) => Node::Number(text),
            },
            Node::List(rows) => Node::List(rows.into_iter().map(|row| self.within(names, row)).collect()),
            Node::Record(fields) => Node::Record(fields.into_iter().map(|field| self.within(names, field)).collect()),
            Node::Map(entries) => {
                let name = |name: Cow<'v, str>| if names.contains(&*name) { name } else { hide(name).0 };
                let entry = |(of, node)| (name(of), self.within(names, node));
                Node::Map(entries.into_iter().map(entry).collect())
            }
            scalar => scalar,
        }
    }

    /// A text with `<redacted>` in the place of each value, as it is, percent-encoded, escaped as in JSON or in HTML,
    /// and encoded so several times.
    pub(crate) fn hidden<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.hidden_in(text, false)
    }

    /// The same for the beginning of a text: as much of it as anybody needs to see.
    pub(crate) fn beginning<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let read = beginning(text);
        self.hidden_in(read, read.len() < text.len())
    }

    pub(crate) fn beginning_of_bytes(&self, bytes: &[u8]) -> String {
        // More than is looked at, so that what follows is not taken for the end.
        let read = bytes.get(..bytes.len().min(READ + 4)).unwrap_or_default();
        self.beginning(&String::from_utf8_lossy(read)).into_owned()
    }

    fn hidden_in<'t>(&self, text: &'t str, is_cut: bool) -> Cow<'t, str> {
        let ranges = self.ranges(text, is_cut);
        if ranges.is_empty() {
            return Cow::Borrowed(text);
        }
        let (mut shown, mut end) = (String::with_capacity(text.len()), 0);
        for range in ranges {
            shown.push_str(text.get(end..range.start).unwrap_or_default());
            shown.push_str(HIDDEN);
            end = range.end;
        }
        shown.push_str(text.get(end..).unwrap_or_default());
        Cow::Owned(shown)
    }

    /// Every path and message as [`Self::text`] shows it.
    pub(crate) fn violations(&self, violations: Violations) -> Violations {
        let shown = violations.0.into_iter().map(|violation| Violation {
            path: self.text(&violation.path),
            message: self.text(&violation.message),
            ..violation
        });
        Violations(shown.collect())
    }

    /// Where values stand, in order and apart. A value that a cut text ends in the middle of is one too.
    fn ranges(&self, text: &str, is_cut: bool) -> Vec<Range<usize>> {
        let index = self.inner.index.get_or_init(|| Index::new(self.values()));
        if index.values.is_empty() {
            return Vec::new();
        }
        let mut ranges = Vec::new();
        // Each view undoes encodings in another order, so each may find what the others cannot.
        for view in View::all(text) {
            index.search(&view, is_cut, &mut ranges);
        }
        ranges.sort_unstable_by_key(|range| (range.start, range.end));
        let mut apart: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
        for range in ranges {
            match apart.last_mut() {
                // Ranges that touch become one, or the end of the first would show what the second begins with.
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => apart.push(range),
            }
        }
        apart
    }
}

impl From<Texts> for Redaction {
    fn from(values: Texts) -> Self {
        Self { inner: Arc::new(Inner { values, ..Inner::default() }) }
    }
}

impl Index {
    fn new<'v>(values: impl Iterator<Item = &'v str>) -> Self {
        let mut index = Self::default();
        for value in values {
            // Base64 is often given back without what fills it up. What is only that is looked for as it stands.
            let is_long = |value: &&str| value.chars().nth(SHORTEST - 1).is_some();
            let bare = value.trim().trim_end_matches('=');
            let Some(value) = [bare, value].into_iter().find(is_long) else { continue };
            let normal = View::of(value).into_bytes();
            if let Some([first, second]) = normal.first_chunk() {
                index.values.entry([*first, *second]).or_default().push(Zeroizing::new(normal));
            }
        }
        for values in index.values.values_mut() {
            // Longer values first: a short one inside would leave the rest of the long one to be read.
            values.sort_unstable_by(|left, right| right.len().cmp(&left.len()).then_with(|| left.cmp(right)));
            values.dedup();
        }
        index
    }

    fn search(&self, view: &View, is_cut: bool, ranges: &mut Vec<Range<usize>>) {
        let bytes = view.bytes();
        for begin in 0..bytes.len().saturating_sub(1) {
            let unread = bytes.get(begin..).unwrap_or_default();
            let Some(values) = unread.first_chunk().and_then(|first| self.values.get(first)) else { continue };
            // The longest that is here hides the shorter ones.
            let length = values.iter().find_map(|value| {
                // A value that the cut ends in the middle of would otherwise show its first half.
                let is_torn = is_cut && value.starts_with(unread);
                if unread.starts_with(value) { Some(value.len()) } else { is_torn.then_some(unread.len()) }
            });
            ranges.extend(length.map(|length| view.source(begin..begin + length)));
        }
    }
}

impl fmt::Debug for Redaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Redaction({} values)", self.inner.values.len())
    }
}

impl PartialEq for Redaction {
    fn eq(&self, other: &Self) -> bool {
        self.values().eq(other.values())
    }
}

impl Eq for Redaction {}

/// What is looked at of a text: where it is cut, no encoded character is torn.
fn beginning(text: &str) -> &str {
    if text.len() <= READ {
        return text;
    }
    let read = text.get(..text.floor_char_boundary(READ)).unwrap_or_default();
    // An encoded character is no longer than this, encoded twice or not.
    let last = read.len().saturating_sub(24);
    let last = read.floor_char_boundary(last);
    let escape = read.get(last..).and_then(|tail| tail.find(['%', '\\', '&']));
    escape.map_or(read, |escape| read.get(..last + escape).unwrap_or_default())
}

/// A text on one line, without what is not seen, and of at most so many characters.
pub(crate) fn line(text: &str, most: usize) -> String {
    let mut line = String::with_capacity(text.len().min(4 * most));
    let mut count = 0;
    let mut is_behind_blank = true;
    for character in text.chars().filter(|character| !is_invisible(*character)) {
        let is_blank = character.is_control() || character.is_whitespace();
        if is_blank && is_behind_blank {
            continue;
        }
        if count == most {
            line.push('…');
            return line;
        }
        line.push(if is_blank { ' ' } else { character });
        is_behind_blank = is_blank;
        count += 1;
    }
    line.truncate(line.trim_end().len());
    line
}

#[cfg(test)]
mod tests;
