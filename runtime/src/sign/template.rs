//! Templates and maps of pairs over any source of inputs. Knows nothing of requests: [`Inputs`] stands for them.

use std::borrow::Cow;

use super::error::{SignError, SignReason};
use super::filter::apply;
use super::piece::{Joined, Piece};
use crate::model::{Filter, Input, Over, Part, SortBy, StepBody, Template};

/// A pair of a map.
pub(crate) struct Pair<'v> {
    pub(crate) key: Cow<'v, str>,
    pub(crate) value: Piece<'v>,
}

/// Where templates take their values from.
pub(crate) trait Inputs<'m> {
    /// The value of an input.
    fn input(&self, input: Input<'m>) -> Result<Piece<'_>, SignReason>;

    /// The text of the clock in this format.
    fn clock(&self, format: Filter<'m>) -> Result<String, SignReason>;

    /// Appends the pairs of a source.
    fn pairs<'v>(&'v self, over: &Over<'m>, to: &mut Vec<Pair<'v>>) -> Result<(), SignReason>;
}

/// Fills in a template whose inputs are plain text, such as an address or the text of a refusal.
/// `lookup` gives the value of an input, or `None` where there is no such input.
pub fn render<'m, 'v>(
    template: &Template<'m>,
    lookup: impl Fn(Input<'m>) -> Option<Cow<'v, str>>,
) -> Result<String, SignError> {
    let inputs = Lookup(|input| lookup(input).map(Cow::into_owned));
    let filled = evaluate(*template, &inputs).and_then(Piece::into_text);
    filled.map_err(|reason| reason.at("template"))
}

struct Lookup<F>(F);

impl<'m, F: Fn(Input<'m>) -> Option<String>> Inputs<'m> for Lookup<F> {
    fn input(&self, input: Input<'m>) -> Result<Piece<'_>, SignReason> {
        (self.0)(input).map(Piece::text).ok_or_else(|| SignReason::UnknownInput(input_name(input)))
    }

    fn clock(&self, _: Filter<'m>) -> Result<String, SignReason> {
        Err(SignReason::Clock)
    }

    fn pairs<'v>(&'v self, _: &Over<'m>, _: &mut Vec<Pair<'v>>) -> Result<(), SignReason> {
        Ok(())
    }
}

/// The value of a template.
pub(crate) fn evaluate<'m>(template: Template<'m>, inputs: &dyn Inputs<'m>) -> Result<Piece<'static>, SignReason> {
    let mut joined = Joined::default();
    append(template, inputs, None, &mut joined)?;
    Ok(joined.finish())
}

/// The value of a step's body.
pub(crate) fn evaluate_step<'m>(body: StepBody<'m>, inputs: &dyn Inputs<'m>) -> Result<Piece<'static>, SignReason> {
    let (over, sort, except, drop_empty, each, join) = match body {
        StepBody::Template(template) => return evaluate(template, inputs),
        StepBody::Items { over, sort, except, drop_empty, each, join } => (over, sort, except, drop_empty, each, join),
    };
    let mut pairs = Vec::new();
    for source in over {
        inputs.pairs(source, &mut pairs)?;
    }
    pairs.retain(|pair| !(except.contains(&&*pair.key) || (drop_empty && pair.value.as_bytes().is_empty())));
    order(sort, &mut pairs);
    let mut joined = Joined::default();
    if sort == SortBy::Item {
        let mut items = Vec::with_capacity(pairs.len());
        for pair in &pairs {
            let mut item = Joined::default();
            append(each, inputs, Some(pair), &mut item)?;
            items.push(item.finish());
        }
        items.sort_by(|one, other| one.as_bytes().cmp(other.as_bytes()));
        for (place, item) in items.into_iter().enumerate() {
            separate(place, join, &mut joined)?;
            joined.push(item)?;
        }
    } else {
        for (place, pair) in pairs.iter().enumerate() {
            separate(place, join, &mut joined)?;
            append(each, inputs, Some(pair), &mut joined)?;
        }
    }
    Ok(joined.finish())
}

fn separate(place: usize, join: &str, joined: &mut Joined) -> Result<(), SignReason> {
    if place > 0 && !join.is_empty() { joined.push_text(join) } else { Ok(()) }
}

/// Every order is of bytes, and stable.
fn order(sort: SortBy, pairs: &mut [Pair<'_>]) {
    match sort {
        SortBy::None | SortBy::Item => {}
        SortBy::Key => pairs.sort_by(|one, other| one.key.cmp(&other.key)),
        SortBy::Value => pairs.sort_by(|one, other| one.value.as_bytes().cmp(other.value.as_bytes())),
        SortBy::Pair => pairs.sort_by(|one, other| {
            one.key.cmp(&other.key).then_with(|| one.value.as_bytes().cmp(other.value.as_bytes()))
        }),
        SortBy::KeyIgnoringCase => pairs.sort_by_cached_key(|pair| pair.key.to_ascii_lowercase()),
    }
}

fn append<'m>(
    template: Template<'m>,
    inputs: &dyn Inputs<'m>,
    item: Option<&Pair<'_>>,
    to: &mut Joined,
) -> Result<(), SignReason> {
    let resolve = |input| match (input, item) {
        (Input::Key, Some(pair)) => Ok(Piece::text(pair.key.as_ref())),
        (Input::Value, Some(pair)) => Ok(pair.value.borrowed()),
        _ => inputs.input(input),
    };
    for part in template.0 {
        match *part {
            Part::Text(text) => to.push_text(text)?,
            Part::Value(input, filters) => {
                let (mut piece, filters) = match (input, filters) {
                    (Input::Clock, [format, rest @ ..]) => (Piece::text(inputs.clock(*format)?), rest),
                    _ => (resolve(input)?, filters),
                };
                for filter in filters {
                    piece = apply(*filter, piece, resolve)?;
                }
                to.push(piece)?;
            }
        }
    }
    Ok(())
}

/// Whether a template takes in something that `wanted` accepts, keys of filters included.
pub(crate) fn takes<'m>(template: Template<'m>, wanted: impl Fn(Input<'m>) -> bool) -> bool {
    template.0.iter().any(|part| match *part {
        Part::Text(_) => false,
        Part::Value(input, filters) => wanted(input) || filters.iter().filter_map(key_of).any(&wanted),
    })
}

/// The key of an HMAC.
pub(crate) fn key_of<'m>(filter: &Filter<'m>) -> Option<Input<'m>> {
    match *filter {
        Filter::HmacMd5(key) | Filter::HmacSha1(key) | Filter::HmacSha256(key) => Some(key),
        _ => None,
    }
}

/// An input as the notation writes it.
pub(crate) fn input_name(input: Input<'_>) -> String {
    match input {
        Input::Credential(name) => format!("credential.{name}"),
        Input::Param(name) => format!("param.{name}"),
        Input::Query(name) => format!("query.{name}"),
        Input::Header(name) => format!("header.{name}"),
        Input::Var(name) => format!("var.{name}"),
        Input::Step(name) => name.to_owned(),
        Input::Body => "body".to_owned(),
        Input::Clock => "clock".to_owned(),
        Input::Nonce => "nonce".to_owned(),
        Input::Endpoint => "endpoint".to_owned(),
        Input::Environment => "environment".to_owned(),
        Input::Verb => "verb".to_owned(),
        Input::Scheme => "scheme".to_owned(),
        Input::Host => "host".to_owned(),
        Input::Path => "path".to_owned(),
        Input::Format => "format".to_owned(),
        Input::Signature => "signature".to_owned(),
        Input::Key => "key".to_owned(),
        Input::Value => "value".to_owned(),
    }
}
