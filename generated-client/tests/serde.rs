//! Requests and responses through serde, without a derive in the generated code.
#![cfg(all(feature = "serde", feature = "wangdian-enterprise", feature = "suning"))]

use serde_json::json;
use signwright_client::suning::order_status_query::OrderStatusQueryResponse;
use signwright_client::wangdian_enterprise::VipTradeModify;
use signwright_client::wangdian_enterprise::trade_push::{PayStatus, Trade};
use signwright_client::wangdian_enterprise::vip_trade_modify::{FlagCover, VipTradeModifyRequired};

#[test]
fn a_request_goes_out_as_its_table_says_and_comes_back() {
    let mut change = VipTradeModify::new(VipTradeModifyRequired { trade_no: "JY1".into() });
    change.cs_remark = Some("好评👍，优先".into());
    change.flag_cover = Some(FlagCover::Overwrite.into());
    let value = serde_json::to_value(&change).expect("it is written");
    assert_eq!(value, json!({"trade_no": "JY1", "cs_remark": "好评👍，优先", "flag_cover": "1"}));
    assert_eq!(serde_json::from_value::<VipTradeModify>(value).expect("it is read"), change);
}

#[test]
fn amounts_and_times_come_back_as_they_were() {
    let text = json!({
        "tid": "AT1", "trade_status": 30, "pay_status": 2, "delivery_term": 1, "trade_time": "2024-05-01 10:21:00",
        "pay_time": "0000-00-00 00:00:00", "buyer_nick": "三国杀😀", "receiver_address": "海淀", "post_amount": "10.00",
        "cod_amount": "0", "ext_cod_fee": "0", "paid": "100000000000010.0001",
        "order_list": [{"oid": "1", "num": "1", "price": "100000000000000.0001", "status": 30, "refund_status": 0,
            "goods_id": "货", "adjust_amount": "0", "discount": "0", "share_discount": "0"}],
    });
    let trade: Trade = serde_json::from_value(text.clone()).expect("it is read");
    assert!(trade.pay_status == PayStatus::Paid);
    assert!(trade.pay_time.is_some_and(signwright_client::DateTime::is_zero));
    assert_eq!(serde_json::to_value(&trade).expect("it is written"), text);
}

#[test]
fn what_a_table_does_not_have_is_named() {
    let error = serde_json::from_value::<VipTradeModify>(json!({"flag": "红"})).expect_err("refused").to_string();
    for part in ["trade_no", "flag"] {
        assert!(error.contains(part), "{error}");
    }
}

#[test]
fn a_response_is_read_leniently() {
    let value =
        json!({"sn_head": {"pageNo": 1, "pageTotal": "2"}, "sn_body": {"queryOrderStatus": {"orderStatus": "01"}}});
    let response: OrderStatusQueryResponse = serde_json::from_value(value).expect("it is read");
    assert_eq!(response.sn_head.and_then(|head| head.page_total), Some(2));
    assert_eq!(response.sn_body.map(|body| body.query_order_status.len()), Some(1));
}
