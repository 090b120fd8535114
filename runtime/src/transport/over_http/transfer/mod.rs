//! Files between a program and a host: what both transports share of sending a body from a source and receiving one into
//! a sink. It does no I/O, and keeps no more than a piece of either.

mod body;
mod digest;
mod fault;
mod options;
mod receipt;

use std::io::ErrorKind;

use super::fault::Fault;

pub use body::{NoSource, RequestBody};
pub use digest::{Digest, DigestError};
pub use options::TransferOptions;
pub use receipt::Transferred;

pub(super) use body::Feed;
pub(super) use fault::TransferFault;
pub(super) use receipt::Receipt;

/// The most bytes of the answer to an upload.
pub(super) const MAX_ANSWER: u64 = 1 << 20;
/// The bytes of a piece, in either direction.
pub(super) const PIECE: usize = 64 << 10;

/// How the sending of a request ended.
pub(super) enum Sending {
    Done,
    /// An answer came before.
    Answered,
    /// The connection takes no more; it may hold an answer.
    Broken(ErrorKind),
}

/// A request of an address. What is wrong with it is not told, for its words quote it.
pub(super) fn request(method: http::Method, address: &str) -> Result<http::Request<()>, Fault> {
    http::Request::builder().method(method).uri(address).body(()).map_err(|_| Fault::Address)
}
