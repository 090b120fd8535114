//! Files sent from a source and received into a sink by the async transport, a piece at a time.

use std::future::poll_fn;
use std::io::{self, ErrorKind};
use std::pin::Pin;
use std::task::Poll;
use std::time::Instant;

use bytes::Bytes;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf};
use tokio::time::timeout_at;

use super::super::fault::Fault;
use super::super::http1;
use super::super::origin::Origin;
use super::super::timeouts::Timeouts;
use super::super::tls;
use super::super::transfer::{self, Feed, PIECE, Receipt, RequestBody, TransferFault, TransferOptions, Transferred};
use super::{Async, Connection};
use crate::transport::TransportError;

impl Async {
    /// Downloads a file into a sink: a `GET` without credentials. Memory does not grow with the file, whose pieces have 64 KiB.
    ///
    /// The sink is given the body of a success (2xx) alone, and is flushed. **Any other answer is returned too**, a redirect
    /// among them, which is not followed: its status and headers are the caller's to look at, and of its body at most 64 KiB
    /// are in [`Transferred::refusal`].
    ///
    /// A bill, whose SHA-256 the platform states, into a file:
    ///
    /// ```no_run
    /// use signwright_runtime::transport::{Async, Digest, TransferOptions};
    /// use tokio::io::AsyncWrite;
    ///
    /// # async fn download(
    /// #     transport: &Async, address: &str, stated: &str, file: impl AsyncWrite + Unpin,
    /// # ) -> Result<(), Box<dyn std::error::Error>> {
    /// let options = TransferOptions::new().with_digest(Digest::sha256(stated)?);
    /// let answer = transport.download(address, file, &options).await?;
    /// if !answer.is_success() {
    ///     return Err(format!("the bill's host answered {}", answer.status).into());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`Self::transfer`] tells.
    pub async fn download(
        &self,
        address: &str,
        sink: impl AsyncWrite + Unpin,
        options: &TransferOptions,
    ) -> Result<Transferred, TransportError> {
        let request = transfer::request(http::Method::GET, address)?;
        self.transfer(&request, RequestBody::none(), sink, options).await
    }

    /// Uploads a file of so many bytes: a `PUT` without credentials and without a content type. The answer is given as it is,
    /// whatever its status: at most 1 MiB of it, and 64 KiB where it is no success.
    ///
    /// # Errors
    /// As [`Self::transfer`] tells.
    pub async fn upload(
        &self,
        address: &str,
        source: impl AsyncRead + Unpin,
        length: u64,
        options: &TransferOptions,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let (mut body, options) = (Vec::new(), options.clone().with_limit(transfer::MAX_ANSWER));
        let request = transfer::request(http::Method::PUT, address)?;
        let answer = self.transfer(&request, RequestBody::sized(source, length), &mut body, &options).await?;
        Ok(answer.into_response(body))
    }

    /// Sends a request whose body comes from a source, and writes the body of its answer to a sink. Nothing is added to the
    /// request but `Host`, `User-Agent`, `Accept`, `Accept-Encoding: identity` and the body's framing: an `Authorization`
    /// is the caller's to set, in a header or as the login of the address. A body that is compressed is written as it is. A
    /// client certificate of the transport's settings is shown to any host that demands one.
    ///
    /// An answer that comes before the end of the request's body ends it, and is returned. Time that the source or the sink
    /// takes counts for [`TransferOptions::with_time`] alone.
    ///
    /// # Errors
    /// Beside those of any exchange, which tell how many bytes of the body had come:
    /// - The source fails, is late, is shorter or longer than was stated, or has not the digest that was expected: not sent. The
    ///   last piece of a body goes out only when all this is certain.
    /// - The sink fails or is late, the answer is longer than the limit, it is cut off, or it has not the digest that was expected:
    ///   unknown, and **what is in the sink is to be discarded**. A body that states no length and comes over `http` ends
    ///   where the connection does: only a digest tells whether it was cut.
    /// - The scheme is `http`, the host another one than this machine, and the options do not allow it: not sent.
    pub async fn transfer<R: AsyncRead + Unpin>(
        &self,
        request: &http::Request<()>,
        body: RequestBody<R>,
        sink: impl AsyncWrite + Unpin,
        options: &TransferOptions,
    ) -> Result<Transferred, TransportError> {
        Ok(self.carry(request, body, sink, options).await?)
    }

    async fn carry<R: AsyncRead + Unpin>(
        &self,
        request: &http::Request<()>,
        body: RequestBody<R>,
        mut sink: impl AsyncWrite + Unpin,
        options: &TransferOptions,
    ) -> Result<Transferred, TransferFault> {
        let timeouts = options.timeouts(self.settings.timeouts);
        let (_, deadline) = timeouts.deadlines(None);
        let origin = Origin::of(request.uri())?;
        let proxy = self.settings.proxies.towards(&origin);
        options.allow(&origin, proxy)?;
        let (length, mut body) = body.into_parts();
        // A source that fails at once needs no connection.
        if let Some((source, feed)) = &mut body {
            read_piece(source, feed, deadline).await?;
        }
        let (connected, _) = timeouts.deadlines(Some(deadline.saturating_duration_since(Instant::now())));
        let (connection, is_fresh) = self.connect(&origin, proxy, connected).await?;
        let mut course = Course {
            connection,
            receipt: Receipt::new(request.method(), options),
            buffer: vec![0; PIECE],
            timeouts,
            deadline,
            is_fresh,
        };
        let head = http1::encode_head(request, length, &origin, proxy.filter(|_| !origin.is_tls));
        let (is_sent, unwritten) = match course.send_all(&head, body.as_mut()).await? {
            Sending::Done => (true, None),
            Sending::Answered => (false, None),
            Sending::Broken(error) => (false, Some(error)),
        };
        course.receive(&mut sink, unwritten).await?;
        if is_sent && course.receipt.may_stay_open() {
            self.pool.put(origin, course.connection);
        }
        course.receipt.finish(body.map_or(0, |(_, feed)| feed.sent_count()))
    }
}

/// Reads a source until there is a piece to send.
async fn read_piece(
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

/// How the sending of a request ended.
enum Sending {
    Done,
    /// An answer came before.
    Answered,
    /// The connection takes no more; it may hold an answer.
    Broken(io::Error),
}

/// What happened on the connection.
enum Step {
    Read(io::Result<usize>),
    Wrote(io::Result<usize>),
}

/// One request on its connection.
struct Course {
    connection: Connection,
    receipt: Receipt,
    buffer: Vec<u8>,
    timeouts: Timeouts,
    deadline: Instant,
    is_fresh: bool,
}

impl Course {
    /// Sends the head and all pieces, of which the first is read already.
    async fn send_all<R: AsyncRead + Unpin>(
        &mut self,
        head: &[u8],
        body: Option<&mut (R, Feed)>,
    ) -> Result<Sending, TransferFault> {
        let begun = self.send(head, 0).await?;
        let (Sending::Done, Some((source, feed))) = (&begun, body) else { return Ok(begun) };
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
    async fn send(&mut self, mut piece: &[u8], before: u64) -> Result<Sending, TransferFault> {
        let mut writing = self.timeouts.writing(self.deadline);
        // A host that never pauses gives the timer no turn.
        while Instant::now() < self.deadline {
            let step = timeout_at(writing.next.into(), self.step(piece)).await;
            match step.map_err(|_| TransferFault::Stuck(before))? {
                Step::Wrote(Ok(0)) if piece.is_empty() => return Ok(Sending::Done),
                Step::Wrote(Ok(0)) => return Ok(Sending::Broken(ErrorKind::WriteZero.into())),
                Step::Wrote(Ok(count)) => {
                    writing.piece();
                    piece = piece.get(count..).unwrap_or_default();
                }
                Step::Wrote(Err(error)) => return Ok(Sending::Broken(error)),
                Step::Read(Ok(0)) => return self.receipt.end().map(|()| Sending::Answered),
                Step::Read(Ok(count)) => {
                    self.receipt.take(self.buffer.get(..count).unwrap_or_default())?;
                    // Who has answered does not wait for more.
                    if self.receipt.has_head() {
                        return Ok(Sending::Answered);
                    }
                }
                Step::Read(Err(error)) => return Err(self.broken(&error)),
            }
        }
        Err(TransferFault::Stuck(before))
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
    async fn receive(
        &mut self,
        sink: &mut (impl AsyncWrite + Unpin),
        unwritten: Option<io::Error>,
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
                Err(error) if tls::refuses_client(&error) => return Err(self.broken(&error)),
                Err(error) => return Err(self.broken(unwritten.as_ref().unwrap_or(&error))),
            };
        }
    }

    fn broken(&self, error: &io::Error) -> TransferFault {
        if self.is_fresh && !self.receipt.has_begun() && tls::refuses_client(error) {
            return Fault::ClientRefused.into();
        }
        self.receipt.broken(error.kind())
    }
}
