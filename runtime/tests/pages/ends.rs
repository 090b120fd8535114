//! Ends that are none: they are never silent, and nothing follows them.

use std::time::Duration;

use signwright_runtime::{Error, Fields as _, Incomplete, PageError};

use crate::searches;
use crate::shop::{Search, ids, rows};
use crate::world::{Said, Server, World, walk, walk_span};

searches! {
    ByPage = "paging: { page: page from 1, size: size, rows: rows, id: id, more: more = true, total: total }";
    ByCursor = "paging: { cursor: cursor = next, rows: rows, id: id, more: more = true }";
    BehindLast = "paging: { cursor: after = rows.-1.id, size: size, rows: rows }";
    BehindSeq = "paging: { cursor: after = rows.-1.seq + 1, size: size, rows: rows, end: \"9\" }";
    ByNext = "paging: { cursor: cursor = next, rows: rows, id: id }";
}

/// A server that says one thing after the other, with the rows that are named.
fn says(script: &'static [(&'static [&'static str], &'static str)]) -> impl Fn() -> Server {
    move || {
        Box::new(move |_, count| match script.get(count) {
            Some((ids, beside)) => Said::Body(format!(r#"{{"code":0,"rows":{}{beside}}}"#, rows(ids.iter().copied()))),
            None => Said::Nothing,
        })
    }
}

fn cause(error: Option<PageError>) -> (u64, u64, Option<u64>, Incomplete) {
    match error {
        Some(PageError::Incomplete { rows, pages, total, cause }) => (rows, pages, total, cause),
        other => panic!("{other:?}"),
    }
}

fn search() -> Search {
    Search::new().with(|search| search.size = Some(2))
}

#[test]
fn an_end_that_does_not_fit_the_total_is_told() {
    let server = says(&[(&["甲", "乙"], r#","more":true,"total":5"#), (&["丙"], r#","more":false,"total":5"#)]);
    let walked = walk(&ByPage(search()), server);
    assert_eq!(
        (walked.ids(), cause(walked.error.clone())),
        (vec!["甲", "乙", "丙"], (3, 2, Some(5), Incomplete::Total))
    );
    assert!(
        walked.why().starts_with("incomplete after 3 rows on 2 pages, where the platform tells 5"),
        "{}",
        walked.why()
    );
}

#[test]
fn a_cursor_that_comes_again_is_a_loop() {
    let server = says(&[
        (&["甲"], r#","more":true,"next":"二""#),
        (&["乙"], r#","more":true,"next":"三""#),
        (&["丙"], r#","more":true,"next":"二""#),
    ]);
    let walked = walk(&ByCursor(Search::new()), server);
    assert_eq!(
        (walked.row("cursor"), cause(walked.error.clone())),
        (vec!["-", "二", "三"], (3, 3, None, Incomplete::Loop))
    );
    // So is the caller's own.
    let begun = ByCursor(Search::new().with(|search| search.cursor = Some("二".into())));
    let walked = walk(&begun, says(&[(&["乙"], r#","more":true,"next":"二""#)]));
    assert_eq!(cause(walked.error).3, Incomplete::Loop);
}

#[test]
fn more_without_rows_and_more_without_a_way_are_told() {
    let empty = says(&[(&["甲", "乙"], r#","more":true"#), (&[], r#","more":true"#)]);
    assert_eq!(cause(walk(&ByPage(search()), empty).error), (2, 2, None, Incomplete::Empty));
    let nowhere = says(&[(&["甲"], r#","more":true,"next":"""#)]);
    assert_eq!(cause(walk(&ByCursor(Search::new()), nowhere).error), (1, 1, None, Incomplete::NoNext));
    let unfit = says(&[(&["甲", "乙"], "")]);
    let (.., why) = cause(walk(&BehindLast(search()), unfit).error);
    assert!(
        matches!(&why, Incomplete::Next(reason) if reason.contains("`after`") && !reason.contains('乙')),
        "{why:?}"
    );
}

#[test]
fn a_page_that_fails_is_the_last_item_with_the_error_of_its_call() {
    let walked = walk(&ByPage(search()), says(&[(&["甲", "乙"], r#","more":true,"total":3"#)]));
    let (rows, pages, total, why) = cause(walked.error.clone());
    assert_eq!((rows, pages, total, walked.ids()), (2, 1, Some(3), vec!["甲", "乙"]));
    assert!(matches!(why, Incomplete::Failed(Error::NotSent(_))));
    let error = walked.error.unwrap();
    assert!(std::error::Error::source(&error).is_some_and(|source| source.to_string().contains("没有连接")));
    // A request that breaks its table is never sent.
    let invalid = walk(&ByPage(Search::new().with(|search| search.size = Some(0))), says(&[]));
    assert!(matches!(cause(invalid.error), (0, 0, None, Incomplete::Failed(Error::Invalid(_)))));
    assert_eq!(invalid.asked.len(), 0);
    // A list that cannot be read is no last page.
    let unread = || -> Server { Box::new(|_, _| Said::Body(r#"{"code":0,"rows":"三行"}"#.to_owned())) };
    assert!(matches!(cause(walk(&ByPage(search()), unread).error).3, Incomplete::Failed(Error::Decode(_))));
}

#[test]
fn pages_without_end_end_at_the_most_that_are_allowed() {
    let endless = || -> Server {
        Box::new(|_, count| {
            let row = rows([format!("单{count}").as_str()]);
            Said::Body(format!(r#"{{"code":0,"rows":{row},"more":true}}"#))
        })
    };
    let walked = walk_span(&ByPage(search()), None, 7, endless);
    assert_eq!((walked.asked.len(), cause(walked.error)), (7, (7, 7, None, Incomplete::TooMany(7))));
    // As many as are allowed are no error.
    let server = says(&[(&["甲"], r#","more":true"#), (&["乙"], r#","more":false"#)]);
    assert_eq!(walk_span(&ByPage(search()), None, 2, server).why(), "complete");
}

#[test]
fn each_page_has_its_own_attempts_and_its_own_deadline() {
    let all = ids(6);
    let world = World::new(Box::new(move |asked, count| {
        // Each page is throttled once.
        if count % 2 == 0 {
            return Said::Body(r#"{"code":"SLOW","msg":"慢"}"#.to_owned());
        }
        let page: usize = asked.get("page").map_or(1, |page| page.parse().unwrap());
        let page_rows = rows(all.iter().skip(page * 2 - 2).take(2).map(String::as_str));
        Said::Body(format!(r#"{{"code":0,"rows":{page_rows},"total":6}}"#))
    }));
    world.with(|state| state.takes = Duration::from_secs(2));
    let client = world.client().with_attempts(2).with_deadline(Duration::from_secs(20));
    let pages: Vec<_> = client.pages(&ByPage(search())).collect::<Result<_, _>>().unwrap();
    assert_eq!((pages.len(), world.with(|state| state.waits.clone())), (3, vec![7, 7, 7]));
    let left = world.with(|state| state.left.clone());
    assert_eq!(left, [20, 11, 20, 11, 20, 11].map(|seconds| Some(Duration::from_secs(seconds))));
    assert_eq!(pages.last().map(signwright_runtime::Page::number), Some(3));
}

/// A server that says this and then nothing more.
fn once(answer: &'static str) -> impl Fn() -> Server {
    move || Box::new(move |_, count| if count == 0 { Said::Body(answer.to_owned()) } else { Said::Nothing })
}

#[test]
fn a_last_row_that_leads_nowhere_is_no_end() {
    for bottom in [r#"{"id":"乙"}"#, r#"{"id":"乙","seq":null}"#, r#"{"id":"乙","seq":""}"#, "null"] {
        let answer = format!(r#"{{"code":0,"rows":[{{"id":"甲","seq":1}},{bottom}]}}"#);
        let walked = walk(&BehindSeq(search()), once(answer.leak()));
        assert_eq!(cause(walked.error), (2, 1, None, Incomplete::NoNext), "{bottom}");
    }
    // A short page is the last one, and so is one whose last row has the word for it.
    for ended in [r#"{"code":0,"rows":[{"id":"甲"}]}"#, r#"{"code":0,"rows":[{"seq":1},{"seq":9}]}"#, r#"{"code":0}"#]
    {
        assert_eq!(walk(&BehindSeq(search()), once(ended)).why(), "complete", "{ended}");
    }
}

#[test]
fn a_cursor_that_cannot_be_read_is_no_end() {
    for next in [r#"["二"]"#, r#"{"cursor":"二"}"#] {
        let answer = format!(r#"{{"code":0,"rows":{},"next":{next}}}"#, rows(["甲"]));
        let walked = walk(&ByNext(Search::new()), once(answer.leak()));
        assert!(matches!(cause(walked.error), (1, 1, None, Incomplete::Next(_))), "{next}");
    }
    for none in ["null", r#""""#, "[]", "{}"] {
        let answer = format!(r#"{{"code":0,"rows":{},"next":{none}}}"#, rows(["甲"]));
        assert_eq!(walk(&ByNext(Search::new()), once(answer.leak())).why(), "complete", "{none}");
    }
}
