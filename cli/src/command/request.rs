//! The request file of `sign`: a call as it would be sent, before the common parameters and the signature.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use signwright_codegen::specs::Address;
use signwright_codegen::timestamp;
use signwright_model::DocumentFormat;
use signwright_runtime::Node;
use signwright_runtime::credentials::Credentials;
use signwright_runtime::sign::SigningRequest;
use signwright_runtime::timestamp::SigningTime;

use super::{Failure, credentials, input};

/// What a request file says.
pub(crate) struct SignRequest {
    pub(crate) request: SigningRequest,
    pub(crate) credentials: Option<Credentials>,
    pub(crate) signing_time: SigningTime,
}

const KEYS: &[&str] = &[
    "at",
    "credentials",
    "method",
    "params",
    "query",
    "headers",
    "url",
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

/// What a vector says beside its call; nothing of it is sent.
const LABELS: &[&str] = &["name", "source"];

/// What a vector says of what comes out.
const RESULTS: &[&str] = &["steps", "sends", "signature"];

impl SignRequest {
    /// Reads a request file. Nothing in it is checked against an endpoint's table.
    pub(crate) fn parse(bytes: &[u8], path: &Path) -> Result<Self, Failure> {
        let document = input::json(bytes, path)?;
        let file = File { document: &document, name: input::name(path) };
        file.check_keys()?;
        let unix_ms = match file.text("at")? {
            Some(written) => timestamp::rfc3339(&written).or_else(|| timestamp::unix(&written)).ok_or_else(|| {
                let forms = "2024-05-01T12:00:00+08:00, or in seconds since 1970-01-01 UTC";
                Failure::usage(format!("{}: `at` is `{written}`; write it as {forms}", file.name))
            })?,
            None => input::now(),
        };
        let format = match file.text("format")?.as_deref() {
            None => None,
            Some("json") => Some(DocumentFormat::Json),
            Some("xml") => Some(DocumentFormat::Xml),
            Some(format) => {
                return Err(Failure::usage(format!("{}: `format` is `{format}`, not json or xml", file.name)));
            }
        };
        let credentials = document.get("credentials");
        let url = file.text("url")?.unwrap_or_default();
        let (address, raw_query) = Address::of(&url);
        let part = |key: &str, of_url: &str| {
            let given = file.text(key)?.unwrap_or_else(|| of_url.to_owned());
            Ok(Some(given).filter(|given| !given.is_empty()))
        };
        Ok(Self {
            credentials: credentials.map(|node| credentials::of_node(node, &file.name)).transpose()?,
            signing_time: SigningTime::new(unix_ms, file.text("nonce")?.unwrap_or_else(input::nonce)),
            request: SigningRequest {
                own_path: String::new(),
                raw_query: raw_query.to_owned(),
                environment: file.text("environment")?.unwrap_or_default(),
                endpoint: file.text("method")?.unwrap_or_default(),
                verb: file.text("verb")?,
                scheme: part("scheme", address.scheme)?,
                host: part("host", address.host)?,
                path: part("path", address.path)?,
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
            if RESULTS.contains(&name.as_ref()) {
                let compared = "`--expect` compares a signature, `--expect-canonical` a step";
                return Err(Failure::usage(format!("{}: `{name}` is what comes out; {compared}", self.name)));
            }
            if !KEYS.contains(&name.as_ref()) && !LABELS.contains(&name.as_ref()) {
                let keys = KEYS.join(", ");
                return Err(Failure::usage(format!("{}: unknown key `{name}`; a request has {keys}", self.name)));
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

    /// An object, or an array of objects or of `[name, value]` where order matters. A name with a list of values is
    /// sent as often.
    fn pairs(&self, key: &str) -> Result<Vec<(String, String)>, Failure> {
        let wrong = |what: &str| Failure::usage(format!("{}: {what}", self.name));
        let mut sent = Vec::new();
        let mut add = |name: &str, value: &Node<'_>| {
            let values = if let Node::List(values) = value { values.as_slice() } else { std::slice::from_ref(value) };
            for value in values {
                let text = value.as_text().ok_or_else(|| {
                    wrong(&format!("`{key}.{name}` must be the exact text that is sent, not {}", value.kind()))
                })?;
                sent.push((name.to_owned(), text.into_owned()));
            }
            Ok(())
        };
        match self.document.get(key) {
            None | Some(Node::Null) => {}
            Some(Node::Map(pairs)) => pairs.iter().try_for_each(|(name, value)| add(name, value))?,
            Some(Node::List(rows)) => {
                for row in rows {
                    match (row, row.rows()) {
                        (Node::Map(pairs), _) => pairs.iter().try_for_each(|(name, value)| add(name, value))?,
                        (_, [name, value]) => match name.as_text() {
                            Some(name) => add(&name, value)?,
                            None => return Err(wrong(&format!("a name in `{key}` must be text, not {}", name.kind()))),
                        },
                        _ => return Err(wrong(&format!("each row of `{key}` is [name, value], or an object"))),
                    }
                }
            }
            Some(_) => return Err(wrong(&format!("`{key}` is an object, or an array of [name, value]"))),
        }
        Ok(sent)
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
