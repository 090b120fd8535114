//! An authority of the tests' own, and a server on loopback that it vouches for. What is told apart by each test stands there.

#![allow(dead_code, reason = "each test uses its part")]

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, Stream};

/// An authority that no machine knows.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    /// Its certificate, as PEM.
    pub(crate) root: String,
}

/// A certificate and its key, as PEM.
pub(crate) struct Certified {
    pub(crate) chain: String,
    pub(crate) key: String,
}

impl Authority {
    pub(crate) fn new() -> Self {
        let key = KeyPair::generate().expect("a key");
        let mut authority = CertificateParams::new(Vec::new()).expect("an authority");
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let root = authority.self_signed(&key).expect("a root").pem();
        Self { issuer: Issuer::new(authority, key), root }
    }

    pub(crate) fn certify(&self, name: &str) -> Certified {
        let key = KeyPair::generate().expect("a key");
        let certificate = CertificateParams::new(vec![name.to_owned()]).expect("a name");
        let certificate = certificate.signed_by(&key, &self.issuer).expect("a certificate");
        Certified { chain: certificate.pem(), key: key.serialize_pem() }
    }
}

/// Answers every request of every connection with the connection's number.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// A server that this authority vouches for as `localhost`; it demands a certificate of the other authority's, if
    /// there is one.
    pub(crate) fn start(authority: &Authority, demands: Option<&Authority>) -> Self {
        let numbered = |number| format!("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n成功{number}");
        Self::answering(authority, demands, numbered)
    }

    /// The same with another answer to each request of the connection of this number.
    pub(crate) fn answering(
        authority: &Authority,
        demands: Option<&Authority>,
        answer: impl Fn(usize) -> String + Send + Sync + 'static,
    ) -> Self {
        let config = config(authority, demands);
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let heard = Arc::default();
        let written = Arc::clone(&heard);
        std::thread::spawn(move || answer_all(&listener, &config, &Arc::new(answer), &written));
        Self { address, heard }
    }

    pub(crate) fn url(&self) -> String {
        format!("https://localhost:{}/", self.address.port())
    }

    /// The requests so far, as they were read.
    pub(crate) fn heard(&self) -> Vec<String> {
        self.heard.lock().expect("no panic").clone()
    }
}

/// Of a server that an authority vouches for as `localhost`; it demands a certificate of the other authority's, if there is one.
pub(crate) fn config(authority: &Authority, demands: Option<&Authority>) -> Arc<ServerConfig> {
    let Certified { chain, key } = authority.certify("localhost");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider));
    let builder = builder.with_safe_default_protocol_versions().expect("TLS");
    let builder = match demands {
        None => builder.with_no_client_auth(),
        Some(authority) => {
            let mut roots = RootCertStore::empty();
            roots.add(certificate(&authority.root)).expect("a root");
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build();
            builder.with_client_cert_verifier(verifier.expect("a verifier"))
        }
    };
    let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).expect("a key");
    Arc::new(builder.with_single_cert(vec![certificate(&chain)], key).expect("a certificate of its key"))
}

/// What is left unread would make the system reset the connection before the client has read why it ends.
pub(crate) fn end(socket: &mut TcpStream) {
    let _ = socket.shutdown(Shutdown::Write);
    while socket.read(&mut [0; 4096]).is_ok_and(|count| count > 0) {}
}

fn certificate(pem: &str) -> CertificateDer<'static> {
    CertificateDer::from_pem_slice(pem.as_bytes()).expect("a certificate")
}

fn answer_all(
    listener: &TcpListener,
    config: &Arc<ServerConfig>,
    answer: &Arc<impl Fn(usize) -> String + Send + Sync + 'static>,
    heard: &Arc<Mutex<Vec<String>>>,
) {
    for (number, mut socket) in listener.incoming().flatten().enumerate() {
        let (config, answer, heard) = (Arc::clone(config), Arc::clone(answer), Arc::clone(heard));
        std::thread::spawn(move || {
            // A small answer behind the handshake's last words should not wait for these to be acknowledged.
            let _ = socket.set_nodelay(true);
            let Ok(mut connection) = ServerConnection::new(config) else { return };
            let mut stream = Stream::new(&mut connection, &mut socket);
            let mut buffer = [0; 4096];
            // A client that does not trust the certificate goes away here, and any other when it has its answers.
            while let Ok(count @ 1..) = stream.read(&mut buffer) {
                heard.lock().expect("no panic").push(String::from_utf8_lossy(&buffer[..count]).into_owned());
                let _ = stream.write_all(answer(number).as_bytes()).and_then(|()| stream.flush());
            }
            while connection.wants_write() && connection.write_tls(&mut socket).is_ok_and(|count| count > 0) {}
            end(&mut socket);
        });
    }
}
