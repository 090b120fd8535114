//! An answer whose body goes to a sink as it comes; that of an answer which is no success is kept apart.

use std::io::{self, ErrorKind};

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};

use super::super::fault::Fault;
use super::super::http1::Answer;
use super::digest::Check;
use super::fault::TransferFault;
use super::options::TransferOptions;

/// The most bytes that are kept of the body of an answer that is no success.
const MAX_REFUSAL: usize = 64 << 10;

/// An answer of which the body was written to the sink, if its status is a success.
#[must_use = "an answer may be a redirect or a refusal, of which nothing was written to the sink"]
#[derive(Clone, Debug)]
pub struct Transferred {
    /// Any status of 200 and above. A redirect is not followed.
    pub status: StatusCode,
    /// The answer's headers.
    pub headers: HeaderMap,
    /// How many bytes were written to the sink.
    pub received: u64,
    /// How many bytes of the request's body were sent: fewer than it has where the answer came before its end.
    pub sent: u64,
    /// The body of an answer whose status is no success, of which nothing was written to the sink: its first 64 KiB.
    pub refusal: Bytes,
}

impl Transferred {
    /// Whether the status is a success (2xx), and the body was written to the sink.
    pub fn is_success(&self) -> bool {
        self.status.is_success()
    }

    /// The answer with its body, which `sink` holds if it is a success.
    pub(in crate::transport::over_http) fn into_response(self, sink: Vec<u8>) -> http::Response<Bytes> {
        let body = if self.is_success() { sink.into() } else { self.refusal };
        let mut response = http::Response::new(body);
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response
    }
}

/// An answer so far.
pub(in crate::transport::over_http) struct Receipt {
    answer: Answer,
    check: Option<Check>,
    refusal: Vec<u8>,
    is_cut_short: bool,
}

impl Receipt {
    pub(in crate::transport::over_http) fn new(method: &Method, options: &TransferOptions) -> Self {
        let check = options.digest.clone().map(Check::new);
        Self { answer: Answer::new(method, options.limit), check, refusal: Vec::new(), is_cut_short: false }
    }

    /// Takes the next bytes; true once there is no need of more.
    pub(in crate::transport::over_http) fn take(&mut self, bytes: &[u8]) -> Result<bool, TransferFault> {
        let is_complete = self.answer.take(bytes).map_err(|fault| self.place(fault))?;
        if self.is_success() {
            return Ok(is_complete);
        }
        let room = MAX_REFUSAL - self.refusal.len().min(MAX_REFUSAL);
        let body = self.answer.body();
        self.is_cut_short |= body.len() > room;
        self.refusal.extend_from_slice(body.get(..room).unwrap_or(body));
        self.answer.drain();
        Ok(is_complete || self.is_cut_short)
    }

    /// What is to be written to the sink.
    pub(in crate::transport::over_http) fn piece(&self) -> &[u8] {
        self.answer.body()
    }

    /// It was written.
    pub(in crate::transport::over_http) fn written(&mut self) {
        if let Some(check) = &mut self.check {
            check.update(self.answer.body());
        }
        self.answer.drain();
    }

    /// Whether the head of the answer that counts has come.
    pub(in crate::transport::over_http) fn has_head(&self) -> bool {
        self.answer.head().is_some()
    }

    /// Whether anything of it has come.
    pub(in crate::transport::over_http) fn has_begun(&self) -> bool {
        self.answer.has_begun()
    }

    /// The server has closed the connection.
    pub(in crate::transport::over_http) fn end(&mut self) -> Result<(), TransferFault> {
        self.answer.end().map_err(|fault| self.place(fault))
    }

    /// The connection cannot be read; `unwritten` is why the request was not sent to its end.
    pub(in crate::transport::over_http) fn broken(
        &self,
        error: &io::Error,
        unwritten: Option<ErrorKind>,
        is_fresh: bool,
    ) -> TransferFault {
        self.place(self.answer.broken(error, unwritten, is_fresh))
    }

    pub(in crate::transport::over_http) fn late(&self) -> TransferFault {
        self.place(self.answer.late())
    }

    pub(in crate::transport::over_http) fn sink(&self, error: io::Error) -> TransferFault {
        TransferFault::Sink(error, self.answer.progress().0)
    }

    /// Whether the connection can carry another request after this answer, to a request that was sent to its end.
    pub(in crate::transport::over_http) fn may_stay_open(&self) -> bool {
        self.answer.may_stay_open() && !self.is_cut_short
    }

    /// The answer, once all of it is written to the sink.
    pub(in crate::transport::over_http) fn finish(self, sent: u64) -> Result<Transferred, TransferFault> {
        let (received, is_success) = (self.answer.progress().0, self.is_success());
        if let Some(check) = self.check.filter(|_| is_success) {
            let digest = |(expected, actual)| TransferFault::Digest(expected, actual, received);
            check.finish().map_err(digest)?;
        }
        let (head, _) = self.answer.into_response()?.into_parts();
        let received = if is_success { received } else { 0 };
        Ok(Transferred { status: head.status, headers: head.headers, received, sent, refusal: self.refusal.into() })
    }

    fn is_success(&self) -> bool {
        self.answer.head().is_some_and(|head| head.status.is_success())
    }

    /// A fault, with how far the body had come.
    fn place(&self, fault: Fault) -> TransferFault {
        let (received, stated) = self.answer.progress();
        // What is too long says how long it may be.
        if self.has_head() && !matches!(fault, Fault::TooLong(_)) {
            TransferFault::InBody(fault, received, stated)
        } else {
            fault.into()
        }
    }
}
