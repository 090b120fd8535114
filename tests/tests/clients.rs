//! The requests of the vendors' own pages, sent as the page's language would send them, against the sandbox.

use bytes::Bytes;
use signwright_codegen::Arena;
use signwright_runtime::credentials::Credentials;
use signwright_runtime::json::{self, Style};
use signwright_runtime::model::{Api, Body, DocumentFormat, Endpoint, Escape};
use signwright_runtime::sign::{SigningRequest, sign};
use signwright_runtime::timestamp::SigningTime;
use signwright_runtime::{Limits, Node};
use signwright_sandbox::{HttpRequest, Options, Service, Verdict};
use signwright_tests::http::arrived;

/// 2026-03-01 12:00:00 at +08:00.
const NOW: i64 = 1_772_337_600_000;

#[test]
fn the_vendors_own_samples_are_accepted_and_strictly_only_those_without_breaks() {
    let arena = Arena::new();
    let specs = signwright_tests::specs(&arena);
    let mut count = 0;
    for spec in specs.apis {
        for endpoint in spec.endpoints {
            for sample in endpoint.samples {
                let Some(request) = sample.request else { continue };
                let name = format!("{} {} {}", spec.api.platform.name, endpoint.model.name, sample.name.text);
                let received =
                    received(&spec.api, endpoint.model, request.text).unwrap_or_else(|error| panic!("{name}: {error}"));
                let answer =
                    |strict| Service::new(&[&spec.api], Options::default().strict(strict)).answer(&received, NOW);
                let lenient = answer(false).entry;
                assert_eq!(lenient.verdict, Verdict::Accepted, "{name}: {lenient}");
                // A rule that only warns does not refuse, however strict the sandbox is.
                let binds = |rule: &str| !matches!(rule, "equals" | "forbidden" | "count");
                let breaks = sample.breaks.iter().any(|listed| binds(listed.rule));
                let strict = answer(true).entry;
                assert_eq!(strict.verdict != Verdict::Accepted, breaks, "{name}: {strict}");
                count += 1;
            }
        }
    }
    assert!(count >= 7, "only {count} samples of requests: were some lost?");
}

/// The sample's own text, in the place where the platform takes it, signed with the test credentials.
fn received(api: &Api<'_>, endpoint: &Endpoint<'_>, text: &str) -> Result<HttpRequest, String> {
    let platform = api.platform;
    let mut request = SigningRequest {
        environment: platform.environments.first().map_or("", |environment| environment.url).to_owned(),
        endpoint: endpoint.name.to_owned(),
        vars: endpoint.vars.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        ..SigningRequest::default()
    };
    if matches!(platform.wire.body, Body::Form) {
        let document = json::parse(text.as_bytes(), Limits::default()).map_err(|error| error.to_string())?;
        let Node::Map(entries) = document else { return Err("no object".to_owned()) };
        let style = Style::new(Escape::Ascii, platform.zone);
        for (name, node) in entries {
            let value = match node.as_text() {
                Some(text) => text.into_owned(),
                None => json::write(&node, style).map_err(|error| error.to_string())?,
            };
            request.params.push((name.into_owned(), value));
        }
    } else {
        let is_xml = text.trim_start().starts_with('<');
        request.format = Some(if is_xml { DocumentFormat::Xml } else { DocumentFormat::Json });
        request.body = Bytes::from(text.to_owned());
    }
    let test_set = Credentials::new(platform.test_credentials.iter().map(|test| (test.name, test.value)));
    let signed =
        sign(platform, &request, &test_set, &SigningTime::new(NOW, "n-1")).map_err(|error| error.to_string())?;
    Ok(arrived(&signed.request))
}
