//! Lines that head a section: numbered or standing out, with a section's word. Remarks that are numbered the
//! same way have a colon and a text behind it, and are no headings.

use super::super::page::SectionKind;
use super::super::profile::Profile;
use super::marks::is_wide;
use super::names;
use super::piece::{Line, Weight};

/// The longest heading, in characters, its number left out.
const LONGEST: usize = 30;
/// How many characters a heading may have beside a section's word when it does not stand out.
const SLACK: usize = 8;

pub(super) fn heading(line: &Line, profile: &Profile<'_>) -> Option<(String, SectionKind)> {
    if line.text.contains('\n') || matches!(line.weight, Weight::Cell | Weight::Item) {
        return None;
    }
    let text = closed_up(&line.text);
    let (number, words) = numbered(&text);
    let words = words.trim_end_matches(['：', ':']).trim();
    // `消费接口：请求报文`
    // `3.3 请求参数：List<Map<String, Object>>`
    let words = match words.split_once(['：', ':']) {
        Some((title, ty)) if profile.is_section(title) && profile.is_type(ty) => title.trim(),
        _ => words,
    };
    let words = match words.rsplit_once(['：', ':']) {
        Some((_, last)) if matches!(line.weight, Weight::Heading(_)) && profile.is_section(last) => last.trim(),
        _ => words,
    };
    let length = words.chars().count();
    // A colon or a stop inside makes it a remark or a sentence.
    if words.is_empty() || length > LONGEST || words.contains(['：', ':', '。', '；']) {
        return None;
    }
    let stands_out = line.weight != Weight::Plain;
    let is_layout_heading = matches!(line.weight, Weight::Heading(_));
    let kind = profile.section(words);
    let is_place = is_below_title(line) && profile.bare_place(words).is_some();
    if names::is_name(words) && number.is_empty() && !(is_layout_heading && (kind.is_some() || is_place)) {
        // A node's name, which may well be `response`.
        return None;
    }
    let exact = profile.is_section(words);
    let fits = kind.is_some() && (stands_out || length <= SLACK + shortest(words, profile));
    if is_layout_heading || exact || (!number.is_empty() && (fits || line.weight == Weight::Bold)) {
        return Some((text, kind.unwrap_or_default()));
    }
    None
}

/// Whether a line is a heading of the layout below the page's own, which may well be a word such as `Query`.
pub(super) fn is_below_title(line: &Line) -> bool {
    matches!(line.weight, Weight::Heading(level) if level > 1)
}

/// The length of the longest section word in some words.
fn shortest(words: &str, profile: &Profile<'_>) -> usize {
    let kind = profile.section(words);
    let of_kind = profile.sections.iter().filter(|(_, of)| Some(*of) == kind);
    of_kind.filter(|(word, _)| words.contains(word)).map(|(word, _)| word.chars().count()).max().unwrap_or(0)
}

/// The number before a heading or a label, and the rest: `3.1 请求地址`, `5.请求示例`, `一、请求参数`.
pub(crate) fn numbered(text: &str) -> (&str, &str) {
    let text = text.trim();
    // `表2 请求参数`, `Table 2. Request`.
    for word in ["表", "Table "] {
        let Some(words) = text.strip_prefix(word) else { continue };
        let end = words.find(|c: char| !(c.is_ascii_digit() || matches!(c, '-' | '.'))).unwrap_or(0);
        if words.starts_with(|c: char| c.is_ascii_digit()) && end > 0 {
            let (number, words) = text.split_at(word.len() + end);
            return (number, words.trim_start_matches(['.', ' ', ':', '：', '、']));
        }
    }
    let latin = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '．' | ' '))).unwrap_or(0);
    if let Some((number, words)) = text.split_at_checked(latin)
        && number.starts_with(|c: char| c.is_ascii_digit())
        && !words.is_empty()
    {
        let number = number.trim_end();
        let marked = number.contains(['.', '．']);
        if let Some(words) = words.strip_prefix('、') {
            return (number, words.trim_start());
        }
        if marked && number.len() <= 12 {
            return (number, words.trim_start());
        }
        return ("", text);
    }
    let wide = text.find(|c: char| !"一二三四五六七八九十".contains(c)).unwrap_or(0);
    match text.split_at_checked(wide) {
        Some((number, words)) if !number.is_empty() => match words.strip_prefix(['、', '.', '．']) {
            Some(words) => (number, words.trim_start()),
            None => ("", text),
        },
        _ => ("", text),
    }
}

/// A heading without the blanks inside Chinese words: `6.响应示 例`.
pub(super) fn closed_up(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.trim().chars().peekable();
    while let Some(c) = chars.next() {
        let between = out.chars().next_back().is_some_and(is_wide) && chars.peek().copied().is_some_and(is_wide);
        if !(c == ' ' && between) {
            out.push(c);
        }
    }
    out
}
