//! HTTPS on both transports: an authority that only the machine knows is trusted, and one that it does not know is
//! refused before anything is sent; one connection carries several calls; and no library logs what is sent over it.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::process::Command;
use std::sync::Arc;

use bytes::Bytes;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, Stream};
use signwright_runtime::transport::{Async, AsyncTransport as _, Blocking, Phase, Transport as _, TransportError};

const ADDRESS: &str = "SIGNWRIGHT_TEST_ADDRESS";
/// Stands in what is sent: the address, a header, the body.
const SECRET: &str = "Q7secretQ7";

/// An authority, and a server that it vouches for.
struct Server {
    authority: String,
    address: SocketAddr,
}

impl Server {
    fn start() -> Self {
        let key = KeyPair::generate().expect("a key");
        let mut authority = CertificateParams::new(Vec::new()).expect("an authority");
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let root = authority.self_signed(&key).expect("a root");
        let issuer = Issuer::new(authority, key);
        let own_key = KeyPair::generate().expect("a key");
        let own = CertificateParams::new(vec!["localhost".to_owned()]).expect("a name");
        let own = own.signed_by(&own_key, &issuer).expect("a certificate");

        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(own_key.serialize_der()));
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("TLS")
            .with_no_client_auth()
            .with_single_cert(vec![CertificateDer::from(own.der().to_vec())], private)
            .expect("a certificate of its key");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        std::thread::spawn(move || answer_all(&listener, &Arc::new(config)));
        Self { authority: root.pem(), address }
    }
}

/// Answers every request of every connection with the connection's number.
fn answer_all(listener: &TcpListener, config: &Arc<ServerConfig>) {
    for (number, mut socket) in listener.incoming().flatten().enumerate() {
        let config = Arc::clone(config);
        std::thread::spawn(move || {
            let Ok(mut connection) = ServerConnection::new(config) else { return };
            let mut stream = Stream::new(&mut connection, &mut socket);
            let mut buffer = [0; 4096];
            // A client that does not trust the certificate goes away here, and any other when it has its answers.
            while stream.read(&mut buffer).is_ok_and(|read| read > 0) {
                let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n成功{number}");
                let _ = stream.write_all(answer.as_bytes()).and_then(|()| stream.flush());
            }
        });
    }
}

/// Two calls over each transport.
fn on_both(url: &str) -> [Result<Bytes, TransportError>; 4] {
    let request = || {
        let request = http::Request::post(format!("{url}?token={SECRET}")).header("x-token", SECRET);
        request.body(Bytes::from(format!("token={SECRET}"))).expect("a request")
    };
    let blocking = Blocking::new();
    let [first, second] = [(); 2].map(|()| blocking.send(request(), 1000.into()));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let transport = Async::new();
    let [third, fourth] = [(); 2].map(|()| runtime.block_on(transport.send(request(), 1000.into())));
    [first, second, third, fourth].map(|sent| sent.map(http::Response::into_body))
}

#[test]
fn an_unknown_authority_is_refused_before_anything_is_sent() {
    let server = Server::start();
    for answer in on_both(&format!("https://localhost:{}/", server.address.port())) {
        let error = answer.expect_err("nobody vouches for it");
        assert_eq!((error.phase, error.message.as_str()), (Phase::NotSent, "the host's certificate is not trusted"));
    }
}

/// The machine's authorities are read from the environment, which a test cannot change for itself: it runs itself again.
#[test]
fn the_machine_s_own_authority_is_trusted() {
    let server = Server::start();
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("authority.pem");
    std::fs::write(&file, &server.authority).expect("a file");
    let child = Command::new(std::env::current_exe().expect("this test"))
        .args(["--exact", "child_calls_with_its_environment", "--ignored", "--nocapture"])
        .env("SSL_CERT_FILE", &file)
        .env_remove("SSL_CERT_DIR")
        .env(ADDRESS, format!("https://localhost:{}/", server.address.port()))
        .output()
        .expect("this test again");
    let told = String::from_utf8_lossy(&child.stdout);
    assert!(child.status.success() && told.contains("1 passed"), "{told}{}", String::from_utf8_lossy(&child.stderr));
}

#[test]
#[ignore = "run by the_machine_s_own_authority_is_trusted"]
fn child_calls_with_its_environment() {
    let url = std::env::var(ADDRESS).expect("the address of the test's server");
    signwright_tests::logs::listen();
    let answers = on_both(&url).map(|answer| answer.expect("trusted"));
    assert_eq!(answers, ["成功0", "成功0", "成功1", "成功1"], "a connection serves again");
    let said = signwright_tests::logs::said();
    assert!(said.contains("rustls") && !said.contains(SECRET), "{said}");
}
