//! An endpoint's file.

use super::draft::{self, Object, defined, defined_as, either, list, object, scalar, word};
use super::{facts, rule, shared};
use crate::json::Json;
use signwright_codegen::vocabulary::{LEVELS, breakable};

/// The schema of an endpoint's file.
pub fn endpoint() -> String {
    let tables =
        |top: Object| TABLES.into_iter().fold(top, |top, (heading, says)| top.key(heading, defined_as("record", says)));
    let top = object("An endpoint: its request and response as the vendor's tables, a row a line.")
        .needs("endpoint", scalar("The name on the wire, or the address itself: `GET /v3/orders/{order_id}`."))
        .key("http", scalar("Its verb, its path or both, beside a name: `GET /v3/orders/{order_id}`, `GET`."))
        .key("class", scalar("Its class among those of the platform, which demands one where it has `classes`."))
        .key("wire", shared::wire("What differs from the platform's `wire`.").done())
        .key("name", scalar("The name in Rust, where the wire name gives a poor one: `order_push`."))
        .key("title", scalar("The vendor's title."))
        .key("docs", scalar("The address of the vendor's page."))
        .key("since", scalar("The vendor's version remark."))
        .key("permission", scalar("What a caller must be allowed to do, in the vendor's words."))
        .key("deprecated", deprecated())
        .key("notes", shared::texts("The vendor's remarks."))
        .key("repeat", facts::repeat())
        .key("paging", facts::paging())
        .key("rate", facts::rate())
        .key("weight", facts::choice("What a call counts where a rate counts weight.", scalar("A whole number.")))
        .key("in_order", scalar("`by ROW`, which may stand in the rows of a list: calls of an equal value are sent one after the other."))
        .key("poll", facts::poll())
        .key("vars", shared::pairs("Values for {var.x} in the platform's templates."))
        .key("root", scalar("Where its answers begin, in the place of the platform's `root`."))
        .key("data", scalar("Where the response's table begins, in the place of the platform's `data`."))
        .key("success", scalar("A condition that narrows the platform's success, over the response's table."))
        .key("partial", partial())
        .key("message", scalar("Where the message stands when only this narrowing failed: `data.message`."))
        .key("errors", shared::errors("The endpoint's own error codes; they come before the platform's."))
        .needs_any(TABLES.map(|(heading, _)| heading))
        .needs("response", either(RESPONSE, [word("An answer without a body.", ["none"]), defined("record")]))
        .key("samples", object("The samples of the vendor's page, by name.").others(defined("sample")).done())
        .key("sandbox", sandbox())
        .pattern(
            "^[A-ZÀ-ÖØ-ÞΑ-ΩА-Я]",
            either("A record, or coded values (with `$type`).", [defined("codes"), defined("record")]),
        );
    let top = tables(top);
    let mut definitions = shared::definitions();
    definitions.extend([
        ("record", shared::record(true)),
        ("codes", codes()),
        ("rule", rule::rule()),
        ("sample", sample()),
    ]);
    draft::document("An endpoint's file", top, definitions)
}

/// The tables of a request, by the headings of vendors' pages.
const TABLES: [(&str, &str); 6] = [
    ("request", "The fields of the request, in the order of the vendor's table."),
    ("path", "Fields of the request that stand in its address."),
    ("query", "Fields of the request that travel in the query."),
    ("header", "Fields of the request that travel as headers."),
    ("form", "Fields of the request that travel in the form, beside a document too."),
    ("body", "Fields of the request that travel in its body, whatever the verb."),
];

const RESPONSE: &str = "The fields of the answer, or `none`. Nothing here is demanded of it.";

fn partial() -> Json {
    object("Where a success lists the rows of its request that failed.")
        .needs("rows", scalar("The list of the response."))
        .key("key", scalar("What identifies a row of it."))
        .key("code", scalar("Where a row's code stands."))
        .key("message", scalar("Where a row's message stands."))
        .key("when", scalar("Which rows failed: `severity = ERROR`; left out, all of the list."))
        .key("of", scalar("The list of the request that the rows are of: `LIST`, or `LIST by KEY` where its rows call `key` otherwise."))
        .done()
}

fn deprecated() -> Json {
    let line = "The endpoint to use instead | the vendor's sentence; either may be missing.";
    let mapping = object("That the vendor has given the endpoint up.")
        .key("use", scalar("The endpoint to use instead."))
        .key("since", scalar("The version or day from which it is so."))
        .key("says", scalar("The vendor's sentence."));
    either(line, [scalar(line), mapping.done()])
}

pub(super) fn codes() -> Json {
    object("Coded values: `code: name  meaning`.")
        .needs("$type", scalar("How they travel: `tinyint(1)` as numbers, `varchar(8)` as text."))
        .key(
            "$level",
            word(
                "deny (which is also meant without this key) refuses other codes, warn only tells of them.",
                LEVELS.iter().map(|(word, _)| *word),
            ),
        )
        .key("$source", scalar("Why we believe the list, such as where it was read."))
        .pattern("^(?!\\$)", scalar("A code: its name in Rust, and the vendor's meaning. Nothing where the code is a word and its own name."))
        .done()
}

fn sample() -> Json {
    let breaks =
        format!("`path rule | reason`; the checker insists that it is still so. Rules: {}.", breakable().join(", "));
    object("A request or an answer of the vendor's page.")
        .key("source", scalar("Where it comes from."))
        .key("request", scalar("What travels: the parameters, the array, or the whole document."))
        .key("response", scalar("What is answered."))
        .key("outcome", word("What the answer must be understood as.", ["success", "refused"]))
        .key("breaks", list("Where it breaks the vendor's own tables.", scalar(&breaks)))
        .done()
}

fn sandbox() -> Json {
    let page: Object = object("How the answer is paged.")
        .needs("number", scalar("The request field with the page's number."))
        .needs("size", scalar("The request field with the page's size."))
        .needs("first", scalar("The number of the first page."));
    object("What the sandbox keeps and answers.")
        .key("upsert", scalar("`list by key` or `request by key`: rows are created or updated."))
        .key("once", scalar("A field of the request: works once for each of its values."))
        .key("again", shared::answer("Of `once`: the answer to a repetition."))
        .key("rows", scalar("`SAMPLE path`: the rows of a query, taken from a sample's answer."))
        .key("filter", object("Of `rows`: request field: row field.").others(scalar("A field of a row.")).done())
        .key("page", page.done())
        .needs(
            "answer",
            shared::answer(
                "The answer below the reply's root; `$rows`, {count.x} and {param.x} are filled in. `{ $each: LIST, $row: … }`: \
                 a row for each row of that list of the request that was done.",
            ),
        )
        .key("refuse", shared::refuse("How this endpoint refuses, before the platform's."))
        .done()
}
