//! Does one work as often as it is told and says how many allocations the last time made. Run under a profiler, twice as
//! often once and once more, the difference is what the work costs without all that a program does once.
//!
//! `cargo run --release -p signwright-bench-calls -- WORK TIMES`

use std::alloc::System;
use std::error::Error;
use std::hint::black_box;

use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next().unwrap_or_default();
    let times: usize = arguments.next().unwrap_or_default().parse().map_err(|_| "how many times?")?;
    let mut work = signwright_bench_calls::work(&name)?;
    let mut allocations = 0;
    for _ in 0..times {
        let region = Region::new(ALLOCATOR);
        if black_box(work()) == 0 {
            return Err(format!("{name} came to nothing").into());
        }
        let change = region.change();
        allocations = change.allocations + change.reallocations;
    }
    println!("{allocations}");
    Ok(())
}
