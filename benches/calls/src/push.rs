//! The requests that are signed: a push of any number of trades with two orders each, and a change of one trade.

use std::error::Error;

use signwright_client::wangdian_enterprise::trade_push::{
    DeliveryTerm, Order, OrderRequired, PayStatus, RefundStatus, Trade, TradePush, TradePushRequired, TradeRequired,
    TradeStatus,
};
use signwright_client::wangdian_enterprise::vip_trade_modify::{FlagCover, VipTradeModify, VipTradeModifyRequired};
use signwright_client::wangdian_enterprise::{self, ZONE};
use signwright_client::{
    Bytes, CallOptions, Credentials, DateTime, Decimal, Endpoint, Error as CallError, SigningTime, prepare,
};

/// The seller.
pub const SID: &str = "test2";
/// The key of the interface.
pub const APPKEY: &str = "test2-xx";
/// What is signed with; invented.
pub const SECRET: &str = "8f1a2b3c4d5e6f70";
/// The second at which all is signed.
pub const UNIX: i64 = 1_714_530_000;
/// The orders of a trade: how many, at which price, with which discount.
pub const LINES: [(i64, &str, i64); 2] = [(2, "199.50", 10), (1, "25.00", 0)];
/// The fields of the change of a trade, in the vendor's names.
pub const MODIFY: [(&str, &str); 7] = [
    ("trade_no", "JY201902260005"),
    ("invoice_no", "DZ201902270006"),
    ("flag_name", "小麦测试专用标"),
    ("logistics_code", "JITXXX"),
    ("logistics_no", "SF1001"),
    ("cs_remark", "老客户，优先发货🌾"),
    ("flag_cover", "1"),
];

/// What a request is signed with.
pub fn credentials() -> Credentials {
    wangdian_enterprise::Credentials { sid: SID.into(), appkey: APPKEY.into(), appsecret: SECRET.into() }.into()
}

/// When a request is signed.
pub fn signing_time() -> SigningTime {
    SigningTime::new(UNIX * 1000, "")
}

/// Validates, encodes and signs; gives the body.
///
/// # Errors
/// If the request breaks what the vendor's table says.
pub fn signed<R: Endpoint>(
    request: &R,
    credentials: &Credentials,
    signing_time: &SigningTime,
) -> Result<Bytes, CallError> {
    let prepared = prepare(request, credentials, "test", &CallOptions::default(), signing_time)?;
    Ok(prepared.request.body)
}

/// The change of one trade.
pub fn modify() -> VipTradeModify {
    let text = |wanted: &str| MODIFY.iter().find(|(name, _)| *name == wanted).map(|(_, value)| (*value).to_owned());
    let mut change = VipTradeModify::new(VipTradeModifyRequired { trade_no: text("trade_no").unwrap_or_default() });
    change.invoice_no = text("invoice_no");
    change.flag_name = text("flag_name");
    change.logistics_code = text("logistics_code");
    change.logistics_no = text("logistics_no");
    change.cs_remark = text("cs_remark");
    change.flag_cover = Some(FlagCover::Overwrite.into());
    change
}

/// A push of as many trades.
///
/// # Errors
/// If an amount or a time here is none.
pub fn push(trades: usize) -> Result<TradePush, Box<dyn Error>> {
    let trade_list = (0..trades).map(trade).collect::<Result<_, _>>()?;
    Ok(TradePush::new(TradePushRequired { shop_no: "api_test".into(), trade_list }))
}

/// 2 × 199.50 + 1 × 25.00 − 10 + 12 = 426.00.
fn trade(number: usize) -> Result<Trade, Box<dyn Error>> {
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
        order_list: (1..).zip(LINES).map(|(line, row)| order(number, line, row)).collect::<Result<_, _>>()?,
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

fn order(number: usize, line: usize, (num, price, discount): (i64, &str, i64)) -> Result<Order, Box<dyn Error>> {
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
}
