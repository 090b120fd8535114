//! How a platform treats requests: what its options say for all of them, and what a fault wants of one.

use crate::failing_row::FailingRow;
use crate::fault::{Fault, PageShift};
use crate::options::Window;

/// For all requests.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools)] // each answers a question of its own
pub(crate) struct Manner {
    pub(crate) strict: bool,
    pub(crate) diagnose: bool,
    pub(crate) failing: Vec<FailingRow>,
    pub(crate) atomic: bool,
    pub(crate) unchanged_counts: bool,
    pub(crate) windows: Vec<Window>,
    pub(crate) recording: bool,
}

/// What a request is to meet inside the platform; faults of the connection concern only who answers it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Meets<'f>(pub(crate) Option<&'f Fault>);

impl<'f> Meets<'f> {
    /// The rows that are to fail; none named means the last one.
    pub(crate) fn failing(self) -> Option<&'f [FailingRow]> {
        match self.0 {
            Some(Fault::Rows(rows)) => Some(rows),
            _ => None,
        }
    }

    pub(crate) fn shift(self) -> Option<&'f PageShift> {
        match self.0 {
            Some(Fault::Page(shift)) => Some(shift),
            _ => None,
        }
    }

    pub(crate) fn has_wrong_types(self) -> bool {
        matches!(self.0, Some(Fault::WrongTypes))
    }
}
