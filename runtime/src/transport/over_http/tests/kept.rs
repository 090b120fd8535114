//! Connections that are kept for further requests: as many as the settings say, on both transports.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};
use std::thread;

use super::super::{Async, Blocking, Settings};
use super::request;
use crate::transport::{AsyncTransport as _, Transport as _};

/// Longer than the first read of an answer, and than one of those that follow.
const BODY: usize = 100_000;

/// A server that keeps its connections open, answers requests when so many have come, and counts its connections.
fn start(at_once: usize) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/api", listener.local_addr().unwrap());
    let opened = Arc::new(AtomicUsize::new(0));
    let (count, barrier) = (Arc::clone(&opened), Arc::new(Barrier::new(at_once)));
    thread::spawn(move || {
        for stream in listener.incoming() {
            count.fetch_add(1, Ordering::Relaxed);
            let barrier = Arc::clone(&barrier);
            thread::spawn(move || serve(&mut stream.unwrap(), &barrier));
        }
    });
    (url, opened)
}

fn serve(stream: &mut TcpStream, barrier: &Barrier) {
    let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {BODY}\r\n\r\n{}", "单".repeat(BODY / 3 + 1));
    let (mut request, mut chunk) = (Vec::new(), [0; 4096]);
    while let Ok(count @ 1..) = stream.read(&mut chunk) {
        request.extend_from_slice(&chunk[..count]);
        if request.ends_with("订单=1".as_bytes()) {
            request.clear();
            barrier.wait();
            // In two pieces, so that a head and its body come apart.
            let (head, body) = answer.as_bytes()[..].split_at(30);
            if stream.write_all(head).is_err()
                || stream.write_all(&body[..BODY + answer.find('单').unwrap() - 30]).is_err()
            {
                return;
            }
        }
    }
}

/// How many connections three rounds of so many requests at a time need.
fn opened(at_once: usize, settings: &Settings) -> [usize; 2] {
    let (url, blocking) = start(at_once);
    let transport = Blocking::with(settings.clone());
    for _ in 0..3 {
        thread::scope(|scope| {
            for _ in 0..at_once {
                scope.spawn(|| {
                    assert_eq!(transport.send(request(&url), (BODY * 2).into()).unwrap().body().len(), BODY);
                });
            }
        });
    }
    let (url, unblocking) = start(at_once);
    let transport = Async::with(settings.clone());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for _ in 0..3 {
        let sent = (0..at_once).map(|_| transport.send(request(&url), (BODY * 2).into()));
        for answer in runtime.block_on(futures_util::future::join_all(sent)) {
            assert_eq!(answer.unwrap().body().len(), BODY);
        }
    }
    [blocking.load(Ordering::Relaxed), unblocking.load(Ordering::Relaxed)]
}

#[test]
fn as_many_connections_are_kept_as_the_settings_say() {
    let usual = Settings::new();
    assert_eq!(opened(64, &usual), [64; 2], "all that were needed at a time");
    // Of four two are kept, so that each further round opens two.
    assert_eq!(opened(4, &usual.clone().with_idle_connections(2)), [8; 2]);
    assert_eq!(opened(4, &usual.with_idle_connections(0)), [12; 2], "none");
}
