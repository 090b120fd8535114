//! How many allocations each work of a table makes, beside those of others. A program of its own, so that counting slows
//! nothing that is timed.
//!
//! `in_process_counted push|answers`

use std::alloc::System;
use std::error::Error;

use signwright_peers::pairs::{Work, pairs};
use signwright_peers::print_row;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() -> Result<(), Box<dyn Error>> {
    for mut pair in pairs(&std::env::args().nth(1).unwrap_or_default())? {
        let ours = allocations(&mut pair.ours);
        for (peer, work) in &mut pair.peers {
            print_row(pair.row, "allocations", ours, peer, allocations(work));
        }
    }
    Ok(())
}

/// Of the second time: the first makes what a program makes once.
#[expect(clippy::cast_precision_loss, reason = "they are not that many")]
fn allocations(work: &mut Work) -> f64 {
    work();
    let region = Region::new(ALLOCATOR);
    work();
    let change = region.change();
    (change.allocations + change.reallocations) as f64
}
