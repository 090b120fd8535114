//! What a client makes of each fault, which is the same in process and over a socket.

mod depot;

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use depot::APIS;
use depot::calls::{client, fixed, import, mock, over_socket, page, push, told};
use signwright_runtime::Limits;
use signwright_sandbox::{Answered, AppliedRow, Executed, Fault, Options, PageShift, Sandbox};

/// What the client of each side makes of the first call of a push, and how often the sandbox has executed it.
fn both(fault: &Fault) -> [(String, u64); 2] {
    let limits = Limits { bytes: 100_000, ..Limits::default() };
    let mock = mock(Options::default());
    mock.next_call().inject(fault.clone()).expect("the tables can express it");
    let of_mock = client(&mock).with_limits(limits).call(&push(&["茶-1"]));

    let sandbox = Sandbox::start(APIS.apis().expect("the texts are read"), Options::default()).expect("it starts");
    sandbox.next_call().inject(fault.clone()).expect("the tables can express it");
    let of_socket = over_socket(&sandbox).with_limits(limits).call(&push(&["茶-1"]));

    assert_eq!(mock.script().history(), sandbox.script().history(), "{fault}");
    assert_eq!(mock.script().history(), [format!("call 1 of stock.push: {fault}")]);
    let count = |rows: Vec<AppliedRow>| rows.first().map_or(0, |row| row.executions);
    let executions = [mock.rows("depot", "stock.push"), sandbox.rows("depot", "stock.push")].map(count);
    [(told(&of_mock), executions[0]), (told(&of_socket), executions[1])]
}

#[test]
fn each_fault_ends_alike_in_process_and_over_a_socket() {
    use Executed::{No, Yes};
    let wait = Duration::from_millis(20);
    let status = |status, html, executed| Fault::Status { status, html, executed };
    for (fault, expected, executions) in [
        (Fault::Delay(wait), "done", 1),
        (Fault::Reset(No), "unknown: the connection broke before there was an answer None", 0),
        (Fault::Reset(Yes), "unknown: the connection broke before there was an answer None", 1),
        (Fault::Cut(None), "unknown: the connection broke inside the answer None", 1),
        (Fault::Cut(Some(0)), "unknown: the connection broke inside the answer None", 1),
        (Fault::Cut(Some(1)), "unknown: the connection broke inside the answer None", 1),
        (Fault::Cut(Some(1_000_000)), "done", 1),
        (Fault::Slow(Duration::from_millis(2)), "done", 1),
        (Fault::Endless(No), "unknown: the answer is longer than 100000 bytes None", 0),
        (Fault::Endless(Yes), "unknown: the answer is longer than 100000 bytes None", 1),
        (Fault::Huge(No), "unknown: the answer is longer than 100000 bytes None", 0),
        (Fault::Huge(Yes), "unknown: the answer is longer than 100000 bytes None", 1),
        (Fault::WrongTypes, "done", 1),
        (Fault::Html(No), "unknown: the answer is an HTML page, not JSON Some(200)", 0),
        (Fault::Html(Yes), "unknown: the answer is an HTML page, not JSON Some(200)", 1),
        (status(502, true, No), "unknown", 0),
        (status(502, true, Yes), "unknown", 1),
        (status(503, false, No), "unknown", 0),
        (status(500, false, Yes), "unknown", 1),
        (Fault::Throttled(None), "refused 20 Some(2s)", 0),
        (Fault::Throttled(Some(Duration::from_millis(4_500))), "refused 20 Some(5s)", 0),
        (Fault::Clock, "refused 30 None", 0),
        (Fault::Token, "refused 40 None", 0),
        (Fault::refused("50"), "refused 50 None", 0),
        (Fault::refused("不在表里"), "refused 不在表里 None", 0),
        (Fault::Redirect, "unknown", 0),
        (Fault::Twice(Answered::First), "done", 2),
        (Fault::Twice(Answered::Second), "done", 2),
        (Fault::row("茶-1", "50"), "refused 50 None", 0),
        (Fault::Rows(Vec::new()), "refused 61 None", 0),
    ] {
        let both = both(&fault);
        assert_eq!(both[0], both[1], "{fault}");
        assert!(both[0].0.starts_with(expected) && both[0].1 == executions, "{fault}: {both:?}");
    }
}

#[test]
fn a_client_gives_up_in_virtual_time_as_it_does_over_a_socket() {
    for (fault, reason, seconds) in [
        (Fault::Delay(Duration::from_secs(29)), "done", 29),
        (Fault::Delay(Duration::from_mins(5)), "unknown: there was no answer in time None", 30),
        (Fault::Slow(Duration::from_secs(1)), "done", 16),
        (Fault::Slow(Duration::from_secs(4)), "unknown: the answer began and did not end in time None", 60),
        (Fault::Slow(Duration::from_secs(11)), "unknown: the answer began and did not end in time None", 10),
    ] {
        let (mock, client) = fixed(Options::default());
        mock.next_call().inject(fault.clone()).expect("it can be");
        assert_eq!(told(&client.call(&push(&["茶"]))), reason, "{fault}");
        assert_eq!((mock.waited().as_secs(), mock.rows("depot", "stock.push").len()), (seconds, 1), "{fault}");
    }
    // A deadline ends an attempt before the transport does.
    let (mock, client) = fixed(Options::default());
    mock.next_call().inject(Fault::Delay(Duration::from_secs(20))).expect("it can be");
    let client = client.with_deadline(Duration::from_secs(7));
    assert_eq!(told(&client.call(&push(&["茶"]))), "unknown: there was no answer in time None");
    assert_eq!(mock.waited(), Duration::from_secs(7));
}

#[test]
fn rows_fail_where_they_can_and_refuse_the_whole_where_they_cannot() {
    let (mock, client) = fixed(Options::default());
    mock.next_call().inject(Fault::row("乙", "50")).expect("it can be");
    let reply = client.call(&import(&["甲", "乙", "丙"])).expect("done but for one");
    let failed: Vec<_> = reply.failed().iter().map(|row| (row.key.as_str(), row.code.as_str())).collect();
    assert_eq!((failed, reply.response.created), (vec![("乙", "50")], Some(2)));
    mock.next_call().inject(Fault::Rows(Vec::new())).expect("it can be");
    let reply = client.call(&import(&["丁", "戊"])).expect("done but for one");
    assert_eq!(reply.failed().iter().map(|row| row.key.as_str()).collect::<Vec<_>>(), ["戊"]);
    let keys = |endpoint| mock.rows("depot", endpoint).into_iter().map(|row| row.key).collect::<Vec<_>>();
    assert_eq!(keys("stock.import"), ["甲", "丙", "丁"]);
    assert_eq!(told(&client.call(&push(&["甲", "乙", "丙"]))), "done");
    mock.next_call().inject(Fault::row("己", "50")).expect("it can be");
    assert_eq!(told(&client.call(&push(&["戊", "己"]))), "refused 50 None");
    assert_eq!(keys("stock.push"), ["甲", "乙", "丙"]);
}

#[test]
fn a_page_moves_while_it_is_read() {
    let pages = |shift: PageShift| {
        let (mock, client) = fixed(Options::default());
        mock.on_call(2).inject(Fault::Page(shift)).expect("it can be");
        let of_page = |number| client.call(&page(number)).expect("a page").response.orders;
        let orders = [of_page(1), of_page(2)].into_iter().flatten();
        orders.map(|order| order.no.unwrap_or_default()).collect::<Vec<_>>().join(" ")
    };
    let new = r#"{"no":"新0","at":50}"#.to_owned();
    assert_eq!(pages(PageShift::Inserted(Some(new))), "甲1 乙2 乙2 丙3");
    assert_eq!(pages(PageShift::Inserted(None)), "甲1 乙2 乙2 丙3");
    assert_eq!(pages(PageShift::Removed), "甲1 乙2 丁4");
    assert_eq!(pages(PageShift::Moved), "甲1 乙2 乙2 丙3");
    // The truth is what the list is by now.
    let (mock, client) = fixed(Options::default());
    mock.next_call().inject(Fault::Page(PageShift::Moved)).expect("it can be");
    client.call(&page(1)).expect("a page");
    let listed = mock.listed("depot", "order.list");
    assert_eq!((listed.len(), listed[0].as_str()), (4, r#"{"no":"丁4","at":40}"#));
    assert!(mock.listed("depot", "stock.push").is_empty());
    // A list whose values are of other types cannot be read, though it was given.
    let (mock, client) = fixed(Options::default());
    mock.next_call().inject(Fault::WrongTypes).expect("it can be");
    assert_eq!(told(&client.call(&page(1))), "done, not read");
}

#[test]
fn a_reset_resets_and_the_next_call_is_answered() {
    let sandbox = Sandbox::start(APIS.apis().expect("the texts are read"), Options::default()).expect("it starts");
    let client = over_socket(&sandbox);
    let expected = ["unknown: the connection broke before there was an answer None", "done"];
    for fault in [Fault::Reset(Executed::No), Fault::Reset(Executed::Yes)] {
        sandbox.next_call().inject(fault).expect("it can be");
        let outcomes = [0, 1].map(|_| told(&client.call(&push(&["茶"]))));
        assert_eq!(outcomes, expected);
    }
    let log: Vec<_> = sandbox.log().iter().map(ToString::to_string).collect();
    assert_eq!(log[0], "depot stock.push faulted: nothing is done; the fault was planned: reset before executing");
    assert!(log[2].ends_with("; the fault was planned: reset after executing"), "{}", log[2]);
    assert_eq!(sandbox.rows("depot", "stock.push")[0].executions, 3);
    // It is a reset, and no mere end; it also meets what is no call.
    sandbox.next_call().inject(Fault::Reset(Executed::No)).expect("it can be");
    let mut stream = TcpStream::connect(sandbox.url().trim_start_matches("http://")).expect("the sandbox listens");
    stream.write_all(b"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n").expect("the sandbox reads");
    let error = stream.read(&mut [0; 9]).expect_err("a reset");
    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
}
