//! The same requests as they are usually written by hand: derived serde with amounts as floats, a sorted map, `format!`,
//! MD5, `form_urlencoded`. Nothing is validated.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::hint::black_box;

use md5::{Digest as _, Md5};
use serde::Serialize;
use signwright_bench_calls::{APPKEY, LINES, MODIFY, SECRET, SID, UNIX, Work};

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

struct Push {
    shop_no: String,
    trade_list: Vec<Trade>,
}

struct Change {
    trade_no: String,
    optional: [(&'static str, Option<String>); 8],
}

/// A push of as many trades.
pub(crate) fn push(trades: usize) -> Work {
    let push = Push::new(trades);
    Box::new(move || black_box(&push).body().map_or(0, |(_, body)| body.len()))
}

/// The change of one trade.
pub(crate) fn modify() -> Work {
    let change = Change::new();
    Box::new(move || black_box(&change).body().1.len())
}

/// What no push can do without: the digest of what is signed, which is as long as the push, and one copy of the body.
pub(crate) fn digest_and_copy(trades: usize) -> Result<Work, Box<dyn Error>> {
    let (canonical, body) = Push::new(trades).body()?;
    Ok(Box::new(move || {
        let digest = Md5::digest(black_box(&canonical));
        let copy = black_box(&body).clone();
        usize::from(black_box(digest)[0]) + black_box(copy).len()
    }))
}

/// Ours and these say the same to a server; amounts by value.
pub(crate) fn assert_same() -> Result<(), Box<dyn Error>> {
    let ours = signwright_bench_calls::body("push-50")?;
    let (_, theirs) = Push::new(50).body()?;
    if trades(&ours)? != trades(theirs.as_bytes())? {
        return Err("ours and those by hand do not push the same trades".into());
    }
    let (ours, (_, theirs)) = (signwright_bench_calls::body("modify")?, Change::new().body());
    let [ours, theirs] =
        [&ours, theirs.as_bytes()].map(|body| form_urlencoded::parse(body).collect::<BTreeMap<_, _>>());
    if ours != theirs {
        return Err(format!("the change of ours, {ours:?}, is not that by hand, {theirs:?}").into());
    }
    Ok(())
}

/// What a server reads in `trade_list`.
fn trades(body: &[u8]) -> Result<serde_json::Value, Box<dyn Error>> {
    let text = form_urlencoded::parse(body).find(|(name, _)| name == "trade_list").ok_or("no trades")?.1;
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

impl Push {
    fn new(trades: usize) -> Self {
        Self { shop_no: "api_test".into(), trade_list: (0..trades).map(trade).collect() }
    }

    /// What is signed, and the body.
    fn body(&self) -> serde_json::Result<(String, String)> {
        let mut params = BTreeMap::new();
        params.insert("shop_no", self.shop_no.clone());
        params.insert("trade_list", serde_json::to_string(&self.trade_list)?);
        Ok(sign(params))
    }
}

impl Change {
    fn new() -> Self {
        let text = |wanted: &str| MODIFY.iter().find(|(name, _)| *name == wanted).map(|(_, value)| (*value).to_owned());
        let names = [
            "invoice_no",
            "flag_name",
            "logistics_code",
            "logistics_no",
            "cs_remark",
            "remark_from",
            "print_remark",
            "flag_cover",
        ];
        Self { trade_no: text("trade_no").unwrap_or_default(), optional: names.map(|name| (name, text(name))) }
    }

    /// What is signed, and the body.
    fn body(&self) -> (String, String) {
        let mut params = BTreeMap::new();
        params.insert("trade_no", self.trade_no.clone());
        for (name, value) in &self.optional {
            if let Some(value) = value {
                params.insert(*name, value.clone());
            }
        }
        sign(params)
    }
}

/// Adds what is common to all requests and signs.
fn sign(mut params: BTreeMap<&str, String>) -> (String, String) {
    params.insert("sid", SID.to_owned());
    params.insert("appkey", APPKEY.to_owned());
    params.insert("timestamp", UNIX.to_string());
    let pairs: Vec<_> = params
        .iter()
        .map(|(key, value)| format!("{:02}-{key}:{:04}-{value}", key.chars().count(), value.chars().count()))
        .collect();
    let canonical = pairs.join(";") + SECRET;
    let mut sign = String::new();
    for byte in Md5::digest(&canonical) {
        write!(sign, "{byte:02x}").unwrap_or_default();
    }
    params.insert("sign", sign);
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(&params).finish();
    (canonical, body)
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
        order_list: (1..).zip(LINES).map(|(line, row)| order(number, line, row)).collect(),
    }
}

#[expect(clippy::cast_precision_loss, reason = "by hand, amounts are floats")]
fn order(number: usize, line: usize, (num, price, discount): (i64, &str, i64)) -> Order {
    Order {
        oid: format!("AT20240501{number:04}-{line}"),
        num: num as f64,
        price: price.parse().unwrap_or_default(),
        status: 30,
        refund_status: 0,
        goods_id: "E166D18BAAEA420CB132E105B3B6128A".into(),
        goods_no: Some("SP20240501".into()),
        spec_no: Some("9787533951092".into()),
        goods_name: Some("情商是什么?——关于生活智慧的44个故事".into()),
        spec_name: Some("平装，第二版".into()),
        adjust_amount: 0.0,
        discount: discount as f64,
        share_discount: 0.0,
    }
}
