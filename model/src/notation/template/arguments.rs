//! Filters with arguments of their own: `slice(0, 16)`, `percent('/')`, `base64(nopad)`.

use crate::{Base64, Escape, Filter, Percent};

use super::Kind;
use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Located, Span};
use crate::notation::Arena;

/// An argument as it is written.
#[derive(Clone, Copy)]
pub(super) struct Argument<'t> {
    pub(super) text: Located<'t>,
    pub(super) quoted: bool,
}

/// What a filter is made from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum From {
    Text,
    Bytes,
    Either,
}

/// A filter like this one with the arguments that are written; `None` where they are not its.
pub(super) fn with_arguments<'m>(
    name: Located<'_>,
    like: Filter<'_>,
    arguments: &[Argument<'_>],
    kind: Option<Kind>,
    arena: impl Arena<'m>,
) -> Result<Option<(Filter<'m>, From, Kind)>, Diagnostic> {
    let text = |argument: &Argument<'_>| argument.quoted.then(|| arena.alloc_str(argument.text.text));
    let number = |argument: &Argument<'_>| argument.text.text.parse::<i32>().ok().filter(|_| !argument.quoted);
    let word = |argument: &Argument<'_>, word: &str| !argument.quoted && argument.text.text == word;
    let encoded = |form: bool| {
        let (keep, flags) = match arguments {
            [first, others @ ..] if first.quoted => (arena.alloc_str(first.text.text), others),
            all => ("", all),
        };
        if let Some(outside) = keep.chars().find(|character| !character.is_ascii()) {
            return Err(bad(name.span, format!("`{outside}` cannot stay: only ASCII can")));
        }
        let lower = match flags {
            [] => Some(false),
            [flag] if word(flag, "lower") => Some(true),
            _ => None,
        };
        Ok(lower.map(|lower| (Filter::Percent(Percent { form, keep, lower }), From::Either, Kind::Text)))
    };
    let base64 = |url: bool| {
        match arguments {
            [] => Some(true),
            [flag] if word(flag, "nopad") => Some(false),
            _ => None,
        }
        .map(|padded| (Filter::Base64(Base64 { url, padded }), From::Bytes, Kind::Text))
    };
    Ok(match (like, arguments) {
        (Filter::Percent(percent), _) => encoded(percent.form)?,
        (Filter::Base64(base), _) => base64(base.url),
        (Filter::Json(_), []) => Some((Filter::Json(Escape::Minimal), From::Text, Kind::Text)),
        (Filter::Json(_), [flag]) if word(flag, "ascii") => Some((Filter::Json(Escape::Ascii), From::Text, Kind::Text)),
        (Filter::Slice(..), [from, end @ ..]) if end.len() < 2 => {
            let to = end.first().map(number);
            let cut = number(from).zip(to.map_or(Some(None), |to| to.map(Some)));
            // The body is cut as the bytes it is.
            let gives = match kind {
                Some(Kind::TextBytes) => Kind::Bytes,
                kind => kind.unwrap_or(Kind::Text),
            };
            cut.map(|(start, end)| (Filter::Slice(start, end), From::Either, gives))
        }
        (Filter::Replace(..), [old, new]) => text(old)
            .filter(|old| !old.is_empty())
            .zip(text(new))
            .map(|(old, new)| (Filter::Replace(old, new), From::Text, Kind::Text)),
        (Filter::Remove(_), [characters]) => text(characters)
            .filter(|characters| !characters.is_empty())
            .map(|characters| (Filter::Remove(characters), From::Text, Kind::Text)),
        (Filter::Radix(_), [base]) => number(base)
            .and_then(|base| u8::try_from(base).ok())
            .filter(|base| (2..=36).contains(base))
            .map(|base| (Filter::Radix(base), From::Text, Kind::Text)),
        (Filter::Split(..), [separator, place]) => text(separator)
            .filter(|separator| !separator.is_empty())
            .zip(number(place))
            .map(|(separator, place)| (Filter::Split(separator, place), From::Text, Kind::Text)),
        (Filter::Before(_), [end]) => text(end).map(|text| (Filter::Before(text), From::Text, Kind::Text)),
        (Filter::After(_), [start]) => text(start).map(|text| (Filter::After(text), From::Text, Kind::Text)),
        _ => None,
    })
}

pub(super) fn bad(span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Code::BadTemplate, span, message)
}
