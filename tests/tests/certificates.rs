//! Authorities that a transport is told of, and the certificate that it shows, on both transports; and what is said of a
//! text that holds none.

mod secure;

use bytes::Bytes;
use secure::{Authority, Certified, Server};
use signwright_runtime::transport::{
    Async, AsyncTransport as _, Blocking, Phase, Settings, SettingsError, Transport as _, TransportError,
};

fn on_both(url: &str, settings: &Settings) -> [Result<Bytes, TransportError>; 2] {
    let request = || http::Request::post(url).body(Bytes::from("订单=1")).expect("a request");
    let blocking = Blocking::with(settings.clone()).send(request(), 1000.into());
    let runtime = signwright_tests::runtime();
    let sent = runtime.block_on(Async::with(settings.clone()).send(request(), 1000.into()));
    [blocking, sent].map(|sent| sent.map(http::Response::into_body))
}

fn answers(server: &Server, settings: &Settings) {
    for sent in on_both(&server.url(), settings) {
        assert!(sent.expect("trusted").starts_with("成功".as_bytes()));
    }
}

/// Refused with this message, before the server has read anything.
fn refuses(server: &Server, settings: &Settings, message: &str) {
    let before = server.heard().len();
    for sent in on_both(&server.url(), settings) {
        let error = sent.expect_err("refused");
        assert_eq!((error.phase, error.message.as_str()), (Phase::NotSent, message));
    }
    assert_eq!(server.heard().len(), before);
}

const UNTRUSTED: &str = "the host's certificate is not trusted";
const UNSHOWN: &str = "the host demands a client certificate, or refused the one of this transport's settings";

#[test]
fn an_authority_is_trusted_that_the_settings_name() {
    let (corporate, foreign) = (Authority::new(), Authority::new());
    let (servers, settings) = ([&corporate, &foreign].map(|authority| Server::start(authority, None)), Settings::new);
    let [by_corporate, by_foreign] = &servers;
    let beside = settings().with_roots(&corporate.root).expect("a root");
    answers(by_corporate, &beside);
    refuses(by_foreign, &beside, UNTRUSTED);
    let only = settings().with_only_roots(&corporate.root).expect("a root");
    answers(by_corporate, &only);
    refuses(by_foreign, &only, UNTRUSTED);
    // One after the other, and both in one text.
    answers(by_foreign, &only.clone().with_roots(&foreign.root).expect("a root"));
    let both = format!("# 公司\n{}\n{}", foreign.root, corporate.root);
    answers(by_corporate, &settings().with_roots(both).expect("two roots"));
    // What was trusted before is not, once others alone are.
    refuses(by_corporate, &beside.with_only_roots(&foreign.root).expect("a root"), UNTRUSTED);
    refuses(by_corporate, &settings(), UNTRUSTED);
}

#[test]
fn a_trusted_authority_vouches_for_no_other_name() {
    let authority = Authority::new();
    let server = Server::start(&authority, None);
    let settings = Settings::new().with_only_roots(&authority.root).expect("a root");
    for sent in on_both(&format!("https://127.0.0.1:{}/", server.address.port()), &settings) {
        let error = sent.expect_err("another name");
        assert_eq!((error.phase, error.message.as_str()), (Phase::NotSent, UNTRUSTED));
    }
    assert!(server.heard().is_empty());
}

#[test]
fn a_certificate_is_shown_where_one_is_demanded() {
    let (authority, clients) = (Authority::new(), Authority::new());
    let server = Server::start(&authority, Some(&clients));
    let settings = Settings::new().with_only_roots(&authority.root).expect("a root");
    let Certified { chain, key } = clients.certify("buyer.test");
    answers(&server, &settings.clone().with_client_certificate(&chain, &key).expect("a certificate"));
    // Both in one file, as some tools write them.
    let both = format!("{key}{chain}");
    answers(&server, &settings.clone().with_client_certificate(&both, &both).expect("a certificate"));
    // A server that demands none takes no harm.
    let lenient = Server::start(&authority, None);
    answers(&lenient, &settings.clone().with_client_certificate(&chain, &key).expect("a certificate"));

    refuses(&server, &settings, UNSHOWN);
    let strange = Authority::new().certify("client.test");
    refuses(&server, &settings.with_client_certificate(strange.chain, strange.key).expect("a certificate"), UNSHOWN);
}

#[test]
fn a_text_without_what_is_wanted_is_refused_with_a_way_out() {
    let authority = Authority::new();
    let Certified { chain, key } = authority.certify("client.test");
    let other = authority.certify("other.test");
    let cut = |pem: &str| pem.split("-----END").next().unwrap_or_default().to_owned();
    let not_x509 = "-----BEGIN CERTIFICATE-----\n5rKh5pyJ\n-----END CERTIFICATE-----\n";
    let encrypted = key.replace("PRIVATE", "ENCRYPTED PRIVATE");
    let der = [0x30, 0x82, 1, 1, 0].as_slice();
    let roots = |text: &[u8]| Settings::new().with_roots(text).map(drop);
    let only = |text: &[u8]| Settings::new().with_only_roots(text).map(drop);
    let shown = |chain: &[u8], key: &[u8]| Settings::new().with_client_certificate(chain, key).map(drop);
    let cases: Vec<(Result<(), SettingsError>, &str)> = vec![
        (roots(b""), "there is no certificate here; it begins with `-----BEGIN CERTIFICATE-----`"),
        (only(b""), "there is no certificate here"),
        (roots("公司的根证书".as_bytes()), "there is no certificate here"),
        (roots(key.as_bytes()), "there is no certificate here"),
        (roots(der), "this is DER; convert it with `openssl x509"),
        (roots(cut(&chain).as_bytes()), "cut short or damaged"),
        (roots(chain.replace('M', "！").as_bytes()), "cut short or damaged"),
        (roots(format!("{chain}{not_x509}").as_bytes()), "certificate 2 is broken or no X.509 certificate"),
        (shown(b"", key.as_bytes()), "the client's certificate: there is no certificate here"),
        (shown(not_x509.as_bytes(), key.as_bytes()), "the client's certificate is broken"),
        (shown(chain.as_bytes(), b""), "there is none here; it begins with `-----BEGIN PRIVATE KEY-----`"),
        (shown(chain.as_bytes(), chain.as_bytes()), "there is none here"),
        (shown(chain.as_bytes(), der), "this is DER; convert it with `openssl pkey"),
        (shown(chain.as_bytes(), cut(&key).as_bytes()), "this PEM is cut short or damaged"),
        (shown(chain.as_bytes(), encrypted.as_bytes()), "is encrypted; decrypt it"),
        (shown(chain.as_bytes(), other.key.as_bytes()), "do not belong together"),
        (
            shown(chain.as_bytes(), b"-----BEGIN PRIVATE KEY-----\n5rKh5pyJ\n-----END PRIVATE KEY-----\n"),
            "of a kind that cannot be used; it must be RSA",
        ),
    ];
    let line = key.lines().nth(1).expect("the key's text");
    for (refused, message) in cases {
        let error = refused.expect_err(message);
        assert!(error.to_string().contains(message), "{message}: {error}");
        assert!(!format!("{error} {error:?}").contains(line), "{error}");
    }
    let settings = Settings::new().with_client_certificate(&chain, &key).expect("a certificate");
    let printed = format!("{settings:?} {:?}", Async::with(settings.clone()));
    assert!(printed.contains("has_client_certificate: true") && !printed.contains(line), "{printed}");
}
