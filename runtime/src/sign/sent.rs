//! What a run has to send so far: the input with the parameters that were computed, by where they travel.

use std::borrow::Cow;

use super::error::SignReason;
use super::input::{Content, Sent};
use super::masked::{MaskedValue, Show};
use super::parameter::SignedParameter;
use super::run::SigningRun;
use super::text;
use crate::model::{Location, Percent};
use crate::percent;

impl SigningRun<'_> {
    /// What travels in one location: a given query, common parameters, business parameters, what the scheme places, the
    /// rest.
    pub(super) fn sent(&self, location: Location) -> impl Iterator<Item = Sent<'_>> {
        let raw = if location == Location::Query { self.input.query.raw.as_slice() } else { &[] };
        raw.iter().map(borrowed).chain(self.added(location))
    }

    /// The same without the query that is sent as it was given.
    fn added(&self, location: Location) -> impl Iterator<Item = Sent<'_>> {
        let common = match location {
            Location::Query => self.input.query.fields.as_slice(),
            Location::Header => &self.input.headers,
            Location::Form | Location::Json => &[],
        };
        let placed =
            self.placed().filter(move |(location_of_sent, _)| *location_of_sent == location).map(|(_, sent)| sent);
        self.unplaced(location).chain(placed.chain(common).map(borrowed))
    }

    /// The common and the business parameters that travel in one location.
    pub(super) fn unplaced(&self, location: Location) -> impl Iterator<Item = Sent<'_>> {
        let common = || (self.plan.common_location == location).then(|| self.common()).into_iter().flatten();
        let params = if self.plan.params_location == location { self.input.params.as_slice() } else { &[] };
        let (first, last) = if self.plan.is_common_last { (None, Some(common())) } else { (Some(common()), None) };
        let first = first.into_iter().flatten();
        first.chain(params).chain(last.into_iter().flatten()).map(borrowed)
    }

    /// What the scheme places: what came of it, and what is computed.
    pub(super) fn placed(&self) -> impl Iterator<Item = &(Location, Sent<'_>)> {
        self.input.placed.iter().chain(&self.values.placed)
    }

    fn common(&self) -> impl Iterator<Item = &Sent<'_>> {
        self.input.common.iter().chain(&self.values.common)
    }

    pub(super) fn received(&self, parameter: &SignedParameter<'_>) -> Option<MaskedValue<'_>> {
        if parameter.is_common {
            return self.param(parameter.name);
        }
        let sent = self.sent(parameter.location).find(|(name, _)| parameter.is_named(name)).map(|(_, value)| value);
        sent.or_else(|| self.input.member(parameter))
    }

    fn form(&self) -> MaskedValue<'static> {
        let secret = self.sent(Location::Form).find_map(|(_, value)| value.mask.first().map(Cow::into_owned));
        let pairs = self.sent(Location::Form).map(|(name, value)| (name, value.show(Show::Plain)));
        let form = MaskedValue::bytes(percent::pairs(Percent::FORM, pairs));
        match secret {
            Some(secret) => form.hidden(secret),
            None => form,
        }
    }

    pub(super) fn whole_body(&self) -> Result<MaskedValue<'_>, SignReason> {
        match &self.input.body {
            Content::Json(members) => Ok(MaskedValue::bytes(self.json_body(members, Show::Plain)?.into_bytes())),
            Content::Bytes(body) => Ok(MaskedValue::bytes(&**body)),
            Content::Form => Ok(self.form()),
        }
    }

    /// All that is a parameter, but for the members of a JSON body: common and business parameters, and what the scheme
    /// places in the query, in a form, or where the business parameters travel.
    pub(super) fn every_param(&self) -> impl Iterator<Item = Sent<'_>> {
        let location = self.plan.params_location;
        // Where the query holds no parameters, those of it that the platform names are parameters still.
        let raw = self.input.query.raw.iter().filter(move |(name, _)| {
            location == Location::Query || self.parameter_named(Location::Query, name).is_some()
        });
        let is_param = move |location_of_sent: Location| match location_of_sent {
            Location::Query | Location::Form => true,
            Location::Header => location == Location::Header,
            Location::Json => false,
        };
        // A receiver reads what travels with the business parameters as one of them, so it stands beside them first.
        let placed = move |beside: bool| {
            let is_wanted = move |location_of_sent: Location| (location_of_sent == location) == beside;
            let placed = self.placed().filter(move |(sent, _)| is_param(*sent) && is_wanted(*sent));
            placed.map(|(_, sent)| sent)
        };
        let unplaced = (location != Location::Json).then(|| self.common().chain(&self.input.params));
        raw.chain(unplaced.into_iter().flatten()).chain(placed(true)).chain(placed(false)).map(borrowed)
    }

    pub(super) fn param(&self, name: &str) -> Option<MaskedValue<'_>> {
        let header = self.plan.common_location == Location::Header;
        let same = |candidate: &str| candidate == name || (header && candidate.eq_ignore_ascii_case(name));
        // Where parameters are headers, any header may be one.
        let headers = header.then(|| self.sent(Location::Header)).into_iter().flatten();
        let is_json = self.plan.params_location == Location::Json;
        let members = is_json.then(|| self.sent(Location::Json)).into_iter().flatten();
        let mut sent = members.chain(self.every_param()).chain(headers);
        let sent = sent.find(|(candidate, _)| same(candidate)).map(|(_, value)| value);
        sent.or_else(|| {
            let members = self.input.members().filter(|_| is_json)?;
            let (_, node) = members.iter().find(|(candidate, _)| same(candidate))?;
            text::text_of_node(node).ok().map(MaskedValue::text)
        })
    }

    pub(super) fn query_string(&self, show: Show) -> String {
        let query = &self.input.query;
        if let Some(received) = &query.received {
            return received.clone();
        }
        let pairs = self.added(Location::Query).map(|(name, value)| (name, value.show(show)));
        let added = String::from_utf8(percent::pairs(Percent::URI, pairs)).unwrap_or_default();
        match (query.raw_text.as_str(), added.as_str()) {
            ("", _) => added,
            (raw, "") => raw.to_owned(),
            (raw, added) => format!("{raw}&{added}"),
        }
    }
}

fn borrowed<'s>((name, value): &'s Sent<'_>) -> Sent<'s> {
    (Cow::Borrowed(name), value.borrowed())
}
