//! The body of a request that comes from a source: its framing, and that it is as long as it was said to be. The last piece
//! is held back until this is certain, so that no host takes a wrong body for sent.

use std::io;

use super::PIECE;
use super::digest::{Check, Digest};
use super::fault::TransferFault;

/// The body of a request, read from a source while it is sent.
#[derive(Debug)]
pub struct RequestBody<R> {
    source: Option<R>,
    length: Option<u64>,
    digest: Option<Digest>,
}

/// The source of a request without a body.
#[derive(Debug)]
pub enum NoSource {}

impl RequestBody<NoSource> {
    /// No body.
    #[must_use]
    pub fn none() -> Self {
        Self { source: None, length: Some(0), digest: None }
    }
}

impl<R> RequestBody<R> {
    /// Exactly so many bytes: a source that has fewer or more is an error, and nothing counts as sent.
    #[must_use]
    pub fn sized(source: R, length: u64) -> Self {
        Self { source: Some(source), length: Some(length), digest: None }
    }

    /// All bytes of a source whose length nobody knows. It is sent in chunks, which many hosts of files refuse.
    #[must_use]
    pub fn chunked(source: R) -> Self {
        Self { source: Some(source), length: None, digest: None }
    }

    /// Expects this digest of what the source gives. Where it has another, the last piece is not sent.
    #[must_use]
    pub fn with_digest(self, digest: Digest) -> Self {
        Self { digest: Some(digest), ..self }
    }

    /// The same body from a source that is made of this one, such as one that counts what is read.
    #[must_use]
    pub fn map_source<S>(self, wrap: impl FnOnce(R) -> S) -> RequestBody<S> {
        RequestBody { source: self.source.map(wrap), length: self.length, digest: self.digest }
    }

    /// The length for the request's head, and the source with the pieces to be.
    pub(in crate::transport::over_http) fn into_parts(self) -> (Option<u64>, Option<(R, Feed)>) {
        let (length, check) = (self.length, self.digest.map(Check::new));
        (length, self.source.map(|source| (source, Feed::new(length, check))))
    }
}

impl io::Read for NoSource {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        match *self {}
    }
}

#[cfg(feature = "async")]
impl tokio::io::AsyncRead for NoSource {
    fn poll_read(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
        _: &mut tokio::io::ReadBuf<'_>,
    ) -> std::task::Poll<io::Result<()>> {
        match *self {}
    }
}

/// The pieces of a body: a source is read into its room, and what it holds then is sent.
pub(in crate::transport::over_http) struct Feed {
    length: Option<u64>,
    check: Option<Check>,
    /// How many bytes the source has given.
    read: u64,
    /// How many of them were sent.
    sent: u64,
    room: Vec<u8>,
    piece: Vec<u8>,
    has_ended: bool,
}

impl Feed {
    fn new(length: Option<u64>, check: Option<Check>) -> Self {
        let room = length.map_or(PIECE, |length| usize::try_from(length).unwrap_or(PIECE).min(PIECE));
        // One byte more than there should be must fit in.
        Self { length, check, read: 0, sent: 0, room: vec![0; room.max(1)], piece: Vec::new(), has_ended: false }
    }

    /// Where the next bytes of the source go. Once all are there, it is asked for one more.
    pub(in crate::transport::over_http) fn room(&mut self) -> &mut [u8] {
        let left = self.length.map_or(u64::MAX, |length| length - self.read).max(1);
        let size = usize::try_from(left).unwrap_or(PIECE).min(self.room.len());
        self.room.get_mut(..size).unwrap_or_default()
    }

    /// The source gave so many bytes, none at its end; true once there is a piece to send.
    pub(in crate::transport::over_http) fn take(&mut self, count: usize) -> Result<bool, TransferFault> {
        // A source that says that it gave more than there is room for is wrong, and no reason to panic.
        let count = count.min(self.room().len());
        let bytes = self.room.get(..count).unwrap_or_default();
        match self.length {
            Some(length) if count > 0 && self.read == length => return Err(TransferFault::Long(length)),
            Some(length) if count == 0 && self.read < length => return Err(TransferFault::Short(self.read, length)),
            _ => {}
        }
        if let Some(check) = &mut self.check {
            check.update(bytes);
        }
        self.read += count as u64;
        if self.length.is_none() {
            self.piece.extend_from_slice(format!("{count:x}\r\n").as_bytes());
        }
        self.piece.extend_from_slice(bytes);
        if self.length.is_none() {
            self.piece.extend_from_slice(b"\r\n");
        }
        if count > 0 {
            // The last piece waits until the source has said that it is the last.
            return Ok(self.length != Some(self.read));
        }
        self.has_ended = true;
        let checked = self.check.take().map_or(Ok(()), Check::finish);
        checked.map_err(|(expected, actual)| TransferFault::SourceDigest(expected, actual))?;
        Ok(true)
    }

    pub(in crate::transport::over_http) fn piece(&self) -> &[u8] {
        &self.piece
    }

    /// The piece was sent.
    pub(in crate::transport::over_http) fn sent(&mut self) {
        self.piece.clear();
        self.sent = self.read;
    }

    /// Whether the piece is the last.
    pub(in crate::transport::over_http) fn has_ended(&self) -> bool {
        self.has_ended
    }

    /// How many bytes of the source were sent.
    pub(in crate::transport::over_http) fn sent_count(&self) -> u64 {
        self.sent
    }
}
