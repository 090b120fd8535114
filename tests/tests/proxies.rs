//! Proxies between both transports and a server, over real sockets and real TLS: what each of them hears, and what becomes
//! of a request where the proxy does not do its part.

mod secure;

use std::time::Duration;

use bytes::Bytes;
use secure::{Authority, Server};
use signwright_runtime::transport::{
    Async, AsyncTransport as _, Blocking, Phase, Proxy, Settings, Timeouts, Transport as _, TransportError,
};
use signwright_tests::hostile::{Act, Hostile};
use signwright_tests::proxy::{Middle, Part};

/// Stands in what is sent: the address, a header, the body.
const SECRET: &str = "Q7secretQ7";
/// Of the user 采购部 with the password `p@ss:word`.
const LOGIN: &str = "Basic 6YeH6LSt6YOoOnBAc3M6d29yZA==";

type Sent = Result<Bytes, TransportError>;

fn request(url: &str) -> http::Request<Bytes> {
    let request = http::Request::post(format!("{url}?sign={SECRET}")).header("x-token", SECRET);
    request.body(Bytes::from(format!("订单={SECRET}&订单=1"))).expect("a request")
}

/// Two calls over a transport of each kind.
fn on_both(url: &str, settings: &Settings) -> [[Sent; 2]; 2] {
    let runtime = signwright_tests::runtime();
    let (blocking, transport) = (Blocking::with(settings.clone()), Async::with(settings.clone()));
    let by_blocking = [(); 2].map(|()| blocking.send(request(url), 1000.into()));
    let by_async = [(); 2].map(|()| runtime.block_on(transport.send(request(url), 1000.into())));
    [by_blocking, by_async].map(|calls| calls.map(|sent| sent.map(http::Response::into_body)))
}

fn proxy(middle: &Middle) -> Proxy {
    Proxy::new(&middle.address().to_string()).expect("a proxy")
}

fn with_login(middle: &Middle) -> Proxy {
    proxy(middle).with_login("采购部", "p@ss:word").expect("a login")
}

fn quick() -> Settings {
    let second = Duration::from_secs(1);
    Settings::new().with_timeouts(Timeouts { connect: second, first_byte: second, idle: second, total: second * 2 })
}

/// A proxy may hear of the request by its host and port alone, and not through its own login.
fn heard_nothing_of_it(middle: &Middle) {
    for heard in middle.heard() {
        assert!(!heard.contains(SECRET) && !heard.contains("x-token") && !heard.contains("POST"), "{heard}");
    }
}

#[test]
fn through_a_tunnel_a_proxy_hears_the_host_and_its_login_alone() {
    let authority = Authority::new();
    let (server, middle) = (Server::start(&authority, None), Middle::start(Part::Demands(LOGIN)));
    let settings = Settings::new().with_proxy(with_login(&middle)).with_only_roots(&authority.root).expect("a root");
    let answers = on_both(&server.url(), &settings).map(|calls| calls.map(|sent| sent.expect("an answer")));
    // A tunnel carries more than one call, and no transport uses another's.
    assert_eq!(answers, [["成功0", "成功0"], ["成功1", "成功1"]]);
    let heard = middle.heard();
    assert_eq!(heard.len(), 2);
    for connection in &heard {
        let line = format!("CONNECT localhost:{} HTTP/1.1\r\n", server.address.port());
        assert!(connection.starts_with(&line), "{connection}");
        assert_eq!(connection.matches("proxy-authorization").count(), 1);
    }
    heard_nothing_of_it(&middle);
    for request in server.heard() {
        assert!(request.starts_with(&format!("POST /?sign={SECRET} HTTP/1.1\r\n")), "{request}");
        assert!(!request.to_ascii_lowercase().contains("proxy-") && !request.contains(LOGIN), "{request}");
    }
}

#[test]
fn in_a_tunnel_a_host_is_trusted_no_more_than_without_one() {
    let (authority, foreign) = (Authority::new(), Authority::new());
    let (server, middle) = (Server::start(&authority, None), Middle::start(Part::Works));
    let settings = Settings::new().with_proxy(proxy(&middle)).with_only_roots(&foreign.root).expect("a root");
    for error in on_both(&server.url(), &settings).into_iter().flatten().map(|sent| sent.expect_err("untrusted")) {
        assert_eq!((error.phase, error.message.as_str()), (Phase::NotSent, "the host's certificate is not trusted"));
    }
    assert!(server.heard().is_empty());
    heard_nothing_of_it(&middle);
}

#[test]
fn a_certificate_is_shown_through_a_tunnel() {
    let (authority, clients) = (Authority::new(), Authority::new());
    let (server, middle) = (Server::start(&authority, Some(&clients)), Middle::start(Part::Works));
    let client = clients.certify("client.test");
    let settings = Settings::new().with_proxy(proxy(&middle)).with_only_roots(&authority.root).expect("a root");
    let settings = settings.with_client_certificate(client.chain, client.key).expect("a certificate");
    for sent in on_both(&server.url(), &settings).into_iter().flatten() {
        assert!(sent.expect("an answer").starts_with("成功".as_bytes()));
    }
}

#[test]
fn a_request_in_the_clear_is_passed_on_without_the_proxy_s_login() {
    let answer = "HTTP/1.1 200 OK\r\ncontent-length: 6\r\nconnection: close\r\n\r\n成功";
    let (server, middle) = (Hostile::start(Act::Answer(answer.into())), Middle::start(Part::Demands(LOGIN)));
    let url = server.url("http");
    let settings = quick().with_proxy(with_login(&middle));
    let url = url.split('?').next().expect("an address");
    for sent in on_both(url, &settings).into_iter().flatten() {
        assert_eq!(sent.expect("an answer"), "成功");
    }
    for heard in middle.heard() {
        let (line, host) = (format!("POST {url}?sign={SECRET} HTTP/1.1\r\n"), url.trim_start_matches("http://"));
        assert!(heard.starts_with(&line), "{heard}");
        assert!(heard.contains(&format!("\r\nhost: {}\r\n", host.trim_end_matches("/api"))), "{heard}");
        assert_eq!(heard.matches(LOGIN).count(), 1, "{heard}");
    }
    // What a proxy answers is an answer: of it nobody knows whether the host gave it.
    let runtime = signwright_tests::runtime();
    let without = quick().with_proxy(proxy(&middle));
    let refused = Blocking::with(without.clone()).send(request(url), 1000.into()).expect("an answer");
    assert_eq!(refused.status(), 407);
    let refused = runtime.block_on(Async::with(without).send(request(url), 1000.into())).expect("an answer");
    assert_eq!(refused.status(), 407);
}

#[test]
fn a_host_that_is_excepted_is_reached_without_the_proxy() {
    let authority = Authority::new();
    let (server, middle) = (Server::start(&authority, None), Middle::start(Part::Works));
    let trusting = Settings::new().with_only_roots(&authority.root).expect("a root");
    let through = trusting.clone().with_proxy(with_login(&middle));
    let lists = ["localhost", "*", "公司.test localhost", "a.test, LOCALHOST:443"];
    for list in [lists[0], lists[1]] {
        let settings = through.clone().without_proxy_for(list).expect("a list");
        for sent in on_both(&server.url(), &settings).into_iter().flatten() {
            sent.expect("an answer");
        }
    }
    assert_eq!(middle.heard().len(), 0);
    assert!(server.heard().iter().all(|request| !request.to_ascii_lowercase().contains("proxy-")));
    assert!(through.clone().without_proxy_for(lists[2]).is_err());
    // Another port than the one that is excepted.
    for sent in on_both(&server.url(), &through.without_proxy_for(lists[3]).expect("a list")).into_iter().flatten() {
        sent.expect("an answer");
    }
    assert_eq!(middle.heard().len(), 2);
    // As the environment would say it.
    let address = format!("http://{}", middle.address());
    let variables = |name: &str| match name {
        "https_proxy" => Some(address.clone()),
        "NO_PROXY" => Some("a.test".to_owned()),
        _ => None,
    };
    let settings = trusting.with_proxies_from_environment(variables).expect("proxies");
    for sent in on_both(&server.url(), &settings).into_iter().flatten() {
        sent.expect("an answer");
    }
    assert_eq!(middle.heard().len(), 4);
}

#[test]
fn a_proxy_that_does_not_do_its_part_hears_nothing_of_the_request() {
    let says = |text: &str| Part::Says(text.into());
    let endless = |first: &str, again: &str, pause| Part::Endless(first.into(), again.into(), pause);
    let (at_once, often) = (Duration::ZERO, Duration::from_millis(20));
    let late = "the proxy gave no connection in time";
    let ok = "HTTP/1.1 200 OK\r\n";
    let cases = vec![
        (
            Part::Demands("Basic another"),
            "the proxy demands a login, or another one (407): give it with the proxy's address",
        ),
        (
            says("HTTP/1.1 403 Forbidden\r\n\r\n<h1>禁止</h1>"),
            "the proxy refused to connect to the host, with status 403",
        ),
        (says("HTTP/1.0 502 Bad Gateway\r\n\r\n"), "the proxy refused to connect to the host, with status 502"),
        (
            says("HTTP/1.1 302 Found\r\nLocation: http://a.test/\r\n\r\n"),
            "the proxy refused to connect to the host, with status 302",
        ),
        (says(&format!("{ok}\r\n<h1>登录</h1>")), "the proxy's answer is not HTTP: it goes on behind its head"),
        (says("<h1>登录</h1>\r\n\r\n"), "the proxy's answer is not HTTP: its head cannot be read"),
        (says(ok), "the proxy closed the connection before it answered"),
        (Part::Closes, "the proxy closed the connection before it answered"),
        (Part::Silent, late),
        (endless(ok, "x: 1\r\n", often), late),
        (endless("", "HTTP/1.1 102 Processing\r\n\r\n", often * 10), late),
        (endless("", "HTTP/1.1 102 Processing\r\n\r\n", at_once), "the proxy's answer is not HTTP: it opens no tunnel"),
        (endless(ok, &"长".repeat(1000), at_once), "the proxy's answer is not HTTP: its head is too long"),
        // A tunnel to nowhere: the host's part is missing.
        (endless(&format!("{ok}\r\n"), "", often), "there was no secure connection in time"),
        (says(&format!("{ok}\r\n")), "there is no secure connection"),
    ];
    std::thread::scope(|scope| {
        for (part, message) in cases {
            scope.spawn(move || {
                let middle = Middle::start(part);
                let settings = quick().with_proxy(with_login(&middle));
                for sent in on_both("https://acme.test/", &settings).into_iter().flatten() {
                    let error = sent.expect_err(message);
                    assert_eq!((error.phase, error.message.as_str()), (Phase::NotSent, message));
                    assert!(!format!("{error:?} {settings:?}").contains("6YeH6"));
                }
                assert_eq!(middle.heard().len(), 4, "{message}");
                heard_nothing_of_it(&middle);
            });
        }
    });
}

#[test]
fn a_proxy_that_is_not_there_is_told_from_a_host_that_is_not() {
    use std::error::Error as _;
    let absent = Hostile::start(Act::Absent).url("http");
    let absent = absent.trim_end_matches("/api?sign=deadbeef");
    let full = Hostile::start(Act::Full).url("http");
    let full = full.trim_end_matches("/api?sign=deadbeef");
    let short = Duration::from_millis(200);
    let briefly = Timeouts { connect: short, first_byte: short, idle: short, total: short };
    for (address, timeouts, message, has_cause) in [
        (absent, briefly, "the connection to the proxy was refused", true),
        (full, briefly, "the proxy gave no connection in time", true),
        ("http://proxy.invalid:3128", Timeouts::default(), "there is no such host as the proxy's", false),
    ] {
        let settings = quick().with_timeouts(timeouts).with_proxy(Proxy::new(address).expect("an address"));
        for scheme in ["http", "https"] {
            for sent in on_both(&format!("{scheme}://acme.test/"), &settings).into_iter().flatten() {
                let error = sent.expect_err(message);
                assert_eq!((error.phase, error.message.as_str()), (Phase::NotSent, message), "{scheme}");
                assert_eq!(error.source().is_some(), has_cause, "{message}");
            }
        }
    }
}
