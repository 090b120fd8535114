//! Fills in templates over any source of inputs. Knows nothing of requests: [`Inputs`] stands for them. Values go
//! piece by piece into a [`Writer`], so that what is only digested, counted or encoded is never built.

use std::borrow::Cow;

use super::asymmetric;
use super::digest;
use super::error::{SignError, SignReason};
use super::filter::apply;
use super::items::{self, Pair};
use super::masked::{Mask, MaskedValue};
use super::text;
use super::writer::{Buffer, Count, Encode, Stretch, Writer};

use crate::model::{
    Check, Escape, Filter, Input, Items, PairSource, Part, SortBy, StepBody, Template, TextUnit, When, notation,
};

/// Where templates take their values from.
pub(super) trait Inputs<'m> {
    fn input(&self, input: Input<'m>) -> Result<MaskedValue<'_>, SignReason>;

    fn clock(&self, format: Filter<'m>) -> Result<String, SignReason>;

    fn json(&self, path: &str, escape: Escape) -> Result<MaskedValue<'_>, SignReason>;

    /// The body of a step, if it is to be computed where it is used.
    fn inlined(&self, step: &str) -> Option<StepBody<'m>>;

    /// Notes that a value of this many bytes was made; refuses it when there are too many of them.
    fn made(&self, _: usize) -> Result<(), SignReason> {
        Ok(())
    }

    fn pairs<'v>(&'v self, source: &PairSource<'m>, to: &mut Vec<Pair<'v>>) -> Result<(), SignReason>;
}

/// Fills in a template whose inputs are plain text, such as an address or the text of a refusal.
/// `lookup` gives the value of an input, or `None` where there is no such input.
pub fn render<'m, 'v>(
    template: &Template<'m>,
    lookup: impl Fn(Input<'m>) -> Option<Cow<'v, str>>,
) -> Result<String, SignError> {
    let inputs = Lookup(|input| lookup(input).map(Cow::into_owned));
    let filled = Evaluate::over(&inputs).build(*template).and_then(MaskedValue::into_text);
    filled.map_err(|reason| reason.at("template"))
}

struct Lookup<F>(F);

impl<'m, F: Fn(Input<'m>) -> Option<String>> Inputs<'m> for Lookup<F> {
    fn input(&self, input: Input<'m>) -> Result<MaskedValue<'_>, SignReason> {
        (self.0)(input).map(MaskedValue::text).ok_or_else(|| SignReason::UnknownInput(notation::template::input(input)))
    }

    fn clock(&self, _: Filter<'m>) -> Result<String, SignReason> {
        Err(SignReason::Clock)
    }

    fn json(&self, path: &str, _: Escape) -> Result<MaskedValue<'_>, SignReason> {
        Err(SignReason::UnknownInput(notation::template::input(Input::Json(path))))
    }

    fn inlined(&self, _: &str) -> Option<StepBody<'m>> {
        None
    }

    fn pairs<'v>(&'v self, _: &PairSource<'m>, _: &mut Vec<Pair<'v>>) -> Result<(), SignReason> {
        Ok(())
    }
}

/// An evaluation over some inputs, and inside a map, over one pair.
#[derive(Clone, Copy)]
pub(super) struct Evaluate<'e, 'm: 'e> {
    pub(super) inputs: &'e dyn Inputs<'m>,
    pub(super) pair: Option<&'e Pair<'e>>,
}

impl<'e, 'm: 'e> Evaluate<'e, 'm> {
    pub(super) fn over(inputs: &'e dyn Inputs<'m>) -> Self {
        Self { inputs, pair: None }
    }

    pub(super) fn build(self, template: Template<'m>) -> Result<MaskedValue<'static>, SignReason> {
        let value = self.unmeasured(template)?;
        self.inputs.made(value.as_bytes().len())?;
        Ok(value)
    }

    fn unmeasured(self, template: Template<'m>) -> Result<MaskedValue<'static>, SignReason> {
        let mut buffer = Buffer::default();
        self.template(template, &mut buffer)?;
        Ok(buffer.finish())
    }

    fn finish(self, buffer: Buffer) -> Result<MaskedValue<'static>, SignReason> {
        let piece = buffer.finish();
        self.inputs.made(piece.as_bytes().len())?;
        Ok(piece)
    }

    pub(super) fn build_body(self, body: StepBody<'m>) -> Result<MaskedValue<'static>, SignReason> {
        let mut buffer = Buffer::default();
        self.body(body, &mut buffer)?;
        self.finish(buffer)
    }

    /// The value of a template, borrowed where it is nothing but an input.
    pub(super) fn borrow(self, template: Template<'m>) -> Result<MaskedValue<'e>, SignReason> {
        match *template.0 {
            [Part::Value(input, filters)] => self.masked(input, filters),
            _ => self.build(template),
        }
    }

    pub(super) fn body(self, body: StepBody<'m>, to: &mut dyn Writer) -> Result<(), SignReason> {
        match body {
            StepBody::Template(template) => self.template(template, to),
            StepBody::Items(items) => self.items(&items, to),
            StepBody::Choice { when, then, otherwise } => {
                let chosen = if self.holds(when)? { then } else { otherwise };
                self.body(*chosen, to)
            }
        }
    }

    fn items(self, items: &Items<'m>, to: &mut dyn Writer) -> Result<(), SignReason> {
        let mut pairs = self.gather(items)?;
        items::thin(items, &mut pairs);
        items::order(items.sort, &mut pairs);
        if let Some(between) = items.merge {
            items::merge(between, &mut pairs)?;
        }
        let separate = |index, to: &mut dyn Writer| if index > 0 { self.template(items.join, to) } else { Ok(()) };
        if items.sort == SortBy::Item {
            let item = |pair| Evaluate { pair: Some(pair), ..self }.unmeasured(items.each);
            let mut finished = pairs.iter().map(item).collect::<Result<Vec<_>, _>>()?;
            finished.sort_by(|left, right| left.as_bytes().cmp(right.as_bytes()));
            for (index, item) in finished.iter().enumerate() {
                separate(index, to)?;
                to.put_value(item)?;
            }
        } else {
            for (index, pair) in pairs.iter().enumerate() {
                separate(index, to)?;
                Evaluate { pair: Some(pair), ..self }.template(items.each, to)?;
            }
        }
        Ok(())
    }

    /// The pairs that are chosen, rewritten, as they come; empty ones are still among them.
    pub(super) fn gather(self, items: &Items<'m>) -> Result<Vec<Pair<'e>>, SignReason> {
        let mut pairs = Vec::with_capacity(8);
        for source in items.sources {
            self.inputs.pairs(source, &mut pairs)?;
        }
        items::choose(items, &mut pairs);
        for pair in &mut pairs {
            let inside = Evaluate { pair: Some(pair), ..self };
            let key = items.key.map(|key| inside.build(key).and_then(MaskedValue::into_text)).transpose()?;
            let value = items.value.map(|value| inside.build(value)).transpose()?;
            if let Some(key) = key {
                pair.key = Cow::Owned(key);
            }
            if let Some(value) = value {
                pair.value = value;
                pair.json = false;
            }
        }
        Ok(pairs)
    }

    pub(super) fn holds(self, when: When<'m>) -> Result<bool, SignReason> {
        for Check { value, holds, texts } in when.0 {
            let value = self.borrow(*value)?;
            if texts.iter().any(|text| text.as_bytes() == value.as_bytes()) != *holds {
                return Ok(false);
            }
        }
        Ok(true)
    }

    pub(super) fn template(self, template: Template<'m>, to: &mut dyn Writer) -> Result<(), SignReason> {
        for part in template.0 {
            match *part {
                Part::Text(text) => to.put(Stretch::Text(text), None)?,
                Part::Value(input, filters) => self.value(input, filters, to)?,
            }
        }
        Ok(())
    }

    /// Writes a value behind its filters; the last filter comes first, and asks for what is before it.
    fn value(self, input: Input<'m>, filters: &'m [Filter<'m>], to: &mut dyn Writer) -> Result<(), SignReason> {
        match filters {
            [] => match (input, self.pair) {
                (Input::Text(text), _) => to.put(Stretch::Text(text), None),
                (Input::Key, Some(pair)) => to.put(Stretch::Text(&pair.key), None),
                (Input::Value, Some(pair)) => to.put_value(&pair.value),
                (Input::Step(name), _) => match self.inputs.inlined(name) {
                    Some(body) => Self::over(self.inputs).body(body, to),
                    None => to.put_value(&self.inputs.input(input)?),
                },
                _ => to.put_value(&self.inputs.input(input)?),
            },
            [Filter::Utf8] if input == Input::Body => {
                let body = self.inputs.input(input)?;
                let secret = if let Mask::Whole(name) = &body.mask { Some(&**name) } else { None };
                to.put(Stretch::Body(body.as_bytes()), secret)
            }
            [before @ .., Filter::Len(unit)] => {
                let units = self.count(input, before, *unit)?;
                text::with_digits(units, 0, |digits| to.put(Stretch::Text(digits), None))
            }
            [before @ .., Filter::Len(unit), Filter::Pad(width)] => {
                let units = self.count(input, before, *unit)?;
                text::with_digits(units, usize::from(*width), |digits| to.put(Stretch::Text(digits), None))
            }
            [before @ .., Filter::Percent(how)] => {
                let made = |bytes| self.inputs.made(bytes);
                self.value(input, before, &mut Encode { to, how: *how, made: &made })
            }
            _ => to.take(self.masked(input, filters)?),
        }
    }

    fn count(self, input: Input<'m>, before: &'m [Filter<'m>], unit: TextUnit) -> Result<usize, SignReason> {
        let mut count = Count::new(unit);
        match (input, self.pair, before) {
            // What most schemes count: spared the way through the filters.
            (Input::Key, Some(pair), []) => count.put(Stretch::Text(&pair.key), None)?,
            (Input::Value, Some(pair), []) => count.put_value(&pair.value)?,
            _ => self.value(input, before, &mut count)?,
        }
        Ok(count.units)
    }

    /// A value behind its filters, borrowed where nothing changes it.
    pub(super) fn masked(self, input: Input<'m>, filters: &'m [Filter<'m>]) -> Result<MaskedValue<'e>, SignReason> {
        match filters {
            [] => match (input, self.pair) {
                (Input::Text(_) | Input::Step(_), _) => self.input_or_inlined(input),
                (Input::Key, Some(pair)) => Ok(MaskedValue::text(pair.key.as_ref())),
                (Input::Value, Some(pair)) => Ok(pair.value.borrowed()),
                _ => self.inputs.input(input),
            },
            [format] if input == Input::Clock => Ok(MaskedValue::text(self.inputs.clock(*format)?)),
            [before @ .., Filter::Digest(hash)] => {
                digest::digest(*hash, &mut |writer| self.value(input, before, writer))
            }
            [before @ .., Filter::Hmac(hash, key)] => {
                let key = self.masked(*key, &[])?;
                digest::hmac(*hash, key.as_bytes(), &mut |writer| self.value(input, before, writer))
            }
            [before @ .., Filter::Sign(how, key)] => {
                let (key, message) = (self.masked(*key, &[])?, self.masked(input, before)?);
                asymmetric::sign(*how, key.as_bytes(), message.as_bytes()).map(MaskedValue::bytes)
            }
            [before @ .., Filter::Or(default)] => {
                let piece = self.masked(input, before)?;
                if piece.is_empty() { self.masked(*default, &[]) } else { Ok(piece) }
            }
            [.., Filter::Len(_) | Filter::Percent(_)] => {
                let mut buffer = Buffer::default();
                self.value(input, filters, &mut buffer)?;
                self.finish(buffer)
            }
            [Filter::Json(escape)] => match (input, self.pair) {
                (Input::Json(path), _) => self.inputs.json(path, *escape),
                (Input::Value, Some(pair)) if pair.json => {
                    text::json_again(&pair.value, *escape).map(MaskedValue::text)
                }
                _ => apply(Filter::Json(*escape), self.masked(input, &[])?),
            },
            [before @ .., last] => {
                let piece = apply(*last, self.masked(input, before)?)?;
                self.inputs.made(piece.as_bytes().len())?;
                Ok(piece)
            }
        }
    }

    fn input_or_inlined(self, input: Input<'m>) -> Result<MaskedValue<'e>, SignReason> {
        match input {
            Input::Text(text) => Ok(MaskedValue::text(text)),
            Input::Step(name) => match self.inputs.inlined(name) {
                Some(body) => Self::over(self.inputs).build_body(body),
                None => self.inputs.input(input),
            },
            _ => self.inputs.input(input),
        }
    }
}
