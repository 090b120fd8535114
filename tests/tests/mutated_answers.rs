//! Answers of the vendors, altered at random, over both transports: the same outcome on each and in the engine alone,
//! nothing but a whole document a success or a refusal, and no word of a server that a terminal would obey.
//! `SIGNWRIGHT_CASES=2000 cargo test -p signwright-tests --test mutated_answers` looks harder.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use bytes::Bytes;
use signwright_client::suning::order_status_query::OrderStatusQuery;
use signwright_client::wangdian_enterprise::{trade_push::TradePush, vip_trade_modify::VipTradeModify};
use signwright_client::wangdian_flagship::trade_to_exception::TradeToException;
use signwright_runtime::model::DocumentFormat;
use signwright_runtime::reply::RawAnswer;
use signwright_runtime::transport::{Async, Blocking};
use signwright_runtime::{
    Client, Credentials, Endpoint, Error, FillFields, Limits, Redaction, Reply, client, fill_request, json, xml,
};
use signwright_tests::case::Case;
use signwright_tests::http::{Message, media_type};

/// Numbers that follow from a seed alone.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound.max(1) as u64).expect("less than a usize")
    }

    fn pick<'v, T>(&mut self, values: &'v [T]) -> &'v T {
        &values[self.below(values.len())]
    }
}

/// What takes the place of a value.
const VALUES: [&str; 16] = [
    "0",
    "false",
    "true",
    "null",
    "\"0\"",
    "\" 0\"",
    "\"0.00\"",
    "-0",
    "0e5",
    "7",
    "[]",
    "{}",
    "{\"0\":{}}",
    "\"订单不存在😀\"",
    "\"\\u001b[31m\\u202e\"",
    "<code>1</code>",
];
/// What takes the place of any bytes.
const PIECES: [&str; 10] =
    ["", ",", "}", "]", "\"code\":99,", "\"status\":0,", "\u{1b}[31m", "\u{202e}", "\\ud83d", "&#x0;"];
const STATUSES: [u16; 12] = [200, 200, 200, 200, 200, 201, 204, 302, 401, 429, 500, 504];

/// An answer with up to two alterations, most of which leave it a document.
fn mutated(body: &str, random: &mut Random) -> Vec<u8> {
    let mut bytes = body.as_bytes().to_vec();
    for _ in 0..random.below(3) {
        if random.below(4) > 0 {
            replace_value(&mut bytes, random);
        } else {
            damage(&mut bytes, random);
        }
    }
    bytes
}

/// Puts something else where a value of JSON or the text of an element stands.
fn replace_value(bytes: &mut Vec<u8>, random: &mut Random) {
    let begins: Vec<usize> = (1..=bytes.len()).filter(|index| matches!(bytes[index - 1], b':' | b'>')).collect();
    if begins.is_empty() {
        return;
    }
    let start = *random.pick(&begins);
    let length = bytes[start..].iter().position(|byte| b",}]<".contains(byte)).unwrap_or(bytes.len() - start);
    bytes.splice(start..start + length, random.pick(&VALUES).bytes());
}

fn damage(bytes: &mut Vec<u8>, random: &mut Random) {
    let start = random.below(bytes.len() + 1);
    let end = (start + random.below(12)).min(bytes.len());
    match random.below(4) {
        0 => bytes.truncate(start),
        1 => bytes.insert(start, u8::try_from(random.below(256)).expect("a byte")),
        2 => {
            let again = bytes[start..end].to_vec();
            bytes.splice(start..start, again);
        }
        _ => drop(bytes.splice(start..end, random.pick(&PIECES).bytes())),
    }
}

/// A server that answers each request with the next bytes that it is sent.
fn serve() -> (String, Sender<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/api", listener.local_addr().expect("an address"));
    let (sender, answers): (_, Receiver<Vec<u8>>) = channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            read_request(&mut stream);
            let Ok(answer) = answers.recv() else { return };
            stream.write_all(&answer).expect("the client reads it");
        }
    });
    (url, sender)
}

fn read_request(stream: &mut TcpStream) {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, _)) = text.split_once("\r\n\r\n") {
            let length = head
                .to_ascii_lowercase()
                .lines()
                .find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
            if bytes.len() >= head.len() + 4 + length.unwrap_or(0) {
                return;
            }
        }
        let count = stream.read(&mut chunk).expect("a request");
        bytes.extend_from_slice(&chunk[..count]);
    }
}

/// A result as a user sees it; the exact bytes only by their number. Values are the user's own, so they are shown escaped.
fn told<T: serde::Serialize>(result: &Result<Reply<T>, Error>) -> String {
    match result {
        Ok(reply) => {
            let response = serde_json::to_string(&reply.response).expect("JSON");
            format!("done {} {} {} {response:?}\n{}", reply.status, reply.is_empty, reply.body.len(), reply.notes)
        }
        Err(error) => {
            let kind = match error {
                Error::Invalid(_) => "invalid",
                Error::NotSent(_) => "not sent",
                Error::Refused(_) => "refused",
                Error::Partial(_) => "in part",
                Error::Unknown(_) => "unknown",
                Error::Decode(_) => "unread",
            };
            format!("{kind}: {error}")
        }
    }
}

fn is_harmless(character: char) -> bool {
    let is_bidi = matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    character == '\n' || !(character.is_control() || is_bidi)
}

/// Sends the answers of an endpoint's cases, altered, to a client over each transport.
fn tries<R>(count: u64) -> u64
where
    R: Endpoint<Response: serde::Serialize> + FillFields + Sync,
{
    let (platform, endpoint) = (R::platform().expect("a platform"), R::endpoint().expect("a table"));
    let cases: Vec<_> = Case::all().into_iter().filter(|case| case.endpoint == endpoint.name).collect();
    let request = cases.iter().find(|case| case.has("request") && !case.has("violations")).expect("a sound request");
    let document =
        json::parse(request.text("request").unwrap_or_default().as_bytes(), Limits::default()).expect("JSON");
    let request: R = fill_request(&document, platform.zone).expect("a request");
    let answers: Vec<_> =
        cases.iter().filter_map(|case| Some(Message::parse(case.text("answer")?).expect("an answer"))).collect();
    let credentials = Credentials::new(platform.test_credentials.iter().map(|test| (test.name, test.value)));
    let (url, sender) = serve();
    let runtime = signwright_tests::runtime();
    let mut done = 0;
    for seed in 0..count {
        let mut random = Random(seed);
        let answer = random.pick(&answers);
        let kind = media_type(answer.header("content-type").unwrap_or_default());
        let format = if kind.ends_with("xml") { DocumentFormat::Xml } else { DocumentFormat::Json };
        let (body, status) = (mutated(&answer.body, &mut random), *random.pick(&STATUSES));
        let body = if status == 204 { Vec::new() } else { body };
        let head = format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
        for _ in 0..2 {
            sender.send([head.as_bytes(), &body].concat()).expect("the server runs");
        }
        let blocking = Client::new(platform, credentials.clone(), &url, Blocking::new()).expect("an address");
        let blocking = told(&blocking.format(format).call(&request));
        let asynchronous = Client::new(platform, credentials.clone(), &url, Async::new()).expect("an address");
        let asynchronous = told(&runtime.block_on(asynchronous.format(format).call_async(&request)));
        let body = Bytes::from(body);
        let engine = told(&client::interpret::<R>(
            RawAnswer::new(status, body.clone()),
            Some(format),
            Limits::default(),
            &Redaction::default(),
        ));

        let about = || format!("{} seed {seed}: {status} {}", endpoint.name, String::from_utf8_lossy(&body));
        assert_eq!(blocking, asynchronous, "{}", about());
        // The client masks what it sent; the engine alone knows nothing of that.
        assert_eq!(blocking.split([' ', ':']).next(), engine.split([' ', ':']).next(), "{}", about());
        assert!(blocking.chars().chain(engine.chars()).all(is_harmless), "{}: {blocking:?}", about());
        let format = platform.reply.format.unwrap_or(format);
        let is_document = match format {
            DocumentFormat::Json => json::parse(&body, Limits::default()).is_ok(),
            DocumentFormat::Xml => xml::parse(&body, Limits::default()).is_ok(),
        };
        assert!(is_document || blocking.starts_with("unknown"), "{}: {blocking}", about());
        done += u64::from(blocking.starts_with("done"));
    }
    done
}

#[test]
fn altered_answers_are_the_same_on_both_transports_and_never_told_better_than_they_are() {
    let count = std::env::var("SIGNWRIGHT_CASES").ok().and_then(|count| count.parse().ok()).unwrap_or(200) / 4;
    let done = [
        tries::<TradePush>(count),
        tries::<VipTradeModify>(count),
        tries::<TradeToException>(count),
        tries::<OrderStatusQuery>(count),
    ];
    // Some stay what they were, or nothing would have been tried.
    assert!(done.iter().sum::<u64>() > count / 8, "{done:?} of {count} each");
}
