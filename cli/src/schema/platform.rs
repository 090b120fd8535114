//! A platform's file.

use super::draft::{self, defined, either, flag, list, object, scalar, word};
use super::{facts, rule, shared};
use crate::json::Json;
use signwright_codegen::import_words;
use signwright_codegen::shared_schemes;
use signwright_codegen::vocabulary::{LOCATIONS, ORDERS, SOURCES, UNITS, filters};

/// The schema of a platform's file.
pub fn platform() -> String {
    let environment = scalar("The address, and a title.");
    let top = object("What all calls of a platform share.")
        .needs("platform", scalar("The name: that of the folder."))
        .key("title", scalar("The vendor's title."))
        .key("docs", scalar("The address of the vendor's page."))
        .key("notes", shared::texts("The vendor's remarks."))
        .needs("zone", scalar("The zone of the platform's wall clock: \"+08:00\"."))
        .key("lengths", word("What a length counts.", UNITS.iter().map(|(word, _)| *word)))
        .needs(
            "environments",
            object("Where the platform is reached: name: address  title.").others(environment).done(),
        )
        .needs("credentials", object("What a caller must have, by the vendor's names.").others(credential()).done())
        .key("common", common())
        .key("classes", classes())
        .needs("wire", wire())
        .key("pager", shared::record(false))
        .key(
            "records",
            object("Records and coded values that endpoints share, by their names, which begin with a capital. Each is one Rust type for all.")
                .others(either("A record, or coded values (with `$type`).", [defined("codes"), defined("record")]))
                .done(),
        )
        .key("clock", clock())
        .key("rate", facts::rate())
        .key("vars", shared::pairs("Values of the scheme; endpoint and call may bring others."))
        .needs(
            "signing",
            either(
                SIGNING,
                [
                    object("Named steps.").others(defined("step")).done(),
                    word("A scheme that many share, or `none`: no call is signed.", shared_schemes().chain(["none"])),
                ],
            ),
        )
        .key("place", place())
        .key("unsent", shared::texts("What is signed and not sent: clock, nonce, credential.x."))
        .key("vectors", list("Calls of which the signature is known; `check` runs them.", vector()))
        .needs("reply", reply())
        .key("errors", shared::errors("The platform's table of error codes."))
        .key("sandbox", sandbox())
        .key("import", import());
    let mut definitions = shared::definitions();
    definitions.push(("rule", rule::rule()));
    definitions.push(("step", step()));
    definitions.push(("codes", super::endpoint::codes()));
    definitions.push(("record", shared::record(true)));
    draft::document("A platform's file", top, definitions)
}

/// The words of the vendor's pages. Its keys are the reader's own tables.
fn import() -> Json {
    let words =
        |says: &str| either(says, [scalar("A word of the page."), list("Words of the page.", scalar("A word."))]);
    let mut profile = object("The words of the vendor's pages, for `import`, beside those that platforms share.");
    for (key, meanings) in import_words::keys() {
        let schema = match key {
            "glossary" => {
                object("Names for coded values: name: the vendor's words.").others(words("The words.")).done()
            }
            _ if meanings.is_empty() => words(explained(key)),
            _ => {
                let object = object(explained(key));
                meanings
                    .iter()
                    .fold(object, |object, meaning| object.key(meaning, words("The page's words for it.")))
                    .done()
            }
        };
        profile = profile.key(key, schema);
    }
    profile.done()
}

fn explained(key: &str) -> &'static str {
    match key {
        "columns" => "The words over a table's columns, by what the column holds.",
        "sections" => "The words of headings, by what the section is about.",
        "remarks" => "The labels of remarks, by what they say.",
        "required" => "What the required column says: always, never or sometimes.",
        "types" => "The words of types, by the notation's word that means the same.",
        "languages" => "The labels of samples, by their language.",
        "here" => "What begins the line that says where on the site the page is.",
        "foot" => "What begins the foot of the site.",
        "login" => "What a page that asks for a login says.",
        "common" => "Fields by which a table of common parameters is known.",
        "pager" => "The types of a pager.",
        "sensitive" => "Fields that hold personal data.",
        _ => "Words of the page.",
    }
}

fn credential() -> Json {
    let line = "public|secret[?]  title; a secret is never printed, `?` may be left out.";
    let mapping = object("A credential that is split into parts, or that an endpoint gives.")
        .needs("is", scalar("public, secret, public? or secret?"))
        .key("title", scalar("The vendor's title."))
        .key("split", scalar("What separates the parts."))
        .key(
            "parts",
            object("The parts in order: name: public|secret.")
                .others(word("Never printed, or public.", ["public", "secret", "public?", "secret?"]))
                .done(),
        )
        .key("get", scalar("The vendor's name of the endpoint that gives it."))
        .key("refresh", scalar("The endpoint that gives a new one for an old one."))
        .key("from", scalar("The row of their answers with the token."))
        .key("expires", scalar("The row that tells how long it lasts: seconds, or a time."))
        .key("rotates", scalar("The credential that a refresh replaces as well."))
        .key("lasts", scalar("How long it lasts, where the vendor states it: `4 hours`."));
    either(line, [scalar(line), mapping.done()])
}

fn common() -> Json {
    object("The vendor's table of common parameters; `=` gives each its value as a template.")
        .key("$in", word(IN, LOCATIONS.iter().map(|(word, _)| *word)))
        .pattern("^(?!\\$)", defined("field"))
        .done()
}

const IN: &str =
    "Where they travel; left out, they go where the rows of the endpoint do. A row may begin with a place of its own.";

fn classes() -> Json {
    let class = object("A class: its common parameters, beside those of all calls.")
        .key("$title", scalar("The vendor's title."))
        .key("$signed", flag("`no`: its calls are not signed."))
        .pattern("^(?!\\$)", defined("field"));
    object("Classes of endpoints, by their names. Each endpoint then names one: `class: shop`.")
        .others(class.done())
        .done()
}

fn wire() -> Json {
    shared::wire("How a request travels.")
        .demands("body")
        .key("verb", scalar("The HTTP verb, in capitals; left out where each endpoint has its own."))
        .key("url", scalar("The address: \"{environment}{endpoint}\"; left out where each endpoint has its own path."))
        .key("escape", word("How text in JSON is written.", ["minimal", "ascii"]))
        .key("sort", word("The names of each JSON object are sorted.", ["key"]))
        .key("drop_empty", flag("An optional parameter that is empty is left out."))
        .key("more_path", flag("Servers take longer paths too, whatever follows the address."))
        .done()
}

fn clock() -> Json {
    object("How far the caller's clock may be off.")
        .needs("param", scalar("The common parameter that carries the time."))
        .needs("tolerance", scalar("Seconds."))
        .done()
}

fn step() -> Json {
    let template = "A template: \"{input | filter}\". Inputs: credential.x, param.x, query.x, form.x, header.x, json.a.b, var.x, \
                    'text', body, query, clock.unix, clock.unix_ms, clock.local, clock.format('yyyyMMdd', utc), nonce, endpoint, \
                    environment, verb, scheme, host, path, url, format, an earlier step. Filters: ";
    let filters: Vec<_> = filters().iter().map(|(usages, means)| format!("{}: {means}", usages.join(", "))).collect();
    let template = format!("{template}{}", filters.join(" "));
    let template = template.as_str();
    let source = || {
        let named = word("A source of pairs.", SOURCES.iter().map(|(word, _)| *word));
        either("A source of pairs.", [named, scalar("What stands at a path of a JSON body: `json.data`.")])
    };
    let order = word("The order of the items.", ORDERS.iter().map(|(word, _)| *word));
    let more = object("Further pairs: name: template.").others(scalar("A template.")).done();
    let items = object("A map of pairs: one item for each, sorted and joined.")
        .needs(
            "over",
            either(
                "Where the pairs come from.",
                [
                    source(),
                    list("Several sources.", either("A source, or further pairs.", [source(), more.clone()])),
                    more,
                ],
            ),
        )
        .key("only", shared::texts("The only names that are taken; `*` stands for any text."))
        .key("except", shared::texts("Names that are left out; `*` stands for any text."))
        .key("key", scalar("A template that rewrites each key, before they are sorted."))
        .key("value", scalar("A template that rewrites each value, before they are sorted."))
        .key("drop_empty", flag("Pairs with an empty value are left out."))
        .key("drop_equal", flag("Of pairs that are equal in key and value one is left."))
        .key(
            "sort",
            either("The order of the items, or names in their order.", [order, list("Names.", scalar("A name."))]),
        )
        .key("merge", scalar("Values of equal keys become one, with this between them."))
        .needs("each", scalar("The template of an item, with {key} and {value}."))
        .key("join", scalar("What stands between two items."));
    let choice = object("One of two, by a value.")
        .needs("when", scalar(WHEN))
        .needs("then", defined("step"))
        .key("else", defined("step"));
    either(template, [scalar(template), items.done(), choice.done()])
}

const SIGNING: &str = "Named steps as the vendor describes them; `signature`, or the last one, is the signature. Or the \
                       name of a scheme that many share.";

const WHEN: &str =
    "`verb = POST`, `param.x != a`, `header.x in [a, b]`, `body is empty`, `body is there`, joined by `and`.";

fn place() -> Json {
    let says = "A name, which carries the signature, or names with templates.";
    let names = || either(says, [scalar(says), object(says).others(scalar("A template.")).done()]);
    let group = || {
        let places = ["query", "form", "header", "json", "param"];
        let group = object("What the scheme sends, by where it travels.").key("when", scalar(WHEN));
        places.into_iter().fold(group, |group, place| group.key(place, names())).done()
    };
    either("What the scheme sends.", [group(), list("Several, each with its own `when`.", group())])
}

fn vector() -> Json {
    let text = scalar;
    object("A call of which the signature is known.")
        .needs("name", text("What it is."))
        .key("source", text("Where it comes from, or how it was computed."))
        .needs("at", text("The moment: \"2016-08-01T17:05:10+08:00\"."))
        .key("nonce", text("The fresh text, where the scheme takes one."))
        .needs("credentials", shared::pairs("The credentials by the vendor's names."))
        .needs("method", text("The endpoint's wire name; it need not be in the spec."))
        .key("params", shared::pairs("What is sent as parameters."))
        .key("query", shared::pairs("The query, common parameters aside."))
        .key("headers", shared::pairs("The headers, common parameters aside."))
        .key("vars", shared::pairs("Values of the call."))
        .key("body", text("The exact body."))
        .key("format", word("The format.", ["json", "xml"]))
        .key("verb", text("The HTTP verb, where it is not the platform's."))
        .key("scheme", text("http or https, where it is not the platform's."))
        .key("host", text("The host, where it is not the platform's."))
        .key("path", text("The path, where it is not the platform's."))
        .key("url", text("Scheme, host, path and query in one, the query as it is sent."))
        .key("steps", shared::pairs("Values of steps that must come out; bytes as hex."))
        .key("sends", shared::pairs("Fields and headers that must be sent with these values."))
        .needs("signature", text("The signature that must come out."))
        .done()
}

fn reply() -> Json {
    let says = "How an answer is read: one shape, or several, of which the first whose root is there is read.";
    either(says, [shape(), list(says, shape())])
}

/// Where something stands in an answer.
fn stands_at(says: &str) -> Json {
    either(says, [scalar(says), list("The first of them that is there.", scalar("`errors.0.code`, `header NAME`."))])
}

fn shape() -> Json {
    object("A shape of answers.")
        .key("format", word("The format; left out, it is that of the request.", ["json", "xml"]))
        .key("root", scalar("Where the answer begins: `body.data`, `{endpoint | snake}_response`."))
        .key("success", scalar("A condition over the answer: `code = 0`, `HTTP 2xx`. Without one it is a refusal."))
        .key("data", scalar("Where the response's table begins, below the root."))
        .key("code", stands_at("Where a refusal's code stands."))
        .key("sub_code", stands_at("Where a second code stands."))
        .key("message", stands_at("Where a refusal's message stands."))
        .key("request_id", stands_at("Where the number stands by which the vendor finds the call again."))
        .key("retry_after", stands_at("Where the seconds or the HTTP date stand after which to call again."))
        .done()
}

fn sandbox() -> Json {
    object("The sandbox's credentials, and how it refuses.")
        .needs("credentials", shared::pairs("The credentials that it accepts."))
        .needs("refusal", shared::answer("The shape of a refusal; {var.code} and {var.message} are filled in."))
        .needs("refuse", shared::refuse("By reason: code | message | assumed."))
        .done()
}
