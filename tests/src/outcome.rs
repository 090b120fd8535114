//! Outcomes as `outcome` and `sandbox` expect them, compared with what the engine understood.

use serde_json::{Value, json};
use signwright_runtime::Reply;
use signwright_runtime::reply::{Outcome, Refusal, RowFailure};

/// Compares; the reason where they differ. What a success holds is for [`agrees`] to say.
pub fn compare(expected: &Value, found: &Outcome<'_>) -> Result<(), String> {
    let wrong = || Err(format!("expected {expected}, found {}", name(found)));
    if let Some(refused) = expected.get("refused") {
        return if let Some(refusal) = refusal(found) { refuses(refused, refusal) } else { wrong() };
    }
    if let Some(partial) = expected.get("partial") {
        return if let Outcome::Partial(refusal) = found { refuses(partial, refusal) } else { wrong() };
    }
    match found {
        Outcome::Accepted(_) if expected["accepted"] == true => Ok(()),
        Outcome::Success(_) if expected.get("ok").is_some() => Ok(()),
        Outcome::Empty(_) if expected["empty"] == true => Ok(()),
        Outcome::Unknown(unknown) if expected["unreadable"] == true && unknown.refusal.is_none() => Ok(()),
        _ => wrong(),
    }
}

fn refusal<'o>(found: &'o Outcome<'_>) -> Option<&'o Refusal> {
    match found {
        Outcome::Refused(refusal) => Some(refusal),
        Outcome::Unknown(unknown) => unknown.refusal.as_deref(),
        Outcome::Success(_) | Outcome::Empty(_) | Outcome::Accepted(_) | Outcome::Partial(_) => None,
    }
}

fn refuses(expected: &Value, found: &Refusal) -> Result<(), String> {
    let causes = found.causes.iter().map(|cause| Value::from(vec![cause.cause.as_str(), cause.remedy.as_str()]));
    for (key, expected) in expected.as_object().into_iter().flatten() {
        let found: Value = match key.as_str() {
            "code" => found.code.as_str().into(),
            "message" => found.message.as_str().into(),
            "meaning" => found.class.word().into(),
            "status" => found.status.into(),
            "sub_code" => found.sub_code.as_str().into(),
            "request_id" => found.request_id.clone().into(),
            "retry_after" => found.retry_after.map(|wait| wait.as_secs()).into(),
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

/// Whether these rows failed, in this order; each key that is given is equal.
pub fn failed(expected: &Value, found: &[RowFailure]) -> Result<(), String> {
    let rows = found.iter().map(|row| {
        let RowFailure { index, key, code, message } = row;
        json!({ "index": index, "key": key, "code": code, "message": message })
    });
    agrees(expected, &rows.collect(), "failed")
}

/// Whether it is expected that a call was done, in whole or in part of its rows.
pub fn is_done(expected: &Value) -> bool {
    ["ok", "empty", "accepted"].iter().any(|key| expected.get(key).is_some())
}

/// Whether a reply has what is expected of it beside its response: each key that is given is equal.
pub fn beside<T>(expected: &Value, found: &Reply<T>) -> Result<(), String> {
    let told = json!({ "request_id": found.request_id(), "rate_left": found.rate_left() });
    for key in ["request_id", "rate_left"] {
        expected.get(key).map_or(Ok(()), |expected| agrees(expected, &told[key], key))?;
    }
    expected.get("failed").map_or(Ok(()), |rows| failed(rows, found.failed()))
}

/// Whether a response has what is expected of it: every field that is named, scalars compared as text.
pub fn agrees(expected: &Value, found: &Value, path: &str) -> Result<(), String> {
    match (expected, found) {
        (Value::Object(fields), _) => fields.iter().try_for_each(|(name, expected)| {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            agrees(expected, &found[name.as_str()], &path)
        }),
        (Value::Array(rows), Value::Array(found)) if rows.len() == found.len() => {
            let mut numbered = rows.iter().zip(found).enumerate();
            numbered.try_for_each(|(at, (expected, found))| agrees(expected, found, &format!("{path}[{at}]")))
        }
        (Value::String(text), Value::Number(number)) if *text == number.to_string() => Ok(()),
        _ if expected == found => Ok(()),
        _ => Err(format!("{path}: expected {expected}, found {found}")),
    }
}

fn name(outcome: &Outcome<'_>) -> String {
    match outcome {
        Outcome::Success(_) => "success".to_owned(),
        Outcome::Empty(_) => "an empty result".to_owned(),
        Outcome::Accepted(_) => "taken, and not done yet".to_owned(),
        Outcome::Partial(refusal) => format!("done in part: {} {}", refusal.code, refusal.message),
        Outcome::Refused(refusal) => format!("a refusal: {} {}", refusal.code, refusal.message),
        Outcome::Unknown(unknown) => format!("nothing readable: {}", unknown.reason),
    }
}
