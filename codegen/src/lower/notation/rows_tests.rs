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
fn a_credential_and_an_environment() {
    let line = credential(at_start("secret?  密钥 | 保密")).expect("a line");
    assert_eq!((line.secret, line.optional, line.title.text), (true, true, "密钥 | 保密"));
    assert!(!credential(at_start("public")).expect("a line").secret);
    let (found, at, help) = told("secrt 密钥", credential(at_start("secrt 密钥")));
    assert_eq!((found, at.as_str(), help.as_str()), (Code::UnknownWord, "secrt", "did you mean `secret`?"));

    let (address, title) = environment(at_start("https://acme.example/api/  测试环境")).expect("a line");
    assert_eq!((address.text, title.text), ("https://acme.example/api/", "测试环境"));
    let row = "acme.example  测试";
    assert_eq!(told(row, environment(at_start(row))).1, "acme.example");
    assert_eq!(told("https://", environment(at_start("https://"))).0, Code::BadLine);
}

#[test]
fn a_row_of_codes() {
    let arena = Arena::new();
    let row = "100 ~ 超过每分钟*限制? | 调用过快 | 稍后重试 | throttled";
    let read = fault(at_start(row), &arena).expect("a row");
    assert_eq!(read.matches, CodeMatch { code: "100", message: "超过每分钟*限制?" });
    assert_eq!((read.cause, read.remedy, read.meaning), ("调用过快", "稍后重试", Meaning::Throttled));
    let read = fault(at_start("sys.check:*-x~y | 字段|为空"), &arena).expect("a row");
    assert_eq!((read.matches.code, read.cause, read.remedy), ("sys.check:*-x~y", "字段|为空", ""));
    assert_eq!(read.meaning, Meaning::Refused);

    for (row, code, at, help) in [
        (" | 系统异常", Code::BadFault, "", "`*"),
        ("100 ~ | 系统异常", Code::BadFault, "100", "a row is"),
        ("100 | 错 | 无 | throtled", Code::UnknownWord, "throtled", "did you mean `throttled`?"),
        ("100 | 错 | 无 | clock | 🙂", Code::BadFault, "🙂", "a row is"),
    ] {
        let (found, place, said) = told(row, fault(at_start(row), &arena));
        assert_eq!((found, place.as_str()), (code, at), "{row}");
        assert!(said.contains(help), "{row}: {said}");
    }
}

#[test]
fn a_refusal() {
    let line = refusal(at_start("1002 | 时间戳错误: {var.detail} | assumed")).expect("a row");
    assert_eq!((line.code.text, line.message.text, line.assumed), ("1002", "时间戳错误: {var.detail}", true));
    assert_eq!(refusal(at_start("1002")).expect("a row").message.text, "");
    assert_eq!(told("1 | 错 | asumed", refusal(at_start("1 | 错 | asumed"))).1, "asumed");
    assert_eq!(told("1 | 错 | assumed | 多", refusal(at_start("1 | 错 | assumed | 多"))).1, "多");
    assert_eq!(told("| 错", refusal(at_start("| 错"))).0, Code::BadLine);
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
                code(line).err(), credential(line).err(), environment(line).err(), fault(line, &arena).err(),
                refusal(line).err(), sample_break(line, &arena).err(),
            ];
            for mistake in mistakes.into_iter().flatten() {
                marked(&row, mistake.span);
            }
        }
    }
}
