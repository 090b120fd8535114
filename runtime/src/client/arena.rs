//! The arena that a typed request stands in while it is validated and encoded: one for each thread, kept from call to call, for
//! the pages of a fresh one cost as much as what is written into them.

use std::cell::Cell;

use bumpalo::Bump;

/// The most bytes that a thread keeps; a request of 50 trades takes 300 kB.
const MOST: usize = 1 << 20;

thread_local! {
    static KEPT: Cell<Option<Bump>> = const { Cell::new(None) };
}

/// Does something within an empty arena.
pub(super) fn within<R>(work: impl FnOnce(&Bump) -> R) -> R {
    // What is done within may ask for one itself, and then gets another.
    let mut arena = KEPT.try_with(Cell::take).ok().flatten().unwrap_or_default();
    let result = work(&arena);
    arena.reset();
    if arena.allocated_bytes() <= MOST {
        // A thread that ends keeps nothing.
        _ = KEPT.try_with(|kept| kept.set(Some(arena)));
    }
    result
}
