//! Names of records and coded values: from the node's or the field's own name, with the parent's before it
//! where two would be the same. Lists of the same codes become one.

use std::collections::{HashMap, HashSet};

use heck::ToUpperCamelCase;

use super::facts::Facts;
use crate::classify::Confidence;
use crate::draft::{Draft, Holds, Side};
use crate::infer::glossary;
use crate::page::Lines;
use signwright_codegen::names;
use signwright_codegen::vocabulary::is_type_word;

/// Words that say which side a record is on, and nothing of what is in it.
const SIDES: &[&str] = &["Record", "Response", "Request"];

/// The names that are given away, in lower case.
type Taken = HashSet<String>;

pub(super) fn name(facts: &Facts<'_>, draft: &mut Draft) {
    let mut taken = Taken::default();
    for index in 0..draft.records.len() {
        let Some(record) = draft.records.get(index).filter(|record| record.key.is_empty()) else { continue };
        let parts: Vec<&str> = record.path.split('.').collect();
        let key = free(&parts, record.side, &taken);
        taken.insert(key.to_ascii_lowercase());
        if let Some(record) = draft.records.get_mut(index) {
            record.key = key;
        }
    }
    one_of_a_kind(draft);
    let lines = lines(draft);
    for index in 0..draft.codes.len() {
        let Some(codes) = draft.codes.get(index) else { continue };
        let side = if codes.field.starts_with("request") { Side::Request } else { Side::Response };
        let parts: Vec<&str> = codes.field.split('.').collect();
        let key = free(&parts, side, &taken);
        taken.insert(key.to_ascii_lowercase());
        let names = code_names(&codes.codes, facts);
        let path = codes.field.clone();
        let nameless = names.iter().filter(|name| name.starts_with("code_")).count();
        if nameless > 0 {
            let message = format!(
                "{nameless} of {} codes are named by their value: the glossary has no word for them",
                names.len()
            );
            draft.find(Confidence::Inferred, lines.get(&index).copied().unwrap_or_default(), path, message);
        }
        if let Some(codes) = draft.codes.get_mut(index) {
            (codes.key, codes.names) = (key, names);
        }
    }
}

/// Where the first field of each list of codes stands.
fn lines(draft: &Draft) -> HashMap<usize, Lines> {
    let mut lines = HashMap::new();
    for field in draft.records.iter().flat_map(|record| &record.fields) {
        if let Holds::Codes(list) = field.holds {
            lines.entry(list).or_insert(field.lines);
        }
    }
    lines
}

fn code_names(codes: &[(String, String)], facts: &Facts<'_>) -> Vec<String> {
    let from_platform =
        |title: &str| facts.vocabulary.glossary.iter().find(|(word, _)| word == title).map(|(_, name)| name.clone());
    let mut names = glossary::names(codes.iter().map(|(code, title)| (code.as_str(), title.as_str())));
    for (index, (_, title)) in codes.iter().enumerate() {
        if let Some(name) = from_platform(title).filter(|name| !names.contains(name))
            && let Some(name_of) = names.get_mut(index)
        {
            *name_of = name;
        }
    }
    names
}

/// A name that nothing has yet: the last part's, then with the parts before it.
fn free(parts: &[&str], side: Side, taken: &Taken) -> String {
    let is_ours = |name: &str| is_type_word(name) || names::is_used_by_endpoints(name) || SIDES.contains(&name);
    let is_free = |name: &str| {
        !is_ours(name)
            && !taken.contains(&name.to_ascii_lowercase())
            && name.starts_with(|c: char| c.is_ascii_uppercase())
    };
    let mut name = String::new();
    // Parents come in one by one, so that most names stay as short as the page's.
    for part in parts.iter().rev().take_while(|part| !matches!(**part, "request" | "response")) {
        name = format!("{}{name}", camel(part));
        if is_free(&name) {
            return name;
        }
    }
    let stem = if name.starts_with(|c: char| c.is_ascii_uppercase()) { name } else { format!("Node{name}") };
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
    let mut kept = Vec::new();
    let mut first_of = Vec::new();
    let mut first_place = HashMap::new();
    for codes in std::mem::take(&mut draft.codes) {
        let last = codes.field.rsplit('.').next().unwrap_or_default().to_owned();
        let first =
            *first_place.entry((codes.codes.clone(), codes.ty.to_ascii_lowercase(), last)).or_insert(kept.len());
        first_of.push(first);
        if first == kept.len() {
            kept.push(codes);
        }
    }
    draft.codes = kept;
    for field in draft.records.iter_mut().flat_map(|record| &mut record.fields) {
        if let Holds::Codes(list) = field.holds {
            field.holds = Holds::Codes(first_of.get(list).copied().unwrap_or(list));
        }
    }
}
