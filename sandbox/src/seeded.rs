//! Faults by chance that is the same each time: which fault a call meets follows from a seed and the call's number alone,
//! so a run can be played again, and its calls may come in any order.

use crate::fault::Fault;

/// Faults drawn for each call.
///
/// ```
/// # use signwright_sandbox::{Fault, Faults, Rates};
/// let faults = Faults::seeded(7, Rates::all(1_000)); // a tenth of the calls
/// assert_eq!(faults.on_call(17), Faults::seeded(7, Rates::all(1_000)).on_call(17));
/// println!("{}", faults.describe(17)); // call 17: reset after executing
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Faults {
    seed: u64,
    rates: Rates,
}

/// How many of ten thousand calls meet which fault.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rates(Vec<(Fault, u32)>);

/// All calls, as rates count them.
const ALL: u64 = 10_000;

impl Rates {
    /// Nothing goes wrong.
    pub fn none() -> Self {
        Self::default()
    }

    /// So many of ten thousand calls meet a fault: any of [`Fault::all`], each as often as another.
    pub fn all(of_ten_thousand: u32) -> Self {
        let faults = Fault::all();
        let count = u32::try_from(faults.len()).unwrap_or(u32::MAX);
        // What a division leaves is given to the first ones, so that the sum is what was asked for.
        let (each, remainder) = (of_ten_thousand / count, of_ten_thousand % count);
        let rates = (0..).zip(faults).map(|(place, fault)| (fault, each + u32::from(place < remainder)));
        Self(rates.collect())
    }

    /// So many of ten thousand calls meet this fault. Where all rates together are more than ten thousand, those that were
    /// given last are cut.
    #[must_use]
    pub fn of(mut self, fault: Fault, of_ten_thousand: u32) -> Self {
        self.0.push((fault, of_ten_thousand));
        self
    }
}

impl Faults {
    /// Draws by this seed.
    pub fn seeded(seed: u64, rates: Rates) -> Self {
        Self { seed, rates }
    }

    /// The fault that the call of this number is to meet; the first is 1. Where the tables of its endpoint cannot express
    /// it, the call is answered as usual.
    pub fn on_call(&self, number: u64) -> Option<Fault> {
        let mut drawn = mixed(mixed(self.seed).wrapping_add(number)) % ALL;
        for (fault, rate) in &self.rates.0 {
            match drawn.checked_sub(u64::from(*rate)) {
                None => return Some(fault.clone()),
                Some(remaining) => drawn = remaining,
            }
        }
        None
    }

    /// The plan of a call in words: `call 17: reset after executing`.
    pub fn describe(&self, number: u64) -> String {
        match self.on_call(number) {
            Some(fault) => format!("call {number}: {fault}"),
            None => format!("call {number}: no fault"),
        }
    }
}

/// A number that looks random and follows from another: one step of `SplitMix64`.
pub(crate) const fn mixed(state: u64) -> u64 {
    let state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_is_the_published_one() {
        // The first outputs of SplitMix64 for the seed 1234567.
        let gamma = 0x9e37_79b9_7f4a_7c15_u64;
        assert_eq!(mixed(1_234_567), 6_457_827_717_110_365_317);
        assert_eq!(mixed(1_234_567_u64.wrapping_add(gamma)), 3_203_168_211_198_807_973);
    }

    #[test]
    fn rates_are_kept_and_a_seed_draws_the_same_again() {
        let rates = || Rates::none().of(Fault::Clock, 2_000).of(Fault::Token, 500);
        let (faults, again, of_another_seed) =
            (Faults::seeded(1, rates()), Faults::seeded(1, rates()), Faults::seeded(2, rates()));
        let count =
            |fault: &Fault| (1..=10_000).filter(|number| faults.on_call(*number).as_ref() == Some(fault)).count();
        assert!((1_850..2_150).contains(&count(&Fault::Clock)) && (400..600).contains(&count(&Fault::Token)));
        assert!((1..=10_000).all(|number| faults.describe(number) == again.describe(number)));
        assert!((1..=100).any(|number| faults.describe(number) != of_another_seed.describe(number)));
        assert!((1..=1_000).all(|number| Faults::seeded(3, Rates::none()).on_call(number).is_none()));
        assert!((1..=1_000).all(|number| Faults::seeded(3, Rates::all(10_000)).on_call(number).is_some()));
    }
}
