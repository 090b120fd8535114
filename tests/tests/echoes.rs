//! A server that answers with what it was sent, in every shape and encoding, on both transports: neither errors nor
//! replies nor anything that a library logs shows a secret, a signature or personal data of the request.

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use signwright_client::{suning, wangdian_enterprise, wangdian_flagship};
use signwright_runtime::model::DocumentFormat;
use signwright_runtime::transport::{Async, Blocking};
use signwright_runtime::{
    Client, Credentials, Endpoint, Error, Event, FillFields, Limits, Reply, Step, fill_request, form, json,
};
use signwright_tests::logs;

const SECRET: &str = "Q7secret/+Q7=";
const SALT: &str = "Q7 salt盐";
const TOKEN: &str = "Q7tokenQ7";
const PASSWORD: &str = "Q7pass-word";
const PEOPLE: [&str; 6] =
    ["三国杀 & \"friends\"", "张三丰", "13800138001", "北京市 海淀区 花园路1号", "zhang+san@example.com", "王五"];

const PUSH: &str = r#"{ "shop_no": "api_test", "trade_list": [{
    "tid": "AT202405010001", "trade_status": 30, "pay_status": 2, "delivery_term": 1,
    "trade_time": "2024-05-01 10:21:00", "buyer_nick": "三国杀 & \"friends\"", "receiver_name": "张三丰",
    "receiver_mobile": "13800138001", "receiver_address": "北京市 海淀区 花园路1号", "pay_account": "zhang+san@example.com",
    "buyer_message": "王五", "post_amount": 12, "cod_amount": 0, "ext_cod_fee": 0, "paid": 401.00,
    "order_list": [{ "oid": "AT202405010001-1", "num": 2, "price": 199.50, "status": 30, "refund_status": 0,
        "goods_id": "E166D18B", "spec_no": "9787533951092", "adjust_amount": 0, "discount": 10, "share_discount": 0 }]
}] }"#;

/// How a server gives back what it was sent.
const ECHOES: [fn(&str) -> String; 12] = [
    |sent| page(sent),
    |sent| page(&unescaped(sent)),
    |sent| format!("{{\"error\": {sent:?}"),
    |sent| said(sent),
    |sent| said(&unescaped(sent)),
    |sent| said(&lines(sent)),
    |sent| said(&lines(&unescaped(sent))),
    |sent| said(&percent(&unescaped(sent))),
    |sent| said(&unescaped(sent).replace('&', "&amp;").replace('"', "&quot;")),
    |sent| done(&unescaped(sent)),
    |sent| format!("{{\"error\":{0},\"message\":{0}}}", text(&unescaped(sent))),
    |sent| format!("{{\"sn_responseContent\":{{\"sn_error\":{{\"error_code\":{0},\"error_msg\":{0}}}}}}}", text(sent)),
];

fn page(words: &str) -> String {
    format!("<!DOCTYPE html><html><h1>502</h1><p>{}</p></html>", words.replace(['=', '?'], " "))
}

/// A refusal of all three platforms.
fn said(message: &str) -> String {
    let message = text(message);
    format!(
        "{{\"code\":{message},\"status\":100,\"message\":{message},\
         \"sn_responseContent\":{{\"sn_error\":{{\"error_code\":{message},\"error_msg\":{message}}}}}}}"
    )
}

/// A success with fields that cannot be read, named by what was sent.
fn done(message: &str) -> String {
    let message = text(message);
    format!(
        "{{\"code\":0,\"status\":0,\"message\":{message},\"data\":{{\"message\":{message},{message}:[]}},\"new_count\":{message}}}"
    )
}

fn text(text: &str) -> String {
    serde_json::to_string(text).expect("a text")
}

/// Short lines, which no message cuts off.
fn lines(sent: &str) -> String {
    sent.split(['&', '\r', '\n', ','])
        .filter(|line| SHOWN.iter().any(|name| line.contains(name)))
        .collect::<Vec<_>>()
        .join(" ; ")
}

const SHOWN: [&str; 9] =
    ["sign", "secret", "salt", "oken", "uthorization", "receiver_name", "buyer_nick", "receiver_mobile", "pay_account"];

fn percent(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        let _ = write!(encoded, "%{byte:02x}");
        encoded
    })
}

/// Without percent-encoding.
fn unescaped(sent: &str) -> String {
    sent.split('&')
        .map(|pair| match form::decode(pair.as_bytes(), Limits::default()).as_deref() {
            Ok([(name, value)]) => format!("{name}={value}"),
            _ => pair.to_owned(),
        })
        .collect::<Vec<_>>()
        .join("&")
}

struct Echo {
    address: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Echo {
    fn start(echo: fn(&str) -> String, status: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let requests = Arc::<Mutex<Vec<String>>>::default();
        let seen = Arc::clone(&requests);
        thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let request = read(&mut stream);
                seen.lock().expect("no panic").push(request.clone());
                let body = echo(&request);
                let head =
                    format!("HTTP/1.1 {status} Echo\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
                let _ = stream.write_all((head + &body).as_bytes());
            }
        });
        Self { address: format!("http://user:{PASSWORD}@127.0.0.1:{port}/openapi/"), requests }
    }

    /// The signatures of what was sent.
    fn signatures(&self) -> Vec<String> {
        let requests = self.requests.lock().expect("no panic");
        let parts = requests.iter().flat_map(|request| request.split(['&', '?', ' ', '\r', '\n']));
        let lines = requests.iter().flat_map(|request| request.lines());
        let named = parts.filter_map(|part| part.strip_prefix("sign="));
        let headers = lines.filter_map(|line| line.strip_prefix("signinfo: "));
        named.chain(headers).map(str::to_owned).collect()
    }
}

fn read(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut chunk = [0; 1 << 12];
    loop {
        let request = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = request.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return request;
            }
        }
        match stream.read(&mut chunk) {
            Ok(count) if count > 0 => bytes.extend_from_slice(&chunk[..count]),
            _ => return request,
        }
    }
}

/// Calls the echo over both transports, and gives all that was printed and all that must not be.
fn calls<R: Endpoint + FillFields + Sync>(
    request: &str,
    credentials: &Credentials,
    echo: fn(&str) -> String,
) -> (String, Vec<String>)
where
    R::Response: std::fmt::Debug,
{
    let node = json::parse(request.as_bytes(), Limits::default()).expect("JSON");
    let request: R =
        fill_request(&node, R::platform().expect("a platform").zone).unwrap_or_else(|error| panic!("{error}"));
    let (mut printed, mut hidden) = (String::new(), Vec::new());
    let runtime = signwright_tests::runtime();
    for status in [200, 502] {
        let server = Echo::start(echo, status);
        let client =
            Client::new(R::platform().expect("a platform"), credentials.clone(), &server.address, Blocking::new())
                .expect("an address")
                .format(DocumentFormat::Json);
        let client = client.with_attempts(2).with_pauses(Duration::ZERO, Duration::ZERO).with_observer(observe);
        print(&mut printed, &client.call(&request));
        let client =
            Client::new(R::platform().expect("a platform"), credentials.clone(), &server.address, Async::new())
                .expect("an address")
                .format(DocumentFormat::Json);
        let client = client.with_observer(observe);
        print(&mut printed, &runtime.block_on(client.call_async(&request)));
        let signatures = server.signatures();
        assert!(signatures.len() >= 2, "both are signed");
        hidden.extend(signatures);
    }
    (printed, hidden)
}

/// All that an observer can print.
fn observe(event: &Event<'_>) {
    let bodies = match &event.step {
        Step::Sends(request) => format!("{} {} {}", request.verb(), request.address(), request.body()),
        Step::Answered(answer) => format!("{:?} {}", answer.request_id(), answer.body()),
        _ => String::new(),
    };
    tracing::trace!("{event:?} {event:#?} {bodies}");
}

fn print<T: std::fmt::Debug>(printed: &mut String, result: &Result<Reply<T>, Error>) {
    let _ = match result {
        Ok(reply) => writeln!(printed, "{reply:?} {reply:#?} {:?}", reply.notes),
        Err(error) => {
            let source = std::error::Error::source(error);
            writeln!(
                printed,
                "{error} {error:?} {error:#?} {source:?} {}",
                source.map(ToString::to_string).unwrap_or_default()
            )
        }
    };
}

/// The ways in which the test looks for a value: not those of the engine's own search.
fn spellings(value: &str) -> Vec<String> {
    let form = form::encode([("", value)]);
    let plus = form.trim_start_matches('=').to_owned();
    let escaped: String = value.encode_utf16().fold(String::new(), |mut text, unit| {
        let _ = match char::from_u32(unit.into()) {
            Some(character) if character.is_ascii() => write!(text, "{character}"),
            _ => write!(text, "\\u{unit:04x}"),
        };
        text
    });
    vec![
        value.to_owned(),
        text(value).trim_matches('"').to_owned(),
        escaped,
        plus.replace('+', "%20"),
        plus.to_lowercase(),
        plus,
    ]
}

#[test]
fn an_echo_of_the_request_prints_nothing_of_it() {
    logs::listen();
    log::trace!("the logger works");
    tracing::trace!("so does the subscriber");
    let credentials = Credentials::new([
        ("sid", "acme".to_owned()),
        ("appkey", "open-key".to_owned()),
        ("key", "open-key".to_owned()),
        ("appKey", "open-key".to_owned()),
        ("appSecret", SECRET.to_owned()),
        ("access_token", TOKEN.to_owned()),
        ("appsecret", format!("{SECRET}:{SALT}")),
    ]);
    let query = r#"{ "orderSource": "201", "startTime": "2014-01-14 12:20:00", "endTime": "2014-01-15 12:20:00", "queryType": "0" }"#;
    let mut unseen = Vec::new();
    for (number, echo) in ECHOES.into_iter().enumerate() {
        let mut all = String::new();
        let mut hidden: Vec<String> = [SECRET, SALT, TOKEN, PASSWORD].map(str::to_owned).to_vec();
        hidden.extend(PEOPLE.map(str::to_owned));
        for (printed, signatures) in [
            calls::<wangdian_enterprise::TradePush>(PUSH, &credentials, echo),
            calls::<wangdian_flagship::TradeToException>(r#"{"trade_no":"JY202311100033"}"#, &credentials, echo),
            calls::<suning::OrderStatusQuery>(query, &credentials, echo),
        ] {
            all.push_str(&printed);
            hidden.extend(signatures);
        }
        unseen.extend((!all.contains("<redacted>")).then_some(number));
        all.push_str(&logs::said());
        for value in &hidden {
            for spelling in spellings(value) {
                assert!(!all.contains(&spelling), "echo {number} shows {spelling}\n{all}");
            }
        }
        assert!(all.contains("attempt") && all.contains("Ends("), "spans and events are among them: {all}");
        assert!(all.contains("the logger works") && all.contains("so does the subscriber"), "{all}");
    }
    // Of a torn document nothing is shown, and of another system's words none with `=`.
    assert_eq!(unseen, [2, 10]);
}

#[test]
fn the_useful_part_of_a_message_stays() {
    let echo = |_: &str| r#"{"code":1013,"message":"tid AT202405010001 已存在\r\n收件人张三丰 \u001b[31m"}"#.to_owned();
    let server = Echo::start(echo, 200);
    let node = json::parse(PUSH.as_bytes(), Limits::default()).expect("JSON");
    let platform = wangdian_enterprise::TradePush::platform().expect("a platform");
    let request: wangdian_enterprise::TradePush = fill_request(&node, platform.zone).expect("a request");
    let credentials = Credentials::new([("sid", "acme"), ("appkey", "k"), ("appsecret", "secret:salt")]);
    let client = Client::new(platform, credentials, &server.address, Blocking::new()).expect("an address");
    let Error::Refused(refusal) = client.call(&request).expect_err("refused") else { panic!("refused") };
    assert_eq!(refusal.message, "tid AT202405010001 已存在 收件人<redacted> [31m");
    let body = refusal.answer.expect("the answer").body;
    assert!(String::from_utf8_lossy(&body).contains("收件人张三丰"), "as it came");
}
