//! What a run gives to templates: each input by its name, and each source of pairs.

use std::borrow::Cow;

use super::error::SignReason;
use super::evaluate::{Evaluate, Inputs};
use super::items::Pair;
use super::masked::{MaskedValue, Show};
use super::run::SigningRun;
use super::text;
use super::values::StepValue;
use crate::model::{Escape, Filter, Input, Location, PairSource, StepBody, notation};
use crate::timestamp;

/// The most bytes of all values that a call's scheme makes: sixteen times the largest document.
const MOST_MADE: usize = 256 << 20;

impl<'a> Inputs<'a> for SigningRun<'a> {
    fn made(&self, bytes: usize) -> Result<(), SignReason> {
        let made = self.values.made.get().saturating_add(bytes);
        self.values.made.set(made);
        if made > MOST_MADE { Err(SignReason::TooLong(MOST_MADE)) } else { Ok(()) }
    }

    fn input(&self, input: Input<'a>) -> Result<MaskedValue<'_>, SignReason> {
        let unknown = || SignReason::UnknownInput(notation::template::input(input));
        let target = || self.input.target.as_ref().ok_or_else(unknown);
        Ok(match input {
            Input::Text(text) => MaskedValue::text(text),
            Input::Credential(name) => {
                let credential = self.input.credentials.find(self.plan.platform, name)?;
                let value = MaskedValue::text(credential.value);
                if credential.secret && self.marks_secrets() { value.hidden(name) } else { value }
            }
            Input::Param(name) => self.param(name).unwrap_or_else(|| MaskedValue::text("")),
            Input::Query(name) => first(self.sent(Location::Query), |candidate| candidate == name),
            Input::Form(name) => first(self.sent(Location::Form), |candidate| candidate == name),
            Input::Header(name) if name.eq_ignore_ascii_case("host") => self.host_header(),
            Input::Header(name) => first(self.sent(Location::Header), |candidate| candidate.eq_ignore_ascii_case(name)),
            Input::Json(path) => {
                let body = self.whole_body()?;
                let document = text::parsed(body.as_bytes())?;
                MaskedValue::text(document.path(path).map_or_else(|| Ok(String::new()), text::text_of_node)?)
            }
            Input::Var(name) => {
                let computed = self.values.vars.iter().find(|(var, _)| *var == name).map(|(_, value)| value.borrowed());
                let given = || self.input.vars.iter().find(|(var, _)| var == name);
                computed.or_else(|| given().map(|(_, value)| MaskedValue::text(value.as_str()))).ok_or_else(unknown)?
            }
            Input::Step(name) => self.values.step(name).and_then(StepValue::known).ok_or_else(unknown)?.borrowed(),
            Input::Signature => {
                let step = self.values.steps.get(self.plan.platform.signing.signature());
                step.and_then(|(_, value)| value.known()).ok_or_else(unknown)?.borrowed()
            }
            Input::Body => self.whole_body()?,
            Input::QueryString => MaskedValue::text(self.query_string(Show::Plain)),
            Input::Nonce => {
                MaskedValue::text(Some(&*self.input.nonce).filter(|nonce| !nonce.is_empty()).ok_or_else(unknown)?)
            }
            Input::Endpoint => MaskedValue::text(self.input.endpoint),
            Input::Environment => MaskedValue::text(&*self.input.environment),
            Input::Verb => MaskedValue::text(self.input.verb),
            Input::Scheme => MaskedValue::text(target()?.scheme()),
            Input::Host => MaskedValue::text(target()?.host()),
            Input::Path => MaskedValue::text(target()?.path()),
            Input::Url => {
                let (target, query) = (target()?, self.query_string(Show::Plain));
                let mark = if query.is_empty() { "" } else { "?" };
                MaskedValue::text([target.scheme(), "://", target.host(), target.path(), mark, &query].concat())
            }
            Input::Format => MaskedValue::text(self.input.format),
            // The clock comes through its format; a key and a value stand only in an item.
            Input::Clock => return Err(SignReason::Clock),
            Input::Key | Input::Value => return Err(unknown()),
        })
    }

    fn clock(&self, format: Filter<'a>) -> Result<String, SignReason> {
        let unix_ms = self.input.unix_ms.ok_or(SignReason::Clock)?;
        timestamp::write(format, unix_ms, self.plan.platform.zone).ok_or(SignReason::Clock)
    }

    fn json(&self, path: &str, escape: Escape) -> Result<MaskedValue<'_>, SignReason> {
        self.json_at(path, escape)
    }

    fn inlined(&self, step: &str) -> Option<StepBody<'a>> {
        let index = self.values.steps.iter().position(|(name, _)| *name == step)?;
        let (_, value) = self.values.steps.get(index)?;
        if value.known().is_some() { None } else { self.plan.steps.get(index).map(|planned| planned.step.body) }
    }

    fn pairs<'v>(&'v self, source: &PairSource<'a>, to: &mut Vec<Pair<'v>>) -> Result<(), SignReason> {
        let pair = |(key, value)| Pair { key, value, header: false, json: false };
        match *source {
            PairSource::Params => {
                if self.plan.params_location == Location::Json {
                    self.json_pairs("", to)?;
                }
                to.extend(self.every_param().map(pair));
            }
            PairSource::Query => to.extend(self.sent(Location::Query).map(pair)),
            PairSource::Form => to.extend(self.sent(Location::Form).map(pair)),
            PairSource::Json(path) => self.json_pairs(path, to)?,
            PairSource::All => {
                for source in [PairSource::Query, PairSource::Form, PairSource::Json("")] {
                    self.pairs(&source, to)?;
                }
            }
            PairSource::Headers => {
                let start = to.len();
                to.extend(self.sent(Location::Header).map(|(key, value)| Pair {
                    key,
                    value,
                    header: true,
                    json: false,
                }));
                let given = to.iter().skip(start).any(|pair| pair.key.eq_ignore_ascii_case("host"));
                if let Some(target) = self.input.target.as_ref().filter(|_| !given) {
                    let value = MaskedValue::text(target.host());
                    to.push(Pair { key: Cow::Borrowed("Host"), value, header: true, json: false });
                }
            }
            PairSource::Pair(key, template) => {
                let value = Evaluate::over(self).borrow(template)?;
                to.push(Pair { key: Cow::Borrowed(key), value, header: false, json: false });
            }
        }
        Ok(())
    }
}

impl SigningRun<'_> {
    /// Every request has this header, also where the caller leaves it to the transport.
    fn host_header(&self) -> MaskedValue<'_> {
        let given = self.sent(Location::Header).find(|(name, _)| name.eq_ignore_ascii_case("host"));
        match (given, &self.input.target) {
            (Some((_, value)), _) => value,
            (None, Some(target)) => MaskedValue::text(target.host()),
            (None, None) => MaskedValue::text(""),
        }
    }
}

fn first<'v>(
    mut sent: impl Iterator<Item = (Cow<'v, str>, MaskedValue<'v>)>,
    same: impl Fn(&str) -> bool,
) -> MaskedValue<'v> {
    sent.find(|(name, _)| same(name)).map_or_else(|| MaskedValue::text(""), |(_, value)| value)
}
