//! Servers, files and journals that mean harm, or say what none should.

use std::fs;
use std::future::Future as _;
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};

use signwright_runtime::transport::BoxFuture;
use signwright_runtime::{
    Error, FileJournal, Journal, JournalEntry, JournalOutcome, JournalRow, LocalJournal, StoreError,
};

use crate::platform::{Ask, ByMemo, Silent, order, orders, push};
use crate::world::Fault::{self, Done, Hangs, Lost, NotSent};
use crate::world::{BOTH, World, words};

const UNTOLD: &str = "unknown: the answer does not tell which rows failed";

/// What is told of three orders of which the answer says this.
fn told(answer: &'static str) -> Vec<String> {
    let world = World::default();
    world.faults([Done(answer)]);
    words(&world.client().batch(&push(orders(3))).send().unwrap())
}

#[test]
fn failures_are_found_however_their_list_is_written() {
    let one = ["applied", "rejected: E1", "applied"];
    assert_eq!(told(r#"{"code":0,"failed":{"no":"单1","code":"E1"}}"#), one, "a row without its list");
    assert_eq!(told(r#"{"code":0,"failed":{"0":{"no":"单1","code":"E1"}}}"#), one, "a list with keys");
    assert_eq!(told(r#"{"code":0,"failed":{"单1":{"no":"单1","code":"E1"}}}"#), one);
    assert_eq!(told(r#"{"code":0,"failed":{"code":"E1"}}"#), [UNTOLD; 3]);
    for none in ["[]", "{}", "null", r#""""#] {
        let answer = format!(r#"{{"code":0,"failed":{none}}}"#);
        assert_eq!(told(answer.leak()), ["applied"; 3], "{none}");
    }
    for unread in [r#""单1""#, r#"["单1"]"#, "7", r#"{"别的":1}"#] {
        let answer = format!(r#"{{"code":0,"failed":{unread}}}"#);
        assert!(told(answer.leak()).iter().all(|outcome| outcome.starts_with("unknown: ")), "{unread}");
    }
}

#[test]
fn what_is_accepted_is_not_done_where_its_answer_cannot_be_read() {
    let world = World::default();
    world.faults([Done(r#"{"code":8,"failed":"全部"}"#)]);
    let report = world.client().batch(&Silent(push(orders(3)))).rows("orders").send().unwrap();
    assert_eq!(words(&report), ["unknown: accepted, and not done yet"; 3]);
}

#[test]
fn failures_of_another_list_tell_no_row_of_this_one() {
    let world = World::default();
    world.fail(&["单0"]);
    let mut all = push(orders(3));
    all.tags = Some(vec!["甲".into(), "乙".into()]);
    let report = world.client().batch(&all).rows("tags").at_most(1).send().unwrap();
    assert_eq!(words(&report), [UNTOLD; 2]);
}

#[test]
fn what_the_journal_knows_was_sent_is_not_unsent_for_an_older_report() {
    let (world, journal) = (World::default(), LocalJournal::default());
    let (client, all) = (world.client(), Ask(push(orders(3))));
    world.faults([NotSent, Hangs]);
    let report = client.batch(&all).journal(&journal, "a").send().unwrap();
    assert_eq!(report.counts().not_attempted, 3);
    {
        let mut sending = pin!(client.batch(&all).resume(&report).journal(&journal, "a").send_async());
        assert!(matches!(sending.as_mut().poll(&mut Context::from_waker(Waker::noop())), Poll::Pending));
    }
    let report = client.batch(&all).resume(&report).journal(&journal, "a").send().unwrap();
    assert_eq!((report.counts().unknown, world.calls().len()), (3, 1), "what must not be repeated was sent once");
}

#[test]
fn what_was_accepted_stays_so_for_an_older_report() {
    let (world, journal) = (World::default(), LocalJournal::default());
    let (client, all) = (world.client(), push(orders(3)));
    world.faults([Lost { applied: false }, Done(r#"{"code":8}"#)]);
    let lost = client.batch(&all).journal(&journal, "a").send().unwrap();
    let accepted = client.batch(&all).resume(&lost).journal(&journal, "a").send().unwrap();
    assert_eq!(words(&accepted), ["unknown: accepted, and not done yet"; 3]);
    let report = client.batch(&all).resume(&lost).journal(&journal, "a").send().unwrap();
    assert_eq!((words(&report), world.calls().len()), (words(&accepted), 2));
}

#[test]
fn a_row_that_was_never_sent_makes_no_older_one_old() {
    let (world, journal) = (World::default(), LocalJournal::default());
    let client = world.client();
    // The newer one of the order breaks its table.
    let all = push(vec![order("甲", 1), order("甲", 100)]);
    world.faults([NotSent]);
    let report = client.batch(&all).send().unwrap();
    assert_eq!((report.counts().not_attempted, report.counts().rejected), (1, 1));
    let report = client.batch(&all).resume(&report).journal(&journal, "a").send().unwrap();
    assert_eq!((words(&report)[0].as_str(), world.calls()), ("applied", vec![vec![1]]));
    assert_eq!(report.counts().rejected, 1);
}

/// A journal in which another batch sends something newer of all keys before a certain call.
struct Overtaken {
    inner: LocalJournal,
    left: AtomicUsize,
}

impl Journal for Overtaken {
    fn entries<'a>(&'a self, batch: &'a str) -> BoxFuture<'a, Result<Vec<JournalEntry>, StoreError>> {
        self.inner.entries(batch)
    }

    fn open<'a>(&'a self, batch: &'a str, rows: &'a [JournalRow]) -> BoxFuture<'a, Result<u64, StoreError>> {
        self.inner.open(batch, rows)
    }

    fn send<'a>(
        &'a self,
        batch: &'a str,
        call: u32,
        rows: &'a [JournalRow],
    ) -> BoxFuture<'a, Result<Vec<u64>, StoreError>> {
        if self.left.fetch_sub(1, Ordering::Relaxed) == 1 {
            return Box::pin(async move {
                let newer: Vec<_> =
                    rows.iter().map(|row| JournalRow { sequence: row.sequence + 1000, ..*row }).collect();
                self.inner.send("别的", 1, &newer).await?;
                self.inner.send(batch, call, rows).await
            });
        }
        self.inner.send(batch, call, rows)
    }

    fn judge<'a>(
        &'a self,
        batch: &'a str,
        call: u32,
        outcomes: &'a [(u64, JournalOutcome)],
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        self.inner.judge(batch, call, outcomes)
    }
}

#[test]
fn what_a_refused_call_may_have_done_is_unknown_where_something_newer_is_sent_before_its_halves() {
    for way in BOTH {
        let world = World::default();
        world.refuse(&["单3"]);
        world.with(|state| state.is_leaky = true);
        let journal = Overtaken { inner: LocalJournal::default(), left: AtomicUsize::new(2) };
        let report = way.send(world.client().batch(&push(orders(4))).journal(&journal, "a")).unwrap();
        // The refused call has done three of four.
        assert_eq!(world.with(|state| state.kept.len()), 3);
        let since = "unknown: something newer of the same key was sent since";
        assert_eq!(words(&report)[..2], [since; 2]);
        assert!(report.not_attempted().next().is_none(), "{report:?}");
    }
}

/// A journal that names as old what nobody asked about.
struct Beside(LocalJournal);

impl Journal for Beside {
    fn entries<'a>(&'a self, batch: &'a str) -> BoxFuture<'a, Result<Vec<JournalEntry>, StoreError>> {
        self.0.entries(batch)
    }

    fn open<'a>(&'a self, batch: &'a str, rows: &'a [JournalRow]) -> BoxFuture<'a, Result<u64, StoreError>> {
        self.0.open(batch, rows)
    }

    fn send<'a>(&'a self, _: &'a str, _: u32, _: &'a [JournalRow]) -> BoxFuture<'a, Result<Vec<u64>, StoreError>> {
        Box::pin(std::future::ready(Ok(vec![u64::MAX])))
    }

    fn judge<'a>(
        &'a self,
        batch: &'a str,
        call: u32,
        outcomes: &'a [(u64, JournalOutcome)],
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        self.0.judge(batch, call, outcomes)
    }
}

#[test]
fn a_journal_that_names_other_rows_as_old_is_not_asked_for_ever() {
    for way in BOTH {
        let world = World::default();
        let report =
            way.send(world.client().batch(&push(orders(3))).journal(&Beside(LocalJournal::default()), "a")).unwrap();
        assert_eq!((report.counts().not_attempted, world.calls().len()), (3, 0));
        assert!(report.store_error().is_some());
    }
}

#[test]
fn a_journal_whose_first_line_was_torn_is_begun_again() {
    let path = std::env::temp_dir().join(format!("signwright-journal-{}-head", std::process::id()));
    for torn in ["", "s", "signwright journal", "signwright journal 1"] {
        fs::write(&path, torn).unwrap();
        let world = World::default();
        let all = push(orders(3));
        let send = || world.client().batch(&all).journal(&FileJournal::open(&path).unwrap(), "a").send().unwrap();
        assert!(send().is_whole() && send().is_whole(), "{torn:?}");
        assert_eq!(world.calls().len(), 1, "{torn:?}");
    }
    fs::remove_file(&path).unwrap();
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_no_journal() {
    for path in ["/dev/full", "/dev/zero", "/dev/null", "/"] {
        let error = FileJournal::open(path).unwrap_err();
        assert!(error.message.starts_with(&format!("the journal {path} ")), "{error}");
    }
    // A pipe that nobody writes to is not waited for.
    let path = std::env::temp_dir().join(format!("signwright-journal-{}-pipe", std::process::id()));
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    assert!(FileJournal::open(&path).unwrap_err().message.ends_with(" is no file"));
    fs::remove_file(&path).unwrap();
}

#[test]
fn calls_that_would_be_one_to_the_vendor_are_not_made() {
    let keyed = |count| {
        let mut all = push(orders(count));
        all.memo = Some("幂等1".into());
        ByMemo(all)
    };
    let world = World::default();
    let client = world.client();
    // The second call would be taken for the first, and its rows be told as done.
    let Err(Error::Invalid(violations)) = client.batch(&keyed(8)).send() else { panic!() };
    assert_eq!((violations.0[0].path.as_str(), world.calls().len()), ("memo", 0));
    // One call may be made, and made again, and no other rows under its key.
    world.faults([Lost { applied: false }]);
    let report = client.batch(&keyed(4)).send().unwrap();
    let report = client.batch(&keyed(4)).resume(&report).send().unwrap();
    assert!(report.is_whole() && world.calls() == [[0, 1, 2, 3]; 2]);
    assert!(client.batch(&keyed(5)).resume(&report).send().is_err());
    // Its halves are not tried.
    world.refuse(&["单1"]);
    let report = client.batch(&keyed(4)).send().unwrap();
    assert_eq!((report.counts().unknown, world.calls().len()), (4, 3));
    // Without the key each call is one of its own.
    world.refuse(&[]);
    assert!(client.batch(&ByMemo(push(orders(8)))).send().unwrap().is_whole());
}

#[test]
fn a_row_that_fails_behind_a_lost_answer_is_not_told_as_rejected() {
    const FAILS: Fault = Done(r#"{"code":0,"failed":[{"no":"单1","code":"E1"}]}"#);
    for way in BOTH {
        let (world, journal) = (World::default(), LocalJournal::default());
        let (client, all) = (world.client().with_attempts(2), push(orders(3)));
        world.faults([Lost { applied: true }, FAILS]);
        let told = words(&way.send(client.batch(&all).journal(&journal, "a")).unwrap());
        assert_eq!([&told[0], &told[2]], ["applied"; 2]);
        assert!(told[1].starts_with("unknown: ") && told[1].ends_with("E1"), "the first one has done it: {told:?}");
        let again = way.send(client.batch(&all).journal(&journal, "a")).unwrap();
        assert_eq!((words(&again), world.calls().len()), (vec!["applied".to_owned(); 3], 3));

        // Nothing of the first attempt was done.
        world.faults([NotSent, FAILS]);
        let told = words(&way.send(client.batch(&push(orders(3)))).unwrap());
        assert_eq!(told, ["applied", "rejected: E1", "applied"]);
    }
}
