//! What holds for every request that the tables allow: it validates, encodes, comes back equal and verifies in the
//! sandbox; with one byte of it altered on the way it is refused; and a value that its table forbids is a violation with
//! its path here, and a refusal there. `SIGNWRIGHT_CASES=2000 cargo test -p signwright-tests --test properties` looks
//! harder.

mod requests;
mod shapes;

use std::borrow::Cow;

use proptest::prelude::*;
use proptest::sample::Index;
use requests::place::{fields, put, slot};
use requests::{Request, request};
use signwright_runtime::decode::Parts;
use signwright_runtime::model::{
    Body, CodeWire, Digits, Field, Filter, Input, Location, Missing, PairSource, Part, Platform, Presence,
    RefusalReason, StepBody, Template, TextUnit, Type,
};
use signwright_runtime::sign::FinalRequest;
use signwright_runtime::{
    CallOptions, Credentials, Error, Leniency, Limits, Node, SigningTime, Violation, decode, form, prepare_node,
};
use signwright_sandbox::{Answer, HttpRequest, Options, Service, Verdict};
use signwright_tests::http::arrived;

/// 2024-05-01 12:00:00 at +08:00.
const NOW: i64 = 1_714_536_000_000;

fn config() -> ProptestConfig {
    let cases = std::env::var("SIGNWRIGHT_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig::with_cases(cases.unwrap_or(64))
}

/// The request, signed for a sandbox of its platform.
fn prepared(request: &Request, unchecked: bool) -> Result<FinalRequest, Error> {
    let platform = request.api.platform;
    let environment =
        Service::new(&[request.api], Options::default()).served("http://127.0.0.1:8080").remove(0).environment;
    let credentials = Credentials::new(platform.test_credentials.iter().map(|one| (one.name, one.value)));
    let options = CallOptions { format: request.format, unchecked, ..CallOptions::default() };
    let signing_time = SigningTime::new(NOW, "0123456789abcdef");
    let node = request.node.clone();
    prepare_node(platform, request.endpoint, node, &credentials, &environment, &options, &signing_time)
        .map(|prepared| prepared.request)
}

fn answered(request: &Request, http: &HttpRequest) -> Answer {
    Service::new(&[request.api], Options::default().strict(true)).answer(http, NOW)
}

/// What a server reads of it, in the form of its table.
fn read_back(request: &Request, http: &HttpRequest) -> (Node<'static>, Vec<Violation>) {
    let (platform, shape) = (request.api.platform, request.endpoint.request());
    let pairs = |encoded: &[u8]| form::decode(encoded, Limits::default()).expect("pairs");
    let form = if matches!(platform.wire.body, Body::Form) { pairs(&http.body) } else { Vec::new() };
    let query = pairs(http.query.as_bytes());
    let parts = Parts { query: &query, form: &form, headers: &http.headers, body: &http.body, ..Parts::default() };
    let read = decode::request(platform, request.endpoint, &parts, Limits::default());
    let (node, found) = read.expect("it can be read").conform(shape, Leniency::default(), platform.zone);
    (node.into_owned(), found)
}

/// The request as it is sent: an optional parameter that is empty may be left out.
fn as_sent(request: &Request) -> Node<'static> {
    let mut node = request.node.clone();
    if let (true, Node::Record(nodes)) = (request.api.platform.wire.drop_empty, &mut node) {
        for (field, node) in request.endpoint.request().record().fields.iter().zip(nodes) {
            let droppable = !field.is_required() && field.missing == Missing::LeftOut;
            if droppable && *node == Node::text("") {
                *node = Node::Absent;
            }
        }
    }
    node
}

fn count(node: &Node<'_>) -> usize {
    match node {
        Node::Absent | Node::Null => 0,
        Node::List(nodes) | Node::Record(nodes) => nodes.iter().map(count).sum(),
        _ => 1,
    }
}

/// Whether a template takes the parameter of this name.
fn takes(template: Template<'_>, name: &str) -> bool {
    template.0.iter().any(|part| match part {
        Part::Value(Input::Param(param) | Input::Header(param), _) => param.eq_ignore_ascii_case(name),
        Part::Value(_, filters) => filters
            .iter()
            .any(|filter| matches!(filter, Filter::Hmac(_, Input::Param(param)) if param.eq_ignore_ascii_case(name))),
        Part::Text(_) => false,
    })
}

/// Whether a header is part of what is signed, or is the signature.
fn is_signed(platform: &Platform<'_>, header: &str) -> bool {
    let common = platform.common.location == Some(Location::Header);
    let field = platform.common.fields.iter().find(|field| common && field.name.eq_ignore_ascii_case(header));
    let Some(field) = field else { return false };
    let is_signature = field.value.0.iter().any(|part| matches!(part, Part::Value(Input::Signature, _)));
    is_signature
        || platform.signing.steps.iter().any(|step| match step.body {
            StepBody::Template(template) => takes(template, header),
            StepBody::Items(items) => {
                items.sources.iter().any(|source| matches!(source, PairSource::Params | PairSource::Headers))
            }
            StepBody::Choice { .. } => false,
        })
}

/// What of a request is signed, to be altered: the query, the body, and some headers.
fn signed_parts(platform: &Platform<'_>, http: &HttpRequest) -> Vec<Option<usize>> {
    let headers = http.headers.iter().enumerate().filter(|(_, (name, _))| is_signed(platform, name));
    // `None` is the query and the body together.
    headers.map(|(place, _)| Some(place)).chain([None]).collect()
}

/// A value that the table forbids in this field, and the rule it breaks.
fn forbidden(field: &Field<'static>, which: Index) -> Option<(Node<'static>, &'static str)> {
    let mut found = Vec::new();
    // What is required by inference only warns.
    if field.presence == Presence::Required {
        found.push((Node::Absent, "required"));
        if !field.may_be_empty && matches!(field.ty, Type::Text { .. } | Type::Code(_)) {
            found.push((Node::text(""), "empty"));
        }
    }
    match field.ty {
        Type::Text { max: Some(max), unit, .. } => {
            let one = if unit == TextUnit::Chars { "好" } else { "a" };
            found.push((Node::text(one.repeat(usize::try_from(max).ok()? + 1)), "length"));
        }
        Type::Int { min, max } => {
            found.extend(max.checked_add(1).map(|more| (Node::Int(more), "range")));
            found.extend(min.checked_sub(1).map(|less| (Node::Int(less), "range")));
        }
        Type::Decimal { digits: Some(Digits { precision, scale }), .. } => {
            let finer = format!("0.{}1", "0".repeat(usize::from(scale)));
            let larger = "1".repeat(usize::from(precision - scale) + 1);
            found.push((Node::Decimal(finer.parse().ok()?), "scale"));
            found.push((Node::Decimal(larger.parse().ok()?), "precision"));
        }
        Type::Code(table) => found.push(match table.wire {
            CodeWire::Int { max, .. } => (Node::Int(max), "code"),
            CodeWire::Text { .. } => (Node::text("未知"), "code"),
        }),
        Type::List(_, bounds) if bounds.min > 0 => found.push((Node::list(Vec::new()), "count")),
        _ => (),
    }
    (!found.is_empty()).then(|| which.get(&found).clone())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_validates_arrives_and_verifies(request in request()) {
        let sent = prepared(&request, false).unwrap_or_else(|error| panic!("{error}"));
        let http = arrived(&sent);
        let (node, found) = read_back(&request, &http);
        prop_assert!(found.is_empty(), "{found:?}");
        let expected = as_sent(&request);
        for (path, _) in fields(request.endpoint.request(), &expected, "") {
            let [arrived, sent] = [&node, &expected].map(|node| slot(request.endpoint.request(), node, &path));
            let text = |node: Option<&Node<'_>>| node.and_then(Node::as_text).map(Cow::into_owned);
            prop_assert!(arrived == sent, "{path}: {:?} became {:?}", text(sent), text(arrived));
        }
        prop_assert!(node == expected);

        let entry = answered(&request, &http).entry;
        let accepted = matches!(entry.verdict, Verdict::Accepted | Verdict::Refused(RefusalReason::Empty));
        prop_assert!(accepted && entry.text.contains("signature verified"), "{entry}");
        let counted = format!("; {} value", count(&expected));
        prop_assert!(entry.text.contains(&counted), "{}: {}", counted, entry);
    }

    #[test]
    fn one_altered_byte_is_refused(request in request(), part in any::<Index>(), at in any::<Index>(), by in 0x20..0x7f_u8) {
        let honest = arrived(&prepared(&request, false).unwrap_or_else(|error| panic!("{error}")));
        let mut altered = honest.clone();
        let alter = |bytes: &[u8]| {
            let mut bytes = bytes.to_vec();
            let place = at.index(bytes.len());
            bytes[place] = if bytes[place] == by { b'~' ^ (by & 1) } else { by };
            String::from_utf8_lossy(&bytes).into_owned()
        };
        let parts = signed_parts(request.api.platform, &honest);
        let is_form = matches!(request.api.platform.wire.body, Body::Form);
        let mut same = false;
        match part.get(&parts) {
            Some(header) => altered.headers[*header].1 = alter(honest.headers[*header].1.as_bytes()),
            None if request.api.platform.common.location == Some(Location::Query) && at.index(2) == 0 => {
                altered.query = alter(honest.query.as_bytes());
                same = pairs(altered.query.as_bytes()) == pairs(honest.query.as_bytes());
            }
            None => {
                altered.body = alter(&honest.body).into();
                same = is_form && pairs(&altered.body) == pairs(&honest.body);
            }
        }
        prop_assume!(altered != honest && !same);
        let entry = answered(&request, &altered).entry;
        let refused = matches!(entry.verdict, Verdict::Refused(_) | Verdict::NotServed);
        prop_assert!(refused && !entry.text.contains("signature verified"), "{entry}");
    }

    #[test]
    fn what_the_table_forbids_is_refused_on_both_sides(request in request(), which in any::<Index>(), how in any::<Index>()) {
        let shape = request.endpoint.request();
        let breakable: Vec<_> = fields(shape, &request.node, "")
            .into_iter()
            .filter_map(|(path, field)| forbidden(field, how).map(|(node, rule)| (path, node, rule)))
            .collect();
        let (path, node, rule) = which.get(&breakable).clone();
        let mut broken = request;
        put(shape, &mut broken.node, &path, node);

        let Err(Error::Invalid(violations)) = prepared(&broken, false) else { panic!("{path} {rule} passes") };
        let found: Vec<_> = violations.iter().map(|one| (one.path.as_str(), one.rule)).collect();
        prop_assert!(found.contains(&(path.as_str(), rule)), "{path} {rule}: {found:?}");

        let sent = prepared(&broken, true).unwrap_or_else(|error| panic!("{error}"));
        let entry = answered(&broken, &arrived(&sent)).entry;
        let missing = rule == "required" || rule == "empty";
        let reason = if missing { RefusalReason::MissingField } else { RefusalReason::Field };
        prop_assert_eq!(entry.verdict, Verdict::Refused(reason), "{}", entry);
        prop_assert!(entry.text.starts_with(&format!("{path}: ")), "{path} {rule}: {entry}");
        prop_assert!(entry.text.contains("signature verified"), "{entry}");
    }
}

fn pairs(encoded: &[u8]) -> Option<Vec<(String, String)>> {
    form::decode(encoded, Limits::default()).ok()
}
