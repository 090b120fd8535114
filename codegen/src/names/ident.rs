//! Any text to a Rust identifier. The only place where text becomes a name; what names there are, and
//! that no two are the same, is left to the rest of `names`.

use heck::{ToSnakeCase, ToUpperCamelCase};

use crate::source::is_device;

/// How the words of an identifier are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    /// `due_time`: fields, modules.
    Snake,
    /// `PayTime`: types, variants.
    Camel,
}

/// Longer names are cut: a compiler, a file system and a reader all have their limits.
const LONGEST: usize = 80;

/// An identifier of the words of `text`, or of `fallback` where nothing of it can stand in a name.
///
/// Letters and digits of ASCII, ideographs and kana stay (Rust takes them); full-width letters become
/// ASCII; other letters and pictures become their code point (`u1f600`), because their composed and
/// decomposed forms would be one name to Rust; everything else separates words. A leading digit gets
/// an `n`, a keyword a `_` at its end. `fallback` must itself be an identifier.
pub(crate) fn identifier(text: &str, case: Case, fallback: &str) -> String {
    if let Some(name) = plain(text, case) {
        return finish(name, case);
    }
    let words = words(text, ideograph);
    let name = cut(&cased(&words, case));
    finish(if name.is_empty() { cased(fallback, case) } else { name }, case)
}

/// The same in ASCII alone, for modules: their names are names of files, so one that is a device's gets the fallback
/// behind it: `con_endpoint`.
pub(crate) fn module(text: &str, fallback: &str) -> String {
    let name = plain(text, Case::Snake).unwrap_or_else(|| cut(&cased(&words(text, |_| false), Case::Snake)));
    let name = if is_device(&name) { format!("{name}_{fallback}") } else { name };
    // An empty name happens where a vendor names an endpoint in characters that a file name does not keep.
    finish(if name.is_empty() { fallback.to_owned() } else { name }, Case::Snake)
}

/// The name that an ASCII text is in this case, where it is in one of the two already: most names of vendors are, and to take
/// them apart into words costs twenty times as much.
fn plain(text: &str, case: Case) -> Option<String> {
    if text.len() > LONGEST {
        return None;
    }
    match case {
        Case::Snake if is_snake(text) => Some(text.to_owned()),
        Case::Camel if is_camel(text) => Some(text.to_owned()),
        Case::Camel if is_snake(text) => {
            let mut name = String::with_capacity(text.len());
            for word in text.split('_') {
                let (first, remaining) = word.split_at(1);
                name.push_str(&first.to_ascii_uppercase());
                name.push_str(remaining);
            }
            Some(name)
        }
        Case::Snake | Case::Camel => None,
    }
}

/// Whether a text is its own name in snake case: no two different ones are then one name.
pub(crate) fn is_own_name(text: &str) -> bool {
    text.len() <= LONGEST && is_snake(text) && !is_keyword(text)
}

/// Words of small letters and digits, with one `_` between them.
fn is_snake(text: &str) -> bool {
    let is_of_word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let next = text.bytes().skip(1).chain([b'_']);
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.bytes().zip(next).all(|(byte, next)| is_of_word(byte) || (byte == b'_' && is_of_word(next)))
}

/// Words of a capital, a small letter, and further small letters and digits.
fn is_camel(text: &str) -> bool {
    let next = text.bytes().skip(1).chain([b'_']);
    text.starts_with(|first: char| first.is_ascii_uppercase())
        && text.bytes().zip(next).all(|(byte, next)| match byte {
            b'a'..=b'z' | b'0'..=b'9' => true,
            b'A'..=b'Z' => next.is_ascii_lowercase(),
            _ => false,
        })
}

/// Whether Rust keeps this word for itself.
pub(crate) fn is_keyword(word: &str) -> bool {
    KEYWORDS.binary_search(&word).is_ok()
}

/// Strict and reserved keywords of edition 2024, sorted.
const KEYWORDS: &[&str] = &[
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super",
    "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// `text` with only characters that may stand in a name, and spaces.
fn words(text: &str, keeps: fn(char) -> bool) -> String {
    let mut words = String::new();
    // A name is cut in the end, so the rest of a hostile text need not be looked at. Case changes only
    // add separators, so this is enough for `LONGEST`.
    for c in text.chars().take(LONGEST * 4) {
        let c = half_width(c);
        if c.is_ascii_alphanumeric() || keeps(c) {
            words.push(c);
        } else if separates(c) {
            words.push(' ');
        } else {
            // A character that is neither kept nor a separator becomes its number, so that two such names stay two.
            words.extend([" u", &format!("{:x}", u32::from(c)), " "]);
        }
    }
    words
}

fn half_width(c: char) -> char {
    match u32::from(c) {
        code @ 0xff01..=0xff5e => char::from_u32(code - 0xfee0).unwrap_or(c),
        0x3000 => ' ',
        _ => c,
    }
}

/// Letters without case that have a single form in Unicode.
fn ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{2a6df}'
        | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}')
}

/// Punctuation, white space and marks that nobody sees.
fn separates(c: char) -> bool {
    c.is_ascii()
        || c.is_control()
        || c.is_whitespace()
        || matches!(c, '\u{a0}'..='\u{bf}' | '\u{d7}' | '\u{f7}' | '\u{2000}'..='\u{206f}' | '\u{2e00}'..='\u{2e7f}'
            | '\u{3000}'..='\u{303f}' | '\u{30fb}'..='\u{30fc}' | '\u{fe00}'..='\u{fe6f}' | '\u{feff}'..='\u{ffef}')
}

fn cased(words: &str, case: Case) -> String {
    match case {
        Case::Snake => words.to_snake_case(),
        Case::Camel => words.to_upper_camel_case(),
    }
}

fn cut(name: &str) -> String {
    let cut: String = name.chars().take(LONGEST).collect();
    cut.trim_end_matches('_').to_owned()
}

fn finish(mut name: String, case: Case) -> String {
    // Rust has no identifiers that begin with a digit.
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        name.insert(0, if case == Case::Snake { 'n' } else { 'N' });
    }
    if is_keyword(&name) {
        name.push('_');
    }
    name
}

#[cfg(test)]
mod tests {
    use super::{Case, KEYWORDS, cased, cut, identifier, ideograph, is_keyword, is_own_name, module, plain, words};
    use crate::source::is_device;
    use proptest::prelude::*;

    #[test]
    fn names_of_vendors_become_names_of_rust() {
        for (text, snake, camel) in [
            ("dept_no", "dept_no", "DeptNo"),
            ("orderLineStatus", "order_line_status", "OrderLineStatus"),
            ("type", "type_", "Type"),
            ("self", "self_", "Self_"),
            ("3d-model", "n3d_model", "N3dModel"),
            ("订单编号", "订单编号", "订单编号"),
            ("订单（编号）", "订单_编号", "订单编号"),
            ("ｔｉｄ", "tid", "Tid"),
            ("😀", "u1f600", "U1f600"),
            ("é", "ue9", "Ue9"),
            ("!!", "field", "Field"),
            ("", "field", "Field"),
        ] {
            assert_eq!(identifier(text, Case::Snake, "field"), snake, "{text}");
            assert_eq!(identifier(text, Case::Camel, "field"), camel, "{text}");
        }
    }

    #[test]
    fn keywords_are_sorted() {
        assert!(KEYWORDS.is_sorted() && KEYWORDS.iter().all(|word| is_keyword(word)));
    }

    #[test]
    fn a_module_is_ascii_because_it_is_a_file() {
        assert_eq!(module("订单.push", "endpoint"), "u8ba2_u5355_push");
        assert_eq!(module("", "endpoint"), "endpoint");
        for (name, given) in
            [("con", "con_endpoint"), ("NUL", "nul_endpoint"), ("com.1", "com_1"), ("COM1", "com1_endpoint")]
        {
            assert_eq!(module(name, "endpoint"), given);
        }
        assert!(module(&"长".repeat(10_000), "endpoint").len() <= 90);
    }

    proptest! {
        #[test]
        fn a_plain_name_is_as_if_it_were_taken_apart(text in "[a-zA-Z0-9_]{0,9}|([a-z][a-z0-9]{0,2}_?){1,4}|([A-Z][a-z0-9]{1,3}){1,3}") {
            prop_assert!(!is_own_name(&text) || identifier(&text, Case::Snake, "field") == text, "{text:?}");
            for case in [Case::Snake, Case::Camel] {
                let name = plain(&text, case);
                prop_assert!(name.is_none_or(|name| name == cut(&cased(&words(&text, ideograph), case))), "{text:?}");
            }
        }

        #[test]
        fn every_text_gives_an_identifier(text in any::<String>()) {
            for case in [Case::Snake, Case::Camel] {
                let name = identifier(&text, case, "field");
                prop_assert!(syn::parse_str::<syn::Ident>(&name).is_ok(), "{name:?}");
            }
            let name = module(&text, "endpoint");
            prop_assert!(!is_device(&name), "{name:?}");
            prop_assert!(name.is_ascii() && syn::parse_str::<syn::Ident>(&name).is_ok(), "{name:?}");
        }
    }
}
