//! Windows of spans over invented requests: where they begin and end, and what stands where two meet.

use super::*;
use crate::model::{Record, Rule, date, datetime, optional, record, time};

const PARAMS: Type<'static> = Type::Record(RecordId(1));
const CLOCK: TimeForm<'static> = TimeForm::Pattern("yyyyMMddTHHmmssZ");
const RECORDS: &[Record<'static>] = &[
    record(
        "request",
        &[
            optional("params", PARAMS, "参数"),
            optional("since", time(TimeForm::UnixMs), "自"),
            optional("until", time(TimeForm::UnixMs), "至"),
        ],
        &[Rule::new(RuleKind::Window("since", "until", 3600), "一小时")],
    ),
    record(
        "Params",
        &[optional("开始", datetime(), "开始"), optional("结束", datetime(), "结束")],
        &[Rule::new(RuleKind::Window("开始", "结束", 30 * 86_400), "三十天")],
    ),
    record(
        "Days",
        &[optional("from", date(), "自"), optional("to", date(), "至")],
        &[Rule::new(RuleKind::Window("from", "to", 2 * 86_400 + 7), "两天")],
    ),
    record(
        "Clock",
        &[optional("from", time(CLOCK), "自"), optional("to", time(CLOCK), "至")],
        &[Rule::new(RuleKind::Window("from", "to", 60), "一分钟")],
    ),
];

fn endpoint(request: u16) -> Endpoint<'static> {
    Endpoint { name: "order.search", records: RECORDS, request: RecordId(request), ..Endpoint::PLAIN }
}

/// The windows as they would be written.
fn shown(endpoint: &Endpoint<'static>, (from, to): (Moment, Moment), rows: [&str; 2]) -> Result<Vec<String>, String> {
    let zone = Offset::hours(8);
    let request = Node::map(Vec::new());
    let mut windows = Windows::of(endpoint, &request, (from, to), zone)?;
    let mut all = Vec::new();
    loop {
        let left = windows.left();
        let Some(asked) = windows.next(&request, endpoint.request()) else { break };
        assert_eq!(windows.left(), left - 1);
        let text = |path| tree::text(tree::value_at(&asked, endpoint.request(), path)).unwrap_or_default().into_owned();
        all.push(format!("{} .. {}", text(rows[0]), text(rows[1])));
    }
    Ok(all)
}

fn at(text: &str) -> Moment {
    DateTime::parse(text, Offset::hours(8)).unwrap().into()
}

#[test]
fn windows_are_as_long_as_they_may_be_and_share_their_ends() {
    let params = endpoint(1);
    let span = (at("2025-01-01 00:00:00"), at("2025-03-15 12:30:00"));
    assert_eq!(
        shown(&params, span, ["开始", "结束"]).unwrap(),
        [
            "2025-01-01 00:00:00 .. 2025-01-31 00:00:00",
            "2025-01-31 00:00:00 .. 2025-03-02 00:00:00",
            "2025-03-02 00:00:00 .. 2025-03-15 12:30:00",
        ]
    );
    let exactly = (at("2025-01-01 00:00:00"), at("2025-01-31 00:00:00"));
    assert_eq!(shown(&params, exactly, ["开始", "结束"]).unwrap().len(), 1);
    // The same moment twice is one window, and a moment of the span is never cut off.
    let moment = Time::from_unix_ms(1_735_660_800_250).unwrap().into();
    assert_eq!(
        shown(&params, (moment, moment), ["开始", "结束"]).unwrap(),
        ["2025-01-01 00:00:00 .. 2025-01-01 00:00:01"]
    );
    let later = Time::from_unix_ms(1_735_660_860_750).unwrap().into();
    let whole = shown(&endpoint(3), (moment, later), ["from", "to"]).unwrap();
    assert_eq!(
        whole,
        ["2024-12-31T16:00:00Z .. 2024-12-31T16:01:00Z", "2024-12-31T16:01:00Z .. 2024-12-31T16:01:01Z"],
        "a pattern without parts of a second could not show them"
    );
    let days = (Date::new(2025, 2, 27).unwrap().into(), at("2025-03-02 09:00:00"));
    assert_eq!(
        shown(&endpoint(2), days, ["from", "to"]).unwrap(),
        ["2025-02-27 .. 2025-03-01", "2025-03-01 .. 2025-03-02"]
    );
}

#[test]
fn a_span_that_cannot_be_split_says_why() {
    const BARE: &[Record<'static>] = &[record("request", &[], &[])];
    let params = endpoint(1);
    let backwards = (at("2025-03-01 00:00:00"), at("2025-01-01 00:00:00"));
    assert!(shown(&params, backwards, ["开始", "结束"]).unwrap_err().contains("ends before"));
    let zero = (at("2025-03-01 00:00:00"), DateTime::zero(Offset::hours(8)).into());
    assert!(shown(&params, zero, ["开始", "结束"]).unwrap_err().contains("zero date"));
    let span = (at("2025-01-01 00:00:00"), at("2025-01-01 02:00:00"));
    assert!(shown(&endpoint(0), span, ["since", "until"]).unwrap_err().contains("since, params.开始"));
    // The request says which of several is meant.
    let request = Node::map(vec![("since".into(), Node::Int(1))]);
    let windows = Windows::of(&endpoint(0), &request, span, Offset::hours(8)).unwrap();
    assert_eq!((windows.left(), windows.start.0.as_str()), (2, "since"));
    let none = Endpoint { records: BARE, request: RecordId(0), ..Endpoint::PLAIN };
    assert!(shown(&none, span, ["", ""]).unwrap_err().contains("no rule `window"));
}

#[test]
fn a_boundary_stands_in_what_was_at_that_moment() {
    let zone = Offset::hours(8);
    let boundary = Boundary { units: 1_735_660_800 * SECOND, unit: Unit::Micros(SECOND), zone };
    let (Moment::DateTime(time), Moment::DateTime(later)) = (at("2025-01-01 00:00:00"), at("2025-01-01 00:00:01"))
    else {
        panic!()
    };
    let held = |node: Node<'static>| boundary.stands_in(&Node::record(vec![Node::Null, Node::record(vec![node])]));
    assert!(held(Node::Time(time)) && !held(Node::Time(later)));
    assert!(held(Node::Instant(Time::from_unix_ms(1_735_660_800_999).unwrap())));
    assert!(!held(Node::text("2025-01-01 00:00:00")) && !held(Node::Day(Date::new(2025, 1, 1).unwrap())));
    let day = Boundary { units: 20_089, unit: Unit::Day, zone };
    assert!(day.stands_in(&Node::Day(Date::new(2025, 1, 1).unwrap())) && day.stands_in(&Node::Time(later)));
    assert!(!day.stands_in(&Node::Day(Date::new(2025, 1, 2).unwrap())));
}
