//! What both files have: fields, errors, refusals.

use super::draft::{Object, defined, either, flag, list, matching, object, scalar, scalar_definition, word};
use crate::json::{self, Json};
use signwright_codegen::specs::Aspect;
use signwright_codegen::vocabulary::{PLAIN, REFUSAL_REASONS, body_words};
use signwright_model::{ErrorClass, ListStyle, Travels};

fn line() -> String {
    let plain: Vec<_> = PLAIN.iter().map(|plain| plain.word).collect();
    let places: Vec<_> = Travels::WORDS.iter().map(|(word, _)| *word).collect();
    format!(
        "A row of the vendor's table: [place] TYPE[marks] [= default]  title [| description]. Places, where a row does not \
         travel as the others do: {}. Marks: `!` required, `?` concluded and \
         not stated, `\"\"` a required text that may be empty. Types: varchar(40), String, int, bigint, int{{1..50}}, \
         ulong, decimal(19,4), minor, {}, int|text, Map<String,Object>, String<int>, a record or coded values of this file, \
         lists: Row[], Row[1..50], Row[1..~50] (recommended), Row[in row]; and beside a type its none: int|null, \
         varchar(40)|empty. How a list travels in a query or form: comma<String[]>, repeated<…>, indexed<…>, brackets<…>, and \
         a text that holds it: json<Row>.",
        places.join(", "),
        plain.join(", ")
    )
}

/// `scalar`, `field` and `texts`.
pub(super) fn definitions() -> Vec<(&'static str, Json)> {
    let why = "Why we believe what the page does not state.";
    let parts = Aspect::KEYS
        .iter()
        .fold(object("The reason of each part that is concluded and not stated."), |object, (part, _)| {
            object.key(part, scalar("Why we believe it."))
        });
    let source = either(why, [scalar(why), parts.done()]);
    let field = object("A field that needs more than a line.")
        .needs("type", scalar("The type with its marks and its default, as in a line: `varchar(40)! = x`."))
        .key("title", scalar("The vendor's title."))
        .key("text", scalar("The vendor's description."))
        .key("example", scalar("The vendor's example."))
        .key("source", source)
        .key("pattern", scalar("What the whole text matches: letters, classes and repetitions, `[0-9A-Z]{2,20}`."))
        .key(
            "missing",
            word(
                "How \"none\" travels: left out (which is also meant without this key), as empty text, or as null.",
                ["left out", "empty", "null"],
            ),
        );
    vec![
        ("scalar", scalar_definition()),
        ("texts", either("A text, or a list of texts.", [scalar("A text."), list("Texts.", scalar("A text."))])),
        ("field", either(&line(), [scalar(&line()), field.done()])),
    ]
}

/// How requests travel, of a platform or an endpoint.
pub(super) fn wire(says: &'static str) -> Object {
    let formats = list(
        "Of an envelope: the formats the platform takes; the first is the default.",
        word("A format.", ["json", "xml"]),
    );
    let body = [
        word("Where all the rows go.", body_words()),
        matching("The field of the form or the query that holds all rows as one JSON text.", "^(form|query)\\.\\S+$"),
    ];
    object(says)
        .key("body", either(BODY, body))
        .key("envelope", list("The names that lead to the request, outermost first.", scalar("A name; a template.")))
        .key("formats", formats)
        .key(
            "lists",
            word(
                "How lists, records and maps travel in a query or a form.",
                ListStyle::WORDS.iter().map(|(word, _)| *word),
            ),
        )
        .key("content_type", scalar("The media type of the body, where it is not that of its kind."))
}

const BODY: &str = "Where the rows go: form fields, the query, a JSON object by name, an array of the request's fields, a document \
                    in an envelope, or one field that holds them all: `form.NAME`, `query.NAME`.";

/// A record: fields by their names. In an endpoint's file it must not look like coded values.
pub(super) fn record(beside_codes: bool) -> Json {
    let mut record = object("Fields by their names on the wire, a row of the vendor's table a line.")
        .key("$sensitive", list("Fields that are personal data: never printed.", scalar("A field of this record.")))
        .key("$rules", list("Rules between the fields.", defined("rule")))
        .key("$source", scalar("Why we believe that these fields belong together."))
        .key("$positional", flag("Its fields travel as a list, in their order and without their names."))
        .key("$in", word("Its fields travel in the query beside positional arguments.", ["query"]))
        .pattern("^(?!\\$)", defined("field"))
        .pairs();
    if beside_codes {
        record.push(("not".into(), json::map([("required", json::texts(["$type"]))])));
    }
    Json::map(record)
}

pub(super) fn errors(says: &str) -> Json {
    let meanings: Vec<_> = ErrorClass::WORDS.iter().map(|(word, _)| *word).collect();
    let row = format!(
        "A row of the vendor's table: [HTTP 4xx] [code [/ sub code]] [~ message] | cause | remedy | meaning. `*` and `?` \
         stand for any text, a part that is left out too; meanings are {}. `throttled 60`, `throttled 24 hours` say how \
         long; `refused` may be left out.",
        meanings.join(", ")
    );
    list(says, scalar(&row))
}

pub(super) fn refuse(says: &'static str) -> Json {
    let line = "[HTTP 401] code [/ sub code] | message, and `| assumed` where no source states it.";
    let mapping = object("A refusal with a condition.")
        .key("when", scalar("Only then: a condition over var.field, var.rule and the request's fields."))
        .needs("code", scalar("The code; {var.field} and {var.field_lower} name the field, {var.path} also its row."))
        .key("status", scalar("The HTTP status."))
        .key("sub_code", scalar("The second code, likewise."))
        .key("message", scalar("The message; {var.detail} is the sandbox's own reason."))
        .key("assumed", flag("No source states it."));
    let refusal_row = either(line, [scalar(line), mapping.done()]);
    let several = list("The first whose `when` holds is given.", refusal_row.clone());
    let refusal = either(line, [refusal_row, several]);
    REFUSAL_REASONS.iter().fold(object(says), |object, (reason, _)| object.key(reason, refusal.clone())).done()
}

/// Rows of names and texts.
pub(super) fn pairs(says: &'static str) -> Json {
    object(says).others(scalar("A value.")).done()
}

pub(super) fn answer(says: &str) -> Json {
    json::map([("description", json::text(says))])
}

/// `texts`, explained.
pub(super) fn texts(says: &str) -> Json {
    let Json::Map(mut pairs) = defined("texts") else { return defined("texts") };
    pairs.to_mut().push(("description".into(), json::text(says)));
    Json::Map(pairs)
}
