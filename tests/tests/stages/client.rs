//! The client's half beside signing: what a request breaks, what it is encoded to, and what an answer means.

use http::{HeaderName, HeaderValue};
use serde_json::Value;
use signwright_runtime::model::{Api, DocumentFormat, Level};
use signwright_runtime::reply::RawAnswer;
use signwright_runtime::{
    Leniency, Limits, Node, Redaction, Violation, conform, encode, interpret_node, json, reply, validate,
};
use signwright_tests::case::{Case, pairs_at, text_at};
use signwright_tests::http::{Message, media_type};
use signwright_tests::outcome;

use super::signing::{format, unsigned};
use super::{endpoint, same, typed};

/// Conforming and validating `request` reports exactly `violations`.
pub(crate) fn violations(case: &Case, api: &Api<'_>) -> Result<(), String> {
    let text = case.text("request").unwrap_or_default();
    let (_, found) = read(case, api, text)?;
    let expected = case.json("violations").unwrap_or_else(|| Value::Array(Vec::new()));
    let mut found: Vec<_> = found.iter().map(row).collect();
    found.sort();
    same("the list of violations", &listed(&expected), &found)
}

/// Encoding `request` gives the parameters and the body of `unsigned`, whether it was conformed to its table
/// or read into the generated types.
pub(crate) fn encoding(case: &Case, api: &Api<'_>) -> Result<(), String> {
    let Some(text) = case.text("request") else { return Ok(()) };
    let (node, violations) = read(case, api, text)?;
    let denied = violations.iter().any(|violation| violation.level == Level::Deny);
    if denied || case.about("encodes") == Some("false") {
        return Ok(());
    }
    let unsigned = unsigned(case);
    let format = format(&unsigned).unwrap_or(DocumentFormat::Json);
    let document = json::parse(text.as_bytes(), Limits::default()).map_err(|error| error.to_string())?;
    let typed = typed::request(&case.endpoint, &document)?;
    for (whose, node) in [("conformed", node), ("typed", typed)] {
        let found = encode::encode(api.platform, endpoint(case, api)?, node, format, &[]);
        let found = found.map_err(|error| format!("{whose}: {error}"))?;
        let params = (sorted(pairs_at(&unsigned, "params")), sorted(found.params));
        same(&format!("{whose}: the parameters"), &params.0, &params.1)?;
        let body = std::str::from_utf8(&found.body).unwrap_or("(not UTF-8)");
        same(&format!("{whose}: the body"), text_at(&unsigned, "body"), body)?;
    }
    Ok(())
}

fn sorted(mut pairs: Vec<(String, String)>) -> Vec<(String, String)> {
    pairs.sort();
    pairs
}

/// Interpreting `answer` gives `outcome`.
pub(crate) fn outcome(case: &Case, api: &Api<'_>) -> Result<(), String> {
    let answer = Message::parse(case.text("answer").ok_or("outcome without answer")?)?;
    let status = answer.first.parse().map_err(|_| format!("no status: {}", answer.first))?;
    let received = raw(status, &answer.headers, answer.body.as_bytes());
    let kind = media_type(answer.header("content-type").unwrap_or_default());
    let format = if kind.ends_with("xml") { DocumentFormat::Xml } else { DocumentFormat::Json };
    let expected = case.json("outcome").unwrap_or_default();
    understood(case, api, &received, format, &expected)
}

/// An answer with its headers; those that HTTP cannot carry are left out.
pub(crate) fn raw(status: u16, headers: &[(String, String)], body: &[u8]) -> RawAnswer {
    let mut answer = RawAnswer::new(status, body.to_vec());
    for (name, value) in headers {
        let pair = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_bytes(value.as_bytes()));
        if let (Ok(name), Ok(value)) = pair {
            answer.headers.append(name, value);
        }
    }
    answer
}

/// Interpreting an answer gives the expected outcome.
pub(crate) fn understood(
    case: &Case,
    api: &Api<'_>,
    answer: &RawAnswer,
    format: DocumentFormat,
    expected: &Value,
) -> Result<(), String> {
    let endpoint = endpoint(case, api)?;
    let (limits, redaction) = (Limits::default(), Redaction::default());
    let found = reply::interpret(api.platform, endpoint, answer, Some(format), limits, &redaction);
    outcome::compare(expected, &found)?;
    if outcome::is_done(expected) {
        let reply = interpret_node(api.platform, endpoint, answer.clone(), Some(format), limits, &redaction);
        outcome::beside(expected, &reply.map_err(|error| error.to_string())?)?;
    }
    match expected.get("ok") {
        Some(fields) => outcome::agrees(fields, &typed::response(&case.endpoint, answer, format)?, ""),
        None => Ok(()),
    }
}

fn read<'t>(case: &Case, api: &Api<'_>, text: &'t str) -> Result<(Node<'t>, Vec<Violation>), String> {
    let document = json::parse(text.as_bytes(), Limits::default()).map_err(|error| error.to_string())?;
    let shape = endpoint(case, api)?.request();
    let strict = Leniency { numbers_as_text: false, unknown_fields: false };
    let (node, mut violations) = conform(shape, document, strict, api.platform.zone);
    violations.extend(validate(shape, &node, api.platform.zone));
    Ok((node, violations))
}

fn row(violation: &Violation) -> (String, String, String) {
    let level = if violation.level == Level::Deny { "deny" } else { "warn" };
    (violation.path.clone(), violation.rule.to_owned(), level.to_owned())
}

fn listed(violations: &Value) -> Vec<(String, String, String)> {
    let text = |row: &Value, key| text_at(row, key).to_owned();
    let rows = violations.as_array().into_iter().flatten();
    let mut rows: Vec<_> = rows.map(|row| (text(row, "path"), text(row, "rule"), text(row, "level"))).collect();
    rows.sort();
    rows
}
