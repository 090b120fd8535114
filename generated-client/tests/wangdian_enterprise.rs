//! 旺店通企业版 without any transport: a request is prepared and an answer is read; who sends is not asked.
#![cfg(feature = "wangdian-enterprise")]

use signwright_client::wangdian_enterprise::trade_push::{
    DeliveryTerm, Order, OrderRequired, PayStatus, RefundStatus, Trade, TradePushRequired, TradeRequired, TradeStatus,
};
use signwright_client::wangdian_enterprise::vip_trade_modify::{FlagCover, VipTradeModifyRequired};
use signwright_client::wangdian_enterprise::{Credentials, TradePush, VipTradeModify, ZONE};
use signwright_client::{
    CallOptions, DateTime, Error, Limits, RawAnswer, Redaction, SigningTime, TextOrInt, interpret, prepare,
};

fn credentials() -> signwright_client::Credentials {
    let [sid, appkey, appsecret] = ["test2", "test2-xx", "8f1a2b3c4d5e6f708192a3b4c5d6e7f8"].map(str::to_owned);
    Credentials { sid, appkey, appsecret }.into()
}

/// 2016-08-01 17:05:10 at +08:00.
fn signing_time() -> SigningTime {
    SigningTime::new(1_470_042_310_000, "")
}

#[test]
fn the_pages_sample_is_prepared_with_the_known_signature() {
    let mut request = VipTradeModify::new(VipTradeModifyRequired { trade_no: "JY201902260005".into() });
    request.invoice_no = Some("DZ201902270006".into());
    request.flag_name = Some("小麦测试专用标".into());
    request.logistics_code = Some("JITXXX".into());
    request.logistics_no = Some("ceshi01".into());
    request.cs_remark = Some("ceshi01".into());
    request.print_remark = Some("ceshi01".into());
    request.flag_cover = Some(FlagCover::Overwrite.into());
    let prepared =
        prepare(&request, &credentials(), "test", &CallOptions::default(), &signing_time()).expect("it is valid");
    let body = String::from_utf8(prepared.request.body.to_vec()).expect("a form");
    assert_eq!(prepared.request.url, "https://sandbox.wangdian.cn/openapi2/vip_trade_modify.php");
    assert!(body.contains("sign=299281763a2908fb5f9d1efe8f5862ad"), "{body}");
}

#[test]
fn forty_five_fields_are_filled_by_name_and_amounts_stay_exact() {
    let mut order = Order::new(OrderRequired {
        oid: "AT1-1".into(),
        num: 1.into(),
        price: "100000000000000.0001".parse().expect("an amount"),
        status: TradeStatus::AwaitingShipment.into(),
        refund_status: RefundStatus::NoRefund.into(),
        goods_id: "货品1".into(),
        adjust_amount: 0.into(),
        discount: 0.into(),
        share_discount: 0.into(),
    });
    order.goods_no = Some("🌾".into());
    let trade = Trade::new(TradeRequired {
        tid: "AT1".into(),
        trade_status: TradeStatus::AwaitingShipment.into(),
        pay_status: PayStatus::Paid.into(),
        delivery_term: DeliveryTerm::Prepaid.into(),
        trade_time: DateTime::parse("2016-08-01 17:00:00", ZONE).expect("a time"),
        buyer_nick: "三国杀😀".into(),
        receiver_address: "北京 北京市 海淀区 花园路1号".into(),
        post_amount: "10.00".parse().expect("an amount"),
        cod_amount: 0.into(),
        ext_cod_fee: 0.into(),
        paid: "100000000000010.0001".parse().expect("an amount"),
        order_list: vec![order],
    });
    let push = TradePush::new(TradePushRequired { shop_no: "api_test".into(), trade_list: vec![trade] });
    let prepared =
        prepare(&push, &credentials(), "test", &CallOptions::default(), &signing_time()).expect("it is valid");
    let body = String::from_utf8(prepared.request.body.to_vec()).expect("a form");
    assert!(prepared.warnings.is_empty(), "the sums are right: {}", prepared.warnings);
    assert!(body.contains("%22price%22%3A100000000000000.0001%2C") && body.contains("%22post_amount%22%3A10.00%2C"));
    // 三 as \u4e09: every way of counting characters agrees on it.
    assert!(body.contains("%22buyer_nick%22%3A%22%5Cu4e09%5Cu56fd%5Cu6740%5Cud83d%5Cude00%22"), "{body}");
}

#[test]
fn answers_are_read_leniently_and_refusals_are_errors() {
    let read = |body: &'static str| {
        interpret::<TradePush>(RawAnswer::new(200, body), None, Limits::default(), &Redaction::default())
    };
    let reply = read(r#"{"code": "0", "message": null, "new_count": "2", "chg_count": 1, "更多": []}"#).expect("done");
    assert_eq!((reply.response.new_count, reply.response.chg_count), (Some(2), Some(1)));
    assert_eq!(reply.response.code, Some(TextOrInt::from(0)));
    let error = read(r#"{"code": 99, "message": "buyer_nick 名字不能只用一个,不同客户必须用不同的名字"}"#)
        .expect_err("refused");
    assert!(matches!(&error, Error::Refused(refusal) if refusal.code == "99"), "{error}");
    let error = read("<html>502 Bad Gateway</html>").expect_err("no answer of the platform's");
    assert!(matches!(error, Error::Unknown(_)), "{error}");
}
