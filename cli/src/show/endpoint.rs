//! An endpoint: its request and response as the vendor's table, nested rows indented, then rules and codes.

use signwright_model::notation::address::{self, Address};
use signwright_model::notation::facts;
use signwright_model::{
    Body, Choice, CodeMatch, Endpoint, ErrorEntry, Level, PathPart, Platform, RecordId, Repeat, Repetition, Travels,
    Type, notation,
};

use super::Section;
use crate::phrase;
use signwright_codegen::specs::{SpecEndpoint, SpecField};

/// An endpoint of this platform.
pub fn endpoint(spec: &SpecEndpoint<'_>, platform: &Platform<'_>) -> Vec<Section> {
    let endpoint = spec.model;
    let mut head = Section::default();
    head.row([endpoint.name, endpoint.title]);
    way(endpoint, platform, &mut head);
    head.pair("page", endpoint.docs);
    head.pair("since", spec.since);
    head.pair("permission", spec.permission);
    if let Some(given_up) = spec.deprecated {
        let successor = given_up.successor.map_or("", |successor| successor.text);
        head.row([
            "deprecated",
            given_up.since,
            given_up.says,
            if successor.is_empty() { "" } else { "use" },
            successor,
        ]);
    }
    head.pair("repeating", &repeat(endpoint));
    for (key, line) in facts::lines(endpoint) {
        head.pair(key, &line);
    }
    head.pair("success", &endpoint.success.as_ref().map_or(String::new(), phrase::condition));
    head.pair("answers begin at", &endpoint.root.map_or(String::new(), notation::reply::print_root));
    head.pair("response at", endpoint.data.unwrap_or_default());
    if let Some(partial) = &endpoint.partial {
        let parts = notation::reply::partial_parts(partial).into_iter().filter(|(_, said)| !said.is_empty());
        let parts: Vec<_> = parts.map(|(key, said)| format!("{key}: {said}")).collect();
        head.pair("rows that failed", &parts.join(", "));
    }
    for (name, value) in endpoint.vars {
        head.row([&format!("var.{name}"), *value]);
    }
    for note in spec.notes {
        head.row(["note", note]);
    }
    let mut sections = vec![head];
    let of_request = platform.wire_of(endpoint).body;
    // Rows of an answer stand in its document, or say where else.
    let of_response = Body::Positional;
    for (title, record, body) in
        [("request", endpoint.request, of_request), ("response", endpoint.response, of_response)]
    {
        let travels = are_mixed(spec, record, body).then_some((record, body));
        let mut page = Page { spec, travels, shown: Vec::new(), section: Section::new(title), rules: Vec::new() };
        page.row("name", "travels", ["type", "required", "default", "title", "description"]);
        page.record(usize::from(record.0), 0, title);
        let Page { section, rules, .. } = page;
        sections.push(section);
        if !rules.is_empty() {
            let mut section = Section::new(format!("rules of the {title}"));
            for [path, rule, level, says] in &rules {
                section.row([path.as_str(), rule, level, says]);
            }
            sections.push(section);
        }
    }
    for list in spec.codes {
        let mut section = Section::new(format!(
            "{}  {}{}",
            list.model.name,
            list.declared,
            if list.model.level == Level::Warn { "  warns" } else { "" }
        ));
        for code in list.model.codes {
            section.row([code.code, code.name, code.title]);
        }
        sections.push(section);
    }
    sections.extend(errors(endpoint.errors));
    sections
}

/// What the endpoint says of its way in place of the platform.
fn way(endpoint: &Endpoint<'_>, platform: &Platform<'_>, head: &mut Section) {
    let (travel, wire) = (endpoint.travel, platform.wire_of(endpoint));
    if !travel.verb.is_empty() || !travel.path.is_empty() {
        let path = address::print(Address { verb: "", path: travel.path });
        let path = match travel.path {
            [] => phrase::template(&wire.url),
            [PathPart::Text(text), ..] if address::is_whole(text) => path,
            _ => format!("{{environment}}{path}"),
        };
        head.pair("sends", format!("{} {path}", wire.verb).trim());
    }
    if let Some(class) = platform.classes.iter().find(|class| class.name == endpoint.class) {
        head.row(["class", class.name, class.title, if class.is_signed { "" } else { "not signed" }]);
    }
    if wire.body != platform.wire.body {
        head.pair("body", &phrase::body(wire.body));
    }
    if wire.lists != platform.wire.lists {
        head.pair("lists", phrase::lists(wire.lists));
    }
    if wire.content_type != platform.wire.content_type {
        head.pair("content type", wire.content_type);
    }
}

/// Whether the rows of a request or a response travel in several places, or are the document itself.
fn are_mixed(spec: &SpecEndpoint<'_>, record: RecordId, body: Body<'_>) -> bool {
    let fields = spec.records.get(usize::from(record.0)).map_or(&[][..], |record| record.fields);
    let usual = phrase::travels(Travels::InBody, body);
    fields.iter().any(|field| phrase::travels(field.model.travels, body) != usual)
}

pub(super) fn errors(errors: &[ErrorEntry<'_>]) -> Option<Section> {
    let mut section = Section::new("errors");
    section.row(["code", "message", "means", "cause", "remedy"]);
    for error in errors {
        let code = notation::errors::print_match(&CodeMatch { message: "", ..error.matches });
        let means = notation::errors::print_meaning(error.class, error.wait);
        section.row([code.as_str(), error.matches.message, &means, error.cause, error.remedy]);
    }
    (!errors.is_empty()).then_some(section)
}

fn repeat(endpoint: &Endpoint<'_>) -> String {
    let words = match endpoint.repeat {
        Choice::Always(Repetition::Does(Repeat::Read)) => "only reads",
        Choice::Always(Repetition::Does(Repeat::Upsert)) => "gives the same end state",
        Choice::Always(Repetition::Does(Repeat::Once)) => "is refused",
        Choice::Always(Repetition::Does(Repeat::Ask)) => "is not known to be safe",
        Choice::Always(Repetition::By(row)) => return format!("does nothing new while {row} is the same"),
        Choice::When { .. } => return facts::repeat(endpoint),
    };
    words.to_owned()
}

/// One direction half shown.
struct Page<'a> {
    spec: &'a SpecEndpoint<'a>,
    /// The record of which it is said where each row travels, and the body it travels beside.
    travels: Option<(RecordId, Body<'a>)>,
    /// The records whose fields were shown: a record is shown once.
    shown: Vec<usize>,
    section: Section,
    /// Path, rule, level and sentence.
    rules: Vec<[String; 4]>,
}

impl Page<'_> {
    /// A row; the second cell is left out where all travel alike.
    fn row(&mut self, name: &str, travels: &str, cells: [&str; 5]) {
        let travels = self.travels.is_some().then_some(travels);
        self.section.row(std::iter::once(name).chain(travels).chain(cells));
    }

    fn record(&mut self, place: usize, depth: usize, path: &str) {
        let Some(record) = self.spec.records.get(place) else { return };
        self.shown.push(place);
        for rule in record.model.rules {
            let level = if rule.level == Level::Warn { "warns" } else { "" };
            self.rules.push([path.to_owned(), phrase::rule(rule), level.to_owned(), rule.says.to_owned()]);
        }
        for SpecField { model: field, declared, text, .. } in record.fields {
            let nothing = "";
            let nested = nested(&field.ty);
            let again = nested.is_some_and(|inner| self.shown.contains(&inner));
            let mut remarks = vec![*text];
            if again {
                remarks.push("(as above)");
            }
            let inner = nested.and_then(|inner| self.spec.records.get(inner));
            if inner.is_some_and(|inner| inner.model.is_positional) {
                remarks.push("(a list of its values, in this order)");
            }
            let pattern = field.pattern.map(|pattern| format!("(pattern {pattern})"));
            remarks.extend(pattern.as_deref());
            if field.sensitive {
                remarks.push("(personal data)");
            }
            let name = format!("{}{}", "  ".repeat(depth), field.name);
            let required = match (field.is_required(), field.may_be_empty) {
                (true, true) => "yes, may be empty",
                (true, false) => "yes",
                (false, _) => nothing,
            };
            let remarks = remarks.join(" ");
            let travels = self.travels.filter(|(record, _)| usize::from(record.0) == place);
            let travels = travels.map_or(String::new(), |(_, body)| phrase::travels(field.travels, body));
            let default = field.default.unwrap_or(nothing);
            self.row(&name, &travels, [declared, required, default, field.title, remarks.trim()]);
            if let Some(inner) = nested.filter(|_| !again) {
                self.record(inner, depth + 1, &format!("{path}.{}", field.name));
            }
        }
    }
}

fn nested(ty: &Type<'_>) -> Option<usize> {
    match ty {
        Type::Record(id) => Some(usize::from(id.0)),
        Type::List(of, _) | Type::Map(of, _) => nested(of),
        _ => None,
    }
}
