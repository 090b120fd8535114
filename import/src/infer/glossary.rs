//! English names for the common words of coded values. The words are data (`glossary.txt`); one that is not
//! among them gives no name, because a wrong one is worse than the code itself.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::profile::folded;

const WORDS: &str = include_str!("glossary.txt");

static TABLE: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let lines = WORDS.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let rows = lines.filter_map(|line| line.split_once(':'));
    rows.flat_map(|(name, words)| words.split_whitespace().map(move |word| (folded(word), name.trim()))).collect()
});

/// The name of a vendor's word: the word itself, or without the remark in brackets behind it.
pub(crate) fn name(title: &str) -> Option<&'static str> {
    let folded_title = folded(title);
    let bare = folded_title.find(['(', '（']).and_then(|end| folded_title.get(..end)).unwrap_or_default();
    let verbless = folded_title.strip_prefix("表示").unwrap_or_default();
    [folded_title.as_str(), bare, verbless].into_iter().find_map(|word| TABLE.get(word).copied())
}

/// Names for the codes of one list, each its own: from the glossary, from ASCII words of the title, else
/// `code_<value>`.
pub(crate) fn names<'c>(codes: impl Iterator<Item = (&'c str, &'c str)>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (code, title) in codes {
        let word = Some(code).filter(|code| code.starts_with(|c: char| c.is_ascii_alphabetic()));
        // A letter alone names nothing: `Y` is named by its title.
        let word = word.map(heck::ToSnakeCase::to_snake_case).filter(|word| word.len() > 1);
        let english = word.or_else(|| name(title).map(str::to_owned)).or_else(|| ascii(title));
        let name = english.filter(|name| !names.contains(name)).unwrap_or_else(|| by_value(code));
        names.push(name);
    }
    names
}

/// `code_10`, `code_minus_1`.
fn by_value(code: &str) -> String {
    let value: String =
        code.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' }).collect();
    match code.strip_prefix('-') {
        Some(value) => format!("code_minus_{value}"),
        None => format!("code_{value}"),
    }
}

/// A title that is a word in ASCII: `ebay`, `VIP`.
fn ascii(title: &str) -> Option<String> {
    let is_word = title.len() <= 24
        && title.starts_with(|c: char| c.is_ascii_alphabetic())
        && title.chars().all(|c| c.is_ascii_alphanumeric() || c == ' ' || c == '_');
    is_word.then(|| title.trim().to_ascii_lowercase().replace(' ', "_"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_from_the_glossary_or_the_code() {
        let codes = [
            ("0", "未付款"),
            ("1", "部分付款"),
            ("2", "已付款（含预付）"),
            ("-1", "神秘状态🙂"),
            ("6", "ebay"),
            ("7", "已付款"),
        ];
        assert_eq!(names(codes.into_iter()), ["unpaid", "partly_paid", "paid", "code_minus_1", "ebay", "code_7"]);
    }

    #[test]
    fn the_glossary_says_one_thing_of_a_word_and_its_names_are_names() {
        let mut seen: HashMap<String, &str> = HashMap::new();
        for line in WORDS.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
            let (name, words) = line.split_once(':').expect(line);
            assert!(name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'), "{line}");
            for word in words.split_whitespace() {
                assert_eq!(seen.insert(folded(word), name).filter(|earlier| *earlier != name), None, "{word}");
            }
        }
    }
}
