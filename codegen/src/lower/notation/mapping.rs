//! Reading a mapping key by key: a key that is asked for is known, one that was never asked for is a
//! mistake, and one that is missing is reported at the mapping's own key.

use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Span};
use crate::lower::Lowering;
use crate::lower::record::line;
use crate::lower::record::type_expr::TypeKind;
use crate::specs::Located;
use crate::suggest;
use crate::syntax::{Entry, Kind, Map, Node, slips};

/// A mapping half read.
pub(crate) struct Mapping<'t> {
    entries: &'t [Entry],
    /// Where it is missing something: the key it belongs to.
    place: Span,
    asked: Vec<&'static str>,
}

impl<'t> Mapping<'t> {
    /// Begins to read a mapping; `what` names it in messages, `place` is the key it belongs to.
    pub(crate) fn of(node: &'t Node, what: &str, place: Span, lowering: &mut Lowering<'_, '_>) -> Option<Self> {
        let Some(entries) = node.map() else {
            let message = format!("{what} must be a mapping, but this is {}", node.what());
            let slip = node.scalar().filter(|scalar| scalar.plain).and_then(|scalar| slips::colon(&scalar.text));
            let help = match slip {
                _ if node.is_nothing() => "where there is nothing to say, write `{}`".to_owned(),
                Some(slip) => slip.help,
                None if is_row(node) => ROW.to_owned(),
                None => String::new(),
            };
            lowering.push(Diagnostic::error(Code::WrongKind, node.span, message).help(help));
            return None;
        };
        Some(Self { entries, place, asked: Vec::new() })
    }

    /// The same, where a repeated key is a mistake of its own kind: `row` says what the keys are.
    pub(crate) fn of_rows(
        node: &'t Node,
        what: &str,
        place: Span,
        (twice, row): (Code, &str),
        lowering: &mut Lowering<'_, '_>,
    ) -> Option<Self> {
        if let Kind::Map(map) = &node.kind {
            repeated(map, what, (twice, row), lowering);
        }
        Self::of(node, what, place, lowering)
    }

    /// All entries, whatever their keys.
    pub(crate) fn all(&self) -> &'t [Entry] {
        self.entries
    }

    /// The entry of a key that may be missing.
    pub(crate) fn entry(&mut self, key: &'static str) -> Option<&'t Entry> {
        self.asked.push(key);
        self.entries.iter().find(|entry| entry.key.text == key)
    }

    /// The value of a key that may be missing.
    pub(crate) fn value(&mut self, key: &'static str) -> Option<&'t Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The entry of a key that must be there.
    pub(crate) fn required(&mut self, key: &'static str, lowering: &mut Lowering<'_, '_>) -> Option<&'t Entry> {
        let found = self.entry(key);
        if found.is_none() {
            let missing = Diagnostic::error(Code::MissingKey, self.place, format!("the key `{key}` is missing"));
            lowering.push(missing.help(format!("add `{key}: …`")));
        }
        found
    }

    /// A text that may be missing.
    pub(crate) fn word(&mut self, key: &'static str, lowering: &mut Lowering<'_, '_>) -> Option<Located<'t>> {
        lowering.word(self.value(key)?)
    }

    /// A text in the vendor's words that may be missing; then it is empty.
    pub(crate) fn prose<'m>(&mut self, key: &'static str, lowering: &mut Lowering<'m, '_>) -> &'m str {
        let text = self.value(key).and_then(|node| lowering.prose(node)).map_or("", |text| text.text.trim());
        lowering.arena.alloc_str(text)
    }

    /// One of a few words.
    pub(crate) fn choice<T: Copy>(
        &mut self,
        key: &'static str,
        words: &[(&'static str, T)],
        lowering: &mut Lowering<'_, '_>,
    ) -> Option<T> {
        let word = self.word(key, lowering)?;
        lowering.choice(word, words)
    }

    /// `yes` or `no`; `no` when it is missing.
    pub(crate) fn flag(&mut self, key: &'static str, lowering: &mut Lowering<'_, '_>) -> bool {
        self.choice(key, &[("yes", true), ("no", false)], lowering).unwrap_or(false)
    }

    /// Ends the reading: every key that was never asked for is unknown.
    pub(crate) fn finish(self, lowering: &mut Lowering<'_, '_>) {
        self.finish_but(|_| false, lowering);
    }

    /// The same, but some keys are read elsewhere.
    pub(crate) fn finish_but(self, elsewhere: impl Fn(&str) -> bool, lowering: &mut Lowering<'_, '_>) {
        for entry in self.entries {
            let key = entry.key.text.as_str();
            if !self.asked.contains(&key) && !elsewhere(key) {
                let unknown = Diagnostic::error(Code::UnknownKey, entry.key.span, format!("unknown key `{key}`"));
                let known = || suggest::help(key, self.asked.iter().copied());
                lowering.push(unknown.help(if is_row(&entry.value) { ROW.to_owned() } else { known() }));
            }
        }
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
pub(crate) fn repeated_keys(tree: &Node, lowering: &mut Lowering<'_, '_>) {
    match &tree.kind {
        Kind::Scalar(_) => {}
        Kind::List(rows) => rows.iter().for_each(|row| repeated_keys(row, lowering)),
        Kind::Map(map) => {
            repeated(map, "one mapping", (Code::DuplicateKey, "key"), lowering);
            map.entries.iter().for_each(|entry| repeated_keys(&entry.value, lowering));
        }
    }
}

fn repeated(map: &Map, what: &str, (code, row): (Code, &str), lowering: &mut Lowering<'_, '_>) {
    for one in &map.repeated {
        if lowering.told.insert(one.again) {
            let message = format!("the {row} `{}` stands twice in {what}", one.key);
            let twice = Diagnostic::error(code, one.again, message).label("again here");
            let help = "remove one of them, or give one another name";
            lowering.push(twice.related(one.first, "first here").help(help));
        }
    }
}
