//! How much of a long list a test takes. A build for work, with debug assertions, takes every sixth entry, so that nobody
//! waits for minutes; `.ci/run` takes all of them in an optimised build.

/// One of so many is taken.
const STEP: usize = if cfg!(debug_assertions) { 6 } else { 1 };

/// Counts the entries of lists, and says which are taken.
#[derive(Debug, Default)]
pub struct Sample(usize);

impl Sample {
    /// Whether the next entry is taken.
    pub fn takes(&mut self) -> bool {
        let takes = self.0.is_multiple_of(STEP);
        self.0 += 1;
        takes
    }
}

/// How many of so many entries are taken.
pub const fn part_of(whole: usize) -> usize {
    whole / STEP
}

/// How many cases of a property are tried, of so many in an optimised build.
pub const fn cases(whole: u32) -> u32 {
    if cfg!(debug_assertions) { whole.div_ceil(6) } else { whole }
}
