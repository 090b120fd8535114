//! The signing input: everything of one request that is fixed before its scheme is run, about to be signed or as it was
//! received. Parameters stand here as they travel, sorted by where they do.

use std::borrow::Cow;

use bytes::Bytes;

use super::document::{self, Members};
use super::masked::MaskedValue;
use super::parameter::SignedParameter;
use super::plan::Plan;
use super::target::Target;
use super::text;
use crate::credentials::Credentials;
use crate::model::Location;

/// A name and a value as they travel, before any encoding.
pub(super) type Sent<'a> = (Cow<'a, str>, MaskedValue<'a>);

/// A request as its scheme sees it.
pub(super) struct SigningInput<'a> {
    pub(super) credentials: &'a Credentials,
    /// Milliseconds since 1970-01-01 UTC; `None` where a request was received that tells no time.
    pub(super) unix_ms: Option<i64>,
    /// Empty where there is none.
    pub(super) nonce: Cow<'a, str>,
    pub(super) verb: &'a str,
    pub(super) target: Option<Target<'a>>,
    pub(super) environment: Cow<'a, str>,
    pub(super) endpoint: &'a str,
    pub(super) format: &'static str,
    pub(super) vars: &'a [(String, String)],
    pub(super) common: Vec<Sent<'a>>,
    /// The business parameters. Where these and the common ones travel together, what was received stands here.
    pub(super) params: Vec<Sent<'a>>,
    pub(super) query: Query<'a>,
    pub(super) headers: Vec<Sent<'a>>,
    /// What came of what the scheme places among the headers, or elsewhere than the business parameters travel: it may
    /// be among the parameters that are signed. In the plan's order, as it is computed.
    pub(super) placed: Vec<(Location, Sent<'a>)>,
    pub(super) body: Content<'a>,
    /// The signed parameters that are to be computed, by their place in the plan.
    pub(super) missing: Vec<usize>,
    /// What came for those of a received request.
    pub(super) derived: Derived<'a>,
    /// A signature that was made elsewhere, to be tried instead of making one.
    pub(super) claimed: Option<String>,
}

#[derive(Default)]
pub(super) struct Query<'a> {
    /// Those of a query that is sent as it was given, and that query.
    pub(super) raw: Vec<Sent<'a>>,
    pub(super) raw_text: String,
    /// The query as it was received, without what carries the signature.
    pub(super) received: Option<String>,
    pub(super) fields: Vec<Sent<'a>>,
}

pub(super) enum Content<'a> {
    /// The form of what is sent in it.
    Form,
    /// These exact bytes.
    Bytes(Bytes),
    /// The members of a JSON object that something is placed in.
    Json(Members<'a>),
}

/// The values of signed parameters that follow from the steps, by their place in the plan.
pub(super) type Derived<'a> = Vec<(usize, Cow<'a, str>)>;

impl<'a> SigningInput<'a> {
    /// Nothing yet but where it stands.
    pub(super) fn new(
        plan: &Plan<'a>,
        credentials: &'a Credentials,
        endpoint: &'a str,
        vars: &'a [(String, String)],
    ) -> Self {
        Self {
            credentials,
            unix_ms: None,
            nonce: Cow::Borrowed(""),
            verb: plan.wire.verb,
            target: None,
            environment: Cow::Borrowed(""),
            endpoint,
            format: "",
            vars,
            common: Vec::new(),
            params: Vec::new(),
            query: Query::default(),
            headers: Vec::new(),
            placed: Vec::new(),
            body: Content::Form,
            missing: Vec::new(),
            derived: Vec::new(),
            claimed: None,
        }
    }

    /// Whether something of this name is given where the parameter travels.
    pub(super) fn gives(&self, plan: &Plan<'_>, parameter: &SignedParameter<'_>) -> bool {
        if parameter.is_common && self.params.iter().chain(&self.common).any(|(name, _)| name == parameter.name) {
            return true;
        }
        let lists = [
            (plan.common_location, &self.common),
            (plan.params_location, &self.params),
            (Location::Query, &self.query.raw),
            (Location::Query, &self.query.fields),
            (Location::Header, &self.headers),
        ];
        let is_named = |(name, _): &Sent<'_>| parameter.is_named(name);
        lists.into_iter().any(|(place, sent)| place == parameter.location && sent.iter().any(is_named))
            || self.placed.iter().any(|(place, sent)| *place == parameter.location && is_named(sent))
            || self.member(parameter).is_some()
    }

    /// What stands in the JSON body for a parameter, as text.
    pub(super) fn member(&self, parameter: &SignedParameter<'_>) -> Option<MaskedValue<'_>> {
        let members = self.members().filter(|_| parameter.location == Location::Json)?;
        text::text_of_node(document::find(members, parameter.name)?).ok().map(MaskedValue::text)
    }

    pub(super) fn members(&self) -> Option<&Members<'a>> {
        if let Content::Json(members) = &self.body { Some(members) } else { None }
    }
}
