//! HTTP/1.1 without I/O: the bytes of a request, and an answer read from whatever bytes have come so far. Both
//! transports send and read through it; heads and chunk sizes are parsed by `httparse`.

mod body;
mod head;
mod request;
#[cfg(test)]
mod tests;
mod tunnel;

use std::io::{self, ErrorKind};

use bytes::Bytes;
use http::Method;

use crate::transport::over_http::fault::Fault;
use crate::transport::over_http::tls;
use body::Framing;

pub(super) use request::{encode, encode_head};
pub(super) use tunnel::{Tunnel, connect};

/// The bytes of the first read of an answer: most answers fit, and to empty more room would take longer than to read them.
pub(super) const FIRST_READ: usize = 4 << 10;
/// The bytes of each read of a longer one, whose time is that of its system calls.
pub(super) const NEXT_READS: usize = 64 << 10;
/// The most bytes of a head, and of the trailers.
const MAX_HEAD: usize = 64 << 10;
/// The most interim answers (`1xx`) before the real one.
const MAX_INTERIM: u32 = 32;

pub(super) struct Answer {
    is_head: bool,
    limit: u64,
    /// How much of the body was taken away.
    drained: u64,
    /// The length of the body, where the head states it.
    stated: Option<u64>,
    interim: u32,
    head: Option<http::response::Parts>,
    framing: Framing,
    may_stay_open: bool,
    body: Vec<u8>,
    /// What has come and is not used yet.
    buffer: Vec<u8>,
    /// How much of the buffer holds no end of a head.
    scanned: usize,
}

impl Answer {
    /// The answer to a request of this method, with a body of at most `limit` bytes.
    pub(super) fn new(method: &Method, limit: u64) -> Self {
        Self {
            is_head: *method == Method::HEAD,
            limit,
            drained: 0,
            stated: None,
            interim: 0,
            head: None,
            framing: Framing::Length(0),
            may_stay_open: false,
            body: Vec::new(),
            buffer: Vec::new(),
            scanned: 0,
        }
    }

    /// Takes the next bytes; true once the answer is whole.
    pub(super) fn take(&mut self, bytes: &[u8]) -> Result<bool, Fault> {
        self.buffer.extend_from_slice(bytes);
        while self.head.is_none() {
            if !self.take_head()? {
                return Ok(false);
            }
        }
        let left = usize::try_from(self.limit - self.drained.min(self.limit)).unwrap_or(usize::MAX);
        let used = body::take(&mut self.framing, &self.buffer, &mut self.body, left).map_err(|fault| match fault {
            Fault::TooLong(_) => Fault::TooLong(self.limit),
            fault => fault,
        })?;
        self.buffer.drain(..used);
        let is_whole = matches!(self.framing, Framing::Length(0) | Framing::Done);
        // What comes after the answer belongs to nothing.
        self.may_stay_open &= !is_whole || self.buffer.is_empty();
        Ok(is_whole)
    }

    /// The server has closed the connection.
    pub(super) fn end(&mut self) -> Result<(), Fault> {
        self.may_stay_open = false;
        match self.framing {
            Framing::UntilClose if self.head.is_some() => Ok(()),
            _ => Err(self.cut_off(ErrorKind::UnexpectedEof)),
        }
    }

    /// The connection cannot be read; `unwritten` is why the request was not written to its end.
    pub(super) fn broken(&self, error: &io::Error, unwritten: Option<ErrorKind>, is_fresh: bool) -> Fault {
        if is_fresh && !self.has_begun() && tls::refuses_client(error) {
            return Fault::ClientRefused;
        }
        // Of a failed write and a failed read the write came first, and is the cause.
        self.cut_off(unwritten.unwrap_or(error.kind()))
    }

    fn cut_off(&self, kind: ErrorKind) -> Fault {
        if self.has_begun() { Fault::BrokenInAnswer(kind) } else { Fault::Broken(kind) }
    }

    pub(super) fn late(&self) -> Fault {
        if self.has_begun() { Fault::NoWholeAnswerInTime } else { Fault::NoAnswerInTime }
    }

    pub(super) fn has_begun(&self) -> bool {
        self.head.is_some() || !self.buffer.is_empty()
    }

    /// Whether the connection can carry another request after a whole answer.
    pub(super) fn may_stay_open(&self) -> bool {
        self.may_stay_open
    }

    /// The head, once it has come.
    pub(super) fn head(&self) -> Option<&http::response::Parts> {
        self.head.as_ref()
    }

    /// What has come of the body and was not taken away.
    pub(super) fn body(&self) -> &[u8] {
        &self.body
    }

    /// Takes away what has come of the body; its room is used again.
    pub(super) fn drain(&mut self) {
        self.drained += self.body.len() as u64;
        self.body.clear();
    }

    /// How many bytes of the body have come, and how many the head states.
    pub(super) fn progress(&self) -> (u64, Option<u64>) {
        (self.drained + self.body.len() as u64, self.stated)
    }

    /// The answer, once it is whole.
    pub(super) fn into_response(self) -> Result<http::Response<Bytes>, Fault> {
        let head = self.head.ok_or(Fault::NotHttp("there is no head"))?;
        Ok(http::Response::from_parts(head, self.body.into()))
    }

    /// Reads a head, if a whole one is there.
    fn take_head(&mut self) -> Result<bool, Fault> {
        let Some(head) = head::take(&mut self.buffer, &mut self.scanned)? else {
            return Ok(false);
        };
        let status = head.parts.status;
        if status.is_informational() {
            // No other protocol was asked for.
            if status == http::StatusCode::SWITCHING_PROTOCOLS {
                return Err(Fault::NotHttp("it switches to another protocol"));
            }
            self.interim += 1;
            if self.interim > MAX_INTERIM {
                return Err(Fault::NotHttp("it has too many interim answers"));
            }
            return Ok(true);
        }
        self.framing = if self.is_head || matches!(status.as_u16(), 204 | 304) { Framing::Done } else { head.framing };
        self.may_stay_open = head.may_stay_open && self.framing != Framing::UntilClose;
        if let Framing::Length(length) = self.framing {
            if length > self.limit {
                return Err(Fault::TooLong(self.limit));
            }
            self.stated = Some(length);
        }
        self.head = Some(head.parts);
        Ok(true)
    }
}
