//! Rows of an invented platform, in the words that pages use.

use proptest::prelude::*;

use super::*;
use crate::lower::notation::tests::{at_start, marked};

/// The code of a mistake, the text it marks, and its help.
fn told<T: std::fmt::Debug>(row: &str, result: Result<T, Diagnostic>) -> (Code, String, String) {
    let mistake = result.expect_err(row);
    (mistake.code, marked(row, mistake.span).to_owned(), mistake.help)
}

#[test]
fn a_coded_value() {
    let (name, title) = code(at_start("lenient　 非严格模式 (默认)")).expect("a line");
    assert_eq!((name.text, title.text), ("lenient", "非严格模式 (默认)"));
    assert_eq!(code(at_start("已付款")).expect("any script").0.text, "已付款");
    let (found, at, _) = told("0级 x", code(at_start("0级 x")));
    assert_eq!((found, at.as_str()), (Code::BadLine, "0级"));
    assert_eq!(told("", code(at_start(""))).0, Code::BadLine);
    assert_eq!(told("*/ x", code(at_start("*/ x"))).1, "*/");
}

#[test]
fn a_known_break() {
    let arena = Arena::new();
    let read = sample_break(at_start("order_rows[*].num type | 数字|以文本发送"), &arena).expect("a row");
    assert_eq!((read.path, read.rule, read.reason), ("order_rows[*].num", "type", "数字|以文本发送"));
    let read = sample_break(at_start("syntax | 单引号"), &arena).expect("a row");
    assert_eq!((read.path, read.rule), ("", "syntax"));
    for (row, code, at) in [
        ("order_rows[*].num type", Code::BadSample, "order_rows[*].num type"),
        ("order_rows[x].num type | 因", Code::BadSample, "order_rows[x].num"),
        ("编号 lenght | 因", Code::UnknownWord, "lenght"),
        (" | 因", Code::UnknownWord, ""),
    ] {
        let (found, place, _) = told(row, sample_break(at_start(row), &arena));
        assert_eq!((found, place.as_str()), (code, at), "{row}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(row in "(?s).{0,60}", words in "[a-z~|*?. \\[\\]店🙂]{0,40}") {
        let arena = Arena::new();
        for row in [row, words] {
            let line = at_start(&row);
            let mistakes = [
                code(line).err(), sample_break(line, &arena).err(),
            ];
            for mistake in mistakes.into_iter().flatten() {
                marked(&row, mistake.span);
            }
        }
    }
}
