//! Whether all that is sent in one place is known before something takes it in. The steps run in their order, and what
//! is sent is filled in as soon as the steps that it names are there: what comes later would be sent without being
//! signed, and nothing would say so.

use signwright_model::{Input, Platform, Signing};

use super::reach::{Reach, Sent};
use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::specs::SchemeNotes;

/// When something is known: behind so many steps, and among what is filled in there at this place.
type Time = (usize, usize);

/// Checks the steps up to the signature, and what is sent without it.
pub(super) fn check(
    platform: &Platform<'_>,
    notes: &SchemeNotes<'_>,
    fields: &[Sent<'_>],
    diagnostics: &mut Diagnostics,
) {
    let signing = &platform.signing;
    let filled: Vec<(&Sent<'_>, Time)> = fields
        .iter()
        .enumerate()
        .filter(|(_, field)| !field.is_signature(signing))
        .map(|(place, field)| (field, (steps_before(field, signing), place)))
        .collect();
    let later = |reader: &Reach<'_>, time: Time| -> Vec<&str> {
        let late = filled.iter().filter(|(field, known)| *known > time && reader.covers(field));
        late.map(|(field, _)| field.name).collect()
    };
    for (place, step) in signing.steps.iter().enumerate().take(signing.signature() + 1) {
        let late = later(&Reach::of_body_alone(step.body, signing), (place, usize::MAX));
        if let Some(first) = late.first() {
            let help = format!(
                "write the steps that `{first}` is made of before `{}`, or leave it out of a map: `except: [{first}]`",
                step.name
            );
            tell(step.name, &late, (notes.step(step.name), &help), diagnostics);
        }
    }
    for (field, time) in &filled {
        let late = later(&field.alone, *time);
        if let Some(first) = late.first() {
            let help = format!("write it behind `{first}`, or make it of a step that stands behind all of them");
            tell(field.name, &late, (notes.sent(field.name), &help), diagnostics);
        }
    }
}

/// How many steps must be there before a field can be filled in.
fn steps_before(field: &Sent<'_>, signing: &Signing<'_>) -> usize {
    let position = |input: &Input<'_>| match *input {
        Input::Step(name) => signing.steps.iter().position(|step| step.name == name),
        _ => None,
    };
    field.alone.inputs.iter().filter_map(position).max().map_or(0, |last| last + 1)
}

fn tell(reader: &str, late: &[&str], (span, help): (Span, &str), diagnostics: &mut Diagnostics) {
    let names: Vec<_> = late.iter().map(|name| format!("`{name}`")).collect();
    let message = format!(
        "`{reader}` takes in what is sent before {} is there: it would be sent without being in it",
        names.join(", ")
    );
    diagnostics.push(Diagnostic::error(Code::SignedTooEarly, span, message).help(help));
}
