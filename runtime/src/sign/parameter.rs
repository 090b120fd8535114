//! What a request carries because its platform says so: the vendor's common parameters, and what the scheme places.
//! To the engine both are signed parameters, computed as soon as the steps that they name are there.

use crate::model::{Input, Location, Platform, Template, When};

use super::walk::takes;

/// A common parameter, or something that the scheme places.
#[derive(Clone, Copy)]
pub struct SignedParameter<'a> {
    /// Its name as it travels.
    pub name: &'a str,
    /// Where it travels.
    pub location: Location,
    /// What it is made of.
    pub value: Template<'a>,
    /// When it is sent at all.
    pub when: When<'a>,
    /// Whether it is sent even when it is empty.
    pub required: bool,
    /// Whether it is one of the vendor's common parameters.
    pub is_common: bool,
}

/// All signed parameters of a platform: first the common ones.
pub fn signed_parameters<'a>(platform: &'a Platform<'a>) -> impl Iterator<Item = SignedParameter<'a>> {
    let common = platform.common.fields.iter().map(|field| SignedParameter {
        name: field.name,
        location: platform.common.location,
        value: field.value,
        when: When(&[]),
        required: field.required,
        is_common: true,
    });
    let placed = platform.signing.parameters.iter().map(|placed| SignedParameter {
        name: placed.name,
        location: placed.location,
        value: placed.value,
        when: placed.when,
        required: false,
        is_common: false,
    });
    common.chain(placed)
}

impl SignedParameter<'_> {
    /// Whether a name as it travels means this parameter; headers are named without regard to case.
    pub fn is_named(&self, name: &str) -> bool {
        match self.location {
            Location::Header => self.name.eq_ignore_ascii_case(name),
            Location::Form | Location::Query | Location::Json => self.name == name,
        }
    }

    /// Whether it carries the signature, itself or in a step behind it.
    pub fn is_signature(&self, platform: &Platform<'_>) -> bool {
        let steps = platform.signing.steps.get(platform.signing.signature()..).unwrap_or_default();
        takes(self.value, |input| match input {
            Input::Signature => true,
            Input::Step(name) => steps.iter().any(|step| step.name == name),
            _ => false,
        })
    }
}
