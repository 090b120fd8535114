//! The course of one transfer on its async connection: the request's pieces, the answer that may come before their end,
//! and the answer's pieces.

use std::future::poll_fn;
use std::io::{self, ErrorKind};
use std::pin::Pin;
use std::task::Poll;
use std::time::Instant;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf};
use tokio::time::timeout_at;

use super::super::timeouts::Timeouts;
use super::super::transfer::{Feed, Receipt, Sending, TransferFault};
use super::Connection;

/// Reads a source until there is a piece to send.
pub(super) async fn read_piece(
    source: &mut (impl AsyncRead + Unpin),
    feed: &mut Feed,
    deadline: Instant,
) -> Result<(), TransferFault> {
    loop {
        let read = timeout_at(deadline.into(), source.read(feed.room())).await;
        let count = read.map_err(|_| TransferFault::SourceLate)?.map_err(TransferFault::Source)?;
        if feed.take(count)? {
            return Ok(());
        }
    }
}

/// What happened on the connection.
enum Step {
    Read(io::Result<usize>),
    Wrote(io::Result<usize>),
}

/// One request on its connection.
pub(super) struct Course {
    pub(super) connection: Connection,
    pub(super) receipt: Receipt,
    pub(super) buffer: Vec<u8>,
    pub(super) timeouts: Timeouts,
    pub(super) deadline: Instant,
    pub(super) is_fresh: bool,
}

impl Course {
    /// Sends the head and all pieces, of which the first is read already.
    pub(super) async fn send_all<R: AsyncRead + Unpin>(
        &mut self,
        head: &[u8],
        body: Option<&mut (R, Feed)>,
    ) -> Result<Sending, TransferFault> {
        let head_sent = self.send(head, 0).await?;
        let (Sending::Done, Some((source, feed))) = (&head_sent, body) else { return Ok(head_sent) };
        loop {
            match self.send(feed.piece(), feed.sent_count()).await? {
                Sending::Done => feed.sent(),
                ended => return Ok(ended),
            }
            if feed.has_ended() {
                return Ok(Sending::Done);
            }
            read_piece(source, feed, self.deadline).await?;
        }
    }

    /// Sends a piece, before which so many bytes of the body were sent.
    async fn send(&mut self, mut piece: &[u8], body_sent: u64) -> Result<Sending, TransferFault> {
        let mut writing = self.timeouts.writing(self.deadline);
        // A host that never pauses gives the timer no turn.
        while Instant::now() < self.deadline {
            let step = timeout_at(writing.next.into(), self.step(piece)).await;
            match step.map_err(|_| TransferFault::Stuck(body_sent))? {
                Step::Wrote(Ok(0)) if piece.is_empty() => return Ok(Sending::Done),
                Step::Wrote(Ok(0)) => return Ok(Sending::Broken(ErrorKind::WriteZero)),
                Step::Wrote(Ok(count)) => {
                    writing.piece();
                    piece = piece.get(count..).unwrap_or_default();
                }
                Step::Wrote(Err(error)) => return Ok(Sending::Broken(error.kind())),
                Step::Read(Ok(0)) => return self.receipt.end().map(|()| Sending::Answered),
                Step::Read(Ok(count)) => {
                    self.receipt.take(self.buffer.get(..count).unwrap_or_default())?;
                    // Who has answered does not wait for more.
                    if self.receipt.has_head() {
                        return Ok(Sending::Answered);
                    }
                }
                Step::Read(Err(error)) => return Err(self.receipt.broken(&error, None, self.is_fresh)),
            }
        }
        Err(TransferFault::Stuck(body_sent))
    }

    /// Takes what the host says, or writes some of a piece; an empty one is what is left to be flushed.
    async fn step(&mut self, piece: &[u8]) -> Step {
        let Self { connection, buffer, .. } = self;
        poll_fn(|context| {
            let mut read = ReadBuf::new(buffer);
            if let Poll::Ready(result) = Pin::new(&mut *connection).poll_read(context, &mut read) {
                return Poll::Ready(Step::Read(result.map(|()| read.filled().len())));
            }
            let wrote = if piece.is_empty() {
                Pin::new(&mut *connection).poll_flush(context).map_ok(|()| 0)
            } else {
                Pin::new(&mut *connection).poll_write(context, piece)
            };
            wrote.map(Step::Wrote)
        })
        .await
    }

    /// Reads the answer into the sink. `unwritten` is why the request was not sent to its end.
    pub(super) async fn receive(
        &mut self,
        sink: &mut (impl AsyncWrite + Unpin),
        unwritten: Option<ErrorKind>,
    ) -> Result<(), TransferFault> {
        let mut reading = self.timeouts.reading(self.deadline);
        // What came while the request was sent may be all of it.
        let mut is_complete = self.receipt.take(&[])?;
        loop {
            let written = timeout_at(self.deadline.into(), async {
                sink.write_all(self.receipt.piece()).await?;
                if is_complete { sink.flush().await } else { Ok(()) }
            });
            let written = written.await.map_err(|_| TransferFault::SinkLate)?;
            written.map_err(|error| self.receipt.sink(error))?;
            self.receipt.written();
            if is_complete {
                return Ok(());
            }
            // The time that the sink takes is not the host's.
            if self.receipt.has_begun() {
                reading.piece();
            }
            if Instant::now() >= self.deadline {
                return Err(self.receipt.late());
            }
            let read = timeout_at(reading.next.into(), self.connection.read(&mut self.buffer)).await;
            is_complete = match read.map_err(|_| self.receipt.late())? {
                Ok(0) => self.receipt.end().map(|()| true)?,
                Ok(count) => self.receipt.take(self.buffer.get(..count).unwrap_or_default())?,
                Err(error) => return Err(self.receipt.broken(&error, unwritten, self.is_fresh)),
            };
        }
    }
}
