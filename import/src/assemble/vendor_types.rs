//! Types that only the rest of the row explains: a class of the vendor's that has a length, and times by other words
//! than `datetime`.

use crate::classify::types::Kind;
use crate::classify::{Confidence, Note};

/// What a class with a length beside it is: a scalar of the vendor's own name, such as a price.
pub(super) fn scalar(
    kind: &Kind,
    list: bool,
    length: &str,
    example: &str,
    notes: &mut Vec<Note>,
) -> Option<(Kind, String)> {
    let Kind::Object(Some(class)) = kind else { return None };
    let digits: String = length.chars().filter(char::is_ascii_digit).collect();
    // A longer cell says more than a length.
    if list || digits.is_empty() || length.chars().count() > 8 || example.starts_with(['{', '[']) {
        return None;
    }
    let is_number = !example.is_empty() && example.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let read =
        if is_number { (Kind::Decimal, "decimal".to_owned()) } else { (Kind::Text, format!("String({digits})")) };
    // What was said of the class as a node no longer holds.
    notes.clear();
    let message = format!("`{class}` has a length, so it has no fields: read as `{}`", read.1);
    notes.push(Note::new(Confidence::Uncertain, message));
    Some(read)
}

/// A date and time by another word than `datetime`: how it is written tells what it is.
pub(super) fn moment(cell: &str, text: &str, example: &str, notes: &mut Vec<Note>) -> (Kind, String) {
    let said = text.replace("yyyy-MM-dd HH", "");
    let is_date = example.len() == 10 && example.as_bytes().get(4) == Some(&b'-')
        || said.to_ascii_lowercase().contains("yyyy-mm-dd");
    let counts =
        ["秒", "毫秒", "时间戳", "unix", "Unix", "epoch", "milliseconds"].iter().any(|word| text.contains(word))
            || example.len() >= 9 && example.bytes().all(|byte| byte.is_ascii_digit());
    let read = if counts {
        (Kind::Whole, "long".to_owned())
    } else if is_date || cell.trim().eq_ignore_ascii_case("time") {
        (Kind::Text, "String".to_owned())
    } else {
        return (Kind::Moment, "datetime".to_owned());
    };
    notes.clear();
    let message = format!("the type `{}` is read as `{}`, for so it is written", cell.trim(), read.1);
    notes.push(Note::new(Confidence::Uncertain, message));
    read
}
