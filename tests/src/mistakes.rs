//! Calls with signatures that another side made of them with a mistake, as `tests/mistakes` keeps them: an object in a
//! file that is named as its scheme, or a list of such with their schemes.

use std::path::Path;

use signwright_codegen::{Arena, load, load_scheme, timestamp};
use signwright_diagnose::{Effort, Finding, diagnose_beside};
use signwright_runtime::model::Platform;
use signwright_runtime::sign::{FinalRequest, Received, SigningRequest};
use signwright_runtime::{Credentials, Limits, Node, SigningTime, form, json};

use crate::{files, root};

/// A call of a scheme.
pub struct Call {
    /// `shared/NAME` for a scheme that many share, `spec/NAME` for a platform, or a file below `tests`.
    pub scheme: String,
    /// What is signed.
    pub request: SigningRequest,
    /// Other platforms whose scheme may be taken for this one's.
    pub siblings: Vec<String>,
    /// By whom.
    pub credentials: Credentials,
    /// When.
    pub signing_time: SigningTime,
    /// What was planted in signatures of it.
    pub mistakes: Vec<Mistake>,
    /// What is no usual mistake.
    pub unnamed: Vec<Mistake>,
}

/// What was planted in a signature, and the sentence that names it.
pub struct Mistake {
    /// In a few words.
    pub planted: String,
    /// What the other side has.
    pub signature: String,
    /// Empty where nothing is named.
    pub sentence: String,
}

/// Every call.
///
/// # Panics
/// If a file is not what this reads.
pub fn calls() -> Vec<Call> {
    let mut calls = Vec::new();
    for path in files(&root().join("tests/mistakes"), "json") {
        let file = std::fs::read(&path).expect("a file");
        let file = json::parse(&file, Limits::default()).expect("JSON");
        let name = path.file_stem().and_then(|name| name.to_str()).expect("a name");
        match &file {
            Node::List(rows) => {
                calls.extend(rows.iter().map(|row| Call::of(text(row, "scheme").expect("a scheme"), row)));
            }
            one => calls.push(Call::of(format!("schemes/{name}.yaml"), one)),
        }
    }
    calls
}

fn text(node: &Node<'_>, key: &str) -> Option<String> {
    node.get(key).map(|text| text.as_text().expect("a text").into_owned())
}

/// The members in their order, which is one that some of the other sides keep.
fn pairs(node: &Node<'_>, key: &str) -> Vec<(String, String)> {
    let Some(Node::Map(members)) = node.get(key) else { return Vec::new() };
    members.iter().map(|(name, value)| (name.to_string(), value.as_text().expect("a text").into_owned())).collect()
}

fn name(node: &Node<'_>) -> Option<String> {
    node.as_text().map(std::borrow::Cow::into_owned)
}

fn mistakes(call: &Node<'_>, key: &str) -> Vec<Mistake> {
    let mistake = |node: &Node<'_>| Mistake {
        planted: text(node, "planted").expect("what was planted"),
        signature: text(node, "signature").expect("a signature"),
        sentence: text(node, "sentence").unwrap_or_default(),
    };
    call.get(key).map_or(Vec::new(), |rows| rows.rows().iter().map(mistake).collect())
}

impl Call {
    fn of(scheme: String, call: &Node<'_>) -> Self {
        let request = call.get("request").expect("a request");
        let at = text(request, "at").map_or(0, |at| timestamp::rfc3339(&at).expect("a moment"));
        let url = text(request, "url").unwrap_or_default();
        let (address, query) = url.split_once('?').unwrap_or((&url, ""));
        let (http, rest) = address.split_once("://").unzip();
        let (host, path) = rest.map(|rest| rest.split_at(rest.find('/').expect("a path"))).unzip();
        Self {
            scheme,
            request: SigningRequest {
                endpoint: text(request, "method").unwrap_or_default(),
                verb: text(request, "verb"),
                scheme: http.map(str::to_owned),
                host: host.map(str::to_owned).or_else(|| text(request, "host")),
                path: path.map(str::to_owned).or_else(|| text(request, "path")),
                raw_query: query.to_owned(),
                params: pairs(request, "params"),
                headers: pairs(request, "headers"),
                vars: pairs(request, "vars"),
                body: text(request, "body").unwrap_or_default().into(),
                ..SigningRequest::default()
            },
            siblings: call.get("siblings").map_or(Vec::new(), |rows| rows.rows().iter().filter_map(name).collect()),
            credentials: Credentials::new(pairs(request, "credentials")),
            signing_time: SigningTime::new(at, text(request, "nonce").unwrap_or_default()),
            mistakes: mistakes(call, "mistakes"),
            unnamed: mistakes(call, "unnamed"),
        }
    }

    /// Calls back with the platform of the scheme, and with its siblings.
    ///
    /// # Panics
    /// If there is none.
    pub fn with_platform(&self, test: impl FnOnce(&Platform<'_>, &[Platform<'_>])) {
        let arena = Arena::new();
        let siblings: Vec<_> = self.siblings.iter().map(|scheme| *platform_of(&arena, scheme)).collect();
        test(platform_of(&arena, &self.scheme), &siblings);
    }

    /// Why a signature differs.
    ///
    /// # Panics
    /// If the call cannot be signed.
    pub fn diagnose(
        &self,
        (platform, siblings): (&Platform<'_>, &[Platform<'_>]),
        signature: &str,
        effort: Effort,
    ) -> Finding {
        let Self { request, credentials, signing_time, .. } = self;
        let found = diagnose_beside(siblings, platform, request, credentials, signing_time, signature, effort);
        found.expect("it can be signed")
    }
}

fn platform_of<'m>(arena: &'m Arena, scheme: &str) -> &'m Platform<'m> {
    let loaded = match scheme.split_once('/') {
        Some(("shared", name)) => load_scheme(arena, &root().join(format!("codegen/schemes/{name}.yaml"))),
        Some(("spec", _)) => load(arena, &root().join(scheme)),
        _ => load_scheme(arena, &root().join("tests").join(Path::new(scheme))),
    };
    loaded.specs.expect("a scheme").apis.first().expect("a scheme").api.platform
}

/// The request as a server reads it, with another signature in the place of its own.
///
/// # Panics
/// If a server could not read it.
pub fn received(sent: &FinalRequest, right: &str, other: &str) -> Received {
    let (address, query) = sent.url.split_once('?').unwrap_or((&sent.url, ""));
    let (scheme, rest) = address.split_once("://").expect("an address");
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let is_form = sent.headers.iter().any(|(_, value)| value == "application/x-www-form-urlencoded");
    let read = |pairs: &[u8]| {
        let pairs = form::decode(pairs, Limits::default()).expect("a form").into_iter();
        pairs.map(|(name, value)| (name, value.replace(right, other))).collect()
    };
    let headers = sent.headers.iter().map(|(name, value)| (name.clone(), value.replace(right, other)));
    Received {
        verb: sent.method.clone(),
        scheme: scheme.to_owned(),
        host: host.to_owned(),
        path: path.to_owned(),
        query: read(query.as_bytes()),
        form: if is_form { read(&sent.body) } else { Vec::new() },
        headers: headers.collect(),
        body: sent.body.clone(),
        ..Received::default()
    }
}
