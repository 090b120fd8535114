//! The HTTP side: reads requests off a listener, hands them on, and writes the answers, all in the calling thread.
//! Connections are futures that borrow the platforms, so a model in an arena can be served as well as a static one.
//! It knows no platform; `mock_platform` does.

use std::cell::Cell;
use std::fmt;
use std::future::Future;
use std::io;
use std::net::TcpListener;
use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::{Either, select};
use futures_util::stream::{FuturesUnordered, StreamExt};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};

use crate::delivery::{Delivery, Pace, response};
use crate::exchange::{Answer, HttpRequest};
use crate::paced::Paced;

/// The longest body that is kept.
pub(crate) const BODY_LIMIT: usize = 16 * 1024 * 1024;
/// What is read and thrown away of a longer one, so that its sender sees the answer and not a broken connection.
const DRAIN_LIMIT: usize = 4 * BODY_LIMIT;
/// The most connections at a time; further ones wait in the listener's queue.
const CONNECTIONS: usize = 512;
/// What a body may be without a share of [`SHARED`].
const SMALL: usize = 64 * 1024;
/// What all larger bodies together may hold at a time; one that finds nothing left is refused, so that nobody waits.
const SHARED: usize = 64 * 1024 * 1024;
/// How long a connection may take to send its head, or stay silent between two requests.
const HEAD_TIME: Duration = Duration::from_secs(30);
/// How long a body may take.
const BODY_TIME: Duration = Duration::from_secs(30);
/// How long a connection may live: a client that never reads its answer would hold it for ever.
const CONNECTION_TIME: Duration = Duration::from_mins(10);
/// How long to wait after the listener failed, for instance for want of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// What the server hands requests to.
pub(crate) trait Answers {
    fn answer(&self, request: &HttpRequest) -> Delivery;
    fn unread(&self, request: &HttpRequest, why: Unread) -> Answer;
}

/// Why a request came without its body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unread {
    /// It is over the limit.
    TooLarge,
    /// It broke off, or took too long.
    Incomplete,
    /// Too much else is being read.
    Busy,
}

/// Serves until `stop` is done. Open connections are then dropped.
pub(crate) fn run(listener: TcpListener, answers: &dyn Answers, stop: impl Future<Output = ()>) -> io::Result<()> {
    // Tokio takes over a listener only if its calls never block.
    listener.set_nonblocking(true)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let accepting = pin!(accept(&listener, answers));
        let stop = pin!(stop);
        // Dropping `accepting` drops every connection with it, for they are futures of this thread.
        select(stop, accepting).await;
        Ok(())
    })
}

async fn accept(listener: &tokio::net::TcpListener, answers: &dyn Answers) {
    // One thread drives all connections, so a `Cell` counts what they share.
    let shared = Cell::new(SHARED);
    let mut connections = FuturesUnordered::new();
    loop {
        if connections.len() >= CONNECTIONS {
            connections.next().await;
            continue;
        }
        let next = pin!(listener.accept());
        // An empty set of futures is done at once, and would turn this into a loop that never sleeps.
        let stream = if connections.is_empty() {
            next.await
        } else {
            match select(next, connections.next()).await {
                Either::Left((stream, _)) => stream,
                Either::Right(_) => continue,
            }
        };
        match stream {
            Ok((stream, _)) => connections.push(connection(stream, answers, &shared)),
            Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
        }
    }
}

/// One connection, to its end. What goes wrong on it concerns nobody else; hyper itself answers unreadable HTTP with 400.
async fn connection(stream: tokio::net::TcpStream, answers: &dyn Answers, shared: &Cell<usize>) {
    // Small answers should leave at once; where the option cannot be set they only leave later.
    let _ = stream.set_nodelay(true);
    let is_reset = Cell::new(false);
    let service = service_fn(|request| exchange(request, answers, shared, &is_reset));
    let mut served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .keep_alive(true)
        // A client that has said all that it will still wants its answer.
        .half_close(true)
        .serve_connection(TokioIo::new(stream), service);
    // Hyper has answered whatever it could; how a connection ended interests no other.
    drop(tokio::time::timeout(CONNECTION_TIME, &mut served).await);
    if is_reset.get() {
        // Closed like this, the system resets it; otherwise it only ends.
        let _ = served.into_parts().io.into_inner().set_zero_linger();
    }
}

/// The connection is to break instead of an answer.
#[derive(Debug)]
struct Broken;

impl fmt::Display for Broken {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a fault was planned: the connection breaks")
    }
}

impl std::error::Error for Broken {}

async fn exchange(
    request: http::Request<Incoming>,
    answers: &dyn Answers,
    shared: &Cell<usize>,
    is_reset: &Cell<bool>,
) -> Result<http::Response<Paced>, Broken> {
    let (head, body) = request.into_parts();
    let mut request = HttpRequest::of_head(&head);
    let mut share = Share { of: shared, taken: 0 };
    let body = tokio::time::timeout(BODY_TIME, read(body, &mut share)).await;
    let delivery = match body.unwrap_or(Err(Unread::Incomplete)) {
        Ok(bytes) => {
            request.body = bytes;
            answers.answer(&request)
        }
        Err(why) => Delivery::whole(answers.unread(&request, why)),
    };
    let Delivery { answer, delay, pace } = delivery;
    if delay > Duration::ZERO {
        tokio::time::sleep(delay).await;
    }
    if pace == Pace::Reset {
        is_reset.set(true);
        return Err(Broken);
    }
    Ok(response(answer).map(|body| Paced::new(body, pace)))
}

/// What one body has of [`SHARED`], given back when it is dropped.
struct Share<'a> {
    of: &'a Cell<usize>,
    taken: usize,
}

impl Share<'_> {
    /// Takes what a body of this length needs; `false` where that is not left.
    fn cover(&mut self, length: usize) -> bool {
        let more = length.saturating_sub(SMALL).saturating_sub(self.taken);
        let Some(left) = self.of.get().checked_sub(more) else { return false };
        self.of.set(left);
        self.taken += more;
        true
    }
}

impl Drop for Share<'_> {
    fn drop(&mut self) {
        self.of.set(self.of.get() + self.taken);
    }
}

async fn read(mut body: Incoming, share: &mut Share<'_>) -> Result<Bytes, Unread> {
    let mut is_busy = false;
    let mut bytes = Vec::new();
    let mut total = 0_usize;
    // A body that is over its limit is still read to its end, or the sender would see a reset instead of the answer.
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Unread::Incomplete)?;
        let Some(chunk) = frame.data_ref() else { continue };
        total = total.saturating_add(chunk.len());
        if total > DRAIN_LIMIT {
            break;
        }
        is_busy |= total <= BODY_LIMIT && !share.cover(total);
        if total > BODY_LIMIT || is_busy {
            // The bytes so far are given up at once: they are what the limit protects.
            bytes = Vec::new();
        } else {
            bytes.extend_from_slice(chunk);
        }
    }
    match (total > BODY_LIMIT, is_busy) {
        (true, _) => Err(Unread::TooLarge),
        (false, true) => Err(Unread::Busy),
        (false, false) => Ok(Bytes::from(bytes)),
    }
}
