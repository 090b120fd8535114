//! How the text is put together: what stands behind the last item and at its end, and its case.

use super::{Flow, Ground, To, give};
use crate::cause::Cause;
use signwright_model::{Filter, Input, Template};

pub(super) fn variations<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    let arena = ground.arena;
    for step in ground.case.platform.signing.steps {
        let name = step.name.escape_debug();
        // What stands between two items then ends each of them.
        let ended = ground.case.with_items(arena, |candidate, mut items| {
            if candidate != step.name || items.join.0.is_empty() {
                return None;
            }
            items.each = Template(arena.alloc_slice_copy(&[items.each.0, items.join.0].concat()));
            items.join = Template(&[]);
            Some(items)
        });
        let words = Cause::new(
            "template",
            format!("puts the separator of `{name}` behind the last item too"),
            format!("the separator of `{name}` stands behind the last item too"),
        );
        give(to, words, ended)?;
        for (literal, what) in [("\n", "a line end"), ("&", "a `&`")] {
            let ended = ground.case.with_end(arena, step.name, literal);
            let words =
                Cause::new("template", format!("ends `{name}` with {what}"), format!("`{name}` ends with {what}"));
            give(to, words, Some(ended))?;
        }
        for (filter, letters) in [(Filter::Lower, "lower case"), (Filter::Upper, "upper case"), (Filter::Trim, "")] {
            let case = ground.case.with_filters(arena, |spot, input, filters| {
                let wanted = input == Input::Step(step.name) && spot.step.is_some();
                wanted.then(|| [&[filter], filters].concat())
            });
            let (says, holds) = if letters.is_empty() {
                (format!("trims `{name}`"), format!("`{name}` is trimmed"))
            } else {
                (format!("turns the whole of `{name}` to {letters}"), format!("the whole of `{name}` is in {letters}"))
            };
            give(to, Cause::new("template", says, holds), case)?;
        }
    }
    keys(ground, to)
}

/// The case of names.
fn keys<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    for (filter, letters) in [(Filter::Lower, "lower case"), (Filter::Upper, "upper case")] {
        let case = ground.case.with_filters(ground.arena, |_, input, filters| {
            (input == Input::Key).then(|| [filters, &[filter]].concat())
        });
        let says = format!("writes names in {letters}");
        give(to, Cause::new("template", says, format!("names are in {letters}")), case)?;
        let first = ground.case.with_filters(ground.arena, |_, input, filters| {
            let cased = |filter: &Filter<'_>| matches!(filter, Filter::Lower | Filter::Upper);
            let bare = || filters.iter().copied().filter(|filter| !cased(filter)).collect::<Vec<_>>();
            (matches!(input, Input::Key | Input::Value | Input::Verb) && filters.iter().any(cased)).then(bare)
        });
        let says = "leaves the letters of names and values as they are";
        give(to, Cause::new("template", says, "the letters of names and values stay as they are"), first)?;
    }
    Flow::Continue(())
}
