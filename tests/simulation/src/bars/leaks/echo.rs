//! The sandbox as a transport that also gives back what it was sent, in every fourth answer, and answers tokens that are
//! marked. It keeps the signatures that it saw.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use serde_json::{Value, json};
use signwright_runtime::transport::{AsyncTransport, Bounds, BoxFuture, Transport, TransportError};
use signwright_runtime::{Limits, form};
use signwright_sandbox::InProcess;

use super::super::vendor::mixed;
use super::marks::{PERSONAL, PERSONAL_LETTERS, SECRET};

static SIGNATURES: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// The signatures since they were last asked for.
pub(super) fn signatures() -> Vec<String> {
    std::mem::take(&mut *SIGNATURES.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Clones share the sandbox.
#[derive(Clone)]
pub(super) struct Echoing {
    inner: InProcess,
    seed: u64,
    sent: Arc<AtomicU64>,
}

impl Echoing {
    pub(super) fn new(inner: InProcess, seed: u64) -> Self {
        Self { inner, seed, sent: Arc::default() }
    }

    /// The echo that an answer becomes, if it is to become one.
    fn echo(&self, request: &Request<Bytes>) -> Option<(u16, String)> {
        keep_signature(request);
        let chance = mixed(self.seed ^ mixed(self.sent.fetch_add(1, Ordering::Relaxed)));
        if !chance.is_multiple_of(4) {
            return None;
        }
        let body = String::from_utf8_lossy(request.body()).into_owned();
        let sent = format!("{} {} {:?} {body}", request.method(), request.uri(), request.headers());
        let plain = form::decode(request.body(), Limits::default()).map_or_else(
            |_| body.clone(),
            |pairs| pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" ; "),
        );
        let (made, status) = ((chance >> 8) % ECHOES.len() as u64, if chance & 64 == 0 { 200 } else { 502 });
        let echo = ECHOES[usize::try_from(made).unwrap_or(0)];
        Some((status, echo(if chance & 128 == 0 { &sent } else { &plain })))
    }
}

const ECHOES: [fn(&str) -> String; 7] = [
    |sent| format!("<!DOCTYPE html><h1>502</h1><p>{}</p>", sent.replace(['=', '?'], " ")),
    |sent| format!("{{\"error\": {sent:?}"),
    refused,
    |sent| refused(&sent.chars().rev().take(300).collect::<Vec<_>>().into_iter().rev().collect::<String>()),
    |sent| refused(&sent.split([',', ';', '&']).filter(|part| part.len() < 60).collect::<Vec<_>>().join(";")),
    |sent| refused(&sent.replace('&', "&amp;").replace('"', "&quot;")),
    // A success whose fields cannot be read and are named by what was sent.
    |sent| {
        json!({ "code": 0, "status": 0, "message": sent, "data": { "message": sent, sent: [], "failed": sent },
            "new_count": sent, "sn_responseContent": { "sn_body": { sent: sent } } })
        .to_string()
    },
];

/// A refusal of all of the platforms.
fn refused(message: &str) -> String {
    json!({ "code": message, "status": 100, "message": message,
        "sn_responseContent": { "sn_error": { "error_code": message, "error_msg": message } } })
    .to_string()
}

fn keep_signature(request: &Request<Bytes>) {
    let pairs = form::decode(request.body(), Limits::default()).unwrap_or_default();
    let query = form::decode(request.uri().query().unwrap_or_default().as_bytes(), Limits::default());
    let named = pairs.into_iter().chain(query.unwrap_or_default()).filter(|(name, _)| name == "sign");
    let header = request.headers().get("signinfo").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let found = named.map(|(_, value)| value).chain(header);
    SIGNATURES.lock().unwrap_or_else(PoisonError::into_inner).extend(found);
}

/// The tokens of an answer are the vendor's secrets, and the names of buyers nobody's affair.
fn marked(response: Response<Bytes>) -> Response<Bytes> {
    let (head, body) = response.into_parts();
    let text = String::from_utf8_lossy(&body);
    let body = Bytes::from(text.replace("买家", &format!("张{PERSONAL}{PERSONAL_LETTERS}")));
    let Ok(mut document) = serde_json::from_slice::<Value>(&body) else { return Response::from_parts(head, body) };
    if let Some(data) = document.get_mut("data").and_then(Value::as_object_mut)
        && data.contains_key("refresh_token")
    {
        data.insert("token".to_owned(), format!("{SECRET}新令牌{PERSONAL}").into());
        data.insert("refresh_token".to_owned(), format!("{SECRET}新券{PERSONAL}").into());
        return Response::from_parts(head, Bytes::from(document.to_string()));
    }
    Response::from_parts(head, body)
}

fn answered(
    echo: Option<(u16, String)>,
    answer: Result<Response<Bytes>, TransportError>,
) -> Result<Response<Bytes>, TransportError> {
    let Some((status, body)) = echo else { return answer.map(marked) };
    let mut response = answer?;
    *response.status_mut() = http::StatusCode::from_u16(status).unwrap_or_default();
    *response.body_mut() = Bytes::from(body);
    Ok(response)
}

impl Transport for Echoing {
    fn send(&self, request: Request<Bytes>, bounds: Bounds) -> Result<Response<Bytes>, TransportError> {
        answered(self.echo(&request), Transport::send(&self.inner, request, bounds))
    }

    fn wait(&self, time: Duration) {
        Transport::wait(&self.inner, time);
    }
}

impl AsyncTransport for Echoing {
    fn send(&self, request: Request<Bytes>, bounds: Bounds) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        Box::pin(async move { Transport::send(self, request, bounds) })
    }

    fn wait(&self, time: Duration) -> BoxFuture<'_, ()> {
        AsyncTransport::wait(&self.inner, time)
    }
}

impl fmt::Debug for Echoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}
