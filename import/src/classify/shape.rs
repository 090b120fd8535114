//! How a type cell is built: a list of something, an object of a class, a map with values of one type, a word with
//! brackets. What the words mean is left to `types`.

use super::spelling::{meant, plain};
use crate::profile::{Profile, TypeWord};

pub(super) struct Shape<'t> {
    pub(super) cell: &'t str,
    /// What it is, or what the rows of a list are; without blanks.
    pub(super) inner: String,
    pub(super) list: bool,
    /// The cell says so: `server object`.
    pub(super) object: bool,
}

/// The longest type, in characters.
const LONGEST: usize = 120;
/// What begins and what ends the words for a list.
const LISTS: (&[&str], &[&str]) =
    (&["array of ", "list of ", "set of ", "[]"], &[" array", " list", "数组", "列表", "集合"]);
/// What ends the words for an object.
const OBJECTS: &[&str] = &[" objects", " object", "对象"];

impl<'t> Shape<'t> {
    pub(super) fn of(cell: &'t str, profile: &Profile<'_>) -> Self {
        let text: String = cell.chars().take(LONGEST).collect();
        let mut text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        text.truncate(text.trim_end_matches([',', '，', '、', ';', '；', '。', ':', '：']).len());
        let (mut list, mut object) = (false, false);
        loop {
            let begins = |word: &&&str| text.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word));
            let ends = |word: &&&str| {
                let start = text.len().checked_sub(word.len()).filter(|start| *start > 0);
                start.and_then(|start| text.get(start..)).is_some_and(|tail| tail.eq_ignore_ascii_case(word))
            };
            let cut = if let Some(word) = LISTS.0.iter().find(begins) {
                list = true;
                (word.len(), text.len())
            } else if let Some(word) = LISTS.1.iter().find(ends) {
                list = true;
                (0, text.len() - word.len())
            } else if let Some(word) = OBJECTS.iter().find(ends) {
                object = true;
                (0, text.len() - word.len())
            } else {
                break;
            };
            text = text.get(cut.0..cut.1).unwrap_or_default().trim().to_owned();
        }
        let text = plain(&text);
        let bare = balanced(&text);
        let bracketed =
            bare.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')).filter(|inner| !inner.is_empty());
        let (inner, listed) = unlisted(bracketed.unwrap_or(bare), profile);
        // `object array` is a list of objects, not of a class called `object`.
        Self { cell, inner: inner.to_owned(), list: list || listed || bracketed.is_some(), object }
    }
}

/// A type's word and what stands in its brackets.
pub(super) struct Spelled<'t> {
    pub(super) word: &'t str,
    pub(super) args: &'t str,
}

impl<'t> Spelled<'t> {
    pub(super) fn of(text: &'t str, profile: &Profile<'_>) -> Self {
        let end = text.find(['(', '<', '[', '{']).unwrap_or(text.len());
        let (word, args) = text.split_at(end);
        if !args.is_empty() {
            return Self { word, args };
        }
        // `Int 40`, `varchar40`: but `int32` is a word of its own.
        let stem = word.trim_end_matches(|c: char| c.is_ascii_digit());
        if stem.is_empty() || profile.type_word(word).is_some() {
            return Self { word, args: "" };
        }
        let (word, args) = text.split_at(stem.len());
        Self { word, args }
    }
}

/// Without brackets that were never opened or closed at the ends: `<Map<String,Object>>`.
fn balanced(text: &str) -> &str {
    let mut text = text;
    while let Some(inner) = text.strip_prefix('<') {
        text = inner.strip_suffix('>').unwrap_or(inner);
    }
    text
}

/// What the rows of a list are, and whether it is one. Lists of lists are read as lists.
fn unlisted<'t>(text: &'t str, profile: &Profile<'_>) -> (&'t str, bool) {
    let mut inner = text;
    let mut list = false;
    loop {
        let rows = match inner.strip_suffix("[]") {
            Some(rows) => rows,
            None => match inner.split_once(['<', '(', '[', '{']) {
                Some((word, inside)) if is_list(word, profile) => {
                    inside.strip_suffix(['>', ')', ']', '}']).unwrap_or(inside)
                }
                None if is_list(inner, profile) => "",
                _ => return (inner, list),
            },
        };
        list = true;
        // `List(20)` says how many there are, not what.
        let counts = rows.bytes().all(|byte| byte.is_ascii_digit());
        inner = if counts { "Map" } else { rows };
    }
}

fn is_list(word: &str, profile: &Profile<'_>) -> bool {
    let type_word = profile.type_word(word);
    type_word == Some(TypeWord::List)
        || type_word.is_none() && meant(&word.to_ascii_lowercase(), &["list", "array"]).is_some()
}

pub(super) fn is_ascii_name(word: &str) -> bool {
    word.len() > 1
        && word.starts_with(|first: char| first.is_ascii_alphabetic())
        && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.'))
}
