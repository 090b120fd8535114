//! Rows that are inserted and deleted while they are read: none comes twice, and none is missing in silence.

use signwright_runtime::{Fields as _, Incomplete, PageError};

use crate::searches;
use crate::shop::{Search, ids, rows};
use crate::world::{Said, Server, Walked, walk};

searches! {
    ByPage = "paging: { page: page from 1, size: size, rows: rows, id: id, total: total }";
    Untold = "paging: { page: page from 1, size: size, rows: rows, id: id }";
    WithoutId = "paging: { page: page from 1, size: size, rows: rows, total: total }";
    ByCursor = "paging: { cursor: cursor = rows.-1.id, size: size, rows: rows, id: id, total: total }";
}

/// Rows that are changed before each request but the first; a cursor names the row before the page.
fn changing(change: fn(&mut Vec<String>, usize)) -> impl Fn() -> Server {
    move || {
        let mut all = ids(6);
        Box::new(move |asked, count| {
            if count > 0 {
                change(&mut all, count);
            }
            let page: usize = asked.get("page").map_or(1, |page| page.parse().unwrap());
            let behind = |id: &String| all.iter().position(|known| known == id).map_or(0, |place| place + 1);
            let before = asked.get("cursor").map_or((page - 1) * 2, behind);
            let rows = rows(all.iter().skip(before).take(2).map(String::as_str));
            Said::Body(format!(r#"{{"code":0,"rows":{rows},"total":{}}}"#, all.len()))
        })
    }
}

fn search() -> Search {
    Search::new().with(|search| search.size = Some(2))
}

fn cause(walked: &Walked) -> Option<Incomplete> {
    match &walked.error {
        Some(PageError::Incomplete { cause, .. }) => Some(cause.clone()),
        _ => None,
    }
}

#[test]
fn an_inserted_row_pushes_others_on_and_they_come_once() {
    let inserting = changing(|all, count| {
        if count == 1 {
            all.insert(0, "新单".to_owned());
        }
    });
    let walked = walk(&ByPage(search()), &inserting);
    assert_eq!((walked.ids(), walked.repeated[1].as_slice()), (ids(6).iter().map(String::as_str).collect(), &[0][..]));
    assert!(walked.progress.has_moved && walked.progress.repeated == 1);
    assert_eq!((cause(&walked), walked.progress.total), (Some(Incomplete::Total), Some(7)), "the new one is missing");
    // Without a total nobody can know of it, and still no row comes twice.
    let walked = walk(&Untold(search()), &inserting);
    assert_eq!((walked.ids(), cause(&walked)), (ids(6).iter().map(String::as_str).collect(), None));
    assert!(walked.progress.has_moved);
    // Without an id nothing is taken away, and the number tells.
    let walked = walk(&WithoutId(search()), &inserting);
    assert_eq!((walked.ids(), walked.progress.repeated), (vec!["单1", "单2", "单2", "单3", "单4", "单5", "单6"], 0));
    assert!(walked.progress.has_moved, "the total tells");
}

#[test]
fn a_deleted_row_pulls_others_to_pages_that_were_read_and_that_is_told() {
    let deleting = changing(|all, count| {
        if count == 1 {
            all.remove(0);
        }
    });
    let walked = walk(&ByPage(search()), &deleting);
    // As many came as there are now, and one is missing: the number alone would hide it.
    assert_eq!(walked.ids(), ["单1", "单2", "单4", "单5", "单6"]);
    assert_eq!(cause(&walked), Some(Incomplete::Shrunk { before: 6, after: 5 }));
    assert!(walked.progress.has_moved && walked.why().contains("fell from 6 to 5"), "{}", walked.why());
    // A cursor stands at a row, whatever goes before it; the number is no longer that of the rows.
    let walked = walk(&ByCursor(search()), &deleting);
    assert_eq!((walked.ids(), cause(&walked)), (ids(6).iter().map(String::as_str).collect(), Some(Incomplete::Total)));
}

#[test]
fn rows_that_change_places_are_noticed_by_their_number() {
    let swapping = changing(|all, count| {
        if count == 1 {
            all.swap(1, 2);
        }
    });
    let walked = walk(&ByPage(search()), swapping);
    assert_eq!(walked.ids(), ["单1", "单2", "单4", "单5", "单6"]);
    assert_eq!((cause(&walked), walked.progress.has_moved), (Some(Incomplete::Total), true));
}

#[test]
fn nothing_is_told_of_rows_that_stay() {
    let walked = walk(&ByPage(search()), changing(|_, _| {}));
    assert_eq!((walked.ids(), walked.why().as_str()), (ids(6).iter().map(String::as_str).collect(), "complete"));
    assert!(!walked.progress.has_moved && walked.progress.repeated == 0);
}
