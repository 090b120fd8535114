//! What a request carries because its platform says so: the vendor's common parameters, and what the scheme places.
//! To the engine both are slots, filled in as soon as the steps that they name are there.

use crate::model::{Input, Place, Platform, Template, When};

use super::walk::takes;

/// A common parameter, or something that the scheme places.
#[derive(Clone, Copy)]
pub(crate) struct Slot<'a> {
    pub(crate) name: &'a str,
    pub(crate) place: Place,
    pub(crate) value: Template<'a>,
    /// When it is sent at all.
    pub(crate) when: When<'a>,
    /// Whether it is sent even when it is empty.
    pub(crate) required: bool,
    /// Whether it is one of the vendor's common parameters.
    pub(crate) is_common: bool,
}

/// All slots of a platform: first the common parameters.
pub(crate) fn slots<'a>(platform: &'a Platform<'a>) -> impl Iterator<Item = Slot<'a>> {
    let common = platform.common.fields.iter().map(|field| Slot {
        name: field.name,
        place: platform.common.place,
        value: field.value,
        when: When(&[]),
        required: field.required,
        is_common: true,
    });
    let placed = platform.signing.place.iter().map(|placed| Slot {
        name: placed.name,
        place: placed.place,
        value: placed.value,
        when: placed.when,
        required: false,
        is_common: false,
    });
    common.chain(placed)
}

impl Slot<'_> {
    /// Whether a name as it travels means this slot; headers are named without regard to case.
    pub(crate) fn is_named(&self, name: &str) -> bool {
        match self.place {
            Place::Header => self.name.eq_ignore_ascii_case(name),
            Place::Form | Place::Query | Place::Json => self.name == name,
        }
    }

    /// Whether it follows from the steps, and so must be computed again to verify it.
    pub(crate) fn is_derived(&self) -> bool {
        takes(self.value, |input| matches!(input, Input::Step(_) | Input::Signature))
    }

    /// Whether it carries the signature, itself or in a step behind it.
    pub(crate) fn is_signature(&self, platform: &Platform<'_>) -> bool {
        let steps = platform.signing.steps.get(platform.signing.signature()..).unwrap_or_default();
        takes(self.value, |input| match input {
            Input::Signature => true,
            Input::Step(name) => steps.iter().any(|step| step.name == name),
            _ => false,
        })
    }
}
