//! What the templates of a scheme see: one request, about to be signed or received. Parameters stand here as they
//! are sent, sorted by where they travel; computing them in the right order is [`run`](Scope::run).

use std::borrow::Cow;

use super::error::{SignError, SignReason};
use super::percent::{self, Encoding};
use super::piece::{Piece, Show};
use super::template::{Inputs, Pair, evaluate, evaluate_step, input_name, key_of, takes};
use crate::credentials::Credentials;
use crate::model::{Body, CommonField, Filter, Input, Over, Part, Place, Platform, StepBody, Template};
use crate::moment::{self, Moment};

/// A name and a value as they travel, before any encoding.
pub(crate) type Sent<'a> = (Cow<'a, str>, Piece<'a>);

/// Where a request goes.
pub(crate) struct Target<'a> {
    pub(crate) scheme: Cow<'a, str>,
    pub(crate) host: Cow<'a, str>,
    pub(crate) path: Cow<'a, str>,
}

pub(crate) struct Scope<'a> {
    pub(crate) platform: &'a Platform<'a>,
    pub(crate) credentials: &'a Credentials,
    pub(crate) moment: Option<Cow<'a, Moment>>,
    pub(crate) verb: &'a str,
    pub(crate) target: Option<Target<'a>>,
    pub(crate) environment: &'a str,
    pub(crate) endpoint: &'a str,
    pub(crate) format: &'static str,
    pub(crate) vars: &'a [(String, String)],
    /// The common parameters that are there so far.
    pub(crate) common: Vec<Sent<'a>>,
    /// The business parameters. Where these and the common ones travel together, what was received stands here.
    pub(crate) params: Vec<Sent<'a>>,
    /// The fields of the query, and the headers, that are no parameters.
    pub(crate) query: Vec<Sent<'a>>,
    pub(crate) headers: Vec<Sent<'a>>,
    /// The body's exact bytes; `None`: the form of what is sent in it.
    pub(crate) body: Option<&'a [u8]>,
    /// The steps computed so far.
    pub(crate) steps: Vec<(&'a str, Piece<'static>)>,
}

/// Where the business parameters travel.
pub(crate) fn params_place(platform: &Platform<'_>) -> Place {
    match platform.wire.body {
        Body::Form => Place::Form,
        Body::Positional | Body::Envelope { .. } => platform.common.place,
    }
}

/// Whether a common parameter follows from the steps: it carries the signature, or something else of the scheme.
pub(crate) fn is_derived(field: &CommonField<'_>) -> bool {
    takes(field.value, |input| matches!(input, Input::Step(_) | Input::Signature))
}

/// Whether a common parameter carries the signature.
pub(crate) fn is_signature(field: &CommonField<'_>) -> bool {
    takes(field.value, |input| input == Input::Signature)
}

impl<'a> Scope<'a> {
    /// Computes the steps, and the common parameters whose places are `waiting`: each as soon as the steps that it
    /// names are there, so that one which carries the signature comes last and is never among the signed.
    pub(crate) fn run(&mut self, mut waiting: Vec<usize>) -> Result<(), SignError> {
        let steps = self.platform.signing.steps;
        for step in steps {
            waiting = self.compute(&waiting, false)?;
            let value =
                evaluate_step(step.body, &*self).map_err(|reason| reason.at(format!("signing.{}", step.name)))?;
            let value = if self.is_key(step.name) { value.hidden(step.name.to_owned()) } else { value };
            self.steps.push((step.name, value));
        }
        // What is sent in the open is no secret, whatever it was made of.
        if let Some((_, signature)) = self.steps.last_mut() {
            signature.secrets.clear();
        }
        self.compute(&waiting, true).map(|_| ())
    }

    /// Computes those that are ready and gives back the others.
    fn compute(&mut self, waiting: &[usize], all: bool) -> Result<Vec<usize>, SignError> {
        let mut later = Vec::new();
        for &place in waiting {
            let Some(field) = self.platform.common.fields.get(place) else { continue };
            if !all && takes(field.value, |input| self.is_to_come(input)) {
                later.push(place);
                continue;
            }
            let path = || format!("common.{}", field.name);
            let value = evaluate(field.value, &*self).map_err(|reason| reason.at(path()))?;
            if !value.is_text() {
                return Err(SignReason::NeedsText("parameter").at(path()));
            }
            if field.required || !value.as_bytes().is_empty() {
                self.common.push((Cow::Borrowed(field.name), value));
            }
        }
        Ok(later)
    }

    fn is_to_come(&self, input: Input<'_>) -> bool {
        match input {
            Input::Signature => true,
            Input::Step(name) => self.step(name).is_none(),
            _ => false,
        }
    }

    /// A step that is the key of an HMAC stands for the secret it was made of.
    fn is_key(&self, step: &str) -> bool {
        let keyed = |template: Template<'_>| {
            template.0.iter().any(|part| match part {
                Part::Value(_, filters) => filters.iter().filter_map(key_of).any(|key| key == Input::Step(step)),
                Part::Text(_) => false,
            })
        };
        self.platform.signing.steps.iter().any(|other| match other.body {
            StepBody::Template(template) => keyed(template),
            StepBody::Items { each, .. } => keyed(each),
        })
    }

    fn step(&self, name: &str) -> Option<&Piece<'static>> {
        self.steps.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// The place in the platform's table of the common parameter that a name in `place` means; headers are named
    /// without regard to case.
    pub(crate) fn common_place(&self, place: Place, name: &str) -> Option<usize> {
        let same = |field: &CommonField<'_>| match place {
            Place::Header => field.name.eq_ignore_ascii_case(name),
            Place::Form | Place::Query => field.name == name,
        };
        self.platform.common.fields.iter().position(same)
    }

    /// What travels in one place: common parameters, business parameters, and the rest.
    pub(crate) fn sent(&self, place: Place) -> impl Iterator<Item = Sent<'_>> {
        let common = if self.platform.common.place == place { self.common.as_slice() } else { &[] };
        let params = if params_place(self.platform) == place { self.params.as_slice() } else { &[] };
        let rest = match place {
            Place::Query => self.query.as_slice(),
            Place::Header => &self.headers,
            Place::Form => &[],
        };
        common.iter().chain(params).chain(rest).map(borrowed)
    }

    /// The form that is the body.
    pub(crate) fn form(&self) -> Piece<'static> {
        let secret = self.sent(Place::Form).find_map(|(_, value)| value.secrets.into_iter().next());
        let pairs = self.sent(Place::Form).map(|(name, value)| (name, value.show(Show::Plain)));
        let form = Piece::bytes(percent::pairs(Encoding::Form, pairs));
        match secret {
            Some(secret) => form.hidden(secret.name.into_owned()),
            None => form,
        }
    }

    fn every_param(&self) -> impl Iterator<Item = Sent<'_>> {
        self.common.iter().chain(&self.params).map(borrowed)
    }

    /// A parameter as it is sent.
    pub(crate) fn param(&self, name: &str) -> Option<Piece<'_>> {
        let header = self.platform.common.place == Place::Header;
        let same = |other: &str| other == name || (header && other.eq_ignore_ascii_case(name));
        self.every_param().find(|(other, _)| same(other)).map(|(_, value)| value)
    }

    /// The secret credential that a common parameter carries.
    pub(crate) fn secret_of(&self, field: &CommonField<'a>) -> Option<&'a str> {
        field.value.0.iter().find_map(|part| match *part {
            Part::Value(Input::Credential(name), _) => {
                self.credentials.find(self.platform, name).is_ok_and(|found| found.secret).then_some(name)
            }
            _ => None,
        })
    }
}

fn borrowed<'s>((name, value): &'s Sent<'_>) -> Sent<'s> {
    (Cow::Borrowed(name), value.borrowed())
}

impl<'a> Inputs<'a> for Scope<'a> {
    fn input(&self, input: Input<'a>) -> Result<Piece<'_>, SignReason> {
        let unknown = || SignReason::UnknownInput(input_name(input));
        let target = || self.target.as_ref().ok_or_else(unknown);
        Ok(match input {
            Input::Credential(name) => {
                let found = self.credentials.find(self.platform, name)?;
                let piece = Piece::text(found.value);
                if found.secret { piece.hidden(name) } else { piece }
            }
            Input::Param(name) => self.param(name).unwrap_or_else(|| Piece::text("")),
            Input::Query(name) => first(self.sent(Place::Query), |other| other == name),
            Input::Header(name) => first(self.sent(Place::Header), |other| other.eq_ignore_ascii_case(name)),
            Input::Var(name) => {
                let value = self.vars.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
                Piece::text(value.ok_or_else(unknown)?)
            }
            Input::Step(name) => self.step(name).ok_or_else(unknown)?.borrowed(),
            Input::Signature if self.steps.len() == self.platform.signing.steps.len() => {
                self.steps.last().ok_or_else(unknown)?.1.borrowed()
            }
            Input::Body => self.body.map_or_else(|| self.form(), Piece::bytes),
            Input::Nonce => {
                let nonce = self.moment.as_ref().map(|moment| moment.nonce.as_str());
                Piece::text(nonce.filter(|nonce| !nonce.is_empty()).ok_or_else(unknown)?)
            }
            Input::Endpoint => Piece::text(self.endpoint),
            Input::Environment => Piece::text(self.environment),
            Input::Verb => Piece::text(self.verb),
            Input::Scheme => Piece::text(target()?.scheme.as_ref()),
            Input::Host => Piece::text(target()?.host.as_ref()),
            Input::Path => Piece::text(target()?.path.as_ref()),
            Input::Format => Piece::text(self.format),
            // The clock comes through its format; a key and a value stand only in an item.
            Input::Clock => return Err(SignReason::Clock),
            Input::Signature | Input::Key | Input::Value => return Err(unknown()),
        })
    }

    fn clock(&self, format: Filter<'a>) -> Result<String, SignReason> {
        let unix_ms = self.moment.as_ref().ok_or(SignReason::Clock)?.unix_ms;
        moment::write(format, unix_ms, self.platform.zone).ok_or(SignReason::Clock)
    }

    fn pairs<'v>(&'v self, over: &Over<'a>, to: &mut Vec<Pair<'v>>) -> Result<(), SignReason> {
        let pair = |(key, value)| Pair { key, value };
        match *over {
            Over::Params => to.extend(self.every_param().map(pair)),
            Over::Query => to.extend(self.sent(Place::Query).map(pair)),
            Over::Form => to.extend(self.sent(Place::Form).map(pair)),
            Over::Headers => to.extend(self.sent(Place::Header).map(pair)),
            Over::Pair(key, template) => to.push(Pair { key: Cow::Borrowed(key), value: evaluate(template, self)? }),
        }
        Ok(())
    }
}

fn first<'v>(mut sent: impl Iterator<Item = (Cow<'v, str>, Piece<'v>)>, same: impl Fn(&str) -> bool) -> Piece<'v> {
    sent.find(|(name, _)| same(name)).map_or_else(|| Piece::text(""), |(_, value)| value)
}
