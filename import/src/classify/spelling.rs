//! Characters as people type them: full-width forms, odd blanks, and words with a letter missing.

/// The text with full-width forms as ASCII, without invisible characters, and without any blanks.
pub(crate) fn plain(text: &str) -> String {
    text.chars().filter_map(narrow).filter(|c| !c.is_whitespace()).collect()
}

/// One character in its ASCII form, where it has one; `None` for what does not show.
pub(crate) fn narrow(c: char) -> Option<char> {
    match c {
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\\' => None,
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0),
        '《' | '〈' => Some('<'),
        '》' | '〉' => Some('>'),
        '、' => Some(','),
        _ => Some(c),
    }
}

pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}')
}

/// The one of `words` that a misspelt word means: one slip away, in a word long enough to tell.
pub(crate) fn meant<'w>(word: &str, words: &[&'w str]) -> Option<&'w str> {
    // One slip makes any short word another: `int`, `bit`, `int8`.
    if word.chars().count() < 4 {
        return None;
    }
    let is_slip = |candidate: &str| candidate.len() >= 4 && signwright_codegen::suggest::distance(candidate, word) == 1;
    let mut close = words.iter().filter(|candidate| is_slip(candidate));
    close.next().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_becomes_plain() {
        assert_eq!(plain("Decimal（19，4）"), "Decimal(19,4)");
        assert_eq!(plain("List<Map<String,\u{a0} Object>>"), "List<Map<String,Object>>");
        assert_eq!(plain("a\u{202e}b"), "ab");
    }

    #[test]
    fn a_slip_is_understood_but_not_two() {
        assert_eq!(meant("sring", &["string", "int"]), Some("string"));
        assert_eq!(meant("sting", &["string"]), Some("string"));
        assert_eq!(meant("strnig", &["string"]), Some("string"));
        assert_eq!(meant("stg", &["string"]), None);
        assert_eq!(meant("strange", &["string"]), None);
    }
}
