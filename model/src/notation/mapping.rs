//! Reading a mapping key by key: a key that is asked for is known, one that was never asked for is a
//! mistake, and one that is missing is reported at the mapping's own key.

use crate::catalogue::Code;
use crate::diagnostic::Located;
use crate::diagnostic::{Diagnostic, Span};
use crate::notation::row::line;
use crate::notation::row::type_expr::TypeKind;
use crate::notation::suggest;
use crate::notation::{Arena, Reader};
use crate::syntax::{Entry, Kind, Map, Node, slips};

/// A mapping half read.
pub struct Mapping<'t> {
    entries: &'t [Entry],
    /// Where it is missing something: the key it belongs to.
    place: Span,
    asked: Vec<&'static str>,
}

impl<'t> Mapping<'t> {
    /// Begins to read a mapping; `what` names it in messages, `place` is the key it belongs to.
    pub fn of<'m>(
        node: &'t Node,
        what: &str,
        place: Span,
        reader: &mut Reader<'m, '_, impl Arena<'m>>,
    ) -> Option<Self> {
        let Some(entries) = node.map() else {
            let message = format!("{what} must be a mapping, but this is {}", node.what());
            let slip = node.scalar().filter(|scalar| scalar.plain).and_then(|scalar| slips::colon(&scalar.text));
            let help = match slip {
                _ if node.is_nothing() => "where there is nothing to say, write `{}`".to_owned(),
                Some(slip) => slip.help,
                None if is_row(node) => ROW.to_owned(),
                None => String::new(),
            };
            reader.push(Diagnostic::error(Code::WrongKind, node.span, message).help(help));
            return None;
        };
        Some(Self { entries, place, asked: Vec::new() })
    }

    /// The same, where a repeated key is a mistake of its own kind: `row` says what the keys are.
    pub fn of_rows<'m>(
        node: &'t Node,
        what: &str,
        place: Span,
        (twice, row): (Code, &str),
        reader: &mut Reader<'m, '_, impl Arena<'m>>,
    ) -> Option<Self> {
        if let Kind::Map(map) = &node.kind {
            repeated(map, what, (twice, row), reader);
        }
        Self::of(node, what, place, reader)
    }

    /// All entries, whatever their keys.
    pub fn all(&self) -> &'t [Entry] {
        self.entries
    }

    /// The entry of a key that may be missing.
    pub fn entry(&mut self, key: &'static str) -> Option<&'t Entry> {
        self.asked.push(key);
        self.entries.iter().find(|entry| entry.key.text == key)
    }

    /// The value of a key that may be missing.
    pub fn value(&mut self, key: &'static str) -> Option<&'t Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The entry of a key that must be there.
    pub fn required<'m>(
        &mut self,
        key: &'static str,
        reader: &mut Reader<'m, '_, impl Arena<'m>>,
    ) -> Option<&'t Entry> {
        let found = self.entry(key);
        if found.is_none() {
            let missing = Diagnostic::error(Code::MissingKey, self.place, format!("the key `{key}` is missing"));
            reader.push(missing.help(format!("add `{key}: …`")));
        }
        found
    }

    /// A text that must be there.
    pub fn required_word<'m>(
        &mut self,
        key: &'static str,
        reader: &mut Reader<'m, '_, impl Arena<'m>>,
    ) -> Option<Located<'t>> {
        let section = self.required(key, reader)?;
        reader.word(&section.value)
    }

    /// A text that may be missing.
    pub fn word<'m>(&mut self, key: &'static str, reader: &mut Reader<'m, '_, impl Arena<'m>>) -> Option<Located<'t>> {
        reader.word(self.value(key)?)
    }

    /// A text in the vendor's words that may be missing; then it is empty.
    pub fn prose<'m>(&mut self, key: &'static str, reader: &mut Reader<'m, '_, impl Arena<'m>>) -> &'m str {
        let text = self.value(key).and_then(|node| reader.prose(node)).map_or("", |text| text.text.trim());
        reader.arena.alloc_str(text)
    }

    /// One of a few words.
    pub fn choice<'m, T: Copy>(
        &mut self,
        key: &'static str,
        words: &[(&'static str, T)],
        reader: &mut Reader<'m, '_, impl Arena<'m>>,
    ) -> Option<T> {
        let word = self.word(key, reader)?;
        reader.choice(word, words)
    }

    /// `yes` or `no`; `no` when it is missing.
    pub fn flag<'m>(&mut self, key: &'static str, reader: &mut Reader<'m, '_, impl Arena<'m>>) -> bool {
        self.choice(key, &[("yes", true), ("no", false)], reader).unwrap_or(false)
    }

    /// Ends the reading: every key that was never asked for is unknown.
    pub fn finish<'m>(self, reader: &mut Reader<'m, '_, impl Arena<'m>>) {
        self.finish_but(|_| false, reader);
    }

    /// The same, but some keys are read elsewhere.
    pub fn finish_but<'m>(self, elsewhere: impl Fn(&str) -> bool, reader: &mut Reader<'m, '_, impl Arena<'m>>) {
        for unread in self.entries {
            let key = unread.key.text.as_str();
            if !self.asked.contains(&key) && !elsewhere(key) {
                let unknown = Diagnostic::error(Code::UnknownKey, unread.key.span, format!("unknown key `{key}`"));
                let known = || suggest::help(key, self.asked.iter().copied());
                reader.push(unknown.help(if is_row(&unread.value) { ROW.to_owned() } else { known() }));
            }
        }
    }
}

impl<'m, A: Arena<'m>> Reader<'m, '_, A> {
    /// A mapping of names to texts; a name may have a list of texts, which are as many pairs.
    pub fn pairs(&mut self, node: &Node, what: &str, place: Span) -> &'m [(&'m str, &'m str)] {
        let mut pairs = Vec::new();
        // Names that come again between others stand in a list of mappings.
        for node in node.list().unwrap_or(std::slice::from_ref(node)) {
            let Some(mapping) = Mapping::of(node, what, place, self) else { return &[] };
            for entry in mapping.all() {
                for value in entry.value.list().unwrap_or(std::slice::from_ref(&entry.value)) {
                    // An empty value is meant: `""` and nothing are the same text here.
                    let text = if value.is_nothing() { Some("") } else { self.word(value).map(|word| word.text) };
                    if let Some(text) = text {
                        pairs.push((self.arena.alloc_str(&entry.key.text), self.arena.alloc_str(text)));
                    }
                }
            }
        }
        self.arena.alloc_slice(&pairs)
    }
}

/// What to do with a field that stands beside its record.
const ROW: &str = "if this is a field, indent it below its record, as deep as the fields beside it";

/// Whether a value reads as the line of a field.
fn is_row(node: &Node) -> bool {
    let line = node.scalar().and_then(|scalar| line::field(scalar.located()).ok());
    line.is_some_and(|line| !matches!(line.ty.kind, TypeKind::Named { .. }))
}

/// Reports the keys that stand twice in any mapping of a file and were not reported as something better.
pub fn repeated_keys<'m>(tree: &Node, reader: &mut Reader<'m, '_, impl Arena<'m>>) {
    match &tree.kind {
        Kind::Scalar(_) => {}
        Kind::List(rows) => rows.iter().for_each(|row| repeated_keys(row, reader)),
        Kind::Map(map) => {
            repeated(map, "one mapping", (Code::DuplicateKey, "key"), reader);
            map.entries.iter().for_each(|entry| repeated_keys(&entry.value, reader));
        }
    }
}

fn repeated<'m>(map: &Map, what: &str, (code, row): (Code, &str), reader: &mut Reader<'m, '_, impl Arena<'m>>) {
    for repeated_key in &map.repeated {
        if reader.repeated.insert(repeated_key.again) {
            let message = format!("the {row} `{}` stands twice in {what}", repeated_key.key);
            let twice = Diagnostic::error(code, repeated_key.again, message).label("again here");
            let help = "remove one of them, or give one another name";
            reader.push(twice.related(repeated_key.first, "first here").help(help));
        }
    }
}
