//! A list of coded values: `$type`, whether another code is refused, then one line a code.

use std::collections::HashMap;

use signwright_model::{Code as Coded, CodeTable, CodeWire, Level, TextUnit, Type};

use signwright_model::notation::value;

use super::{line, types};
use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Span};
use crate::lower::lowering::Lowering;
use crate::lower::notation::mapping::Mapping;
use crate::lower::notation::rows;
use crate::lower::notation::wire_name;
use crate::specs::{Located, SpecCode, SpecCodes};
use crate::suggest;
use crate::suggest::unknown_word;
use crate::syntax::Entry;
use signwright_model::notation::rule::LEVELS;

/// The keys that are no codes.
const OWN: [&str; 3] = ["$type", "$level", "$source"];

/// Whether an entry defines coded values and no record.
pub(in crate::lower) fn is_codes(section: &Entry) -> bool {
    section.value.get("$type").is_some()
}

/// Lowers a list of coded values. What cannot be read is reported and left out, so that the name still
/// stands for something.
pub(in crate::lower) fn codes<'m>(section: &Entry, lowering: &mut Lowering<'m, '_>) -> SpecCodes<'m> {
    let arena = lowering.arena;
    let name = arena.alloc_str(&section.key.text);
    let mut declared = "";
    let mut source = "";
    // A wire that accepts everything, so that a broken `$type` does not condemn the codes below it.
    let mut wire = CodeWire::Text { max: None };
    let mut level = Level::Deny;
    let mut codes: Vec<SpecCode<'m>> = Vec::new();
    let mut twins = Twins::default();
    let what = format!("`{name}`");
    let mapping = Mapping::of_rows(&section.value, &what, section.key.span, (Code::DuplicateCode, "code"), lowering);
    if let Some(mut mapping) = mapping {
        if let Some(words) = mapping.word("$type", lowering) {
            declared = arena.alloc_str(words.text);
            let read = line::type_words(words).and_then(|expr| types::code_wire(&expr));
            wire = lowering.take(read).unwrap_or(wire);
        }
        if let Some(word) = mapping.word("$level", lowering) {
            let earlier = LEVELS.iter().find(|(earlier, _)| *earlier == word.text).map(|(_, level)| *level);
            if earlier.is_none() {
                lowering.push(unknown_word(word, &["deny", "warn"]));
            }
            level = earlier.unwrap_or(level);
        }
        source = mapping.prose("$source", lowering);
        for section in mapping.all() {
            let key = section.key.located();
            if OWN.contains(&key.text) {
                continue;
            }
            if key.text.starts_with('$') {
                let help = suggest::help(key.text, OWN);
                lowering.error(Code::UnknownKey, key.span, format!("unknown key `{}`", key.text), help);
                continue;
            }
            lowering.take(wire_name::check(&section.key, "the code"));
            fits(key, wire, lowering);
            let code = arena.alloc_str(key.text);
            // A code that is a word is its own name, where the line says nothing.
            let of_code = if section.value.is_nothing() { rows::name_of(key.text) } else { None };
            let (model, word) = if let Some(name) = of_code {
                (Coded { code, name: arena.alloc_str(&name), title: "" }, key)
            } else {
                let Some(line) = lowering.prose(&section.value) else { continue };
                let Some((word, title)) = lowering.take(rows::code(line)) else { continue };
                (Coded { code, name: arena.alloc_str(word.text), title: arena.alloc_str(title.text) }, word)
            };
            twins.add(&model, (key.span, word.span), wire, lowering);
            codes.push(SpecCode { model, span: word.span });
        }
        if codes.is_empty() {
            lowering.error(
                Code::MissingKey,
                section.key.span,
                format!("`{name}` lists no code"),
                "add `0: name  meaning`",
            );
        }
    }
    let list: Vec<_> = codes.iter().map(|code| code.model).collect();
    let model = arena.alloc(CodeTable { name, wire, level, codes: arena.alloc_slice(&list) });
    SpecCodes { model, is_shared: false, declared, source, span: section.key.span, codes: arena.alloc_slice(&codes) }
}

/// Whether a code is a value of its `$type`.
fn fits(code: Located<'_>, wire: CodeWire, lowering: &mut Lowering<'_, '_>) {
    let ty = match wire {
        CodeWire::Int { min, max } => Type::Int { min, max },
        CodeWire::Text { max } => Type::Text { min: 0, max, unit: TextUnit::Chars },
    };
    if let Err(unfit) = value::check(code.text, &ty) {
        let message = format!("the code `{}` {}", code.text, unfit.why);
        lowering.error(Code::BadCode, code.span, message, "correct the code, or the `$type` above it");
    }
}

/// Finds two codes of one value or of one name. Codes of one spelling were found with the mapping.
#[derive(Default)]
struct Twins<'m> {
    numbers: HashMap<i64, (&'m str, Span)>,
    names: HashMap<&'m str, Span>,
}

impl<'m> Twins<'m> {
    fn add(&mut self, code: &Coded<'m>, (key, word): (Span, Span), wire: CodeWire, lowering: &mut Lowering<'m, '_>) {
        let number = if matches!(wire, CodeWire::Int { .. }) { code.code.parse::<i64>().ok() } else { None };
        let same = number.and_then(|number| self.numbers.insert(number, (code.code, key)));
        if let Some((earlier, first)) = same.filter(|(earlier, _)| *earlier != code.code) {
            let message = format!("`{earlier}` and `{}` are the same code", code.code);
            let twice = Diagnostic::error(Code::DuplicateCode, key, message).label("again here");
            lowering.push(twice.related(first, "first here").help("a number has one spelling; remove one of them"));
        }
        if let Some(first) = self.names.insert(code.name, word) {
            let message = format!("two codes are named `{}`", code.name);
            let twice = Diagnostic::error(Code::DuplicateCode, word, message).label("again here");
            lowering.push(twice.related(first, "first here").help("give one of them another name"));
        }
    }
}
