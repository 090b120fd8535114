//! "Did you mean": the closest of the known words, where one is close enough to be a slip of the hand.

use std::collections::HashSet;

use super::cursor::quoted;
use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Located};

/// Among more words than these none is looked for: each mistake of a long file would be compared with each of its words.
const MOST: usize = 400;

/// Words of more characters are not compared: that costs as much as the two are long, multiplied.
const LONGEST: usize = 200;

/// The word of `candidates` that `word` was probably meant to be.
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let candidates: Vec<_> = candidates.into_iter().take(MOST + 1).collect();
    let length = word.chars().count();
    if candidates.len() > MOST || length > LONGEST {
        return None;
    }
    let lower = word.to_lowercase();
    let close = candidates.into_iter().filter_map(|candidate| {
        // A third of the longer word, and one at least: more would suggest words of another meaning, none at all
        // would let short words with one slip go.
        let other = candidate.chars().count();
        let most = (other.max(length) / 3).max(1);
        if other.abs_diff(length) > most {
            return None;
        }
        let distance = distance(&lower, &candidate.to_lowercase());
        (distance <= most).then_some((distance, candidate))
    });
    close.min_by_key(|(distance, _)| *distance).map(|(_, candidate)| candidate)
}

/// A help text: the closest word, or else all of them when they are few.
pub fn help<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    let mut candidates: Vec<_> = candidates.into_iter().take(MOST + 1).collect();
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
    let mut costs: Vec<usize> = Vec::with_capacity(to.len() + 1);
    let mut last = None;
    for (row, from) in from.chars().enumerate() {
        costs.clear();
        costs.push(row + 1);
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
        // The rows change places, so that none is made anew for each character.
        std::mem::swap(&mut before, &mut above);
        std::mem::swap(&mut above, &mut costs);
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
    fn long_words_and_long_lists_are_not_compared() {
        let word = "订".repeat(300_000);
        assert_eq!(closest(&word, [format!("{word}单").as_str()]), None);
        let words: Vec<_> = (0..=MOST).map(|number| format!("word{number}")).collect();
        assert_eq!(closest("wrod1", words.iter().map(String::as_str)), None);
        assert_eq!(closest("wrod1", words.iter().take(MOST).map(String::as_str)), Some("word1"));
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
