//! HTTPS on both transports: an authority that only the machine knows is trusted, and one that it does not know is
//! refused before anything is sent; one connection carries several calls; and no library logs what is sent over it.

mod secure;

use std::process::Command;

use bytes::Bytes;
use secure::{Authority, Server};
use signwright_runtime::transport::{Async, AsyncTransport as _, Blocking, Phase, Transport as _, TransportError};

const ADDRESS: &str = "SIGNWRIGHT_TEST_ADDRESS";
/// Stands in what is sent: the address, a header, the body.
const SECRET: &str = "Q7secretQ7";

/// Two calls over each transport.
fn on_both(url: &str) -> [Result<Bytes, TransportError>; 4] {
    let request = || {
        let request = http::Request::post(format!("{url}?token={SECRET}")).header("x-token", SECRET);
        request.body(Bytes::from(format!("token={SECRET}"))).expect("a request")
    };
    let blocking = Blocking::new();
    let [first, second] = [(); 2].map(|()| blocking.send(request(), 1000.into()));
    let runtime = signwright_tests::runtime();
    let transport = Async::new();
    let [third, fourth] = [(); 2].map(|()| runtime.block_on(transport.send(request(), 1000.into())));
    [first, second, third, fourth].map(|sent| sent.map(http::Response::into_body))
}

#[test]
fn an_unknown_authority_is_refused_before_anything_is_sent() {
    let server = Server::start(&Authority::new(), None);
    for answer in on_both(&server.url()) {
        let error = answer.expect_err("nobody vouches for it");
        assert_eq!((error.phase, error.message.as_str()), (Phase::NotSent, "the host's certificate is not trusted"));
    }
    assert!(server.heard().is_empty());
}

/// The machine's authorities are read from the environment, which a test cannot change for itself: it runs itself again.
#[test]
fn the_machine_s_own_authority_is_trusted() {
    let authority = Authority::new();
    let server = Server::start(&authority, None);
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("authority.pem");
    std::fs::write(&file, &authority.root).expect("a file");
    let child = Command::new(std::env::current_exe().expect("this test"))
        .args(["--exact", "child_calls_with_its_environment", "--ignored", "--nocapture"])
        .env("SSL_CERT_FILE", &file)
        .env_remove("SSL_CERT_DIR")
        .env(ADDRESS, server.url())
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
