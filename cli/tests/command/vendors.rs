//! `sign` over the wires of the field: what is stated of a call, its endpoint's name and the values of its path, becomes the
//! request that was written by hand. The cases are those of `tests/platforms`.

use serde_json::{Map, Value, json};
use signwright_codegen::{Arena, load};
use signwright_runtime::encode::encode;
use signwright_runtime::model::{DocumentFormat, Endpoint, PathPart, Platform};
use signwright_runtime::{Leniency, Limits, conform, json as runtime_json};
use signwright_tests::case::{Case, pairs_at, text_at};
use signwright_tests::http::{Message, Target, pairs};

use super::{at, root, run_in};

/// A call as a person states it: what its endpoint says is left out.
fn stated(case: &Case, method: &str, (platform, endpoint): (&Platform<'_>, &Endpoint<'_>)) -> Value {
    let text = case.text("request").expect("a request");
    let document = runtime_json::parse(text.as_bytes(), Limits::default()).expect("JSON");
    let (document, _) = conform(endpoint.request(), document, Leniency::default(), platform.zone);
    let unsigned = case.json("unsigned").unwrap_or_default();
    let vars = pairs_at(&unsigned, "vars");
    let sent = encode(platform, endpoint, document, DocumentFormat::Json, &vars).expect("it can be sent");
    let listed = |pairs: &[(String, String)]| pairs.iter().map(|(name, value)| json!([name, value])).collect::<Value>();
    let request = case.json("request").unwrap_or_default();
    let rows = endpoint.travel.path.iter().filter_map(|part| match *part {
        PathPart::Row(name) => Some((name.to_owned(), request[name].clone())),
        _ => None,
    });
    json!({
        "method": method,
        "at": text_at(&unsigned, "at"),
        "nonce": text_at(&unsigned, "nonce"),
        "environment": case.about("environment"),
        "credentials": unsigned["credentials"],
        "vars": listed(&vars),
        "path": Some(rows.collect::<Map<_, _>>()).filter(|rows| !rows.is_empty()),
        "params": listed(&sent.params),
        "query": listed(&sent.query),
        "headers": listed(&sent.headers),
        "body": String::from_utf8(sent.body.to_vec()).expect("UTF-8"),
    })
}

#[test]
fn a_call_that_names_its_endpoint_is_signed_as_it_is_sent() {
    let (arena, folder) = (Arena::new(), root().join("tests/platforms"));
    let specs = load(&arena, &folder).specs.expect("no mistakes");
    let mut count = 0;
    for spec in &specs.apis {
        let name = spec.api.platform.name;
        for endpoint in spec.endpoints {
            let in_rust = endpoint.name.expect("a name in Rust").text;
            let file = folder.join(name).join("cases").join(format!("{in_rust}.case"));
            let cases = Case::of_file(&format!("{name}/{in_rust}/cases"), &file);
            for case in cases.iter().filter(|case| case.has("request") && case.has("wire")) {
                // By either name.
                let method = if count % 2 == 0 { endpoint.model.name } else { in_rust };
                count += 1;
                let request = stated(case, method, (spec.api.platform, endpoint.model)).to_string();
                let arguments = ["sign", name, "--spec", name, "--request", "-", "--json", "--show-secrets"];
                let run = run_in(&folder, &arguments, &request).expect(0);
                let message = Message::parse(case.text("wire").unwrap_or_default()).expect("a message");
                let target = Target::parse(&message.first).expect("a target");
                let shown = |path: &str| at(&run.out, path).unwrap_or_default();
                let sent = Target::parse(&format!("{} {}", shown("request.method"), shown("request.url")));
                let sent = sent.expect("a target");
                let fields = |encoded: &str| {
                    let mut pairs = pairs(encoded).expect("pairs");
                    pairs.sort();
                    pairs
                };
                assert_eq!((&sent.verb, sent.address()), (&target.verb, target.address()), "{}", case.name);
                assert_eq!(fields(&sent.query), fields(&target.query), "{}", case.name);
                if message.is_form() {
                    assert_eq!(fields(&shown("request.body")), fields(&message.body), "{}", case.name);
                } else {
                    assert_eq!(shown("request.body"), message.body, "{}", case.name);
                }
                // What the other side's signature is held against is that of the same call.
                let signature = shown("signature");
                if !signature.is_empty() {
                    run_in(&folder, &[&arguments[..], &["--expect", &signature]].concat(), &request).expect(0);
                }
            }
        }
    }
    assert!(count >= 40, "only {count} cases");
}
