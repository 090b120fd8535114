//! The body read as text: another line end, one at the end more or less, a byte order mark, the wrong character set, or
//! read as a form that it was not encoded as. Of values the same.

use super::rows::{self, On, Row};
use super::{Flow, Ground, To, charset};
use signwright_runtime::percent;

const LINES: [Row; 8] = [
    Row {
        on: On::Lines,
        says: "ends the lines of {it} with CRLF",
        holds: "the lines of {it} end with CRLF",
        rewrite: |text| Some(text.replace("\r\n", "\n").replace('\n', "\r\n")),
    },
    Row {
        on: On::Lines,
        says: "ends the lines of {it} with LF",
        holds: "the lines of {it} end with LF",
        rewrite: |text| Some(text.replace("\r\n", "\n")),
    },
    Row {
        on: On::Lines,
        says: "ends {it} with a line end",
        holds: "{it} ends with a line end",
        rewrite: |text| Some(format!("{text}\n")),
    },
    Row {
        on: On::Lines,
        says: "ends {it} with CRLF",
        holds: "{it} ends with CRLF",
        rewrite: |text| Some(format!("{text}\r\n")),
    },
    Row {
        on: On::Lines,
        says: "leaves the white space around {it} out",
        holds: "{it} is without the white space around it",
        rewrite: |text| Some(text.trim().to_owned()),
    },
    Row {
        on: On::Lines,
        says: "joins the lines of {it}",
        holds: "the lines of {it} are joined",
        rewrite: |text| Some(text.replace(['\r', '\n'], "")),
    },
    Row {
        on: On::Lines,
        says: "has a byte order mark before {it}",
        holds: "a byte order mark stands before {it}",
        rewrite: |text| Some(format!("\u{feff}{text}")),
    },
    Row {
        on: On::Lines,
        says: "leaves the byte order mark of {it} out",
        holds: "{it} is without its byte order mark",
        rewrite: |text| text.strip_prefix('\u{feff}').map(str::to_owned),
    },
];

const CHARACTER_SETS: [Row; 2] = [
    Row {
        on: On::Texts,
        says: "takes the bytes of {it} for Latin-1",
        holds: "the bytes of {it} are taken for Latin-1",
        // The bytes of the text, each as the character of this number.
        rewrite: |text| Some(text.bytes().map(char::from).collect()),
    },
    Row {
        on: On::Texts,
        says: "takes the bytes of {it} for GBK",
        holds: "the bytes of {it} are taken for GBK",
        rewrite: |text| Some(charset::taken_for_gbk(text)),
    },
];

/// How values look that travelled as if they were a form's, and were none, or that were read as none.
const FORMS: [Row; 4] = [
    Row {
        on: On::Values,
        says: "reads each `+` of {it} as a blank, as in a body that was not form-encoded",
        holds: "each `+` of {it} is a blank, as in a body that was not form-encoded",
        rewrite: |text| Some(text.replace('+', " ")),
    },
    Row {
        on: On::Values,
        says: "has a `+` for each blank of {it}",
        holds: "each blank of {it} is a `+`, which arrives as a blank in a body that was not form-encoded",
        rewrite: |text| Some(text.replace(' ', "+")),
    },
    Row {
        on: On::Values,
        says: "percent-decodes the value of {it}",
        holds: "the value of {it} is percent-decoded before signing",
        rewrite: |text| String::from_utf8(percent::decoded(text.as_bytes())).ok(),
    },
    Row {
        on: On::Values,
        says: "form-decodes the value of {it}",
        holds: "the value of {it} is form-decoded before signing",
        rewrite: |text| String::from_utf8(percent::decoded(text.replace('+', " ").as_bytes())).ok(),
    },
];

pub(super) fn variations<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    rows::each(ground, "text", &LINES, to)?;
    rows::each(ground, "text", &CHARACTER_SETS, to)
}

pub(super) fn forms<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    rows::each(ground, "encoding", &FORMS, to)
}
