//! How the text is put together: what stands between items and behind the last, and its case.

use super::super::cause::Cause;
use super::{Flow, Ground, To, give};
use crate::model::{Filter, Input, Part, Template};

pub(super) fn variations<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    let arena = ground.arena;
    for step in ground.case.platform.signing.steps {
        let mut join = None;
        let unjoined = ground.case.with_items(arena, |name, mut items| {
            if name != step.name || items.join.0.is_empty() {
                return None;
            }
            join = Some(items.join);
            items.join = Template(&[]);
            Some(items)
        });
        let name = step.name.escape_debug();
        let words = Cause::new(
            "template",
            format!("puts nothing between the items of `{name}`"),
            format!("nothing stands between the items of `{name}`"),
        );
        give(to, words, unjoined)?;
        if let Some(join) = join {
            // What stands between two items then ends each of them.
            let ended = ground.case.with_items(arena, |own, mut items| {
                if own != step.name {
                    return None;
                }
                items.each = Template(arena.alloc_slice_copy(&[items.each.0, join.0].concat()));
                items.join = Template(&[]);
                Some(items)
            });
            let words = Cause::new(
                "template",
                format!("puts the separator of `{name}` behind the last item too"),
                format!("the separator of `{name}` stands behind the last item too"),
            );
            give(to, words, ended)?;
        } else {
            for between in ["&", ",", ";", "\n"] {
                let parts = arena.alloc_slice_copy(&[Part::Text(between)]);
                let joined = ground.case.with_items(arena, |own, mut items| {
                    items.join = Template(parts);
                    (own == step.name).then_some(items)
                });
                let between = between.escape_debug();
                let words = Cause::new(
                    "template",
                    format!("puts `{between}` between the items of `{name}`"),
                    format!("`{between}` stands between the items of `{name}`"),
                );
                give(to, words, joined)?;
            }
        }
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
            let cased = |one: &Filter<'_>| matches!(one, Filter::Lower | Filter::Upper);
            let bare = || filters.iter().copied().filter(|one| !cased(one)).collect::<Vec<_>>();
            (matches!(input, Input::Key | Input::Value | Input::Verb) && filters.iter().any(cased)).then(bare)
        });
        let says = "leaves the letters of names and values as they are";
        give(to, Cause::new("template", says, "the letters of names and values stay as they are"), first)?;
    }
    Flow::Continue(())
}
