//! An endpoint's file.

use super::draft::{self, Object, defined, defined_as, either, list, object, scalar, word};
use super::shared;
use crate::json::Json;
use crate::lower::vocabulary::{BREAKABLE, LEVELS, REPEATS, RULES};

/// The schema of an endpoint's file.
pub fn endpoint() -> String {
    let top = object("An endpoint: its request and response as the vendor's tables, a row a line.")
        .needs("endpoint", scalar("The name on the wire."))
        .key("name", scalar("The name in Rust, where the wire name gives a poor one: `order_push`."))
        .key("title", scalar("The vendor's title."))
        .key("docs", scalar("The address of the vendor's page."))
        .key("since", scalar("The vendor's version remark."))
        .key("notes", shared::texts("The vendor's remarks."))
        .key("repeat", word("What the same request does a second time.", REPEATS.iter().map(|(word, _)| *word)))
        .key("vars", shared::pairs("Values for {var.x} in the platform's templates."))
        .key("success", scalar("A condition that narrows the platform's success."))
        .key("message", scalar("Where the message stands when only this narrowing failed: `data.message`."))
        .key("errors", shared::errors("The endpoint's own error codes; they come before the platform's."))
        .needs("request", defined_as("record", "The fields of the request, in the order of the vendor's table."))
        .needs("response", defined_as("record", "The fields of the answer. Nothing here is demanded of it."))
        .key("samples", object("The samples of the vendor's page, by name.").others(defined("sample")).done())
        .key("sandbox", sandbox())
        .pattern(
            "^[A-ZÀ-ÖØ-ÞΑ-ΩА-Я]",
            either("A record, or coded values (with `$type`).", [defined("codes"), defined("record")]),
        );
    let mut definitions = shared::definitions();
    definitions.extend([("record", record()), ("codes", codes()), ("rule", rule()), ("sample", sample())]);
    draft::document("An endpoint's file", top, definitions)
}

fn record() -> Json {
    let mut record = object("Fields by their names on the wire, a row of the vendor's table a line.")
        .key("$sensitive", list("Fields that are personal data: never printed.", scalar("A field of this record.")))
        .key("$rules", list("Rules between the fields.", defined("rule")))
        .pattern("^(?!\\$)", defined("field"))
        .pairs();
    // Coded values have a `$type`; a record must not look like them.
    record.push(("not".to_owned(), Json::map([("required", Json::texts(["$type"]))])));
    Json::Map(record)
}

fn codes() -> Json {
    object("Coded values: `code: name  meaning`.")
        .needs("$type", scalar("How they travel: `tinyint(1)` as numbers, `varchar(8)` as text."))
        .pattern("^(?!\\$)", scalar("A code: its name in Rust, and the vendor's meaning."))
        .done()
}

fn rule() -> Json {
    let fields = |says: &str| shared::texts(says);
    let mut rule = object("A rule: one key that says what must hold, and the vendor's sentence.");
    for kind in RULES {
        let says = meaning(kind);
        rule = rule.key(kind, if is_text(kind) { scalar(says) } else { fields(says) });
    }
    rule.needs("says", scalar("The vendor's own sentence; it goes into every message about the rule."))
        .key("when", scalar("Only then: `kind = 1 and remark is there`."))
        .key("unless", scalar("Of `forbidden`: the condition that allows the fields."))
        .key("each", scalar("The rule is for each row of this list."))
        .key(
            "level",
            word(
                "deny (which is also meant without this key) stops a request, warn only tells.",
                LEVELS.iter().map(|(word, _)| *word),
            ),
        )
        .key("source", scalar("Why we believe what the page does not state."))
        .done()
}

/// Whether a rule is written as one text.
fn is_text(kind: &str) -> bool {
    matches!(kind, "requires" | "ordered" | "at_most" | "equals")
}

fn meaning(kind: &str) -> &'static str {
    match kind {
        "together" => "All of the fields are there, or none.",
        "requires" => "`a -> b, c`: if `a` is there, so are the others.",
        "any_of" => "At least one of the fields is there.",
        "exactly_one" => "Exactly one of the fields is there.",
        "forbidden" => "None of the fields is there, unless the condition of `unless` holds.",
        "required" => "All of the fields are there when the condition of `when` holds.",
        "ordered" => "`start <= end`.",
        "unique" => "No two rows give the same value: `list.field`, or several fields together.",
        "at_most" => "`30 equal list.field`: no value more than 30 times.",
        "equals" => "`total = price * num`: exact arithmetic, with sum(list: …) and count(list).",
        _ => "What must hold.",
    }
}

fn sample() -> Json {
    let breaks =
        format!("`path rule | reason`; the checker insists that it is still so. Rules: {}.", BREAKABLE.join(", "));
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
            shared::answer("The answer below the reply's root; `$rows`, {count.x} and {param.x} are filled in."),
        )
        .key("refuse", shared::refuse("How this endpoint refuses, before the platform's."))
        .done()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_rule_is_explained() {
        assert!(RULES.iter().all(|kind| meaning(kind) != meaning("")));
    }
}
