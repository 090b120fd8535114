//! The body read as text: another line end, one at the end more or less, a byte order mark, the wrong character set, or
//! read as a form that it was not encoded as. Of values the same.

use super::rows::{self, On, Row, on};
use super::{Flow, Ground, To, charset};
use signwright_runtime::percent;

const LINES: [Row; 8] = [
    on(On::Lines, "ends the lines of {it} with CRLF", "the lines of {it} end with CRLF", |text| {
        Some(text.replace("\r\n", "\n").replace('\n', "\r\n"))
    }),
    on(On::Lines, "ends the lines of {it} with LF", "the lines of {it} end with LF", |text| {
        Some(text.replace("\r\n", "\n"))
    }),
    on(On::Lines, "ends {it} with a line end", "{it} ends with a line end", |text| Some(format!("{text}\n"))),
    on(On::Lines, "ends {it} with CRLF", "{it} ends with CRLF", |text| Some(format!("{text}\r\n"))),
    on(On::Lines, "leaves the white space around {it} out", "{it} is without the white space around it", |text| {
        Some(text.trim().to_owned())
    }),
    on(On::Lines, "joins the lines of {it}", "the lines of {it} are joined", |text| {
        Some(text.replace(['\r', '\n'], ""))
    }),
    on(On::Lines, "has a byte order mark before {it}", "a byte order mark stands before {it}", |text| {
        Some(format!("\u{feff}{text}"))
    }),
    on(On::Lines, "leaves the byte order mark of {it} out", "{it} is without its byte order mark", |text| {
        text.strip_prefix('\u{feff}').map(str::to_owned)
    }),
];

const CHARACTER_SETS: [Row; 2] = [
    // The bytes of the text, each as the character of this number.
    on(On::Texts, "takes the bytes of {it} for Latin-1", "the bytes of {it} are taken for Latin-1", |text| {
        Some(text.bytes().map(char::from).collect())
    }),
    on(On::Texts, "takes the bytes of {it} for GBK", "the bytes of {it} are taken for GBK", |text| {
        Some(charset::taken_for_gbk(text))
    }),
];

/// How values look that travelled as if they were a form's, and were none, or that were read as none.
const FORMS: [Row; 4] = [
    on(
        On::Values,
        "reads each `+` of {it} as a blank, as in a body that was not form-encoded",
        "each `+` of {it} is a blank, as in a body that was not form-encoded",
        |text| Some(text.replace('+', " ")),
    ),
    on(
        On::Values,
        "has a `+` for each blank of {it}",
        "each blank of {it} is a `+`, which arrives as a blank in a body that was not form-encoded",
        |text| Some(text.replace(' ', "+")),
    ),
    on(
        On::Values,
        "percent-decodes the value of {it}",
        "the value of {it} is percent-decoded before signing",
        |text| String::from_utf8(percent::decoded(text.as_bytes())).ok(),
    ),
    on(On::Values, "form-decodes the value of {it}", "the value of {it} is form-decoded before signing", |text| {
        String::from_utf8(percent::decoded(text.replace('+', " ").as_bytes())).ok()
    }),
];

pub(super) fn variations<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    rows::each(ground, "text", &LINES, to)?;
    rows::each(ground, "text", &CHARACTER_SETS, to)
}

pub(super) fn forms<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    rows::each(ground, "encoding", &FORMS, to)
}
