//! 创建原始订单: pushes two trades, then one of them again, and shows what the platform counted.
//!
//! `cargo run -p signwright-client --example trade_push`

use signwright_client::Blocking;
use signwright_client::Client;
use signwright_client::wangdian_enterprise::trade_push::{
    DeliveryTerm, Order, OrderRequired, PayStatus, RefundStatus, Trade, TradePush, TradePushRequired,
    TradePushResponse, TradeRequired, TradeStatus,
};
use signwright_client::wangdian_enterprise::{PLATFORM, ZONE};
use signwright_client::{DateTime, Decimal};
use signwright_sandbox::{Options, Sandbox};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Against the vendor: `Client::new(&PLATFORM, Credentials { sid, appkey, appsecret }, "production", …)`.
    let sandbox = Sandbox::start(signwright_client::APIS.apis()?, Options::default())?;
    let client = Client::new(
        &PLATFORM,
        sandbox.credentials(PLATFORM.platform()?.name),
        &sandbox.environment(PLATFORM.platform()?.name),
        Blocking::new(),
    )?;

    let first = TradePush::new(TradePushRequired {
        shop_no: "api_test".into(),
        trade_list: vec![trade("AT202405010001", "三国杀")?, trade("AT202405010002", "小麦🌾")?],
    });
    let reply = client.call(&first)?;
    println!("first push:  {}", counted(&reply.response));

    let again = TradePush::new(TradePushRequired {
        shop_no: "api_test".into(),
        trade_list: vec![trade("AT202405010002", "小麦🌾")?],
    });
    let reply = client.call(&again)?;
    println!("second push: {}", counted(&reply.response));

    // What is wrong is told before a byte is sent: with the path of the field, in the vendor's own words.
    let mut wrong = trade("AT202405010003", "三国杀")?;
    wrong.id_card = Some("110101199003070000".into());
    wrong.receiver_address = "海淀".repeat(200);
    let wrong = TradePush::new(TradePushRequired { shop_no: "api_test".into(), trade_list: vec![wrong] });
    if let Err(error) = client.call(&wrong) {
        println!("\nnot sent:\n{error:#}");
    }
    println!("\nthe sandbox's log:");
    for entry in sandbox.log() {
        println!("  {entry}");
    }
    Ok(())
}

/// An answer may leave anything out, so its fields are optional.
fn counted(response: &TradePushResponse) -> String {
    let [new, updated] = [response.new_count, response.chg_count].map(Option::unwrap_or_default);
    format!("{new} new, {updated} updated")
}

/// One paid trade of one line: 2 × 199.50 − 10 + 12 = 401.00.
fn trade(tid: &str, buyer: &str) -> Result<Trade, Box<dyn std::error::Error>> {
    let zero = Decimal::from(0);
    let mut order = Order::new(OrderRequired {
        oid: format!("{tid}-1"),
        num: 2.into(),
        price: "199.50".parse()?,
        status: TradeStatus::AwaitingShipment.into(),
        refund_status: RefundStatus::NoRefund.into(),
        goods_id: "E166D18BAAEA420CB132E105B3B6128A".into(),
        adjust_amount: zero,
        discount: 10.into(),
        share_discount: zero,
    });
    order.spec_no = Some("9787533951092".into());
    order.goods_name = Some("情商是什么?——关于生活智慧的44个故事".into());

    let mut trade = Trade::new(TradeRequired {
        tid: tid.into(),
        trade_status: TradeStatus::AwaitingShipment.into(),
        pay_status: PayStatus::Paid.into(),
        delivery_term: DeliveryTerm::Prepaid.into(),
        trade_time: DateTime::parse("2024-05-01 10:21:00", ZONE)?,
        buyer_nick: buyer.into(),
        receiver_address: "北京 北京市 海淀区 花园路1号".into(),
        post_amount: 12.into(),
        cod_amount: zero,
        ext_cod_fee: zero,
        paid: "401.00".parse()?,
        order_list: vec![order],
    });
    trade.pay_time = Some(DateTime::parse("2024-05-01 10:22:30", ZONE)?);
    trade.receiver_name = Some("亚历山大".into());
    trade.receiver_mobile = Some("13233456110".into());
    Ok(trade)
}
