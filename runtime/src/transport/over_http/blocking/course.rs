//! The course of one transfer on its blocking connection: the request's pieces, the answer that may come before their end,
//! and the answer's pieces.

use std::io::{self, ErrorKind, Read, Write};
use std::time::{Duration, Instant};

use super::super::timeouts::Timeouts;
use super::super::transfer::{Feed, Receipt, Sending, TransferFault};
use super::Connection;

/// How long a write waits before it is seen whether the host has answered meanwhile.
const GLANCE: Duration = Duration::from_millis(50);

/// Reads a source until there is a piece to send. What it takes longer than the deadline is seen afterwards.
pub(super) fn read_piece(source: &mut impl Read, feed: &mut Feed, deadline: Instant) -> Result<(), TransferFault> {
    loop {
        let is_ready = match source.read(feed.room()) {
            Ok(count) => feed.take(count)?,
            Err(error) if error.kind() == ErrorKind::Interrupted => false,
            Err(error) => return Err(TransferFault::Source(error)),
        };
        if Instant::now() >= deadline {
            return Err(TransferFault::SourceLate);
        }
        if is_ready {
            return Ok(());
        }
    }
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
    pub(super) fn send_all<R: Read>(
        &mut self,
        head: &[u8],
        body: Option<&mut (R, Feed)>,
    ) -> Result<Sending, TransferFault> {
        let head_sent = self.send(head, 0)?;
        let (Sending::Done, Some((source, feed))) = (&head_sent, body) else { return Ok(head_sent) };
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
            read_piece(source, feed, self.deadline)?;
            // It may have answered while the source was read.
            if self.hear()? {
                return Ok(Sending::Answered);
            }
        }
    }

    /// Sends a piece, before which so many bytes of the body were sent.
    fn send(&mut self, mut piece: &[u8], body_sent: u64) -> Result<Sending, TransferFault> {
        let mut writing = self.timeouts.writing(self.deadline);
        loop {
            let sent_before = self.connection.timed().sent;
            self.connection.until(writing.next.min(Instant::now() + GLANCE));
            let step =
                if piece.is_empty() { self.connection.flush().map(|()| 0) } else { self.connection.write(piece) };
            match step {
                Ok(0) if piece.is_empty() => return Ok(Sending::Done),
                Ok(0) => return Ok(Sending::Broken(ErrorKind::WriteZero)),
                Ok(count) => piece = piece.get(count..).unwrap_or_default(),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::TimedOut => {
                    if self.hear()? {
                        return Ok(Sending::Answered);
                    }
                    if self.connection.timed().sent == sent_before && Instant::now() >= writing.next {
                        return Err(TransferFault::Stuck(body_sent));
                    }
                }
                Err(error) => return Ok(Sending::Broken(error.kind())),
            }
            if self.connection.timed().sent > sent_before {
                writing.piece();
            }
            // A host that takes every piece at once never lets a write wait.
            if Instant::now() >= self.deadline {
                return Err(TransferFault::Stuck(body_sent));
            }
        }
    }

    /// Takes what the host has said already; true if that is an answer, of which more may come.
    fn hear(&mut self) -> Result<bool, TransferFault> {
        self.connection.timed().waits = false;
        let read = self.connection.read_alone(&mut self.buffer);
        self.connection.timed().waits = true;
        match read {
            Ok(0) => self.receipt.end().map(|()| true),
            Ok(count) => {
                self.receipt.take(self.buffer.get(..count).unwrap_or_default())?;
                Ok(self.receipt.has_head())
            }
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => Ok(false),
            Err(error) => Err(self.receipt.broken(&error, None, self.is_fresh)),
        }
    }

    /// Reads the answer into the sink. `unwritten` is why the request was not sent to its end.
    pub(super) fn receive(&mut self, sink: &mut impl Write, unwritten: Option<ErrorKind>) -> Result<(), TransferFault> {
        let mut reading = self.timeouts.reading(self.deadline);
        // What came while the request was sent may be all of it.
        let mut is_complete = self.receipt.take(&[])?;
        loop {
            let is_in_time = Instant::now() < self.deadline;
            let written = sink.write_all(self.receipt.piece());
            let written = if is_complete { written.and_then(|()| sink.flush()) } else { written };
            written.map_err(|error| self.receipt.sink(error))?;
            self.receipt.written();
            if is_complete {
                return Ok(());
            }
            if is_in_time && Instant::now() >= self.deadline {
                return Err(TransferFault::SinkLate);
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
                Err(error) => return Err(self.receipt.broken(&error, unwritten, self.is_fresh)),
            };
        }
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
            let processed = stream.conn.process_new_packets();
            processed.map_err(|error| io::Error::new(ErrorKind::InvalidData, error))?;
        }
    }
}
