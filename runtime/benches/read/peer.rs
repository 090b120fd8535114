//! The same types as serde derives them. Decimals and times are read from the text without keeping it, and an empty text is
//! none; there is no other lenience.

use serde::de::Visitor;
use serde::{Deserialize, Deserializer};
use signwright_runtime::model::Offset;
use signwright_runtime::{DateTime, Decimal};

#[derive(Deserialize)]
pub struct Document<T> {
    pub response: T,
}

#[derive(Deserialize)]
pub struct Answer {
    pub code: i64,
    pub message: Option<String>,
    pub total_count: Option<i64>,
    pub trades: Option<Trades>,
}

#[derive(Deserialize)]
pub struct Trades {
    #[serde(default)]
    pub trade: Vec<Trade>,
}

#[derive(Deserialize)]
pub struct Trade {
    pub tid: Option<String>,
    pub shop_name: Option<String>,
    pub buyer_nick: Option<String>,
    pub receiver_name: Option<String>,
    pub province: Option<String>,
    pub city: Option<String>,
    pub district: Option<String>,
    pub address: Option<String>,
    pub mobile: Option<String>,
    pub zip: Option<String>,
    pub logistics_no: Option<String>,
    pub logistics_code: Option<String>,
    pub remark: Option<String>,
    pub seller_memo: Option<String>,
    pub warehouse_no: Option<String>,
    pub invoice_title: Option<String>,
    #[serde(default, deserialize_with = "decimal")]
    pub goods_amount: Option<Decimal>,
    #[serde(default, deserialize_with = "decimal")]
    pub post_amount: Option<Decimal>,
    #[serde(default, deserialize_with = "decimal")]
    pub discount: Option<Decimal>,
    #[serde(default, deserialize_with = "decimal")]
    pub receivable: Option<Decimal>,
    #[serde(default, deserialize_with = "decimal")]
    pub paid: Option<Decimal>,
    #[serde(default, deserialize_with = "decimal")]
    pub cod_amount: Option<Decimal>,
    pub status_code: Option<i64>,
    pub goods_count: Option<i64>,
    pub version: Option<i64>,
    #[serde(default, deserialize_with = "time")]
    pub created: Option<DateTime>,
    #[serde(default, deserialize_with = "time")]
    pub pay_time: Option<DateTime>,
    #[serde(default, deserialize_with = "time")]
    pub modified: Option<DateTime>,
    pub orders: Option<Orders>,
}

#[derive(Deserialize)]
pub struct Orders {
    #[serde(default)]
    pub order: Vec<Order>,
}

#[derive(Deserialize)]
pub struct Order {
    pub oid: Option<String>,
    pub goods_no: Option<String>,
    pub spec_no: Option<String>,
    pub goods_name: Option<String>,
    pub spec_name: Option<String>,
    pub remark: Option<String>,
    #[serde(default, deserialize_with = "decimal")]
    pub num: Option<Decimal>,
    #[serde(default, deserialize_with = "decimal")]
    pub price: Option<Decimal>,
    #[serde(default, deserialize_with = "decimal")]
    pub discount: Option<Decimal>,
    #[serde(default, deserialize_with = "decimal")]
    pub share_amount: Option<Decimal>,
    pub refund: Option<i64>,
    #[serde(default, deserialize_with = "time")]
    pub end_time: Option<DateTime>,
}

#[derive(Deserialize)]
pub struct Pushed {
    pub code: i64,
    pub message: Option<String>,
    pub new_count: Option<i64>,
    pub chg_count: Option<i64>,
}

/// Reads a text without keeping it; an empty one is none.
struct Scalar<T>(fn(&str) -> Option<T>);

impl<T> Visitor<'_> for Scalar<T> {
    type Value = Option<T>;

    fn expecting(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("a value as text")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Option<T>, E> {
        if text.is_empty() {
            return Ok(None);
        }
        self.0(text).map(Some).ok_or_else(|| E::custom("no such value"))
    }
}

fn decimal<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Decimal>, D::Error> {
    from.deserialize_str(Scalar(|text| text.parse().ok()))
}

fn time<'de, D: Deserializer<'de>>(from: D) -> Result<Option<DateTime>, D::Error> {
    from.deserialize_str(Scalar(|text| DateTime::parse(text, Offset::hours(8)).ok()))
}
