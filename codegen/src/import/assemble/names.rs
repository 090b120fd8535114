//! Names of records and coded values: from the node's or the field's own name, with the parent's before it
//! where two would be the same. Lists of the same codes become one.

use heck::ToUpperCamelCase;

use super::Facts;
use crate::import::classify::Grade;
use crate::import::draft::{Draft, Holds, Side};
use crate::import::infer::glossary;
use crate::import::page::Lines;

/// Words that the notation or the generated code has itself.
const TAKEN: &[&str] = &[
    "Varchar",
    "String",
    "Text",
    "Tinyint",
    "Byte",
    "Smallint",
    "Int",
    "Long",
    "Bigint",
    "Decimal",
    "Datetime",
    "Boolean",
    "Map",
    "Object",
    "Any",
    "Bounds",
    "Condition",
    "DateTime",
    "Endpoint",
    "Expr",
    "Join",
    "Missing",
    "None",
    "Option",
    "Some",
    "TextOrInt",
    "TextUnit",
    "Type",
    "Vec",
    "Test",
    "Record",
    "Response",
    "Request",
];

/// Names everything.
pub(super) fn name(facts: &Facts<'_>, draft: &mut Draft) {
    let mut taken: Vec<String> = Vec::new();
    for at in 0..draft.records.len() {
        let Some(record) = draft.records.get(at).filter(|record| record.key.is_empty()) else { continue };
        let parts: Vec<&str> = record.path.split('.').collect();
        let key = free(&parts, record.side, &taken);
        taken.push(key.clone());
        if let Some(record) = draft.records.get_mut(at) {
            record.key = key;
        }
    }
    one_of_a_kind(draft);
    for at in 0..draft.codes.len() {
        let Some(codes) = draft.codes.get(at) else { continue };
        let side = if codes.field.starts_with("request") { Side::Request } else { Side::Response };
        let parts: Vec<&str> = codes.field.split('.').collect();
        let key = free(&parts, side, &taken);
        taken.push(key.clone());
        let names = code_names(&codes.codes, facts);
        let path = codes.field.clone();
        let nameless = names.iter().filter(|name| name.starts_with("code_")).count();
        if nameless > 0 {
            let message = format!(
                "{nameless} of {} codes are named by their value: the glossary has no word for them",
                names.len()
            );
            draft.find(Grade::Inferred, lines_of(at, draft), path, message);
        }
        if let Some(codes) = draft.codes.get_mut(at) {
            (codes.key, codes.names) = (key, names);
        }
    }
}

/// Where the field of a list of codes stands.
fn lines_of(codes: usize, draft: &Draft) -> Lines {
    let mut fields = draft.records.iter().flat_map(|record| &record.fields);
    fields.find(|field| field.holds == Holds::Codes(codes)).map(|field| field.lines).unwrap_or_default()
}

fn code_names(codes: &[(String, String)], facts: &Facts<'_>) -> Vec<String> {
    let own = |title: &str| facts.words.glossary.iter().find(|(word, _)| word == title).map(|(_, name)| name.clone());
    let mut names = glossary::names(codes.iter().map(|(code, title)| (code.as_str(), title.as_str())));
    for (at, (_, title)) in codes.iter().enumerate() {
        if let Some(name) = own(title).filter(|name| !names.contains(name))
            && let Some(place) = names.get_mut(at)
        {
            *place = name;
        }
    }
    names
}

/// A name that nothing has yet: the last part's, then with the parts before it.
fn free(parts: &[&str], side: Side, taken: &[String]) -> String {
    let is_free = |name: &str| {
        !TAKEN.contains(&name)
            && !taken.iter().any(|one| one.eq_ignore_ascii_case(name))
            && name.starts_with(|one: char| one.is_ascii_uppercase())
    };
    let mut name = String::new();
    for part in parts.iter().rev().take_while(|part| !matches!(**part, "request" | "response")) {
        name = format!("{}{name}", camel(part));
        if is_free(&name) {
            return name;
        }
    }
    let stem = if name.starts_with(|one: char| one.is_ascii_uppercase()) { name } else { format!("Node{name}") };
    let ended = format!("{stem}{}", if side == Side::Request { "Asked" } else { "Answered" });
    let numbered = (2..).map(|number: u32| format!("{stem}{number}"));
    std::iter::once(ended).chain(numbered).find(|name| is_free(name)).unwrap_or_default()
}

/// `line_list[]` → `Line`, `boxLineList` → `BoxLine`, `data` → `Data`.
fn camel(part: &str) -> String {
    let stem = part.trim_end_matches("[]");
    let camel = stem.to_upper_camel_case();
    let ascii: String = camel.chars().filter(char::is_ascii_alphanumeric).collect();
    match ascii.strip_suffix("List") {
        Some(stem) if !stem.is_empty() => stem.to_owned(),
        _ => ascii,
    }
}

/// Lists of the same codes, travelling alike, are one.
fn one_of_a_kind(draft: &mut Draft) {
    let mut kept: Vec<crate::import::draft::CodesDraft> = Vec::new();
    let mut places = Vec::new();
    for codes in std::mem::take(&mut draft.codes) {
        let last = |path: &str| path.rsplit('.').next().unwrap_or_default().to_owned();
        let same = kept.iter().position(|one| {
            one.codes == codes.codes && one.ty.eq_ignore_ascii_case(&codes.ty) && last(&one.field) == last(&codes.field)
        });
        places.push(same.unwrap_or(kept.len()));
        if same.is_none() {
            kept.push(codes);
        }
    }
    draft.codes = kept;
    for field in draft.records.iter_mut().flat_map(|record| &mut record.fields) {
        if let Holds::Codes(at) = field.holds {
            field.holds = Holds::Codes(places.get(at).copied().unwrap_or(at));
        }
    }
}
