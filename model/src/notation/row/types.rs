//! From type words to the model: names are looked up among the file's records and coded values, and the
//! platform's unit fills in where a length states none. Reading the words is `type_expr`.

use crate::{self as model, CodeWire, TextUnit, Type};

use super::names::{Named, Names};
use super::type_expr::{TypeExpr, TypeKind, takes_no, type_words};
use crate::catalogue::Code;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::Located;
use crate::notation::Arena;
use crate::notation::cursor::quoted;
use crate::notation::suggest;

/// A type of the model, and whether it travels inside text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resolved<'m> {
    /// The type.
    pub ty: Type<'m>,
    /// A number, date or code in a `String`.
    pub as_text: bool,
}

/// Looks a type up. `unit` is what the platform's lengths count.
pub fn resolve<'m>(
    expr: &TypeExpr<'_>,
    names: &Names<'m>,
    unit: TextUnit,
    arena: impl Arena<'m>,
) -> Result<Resolved<'m>, Diagnostic> {
    let plain = |ty| Ok(Resolved { ty, as_text: false });
    match &expr.kind {
        // Without a limit that is stated, no unit is ever counted.
        TypeKind::Text { max: None, .. } => plain(model::text()),
        TypeKind::Text { max: Some(Type::UNLIMITED), .. } => plain(model::varchar(Type::UNLIMITED)),
        TypeKind::Text { max, unit: own } => plain(Type::Text { max: *max, unit: own.unwrap_or(unit) }),
        TypeKind::Int { min, max } => plain(Type::Int { min: *min, max: *max }),
        TypeKind::Decimal { digits } => plain(Type::Decimal { digits: *digits }),
        TypeKind::Plain(ty) => plain(*ty),
        TypeKind::TextOrInt => plain(Type::TextOrInt),
        TypeKind::Any => plain(Type::Any),
        TypeKind::Named { name, length } => {
            let ty = match names.get(name.text) {
                Some(Named::Record(id)) => Type::Record(id),
                Some(Named::Codes(table)) => Type::Code(table),
                None => return Err(unknown(*name, names)),
            };
            // The length is refused after the name is found: an unknown name with a length is most often a type of
            // another vendor, and that is said first.
            match length {
                Some(length) => Err(takes_no(*length, *name, "length")),
                None => plain(ty),
            }
        }
        TypeKind::AsText(inner) => {
            let ty = resolve(inner, names, unit, arena)?.ty;
            if matches!(ty, Type::Record(_)) {
                let message = format!("a `String` cannot hold the record {}", quoted(inner.words.text));
                return Err(Diagnostic::error(Code::BadField, inner.words.span, message)
                    .help("a record is a type of its own; write its name alone"));
            }
            // A text code in a `String` is what it would be without, and is not unwrapped twice.
            let is_text = matches!(ty, Type::Code(table) if matches!(table.wire, CodeWire::Text { .. }));
            Ok(Resolved { ty, as_text: !is_text })
        }
        TypeKind::Map(of) => {
            let Resolved { ty, as_text } = resolve(of, names, unit, arena)?;
            Ok(Resolved { ty: Type::Map(arena.alloc(ty)), as_text })
        }
        TypeKind::List(of, bounds) => {
            let Resolved { ty, as_text } = resolve(of, names, unit, arena)?;
            Ok(Resolved { ty: Type::List(arena.alloc(ty), *bounds), as_text })
        }
    }
}

/// How coded values travel: the `$type` of their list.
pub fn code_wire(expr: &TypeExpr<'_>) -> Result<CodeWire, Diagnostic> {
    match expr.kind {
        TypeKind::Int { min, max } => Ok(CodeWire::Int { min, max }),
        // Codes are short words in ASCII or Chinese, and a limit in bytes has no place in the model of a code.
        TypeKind::Text { max, unit: None | Some(TextUnit::Chars) } => {
            Ok(CodeWire::Text { max: max.filter(|max| *max != Type::UNLIMITED) })
        }
        _ => {
            let message = format!("coded values cannot travel as {}", quoted(expr.words.text));
            Err(Diagnostic::error(Code::UnknownType, expr.words.span, message)
                .help("a code is a whole number or text: `tinyint(1)`, `varchar(255)`"))
        }
    }
}

fn unknown(name: Located<'_>, names: &Names<'_>) -> Diagnostic {
    let known = || type_words().map(|word| -> &str { word }).chain(names.all());
    let close = suggest::closest(name.text, known());
    let customary = customary(name.text);
    let near_a_word = customary.is_some()
        || time(name.text).is_some()
        || close.is_some_and(|close| type_words().any(|word| word == close));
    // A capital letter makes it a record of this file, unless it is a slip of a type word such as `Varchr`.
    if name.text.starts_with(char::is_uppercase) && !near_a_word {
        let message = format!("this file defines no record or coded values {}", quoted(name.text));
        let help = match close {
            Some(close) => format!("did you mean `{close}`?"),
            None => format!("define {} with its fields, or with its codes and a `$type`", quoted(name.text)),
        };
        return Diagnostic::error(Code::UnknownRecord, name.span, message).help(help);
    }
    let message = format!("unknown type {}", quoted(name.text));
    let help = match customary {
        Some(known) => format!("write `{known}`"),
        None => time(name.text).map_or_else(|| suggest::help(name.text, known()), str::to_owned),
    };
    Diagnostic::error(Code::UnknownType, name.span, message).help(help)
}

/// What the notation calls a type that other tables call otherwise.
fn customary(word: &str) -> Option<&'static str> {
    Some(match word.to_ascii_lowercase().as_str() {
        "integer" | "mediumint" => "int",
        "short" => "smallint",
        "bool" => "boolean",
        "char" => "varchar",
        "double" | "float" | "number" | "numeric" | "bigdecimal" => "decimal",
        "json" | "any" => "Object",
        _ => return None,
    })
}

/// What to write for a moment. `datetime` is one form alone: whatever else a server sends would be read as nothing.
fn time(word: &str) -> Option<&'static str> {
    Some(match word.to_ascii_lowercase().as_str() {
        "timestamp" | "unixtime" | "epoch" => {
            "write `long` for a number of seconds or milliseconds; `datetime` is `yyyy-MM-dd HH:mm:ss` alone"
        }
        "time" => "write `String` for a time of day; `datetime` is `yyyy-MM-dd HH:mm:ss`, `date` is `yyyy-MM-dd`",
        _ => return None,
    })
}

#[cfg(test)]
#[path = "types_tests.rs"]
mod tests;
