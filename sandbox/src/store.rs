//! What the sandbox keeps between calls: which keys an endpoint has seen, and what was done if that is recorded. Counting
//! and remembering happen under one lock, so that calls at the same time count truly. What is kept, and by which field, the
//! spec says.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::recorded::{AppliedRow, Recorded};

/// The most keys that are remembered; for one more, the oldest is forgotten.
const MOST: usize = 200_000;

/// A key as it is remembered: two hashes, so that its length is no matter and no two keys are one.
type Mark = (u64, u64);

/// The keys seen, of all endpoints.
#[derive(Debug, Default)]
pub(crate) struct Store {
    hashers: (RandomState, RandomState),
    is_recording: bool,
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    /// Each with what was applied last.
    marks: HashMap<Mark, Mark>,
    order: VecDeque<Mark>,
    recorded: Recorded,
}

impl Seen {
    /// What was applied before, where this is not the first time.
    fn insert(&mut self, mark: Mark, payload: Mark) -> Option<Mark> {
        let before = self.marks.insert(mark, payload);
        if before.is_some() {
            return before;
        }
        self.order.push_back(mark);
        if self.order.len() > MOST
            && let Some(oldest) = self.order.pop_front()
        {
            self.marks.remove(&oldest);
        }
        None
    }
}

/// A row as it comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StoredRow {
    /// What identifies it; a row without a key is a new one each time.
    pub(crate) key: Option<String>,
    /// All of it.
    pub(crate) payload: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) created: usize,
    /// Those that were there, changed or not.
    pub(crate) updated: usize,
    /// Those of them that came as they were.
    pub(crate) unchanged: usize,
}

impl Store {
    pub(crate) fn new(is_recording: bool) -> Self {
        Self { is_recording, ..Self::default() }
    }

    /// Creates or updates a row for each, in order: a key that comes twice is created and then updated.
    pub(crate) fn upsert(&self, endpoint: &str, rows: impl IntoIterator<Item = StoredRow>) -> Counts {
        let mut seen = self.lock();
        let mut counts = Counts::default();
        for StoredRow { key, payload } in rows {
            let new = self.mark("", &payload);
            let before = key.as_deref().and_then(|key| seen.insert(self.mark(endpoint, key), new));
            match before {
                None => counts.created += 1,
                Some(before) => {
                    counts.updated += 1;
                    counts.unchanged += usize::from(before == new);
                }
            }
            if self.is_recording {
                seen.recorded.apply(endpoint, key.as_deref().unwrap_or_default(), before.is_none(), payload);
            }
        }
        counts
    }

    /// Notes an execution that nothing is kept of: each creates something.
    pub(crate) fn note(&self, endpoint: &str, key: &str, payload: impl FnOnce() -> String) {
        if self.is_recording {
            self.lock().recorded.apply(endpoint, key, true, payload());
        }
    }

    /// What was done to the rows of an endpoint, in the order in which they came first.
    pub(crate) fn rows(&self, endpoint: &str) -> Vec<AppliedRow> {
        self.lock().recorded.rows(endpoint)
    }

    /// Whether this is the first time.
    pub(crate) fn once(&self, endpoint: &str, key: &str, payload: impl FnOnce() -> String) -> bool {
        let mut seen = self.lock();
        let is_first = seen.insert(self.mark(endpoint, key), Mark::default()).is_none();
        if self.is_recording && is_first {
            seen.recorded.apply(endpoint, key, true, payload());
        }
        is_first
    }

    fn mark(&self, endpoint: &str, key: &str) -> Mark {
        (self.hashers.0.hash_one((endpoint, key)), self.hashers.1.hash_one((endpoint, key)))
    }

    /// A thread that panicked while it held the lock left whole keys behind: each insertion is one step.
    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(key: &str, payload: &str) -> StoredRow {
        StoredRow { key: Some(key.to_owned()).filter(|key| !key.is_empty()), payload: payload.to_owned() }
    }

    /// Rows that change each time.
    fn upsert(store: &Store, endpoint: &str, keys: &[&str]) -> (usize, usize) {
        let rows = keys.iter().map(|key| row(key, &store.lock().order.len().to_string())).collect::<Vec<_>>();
        let counts = store.upsert(endpoint, rows);
        (counts.created, counts.updated)
    }

    #[test]
    fn counts_truly_also_within_one_request() {
        let store = Store::default();
        assert_eq!(upsert(&store, "push", &["甲", "乙", "甲"]), (2, 1));
        assert_eq!(upsert(&store, "push", &["乙", "丙"]), (1, 1));
        assert_eq!(upsert(&store, "push", &["", "甲", ""]), (2, 1));
        assert_eq!(upsert(&store, "other", &["乙"]), (1, 0));
    }

    #[test]
    fn a_row_that_comes_as_it_was_is_unchanged_and_each_application_is_recorded() {
        let store = Store::new(true);
        let upsert = |payload| store.upsert("push", [row("甲", payload)]).unchanged;
        assert_eq!([upsert("一"), upsert("一"), upsert("二"), upsert("一")], [0, 1, 0, 0]);
        store.note("push", "乙", || "三".to_owned());
        store.note("push", "乙", || "四".to_owned());
        let rows = store.rows("push");
        let told: Vec<_> = rows.iter().map(|row| (row.key.as_str(), row.created, row.executions, row.last())).collect();
        assert_eq!(told, [("甲", 1, 4, Some("一")), ("乙", 2, 2, Some("四"))]);
        assert_eq!(rows[0].payloads, ["一", "一", "二", "一"]);
        assert!(store.rows("other").is_empty() && !format!("{rows:?}").contains('甲'));
        assert!(upsert_without_recording().is_empty());
    }

    fn upsert_without_recording() -> Vec<AppliedRow> {
        let store = Store::default();
        store.upsert("push", [row("甲", "一")]);
        store.rows("push")
    }

    #[test]
    fn works_once_for_each_key() {
        let store = Store::default();
        assert!(store.once("cancel", "JY1", String::new));
        assert!(!store.once("cancel", "JY1", String::new));
        assert!(store.once("cancel", "JY2", String::new));
    }

    #[test]
    fn what_is_kept_is_bounded_and_the_oldest_is_forgotten() {
        let store = Store::default();
        let first = (0..MOST).map(|number| row(&format!("单{number}"), ""));
        assert_eq!(store.upsert("push", first), Counts { created: MOST, ..Counts::default() });
        assert!(!store.once("push", "单0", String::new));
        assert!(store.once("push", "新单", String::new));
        assert_eq!(store.lock().marks.len(), MOST);
        assert_eq!(store.lock().order.len(), MOST);
        assert!(store.once("push", "单0", String::new), "it was the oldest");
        assert!(!store.once("push", "新单", String::new));
    }
}
