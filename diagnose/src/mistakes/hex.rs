//! The case of hex digits: of one step, or of all.

use super::{Flow, Ground, To, give};
use crate::cause::Cause;
use signwright_model::Filter;

pub(super) fn variations<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    let steps = ground.case.platform.signing.steps;
    for step in steps.iter().rev() {
        let name = step.name.escape_debug();
        for upper in [true, false] {
            let case = ground.case.with_filters(ground.arena, |spot, _, filters| {
                if spot.step == Some(step.name) { in_case(filters, upper) } else { None }
            });
            let letters = if upper { "upper case" } else { "lower case" };
            let words = Cause::new(
                "hex",
                format!("writes the hex of `{name}` in {letters}"),
                format!("the hex of `{name}` is in {letters}"),
            );
            give(to, words, case)?;
        }
    }
    for upper in [true, false] {
        let case = ground.case.with_filters(ground.arena, |_, _, filters| in_case(filters, upper));
        let letters = if upper { "upper case" } else { "lower case" };
        let words = Cause::new("hex", format!("writes all hex in {letters}"), format!("all hex is in {letters}"));
        give(to, words, case)?;
    }
    Flow::Continue(())
}

fn in_case<'a>(filters: &[Filter<'a>], upper: bool) -> Option<Vec<Filter<'a>>> {
    let index = filters.iter().position(|filter| *filter == Filter::Hex)?;
    let is_upper = filters.get(index + 1) == Some(&Filter::Upper);
    if is_upper == upper {
        return None;
    }
    let mut changed = filters.to_vec();
    if upper {
        changed.insert(index + 1, Filter::Upper);
    } else {
        changed.remove(index + 1);
    }
    Some(changed)
}
