//! Days alone: held to their form, written and read as `yyyy-MM-dd`, compared by rules, whatever zone the platform has.
#![allow(missing_docs, clippy::needless_update)]

mod acme;

use acme::PLATFORM;
use signwright_runtime::encode::encode;
use signwright_runtime::model::v1::tables;
use signwright_runtime::model::{DocumentFormat, Endpoint, Escape, Tables};
use signwright_runtime::{
    Date, Fields as _, Leniency, Limits, Node, Value as _, conform, conform_form, fill_answer, json, validate,
};

static TABLES: Tables = tables(
    "
endpoint
  name    push

request
  day     date!                           业务日期
  start   date = 2024-01-01               开始日期
  end     date as-text                    结束日期
  days    date[]                          节假日
  rows    Row[]                           明细
  $rules:
    - { ordered: start <= end, says: 开始日期不能晚于结束日期 }
    - { window: start .. end 30 days, says: 最大跨度30天 }
    - { unique: rows.day, says: 日期不能重复 }

Row
  day     date                            日期

Answer
  day     date                            业务日期
  days    date[]                          节假日
",
);

pub struct Push {
    pub day: Date,
    pub start: Option<Date>,
    pub end: Option<Date>,
    pub days: Option<Vec<Date>>,
    pub rows: Option<Vec<Row>>,
}

pub struct PushRequired {
    pub day: Date,
}

signwright_runtime::request! {
    Push(required: PushRequired) = TABLES[0]:
    day: required.day, start: None, end: None, days.clone(): None, rows.clone(): None,
}

pub struct Row {
    pub day: Option<Date>,
}

signwright_runtime::request! { Row = TABLES[1]: day: None }

pub struct Answer {
    pub day: Option<Date>,
    pub days: Vec<Date>,
}

signwright_runtime::response! { Answer = TABLES[2]: day: None, days.clone(): Vec::new() }

fn endpoint() -> &'static Endpoint<'static> {
    TABLES.endpoint().expect("a table")
}

fn day(text: &str) -> Date {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn push() -> Push {
    Push::new(PushRequired { day: day("2024-02-29") })
}

fn parsed(document: &str) -> Node<'_> {
    json::parse(document.as_bytes(), Limits::default()).unwrap()
}

fn broken(document: &str) -> Vec<String> {
    let (node, mut violations) = conform(endpoint().request(), parsed(document), Leniency::default(), PLATFORM.zone);
    violations.extend(validate(endpoint().request(), &node, PLATFORM.zone));
    violations
        .into_iter()
        .map(|violation| format!("{} {}: {}", violation.path, violation.rule, violation.message))
        .collect()
}

#[test]
fn a_day_travels_as_it_is_written() {
    let push = push().with(|push| {
        push.end = Date::new(2024, 1, 31);
        push.days = Some(vec![day("2024-10-01"), Date::ZERO]);
    });
    let style = json::Style::new(Escape::Minimal, PLATFORM.zone);
    let written = json::write_record(endpoint().request(), &push.node(), style).unwrap();
    assert_eq!(written, r#"{"day":"2024-02-29","end":"2024-01-31","days":["2024-10-01","0000-00-00"]}"#);
    let form = encode(&PLATFORM, endpoint(), push.node(), DocumentFormat::Json, &[]).unwrap();
    assert_eq!(form.params.first(), Some(&("day".to_owned(), "2024-02-29".to_owned())));
    assert_eq!(validate(endpoint().request(), &push.node(), PLATFORM.zone), []);
}

#[test]
fn what_is_no_day_is_told_with_its_place() {
    for text in ["2024-02-29", "0000-00-00", "9999-12-31"] {
        assert_eq!(broken(&format!(r#"{{"day":"{text}"}}"#)), [""; 0], "{text}");
    }
    for text in ["2024-02-30", "2023-02-29", "0000-01-01"] {
        assert_eq!(broken(&format!(r#"{{"day":"{text}"}}"#)), ["day format: no such day in the calendar"], "{text}");
    }
    for text in ["2024-02-29 00:00:00", "２０２４-０２-２９", "2024/02/29", "20240229", "明天🙂", " 2024-02-29"]
    {
        let told = "day format: not a day of the form yyyy-MM-dd";
        assert_eq!(broken(&format!(r#"{{"day":"{text}"}}"#)), [told], "{text}");
    }
    for number in ["20240229", "1709164800000", "0", "true", "[]"] {
        let told = broken(&format!(r#"{{"day":{number}}}"#));
        assert!(told.first().is_some_and(|told| told.starts_with("day type: expected ")), "{number}: {told:?}");
    }
    assert_eq!(broken("{}"), ["day required: required, found nothing"]);
    let lenient = Leniency { numbers_as_text: true, unknown_fields: true };
    let form = Node::map(vec![("day".into(), Node::text("2024-02-29")), ("end".into(), Node::text(""))]);
    let (node, misfits) = conform_form(endpoint().request(), form, lenient, PLATFORM.zone);
    assert_eq!((misfits, validate(endpoint().request(), &node, PLATFORM.zone)), (vec![], vec![]));
}

#[test]
fn rules_compare_days() {
    let told = |start, end| {
        let push = push().with(|push| (push.start, push.end) = (Some(day(start)), Some(day(end))));
        let violations = validate(endpoint().request(), &push.node(), PLATFORM.zone);
        violations.into_iter().map(|violation| format!("{} {}", violation.rule, violation.message)).collect::<Vec<_>>()
    };
    assert_eq!(told("2024-02-01", "2024-03-02"), [""; 0], "30 days, one of them the leap day");
    let late = "ordered must not be after end: 2024-03-02 is after 2024-02-29";
    assert_eq!(told("2024-03-02", "2024-02-29"), [late]);
    assert_eq!(told("2024-02-01", "2024-03-03"), ["window must be at most 30 days after start, found 31 days"]);
    assert_eq!((told("0000-00-00", "2024-03-03"), told("2024-03-03", "0000-00-00")), (vec![], vec![]), "no day");
    // What is no day is told once, by its form.
    let told = broken(r#"{"day":"2024-01-01","start":"2024-3-1","end":"2024-02-01"}"#);
    assert_eq!(told, ["start format: not a day of the form yyyy-MM-dd"]);
    let rows = r#"{"day":"2024-01-01","rows":[{"day":"2024-01-01"},{"day":"2024-01-01"}]}"#;
    assert_eq!(broken(rows), ["rows[1].day unique: the same value as rows[0].day"]);
}

#[test]
fn an_answer_is_read_with_a_note_for_what_is_no_day() {
    let (answer, notes) =
        fill_answer::<Answer>(&parsed(r#"{"day":" 2024-02-29 ","days":["2024-10-01","0000-00-00"]}"#), PLATFORM.zone)
            .unwrap();
    assert_eq!((answer.day, answer.days), (Some(day("2024-02-29")), vec![day("2024-10-01"), Date::ZERO]));
    assert!(notes.0.is_empty());
    for value in [r#""2024-02-30""#, r#""2024-02-29 00:00:00""#, "20240229", "1709164800000", r#""昨天""#, "{}"] {
        let document = format!(r#"{{"day":{value}}}"#);
        let (answer, notes) = fill_answer::<Answer>(&parsed(&document), PLATFORM.zone).unwrap();
        assert_eq!((answer.day, notes.0.len()), (None, 1), "{value}");
    }
    let (answer, notes) = fill_answer::<Answer>(&parsed(r#"{"day":""}"#), PLATFORM.zone).unwrap();
    assert_eq!((answer.day, notes.0.len()), (None, 0), "empty text is none");
}

#[cfg(feature = "serde")]
#[test]
fn serde_writes_and_reads_days() {
    let push = push().with(|push| push.start = Date::new(2024, 1, 1));
    let text = serde_json::to_string(&push).unwrap();
    assert_eq!(text, r#"{"day":"2024-02-29","start":"2024-01-01"}"#);
    assert_eq!(serde_json::from_str::<Push>(&text).unwrap(), push);
    let refused = serde_json::from_str::<Push>(r#"{"day":"2024-02-30"}"#).expect_err("no such day").to_string();
    assert!(refused.contains("day"), "{refused}");
}
