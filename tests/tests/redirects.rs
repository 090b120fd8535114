//! Redirects of every kind to every kind of place, met by a whole client on both transports: nobody but the server that was
//! asked hears anything, and the call is no success.

mod secure;

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;

use secure::{Authority, Server};
use signwright_client::wangdian_enterprise::vip_trade_modify::{VipTradeModify, VipTradeModifyRequired};
use signwright_client::wangdian_enterprise::{Credentials, PLATFORM};
use signwright_runtime::transport::{Async, Blocking, Settings};
use signwright_runtime::{Client, Error};

const STATUSES: [&str; 5] =
    ["301 Moved Permanently", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"];
/// What an answer to be redirected with may hold: nothing, a page, or what looks like an answer.
const BODIES: [&str; 4] = [
    "",
    "<html><meta http-equiv=refresh content=0></html>",
    "{\"message\":\"已搬家\"}",
    "{\"code\":0,\"message\":\"\"}",
];

/// Listeners that nobody should ever connect to.
struct Traps([TcpListener; 3]);

impl Traps {
    fn start() -> Self {
        // A machine without IPv6 has one trap more of the other kind.
        let ipv6 = TcpListener::bind("[::1]:0").or_else(|_| TcpListener::bind("127.0.0.1:0"));
        let traps = [TcpListener::bind("127.0.0.1:0"), TcpListener::bind("127.0.0.2:0"), ipv6];
        Self(traps.map(|trap| {
            let trap = trap.expect("a port");
            trap.set_nonblocking(true).expect("a socket");
            trap
        }))
    }

    /// The connections that wait to be accepted. On loopback a connection waits there before the one who made it goes on.
    fn caught(&self) -> usize {
        self.0.iter().map(|trap| std::iter::from_fn(|| trap.accept().ok()).count()).sum()
    }

    /// The headers of redirects to these traps, from a server of this port.
    fn targets(&self, server_port: u16) -> Vec<String> {
        let [same_host, other_host, ipv6] = [0, 1, 2].map(|index| self.0[index].local_addr().expect("an address"));
        let port_number = same_host.port();
        let locations = [
            // The server itself, which must hear of it no more than others.
            "/openapi2/elsewhere".to_owned(),
            format!("http://127.0.0.1:{server_port}/elsewhere"),
            format!("https://localhost:{server_port}/elsewhere"),
            // Another port, another host, up to TLS and down from it.
            format!("http://{same_host}/"),
            format!("http://{other_host}/"),
            format!("https://{same_host}/"),
            format!("https://{other_host}/"),
            // Without a scheme, and with what only looks like the same host.
            format!("//{same_host}/evil"),
            format!("\\\\{same_host}\\evil"),
            format!("http://a@{same_host}/"),
            format!("http://127.0.0.1:{server_port}@{same_host}/"),
            // This machine by its other names.
            format!("http://localhost:{port_number}/"),
            format!("http://{ipv6}/"),
            format!("http://2130706433:{port_number}/"),
            format!("http://[::ffff:127.0.0.1]:{port_number}/"),
            format!("http://１２７.０.０.１:{port_number}/"),
            // No address of HTTP.
            "file:///etc/passwd".to_owned(),
            "data:text/plain,订单".to_owned(),
            "http://订单.测试/".to_owned(),
            String::new(),
            ":".to_owned(),
            format!("/a\r\nLocation: http://{same_host}/\r\nSet-Cookie: 订=单"),
            format!(
                "/a\r\nRefresh: 0; url=http://{same_host}/\r\nContent-Location: http://{same_host}/\r\n\
                 Alt-Svc: h2=\"{same_host}\""
            ),
        ];
        locations.into_iter().map(|location| format!("Location: {location}\r\n")).collect()
    }
}

/// What the server answers next.
type Next = Arc<Mutex<String>>;

/// A server in the clear, and the number of connections to it.
fn plain(next: &Next) -> (u16, Arc<Mutex<usize>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let (next, count) = (Arc::clone(next), Arc::default());
    let counted: Arc<Mutex<usize>> = Arc::clone(&count);
    thread::spawn(move || {
        for mut client in listener.incoming().flatten() {
            *counted.lock().expect("no panic") += 1;
            let answer = next.lock().expect("no panic").clone();
            let mut buffer = [0; 16 << 10];
            let _ = client.read(&mut buffer).and_then(|_| client.write_all(answer.as_bytes()));
        }
    });
    (port, count)
}

/// A client over each transport.
struct Clients {
    blocking: Client<Blocking>,
    asynchronous: Client<Async>,
}

impl Clients {
    fn of(address: &str, settings: &Settings) -> Self {
        let credentials = || Credentials { sid: "s".into(), appkey: "k".into(), appsecret: "密".into() };
        let blocking = Client::new(&PLATFORM, credentials(), address, Blocking::with(settings.clone()));
        let asynchronous = Client::new(&PLATFORM, credentials(), address, Async::with(settings.clone()));
        Self { blocking: blocking.expect("an address"), asynchronous: asynchronous.expect("an address") }
    }

    fn call(&self) -> [Result<(), Error>; 2] {
        let request = VipTradeModify::new(VipTradeModifyRequired { trade_no: "JY1".into() });
        let runtime = signwright_tests::runtime();
        let sent = runtime.block_on(async { self.asynchronous.call_async(&request).await.map(drop) });
        [self.blocking.call(&request).map(drop), sent]
    }
}

#[test]
fn no_redirect_is_followed_and_none_is_a_success() {
    let (traps, next, authority) = (Traps::start(), Next::default(), Authority::new());
    let (port, connections) = plain(&next);
    let answered = Arc::clone(&next);
    let secure = Server::answering(&authority, None, move |_| answered.lock().expect("no panic").clone());
    let settings = Settings::new().with_only_roots(&authority.root).expect("a root");
    let addresses = [format!("http://127.0.0.1:{port}/openapi2"), secure.url()];
    let clients = addresses.map(|address| Clients::of(&address, &settings));
    let mut calls = 0;
    for status in STATUSES {
        for (index, target) in traps.targets(port).iter().enumerate() {
            let body = BODIES[index % BODIES.len()];
            let length = body.len();
            let head = format!("HTTP/1.1 {status}\r\n{target}Content-Length: {length}\r\nConnection: close\r\n\r\n");
            *next.lock().expect("no panic") = format!("{head}{body}");
            for clients in &clients {
                for outcome in clients.call() {
                    let error = outcome.expect_err("a redirect is no success");
                    assert!(!matches!(error, Error::Invalid(_) | Error::NotSent(_)), "{status} {target} {error}");
                }
            }
            calls += 2;
            // Each call came to the server that was asked once, and nobody came to another.
            assert_eq!(*connections.lock().expect("no panic"), calls, "{status} {target}");
            assert_eq!(secure.heard().len(), calls, "{status} {target}");
            assert_eq!(traps.caught(), 0, "{status} {target}");
        }
    }
    // The traps do catch what comes.
    std::net::TcpStream::connect(traps.0[1].local_addr().expect("an address")).expect("a connection");
    assert_eq!(traps.caught(), 1);
}
