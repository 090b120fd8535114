//! A field's limits and a record's rules in words, for doc comments. What the vendor wrote is shown as
//! the vendor wrote it; only what a table states is put into sentences.

use signwright_model::notation::facts;
use signwright_model::{
    Body, Bounds, Choice, CodeWire, Digits, Endpoint, Field, Level, ListStyle, Missing, Presence, Repeat, Repetition,
    TextUnit, Travels, Type,
};

use super::carried::Carried;
use super::docs::one_line;
use crate::specs::{Aspect, Deprecated, SpecField, SpecRule};
use crate::syntax::slips::is_invisible;
use signwright_model::notation::tables::int_word;

/// What a caller must know about a field of a request under this body, one sentence each.
pub(crate) fn limits(spec: &SpecField<'_>, body: Body<'_>, carried: Carried) -> Vec<String> {
    let mut limits = Vec::new();
    let field = &spec.model;
    limits.extend(limit(&field.ty, spec.declared));
    limits.extend(field.pattern.map(|pattern| format!("Of the pattern `{}`.", plain(pattern))));
    if field.may_be_empty {
        limits.push("May be empty.".to_owned());
    }
    if field.as_text {
        limits.push("Travels as text.".to_owned());
    }
    limits.extend(field.default.map(|value| default(field, value)));
    let Carried { by_field, by_json, by_xml } = carried;
    let absent = match field.missing {
        Missing::Empty => Some("empty"),
        Missing::Null if by_json && by_xml => Some("as null in JSON, and empty in XML"),
        Missing::Null if by_json && by_field => Some("as null in JSON"),
        Missing::Null if by_json => Some("as null"),
        Missing::Null if by_xml => Some("empty"),
        // Where there is no null, it is left out.
        Missing::Null | Missing::LeftOut => None,
    };
    limits.extend(absent.map(|absent| format!("Where absent, it travels {absent}.")));
    let stated = match field.stated_none {
        Missing::LeftOut => None,
        Missing::Null if by_json && (by_field || by_xml) => Some("as null in JSON, and empty elsewhere"),
        Missing::Null if by_json => Some("as null"),
        Missing::Null | Missing::Empty => Some("empty"),
    };
    limits.extend(stated.map(|stated| format!("A stated none travels {stated}.")));
    limits.extend(travels(field, body));
    if field.sensitive {
        limits.push("Personal data, never printed.".to_owned());
    }
    limits
}

/// Where a row travels that does not go where the others do, and how its list does.
fn travels(field: &Field<'_>, body: Body<'_>) -> Option<String> {
    let at = field.travels.under(body);
    let place = match at {
        _ if at == Travels::InBody.under(body) => None,
        Travels::InBody => Some("in the body"),
        Travels::Path => Some("in the path"),
        Travels::Query | Travels::InQuery => Some("in the query"),
        Travels::Header => Some("as a header"),
        Travels::Form => Some("in the form"),
        Travels::Document => Some("as the whole document"),
    };
    let list = field.lists.map(|style| match style {
        ListStyle::Json => "as JSON text",
        ListStyle::Comma => "with commas",
        ListStyle::Repeated => "as one field for each value",
        ListStyle::Indexed(_) => "with numbers",
        ListStyle::Brackets => "with brackets",
    });
    let ways: Vec<_> = place.into_iter().chain(list).collect();
    (!ways.is_empty()).then(|| format!("Travels {}.", ways.join(", ")))
}

/// Why the spec believes what it says about a field, where the vendor does not say it.
pub(crate) fn provenance(field: &SpecField<'_>) -> Vec<String> {
    let source = one_line(field.source);
    let flag = field.because.iter().any(|(aspect, _)| *aspect == Aspect::Required);
    let of_field = match (field.model.presence, source.is_empty()) {
        (Presence::RequiredInferred, false) => Some(format!("Required by inference: {source}")),
        (Presence::RequiredInferred, true) if !flag => Some("Required by inference.".to_owned()),
        (Presence::OptionalInferred, false) => Some(format!("Optional by inference: {source}")),
        (Presence::Required | Presence::Optional, false) => Some(format!("Believed because: {source}")),
        (_, true) => None,
    };
    let parts = field.because.iter().map(|(aspect, says)| {
        let what = match aspect {
            Aspect::Type => "Type",
            Aspect::Length => "Length",
            Aspect::Required if field.model.is_required() => "Required",
            Aspect::Required => "Optional",
            Aspect::Default => "Default",
            Aspect::Codes => "Codes",
            Aspect::Missing => "How \"none\" travels",
        };
        format!("{what} by inference: {}", one_line(says))
    });
    of_field.into_iter().chain(parts).collect()
}

/// Why the spec believes something that the vendor does not say.
pub(crate) fn believed(source: &str) -> Option<String> {
    let source = one_line(source);
    (!source.is_empty()).then(|| format!("Believed because: {source}"))
}

/// That the vendor has given an endpoint up.
pub(crate) fn deprecated(deprecated: &Deprecated<'_>) -> String {
    let since = one_line(deprecated.since);
    let head = if since.is_empty() { "**Deprecated.**".to_owned() } else { format!("**Deprecated since {since}.**") };
    let instead = deprecated.successor.map(|successor| format!("Use `{}` instead.", plain(successor.text)));
    let says = Some(one_line(deprecated.says)).filter(|says| !says.is_empty());
    [Some(head), instead, says].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// A wire name as it can stand between backticks.
pub(crate) fn plain(name: &str) -> String {
    name.chars().filter(|c| !c.is_control() && *c != '`' && !is_invisible(*c)).collect()
}

fn limit(ty: &Type<'_>, declared: &str) -> Option<String> {
    match ty {
        Type::Text { min: 0, max: None, .. } => Some("Length not stated.".to_owned()),
        Type::Text { min: 0, max: Some(Type::UNLIMITED), .. } => Some("Of any length.".to_owned()),
        Type::Text { min: 0, max: Some(max), unit } => Some(format!("At most {}.", count(*max, unit_word(*unit)))),
        Type::Text { min, max: None | Some(Type::UNLIMITED), unit } => {
            Some(format!("At least {}.", count(*min, unit_word(*unit))))
        }
        Type::Text { min, max: Some(max), unit } => Some(format!("{min} to {}.", count(*max, unit_word(*unit)))),
        Type::Unsigned { min, max } => Some(format!("{min} to {max}.")),
        Type::Minor { min, max } => Some(minor(*min, *max)),
        Type::Time(_) => Some(format!("Travels as {}.", one_line(&signwright_model::notation::row::plain::print(ty)))),
        Type::DateTime(Some(_)) | Type::Date(Some(_)) | Type::Bool(Some(_)) => {
            Some(format!("Travels as {}.", one_line(&signwright_model::notation::row::plain::print(ty))))
        }
        Type::Int { min, max } => integer(*min, *max, declared),
        Type::Decimal { digits, min, max } => Some(decimal(*digits, *min, *max)),
        Type::Code(table) => match table.wire {
            CodeWire::Int { .. } => None,
            CodeWire::Text { max } => max.map(|max| format!("At most {}.", count(max, "character"))),
        },
        Type::Map(of, bounds) | Type::List(of, bounds) => rows(of, *bounds),
        _ => None,
    }
}

/// A range that is simply that of its type goes by the vendor's word for it.
fn integer(min: i64, max: i64, declared: &str) -> Option<String> {
    if declared.contains('{') {
        return Some(format!("{min} to {max}."));
    }
    match declared {
        "" if int_word(min, max).is_some() => None,
        "" => Some(format!("{min} to {max}.")),
        word => Some(format!("{}.", one_line(word))),
    }
}

/// An amount in the smallest unit, which is easily taken for one in the unit itself.
fn minor(min: i64, max: i64) -> String {
    let range = if (min, max) == (i64::MIN, i64::MAX) { String::new() } else { format!(" {min} to {max}.") };
    format!("In the currency's smallest unit, such as cents.{range}")
}

fn decimal(digits: Option<Digits>, min: Option<&str>, max: Option<&str>) -> String {
    let stated = digits.map_or("Digits not stated.".to_owned(), |Digits { precision, scale }| {
        format!("decimal({precision},{scale}).")
    });
    match (min, max) {
        (None, None) => stated,
        (Some(min), None) => format!("{stated} At least {min}."),
        (None, Some(max)) => format!("{stated} At most {max}."),
        (Some(min), Some(max)) => format!("{stated} {min} to {max}."),
    }
}

fn rows(of: &Type<'_>, bounds: Bounds<'_>) -> Option<String> {
    let word = if matches!(of, Type::Record(_)) { "row" } else { "value" };
    let bounds = match (bounds.min, bounds.max, bounds.level) {
        (0, None, _) => None,
        (min, None, _) => Some(format!("At least {}.", count(min, word))),
        (0, Some(max), Level::Deny) => Some(format!("At most {}.", count(max, word))),
        (0, Some(max), Level::Warn) => Some(format!("At most {} (recommended).", count(max, word))),
        (min, Some(max), Level::Deny) => Some(format!("{min} to {}.", count(max, word))),
        (min, Some(max), Level::Warn) => Some(format!("At least {}; at most {max} (recommended).", count(min, word))),
    };
    match (bounds, each(of)) {
        (Some(bounds), Some(each)) => Some(format!("{bounds} {each}")),
        (bounds, each) => bounds.or(each),
    }
}

fn each(of: &Type<'_>) -> Option<String> {
    limit(of, "").map(|limit| format!("Each: {}", lower_first(&limit)))
}

fn lower_first(sentence: &str) -> String {
    let mut chars = sentence.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

fn unit_word(unit: TextUnit) -> &'static str {
    match unit {
        TextUnit::Chars => "character",
        TextUnit::Bytes => "byte",
        TextUnit::Utf16 => "UTF-16 unit",
    }
}

fn count(number: u32, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}

fn default(field: &Field<'_>, value: &str) -> String {
    let title = match field.ty {
        Type::Code(table) => table.codes.iter().find(|code| code.code == value).map_or("", |code| code.title),
        _ => "",
    };
    let (value, title) = (one_line(value), one_line(title));
    if title.is_empty() { format!("Default: {value}.") } else { format!("Default: {value} ({title}).") }
}

/// A rule in the vendor's sentence, and why the spec believes it where that is not all.
pub(crate) fn rule(rule: &SpecRule<'_>) -> String {
    let (says, source) = (one_line(rule.model.says), one_line(rule.source));
    let says = match rule.model.level {
        Level::Deny => says,
        Level::Warn => format!("{says} (reported only)"),
    };
    if source.is_empty() { says } else { format!("{says}; believed because: {source}") }
}

/// What sending the same request again does.
pub(crate) fn repeat(endpoint: &Endpoint<'_>) -> String {
    let repeat = match endpoint.repeat {
        Choice::Always(Repetition::Does(repeat)) => repeat,
        Choice::Always(Repetition::By(row)) => {
            return format!("Does nothing new while `{}` is the same: with it, it may be repeated.", plain(row));
        }
        Choice::When { .. } => return format!("Repeating it: `{}`.", plain(&facts::repeat(endpoint))),
    };
    let sentence = match repeat {
        Repeat::Read => "Only reads: may be repeated.",
        Repeat::Upsert => "Repeating it gives the same end state, perhaps another answer.",
        Repeat::Once => {
            "Works once: a repetition is refused, so a refusal after an unknown outcome may mean that it was applied."
        }
        Repeat::Ask => "Not known to be safe to repeat.",
    };
    sentence.to_owned()
}

/// What else a caller must know of an endpoint, a sentence each.
pub(crate) fn facts(endpoint: &Endpoint<'_>) -> impl Iterator<Item = String> {
    facts::lines(endpoint).into_iter().map(|(key, line)| {
        let what = match key {
            "paging" => "Comes in pages",
            "rate" => "At most",
            "weight" => "Counts",
            "in_order" => "In order",
            _ => "Where it is accepted and not done, ask",
        };
        format!("{what}: `{}`.", plain(&line))
    })
}
