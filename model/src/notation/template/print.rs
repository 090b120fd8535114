//! The way back: a template, and what stands between its braces, as text that is read as the same.

use std::mem::discriminant;

use super::filters::{self, FILTERS, Takes};
use super::inputs::ALONE;
use crate::notation::zone;
use crate::{Base64, Escape, Filter, Input, Offset, Part, Percent, Template, TextUnit};

/// A template.
pub fn print(template: Template<'_>) -> String {
    template.0.iter().map(part).collect()
}

fn part(part: &Part<'_>) -> String {
    match *part {
        Part::Text(text) => text.replace('{', "{{"),
        Part::Value(input, filters) => format!("{{{}}}", value(input, filters)),
    }
}

/// A value with its filters, without braces.
pub fn value(input: Input<'_>, filters: &[Filter<'_>]) -> String {
    filters.iter().fold(self::input(input), |before, filter| before + &self::filter(filter))
}

/// An input.
pub fn input(input: Input<'_>) -> String {
    let (prefix, name) = match input {
        Input::Text(text) => return quoted(text),
        Input::Step(name) => return name.to_owned(),
        Input::Credential(name) => ("credential", name),
        Input::Param(name) => ("param", name),
        Input::Query(name) => ("query", name),
        Input::Form(name) => ("form", name),
        Input::Header(name) => ("header", name),
        Input::Json(name) if !name.is_empty() => ("json", name),
        // A count is a variable of that full name.
        Input::Var(name) if name.starts_with("count.") => return name.to_owned(),
        Input::Var(name) => ("var", name),
        Input::Clock => return "clock".to_owned(),
        alone => {
            let word = ALONE.iter().find(|(_, input, _)| *input == alone);
            return word.map_or_else(String::new, |(word, ..)| (*word).to_owned());
        }
    };
    format!("{prefix}.{name}")
}

/// A filter with what stands before it: ` | hex`, `.len`, `:04`.
pub fn filter(filter: &Filter<'_>) -> String {
    match *filter {
        Filter::Len(TextUnit::Chars) => return ".len".to_owned(),
        Filter::Len(unit) => {
            return format!(".len({})", filters::UNITS.iter().find(|(_, of)| *of == unit).map_or("", |unit| unit.0));
        }
        Filter::Pad(width) => return format!(":0{width}"),
        Filter::Unix(0) => return ".unix".to_owned(),
        Filter::Unix(epoch) => return format!(".unix({epoch})"),
        Filter::UnixMs(0) => return ".unix_ms".to_owned(),
        Filter::UnixMs(epoch) => return format!(".unix_ms({epoch})"),
        Filter::Local => return ".local".to_owned(),
        Filter::Format(pattern, None) => return format!(".format({})", quoted(pattern)),
        Filter::Format(pattern, Some(Offset::UTC)) => return format!(".format({}, utc)", quoted(pattern)),
        Filter::Format(pattern, Some(zone)) => {
            return format!(".format({}, {})", quoted(pattern), quoted(&zone::print(zone)));
        }
        _ => {}
    }
    let arguments = arguments(filter);
    let arguments = if arguments.is_empty() { arguments } else { format!("({arguments})") };
    format!(" | {}{arguments}", name(filter))
}

/// The name of a filter, as the table of all filters has it.
pub fn name(filter: &Filter<'_>) -> &'static str {
    let is_it = |takes: Takes| match (takes, *filter) {
        (Takes::Nothing(listed, ..), filter) => listed == filter,
        (Takes::Mac(listed), Filter::Hmac(hash, _)) => listed == hash,
        (Takes::Sign(listed), Filter::Sign(how, _)) => listed == how,
        (Takes::Input, filter) => matches!(filter, Filter::Or(_)),
        (Takes::More(Filter::Base64(listed), _), Filter::Base64(base)) => listed.url == base.url,
        (Takes::More(Filter::Percent(listed), _), Filter::Percent(percent)) => listed.form == percent.form,
        (Takes::More(listed, _), filter) => discriminant(&listed) == discriminant(&filter),
        _ => false,
    };
    FILTERS.iter().find(|word| is_it(word.takes)).map_or("", |word| word.name)
}

/// What stands in the brackets of a filter; empty where there are none.
fn arguments(filter: &Filter<'_>) -> String {
    match *filter {
        Filter::Hmac(_, key) | Filter::Sign(_, key) | Filter::Or(key) => input(key),
        Filter::Slice(from, None) => from.to_string(),
        Filter::Slice(from, Some(to)) => format!("{from}, {to}"),
        Filter::Replace(old, new) => format!("{}, {}", quoted(old), quoted(new)),
        Filter::Split(separator, part) => format!("{}, {part}", quoted(separator)),
        Filter::Remove(text) | Filter::Before(text) | Filter::After(text) => quoted(text),
        Filter::Radix(base) => base.to_string(),
        Filter::Json(Escape::Ascii) => "ascii".to_owned(),
        Filter::Base64(Base64 { padded: false, .. }) => "nopad".to_owned(),
        Filter::Percent(Percent { keep, lower, .. }) => {
            let keep = (!keep.is_empty()).then(|| quoted(keep));
            keep.into_iter().chain(lower.then(|| "lower".to_owned())).collect::<Vec<_>>().join(", ")
        }
        _ => String::new(),
    }
}

/// A text in quotes; the other kind where it holds one of them, for no text holds both.
pub(crate) fn quoted(text: &str) -> String {
    if text.contains('\'') { format!("\"{text}\"") } else { format!("'{text}'") }
}
