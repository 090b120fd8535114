//! From a request to a scope, and from the signed scope to what is sent: where each parameter travels, and how it is
//! encoded there.

use std::borrow::Cow;

use bytes::Bytes;

use super::error::{SignError, SignReason};
use super::percent::{self, Encoding};
use super::piece::{Piece, Show};
use super::request::{FinalRequest, SigningRequest};
use super::scope::{Scope, Target, is_signature, params_place};
use super::template::evaluate;
use crate::credentials::Credentials;
use crate::model::{Body, CommonField, DocumentFormat, Place, Platform};
use crate::moment::Moment;
use crate::{Limits, form};

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
        common: Vec::with_capacity(platform.common.fields.len()),
        params: Vec::with_capacity(request.params.len()),
        query: Vec::new(),
        headers: Vec::new(),
        body: (!has_form_body(platform)).then_some(&request.body),
        steps: Vec::with_capacity(platform.signing.steps.len()),
    };
    let url = evaluate(platform.wire.url, &scope).and_then(Piece::into_text).map_err(|reason| reason.at("wire.url"))?;
    let (address, query) = url.split_once('?').unwrap_or((&url, ""));
    scope.target = Some(target(address, request));
    // An old signature is dropped; everything else that was given stays as it is.
    sort_in(&mut scope, Origin::Caller, borrowed(&request.params), is_signature);
    let query = form::decode(query.as_bytes(), Limits::default());
    let query = query.map_err(|_| SignReason::IllegalTarget.at("wire.url"))?.into_iter();
    let query = query.map(|(name, value)| (Cow::Owned(name), Cow::Owned(value)));
    sort_in(&mut scope, Origin::Wire(Place::Query), query, is_signature);
    sort_in(&mut scope, Origin::Wire(Place::Query), borrowed(&request.query), is_signature);
    sort_in(&mut scope, Origin::Wire(Place::Header), borrowed(&request.headers), is_signature);
    let has_content_type = scope.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    if !has_content_type && (has_form_body(platform) || !request.body.is_empty()) {
        scope.headers.push((Cow::Borrowed("Content-Type"), Piece::text(content_type(platform, format))));
    }
    let is_there = |name: &str| scope.common.iter().chain(&scope.params).any(|(there, _)| there == name);
    let fields = platform.common.fields.iter().enumerate();
    let missing = fields.filter(|(_, field)| !is_there(field.name)).map(|(place, _)| place);
    let missing = missing.collect();
    scope.run(missing)?;
    Ok(scope)
}

/// Where a pair was found.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Among what a caller wants to send as parameters, wherever these travel.
    Caller,
    /// In this place of the request itself.
    Wire(Place),
}

/// The values of common parameters that follow from the steps, by their place in the platform's table.
pub(crate) type Derived<'a> = Vec<(usize, Cow<'a, str>)>;

/// Sorts pairs into the scope. What `is_derived` is taken out, to be computed again.
pub(crate) fn sort_in<'a>(
    scope: &mut Scope<'a>,
    origin: Origin,
    pairs: impl IntoIterator<Item = (Cow<'a, str>, Cow<'a, str>)>,
    is_derived: fn(&CommonField<'_>) -> bool,
) -> Derived<'a> {
    let platform = scope.platform;
    let params_place = params_place(platform);
    let found_in = match origin {
        Origin::Caller => params_place,
        Origin::Wire(place) => place,
    };
    // Common parameters stand in their own place; a caller may name them anywhere.
    let may_be_common = origin == Origin::Caller || found_in == platform.common.place;
    let mut derived = Derived::new();
    for (name, value) in pairs {
        let at = scope.common_place(found_in, &name).filter(|_| may_be_common);
        let field = at.and_then(|at| platform.common.fields.get(at));
        if let (Some(at), Some(field)) = (at, field)
            && is_derived(field)
        {
            derived.push((at, value));
            continue;
        }
        let piece = Piece::text(value);
        let piece = match field.and_then(|field| scope.secret_of(field)) {
            Some(secret) => piece.hidden(secret),
            None => piece,
        };
        let name = field.map_or(name, |field| Cow::Borrowed(field.name));
        let to = match found_in {
            _ if field.is_some() && params_place != platform.common.place => &mut scope.common,
            _ if field.is_some() => &mut scope.params,
            Place::Header => &mut scope.headers,
            _ if found_in == params_place => &mut scope.params,
            Place::Query => &mut scope.query,
            // A form that holds no parameters: the body itself is what counts.
            Place::Form => continue,
        };
        to.push((name, piece));
    }
    derived
}

/// The request to be sent, or to be shown.
pub(crate) fn finish(scope: &Scope<'_>, request: &SigningRequest, show: Show) -> Result<FinalRequest, SignError> {
    let target = scope.target.as_ref().ok_or_else(|| SignReason::IllegalTarget.at("wire.url"))?;
    let mut url = format!("{}://{}{}", target.scheme, target.host, target.path);
    let sent = |place| scope.sent(place).map(|(name, value)| (name, value.show(show)));
    let query = percent::pairs(Encoding::Uri, sent(Place::Query));
    if !query.is_empty() {
        url.push('?');
        url.push_str(&String::from_utf8_lossy(&query));
    }
    let headers = sent(Place::Header).map(|(name, value)| (name.into_owned(), value.into_owned()));
    let body = if has_form_body(scope.platform) {
        percent::pairs(Encoding::Form, sent(Place::Form)).into()
    } else {
        Bytes::clone(&request.body)
    };
    Ok(FinalRequest { method: scope.verb.to_owned(), url, headers: headers.collect(), body })
}

/// Whether the body is made of parameters.
fn has_form_body(platform: &Platform<'_>) -> bool {
    platform.common.place == Place::Form || params_place(platform) == Place::Form
}

/// Pairs that stay where they are.
pub(crate) fn borrowed(pairs: &[(String, String)]) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
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
    match format {
        _ if has_form_body(platform) => "application/x-www-form-urlencoded",
        DocumentFormat::Json => "application/json",
        DocumentFormat::Xml => "application/xml",
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
