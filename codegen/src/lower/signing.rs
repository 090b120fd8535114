//! The section `signing`: named steps, each a template or a map of pairs. Whether the scheme makes sense with
//! the rest of its platform (a secret, a place for the signature, a vector) is [`check`]'s to say.

use signwright_runtime::model::{Credential, Over, Signing, SortBy, Step, StepBody, Template};

use super::cursor::{is_word, quoted};
use super::inputs::{self, Known, KnownStep, Place};
use super::rows::unknown_word;
use super::template::{self, Kind, Read, Uses};
use crate::arena::Arena;
use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::specs::Located;
use crate::suggest;
use crate::syntax::{Entry, Node};

/// A scheme with its steps as other templates may name them.
#[derive(Clone, Debug)]
pub(crate) struct Scheme<'m> {
    /// The scheme.
    pub(crate) signing: Signing<'m>,
    /// Its steps, for the templates of common parameters.
    pub(crate) steps: Vec<KnownStep<'m>>,
}

/// Reads the section.
pub(crate) fn lower<'m>(
    section: &Node,
    credentials: &[Credential<'_>],
    arena: &'m Arena,
    diagnostics: &mut Diagnostics,
) -> Scheme<'m> {
    let mut reader = Reader { credentials, arena, diagnostics, steps: Vec::new() };
    let mut steps = Vec::new();
    let entries = section.map().unwrap_or_default();
    for (place, entry) in entries.iter().enumerate() {
        let is_last = place + 1 == entries.len();
        reader.name(Located::new(&entry.key.text, entry.key.span), is_last);
        let name = arena.alloc_str(&entry.key.text);
        // A step that cannot be read keeps its name, or every later use of it would be told too.
        let (body, kind, uses) = reader.body(&entry.value).unwrap_or((
            StepBody::Template(Template(&[])),
            Kind::TextBytes,
            Uses { secret: true, ..Uses::default() },
        ));
        if is_last && kind == Kind::Bytes {
            let mistake = "the last step is the signature, and this gives bytes";
            reader.told(Code::TextAndBytes, entry.value.span, mistake, "add `| hex` or `| base64`");
        }
        reader.steps.push(KnownStep { name, kind, uses });
        steps.push(Step { name, body });
    }
    if entries.is_empty() {
        let help = "the last step is the signature: `signature: \"{string_to_sign | md5 | hex}\"`";
        reader.told(Code::WrongKind, section.span, "a scheme is a mapping of named steps", help);
    }
    Scheme { signing: Signing { steps: arena.alloc_slice(&steps) }, steps: reader.steps }
}

/// Whether the scheme makes sense with the rest of its platform. `common` is what the templates of the common
/// parameters take in together, `vectors` how many vectors there are, `place` that of the section's key.
pub(crate) fn check(scheme: &Scheme<'_>, common: Uses, vectors: usize, place: Span, diagnostics: &mut Diagnostics) {
    let Some(last) = scheme.steps.last() else { return };
    let mut told = |code, message: &str, help: &str| {
        diagnostics.push(Diagnostic::error(code, place, message).help(help));
    };
    let takes_a_secret = last.uses.secret || (last.uses.params && common.secret);
    if !takes_a_secret {
        let help = "take a secret credential into a step that leads to the last one: `{credential.…}`";
        told(Code::NoSecret, "the signature is made without a secret: anyone could make it", help);
    }
    if !common.signature {
        let help = "give a common parameter the value `{signature}`: `sign: String! = {signature}  签名`";
        told(Code::NoPlace, "the signature goes nowhere", help);
    }
    if vectors == 0 {
        let help =
            "add `vectors:` with a call whose signature is known: the vendor's example, or one computed elsewhere";
        told(Code::NoVector, "this scheme has no vector", help);
    }
}

struct Reader<'m, 'd> {
    credentials: &'d [Credential<'d>],
    arena: &'m Arena,
    diagnostics: &'d mut Diagnostics,
    steps: Vec<KnownStep<'m>>,
}

/// The keys of a map of pairs as far as they are read.
struct Items<'m> {
    over: Option<&'m [Over<'m>]>,
    sort: SortBy,
    except: &'m [&'m str],
    drop_empty: bool,
    each: Option<Template<'m>>,
    join: &'m str,
    uses: Uses,
}

const KEYS: &[&str] = &["over", "sort", "each", "join", "except", "drop_empty"];

pub(crate) const SOURCES: &[(&str, Over<'static>)] =
    &[("params", Over::Params), ("query", Over::Query), ("form", Over::Form), ("headers", Over::Headers)];

pub(crate) const ORDERS: &[(&str, SortBy)] = &[
    ("key", SortBy::Key),
    ("value", SortBy::Value),
    ("pair", SortBy::Pair),
    ("item", SortBy::Item),
    ("key_ignoring_case", SortBy::KeyIgnoringCase),
    ("none", SortBy::None),
];

const ANSWERS: &[(&str, bool)] = &[("yes", true), ("no", false)];

impl<'m> Reader<'m, '_> {
    fn name(&mut self, name: Located<'_>, is_last: bool) {
        let message = if name.text.is_empty() || !name.text.chars().all(is_word) {
            format!("{} cannot name a step", quoted(name.text))
        } else if inputs::is_taken(name.text) {
            format!("a step cannot be called {}: an input has this name", quoted(name.text))
        } else if name.text == "signature" && !is_last {
            "the step `signature` must be the last one".to_owned()
        } else {
            return;
        };
        let help = "a name is letters, digits and `_`: `canonical`, `string_to_sign`, and last `signature`";
        self.told(Code::BadTemplate, name.span, message, help);
    }

    fn body(&mut self, node: &Node) -> Option<(StepBody<'m>, Kind, Uses)> {
        if node.scalar().is_some() {
            let read = self.template(node, Place::Step, template::read)?;
            return Some((StepBody::Template(read.template), read.kind, read.uses));
        }
        let Some(entries) = node.map() else { return self.wrong_kind(node, "a step is a template or a map of pairs") };
        let mut items = Items {
            over: None,
            sort: SortBy::None,
            except: &[],
            drop_empty: false,
            each: None,
            join: "",
            uses: Uses::default(),
        };
        let read: Vec<_> = entries.iter().map(|entry| self.key(entry, &mut items)).collect();
        for key in ["over", "each"] {
            if node.get(key).is_none() {
                let help = "write `{ over: params, sort: key, each: \"{key}={value}\", join: \"&\" }`";
                self.told(Code::MissingKey, node.span, format!("a map of pairs needs `{key}`"), help);
            }
        }
        let Items { over, sort, except, drop_empty, each, join, uses } = items;
        let body = StepBody::Items { over: over?, sort, except, drop_empty, each: each?, join };
        read.iter().all(Option::is_some).then_some((body, Kind::Text, uses))
    }

    fn key(&mut self, entry: &Entry, items: &mut Items<'m>) -> Option<()> {
        let value = &entry.value;
        match entry.key.text.as_str() {
            "over" => items.over = Some(self.over(value, &mut items.uses)?),
            "sort" => items.sort = self.word(value, ORDERS)?,
            "each" => {
                let read = self.template(value, Place::Item, template::read_text)?;
                items.uses = items.uses.and(read.uses);
                items.each = Some(read.template);
            }
            "join" => items.join = self.arena.alloc_str(self.text(value)?.text),
            "except" => {
                let names = value.list().unwrap_or(std::slice::from_ref(value));
                let names = names.iter().map(|name| self.text(name).map(|name| self.arena.alloc_str(name.text)));
                let names: Option<Vec<_>> = names.collect();
                items.except = self.arena.alloc_slice(&names?);
            }
            "drop_empty" => items.drop_empty = self.word(value, ANSWERS)?,
            other => {
                let help = suggest::help(other, KEYS.iter().copied());
                self.told(Code::UnknownKey, entry.key.span, format!("unknown key {}", quoted(other)), help);
                return None;
            }
        }
        Some(())
    }

    /// A source, or a list of sources and of further pairs.
    fn over(&mut self, node: &Node, uses: &mut Uses) -> Option<&'m [Over<'m>]> {
        let mut over = Vec::new();
        for source in node.list().unwrap_or(std::slice::from_ref(node)) {
            let Some(pairs) = source.map() else {
                uses.params = true;
                over.push(self.word(source, SOURCES)?);
                continue;
            };
            for pair in pairs {
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
        let known = Known { place, credentials: self.credentials, steps: &self.steps, vars: None };
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

    fn wrong_kind<T>(&mut self, node: &Node, message: &str) -> Option<T> {
        self.told(Code::WrongKind, node.span, format!("{message}; this is {}", node.what()), "");
        None
    }

    fn told(&mut self, code: Code, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.diagnostics.push(Diagnostic::error(code, span, message).help(help));
    }
}

type ReadTemplate<'m> = fn(Located<'_>, &Known<'_>, &'m Arena, &mut Diagnostics) -> Option<Read<'m>>;

#[cfg(test)]
#[path = "signing_tests.rs"]
mod tests;
