//! The journal in a file: it does what the one in memory does, outlasts its program, and is one for several programs.

use signwright_runtime::{Journal, JournalEntry, JournalOutcome, JournalRow, LocalJournal, RowDigest, TokenStore as _};
use signwright_tests::random::Random;

use super::support::{Process, block_on, given, tell, token, wait_for_go};
use super::{file, loaded, open, rusqlite_of};

fn row(index: usize, key: Option<u8>, sequence: u64) -> JournalRow {
    let key = key.map(|byte| RowDigest::new([byte; 32]));
    JournalRow { index, key, payload: RowDigest::new([0xff - sequence.to_le_bytes()[0]; 32]), sequence }
}

fn byte(random: &mut Random, end: u8) -> u8 {
    random.below(end.into()).to_le_bytes()[0]
}

#[test]
fn it_does_what_the_journal_in_memory_does() {
    let batches = ["批次 🍵\n一", "", "b"];
    let (_folder, path) = file();
    let (mut store, memory, mut random) = (open(&path), LocalJournal::default(), Random::new(7));
    let (mut next, mut refused) = (0, 0);
    for step in 0..300 {
        if step % 50 == 0 {
            drop(store);
            store = open(&path);
        }
        let batch = batches[usize::from(byte(&mut random, 3))];
        let count = random.below(4);
        match random.below(3) {
            0 => {
                let rows: Vec<_> = (0..count).map(|number| row(9, Some(byte(&mut random, 5)), number)).collect();
                let first = block_on(store.open(batch, &rows)).unwrap();
                assert_eq!(first, block_on(memory.open(batch, &rows)).unwrap());
                next = first + count;
            }
            1 => {
                let mut key = || Some(byte(&mut random, 5)).filter(|byte| *byte > 0);
                let keys: Vec<_> = (0..count).map(|_| key()).collect();
                let rows: Vec<_> = keys.into_iter().map(|key| row(3, key, random.below(next + 3))).collect();
                let old = block_on(store.send(batch, step, &rows)).unwrap();
                assert_eq!(old, block_on(memory.send(batch, step, &rows)).unwrap());
                refused += usize::from(!old.is_empty());
            }
            _ => {
                let all = JournalOutcome::LETTERS;
                let outcomes: Vec<_> =
                    (0..count).map(|number| (number, all[usize::from(byte(&mut random, 6))].1)).collect();
                block_on(store.judge(batch, step, &outcomes)).unwrap();
                block_on(memory.judge(batch, step, &outcomes)).unwrap();
            }
        }
        for batch in batches {
            let entries = block_on(store.entries(batch)).unwrap();
            assert_eq!(entries, block_on(memory.entries(batch)).unwrap(), "step {step}");
        }
    }
    assert!(refused > 20, "{refused}");
}

#[test]
fn what_was_written_survives_a_program_that_is_killed() {
    let (_folder, path) = file();
    let mut process = Process::start("journal::child_writes_and_waits", path.to_str().unwrap());
    assert_eq!(process.next(), "written");
    process.kill();
    let store = open(&path);
    let rows = vec![row(0, Some(1), 0), row(1, None, 1)];
    let expected = [
        JournalEntry::Opened(rows.clone()),
        JournalEntry::Sent { call: 1, rows },
        JournalEntry::Judged { call: 1, outcomes: vec![(1, JournalOutcome::Applied)] },
    ];
    assert_eq!(block_on(store.entries("批次")).unwrap(), expected);
    // The next rows are newer than all before, and an older one of their key is old.
    assert_eq!(block_on(store.open("第二批", &[row(0, Some(1), 0)])).unwrap(), 2);
    assert_eq!(block_on(store.send("第二批", 1, &[row(0, Some(1), 2)])).unwrap(), [0; 0]);
    assert_eq!(block_on(store.send("批次", 2, &[row(0, Some(1), 0), row(1, None, 1)])).unwrap(), [0]);
    assert_eq!(block_on(store.entries("批次")).unwrap().len(), 3);
}

#[test]
#[ignore = "a process of another test"]
fn child_writes_and_waits() {
    let store = open(given().as_ref());
    let rows = [row(0, Some(1), 0), row(1, None, 1)];
    block_on(store.open("批次", &rows)).unwrap();
    block_on(store.send("批次", 1, &rows)).unwrap();
    block_on(store.judge("批次", 1, &[(1, JournalOutcome::Applied)])).unwrap();
    tell("written");
    wait_for_go();
}

#[test]
fn of_several_programs_none_sends_what_is_old() {
    let (_folder, path) = file();
    drop(open(&path));
    let mut processes = [(); 3].map(|()| Process::start("journal::child_sends_fifty", path.to_str().unwrap()));
    for process in &mut processes {
        assert_eq!(process.next(), "ready");
    }
    processes.iter_mut().for_each(Process::go);
    processes.into_iter().for_each(Process::end);
    let connection = rusqlite_of(&path);
    let numbers = |kind: &str| -> Vec<u64> {
        let sql = "SELECT sequence FROM journal_rows JOIN journal_entries ON id = entry WHERE kind = ?1 ORDER BY id";
        let mut statement = connection.prepare(sql).unwrap();
        statement.query_map([kind], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    assert_eq!(numbers("opened"), (0..150).collect::<Vec<_>>());
    let sent = numbers("sent");
    assert!(!sent.is_empty() && sent.is_sorted(), "{sent:?}");
}

#[test]
#[ignore = "a process of another test"]
fn child_sends_fifty() {
    let store = open(given().as_ref());
    let batch = std::process::id().to_string();
    tell("ready");
    wait_for_go();
    for call in 0..50 {
        let sequence = block_on(store.open(&batch, &[row(0, Some(1), 0)])).unwrap();
        let old = block_on(store.send(&batch, call, &[row(0, Some(1), sequence)])).unwrap();
        assert!(old.is_empty() || old == [sequence]);
    }
}

#[test]
fn a_file_of_the_version_before_it_gains_the_journal() {
    let (_folder, path) = file();
    block_on(open(&path).save("钥", &token("令牌", None, None))).unwrap();
    let connection = rusqlite_of(&path);
    let tables = "SELECT group_concat('DROP TABLE ' || name, ';') FROM sqlite_schema WHERE name LIKE 'journal%' \
                  AND type = 'table'";
    let drops: String = connection.query_row(tables, [], |row| row.get(0)).unwrap();
    connection.execute_batch(&drops).unwrap();
    connection.pragma_update(None, "user_version", 1).unwrap();
    drop(connection);
    let store = open(&path);
    assert_eq!(block_on(store.open("批次", &[row(0, Some(1), 0)])).unwrap(), 0);
    assert_eq!(loaded(&store, "钥"), Some(token("令牌", None, None)));
}

#[test]
fn what_no_version_writes_is_told() {
    let (_folder, path) = file();
    let store = open(&path);
    block_on(store.open("批次", &[])).unwrap();
    assert_eq!(block_on(store.entries("批次")).unwrap(), [JournalEntry::Opened(Vec::new())]);
    rusqlite_of(&path).execute_batch("UPDATE journal_entries SET kind = '别的'").unwrap();
    let said = block_on(store.entries("批次")).unwrap_err().to_string();
    assert!(said.contains("holds something else than this version writes") && !said.contains("别的"), "{said}");
    let said = block_on(store.send("批次", 0, &[row(0, None, u64::MAX)])).unwrap_err().to_string();
    assert!(said.contains("cannot keep so large a number"), "{said}");
}
