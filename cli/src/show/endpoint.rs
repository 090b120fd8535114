//! An endpoint: its request and response as the vendor's table, nested rows indented, then rules and codes.

use signwright_model::notation::facts;
use signwright_model::{Choice, CodeMatch, Endpoint, ErrorEntry, Level, Repeat, Repetition, Travels, Type, notation};

use super::Section;
use crate::phrase;
use signwright_codegen::specs::{SpecEndpoint, SpecField};

/// An endpoint.
pub fn endpoint(spec: &SpecEndpoint<'_>) -> Vec<Section> {
    let endpoint = spec.model;
    let mut head = Section::default();
    head.row([endpoint.name, endpoint.title]);
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
        let when = partial.when.as_ref().map_or(String::new(), |when| format!("where {}", phrase::condition(when)));
        head.row(["rows that failed", partial.rows, &when]);
    }
    for (name, value) in endpoint.vars {
        head.row([&format!("var.{name}"), *value]);
    }
    for note in spec.notes {
        head.row(["note", note]);
    }
    let mut sections = vec![head];
    for (title, record) in [("request", endpoint.request), ("response", endpoint.response)] {
        let mut page = Page { spec, shown: Vec::new(), section: Section::new(title), rules: Vec::new() };
        page.section.row(["name", "type", "required", "default", "title", "description"]);
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
    /// The records whose fields were shown: a record is shown once.
    shown: Vec<usize>,
    section: Section,
    /// Path, rule, level and sentence.
    rules: Vec<[String; 4]>,
}

impl Page<'_> {
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
            let pattern = field.pattern.map(|pattern| format!("(pattern {pattern})"));
            remarks.extend(pattern.as_deref());
            if field.is_in_query() {
                remarks.push("(in the query)");
            }
            match field.travels {
                Travels::Header => remarks.push("(a header)"),
                Travels::Document => remarks.push("(the whole document)"),
                _ => {}
            }
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
            self.section.row([
                name.as_str(),
                declared,
                required,
                field.default.unwrap_or(nothing),
                field.title,
                remarks.trim(),
            ]);
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
