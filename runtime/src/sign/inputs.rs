//! What a scope gives to templates: each input by its name, and each source of pairs.

use std::borrow::Cow;

use super::error::SignReason;
use super::items::Pair;
use super::piece::{Piece, Show};
use super::scope::{Scope, StepValue, params_place};
use super::template::{Evaluate, Inputs};
use super::text;
use crate::model::{Escape, Filter, Input, Over, Place, StepBody, notation};
use crate::moment;

/// The most bytes of all values that a call's scheme makes: sixteen times the largest document.
const MOST_MADE: usize = 256 << 20;

impl<'a> Inputs<'a> for Scope<'a> {
    fn made(&self, bytes: usize) -> Result<(), SignReason> {
        let made = self.made.get().saturating_add(bytes);
        self.made.set(made);
        if made > MOST_MADE { Err(SignReason::TooLong(MOST_MADE)) } else { Ok(()) }
    }

    fn input(&self, input: Input<'a>) -> Result<Piece<'_>, SignReason> {
        let unknown = || SignReason::UnknownInput(notation::input(input));
        let target = || self.target.as_ref().ok_or_else(unknown);
        Ok(match input {
            Input::Text(text) => Piece::text(text),
            Input::Credential(name) => {
                let found = self.credentials.find(self.platform, name)?;
                let piece = Piece::text(found.value);
                if found.secret && self.explain { piece.hidden(name) } else { piece }
            }
            Input::Param(name) => self.param(name).unwrap_or_else(|| Piece::text("")),
            Input::Query(name) => first(self.sent(Place::Query), |other| other == name),
            Input::Form(name) => first(self.sent(Place::Form), |other| other == name),
            Input::Header(name) if name.eq_ignore_ascii_case("host") => self.host_header(),
            Input::Header(name) => first(self.sent(Place::Header), |other| other.eq_ignore_ascii_case(name)),
            Input::Json(path) => {
                let body = self.whole_body()?;
                let document = text::parsed(body.as_bytes())?;
                Piece::text(document.path(path).map_or_else(|| Ok(String::new()), text::text_of_node)?)
            }
            Input::Var(name) => {
                let own = self.vars.iter().find(|(known, _)| *known == name).map(|(_, value)| value.borrowed());
                let given = || self.given_vars.iter().find(|(known, _)| known == name);
                own.or_else(|| given().map(|(_, value)| Piece::text(value.as_str()))).ok_or_else(unknown)?
            }
            Input::Step(name) => match self.step(name) {
                Some(StepValue::Known(value)) => value.borrowed(),
                _ => return Err(unknown()),
            },
            Input::Signature => match self.steps.get(self.platform.signing.signature()) {
                Some((_, StepValue::Known(value))) => value.borrowed(),
                _ => return Err(unknown()),
            },
            Input::Body => self.whole_body()?,
            Input::QueryString => Piece::text(self.query_string(Show::Plain)),
            Input::Nonce => {
                let nonce = self.moment.as_ref().map_or(&self.timeless_nonce, |moment| &moment.nonce);
                Piece::text(Some(nonce.as_str()).filter(|nonce| !nonce.is_empty()).ok_or_else(unknown)?)
            }
            Input::Endpoint => Piece::text(self.endpoint),
            Input::Environment => Piece::text(self.environment),
            Input::Verb => Piece::text(self.verb),
            Input::Scheme => Piece::text(target()?.scheme()),
            Input::Host => Piece::text(target()?.host()),
            Input::Path => Piece::text(target()?.path()),
            Input::Url => {
                let (target, query) = (target()?, self.query_string(Show::Plain));
                let mark = if query.is_empty() { "" } else { "?" };
                Piece::text([target.scheme(), "://", target.host(), target.path(), mark, &query].concat())
            }
            Input::Format => Piece::text(self.format),
            // The clock comes through its format; a key and a value stand only in an item.
            Input::Clock => return Err(SignReason::Clock),
            Input::Key | Input::Value => return Err(unknown()),
        })
    }

    fn clock(&self, format: Filter<'a>) -> Result<String, SignReason> {
        let unix_ms = self.moment.as_ref().ok_or(SignReason::Clock)?.unix_ms;
        moment::write(format, unix_ms, self.platform.zone).ok_or(SignReason::Clock)
    }

    fn json(&self, path: &str, escape: Escape) -> Result<Piece<'_>, SignReason> {
        self.json_at(path, escape)
    }

    fn inlined(&self, step: &str) -> Option<StepBody<'a>> {
        match self.step(step) {
            Some(StepValue::Inlined) => {
                self.platform.signing.steps.iter().find(|other| other.name == step).map(|other| other.body)
            }
            _ => None,
        }
    }

    fn pairs<'v>(&'v self, over: &Over<'a>, to: &mut Vec<Pair<'v>>) -> Result<(), SignReason> {
        let pair = |(key, value)| Pair { key, value, header: false, json: false };
        match *over {
            Over::Params => {
                to.extend(self.every_param().map(pair));
                if params_place(self.platform) == Place::Json && self.members.is_some() {
                    self.json_pairs("", to)?;
                }
            }
            Over::Query => to.extend(self.sent(Place::Query).map(pair)),
            Over::Form => to.extend(self.sent(Place::Form).map(pair)),
            Over::Json(path) => self.json_pairs(path, to)?,
            Over::All => {
                for source in [Over::Query, Over::Form, Over::Json("")] {
                    self.pairs(&source, to)?;
                }
            }
            Over::Headers => {
                let start = to.len();
                to.extend(self.sent(Place::Header).map(|(key, value)| Pair { key, value, header: true, json: false }));
                let given = to.iter().skip(start).any(|pair| pair.key.eq_ignore_ascii_case("host"));
                if let Some(target) = self.target.as_ref().filter(|_| !given) {
                    let value = Piece::text(target.host());
                    to.push(Pair { key: Cow::Borrowed("Host"), value, header: true, json: false });
                }
            }
            Over::Pair(key, template) => {
                let value = Evaluate::over(self).borrow(template)?;
                to.push(Pair { key: Cow::Borrowed(key), value, header: false, json: false });
            }
        }
        Ok(())
    }
}

impl Scope<'_> {
    /// Every request has this header, also where the caller leaves it to the transport.
    fn host_header(&self) -> Piece<'_> {
        let given = self.sent(Place::Header).find(|(name, _)| name.eq_ignore_ascii_case("host"));
        match (given, &self.target) {
            (Some((_, value)), _) => value,
            (None, Some(target)) => Piece::text(target.host()),
            (None, None) => Piece::text(""),
        }
    }
}

fn first<'v>(mut sent: impl Iterator<Item = (Cow<'v, str>, Piece<'v>)>, same: impl Fn(&str) -> bool) -> Piece<'v> {
    sent.find(|(name, _)| same(name)).map_or_else(|| Piece::text(""), |(_, value)| value)
}
