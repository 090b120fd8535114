//! What was really done, for a test that compares it with what its client believes: of each row how many executions created
//! it, and what each of them applied. Nothing here has a say in an answer.

use std::collections::{HashMap, VecDeque};
use std::fmt;

/// The most rows that are kept of all endpoints; for one more, nothing more is recorded.
pub(crate) const ROWS: usize = 200_000;
/// The most payloads that are kept of a row; for one more, the oldest is forgotten.
pub(crate) const PAYLOADS: usize = 1_000;

/// What was done to a row.
#[derive(Clone, PartialEq, Eq)]
pub struct AppliedRow {
    /// What identifies it; empty for all that nothing identifies, which are then recorded together.
    pub key: String,
    /// How many executions created it. More than one is a duplicate.
    pub created: u64,
    /// How many executions applied it, created or not.
    pub executions: u64,
    /// The payloads in the order in which they were applied, as JSON by the vendor's names; the last 1,000 at most.
    pub payloads: VecDeque<String>,
}

impl AppliedRow {
    /// The payload that was applied last.
    pub fn last(&self) -> Option<&str> {
        self.payloads.back().map(String::as_str)
    }
}

/// Neither the key nor a payload, which may be personal data.
impl fmt::Debug for AppliedRow {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { created, executions, .. } = self;
        out.debug_struct("AppliedRow").field("created", created).field("executions", executions).finish_non_exhaustive()
    }
}

/// All rows of all endpoints of a platform.
#[derive(Debug, Default)]
pub(crate) struct Recorded {
    rows: Vec<AppliedRow>,
    of_endpoints: HashMap<String, HashMap<String, usize>>,
}

impl Recorded {
    pub(crate) fn apply(&mut self, endpoint: &str, key: &str, is_created: bool, payload: String) {
        let places = self.of_endpoints.entry(endpoint.to_owned()).or_default();
        if !places.contains_key(key) && self.rows.len() < ROWS {
            places.insert(key.to_owned(), self.rows.len());
            self.rows.push(AppliedRow { key: key.to_owned(), created: 0, executions: 0, payloads: VecDeque::new() });
        }
        let Some(row) = places.get(key).and_then(|place| self.rows.get_mut(*place)) else { return };
        row.created += u64::from(is_created);
        row.executions += 1;
        if row.payloads.len() >= PAYLOADS {
            row.payloads.pop_front();
        }
        row.payloads.push_back(payload);
    }

    /// The rows of an endpoint, in the order in which they were applied first.
    pub(crate) fn rows(&self, endpoint: &str) -> Vec<AppliedRow> {
        let mut places: Vec<usize> =
            self.of_endpoints.get(endpoint).into_iter().flat_map(|places| places.values().copied()).collect();
        places.sort_unstable();
        places.into_iter().filter_map(|place| self.rows.get(place).cloned()).collect()
    }
}
