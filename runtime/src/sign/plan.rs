//! What follows from a platform alone, worked out once: its signed parameters, and which steps each of them and each
//! step needs. A client keeps it for all its calls.

use super::document::{self, Members};
use super::error::{SignError, SignReason};
use super::parameter::{SignedParameter, parameters_of};
use super::walk::{each_input, each_input_of};
use crate::model::{
    Asymmetric, Endpoint, Field, Filter, Input, ListStyle, Location, Part, Platform, Step, StepBody, Template, Type,
    Wire,
};
use crate::spread::style_of;

/// A platform's scheme, made ready to be run for the calls of an endpoint, or of all that travel alike.
pub struct Plan<'a> {
    pub(super) platform: &'a Platform<'a>,
    pub(super) parameters: Vec<PlannedParameter<'a>>,
    pub(super) steps: Vec<PlannedStep<'a>>,
    pub(super) wire: Wire<'a>,
    class: &'a str,
    /// Whether the calls are signed.
    pub(super) is_signed: bool,
    /// Where the table of common parameters travels.
    pub(super) common_location: Location,
    /// Whether the common parameters stand behind those of the endpoint.
    pub(super) is_common_last: bool,
    /// Where the business parameters travel.
    pub(super) params_location: Location,
    /// The rows of the endpoint's request.
    rows: &'a [Field<'a>],
}

#[derive(Clone, Copy)]
pub(super) struct PlannedParameter<'a> {
    pub(super) parameter: SignedParameter<'a>,
    /// How many steps must be there first.
    pub(super) after: usize,
    /// Whether it carries the signature, itself or in a step behind it.
    pub(super) is_signature: bool,
    /// Whether it follows from the steps, and so must be computed again to verify it.
    pub(super) is_derived: bool,
}

#[derive(Clone, Copy)]
pub(super) struct PlannedStep<'a> {
    pub(super) step: Step<'a>,
    /// Whether it stands before the signature, is used once, by a later step, and names earlier steps alone.
    pub(super) can_be_inlined: bool,
}

impl<'a> Plan<'a> {
    /// The plan of the calls that say nothing of their way themselves.
    pub fn of(platform: &'a Platform<'a>) -> Self {
        Self::of_endpoint(platform, &Endpoint::PLAIN)
    }

    /// The plan of an endpoint's calls.
    pub fn of_endpoint(platform: &'a Platform<'a>, endpoint: &Endpoint<'a>) -> Self {
        let wire = platform.wire_of(endpoint);
        let class = endpoint.class;
        let (common_location, params_location) = platform.locations(&wire);
        let is_signed = !platform.signing.steps.is_empty() && platform.class(class).is_none_or(|class| class.is_signed);
        let steps = platform.signing.steps;
        let signature = platform.signing.signature();
        let position = |name: &str| steps.iter().position(|step| step.name == name);
        let mut uses = vec![0_usize; steps.len()];
        let mut backward = vec![true; steps.len()];
        for (index, step) in steps.iter().enumerate() {
            each_input_of(step.body, &mut |input| {
                let Input::Step(name) = input else { return };
                match position(name) {
                    Some(earlier) if earlier < index => uses[earlier] += 1,
                    _ => backward[index] = false,
                }
            });
        }
        // How many steps an input needs.
        let steps_for = |input: Input<'a>| match input {
            Input::Signature => signature + 1,
            Input::Step(name) => position(name).unwrap_or(steps.len()) + 1,
            _ => 0,
        };
        let steps_for_template = |template: Template<'a>| {
            let mut most = 0;
            each_input(template, &mut |input| most = most.max(steps_for(input)));
            most
        };
        let parameters = parameters_of(platform, class, common_location).map(|parameter| {
            let of_value = steps_for_template(parameter.value);
            let of_checks = parameter.when.0.iter().map(|check| steps_for_template(check.value)).max();
            PlannedParameter {
                parameter,
                after: of_value.max(of_checks.unwrap_or(0)),
                is_signature: parameter.is_signature(platform),
                is_derived: of_value > 0,
            }
        });
        let parameters: Vec<_> = parameters.collect();
        // What is sent and what is signed must be the same text, so a step that is sent stands on its own.
        for PlannedParameter { parameter, .. } in &parameters {
            let mut sent = |input: Input<'a>| {
                if let Input::Step(name) = input
                    && let Some(count) = position(name).and_then(|step| uses.get_mut(step))
                {
                    *count += 2;
                }
            };
            each_input(parameter.value, &mut sent);
            parameter.when.0.iter().for_each(|check| each_input(check.value, &mut sent));
        }
        let steps = steps.iter().zip(uses).zip(backward).enumerate().map(|(index, ((step, uses), backward))| {
            PlannedStep { step: *step, can_be_inlined: index < signature && uses == 1 && backward }
        });
        // Of calls that are not signed, no step is computed but those that are sent.
        let is_needed = |index: usize| {
            is_signed || parameters.iter().any(|parameter: &PlannedParameter<'_>| parameter.after > index)
        };
        let steps: Vec<_> =
            steps.enumerate().take_while(|(index, _)| is_needed(*index)).map(|(_, step)| step).collect();
        let is_common_last = platform.common.location.is_none();
        Self {
            platform,
            parameters,
            steps,
            wire,
            class,
            is_signed,
            common_location,
            is_common_last,
            params_location,
            rows: endpoint.request().record().fields,
        }
    }

    /// With the rows of an endpoint's table, of which some come once for each of their values.
    #[must_use]
    pub fn with_rows(mut self, endpoint: &Endpoint<'a>) -> Self {
        self.rows = endpoint.request().record().fields;
        self
    }

    /// Whether it is a row that comes once for each of its values.
    pub(super) fn is_repeated_row(&self, name: &str) -> bool {
        let mut rows = self.rows.iter().filter(|field| field.name == name && matches!(field.ty, Type::List(..)));
        rows.any(|field| style_of(field, self.wire.lists) == ListStyle::Repeated)
    }

    /// Whether it is that of this endpoint's calls too.
    pub fn serves(&self, endpoint: &Endpoint<'a>) -> bool {
        self.class == endpoint.class && self.wire == self.platform.wire_of(endpoint)
    }

    /// Whether a name that travels there means a common parameter, or something that the scheme places.
    pub fn is_parameter(&self, location: Location, name: &str) -> bool {
        let mut parameters = self.parameters.iter().map(|planned| planned.parameter);
        parameters.any(|parameter| parameter.location == location && parameter.is_named(name))
    }

    /// The common parameters, and what the scheme places.
    pub fn parameters(&self) -> impl Iterator<Item = SignedParameter<'a>> {
        self.parameters.iter().map(|planned| planned.parameter)
    }

    /// Whether the calls are signed. Others carry their common parameters alone.
    pub const fn is_signed(&self) -> bool {
        self.is_signed
    }

    /// Where the business parameters travel, if they are parameters.
    pub const fn params_location(&self) -> Location {
        self.params_location
    }

    /// Whether the key that makes the signature is not the one that verifies it.
    pub fn is_asymmetric(&self) -> bool {
        self.signature().is_some_and(|step| asymmetric_part(step.step.body).is_some())
    }

    /// Whether a step is the body and nothing else.
    pub(super) fn is_body(&self, name: &str) -> bool {
        self.is_body_before(name, self.steps.len())
    }

    /// The same, of the first steps alone: a step names those before it, so that this ends.
    fn is_body_before(&self, name: &str, end: usize) -> bool {
        let index = self.steps.iter().take(end).position(|planned| planned.step.name == name);
        let step = index.and_then(|index| Some((index, self.steps.get(index)?)));
        step.is_some_and(|(index, planned)| {
            all_parts(planned.step.body, &|part| match *part {
                Part::Value(Input::Body, []) => true,
                Part::Value(Input::Step(name), []) => self.is_body_before(name, index),
                _ => false,
            })
        })
    }

    pub(super) fn signature(&self) -> Option<&PlannedStep<'a>> {
        self.steps.get(self.platform.signing.signature())
    }

    pub(super) fn has_location(&self, place: Location) -> bool {
        self.parameters.iter().any(|planned| planned.parameter.location == place)
    }

    /// Whether a call's parameters stand in a place: those of the platform, or those that are given.
    pub(super) fn has_parameters_in(&self, place: Location) -> bool {
        self.params_location == place || self.has_location(place)
    }

    /// The members of a JSON body among which parameters stand. A body that is no object, such as a list, has none, and may
    /// be so where no parameter would stand in it: neither one of the platform nor one that was `given`.
    pub(super) fn members<'b>(&self, body: &'b [u8], given: bool) -> Result<Option<Members<'b>>, SignError> {
        match document::members(body) {
            Ok(members) => Ok(Some(members)),
            Err(SignReason::Undecodable(_)) if !given && !self.has_location(Location::Json) => Ok(None),
            Err(reason) => Err(reason.at("request.body")),
        }
    }
}

/// Whether something is keyed with a step: such a step stands for the secret it was made of.
pub(super) fn is_key(platform: &Platform<'_>, step: &str) -> bool {
    let keyed = |template: Template<'_>| {
        template.0.iter().any(|part| match part {
            Part::Value(_, filters) => filters.iter().filter_map(Filter::key).any(|key| key == Input::Step(step)),
            Part::Text(_) => false,
        })
    };
    platform.signing.steps.iter().any(|other| any_template(other.body, &keyed))
}

/// Whether a step gives nothing but parts like this.
fn all_parts(body: StepBody<'_>, wanted: &dyn Fn(&Part<'_>) -> bool) -> bool {
    match body {
        StepBody::Template(Template(parts)) => parts.iter().all(wanted),
        StepBody::Choice { then, otherwise, .. } => all_parts(*then, wanted) && all_parts(*otherwise, wanted),
        StepBody::Items(_) => false,
    }
}

fn any_template(body: StepBody<'_>, wanted: &dyn Fn(Template<'_>) -> bool) -> bool {
    match body {
        StepBody::Template(template) => wanted(template),
        StepBody::Items(items) => [Some(items.each), items.key, items.value].into_iter().flatten().any(wanted),
        StepBody::Choice { then, otherwise, .. } => any_template(*then, wanted) || any_template(*otherwise, wanted),
    }
}

/// A value, the filters before the signing one, that one's algorithm and key, and the filters behind it.
type Signed<'a> = (Input<'a>, &'a [Filter<'a>], (Asymmetric, Input<'a>), &'a [Filter<'a>]);

/// What is signed by a key that does not verify, and what becomes of the signature's bytes.
pub(super) fn asymmetric_part(body: StepBody<'_>) -> Option<Signed<'_>> {
    let StepBody::Template(Template([Part::Value(input, filters)])) = body else { return None };
    let (index, signing) = filters.iter().enumerate().find_map(|(index, filter)| match *filter {
        Filter::Sign(how, key) => Some((index, (how, key))),
        _ => None,
    })?;
    Some((*input, filters.get(..index)?, signing, filters.get(index + 1..)?))
}
