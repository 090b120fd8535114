//! From a request that is about to be signed to its run, and from the run to what is sent: where each parameter
//! travels, and how it is encoded there.

use std::borrow::Cow;

use super::error::{SignError, SignReason};
use super::evaluate::Evaluate;
use super::input::{Content, Derived, SigningInput};
use super::masked::{MaskedValue, Show};
use super::parameter::SignedParameter;
use super::plan::{Plan, PlannedParameter};
use super::request::{FinalRequest, SigningRequest};
use super::run::SigningRun;
use super::target::Target;
use crate::credentials::Credentials;
use crate::model::notation::address;
use crate::model::notation::environments::{self, Unfilled};
use crate::model::{Body, DocumentFormat, Input, Location, Part, Percent, Platform, Template};
use crate::timestamp::SigningTime;
use crate::{Limits, form, percent};

impl<'a> SigningRun<'a> {
    /// A request that is about to be signed.
    pub fn new(
        plan: &'a Plan<'a>,
        request: &'a SigningRequest,
        credentials: &'a Credentials,
        signing_time: &'a SigningTime,
    ) -> Result<Self, SignError> {
        let platform = plan.platform;
        if plan.is_signed && !plan.parameters.iter().any(|parameter| parameter.is_signature) {
            return Err(SignReason::NoPlace.at("common"));
        }
        let format = format_of(plan.wire.body, request.format);
        let mut input = SigningInput::new(plan, credentials, &request.endpoint, &request.vars);
        input.unix_ms = Some(signing_time.unix_ms);
        input.nonce = Cow::Borrowed(&signing_time.nonce);
        input.verb = request.verb.as_deref().unwrap_or(plan.wire.verb);
        input.format = format.name();
        let environment = match platform.environments.first() {
            Some(first) if request.environment.is_empty() => first.url,
            _ => &request.environment,
        };
        input.environment = filled(environment, platform, request, credentials)?;
        input.params.reserve(request.params.len());
        let mut run = Self::over(plan, input);
        run.settle_vars()?;
        let is_form = is_form_body(plan, request);
        if !is_form {
            run.input.body = Content::Bytes(request.body.clone());
        }
        let query = run.settle_target(request)?;

        // An old signature is dropped; everything else that was given stays as it is.
        let is_signature = |parameter: &PlannedParameter<'_>| parameter.is_signature;
        run.sort_in(Origin::Caller, borrowed(&request.params), is_signature);
        let pairs = form::decode(query.as_bytes(), Limits::default());
        let pairs = pairs.map_err(|_| SignReason::IllegalTarget.at("wire.url"))?.into_iter();
        let pairs = pairs.map(|(name, value)| (Cow::Owned(name), Cow::Owned(value)));
        run.sort_in(Origin::Wire(Location::Query), pairs, is_signature);
        run.take_raw_query(&request.raw_query)?;
        run.sort_in(Origin::Wire(Location::Query), borrowed(&request.query), is_signature);
        run.sort_in(Origin::Wire(Location::Header), borrowed(&request.headers), is_signature);
        let is_json = plan.has_parameters_in(Location::Json);
        if is_json && let Some(members) = plan.members(&request.body, !request.params.is_empty())? {
            run.input.body = Content::Json(members);
        }
        let is_content_type = |name: &str| name.eq_ignore_ascii_case("content-type");
        // One that the platform sends as a parameter of its own replaces that of the body.
        let has_content_type = run.sent(Location::Header).any(|(name, _)| is_content_type(&name))
            || plan
                .parameters()
                .any(|parameter| parameter.location == Location::Header && is_content_type(parameter.name));
        if !has_content_type && (is_form || is_json || !request.body.is_empty()) {
            let content_type = Some(plan.wire.content_type).filter(|stated| !stated.is_empty());
            let content_type = content_type.unwrap_or_else(|| content_type_of(is_form, format));
            let header = (Cow::Borrowed("Content-Type"), Cow::Borrowed(content_type));
            run.sort_in(Origin::Wire(Location::Header), [header], is_signature);
        }
        run.sort_placed();
        let parameters = plan.parameters.iter().enumerate();
        let missing = parameters.filter(|(_, planned)| !run.input.gives(plan, &planned.parameter));
        run.input.missing = missing.map(|(index, _)| index).collect();
        Ok(run)
    }

    /// Where the request goes; gives the query of that address.
    fn settle_target(&mut self, request: &'a SigningRequest) -> Result<String, SignError> {
        let url = self.plan.wire.url;
        // The usual address is the environment's, which needs no text of its own.
        let mut url = if address::is_whole(&request.own_path) {
            Cow::Borrowed(request.own_path.as_str())
        } else if !request.own_path.is_empty() {
            Cow::Owned([self.input.environment.trim_end_matches('/'), &request.own_path].concat())
        } else if let [Part::Value(Input::Environment, [])] = url.0 {
            self.input.environment.clone()
        } else {
            let built = Evaluate::over(&*self).build(url).and_then(MaskedValue::into_text);
            let built = built.map_err(|reason| reason.at("wire.url"))?;
            self.keeps_host(url)?;
            Cow::Owned(built)
        };
        let mut query = String::new();
        if let Some(end) = url.find('?') {
            query.push_str(url.get(end + 1..).unwrap_or_default());
            url.to_mut().truncate(end);
        }
        self.input.target = Some(Target {
            own_scheme: request.scheme.as_deref(),
            own_host: request.host.as_deref(),
            own_path: request.path.as_deref().map(percent::as_sent),
            ..Target::of(url)
        });
        Ok(query)
    }

    /// Refuses values in the host of an address that would end it, and send the call elsewhere.
    fn keeps_host(&self, url: Template<'a>) -> Result<(), SignError> {
        let Some((Part::Text(begin), parts)) = url.0.split_first() else { return Ok(()) };
        let Some((_, host)) = begin.split_once("://") else { return Ok(()) };
        if host.contains('/') {
            return Ok(());
        }
        for part in parts {
            match part {
                Part::Text(text) if text.contains('/') => return Ok(()),
                Part::Text(_) => {}
                Part::Value(input, _) => {
                    let value = Evaluate::over(self).build(Template(std::slice::from_ref(part)));
                    let value = value.and_then(MaskedValue::into_text).map_err(|reason| reason.at("wire.url"))?;
                    if !environments::is_host(&value) {
                        let name = match input {
                            Input::Var(name) => format!("var.{name}"),
                            Input::Credential(name) => format!("credential.{name}"),
                            _ => "this value".to_owned(),
                        };
                        return Err(SignReason::NoHost(name).at("wire.url"));
                    }
                }
            }
        }
        Ok(())
    }

    /// Sorts pairs into the input. What `is_computed` is taken out, to be computed again.
    pub(super) fn sort_in(
        &mut self,
        origin: Origin,
        pairs: impl IntoIterator<Item = (Cow<'a, str>, Cow<'a, str>)>,
        is_computed: impl Fn(&PlannedParameter<'_>) -> bool,
    ) -> Derived<'a> {
        let (common_location, params_location) = (self.plan.common_location, self.plan.params_location);
        let location = match origin {
            Origin::Caller => params_location,
            Origin::Wire(location) => location,
        };
        let mut computed = Derived::new();
        for (name, value) in pairs {
            let mut named = self.parameter_named(location, &name);
            // Common parameters stand in their own location; a caller may name them anywhere.
            if origin == Origin::Caller {
                named = self.parameter_named(common_location, &name).or(named);
            }
            if let Some((index, _)) = named.filter(|(_, planned)| is_computed(planned)) {
                computed.push((index, value));
                continue;
            }
            let common = named.map(|(_, planned)| planned.parameter).filter(|parameter| parameter.is_common);
            let value = MaskedValue::text(value);
            let value = match common.and_then(|parameter| self.secret_of(&parameter)) {
                Some(secret) => value.hidden(secret),
                None => value,
            };
            let name = match named {
                // Among the business parameters it keeps the order that it came in. Elsewhere it is told from what no
                // scheme names, and a header's name is the scheme's, whatever case it came in.
                Some((_, planned))
                    if common.is_none() && (location == Location::Header || location != params_location) =>
                {
                    self.input.placed.push((location, (Cow::Borrowed(planned.parameter.name), value)));
                    continue;
                }
                _ => common.map_or(name, |parameter| Cow::Borrowed(parameter.name)),
            };
            let input = &mut self.input;
            let to = match location {
                _ if common.is_some() && params_location != common_location => &mut input.common,
                _ if common.is_some() => &mut input.params,
                // Beside the common ones, what travels as a header is a header: a receiver cannot tell it from others.
                Location::Header => &mut input.headers,
                _ if location == params_location => &mut input.params,
                Location::Query => &mut input.query.fields,
                // A body that holds no parameters: the body itself is what counts.
                Location::Form | Location::Json => continue,
            };
            to.push((name, value));
        }
        computed
    }

    /// Brings what came of what the scheme places into the plan's order: a map that is not sorted signs it in that one.
    pub(super) fn sort_placed(&mut self) {
        let parameters = &self.plan.parameters;
        self.input.placed.sort_by_cached_key(|(location, (name, _))| {
            parameters.iter().position(|PlannedParameter { parameter, .. }| {
                !parameter.is_common && parameter.location == *location && parameter.name == name
            })
        });
    }

    /// The secret credential that a common parameter carries.
    fn secret_of(&self, parameter: &SignedParameter<'a>) -> Option<&'a str> {
        parameter.value.0.iter().find_map(|part| match *part {
            Part::Value(Input::Credential(name), _) => {
                self.input.credentials.is_secret(self.plan.platform, name).then_some(name)
            }
            _ => None,
        })
    }

    /// A query that is sent as it was given, without an old signature.
    fn take_raw_query(&mut self, query: &str) -> Result<(), SignError> {
        let mut kept = Vec::new();
        for field in query.split('&').filter(|field| !field.is_empty()) {
            let pairs = form::decode(field.as_bytes(), Limits::default());
            let pairs = pairs.map_err(|_| SignReason::IllegalTarget.at("request.raw_query"))?;
            for (name, value) in pairs {
                let named = self.parameter_named(Location::Query, &name);
                if !named.is_some_and(|(_, planned)| planned.is_signature) {
                    self.input.query.raw.push((Cow::Owned(name), MaskedValue::text(value)));
                    kept.push(field);
                }
            }
        }
        self.input.query.raw_text = percent::as_sent(&kept.join("&")).into_owned();
        Ok(())
    }

    /// What is to be sent.
    pub fn request(&self) -> Result<FinalRequest, SignError> {
        self.finished(Show::Plain)
    }

    /// What is to be sent, to be shown: `<name>` stands for a secret credential. Where only [`Detail::Sent`](super::Detail::Sent) is kept,
    /// no computed secret is masked.
    pub fn masked_request(&self) -> Result<FinalRequest, SignError> {
        self.finished(Show::Masked)
    }

    fn finished(&self, show: Show) -> Result<FinalRequest, SignError> {
        let target = self.input.target.as_ref().ok_or_else(|| SignReason::IllegalTarget.at("wire.url"))?;
        let query = self.query_string(show);
        let mut url = String::with_capacity(target.authority().len() + target.path().len() + query.len() + 16);
        url.extend([target.scheme(), "://", target.authority(), target.path()]);
        if !query.is_empty() {
            url.extend(["?", &query]);
        }
        let sent = |place| self.sent(place).map(|(name, value)| (name, value.show(show)));
        let values = &self.values;
        let mut headers = Vec::with_capacity(self.input.headers.len() + values.common.len() + values.placed.len());
        headers.extend(sent(Location::Header).map(|(name, value)| (name.into_owned(), value.into_owned())));
        let body = match &self.input.body {
            Content::Json(members) => {
                self.json_body(members, show).map_err(|reason| reason.at("request.body"))?.into_bytes().into()
            }
            Content::Bytes(body) => body.clone(),
            Content::Form => percent::pairs(Percent::FORM, sent(Location::Form)).into(),
        };
        Ok(FinalRequest { method: self.input.verb.to_owned(), url, headers, body })
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// Among what a caller wants to send as parameters, wherever these travel.
    Caller,
    /// In this place of the request itself.
    Wire(Location),
}

/// An environment's address with the values that its host takes in.
fn filled<'a>(
    environment: &'a str,
    platform: &Platform<'_>,
    request: &SigningRequest,
    credentials: &Credentials,
) -> Result<Cow<'a, str>, SignError> {
    // Where the host is given, what the environment's would be is of no account.
    if !environment.contains('{') || request.host.is_some() {
        return Ok(Cow::Borrowed(environment));
    }
    let value = |name: &str| match name.split_once('.')? {
        ("var", name) => {
            let given = request.vars.iter().find(|(var, _)| var == name).map(|(_, value)| value.clone());
            given.or_else(|| stated(platform, name))
        }
        ("credential", name) => credentials.resolve(platform, name).map(str::to_owned),
        _ => None,
    };
    let filled = environments::filled(environment, value);
    let reason = |unfilled| match unfilled {
        Unfilled::Missing(name) => SignReason::UnknownInput(name.to_owned()),
        Unfilled::NoHost(name) => SignReason::NoHost(name.to_owned()),
    };
    Ok(Cow::Owned(filled.map_err(|unfilled| reason(unfilled).at("environments"))?))
}

/// A value of the platform's own, where it is a text: a computed one may itself take in the address.
fn stated(platform: &Platform<'_>, name: &str) -> Option<String> {
    match platform.signing.vars.iter().find(|var| var.name == name)?.value.0 {
        [Part::Text(text)] => Some((*text).to_owned()),
        _ => None,
    }
}

/// Whether the body is made of parameters: a body that was given stays where nothing would be sent in a form.
fn is_form_body(plan: &Plan<'_>, request: &SigningRequest) -> bool {
    let of_params = plan.params_location == Location::Form;
    plan.has_location(Location::Form) || (of_params && (request.body.is_empty() || !request.params.is_empty()))
}

pub(crate) fn borrowed(pairs: &[(String, String)]) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
    pairs.iter().map(|(name, value)| (Cow::Borrowed(name.as_str()), Cow::Borrowed(value.as_str())))
}

/// The format of a request under this body: the wanted one, or the first that it may have.
pub(crate) fn format_of(body: Body<'_>, wanted: Option<DocumentFormat>) -> DocumentFormat {
    wanted.unwrap_or(match body {
        Body::Envelope { formats, .. } => formats.first().copied().unwrap_or(DocumentFormat::Json),
        Body::Form | Body::Query | Body::Inside { .. } | Body::Positional => DocumentFormat::Json,
    })
}

fn content_type_of(is_form: bool, format: DocumentFormat) -> &'static str {
    match format {
        _ if is_form => "application/x-www-form-urlencoded",
        DocumentFormat::Json => "application/json",
        DocumentFormat::Xml => "application/xml",
    }
}
