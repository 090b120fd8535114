//! Planted mistakes: for each scheme of `mistakes/` a request, and signatures of it that another side computed with
//! one usual mistake or two. The search names each of them, and nothing for a signature that no mistake gives.
//! The signatures were computed apart, with Python's hashlib and hmac.

use std::fs;
use std::path::Path;

use signwright_codegen::specs::Specs;
use signwright_codegen::{Arena, VectorCall, load_scheme, moment};
use signwright_runtime::model::Platform;
use signwright_runtime::sign::diagnose::{Cause, Effort, Finding, diagnose, diagnose_received};
use signwright_runtime::sign::{FinalRequest, Received, SigningRequest, sign};
use signwright_runtime::{Credentials, Limits, Moment, Node, form, json};

const SCHEMES: [&str; 9] = [
    "wangdian-enterprise",
    "taobao-top",
    "wechat-pay-v2",
    "suning",
    "kraken",
    "stripe",
    "aliyun-rpc",
    "tencent-tc3",
    "alipay-rsa2",
];

/// A call of a scheme.
struct Call {
    request: SigningRequest,
    credentials: Credentials,
    moment: Moment,
    mistakes: Vec<Mistake>,
}

/// What was planted in a signature of it, and the sentence that names it.
struct Mistake {
    planted: String,
    signature: String,
    sentence: String,
}

fn text(node: &Node<'_>, key: &str) -> Option<String> {
    node.get(key).map(|text| text.as_text().expect("a text").into_owned())
}

/// The members in their order, which is one that some of the other sides keep.
fn pairs(node: &Node<'_>, key: &str) -> Vec<(String, String)> {
    let Some(Node::Map(members)) = node.get(key) else { return Vec::new() };
    members.iter().map(|(name, value)| (name.to_string(), value.as_text().expect("a text").into_owned())).collect()
}

impl Call {
    fn of(scheme: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("mistakes/{scheme}.json"));
        let file = fs::read(path).expect("a file");
        let file = json::parse(&file, Limits::default()).expect("JSON");
        let request = file.get("request").expect("a request");
        let at = moment::rfc3339(&text(request, "at").expect("a moment")).expect("a moment");
        let mistake = |node: &Node<'_>| {
            let text = |key| text(node, key).expect("a mistake has it");
            Mistake { planted: text("planted"), signature: text("signature"), sentence: text("sentence") }
        };
        Self {
            request: SigningRequest {
                verb: text(request, "verb"),
                host: text(request, "host"),
                path: text(request, "path"),
                params: pairs(request, "params"),
                headers: pairs(request, "headers"),
                vars: pairs(request, "vars"),
                body: text(request, "body").unwrap_or_default().into(),
                ..SigningRequest::default()
            },
            credentials: Credentials::new(pairs(request, "credentials")),
            moment: Moment::new(at, text(request, "nonce").unwrap_or_default()),
            mistakes: file.get("mistakes").expect("mistakes").rows().iter().map(mistake).collect(),
        }
    }

    fn diagnose(&self, platform: &Platform<'_>, signature: &str, effort: Effort) -> Finding {
        diagnose(platform, &self.request, &self.credentials, &self.moment, signature, effort).expect("it can be signed")
    }
}

fn with_scheme(name: &str, test: impl FnOnce(&Platform<'_>, &Call)) {
    let arena = Arena::new();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("schemes/{name}.yaml"));
    let specs: Specs<'_> = load_scheme(&arena, &path).specs.expect("a scheme");
    test(specs.apis.first().expect("a scheme").api.platform, &Call::of(name));
}

#[test]
fn every_planted_mistake_is_named() {
    let mut named = 0;
    for scheme in SCHEMES {
        with_scheme(scheme, |platform, call| {
            for Mistake { planted, signature, sentence } in &call.mistakes {
                let found = call.diagnose(platform, signature, Effort::THOROUGH);
                let Finding::Causes(causes) = found else { panic!("{scheme}, {planted}: {found:?}") };
                assert_eq!(Cause::other_side(&causes), *sentence, "{scheme}, {planted}");
                for secret in platform.credentials.iter().filter(|credential| credential.secret) {
                    let value = call.credentials.get(secret.name).expect("a secret");
                    let told = format!("{sentence} {}", Cause::verifies_if(&causes));
                    assert!(value.len() < 5 || !told.contains(value), "{scheme}, {planted}: {told}");
                }
                assert!(Cause::verifies_if(&causes).starts_with("it verifies if "), "{scheme}, {planted}");
                named += 1;
            }
        });
    }
    assert!(named >= 80, "{named}");
}

/// The same on every run: a generator by Marsaglia.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(end).expect("small")).expect("small")
    }
}

const HEX: &[u8] = b"0123456789abcdef";
const BASE64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// A signature of the form of `right`: nothing of it, or all but one character or the case of one.
fn wrong(right: &str, random: &mut Random) -> String {
    let is_hex = right.bytes().all(|byte| byte.is_ascii_hexdigit());
    let alphabet = if is_hex { HEX } else { BASE64 };
    let mut one = || char::from(alphabet[random.below(alphabet.len())]);
    let anew: String = right.chars().map(|old| if old == '=' { old } else { one() }).collect();
    let at = random.below(right.trim_end_matches('=').len());
    let change = |with: &dyn Fn(char) -> char| {
        right.chars().enumerate().map(|(place, old)| if place == at { with(old) } else { old }).collect::<String>()
    };
    match random.below(3) {
        0 => anew,
        1 => change(&|old| if old == '0' { '1' } else { '0' }),
        _ if right.as_bytes()[at].is_ascii_alphabetic() => {
            change(&|old| if old.is_ascii_lowercase() { old.to_ascii_uppercase() } else { old.to_ascii_lowercase() })
        }
        _ => anew,
    }
}

#[test]
fn nothing_is_named_for_a_signature_that_no_mistake_gives() {
    let mut random = Random(0x2016_0801_1705_1000);
    for scheme in SCHEMES {
        with_scheme(scheme, |platform, call| {
            let right =
                sign(platform, &call.request, &call.credentials, &call.moment).expect("it can be signed").signature;
            for place in 0..30 {
                let signature = wrong(&right, &mut random);
                // All pairs of mistakes for the first ones, single ones for all.
                let effort = if place < 1 { Effort::THOROUGH } else { Effort { attempts: 400, ..Effort::QUICK } };
                let found = call.diagnose(platform, &signature, effort);
                let complete = matches!(found, Finding::Nothing { complete: true, .. });
                assert!(
                    complete || place >= 1 && matches!(found, Finding::Nothing { .. }),
                    "{scheme}, {signature}: {found:?}"
                );
            }
        });
    }
}

#[test]
fn the_right_signature_is_no_mistake_and_a_short_one_is_not_searched_for() {
    for scheme in SCHEMES {
        with_scheme(scheme, |platform, call| {
            let right =
                sign(platform, &call.request, &call.credentials, &call.moment).expect("it can be signed").signature;
            assert_eq!(call.diagnose(platform, &right, Effort::THOROUGH), Finding::Same, "{scheme}");
            assert_eq!(call.diagnose(platform, &right[..8], Effort::THOROUGH), Finding::TooShort, "{scheme}");
        });
    }
}

/// The request as a server reads it, with another signature in the place of its own.
fn received(sent: &FinalRequest, right: &str, other: &str) -> Received {
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

/// Times that a request carries in the same text as its signature, or in a body that is signed as it is: who writes
/// them otherwise sends them so as well.
const SENT_SO: [&str; 3] = ["nonce in seconds", "time in milliseconds", "date on the wall clock of +08:00"];

#[test]
fn a_received_signature_is_explained_as_one_that_is_expected() {
    for scheme in SCHEMES {
        with_scheme(scheme, |platform, call| {
            let signed = sign(platform, &call.request, &call.credentials, &call.moment).expect("it can be signed");
            for Mistake { planted, signature, sentence } in &call.mistakes {
                let mut received = received(&signed.request, &signed.signature, signature);
                received.vars.clone_from(&call.request.vars);
                // A server has no time for all pairs.
                let effort = if sentence.contains(", and ") { Effort::THOROUGH } else { Effort::QUICK };
                let found = diagnose_received(platform, &received, &call.credentials, effort);
                let named = matches!(found, Ok(Finding::Causes(_)));
                assert!(named || SENT_SO.contains(&planted.as_str()), "{scheme}, {planted}: {found:?}");
            }
        });
    }
}

/// A call of every scheme there is, also of those that nothing was planted for.
#[test]
fn any_scheme_can_be_searched_and_none_has_a_cause_for_a_random_signature() {
    let mut random = Random(0x2024_0501_1200_0000);
    let mut searched = 0;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemes");
    let mut files: Vec<_> = fs::read_dir(folder).expect("schemes").map(|entry| entry.expect("a file").path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "yaml"));
    files.sort();
    for file in files {
        let arena = Arena::new();
        let specs: Specs<'_> = load_scheme(&arena, &file).specs.expect("a scheme");
        let spec = specs.apis.first().expect("a scheme");
        let platform = spec.api.platform;
        for vector in spec.notes.vectors.iter().take(4) {
            let call = VectorCall::of(spec, vector);
            let other = wrong(call.signature, &mut random);
            let effort = Effort { attempts: 300, ..Effort::QUICK };
            let found = diagnose(platform, &call.request, &call.credentials, &call.moment, &other, effort);
            let told = format!("{}, {}", file.display(), call.name);
            assert!(matches!(found, Ok(Finding::Nothing { .. } | Finding::TooShort)), "{told}: {found:?}");
            let signed = call.sign(platform).expect("it can be signed");
            let mut received = received(&signed.request, &signed.signature, &other);
            received.vars.clone_from(&call.request.vars);
            let found = diagnose_received(platform, &received, &call.credentials, effort);
            // In a few schemes the signature travels encoded, or in the body: then it was not exchanged.
            let exchanged = [&received.headers, &received.query, &received.form];
            let exchanged = exchanged.into_iter().flatten().any(|(_, value)| value.contains(&other));
            assert!(!matches!(found, Ok(Finding::Causes(_))), "{told}: {found:?}");
            assert_eq!(matches!(found, Ok(Finding::Same)), !exchanged, "{told}: {found:?}");
            searched += 1;
        }
    }
    assert!(searched >= 90, "{searched}");
}
