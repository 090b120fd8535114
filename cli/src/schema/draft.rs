//! The few words of JSON Schema (draft 07) that the notation needs. Every key carries its explanation, which
//! editors show beside it.

use std::borrow::Cow;

use crate::json::{self, Json};

/// The entries of an object, in order.
type Pairs = Vec<(Cow<'static, str>, Json)>;

pub(super) struct Object {
    properties: Pairs,
    required: Vec<&'static str>,
    any_of: Vec<&'static str>,
    patterns: Pairs,
    others: Option<Json>,
    says: &'static str,
}

/// An object; `says` explains it.
pub(super) fn object(says: &'static str) -> Object {
    Object {
        properties: Vec::new(),
        required: Vec::new(),
        any_of: Vec::new(),
        patterns: Vec::new(),
        others: None,
        says,
    }
}

impl Object {
    pub(super) fn key(mut self, name: &str, schema: Json) -> Self {
        self.properties.push((name.to_owned().into(), schema));
        self
    }

    pub(super) fn needs(mut self, name: &'static str, schema: Json) -> Self {
        self.required.push(name);
        self.key(name, schema)
    }

    /// A key that it has already is required.
    pub(super) fn demands(mut self, name: &'static str) -> Self {
        self.required.push(name);
        self
    }

    /// At least one of these keys is there.
    pub(super) fn needs_any(mut self, names: impl IntoIterator<Item = &'static str>) -> Self {
        self.any_of.extend(names);
        self
    }

    /// All keys of this form, such as the names of fields.
    pub(super) fn pattern(mut self, pattern: &str, schema: Json) -> Self {
        self.patterns.push((pattern.to_owned().into(), schema));
        self
    }

    pub(super) fn others(mut self, schema: Json) -> Self {
        self.others = Some(schema);
        self
    }

    /// The keys of the schema, without the outer braces' own.
    pub(super) fn pairs(self) -> Pairs {
        let mut pairs = vec![("type".into(), json::text("object"))];
        if !self.says.is_empty() {
            pairs.push(("description".into(), json::text(self.says)));
        }
        if !self.required.is_empty() {
            pairs.push(("required".into(), json::texts(self.required)));
        }
        if !self.any_of.is_empty() {
            let needs = |name| json::map([("required", json::texts([name]))]);
            pairs.push(("anyOf".into(), Json::List(self.any_of.into_iter().map(needs).collect())));
        }
        if !self.properties.is_empty() {
            pairs.push(("properties".into(), Json::map(self.properties)));
        }
        if !self.patterns.is_empty() {
            pairs.push(("patternProperties".into(), Json::map(self.patterns)));
        }
        pairs.push(("additionalProperties".into(), self.others.unwrap_or(Json::Bool(false))));
        pairs
    }

    pub(super) fn done(self) -> Json {
        Json::map(self.pairs())
    }
}

/// A scalar, whatever YAML takes it for: the notation reads its raw text.
pub(super) fn scalar(says: &str) -> Json {
    json::map([("$ref", json::text("#/definitions/scalar")), ("description", json::text(says))])
}

/// The definition behind [`scalar`].
pub(super) fn scalar_definition() -> Json {
    json::map([("type", json::texts(["string", "number", "boolean", "null"]))])
}

pub(super) fn word<'w>(says: &str, words: impl IntoIterator<Item = &'w str>) -> Json {
    json::map([("description", json::text(says)), ("enum", json::texts(words))])
}

/// A text that this pattern finds something in.
pub(super) fn matching(says: &str, pattern: &str) -> Json {
    json::map([("description", json::text(says)), ("type", json::text("string")), ("pattern", json::text(pattern))])
}

/// `yes` or `no`. A reader of YAML 1.1 takes them for truth values.
pub(super) fn flag(says: &str) -> Json {
    let mut words = vec![json::text("yes"), json::text("no")];
    words.extend([Json::Bool(true), Json::Bool(false)]);
    json::map([("description", json::text(says)), ("enum", Json::list(words))])
}

pub(super) fn list(says: &str, of: Json) -> Json {
    json::map([("type", json::text("array")), ("description", json::text(says)), ("items", of)])
}

pub(super) fn either<const N: usize>(says: &str, forms: [Json; N]) -> Json {
    json::map([("description", json::text(says)), ("anyOf", Json::List(forms.into()))])
}

pub(super) fn defined(name: &str) -> Json {
    json::map([("$ref", json::text(format!("#/definitions/{name}")))])
}

/// A definition of the same document, explained at its place.
pub(super) fn defined_as(name: &str, says: &str) -> Json {
    json::map([("$ref", json::text(format!("#/definitions/{name}"))), ("description", json::text(says))])
}

pub(super) fn document(title: &str, top: Object, definitions: Vec<(&str, Json)>) -> String {
    let mut pairs = vec![
        ("$schema".into(), json::text("http://json-schema.org/draft-07/schema#")),
        ("title".into(), json::text(title)),
    ];
    pairs.extend(top.pairs());
    pairs.push(("definitions".into(), json::map(definitions)));
    json::lines(&Json::map(pairs)) + "\n"
}
