//! What a received text claims: its template read backwards gives the instant, the nonce and the signature.

use crate::model::{Filter, Input, Part, Platform, Step, StepBody, Template};
use crate::moment;

/// Calls back with each value of a template and the text that stands for it; a step that is a template itself is read
/// on. A value that runs into the next one without text between them cannot be told apart, and ends the reading.
fn captures<'m, 't>(
    template: Template<'m>,
    steps: &[Step<'m>],
    text: &'t str,
    found: &mut dyn FnMut(Input<'m>, &'m [Filter<'m>], &'t str),
) -> Option<()> {
    let mut rest = text;
    let mut parts = template.0.iter().peekable();
    while let Some(part) = parts.next() {
        match *part {
            Part::Text(literal) => rest = rest.strip_prefix(literal)?,
            Part::Value(input, filters) => {
                let end = match parts.peek() {
                    None => rest.len(),
                    Some(Part::Text(literal)) => rest.find(literal)?,
                    Some(Part::Value(..)) => return None,
                };
                let (value, behind) = rest.split_at_checked(end)?;
                match inner(input, filters, steps) {
                    // What is wrong inside need not be wrong outside.
                    Some((inner, before)) => drop(captures(inner, before, value, found)),
                    None => found(input, filters, value),
                }
                rest = behind;
            }
        }
    }
    rest.is_empty().then_some(())
}

/// The template that a step is, and the steps before it: only those can stand in it.
fn inner<'m, 's>(
    input: Input<'m>,
    filters: &[Filter<'m>],
    steps: &'s [Step<'m>],
) -> Option<(Template<'m>, &'s [Step<'m>])> {
    let (Input::Step(name), []) = (input, filters) else { return None };
    let at = steps.iter().position(|step| step.name == name)?;
    match steps.get(at)?.body {
        StepBody::Template(template) => Some((template, steps.get(..at)?)),
        StepBody::Items(_) | StepBody::Choice { .. } => None,
    }
}

/// The instant that a text of this template claims, in milliseconds since 1970-01-01 UTC.
pub(crate) fn instant(platform: &Platform<'_>, template: Template<'_>, text: &str) -> Option<i64> {
    let mut instant = None;
    captures(template, platform.signing.steps, text, &mut |input, filters, value| {
        if let (Input::Clock, [format]) = (input, filters) {
            instant = instant.or_else(|| moment::read(*format, value, platform.zone));
        }
    });
    instant
}

/// The nonce that a text of this template claims.
pub(crate) fn nonce<'t>(platform: &Platform<'_>, template: Template<'_>, text: &'t str) -> Option<&'t str> {
    let mut nonce = None;
    captures(template, platform.signing.steps, text, &mut |input, filters, value| {
        if let (Input::Nonce, []) = (input, filters) {
            nonce = Some(value);
        }
    });
    nonce
}

/// The signature that a text of this template claims.
pub(crate) fn signature<'t>(template: Template<'_>, text: &'t str) -> Option<&'t str> {
    let mut signature = None;
    captures(template, &[], text, &mut |input, filters, value| {
        if (input, filters) == (Input::Signature, &[]) {
            signature = Some(value);
        }
    });
    signature
}
