//! Rules between fields, from a mapping such as `{ any_of: [wares_no, kind_no], says: … }`. Every field must
//! exist; what each kind of rule demands of its fields is in `kinds`, and the
//! spans of time that some compare with are in `span`.

mod kinds;
mod operands;
mod print;
pub mod span;

pub use self::kinds::{KINDS, RuleValue, RuleWord, word};
pub use self::print::{line, print};

use std::marker::PhantomData;

use crate::{Condition, Expr, Level, Rule, RuleKind, Shape};

use crate::catalogue::Code;
use crate::diagnostic::Located;
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::notation::cursor::quoted;
use crate::notation::suggest;
use crate::notation::suggest::unknown_word;
use crate::notation::{Arena, Reader, condition, scope};
use crate::syntax::{Entry, Node};

/// The keys that go with every rule.
const OTHERS: &[&str] = &["says", "when", "unless", "each", "level", "source"];

/// What a broken rule does to a request: it is refused, or only told of.
pub const LEVELS: &[(&str, Level)] = &[("deny", Level::Deny), ("warn", Level::Warn)];

/// A rule as a spec states it.
#[derive(Clone, Copy, Debug)]
pub struct SpecRule<'m> {
    /// The model.
    pub model: Rule<'m>,
    /// Why the spec believes it; may be empty.
    pub source: &'m str,
    /// The place of the rule.
    pub span: Span,
}

/// Reads a rule of a record. `None` comes back when a mistake was found; it is then among the diagnostics.
pub fn read<'m>(
    node: &Node,
    record: Shape<'_>,
    arena: impl Arena<'m>,
    diagnostics: &mut Diagnostics,
) -> Option<SpecRule<'m>> {
    let mut reader = RuleReader { kept: PhantomData, record, row: record, each: false, arena, diagnostics };
    let Some(entries) = node.map() else { return reader.wrong_kind(node, "a rule is a mapping") };
    let kind = reader.kind(node, entries);
    let says = reader.says(node, entries);
    let source = reader.optional(node, "source");
    let level = reader.level(node);
    let each = reader.each(node).ok()?;
    let when = reader.condition(node, "when").ok()?;
    let unless = reader.condition(node, "unless").ok()?;
    let (word, part, sound) = kind?;
    if unless.is_some() && word.with != "unless" {
        let span = entries.iter().find(|part| part.key.text == "unless").map_or(node.span, |part| part.key.span);
        reader.error(Code::BadRule, span, "only `forbidden` has `unless`", "write `when: not (…)`");
        return None;
    }
    let stated = match word.with {
        "unless" => unless,
        "when" => when,
        _ => Some(kinds::NEVER),
    };
    let Some(stated) = stated else {
        let message = format!("`{}` needs `{}: CONDITION`", word.name, word.with);
        reader.error(Code::MissingKey, part.key.span, message, "");
        return None;
    };
    let kind = reader.value(word, &part.value, stated)?;
    // The condition of `required` is part of its kind.
    let when = when.filter(|_| word.with != "when");
    let model = Rule { kind, when, each, level: level.ok()?.unwrap_or(usual_level(&kind)), says: says? };
    let rule = SpecRule { model, source: source?, span: node.span };
    sound.then_some(rule)
}

/// What a broken rule of a kind does where the rule does not say. An amount that was computed may be rounded by the
/// vendor in another way.
const fn usual_level(kind: &RuleKind<'_>) -> Level {
    match kind {
        RuleKind::Equals(_, Expr::Const(_)) => Level::Deny,
        RuleKind::Equals(..) => Level::Warn,
        _ => Level::Deny,
    }
}

/// Reads the `$rules` of a record.
pub fn list<'m, A: Arena<'m>>(part: &Entry, record: Shape<'_>, reader: &mut Reader<'m, '_, A>) -> &'m [SpecRule<'m>] {
    let arena = reader.arena;
    let rows = part.value.get("$rules").map_or(&[][..], |node| reader.rows(node, "`$rules`"));
    let read = rows.iter().filter_map(|row| read(row, record, arena, reader.diagnostics));
    arena.alloc_slice(&read.collect::<Vec<_>>())
}

/// A key could not be read, and that is among the diagnostics.
struct Told;

struct RuleReader<'r, 'm, 'd, A> {
    /// The record of the rule.
    record: Shape<'r>,
    /// What its fields belong to: the record, or a row of `each`.
    row: Shape<'r>,
    /// Whether the rule has `each`.
    each: bool,
    arena: A,
    kept: PhantomData<&'m str>,
    diagnostics: &'d mut Diagnostics,
}

impl<'m, A: Arena<'m>> RuleReader<'_, 'm, '_, A> {
    /// The kind and the entry that says what must hold, and whether no other key is wrong.
    fn kind<'n>(&mut self, node: &Node, entries: &'n [Entry]) -> Option<(&'static RuleWord, &'n Entry, bool)> {
        let known = || KINDS.iter().map(|word| word.name).chain(OTHERS.iter().copied());
        let mut sound = true;
        for part in entries.iter().filter(|part| !known().any(|key| key == part.key.text)) {
            sound = false;
            let message = format!("unknown key {} of a rule", quoted(&part.key.text));
            self.error(Code::UnknownKey, part.key.span, message, suggest::help(&part.key.text, known()));
        }
        let word = |part: &'n Entry| Some((KINDS.iter().find(|word| word.name == part.key.text)?, part));
        let mut kinds = entries.iter().filter_map(word);
        let Some((word, kind)) = kinds.next() else {
            // A misspelt one was told already.
            if sound {
                let help =
                    format!("a rule is one of {}", KINDS.iter().map(|word| word.name).collect::<Vec<_>>().join(", "));
                self.error(Code::MissingKey, node.span, "this rule does not say what must hold", help);
            }
            return None;
        };
        for (_, second) in kinds {
            sound = false;
            let message = format!("`{}` beside `{}`: a rule says one thing", second.key.text, kind.key.text);
            self.diagnostics.push(
                Diagnostic::error(Code::BadRule, second.key.span, message)
                    .related(kind.key.span, "the first")
                    .help("write two rules"),
            );
        }
        Some((word, kind, sound))
    }

    fn says(&mut self, node: &Node, entries: &[Entry]) -> Option<&'m str> {
        let says = self.optional(node, "says")?;
        if says.is_empty() {
            let place = entries.first().map_or(node.span, |part| part.key.span);
            let help = "add `says:` with the vendor's own sentence; it goes into every message about the rule";
            self.error(Code::MissingKey, place, "this rule has no `says`", help);
            return None;
        }
        Some(says)
    }

    /// The text of a key; empty when it is not there.
    fn optional(&mut self, node: &Node, key: &str) -> Option<&'m str> {
        match node.get(key) {
            Some(value) => self.text(value).map(|text| self.arena.alloc_str(text.text)),
            None => Some(""),
        }
    }

    fn level(&mut self, node: &Node) -> Result<Option<Level>, Told> {
        let Some(value) = node.get("level") else { return Ok(None) };
        let word = self.text(value).ok_or(Told)?;
        let level = LEVELS.iter().find(|(known, _)| *known == word.text).map(|(_, level)| *level);
        if level.is_none() {
            self.diagnostics.push(unknown_word(word, &["deny", "warn"]));
        }
        level.map(Some).ok_or(Told)
    }

    /// The list of `each`; its rows are what the rule's fields belong to from here on.
    fn each(&mut self, node: &Node) -> Result<Option<&'m str>, Told> {
        let Some(value) = node.get("each") else { return Ok(None) };
        let path = self.text(value).ok_or(Told)?;
        let rows = scope::find_rows(self.record, path);
        self.row = self.or_tell(rows).ok_or(Told)?;
        self.each = true;
        Ok(Some(self.arena.alloc_str(path.text)))
    }

    fn condition(&mut self, node: &Node, key: &str) -> Result<Option<Condition<'m>>, Told> {
        let Some(value) = node.get(key) else { return Ok(None) };
        let text = self.text(value).ok_or(Told)?;
        condition::read(text, self.row, self.arena, self.diagnostics).map(Some).ok_or(Told)
    }

    fn text<'n>(&mut self, node: &'n Node) -> Option<Located<'n>> {
        match node.scalar() {
            Some(scalar) => Some(Located::new(&scalar.text, scalar.span).trim()),
            None => self.wrong_kind(node, "expected text"),
        }
    }

    fn wrong_kind<T>(&mut self, node: &Node, message: &str) -> Option<T> {
        self.error(Code::WrongKind, node.span, format!("{message}; this is {}", node.what()), "");
        None
    }

    fn or_tell<T>(&mut self, found: Result<T, Diagnostic>) -> Option<T> {
        found.map_err(|mistake| self.diagnostics.push(mistake)).ok()
    }

    fn error(&mut self, code: Code, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.diagnostics.push(Diagnostic::error(code, span, message).help(help));
    }
}

#[cfg(test)]
mod tests;
