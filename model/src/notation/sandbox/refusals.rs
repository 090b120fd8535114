//! How the sandbox refuses: the shape of a refusal, and one or several entries for each reason.

use super::answer;
use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Located};
use crate::notation::mapping::Mapping;
use crate::notation::suggest::unknown_word;
use crate::notation::template::inputs::{NameTable, Position, REFUSAL_VARS};
use crate::notation::{Arena, Reader, condition, credentials, spelling, status, template};
use crate::syntax::{Entry, Node, slips};
use crate::{Credential, Refusal, RefusalReason, Refusals, Statuses, Template, TestCredential};

/// Why the sandbox refuses a request.
pub const REFUSAL_REASONS: &[(&str, RefusalReason)] = &[
    ("malformed", RefusalReason::Malformed),
    ("verb", RefusalReason::Verb),
    ("method", RefusalReason::Method),
    ("missing_common", RefusalReason::MissingCommon),
    ("credential", RefusalReason::Credential),
    ("clock", RefusalReason::Clock),
    ("missing_signature", RefusalReason::MissingSignature),
    ("signature", RefusalReason::Signature),
    ("missing_field", RefusalReason::MissingField),
    ("field", RefusalReason::Field),
    ("rule", RefusalReason::Rule),
    ("unknown_field", RefusalReason::UnknownField),
    ("empty", RefusalReason::Empty),
    ("row", RefusalReason::Row),
];

/// Reads a platform's `sandbox`.
pub fn platform<'m>(
    section: Option<&Entry>,
    credentials: &[Credential<'_>],
    reader: &mut Reader<'m, '_, impl Arena<'m>>,
) -> (Refusals<'m>, &'m [TestCredential<'m>]) {
    let mut refusals = Refusals { answer: None, list: &[] };
    let Some(section) = section else { return (refusals, &[]) };
    let Some(mut mapping) = Mapping::of(&section.value, "`sandbox`", section.key.span, reader) else {
        return (refusals, &[]);
    };
    let tests = mapping.required("credentials", reader);
    let tests = tests.map_or(&[][..], |section| test_credentials(section, credentials, reader));
    refusals.answer = mapping.required("refusal", reader).map(|section| answer::refusal(&section.value, reader));
    refusals.list = mapping.required("refuse", reader).map_or(&[][..], |section| list(section, reader));
    mapping.finish(reader);
    (refusals, tests)
}

fn test_credentials<'m>(
    section: &Entry,
    credentials: &[Credential<'_>],
    reader: &mut Reader<'m, '_, impl Arena<'m>>,
) -> &'m [TestCredential<'m>] {
    let given = credentials::given(section, credentials, reader);
    let list: Vec<_> = given.iter().map(|(name, value)| TestCredential { name, value }).collect();
    for credential in credentials.iter().filter(|credential| !credential.optional) {
        if !list.iter().any(|test| test.name == credential.name) {
            let message = format!("the sandbox has no `{}`", credential.name);
            let help = format!("add `{}: …` with a value of your own choice", credential.name);
            reader.error(Code::MissingKey, section.key.span, message, help);
        }
    }
    reader.arena.alloc_slice(&list)
}

/// Reads `refuse`.
pub fn list<'m>(section: &Entry, reader: &mut Reader<'m, '_, impl Arena<'m>>) -> &'m [Refusal<'m>] {
    let Some(mapping) = Mapping::of(&section.value, "`refuse`", section.key.span, reader) else { return &[] };
    let mut list = Vec::new();
    for section in mapping.all() {
        let Some(reason) = reader.choice(section.key.located(), REFUSAL_REASONS) else { continue };
        let rows = section.value.list().unwrap_or(std::slice::from_ref(&section.value));
        list.extend(rows.iter().filter_map(|row| refusal(row, reason, reader)));
    }
    reader.arena.alloc_slice(&list)
}

fn refusal<'m>(node: &Node, reason: RefusalReason, reader: &mut Reader<'m, '_, impl Arena<'m>>) -> Option<Refusal<'m>> {
    if node.map().is_none() {
        let line = reader.prose(node)?;
        let line = reader.take(self::line(line))?;
        let parts = [line.code, line.sub_code, line.message].map(|part| template(part, reader));
        let [code, sub_code, message] = parts;
        let (code, sub_code, message) = (code?, sub_code?, message?);
        return Some(Refusal {
            reason,
            when: None,
            status: line.status,
            code,
            sub_code,
            message,
            assumed: line.assumed,
        });
    }
    let mut mapping = Mapping::of(node, "a refusal", node.span, reader)?;
    let when = mapping.word("when", reader);
    let when = when.and_then(|text| condition::read_refusal(text, reader.arena, reader.diagnostics));
    let status = mapping.word("status", reader).and_then(|text| reader.take(one_status(text)));
    let code = mapping.required_word("code", reader);
    let [sub_code, message] = ["sub_code", "message"].map(|key| mapping.word(key, reader));
    let assumed = mapping.flag("assumed", reader);
    mapping.finish(reader);
    let code = template(code?, reader)?;
    let nothing = Located { text: "", span: node.span };
    let [sub_code, message] = [sub_code, message].map(|text| template(text.unwrap_or(nothing), reader));
    Some(Refusal { reason, when, status, code, sub_code: sub_code?, message: message?, assumed })
}

fn template<'m>(text: Located<'_>, reader: &mut Reader<'m, '_, impl Arena<'m>>) -> Option<Template<'m>> {
    reader.template(
        text,
        &NameTable {
            position: Position::Refusal,
            credentials: &[],
            steps: &[],
            scheme_vars: &[],
            vars: Some(REFUSAL_VARS),
        },
    )
}

/// A refusal's line, taken apart; code and message are templates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct RefusalLine<'t> {
    /// The HTTP status, where it is said.
    status: Option<u16>,
    /// The code.
    code: Located<'t>,
    /// The second code; may be empty.
    sub_code: Located<'t>,
    /// The message; may be empty.
    message: Located<'t>,
    /// No source states it.
    assumed: bool,
}

/// One status, without the word before it.
fn one_status(text: Located<'_>) -> Result<u16, Diagnostic> {
    let statuses = status::parse(text)?;
    if statuses.is_one() {
        return Ok(statuses.first);
    }
    Err(Diagnostic::error(Code::BadStatus, text.span, "an answer has one status").help("write `HTTP 401`"))
}

/// A sandbox's refusal: `[HTTP 401] code [/ sub code] | message | assumed`.
fn line(row: Located<'_>) -> Result<RefusalLine<'_>, Diagnostic> {
    const FORM: &str =
        "a refusal is `[HTTP 401] code [/ sub code] | message`, and `| assumed` where no source states it";
    row.no_wide_bar(Code::BadLine)?;
    let columns = row.columns();
    let (code, message, assumed) = match columns.as_slice() {
        [code] => (*code, row.part(row.text.len(), row.text.len()), false),
        [code, message] => (*code, *message, false),
        [code, message, Located { text: "assumed", .. }] => (*code, *message, true),
        [_, _, word] => return Err(unknown_word(*word, &["assumed"])),
        [_, _, _, more, ..] => return Err(bad(*more, "a refusal has three columns").help(FORM)),
        [] => return Err(bad(row, "this refusal is empty").help(FORM)),
    };
    let (word, behind) = code.first_word();
    let (digits, codes) = behind.first_word();
    let (status, code) = if word.text == status::WORD && digits.text.starts_with(|c: char| c.is_ascii_digit()) {
        (Some(one_status(digits)?), codes)
    } else {
        (None, code)
    };
    if code.text.is_empty() && status.is_none() {
        return Err(bad(code, "this refusal has no code").help(FORM));
    }
    let (code, sub_code) = match code.text.find(SUB) {
        Some(index) => (code.part(0, index), code.part(index + SUB.len(), code.text.len()).trim()),
        None => (code, code.part(code.text.len(), code.text.len())),
    };
    Ok(RefusalLine { status, code, sub_code, message, assumed })
}

/// What stands between a code and the second one.
const SUB: &str = " / ";

fn bad(place: Located<'_>, message: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Code::BadLine, place.span, message)
}

/// The way back for a platform's `sandbox`; nothing where it has none.
pub fn print_platform(refusals: &Refusals<'_>, tests: &[TestCredential<'_>]) -> Option<Node> {
    let Refusals { answer, list } = *refusals;
    // A name may have several values, and no mapping has a key twice.
    let mut names: Vec<_> = tests.iter().map(|test| test.name).collect();
    names.sort_unstable();
    let is_repeated = names.windows(2).any(|pair| pair.first() == pair.last());
    let given = tests.iter().map(|test| (test.name, Node::of_text(test.value)));
    let tests = if is_repeated { Node::of_list(given.map(|given| Node::of_map([given]))) } else { Node::of_map(given) };
    let refusal = answer?;
    Some(Node::of_map([("credentials", tests), ("refusal", answer::print(&refusal)), ("refuse", print_list(list))]))
}

/// The way back for `refuse`.
pub(super) fn print_list(list: &[Refusal<'_>]) -> Node {
    let mut reasons: Vec<(RefusalReason, Vec<Node>)> = Vec::new();
    for refusal in list {
        let row = print(refusal);
        match reasons.iter_mut().find(|(reason, _)| *reason == refusal.reason) {
            Some((_, rows)) => rows.push(row),
            None => reasons.push((refusal.reason, vec![row])),
        }
    }
    Node::of_map(reasons.into_iter().map(|(reason, mut rows)| {
        let alone = if rows.len() == 1 { rows.pop() } else { None };
        (spelling(&reason, REFUSAL_REASONS), alone.unwrap_or_else(|| Node::of_list(rows)))
    }))
}

fn print(refusal: &Refusal<'_>) -> Node {
    let Refusal { reason: _, when, status, code, sub_code, message, assumed } = *refusal;
    let [code, sub_code, message] = [code, sub_code, message].map(template::print);
    // A line is taken apart at its bars, so what holds one is written key by key.
    let stands_in_a_line =
        |text: &str| text.trim() == text && !text.chars().any(|c| c == '|' || slips::twin(c) == Some('|'));
    let is_plain = |code: &str| stands_in_a_line(code) && !code.contains(SUB) && !code.starts_with(status::WORD);
    if when.is_none() && !code.is_empty() && is_plain(&code) && is_plain(&sub_code) && stands_in_a_line(&message) {
        let status = status.map_or_else(String::new, |status| status::print(Statuses::one(status)) + " ");
        let sub_code = if sub_code.is_empty() { sub_code } else { format!("{SUB}{sub_code}") };
        let code = format!("{status}{code}{sub_code}");
        let columns = [code.as_str(), message.as_str(), if assumed { "assumed" } else { "" }];
        let behind = columns.iter().rposition(|column| !column.is_empty()).map_or(1, |last| last + 1);
        return Node::of_text(columns.get(..behind).unwrap_or_default().join(" | "));
    }
    Node::of_keys([
        ("when", when.map(|when| Node::of_text(condition::print(&when)))),
        ("status", status.map(|status| Node::of_text(status.to_string()))),
        ("code", Some(Node::of_text(code))),
        ("sub_code", (!sub_code.is_empty()).then(|| Node::of_text(sub_code))),
        ("message", (!message.is_empty()).then(|| Node::of_text(message))),
        ("assumed", assumed.then(|| Node::of_text("yes"))),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notation::cursor::tests::{at_start, marked};

    #[test]
    fn a_refusal_is_a_code_a_message_and_whether_it_is_assumed() {
        let read = line(at_start("1002 | 时间戳错误: {var.detail} | assumed")).expect("a row");
        assert_eq!((read.code.text, read.message.text, read.assumed), ("1002", "时间戳错误: {var.detail}", true));
        assert_eq!(line(at_start("1002")).expect("a row").message.text, "");
        let read = line(at_start("HTTP 401 15 / isv.签名 | 签名错误")).expect("a row");
        assert_eq!((read.status, read.code.text, read.sub_code.text), (Some(401), "15", "isv.签名"));
        assert_eq!(line(at_start("HTTP 429 | 太频繁")).expect("a row").code.text, "");
        for (row, code, place) in [
            ("1 | 错 | asumed", Code::UnknownWord, "asumed"),
            ("1 | 错 | assumed | 多", Code::BadLine, "多"),
            ("| 错", Code::BadLine, ""),
            ("HTTP 4xx 1 | 错", Code::BadStatus, "4xx"),
        ] {
            let mistake = line(at_start(row)).expect_err(row);
            assert_eq!((mistake.code, marked(row, mistake.span)), (code, place), "{row}");
        }
    }
}
