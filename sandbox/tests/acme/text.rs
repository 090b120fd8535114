//! Platforms as the specs would have them, each for one test, and calls as the runtime's own client makes them.

use bytes::Bytes;
use signwright_runtime::model::v1::{platform, sandbox, tables};
use signwright_runtime::model::{Api, DocumentFormat, Endpoint, PlatformText, Tables};
use signwright_runtime::reply::{RawAnswer, RowKeys};
use signwright_runtime::{
    CallOptions, Credentials, Error, Leniency, Limits, Node, Redaction, Reply, SigningTime, conform, interpret_node,
    json, prepare_node,
};
use signwright_sandbox::{Answer, HttpRequest, Service};

use super::NOW;

const HEAD: &str = "
platform: acme
zone: +08:00
environments: { test: https://acme.example/api }
credentials: { key: public }
common: { $in: header }
signing: none
";

/// A platform that signs nothing, and its endpoints, each with what its sandbox does.
pub(crate) fn api(said: &str, of_platform: &'static str, endpoints: &[(&'static str, &'static str)]) -> Api<'static> {
    let text: &'static str = format!("{HEAD}{said}").leak();
    let text = if of_platform.is_empty() { platform(text) } else { platform(text).sandbox(sandbox(of_platform)) };
    let text: &'static PlatformText = Box::leak(Box::new(text));
    let endpoints: Vec<_> = endpoints.iter().map(|(text, said)| endpoint(text, said)).collect();
    Api { platform: text.platform().unwrap_or_else(|error| panic!("{error}")), endpoints: endpoints.leak() }
}

fn endpoint(text: &'static str, said: &'static str) -> &'static Endpoint<'static> {
    let text = if said.is_empty() { tables(text) } else { tables(text).sandbox(sandbox(said)) };
    let text: &'static Tables = Box::leak(Box::new(text));
    text.endpoint().unwrap_or_else(|error| panic!("{error}"))
}

/// A request of the first endpoint as it is sent, whatever its table says of it, and what identifies its rows.
pub(crate) fn sent(api: &Api<'_>, document: &str) -> (HttpRequest, RowKeys) {
    let endpoint = api.endpoints[0];
    let document = json::parse_strict(document.as_bytes(), Limits::default()).expect("a document");
    // The values of a broken row go out as they are; what its table has is sent by it.
    let (document, _) = conform(endpoint.request(), document, Leniency::default(), api.platform.zone);
    let options = CallOptions { unchecked: true, ..CallOptions::default() };
    let (credentials, time) = (Credentials::new([("key", "k")]), SigningTime::new(NOW, "n"));
    let prepared = prepare_node(api.platform, endpoint, document, &credentials, "test", &options, &time);
    let prepared = prepared.unwrap_or_else(|error| panic!("{error}"));
    let sent = prepared.request;
    let address = sent.url.strip_prefix("https://acme.example").unwrap_or(&sent.url);
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let request = HttpRequest {
        verb: sent.method.clone(),
        host: "acme.example".to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers: sent.headers.clone(),
        body: Bytes::from(sent.body.to_vec()),
    };
    (request, prepared.rows)
}

/// Calls the first endpoint: the answer, and what the runtime's own client makes of it.
pub(crate) fn call(
    api: &Api<'_>,
    service: &Service<'_>,
    document: &str,
) -> (Answer, Result<Reply<Node<'static>>, Error>) {
    let (request, rows) = sent(api, document);
    let answer = service.answer(&request, NOW);
    let raw = RawAnswer::new(answer.status, answer.body.clone());
    let (limits, redaction) = (Limits::default(), Redaction::default());
    let reply = interpret_node(api.platform, api.endpoints[0], raw, Some(DocumentFormat::Json), limits, &redaction);
    let reply = reply.map(|mut reply| {
        reply.locate(&rows);
        reply
    });
    (answer, reply)
}
