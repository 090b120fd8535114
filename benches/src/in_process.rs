//! `push`, `answers` and `loopback`: calls beside those that others make, in programs of `benches/peers`.

use std::error::Error;

use crate::peers::{Known, Program};
use crate::table::{Bar, Table};

const fn known(
    row: &'static str,
    unit: &'static str,
    peer: &'static str,
    what: &'static str,
    bar: Option<Bar>,
) -> Known {
    Known { row, unit, peer, what, bar }
}

/// Allocations are compared with the peer's: fewer than its.
const FEWER: Option<Bar> = Some(Bar::Times(0.9999));

const PUSH: [Known; 8] = [
    known("push-50", "µs", "by hand", "push of 50 trades, signed", Some(Bar::Times(0.85))),
    known("push-50", "µs", "MD5", "push of 50 trades, signed", Some(Bar::Times(2.2))),
    known("push-1", "µs", "by hand", "push of 1 trade, signed", Some(Bar::Times(1.1))),
    known("modify", "µs", "by hand", "vip_trade_modify, signed", Some(Bar::Times(1.1))),
    known("push-50", "allocations", "by hand", "push of 50 trades", Some(Bar::Most(60.0))),
    known("push-50", "allocations", "MD5", "push of 50 trades", None),
    known("push-1", "allocations", "by hand", "push of 1 trade", Some(Bar::Most(60.0))),
    known("modify", "allocations", "by hand", "vip_trade_modify", Some(Bar::Most(60.0))),
];

const ANSWERS: [Known; 6] = [
    known("read-json", "µs", "", "answer of 1 MB, 500 rows, JSON", Some(Bar::Times(0.8))),
    known("read-xml", "µs", "", "the same in XML", Some(Bar::Times(0.7))),
    known("read-small", "µs", "", "a small answer interpreted", Some(Bar::Times(1.5))),
    known("read-json", "allocations", "", "answer of 1 MB, 500 rows, JSON", FEWER),
    known("read-xml", "allocations", "", "the same in XML", FEWER),
    known("read-small", "allocations", "", "a small answer interpreted", None),
];

/// At least 0.95 of the peer's calls for the same time.
const CALLS: Option<Bar> = Some(Bar::Times(1.0 / 0.95));

const LOOPBACK: [Known; 4] = [
    known("async-cpu", "µs", "", "CPU of a signed call, async, 64 in flight", CALLS),
    known("async-wall", "µs", "", "wall time of the same", None),
    known("blocking-cpu", "µs", "", "CPU of a signed call, blocking, 64 threads", CALLS),
    known("blocking-wall", "µs", "", "wall time of the same", None),
];

/// `push [ROUNDS]`.
pub(crate) fn push(arguments: &[String]) -> Result<(), Box<dyn Error>> {
    beside(Table::new("push", "from the typed request to the signed body, validation included"), &PUSH, arguments)
}

/// `answers [ROUNDS]`.
pub(crate) fn answers(arguments: &[String]) -> Result<(), Box<dyn Error>> {
    beside(Table::new("answers", "from the bytes of an answer to the typed response"), &ANSWERS, arguments)
}

fn beside(mut table: Table, known: &[Known], arguments: &[String]) -> Result<(), Box<dyn Error>> {
    let rounds = arguments.first().map_or("301", String::as_str);
    Program::build("in-process", "in_process")?.add_rows(&[table.name(), rounds], known, &mut table)?;
    Program::build("in-process", "in_process_counted")?.add_rows(&[table.name()], known, &mut table)?;
    table.finish()
}

/// `loopback [CALLS] [ROUNDS]`.
pub(crate) fn loopback(arguments: &[String]) -> Result<(), Box<dyn Error>> {
    let mut table = Table::new("loopback", "signed calls over loopback, beside those that send the same bytes");
    let program = Program::build("loopback", "loopback")?;
    let numbers: Vec<&str> = arguments.iter().map(String::as_str).collect();
    for kind in ["async", "blocking"] {
        program.add_rows(&[&[kind], &numbers[..]].concat(), &LOOPBACK, &mut table)?;
    }
    table.finish()
}
