//! What a push of 50 trades costs from the typed request to the signed body, side by side in one run: as the client
//! does it, validation included, and as clients are usually written by hand (`usual.rs`), without validation.
//! Prints medians and their ratio; asserts that both say the same, never how fast.
//!
//! `cargo run --release -p signwright-tests --example request_path -- [RUNS]`

mod usual;

use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};

use signwright_client::wangdian_enterprise::trade_push::{
    DeliveryTerm, Order, OrderRequired, PayStatus, RefundStatus, Trade, TradePush, TradePushRequired, TradeRequired,
    TradeStatus,
};
use signwright_client::wangdian_enterprise::{Credentials, ZONE};
use signwright_runtime::client::{CallOptions, prepare};
use signwright_runtime::timestamp::SigningTime;
use signwright_runtime::{DateTime, Decimal, Limits, form};

const TRADES: usize = 50;
const UNIX: i64 = 1_714_530_000;

fn main() -> Result<(), Box<dyn Error>> {
    let runs = std::env::args().nth(1).map_or(Ok(501), |runs| runs.parse::<usize>())?.max(1);
    let push = push()?;
    let usual = usual::Push::new(TRADES);
    let credentials =
        Credentials { sid: "test2".into(), appkey: "test2-xx".into(), appsecret: "8f1a2b3c4d5e6f70".into() }.into();
    let options = CallOptions::default();
    let signing_time = SigningTime::new(UNIX * 1000, "");

    let ours = || prepare(&push, &credentials, "test", &options, &signing_time);
    let theirs = || usual.body("test2", "test2-xx", "8f1a2b3c4d5e6f70", UNIX);
    let (our_body, their_body) = (ours()?.request.body, theirs()?);
    assert_eq!(trades(&our_body)?, trades(their_body.as_bytes())?, "both send the same trades");

    // Interleaved, so that a busy machine slows both.
    let (mut our_times, mut their_times) = (Vec::with_capacity(runs), Vec::with_capacity(runs));
    for _ in 0..runs {
        our_times.push(timed(|| drop(black_box(ours()))));
        their_times.push(timed(|| drop(black_box(theirs()))));
    }
    let (our_time, their_time) = (median(our_times), median(their_times));
    println!("{TRADES} trades of 2 orders, {runs} runs, medians");
    println!("  signwright, validated   {our_time:>10.1?}  body {} bytes", our_body.len());
    println!("  by hand, not validated  {their_time:>10.1?}  body {} bytes", their_body.len());
    println!("  by hand is {:.2} × signwright", their_time.as_secs_f64() / our_time.as_secs_f64());
    Ok(())
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// What a server reads in `trade_list`, amounts by value.
fn trades(body: &[u8]) -> Result<serde_json::Value, Box<dyn Error>> {
    let pairs = form::decode(body, Limits::default())?;
    let text = pairs.into_iter().find(|(name, _)| name == "trade_list").map(|(_, value)| value).ok_or("no trades")?;
    let mut trades = serde_json::from_str(&text)?;
    by_value(&mut trades);
    Ok(trades)
}

/// `12` and `12.0` are one amount.
fn by_value(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Number(number) => *value = number.as_f64().into(),
        serde_json::Value::Array(rows) => rows.iter_mut().for_each(by_value),
        serde_json::Value::Object(fields) => fields.values_mut().for_each(by_value),
        _ => {}
    }
}

fn push() -> Result<TradePush, Box<dyn Error>> {
    let trade_list = (0..TRADES).map(trade).collect::<Result<_, _>>()?;
    Ok(TradePush::new(TradePushRequired { shop_no: "api_test".into(), trade_list }))
}

/// 2 × 199.50 + 1 × 25.00 − 10 + 12 = 426.00.
fn trade(number: usize) -> Result<Trade, Box<dyn Error>> {
    let order = |line: usize, num: i64, price: &str, discount: i64| -> Result<Order, Box<dyn Error>> {
        let mut order = Order::new(OrderRequired {
            oid: format!("AT20240501{number:04}-{line}"),
            num: num.into(),
            price: price.parse()?,
            status: TradeStatus::AwaitingShipment.into(),
            refund_status: RefundStatus::NoRefund.into(),
            goods_id: "E166D18BAAEA420CB132E105B3B6128A".into(),
            adjust_amount: Decimal::from(0),
            discount: discount.into(),
            share_discount: Decimal::from(0),
        });
        order.goods_no = Some("SP20240501".into());
        order.spec_no = Some("9787533951092".into());
        order.goods_name = Some("情商是什么?——关于生活智慧的44个故事".into());
        order.spec_name = Some("平装，第二版".into());
        Ok(order)
    };
    let mut trade = Trade::new(TradeRequired {
        tid: format!("AT20240501{number:04}"),
        trade_status: TradeStatus::AwaitingShipment.into(),
        pay_status: PayStatus::Paid.into(),
        delivery_term: DeliveryTerm::Prepaid.into(),
        trade_time: DateTime::parse("2024-05-01 10:21:00", ZONE)?,
        buyer_nick: format!("小麦🌾{number}"),
        receiver_address: "北京 北京市 海淀区 花园路1号院3号楼2单元501室".into(),
        post_amount: 12.into(),
        cod_amount: Decimal::from(0),
        ext_cod_fee: Decimal::from(0),
        paid: "426.00".parse()?,
        order_list: vec![order(1, 2, "199.50", 10)?, order(2, 1, "25.00", 0)?],
    });
    trade.pay_time = Some(DateTime::parse("2024-05-01 10:22:30", ZONE)?);
    trade.receiver_name = Some("亚历山大".into());
    trade.receiver_province = Some("北京".into());
    trade.receiver_city = Some("北京市".into());
    trade.receiver_district = Some("海淀区".into());
    trade.receiver_mobile = Some("13233456110".into());
    trade.buyer_message = Some("请在工作日送货，到达前电话联系；包装请不要显示商品名称。".into());
    trade.seller_memo = Some("老客户，优先发货".into());
    Ok(trade)
}
