//! A row that a test names because it is to fail. Which row of a request that is, `partial` finds.

use std::fmt;

/// A row of a request that a test wants to fail.
#[derive(Clone, PartialEq, Eq)]
pub struct FailingRow {
    /// What identifies it, as the vendor's answer does; where that goes by the place alone, any value of the row.
    pub key: String,
    /// The vendor's code; where it is empty, that of the spec for a row that fails, or for a broken rule.
    pub code: String,
    /// The vendor's message; where it is empty, what the vendor's table says of the code.
    pub message: String,
}

/// Not the key, which may be personal data.
impl fmt::Debug for FailingRow {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { key: _, code, message } = self;
        out.debug_struct("FailingRow").field("code", code).field("message", message).finish_non_exhaustive()
    }
}
