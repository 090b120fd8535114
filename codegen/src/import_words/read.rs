//! The words of an `import:` section from YAML. What is no part of one is reported with its place.

use super::{ImportWords, Language, Need, RemarkKind, Role, SectionKind, TypeWord};
use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::suggest;
use crate::syntax::Node;
use signwright_model::Travels;

impl<'p> ImportWords<'p> {
    /// The words of a mapping such as a platform's `import:`. What is not known is reported and left out.
    pub fn read(node: &'p Node, diagnostics: &mut Diagnostics) -> Self {
        let mut section = Self::default();
        let Some(entries) = node.map() else {
            let message = format!("an import profile is a mapping, not {}", node.what());
            wrong_kind(node.span, message, diagnostics);
            return section;
        };
        for entry in entries {
            let value = &entry.value;
            match entry.key.text.as_str() {
                "columns" => meanings(value, &COLUMNS, &mut section.columns, diagnostics),
                "sections" => meanings(value, &SECTIONS, &mut section.sections, diagnostics),
                "remarks" => meanings(value, &REMARKS, &mut section.remarks, diagnostics),
                "required" => meanings(value, &NEEDS, &mut section.required, diagnostics),
                "places" => meanings(value, &PLACES, &mut section.places, diagnostics),
                "languages" => meanings(value, &LANGUAGES, &mut section.languages, diagnostics),
                "types" => meanings(value, &TYPES, &mut section.types, diagnostics),
                "here" => words(value, &mut section.here, diagnostics),
                "foot" => words(value, &mut section.foot, diagnostics),
                "login" => words(value, &mut section.login, diagnostics),
                "common" => words(value, &mut section.common, diagnostics),
                "pager" => words(value, &mut section.pager, diagnostics),
                "sensitive" => words(value, &mut section.sensitive, diagnostics),
                "glossary" => glossary(value, &mut section.glossary, diagnostics),
                key => unknown(entry.key.span, key, &KEYS, diagnostics),
            }
        }
        section
    }
}

const KEYS: [&str; 14] = [
    "columns",
    "sections",
    "remarks",
    "required",
    "places",
    "languages",
    "types",
    "here",
    "foot",
    "login",
    "common",
    "pager",
    "sensitive",
    "glossary",
];

const COLUMNS: [(&str, Role); 17] = [
    ("title", Role::Title),
    ("field", Role::Field),
    ("type", Role::Type),
    ("length", Role::Length),
    ("required", Role::Required),
    ("default", Role::Default),
    ("example", Role::Example),
    ("description", Role::Description),
    ("code", Role::Code),
    ("cause", Role::Cause),
    ("remedy", Role::Remedy),
    ("environment", Role::Environment),
    ("address", Role::Address),
    ("parent", Role::Parent),
    ("many", Role::Many),
    ("place", Role::Place),
    ("index", Role::Index),
];

const SECTIONS: [(&str, SectionKind); 14] = [
    ("about", SectionKind::About),
    ("scene", SectionKind::Scene),
    ("request_parts", SectionKind::RequestParts),
    ("addresses", SectionKind::Addresses),
    ("common_request", SectionKind::CommonRequest),
    ("request", SectionKind::Request),
    ("common_response", SectionKind::CommonResponse),
    ("response", SectionKind::Response),
    ("request_sample", SectionKind::RequestSample),
    ("response_sample", SectionKind::ResponseSample),
    ("refusal_sample", SectionKind::RefusalSample),
    ("faults", SectionKind::Faults),
    ("questions", SectionKind::Questions),
    ("changes", SectionKind::Changes),
];

const REMARKS: [(&str, RemarkKind); 10] = [
    ("description", RemarkKind::Description),
    ("endpoint", RemarkKind::Endpoint),
    ("since", RemarkKind::Since),
    ("note", RemarkKind::Note),
    ("permission", RemarkKind::Permission),
    ("deprecated", RemarkKind::Deprecated),
    ("span", RemarkKind::Span),
    ("increment", RemarkKind::Increment),
    ("advice", RemarkKind::Advice),
    ("scene", RemarkKind::Scene),
];

const NEEDS: [(&str, Need); 3] = [("always", Need::Always), ("never", Need::Never), ("sometimes", Need::Sometimes)];

const PLACES: [(&str, Travels); 5] = [
    ("path", Travels::Path),
    ("query", Travels::Query),
    ("header", Travels::Header),
    ("form", Travels::Form),
    ("body", Travels::InBody),
];

const TYPES: [(&str, TypeWord); 12] = [
    ("text", TypeWord::Text),
    ("tinyint", TypeWord::Whole("tinyint")),
    ("byte", TypeWord::Whole("byte")),
    ("smallint", TypeWord::Whole("smallint")),
    ("int", TypeWord::Whole("int")),
    ("long", TypeWord::Whole("long")),
    ("bigint", TypeWord::Whole("bigint")),
    ("decimal", TypeWord::Decimal),
    ("boolean", TypeWord::Boolean),
    ("datetime", TypeWord::Moment),
    ("node", TypeWord::Node),
    ("list", TypeWord::List),
];

const LANGUAGES: [(&str, Language); 3] = [("json", Language::Json), ("xml", Language::Xml), ("code", Language::Code)];

fn meanings<'p, T: Copy>(
    node: &'p Node,
    known: &[(&str, T)],
    to: &mut Vec<(&'p str, T)>,
    diagnostics: &mut Diagnostics,
) {
    let Some(entries) = node.map() else {
        let message = format!("this is a mapping from a meaning to its words, not {}", node.what());
        return wrong_kind(node.span, message, diagnostics);
    };
    for entry in entries {
        let Some(&(_, meaning)) = known.iter().find(|(key, _)| *key == entry.key.text) else {
            let keys: Vec<&str> = known.iter().map(|(key, _)| *key).collect();
            unknown(entry.key.span, &entry.key.text, &keys, diagnostics);
            continue;
        };
        let mut list = Vec::new();
        words(&entry.value, &mut list, diagnostics);
        to.extend(list.into_iter().map(|word| (word, meaning)));
    }
}

fn glossary<'p>(node: &'p Node, to: &mut Vec<(&'p str, &'p str)>, diagnostics: &mut Diagnostics) {
    let Some(entries) = node.map() else {
        let message = format!("the glossary is a mapping from a name to the vendor's words, not {}", node.what());
        return wrong_kind(node.span, message, diagnostics);
    };
    for entry in entries {
        let name = entry.key.text.as_str();
        let is_name = name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if !is_name {
            let mistake = Diagnostic::error(Code::BadName, entry.key.span, format!("`{name}` is no name of a code"));
            diagnostics.push(mistake.help("a letter, then a-z, 0-9 and `_`"));
            continue;
        }
        let mut list = Vec::new();
        words(&entry.value, &mut list, diagnostics);
        to.extend(list.into_iter().map(|word| (word, name)));
    }
}

fn words<'p>(node: &'p Node, to: &mut Vec<&'p str>, diagnostics: &mut Diagnostics) {
    for row in node.list().unwrap_or(std::slice::from_ref(node)) {
        match row.scalar().map(|word| word.text.trim()) {
            Some(word) if !word.is_empty() => to.push(word),
            _ => wrong_kind(row.span, format!("a word of the page is text, not {}", row.what()), diagnostics),
        }
    }
}

fn unknown(span: Span, key: &str, keys: &[&str], diagnostics: &mut Diagnostics) {
    let mistake = Diagnostic::error(Code::UnknownKey, span, format!("`{key}` is no part of an import profile"));
    diagnostics.push(mistake.help(suggest::help(key, keys.iter().copied())));
}

fn wrong_kind(span: Span, message: String, diagnostics: &mut Diagnostics) {
    diagnostics.push(Diagnostic::error(Code::WrongKind, span, message));
}

/// The keys of the section, for the JSON Schema, each with the meanings that its mapping of words may have; with none
/// where it holds a list of words.
pub fn keys() -> Vec<(&'static str, Vec<&'static str>)> {
    fn names<T>(known: &[(&'static str, T)]) -> Vec<&'static str> {
        known.iter().map(|(name, _)| *name).collect()
    }
    let meanings = |key: &str| match key {
        "columns" => names(&COLUMNS),
        "sections" => names(&SECTIONS),
        "remarks" => names(&REMARKS),
        "required" => names(&NEEDS),
        "places" => names(&PLACES),
        "languages" => names(&LANGUAGES),
        "types" => names(&TYPES),
        _ => Vec::new(),
    };
    KEYS.iter().map(|key| (*key, meanings(key))).collect()
}
