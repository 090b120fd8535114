//! Each kind of pages: what is asked for, and where it ends.

use signwright_runtime::Fields as _;

use crate::searches;
use crate::shop::{Search, ids, rows};
use crate::world::{Asked, Said, Server, walk};

searches! {
    ByPage = "paging: { page: page from 1, size: size, rows: rows, id: id }";
    FromZero = "paging: { page: page from 0, size: size, rows: rows, id: id, total: total }";
    ByMore = "paging: { page: page from 1, size: size, rows: rows, id: id, more: more = true, total: total }";
    ByOffset = "paging: { offset: offset, size: size, rows: rows, id: id }";
    ByCursor = "paging: { cursor: cursor = next, rows: rows, id: id, without: [kind, size], end: nomore }";
    BehindLast = "paging: { cursor: after = rows.-1.seq + 1, size: size, rows: rows, id: id, without: [kind] }";
    ByLast = "paging: { cursor: cursor = rows.-1.id, size: size, rows: rows, id: id, more: more = true }";
    Unpaged = "rate: 5 / second";
}

fn number(asked: &Asked, row: &str, otherwise: usize) -> usize {
    asked.get(row).map_or(otherwise, |text| text.parse().unwrap())
}

/// A server of so many rows: `first` is the number of its first page, `size` that of its rows where none is asked for.
fn pages(count: usize, first: usize, size: usize, beside: fn(usize, bool) -> String) -> Server {
    Box::new(move |asked, _| {
        let size = number(asked, "size", size);
        let before = number(asked, "offset", (number(asked, "page", first) - first) * size);
        let all = ids(count);
        let page = rows(all.iter().skip(before).take(size).map(String::as_str));
        let beside = beside(count, before + size < count);
        Said::Body(format!(r#"{{"code":0,"rows":{page}{beside}}}"#))
    })
}

fn of_size(size: i64) -> Search {
    Search::new().with(|search| search.size = Some(size))
}

#[test]
fn numbered_pages_end_with_a_short_one() {
    let nothing: fn(usize, bool) -> String = |_, _| String::new();
    let walked = walk(&ByPage(of_size(3)), || pages(7, 1, 3, nothing));
    assert_eq!((walked.ids(), walked.why().as_str()), (ids(7).iter().map(String::as_str).collect(), "complete"));
    // What the request leaves out stays out of the first one.
    assert_eq!((walked.row("page"), walked.row("size")), (vec!["-", "2", "3"], vec!["3", "3", "3"]));
    assert_eq!(walked.pages.iter().map(Vec::len).collect::<Vec<_>>(), [3, 3, 1]);
    assert_eq!((walked.progress.rows, walked.progress.pages, walked.progress.total), (7, 3, None));
    assert!(!walked.progress.has_moved);
    // A full page may be the last: only an empty one tells.
    assert_eq!(walk(&ByPage(of_size(3)), || pages(6, 1, 3, nothing)).row("page"), ["-", "2", "3"]);
    assert_eq!(walk(&ByPage(of_size(3)), || pages(0, 1, 3, nothing)).row("page"), ["-"]);
    // Without a size, the first page shows it.
    assert_eq!(walk(&ByPage(Search::new()), || pages(8, 1, 4, nothing)).row("page"), ["-", "2", "3"]);
    assert_eq!(walk(&ByPage(Search::new()), || pages(7, 1, 4, nothing)).row("page"), ["-", "2"]);
    // The caller's page is the first.
    let from_third = ByPage(of_size(3).with(|search| search.page = Some(3)));
    let walked = walk(&from_third, || pages(10, 1, 3, nothing));
    assert_eq!((walked.row("page"), walked.ids()), (vec!["3", "4"], vec!["单7", "单8", "单9", "单10"]));
}

#[test]
fn the_total_ends_numbered_pages_also_where_the_server_gives_fewer_rows_than_asked_for() {
    let total: fn(usize, bool) -> String = |count, _| format!(r#","total":"{count}""#);
    let walked = walk(&FromZero(of_size(5)), || pages(10, 0, 5, total));
    assert_eq!((walked.row("page"), walked.why().as_str()), (vec!["-", "1"], "complete"));
    assert_eq!(walked.progress.total, Some(10));
    // It caps the size at 4 without a word.
    let capped = || -> Server {
        let mut server = pages(10, 0, 4, total);
        Box::new(move |asked, count| {
            let mut asked = asked.clone();
            asked.insert("size".to_owned(), "4".to_owned());
            server(&asked, count)
        })
    };
    let walked = walk(&FromZero(of_size(50)), capped);
    assert_eq!(
        (walked.ids().len(), walked.row("page"), walked.why()),
        (10, vec!["-", "1", "2"], "complete".to_owned())
    );
    // From the middle, what lies before counts.
    let walked = walk(&FromZero(of_size(3).with(|search| search.page = Some(2))), || pages(10, 0, 3, total));
    assert_eq!((walked.row("page"), walked.why().as_str()), (vec!["2", "3"], "complete"));
    // Some tell the total on the first page alone, and some 0 on all others.
    for otherwise in ["", r#","total":0"#] {
        let first_alone = || -> Server {
            let mut server = pages(6, 0, 2, |_, _| String::new());
            Box::new(move |asked, count| {
                let Said::Body(body) = server(asked, count) else { panic!() };
                let told = if count == 0 { r#","total":6"# } else { otherwise };
                Said::Body(format!("{}{told}}}", &body[..body.len() - 1]))
            })
        };
        let walked = walk(&FromZero(of_size(2)), first_alone);
        assert_eq!(
            (walked.row("page").len(), walked.why().as_str(), walked.progress.has_moved),
            (3, "complete", false)
        );
    }
}

#[test]
fn more_decides_where_it_is_told_and_else_what_comes_next_does() {
    let more: fn(usize, bool) -> String = |count, more| format!(r#","more":{more},"total":{count}"#);
    let walked = walk(&ByMore(of_size(2)), || pages(6, 1, 2, more));
    assert_eq!((walked.row("page").len(), walked.why().as_str()), (3, "complete"));
    // One that answers it on demand alone tells the total otherwise.
    let total: fn(usize, bool) -> String = |count, _| format!(r#","total":{count}"#);
    let walked = walk(&ByMore(of_size(2)), || pages(6, 1, 2, total));
    assert_eq!((walked.row("page").len(), walked.why().as_str()), (3, "complete"));
}

#[test]
fn an_offset_goes_on_by_the_rows_that_came() {
    let nothing: fn(usize, bool) -> String = |_, _| String::new();
    let walked = walk(&ByOffset(of_size(4)), || pages(9, 0, 4, nothing));
    assert_eq!((walked.row("offset"), walked.ids().len()), (vec!["-", "4", "8"], 9));
    let from = ByOffset(of_size(4).with(|search| search.offset = Some(5)));
    assert_eq!(walk(&from, || pages(9, 0, 4, nothing)).row("offset"), ["5", "9"]);
}

/// Pages of two rows, each with a cursor to the next.
fn cursors(count: usize, end: &'static str) -> Server {
    Box::new(move |asked, _| {
        let before = asked.get("cursor").map_or(0, |cursor| cursor.strip_prefix("游标😀").unwrap().parse().unwrap());
        let all = ids(count);
        let page = rows(all.iter().skip(before).take(2).map(String::as_str));
        let next = if before + 2 < count { format!(r#","next":"游标😀{}""#, before + 2) } else { end.to_owned() };
        Said::Body(format!(r#"{{"code":0,"rows":{page}{next}}}"#))
    })
}

#[test]
fn a_cursor_leads_on_until_it_is_empty_or_the_word_for_the_end() {
    for end in ["", r#","next":"""#, r#","next":null"#, r#","next":"nomore""#] {
        let request = ByCursor(of_size(9).with(|search| search.kind = Some("退款".into())));
        let walked = walk(&request, || cursors(5, end));
        assert_eq!((walked.ids().len(), walked.why().as_str()), (5, "complete"), "{end}");
        assert_eq!(walked.row("cursor"), ["-", "游标😀2", "游标😀4"]);
        // Fewer rows than the size say nothing, where the server says where the next page begins.
        assert_eq!((walked.row("kind"), walked.row("size")), (vec!["退款", "-", "-"], vec!["9", "-", "-"]));
    }
}

/// Rows by their numbers, from the one that is asked for on.
fn trades(count: i64) -> Server {
    Box::new(move |asked, _| {
        let from: i64 = asked.get("after").map_or(1, |after| after.parse().unwrap());
        let size: i64 = asked.get("size").map_or(3, |size| size.parse().unwrap());
        let rows: Vec<_> =
            (from..=count.min(from + size - 1)).map(|seq| format!(r#"{{"id":"t{seq}","seq":{seq}}}"#)).collect();
        Said::Body(format!(r#"{{"code":0,"rows":[{}]}}"#, rows.join(",")))
    })
}

#[test]
fn the_last_row_leads_on_and_a_number_may_be_added() {
    let request = BehindLast(of_size(3).with(|search| search.kind = Some("币".into())));
    let walked = walk(&request, || trades(7));
    assert_eq!((walked.row("after"), walked.ids().len()), (vec!["-", "4", "7"], 7));
    assert_eq!(walked.row("kind"), ["币", "-", "-"]);
    assert_eq!(walk(&request, || trades(6)).row("after"), ["-", "4", "7"], "an empty page has no last row");

    let listed = || -> Server {
        Box::new(|asked, _| {
            let all = ids(5);
            let before = asked.get("cursor").map_or(0, |id| all.iter().position(|known| known == id).unwrap() + 1);
            let page = rows(all.iter().skip(before).take(2).map(String::as_str));
            Said::Body(format!(r#"{{"code":0,"rows":{page},"more":{}}}"#, before + 2 < 5))
        })
    };
    let walked = walk(&ByLast(of_size(2)), listed);
    assert_eq!((walked.row("cursor"), walked.why().as_str()), (vec!["-", "单2", "单4"], "complete"));
    // A server that begins with the very row that was named repeats it; it comes once.
    let inclusive = || -> Server {
        Box::new(|asked, _| {
            let all = ids(5);
            let before = asked.get("cursor").map_or(0, |id| all.iter().position(|known| known == id).unwrap());
            let page = rows(all.iter().skip(before).take(2).map(String::as_str));
            Said::Body(format!(r#"{{"code":0,"rows":{page},"more":{}}}"#, before + 2 < 5))
        })
    };
    let walked = walk(&ByLast(of_size(2)), inclusive);
    assert_eq!(walked.ids(), ids(5));
    assert_eq!((walked.progress.repeated, &walked.repeated[1..]), (3, &[vec![0], vec![0], vec![0]][..]));
}

#[test]
fn an_endpoint_without_pages_has_one() {
    let nothing: fn(usize, bool) -> String = |_, _| r#","more":true"#.to_owned();
    let walked = walk(&Unpaged(of_size(2)), || pages(9, 0, 2, nothing));
    assert_eq!((walked.row("page"), walked.ids().len(), walked.progress.pages), (vec!["-"], 2, 1));
}

#[test]
fn an_endpoint_without_types_comes_in_pages_too() {
    use signwright_runtime::model::Endpoint;
    use signwright_runtime::{Endpoint as _, Limits, json};
    let endpoint: &'static Endpoint<'static> = FromZero::endpoint().unwrap();
    let world = crate::world::World::new(pages(5, 0, 2, |count, _| format!(r#","total":{count}"#)));
    let client = world.client();
    let request = json::parse(r#"{"size":2,"kind":"退款"}"#.as_bytes(), Limits::default()).unwrap();
    let counts: Vec<_> = client
        .pages_node(endpoint, request)
        .map(|page| page.unwrap().reply.response.path("rows").map_or(0, |rows| rows.rows().len()))
        .collect();
    assert_eq!(counts, [2, 2, 1]);
    let invalid = json::parse(r#"{"size":0}"#.as_bytes(), Limits::default()).unwrap();
    let mut walk = client.pages_node(endpoint, invalid);
    let error = walk.next().unwrap().unwrap_err();
    assert!(error.error().is_some_and(|error| error.kind() == "invalid"), "{error}");
    assert!(walk.next().is_none());
    assert_eq!(world.with(|state| state.asked.len()), 3);
}

#[test]
fn a_page_whose_future_was_dropped_is_not_lost() {
    let total: fn(usize, bool) -> String = |count, _| format!(r#","total":{count}"#);
    let world = crate::world::World::new(pages(5, 0, 2, total));
    let client = world.client();
    let request = FromZero(of_size(2));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let numbers = runtime.block_on(async {
        let mut stream = client.pages_async(&request);
        let mut numbers = Vec::new();
        loop {
            // Each is asked for once in vain, while its call is on its way.
            {
                let mut next = std::pin::pin!(stream.next());
                std::future::poll_fn(|context| std::task::Poll::Ready(next.as_mut().poll(context).is_pending())).await;
            }
            let Some(page) = stream.next().await else { break };
            numbers.push(page.unwrap().number());
        }
        numbers
    });
    assert_eq!((numbers, world.with(|state| state.asked.len())), (vec![1, 2, 3], 3));
}

#[cfg(feature = "async")]
#[test]
fn pages_without_blocking_are_a_stream() {
    use futures_core::Stream;
    let world = crate::world::World::new(pages(5, 0, 2, |_, _| String::new()));
    let client = world.client();
    let request = FromZero(of_size(2));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let count = runtime.block_on(async {
        let mut stream = std::pin::pin!(client.pages_async(&request));
        let mut count = 0;
        while let Some(page) = std::future::poll_fn(|context| stream.as_mut().poll_next(context)).await {
            count += page.unwrap().reply.response.rows.len();
        }
        count
    });
    assert_eq!(count, 5);
}
