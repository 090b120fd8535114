//! The rows of a request that fail while others are done, and why. Which they are, `partial` finds.

use std::collections::BTreeMap;

use signwright_runtime::model::PartialFailure;

use crate::request::Row;

/// The most failed rows that one line of the log spells out.
const TOLD: usize = 5;

/// Why a row failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) code: String,
    pub(crate) message: String,
    /// The same in the sandbox's words, for the log.
    pub(crate) told: String,
}

/// The rows of a list, and those of them that failed.
pub(crate) struct Failures<'r> {
    pub(crate) partial: &'r PartialFailure<'r>,
    pub(crate) rows: Vec<Row<'r>>,
    pub(crate) failed: BTreeMap<usize, Failure>,
}

impl Failures<'_> {
    /// Whether this row of this list of the request failed.
    pub(crate) fn has(&self, list: &str, index: usize) -> bool {
        self.partial.of == list && self.failed.contains_key(&index)
    }

    /// How many did not fail.
    pub(crate) fn done(&self) -> usize {
        self.rows.len().saturating_sub(self.failed.len())
    }

    /// What the log says of them.
    pub(crate) fn told(&self) -> Option<String> {
        let (failed, rows) = (self.failed.len(), self.rows.len());
        let each: Vec<_> = self.failed.values().take(TOLD).map(|failure| failure.told.as_str()).collect();
        let more = if failed > TOLD { format!(" and {} more", failed - TOLD) } else { String::new() };
        (failed > 0).then(|| format!("{failed} of {rows} rows failed: {}{more}", each.join(", ")))
    }
}
