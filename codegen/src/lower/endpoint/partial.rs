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
    if let Some(of) = of {
        lowering.take(scope::find_one(endpoint.request(), of))?;
        let asked = lowering.take(scope::find_rows(endpoint.request(), of))?;
        let has_key = !key.is_empty() && scope::find_one(asked, Located { text: key, span: of.span }).is_ok();
        if !has_key && when.is_none() {
            let message = format!("nothing tells which row of `{}` has failed", of.text);
            let help =
                "give a `key` that its rows have too; or, where the answer has a row for each, say `when` one failed";
            lowering.error(Code::BadReply, of.span, message, help);
        }
    }
    let of = of.map_or("", |path| arena.alloc_str(path.text));
    Some(PartialFailure { rows: arena.alloc_str(rows.text), key, code, message, when, of })
}

/// The record of the rows of a list; `None` inside where they are values.
#[expect(clippy::option_option, reason = "a list of values is no mistake")]
fn row_of<'m>(response: Shape<'m>, rows: Located<'_>, lowering: &mut Lowering<'m, '_>) -> Option<Option<Shape<'m>>> {
    match lowering.take(scope::find(response, rows))?.ty {
        Type::List(Type::Record(id), _) => Some(Some(response.at(*id))),
        Type::List(..) => Some(None),
        _ => {
            let message = format!("`{}` is no list", rows.text);
            lowering.error(Code::UnlikeTypes, rows.span, message, "the rows that failed stand in a list");
            None
        }
    }
}
