//! A length in bytes, characters or UTF-16 units; padded or not.

use super::{Flow, Ground, To, give};
use crate::cause::Cause;
use signwright_model::{Filter, TextUnit};

const UNITS: [TextUnit; 3] = [TextUnit::Bytes, TextUnit::Chars, TextUnit::Utf16];

pub(super) fn variations<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    for unit in UNITS {
        let mut ours = None;
        let case = ground.case.with_filters(ground.arena, |_, _, filters| {
            let index = filters.iter().position(|filter| matches!(filter, Filter::Len(ours_at) if *ours_at != unit))?;
            let mut changed = filters.to_vec();
            if let Some(Filter::Len(ours_at)) = changed.get_mut(index) {
                ours = ours.or(Some(*ours_at));
                *ours_at = unit;
            }
            Some(changed)
        });
        let Some(ours) = ours else { continue };
        let of = name(unit);
        let words = Cause::new("length", format!("counts length in {of}"), format!("length is counted in {of}"));
        give(to, words.because(differing(ground, ours, unit)), case)?;
    }
    let unpadded = ground.case.with_filters(ground.arena, |_, _, filters| {
        filters
            .iter()
            .any(|filter| matches!(filter, Filter::Pad(_)))
            .then(|| filters.iter().copied().filter(|filter| !matches!(filter, Filter::Pad(_))).collect())
    });
    let words = Cause::new("length", "does not pad numbers with zeros", "numbers are not padded with zeros");
    give(to, words, unpadded)
}

/// The first two names or values whose two lengths differ.
fn differing(ground: &Ground<'_, '_>, ours: TextUnit, theirs: TextUnit) -> String {
    let counted = |text: &str| (count(text, ours), count(text, theirs));
    let say = |what: String, (ours_is, theirs_is): (usize, usize)| {
        (ours_is != theirs_is).then(|| format!("{what} is {ours_is} {} but {theirs_is} {}", name(ours), name(theirs)))
    };
    let each = ground.seen.pairs().flat_map(|(key, value)| {
        let key = key.escape_debug();
        [say(format!("the name `{key}`"), counted(&key.to_string())), say(format!("`{key}`"), counted(value))]
    });
    let lengths: Vec<_> = each.flatten().collect();
    match lengths.as_slice() {
        [] => String::new(),
        [first] => first.clone(),
        [first, second] => format!("{first}, {second}"),
        [first, second, others @ ..] => format!("{first}, {second}, and {} more", others.len()),
    }
}

fn count(text: &str, unit: TextUnit) -> usize {
    match unit {
        TextUnit::Chars => text.chars().count(),
        TextUnit::Bytes => text.len(),
        TextUnit::Utf16 => text.encode_utf16().count(),
    }
}

fn name(unit: TextUnit) -> &'static str {
    match unit {
        TextUnit::Chars => "characters",
        TextUnit::Bytes => "bytes",
        TextUnit::Utf16 => "UTF-16 units",
    }
}
