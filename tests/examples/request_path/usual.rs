//! The same push as it is usually written by hand: derived serde with amounts as floats, a sorted map, `format!`, MD5,
//! `form_urlencoded`. Nothing is validated.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use md5::{Digest as _, Md5};
use serde::Serialize;

#[derive(Serialize)]
struct Order {
    oid: String,
    num: f64,
    price: f64,
    status: i32,
    refund_status: i32,
    goods_id: String,
    goods_no: Option<String>,
    spec_no: Option<String>,
    goods_name: Option<String>,
    spec_name: Option<String>,
    adjust_amount: f64,
    discount: f64,
    share_discount: f64,
}

#[derive(Serialize)]
#[expect(clippy::struct_field_names, reason = "the vendor's names")]
struct Trade {
    tid: String,
    trade_status: i32,
    pay_status: i32,
    delivery_term: i32,
    trade_time: String,
    pay_time: Option<String>,
    buyer_nick: String,
    receiver_name: Option<String>,
    receiver_province: Option<String>,
    receiver_city: Option<String>,
    receiver_district: Option<String>,
    receiver_address: String,
    receiver_mobile: Option<String>,
    buyer_message: Option<String>,
    seller_memo: Option<String>,
    post_amount: f64,
    cod_amount: f64,
    ext_cod_fee: f64,
    paid: f64,
    order_list: Vec<Order>,
}

pub(crate) struct Push {
    shop_no: String,
    trade_list: Vec<Trade>,
}

impl Push {
    pub(crate) fn new(trades: usize) -> Self {
        Self { shop_no: "api_test".into(), trade_list: (0..trades).map(trade).collect() }
    }

    /// The signed body.
    pub(crate) fn body(&self, sid: &str, appkey: &str, secret: &str, unix: i64) -> serde_json::Result<String> {
        let mut params = BTreeMap::new();
        params.insert("sid", sid.to_owned());
        params.insert("appkey", appkey.to_owned());
        params.insert("timestamp", unix.to_string());
        params.insert("shop_no", self.shop_no.clone());
        params.insert("trade_list", serde_json::to_string(&self.trade_list)?);
        let pairs: Vec<_> = params
            .iter()
            .map(|(key, value)| format!("{:02}-{key}:{:04}-{value}", key.chars().count(), value.chars().count()))
            .collect();
        let mut sign = String::new();
        for byte in Md5::digest(pairs.join(";") + secret) {
            write!(sign, "{byte:02x}").unwrap_or_default();
        }
        params.insert("sign", sign);
        Ok(form_urlencoded::Serializer::new(String::new()).extend_pairs(&params).finish())
    }
}

fn trade(number: usize) -> Trade {
    Trade {
        tid: format!("AT20240501{number:04}"),
        trade_status: 30,
        pay_status: 2,
        delivery_term: 1,
        trade_time: "2024-05-01 10:21:00".into(),
        pay_time: Some("2024-05-01 10:22:30".into()),
        buyer_nick: format!("小麦🌾{number}"),
        receiver_name: Some("亚历山大".into()),
        receiver_province: Some("北京".into()),
        receiver_city: Some("北京市".into()),
        receiver_district: Some("海淀区".into()),
        receiver_address: "北京 北京市 海淀区 花园路1号院3号楼2单元501室".into(),
        receiver_mobile: Some("13233456110".into()),
        buyer_message: Some("请在工作日送货，到达前电话联系；包装请不要显示商品名称。".into()),
        seller_memo: Some("老客户，优先发货".into()),
        post_amount: 12.0,
        cod_amount: 0.0,
        ext_cod_fee: 0.0,
        paid: 426.0,
        order_list: vec![order(number, 1, 2.0, 199.5, 10.0), order(number, 2, 1.0, 25.0, 0.0)],
    }
}

fn order(number: usize, line: usize, num: f64, price: f64, discount: f64) -> Order {
    Order {
        oid: format!("AT20240501{number:04}-{line}"),
        num,
        price,
        status: 30,
        refund_status: 0,
        goods_id: "E166D18BAAEA420CB132E105B3B6128A".into(),
        goods_no: Some("SP20240501".into()),
        spec_no: Some("9787533951092".into()),
        goods_name: Some("情商是什么?——关于生活智慧的44个故事".into()),
        spec_name: Some("平装，第二版".into()),
        adjust_amount: 0.0,
        discount,
        share_discount: 0.0,
    }
}
