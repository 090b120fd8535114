//! What a value of a scheme is made of in the end: steps and the scheme's own values followed to their inputs, and
//! what of a request it therefore covers. What can be read out of a value is `open`'s to say.

use std::collections::HashSet;

use signwright_model::{
    Filter, Input, Location, PairSource, Part, Platform, Signing, StepBody, Template, When, name_fits,
};

use super::open::Open;

/// Everything that a value was made of, steps and the scheme's own values followed to their ends.
#[derive(Default)]
pub(super) struct Reach<'m> {
    pub(super) inputs: Vec<Input<'m>>,
    /// Sources of pairs, with the names that are taken and those that are left out.
    pub(super) sources: Vec<(PairSource<'m>, &'m [&'m str], &'m [&'m str])>,
    followed: HashSet<&'m str>,
}

impl<'m> Reach<'m> {
    pub(super) fn of_step(signing: &Signing<'m>, place: usize) -> Self {
        let mut reach = Self::default();
        if let Some(step) = signing.steps.get(place) {
            reach.body(step.body, signing);
        }
        reach
    }

    pub(super) fn of_inputs(inputs: &[Input<'m>], signing: &Signing<'m>) -> Self {
        let mut reach = Self::default();
        for input in inputs {
            reach.input(*input, signing);
        }
        reach
    }

    pub(super) fn of(template: Template<'m>, signing: &Signing<'m>) -> Self {
        let mut reach = Self::default();
        reach.template(template, signing);
        reach
    }

    /// What a body takes in itself: its steps are named, and not followed.
    pub(super) fn of_body_alone(body: StepBody<'m>, signing: &Signing<'m>) -> Self {
        let mut reach = Self::default();
        reach.body(body, &Signing { steps: &[], ..*signing });
        reach
    }

    /// The same of something that is sent, what decides about it included.
    fn of_sent_alone(value: Template<'m>, when: When<'m>, signing: &Signing<'m>) -> Self {
        let alone = Signing { steps: &[], ..*signing };
        let mut reach = Self::of(value, &alone);
        reach.when(when, &alone);
        reach
    }

    /// What can be read out of something that is sent: also what a signature holds in the open, such as the claims of
    /// a token.
    fn of_sent(template: Template<'m>, signing: &Signing<'m>) -> Self {
        let mut reach = Self::of(template, signing);
        if reach.has(|input| *input == Input::Signature) {
            reach.inputs.extend(Open::of_signature(signing).inputs);
        }
        reach
    }

    fn template(&mut self, template: Template<'m>, signing: &Signing<'m>) {
        for part in template.0 {
            let Part::Value(input, filters) = *part else { continue };
            self.input(input, signing);
            for filter in filters {
                let second = if let Filter::Or(fallback) = *filter { Some(fallback) } else { filter.key() };
                if let Some(second) = second {
                    self.input(second, signing);
                }
            }
        }
    }

    fn input(&mut self, input: Input<'m>, signing: &Signing<'m>) {
        self.inputs.push(input);
        match input {
            // What is made of the signature is not what the signature is made of.
            Input::Step(name) if self.followed.insert(name) => {
                let place = signing.steps.iter().position(|step| step.name == name);
                if let Some(step) =
                    place.filter(|place| *place != signing.signature()).and_then(|index| signing.steps.get(index))
                {
                    self.body(step.body, signing);
                }
            }
            Input::Var(name) => {
                let var = signing.vars.iter().find(|var| var.name == name);
                if let Some(var) = var.filter(|_| self.followed.insert(name)) {
                    self.template(var.value, signing);
                }
            }
            _ => {}
        }
    }

    fn when(&mut self, when: When<'m>, signing: &Signing<'m>) {
        when.0.iter().for_each(|check| self.template(check.value, signing));
    }

    fn body(&mut self, body: StepBody<'m>, signing: &Signing<'m>) {
        match body {
            StepBody::Template(template) => self.template(template, signing),
            StepBody::Items(items) => {
                for source in items.sources {
                    match *source {
                        PairSource::Pair(_, value) => self.template(value, signing),
                        source => self.sources.push((source, items.only, items.except)),
                    }
                }
                let templates = [items.key, items.value, Some(items.each), Some(items.join)];
                templates.into_iter().flatten().for_each(|template| self.template(template, signing));
            }
            StepBody::Choice { when, then, otherwise } => {
                self.when(when, signing);
                self.body(*then, signing);
                self.body(*otherwise, signing);
            }
        }
    }

    pub(super) fn has(&self, wanted: impl Fn(&Input<'m>) -> bool) -> bool {
        self.inputs.iter().any(wanted)
    }

    /// Whether it takes in what is sent under this name.
    pub(super) fn covers(&self, sent: &Sent<'m>) -> bool {
        self.covers_named(sent.name, sent.place, sent.is_param)
    }

    /// The same of a name; `is_param` says whether it counts among the parameters.
    pub(super) fn covers_named(&self, name: &str, place: Location, is_param: bool) -> bool {
        let in_source = |source: PairSource<'_>| match source {
            PairSource::Params => is_param,
            PairSource::Query => place == Location::Query,
            PairSource::Form => place == Location::Form,
            PairSource::Headers => place == Location::Header,
            PairSource::Json(path) => place == Location::Json && is_in(name, path),
            PairSource::All => place != Location::Header,
            PairSource::Pair(..) => false,
        };
        // Names that differ by case alone count as one: a header is meant more often than not.
        let named = |patterns: &[&str]| patterns.iter().any(|pattern| name_fits(pattern, name, true));
        let by_source = self
            .sources
            .iter()
            .any(|(source, only, except)| in_source(*source) && (only.is_empty() || named(only)) && !named(except));
        let by_name = self.has(|input| match *input {
            Input::Param(wanted) => is_param && wanted == name,
            Input::Query(wanted) => place == Location::Query && wanted == name,
            Input::Form(wanted) => place == Location::Form && wanted == name,
            Input::Json(path) => place == Location::Json && is_in(name, path),
            Input::Header(wanted) => place == Location::Header && wanted.eq_ignore_ascii_case(name),
            Input::QueryString | Input::Url => place == Location::Query,
            Input::Body => matches!(place, Location::Form | Location::Json),
            _ => false,
        });
        by_source || by_name
    }

    /// Whether it takes in texts of any kind. Headers do not count: theirs are ASCII.
    pub(super) fn has_text(&self) -> bool {
        let source = |(source, ..): &(PairSource<'_>, _, _)| !matches!(source, PairSource::Headers);
        let input = |input: &Input<'_>| {
            matches!(
                input,
                Input::Param(_)
                    | Input::Query(_)
                    | Input::Form(_)
                    | Input::Json(_)
                    | Input::Body
                    | Input::QueryString
                    | Input::Url
            )
        };
        self.sources.iter().any(source) || self.has(input)
    }
}

/// Whether a member of a JSON body stands at a path, or below it.
fn is_in(name: &str, path: &str) -> bool {
    let below = name.strip_prefix(path);
    path.is_empty() || below.is_some_and(|below| below.is_empty() || below.starts_with('.'))
}

/// Something that is sent under a name, and what it was made of.
pub(super) struct Sent<'m> {
    pub(super) name: &'m str,
    pub(super) place: Location,
    pub(super) is_param: bool,
    pub(super) value: Template<'m>,
    pub(super) reach: Reach<'m>,
    /// What it takes in itself.
    pub(super) alone: Reach<'m>,
}

impl Sent<'_> {
    /// Whether it carries the signature, itself or in a step behind it.
    pub(super) fn is_signature(&self, signing: &Signing<'_>) -> bool {
        let behind = signing.steps.get(signing.signature()..).unwrap_or_default();
        self.alone.has(|input| match *input {
            Input::Signature => true,
            Input::Step(name) => behind.iter().any(|step| step.name == name),
            _ => false,
        })
    }
}

/// Everything that is sent under a name, in the order of the platform: the common parameters, then what the scheme
/// places.
pub(super) fn sent<'m>(platform: &Platform<'m>) -> Vec<Sent<'m>> {
    let signing = &platform.signing;
    let of = |name, place, is_param, value, when| Sent {
        name,
        place,
        is_param,
        value,
        reach: Reach::of_sent(value, signing),
        alone: Reach::of_sent_alone(value, when, signing),
    };
    let (common_location, params) = platform.locations(&platform.wire);
    let is_param = |location| matches!(location, Location::Query | Location::Form) || location == params;
    let common = platform.all_common().map(|(location, field)| {
        let is_param = location == common_location || is_param(location);
        of(field.name, location, is_param, field.value, When(&[]))
    });
    let placed = signing.parameters.iter().map(|placed| {
        let is_param = is_param(placed.location);
        of(placed.name, placed.location, is_param, placed.value, placed.when)
    });
    common.chain(placed).collect()
}
