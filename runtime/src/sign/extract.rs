//! What a received text claims: its template read backwards gives the instant, the nonce and the signature.

use std::borrow::Cow;

use crate::binary::{unbase64, unhex};
use crate::model::{Filter, Input, Part, Platform, Step, StepBody, Template};
use crate::percent;
use crate::timestamp;

/// How many places are tried for the end of a value: a sender must not make us try all.
const TRIES: usize = 8;

/// Calls back with each value of a template and the text that stands for it. A step that is a template itself is read
/// on, and so is the signature, unless it is what is wanted. A value that runs into the next one without text between them cannot be told apart,
/// and ends the reading.
fn captures<'m>(
    wanted: Input<'_>,
    template: Template<'m>,
    steps: &[Step<'m>],
    text: &str,
    give: &mut dyn FnMut(Input<'m>, &'m [Filter<'m>], &str),
) -> Option<()> {
    let mut unread = text;
    let mut parts = template.0.iter().peekable();
    while let Some(part) = parts.next() {
        match *part {
            Part::Text(literal) => unread = unread.strip_prefix(literal)?,
            Part::Value(input, filters) => {
                let inner = inner(input, steps).filter(|_| input != wanted);
                let fits = |value: &str| {
                    let value = before(value, filters);
                    let captured = inner
                        .zip(value)
                        .map(|((inner, earlier), value)| captures(wanted, inner, earlier, &value, &mut |_, _, _| ()));
                    captured != Some(None)
                };
                let end = match parts.peek() {
                    None => unread.len(),
                    // What stands behind a value may stand in it as well.
                    Some(Part::Text(literal)) => {
                        let ends = || unread.match_indices(literal).map(|(end, _)| end).take(TRIES);
                        ends().find(|end| unread.get(..*end).is_some_and(fits)).or_else(|| ends().next())?
                    }
                    Some(Part::Value(..)) => return None,
                };
                let (value, behind) = unread.split_at_checked(end)?;
                match inner.zip(before(value, filters)) {
                    // What is wrong inside need not be wrong outside.
                    Some(((inner, earlier), value)) => drop(captures(wanted, inner, earlier, &value, give)),
                    None => give(input, filters, value),
                }
                unread = behind;
            }
        }
    }
    unread.is_empty().then_some(())
}

/// The template that a step is, and the steps before it: only those can stand in it.
fn inner<'m, 's>(input: Input<'m>, steps: &'s [Step<'m>]) -> Option<(Template<'m>, &'s [Step<'m>])> {
    let named = |name: &str| steps.iter().position(|step| step.name == name);
    let index = match input {
        Input::Step(name) => named(name)?,
        Input::Signature => named("signature").or(steps.len().checked_sub(1))?,
        _ => return None,
    };
    match steps.get(index)?.body {
        StepBody::Template(template) => Some((template, steps.get(..index)?)),
        StepBody::Items(_) | StepBody::Choice { .. } => None,
    }
}

/// The instant, in seconds since 1970-01-01 UTC, that the text of the platform's clock parameter means.
/// `None` if the platform has no clock parameter, or the text is not one that it would send.
pub fn clock_of(platform: &Platform<'_>, received: &str) -> Option<i64> {
    let clock = platform.clock?;
    let of_classes = platform.classes.iter().flat_map(|class| class.fields);
    let common = platform.common.fields.iter().chain(of_classes).map(|field| (field.name, field.value));
    let placed = platform.signing.parameters.iter().map(|placed| (placed.name, placed.value));
    let (_, value) = common.chain(placed).find(|(name, _)| *name == clock.param)?;
    instant(platform, value, received).map(|unix_ms| unix_ms.div_euclid(1000))
}

/// The instant that a text of this template claims, in milliseconds since 1970-01-01 UTC.
pub(super) fn instant(platform: &Platform<'_>, template: Template<'_>, text: &str) -> Option<i64> {
    let mut instant = None;
    captures(Input::Clock, template, platform.signing.steps, text, &mut |input, filters, value| {
        if let (Input::Clock, [format, changes @ ..]) = (input, filters) {
            let text = before(value, changes);
            instant = instant.or_else(|| timestamp::read(*format, &text?, platform.zone));
        }
    });
    instant
}

/// What a text was before these filters, as far as that can be told. What is made of it again is compared with the
/// text, so a wrong guess is refused.
fn before<'t>(text: &'t str, filters: &[Filter<'_>]) -> Option<Cow<'t, str>> {
    let Some((last, others)) = filters.split_last() else { return Some(Cow::Borrowed(text)) };
    let text = match *last {
        Filter::Upper | Filter::Lower | Filter::Utf8 => return before(text, others),
        Filter::Base64(_) => String::from_utf8(unbase64(text)?).ok()?,
        Filter::Hex => String::from_utf8(unhex(text)?).ok()?,
        Filter::Radix(base) => {
            let base = u32::from(base).clamp(2, 36);
            i64::from_str_radix(text, base).ok()?.to_string()
        }
        Filter::Percent(how) => {
            let text = if how.form { text.replace('+', " ") } else { text.to_owned() };
            String::from_utf8(percent::decoded(text.as_bytes())).ok()?
        }
        Filter::Replace(old, new) if !new.is_empty() => text.replace(new, old),
        _ => return None,
    };
    before(&text, others).map(|text| Cow::Owned(text.into_owned()))
}

pub(super) fn nonce(platform: &Platform<'_>, template: Template<'_>, text: &str) -> Option<String> {
    claimed(Input::Nonce, template, platform.signing.steps, text)
}

pub(super) fn signature(platform: &Platform<'_>, template: Template<'_>, text: &str) -> Option<String> {
    claimed(Input::Signature, template, platform.signing.steps, text)
}

fn claimed(wanted: Input<'_>, template: Template<'_>, steps: &[Step<'_>], text: &str) -> Option<String> {
    let mut claimed = None;
    captures(wanted, template, steps, text, &mut |input, filters, value| {
        if input == wanted {
            claimed = before(value, filters).map(Cow::into_owned).or(claimed.take());
        }
    });
    claimed
}
