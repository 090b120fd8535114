//! A profile from YAML: the shared words that come with the program, and a platform's own in the same form.

use std::sync::LazyLock;

use super::super::page::{Language, RemarkKind, Role, SectionKind};
use super::{Need, Profile, TypeWord};
use crate::catalogue::Code;
use crate::diagnostic::{Diagnostics, FileId, Span};
use crate::suggest;
use crate::syntax::{self, Node};

/// The shared words.
const SHARED: &str = include_str!("../profile.yaml");

static TREE: LazyLock<Option<Node>> =
    LazyLock::new(|| syntax::parse(SHARED, FileId(u32::MAX), &mut Diagnostics::default()));

static STANDARD: LazyLock<Profile<'static>> =
    LazyLock::new(|| TREE.as_ref().map(|tree| Profile::lower(tree, &mut Vec::new())).unwrap_or_default());

/// A key or a value of a profile that is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Misfit {
    /// Where.
    pub(crate) span: Span,
    /// Which kind of mistake it is.
    pub(crate) code: Code,
    /// What is wrong, in one sentence.
    pub(crate) message: String,
    /// The way out; may be empty.
    pub(crate) help: String,
}

impl Misfit {
    /// Something of another kind than belongs there.
    pub(crate) fn kind(span: Span, message: String) -> Self {
        Self { span, code: Code::WrongKind, message, help: String::new() }
    }
}

impl Profile<'static> {
    /// The words that open platforms share.
    pub fn standard() -> &'static Self {
        &STANDARD
    }
}

impl<'p> Profile<'p> {
    /// The profile of a mapping such as a platform's `import:`. What is not known goes to `misfits`.
    pub(crate) fn lower(node: &'p Node, misfits: &mut Vec<Misfit>) -> Self {
        let mut profile = Self::default();
        let Some(entries) = node.map() else {
            misfits.push(Misfit::kind(node.span, format!("an import profile is a mapping, not {}", node.what())));
            return profile;
        };
        for entry in entries {
            let value = &entry.value;
            match entry.key.text.as_str() {
                "columns" => meanings(value, &COLUMNS, &mut profile.columns, misfits),
                "sections" => meanings(value, &SECTIONS, &mut profile.sections, misfits),
                "remarks" => meanings(value, &REMARKS, &mut profile.remarks, misfits),
                "required" => meanings(value, &NEEDS, &mut profile.required, misfits),
                "languages" => meanings(value, &LANGUAGES, &mut profile.languages, misfits),
                "types" => meanings(value, &TYPES, &mut profile.types, misfits),
                "here" => words(value, &mut profile.here, misfits),
                "foot" => words(value, &mut profile.foot, misfits),
                "login" => words(value, &mut profile.login, misfits),
                "common" => words(value, &mut profile.common, misfits),
                // Words of the writing half.
                "pager" | "sensitive" | "glossary" => {}
                key => misfits.push(unknown(entry.key.span, key, &KEYS)),
            }
        }
        profile
    }
}

/// The keys of a profile.
const KEYS: [&str; 13] = [
    "columns",
    "sections",
    "remarks",
    "required",
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

const COLUMNS: [(&str, Role); 16] = [
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

fn meanings<'p, T: Copy>(node: &'p Node, known: &[(&str, T)], to: &mut Vec<(&'p str, T)>, misfits: &mut Vec<Misfit>) {
    let Some(entries) = node.map() else {
        let message = format!("this is a mapping from a meaning to its words, not {}", node.what());
        return misfits.push(Misfit::kind(node.span, message));
    };
    for entry in entries {
        let Some(&(_, meaning)) = known.iter().find(|(key, _)| *key == entry.key.text) else {
            let keys: Vec<&str> = known.iter().map(|(key, _)| *key).collect();
            misfits.push(unknown(entry.key.span, &entry.key.text, &keys));
            continue;
        };
        let mut list = Vec::new();
        words(&entry.value, &mut list, misfits);
        to.extend(list.into_iter().map(|word| (word, meaning)));
    }
}

fn words<'p>(node: &'p Node, to: &mut Vec<&'p str>, misfits: &mut Vec<Misfit>) {
    let one = std::slice::from_ref(node);
    for row in node.list().unwrap_or(one) {
        match row.scalar() {
            Some(word) if !word.text.trim().is_empty() => to.push(&word.text),
            _ => misfits.push(Misfit::kind(row.span, format!("a word of the page is text, not {}", row.what()))),
        }
    }
}

fn unknown(span: Span, key: &str, keys: &[&str]) -> Misfit {
    let help = suggest::help(key, keys.iter().copied());
    Misfit { span, code: Code::UnknownKey, message: format!("`{key}` is no part of an import profile"), help }
}

/// What a profile's keys hold, for the JSON Schema: the meanings that a mapping of words has, or nothing of a list
/// of words.
#[cfg(feature = "workbench")]
pub(crate) fn vocabulary() -> Vec<(&'static str, Vec<&'static str>)> {
    fn names<T>(known: &[(&'static str, T)]) -> Vec<&'static str> {
        known.iter().map(|(name, _)| *name).collect()
    }
    let of = |key: &str| match key {
        "columns" => names(&COLUMNS),
        "sections" => names(&SECTIONS),
        "remarks" => names(&REMARKS),
        "required" => names(&NEEDS),
        "languages" => names(&LANGUAGES),
        "types" => names(&TYPES),
        _ => Vec::new(),
    };
    KEYS.iter().map(|key| (*key, of(key))).collect()
}
