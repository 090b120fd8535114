//! From an answer of the platform's shape to its verdict. What is doubtful is neither a success nor a refusal.

use super::catalogue::Said;
use super::failed::{Failures, failures};
use super::path::{self, Answer};
use super::shape::Chosen;
use super::{Doubt, Received, Refusal, catalogue, condition, explain, retry};
use crate::model::{Condition, DocumentFormat, ErrorClass, ReplyPlace};

pub(super) enum Verdict {
    /// It was done, or taken.
    Done(Done),
    /// It was not done.
    Refused(Refusal),
    /// A part of it was done.
    Partial(Refusal),
}

/// How far it was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Done {
    /// All of it.
    Success,
    /// All of it, and there is nothing to give.
    Empty,
    /// It was taken, and is not done yet.
    Accepted,
}

/// An answer below its root, and what stands where the response's table begins.
#[derive(Clone, Copy)]
pub(super) struct Parts<'n> {
    pub(super) answer: Answer<'n>,
    pub(super) response: Answer<'n>,
}

/// Judges an answer.
pub(super) fn judge(received: &Received<'_, '_>, chosen: &Chosen<'_>, parts: Parts<'_>) -> Result<Verdict, Doubt> {
    let verdict = judged(received, chosen, parts)?;
    let Verdict::Partial(refusal) = verdict else { return Ok(verdict) };
    Ok(Verdict::Partial(Refusal { failed: failures(received.endpoint, parts.response).failed, ..refusal }))
}

fn judged(received: &Received<'_, '_>, chosen: &Chosen<'_>, parts: Parts<'_>) -> Result<Verdict, Doubt> {
    let (endpoint, shape) = (received.endpoint, &chosen.shape);
    not_twice(received, chosen, parts)?;
    let unclear = |path: &str| {
        let reason = format!("the answer's `{path}` is neither what success demands nor clearly something else");
        let said = said(received, chosen, parts.answer);
        // The code is told although it decides nothing: it is what a person will search for.
        let refusal = (!said.code.is_empty()).then(|| Box::new(received.refusal(said)));
        Doubt { refusal, ..Doubt::new(reason) }
    };
    let succeeded = match &shape.success {
        Some(success) => condition::holds(success, parts.answer).map_err(unclear)?,
        None => false,
    };
    // A gateway answers 200-shaped bodies of its own under 401 or 502.
    if let Some(success) = &shape.success
        && succeeded
        && !confirms(received.status, success)
    {
        let reason = "the answer looks like a success, but its HTTP status does not";
        return Err(Doubt { excerpt: explain::said(parts.answer.node, received.redaction), ..Doubt::new(reason) });
    }
    let narrowed = match &endpoint.success {
        Some(success) if succeeded => condition::holds(success, parts.response).map_err(unclear)?,
        _ => true,
    };
    let demands = [received.platform.reply.of_success().success, endpoint.success];
    // Nothing else that the answer says is read where no table of codes has a say.
    if succeeded && narrowed && !demands.iter().flatten().any(|success| success.statuses().is_some()) {
        return Ok(Verdict::Done(Done::Success));
    }
    let said = said(received, chosen, parts.answer);
    // Where the status alone tells, a refusal has no code, and its message stands for one.
    let is_by_status = shape.success.as_ref().is_some_and(|success| success.statuses().is_some());
    let is_told = !chosen.root.is_empty() || (is_by_status && !said.message.is_empty());
    // The vendor's own row of this very status says what a message without a code means.
    let is_stated = || {
        (400..500).contains(&received.status)
            && is_by_status
            && !said.message.is_empty()
            && catalogue::of_this_status(received.platform, received.endpoint, &said).is_some()
    };
    let is_named = !said.code.is_empty() || (shape.code.is_empty() && is_told) || is_stated();
    if succeeded && narrowed {
        return by_status(received, &said, is_named || !chosen.root.is_empty());
    }
    // A refusal needs a code: without it nothing proves that the platform itself wrote the answer.
    if !succeeded && !is_named {
        let code = ReplyPlace::first_path(if shape.code.is_empty() { shape.message } else { shape.code });
        let reason = format!("the answer has no `{code}`: it says neither success nor why not");
        let excerpt = explain::said(parts.answer.node, received.redaction);
        return Err(Doubt { excerpt, is_foreign: true, ..Doubt::new(reason) });
    }
    if succeeded { narrowed_out(received, parts, said) } else { verdict(received, received.refusal(said)) }
}

/// What the answer says beside its success.
fn said(received: &Received<'_, '_>, chosen: &Chosen<'_>, answer: Answer<'_>) -> Said {
    let shape = &chosen.shape;
    // What stands where only refusals do is the message itself.
    let is_bare = shape.success.is_none() && shape.message.is_empty() && shape.code.is_empty();
    let message = if is_bare { &[ReplyPlace::Path("")][..] } else { shape.message };
    let mut wait = answer.first(shape.retry_after);
    if wait.is_empty() {
        // HTTP's own header means the same of every platform.
        wait = path::header(received.headers, "retry-after").unwrap_or_default();
    }
    Said {
        status: received.status,
        code: answer.first(shape.code),
        sub_code: answer.first(shape.sub_code),
        message: answer.message(message),
        request_id: answer.first(shape.request_id),
        retry_after: retry::after(&wait, received.headers),
    }
}

/// A success that a status tells, unless the vendor's tables say of this very status that it is none.
fn by_status(received: &Received<'_, '_>, said: &Said, is_of_platform: bool) -> Result<Verdict, Doubt> {
    match catalogue::of_this_status(received.platform, received.endpoint, said) {
        None => Ok(Verdict::Done(Done::Success)),
        Some(refusal) if refusal.class.is_refusal() && !is_of_platform => {
            let reason = "its HTTP status means success and a refusal, and nothing in it tells which";
            Err(Doubt { refusal: Some(Box::new(refusal)), ..Doubt::new(reason) })
        }
        Some(refusal) => verdict(received, refusal),
    }
}

/// What the platform calls a success and the endpoint does not. The first row that failed gives code and message.
fn narrowed_out(received: &Received<'_, '_>, parts: Parts<'_>, said: Said) -> Result<Verdict, Doubt> {
    let Failures { failed, are_all, .. } = failures(received.endpoint, parts.response);
    let message = [ReplyPlace::Path(received.endpoint.message)];
    let message = if received.endpoint.message.is_empty() { said.message } else { parts.response.message(&message) };
    let of_row = failed.into_iter().next().unwrap_or_default();
    let first = |of_row: String, otherwise: String| if of_row.is_empty() { otherwise } else { of_row };
    let said = Said { code: first(of_row.code, said.code), message: first(of_row.message, message), ..said };
    // A status that the endpoint does not call a success is no refusal by itself.
    if said.code.is_empty() && received.endpoint.success.is_some_and(|success| success.statuses().is_some()) {
        let reason = "its HTTP status is not the endpoint's success, and nothing in it says why";
        return Err(Doubt { refusal: Some(Box::new(received.refusal(said))), ..Doubt::new(reason) });
    }
    match verdict(received, received.refusal(said))? {
        // Rows that did not fail were done.
        Verdict::Refused(refusal) if !are_all => Ok(Verdict::Partial(refusal)),
        verdict => Ok(verdict),
    }
}

/// What a refusal means by the vendor's tables.
fn verdict(received: &Received<'_, '_>, refusal: Refusal) -> Result<Verdict, Doubt> {
    let status = received.status;
    // Of a gateway's failures only those with a listed code come from the platform behind it.
    let is_foreign = status >= 500 && !catalogue::lists(received.platform, received.endpoint, &refusal);
    let doubt = match refusal.class {
        _ if is_foreign => "the vendor's tables do not list its code, which a gateway may have written",
        ErrorClass::Unknown => "its code does not tell whether it was done",
        ErrorClass::Success | ErrorClass::Empty | ErrorClass::Accepted if contradicts(status) => {
            "its code means success, but its HTTP status does not"
        }
        ErrorClass::Success => return Ok(Verdict::Done(Done::Success)),
        ErrorClass::Empty => return Ok(Verdict::Done(Done::Empty)),
        ErrorClass::Accepted => return Ok(Verdict::Done(Done::Accepted)),
        ErrorClass::Partial => return Ok(Verdict::Partial(refusal)),
        ErrorClass::Refused | ErrorClass::Throttled | ErrorClass::Clock | ErrorClass::Token | ErrorClass::NotFound => {
            return Ok(Verdict::Refused(refusal));
        }
    };
    Err(Doubt { refusal: Some(Box::new(refusal)), ..Doubt::new(doubt) })
}

/// Two members of one name may say success and refusal at once, and parsers take either.
fn not_twice(received: &Received<'_, '_>, chosen: &Chosen<'_>, parts: Parts<'_>) -> Result<(), Doubt> {
    // Of a document that was looked through it is told at once, and XML repeats elements by nature.
    let may_repeat = parts.answer.node.may_repeat() || parts.response.node.may_repeat();
    if received.format != DocumentFormat::Json || !may_repeat {
        return Ok(());
    }
    let shape = &chosen.shape;
    let mut paths: Vec<&str> =
        [shape.code, shape.sub_code, shape.message].into_iter().flatten().filter_map(ReplyPlace::path).collect();
    if let Some(success) = &shape.success {
        success.paths(&mut paths);
    }
    let data = chosen.data.join(".");
    paths.push(&data);
    let mut in_response = vec![received.endpoint.message];
    if let Some(success) = &received.endpoint.success {
        success.paths(&mut in_response);
    }
    in_response.extend(received.endpoint.partial.map(|partial| partial.rows));
    for (answer, paths) in [(parts.answer, paths), (parts.response, in_response)] {
        let mut paths = paths.into_iter().filter(|path| !path.is_empty());
        if let Some(path) = paths.find(|path| answer.is_repeated(path.split('.'))) {
            return Err(Doubt::twice(path));
        }
    }
    Ok(())
}

impl Received<'_, '_> {
    fn refusal(&self, said: Said) -> Refusal {
        catalogue::refusal(self.platform, self.endpoint, said)
    }
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
