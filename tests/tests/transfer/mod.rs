//! A host of files on loopback, by `http` and `https` alike, and transfers over both transports.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::thread;

use bytes::Bytes;
use rustls::{ServerConnection, StreamOwned};
use signwright_runtime::transport::{
    Async, Blocking, RequestBody, Settings, TransferOptions, Transferred, TransportError,
};
use signwright_tests::runtime;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::secure::{self, Authority};

/// A connection, in the clear or not.
pub(crate) trait Wire: Read + Write {
    fn host(&self) -> &Shared;
}

#[derive(Default)]
pub(crate) struct Shared {
    heads: Mutex<Vec<String>>,
    complete: AtomicUsize,
}

struct On<S> {
    stream: S,
    shared: Arc<Shared>,
}

impl<S: Read> Read for On<S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream.read(buffer)
    }
}

impl<S: Write> Write for On<S> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

impl<S: Read + Write> Wire for On<S> {
    fn host(&self) -> &Shared {
        &self.shared
    }
}

/// A host that does the same to each connection, until the process ends.
pub(crate) struct Host {
    plain: SocketAddr,
    secure: SocketAddr,
    root: String,
    shared: Arc<Shared>,
}

impl Host {
    pub(crate) fn start(act: impl Fn(&mut dyn Wire) + Send + Sync + 'static) -> Self {
        let authority = Authority::new();
        let config = secure::config(&authority, None);
        let (act, shared) = (Arc::new(act), Arc::<Shared>::default());
        let (in_clear, plain_shared) = (Arc::clone(&act), Arc::clone(&shared));
        let plain = listen(move |stream| {
            let mut wire = On { stream, shared: Arc::clone(&plain_shared) };
            in_clear(&mut wire);
            secure::end(&mut wire.stream);
        });
        let secure_shared = Arc::clone(&shared);
        let secure = listen(move |stream| {
            let session = ServerConnection::new(Arc::clone(&config)).expect("a session");
            let mut wire = On { stream: StreamOwned::new(session, stream), shared: Arc::clone(&secure_shared) };
            act(&mut wire);
            wire.stream.conn.send_close_notify();
            let _ = wire.stream.flush();
            secure::end(&mut wire.stream.sock);
        });
        Self { plain, secure, root: authority.root, shared }
    }

    /// The addresses by `http` and by `https`.
    pub(crate) fn urls(&self, secret: &str) -> [String; 2] {
        [
            format!("http://{}/bill?sign={secret}", self.plain),
            format!("https://localhost:{}/bill?sign={secret}", self.secure.port()),
        ]
    }

    pub(crate) fn settings(&self) -> Settings {
        Settings::new().with_only_roots(&self.root).expect("an authority")
    }

    /// All heads so far, in lower case.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.shared.heads.lock().expect("no panic").clone()
    }

    /// How many requests came to their end.
    pub(crate) fn complete(&self) -> usize {
        self.shared.complete.load(Ordering::SeqCst)
    }
}

fn listen(serve: impl Fn(TcpStream) + Send + Sync + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let serve = Arc::new(serve);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let serve = Arc::clone(&serve);
            let _ = stream.set_nodelay(true);
            thread::spawn(move || serve(stream));
        }
    });
    address
}

/// Says no more and waits for the client to go.
pub(crate) fn hold(wire: &mut dyn Wire) {
    while wire.read(&mut [0; 4096]).is_ok_and(|count| count > 0) {}
}

/// A head in lower case; nothing behind it is read.
pub(crate) fn read_head(wire: &mut dyn Wire) -> String {
    let head = String::from_utf8(read_to(wire, b"\r\n\r\n")).expect("a text").to_lowercase();
    wire.host().heads.lock().expect("no panic").push(head.clone());
    head
}

fn read_to(wire: &mut dyn Wire, end: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(end) && wire.read(&mut byte).is_ok_and(|count| count == 1) {
        bytes.extend_from_slice(&byte);
    }
    bytes
}

/// A head and its body, as far as they come.
pub(crate) fn read_request(wire: &mut dyn Wire) -> (String, Vec<u8>) {
    let head = read_head(wire);
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    let mut body = Vec::new();
    let is_complete = if head.contains("transfer-encoding: chunked") {
        loop {
            let line = String::from_utf8(read_to(wire, b"\r\n")).expect("a text");
            let Ok(size) = u64::from_str_radix(line.trim_end(), 16) else { break false };
            let before = body.len() as u64;
            let read = Read::take(&mut *wire, size).read_to_end(&mut body);
            if read.is_err() || body.len() as u64 - before < size || read_to(wire, b"\r\n") != b"\r\n" {
                break false;
            }
            if size == 0 {
                break true;
            }
        }
    } else {
        let length = length.unwrap_or(0);
        Read::take(&mut *wire, length).read_to_end(&mut body).is_ok() && body.len() as u64 == length
    };
    wire.host().complete.fetch_add(usize::from(is_complete), Ordering::SeqCst);
    (head, body)
}

/// What tells whether bytes are the same and in the same order.
pub(crate) fn sum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |sum, byte| (sum * 31 + u64::from(*byte)) % 1_000_000_007)
}

type Downloaded = (Result<Transferred, TransportError>, Vec<u8>);

/// Over both transports: the answer, and what is in the sink.
pub(crate) fn download(settings: &Settings, url: &str, options: &TransferOptions) -> [Downloaded; 2] {
    let (mut blocking_sink, mut async_sink) = (Vec::new(), Vec::new());
    let blocking = Blocking::with(settings.clone()).download(url, &mut blocking_sink, options);
    let asynchronous = runtime().block_on(Async::with(settings.clone()).download(url, &mut async_sink, options));
    [(blocking, blocking_sink), (asynchronous, async_sink)]
}

/// A sink without room.
struct Full;

impl Write for Full {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::StorageFull.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl AsyncWrite for Full {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, _: &[u8]) -> Poll<io::Result<usize>> {
        Poll::Ready(Err(io::ErrorKind::StorageFull.into()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

pub(crate) fn download_to_full_disk(settings: &Settings, url: &str) -> [TransportError; 2] {
    let options = TransferOptions::new();
    let blocking = Blocking::with(settings.clone()).download(url, Full, &options);
    let asynchronous = runtime().block_on(Async::with(settings.clone()).download(url, Full, &options));
    [blocking, asynchronous].map(|answer| answer.expect_err("no room"))
}

/// A source of the standard library, as tokio has them.
struct Source<R>(R);

impl<R: Read> Read for Source<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl<R: Read + Unpin> AsyncRead for Source<R> {
    fn poll_read(mut self: Pin<&mut Self>, _: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let count = self.0.read(buffer.initialize_unfilled())?;
        buffer.advance(count);
        Poll::Ready(Ok(()))
    }
}

/// Over both transports, with a body of its own each time.
pub(crate) fn upload<R: Read + Unpin>(
    settings: &Settings,
    url: &str,
    body: impl Fn() -> RequestBody<R>,
) -> [Result<http::Response<Bytes>, TransportError>; 2] {
    let request = http::Request::put(url).body(()).expect("a request");
    let options = TransferOptions::new();
    let respond = |answer: Transferred, sink: Vec<u8>| {
        let body = if answer.is_success() { sink.into() } else { answer.refusal };
        http::Response::builder().status(answer.status).body(body).expect("a response")
    };
    let (mut blocking_sink, mut async_sink) = (Vec::new(), Vec::new());
    let blocking = Blocking::with(settings.clone());
    let blocking = blocking.transfer(&request, body().map_source(Source), &mut blocking_sink, &options);
    let asynchronous = Async::with(settings.clone());
    let asynchronous =
        runtime().block_on(asynchronous.transfer(&request, body().map_source(Source), &mut async_sink, &options));
    [blocking.map(|answer| respond(answer, blocking_sink)), asynchronous.map(|answer| respond(answer, async_sink))]
}

/// Over both transports, as it is usual.
pub(crate) fn put(
    settings: &Settings,
    url: &str,
    file: &[u8],
    options: &TransferOptions,
) -> [Result<http::Response<Bytes>, TransportError>; 2] {
    let length = file.len() as u64;
    let blocking = Blocking::with(settings.clone()).upload(url, file, length, options);
    [blocking, runtime().block_on(Async::with(settings.clone()).upload(url, file, length, options))]
}
