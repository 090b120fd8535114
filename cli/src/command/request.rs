//! The request file of `sign`: a call as it would be sent, before the common parameters and the signature. What it leaves
//! out is said by the endpoint that it names.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use signwright::show::plain;
use signwright_codegen::specs::{Address, SpecApi};
use signwright_codegen::{Arena, suggest, timestamp};
use signwright_model::{DocumentFormat, Endpoint, PathPart};
use signwright_runtime::Node;
use signwright_runtime::credentials::Credentials;
use signwright_runtime::sign::SigningRequest;
use signwright_runtime::timestamp::SigningTime;
use signwright_verify::{AddressPart, Stated, Unsaid, endpoint_named};

use super::{Failure, credentials, input};

/// What a request file says.
pub(crate) struct SignRequest {
    pub(crate) request: SigningRequest,
    /// Values of the rows that the endpoint's address takes in.
    rows: Vec<(String, String)>,
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
        // As an object, it has the values that the endpoint's own path takes in.
        let rows = if let Some(Node::Map(_)) = document.get("path") { Some(file.pairs("path")?) } else { None };
        if rows.is_some() && !address.path.is_empty() {
            let twice = "the path is said twice, by `url` and by the rows of `path`";
            return Err(Failure::usage(format!("{}: {twice}; leave one of them out", file.name)));
        }
        Ok(Self {
            credentials: credentials.map(|node| credentials::of_node(node, &file.name)).transpose()?,
            signing_time: SigningTime::new(unix_ms, file.text("nonce")?.unwrap_or_else(input::nonce)),
            request: SigningRequest {
                raw_query: raw_query.to_owned(),
                environment: file.text("environment")?.unwrap_or_default(),
                endpoint: file.text("method")?.unwrap_or_default(),
                verb: file.text("verb")?,
                scheme: part("scheme", address.scheme)?,
                host: part("host", address.host)?,
                path: if rows.is_some() { None } else { part("path", address.path)? },
                params: file.pairs("params")?,
                query: file.pairs("query")?,
                headers: file.pairs("headers")?,
                vars: file.pairs("vars")?,
                body: file.body()?.into(),
                format,
                ..SigningRequest::default()
            },
            rows: rows.unwrap_or_default(),
        })
    }

    /// Adds to the request what its endpoint and its environment say, and gives the endpoint.
    pub(crate) fn complete<'m>(&mut self, spec: &SpecApi<'m>, arena: &'m Arena) -> Result<Endpoint<'m>, Failure> {
        let (platform, request) = (spec.api.platform, &mut self.request);
        let environment = request.environment.as_str();
        if !environment.is_empty() && !["https://", "http://"].iter().any(|scheme| environment.starts_with(scheme)) {
            request.environment = super::find_environment(platform, environment)?.to_owned();
        }
        let known = super::endpoint(spec, &request.endpoint).map(|endpoint| *endpoint.model);
        let endpoint = known.unwrap_or_else(|| {
            tell_unknown(spec, &request.endpoint);
            endpoint_named(spec, arena.alloc_str(&request.endpoint))
        });
        let names = endpoint.travel.path.iter().filter_map(|part| match part {
            PathPart::Row(name) => Some(*name),
            _ => None,
        });
        let names: Vec<_> = names.collect();
        if let Some((name, _)) = self.rows.iter().find(|(name, _)| !names.contains(&name.as_str())) {
            let takes = if names.is_empty() { "no row".to_owned() } else { format!("`{}`", names.join("`, `")) };
            let message = format!("`path.{name}`: the address of `{}` takes in {takes}", request.endpoint);
            return Err(Failure::usage(message));
        }
        let stated = Stated { platform, endpoint: &endpoint, rows: &self.rows, is_sent: true };
        match stated.complete(request) {
            None => Ok(endpoint),
            Some(unsaid) => Err(Failure::refused(format!("cannot sign: {unsaid}; {}", help(&unsaid)))),
        }
    }
}

/// A slip in a name would be signed as another call, so it is told.
fn tell_unknown(spec: &SpecApi<'_>, name: &str) {
    if name.is_empty() || spec.api.endpoints.is_empty() {
        return;
    }
    let help = suggest::help(name, spec.api.endpoints.iter().map(|endpoint| endpoint.name));
    let help = Some(help).filter(|help| !help.is_empty()).map_or(String::new(), |help| format!(" ({help})"));
    let note = format!("{} has no endpoint `{name}`{help}; only its name is known of it", spec.api.platform.name);
    anstream::eprintln!("note: {}", plain(&note));
}

/// What to give where something is unsaid.
fn help(unsaid: &Unsaid) -> String {
    match unsaid {
        Unsaid::Part(AddressPart::Endpoint) => "give `method`".to_owned(),
        Unsaid::Part(AddressPart::Verb) => "give `verb`, or an endpoint of the specs as `method`".to_owned(),
        Unsaid::Part(AddressPart::Path) => "give `path` or `url`, or an endpoint of the specs as `method`".to_owned(),
        Unsaid::Value { is_row: true, error, .. } => {
            format!("give `\"path\": {{\"{}\": …}}`, or the whole `path` as text", error.path)
        }
        Unsaid::Value { is_row: false, error, .. } => {
            format!("give `\"vars\": {{\"{}\": …}}`, or the whole `path`", error.path)
        }
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
            let values = if let Node::List(values) = value { &values[..] } else { std::slice::from_ref(value) };
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
