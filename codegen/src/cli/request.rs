//! The request file of `sign`: a call as it would be sent, before the common parameters and the signature.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use signwright_codegen::moment;
use signwright_runtime::Node;
use signwright_runtime::credentials::Credentials;
use signwright_runtime::model::DocumentFormat;
use signwright_runtime::moment::Moment;
use signwright_runtime::sign::SigningRequest;

use super::{Failure, credentials, input};

/// What a request file says.
pub(crate) struct SignRequest {
    pub(crate) request: SigningRequest,
    pub(crate) credentials: Option<Credentials>,
    pub(crate) moment: Moment,
}

const KEYS: &[&str] = &[
    "at",
    "credentials",
    "method",
    "params",
    "query",
    "headers",
    "verb",
    "scheme",
    "host",
    "path",
    "nonce",
    "vars",
    "body",
    "body_base64",
    "environment",
    "format",
];

impl SignRequest {
    /// Reads a request file. Nothing in it is checked against an endpoint's table.
    pub(crate) fn parse(bytes: &[u8], path: &Path) -> Result<Self, Failure> {
        let document = input::json(bytes, path)?;
        let file = File { document: &document, name: input::name(path) };
        file.check_keys()?;
        let unix_ms = match file.text("at")? {
            Some(at) => moment::rfc3339(&at).ok_or_else(|| {
                Failure::usage(format!("{}: `at` is `{at}`; write it as 2024-05-01T12:00:00+08:00", file.name))
            })?,
            None => input::now(),
        };
        let format = match file.text("format")?.as_deref() {
            None => None,
            Some("json") => Some(DocumentFormat::Json),
            Some("xml") => Some(DocumentFormat::Xml),
            Some(other) => {
                return Err(Failure::usage(format!("{}: `format` is `{other}`, not json or xml", file.name)));
            }
        };
        let credentials = document.get("credentials");
        Ok(Self {
            credentials: credentials.map(|node| credentials::of_node(node, &file.name)).transpose()?,
            moment: Moment::new(unix_ms, file.text("nonce")?.unwrap_or_else(input::nonce)),
            request: SigningRequest {
                raw_query: String::new(),
                environment: file.text("environment")?.unwrap_or_default(),
                endpoint: file.text("method")?.unwrap_or_default(),
                verb: file.text("verb")?,
                scheme: file.text("scheme")?,
                host: file.text("host")?,
                path: file.text("path")?,
                params: file.pairs("params")?,
                query: file.pairs("query")?,
                headers: file.pairs("headers")?,
                vars: file.pairs("vars")?,
                body: file.body()?.into(),
                format,
            },
        })
    }
}

/// The document with the name that messages call it.
struct File<'d> {
    document: &'d Node<'d>,
    name: String,
}

impl File<'_> {
    fn check_keys(&self) -> Result<(), Failure> {
        let Node::Map(pairs) = self.document else {
            return Err(Failure::usage(format!("{}: a request is a JSON object", self.name)));
        };
        for (name, _) in pairs {
            if !KEYS.contains(&name.as_ref()) {
                let known = KEYS.join(", ");
                return Err(Failure::usage(format!("{}: unknown key `{name}`; a request has {known}", self.name)));
            }
        }
        Ok(())
    }

    fn text(&self, key: &str) -> Result<Option<String>, Failure> {
        match self.document.get(key) {
            None | Some(Node::Null) => Ok(None),
            Some(node) => match node.as_text() {
                Some(text) => Ok(Some(text.into_owned())),
                None => Err(Failure::usage(format!("{}: `{key}` must be text", self.name))),
            },
        }
    }

    /// An object, or an array of `[name, value]` where order or repetition matters.
    fn pairs(&self, key: &str) -> Result<Vec<(String, String)>, Failure> {
        let wrong = |what: &str| Failure::usage(format!("{}: {what}", self.name));
        let scalar = |name: &str, value: &Node<'_>| match value.as_text() {
            Some(text) => Ok((name.to_owned(), text.into_owned())),
            None => Err(wrong(&format!("`{key}.{name}` must be the exact text that is sent, not {}", value.kind()))),
        };
        match self.document.get(key) {
            None | Some(Node::Null) => Ok(Vec::new()),
            Some(Node::Map(pairs)) => pairs.iter().map(|(name, value)| scalar(name, value)).collect(),
            Some(Node::List(rows)) => rows
                .iter()
                .map(|row| match row.rows() {
                    [name, value] => match name.as_text() {
                        Some(name) => scalar(&name, value),
                        None => Err(wrong(&format!("a name in `{key}` must be text, not {}", name.kind()))),
                    },
                    _ => Err(wrong(&format!("each row of `{key}` is [name, value]"))),
                })
                .collect(),
            Some(_) => Err(wrong(&format!("`{key}` is an object, or an array of [name, value]"))),
        }
    }

    fn body(&self) -> Result<Vec<u8>, Failure> {
        match (self.text("body")?, self.text("body_base64")?) {
            (Some(_), Some(_)) => Err(Failure::usage(format!("{}: give `body` or `body_base64`, not both", self.name))),
            (Some(text), None) => Ok(text.into_bytes()),
            (None, Some(encoded)) => STANDARD
                .decode(encoded)
                .map_err(|error| Failure::usage(format!("{}: `body_base64` is not base64: {error}", self.name))),
            (None, None) => Ok(Vec::new()),
        }
    }
}
