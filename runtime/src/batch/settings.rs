//! What the caller of a batch chose.

use super::digest::RowDigest;
use super::journal::Journal;
use super::report::RowOutcome;

/// How many calls more than planned are made to find out which rows a refusal is about.
const EXTRA_CALLS: usize = 64;

/// What the caller chose.
pub(super) struct Settings<'b> {
    pub(super) rows: Option<String>,
    pub(super) count: Option<usize>,
    pub(super) bytes: Option<usize>,
    pub(super) extra_calls: usize,
    pub(super) through_outages: bool,
    pub(super) repeat_unknown: bool,
    pub(super) before: Option<Before<'b>>,
    pub(super) written: Option<Written<'b>>,
}

/// What an earlier run reported.
pub(super) struct Before<'b> {
    pub(super) outcomes: &'b [RowOutcome],
    pub(super) payloads: &'b [RowDigest],
}

/// A journal and the name of a batch in it.
#[derive(Clone, Copy)]
pub(super) struct Written<'b> {
    pub(super) journal: &'b dyn Journal,
    pub(super) batch: &'b str,
}

impl Default for Settings<'_> {
    fn default() -> Self {
        Self {
            rows: None,
            count: None,
            bytes: None,
            extra_calls: EXTRA_CALLS,
            through_outages: false,
            repeat_unknown: false,
            before: None,
            written: None,
        }
    }
}
