//! Signing, verifying and explaining, over a few schemes of an invented platform.

#[cfg(feature = "asymmetric")]
mod asymmetric;
mod callbacks;
mod explain;
mod placing;
mod properties;
mod schemes;
mod signing;
mod steps;
mod templates;
mod verifying;

use super::{Detail, FinalRequest, Plan, Received, Signed, SigningRequest, SigningRun, sign};
use crate::credentials::Credentials;
use crate::model::Platform;
use crate::timestamp::SigningTime;

/// 2016-08-01 17:05:10 at +08:00.
fn signing_time() -> SigningTime {
    SigningTime::new(1_470_042_310_000, "n-1")
}

fn credentials() -> Credentials {
    Credentials::new([("shop", "小店"), ("app", "app-1"), ("secret", "pepper:salt"), ("token", "tok-1")])
}

fn request(params: &[(&str, &str)], body: &str) -> SigningRequest {
    SigningRequest {
        endpoint: "order.push".to_owned(),
        params: params.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        body: body.to_owned().into(),
        ..SigningRequest::default()
    }
}

fn signed(platform: &Platform<'_>, request: &SigningRequest) -> Signed {
    sign(platform, request, &credentials(), &signing_time()).unwrap()
}

/// What is sent, and what of it must not be printed.
fn signed_and_hidden(platform: &Platform<'_>, request: &SigningRequest) -> (FinalRequest, Vec<String>) {
    let mut hidden = Vec::new();
    let mut hide = |value: &str| hidden.push(value.to_owned());
    let sent =
        super::signed_and_hidden(&Plan::of(platform), request, &credentials(), &signing_time(), &mut hide).unwrap();
    (sent, hidden)
}

fn masked_request(platform: &Platform<'_>, request: &SigningRequest, credentials: &Credentials) -> FinalRequest {
    let (plan, signing_time) = (Plan::of(platform), signing_time());
    let mut run = SigningRun::new(&plan, request, credentials, &signing_time).unwrap();
    run.evaluate(Detail::Steps).unwrap();
    run.masked_request().unwrap()
}

fn step(signed: &Signed, name: &str) -> String {
    signed.steps.iter().find(|step| step.name() == name).unwrap().plain().into_owned()
}

/// What a server makes of a request on the wire.
fn received(sent: &FinalRequest) -> Received {
    let (address, query) = sent.url.split_once('?').unwrap_or((&sent.url, ""));
    let (scheme, rest) = address.split_once("://").unwrap();
    let (host, path) = rest.split_at(rest.find('/').unwrap());
    let is_form = sent.headers.iter().any(|(_, value)| value == "application/x-www-form-urlencoded");
    let form = if is_form { str::from_utf8(&sent.body).unwrap() } else { "" };
    Received {
        endpoint: "order.push".to_owned(),
        verb: sent.method.clone(),
        scheme: scheme.to_owned(),
        host: host.to_owned(),
        path: path.to_owned(),
        query: pairs(query),
        form: pairs(form),
        headers: sent.headers.clone(),
        body: sent.body.clone(),
        ..Received::default()
    }
}

fn pairs(encoded: &str) -> Vec<(String, String)> {
    crate::form::decode(encoded.as_bytes(), crate::Limits::default()).unwrap()
}
