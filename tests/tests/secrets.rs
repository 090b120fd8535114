//! Nothing prints a secret, or a field marked sensitive: no `Debug`, no `Display`, no line of a log and no answer of the
//! sandbox, for any platform, whether a call succeeds, is refused here or there, or meets a server that echoes it.

mod requests;

use std::fmt::{Debug, Display};
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::thread;

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use requests::place::{fields, put, slot};
use requests::{Request, request};
use signwright_client::{APIS, suning, wangdian_enterprise, wangdian_flagship};
use signwright_runtime::encode::encode;
use signwright_runtime::model::{DocumentFormat, Platform, Type};
use signwright_runtime::sign::{Received, SigningRequest, sign, verify};
use signwright_runtime::transport::Blocking;
use signwright_runtime::{
    CallOptions, Client, Credentials, Endpoint, FillFields, Limits, Node, SigningTime, fill_request, form, prepare_node,
};
use signwright_sandbox::{Options, Sandbox, Service};
use signwright_tests::http::arrived;

/// 2024-05-01 12:00:00 at +08:00.
const NOW: i64 = 1_714_536_000_000;

/// Stands in every secret; `of` tells two sets apart. Letters and digits alone, so that no encoding hides it.
const SECRET: &str = "Q7secretQ7";
/// Stands in every value of a sensitive field.
const PERSON: &str = "Q7person";

/// A full set of credentials, optional ones included.
fn credentials(platform: &Platform<'_>, of: &str) -> Credentials {
    Credentials::new(platform.credentials.iter().map(|one| {
        let value = match (one.secret, one.split) {
            (false, _) => "open".to_owned(),
            (true, "") => format!("{SECRET}{of}"),
            (true, split) => format!("{SECRET}{of}{split}grain"),
        };
        (one.name, value)
    }))
}

/// Everything that is printed, in one text.
#[derive(Default)]
struct Printed(String);

impl Printed {
    fn text(&mut self, value: &dyn Display) {
        self.0.push_str(&value.to_string());
        self.0.push('\n');
    }

    fn debug(&mut self, value: &dyn Debug) {
        self.text(&format_args!("{value:?}\n{value:#?}"));
    }

    fn error(&mut self, error: &impl std::error::Error) {
        self.text(error);
        self.debug(error);
    }

    #[track_caller]
    fn hides(&self) {
        for hidden in [SECRET, PERSON] {
            assert!(!self.0.contains(hidden), "{}", self.0);
        }
    }
}

/// Marks the text of every sensitive field that is there; longer than its table allows, if that is asked for.
fn marked(mut request: Request, too_long: bool) -> Request {
    let shape = request.endpoint.request();
    for (path, field) in fields(shape, &request.node, "") {
        let there = slot(shape, &request.node, &path).is_some_and(Node::is_there);
        if let (true, true, Type::Text { max, .. }) = (field.sensitive, there, field.ty) {
            let max = usize::try_from(max.unwrap_or(64)).expect("a length");
            let value = PERSON.repeat(if too_long { max } else { max / PERSON.len() });
            put(shape, &mut request.node, &path, Node::text(value));
        }
    }
    request
}

/// Signs, sends and checks a request without a socket, and prints whatever comes by.
fn printed(request: &Request, caller: &Credentials) -> Printed {
    let (platform, endpoint) = (request.api.platform, request.endpoint);
    let mut printed = Printed::default();
    let known = credentials(platform, "");
    let options = Options::default().credentials(platform.name, known.clone());
    printed.debug(&options);
    let service = Service::new(&[request.api], options);
    let served = service.served("http://127.0.0.1:8080");
    printed.debug(&(&service, &served, caller, &request.node));

    for unchecked in [false, true] {
        let vars = vec![("anything".to_owned(), SECRET.to_owned())];
        let options = CallOptions { format: request.format, unchecked, vars, ..CallOptions::default() };
        printed.debug(&options);
        let (node, signing_time) = (request.node.clone(), SigningTime::new(NOW, "0123456789abcdef"));
        let environment = &served[0].environment;
        let prepared = match prepare_node(platform, endpoint, node, caller, environment, &options, &signing_time) {
            Ok(prepared) => prepared,
            Err(error) => {
                printed.error(&error);
                continue;
            }
        };
        printed.debug(&prepared);
        let sent = prepared.request;
        let http = arrived(&sent);
        let answer = service.answer(&http, NOW);
        printed.debug(&(&http, &answer));
        printed.text(&answer.entry);
        printed.text(&String::from_utf8_lossy(&answer.body));

        // The same by hand, as who builds on the engine would.
        let format = request.format.unwrap_or(DocumentFormat::Json);
        let encoded = encode(platform, endpoint, request.node.clone(), format, &[]).expect("it was encoded before");
        printed.debug(&encoded);
        let params = encoded.params.into_iter().chain([("beside".to_owned(), PERSON.to_owned())]).collect();
        let endpoint = endpoint.name.to_owned();
        let request = SigningRequest { params, body: encoded.body, endpoint, ..SigningRequest::default() };
        let signed = sign(platform, &request, caller, &signing_time).expect("it was signed before");
        printed.debug(&(&request, &signed));
        let pairs = |encoded: &[u8]| form::decode(encoded, Limits::default()).unwrap_or_default();
        let received =
            Received { form: pairs(&signed.request.body), headers: signed.request.headers, ..Received::default() };
        printed.debug(&received);
        if let Err(error) = verify(platform, &received, &known) {
            printed.error(&error);
        }
    }
    printed
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn no_request_prints_what_it_hides(request in request(), too_long in any::<bool>(), known in any::<bool>()) {
        let caller = credentials(request.api.platform, if known { "" } else { "x" });
        printed(&marked(request, too_long), &caller).hides();
    }
}

/// A typed request of an endpoint, with every sensitive field in it marked.
fn typed<R: Endpoint + FillFields>() -> R {
    let name = R::endpoint().expect("a table").name;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let request = std::iter::repeat_with(|| request().new_tree(&mut runner).expect("a request").current())
        .find(|request| request.endpoint.name == name)
        .expect("each endpoint comes by");
    fill_request(&marked(request, false).node, R::platform().expect("a platform").zone)
        .unwrap_or_else(|error| panic!("{error}"))
}

/// Answers every request with a gateway's page that echoes the whole of it, once as words and once as JSON.
fn echo() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    thread::spawn(move || {
        for (number, stream) in listener.incoming().flatten().enumerate() {
            let mut stream = stream;
            let mut request = vec![0; 1 << 16];
            let read = stream.read(&mut request).unwrap_or_default();
            let request = String::from_utf8_lossy(&request[..read]).into_owned();
            let line = request.lines().next().unwrap_or_default();
            let page = format!("<!DOCTYPE html><html><h1>502 Bad Gateway</h1>{line} was not passed on</html>");
            let body = if number % 2 == 0 { page } else { format!("{{\"error\": {request:?}") };
            let head =
                format!("HTTP/1.1 502 Bad Gateway\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
            // A caller that has gone away is not this test's.
            let _ = stream.write_all((head + &body).as_bytes());
        }
    });
    address
}

fn calls<R: Endpoint + FillFields + Debug>(printed: &mut Printed, gateway: &str)
where
    R::Response: Debug,
{
    let (platform, request) = (R::platform().expect("a platform"), typed::<R>());
    printed.debug(&request);
    let known = credentials(platform, "");
    let sandbox = Sandbox::start(
        APIS.apis().expect("the texts are read"),
        Options::default().credentials(platform.name, known.clone()),
    )
    .expect("it starts");
    printed.debug(&sandbox);
    let closed = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let at_sandbox = sandbox.environment(platform.name);
    let path = at_sandbox.strip_prefix(sandbox.url()).expect("a path").to_owned();
    let mut errors = 0;
    for (address, credentials) in [
        (at_sandbox.clone(), known.clone()),
        (at_sandbox, self::credentials(platform, "x")),
        (format!("http://{closed}{path}"), known.clone()),
        (format!("{gateway}{path}"), known.clone()),
        (format!("{gateway}{path}"), known.clone()),
        (format!("https://{SECRET}:{SECRET}@[::1]:0{path}"), known.clone()),
        (format!("http://{closed}/x?token={SECRET}"), Credentials::default()),
    ] {
        let client = Client::new(platform, credentials, &address, Blocking::new()).expect("an address");
        printed.debug(&client);
        match client.call(&request) {
            Ok(reply) => printed.debug(&reply),
            Err(error) => {
                errors += 1;
                printed.error(&error);
                assert!(!printed.0.contains("sign="), "{}", printed.0);
            }
        }
    }
    assert!(errors >= 5, "{}", printed.0);
    for entry in sandbox.log() {
        printed.text(&entry);
        printed.debug(&entry);
    }
}

#[test]
fn no_call_prints_what_it_hides() {
    let gateway = echo();
    let mut printed = Printed::default();
    calls::<wangdian_enterprise::TradePush>(&mut printed, &gateway);
    calls::<wangdian_enterprise::VipTradeModify>(&mut printed, &gateway);
    calls::<wangdian_flagship::TradeToException>(&mut printed, &gateway);
    calls::<suning::OrderStatusQuery>(&mut printed, &gateway);
    printed.hides();
    // It does print what may be seen.
    for shown in
        ["TradePush {", "<redacted>", "502 Bad Gateway", "refused: 1007 签名错误", "refused (signature)", "accepted"]
    {
        assert!(printed.0.contains(shown), "{shown}\n{}", printed.0);
    }
}

#[test]
fn generated_credentials_do_not_print() {
    let mut printed = Printed::default();
    let (open, secret) = (|| "open".to_owned(), || SECRET.to_owned());
    printed.debug(&wangdian_enterprise::Credentials { sid: open(), appkey: open(), appsecret: secret() });
    printed.debug(&wangdian_flagship::Credentials { sid: open(), key: open(), appsecret: secret() });
    printed.debug(&suning::Credentials { app_key: open(), app_secret: secret(), access_token: Some(secret()) });
    printed.hides();
}
