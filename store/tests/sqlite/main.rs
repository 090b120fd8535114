//! The store in a file: what is saved is there after the end of a program, however it ended, and for other programs; what
//! cannot be a store is refused with words that say what to do.

mod journal;
#[path = "../support/mod.rs"]
mod support;

use std::path::{Path, PathBuf};
use std::thread;

use signwright_runtime::{Token, TokenStore as _};
use signwright_store::SqliteStore;
use support::{Process, block_on, given, tell, token, under_tokio, wait_for_go};
use tempfile::TempDir;

const KEY: &str = "柳云\n店铺🍵\ntoken";

fn file() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("凭证 🔑.sqlite");
    (folder, path)
}

fn open(path: &Path) -> SqliteStore {
    SqliteStore::open(path).unwrap()
}

fn refusal(path: &Path) -> String {
    SqliteStore::open(path).unwrap_err().to_string()
}

fn loaded(store: &SqliteStore, key: &str) -> Option<Token> {
    block_on(store.load(key)).unwrap()
}

#[test]
fn what_is_saved_last_is_loaded_after_reopening() {
    let (_folder, path) = file();
    let (first, second) = (token("令牌:一", Some("再取，一"), Some(5)), token("令牌:二 🍵", None, None));
    let store = open(&path);
    assert_eq!(loaded(&store, KEY), None);
    block_on(store.save(KEY, &first)).unwrap();
    block_on(store.save("另一家", &first)).unwrap();
    assert_eq!(loaded(&store, KEY), Some(first.clone()));
    block_on(store.save(KEY, &second)).unwrap();
    assert_eq!(loaded(&store.clone(), KEY), Some(second.clone()));
    drop(store);
    let store = open(&path);
    assert_eq!(loaded(&store, KEY), Some(second));
    assert_eq!(loaded(&store, "另一家"), Some(first));
    assert_eq!(loaded(&store, "另一"), None);
}

#[test]
fn it_is_the_same_under_tokio_and_does_not_block_its_thread() {
    let (_folder, path) = file();
    let store = open(&path);
    let saved = token("令牌", Some("再取"), None);
    // Another program's transaction, for as long as this one likes.
    let other = rusqlite_of(&path);
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    under_tokio(async {
        let save = store.save(KEY, &saved);
        tokio::pin!(save);
        tokio::select! {
            biased;
            _ = &mut save => panic!("saved though another program writes"),
            () = async { other.execute_batch("COMMIT").unwrap() } => {}
        }
        save.await.unwrap();
        assert_eq!(store.load(KEY).await.unwrap(), Some(saved.clone()));
    });
}

#[test]
fn what_was_saved_survives_a_program_that_is_killed() {
    let (_folder, path) = file();
    let mut process = Process::start("child_saves_and_waits", path.to_str().unwrap());
    assert_eq!(process.next(), "saved");
    process.kill();
    assert_eq!(loaded(&open(&path), KEY), Some(token("令牌:保住", Some("再取"), Some(7))));
}

#[test]
#[ignore = "a process of another test"]
fn child_saves_and_waits() {
    let store = open(Path::new(&given()));
    block_on(store.save(KEY, &token("令牌:保住", Some("再取"), Some(7)))).unwrap();
    tell("saved");
    wait_for_go();
}

#[test]
fn programs_share_a_file_from_its_first_moment_on() {
    let (_folder, path) = file();
    let mut processes = [(); 2].map(|()| Process::start("child_saves_fifty", path.to_str().unwrap()));
    for process in &mut processes {
        assert_eq!(process.next(), "ready");
    }
    processes.iter_mut().for_each(Process::go);
    // Who is told of a token finds it, whoever saved it.
    let store = open(&path);
    for _ in 0..50 {
        for process in &mut processes {
            let key = process.next();
            assert_eq!(loaded(&store, &key), Some(token(&key, None, None)));
        }
    }
    processes.into_iter().for_each(Process::end);
}

#[test]
#[ignore = "a process of another test"]
fn child_saves_fifty() {
    tell("ready");
    wait_for_go();
    let store = open(Path::new(&given()));
    for number in 0..50 {
        let key = format!("{}:{number}", std::process::id());
        block_on(store.save(&key, &token(&key, None, None))).unwrap();
        tell(&key);
    }
}

#[test]
fn many_open_a_new_file_at_once() {
    for _ in 0..5 {
        let (_folder, path) = file();
        thread::scope(|scope| {
            for number in 0..8 {
                let path = &path;
                scope.spawn(move || {
                    let store = open(path);
                    let key = number.to_string();
                    block_on(store.save(&key, &token(&key, None, None))).unwrap();
                });
            }
        });
        let store = open(&path);
        assert!((0..8).all(|number| loaded(&store, &number.to_string()).is_some()));
    }
}

#[test]
fn a_newer_version_is_refused_and_left_alone() {
    let (_folder, path) = file();
    block_on(open(&path).save(KEY, &token("令牌", None, None))).unwrap();
    rusqlite_of(&path).pragma_update(None, "user_version", 99).unwrap();
    let said = refusal(&path);
    assert!(said.contains("has version 99, and this program reads up to version 2; update the program"), "{said}");
    assert!(said.contains(path.to_str().unwrap()), "{said}");
    rusqlite_of(&path).pragma_update(None, "user_version", 2).unwrap();
    assert_eq!(loaded(&open(&path), KEY), Some(token("令牌", None, None)));
}

#[test]
fn what_is_no_store_is_refused() {
    let (folder, path) = file();
    std::fs::write(&path, "这不是数据库，".repeat(500)).unwrap();
    let said = refusal(&path);
    assert!(said.contains("is damaged, or is no SQLite database; restore it, or move it away"), "{said}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "这不是数据库，".repeat(500));

    let orders = folder.path().join("订单.sqlite");
    rusqlite_of(&orders).execute_batch("CREATE TABLE orders (number TEXT)").unwrap();
    let said = refusal(&orders);
    assert!(said.contains("is the database of another program; give another path"), "{said}");

    let said = refusal(&folder.path().join("没有/令牌.sqlite"));
    assert!(said.contains("cannot be made: entity not found"), "{said}");
    assert!(refusal(Path::new("")).contains("the path of the store is empty"));
    let said = refusal(folder.path());
    assert!(said.contains("cannot be opened") || said.contains("another program"), "{said}");
}

#[test]
fn a_page_that_is_damaged_is_told_and_tells_no_token() {
    let (_folder, path) = file();
    let store = open(&path);
    for number in 0..200 {
        block_on(store.save(&format!("{KEY}{number}"), &token("绝密令牌", Some("绝密续期"), None))).unwrap();
    }
    drop(store);
    // The last store that closes has written all into the file itself.
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[4096..].fill(0xAB);
    std::fs::write(&path, bytes).unwrap();
    let said = match SqliteStore::open(&path) {
        Ok(store) => block_on(store.load(KEY)).unwrap_err(),
        Err(error) => error,
    };
    assert!(said.to_string().contains("is damaged"), "{said}");
    assert!(!format!("{said} {said:?}").contains("绝密"), "{said:?}");
}

#[test]
fn what_is_printed_holds_no_token() {
    let (_folder, path) = file();
    let store = open(&path);
    block_on(store.save(KEY, &token("绝密令牌", Some("绝密续期"), None))).unwrap();
    let printed = format!("{store:?}");
    assert!(printed.contains("凭证") && !printed.contains("绝密"), "{printed}");
}

#[test]
fn a_name_that_sqlite_has_for_memory_is_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(":memory:");
    block_on(open(&path).save(KEY, &token("令牌", None, None))).unwrap();
    assert!(loaded(&open(&path), KEY).is_some());
}

#[cfg(unix)]
#[test]
fn its_files_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let (folder, path) = file();
    let store = open(&path);
    block_on(store.save(KEY, &token("令牌", None, None))).unwrap();
    let files: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(Result::unwrap).collect();
    // The file, its log and the memory that programs share.
    assert_eq!(files.len(), 3);
    for file in files {
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", file.path());
    }
}

/// Another program's connection to a file.
fn rusqlite_of(path: &Path) -> rusqlite::Connection {
    rusqlite::Connection::open(path).unwrap()
}
