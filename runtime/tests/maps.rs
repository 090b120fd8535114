//! Maps whose values are all of one type: held to it, written by it, read by it.
#![allow(missing_docs, clippy::needless_update)]

mod acme;

use std::collections::BTreeMap;

use acme::PLATFORM;
use signwright_runtime::encode::encode;
use signwright_runtime::model::v1::tables;
use signwright_runtime::model::{Body, DocumentFormat, Escape, Part, Platform, Shape, Tables, Template, Wire};
use signwright_runtime::{Decimal, Leniency, Limits, Node, Value as _, conform, fill_answer, json, validate, xml};

static TABLES: Tables = tables(
    "
endpoint
  name    push

request
  props   Map<String,varchar(3)>!               属性
  prices  Map<String,decimal(4,2)> as-text      价格
  stocks  Map<String,Stock[1..2]>               库存

Stock
  num     decimal(9,2)!                         数量
",
);

pub struct Push {
    pub props: BTreeMap<String, String>,
    pub prices: BTreeMap<String, Decimal>,
    pub stocks: BTreeMap<String, Vec<Stock>>,
}

signwright_runtime::response! {
    Push = TABLES[0]:
    props.clone(): BTreeMap::new(), prices.clone(): BTreeMap::new(), stocks.clone(): BTreeMap::new(),
}

pub struct Stock {
    pub num: Option<Decimal>,
}

signwright_runtime::response! { Stock = TABLES[1]: num: None }

fn shape() -> Shape<'static> {
    TABLES.endpoint().expect("a table").request()
}

static DOCUMENTS: Platform<'static> = Platform {
    wire: Wire {
        body: Body::Envelope { path: &[Template(&[Part::Text("根")])], formats: &[DocumentFormat::Xml] },
        ..PLATFORM.wire
    },
    ..PLATFORM
};

const DOCUMENT: &str =
    r#"{"props":{"码":"XL","颜色":"红"},"prices":{"元":"1.50"},"stocks":{"仓😀":[{"num":2},{"num":3.5}]}}"#;

fn parsed(document: &str) -> Node<'_> {
    json::parse(document.as_bytes(), Limits::default()).unwrap()
}

fn broken(document: &str) -> Vec<String> {
    let (node, mut found) = conform(shape(), parsed(document), Leniency::default(), PLATFORM.zone);
    found.extend(validate(shape(), &node, PLATFORM.zone));
    found.into_iter().map(|one| format!("{} {}", one.path, one.rule)).collect()
}

#[test]
fn every_value_is_held_to_the_type_under_its_own_name() {
    assert_eq!(broken(DOCUMENT), Vec::<String>::new());
    assert_eq!(broken(r#"{"props":{"颜色":"深红色的"},"stocks":{"仓":[]}}"#), ["props.颜色 length", "stocks.仓 count"]);
    assert_eq!(
        broken(r#"{"props":{"码":1},"prices":{"元":1.5},"stocks":{"仓":[{}],"柜":{}}}"#),
        ["props.码 type", "prices.元 type", "stocks.柜 type", "stocks.仓[0].num required"]
    );
    assert_eq!(broken(r#"{"props":[]}"#), ["props type"]);
    assert_eq!(broken("{}"), ["props required"]);
}

#[test]
fn a_map_is_read_and_written_as_it_was() {
    let (push, notes) = fill_answer::<Push>(&parsed(DOCUMENT), PLATFORM.zone).unwrap();
    assert!(notes.0.is_empty());
    assert_eq!(push.props["颜色"], "红");
    assert_eq!(push.stocks["仓😀"][1].num, Some("3.5".parse().unwrap()));
    let style = json::Style::new(Escape::Minimal, PLATFORM.zone);
    let written = json::write_record(shape(), &push.node(), style).unwrap();
    assert_eq!(parsed(&written), parsed(DOCUMENT), "the prices travel as text again");
    assert_eq!(format!("{:?}", push.stocks["仓😀"]), "[Stock { num: 2 }, Stock { num: 3.5 }]");
    assert!(format!("{push:?}").contains(r#"props: {"码": "XL", "颜色": "红"}"#), "{push:?}");
}

#[test]
fn xml_repeats_the_name_of_a_list() {
    let (push, _) = fill_answer::<Push>(&parsed(DOCUMENT), PLATFORM.zone).unwrap();
    let sent =
        |push: &Push| encode(&DOCUMENTS, TABLES.endpoint().expect("a table"), push.node(), DocumentFormat::Xml, &[]);
    let text = sent(&push).unwrap().body;
    let text = std::str::from_utf8(&text).unwrap();
    assert!(text.contains("<stocks><仓😀><num>2</num></仓😀><仓😀><num>3.5</num></仓😀></stocks>"), "{text}");
    let document = xml::parse(text.as_bytes(), Limits::default()).unwrap();
    let (back, _) = fill_answer::<Push>(document.get("根").unwrap(), PLATFORM.zone).unwrap();
    assert_eq!(back, push);
    let mut push = push;
    push.props.insert("尺 寸".to_owned(), "大".to_owned());
    assert_eq!(sent(&push).unwrap_err().path, "props.尺 寸", "no name of an element");
}

#[test]
fn an_empty_list_for_a_map_is_an_empty_map() {
    let (push, _) = fill_answer::<Push>(&parsed(r#"{"props":[],"prices":null}"#), PLATFORM.zone).unwrap();
    assert!(push.props.is_empty() && push.prices.is_empty() && push.stocks.is_empty());
    let wrong = fill_answer::<Push>(&parsed(r#"{"props":"红"}"#), PLATFORM.zone).unwrap_err();
    assert_eq!(wrong.0[0].path, "props");
}
