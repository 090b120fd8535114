//! From type words to the model: names are looked up among the file's records and coded values, and the
//! platform's unit fills in where a length states none. Reading the words is `type_expr`.

use crate::{self as model, BoolWords, Bounds, CodeWire, ListStyle, Missing, RecordId, TextUnit, TimeForm, Type};

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
    /// How a stated none travels, where there is one.
    pub stated_none: Missing,
    /// How it travels, if the row says so.
    pub lists: Option<ListStyle>,
}

/// A type over another list of records, where those that it names stand at the places that `to` gives; `None` where one
/// has no place there.
pub fn moved<'m>(ty: Type<'m>, to: &dyn Fn(RecordId) -> Option<RecordId>, arena: impl Arena<'m>) -> Option<Type<'m>> {
    Some(match ty {
        Type::Record(id) => Type::Record(to(id)?),
        Type::List(of, bounds) => Type::List(arena.alloc(moved(*of, to, arena)?), bounds),
        Type::Map(of, bounds) => Type::Map(arena.alloc(moved(*of, to, arena)?), bounds),
        _ => ty,
    })
}

/// Looks a type up. `unit` is what the platform's lengths count.
pub fn resolve<'m>(
    expr: &TypeExpr<'_>,
    names: &Names<'m>,
    unit: TextUnit,
    arena: impl Arena<'m>,
) -> Result<Resolved<'m>, Diagnostic> {
    let plain = |ty| Ok(Resolved { ty, as_text: false, stated_none: Missing::LeftOut, lists: None });
    match &expr.kind {
        // Without a limit that is stated, no unit is ever counted.
        TypeKind::Text { min: 0, max: None, .. } => plain(model::text()),
        TypeKind::Text { min: 0, max: Some(Type::UNLIMITED), .. } => plain(model::varchar(Type::UNLIMITED)),
        TypeKind::Text { min, max, unit: own } => plain(Type::Text { min: *min, max: *max, unit: own.unwrap_or(unit) }),
        TypeKind::Int { min, max } => plain(Type::Int { min: *min, max: *max }),
        TypeKind::Decimal { digits, min, max } => {
            let kept = |number: Option<&str>| number.map(|number| arena.alloc_str(number));
            plain(Type::Decimal { digits: *digits, min: kept(*min), max: kept(*max) })
        }
        TypeKind::Plain(ty) => plain(kept(ty, arena)),
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
            let ty = part(inner, names, unit, arena)?.ty;
            if matches!(ty, Type::Record(_)) {
                let message = format!("a `String` cannot hold the record {}", quoted(inner.words.text));
                return Err(Diagnostic::error(Code::BadField, inner.words.span, message)
                    .help("a record is a type of its own; write its name alone"));
            }
            // A text code in a `String` is what it would be without, and is not unwrapped twice.
            let is_text = matches!(ty, Type::Code(table) if matches!(table.wire, CodeWire::Text { .. }));
            Ok(Resolved { ty, as_text: !is_text, stated_none: Missing::LeftOut, lists: None })
        }
        TypeKind::Map(of, bounds) => {
            let Resolved { ty, as_text, stated_none, .. } = part(within(of)?, names, unit, arena)?;
            let ty = Type::Map(arena.alloc(ty), bounds_of(*bounds, arena));
            Ok(Resolved { ty, as_text, stated_none, lists: None })
        }
        TypeKind::List(of, bounds) => {
            let Resolved { ty, as_text, stated_none, .. } = part(within(of)?, names, unit, arena)?;
            let ty = Type::List(arena.alloc(ty), bounds_of(*bounds, arena));
            Ok(Resolved { ty, as_text, stated_none, lists: None })
        }
        TypeKind::Spread(style, of) => {
            let Resolved { ty, as_text, .. } = part(of, names, unit, arena)?;
            let fits = match style {
                ListStyle::Comma | ListStyle::Repeated => is_list_of_values(&ty),
                ListStyle::Json => matches!(ty, Type::List(..) | Type::Record(_) | Type::Map(..) | Type::Any),
                ListStyle::Indexed(_) | ListStyle::Brackets => {
                    matches!(ty, Type::List(..) | Type::Record(_) | Type::Map(..))
                }
            };
            if fits {
                return Ok(Resolved { ty, as_text, stated_none: Missing::LeftOut, lists: Some(*style) });
            }
            let message = format!("{} cannot travel so", quoted(of.words.text));
            let help = match style {
                ListStyle::Comma | ListStyle::Repeated => {
                    "only a list of values does; for records write `json<…>`, `indexed<…>` or `brackets<…>`"
                }
                _ => "only a list, a record or a map does; `String<…>` is a number, a time or a code in a text",
            };
            Err(Diagnostic::error(Code::BadField, of.words.span, message).help(help))
        }
        TypeKind::Nullable(of, none) => {
            let Resolved { ty, as_text, lists, .. } = part(of, names, unit, arena)?;
            Ok(Resolved { ty, as_text, stated_none: *none, lists })
        }
    }
}

/// A type within another one, which has no none of its own.
fn part<'m>(
    expr: &TypeExpr<'_>,
    names: &Names<'m>,
    unit: TextUnit,
    arena: impl Arena<'m>,
) -> Result<Resolved<'m>, Diagnostic> {
    if matches!(expr.kind, TypeKind::Nullable(..)) {
        let message = format!("{} stands within another type", quoted(expr.words.text));
        return Err(Diagnostic::error(Code::BadField, expr.words.span, message)
            .help("only a field as a whole has a none of its own: `Order[]|null`"));
    }
    resolve(expr, names, unit, arena)
}

fn bounds_of<'m>(bounds: Bounds<'_>, arena: impl Arena<'m>) -> Bounds<'m> {
    let Bounds { min, max, level, within } = bounds;
    Bounds { min, max, level, within: within.map(|name| arena.alloc_str(name)) }
}

/// A type that names nothing, with its words in the arena.
fn kept<'m>(ty: &Type<'_>, arena: impl Arena<'m>) -> Type<'m> {
    let kept = |text: &str| -> &'m str { arena.alloc_str(text) };
    match *ty {
        Type::DateTime(pattern) => Type::DateTime(pattern.map(kept)),
        Type::Date(pattern) => Type::Date(pattern.map(kept)),
        Type::Bool(words) => Type::Bool(words.map(|BoolWords { yes, no }| BoolWords { yes: kept(yes), no: kept(no) })),
        Type::Time(form) => Type::Time(match form {
            TimeForm::Pattern(pattern) => TimeForm::Pattern(kept(pattern)),
            TimeForm::Unix => TimeForm::Unix,
            TimeForm::UnixMs => TimeForm::UnixMs,
            TimeForm::UnixUs => TimeForm::UnixUs,
            TimeForm::Iso => TimeForm::Iso,
            TimeForm::Rfc2822 => TimeForm::Rfc2822,
        }),
        Type::Unsigned { min, max } => Type::Unsigned { min, max },
        Type::Minor { min, max } => Type::Minor { min, max },
        // No other type is a word alone.
        _ => Type::Any,
    }
}

/// What stands within a list or a map travels as the whole does.
fn within<'e, 't>(of: &'e TypeExpr<'t>) -> Result<&'e TypeExpr<'t>, Diagnostic> {
    let TypeKind::Spread(..) = of.kind else { return Ok(of) };
    Err(Diagnostic::error(Code::BadField, of.words.span, "the rows of a list travel as the list does")
        .help("write the whole list within the brackets: `comma<String[1..50]>`"))
}

/// Whether a type is a list whose rows are values.
pub fn is_list_of_values(ty: &Type<'_>) -> bool {
    let Type::List(of, _) = ty else { return false };
    !matches!(of, Type::List(..) | Type::Record(_) | Type::Map(..) | Type::Any)
}

/// How coded values travel: the `$type` of their list.
pub fn code_wire(expr: &TypeExpr<'_>) -> Result<CodeWire, Diagnostic> {
    match expr.kind {
        TypeKind::Int { min, max } => Ok(CodeWire::Int { min, max }),
        // Codes are short words in ASCII or Chinese, and a limit in bytes has no place in the model of a code.
        TypeKind::Text { min: 0, max, unit: None | Some(TextUnit::Chars) } => {
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
        "char" => "varchar",
        "numeric" | "bigdecimal" => "decimal",
        "json" | "any" => "Object",
        _ => return None,
    })
}

/// What to write for a moment.
fn time(word: &str) -> Option<&'static str> {
    Some(match word.to_ascii_lowercase().as_str() {
        "timestamp" | "unixtime" | "epoch" => {
            "write `time(unix)` for a number of seconds, `time(unix_ms)` of milliseconds; `datetime` is `yyyy-MM-dd HH:mm:ss`"
        }
        _ => return None,
    })
}

#[cfg(test)]
#[path = "types_tests.rs"]
mod tests;
