//! The sandbox's half: it is given `wire`, and its answer, read by the client's half, is as expected.

use bytes::Bytes;
use serde_json::Value;
use signwright_runtime::credentials::Credentials;
use signwright_runtime::model::{Api, DocumentFormat};
use signwright_sandbox::{HttpRequest, Options, Service};
use signwright_tests::case::{Case, pairs_at, text_at};

use super::client::{raw, understood};
use super::signing::{format, message, unix_ms, unsigned};

/// Every answer of `sandbox`, in their order, from one sandbox.
pub(crate) fn answers(case: &Case, api: &Api<'_>) -> Result<(), String> {
    let sandbox = case.json("sandbox").unwrap_or_default();
    let unsigned = unsigned(case);
    // What the sandbox knows is what the case's own sender has, unless the case says otherwise.
    let told = |key: &str| if sandbox.get(key).is_some() { &sandbox } else { &unsigned };
    let credentials = Credentials::new(pairs_at(told("credentials"), "credentials"));
    let now = unix_ms(text_at(told("at"), "at"))?;
    let options =
        Options::default().strict(sandbox["strict"] == Value::Bool(true)).credentials(api.platform.name, credentials);
    let service = Service::new(&[api], options);

    let (message, target) = message(case)?;
    let request = HttpRequest {
        verb: target.verb,
        host: target.host,
        path: target.path,
        query: target.query,
        headers: message.headers,
        body: Bytes::from(message.body),
    };
    let format = format(&unsigned).unwrap_or(DocumentFormat::Json);
    let expected = sandbox["answers"].as_array().map(Vec::as_slice).unwrap_or_default();
    if expected.is_empty() {
        return Err("sandbox.json expects no answer".to_owned());
    }
    expected.iter().enumerate().try_for_each(|(at, expected)| {
        let answer = service.answer(&request, now);
        let shown = || format!("answer {at}: {}\n  log: {}", String::from_utf8_lossy(&answer.body), answer.entry.text);
        understood(case, api, &raw(answer.status, &answer.headers, &answer.body), format, expected)
            .map_err(|error| format!("{error}\n  {}", shown()))
    })
}
