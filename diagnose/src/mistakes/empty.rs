//! Empty values kept, dropped or written as a word, and what some languages hold to be empty.

use super::{Flow, Ground, To, give};
use crate::cause::{Cause, listed, named};
use signwright_model::{Filter, Input, Part, Template};

/// What is taken for empty beside the empty text.
// What PHP's `empty` and Python's truth hold to be nothing, as it stands on the wire.
const HOLLOW: [&str; 6] = ["0", "false", "null", "0.00", "[]", "{}"];

/// How languages write a value that is not there.
const WORDS: [&str; 5] = ["null", "None", "undefined", "nil", "0"];

pub(super) fn variations<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    let empty = ground.seen.pairs().filter(|(_, value)| value.is_empty()).map(|(name, _)| name);
    let empty = named(empty);
    let because = if empty.is_empty() { String::new() } else { format!("{empty} has no value") };
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
        give(to, Cause::new("empty", says, holds).because(because.clone()), case)?;
    }
    if !because.is_empty() {
        words(ground, &because, to)?;
    }
    hollow(ground, to)
}

/// A word where a value is empty.
fn words<'a>(ground: &Ground<'a, '_>, because: &str, to: To<'_, 'a>) -> Flow {
    for word in WORDS {
        let filters = ground.arena.alloc_slice_copy(&[Filter::Or(Input::Text(word))]);
        let part = ground.arena.alloc_slice_copy(&[Part::Value(Input::Value, filters)]);
        let case = ground.case.with_items(ground.arena, |_, mut items| {
            // A template of its own for values has its own word for empty ones.
            let bare = items.value.is_none();
            items.value = Some(Template(part));
            bare.then_some(items)
        });
        let words = Cause::new(
            "empty",
            format!("writes `{word}` for empty values"),
            format!("`{word}` stands for empty values"),
        );
        give(to, words.because(because), case)?;
    }
    Flow::Continue(())
}

/// Values of these kinds left out: of one, or of all together. It is told as what is seen of it, for why these are
/// left out the signature does not say.
fn hollow<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    let is_there = |text: &&str| ground.seen.pairs().any(|(_, value)| value == *text);
    let there: Vec<&str> = HOLLOW.into_iter().filter(is_there).collect();
    let all = [there.as_slice()].into_iter().filter(|all| all.len() > 1);
    for texts in there.chunks(1).chain(all) {
        let names = ground.seen.pairs().filter(|(_, value)| texts.contains(value)).map(|(name, _)| name);
        let names: Vec<&'a str> = names.map(|name| &*ground.arena.alloc_str(name)).collect();
        let case = ground.case.with_items(ground.arena, |_, items| Some(ground.without(items, &names)));
        let (shown, verb) = (named(names.iter().copied()), if names.len() > 1 { "are" } else { "is" });
        let what = listed(texts.iter().map(|text| format!("`{text}`")), "or");
        let words = Cause::new("empty", format!("does not sign {shown}"), format!("{shown} {verb} not signed"));
        give(to, words.because(format!("{what} may be taken for empty there")), case)?;
    }
    Flow::Continue(())
}
