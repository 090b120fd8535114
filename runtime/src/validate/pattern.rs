//! Patterns of texts. Each is compiled once for the program; a text is matched in time linear in it.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use regex_lite::Regex;

/// How many patterns are kept. Specs have dozens; whoever loads specs without end compiles the rest anew.
const MAX_KEPT: usize = 4096;

/// `None` of a text that is no pattern.
type Compiled = Option<Arc<Regex>>;

static KEPT: RwLock<Option<HashMap<String, Compiled>>> = RwLock::new(None);

/// Whether the whole text is of the pattern. What is no pattern matches nothing; the checker of specs refuses it.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    compiled(pattern).is_some_and(|regex| regex.is_match(text))
}

fn compiled(pattern: &str) -> Compiled {
    let kept = KEPT.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(regex) = kept.as_ref().and_then(|kept| kept.get(pattern)) {
        return regex.clone();
    }
    drop(kept);
    let regex = Regex::new(&format!("^(?:{pattern})$")).ok().map(Arc::new);
    let mut kept = KEPT.write().unwrap_or_else(PoisonError::into_inner);
    let kept = kept.get_or_insert_with(HashMap::new);
    if kept.len() < MAX_KEPT {
        kept.insert(pattern.to_owned(), regex.clone());
    }
    regex
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn the_whole_text_matches() {
        for (pattern, text, expected) in [
            ("[0-9A-Z]+", "AB12", true),
            ("[0-9A-Z]+", "AB12\n", false),
            ("[0-9A-Z]+", "xAB12", false),
            ("a|b", "ab", false),
            ("[一-龥]{2,4}", "张三丰", true),
            ("[一-龥]{2,4}", "张", false),
            (".", "😀", true),
            ("(", "(", false),
            ("", "", true),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn a_hostile_text_costs_linear_time() {
        assert!(!matches("(a*)*b", &"a".repeat(100_000)));
    }
}
