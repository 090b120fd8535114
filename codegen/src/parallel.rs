//! One piece of work for each of many things, on all cores, the results in the order of the things. It knows nothing of
//! what is done.

use std::num::NonZero;
use std::thread;

/// Things fewer than this are not worth a thread.
const FEW: usize = 8;

/// The result for each thing, in their order, whatever thread came to it first.
pub fn map<'t, T: Sync, R: Send>(things: &'t [T], work: impl Fn(&'t T) -> R + Sync) -> Vec<R> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let share = things.len().div_ceil(cores.max(1)).max(FEW);
    let mut shares = things.chunks(share);
    let Some(share_of_caller) = shares.next() else { return Vec::new() };
    thread::scope(|scope| {
        let work = &work;
        let others: Vec<_> =
            shares.map(|share| scope.spawn(move || share.iter().map(work).collect::<Vec<_>>())).collect();
        let mut results: Vec<_> = share_of_caller.iter().map(work).collect();
        for thread in others {
            match thread.join() {
                Ok(of_others) => results.extend(of_others),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        results
    })
}

#[cfg(test)]
mod tests {
    use super::map;

    #[test]
    fn results_come_in_the_order_of_the_things() {
        for count in [0, 1, 7, 8, 9, 1000] {
            let things: Vec<_> = (0..count).collect();
            assert_eq!(map(&things, |thing| thing * 2), things.iter().map(|thing| thing * 2).collect::<Vec<_>>());
        }
    }
}
