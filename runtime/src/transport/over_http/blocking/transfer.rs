//! Files sent from a source and received into a sink by the blocking transport, a piece at a time.

use std::io::{Read, Write};

use bytes::Bytes;

use super::super::http1;
use super::super::origin::Origin;
use super::super::transfer::{self, PIECE, Receipt, RequestBody, Sending, TransferFault, TransferOptions, Transferred};
use super::Blocking;
use super::course::{Course, read_piece};
use crate::transport::TransportError;

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
        let deadline = timeouts.deadline(None);
        let origin = Origin::of(request.uri())?;
        let proxy = self.settings.proxies.towards(&origin);
        options.allow(&origin, proxy)?;
        let (length, mut body) = body.into_parts();
        // A source that fails at once needs no connection.
        if let Some((source, feed)) = &mut body {
            read_piece(source, feed, deadline)?;
        }
        let (connection, is_fresh) = self.connect(&origin, proxy, timeouts.connecting(deadline))?;
        let mut course = Course {
            connection,
            receipt: Receipt::new(request.method(), options),
            buffer: vec![0; PIECE],
            timeouts,
            deadline,
            is_fresh,
        };
        let head = http1::encode_head(request, length, &origin, proxy);
        let (is_sent, unwritten) = match course.send_all(&head, body.as_mut())? {
            Sending::Done => (true, None),
            Sending::Answered => (false, None),
            Sending::Broken(kind) => (false, Some(kind)),
        };
        course.receive(&mut sink, unwritten)?;
        if is_sent && course.receipt.may_stay_open() {
            self.pool.put(origin, course.connection);
        }
        course.receipt.finish(body.map_or(0, |(_, feed)| feed.sent_count()))
    }
}
