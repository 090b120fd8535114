//! What a push of 50 trades with two orders each costs before it is encoded: its tree, and its validation.
//! Prints medians; `cargo bench -p signwright-runtime --bench push`.
#![allow(missing_docs)]

#[path = "../tests/acme/mod.rs"]
mod acme;

use std::hint::black_box;
use std::time::{Duration, Instant};

use signwright_runtime::{Value, validate};

fn median(mut work: impl FnMut()) -> Duration {
    let mut times: Vec<_> = (0..2001)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[times.len() / 2]
}

fn main() {
    let mut push = acme::push();
    push.trade_list = (0..50).map(|number| acme::trade(&format!("订单{number:06}"))).collect();
    for (number, trade) in push.trade_list.iter_mut().enumerate() {
        trade.buyer = format!("买{number}");
        trade.paid = acme::decimal_of("39.60");
        trade.pay_time = Some(acme::time_of("2024-01-01 08:00:00"));
        trade.end_time = Some(acme::time_of("2024-01-02 08:00:00"));
        trade.order_list = (0..2).map(|row| acme::order(&format!("单{number}-{row}"))).collect();
    }
    let node = push.node();
    let violations = validate(acme::shape(0), &node, acme::PLATFORM.zone);
    assert!(violations.iter().all(|violation| violation.rule == "count"), "{violations:?}");
    println!("tree     {:?}", median(|| drop(black_box(black_box(&push).node()))));
    println!(
        "validate {:?}",
        median(|| drop(black_box(validate(acme::shape(0), black_box(&node), acme::PLATFORM.zone))))
    );
}
