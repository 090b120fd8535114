//! From a request to a scope, and from the signed scope to what is sent: where each parameter travels, and how it is
//! encoded there.

use std::borrow::Cow;

use bytes::Bytes;

use super::document::members;
use super::error::{SignError, SignReason};
use super::percent;
use super::piece::{Piece, Show};
use super::request::{FinalRequest, SigningRequest};
use super::scope::{Scope, params_place};
use super::slot::Slot;
use super::target::Target;
use super::template::Evaluate;
use crate::credentials::Credentials;
use crate::model::{Body, DocumentFormat, Input, Part, Percent, Place, Platform};
use crate::moment::Moment;
use crate::{Limits, form};

/// A scope with everything computed.
pub(crate) fn signed_scope<'a>(
    platform: &'a Platform<'a>,
    request: &'a SigningRequest,
    credentials: &'a Credentials,
    moment: &'a Moment,
    explain: bool,
) -> Result<Scope<'a>, SignError> {
    let (mut scope, missing) = prepared(platform, request, credentials, moment, explain)?;
    scope.run(&missing)?;
    Ok(scope)
}

/// A scope with everything given, and the slots that are to be computed.
pub(crate) fn prepared<'a>(
    platform: &'a Platform<'a>,
    request: &'a SigningRequest,
    credentials: &'a Credentials,
    moment: &'a Moment,
    explain: bool,
) -> Result<(Scope<'a>, Vec<usize>), SignError> {
    let format = format_of(platform, request.format);
    let mut scope = Scope::new(platform, credentials, (&request.endpoint, &request.vars), explain);
    if !scope.slots.iter().any(|slot| slot.is_signature(platform)) {
        return Err(SignReason::NoPlace.at("common"));
    }
    scope.moment = Some(Cow::Borrowed(moment));
    scope.verb = request.verb.as_deref().unwrap_or(platform.wire.verb);
    scope.format = format.name();
    scope.environment = match platform.environments.first() {
        Some(first) if request.environment.is_empty() => first.url,
        _ => &request.environment,
    };
    scope.params.reserve(request.params.len());
    scope.settle_vars().map_err(|(name, reason)| reason.at(format!("signing.vars.{name}")))?;
    let is_form = is_form_body(&scope, request);
    scope.body = (!is_form).then_some(&request.body);

    // The usual address is the environment's, which needs no text of its own.
    let mut url = if let [Part::Value(Input::Environment, [])] = platform.wire.url.0 {
        Cow::Borrowed(scope.environment)
    } else {
        let url = Evaluate::over(&scope).build(platform.wire.url).and_then(Piece::into_text);
        Cow::Owned(url.map_err(|reason| reason.at("wire.url"))?)
    };
    let mut query = String::new();
    if let Some(end) = url.find('?') {
        query.push_str(url.get(end + 1..).unwrap_or_default());
        url.to_mut().truncate(end);
    }
    scope.target = Some(Target {
        own_scheme: request.scheme.as_deref(),
        own_host: request.host.as_deref(),
        own_path: request.path.as_deref().map(percent::as_sent),
        ..Target::of(url)
    });
    // An old signature is dropped; everything else that was given stays as it is.
    let is_signature = |slot: &Slot<'_>| slot.is_signature(platform);
    sort_in(&mut scope, Origin::Caller, borrowed(&request.params), is_signature);
    if !query.is_empty() {
        let query = form::decode(query.as_bytes(), Limits::default());
        let query = query.map_err(|_| SignReason::IllegalTarget.at("wire.url"))?.into_iter();
        let query = query.map(|(name, value)| (Cow::Owned(name), Cow::Owned(value)));
        sort_in(&mut scope, Origin::Wire(Place::Query), query, is_signature);
    }
    take_raw_query(&mut scope, &request.raw_query)?;
    sort_in(&mut scope, Origin::Wire(Place::Query), borrowed(&request.query), is_signature);
    sort_in(&mut scope, Origin::Wire(Place::Header), borrowed(&request.headers), is_signature);
    if params_place(platform) == Place::Json || scope.slots.iter().any(|slot| slot.place == Place::Json) {
        scope.members = Some(members(&request.body).map_err(|reason| reason.at("request.body"))?);
    }
    let has_content_type = scope.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    if !has_content_type && (is_form || scope.members.is_some() || !request.body.is_empty()) {
        scope.headers.push((Cow::Borrowed("Content-Type"), Piece::text(content_type(is_form, format))));
    }
    let missing = scope.slots.iter().enumerate().filter(|(_, slot)| !scope.is_sent(slot)).map(|(place, _)| place);
    let missing = missing.collect();
    Ok((scope, missing))
}

/// Where a pair was found.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Among what a caller wants to send as parameters, wherever these travel.
    Caller,
    /// In this place of the request itself.
    Wire(Place),
}

/// The values of slots that follow from the steps, by their place among all.
pub(crate) type Derived<'a> = Vec<(usize, Cow<'a, str>)>;

/// Sorts pairs into the scope. What `is_derived` is taken out, to be computed again.
pub(crate) fn sort_in<'a>(
    scope: &mut Scope<'a>,
    origin: Origin,
    pairs: impl IntoIterator<Item = (Cow<'a, str>, Cow<'a, str>)>,
    is_derived: impl Fn(&Slot<'_>) -> bool,
) -> Derived<'a> {
    let platform = scope.platform;
    let params_place = params_place(platform);
    let found_in = match origin {
        Origin::Caller => params_place,
        Origin::Wire(place) => place,
    };
    let mut derived = Derived::new();
    for (name, value) in pairs {
        // Common parameters stand in their own place; a caller may name them anywhere.
        let slot = scope.slot_named(found_in, &name);
        let slot = match origin {
            Origin::Caller if platform.common.place != found_in => {
                scope.slot_named(platform.common.place, &name).or(slot)
            }
            _ => slot,
        };
        if let Some((at, _)) = slot.filter(|(_, slot)| is_derived(slot)) {
            derived.push((at, value));
            continue;
        }
        let common = slot.map(|(_, slot)| slot).filter(|slot| slot.is_common);
        let piece = Piece::text(value);
        let piece = match common.and_then(|slot| scope.secret_of(&slot)) {
            Some(secret) => piece.hidden(secret),
            None => piece,
        };
        let name = common.map_or(name, |slot| Cow::Borrowed(slot.name));
        let to = match found_in {
            _ if common.is_some() && params_place != platform.common.place => &mut scope.common,
            _ if common.is_some() => &mut scope.params,
            // Beside the common ones, what travels as a header is a header: a receiver cannot tell it from any other.
            Place::Header => &mut scope.headers,
            _ if found_in == params_place => &mut scope.params,
            Place::Query => &mut scope.query,
            // A body that holds no parameters: the body itself is what counts.
            Place::Form | Place::Json => continue,
        };
        to.push((name, piece));
    }
    derived
}

/// A query that is sent as it was given, without an old signature.
fn take_raw_query(scope: &mut Scope<'_>, query: &str) -> Result<(), SignError> {
    let mut kept = Vec::new();
    for field in query.split('&').filter(|field| !field.is_empty()) {
        let pairs = form::decode(field.as_bytes(), Limits::default());
        let pairs = pairs.map_err(|_| SignReason::IllegalTarget.at("request.raw_query"))?;
        for (name, value) in pairs {
            let slot = scope.slot_named(Place::Query, &name);
            if !slot.is_some_and(|(_, slot)| slot.is_signature(scope.platform)) {
                scope.raw.push((Cow::Owned(name), Piece::text(value)));
                kept.push(field);
            }
        }
    }
    scope.raw_query = percent::as_sent(&kept.join("&")).into_owned();
    Ok(())
}

/// The request to be sent, or to be shown.
pub(crate) fn finish(scope: &Scope<'_>, request: &SigningRequest, show: Show) -> Result<FinalRequest, SignError> {
    let target = scope.target.as_ref().ok_or_else(|| SignReason::IllegalTarget.at("wire.url"))?;
    let query = scope.query_string(show);
    let mut url = String::with_capacity(target.authority().len() + target.path().len() + query.len() + 16);
    url.extend([target.scheme(), "://", target.authority(), target.path()]);
    if !query.is_empty() {
        url.extend(["?", &query]);
    }
    let sent = |place| scope.sent(place).map(|(name, value)| (name, value.show(show)));
    let mut headers = Vec::with_capacity(scope.headers.len() + scope.common.len() + scope.placed.len());
    headers.extend(sent(Place::Header).map(|(name, value)| (name.into_owned(), value.into_owned())));
    let body = match scope.body {
        _ if scope.members.is_some() => {
            scope.json_body(show).map_err(|reason| reason.at("request.body"))?.into_bytes().into()
        }
        Some(_) => Bytes::clone(&request.body),
        None => percent::pairs(Percent::FORM, sent(Place::Form)).into(),
    };
    Ok(FinalRequest { method: scope.verb.to_owned(), url, headers, body })
}

/// Whether the body is made of parameters: a body that was given stays where nothing would be sent in a form.
fn is_form_body(scope: &Scope<'_>, request: &SigningRequest) -> bool {
    let of_params = params_place(scope.platform) == Place::Form;
    let of_slots = scope.slots.iter().any(|slot| slot.place == Place::Form);
    of_slots || (of_params && (request.body.is_empty() || !request.params.is_empty()))
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

fn content_type(is_form: bool, format: DocumentFormat) -> &'static str {
    match format {
        _ if is_form => "application/x-www-form-urlencoded",
        DocumentFormat::Json => "application/json",
        DocumentFormat::Xml => "application/xml",
    }
}
