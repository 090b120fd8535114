//! One step of a scheme: a template, a map of pairs, or a choice between two.

use signwright_model::{Credential, Items, Over, SortBy, StepBody, Template};

use super::when;
use crate::arena::Arena;
use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::lower::notation::cursor::quoted;
use crate::lower::template::inputs::{Known, KnownStep, Place};
use crate::lower::template::{self, Kind, Read, Uses, plain};
use crate::specs::Located;
use crate::suggest;
use crate::suggest::unknown_word;
use crate::syntax::{Entry, Node};

pub(super) struct Reader<'a, 'm, 'd> {
    pub(super) credentials: &'a [Credential<'a>],
    pub(super) arena: &'m Arena,
    pub(super) diagnostics: &'d mut Diagnostics,
    pub(super) steps: Vec<KnownStep<'m>>,
    pub(super) vars: &'a [KnownStep<'m>],
    pub(super) open_vars: bool,
    /// Whether what is read must be text, such as one half of a choice whose other half is.
    pub(super) as_text: bool,
}

/// A map of pairs as far as it is read.
struct Reading<'m> {
    items: Items<'m>,
    uses: Uses,
}

const KEYS: &[&str] = &[
    "over",
    "only",
    "except",
    "key",
    "value",
    "drop_empty",
    "drop_equal",
    "sort",
    "merge",
    "each",
    "join",
    "when",
    "then",
    "else",
];

const CHOICE: &[&str] = &["when", "then", "else"];

/// What a step goes over.
pub const SOURCES: &[(&str, Over<'static>)] = &[
    ("params", Over::Params),
    ("query", Over::Query),
    ("form", Over::Form),
    ("headers", Over::Headers),
    ("json", Over::Json("")),
    ("all", Over::All),
];

/// How what a step goes over is sorted.
pub const ORDERS: &[(&str, SortBy<'static>)] = &[
    ("key", SortBy::Key),
    ("value", SortBy::Value),
    ("pair", SortBy::Pair),
    ("item", SortBy::Item),
    ("key_ignoring_case", SortBy::KeyIgnoringCase),
    ("key_descending", SortBy::KeyDescending),
    ("none", SortBy::None),
];

const ANSWERS: &[(&str, bool)] = &[("yes", true), ("no", false)];

impl<'m> Reader<'_, 'm, '_> {
    pub(super) fn body(&mut self, node: &Node) -> Option<(StepBody<'m>, Kind, Uses)> {
        if node.scalar().is_some() {
            let read = if self.as_text { template::read_text } else { template::read };
            let read = self.template(node, Place::Step, read)?;
            return Some((StepBody::Template(read.template), read.kind, read.uses));
        }
        let Some(entries) = node.map() else {
            return self.wrong_kind(node, "a step is a template, a map of pairs or a choice");
        };
        if node.get("when").is_some() {
            return self.choice(node, entries);
        }
        let mut reading = Reading { items: Items::NONE, uses: Uses::default() };
        let read: Vec<_> = entries.iter().map(|entry| self.key(entry, &mut reading)).collect();
        for key in ["over", "each"] {
            if node.get(key).is_none() {
                let help = "write `{ over: params, sort: key, each: \"{key}={value}\", join: \"&\" }`";
                self.told(Code::MissingKey, node.span, format!("a map of pairs needs `{key}`"), help);
                return None;
            }
        }
        let body = StepBody::Items(reading.items);
        read.iter().all(Option::is_some).then_some((body, Kind::Text, reading.uses))
    }

    /// `{ when: verb = POST, then: "{body | sha256 | hex}", else: "" }`
    fn choice(&mut self, node: &Node, entries: &[Entry]) -> Option<(StepBody<'m>, Kind, Uses)> {
        for entry in entries.iter().filter(|entry| !CHOICE.contains(&entry.key.text.as_str())) {
            self.unknown_key(entry, CHOICE);
        }
        let condition = self.text(node.get("when")?)?;
        let vars: Option<&[&str]> = if self.open_vars { None } else { Some(&[]) };
        let (credentials, steps) = (self.credentials, &self.steps);
        let known = Known { place: Place::Step, credentials, steps, own_vars: self.vars, vars };
        let (when, uses) = when::read(condition, &known, self.arena, self.diagnostics)?;
        let nothing = (StepBody::Template(Template(&[])), Kind::TextBytes, Uses::default());
        let Some(then) = node.get("then") else {
            let help = "write `{ when: verb = POST, then: \"{body | sha256 | hex}\", else: \"\" }`";
            self.told(Code::MissingKey, node.span, "a choice needs `then`", help);
            return None;
        };
        let (mut then_body, one, takes) = self.body(then)?;
        let (mut otherwise, other, or_takes) = match node.get("else") {
            Some(otherwise) => self.body(otherwise)?,
            None => nothing,
        };
        // The body beside text is text.
        if one == Kind::TextBytes && other == Kind::Text {
            then_body = self.text_body(then)?;
        }
        if let (Kind::Text, Kind::TextBytes, Some(node)) = (one, other, node.get("else")) {
            otherwise = self.text_body(node)?;
        }
        let is_bytes = |kind| matches!(kind, Kind::Bytes | Kind::Decoded);
        let kind = match (one, other) {
            _ if one == other => one,
            (Kind::TextBytes, other) => other,
            (one, Kind::TextBytes) => one,
            _ if is_bytes(one) && is_bytes(other) => Kind::Bytes,
            _ => {
                let message = "`then` and `else` give text and bytes";
                self.told(Code::TextAndBytes, node.span, message, "add `| hex` or `| base64` to the bytes");
                return None;
            }
        };
        // Nothing at all can be taken for bytes as well as for text only where the engine need not know.
        let (then, otherwise) = (self.arena.alloc(then_body), self.arena.alloc(otherwise));
        Some((StepBody::Choice { when, then, otherwise }, kind, uses.and(takes).and(or_takes)))
    }

    fn text_body(&mut self, node: &Node) -> Option<StepBody<'m>> {
        let before = std::mem::replace(&mut self.as_text, true);
        let read = self.body(node);
        self.as_text = before;
        read.map(|(body, ..)| body)
    }

    fn key(&mut self, entry: &Entry, reading: &mut Reading<'m>) -> Option<()> {
        let value = &entry.value;
        let Reading { items, uses } = reading;
        let mut template = |reader: &mut Self, place| {
            let read = reader.template(value, place, template::read_text)?;
            *uses = uses.and(read.uses);
            Some(read.template)
        };
        match entry.key.text.as_str() {
            "over" => items.over = self.over(value, uses)?,
            "only" => items.only = self.names(value)?,
            "except" => items.except = self.names(value)?,
            "key" => items.key = Some(template(self, Place::Item)?),
            "value" => items.value = Some(template(self, Place::Item)?),
            "drop_empty" => items.drop_empty = self.word(value, ANSWERS)?,
            "drop_equal" => items.drop_equal = self.word(value, ANSWERS)?,
            "sort" if value.list().is_some() => items.sort = SortBy::Listed(self.names(value)?),
            "sort" => items.sort = self.word(value, ORDERS)?,
            "merge" => items.merge = Some(self.arena.alloc_str(self.plain(value, "a text")?.text)),
            "each" => items.each = template(self, Place::Item)?,
            "join" => items.join = template(self, Place::Step)?,
            _ => {
                self.unknown_key(entry, KEYS);
                return None;
            }
        }
        Some(())
    }

    fn unknown_key(&mut self, entry: &Entry, keys: &[&str]) {
        let help = suggest::help(&entry.key.text, keys.iter().copied());
        self.told(Code::UnknownKey, entry.key.span, format!("unknown key {}", quoted(&entry.key.text)), help);
    }

    fn names(&mut self, node: &Node) -> Option<&'m [&'m str]> {
        let names = node.list().unwrap_or(std::slice::from_ref(node));
        let names = names.iter().map(|name| self.plain(name, "a name").map(|name| self.arena.alloc_str(name.text)));
        let names: Option<Vec<_>> = names.collect();
        Some(self.arena.alloc_slice(&names?))
    }

    /// A source, or a list of sources and of further pairs.
    fn over(&mut self, node: &Node, uses: &mut Uses) -> Option<&'m [Over<'m>]> {
        let mut over = Vec::new();
        for source in node.list().unwrap_or(std::slice::from_ref(node)) {
            let Some(pairs) = source.map() else {
                uses.params = true;
                over.push(match source.scalar().and_then(|word| word.text.strip_prefix("json.")) {
                    Some(path) if !path.is_empty() => {
                        self.plain(source, "a path")?;
                        Over::Json(self.arena.alloc_str(path))
                    }
                    _ => self.word(source, SOURCES)?,
                });
                continue;
            };
            for pair in pairs {
                plain::check(pair.key.located(), "a name", self.diagnostics);
                let read = self.template(&pair.value, Place::Step, template::read_text)?;
                *uses = uses.and(read.uses);
                over.push(Over::Pair(self.arena.alloc_str(&pair.key.text), read.template));
            }
        }
        if over.is_empty() {
            return self.wrong_kind(node, "`over` names at least one source of pairs");
        }
        Some(self.arena.alloc_slice(&over))
    }

    fn template(&mut self, node: &Node, place: Place, read: ReadTemplate<'m>) -> Option<Read<'m>> {
        let text = self.text(node)?;
        let vars: Option<&[&str]> = if self.open_vars { None } else { Some(&[]) };
        let known = Known { place, credentials: self.credentials, steps: &self.steps, own_vars: self.vars, vars };
        read(text, &known, self.arena, self.diagnostics)
    }

    fn word<T: Copy>(&mut self, node: &Node, words: &[(&str, T)]) -> Option<T> {
        let word = self.text(node)?;
        let found = words.iter().find(|(known, _)| *known == word.text).map(|(_, meant)| *meant);
        if found.is_none() {
            let known: Vec<_> = words.iter().map(|(known, _)| *known).collect();
            self.diagnostics.push(unknown_word(word, &known));
        }
        found
    }

    fn text<'n>(&mut self, node: &'n Node) -> Option<Located<'n>> {
        match node.scalar() {
            Some(scalar) => Some(Located::new(&scalar.text, scalar.span)),
            None => self.wrong_kind(node, "expected text"),
        }
    }

    /// A text that is no template.
    fn plain<'n>(&mut self, node: &'n Node, what: &str) -> Option<Located<'n>> {
        let text = self.text(node)?;
        plain::check(text, what, self.diagnostics);
        Some(text)
    }

    fn wrong_kind<T>(&mut self, node: &Node, message: &str) -> Option<T> {
        self.told(Code::WrongKind, node.span, format!("{message}; this is {}", node.what()), "");
        None
    }

    pub(super) fn told(&mut self, code: Code, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.diagnostics.push(Diagnostic::error(code, span, message).help(help));
    }
}

type ReadTemplate<'m> = fn(Located<'_>, &Known<'_>, &'m Arena, &mut Diagnostics) -> Option<Read<'m>>;
