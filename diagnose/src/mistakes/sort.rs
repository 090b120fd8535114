//! Sorted by bytes, without regard to case, as a locale does, by something else, or not at all.

use std::cmp::Ordering;

use super::{Flow, Ground, To, give, hash_map};
use crate::cause::Cause;
use crate::seen::SeenMap;
use signwright_model::SortBy;
use signwright_runtime::sign::signed_parameters;

const ORDERS: [(SortBy<'static>, &str, &str); 7] = [
    (SortBy::None, "does not sort", "nothing is sorted"),
    (SortBy::Key, "sorts names by bytes", "names are sorted by bytes"),
    (SortBy::KeyIgnoringCase, "sorts names without regard to case", "names are sorted without regard to case"),
    (SortBy::Pair, "sorts by name and then by value", "pairs are sorted by name and then by value"),
    (SortBy::Item, "sorts the finished items", "the finished items are sorted"),
    (SortBy::Value, "sorts by value", "pairs are sorted by value"),
    (SortBy::KeyDescending, "sorts names downwards", "names are sorted downwards"),
];

/// How names are compared by what is no comparison of bytes.
const COMPARISONS: [(Compare, &str); 3] = [
    (punctuation_first, "as a locale does, punctuation before digits before letters"),
    (letters_only, "as a locale does, punctuation counts last"),
    (natural, "with the numbers in them by their value"),
];

type Compare = fn(&str, &str) -> Ordering;

pub(super) fn variations<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    let maps = &ground.seen.maps;
    for (sort, says, holds) in ORDERS {
        // In one map, and where there are several, in all.
        for only in maps.iter().map(Some).chain([None].into_iter().filter(|_| maps.len() > 1)) {
            let mut because = String::new();
            let case = ground.case.with_items(ground.arena, |step, mut items| {
                if items.sort == sort || only.is_some_and(|map| map.step != step) {
                    return None;
                }
                if let Some(map) = maps.iter().find(|map| map.step == step).filter(|_| because.is_empty()) {
                    because = moved(&map.sorted(items.sort), &map.sorted(sort));
                }
                items.sort = sort;
                Some(items)
            });
            let among = only.filter(|_| maps.len() > 1).map(|map| format!(" in `{}`", map.step));
            let among = among.unwrap_or_default();
            let words = Cause::new("sort", format!("{says}{among}"), format!("{holds}{among}"));
            give(to, words.because(because), case)?;
        }
    }
    groups(ground, to)?;
    hashed(ground, to)?;
    for (compare, rule) in COMPARISONS {
        let mut because = String::new();
        let case = ground.case.with_items(ground.arena, |step, mut items| {
            let map = maps.iter().find(|map| map.step == step).filter(|_| items.sort != SortBy::None)?;
            let listed = listed(ground, &by_locale(map, compare));
            if because.is_empty() {
                because = moved(&map.sorted(items.sort), &map.sorted(listed));
            }
            items.sort = listed;
            Some(items)
        });
        let words = Cause::new("sort", format!("sorts names {rule}"), format!("names are sorted {rule}"));
        give(to, words.because(because), case)?;
    }
    Flow::Continue(())
}

/// The order in which names stand here.
fn listed<'a>(ground: &Ground<'a, '_>, names: &[&str]) -> SortBy<'a> {
    let names: Vec<&'a str> = names.iter().map(|name| &*ground.arena.alloc_str(name)).collect();
    SortBy::Listed(ground.arena.alloc_slice_copy(&names))
}

/// In the order of a hash map.
fn hashed<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    let mut because = String::new();
    let case = ground.case.with_items(ground.arena, |step, mut items| {
        let map = ground.seen.maps.iter().find(|map| map.step == step)?;
        let mut names: Vec<&str> = map.pairs.iter().map(|(name, _)| name.as_str()).collect();
        hash_map::sort(&mut names, |name| name);
        let listed = listed(ground, &names);
        if because.is_empty() {
            because = moved(&map.sorted(items.sort), &map.sorted(listed));
        }
        items.sort = listed;
        Some(items)
    });
    let says = "does not sort, and has the order of a Java `HashMap`";
    let words = Cause::new("sort", says, "names stand in the order of a Java `HashMap`");
    give(to, words.because(because), case)
}

/// As they come, but the common parameters, or the others, before the rest.
fn groups<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    let common: Vec<&'a str> = signed_parameters(ground.alive()).map(|parameter| parameter.name).collect();
    let others = ground.seen.pairs().map(|(name, _)| name).filter(|name| !common.contains(name));
    let others: Vec<&'a str> = others.map(|name| &*ground.arena.alloc_str(name)).collect();
    for (first, which) in [(common, "common parameters"), (others, "parameters of the call")] {
        let listed = SortBy::Listed(ground.arena.alloc_slice_copy(&first));
        let case = ground.case.with_items(ground.arena, |_, mut items| {
            items.sort = listed;
            Some(items)
        });
        let says = format!("does not sort, and has the {which} first");
        give(to, Cause::new("sort", says, format!("nothing is sorted, and the {which} come first")), case)?;
    }
    Flow::Continue(())
}

fn by_locale(map: &SeenMap, compare: Compare) -> Vec<&str> {
    let mut names: Vec<&str> = map.pairs.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_by(|left, right| compare(left, right));
    names
}

/// Punctuation, digits, letters; case only among equals, lower case first.
fn punctuation_first(left: &str, right: &str) -> Ordering {
    let class = |letter: char| match letter {
        _ if letter.is_alphabetic() => 2,
        _ if letter.is_numeric() => 1,
        _ => 0,
    };
    let weights = |text: &str| -> Vec<(i32, char)> {
        text.chars().flat_map(char::to_lowercase).map(|letter| (class(letter), letter)).collect()
    };
    weights(left).cmp(&weights(right)).then_with(|| right.cmp(left))
}

/// Letters and digits alone; punctuation and case only among equals.
fn letters_only(left: &str, right: &str) -> Ordering {
    let letters = |text: &str| -> String {
        text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    letters(left).cmp(&letters(right)).then_with(|| punctuation_first(left, right))
}

/// To how many digits numbers in names are filled up.
const DIGITS: usize = 20;

/// `a.2` before `a.10`.
fn natural(left: &str, right: &str) -> Ordering {
    let padded = |text: &str| -> String {
        let mut padded = String::with_capacity(text.len() + 20);
        for run in text.split_inclusive(|character: char| !character.is_ascii_digit()) {
            let end = run.find(|character: char| !character.is_ascii_digit()).unwrap_or(run.len());
            let (number, behind) = run.split_at(end);
            padded.extend("0".chars().cycle().take(if number.is_empty() {
                0
            } else {
                DIGITS.saturating_sub(number.len())
            }));
            padded.push_str(number);
            padded.push_str(behind);
        }
        padded
    };
    padded(left).cmp(&padded(right)).then_with(|| left.cmp(right))
}

/// The first place where the orders part.
fn moved(ours: &[String], theirs: &[String]) -> String {
    let parts = ours.iter().zip(theirs).find(|(our_name, their_name)| our_name != their_name);
    parts.map_or_else(String::new, |(our_name, their_name)| {
        format!("`{}` comes before `{}`", their_name.escape_debug(), our_name.escape_debug())
    })
}
