//! What a request carries because its platform says so: the vendor's common parameters, and what the scheme places.
//! To the engine both are signed parameters, computed as soon as the steps that they name are there.

use crate::model::{CommonField, Input, Location, Platform, SentParameter, Template, When};

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

/// All signed parameters of a platform, those of each class too: first the common ones.
pub fn signed_parameters<'a>(platform: &'a Platform<'a>) -> impl Iterator<Item = SignedParameter<'a>> {
    let (common, _) = platform.locations(&platform.wire);
    let fields = platform.all_common().map(|(_, field)| field);
    fields
        .map(move |field| common_parameter(field, common))
        .chain(platform.signing.parameters.iter().map(placed_parameter))
}

/// Those of the calls of a class. `common` is where the table of these travels; one
/// that travels elsewhere is like what the scheme places. Of a class that is not signed, the scheme places nothing.
pub(super) fn parameters_of<'a>(
    platform: &'a Platform<'a>,
    class: &str,
    common: Location,
) -> impl Iterator<Item = SignedParameter<'a>> {
    let is_signed = platform.class(class).is_none_or(|class| class.is_signed);
    let fields = platform.common_of(class).map(move |field| common_parameter(field, common));
    fields.chain(platform.signing.parameters.iter().filter(move |_| is_signed).map(placed_parameter))
}

fn common_parameter<'a>(field: &CommonField<'a>, common: Location) -> SignedParameter<'a> {
    SignedParameter {
        name: field.name,
        location: field.location.unwrap_or(common),
        value: field.value,
        when: When(&[]),
        required: field.required,
        is_common: field.location.is_none_or(|location| location == common),
    }
}

fn placed_parameter<'a>(placed: &SentParameter<'a>) -> SignedParameter<'a> {
    let SentParameter { location, name, value, when } = *placed;
    SignedParameter { name, location, value, when, required: false, is_common: false }
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
