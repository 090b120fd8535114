//! What only a vendor could say, by switches, and what was really done.

mod depot;

use depot::calls::{fixed, push, stock, told};
use depot::{Create, List, Push};
use signwright_sandbox::{Answered, Executed, Fault, InProcess, Options};

#[test]
fn a_platform_is_atomic_or_applies_what_comes_before_the_row_that_it_refuses() {
    let broken = || {
        let mut push = push(&["甲", "乙", "丙"]);
        push.stocks[1].lot = Some("批1".to_owned());
        push
    };
    for (atomic, applied) in [(true, &[][..]), (false, &["甲"])] {
        let (mock, client) = fixed(Options::default().atomic(atomic));
        assert_eq!(told(&client.clone().unchecked().call(&broken())), "refused 61 None");
        let keys =
            |mock: &InProcess| mock.rows("depot", "stock.push").into_iter().map(|row| row.key).collect::<Vec<_>>();
        assert_eq!(keys(&mock), applied, "a rule");
        mock.next_call().inject(Fault::row("乙", "")).expect("it can be");
        assert_eq!(told(&client.call(&push(&["甲", "乙", "丙"]))), "refused 61 None");
        assert_eq!(keys(&mock), applied, "as planned");
        // What was applied counts as there.
        let created = client.call(&push(&["甲", "乙", "丙"])).expect("done").response.created;
        assert_eq!(created, Some(if atomic { 3 } else { 2 }));
    }
}

#[test]
fn an_unchanged_row_counts_as_updated_or_not() {
    for (counts, updated) in [(true, 2), (false, 1)] {
        let (mock, client) = fixed(Options::default().unchanged_counts(counts));
        client.call(&push(&["甲", "乙"])).expect("done");
        let changed = Push { stocks: vec![stock("甲", 1), stock("乙", 2)] };
        let response = client.call(&changed).expect("done").response;
        assert_eq!((response.created, response.updated), (Some(0), Some(updated)));
        // The truth is the same in both.
        let rows = mock.rows("depot", "stock.push");
        let told: Vec<_> =
            rows.iter().map(|row| (row.created, row.executions, row.last().unwrap_or_default())).collect();
        assert_eq!(told, [(1, 2, r#"{"sku":"甲","num":1}"#), (1, 2, r#"{"sku":"乙","num":2}"#)]);
    }
}

#[test]
fn a_window_includes_its_end_or_not() {
    for (includes_end, expected) in [(true, "乙2 丙3"), (false, "乙2")] {
        let (_, client) = fixed(Options::default().window("since", "until", "at", includes_end));
        let orders = |since, until| {
            let orders = client.call(&List { page: 1, size: 9, since, until }).expect("a page").response.orders;
            orders.into_iter().map(|order| order.no.unwrap_or_default()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(orders(Some(20), Some(30)), expected);
        assert_eq!(orders(Some(20), None), "甲1 乙2 丙3 丁4", "no window is asked for");
    }
}

#[test]
fn what_was_created_twice_is_seen() {
    let (mock, client) = fixed(Options::default());
    let create = |no: &str| told(&client.call(&Create { no: no.to_owned() }));
    mock.next_call().inject(Fault::Twice(Answered::Second)).expect("it can be");
    assert_eq!([create("单1"), create("单2")], ["done", "done"]);
    mock.next_call().inject(Fault::Reset(Executed::Yes)).expect("it can be");
    assert!(create("单2").starts_with("unknown"));
    let rows = mock.rows("depot", "order.create");
    let created: Vec<_> = rows.iter().map(|row| (row.key.as_str(), row.created)).collect();
    assert_eq!(created, [("单1", 2), ("单2", 2)]);
    assert!(mock.rows("depot", "order.list").is_empty() && mock.rows("nobody", "order.create").is_empty());
}

#[test]
fn calls_at_the_same_time_are_numbered_and_recorded_truly() {
    let (mock, client) = fixed(Options::default());
    mock.on_call(30).inject(Fault::Reset(Executed::No)).expect("it can be");
    let outcomes: Vec<String> = std::thread::scope(|scope| {
        let calls = (0..4).map(|_| {
            let client = client.clone();
            scope.spawn(move || {
                (0..25).map(|num| told(&client.call(&Push { stocks: vec![stock("茶", num)] }))).collect()
            })
        });
        let calls: Vec<std::thread::ScopedJoinHandle<'_, Vec<String>>> = calls.collect();
        calls.into_iter().flat_map(|call| call.join().expect("a call ends")).collect()
    });
    assert_eq!(outcomes.iter().filter(|outcome| *outcome == "done").count(), 99);
    let rows = mock.rows("depot", "stock.push");
    assert_eq!((rows.len(), rows[0].created, rows[0].executions, mock.count()), (1, 1, 99, 100));
    let mut numbers: Vec<_> = mock.calls().iter().map(|call| call.entry.number).collect();
    numbers.sort_unstable();
    assert!(numbers.into_iter().eq(1..=100));
}
