//! Outcomes as `outcome.json` and `sandbox.json` expect them, compared with what the engine understood.

use serde_json::Value;
use signwright_runtime::Node;
use signwright_runtime::model::Meaning;
use signwright_runtime::reply::{Outcome, Refusal};

/// Compares; the reason where they differ.
pub fn compare(expected: &Value, found: &Outcome<'_>) -> Result<(), String> {
    let wrong = || Err(format!("expected {expected}, found {}", name(found)));
    if let Some(fields) = expected.get("ok") {
        return if let Outcome::Success(answer) = found { agrees(fields, answer, "") } else { wrong() };
    }
    if let Some(refused) = expected.get("refused") {
        return if let Some(refusal) = refusal(found) { refuses(refused, refusal) } else { wrong() };
    }
    match found {
        Outcome::Empty(_) if expected["empty"] == true => Ok(()),
        Outcome::Unknown(unknown) if expected["unreadable"] == true && unknown.refusal.is_none() => Ok(()),
        _ => wrong(),
    }
}

fn refusal<'o>(found: &'o Outcome<'_>) -> Option<&'o Refusal> {
    match found {
        Outcome::Refused(refusal) => Some(refusal),
        Outcome::Unknown(unknown) => unknown.refusal.as_deref(),
        Outcome::Success(_) | Outcome::Empty(_) => None,
    }
}

fn refuses(expected: &Value, found: &Refusal) -> Result<(), String> {
    let causes = found.causes.iter().map(|cause| Value::from(vec![cause.cause.as_str(), cause.remedy.as_str()]));
    let meaning = match found.meaning {
        Meaning::Refused => "refused",
        Meaning::Success => "success",
        Meaning::Empty => "empty",
        Meaning::Throttled => "throttled",
        Meaning::Clock => "clock",
        Meaning::Unknown => "unknown",
    };
    for (key, expected) in expected.as_object().into_iter().flatten() {
        let found: Value = match key.as_str() {
            "code" => found.code.as_str().into(),
            "message" => found.message.as_str().into(),
            "meaning" => meaning.into(),
            "field" => found.field.clone().into(),
            "causes" => causes.clone().collect(),
            _ => return Err(format!("tests/cases/README.md knows no {key} of a refusal")),
        };
        if *expected != found {
            return Err(format!("{key}: expected {expected}, found {found}"));
        }
    }
    Ok(())
}

/// Whether a part of an answer has what is expected of it.
fn agrees(expected: &Value, found: &Node<'_>, path: &str) -> Result<(), String> {
    match expected {
        Value::Object(fields) => fields.iter().try_for_each(|(name, expected)| {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            agrees(expected, &entries(found, name, expected.is_array()), &path)
        }),
        Value::Array(rows) => {
            let found = found.rows();
            if rows.len() != found.len() {
                return Err(format!("{path}: expected {} rows, found {}", rows.len(), found.len()));
            }
            let mut numbered = rows.iter().zip(found).enumerate();
            numbered.try_for_each(|(at, (expected, found))| agrees(expected, found, &format!("{path}[{at}]")))
        }
        Value::Null if matches!(found, Node::Absent | Node::Null) => Ok(()),
        Value::String(text) if found.as_text().as_deref() == Some(text) => Ok(()),
        _ => Err(format!("{path}: expected {expected}, found {:?}", found.as_text())),
    }
}

/// The entry of this name; where rows are expected, all of them: in XML a row is an element.
fn entries<'n>(node: &Node<'n>, name: &str, rows: bool) -> Node<'n> {
    let Node::Map(entries) = node else { return Node::Absent };
    let mut named = entries.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone());
    match named.next() {
        Some(Node::List(list)) => Node::List(list),
        Some(first) if rows => Node::List(std::iter::once(first).chain(named).collect()),
        first => first.unwrap_or(Node::Absent),
    }
}

fn name(outcome: &Outcome<'_>) -> String {
    match outcome {
        Outcome::Success(_) => "success".to_owned(),
        Outcome::Empty(_) => "an empty result".to_owned(),
        Outcome::Refused(refusal) => format!("a refusal: {} {}", refusal.code, refusal.message),
        Outcome::Unknown(unknown) => format!("nothing readable: {}", unknown.reason),
    }
}
