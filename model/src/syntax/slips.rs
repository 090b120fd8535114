//! The slips of punctuation that a hand makes between two keyboards: full-width marks where ASCII is meant, a colon
//! without its blank. Which mark stands for which is said here for all stages.

use std::ops::Range;

pub use crate::is_invisible;

/// A slip within a text.
pub struct Slip {
    /// Its bytes.
    pub place: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// The ASCII character that a full-width one, or one that looks alike, is easily typed for: `（` for `(`.
pub fn twin(c: char) -> Option<char> {
    Some(match c {
        '。' => '.',
        '、' => ',',
        '“' | '”' | '„' | '‟' | '〝' | '〞' => '"',
        '‘' | '’' | '‛' => '\'',
        '【' | '〔' | '「' | '『' => '[',
        '】' | '〕' | '」' | '』' => ']',
        '《' | '〈' => '<',
        '》' | '〉' => '>',
        '—' | '–' | '−' | '‐' | '‑' => '-',
        '￨' | '│' | '∣' => '|',
        '∶' | '︰' | '꞉' => ':',
        '\u{3000}' | '\u{A0}' | '\u{2002}'..='\u{200A}' | '\u{202F}' => ' ',
        // The full-width block repeats ASCII at this distance.
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0)?,
        _ => return None,
    })
}

/// The cure for a character that is not the one that is meant.
pub fn write_instead(written: char, meant: char) -> String {
    match (written, meant) {
        (_, ' ') => "this is not the ordinary blank; write that one".to_owned(),
        (written, meant) if ('\u{FF00}'..='\u{FFEF}').contains(&written) => {
            format!("`{written}` is the full-width form; write `{meant}`")
        }
        (written, meant) => format!("`{written}` has no meaning here; write `{meant}`"),
    }
}

/// The cure for the first character of a text that stands for an ASCII one.
pub fn cure(text: &str) -> Option<(Range<usize>, String)> {
    let (start, written) = text.char_indices().find(|(_, c)| twin(*c).is_some())?;
    Some((start..start + written.len_utf8(), write_instead(written, twin(written)?)))
}

/// The slip in a line of a file, without its indentation. `is_row` says that it has a key with a colon.
pub fn of_line(line: &str, is_row: bool) -> Option<Slip> {
    let first = line.chars().next()?;
    let slip =
        |place: Range<usize>, message: &str, help: String| Some(Slip { place, message: message.to_owned(), help });
    let width = first.len_utf8();
    // The first character is tried first: a line with a wrong indentation is read wrongly whatever follows.
    match twin(first) {
        Some(' ') => {
            return slip(
                0..width,
                "this line is indented with a blank that is none to YAML",
                write_instead(first, ' '),
            );
        }
        Some('#') => return slip(0..width, "a comment begins with `#`", write_instead(first, '#')),
        Some('-') => return slip(0..width, "a row of a list begins with `- `", write_instead(first, '-')),
        _ => {}
    }
    let (dash, body) = match line.strip_prefix("- ") {
        Some(body) => (line.len() - body.trim_start().len(), body.trim_start()),
        None => (0, line),
    };
    let behind = line.strip_prefix('-').and_then(|behind| behind.chars().next()).filter(|_| dash == 0);
    // A dash before a digit is a negative number; before a letter it can only be a row without its blank.
    if let Some(behind) = behind.filter(|behind| behind.is_alphabetic() || twin(*behind) == Some(' ')) {
        let help =
            if behind.is_alphabetic() { "write a blank behind `-`".to_owned() } else { write_instead(behind, ' ') };
        return slip(0..1, "a row of a list begins with `- `", help);
    }
    if is_row {
        return None;
    }
    let Slip { place, message, help } = colon(body)?;
    Some(Slip { place: dash + place.start..dash + place.end, message, help })
}

/// What stands for the colon behind a key, where it is no `: `.
pub fn colon(line: &str) -> Option<Slip> {
    let is_name = |c: char| c.is_alphanumeric() || "_$.-".contains(c);
    let end = line.find(|c: char| !is_name(c)).filter(|end| *end > 0)?;
    let behind_key = line.get(end..)?.chars().next()?;
    let place = end..end + behind_key.len_utf8();
    let message = "the key of this line has no `:` with a blank behind it".to_owned();
    let help = match behind_key {
        ':' => {
            let behind = line.get(end + 1..)?.chars().next()?;
            // An address is no key.
            if behind == '/' {
                return None;
            }
            // The mark is right and the blank is not: only the blank is to be replaced.
            if twin(behind) == Some(' ') {
                let place = end + 1..end + 1 + behind.len_utf8();
                return Some(Slip { place, message, help: write_instead(behind, ' ') });
            }
            "write a blank behind `:`".to_owned()
        }
        '；' | ';' => format!("write `:` for `{behind_key}`"),
        behind_key if twin(behind_key) == Some(':') => write_instead(behind_key, ':') + " with a blank behind it",
        _ => return None,
    };
    Some(Slip { place, message, help })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_colon_behind_a_key_is_looked_for_and_no_other() {
        let found = |line: &str| colon(line).map(|slip| (line.get(slip.place).unwrap_or("").to_owned(), slip.help));
        let is = |mark: &str, help: &str| Some((mark.to_owned(), help.to_owned()));
        assert_eq!(
            found("备注：varchar(20)"),
            is("：", "`：` is the full-width form; write `:` with a blank behind it")
        );
        assert_eq!(found("remark:varchar"), is(":", "write a blank behind `:`"));
        assert_eq!(found("remark:　x"), is("　", "this is not the ordinary blank; write that one"));
        assert_eq!(found("remark；x"), is("；", "write `:` for `；`"));
        for line in ["remark varchar", "https://a.b", "\"a\":1", "", "：", "继续的说明。见：甲"] {
            assert_eq!(found(line), None, "{line}");
        }
    }

    #[test]
    fn every_twin_is_ascii() {
        for c in (0..0x1_FFFF).filter_map(char::from_u32) {
            assert!(twin(c).is_none_or(|twin| twin.is_ascii() && !c.is_ascii()), "{c}");
        }
        assert_eq!(cure("19，4"), Some((2..5, "`，` is the full-width form; write `,`".to_owned())));
        assert_eq!(cure("店铺 x"), None);
    }
}
