//! The wires of the field: what `tests/platforms` says of each vendor is sent to the byte, answered by the sandbox, called
//! typed over both transports, and its answers are understood. One test a stage: a failure names the case.
#![allow(unreachable_pub, missing_docs)]

mod paged;
mod partial;
mod typed;

use std::fs;
use std::path::PathBuf;

use bytes::Bytes;
use http::{HeaderName, HeaderValue};
use serde_json::Value;
use signwright_codegen::Arena;
use signwright_codegen::specs::Specs;
use signwright_runtime::model::{Api, DocumentFormat, Endpoint};
use signwright_runtime::reply::{self, RawAnswer};
use signwright_runtime::sign::FinalRequest;
use signwright_runtime::{
    CallOptions, Credentials, DateTime, Limits, Node, Redaction, SigningTime, interpret_node, json, model::Offset,
    prepare_node,
};
use signwright_sandbox::{HttpRequest, Options, Sandbox, Service, Time};
use signwright_tests::case::{Case, pairs_at, text_at};
use signwright_tests::http::{Message, Target, media_type, pairs};
use signwright_tests::{outcome, root};

use typed::{Call, ENDPOINTS, Typed};

fn platforms() -> PathBuf {
    root().join("tests/platforms")
}

fn specs(arena: &Arena) -> Specs<'_> {
    let loaded = signwright_codegen::load(arena, &platforms());
    loaded.specs.unwrap_or_else(|| panic!("tests/platforms has mistakes:\n{:?}", loaded.diagnostics))
}

/// A case with what it is about.
struct About<'m> {
    case: Case,
    api: Api<'m>,
    endpoint: &'m Endpoint<'m>,
    typed: &'static Typed,
}

impl About<'_> {
    fn unsigned(&self) -> Value {
        self.case.json("unsigned").unwrap_or_default()
    }

    fn credentials(&self) -> Credentials {
        Credentials::new(pairs_at(&self.unsigned(), "credentials"))
    }

    fn signing_time(&self) -> Result<SigningTime, String> {
        let unsigned = self.unsigned();
        let at = text_at(&unsigned, "at");
        let local = at.strip_suffix("+08:00").ok_or("cases give their moments at +08:00")?.replace('T', " ");
        let time = DateTime::parse(&local, Offset::hours(8)).map_err(|error| error.to_string())?;
        let seconds = time.unix().ok_or("no moment")?;
        Ok(SigningTime::new(seconds * 1000, text_at(&unsigned, "nonce")))
    }

    fn environment(&self) -> String {
        let first = self.api.platform.environments.first().map_or("", |environment| environment.name);
        self.case.about("environment").unwrap_or(first).to_owned()
    }

    fn prepared(&self, request: Node<'_>) -> Result<FinalRequest, String> {
        let options = CallOptions { vars: pairs_at(&self.unsigned(), "vars"), ..CallOptions::default() };
        let (credentials, time) = (self.credentials(), self.signing_time()?);
        let environment = self.environment();
        let prepared =
            prepare_node(self.api.platform, self.endpoint, request, &credentials, &environment, &options, &time);
        prepared.map(|prepared| prepared.request).map_err(|error| error.to_string())
    }

    /// What an answer means, as it is expected.
    fn understood(&self, answer: &RawAnswer, expected: &Value) -> Result<(), String> {
        let (limits, redaction) = (Limits::default(), Redaction::default());
        let format = Some(DocumentFormat::Json);
        let found = reply::interpret(self.api.platform, self.endpoint, answer, format, limits, &redaction);
        outcome::compare(expected, &found)?;
        if outcome::is_done(expected) {
            let reply = interpret_node(self.api.platform, self.endpoint, answer.clone(), format, limits, &redaction);
            outcome::beside(expected, &reply.map_err(|error| error.to_string())?)?;
        }
        if let Some(fields) = expected.get("ok") {
            let (response, _) = (self.typed.read)(answer.clone())?;
            outcome::agrees(fields, &response, "")?;
        }
        Ok(())
    }
}

/// Runs a stage over every case that has these sections, and reports all failures together.
fn each_with(sections: &[&str], at_least: usize, stage: impl Fn(&About<'_>) -> Result<(), String>) {
    let arena = Arena::new();
    let specs = specs(&arena);
    let mut failures = Vec::new();
    let mut count = 0;
    for typed in ENDPOINTS {
        let (platform, endpoint) = typed.name;
        let spec = specs.apis.iter().find(|spec| spec.api.platform.name == platform).expect(platform);
        let node =
            spec.endpoints.iter().find(|spec| spec.name.map_or("", |name| name.text) == endpoint).expect(endpoint);
        let file = platforms().join(platform).join("cases").join(format!("{endpoint}.case"));
        let cases = Case::of_file(&format!("{platform}/{endpoint}/cases"), &file);
        for case in cases.into_iter().filter(|case| sections.iter().all(|section| case.has(section))) {
            count += 1;
            let about = About { case, api: spec.api, endpoint: node.model, typed };
            failures.extend(stage(&about).err().map(|error| format!("{}: {error}", about.case.name)));
        }
    }
    assert!(failures.is_empty(), "{} of {count} cases:\n{}", failures.len(), failures.join("\n"));
    assert!(count >= at_least, "only {count} cases have {sections:?}: were some lost?");
}

fn document(text: &str) -> Result<Node<'_>, String> {
    json::parse_strict(text.as_bytes(), Limits::default()).map_err(|error| error.to_string())
}

#[test]
fn every_vendor_stands_in_the_list() {
    let mut folders: Vec<_> = fs::read_dir(platforms())
        .expect("the platforms")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.is_dir())
        .map(|path| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default())
        .collect();
    folders.sort();
    let mut listed: Vec<_> = ENDPOINTS.iter().map(|typed| typed.name.0.to_owned()).collect();
    listed.dedup();
    assert_eq!(listed, folders);
    assert_eq!((folders.len(), ENDPOINTS.len()), (20, 40));
}

#[test]
fn what_is_sent_is_what_the_vendor_describes() {
    each_with(&["request", "wire"], 40, |about| {
        let text = about.case.text("request").unwrap_or_default();
        let document = document(text)?;
        let typed = (about.typed.through)(&document).map_err(|error| format!("typed: {error}"))?;
        for (whose, node) in [("by its table", document), ("typed", typed)] {
            let sent = about.prepared(node).map_err(|error| format!("{whose}: {error}"))?;
            is_wire(&about.case, &sent).map_err(|error| format!("{whose}: {error}"))?;
        }
        Ok(())
    });
}

#[test]
fn the_sandbox_reads_what_is_sent_and_answers_it() {
    each_with(&["wire", "sandbox"], 40, |about| {
        let sandbox = about.case.json("sandbox").unwrap_or_default();
        let (message, target) = message(&about.case)?;
        let now = about.signing_time()?.unix_ms;
        let options = Options::default().strict(true).credentials(about.api.platform.name, about.credentials());
        let service = Service::new(&[&about.api], options);
        let request = HttpRequest {
            verb: target.verb,
            host: target.host,
            path: target.path,
            query: target.query,
            headers: message.headers,
            body: Bytes::from(message.body),
        };
        for expected in sandbox["answers"].as_array().map(Vec::as_slice).unwrap_or_default() {
            let answer = service.answer(&request, now);
            let headers: Vec<_> = answer.headers.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
            let received = raw(answer.status, &headers, &answer.body);
            about.understood(&received, expected).map_err(|error| {
                let body = String::from_utf8_lossy(&answer.body);
                format!("{error}\n  {} {body}\n  log: {}", answer.status, answer.entry.text)
            })?;
        }
        Ok(())
    });
}

#[test]
fn an_answer_means_what_the_vendor_says() {
    each_with(&["answer", "outcome"], 100, |about| {
        let message = Message::parse(about.case.text("answer").unwrap_or_default())?;
        let status = message.first.parse().map_err(|_| format!("no status: {}", message.first))?;
        let answer = raw(status, &message.headers, message.body.as_bytes());
        about.understood(&answer, &about.case.json("outcome").unwrap_or_default())
    });
}

#[test]
fn each_vendor_has_a_success_and_refusals_of_three_kinds() {
    let mut of_vendors = std::collections::BTreeMap::<String, (usize, Vec<String>)>::new();
    let seen = std::cell::RefCell::new(&mut of_vendors);
    each_with(&["outcome"], 100, |about| {
        let outcome = about.case.json("outcome").unwrap_or_default();
        let mut seen = seen.borrow_mut();
        let (successes, classes) = seen.entry(about.api.platform.name.to_owned()).or_default();
        *successes += usize::from(outcome.get("ok").is_some());
        classes.extend(outcome["refused"]["meaning"].as_str().map(str::to_owned));
        Ok(())
    });
    let without = |classes_of_kind: &[&str]| {
        let has = |classes: &[String]| classes.iter().any(|class| classes_of_kind.contains(&class.as_str()));
        of_vendors
            .iter()
            .filter(|(_, (_, classes))| !has(classes))
            .map(|(vendor, _)| vendor.as_str())
            .collect::<Vec<_>>()
    };
    assert!(of_vendors.values().all(|(successes, _)| *successes > 0), "{of_vendors:?}");
    assert_eq!(without(&["throttled"]), [""; 0]);
    assert_eq!(without(&["refused", "not_found"]), [""; 0]);
    // Cainiao's requests carry neither a moment nor a token, and Stripe's a key that never ends.
    assert_eq!(without(&["clock", "token"]), ["cainiao", "stripe"]);
}

#[test]
fn every_endpoint_is_called_over_both_transports() {
    let called = std::cell::RefCell::new(std::collections::BTreeSet::new());
    each_with(&["request", "sandbox"], 40, |about| {
        let sandbox = about.case.json("sandbox").unwrap_or_default();
        if sandbox["answers"][0].get("ok").is_none() && sandbox["answers"][0]["accepted"] != true {
            return Ok(());
        }
        let api = about.typed.api.api().map_err(ToString::to_string)?;
        let name = about.api.platform.name;
        let signing_time = about.signing_time()?;
        let now = signing_time.unix_ms;
        let options = Options::default().strict(true).credentials(name, about.credentials()).time(Time::Fixed(now));
        let apis: &'static [&'static Api<'static>] = vec![api].leak();
        let server = Sandbox::start(apis, options).map_err(|error| error.to_string())?;
        let call = Call {
            environment: server.environment(name).clone(),
            credentials: about.credentials(),
            signing_time,
            vars: pairs_at(&about.unsigned(), "vars"),
        };
        let text = about.case.text("request").unwrap_or_default();
        let document = document(text)?;
        called.borrow_mut().insert(about.typed.name);
        (about.typed.call)(&document, &call).map_err(|error| {
            let log: Vec<_> = server.log().iter().map(|entry| entry.text.clone()).collect();
            format!("{error}\n  log: {}", log.join("\n       "))
        })
    });
    assert_eq!(called.borrow().len(), ENDPOINTS.len(), "endpoints that were called: {:?}", called.borrow());
}

/// Whether a request is the `wire` of a case: its verb, its address, its parameters in any order, the headers that are
/// listed, and every byte of another body.
fn is_wire(case: &Case, found: &FinalRequest) -> Result<(), String> {
    let (message, target) = message(case)?;
    let reached = Target::parse(&format!("{} {}", found.method, found.url))?;
    same("the verb", &target.verb, &reached.verb)?;
    same("the address", &target.address(), &reached.address())?;
    same("the query", &sorted(&target.query)?, &sorted(&reached.query)?)?;
    for (name, value) in &message.headers {
        let header = found.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
        let (_, sent) = header.ok_or_else(|| format!("the header {name} is not sent"))?;
        let is_type = name.eq_ignore_ascii_case("content-type");
        let shown = |value: &str| if is_type { media_type(value) } else { value.to_owned() };
        same(name, &shown(value), &shown(sent))?;
    }
    let body = String::from_utf8(found.body.to_vec()).map_err(|_| "the body is not UTF-8")?;
    if message.is_form() {
        same("the form", &sorted(&message.body)?, &sorted(&body)?)
    } else {
        same("the body", &message.body, &body)
    }
}

fn message(case: &Case) -> Result<(Message, Target), String> {
    let message = Message::parse(case.text("wire").unwrap_or_default())?;
    let target = Target::parse(&message.first)?;
    Ok((message, target))
}

fn sorted(encoded: &str) -> Result<Vec<(String, String)>, String> {
    let mut pairs = pairs(encoded)?;
    pairs.sort();
    Ok(pairs)
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, expected: &T, found: &T) -> Result<(), String> {
    if expected == found { Ok(()) } else { Err(format!("{what}\n  expected {expected:?}\n  found    {found:?}")) }
}

fn raw(status: u16, headers: &[(String, String)], body: &[u8]) -> RawAnswer {
    let mut answer = RawAnswer::new(status, body.to_vec());
    for (name, value) in headers {
        let pair = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_bytes(value.as_bytes()));
        if let (Ok(name), Ok(value)) = pair {
            answer.headers.append(name, value);
        }
    }
    answer
}
