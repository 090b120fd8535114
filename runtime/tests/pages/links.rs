//! Pages by links: only rows of the request are taken from them, and nothing is sent to another host.

use signwright_runtime::Fields as _;

use crate::searches;
use crate::shop::{Search, ids, rows};
use crate::world::{Said, Server, walk};

searches! {
    ByHeader = "paging: { link: header Link, size: size, rows: rows, id: id, without: [kind] }";
    ByRow = "paging: { link: next, rows: rows, id: id, more: more = true }";
}

/// Two rows a page; the link as `of` writes it for the place where the next page begins.
fn linked(count: usize, of: fn(usize) -> String) -> Server {
    Box::new(move |asked, _| {
        let before = asked.get("cursor").map_or(0, |cursor| cursor.parse().unwrap());
        let all = ids(count);
        let page = rows(all.iter().skip(before).take(2).map(String::as_str));
        let body = format!(r#"{{"code":0,"rows":{page}}}"#);
        if before + 2 < count {
            Said::With("link", format!("<https://shop.example/api?cursor=0>; rel=\"first\", {}", of(before + 2)), body)
        } else {
            Said::With("link", "<https://shop.example/api?cursor=0>; rel=\"first\"".to_owned(), body)
        }
    })
}

fn request() -> ByHeader {
    ByHeader(Search::new().with(|search| {
        search.kind = Some("退款".into());
        search.size = Some(2);
    }))
}

#[test]
fn a_link_gives_its_rows_to_the_next_request_which_is_made_and_signed_as_ever() {
    for of in [
        |at| format!("<https://shop.example/api?cursor={at}&size=2&sign=other>; rel=\"next\""),
        |at| format!("<https://SHOP.example:443/api/v2?cursor={at}>; rel=next"),
        |at| format!("</api?cursor={at}>; rel=\"next\""),
    ] as [fn(usize) -> String; 3]
    {
        let walked = walk(&request(), || linked(5, of));
        assert_eq!((walked.ids().len(), walked.why().as_str()), (5, "complete"));
        assert_eq!((walked.row("cursor"), walked.row("size")), (vec!["-", "2", "4"], vec!["2", "2", "2"]));
        assert_eq!(walked.row("kind"), ["退款", "-", "-"]);
    }
}

#[test]
fn a_link_that_leads_elsewhere_is_an_error_and_nothing_is_sent_there() {
    for (of, told) in [
        (
            (|at| format!("<https://evil.example/api?cursor={at}>; rel=\"next\"")) as fn(usize) -> String,
            "leads to https://evil.example:443, and this call went to https://shop.example:443",
        ),
        (|at| format!("<http://shop.example/api?cursor={at}>; rel=\"next\""), "leads to http://shop.example:80"),
        (|at| format!("<https://shop.example:444/api?cursor={at}>; rel=\"next\""), "leads to https://shop.example:444"),
        (|at| format!("<//evil.example/api?cursor={at}>; rel=\"next\""), "leads to https://evil.example:443"),
        (|at| format!("<mailto:{at}>; rel=\"next\""), "no"),
        // It changes nothing, so that it would be the same page again.
        (|at| format!("<https://shop.example/api?page_info={at}>; rel=\"next\""), "its parameters are page_info"),
        (|_| "<https://shop.example/api?size=many&cursor=2>; rel=\"next\"".to_owned(), "`size` cannot have the value"),
    ] {
        let walked = walk(&request(), || linked(5, of));
        assert!(walked.why().contains(told), "{}", walked.why());
        assert!(!walked.why().contains("cursor="), "what a link holds is not shown: {}", walked.why());
        assert_eq!((walked.ids(), walked.asked.len()), (vec!["单1", "单2"], 1), "what came before is good");
    }
}

#[test]
fn a_row_of_the_answer_may_be_the_link() {
    let server = || -> Server {
        Box::new(|asked, _| {
            let page: usize = asked.get("page").map_or(1, |page| page.parse().unwrap());
            let next = if page < 3 { format!("https://shop.example/api?page={}", page + 1) } else { String::new() };
            let row = rows([format!("单{page}").as_str()]);
            Said::Body(format!(r#"{{"code":0,"rows":{row},"next":"{next}","more":{}}}"#, page < 3))
        })
    };
    let walked = walk(&ByRow(Search::new()), server);
    assert_eq!((walked.row("page"), walked.why().as_str()), (vec!["-", "2", "3"], "complete"));
}

#[test]
fn a_link_back_to_a_page_that_was_read_is_an_error() {
    let round = || -> Server {
        Box::new(|_, count| {
            let row = rows([format!("单{count}").as_str()]);
            let next = format!("https://shop.example/api?page={}", 2 + count % 2);
            Said::Body(format!(r#"{{"code":0,"rows":{row},"next":"{next}"}}"#))
        })
    };
    let walked = walk(&ByRow(Search::new()), round);
    assert!(walked.why().contains("one that was read already"), "{}", walked.why());
    assert_eq!(walked.row("page"), ["-", "2", "3"]);
}
