//! Spans in windows, against servers that count a window's end to it and servers that do not.

use signwright_runtime::model::Offset;
use signwright_runtime::{DateTime, Fields as _, Moment, PageError, Time};

use crate::searches;
use crate::shop::Search;
use crate::world::{Said, Server, Walked, walk_span};

searches! {
    ById = "paging: { page: page from 1, size: size, rows: rows, id: id, total: total }";
    WithoutId = "paging: { page: page from 1, size: size, rows: rows, total: total }";
}

/// Orders of four days, by their times in hours; those of the hours 24 and 48 stand where windows meet, two of them being
/// the same in all that they show.
const ORDERS: &[(&str, u32)] = &[
    ("甲", 0),
    ("乙", 23),
    ("丙", 24),
    ("丁", 24),
    ("丁", 24),
    ("戊", 25),
    ("己", 48),
    ("庚", 71),
    ("辛", 72),
    ("壬", 80),
];

fn at(hours: u32) -> DateTime {
    DateTime::from_unix(1_735_660_800 + i64::from(hours) * 3600, Offset::hours(8)).unwrap()
}

/// Pages of two rows. It counts the end of a span to it or not.
fn server(orders: &'static [(&'static str, u32)], is_inclusive: bool) -> Server {
    Box::new(move |asked, _| {
        let (start, end) = (&asked["start"], &asked["end"]);
        let is_in = |time: &String| time >= start && (time < end || (is_inclusive && time == end));
        let all: Vec<_> =
            orders.iter().map(|(id, hours)| (id, at(*hours).to_string())).filter(|(_, time)| is_in(time)).collect();
        let page: usize = asked.get("page").map_or(1, |page| page.parse().unwrap());
        let rows: Vec<_> = all
            .iter()
            .skip(page * 2 - 2)
            .take(2)
            .map(|(id, time)| format!(r#"{{"id":"{id}","at":"{time}"}}"#))
            .collect();
        Said::Body(format!(r#"{{"code":0,"rows":[{}],"total":{}}}"#, rows.join(","), all.len()))
    })
}

fn search() -> Search {
    Search::new().with(|search| {
        search.size = Some(2);
        search.start = Some(at(0));
    })
}

fn span(hours: u32) -> (Moment, Moment) {
    (at(0).into(), at(hours).into())
}

fn sorted(walked: &Walked) -> Vec<&str> {
    let mut ids = walked.ids();
    ids.sort_unstable();
    ids
}

fn expected(ids: &[&'static str]) -> Vec<&'static str> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids
}

#[test]
fn a_span_is_asked_for_in_windows_that_the_rule_allows() {
    let walked = walk_span(&ById(search()), Some(span(81)), 99, || server(&ORDERS[..3], true));
    let windows: Vec<_> = walked.asked.iter().map(|asked| (asked["start"].as_str(), asked["end"].as_str())).collect();
    assert!(windows.contains(&("2025-01-01 00:00:00", "2025-01-02 00:00:00")), "{windows:?}");
    assert!(windows.contains(&("2025-01-04 00:00:00", "2025-01-04 09:00:00")), "{windows:?}");
    assert_eq!((walked.progress.window, walked.progress.windows, walked.why().as_str()), (4, 4, "complete"));
    // A span that fits is one window.
    assert_eq!(walk_span(&ById(search()), Some(span(24)), 99, || server(&[], true)).asked.len(), 1);
}

#[test]
fn by_its_id_no_row_comes_twice_and_none_is_lost_whichever_way_the_end_counts() {
    // Of two rows with one id and all the same, on one page, both are the platform's.
    let orders: &[(&str, u32)] =
        &[("甲", 0), ("乙", 23), ("丙", 24), ("丁", 24), ("戊", 25), ("己", 48), ("庚", 71), ("辛", 72)];
    for is_inclusive in [true, false] {
        let walked = walk_span(&ById(search()), Some(span(81)), 99, || server(orders, is_inclusive));
        assert_eq!(walked.why(), "complete", "{is_inclusive}");
        assert_eq!(sorted(&walked), expected(&["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛"]), "{is_inclusive}");
        assert_eq!((walked.progress.repeated, walked.progress.rows), (if is_inclusive { 4 } else { 0 }, 8));
        assert!(!walked.progress.has_moved, "what stands twice by nature has not moved");
    }
}

#[test]
fn without_an_id_equal_rows_are_matched_one_by_one_at_the_shared_moment_alone() {
    for is_inclusive in [true, false] {
        let walked = walk_span(&WithoutId(search()), Some(span(81)), 99, || server(ORDERS, is_inclusive));
        assert_eq!(walked.why(), "complete", "{is_inclusive}");
        let all = ORDERS.iter().map(|(id, _)| *id).collect::<Vec<_>>();
        assert_eq!(sorted(&walked), expected(&all), "{is_inclusive}");
        assert_eq!(walked.progress.repeated, if is_inclusive { 5 } else { 0 });
    }
}

#[test]
fn a_row_that_changed_between_two_windows_comes_in_its_later_state() {
    let changing = || -> Server {
        Box::new(|asked, count| {
            let memo = if count == 0 { "旧" } else { "新" };
            let row = format!(r#"{{"id":"甲","at":"{}","memo":"{memo}"}}"#, asked["start"]);
            Said::Body(format!(r#"{{"code":0,"rows":[{row}],"total":1}}"#))
        })
    };
    let walked = walk_span(&ById(search()), Some(span(48)), 99, changing);
    assert_eq!((walked.ids(), walked.progress.has_moved, walked.why().as_str()), (vec!["甲", "甲"], true, "complete"));
}

#[test]
fn instants_have_windows_too_and_the_request_says_which_rule_is_meant() {
    let server = || -> Server {
        Box::new(|asked, _| {
            let (since, until): (i64, i64) = (asked["since"].parse().unwrap(), asked["until"].parse().unwrap());
            let rows: Vec<_> = (0..4)
                .map(|number| 1_735_660_800 + number * 100)
                .filter(|time| (since..=until).contains(time))
                .map(|time| format!(r#"{{"id":"{time}","time":{time}}}"#))
                .collect();
            Said::Body(format!(r#"{{"code":0,"rows":[{}],"total":{}}}"#, rows.join(","), rows.len()))
        })
    };
    let instant = |seconds: i64| Moment::from(Time::from_unix(1_735_660_800 + seconds).unwrap());
    let search = Search::new().with(|search| search.since = Time::from_unix(0));
    let walked = walk_span(&WithoutId(search), Some((instant(0), instant(350))), 99, server);
    assert_eq!((walked.ids().len(), walked.progress.repeated, walked.progress.windows), (4, 3, 4));
    assert_eq!(walked.row("since").first(), Some(&"1735660800"));
    assert_eq!(walked.row("until").last(), Some(&"1735661150"));
}

#[test]
fn a_span_that_cannot_be_asked_for_calls_nothing() {
    let backwards = Some((at(5).into(), at(0).into()));
    for (request, span) in [(ById(search()), backwards), (ById(Search::new()), Some(span(48)))] {
        let walked = walk_span(&request, span, 99, || server(ORDERS, true));
        assert!(matches!(walked.error, Some(PageError::Windows(_))), "{}", walked.why());
        assert_eq!(walked.asked.len(), 0);
    }
}
