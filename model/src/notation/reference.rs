//! Rows that a fact names by their path: `page_no`, `pager.page_no`, `by order_no`. They must exist, stand once, and have
//! values of a kind that fits.

use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Located};
use crate::notation::cursor::quoted;
use crate::notation::scope::{self, Kind};
use crate::notation::{Arena, Reader};
use crate::{Shape, Type};

/// What stands before a row where a word could stand instead.
pub(crate) const BY: &str = "by";

/// The row behind `by`.
pub(crate) fn behind_by(text: Located<'_>) -> Option<Located<'_>> {
    let (by, row) = text.first_word();
    (by.text == BY && !row.text.is_empty()).then_some(row)
}

/// A row of a single value: a text, a number, a code.
pub(crate) fn value<'m>(
    path: Located<'_>,
    shape: Shape<'_>,
    reader: &mut Reader<'m, '_, impl Arena<'m>>,
) -> Option<&'m str> {
    kept(path, &one(path, shape), is_value, "one value", reader)
}

/// The same, and it may stand in the rows of lists, once for each.
pub(crate) fn values<'m>(
    path: Located<'_>,
    shape: Shape<'_>,
    reader: &mut Reader<'m, '_, impl Arena<'m>>,
) -> Option<&'m str> {
    kept(path, &scope::find(shape, path).map(|found| found.ty), is_value, "one value", reader)
}

/// A row that holds a number.
pub(crate) fn number<'m>(
    path: Located<'_>,
    shape: Shape<'_>,
    reader: &mut Reader<'m, '_, impl Arena<'m>>,
) -> Option<&'m str> {
    kept(path, &one(path, shape), |kind| kind.is_like(Kind::Number), "a number", reader)
}

/// A row that is a list.
pub(crate) fn list<'m>(
    path: Located<'_>,
    shape: Shape<'_>,
    reader: &mut Reader<'m, '_, impl Arena<'m>>,
) -> Option<&'m str> {
    kept(path, &one(path, shape), |kind| kind.is_like(Kind::List), "a list", reader)
}

/// Keeps the path of a row whose type fits.
pub(crate) fn kept<'m>(
    path: Located<'_>,
    row: &Result<Type<'_>, Diagnostic>,
    fits: impl FnOnce(Kind) -> bool,
    wanted: &str,
    reader: &mut Reader<'m, '_, impl Arena<'m>>,
) -> Option<&'m str> {
    match row {
        Ok(ty) if fits(Kind::of(ty)) => return Some(reader.arena.alloc_str(path.text)),
        Ok(ty) => {
            let message = format!("{} is {}, and this must be {wanted}", quoted(path.text), Kind::of(ty).what());
            reader.error(Code::UnlikeTypes, path.span, message, "name another row");
        }
        Err(mistake) => reader.push(mistake.clone()),
    }
    None
}

/// Whether values of a kind are single ones.
pub(crate) const fn is_value(kind: Kind) -> bool {
    !matches!(kind, Kind::Record | Kind::Map | Kind::List)
}

/// The type of a row that stands once.
pub(crate) fn one<'r>(path: Located<'_>, shape: Shape<'r>) -> Result<Type<'r>, Diagnostic> {
    let found = scope::find(shape, path)?;
    match found.through {
        None => Ok(found.ty),
        Some(list) => {
            let message = format!("{} stands once for each row of {}", quoted(path.text), quoted(list));
            Err(Diagnostic::error(Code::BadFact, path.span, message).help("name a row that stands once"))
        }
    }
}
