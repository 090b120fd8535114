//! What settings accept and refuse, which way a request goes by them, and what a proxy is told.

use bytes::Bytes;

use crate::transport::over_http::fault::{Fault, ProxyFault};
use crate::transport::over_http::http1::{Tunnel, connect, encode};
use crate::transport::over_http::origin::Origin;
use crate::transport::{Blocking, Proxy, Settings};

fn origin(address: &str) -> Origin {
    Origin::of(&address.parse().unwrap()).unwrap()
}

/// The host and port of the proxy towards an address.
fn way(settings: &Settings, address: &str) -> Option<String> {
    settings.proxies.towards(&origin(address)).map(|proxy| format!("{}:{}", proxy.host, proxy.port))
}

#[test]
fn a_proxy_s_address_is_read_with_its_login_and_never_printed_with_it() {
    for (address, host, port, login) in [
        ("http://proxy.corp:3128", "proxy.corp", 3128, None),
        ("proxy.corp:3128", "proxy.corp", 3128, None),
        (" http://proxy.corp:3128/ ", "proxy.corp", 3128, None),
        ("http://proxy.corp", "proxy.corp", 80, None),
        ("HTTP://[::1]:8080", "::1", 8080, None),
        ("[::1]", "::1", 80, None),
        // 订:p@ss
        ("http://%E8%AE%A2:p%40ss@proxy.corp:1", "proxy.corp", 1, Some("Basic 6K6iOnBAc3M=")),
        ("%E8%AE%A2:p%40ss@proxy.corp", "proxy.corp", 80, Some("Basic 6K6iOnBAc3M=")),
    ] {
        let proxy = Proxy::new(address).expect(address);
        assert_eq!((proxy.host.as_str(), proxy.port, proxy.authorization()), (host, port, login), "{address}");
        let printed = format!("{proxy:?} {:?}", Blocking::with(Settings::new().with_proxy(proxy.clone())));
        assert!(!printed.contains("p%40ss") && !printed.contains("6K6iOn"), "{printed}");
    }
    let proxy = Proxy::new("http://a:b@proxy.corp").unwrap().with_login("订", "p@ss").unwrap();
    assert_eq!(proxy.authorization(), Some("Basic 6K6iOnBAc3M="));
    assert!(Proxy::new("proxy.corp").unwrap().with_login("u:", "p").is_err());
}

#[test]
fn an_address_that_is_none_of_a_proxy_is_refused_without_being_quoted() {
    for address in [
        "",
        "http://",
        "http://u:hunter2@",
        "https://u:hunter2@proxy.corp",
        "socks5://u:hunter2@proxy.corp:1080",
        "http://u:hunter2@proxy.corp:99999",
        "http://u:hunter2@proxy.corp:x",
        "http://u:hunter2@proxy.corp/path",
        "http://u:hunter2@proxy.corp?hunter2",
        "http://u:hun\r\nter2@proxy.corp",
        "http://u:hunter2@代理",
        "u:hunter2",
    ] {
        let error = Proxy::new(address).expect_err(address);
        assert!(!format!("{error} {error:?}").contains("hun"), "{error}");
    }
}

#[test]
fn hosts_are_left_to_the_direct_way() {
    let proxy = Proxy::new("proxy.corp:3128").unwrap();
    for (list, direct, proxied) in [
        ("", "", "http://a.test http://localhost http://127.0.0.1"),
        ("*", "http://a.test https://[::1]", ""),
        ("corp.test", "http://corp.test http://A.Corp.Test:8 http://corp.test.", "http://xcorp.test http://test"),
        (".corp.test,other", "http://corp.test http://a.corp.test http://other", "http://another http://corp"),
        ("*.corp.test", "http://a.corp.test", "http://b.test"),
        ("a.test:8080 b.test", "http://a.test:8080 http://b.test:9", "http://a.test http://a.test:80"),
        ("a.test:443", "https://a.test https://x.a.test", "http://a.test"),
        ("10.0.0.0/8, 192.168.1.7", "http://10.200.3.4 http://192.168.1.7", "http://11.0.0.1 http://192.168.1.8"),
        ("0.0.0.0/0", "http://8.8.8.8", "http://[::1] http://a.test"),
        ("127.0.0.1:81", "http://127.0.0.1:81", "http://127.0.0.1:82"),
        ("::1,fd00::/8", "http://[::1]:1 http://[fd12::7]", "http://[::2] http://[fe00::1]"),
        ("[::1]:81,[::2]", "http://[::1]:81 http://[::2]:5", "http://[::1]:82"),
        ("::ffff:10.0.0.1", "http://10.0.0.1 http://[::ffff:10.0.0.1]", "http://10.0.0.2"),
    ] {
        let settings = Settings::new().with_proxy(proxy.clone()).without_proxy_for(list).expect(list);
        for address in direct.split_whitespace() {
            assert_eq!(way(&settings, address), None, "{list}: {address}");
        }
        for address in proxied.split_whitespace() {
            assert_eq!(way(&settings, address).as_deref(), Some("proxy.corp:3128"), "{list}: {address}");
        }
    }
    for list in
        ["10.0.0.0/33", "10.0.0.0/x", "x/8", "::1/129", "a.test:x", "[::1", "[x]", "a*b", "订单.test", ".", "http://a"]
    {
        let error = Settings::new().without_proxy_for(list).expect_err(list).to_string();
        assert!(error.starts_with("of the hosts without a proxy, `"), "{error}");
    }
}

type Variables = &'static [(&'static str, &'static str)];
type Way = Option<&'static str>;
/// The variables, and the proxies towards `http` and `https` addresses.
type Case = (Variables, Way, Way);

#[test]
fn the_environment_is_asked_for_the_usual_variables() {
    let from = |variables: Variables| {
        Settings::new().with_proxies_from_environment(|name| {
            variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        })
    };
    let cases: [Case; 8] = [
        (&[], None, None),
        (&[("https_proxy", "http://s:1")], None, Some("s:1")),
        (&[("https_proxy", "s:1"), ("HTTPS_PROXY", "t:2"), ("http_proxy", "h:3")], Some("h:3"), Some("s:1")),
        (&[("HTTPS_PROXY", "t:2"), ("HTTP_PROXY", "evil:1")], None, Some("t:2")),
        (&[("ALL_PROXY", "a:4"), ("https_proxy", "")], Some("a:4"), Some("a:4")),
        (&[("all_proxy", "socks5://a:4"), ("http_proxy", "h:3"), ("https_proxy", "s:1")], Some("h:3"), Some("s:1")),
        (&[("all_proxy", "a:4"), ("no_proxy", "b.test"), ("NO_PROXY", "a.test")], Some("a:4"), Some("a:4")),
        (&[("all_proxy", "a:4"), ("NO_PROXY", "a.test")], None, None),
    ];
    for (variables, http, https) in cases {
        let settings = from(variables).unwrap();
        let ways = (way(&settings, "http://a.test"), way(&settings, "https://a.test"));
        assert_eq!(ways, (http.map(str::to_owned), https.map(str::to_owned)), "{variables:?}");
    }
    let error = from(&[("all_proxy", "socks5://u:hunter2@a:4")]).unwrap_err().to_string();
    assert!(
        error.starts_with("`all_proxy`: only a proxy of the scheme `http`") && !error.contains("hunter2"),
        "{error}"
    );
    assert!(from(&[("NO_PROXY", "10.0.0.0/99")]).unwrap_err().to_string().starts_with("`NO_PROXY`: "));
    // Without being asked, nobody looks.
    assert_eq!(way(&Settings::new(), "https://a.test"), None);
}

#[test]
fn a_proxy_is_told_the_server_and_its_own_login_alone() {
    let proxy = Proxy::new("u:p@proxy.corp").unwrap();
    let asked = String::from_utf8(connect(&origin("https://a.test/?sign=deadbeef"), &proxy)).unwrap();
    assert!(asked.starts_with("CONNECT a.test:443 HTTP/1.1\r\nhost: a.test:443\r\n"), "{asked}");
    assert!(asked.ends_with("\r\nproxy-authorization: Basic dTpw\r\n\r\n") && !asked.contains("deadbeef"), "{asked}");
    let asked = connect(&origin("https://[::1]:8443"), &Proxy::new("proxy.corp").unwrap());
    assert!(asked.starts_with(b"CONNECT [::1]:8443 HTTP/1.1\r\n"));

    let request = http::Request::post("http://user:secret@a.test?x=1").header("Proxy-Authorization", "Basic mine");
    let request = request.body(Bytes::from_static("订单=1".as_bytes())).unwrap();
    let encoded = |proxy| String::from_utf8(encode(&request, &origin("http://a.test"), proxy)).unwrap();
    let passed_on = encoded(Some(&proxy));
    assert!(passed_on.starts_with("POST http://a.test/?x=1 HTTP/1.1\r\nhost: a.test\r\n"), "{passed_on}");
    assert_eq!(passed_on.matches("proxy-authorization").count(), 1, "{passed_on}");
    assert!(passed_on.contains("\r\nproxy-authorization: Basic dTpw\r\n"), "{passed_on}");
    // What is for a proxy is for no server.
    let direct = encoded(None);
    assert!(direct.starts_with("POST /?x=1 HTTP/1.1\r\n") && !direct.contains("proxy-authorization"), "{direct}");
    let tunnelled = String::from_utf8(encode(&request, &origin("https://a.test"), Some(&proxy))).unwrap();
    assert_eq!(tunnelled, direct);
}

#[test]
fn a_tunnel_is_open_when_the_proxy_says_so_and_nothing_else() {
    let answer = |bytes: &[u8], size: usize| {
        let mut tunnel = Tunnel::default();
        bytes.chunks(size).try_fold(false, |_, piece| tunnel.take(piece))
    };
    let ok = "HTTP/1.1 200 Connection established\r\n\r\n";
    let not_http = |what| Err(Fault::Proxy(ProxyFault::NotHttp(what)));
    for (text, expected) in [
        (ok.to_owned(), Ok(true)),
        ("HTTP/1.0 200 OK\r\nContent-Length: 9\r\nVia: 代理\r\n\r\n".to_owned(), Ok(true)),
        (format!("HTTP/1.1 100 Continue\r\n\r\n{ok}"), Ok(true)),
        ("HTTP/1.1 200 OK\r\n".to_owned(), Ok(false)),
        ("HTTP/1.1 407 Login\r\nProxy-Authenticate: Basic\r\n\r\n".to_owned(), Err(ProxyFault::Login.into())),
        ("HTTP/1.1 403 Forbidden\r\n\r\n<html>".to_owned(), Err(ProxyFault::Refused(403).into())),
        ("HTTP/1.1 302 Found\r\nLocation: http://a\r\n\r\n".to_owned(), Err(ProxyFault::Refused(302).into())),
        ("HTTP/1.1 101 Switching\r\n\r\n".to_owned(), not_http("it opens no tunnel")),
        ("HTTP/1.1 102 Wait\r\n\r\n".repeat(33), not_http("it opens no tunnel")),
        ("<html>没有\r\n\r\n".to_owned(), not_http("its head cannot be read")),
        (format!("HTTP/1.1 200 OK\r\nx: {}", "x".repeat(70_000)), not_http("its head is too long")),
    ] {
        for size in [1, 7, usize::MAX] {
            assert_eq!(answer(text.as_bytes(), size), expected, "{text}");
        }
    }
    let more = format!("{ok}<html>");
    assert_eq!(answer(more.as_bytes(), usize::MAX), not_http("it goes on behind its head"));
}
