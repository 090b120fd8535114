//! Types that only the rest of the row explains: a class of the vendor's that has a length, and times by other words
//! than `datetime`.

use signwright_model::calendar;

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

/// A day, a time or both by another word than `datetime`: how it is written tells what it is, and else the word.
pub(super) fn moment(cell: &str, text: &str, example: &str, notes: &mut Vec<Note>) -> (Kind, String) {
    let counts =
        ["秒", "毫秒", "时间戳", "unix", "Unix", "epoch", "milliseconds"].iter().any(|word| text.contains(word))
            || example.len() >= 9 && example.bytes().all(|byte| byte.is_ascii_digit());
    let (says_day, says_time) = forms(text);
    let shows_day = says_day || calendar::day(example).is_ok();
    let shows_time = says_time || calendar::time(example).is_ok();
    let is_word = |words: &[&str]| words.iter().any(|word| cell.trim().eq_ignore_ascii_case(word));
    let (read, why) = match (shows_day, shows_time) {
        _ if counts => ((Kind::Whole, "long"), "for so it is written"),
        (true, true) => ((Kind::Text, "String"), "for it is written with a time of day and without"),
        (true, false) => ((Kind::Moment, "date"), "for so it is written"),
        (false, false) if is_word(&["time"]) => ((Kind::Text, "String"), "for so it is written"),
        (false, false) if is_word(&["date", "日期"]) && example.is_empty() => {
            ((Kind::Moment, "date"), "for the page shows none")
        }
        // Whatever it shows, it is not how a `date` is written.
        (false, false) if is_word(&["date", "日期"]) => ((Kind::Text, "String"), "for so it is written"),
        _ => return (Kind::Moment, "datetime".to_owned()),
    };
    notes.clear();
    let day = if read.1 == "date" { "a day alone, " } else { "" };
    let message = format!("the type `{}` is read as {day}`{}`, {why}", cell.trim(), read.1);
    notes.push(Note::new(Confidence::Uncertain, message));
    (read.0, read.1.to_owned())
}

/// Whether a description writes a day alone, and whether it writes one with its time of day.
fn forms(text: &str) -> (bool, bool) {
    const DAY: &str = "yyyy-mm-dd";
    let text = text.to_ascii_lowercase();
    let behind = text.match_indices(DAY).filter_map(|(index, _)| text.get(index + DAY.len()..));
    let with_time =
        |behind: &str| behind.trim_start_matches(|c: char| c.is_whitespace() || "t'".contains(c)).starts_with("hh");
    behind.fold((false, false), |(day, time), behind| if with_time(behind) { (day, true) } else { (true, time) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_what_it_is_written_as_and_is_always_told() {
        for (cell, text, example, read, why) in [
            ("date", "业务日期", "", "date", "shows none"),
            ("日期", "", "", "date", "shows none"),
            ("Date", "格式：yyyy-MM-dd", "", "date", "so it is written"),
            ("date", "", "2024-02-29", "date", "so it is written"),
            ("timestamp", "", "2024-02-29", "date", "so it is written"),
            ("date", "", "20240229", "String", "so it is written"),
            ("date", "", "2024-02-30", "String", "so it is written"),
            ("date", "yyyy-MM-dd 或 yyyy-MM-dd HH:mm:ss", "", "String", "with a time of day and without"),
            ("date", "yyyy-MM-dd", "2024-02-29 10:00:00", "String", "with a time of day and without"),
            ("time", "营业时间", "", "String", "so it is written"),
            ("date", "毫秒", "", "long", "so it is written"),
            ("date", "", "1709164800000", "long", "so it is written"),
            // What was said before stays: a date and time.
            ("date", "", "2024-02-29 10:00:00", "datetime", "before"),
            ("date", "yyyy-MM-dd'T'HH:mm:ss", "", "datetime", "before"),
            ("Date", "yyyy-mm-dd hh:mm:ss", "", "datetime", "before"),
            ("timestamp", "下单🙂", "", "datetime", "before"),
        ] {
            let mut notes = vec![Note::new(Confidence::Uncertain, "before".to_owned())];
            assert_eq!(moment(cell, text, example, &mut notes).1, read, "{cell} {text} {example}");
            assert!(notes.len() == 1 && notes[0].message.contains(why), "{cell} {text}: {}", notes[0].message);
        }
    }
}
