//! Fills in templates over any source of inputs. Knows nothing of requests: [`Inputs`] stands for them. Values go
//! piece by piece into a [`Sink`], so that what is only digested, counted or encoded is never built.

use std::borrow::Cow;

use super::asymmetric;
use super::digest;
use super::error::{SignError, SignReason};
use super::filter::apply;
use super::items::{self, Pair};
use super::piece::{Mask, Piece};
use super::sink::{Buffer, Count, Encode, Sink, Stretch};
use super::text;

use crate::model::{Check, Escape, Filter, Input, Over, Part, StepBody, Template, When, notation};

/// Where templates take their values from.
pub(crate) trait Inputs<'m> {
    /// The value of an input.
    fn input(&self, input: Input<'m>) -> Result<Piece<'_>, SignReason>;

    /// The text of the clock in this format.
    fn clock(&self, format: Filter<'m>) -> Result<String, SignReason>;

    /// What stands at a path of the JSON body, as JSON.
    fn json(&self, path: &str, escape: Escape) -> Result<Piece<'_>, SignReason>;

    /// The body of a step, if it is to be computed where it is used.
    fn inlined(&self, step: &str) -> Option<StepBody<'m>>;

    /// Notes that a value of this many bytes was made; refuses it when there are too many of them.
    fn made(&self, _: usize) -> Result<(), SignReason> {
        Ok(())
    }

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
    let filled = Evaluate::over(&inputs).build(*template).and_then(Piece::into_text);
    filled.map_err(|reason| reason.at("template"))
}

struct Lookup<F>(F);

impl<'m, F: Fn(Input<'m>) -> Option<String>> Inputs<'m> for Lookup<F> {
    fn input(&self, input: Input<'m>) -> Result<Piece<'_>, SignReason> {
        (self.0)(input).map(Piece::text).ok_or_else(|| SignReason::UnknownInput(notation::input(input)))
    }

    fn clock(&self, _: Filter<'m>) -> Result<String, SignReason> {
        Err(SignReason::Clock)
    }

    fn json(&self, path: &str, _: Escape) -> Result<Piece<'_>, SignReason> {
        Err(SignReason::UnknownInput(notation::input(Input::Json(path))))
    }

    fn inlined(&self, _: &str) -> Option<StepBody<'m>> {
        None
    }

    fn pairs<'v>(&'v self, _: &Over<'m>, _: &mut Vec<Pair<'v>>) -> Result<(), SignReason> {
        Ok(())
    }
}

/// An evaluation over some inputs, and inside a map, over one pair.
#[derive(Clone, Copy)]
pub(crate) struct Evaluate<'e, 'm: 'e> {
    pub(crate) inputs: &'e dyn Inputs<'m>,
    pub(crate) item: Option<&'e Pair<'e>>,
}

impl<'e, 'm: 'e> Evaluate<'e, 'm> {
    pub(crate) fn over(inputs: &'e dyn Inputs<'m>) -> Self {
        Self { inputs, item: None }
    }

    /// The value of a template on its own.
    pub(crate) fn build(self, template: Template<'m>) -> Result<Piece<'static>, SignReason> {
        let mut buffer = Buffer::default();
        self.template(template, &mut buffer)?;
        self.finish(buffer)
    }

    fn finish(self, buffer: Buffer) -> Result<Piece<'static>, SignReason> {
        let piece = buffer.finish();
        self.inputs.made(piece.as_bytes().len())?;
        Ok(piece)
    }

    /// The value of a step's body on its own.
    pub(crate) fn build_body(self, body: StepBody<'m>) -> Result<Piece<'static>, SignReason> {
        let mut buffer = Buffer::default();
        self.body(body, &mut buffer)?;
        self.finish(buffer)
    }

    /// The value of a template, borrowed where it is nothing but an input.
    pub(crate) fn borrow(self, template: Template<'m>) -> Result<Piece<'e>, SignReason> {
        match *template.0 {
            [Part::Value(input, filters)] => self.piece(input, filters),
            _ => self.build(template),
        }
    }

    pub(crate) fn body(self, body: StepBody<'m>, to: &mut dyn Sink) -> Result<(), SignReason> {
        match body {
            StepBody::Template(template) => self.template(template, to),
            StepBody::Items(items) => items::write(&items, self, to),
            StepBody::Choice { when, then, otherwise } => {
                let chosen = if self.holds(when)? { then } else { otherwise };
                self.body(*chosen, to)
            }
        }
    }

    /// Whether every check holds.
    pub(crate) fn holds(self, when: When<'m>) -> Result<bool, SignReason> {
        for Check { value, holds, texts } in when.0 {
            let value = self.borrow(*value)?;
            if texts.iter().any(|text| text.as_bytes() == value.as_bytes()) != *holds {
                return Ok(false);
            }
        }
        Ok(true)
    }

    pub(crate) fn template(self, template: Template<'m>, to: &mut dyn Sink) -> Result<(), SignReason> {
        for part in template.0 {
            match *part {
                Part::Text(text) => to.put(Stretch::Text(text), None)?,
                Part::Value(input, filters) => self.value(input, filters, to)?,
            }
        }
        Ok(())
    }

    /// Writes a value behind its filters; the last filter comes first, and asks for what is before it.
    fn value(self, input: Input<'m>, filters: &'m [Filter<'m>], to: &mut dyn Sink) -> Result<(), SignReason> {
        match filters {
            [] => match (input, self.item) {
                (Input::Text(text), _) => to.put(Stretch::Text(text), None),
                (Input::Key, Some(pair)) => to.put(Stretch::Text(&pair.key), None),
                (Input::Value, Some(pair)) => to.put_piece(&pair.value),
                (Input::Step(name), _) => match self.inputs.inlined(name) {
                    Some(body) => Self::over(self.inputs).body(body, to),
                    None => to.put_piece(&self.inputs.input(input)?),
                },
                _ => to.put_piece(&self.inputs.input(input)?),
            },
            [Filter::Utf8] if input == Input::Body => {
                let body = self.inputs.input(input)?;
                let secret = if let Mask::Whole(name) = &body.mask { Some(&**name) } else { None };
                to.put(Stretch::Body(body.as_bytes()), secret)
            }
            [before @ .., Filter::Len(unit)] => {
                let units = self.count(input, before, *unit)?;
                with_digits(units, 0, |digits| to.put(Stretch::Text(digits), None))
            }
            [before @ .., Filter::Len(unit), Filter::Pad(width)] => {
                let units = self.count(input, before, *unit)?;
                with_digits(units, usize::from(*width), |digits| to.put(Stretch::Text(digits), None))
            }
            [before @ .., Filter::Percent(how)] => {
                let made = |bytes| self.inputs.made(bytes);
                self.value(input, before, &mut Encode { to, how: *how, made: &made })
            }
            _ => to.take(self.piece(input, filters)?),
        }
    }

    fn count(
        self,
        input: Input<'m>,
        before: &'m [Filter<'m>],
        unit: crate::model::TextUnit,
    ) -> Result<usize, SignReason> {
        let mut count = Count::new(unit);
        match (input, self.item, before) {
            // What most schemes count: spared the way through the filters.
            (Input::Key, Some(pair), []) => count.put(Stretch::Text(&pair.key), None)?,
            (Input::Value, Some(pair), []) => count.put_piece(&pair.value)?,
            _ => self.value(input, before, &mut count)?,
        }
        Ok(count.units)
    }

    /// A value behind its filters, borrowed where nothing changes it.
    pub(crate) fn piece(self, input: Input<'m>, filters: &'m [Filter<'m>]) -> Result<Piece<'e>, SignReason> {
        match filters {
            [] => match (input, self.item) {
                (Input::Text(_) | Input::Step(_), _) => self.input_or_inlined(input),
                (Input::Key, Some(pair)) => Ok(Piece::text(pair.key.as_ref())),
                (Input::Value, Some(pair)) => Ok(pair.value.borrowed()),
                _ => self.inputs.input(input),
            },
            [format] if input == Input::Clock => Ok(Piece::text(self.inputs.clock(*format)?)),
            [before @ .., Filter::Digest(hash)] => digest::digest(*hash, &mut |sink| self.value(input, before, sink)),
            [before @ .., Filter::Hmac(hash, key)] => {
                let key = self.piece(*key, &[])?;
                digest::hmac(*hash, key.as_bytes(), &mut |sink| self.value(input, before, sink))
            }
            [before @ .., Filter::Sign(how, key)] => {
                let (key, message) = (self.piece(*key, &[])?, self.piece(input, before)?);
                asymmetric::sign(*how, key.as_bytes(), message.as_bytes()).map(Piece::bytes)
            }
            [before @ .., Filter::Or(other)] => {
                let piece = self.piece(input, before)?;
                if piece.is_empty() { self.piece(*other, &[]) } else { Ok(piece) }
            }
            [.., Filter::Len(_) | Filter::Percent(_)] => {
                let mut buffer = Buffer::default();
                self.value(input, filters, &mut buffer)?;
                self.finish(buffer)
            }
            [Filter::Json(escape)] => match (input, self.item) {
                (Input::Json(path), _) => self.inputs.json(path, *escape),
                (Input::Value, Some(pair)) if pair.json => text::json_again(&pair.value, *escape).map(Piece::text),
                _ => apply(Filter::Json(*escape), self.piece(input, &[])?),
            },
            [before @ .., last] => {
                let piece = apply(*last, self.piece(input, before)?)?;
                self.inputs.made(piece.as_bytes().len())?;
                Ok(piece)
            }
        }
    }

    fn input_or_inlined(self, input: Input<'m>) -> Result<Piece<'e>, SignReason> {
        match input {
            Input::Text(text) => Ok(Piece::text(text)),
            Input::Step(name) => match self.inputs.inlined(name) {
                Some(body) => Self::over(self.inputs).build_body(body),
                None => self.inputs.input(input),
            },
            _ => self.inputs.input(input),
        }
    }
}

/// A number in decimal, padded with zeros, without a text of its own.
fn with_digits<T>(number: usize, width: usize, then: impl FnOnce(&str) -> T) -> T {
    // Few are as wide as can be, and clearing that much for each pair would be felt.
    if width <= 20 {
        digits_in(&mut [b'0'; 20], number, width, then)
    } else {
        digits_in(&mut [b'0'; 255], number, width, then)
    }
}

fn digits_in<T>(digits: &mut [u8], number: usize, width: usize, then: impl FnOnce(&str) -> T) -> T {
    let (mut start, mut rest) = (digits.len(), number);
    for place in digits.iter_mut().rev() {
        *place = b"0123456789"[rest % 10];
        start -= 1;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    let start = start.min(digits.len().saturating_sub(width));
    then(digits.get(start..).and_then(|digits| str::from_utf8(digits).ok()).unwrap_or_default())
}
