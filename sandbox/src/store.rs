//! What the sandbox keeps between calls: which keys an endpoint has seen. Counting and remembering happen under one
//! lock, so that calls at the same time count truly. What is kept, and by which field, the spec says.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The keys seen, by endpoint.
#[derive(Debug, Default)]
pub(crate) struct Store {
    seen: Mutex<HashMap<String, HashSet<String>>>,
}

/// What an upsert did.
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
        let seen = seen.entry(endpoint.to_owned()).or_default();
        let mut counts = Counts::default();
        for key in keys {
            if key.is_none_or(|key| seen.insert(key)) {
                counts.created += 1;
            } else {
                counts.updated += 1;
            }
        }
        counts
    }

    /// Whether this is the first time.
    pub(crate) fn once(&self, endpoint: &str, key: String) -> bool {
        self.lock().entry(endpoint.to_owned()).or_default().insert(key)
    }

    /// A thread that panicked while it held the lock left whole keys behind: each insertion is one step.
    fn lock(&self) -> MutexGuard<'_, HashMap<String, HashSet<String>>> {
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
        assert!(store.once("cancel", "JY1".to_owned()));
        assert!(!store.once("cancel", "JY1".to_owned()));
        assert!(store.once("cancel", "JY2".to_owned()));
    }
}
