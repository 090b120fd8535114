//! From an answer of the platform's shape to its verdict. What is doubtful is neither a success nor a refusal.

use super::path::Answer;
use super::{Doubt, Refusal, catalogue, condition, explain};
use crate::Redaction;
use crate::model::{Condition, Endpoint, ErrorClass, Platform};

pub(super) enum Verdict {
    /// It was done.
    Success,
    /// It was done, and there is nothing to give.
    Empty,
    /// It was not done.
    Refused(Refusal),
}

/// Judges an answer below the reply's root.
pub(super) fn judge(
    platform: &Platform<'_>,
    endpoint: &Endpoint<'_>,
    status: u16,
    answer: Answer<'_, '_>,
    redaction: &Redaction,
) -> Result<Verdict, Doubt> {
    // Two members of one name may say success and refusal at once, and parsers take either.
    if let Some(path) = deciding(platform, endpoint).into_iter().find(|path| answer.is_repeated(path.split('.'))) {
        return Err(Doubt::twice(path));
    }
    let reply = &platform.reply;
    let code = answer.text(reply.code);
    let refusal = |message: &str| catalogue::refusal(platform, endpoint, code.clone(), answer.text(message));
    let unclear = |path: &str| {
        let reason = format!("the answer's `{path}` is neither what success demands nor clearly something else");
        // The code is told although it decides nothing: it is what a person will search for.
        Doubt { refusal: (!code.is_empty()).then(|| Box::new(refusal(reply.message))), ..Doubt::new(reason) }
    };
    let succeeded = condition::holds(&reply.success, answer).map_err(unclear)?;
    // A gateway answers 200-shaped bodies of its own under 401 or 502.
    if succeeded && !confirms(status, &reply.success) {
        let reason = "the answer looks like a success, but its HTTP status does not";
        return Err(Doubt { excerpt: explain::said(answer.node, redaction), ..Doubt::new(reason) });
    }
    let narrowed = match &endpoint.success {
        Some(success) if succeeded => condition::holds(success, answer).map_err(unclear)?,
        _ => true,
    };
    if succeeded && narrowed {
        return Ok(Verdict::Success);
    }
    // A refusal needs a code: without it nothing proves that the platform itself wrote the answer.
    if !succeeded && code.is_empty() {
        let reason = format!("the answer has no `{}`: it says neither success nor why not", reply.code);
        return Err(Doubt { excerpt: explain::said(answer.node, redaction), ..Doubt::new(reason) });
    }
    let refusal = refusal(if succeeded && !endpoint.message.is_empty() { endpoint.message } else { reply.message });
    // Of a gateway's failures only those with a listed code come from the platform behind it.
    let is_foreign = status >= 500 && !catalogue::lists(platform, endpoint, &refusal.code, &refusal.message);
    let doubt = match refusal.class {
        _ if is_foreign => "the vendor's tables do not list its code, which a gateway may have written",
        ErrorClass::Unknown => "its code does not tell whether it was done",
        ErrorClass::Success | ErrorClass::Empty if contradicts(status) => {
            "its code means success, but its HTTP status does not"
        }
        ErrorClass::Success => return Ok(Verdict::Success),
        ErrorClass::Empty => return Ok(Verdict::Empty),
        ErrorClass::Refused | ErrorClass::Throttled | ErrorClass::Clock => return Ok(Verdict::Refused(refusal)),
    };
    Err(Doubt { refusal: Some(Box::new(refusal)), ..Doubt::new(doubt) })
}

/// The paths that an answer is judged by.
fn deciding<'m>(platform: &Platform<'m>, endpoint: &Endpoint<'m>) -> Vec<&'m str> {
    let mut paths = vec![platform.reply.code, platform.reply.message, endpoint.message];
    condition::paths(&platform.reply.success, &mut paths);
    if let Some(success) = &endpoint.success {
        condition::paths(success, &mut paths);
    }
    paths.retain(|path| !path.is_empty());
    paths
}

/// Whether an answer that looks like a success may be one. Where success is no more than the absence of an error, or
/// the presence of anything, only the status tells the platform's answer from another system's.
fn confirms(status: u16, success: &Condition<'_>) -> bool {
    (200..300).contains(&status) || (condition::compares(success) && !contradicts(status))
}

/// Whether nobody who did what was asked would answer with this status.
const fn contradicts(status: u16) -> bool {
    matches!(status, 0..=199 | 300..=399 | 401 | 403 | 429 | 500..)
}
