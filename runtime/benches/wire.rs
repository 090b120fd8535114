//! What a push of 50 trades with two orders each costs on the wire: its JSON text, the form around it, and reading
//! it back. Prints medians; `cargo bench -p signwright-runtime --bench wire`.
#![allow(missing_docs)]

#[path = "../tests/acme/mod.rs"]
mod acme;

use std::hint::black_box;
use std::time::{Duration, Instant};

use signwright_runtime::json::{self, Style};
use signwright_runtime::model::Escape;
use signwright_runtime::{Limits, Value, form};

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
    for trade in &mut push.trade_list {
        trade.pay_time = Some(acme::time_of("2024-01-01 08:00:00"));
        trade.remark = "收货人：上海市浦东新区世纪大道一百号，电话联系后送货上门。".repeat(4);
        trade.order_list = (0..2).map(|row| acme::order(&format!("单{row}"))).collect();
    }
    let node = push.node();
    for escape in [Escape::Ascii, Escape::Minimal] {
        let style = Style::new(escape, acme::PLATFORM.zone);
        let write = || json::write_record(acme::shape(0), black_box(&node), style);
        let text = write().expect("it is not deep");
        let pairs = || form::encode([("trade_list", black_box(text.as_str()))]);
        let body = pairs();
        println!("{escape:?}: JSON {} bytes, form {} bytes", text.len(), body.len());
        println!("  write JSON {:?}", median(|| drop(black_box(write()))));
        println!("  write form {:?}", median(|| drop(black_box(pairs()))));
        println!("  read form  {:?}", median(|| drop(black_box(form::decode(body.as_bytes(), Limits::default())))));
        println!("  read JSON  {:?}", median(|| drop(black_box(json::parse(text.as_bytes(), Limits::default())))));
    }
}
