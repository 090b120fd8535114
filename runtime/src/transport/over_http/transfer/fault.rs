//! What can go wrong in a transfer beside what can in any exchange: at the caller's own end, and with the file itself.

use std::io;

use super::super::fault::Fault;
use super::digest::Digest;
use crate::transport::TransportError;

pub(in crate::transport::over_http) enum TransferFault {
    /// As in any exchange, before a body came.
    Exchange(Fault),
    /// Behind the head of an answer, of whose body so many bytes came, and how many were stated.
    InBody(Fault, u64, Option<u64>),
    PlainHttp,
    /// The caller's source failed.
    Source(io::Error),
    /// It ended early: after so many bytes, of so many.
    Short(u64, u64),
    /// It has more than so many bytes.
    Long(u64),
    /// Its digest: expected, and actual.
    SourceDigest(Digest, Digest),
    /// The host took nothing for too long, after so many bytes of the body.
    Stuck(u64),
    /// The time was over at the caller's end.
    SourceLate,
    SinkLate,
    /// The caller's sink failed, after so many bytes of the answer's body had come.
    Sink(io::Error, u64),
    /// The digest of the answer's body: expected, and actual, and how many bytes it had.
    Digest(Digest, Digest, u64),
}

impl From<Fault> for TransferFault {
    fn from(fault: Fault) -> Self {
        Self::Exchange(fault)
    }
}

impl From<TransferFault> for TransportError {
    fn from(fault: TransferFault) -> Self {
        match fault {
            TransferFault::Exchange(fault) => fault.into(),
            TransferFault::InBody(fault, received, stated) => {
                let mut error = Self::from(fault);
                let stated = stated.map(|stated| format!(" of {stated}")).unwrap_or_default();
                error.message = format!("{}, after {received}{stated} bytes of its body", error.message);
                error
            }
            TransferFault::PlainHttp => Self::not_sent(
                "an address of a file is a secret, and `http` would show it on the way: use `https`, or allow it with \
                 `TransferOptions::with_plain_http`",
            ),
            // The body had not come to its end when the connection was closed, so no host takes it for sent.
            TransferFault::Source(error) => {
                Self::not_sent("the source of the body could not be read").with_source(error)
            }
            TransferFault::Short(read, length) => {
                Self::not_sent(format!("the source of the body ended after {read} of {length} bytes"))
            }
            TransferFault::Long(length) => {
                Self::not_sent(format!("the source of the body has more than the {length} bytes that were stated"))
            }
            TransferFault::SourceDigest(expected, actual) => {
                Self::not_sent(format!("the source of the body has the digest {actual}, and {expected} was expected"))
            }
            TransferFault::SourceLate => late(Self::not_sent("the source of the body was not read in time")),
            TransferFault::Stuck(sent) => {
                late(Self::unknown(format!("the host did not take the body in time, of which {sent} bytes were sent")))
            }
            TransferFault::SinkLate => late(Self::unknown("the answer's body was not written to the sink in time")),
            TransferFault::Sink(error, received) => {
                let message = format!("the sink of the answer failed, after {received} bytes of its body had come");
                Self::unknown(message).with_source(error)
            }
            TransferFault::Digest(expected, actual, received) => Self::unknown(format!(
                "the answer's body of {received} bytes has the digest {actual}, and {expected} was expected: discard it"
            )),
        }
    }
}

fn late(error: TransportError) -> TransportError {
    error.with_source(io::Error::from(io::ErrorKind::TimedOut))
}
