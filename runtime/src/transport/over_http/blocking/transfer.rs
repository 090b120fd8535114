//! Files sent from a source and received into a sink by the blocking transport, a piece at a time.

use std::io::{self, ErrorKind, Read, Write};
use std::time::{Duration, Instant};

use bytes::Bytes;

use super::super::fault::Fault;
use super::super::http1;
use super::super::origin::Origin;
use super::super::timeouts::Timeouts;
use super::super::tls;
use super::super::transfer::{self, Feed, PIECE, Receipt, RequestBody, TransferFault, TransferOptions, Transferred};
use super::{Blocking, Connection};
use crate::transport::TransportError;

/// How long a write waits before it is seen whether the host has answered meanwhile.
const GLANCE: Duration = Duration::from_millis(50);

impl Blocking {
    /// Downloads a file into a sink: a `GET` without credentials. Memory does not grow with the file, whose pieces have 64 KiB.
    ///
    /// The sink is given the body of a success (2xx) alone, and is flushed. **Any other answer is returned too**, a redirect
    /// among them, which is not followed: its status and headers are the caller's to look at, and of its body at most 64 KiB
    /// are in [`Transferred::refusal`].
    ///
    /// A bill, whose SHA-256 the platform states, into a file that has its name only once it is complete:
    ///
    /// ```no_run
    /// use std::fs::{File, rename};
    ///
    /// use signwright_runtime::transport::{Blocking, Digest, TransferOptions};
    ///
    /// # fn download(address: &str, stated: &str) -> Result<(), Box<dyn std::error::Error>> {
    /// let options = TransferOptions::new().with_digest(Digest::sha256(stated)?).with_limit(1 << 30);
    /// let mut file = File::create("账单.csv.part")?;
    /// let answer = Blocking::new().download(address, &mut file, &options)?;
    /// if !answer.is_success() {
    ///     return Err(format!("the bill's host answered {}", answer.status).into());
    /// }
    /// file.sync_all()?;
    /// rename("账单.csv.part", "账单.csv")?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`Self::transfer`] tells.
    pub fn download(
        &self,
        address: &str,
        sink: impl Write,
        options: &TransferOptions,
    ) -> Result<Transferred, TransportError> {
        self.transfer(&transfer::request(http::Method::GET, address)?, RequestBody::none(), sink, options)
    }

    /// Uploads a file of so many bytes: a `PUT` without credentials and without a content type. The answer is given as it is,
    /// whatever its status: at most 1 MiB of it, and 64 KiB where it is no success.
    ///
    /// # Errors
    /// As [`Self::transfer`] tells.
    pub fn upload(
        &self,
        address: &str,
        source: impl Read,
        length: u64,
        options: &TransferOptions,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let (mut body, options) = (Vec::new(), options.clone().with_limit(transfer::MAX_ANSWER));
        let request = transfer::request(http::Method::PUT, address)?;
        let answer = self.transfer(&request, RequestBody::sized(source, length), &mut body, &options)?;
        Ok(answer.into_response(body))
    }

    /// Sends a request whose body comes from a source, and writes the body of its answer to a sink. Nothing is added to the
    /// request but `Host`, `User-Agent`, `Accept`, `Accept-Encoding: identity` and the body's framing: an `Authorization`
    /// is the caller's to set, in a header or as the login of the address. A body that is compressed is written as it is. A
    /// client certificate of the transport's settings is shown to any host that demands one.
    ///
    /// An answer that comes before the end of the request's body ends it, and is returned. Time that the source or the sink takes
    /// counts for [`TransferOptions::with_time`] alone, and is not interrupted.
    ///
    /// # Errors
    /// Beside those of any exchange, which tell how many bytes of the body had come:
    /// - The source fails, is shorter or longer than was stated, or has not the digest that was expected: not sent. The last piece
    ///   of a body goes out only when all this is certain.
    /// - The sink fails, the answer is longer than the limit, it is cut off, or it has not the digest that was expected: unknown, and
    ///   **what is in the sink is to be discarded**. A body that states no length and comes over `http` ends where the
    ///   connection does: only a digest tells whether it was cut.
    /// - The scheme is `http`, the host another one than this machine, and the options do not allow it: not sent.
    pub fn transfer<R: Read>(
        &self,
        request: &http::Request<()>,
        body: RequestBody<R>,
        sink: impl Write,
        options: &TransferOptions,
    ) -> Result<Transferred, TransportError> {
        Ok(self.carry(request, body, sink, options)?)
    }

    fn carry<R: Read>(
        &self,
        request: &http::Request<()>,
        body: RequestBody<R>,
        mut sink: impl Write,
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
            read_piece(source, feed)?;
        }
        let (connected, _) = timeouts.deadlines(Some(deadline.saturating_duration_since(Instant::now())));
        let (connection, is_fresh) = self.connect(&origin, proxy, connected)?;
        let mut course = Course {
            connection,
            receipt: Receipt::new(request.method(), options),
            buffer: vec![0; PIECE],
            timeouts,
            deadline,
            is_fresh,
        };
        let head = http1::encode_head(request, length, &origin, proxy.filter(|_| !origin.is_tls));
        let (is_sent, unwritten) = match course.send_all(&head, body.as_mut())? {
            Sending::Done => (true, None),
            Sending::Answered => (false, None),
            Sending::Broken(error) => (false, Some(error)),
        };
        course.receive(&mut sink, unwritten)?;
        if is_sent && course.receipt.may_stay_open() {
            self.pool.put(origin, course.connection);
        }
        course.receipt.finish(body.map_or(0, |(_, feed)| feed.sent_count()))
    }
}

/// Reads a source until there is a piece to send.
fn read_piece(source: &mut impl Read, feed: &mut Feed) -> Result<(), TransferFault> {
    loop {
        match source.read(feed.room()) {
            Ok(count) if feed.take(count)? => return Ok(()),
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(TransferFault::Source(error)),
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
    fn send_all<R: Read>(&mut self, head: &[u8], body: Option<&mut (R, Feed)>) -> Result<Sending, TransferFault> {
        let begun = self.send(head, 0)?;
        let (Sending::Done, Some((source, feed))) = (&begun, body) else { return Ok(begun) };
        loop {
            match self.send(feed.piece(), feed.sent_count())? {
                Sending::Done => feed.sent(),
                ended => return Ok(ended),
            }
            if feed.has_ended() {
                return Ok(Sending::Done);
            }
            // Who has answered does not wait for more, and may have closed the connection.
            if self.hear()? {
                return Ok(Sending::Answered);
            }
            read_piece(source, feed)?;
            // It may have answered while the source was read.
            if self.hear()? {
                return Ok(Sending::Answered);
            }
        }
    }

    /// Sends a piece, before which so many bytes of the body were sent.
    fn send(&mut self, mut piece: &[u8], before: u64) -> Result<Sending, TransferFault> {
        let mut writing = self.timeouts.writing(self.deadline);
        loop {
            let taken = self.connection.timed().sent;
            self.connection.until(writing.next.min(Instant::now() + GLANCE));
            let step =
                if piece.is_empty() { self.connection.flush().map(|()| 0) } else { self.connection.write(piece) };
            match step {
                Ok(0) if piece.is_empty() => return Ok(Sending::Done),
                Ok(0) => return Ok(Sending::Broken(ErrorKind::WriteZero.into())),
                Ok(count) => piece = piece.get(count..).unwrap_or_default(),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::TimedOut => {
                    if self.hear()? {
                        return Ok(Sending::Answered);
                    }
                    if self.connection.timed().sent == taken && Instant::now() >= writing.next {
                        return Err(TransferFault::Stuck(before));
                    }
                }
                Err(error) => return Ok(Sending::Broken(error)),
            }
            if self.connection.timed().sent > taken {
                writing.piece();
            }
            // A host that takes every piece at once never lets a write wait.
            if Instant::now() >= self.deadline {
                return Err(TransferFault::Stuck(before));
            }
        }
    }

    /// Takes what the host has said already; true if that is an answer, of which more may come.
    fn hear(&mut self) -> Result<bool, TransferFault> {
        self.connection.until(Instant::now() + Duration::from_secs(1));
        let asked = self.connection.timed().socket.set_nonblocking(true);
        let read = asked.and_then(|()| self.connection.read_alone(&mut self.buffer));
        let restored = self.connection.timed().socket.set_nonblocking(false);
        match read.and_then(|count| restored.map(|()| count)) {
            Ok(0) => self.receipt.end().map(|()| true),
            Ok(count) => {
                self.receipt.take(self.buffer.get(..count).unwrap_or_default())?;
                Ok(self.receipt.has_head())
            }
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => Ok(false),
            Err(error) => Err(self.broken(&error)),
        }
    }

    /// Reads the answer into the sink. `unwritten` is why the request was not sent to its end.
    fn receive(&mut self, sink: &mut impl Write, unwritten: Option<io::Error>) -> Result<(), TransferFault> {
        let mut reading = self.timeouts.reading(self.deadline);
        // What came while the request was sent may be all of it.
        let mut is_complete = self.receipt.take(&[])?;
        loop {
            let written = sink.write_all(self.receipt.piece());
            let written = if is_complete { written.and_then(|()| sink.flush()) } else { written };
            written.map_err(|error| self.receipt.sink(error))?;
            self.receipt.written();
            if is_complete {
                return Ok(());
            }
            // The time that the sink takes is not the host's.
            if self.receipt.has_begun() {
                reading.piece();
            }
            self.connection.until(reading.next);
            is_complete = match self.connection.read_alone(&mut self.buffer) {
                Ok(0) => self.receipt.end().map(|()| true)?,
                Ok(count) => self.receipt.take(self.buffer.get(..count).unwrap_or_default())?,
                Err(error) if error.kind() == ErrorKind::Interrupted => false,
                Err(error) if error.kind() == ErrorKind::TimedOut => return Err(self.receipt.late()),
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

impl Connection {
    /// Reads without writing anything that is left over from before, which a host that takes no more would hold up.
    fn read_alone(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let stream = match self {
            Self::Plain(timed) => return timed.read(buffer),
            Self::Tls(stream) => stream,
        };
        loop {
            match stream.conn.reader().read(buffer) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                read => return read,
            }
            stream.conn.read_tls(&mut stream.sock)?;
            let read = stream.conn.process_new_packets();
            read.map_err(|error| io::Error::new(ErrorKind::InvalidData, error))?;
        }
    }
}
