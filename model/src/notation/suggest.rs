//! "Did you mean": the closest of the known words, where one is close enough to be a slip of the hand.

use std::collections::HashSet;

use super::cursor::quoted;
use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Located};

/// The word of `known` that `word` was probably meant to be.
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (distance(&lower, &candidate.to_lowercase()), candidate))
        // A third of the longer word, and one at least: more would suggest words of another meaning, none at all
        // would let short words with one slip go.
        .filter(|(distance, candidate)| *distance <= (candidate.chars().count().max(lower.chars().count()) / 3).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// A help text: the closest word, or else all of them when they are few.
pub fn help<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    let mut candidates: Vec<_> = candidates.into_iter().collect();
    // A key that two parts of a file ask for is one key.
    let mut told = HashSet::new();
    candidates.retain(|candidate| told.insert(*candidate));
    match closest(word, candidates.iter().copied()) {
        Some(close) => format!("did you mean `{close}`?"),
        // A long list helps nobody and buries the message.
        None if candidates.is_empty() || candidates.len() > 40 => String::new(),
        None => format!("known here: {}", list(&candidates)),
    }
}

/// A word that is none of the known ones.
pub fn unknown_word(word: Located<'_>, candidates: &[&str]) -> Diagnostic {
    Diagnostic::error(Code::UnknownWord, word.span, format!("unknown word {}", quoted(word.text)))
        .help(help(word.text, candidates.iter().copied()))
}

/// How many characters must be added, removed, changed or swapped with their neighbour to make one word of another.
pub fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut before = Vec::new();
    let mut above: Vec<usize> = (0..=to.len()).collect();
    let mut last = None;
    for (row, from) in from.chars().enumerate() {
        let mut costs = vec![row + 1];
        for (column, character) in to.iter().enumerate() {
            // Outside the table the cost is as good as infinite; one below the greatest number, so that adding to it
            // does not overflow.
            let cost_at = |costs: &[usize], column: usize| costs.get(column).copied().unwrap_or(usize::MAX - 1);
            let changed = cost_at(&above, column) + usize::from(from != *character);
            let mut cost = changed.min(cost_at(&above, column + 1) + 1).min(cost_at(&costs, column) + 1);
            let left = column.checked_sub(1).and_then(|left| to.get(left));
            // Neighbours that changed places are one slip of the hand, and counted as one.
            if left == Some(&from) && last == Some(*character) {
                cost = cost.min(cost_at(&before, column - 1) + 1);
            }
            costs.push(cost);
        }
        last = Some(from);
        before = std::mem::replace(&mut above, costs);
    }
    above.last().copied().unwrap_or_default()
}

fn list(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_that_change_places_are_one_slip() {
        for (from, to, cost) in [("", "订单", 2), ("ab", "ba", 1), ("signtaure", "signature", 1), ("ca", "abc", 3)] {
            assert_eq!((distance(from, to), distance(to, from)), (cost, cost), "{from} {to}");
        }
    }

    #[test]
    fn a_slip_is_found_and_a_stranger_is_not() {
        assert_eq!(closest("requst", ["request", "response"]), Some("request"));
        assert_eq!(closest("订单编", ["订单编号", "店铺"]), Some("订单编号"));
        assert_eq!(closest("Varchar", ["varchar", "int"]), Some("varchar"));
        assert_eq!(closest("price", ["dept_no", "tid"]), None);
        assert_eq!(help("x", ["left", "right", "left"]), "known here: `left`, `right`");
    }
}
