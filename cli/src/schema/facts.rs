//! What a client must know beside the tables: repeating, pages, rates, polling.

use signwright_model::Repeat;

use super::draft::{either, list, matching, object, scalar, word};
use super::shared;
use crate::json::Json;

pub(super) fn repeat() -> Json {
    let says = "What the same request does a second time; `by ROW`: nothing new while the row is the same.";
    let words = word(says, Repeat::WORDS.iter().map(|(word, _)| *word));
    choice(says, either(says, [words, matching("A row of the request.", "^by \\S")]))
}

/// A value, or one of two by the request; each of the two may be such a choice again.
pub(super) fn choice(says: &'static str, value: Json) -> Json {
    let of_two = |branch: Json| {
        object("One of two, by the request.")
            .needs("when", scalar("A condition over the rows of the request: `order_no is there`."))
            .needs("then", branch.clone())
            .needs("else", branch)
            .done()
    };
    let inner = either(says, [value.clone(), of_two(value.clone())]);
    either(says, [value, of_two(inner)])
}

pub(super) fn paging() -> Json {
    object("How the rows of an answer come in pages: one of page, offset, cursor and link.")
        .key("page", scalar("The row with the page's number: `page_no from 1`."))
        .key("offset", scalar("The row with the number of rows before the page."))
        .key(
            "cursor",
            scalar("A row, and where its value stands in the answer: `cursor = next_cursor`, `after = rows.-1.id`."),
        )
        .key("link", scalar("Where the next page's whole address stands: `header Link`, or a row of the answer."))
        .key("size", scalar("The row with the number of rows of a page."))
        .needs("rows", scalar("The list of the answer."))
        .key("id", scalar("What identifies a row of that list: no row comes twice then."))
        .key("more", scalar("Whether there is more: a condition over the answer."))
        .key("total", scalar("The row of the answer with the number of all rows."))
        .key("without", list("Rows that a following page leaves out.", scalar("A row of the request.")))
        .key("end", scalar("A cursor behind which nothing follows."))
        .done()
}

pub(super) fn rate() -> Json {
    let says = "How often calls may be made: `40 / minute burst 20 by shop`, `6000 weight / minute by ip, used header X-Used`, `10 / second, left header X-Left`.";
    either(says, [scalar(says), list("Several, which all hold.", scalar(says))])
}

pub(super) fn poll() -> Json {
    object("How a job that was accepted is asked for.")
        .needs("with", scalar("The vendor's name of the endpoint to call."))
        .key("give", shared::pairs("Rows of its request: the rows of the answer that they take."))
        .needs("until", scalar("A condition over its answer: the job is done."))
        .needs("every", scalar("The pause between two calls: `5 seconds`."))
        .done()
}
