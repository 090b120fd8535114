//! What the sandbox keeps between calls: which keys an endpoint has seen. Counting and remembering happen under one
//! lock, so that calls at the same time count truly. What is kept, and by which field, the spec says.

use std::collections::{HashSet, VecDeque};
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The most keys that are remembered; for one more, the oldest is forgotten.
const MOST: usize = 200_000;

/// A key as it is remembered: two hashes, so that its length is no matter and no two keys are one.
type Mark = (u64, u64);

/// The keys seen, of all endpoints.
#[derive(Debug, Default)]
pub(crate) struct Store {
    hashers: (RandomState, RandomState),
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    marks: HashSet<Mark>,
    order: VecDeque<Mark>,
}

impl Seen {
    fn insert(&mut self, mark: Mark) -> bool {
        if !self.marks.insert(mark) {
            return false;
        }
        self.order.push_back(mark);
        if self.order.len() > MOST
            && let Some(oldest) = self.order.pop_front()
        {
            self.marks.remove(&oldest);
        }
        true
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) created: usize,
    pub(crate) updated: usize,
}

impl Store {
    /// Creates or updates a row for each key, in order: a key that comes twice is created and then updated. A row
    /// without a key is a new one each time.
    pub(crate) fn upsert(&self, endpoint: &str, keys: impl IntoIterator<Item = Option<String>>) -> Counts {
        let mut seen = self.lock();
        let mut counts = Counts::default();
        for key in keys {
            if key.is_none_or(|key| seen.insert(self.mark(endpoint, &key))) {
                counts.created += 1;
            } else {
                counts.updated += 1;
            }
        }
        counts
    }

    /// Whether this is the first time.
    pub(crate) fn once(&self, endpoint: &str, key: &str) -> bool {
        self.lock().insert(self.mark(endpoint, key))
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

    fn keys(names: &[&str]) -> Vec<Option<String>> {
        names.iter().map(|&name| Some(name.to_owned()).filter(|name| !name.is_empty())).collect()
    }

    #[test]
    fn counts_truly_also_within_one_request() {
        let store = Store::default();
        assert_eq!(store.upsert("push", keys(&["甲", "乙", "甲"])), Counts { created: 2, updated: 1 });
        assert_eq!(store.upsert("push", keys(&["乙", "丙"])), Counts { created: 1, updated: 1 });
        assert_eq!(store.upsert("push", keys(&["", "甲", ""])), Counts { created: 2, updated: 1 });
        assert_eq!(store.upsert("other", keys(&["乙"])), Counts { created: 1, updated: 0 });
    }

    #[test]
    fn works_once_for_each_key() {
        let store = Store::default();
        assert!(store.once("cancel", "JY1"));
        assert!(!store.once("cancel", "JY1"));
        assert!(store.once("cancel", "JY2"));
    }

    #[test]
    fn what_is_kept_is_bounded_and_the_oldest_is_forgotten() {
        let store = Store::default();
        let first = (0..MOST).map(|number| Some(format!("单{number}")));
        assert_eq!(store.upsert("push", first), Counts { created: MOST, updated: 0 });
        assert!(!store.once("push", "单0"));
        assert!(store.once("push", "新单"));
        assert_eq!(store.lock().marks.len(), MOST);
        assert_eq!(store.lock().order.len(), MOST);
        assert!(store.once("push", "单0"), "it was the oldest");
        assert!(!store.once("push", "新单"));
    }
}
