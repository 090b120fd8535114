//! What survives: batches whose futures were dropped and whose programs ended, and what a journal does not let happen.

use std::fs;
use std::future::Future as _;
use std::path::PathBuf;
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use signwright_runtime::transport::BoxFuture;
use signwright_runtime::{
    Credentials, Event, FileJournal, Journal, JournalEntry, JournalOutcome, JournalRow, Lanes, LocalJournal, Step,
    StoreError, Turn,
};

use crate::platform::{Ask, Push, order, orders, push};
use crate::world::Fault::{Fine, Hangs, Lost, NotSent};
use crate::world::{BOTH, World, words};

/// A file of its own, gone when the test ends.
struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("signwright-journal-{}-{name}", std::process::id()));
        _ = fs::remove_file(&path);
        Self(path)
    }

    fn open(&self) -> FileJournal {
        FileJournal::open(&self.0).unwrap()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        _ = fs::remove_file(&self.0);
    }
}

/// Sends a batch, and drops its future where it waits for an answer that never comes.
fn killed(world: &World, push: &Push, journal: &dyn Journal) {
    let client = world.client();
    let mut sending = pin!(client.batch(push).journal(journal, "批次 1").send_async());
    assert!(matches!(sending.as_mut().poll(&mut Context::from_waker(Waker::noop())), Poll::Pending));
}

#[test]
fn a_batch_goes_on_where_its_future_was_dropped() {
    for way in BOTH {
        let journal = LocalJournal::default();
        let world = World::default();
        let all = push(orders(12));
        world.faults([Fine, Hangs]);
        world.fail(&["单1"]);
        killed(&world, &all, &journal);
        let client = world.client();
        let report = way.send(client.batch(&all).journal(&journal, "批次 1")).unwrap();
        assert_eq!(world.calls()[2..], [(5..10).collect::<Vec<_>>(), vec![10, 11]]);
        assert_eq!((report.counts().applied, words(&report)[1].as_str()), (11, "rejected: by an earlier run"));
        let report = way.send(client.batch(&all).journal(&journal, "批次 1")).unwrap();
        assert_eq!((report.counts().applied, world.calls().len()), (11, 4), "it is over");
    }
}

#[test]
fn what_must_not_be_repeated_is_unknown_after_a_kill() {
    let place = Place::new("ask");
    let world = World::default();
    let all = Ask(push(orders(7)));
    world.faults([Hangs]);
    let client = world.client();
    {
        let journal = place.open();
        let mut sending = pin!(client.batch(&all).journal(&journal, "a").send_async());
        assert!(sending.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    }
    let report = client.batch(&all).journal(&place.open(), "a").send().unwrap();
    let told = words(&report);
    assert!(told[..5].iter().all(|outcome| outcome == "unknown: an earlier run was about to send it"), "{told:?}");
    assert!(told[5..].iter().all(|outcome| outcome == "applied"));
    assert_eq!(world.calls().len(), 2);
    let report = client.batch(&all).journal(&place.open(), "a").repeat_unknown().send().unwrap();
    assert!(report.is_whole() && world.calls().len() == 3);
}

#[test]
fn a_file_is_read_again_after_a_kill_and_holds_nothing_of_the_rows() {
    let place = Place::new("kill");
    let world = World::default();
    let mut all = push(orders(12));
    all.orders[3].nick = Some("王小明".into());
    world.faults([Fine, Hangs]);
    killed(&world, &all, &place.open());
    let text = fs::read_to_string(&place.0).unwrap();
    assert!(text.is_ascii() && text.lines().count() == 5, "{text}");
    let report = world.client().batch(&all).journal(&place.open(), "批次 1").send().unwrap();
    assert!(report.is_whole(), "{report}");
    assert_eq!(world.calls()[2..], [(5..10).collect::<Vec<_>>(), vec![10, 11]]);
}

#[test]
fn newer_rows_replace_older_ones_across_batches() {
    for way in BOTH {
        let journal = LocalJournal::default();
        let world = World::default();
        let client = world.client();
        let send = |orders, batch| {
            let report = way.send(client.batch(&push(orders)).journal(&journal, batch)).unwrap();
            words(&report)
        };
        // The first batch ends before its second call, and a newer batch has the same orders.
        world.faults([Lost { applied: false }, NotSent]);
        let old = || orders(7);
        assert_eq!(send(old(), "旧")[6], "not attempted: not sent: 没有连接");
        let newer = vec![order("单6", 60), order("单0", 50)];
        assert_eq!(send(newer, "新"), ["applied", "applied"]);
        let told = send(old(), "旧");
        assert_eq!(told[0], "unknown: something newer of the same key was sent since");
        assert_eq!(told[6], "not attempted: something newer of the same key was sent already");
        assert!(told[1..6].iter().all(|outcome| outcome == "applied"), "{told:?}");
        assert_eq!(world.with(|state| (state.kept["单6"], state.kept["单0"])), (60, 50));
        // What holds something else is newer again, under either name.
        let mut newest = old();
        newest[6].num = 99;
        assert_eq!(send(newest, "旧")[6], "applied");
        assert_eq!(world.with(|state| state.kept["单6"]), 99);
    }
}

#[test]
fn what_a_report_knows_is_written_into_a_journal() {
    let (journal, world) = (LocalJournal::default(), World::default());
    let all = Ask(push(orders(8)));
    world.faults([Fine, NotSent]);
    let client = world.client();
    let report = client.batch(&all).send().unwrap();
    assert_eq!(report.counts().applied, 5);
    let report = client.batch(&all).resume(&report).journal(&journal, "b").send().unwrap();
    assert!(report.is_whole() && world.calls().len() == 2);
    assert!(client.batch(&all).journal(&journal, "b").send().unwrap().is_whole() && world.calls().len() == 2);
}

/// A journal that fails from some write on.
struct Failing {
    inner: LocalJournal,
    left: AtomicUsize,
}

impl Failing {
    fn new(writes: usize) -> Self {
        Self { inner: LocalJournal::default(), left: AtomicUsize::new(writes) }
    }

    fn unless<'a, T: Send + 'a>(
        &self,
        write: BoxFuture<'a, Result<T, StoreError>>,
    ) -> BoxFuture<'a, Result<T, StoreError>> {
        if self.left.load(Ordering::Relaxed) == 0 {
            return Box::pin(std::future::ready(Err(StoreError::new("磁盘已满"))));
        }
        self.left.fetch_sub(1, Ordering::Relaxed);
        write
    }
}

impl Journal for Failing {
    fn entries<'a>(&'a self, batch: &'a str) -> BoxFuture<'a, Result<Vec<JournalEntry>, StoreError>> {
        self.inner.entries(batch)
    }

    fn open<'a>(&'a self, batch: &'a str, rows: &'a [JournalRow]) -> BoxFuture<'a, Result<u64, StoreError>> {
        self.unless(self.inner.open(batch, rows))
    }

    fn send<'a>(
        &'a self,
        batch: &'a str,
        call: u32,
        rows: &'a [JournalRow],
    ) -> BoxFuture<'a, Result<Vec<u64>, StoreError>> {
        self.unless(self.inner.send(batch, call, rows))
    }

    fn judge<'a>(
        &'a self,
        batch: &'a str,
        call: u32,
        outcomes: &'a [(u64, JournalOutcome)],
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        self.unless(self.inner.judge(batch, call, outcomes))
    }
}

#[test]
fn nothing_is_sent_that_cannot_be_written_down_first() {
    for way in BOTH {
        let world = World::default();
        let (client, all) = (world.client(), push(orders(8)));
        let error = way.send(client.batch(&all).journal(&Failing::new(0), "a")).unwrap_err();
        assert_eq!((error.to_string(), world.calls().len()), ("not sent: 磁盘已满".to_owned(), 0));
        // The row's numbers and the first call can be written, and its outcome.
        let report = way.send(client.batch(&all).journal(&Failing::new(3), "a")).unwrap();
        assert_eq!((report.counts().applied, world.calls().len()), (5, 1));
        assert!(words(&report)[5..].iter().all(|outcome| outcome == "not attempted: not sent: 磁盘已满"));
        assert_eq!(report.store_error(), Some(&StoreError::new("磁盘已满")));
        // An outcome that cannot be written is reported, and the next call is not sent.
        let report = way.send(client.batch(&all).journal(&Failing::new(2), "a")).unwrap();
        assert_eq!((report.counts().applied, world.calls().len()), (5, 2));
        assert!(report.store_error().is_some());
    }
}

#[test]
fn one_program_has_a_file_and_a_torn_end_is_no_damage() {
    let place = Place::new("torn");
    let world = World::default();
    let (client, all) = (world.client(), push(orders(8)));
    {
        let journal = place.open();
        let error = FileJournal::open(&place.0).unwrap_err();
        assert!(error.message.contains("is open in another program"), "{error}");
        world.faults([Fine, NotSent]);
        client.batch(&all).journal(&journal, "a").send().unwrap();
    }
    let text = fs::read(&place.0).unwrap();
    let lines: Vec<_> = text.split_inclusive(|byte| *byte == b'\n').collect();
    // A head, the rows, and two calls with their outcomes.
    assert_eq!(lines.len(), 6);
    for end in (lines[0].len()..text.len()).rev().step_by(37) {
        fs::write(&place.0, &text[..end]).unwrap();
        drop(place.open());
        let whole = text[..end].iter().rposition(|byte| *byte == b'\n').unwrap() + 1;
        assert_eq!(fs::read(&place.0).unwrap(), text[..whole], "cut at {end}");
    }
    // Damage elsewhere is told with its place, and nothing is changed.
    for (number, at) in [(1, 3), (2, lines[0].len() + 20), (6, text.len() - 2)] {
        let mut damaged = text.clone();
        damaged[at] ^= 1;
        fs::write(&place.0, &damaged).unwrap();
        let error = FileJournal::open(&place.0).unwrap_err();
        assert!(error.message.contains(&format!("{}:{number}: ", place.0.display())), "{error}");
        assert_eq!(fs::read(&place.0).unwrap(), damaged);
    }
    fs::write(&place.0, "别的文件").unwrap();
    assert!(FileJournal::open(&place.0).is_err());
    assert_eq!(fs::read_to_string(&place.0).unwrap(), "别的文件");
    fs::write(&place.0, &text).unwrap();
    assert!(client.batch(&all).journal(&place.open(), "a").send().unwrap().is_whole());
}

#[test]
fn a_batch_that_is_killed_anywhere_and_gone_on_with_loses_nothing_and_repeats_nothing() {
    // What must not be repeated: each order at most once on the wire, whatever line the file ends with.
    let place = Place::new("anywhere");
    let world = World::default();
    let all = Ask(push(orders(12)));
    world.client().batch(&all).journal(&place.open(), "a").send().unwrap();
    let text = fs::read(&place.0).unwrap();
    let ends: Vec<_> = (0..text.len()).filter(|place| text[*place] == b'\n').map(|place| place + 1).collect();
    for end in ends {
        fs::write(&place.0, &text[..end]).unwrap();
        let written = String::from_utf8(text[..end].to_vec()).unwrap();
        let sent = written.lines().filter(|line| line.starts_with("s ")).count();
        let judged = written.lines().filter(|line| line.starts_with("j ")).count();
        let world = World::default();
        let report = world.client().batch(&all).journal(&place.open(), "a").send().unwrap();
        let counts = report.counts();
        assert_eq!(counts.applied + counts.unknown, 12);
        assert_eq!(counts.unknown, [5, 5, 2].iter().skip(judged).take(sent - judged).sum::<usize>());
        assert_eq!(world.calls().len(), 3 - sent);
    }
}

/// Tells in which order turns are taken, lines written and calls sent.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Lanes for Log {
    fn enter<'a>(&'a self, keys: &'a [String]) -> BoxFuture<'a, Result<Turn, StoreError>> {
        let values: Vec<_> = keys.iter().map(|key| key.rsplit('\n').next().unwrap()).collect();
        self.0.lock().unwrap().push(format!("turn of {}", values.join(" ")));
        Box::pin(std::future::ready(Ok(Turn::new(Left(self.clone())))))
    }
}

struct Left(Log);

impl Drop for Left {
    fn drop(&mut self) {
        self.0.0.lock().unwrap().push("left".into());
    }
}

impl Journal for Log {
    fn entries<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<Vec<JournalEntry>, StoreError>> {
        Box::pin(std::future::ready(Ok(Vec::new())))
    }

    fn open<'a>(&'a self, _: &'a str, rows: &'a [JournalRow]) -> BoxFuture<'a, Result<u64, StoreError>> {
        self.0.lock().unwrap().push(format!("{} rows", rows.len()));
        Box::pin(std::future::ready(Ok(7)))
    }

    fn send<'a>(
        &'a self,
        _: &'a str,
        call: u32,
        rows: &'a [JournalRow],
    ) -> BoxFuture<'a, Result<Vec<u64>, StoreError>> {
        let sequences: Vec<_> = rows.iter().map(|row| row.sequence).collect();
        self.0.lock().unwrap().push(format!("call {call} of {sequences:?}"));
        Box::pin(std::future::ready(Ok(Vec::new())))
    }

    fn judge<'a>(
        &'a self,
        _: &'a str,
        call: u32,
        outcomes: &'a [(u64, JournalOutcome)],
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        self.0.lock().unwrap().push(format!("outcome {call} of {}", outcomes.len()));
        Box::pin(std::future::ready(Ok(())))
    }
}

#[test]
fn a_call_is_written_down_in_its_turn_with_the_keys_of_all_its_rows() {
    for way in BOTH {
        let (world, log) = (World::default(), Log::default());
        let client = world.client().with_lanes(log.clone());
        let sends = log.clone();
        let client = client.with_observer(move |event: &Event<'_>| {
            if let Step::Sends(_) = event.step {
                sends.0.lock().unwrap().push("sent".into());
            }
        });
        assert!(way.send(client.batch(&push(orders(3))).at_most(2).journal(&log, "a")).unwrap().is_whole());
        let expected = [
            "3 rows",
            "turn of 单0 单1",
            "call 1 of [7, 8]",
            "sent",
            "left",
            "outcome 1 of 2",
            "turn of 单2",
            "call 2 of [9]",
            "sent",
            "left",
            "outcome 2 of 1",
        ];
        assert_eq!(*log.0.lock().unwrap(), expected);
    }
}

#[test]
fn a_batch_is_known_again_with_another_secret_and_not_by_another_caller() {
    let (journal, world) = (LocalJournal::default(), World::default());
    let all = Ask(push(orders(3)));
    let calls = |secret: &str, account: &str| {
        let client = world.client().with_credentials(Credentials::new([("key", secret)])).with_account(account);
        assert!(client.batch(&all).journal(&journal, "a").send().unwrap().is_whole());
        world.calls().len()
    };
    assert_eq!(calls("旧", "一店"), 1);
    assert_eq!(calls("新", "一店"), 1);
    assert_eq!(calls("新", "二店"), 2);
}
