//! From a request to a scope, and from the signed scope to what is sent: where each parameter travels, and how it is
//! encoded there.

use std::borrow::Cow;

use bytes::Bytes;

use super::error::{SignError, SignReason};
use super::percent::{self, Encoding};
use super::piece::Piece;
use super::request::{FinalRequest, SigningRequest};
use super::scope::{Scope, Sent, Target, is_derived, is_signature, params_place};
use super::template::evaluate;
use crate::credentials::Credentials;
use crate::model::{Body, DocumentFormat, Place, Platform};
use crate::moment::Moment;

/// A scope with everything computed.
pub(crate) fn signed_scope<'a>(
    platform: &'a Platform<'a>,
    request: &'a SigningRequest,
    credentials: &'a Credentials,
    moment: &'a Moment,
) -> Result<Scope<'a>, SignError> {
    if !platform.common.fields.iter().any(is_signature) {
        return Err(SignReason::NoPlace.at("common"));
    }
    let format = format_of(platform, request.format);
    let mut scope = Scope {
        platform,
        credentials,
        moment: Some(Cow::Borrowed(moment)),
        verb: request.verb.as_deref().unwrap_or(platform.wire.verb),
        target: None,
        environment: match platform.environments.first() {
            Some(first) if request.environment.is_empty() => first.url,
            _ => &request.environment,
        },
        endpoint: &request.endpoint,
        format: format.name(),
        vars: &request.vars,
        common: vec![None; platform.common.fields.len()],
        params: borrowed(&request.params).collect(),
        query: borrowed(&request.query).collect(),
        headers: borrowed(&request.headers).collect(),
        body: &request.body,
        steps: Vec::with_capacity(platform.signing.steps.len()),
    };
    let has_content_type = scope.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    if !has_content_type && (params_place(platform) == Place::Form || !request.body.is_empty()) {
        scope.headers.push((Cow::Borrowed("Content-Type"), Cow::Borrowed(content_type(platform, format))));
    }
    let url = evaluate(platform.wire.url, &scope).and_then(Piece::into_text).map_err(|reason| reason.at("wire.url"))?;
    let (address, query) = url.split_once('?').unwrap_or((&url, ""));
    scope.query.splice(0..0, percent::decoded_pairs(query));
    scope.target = Some(target(address, request));

    settle(&mut scope, true);
    let missing = scope.common.iter().enumerate().filter(|(_, value)| value.is_none()).map(|(place, _)| place);
    let missing = missing.collect();
    scope.run(missing)?;
    Ok(scope)
}

/// Where common parameters travel in the query, all of the query is parameters. What is named like a common parameter
/// takes its place; what follows from the steps is taken out and returned.
pub(crate) fn settle<'a>(scope: &mut Scope<'a>, signing: bool) -> Vec<(usize, Cow<'a, str>)> {
    let place = scope.platform.common.place;
    let params = std::mem::take(&mut scope.params);
    let beside = match place {
        Place::Query => std::mem::take(&mut scope.query),
        Place::Header => std::mem::take(&mut scope.headers),
        Place::Form => Vec::new(),
    };
    // What was received as a business parameter is one, whatever its name; a caller means the common parameter.
    let params_place = params_place(scope.platform);
    let mut derived = Vec::new();
    let mut sort = |scope: &mut Scope<'a>, named_in: Option<Place>, (name, value): Sent<'a>| {
        let at = named_in.and_then(|place| scope.common_place(place, &name));
        match at.and_then(|at| Some((at, scope.platform.common.fields.get(at)?))) {
            Some((at, field)) if is_signature(field) || (!signing && is_derived(field)) => derived.push((at, value)),
            Some((at, _)) if scope.common.get(at).is_some_and(Option::is_none) => scope.give(at, &value),
            _ => return Some((name, value)),
        }
        None
    };
    let named_in = (signing || params_place == place).then_some(params_place);
    for pair in params {
        let kept = sort(scope, named_in, pair);
        scope.params.extend(kept);
    }
    for pair in beside {
        let Some(kept) = sort(scope, Some(place), pair) else { continue };
        match place {
            Place::Header => scope.headers.push(kept),
            Place::Query | Place::Form => scope.query.push(kept),
        }
    }
    if place == Place::Query && params_place == Place::Query {
        scope.params.append(&mut scope.query);
    }
    derived
}

/// The request to be sent; `show` makes text of each value.
pub(crate) fn finish(
    scope: &Scope<'_>,
    request: &SigningRequest,
    show: impl for<'v> Fn(Piece<'v>) -> Cow<'v, str>,
) -> Result<FinalRequest, SignError> {
    let target = scope.target.as_ref().ok_or_else(|| SignReason::IllegalTarget.at("wire.url"))?;
    let mut url = format!("{}://{}{}", target.scheme, target.host, target.path);
    let query = percent::pairs(Encoding::Uri, scope.sent(Place::Query).map(|(name, value)| (name, show(value))));
    if !query.is_empty() {
        url.push('?');
        url.push_str(&String::from_utf8_lossy(&query));
    }
    let headers = scope.sent(Place::Header).map(|(name, value)| (name.into_owned(), show(value).into_owned()));
    let form = scope.platform.common.place == Place::Form || params_place(scope.platform) == Place::Form;
    let body = if form {
        percent::pairs(Encoding::Form, scope.sent(Place::Form).map(|(name, value)| (name, show(value)))).into()
    } else {
        Bytes::clone(&request.body)
    };
    Ok(FinalRequest { method: scope.verb.to_owned(), url, headers: headers.collect(), body })
}

/// Pairs that stay where they are.
pub(crate) fn borrowed(pairs: &[(String, String)]) -> impl Iterator<Item = Sent<'_>> {
    pairs.iter().map(|(name, value)| (Cow::Borrowed(name.as_str()), Cow::Borrowed(value.as_str())))
}

/// The format of a request: the wanted one, or the platform's first.
pub(crate) fn format_of(platform: &Platform<'_>, wanted: Option<DocumentFormat>) -> DocumentFormat {
    wanted.unwrap_or(match platform.wire.body {
        Body::Envelope { formats, .. } => formats.first().copied().unwrap_or(DocumentFormat::Json),
        Body::Form | Body::Positional => DocumentFormat::Json,
    })
}

fn content_type(platform: &Platform<'_>, format: DocumentFormat) -> &'static str {
    match (params_place(platform), format) {
        (Place::Form, _) => "application/x-www-form-urlencoded",
        (_, DocumentFormat::Json) => "application/json",
        (_, DocumentFormat::Xml) => "application/xml",
    }
}

/// The parts of an address, each replaced by the request's own where it has one.
fn target(address: &str, request: &SigningRequest) -> Target<'static> {
    let own = |own: &Option<String>, platform: &str| Cow::Owned(own.clone().unwrap_or_else(|| platform.to_owned()));
    let (scheme, rest) = address.split_once("://").unwrap_or(("https", address));
    let slash = rest.find('/').unwrap_or(rest.len());
    let (host, path) = rest.split_at_checked(slash).unwrap_or((rest, ""));
    let scheme = own(&request.scheme, scheme);
    let host = own(&request.host, host);
    let port = if scheme == "http" { ":80" } else { ":443" };
    let host = Cow::Owned(host.strip_suffix(port).unwrap_or(&host).to_owned());
    Target { scheme, host, path: own(&request.path, if path.is_empty() { "/" } else { path }) }
}
