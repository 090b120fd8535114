//! A map whose entries are of no use after a while. They are thrown away as it grows, and seldom enough that all the looking
//! costs no more than the entries did.

use std::collections::HashMap;
use std::ops::{Deref, DerefMut};

/// A map by key that is looked through whenever it has doubled.
#[derive(Debug)]
pub(super) struct Swept<V> {
    entries: HashMap<String, V>,
    next: usize,
}

/// With fewer entries nothing is thrown away.
const FEW: usize = 1024;

impl<V> Default for Swept<V> {
    fn default() -> Self {
        Self { entries: HashMap::new(), next: FEW }
    }
}

impl<V> Swept<V> {
    /// Throws away what is not of use, where so much came since the last time that it is worth a look.
    pub(super) fn sweep(&mut self, is_of_use: impl Fn(&V) -> bool) {
        if self.entries.len() > self.next {
            self.entries.retain(|_, value| is_of_use(value));
            self.next = self.entries.len().saturating_mul(2).max(FEW);
        }
    }
}

impl<V> Deref for Swept<V> {
    type Target = HashMap<String, V>;

    fn deref(&self) -> &Self::Target {
        &self.entries
    }
}

impl<V> DerefMut for Swept<V> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.entries
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn what_is_of_no_use_goes_and_what_is_costs_no_look_for_each() {
        let (mut swept, looks) = (Swept::default(), Cell::new(0_u32));
        let look = |is_of_use: bool| {
            looks.set(looks.get() + 1);
            is_of_use
        };
        for number in 0..100_000_u32 {
            swept.insert(format!("键{number}"), number);
            swept.sweep(|_| look(true));
        }
        assert!(swept.len() == 100_000 && looks.get() < 200_000, "{} looks", looks.get());
        for number in 0..100_000_u32 {
            swept.insert(format!("新{number}"), number);
            swept.sweep(|value| look(*value == number));
        }
        assert!(swept.len() <= 100_000, "{} are left", swept.len());
    }
}
