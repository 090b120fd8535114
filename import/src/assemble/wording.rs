//! The words of a row: blanks as one prints them, the description with what stands in columns of no meaning, and
//! the title, where only the description has one.

use signwright_model::is_invisible;

use super::facts::Facts;
use crate::classify::spelling::is_han;
use crate::page::{Role, Row, Table};
use crate::profile::Profile;

/// The vendor's text with blanks as one prints them: no odd ones, no runs, no empty lines.
pub(super) fn tidy(text: &str) -> String {
    let plain = |c: char| if c == '\u{a0}' || c == '\u{3000}' || c == '\t' { ' ' } else { c };
    let shown = |c: &char| *c == '\n' || !c.is_control() && !is_invisible(*c);
    let text: String = text.chars().filter(shown).map(plain).collect();
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The description, and behind it what stands in columns that mean nothing else: nothing of a row is lost.
pub(super) fn text(table: &Table, row: &Row, profile: &Profile<'_>) -> String {
    let mut text = tidy(table.cell(row, Role::Description));
    for (column, cell) in table.columns.iter().zip(&row.cells) {
        let is_known = !matches!(
            column.role,
            Role::Other | Role::Code | Role::Cause | Role::Remedy | Role::Environment | Role::Address
        );
        let cell = tidy(&cell.text);
        let is_known = is_known && (column.role != Role::Place || profile.place(&cell).is_some());
        if is_known || cell.chars().all(|c| "-—/".contains(c)) || cell == text {
            continue;
        }
        if !text.is_empty() {
            text.push('\n');
        }
        if !column.words.is_empty() && !cell.starts_with(&column.words) {
            text = format!("{text}【{}】", tidy(&column.words).replace('\n', " "));
        }
        text.push_str(&cell);
    }
    text
}

/// The words a description begins with, where the table has no column of titles: up to the first stop, when that
/// is short enough for a title.
pub(super) fn leading_words(text: &str, facts: &Facts<'_>) -> String {
    let stop = |c: char| "，,。；;：:（(【[|\n".contains(c);
    // `必填，店铺编号`
    let mut text = text;
    while let Some((first, remaining)) = text.split_once(stop).filter(|(first, _)| facts.profile.need(first).is_some())
    {
        text = remaining.trim_start();
        if first.is_empty() {
            break;
        }
    }
    let end = text.find(stop).unwrap_or(text.len());
    let is_list = text.get(end..).is_some_and(|remaining| remaining.starts_with([':', '：']));
    let mut words = text.get(..end).unwrap_or_default().trim();
    let wide = words.contains(is_han);
    if wide {
        // `店铺编号 必填`, but not the blank beside a Latin word.
        let blank = words.char_indices().find(|&(offset, c)| {
            let before = words.get(..offset).and_then(|head| head.chars().next_back());
            let behind = words.get(offset + 1..).and_then(|tail| tail.chars().next());
            c == ' ' && before.is_some_and(is_han) && !behind.is_some_and(|c| c.is_ascii_alphabetic())
        });
        words = blank.and_then(|(offset, _)| words.get(..offset)).unwrap_or(words);
        // How it is written (`时间格式`) is no part of the title.
        words = words.find("格式").filter(|offset| *offset > 0).and_then(|offset| words.get(..offset)).unwrap_or(words);
    }
    let count = words.chars().count();
    let begun = words.starts_with(|c: char| c.is_ascii_digit())
        || words.ends_with('时')
        || words.starts_with("true")
        || words.starts_with("false");
    // A title takes few characters of Chinese, and several times as many of Latin letters.
    let is_title = !begun
        && if wide { (1..=16).contains(&count) } else { (2..=48).contains(&count) && is_words(words) && !is_list };
    if is_title { words.to_owned() } else { String::new() }
}

/// Words rather than a value: letters, and no digits or marks of an identifier.
fn is_words(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b" -'/".contains(&byte))
        && text.bytes().any(|byte| byte.is_ascii_lowercase())
}
