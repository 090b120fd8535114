//! `partial`: where a success lists the rows of its request that failed.

use signwright_model::notation::{condition, scope};
use signwright_model::{Endpoint, PartialFailure, Shape, Type};

use crate::catalogue::Code;
use crate::lower::lowering::Lowering;
use crate::lower::notation::mapping::Mapping;
use crate::specs::Located;
use crate::syntax::Entry;

/// Reads it. All of its paths must be there.
pub(super) fn partial<'m>(
    section: &Entry,
    endpoint: &Endpoint<'m>,
    lowering: &mut Lowering<'m, '_>,
) -> Option<PartialFailure<'m>> {
    let arena = lowering.arena;
    let mut mapping = Mapping::of(&section.value, "`partial`", section.key.span, lowering)?;
    let rows = mapping.required_word("rows", lowering);
    let [key, code, message, when, of] =
        ["key", "code", "message", "when", "of"].map(|key| mapping.word(key, lowering));
    mapping.finish(lowering);
    let rows = rows?;
    lowering.take(scope::find_one(endpoint.response(), rows))?;
    let row = row_of(endpoint.response(), rows, lowering)?;
    let in_row = |path: Option<Located<'_>>, lowering: &mut Lowering<'m, '_>| {
        let Some(path) = path else { return Some("") };
        let Some(row) = row else {
            let message = format!("the rows of `{}` are no records", rows.text);
            lowering.error(Code::UnknownField, path.span, message, "leave it out: a row says it itself");
            return None;
        };
        lowering.take(scope::find_one(row, path))?;
        Some(arena.alloc_str(path.text))
    };
    let [key, code, message] = [key, code, message].map(|path| in_row(path, lowering));
    let when = match (when, row) {
        (Some(text), Some(row)) => Some(condition::read(text, row, arena, lowering.diagnostics)?),
        (Some(text), None) => {
            let message = "only rows with fields can be chosen among";
            lowering.error(Code::BadRule, text.span, message, "leave `when` out: then all rows have failed");
            None
        }
        (None, _) => None,
    };
    let (key, code, message) = (key?, code?, message?);
    // A row that is a value is its own key.
    let answered = Answered { rows, has_key: !key.is_empty() || row.is_none(), key, is_chosen: when.is_some() };
    let (of, by) = of.map_or(Some(("", "")), |of| asked(of, answered, endpoint.request(), lowering))?;
    Some(PartialFailure { rows: arena.alloc_str(rows.text), key, code, message, when, of, by })
}

/// The rows of the answer, and what tells which row of the request each is.
#[derive(Clone, Copy)]
struct Answered<'t> {
    rows: Located<'t>,
    has_key: bool,
    key: &'t str,
    is_chosen: bool,
}

/// `LIST` or `LIST by KEY` of the request.
fn asked<'m>(
    of: Located<'_>,
    answered: Answered<'_>,
    request: Shape<'m>,
    lowering: &mut Lowering<'m, '_>,
) -> Option<(&'m str, &'m str)> {
    let Answered { rows, has_key, key, is_chosen } = answered;
    let Some((list, by)) = of.list_by_key() else {
        let help = "write `orders`, or `orders by id` where its rows call the `key` otherwise";
        lowering.error(Code::BadReply, of.span, "`of` is a list of the request", help);
        return None;
    };
    lowering.take(scope::find_one(request, list))?;
    let row = row_of(request, list, lowering)?;
    let has_same = |row: Shape<'_>| scope::find_one(row, Located { text: key, span: list.span }).is_ok();
    match (by, row) {
        (Some(by), None) => {
            let message = format!("the rows of `{}` are no records", list.text);
            lowering.error(Code::UnknownField, by.span, message, format!("write `of: {}`", list.text));
        }
        (Some(by), Some(row)) => {
            lowering.take(scope::find_one(row, by))?;
            if !has_key {
                let message = format!("nothing identifies the rows of `{}`", rows.text);
                lowering.error(Code::BadReply, by.span, message, "add `key: …`, what identifies them there");
            }
        }
        (None, row) => {
            if !(is_chosen || has_key && row.is_none_or(has_same)) {
                let message = format!("nothing tells which row of `{}` has failed", list.text);
                let help = "give a `key` that its rows have too, or `of: LIST by KEY` where they call it otherwise; or, \
                            where the answer has a row for each, say `when` one failed";
                lowering.error(Code::BadReply, list.span, message, help);
            }
        }
    }
    let by = by.map(|by| by.text).filter(|by| *by != key);
    Some((lowering.arena.alloc_str(list.text), by.map_or("", |by| lowering.arena.alloc_str(by))))
}

/// The record of the rows of a list; `None` inside where they are values.
#[expect(clippy::option_option, reason = "a list of values is no mistake")]
fn row_of<'m>(shape: Shape<'m>, rows: Located<'_>, lowering: &mut Lowering<'m, '_>) -> Option<Option<Shape<'m>>> {
    match lowering.take(scope::find(shape, rows))?.ty {
        Type::List(Type::Record(id), _) => Some(Some(shape.at(*id))),
        Type::List(..) => Some(None),
        _ => {
            let message = format!("`{}` is no list", rows.text);
            lowering.error(Code::UnlikeTypes, rows.span, message, "the rows that failed stand in a list");
            None
        }
    }
}
