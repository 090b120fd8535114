//! A title that begins with what was meant for the type before it: a mark, a length or a bound behind a blank, a word of
//! the vendor's own table for "required", a part of a type in SQL. It would be read as title, and lost.

use crate::catalogue::Code;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::Located;
use crate::notation::cursor::quoted;
use crate::syntax::slips;

/// Words of vendors' tables that say that a field is required, and that it is not.
const REQUIRED: &[&str] = &[
    "必填",
    "必传",
    "必须",
    "必需",
    "必选",
    "必输",
    "非空",
    "不能为空",
    "不可为空",
    "不允许为空",
    "required",
    "mandatory",
];
const OPTIONAL: &[&str] = &[
    "选填",
    "可选",
    "可空",
    "可为空",
    "非必填",
    "非必传",
    "非必须",
    "非必需",
    "非必选",
    "不必填",
    "optional",
    "nullable",
];
/// The same, where it is a word only before a title.
const REQUIRED_BEFORE: &[&str] = &["是", "Y", "YES", "TRUE"];
const OPTIONAL_BEFORE: &[&str] = &["否", "N", "NO", "FALSE", "NULL"];
/// Words that give a default.
const DEFAULT: &[&str] = &["默认", "默认值", "缺省", "缺省值", "default"];
/// Words of a column in SQL that say nothing of what is sent.
const SQL: &[&str] = &["signed", "zerofill", "auto_increment", "primary", "unique"];

/// How a title may begin with any of these.
const TITLE: &str = "; if it is the title, write a mapping: `{ type: …, title: … }`";

/// Refuses a title that begins so. `ty` is the type before it.
pub(super) fn check(title: Located<'_>, ty: Located<'_>) -> Result<(), Diagnostic> {
    if begins_as_no_slip(title.text) {
        return Ok(());
    }
    let (word, behind) = title.first_word();
    let refused = |what: &str, help: String| {
        // Brackets around a word are no part of it.
        let word = if word.text.chars().any(char::is_alphabetic) { bare(word) } else { word };
        // What begins with a letter may be the title all the same.
        let title = if word.text.starts_with(char::is_alphabetic) { TITLE } else { "" };
        Err(Diagnostic::error(Code::BadField, word.span, format!("{} {what}", quoted(word.text))).help(help + title))
    };
    // A full-width mark is the same slip as the ASCII one, and gets the same cure.
    let ascii: String = word.text.chars().map(|c| slips::twin(c).unwrap_or(c)).collect();
    if is_part(&ascii) || (ascii.starts_with('=') && ascii != word.text) {
        let wide = slips::cure(word.text).map_or_else(String::new, |(_, cure)| format!(", and {cure}"));
        let help = if ascii.starts_with('=') {
            format!("a default stands behind `=`{wide}")
        } else {
            format!("write it directly behind the type, without a blank{wide}")
        };
        return refused("stands apart from its type", help);
    }
    let is_number = |c: char| c.is_ascii_digit() || c == ',';
    // Only where the type has no length yet: `varchar(40) 2 寸照片` is a title that begins with a number.
    if !ty.text.contains('(') && takes_length(ty.text) && ascii.chars().all(is_number) && !ascii.is_empty() {
        return refused("stands apart from its type", format!("a length stands in brackets: `{}({ascii})`", ty.text));
    }
    let bare = ascii.trim_matches(|c: char| "()[]<>,.:;*".contains(c));
    let is_one_of = |words: &[&str]| words.iter().any(|known| known.eq_ignore_ascii_case(bare));
    let next = behind.text.split_whitespace().next().unwrap_or("");
    // `是` and `Y` are a column of the vendor's table only before a title; alone they may be the title.
    let before = |words| !behind.text.is_empty() && is_one_of(words);
    if is_one_of(REQUIRED)
        || before(REQUIRED_BEFORE)
        || (bare.eq_ignore_ascii_case("not") && next.eq_ignore_ascii_case("null"))
    {
        return refused(
            "stands where a mark belongs",
            format!("a required field has `!` behind its type: `{}!`", ty.text),
        );
    }
    if is_one_of(OPTIONAL) || before(OPTIONAL_BEFORE) {
        return refused(
            "stands where a mark belongs",
            "a field without `!` is optional; leave the word out".to_owned(),
        );
    }
    // `默认` may be glued to its value (`默认1`), or have it behind a colon or in the next word.
    let value =
        DEFAULT.iter().find_map(|known| bare.get(..known.len()).filter(|start| start.eq_ignore_ascii_case(known)));
    let value = value.and_then(|known| bare.get(known.len()..));
    if let Some(value) =
        value.filter(|value| value.is_empty() || value.starts_with([':', '=']) || value.starts_with(is_number))
    {
        let value = value.trim_start_matches([':', '=']);
        let value = if value.is_empty() { next } else { value };
        return refused("stands where a mark belongs", format!("a default stands behind `=`: `{} = {value}`", ty.text));
    }
    if bare.eq_ignore_ascii_case("unsigned") {
        return refused(
            "stands apart from its type",
            "write it before the marks and the range: `int unsigned!`".to_owned(),
        );
    }
    if is_one_of(SQL) {
        return refused("is no part of a title", "leave it out: it says nothing of what is sent".to_owned());
    }
    Ok(())
}

/// The ideographs that begin a word of the lists above.
const BEGINNINGS: [char; 9] = ['必', '非', '不', '选', '可', '是', '否', '默', '缺'];

/// Whether a title begins with an ideograph that begins no word of the lists above. Most do, and no mark is one: to ask all
/// lists costs ten times as much.
fn begins_as_no_slip(title: &str) -> bool {
    title.starts_with(|first| matches!(first, '\u{4e00}'..='\u{9fff}') && !BEGINNINGS.contains(&first))
}

/// A word without the punctuation at its ends.
fn bare(word: Located<'_>) -> Located<'_> {
    let start = word.text.find(char::is_alphanumeric).unwrap_or(0);
    let end = word
        .text
        .rfind(char::is_alphanumeric)
        .and_then(|last| word.text.get(last..)?.chars().next().map(|c| last + c.len_utf8()));
    word.part(start, end.unwrap_or(word.text.len()))
}

/// Marks, a length in brackets, bounds.
fn is_part(word: &str) -> bool {
    let inside =
        |open, close| word.strip_prefix(open).and_then(|text: &str| text.split_once(close)).map(|(text, _)| text);
    let counts = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_digit()) && text.chars().all(|c| "0123456789,.~".contains(c))
    };
    let length = inside('(', ')').is_some_and(counts);
    let bounds = inside('[', ']').is_some_and(|text| text.is_empty() || counts(text));
    matches!(word, "!" | "?" | "!?" | "\"\"" | "!\"\"") || length || bounds
}

fn takes_length(ty: &str) -> bool {
    ["varchar", "string", "text", "decimal"].iter().any(|known| known.eq_ignore_ascii_case(ty))
}

#[cfg(test)]
mod tests {
    use super::{BEGINNINGS, DEFAULT, OPTIONAL, OPTIONAL_BEFORE, REQUIRED, REQUIRED_BEFORE, SQL, begins_as_no_slip};

    #[test]
    fn every_word_that_is_looked_for_begins_as_it_may() {
        let lists = [REQUIRED, OPTIONAL, REQUIRED_BEFORE, OPTIONAL_BEFORE, DEFAULT, SQL];
        for word in lists.into_iter().flatten() {
            assert!(word.is_ascii() || word.starts_with(BEGINNINGS), "{word}");
            assert!(!begins_as_no_slip(word), "{word}");
        }
        assert!(begins_as_no_slip("店铺编号") && !begins_as_no_slip("（40） 店铺") && !begins_as_no_slip(""));
    }
}
