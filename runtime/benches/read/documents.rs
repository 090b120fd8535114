//! The answers that are read: 500 rows of JSON, 350 of XML, and a small one.

use std::fmt::Write as _;

/// A scalar of a row, as its number makes it.
fn value(name: &str, number: usize) -> String {
    match name {
        "tid" | "oid" | "goods_no" | "spec_no" | "logistics_no" => format!("JY20240501{number:07}"),
        "shop_name" => "柳云旗舰店（上海）".to_owned(),
        "buyer_nick" | "receiver_name" => format!("买家{number}😀"),
        "province" => "上海".to_owned(),
        "city" => "上海市".to_owned(),
        "district" => "浦东新区".to_owned(),
        "address" => format!("世纪大道{number}号，电话联系后送货上门。"),
        "mobile" => format!("138{number:08}"),
        "zip" => "200120".to_owned(),
        "logistics_code" => "SF".to_owned(),
        "remark" | "seller_memo" if number.is_multiple_of(3) => "加急，请于今日发出；易碎品轻放。".to_owned(),
        "remark" | "seller_memo" => String::new(),
        "warehouse_no" => "WH-01".to_owned(),
        "invoice_title" => "上海柳云科技有限公司".to_owned(),
        "goods_name" => "纯棉印花短袖T恤（圆领）".to_owned(),
        "spec_name" => "藏青色 / XL".to_owned(),
        "cod_amount" if number.is_multiple_of(2) => String::new(),
        name if name.ends_with("amount") || matches!(name, "discount" | "receivable" | "paid" | "price" | "num") => {
            format!("{}.{:04}", number % 1000, number * 7 % 10000)
        }
        name if name.ends_with("time") || matches!(name, "created" | "modified") => {
            format!("2024-05-{:02} {:02}:{:02}:05", number % 28 + 1, number % 24, number % 60)
        }
        _ => (number % 90).to_string(),
    }
}

const TRADE: &[&str] = &[
    "tid",
    "shop_name",
    "buyer_nick",
    "receiver_name",
    "province",
    "city",
    "district",
    "address",
    "mobile",
    "zip",
    "logistics_no",
    "logistics_code",
    "remark",
    "seller_memo",
    "warehouse_no",
    "invoice_title",
    "goods_amount",
    "post_amount",
    "discount",
    "receivable",
    "paid",
    "cod_amount",
    "status_code",
    "goods_count",
    "version",
    "created",
    "pay_time",
    "modified",
];
const ORDER: &[&str] = &[
    "oid",
    "goods_no",
    "spec_no",
    "goods_name",
    "spec_name",
    "remark",
    "num",
    "price",
    "discount",
    "share_amount",
    "refund",
    "end_time",
];
const INTS: &[&str] = &["status_code", "goods_count", "version", "refund"];

fn json_members(out: &mut String, names: &[&str], number: usize) {
    for name in names {
        let quote = if INTS.contains(name) { "" } else { "\"" };
        let _ = write!(out, "\"{name}\":{quote}{}{quote},", value(name, number));
    }
}

pub fn json() -> String {
    let mut out = r#"{"response":{"code":0,"message":"","total_count":500,"trades":{"trade":["#.to_owned();
    for number in 0..500 {
        out.push_str(if number > 0 { ",{" } else { "{" });
        json_members(&mut out, TRADE, number);
        out.push_str("\"orders\":{\"order\":[");
        for row in 0..3 {
            out.push_str(if row > 0 { ",{" } else { "{" });
            json_members(&mut out, ORDER, number * 3 + row);
            out.pop();
            out.push('}');
        }
        out.push_str("]}}");
    }
    out.push_str("]}}}");
    out
}

fn xml_members(out: &mut String, names: &[&str], number: usize) {
    for name in names {
        let _ = write!(out, "<{name}>{}</{name}>", value(name, number));
    }
}

pub fn xml() -> String {
    let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<response><code>0</code><message></message>".to_owned();
    out.push_str("<total_count>350</total_count><trades>");
    for number in 0..350 {
        out.push_str("<trade>");
        xml_members(&mut out, TRADE, number);
        out.push_str("<orders>");
        for row in 0..3 {
            out.push_str("<order>");
            xml_members(&mut out, ORDER, number * 3 + row);
            out.push_str("</order>");
        }
        out.push_str("</orders></trade>");
    }
    out.push_str("</trades></response>");
    out
}

pub const SMALL: &str = r#"{"response":{"code":0,"message":"","new_count":1,"chg_count":0}}"#;
