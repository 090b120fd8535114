//! What the templates of a scheme see: one request, about to be signed or received. Parameters stand here as they
//! are sent, sorted by where they travel; computing them in the right order is `run`'s.

use std::borrow::Cow;
use std::cell::Cell;

use super::document::{self, Members};
use super::error::SignReason;
use super::percent;
use super::piece::{Piece, Show};
use super::slot::{Slot, slots};
use super::target::Target;
use super::template::Evaluate;
use super::text;
use crate::Node;
use crate::credentials::Credentials;
use crate::model::{Body, Input, Part, Percent, Place, Platform};
use crate::moment::Moment;

/// A name and a value as they travel, before any encoding.
pub(crate) type Sent<'a> = (Cow<'a, str>, Piece<'a>);

/// What becomes of a step.
pub(crate) enum StepValue {
    Known(Piece<'static>),
    /// Computed where it is used, because it is used once.
    Inlined,
}

pub(crate) struct Scope<'a> {
    pub(crate) platform: &'a Platform<'a>,
    /// All slots of the platform.
    pub(crate) slots: Vec<Slot<'a>>,
    pub(crate) credentials: &'a Credentials,
    pub(crate) moment: Option<Cow<'a, Moment>>,
    /// The nonce of a request that was received and tells no time.
    pub(crate) timeless_nonce: String,
    pub(crate) verb: &'a str,
    pub(crate) target: Option<Target<'a>>,
    pub(crate) environment: &'a str,
    pub(crate) endpoint: &'a str,
    pub(crate) format: &'static str,
    /// Values of the call, and then the scheme's own.
    pub(crate) given_vars: &'a [(String, String)],
    pub(crate) vars: Vec<(&'a str, Piece<'static>)>,
    /// The common parameters that are there so far.
    pub(crate) common: Vec<Sent<'a>>,
    /// The business parameters. Where these and the common ones travel together, what was received stands here.
    pub(crate) params: Vec<Sent<'a>>,
    /// What the scheme places that is there so far.
    pub(crate) placed: Vec<(Place, Sent<'a>)>,
    /// The fields of a query that is sent as it was given, and that query.
    pub(crate) raw: Vec<Sent<'a>>,
    pub(crate) raw_query: String,
    /// The query as it was received, without what carries the signature.
    pub(crate) received_query: Option<String>,
    /// The fields of the query, and the headers, that are no parameters.
    pub(crate) query: Vec<Sent<'a>>,
    pub(crate) headers: Vec<Sent<'a>>,
    /// The body's exact bytes; `None`: the form of what is sent in it.
    pub(crate) body: Option<&'a [u8]>,
    /// The members of a JSON body that something is placed in.
    pub(crate) members: Option<Members<'a>>,
    /// The steps so far.
    pub(crate) steps: Vec<(&'a str, StepValue)>,
    /// Whether every step is to be shown. Otherwise only what is sent is built, and no secret is marked.
    pub(crate) explain: bool,
    /// The signature that a received request claims, where only its other key could make it.
    pub(crate) claimed: Option<String>,
    /// The bytes of all values that were made so far.
    pub(super) made: Cell<usize>,
}

/// Where the business parameters travel.
pub(crate) fn params_place(platform: &Platform<'_>) -> Place {
    match platform.wire.body {
        Body::Form => Place::Form,
        Body::Positional | Body::Envelope { .. } => platform.common.place,
    }
}

impl<'a> Scope<'a> {
    /// Nothing yet but where it stands.
    pub(crate) fn new(
        platform: &'a Platform<'a>,
        credentials: &'a Credentials,
        (endpoint, given_vars): (&'a str, &'a [(String, String)]),
        explain: bool,
    ) -> Self {
        Self {
            platform,
            slots: slots(platform).collect(),
            credentials,
            moment: None,
            timeless_nonce: String::new(),
            verb: platform.wire.verb,
            target: None,
            environment: "",
            endpoint,
            format: "",
            given_vars,
            vars: Vec::new(),
            common: Vec::with_capacity(platform.common.fields.len()),
            params: Vec::new(),
            placed: Vec::with_capacity(platform.signing.place.len()),
            raw: Vec::new(),
            raw_query: String::new(),
            received_query: None,
            query: Vec::new(),
            headers: Vec::new(),
            body: None,
            members: None,
            steps: Vec::with_capacity(platform.signing.steps.len()),
            explain,
            claimed: None,
            made: Cell::new(0),
        }
    }

    /// A step that is already known.
    pub(crate) fn step(&self, name: &str) -> Option<&StepValue> {
        self.steps.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// What travels in one place: a given query, common parameters, business parameters, what the scheme places, the
    /// rest.
    pub(crate) fn sent(&self, place: Place) -> impl Iterator<Item = Sent<'_>> {
        let raw = if place == Place::Query { self.raw.as_slice() } else { &[] };
        raw.iter().map(borrowed).chain(self.added(place))
    }

    /// The same without the query that is sent as it was given.
    pub(crate) fn added(&self, place: Place) -> impl Iterator<Item = Sent<'_>> {
        let rest = match place {
            Place::Query => self.query.as_slice(),
            Place::Header => &self.headers,
            Place::Form | Place::Json => &[],
        };
        let placed = self.placed.iter().filter(move |(other, _)| *other == place).map(|(_, sent)| sent);
        self.unplaced(place).chain(placed.chain(rest).map(borrowed))
    }

    /// The common and the business parameters that travel in one place.
    pub(crate) fn unplaced(&self, place: Place) -> impl Iterator<Item = Sent<'_>> {
        let common = if self.platform.common.place == place { self.common.as_slice() } else { &[] };
        let params = if params_place(self.platform) == place { self.params.as_slice() } else { &[] };
        common.iter().chain(params).map(borrowed)
    }

    /// Whether something of this name is sent in a place.
    pub(crate) fn is_sent(&self, slot: &Slot<'_>) -> bool {
        if slot.is_common && self.params.iter().chain(&self.common).any(|(name, _)| name == slot.name) {
            return true;
        }
        // As `sent`, for the names alone.
        let named = |(name, _): &Sent<'_>| slot.is_named(name);
        let params = [(self.platform.common.place, &self.common), (params_place(self.platform), &self.params)];
        let others = [(Place::Query, &self.raw), (Place::Query, &self.query), (Place::Header, &self.headers)];
        params.into_iter().chain(others).any(|(place, sent)| place == slot.place && sent.iter().any(named))
            || self.placed.iter().any(|(place, sent)| *place == slot.place && named(sent))
            || self.member(slot).is_some()
    }

    /// What came for a slot.
    pub(crate) fn received(&self, slot: &Slot<'_>) -> Option<Piece<'_>> {
        if slot.is_common {
            return self.param(slot.name);
        }
        let found = self.sent(slot.place).find(|(name, _)| slot.is_named(name)).map(|(_, value)| value);
        found.or_else(|| text::text_of_node(self.member(slot)?).ok().map(Piece::text))
    }

    /// What stands in the JSON body for a slot.
    fn member(&self, slot: &Slot<'_>) -> Option<&Node<'a>> {
        let members = self.members.as_ref().filter(|_| slot.place == Place::Json)?;
        document::find(members, slot.name)
    }

    /// The form that is the body.
    fn form(&self) -> Piece<'static> {
        let secret = self.sent(Place::Form).find_map(|(_, value)| value.mask.first().map(Cow::into_owned));
        let pairs = self.sent(Place::Form).map(|(name, value)| (name, value.show(Show::Plain)));
        let form = Piece::bytes(percent::pairs(Percent::FORM, pairs));
        match secret {
            Some(secret) => form.hidden(secret),
            None => form,
        }
    }

    /// The exact body.
    pub(crate) fn whole_body(&self) -> Result<Piece<'_>, SignReason> {
        match self.body {
            _ if self.members.is_some() => Ok(Piece::bytes(self.json_body(Show::Plain)?.into_bytes())),
            Some(body) => Ok(Piece::bytes(body)),
            None => Ok(self.form()),
        }
    }

    pub(crate) fn every_param(&self) -> impl Iterator<Item = Sent<'_>> {
        let place = params_place(self.platform);
        let raw = if place == Place::Query { self.raw.as_slice() } else { &[] };
        let is_param = move |at: Place| at == place || matches!(at, Place::Query | Place::Form);
        let placed = self.placed.iter().filter(move |(at, _)| is_param(*at)).map(|(_, sent)| sent);
        raw.iter().chain(&self.common).chain(&self.params).chain(placed).map(borrowed)
    }

    /// A parameter as it is sent.
    pub(crate) fn param(&self, name: &str) -> Option<Piece<'_>> {
        let header = self.platform.common.place == Place::Header;
        let same = |other: &str| other == name || (header && other.eq_ignore_ascii_case(name));
        // Where parameters are headers, any header may be one.
        let headers = self.headers.iter().filter(|_| header).map(borrowed);
        let found = self.every_param().chain(headers).find(|(other, _)| same(other)).map(|(_, value)| value);
        let members = self.members.iter().flatten().filter(|_| params_place(self.platform) == Place::Json);
        found.or_else(|| {
            let member = members.into_iter().find(|(other, _)| same(other))?;
            text::text_of_node(&member.1).ok().map(Piece::text)
        })
    }

    /// The URL's query as it is sent.
    pub(crate) fn query_string(&self, show: Show) -> String {
        if let Some(received) = &self.received_query {
            return received.clone();
        }
        let pairs = self.added(Place::Query).map(|(name, value)| (name, value.show(show)));
        let added = String::from_utf8(percent::pairs(Percent::URI, pairs)).unwrap_or_default();
        match (self.raw_query.as_str(), added.as_str()) {
            ("", _) => added,
            (raw, "") => raw.to_owned(),
            (raw, added) => format!("{raw}&{added}"),
        }
    }

    /// The secret credential that a common parameter carries.
    pub(crate) fn secret_of(&self, slot: &Slot<'a>) -> Option<&'a str> {
        if !self.explain {
            return None;
        }
        slot.value.0.iter().find_map(|part| match *part {
            Part::Value(Input::Credential(name), _) => {
                self.credentials.find(self.platform, name).is_ok_and(|found| found.secret).then_some(name)
            }
            _ => None,
        })
    }

    /// The scheme's own values: each may name those before it.
    pub(crate) fn settle_vars(&mut self) -> Result<(), (&'a str, SignReason)> {
        for var in self.platform.signing.vars {
            let value = match self.given_vars.iter().find(|(known, _)| known == var.name) {
                Some((_, given)) => Piece::text(given.clone()),
                None => Evaluate::over(&*self).build(var.value).map_err(|reason| (var.name, reason))?,
            };
            self.vars.push((var.name, value));
        }
        Ok(())
    }

    /// The slot that a name in this place means, with its place among all. Of several, the one that is sent.
    pub(crate) fn slot_named(&self, place: Place, name: &str) -> Option<(usize, Slot<'a>)> {
        // Most names are of no slot, and that is soon seen.
        let may_be = |slot: &Slot<'a>| slot.name.len() == name.len() && slot.name.eq_ignore_ascii_case(name);
        if !self.slots.iter().any(may_be) {
            return None;
        }
        let evaluate = Evaluate::over(self);
        // What cannot be decided yet may be sent.
        let is_sent = |slot: &Slot<'a>| slot.when.0.is_empty() || evaluate.holds(slot.when).unwrap_or(true);
        let mut named = self.slots.iter().copied().enumerate();
        named.find(|(_, slot)| slot.place == place && slot.is_named(name) && is_sent(slot))
    }
}

fn borrowed<'s>((name, value): &'s Sent<'_>) -> Sent<'s> {
    (Cow::Borrowed(name), value.borrowed())
}
