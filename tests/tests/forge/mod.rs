//! A scheme with a call that is made again and again: sent with other values each time, received, and altered on the
//! way. What is left out of a signature by the vendor's own scheme is found by trying, and not altered.

mod like;
mod parts;

use std::collections::BTreeSet;
use std::path::Path;
use std::{fmt, fs};

use signwright_codegen::{Arena, Loaded, load_scheme};
use signwright_runtime::model::Platform;
use signwright_runtime::sign::{
    Authentic, Callback, FinalRequest, NotAuthentic, Received, SigningRequest, authenticate, signed_request,
};
use signwright_runtime::{Credentials, Limits, SigningTime, form};
use signwright_verify::VectorCall;

use self::like::reads_the_same;
use self::parts::{FORM, changed, other_member, parts, with_name, with_part};

/// A small random source, so that a failure can be made again.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut one = self.0;
        one = (one ^ (one >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        one = (one ^ (one >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        one ^ (one >> 31)
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end.max(1)).unwrap_or(1)).unwrap_or(0)
    }

    fn pick<'p, T>(&mut self, from: &'p [T]) -> &'p T {
        &from[self.below(from.len())]
    }

    fn text(&mut self) -> String {
        const SIGNS: &[char] = &[
            'a', 'Z', '7', '订', '单', '😀', '&', '=', '+', ' ', '%', '/', '~', '*', '"', '\\', '\'', '{', '<', '\n',
            '。', 'é',
        ];
        (0..=self.below(12)).map(|_| *self.pick(SIGNS)).collect()
    }
}

/// What was sent, and when.
#[derive(Clone)]
pub(crate) struct Sent {
    request: FinalRequest,
    now_ms: i64,
    secrets: Vec<(String, String)>,
}

/// With every value, which a request itself does not print.
impl fmt::Debug for Sent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let FinalRequest { method, url, headers, body } = &self.request;
        let body = String::from_utf8_lossy(body);
        write!(f, "{method} {url}\n{headers:?}\n{body}\nat {} with {:?}", self.now_ms, self.secrets)
    }
}

pub(crate) struct Bench<'m> {
    pub(crate) name: &'m str,
    platform: &'m Platform<'m>,
    call: VectorCall<'m>,
    credentials: Vec<(String, String)>,
    text: String,
    /// Places of a request that the scheme does not cover.
    open: BTreeSet<String>,
}

/// Where the schemes of a run live.
pub(crate) fn arenas() -> Vec<(String, String, Arena)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemes");
    let mut files: Vec<_> =
        fs::read_dir(folder).expect("the schemes").map(|entry| entry.expect("a file").path()).collect();
    files.retain(|file| file.is_file());
    files.sort();
    let arena = |file: &std::path::PathBuf| {
        (file.display().to_string(), fs::read_to_string(file).expect("a text"), Arena::new())
    };
    files.iter().map(arena).collect()
}

impl<'m> Bench<'m> {
    /// One for each vector that can be signed.
    pub(crate) fn all(arenas: &'m [(String, String, Arena)]) -> Vec<Self> {
        let mut benches = Vec::new();
        for (file, text, arena) in arenas {
            let Loaded { specs, .. } = load_scheme(arena, Path::new(file));
            let specs = specs.expect("it loads");
            let spec = specs.apis.first().expect("a scheme");
            for vector in spec.notes.vectors {
                let mut call = VectorCall::of(spec, vector);
                // The scheme's own clock runs, whatever the vector says.
                let placed = spec.api.platform.signing.parameters;
                call.request.params.retain(|(name, _)| !placed.iter().any(|placed| placed.name == name));
                let credentials =
                    vector.credentials.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
                let name = spec.api.platform.name;
                let mut bench = Bench {
                    name,
                    platform: spec.api.platform,
                    call,
                    credentials,
                    text: text.clone(),
                    open: BTreeSet::new(),
                };
                // A key that no longer signs, and a vector of a message that no platform would send, cannot be sent.
                if signed_request(
                    bench.platform,
                    &bench.call.request,
                    &bench.call.credentials,
                    &bench.call.signing_time,
                )
                .is_ok()
                {
                    bench.find_open();
                    benches.push(bench);
                }
            }
        }
        benches
    }

    /// Replaces each part of a request by something else altogether: what is taken then is not covered.
    fn find_open(&mut self) {
        let sent = self.sent(&self.call.request, &self.call.signing_time);
        for (place, value) in self.parts(&sent) {
            let other = if value == "q1z" { "q2z" } else { "q1z" };
            if self.judge(&with_part(&sent, &place, other)).is_ok() {
                self.open.insert(place);
            }
        }
    }

    fn parts(&self, sent: &Sent) -> Vec<(String, String)> {
        parts(&sent.request, self.by_member())
    }

    /// Whether the scheme is about members of a JSON body, some of which it may leave out.
    fn by_member(&self) -> bool {
        self.text.contains("in: json")
    }

    fn sent(&self, request: &SigningRequest, signing_time: &SigningTime) -> Sent {
        let made = signed_request(self.platform, request, &self.call.credentials, signing_time).expect("it signs");
        Sent { request: made, now_ms: signing_time.unix_ms, secrets: self.credentials.clone() }
    }

    /// The call with other values.
    pub(crate) fn send(&self, random: &mut Random) -> Sent {
        let mut request = self.call.request.clone();
        for (_, value) in request.params.iter_mut().filter(|(_, value)| !value.is_empty()) {
            *value = random.text();
        }
        if !request.body.is_empty() && random.below(2) == 0 {
            let text = random.text();
            let body = str::from_utf8(&request.body).unwrap_or_default();
            let body = if self.by_member() {
                other_member(body, &text, random)
            } else if self.text.contains("json") {
                serde_json::json!({ "名": text, "b": [1, text] }).to_string()
            } else {
                text
            };
            request.body = body.into();
        }
        let shift = i64::try_from(random.below(1_000_000)).unwrap_or(0) * 1000;
        let nonce = if self.call.signing_time.nonce.is_empty() { String::new() } else { format!("n{}", random.next()) };
        self.sent(&request, &SigningTime::new(self.call.signing_time.unix_ms + shift, nonce))
    }

    /// Whether a receiver takes it.
    pub(crate) fn judge(&self, sent: &Sent) -> Result<Authentic, NotAuthentic> {
        let credentials = Credentials::new(sent.secrets.clone());
        let how = Callback { now_ms: sent.now_ms, window: None, timeless: true };
        authenticate(self.platform, &self.received(&sent.request), &credentials, how)
    }

    fn received(&self, request: &FinalRequest) -> Received {
        let (address, query) = request.url.split_once('?').unwrap_or((&request.url, ""));
        let (scheme, rest) = address.split_once("://").unwrap_or(("", address));
        let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let is_form = request.headers.iter().any(|(name, value)| name == "Content-Type" && value == FORM);
        let pairs = |text: &[u8]| form::decode(text, Limits::default()).unwrap_or_default();
        Received {
            endpoint: self.call.request.endpoint.clone(),
            verb: request.method.clone(),
            scheme: scheme.to_owned(),
            host: host.to_owned(),
            path: path.to_owned(),
            raw_query: query.to_owned(),
            query: pairs(query.as_bytes()),
            form: if is_form { pairs(&request.body) } else { Vec::new() },
            headers: request.headers.clone(),
            body: request.body.clone(),
            vars: self.call.request.vars.clone(),
            ..Received::default()
        }
    }

    /// The request with one signed thing altered; `None` where the alteration is none to this scheme.
    pub(crate) fn alter(&self, sent: &Sent, random: &mut Random) -> Option<Sent> {
        let parts: Vec<_> = self.parts(sent).into_iter().filter(|(place, _)| !self.open.contains(place)).collect();
        if random.below(8) == 0 {
            // The receiver holds another secret.
            let mut other = sent.clone();
            let secret = self
                .platform
                .credentials
                .iter()
                .filter(|one| one.secret && one.name != "passphrase")
                .map(|one| one.name);
            let name = *random.pick(&secret.collect::<Vec<_>>());
            let (_, value) = other.secrets.iter_mut().find(|(known, _)| known == name)?;
            // A private key is no text to be altered: its first bytes say what it is.
            if value.len() > 60 || value.ends_with('=') {
                return None;
            }
            // Of a credential in parts, the first one is the secret.
            let (secret, rest) = value
                .split_once(':')
                .map_or((value.clone(), String::new()), |(one, rest)| (one.to_owned(), format!(":{rest}")));
            let new = changed(&secret, random);
            let same = reads_the_same(&self.text, "secret", &secret, &new);
            *value = new + &rest;
            return (!same).then_some(other);
        }
        if let Some(altered) = self.reorder(sent, random).filter(|_| random.below(8) == 0) {
            return Some(altered);
        }
        if parts.is_empty() {
            return None;
        }
        let (place, value) = random.pick(&parts);
        let new = changed(value, random);
        let fields = place.strip_prefix("query ").or(place.strip_prefix("form "));
        let altered = match fields {
            // A field may be renamed as well.
            Some(name) if !value.is_empty() && random.below(4) == 0 => with_name(sent, name, &format!("{name}x")),
            _ => with_part(sent, place, &new),
        };
        let unlike = self.received(&altered.request);
        let like = self.received(&sent.request);
        let decoded_equal = unlike.query == like.query
            && unlike.form == like.form
            && unlike.headers == like.headers
            && (unlike.body == like.body || !like.form.is_empty())
            && (&unlike.verb, &unlike.host, &unlike.path) == (&like.verb, &like.host, &like.path);
        (!decoded_equal && !reads_the_same(&self.text, place, value, &new)).then_some(altered)
    }

    /// Two fields exchanged, where the scheme signs them in the order they are sent.
    fn reorder(&self, sent: &Sent, random: &mut Random) -> Option<Sent> {
        let mut altered = sent.clone();
        let exchange = |text: &str, random: &mut Random| {
            let mut fields: Vec<&str> = text.split('&').collect();
            let (one, other) = (random.below(fields.len()), random.below(fields.len()));
            let named = |field: &str| field.split('=').next().map(str::to_owned);
            let is_signature = |at: usize| fields.get(at).is_some_and(|field| field.starts_with("sign"));
            let differ = named(fields[one]) != named(fields[other]) && !is_signature(one) && !is_signature(other);
            fields.swap(one, other);
            differ.then(|| fields.join("&"))
        };
        if self.text.contains("\"{query}") {
            let (address, query) = altered.request.url.split_once('?')?;
            // The field that carries the signature stays last, wherever the others are.
            let (fields, signature) = query.rsplit_once('&')?;
            altered.request.url = format!("{address}?{}&{signature}", exchange(fields, random)?);
        } else if self.text.contains("{param.nonce}{body}") {
            let body = exchange(str::from_utf8(&sent.request.body).ok()?, random)?;
            altered.request.body = body.into();
        } else {
            return None;
        }
        Some(altered)
    }
}
