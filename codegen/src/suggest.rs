//! "Did you mean": the closest of the known words, where one is close enough to be a slip of the hand.

/// The word of `known` that `word` was probably meant to be.
pub fn closest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    known
        .into_iter()
        .map(|one| (strsim::osa_distance(&lower, &one.to_lowercase()), one))
        .filter(|(distance, one)| *distance <= (one.chars().count().max(lower.chars().count()) / 3).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, one)| one)
}

/// A help text: the closest word, or else all of them when they are few.
pub fn help<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let known: Vec<_> = known.into_iter().collect();
    match closest(word, known.iter().copied()) {
        Some(one) => format!("did you mean `{one}`?"),
        None if known.is_empty() || known.len() > 40 => String::new(),
        None => format!("known here: {}", list(&known)),
    }
}

fn list(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_found_and_a_stranger_is_not() {
        assert_eq!(closest("requst", ["request", "response"]), Some("request"));
        assert_eq!(closest("订单编", ["订单编号", "店铺"]), Some("订单编号"));
        assert_eq!(closest("Varchar", ["varchar", "int"]), Some("varchar"));
        assert_eq!(closest("price", ["dept_no", "tid"]), None);
        assert_eq!(help("x", ["left", "right"]), "known here: `left`, `right`");
    }
}
