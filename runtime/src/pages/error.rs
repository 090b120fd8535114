//! Why a walk through pages, or the wait for a job, has no good end.

use std::fmt;
use std::time::Duration;

use crate::Error;

/// Why pages end before all rows came, or before it is sure that they did. It is the last that a walk gives.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PageError {
    /// Rows are missing, or may be. The pages before it are good.
    Incomplete {
        /// How many rows came, none of them twice; of windows, in the one that is incomplete.
        rows: u64,
        /// How many pages came.
        pages: u64,
        /// How many rows there are, as the platform told last.
        total: Option<u64>,
        /// What happened.
        cause: Incomplete,
    },
    /// The span cannot be asked for in windows, for this reason. Nothing was called.
    Windows(String),
}

/// Why a walk through pages is not complete.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Incomplete {
    /// A page could not be had.
    Failed(Error),
    /// The last page came, and the rows are not as many as the platform told.
    Total,
    /// The platform told fewer rows than on a page before: rows may have moved to pages that were read already.
    Shrunk {
        /// What it told before.
        before: u64,
        /// What it told then.
        after: u64,
    },
    /// A cursor or a link came that led to a page before: it would go round for ever.
    Loop,
    /// The answer says that there is more, and has no row.
    Empty,
    /// The answer says that there is more, and not where.
    NoNext,
    /// What leads to the next page cannot be sent, for this reason.
    Next(String),
    /// So many pages were read, and there are more ([`Pages::with_most_pages`](crate::Pages::with_most_pages)).
    TooMany(u64),
}

impl PageError {
    /// The error of the call that failed, where one did.
    pub fn error(&self) -> Option<&Error> {
        match self {
            Self::Incomplete { cause: Incomplete::Failed(error), .. } => Some(error),
            Self::Incomplete { .. } | Self::Windows(_) => None,
        }
    }
}

impl fmt::Display for PageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Incomplete { rows, pages, total, cause } => {
                write!(f, "incomplete after {rows} rows on {pages} pages")?;
                if let Some(total) = total {
                    write!(f, ", where the platform tells {total}")?;
                }
                write!(f, ": {cause}")
            }
            Self::Windows(reason) => write!(f, "the span cannot be asked for in windows: {reason}"),
        }
    }
}

impl fmt::Display for Incomplete {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(error) => write!(f, "{error}"),
            Self::Total => {
                f.write_str("the last page came and the numbers differ; rows moved meanwhile, so read again")
            }
            Self::Shrunk { before, after } => write!(
                f,
                "the total fell from {before} to {after} meanwhile, so rows may have moved to pages that were read; read again"
            ),
            Self::Loop => f.write_str("the next page would be one that was read already"),
            Self::Empty => f.write_str("the answer says that there is more, and has no row"),
            Self::NoNext => f.write_str("the answer says that there is more, and not where"),
            Self::Next(reason) => f.write_str(reason),
            Self::TooMany(pages) => write!(f, "there are more than {pages} pages; allow more, or ask for less"),
        }
    }
}

impl std::error::Error for PageError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.error().map(|error| error as _)
    }
}

/// Why an accepted job's end is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum JobError {
    /// It cannot be asked for, for this reason. Nothing was called.
    Unasked(String),
    /// It did not end in time. It may still: ask again.
    Unfinished {
        /// How long was waited, with all calls.
        waited: Duration,
        /// How many times was asked.
        calls: u32,
        /// Why the last time gave no answer, where it did not.
        last: Option<Error>,
    },
    /// Asking for it failed in a way that asking again does not mend.
    Failed {
        /// How long was waited.
        waited: Duration,
        /// How many times was asked.
        calls: u32,
        /// The error.
        error: Error,
    },
}

impl fmt::Display for JobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unasked(reason) => write!(f, "the job cannot be asked for: {reason}"),
            Self::Unfinished { waited, calls, last } => {
                write!(f, "the job has not ended after {} seconds; asked {calls} times", waited.as_secs())?;
                last.as_ref().map_or(Ok(()), |error| write!(f, ", the last time in vain: {error}"))
            }
            Self::Failed { waited, calls, error } => {
                write!(f, "the job was asked for {calls} times in {} seconds: {error}", waited.as_secs())
            }
        }
    }
}

impl std::error::Error for JobError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Failed { error, .. } | Self::Unfinished { last: Some(error), .. } => Some(error),
            Self::Unasked(_) | Self::Unfinished { last: None, .. } => None,
        }
    }
}
