//! From a request to what is sent, without sending it: validated, encoded, signed.

use std::borrow::Cow;
use std::fmt;

use super::arena;
use super::ready::Ready;
use crate::encode::{EncodeError, Unsigned, encode};
use crate::fill::TablesOf;
use crate::model::{
    self, Choice, Condition, DocumentFormat, Input, Level, Offset, Part, Platform, Repeat, Repetition, Test,
};
use crate::reply::{self, RowKeys};
use crate::sign::{FinalRequest, Plan, SigningRequest, address_to_show, format_of, signed_and_hidden};
use crate::texts::Texts;
use crate::validate::{Rules, holds_for, validate_by};
use crate::{
    Credentials, Endpoint, Error, Fields, Leniency, Node, NotSent, Redaction, SigningTime, Violation, Violations,
    conform, fields, form,
};

/// How a call is made, where there is a choice.
#[derive(Clone, Default)]
pub struct CallOptions {
    /// The format of documents; `None`: the platform's first.
    pub format: Option<DocumentFormat>,
    /// Values for the platform's templates; they come before the endpoint's own.
    pub vars: Vec<(String, String)>,
    /// Parameters beside the business ones; one named like a common parameter replaces it.
    pub params: Vec<(String, String)>,
    /// Whether the request is sent without being validated.
    pub unchecked: bool,
}

/// A request that is ready to be sent.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// What is to be sent.
    pub request: FinalRequest,
    /// What the request breaks without being stopped by it.
    pub warnings: Violations,
    /// What a server may not make its reader print: the secrets, the signature and the request's personal data.
    pub redaction: Redaction,
    /// What repeating this request does, for [`Error::repeating`].
    pub repeat: Repeat,
    /// What identifies its rows, for [`Reply::locate`](super::Reply::locate).
    pub rows: RowKeys,
}

/// Validates, encodes and signs a request. `environment` is the name of one of the platform's, or an address.
pub fn prepare<R: Endpoint>(
    request: &R,
    credentials: &Credentials,
    environment: &str,
    options: &CallOptions,
    signing_time: &SigningTime,
) -> Result<Prepared, Error> {
    prepare_typed(TablesOf::of::<R>(), request, credentials, environment, options, signing_time)
}

fn prepare_typed(
    tables: TablesOf,
    request: &dyn Fields,
    credentials: &Credentials,
    environment: &str,
    options: &CallOptions,
    signing_time: &SigningTime,
) -> Result<Prepared, Error> {
    // The request first: its records are compared with their tables, which the endpoint then knows.
    arena::within(|arena| {
        let node = fields::node_within(request, arena);
        let (platform, endpoint) = ((tables.platform)()?, (tables.endpoint)()?);
        let ready = Ready::kept(platform, endpoint);
        let draft = Draft::new(platform, endpoint, &ready, node, &address_of(platform, environment)?, options)?;
        let signed = draft.sign(&ready.plan, credentials, signing_time)?;
        Ok(draft.prepared(signed))
    })
}

/// As [`prepare`], for a platform without types. A map is first conformed to the endpoint's table; unchecked, it is
/// sent as it stands.
pub fn prepare_node(
    platform: &Platform<'_>,
    endpoint: &model::Endpoint<'_>,
    node: Node<'_>,
    credentials: &Credentials,
    environment: &str,
    options: &CallOptions,
    signing_time: &SigningTime,
) -> Result<Prepared, Error> {
    let ready = Ready::of(platform, endpoint);
    let draft = Draft::new(platform, endpoint, &ready, node, &address_of(platform, environment)?, options)?;
    let signed = draft.sign(&ready.plan, credentials, signing_time)?;
    Ok(draft.prepared(signed))
}

pub(super) fn address_of<'a>(platform: &Platform<'a>, environment: &'a str) -> Result<Cow<'a, str>, NotSent> {
    if let Some(named) = platform.environment(environment) {
        return Ok(named.url.into());
    }
    // An address of the caller's own is taken, for a sandbox or a proxy; any other word is a misspelled environment.
    let without_scheme = environment.strip_prefix("https://").or_else(|| environment.strip_prefix("http://"));
    let Some(authority) = without_scheme else { return Err(NotSent::Environment(address_to_show(environment))) };
    // What follows an address that ends with its host would become a part of the host's name.
    let follows_at_once = platform.wire.url.0.windows(2).any(|parts| match parts {
        [Part::Value(Input::Environment, []), Part::Text(text)] => !text.starts_with('/'),
        [Part::Value(Input::Environment, []), Part::Value(..)] => true,
        _ => false,
    });
    let is_bare = !authority.contains(['/', '?', '#']);
    Ok(if is_bare && follows_at_once { format!("{environment}/").into() } else { environment.into() })
}

/// A request that lacks only the signing time: each attempt is signed anew.
pub(crate) struct Draft {
    unsigned: SigningRequest,
    pub(super) warnings: Violations,
    pub(crate) rows: RowKeys,
    pub(crate) repeat: Repeat,
    /// The values of the row that the vendor wants in order, and that row's own name.
    pub(super) ordered: Texts,
    pub(super) ordered_by: String,
    /// What it counts where a rate counts weight.
    pub(super) weight: u32,
    personal: Redaction,
}

impl Draft {
    pub(super) fn new(
        platform: &Platform<'_>,
        endpoint: &model::Endpoint<'_>,
        ready: &Ready<'_>,
        node: Node<'_>,
        address: &str,
        options: &CallOptions,
    ) -> Result<Self, Error> {
        let (node, warnings) = check(platform, endpoint, &ready.rules, node, options.unchecked)?;
        let personal = Redaction::of_request(platform, endpoint.request(), &node);
        let rows = reply::keys(endpoint, &node);
        let repeat = repeat_of(endpoint, &node, platform.zone);
        let ordered = reply::values(endpoint.request(), &node, endpoint.facts.in_order);
        let ordered_by = endpoint.facts.in_order.rsplit('.').next().unwrap_or_default().to_owned();
        let weight = weight_of(endpoint, &node, platform.zone);
        let format = format_of(platform.wire_of(endpoint).body, options.format);
        let encoded = encode(platform, endpoint, node, format, &options.vars).map_err(invalid)?;
        let Unsigned { mut params, query, headers, body, path } = encoded;
        // Parameters of the call come last, so that they stand behind the platform's in a form.
        params.extend(options.params.iter().cloned());
        let unsigned = SigningRequest {
            environment: address.to_owned(),
            params,
            query,
            headers,
            body,
            format: Some(format),
            vars: options.vars.clone(),
            ..SigningRequest::default()
        };
        let unsigned = unsigned.naming(endpoint, path);
        Ok(Self { unsigned, warnings, rows, repeat, ordered, ordered_by, weight, personal })
    }

    /// The bytes of its body before it is signed, or of its parameters where those are the body; and how many of these
    /// there are.
    pub(super) fn size(&self) -> (usize, usize) {
        let SigningRequest { params, body, .. } = &self.unsigned;
        if !body.is_empty() {
            return (body.len(), params.len());
        }
        let pairs = params.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        (form::encode(pairs).len(), params.len())
    }

    /// What is ready to be sent, with what its signing gave.
    pub(super) fn prepared(self, (request, redaction): (FinalRequest, Redaction)) -> Prepared {
        Prepared { request, warnings: self.warnings, redaction, repeat: self.repeat, rows: self.rows }
    }

    pub(super) fn sign(
        &self,
        plan: &Plan<'_>,
        credentials: &Credentials,
        signing_time: &SigningTime,
    ) -> Result<(FinalRequest, Redaction), Error> {
        let signed =
            |hide: &mut dyn FnMut(&str)| signed_and_hidden(plan, &self.unsigned, credentials, signing_time, hide);
        let (redaction, signed) = self.personal.and_collected(signed);
        Ok((signed?, redaction))
    }
}

/// What repeating this request does. What cannot be told is to be asked: a document of the caller's own, which was not
/// compared with the tables, tells nothing.
pub(super) fn repeat_of(endpoint: &model::Endpoint<'_>, node: &Node<'_>, zone: Offset) -> Repeat {
    if let Choice::Always(Repetition::Does(repeat)) = endpoint.repeat {
        return repeat;
    }
    if !matches!(node, Node::Record(_)) {
        return endpoint.repeat.unsettled();
    }
    let holds = |condition: &Condition<'_>| holds_for(condition, endpoint.request(), node, zone);
    endpoint.repeat.chosen(&|condition| holds(condition)).settled(|row| holds(&Condition::Field(row, Test::There)))
}

/// The row that this request gives and that tells the vendor a second call from a new one, as an idempotency key does.
pub(super) fn key_of<'m>(endpoint: &model::Endpoint<'m>, node: &Node<'_>, zone: Offset) -> Option<&'m str> {
    let holds = |condition: &Condition<'_>| holds_for(condition, endpoint.request(), node, zone);
    match endpoint.repeat.chosen(&|condition| holds(condition)) {
        Repetition::By(row) if holds(&Condition::Field(row, Test::There)) => Some(row),
        _ => None,
    }
}

/// What a request counts where a rate counts weight; as much as it can where that cannot be told.
fn weight_of(endpoint: &model::Endpoint<'_>, node: &Node<'_>, zone: Offset) -> u32 {
    let weight = endpoint.facts.weight;
    if !matches!(node, Node::Record(_)) {
        return weight.values().into_iter().max().unwrap_or(1);
    }
    weight.chosen(&|condition| holds_for(condition, endpoint.request(), node, zone))
}

/// Validates a request, and gives what may be sent and what is to be told.
fn check<'v>(
    platform: &Platform<'_>,
    endpoint: &model::Endpoint<'_>,
    rules: &Rules<'_>,
    node: Node<'v>,
    unchecked: bool,
) -> Result<(Node<'v>, Violations), Error> {
    if unchecked {
        return Ok((node, Violations::default()));
    }
    let shape = endpoint.request();
    let (node, mut violations) = match node {
        Node::Map(_) => conform(shape, node, Leniency::default(), platform.zone),
        node => (node, Vec::new()),
    };
    violations.extend(validate_by(rules, shape, &node, platform.zone));
    let violations = Violations(violations);
    if violations.stop() { Err(Error::Invalid(violations)) } else { Ok((node, violations)) }
}

fn invalid(error: EncodeError) -> Error {
    let EncodeError { path, message } = error;
    let (message, says) = (message.into_owned(), String::new());
    Error::Invalid(Violations(vec![Violation { path, rule: "format", level: Level::Deny, message, says }]))
}

/// The names of what is given, never the values.
impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |pairs: &[(String, String)]| pairs.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        f.debug_struct("CallOptions")
            .field("format", &self.format)
            .field("vars", &names(&self.vars))
            .field("params", &names(&self.params))
            .field("unchecked", &self.unchecked)
            .finish()
    }
}
