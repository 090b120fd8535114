//! What reading an answer of 1 MB with 500 rows costs, JSON and XML, and a small one, beside serde_json and quick-xml with
//! derived structs of the same fields, which are told neither a success nor a lenience. Prints medians, taken one after the
//! other in turn, and ratios; `cargo bench -p signwright-runtime --bench read`.
//!
//! With the name of one case (`json`, `json-serde`, `xml`, `xml-serde`, `small`, `small-serde`) it runs that alone, so often
//! as the second argument says: what valgrind counts of one run more is what one answer costs.
#![allow(missing_docs, dead_code, unreachable_pub, clippy::needless_update)]

mod documents;
mod peer;
mod tables;

use std::hint::black_box;
use std::time::{Duration, Instant};

use bytes::Bytes;
use signwright_runtime::model::DocumentFormat;
use signwright_runtime::reply::RawAnswer;
use signwright_runtime::{Endpoint, Limits, Redaction, Reply, interpret};
use tables::{Push, Query};

fn ours<R: Endpoint>(body: &Bytes, format: DocumentFormat) -> Reply<R::Response> {
    let answer = RawAnswer::new(200, body.clone());
    let reply = interpret::<R>(answer, Some(format), Limits::default(), &Redaction::default());
    let reply = reply.unwrap_or_else(|error| panic!("{error:#}"));
    assert!(reply.notes.is_empty(), "{}", reply.notes);
    reply
}

fn of_serde(body: &Bytes) -> peer::Answer {
    let document: peer::Document<peer::Answer> = serde_json::from_slice(body).expect("an answer");
    document.response
}

fn of_quick_xml(body: &Bytes) -> peer::Answer {
    quick_xml::de::from_str(std::str::from_utf8(body).expect("UTF-8")).expect("an answer")
}

fn small_of_serde(body: &Bytes) -> peer::Pushed {
    let document: peer::Document<peer::Pushed> = serde_json::from_slice(body).expect("an answer");
    assert_eq!(document.response.code, 0);
    document.response
}

/// The medians of both, taken in turn, of so many runs each.
fn medians(runs: usize, repeated: u32, mut ours: impl FnMut(), mut peers: impl FnMut()) -> (Duration, Duration) {
    let mut times = (Vec::with_capacity(runs), Vec::with_capacity(runs));
    let measured = |work: &mut dyn FnMut()| {
        let start = Instant::now();
        (0..repeated).for_each(|_| work());
        start.elapsed() / repeated
    };
    for _ in 0..runs {
        times.0.push(measured(&mut ours));
        times.1.push(measured(&mut peers));
    }
    times.0.sort_unstable();
    times.1.sort_unstable();
    (times.0[runs / 2], times.1[runs / 2])
}

fn told(what: &str, (ours, peers): (Duration, Duration)) {
    println!("{what}: {ours:?} beside {peers:?}, {:.2} times", ours.as_secs_f64() / peers.as_secs_f64());
}

fn main() {
    let (json, xml, small) =
        (Bytes::from(documents::json()), Bytes::from(documents::xml()), Bytes::from(documents::SMALL));
    let query = |body: &Bytes, format| drop(black_box(ours::<Query>(black_box(body), format)));
    let push = |body: &Bytes| drop(black_box(ours::<Push>(black_box(body), DocumentFormat::Json)));
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    if let Some(case) = arguments.next() {
        let runs: usize = arguments.next().and_then(|runs| runs.parse().ok()).unwrap_or(1);
        for _ in 0..runs {
            match case.as_str() {
                "json" => query(&json, DocumentFormat::Json),
                "json-serde" => drop(black_box(of_serde(&json))),
                "xml" => query(&xml, DocumentFormat::Xml),
                "xml-serde" => drop(black_box(of_quick_xml(&xml))),
                "small" => push(&small),
                "small-serde" => drop(black_box(small_of_serde(&small))),
                _ => panic!("no such case: {case}"),
            }
        }
        return;
    }
    let trades = ours::<Query>(&json, DocumentFormat::Json).response.trades.and_then(|trades| trades.trade);
    assert_eq!((trades.map(|trades| trades.len()), of_serde(&json).trades.map(|trades| trades.trade.len())), {
        (Some(500), Some(500))
    });
    let of_peer = || drop(black_box(of_serde(black_box(&json))));
    told(&format!("JSON, {} bytes", json.len()), medians(401, 1, || query(&json, DocumentFormat::Json), of_peer));
    let of_peer = || drop(black_box(of_quick_xml(black_box(&xml))));
    told(&format!("XML, {} bytes", xml.len()), medians(201, 1, || query(&xml, DocumentFormat::Xml), of_peer));
    let of_peer = || drop(black_box(small_of_serde(black_box(&small))));
    told("a small answer", medians(401, 1000, || push(&small), of_peer));
}
