//! Empty values kept or dropped, and what some languages hold to be empty.

use super::super::cause::{Cause, named};
use super::{Flow, Ground, To, give};

/// What is taken for empty beside the empty text.
const HOLLOW: [(&str, &[&str]); 3] =
    [("`0`", &["0"]), ("`null`", &["null"]), ("`0`, `false` or `null`", &["0", "false", "null"])];

pub(super) fn variations<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    let empty = || ground.seen.pairs().filter(|(_, value)| value.is_empty()).map(|(name, _)| name);
    for drop_empty in [true, false] {
        let case = ground.case.with_items(ground.arena, |_, mut items| {
            let differs = items.drop_empty != drop_empty;
            items.drop_empty = drop_empty;
            differs.then_some(items)
        });
        let (says, holds) = if drop_empty {
            ("drops empty values", "empty values are dropped")
        } else {
            ("keeps empty values", "empty values are kept")
        };
        let empty = named(empty());
        let because = if empty.is_empty() { String::new() } else { format!("{empty} has no value") };
        give(to, Cause::new("empty", says, holds).because(because), case)?;
    }
    for (what, texts) in HOLLOW {
        let hollow: Vec<&str> =
            ground.seen.pairs().filter(|(_, value)| texts.contains(value)).map(|(name, _)| name).collect();
        if hollow.is_empty() {
            continue;
        }
        let names: Vec<&'a str> = hollow.iter().map(|name| &*ground.arena.alloc_str(name)).collect();
        let case = ground.case.with_items(ground.arena, |_, mut items| {
            let mut except = items.except.to_vec();
            except.extend_from_slice(&names);
            items.except = ground.arena.alloc_slice_copy(&except);
            Some(items)
        });
        let words = Cause::new(
            "empty",
            format!("drops values that are {what}"),
            format!("values that are {what} are dropped as if they were empty"),
        );
        give(to, words.because(named(hollow)), case)?;
    }
    Flow::Continue(())
}
