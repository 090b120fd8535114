//! From a received answer to a response or to what went wrong.

use std::fmt;

use bytes::Bytes;

use crate::model::{self, DocumentFormat, Platform};
use crate::reply::{self, Outcome};
use crate::{Endpoint, Error, Limits, Node, Violations, fill_answer};

/// The answer of a call that was done.
#[derive(Clone, PartialEq)]
pub struct Reply<T> {
    /// The response.
    pub response: T,
    /// The platform's code says that there is nothing to give.
    pub is_empty: bool,
    /// What the request breaks without being stopped by it.
    pub warnings: Violations,
    /// Fields of the answer that could not be read and are absent from the response.
    pub notes: Violations,
    /// The HTTP status.
    pub status: u16,
    /// The answer's exact bytes.
    pub body: Bytes,
}

/// Reads an answer as the response of a request. `format` is the request's.
pub fn interpret<R: Endpoint>(
    status: u16,
    body: Bytes,
    format: Option<DocumentFormat>,
    limits: Limits,
) -> Result<Reply<R::Response>, Error> {
    let (answer, is_empty) = done(R::platform(), R::endpoint(), status, &body, format, limits)?;
    let (response, notes) = fill_answer(&answer, R::platform().zone).map_err(Error::Decode)?;
    drop(answer);
    Ok(Reply { response, is_empty, warnings: Violations::default(), notes, status, body })
}

/// Reads an answer of an endpoint that has no types: the response is the document below the reply's root.
pub fn interpret_node(
    platform: &Platform<'_>,
    endpoint: &model::Endpoint<'_>,
    status: u16,
    body: Bytes,
    format: Option<DocumentFormat>,
    limits: Limits,
) -> Result<Reply<Node<'static>>, Error> {
    let (answer, is_empty) = done(platform, endpoint, status, &body, format, limits)?;
    let response = answer.into_owned();
    let (warnings, notes) = Default::default();
    Ok(Reply { response, is_empty, warnings, notes, status, body })
}

fn done<'a>(
    platform: &Platform<'_>,
    endpoint: &model::Endpoint<'_>,
    status: u16,
    body: &'a [u8],
    format: Option<DocumentFormat>,
    limits: Limits,
) -> Result<(Node<'a>, bool), Error> {
    match reply::interpret(platform, endpoint, status, body, format, limits) {
        Outcome::Success(answer) => Ok((answer, false)),
        Outcome::Empty(answer) => Ok((answer, true)),
        Outcome::Refused(refusal) => Err(Error::Refused(refusal)),
        Outcome::Unknown(unknown) => Err(Error::Unknown(unknown)),
    }
}

/// The body's length, never the body.
impl<T: fmt::Debug> fmt::Debug for Reply<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("response", &self.response)
            .field("is_empty", &self.is_empty)
            .field("warnings", &self.warnings)
            .field("notes", &self.notes)
            .field("status", &self.status)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}
