//! The few words of JSON Schema (draft 07) that the notation needs. Every key carries its explanation, which
//! editors show beside it.

use crate::json::Json;

/// An object with its keys.
pub(super) struct Object {
    properties: Vec<(String, Json)>,
    required: Vec<&'static str>,
    patterns: Vec<(String, Json)>,
    others: Option<Json>,
    says: &'static str,
}

/// An object; `says` explains it.
pub(super) fn object(says: &'static str) -> Object {
    Object { properties: Vec::new(), required: Vec::new(), patterns: Vec::new(), others: None, says }
}

impl Object {
    /// A key that may be left out.
    pub(super) fn key(mut self, name: &str, schema: Json) -> Self {
        self.properties.push((name.to_owned(), schema));
        self
    }

    /// A key that must be there.
    pub(super) fn needs(mut self, name: &'static str, schema: Json) -> Self {
        self.required.push(name);
        self.key(name, schema)
    }

    /// All keys of this form, such as the names of fields.
    pub(super) fn pattern(mut self, pattern: &str, schema: Json) -> Self {
        self.patterns.push((pattern.to_owned(), schema));
        self
    }

    /// All other keys.
    pub(super) fn others(mut self, schema: Json) -> Self {
        self.others = Some(schema);
        self
    }

    /// The keys of the schema, without the outer braces' own.
    pub(super) fn pairs(self) -> Vec<(String, Json)> {
        let mut pairs = vec![("type".to_owned(), Json::text("object"))];
        if !self.says.is_empty() {
            pairs.push(("description".to_owned(), Json::text(self.says)));
        }
        if !self.required.is_empty() {
            pairs.push(("required".to_owned(), Json::texts(self.required)));
        }
        if !self.properties.is_empty() {
            pairs.push(("properties".to_owned(), Json::Map(self.properties)));
        }
        if !self.patterns.is_empty() {
            pairs.push(("patternProperties".to_owned(), Json::Map(self.patterns)));
        }
        pairs.push(("additionalProperties".to_owned(), self.others.unwrap_or(Json::Bool(false))));
        pairs
    }

    /// The schema.
    pub(super) fn done(self) -> Json {
        Json::Map(self.pairs())
    }
}

/// A scalar, whatever YAML takes it for: the notation reads its raw text.
pub(super) fn scalar(says: &str) -> Json {
    Json::map([("$ref", Json::text("#/definitions/scalar")), ("description", Json::text(says))])
}

/// The definition behind [`scalar`].
pub(super) fn scalar_definition() -> Json {
    Json::map([("type", Json::texts(["string", "number", "boolean", "null"]))])
}

/// One of a few words.
pub(super) fn word<'w>(says: &str, words: impl IntoIterator<Item = &'w str>) -> Json {
    Json::map([("description", Json::text(says)), ("enum", Json::texts(words))])
}

/// `yes` or `no`. A reader of YAML 1.1 takes them for truth values.
pub(super) fn flag(says: &str) -> Json {
    let mut words = vec![Json::text("yes"), Json::text("no")];
    words.extend([Json::Bool(true), Json::Bool(false)]);
    Json::map([("description", Json::text(says)), ("enum", Json::List(words))])
}

/// A list.
pub(super) fn list(says: &str, of: Json) -> Json {
    Json::map([("type", Json::text("array")), ("description", Json::text(says)), ("items", of)])
}

/// One of several forms.
pub(super) fn either<const N: usize>(says: &str, forms: [Json; N]) -> Json {
    Json::map([("description", Json::text(says)), ("anyOf", Json::List(forms.into()))])
}

/// A definition of the same document.
pub(super) fn defined(name: &str) -> Json {
    Json::map([("$ref", Json::text(format!("#/definitions/{name}")))])
}

/// A definition of the same document, explained at its place.
pub(super) fn defined_as(name: &str, says: &str) -> Json {
    Json::map([("$ref", Json::text(format!("#/definitions/{name}"))), ("description", Json::text(says))])
}

/// A whole document.
pub(super) fn document(title: &str, top: Object, definitions: Vec<(&str, Json)>) -> String {
    let mut pairs = vec![
        ("$schema".to_owned(), Json::text("http://json-schema.org/draft-07/schema#")),
        ("title".to_owned(), Json::text(title)),
    ];
    pairs.extend(top.pairs());
    let definitions = definitions.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect();
    pairs.push(("definitions".to_owned(), Json::Map(definitions)));
    Json::Map(pairs).pretty()
}
