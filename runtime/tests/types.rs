//! The types beyond text and numbers: instants and dates in the forms of vendors, unsigned numbers, booleans in words, a
//! none that is stated, records without names, lists in an object. Each is read from the wire and written as it was.
#![allow(missing_docs, clippy::needless_update)]

mod acme;

use acme::PLATFORM;
use signwright_runtime::decode::{self, Parts};
use signwright_runtime::encode::encode;
use signwright_runtime::model::v1::tables;
use signwright_runtime::model::{Body, DocumentFormat, Escape, Offset, Part, Platform, Shape, Tables, Template, Wire};
use signwright_runtime::{
    Date, DateTime, Decimal, Fields as _, Leniency, Limits, Node, Nullable, Time, Value as _, conform, conform_xml,
    fill_answer, json, validate, xml,
};

static TABLES: Tables = tables(
    "
endpoint
  name     sync

request
  seconds  time(unix)                                秒
  millis   time(unix_ms) as-text                     毫秒
  micros   time(unix_us)                             微秒
  iso      time(iso)                                 时间
  mail     time(rfc2822)                             日期
  own      time('yyyyMMddHHmmssXX')                  自定义
  local    datetime('yyyyMMddHHmmss')                本地
  day      date('yyyyMMdd')                          日
  id       ulong{1..18446744073709551615}            编号
  cents    minor{1..}                                分
  price    decimal(9,2){0.01..99.5}                  价格
  flag     boolean(1/0)                              开关
  gift     boolean(是/否)                            赠品
  code     varchar(2..4) matches \"[0-9一-龥]+\"       编码
  memo     varchar(9)|null                           备注
  due      int|empty                                 期限
  tags     Map<String,int>{..2}                      标签
  lines    Kline[1..2 in line]                       行情
  $rules:
    - ordered: seconds <= iso
      says: 先后
    - window: seconds .. iso 1 days
      says: 一天
    - forbidden: [cents]
      unless: \"iso > '2016-08-01T09:00:00Z'\"
      says: 九点后

Kline positional
  at       time(unix_ms)!                            开盘时间
  open     decimal                                   开盘价
  note     varchar(9)|null                           说明
",
);

pub struct Sync {
    pub seconds: Option<Time>,
    pub millis: Option<Time>,
    pub micros: Option<Time>,
    pub iso: Option<Time>,
    pub mail: Option<Time>,
    pub own: Option<Time>,
    pub local: Option<DateTime>,
    pub day: Option<Date>,
    pub id: Option<u64>,
    pub cents: Option<i64>,
    pub price: Option<Decimal>,
    pub flag: Option<bool>,
    pub gift: Option<bool>,
    pub code: Option<String>,
    pub memo: Option<Nullable<String>>,
    pub due: Option<Nullable<i64>>,
    pub tags: std::collections::BTreeMap<String, i64>,
    pub lines: Vec<Kline>,
}

signwright_runtime::response! {
    Sync = TABLES[0]:
    seconds: None, millis: None, micros: None, iso: None, mail: None, own: None, local: None, day: None, id: None,
    cents: None, price: None, flag: None, gift: None, code.clone(): None, memo.clone(): None, due: None,
    tags.clone(): std::collections::BTreeMap::new(), lines.clone(): Vec::new(),
}

pub struct Kline {
    pub at: Option<Time>,
    pub open: Option<Decimal>,
    pub note: Option<Nullable<String>>,
}

signwright_runtime::response! { Kline = TABLES[1]: at: None, open: None, note.clone(): None }

const DOCUMENT: &str = r#"{"seconds":1470042310,"millis":"1470042310250","micros":1470042310000001,"iso":"2016-08-01T17:05:10.250+08:00","mail":"Mon, 01 Aug 2016 17:05:10 +0800","own":"20160801170510+0800","local":"20160801170510","day":"20160801","id":18446744073709551615,"cents":1999,"price":19.90,"flag":1,"gift":"否","code":"茶01","memo":null,"due":"","tags":{"甲":1},"lines":{"line":[[1470042310000,1.50,null],[1470042310001]]}}"#;

fn shape() -> Shape<'static> {
    TABLES.endpoint().unwrap_or_else(|error| panic!("{error}")).request()
}

fn parsed(document: &str) -> Node<'_> {
    json::parse(document.as_bytes(), Limits::default()).unwrap()
}

fn style() -> json::Style {
    json::Style::new(Escape::Minimal, PLATFORM.zone)
}

/// `path rule` of what a server finds wrong in a document.
fn broken(document: &str) -> Vec<String> {
    let (node, mut found) = conform(shape(), parsed(document), Leniency::default(), PLATFORM.zone);
    found.extend(validate(shape(), &node, PLATFORM.zone));
    found.into_iter().map(|violation| format!("{} {}", violation.path, violation.rule)).collect()
}

fn filled(document: &str) -> Sync {
    let (sync, notes) = fill_answer::<Sync>(&parsed(document), PLATFORM.zone).unwrap();
    assert!(notes.0.is_empty(), "{notes:?}");
    sync
}

#[test]
fn each_type_is_read_and_written_as_it_travels() {
    let sync = filled(DOCUMENT);
    assert_eq!(sync.seconds, Time::from_unix(1_470_042_310));
    assert_eq!((sync.own, sync.mail, sync.micros.map(Time::whole_seconds)), (sync.seconds, sync.seconds, sync.seconds));
    assert_eq!((sync.iso, sync.millis), (Time::from_unix_ms(1_470_042_310_250), sync.iso));
    assert_eq!((sync.id, sync.flag, sync.gift), (Some(u64::MAX), Some(true), Some(false)));
    assert_eq!((sync.memo.clone(), sync.due), (Some(Nullable::Null), Some(Nullable::Null)));
    assert_eq!(sync.lines[0].note, Some(Nullable::Null));
    assert_eq!((sync.lines[1].at, sync.lines[1].open), (Time::from_unix_ms(1_470_042_310_001), None));
    let written = json::write_record(shape(), &sync.node(), style()).unwrap();
    assert_eq!(written, DOCUMENT);
    let (node, found) = conform(shape(), parsed(DOCUMENT), Leniency::default(), PLATFORM.zone);
    assert_eq!((&node, found.as_slice()), (&sync.node(), &[][..]), "a server reads what was sent");
    assert_eq!(broken(DOCUMENT), Vec::<String>::new());
    assert!(format!("{sync:?}").contains("2016-08-01T09:05:10.250Z"), "{sync:?}");
}

#[test]
fn absent_null_and_a_value_are_three_things() {
    for (document, memo) in [
        ("{}", None),
        (r#"{"memo":null}"#, Some(Nullable::Null)),
        (r#"{"memo":"备注"}"#, Some(Nullable::Value("备注".to_owned()))),
        (r#"{"memo":""}"#, Some(Nullable::Value(String::new()))),
    ] {
        let sync = filled(document);
        assert_eq!(sync.memo, memo, "{document}");
        assert_eq!(json::write_record(shape(), &sync.node(), style()).unwrap(), with_nothing(document));
    }
    assert_eq!(filled(r#"{"due":7}"#).due, Some(Nullable::Value(7)));
    assert_eq!(filled(r#"{"due":null}"#).due, Some(Nullable::Null), "lenient with what a server means");
}

/// The empty map and list that a response writes.
fn with_nothing(document: &str) -> String {
    let inside = document.trim_end_matches('}');
    let comma = if inside == "{" { "" } else { "," };
    format!(r#"{inside}{comma}"tags":{{}},"lines":{{"line":[]}}}}"#)
}

#[test]
fn a_form_and_xml_carry_the_same() {
    let endpoint = TABLES.endpoint().expect("a table");
    let mut sync = filled(DOCUMENT);
    sync.memo = Some(Nullable::Null);
    let sent = encode(&FORM, endpoint, sync.node(), DocumentFormat::Json, &[]).unwrap();
    let value = |name: &str| sent.params.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    assert_eq!((value("seconds"), value("flag"), value("gift")), (Some("1470042310"), Some("1"), Some("否")));
    assert_eq!((value("memo"), value("due"), value("day")), (Some(""), Some(""), Some("20160801")));
    assert_eq!(value("lines"), Some(r#"{"line":[[1470042310000,1.50,null],[1470042310001]]}"#));
    let parts = Parts { path: &[], query: &[], form: &sent.params, headers: &[], body: &[] };
    let read = decode::request(&FORM, endpoint, &parts, Limits::default()).unwrap();
    assert_eq!(read.conform(shape(), Leniency::default(), PLATFORM.zone), (sync.node(), vec![]));

    let sent = encode(&XML, endpoint, sync.node(), DocumentFormat::Xml, &[]).unwrap();
    let text = std::str::from_utf8(&sent.body).unwrap();
    assert!(text.contains("<lines><line><at>1470042310000</at>"), "{text}");
    assert!(text.contains("<iso>2016-08-01T17:05:10.250+08:00</iso>"), "{text}");
    let document = xml::parse(text.as_bytes(), Limits::default()).unwrap();
    let record = document.get("根").unwrap();
    let (node, found) = conform_xml(shape(), record.clone(), Leniency::default(), PLATFORM.zone);
    assert_eq!((node, found), (sync.node(), vec![]));
    let (back, _) = fill_answer::<Sync>(record, PLATFORM.zone).unwrap();
    assert_eq!((back.lines.len(), back.id, back.iso), (2, sync.id, sync.iso));
}

static FORM: Platform<'static> = Platform { wire: Wire { body: Body::Form, ..PLATFORM.wire }, ..PLATFORM };
static XML: Platform<'static> = Platform {
    wire: Wire {
        body: Body::Envelope { path: &[Template(&[Part::Text("根")])], formats: &[DocumentFormat::Xml] },
        ..PLATFORM.wire
    },
    ..PLATFORM
};

#[test]
fn what_breaks_a_type_is_told() {
    for (document, expected) in [
        (r#"{"seconds":1.5}"#, "seconds format"),
        (r#"{"seconds":"1470042310"}"#, "seconds type"),
        (r#"{"millis":1470042310250}"#, "millis type"),
        (r#"{"micros":9223372036854775807}"#, "micros format"),
        (r#"{"iso":"2016-08-01 17:05"}"#, "iso format"),
        (r#"{"iso":1470042310}"#, "iso type"),
        (r#"{"mail":"Tue, 01 Aug 2016 17:05:10 +0800"}"#, "mail format"),
        (r#"{"own":"20160801170510"}"#, "own format"),
        (r#"{"local":"2016-08-01 17:05:10"}"#, "local format"),
        (r#"{"day":"20160231"}"#, "day format"),
        (r#"{"day":20160801}"#, "day type"),
        (r#"{"id":0}"#, "id range"),
        (r#"{"id":-1}"#, "id range"),
        (r#"{"id":18446744073709551616}"#, "id range"),
        (r#"{"cents":0,"iso":"2016-08-01T17:05:10+08:00"}"#, "cents range"),
        (r#"{"price":0}"#, "price range"),
        (r#"{"price":99.51}"#, "price range"),
        (r#"{"flag":true}"#, "flag type"),
        (r#"{"flag":"1"}"#, "flag type"),
        (r#"{"flag":2}"#, "flag format"),
        (r#"{"gift":"Y"}"#, "gift format"),
        (r#"{"code":"茶"}"#, "code length"),
        (r#"{"code":"茶！"}"#, "code pattern"),
        (r#"{"code":"茶\n"}"#, "code pattern"),
        (r#"{"tags":{"甲":1,"乙":2,"丙":3}}"#, "tags count"),
        (r#"{"lines":{"line":[]}}"#, "lines count"),
        (r#"{"lines":[[1]]}"#, "lines type"),
        (r#"{"lines":{"line":[[1,2,"说明",4]]}}"#, "lines[0] unknown"),
        (r#"{"lines":{"line":[{"at":1}]}}"#, "lines[0] type"),
        (r#"{"lines":{"line":[[null,2]]}}"#, "lines[0].at required"),
        (r#"{"lines":{"行":[[1]]}}"#, "lines.行 unknown"),
        (r#"{"seconds":1470042311,"iso":"2016-08-01T17:05:10+08:00"}"#, "seconds ordered"),
        (r#"{"seconds":1470042310,"iso":"2016-08-02T17:05:10.001+08:00"}"#, "iso window"),
        (r#"{"cents":5,"iso":"2016-08-01T17:00:00+08:00"}"#, "cents forbidden"),
    ] {
        let broken = broken(document);
        assert_eq!(broken.first().map(String::as_str), Some(expected), "{document}: {broken:?}");
    }
}

#[test]
fn a_time_that_its_form_cannot_show_is_not_sent() {
    let sent = |set: fn(&mut Sync)| {
        let sync = Sync::default().with(set);
        let mut found = validate(shape(), &sync.node(), PLATFORM.zone);
        found.retain(|violation| violation.path != "lines");
        found.into_iter().map(|violation| violation.to_string()).collect::<Vec<_>>().join("; ")
    };
    let told = sent(|sync| sync.seconds = Time::from_unix_ms(1_470_042_310_250));
    assert!(told.contains("seconds since 1970 shows in full, found 2016-08-01T09:05:10.250Z"), "{told}");
    assert_eq!(sent(|sync| sync.seconds = Time::from_unix_ms(1_470_042_310_250).map(Time::whole_seconds)), "");
    assert!(sent(|sync| sync.local = Some(DateTime::zero(Offset::UTC))).contains("yyyyMMddHHmmss"));
    assert!(sent(|sync| sync.day = Some(Date::ZERO)).contains("yyyyMMdd"));
}

#[test]
fn an_answer_is_read_as_servers_write_it() {
    let sync = filled(
        r#"{"seconds":" 1470042310.25 ","millis":1470042310250,"iso":"2016-08-01T09:05:10.250Z","day":20160801,"local":"2016-08-01 17:05:10","id":"18446744073709551615","flag":"true","gift":true,"lines":[[1470042310000]],"tags":[]}"#,
    );
    assert_eq!((sync.seconds, sync.millis, sync.iso), (sync.iso, sync.iso, Time::from_unix_ms(1_470_042_310_250)));
    assert_eq!(sync.day.map(|day| day.to_string()).as_deref(), Some("2016-08-01"));
    assert_eq!(sync.local.map(|local| local.to_string()).as_deref(), Some("2016-08-01 17:05:10"));
    assert_eq!((sync.id, sync.flag, sync.gift, sync.lines.len()), (Some(u64::MAX), Some(true), Some(true), 1));
    let (sync, notes) =
        fill_answer::<Sync>(&parsed(r#"{"iso":"昨天","gift":"也许","lines":{}}"#), PLATFORM.zone).unwrap();
    let told: Vec<_> = notes.0.iter().map(|note| note.path.as_str()).collect();
    assert_eq!((sync.iso, sync.gift, told), (None, None, vec!["iso", "gift"]));
}
