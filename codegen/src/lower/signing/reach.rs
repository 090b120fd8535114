//! What a value of a scheme is made of in the end: steps and the scheme's own values followed to their inputs, and
//! what of a request it therefore covers.

use std::collections::HashSet;

use signwright_runtime::model::{Filter, Input, Over, Part, Place, Platform, Signing, StepBody, Template, When};

/// Everything that a value was made of, steps and the scheme's own values followed to their ends.
#[derive(Default)]
pub(super) struct Reach<'m> {
    pub(super) inputs: Vec<Input<'m>>,
    /// Sources of pairs, with the names that are taken and those that are left out.
    pub(super) sources: Vec<(Over<'m>, &'m [&'m str], &'m [&'m str])>,
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

    pub(super) fn of(template: Template<'m>, signing: &Signing<'m>) -> Self {
        let mut reach = Self::default();
        reach.template(template, signing);
        reach
    }

    /// What can be read out of something that is sent: also what a signature holds in the open, such as the claims of
    /// a token.
    fn of_sent(template: Template<'m>, signing: &Signing<'m>) -> Self {
        let mut reach = Self::of(template, signing);
        let signature = signing.steps.get(signing.signature());
        if let Some(step) = signature.filter(|_| reach.has(|input| *input == Input::Signature)) {
            reach.in_the_open(step.body, signing, &mut HashSet::new());
        }
        reach
    }

    fn in_the_open(&mut self, body: StepBody<'m>, signing: &Signing<'m>, followed: &mut HashSet<&'m str>) {
        let templates = match body {
            StepBody::Template(template) => vec![template],
            StepBody::Items(items) => {
                let pairs = items.over.iter().filter_map(|over| match *over {
                    Over::Pair(_, value) => Some(value),
                    _ => None,
                });
                pairs.chain([items.each]).collect()
            }
            StepBody::Choice { then, otherwise, .. } => {
                self.in_the_open(*then, signing, followed);
                return self.in_the_open(*otherwise, signing, followed);
            }
        };
        for part in templates.iter().flat_map(|template| template.0) {
            let Part::Value(input, filters) = *part else { continue };
            if filters.iter().any(Filter::is_one_way) {
                continue;
            }
            self.inputs.push(input);
            let Input::Step(name) = input else { continue };
            let before = signing.steps.get(..signing.signature()).unwrap_or_default();
            if let Some(step) = before.iter().find(|step| step.name == name && followed.insert(name)) {
                self.in_the_open(step.body, signing, followed);
            }
        }
    }

    fn template(&mut self, template: Template<'m>, signing: &Signing<'m>) {
        for part in template.0 {
            let Part::Value(input, filters) = *part else { continue };
            self.input(input, signing);
            for filter in filters {
                let other = if let Filter::Or(other) = *filter { Some(other) } else { filter.key() };
                if let Some(other) = other {
                    self.input(other, signing);
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
                    place.filter(|place| *place != signing.signature()).and_then(|at| signing.steps.get(at))
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
                for over in items.over {
                    match *over {
                        Over::Pair(_, value) => self.template(value, signing),
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
        let in_source = |over: Over<'_>| match over {
            Over::Params => sent.is_param,
            Over::Query => sent.place == Place::Query,
            Over::Form => sent.place == Place::Form,
            Over::Headers => sent.place == Place::Header,
            Over::Json(path) => sent.place == Place::Json && is_in(sent.name, path),
            Over::All => sent.place != Place::Header,
            Over::Pair(..) => false,
        };
        let named = |names: &[&str]| names.iter().any(|name| fits(name, sent.name));
        let by_source = self
            .sources
            .iter()
            .any(|(over, only, except)| in_source(*over) && (only.is_empty() || named(only)) && !named(except));
        let by_name = self.has(|input| match *input {
            Input::Param(name) => sent.is_param && name == sent.name,
            Input::Query(name) => sent.place == Place::Query && name == sent.name,
            Input::Form(name) => sent.place == Place::Form && name == sent.name,
            Input::Json(path) => sent.place == Place::Json && is_in(sent.name, path),
            Input::Header(name) => sent.place == Place::Header && name.eq_ignore_ascii_case(sent.name),
            Input::QueryString => sent.place == Place::Query,
            Input::Body => matches!(sent.place, Place::Form | Place::Json),
            _ => false,
        });
        by_source || by_name
    }

    /// Whether it takes in texts of any kind. Headers do not count: theirs are ASCII.
    pub(super) fn has_text(&self) -> bool {
        let source = |(over, ..): &(Over<'_>, _, _)| !matches!(over, Over::Headers);
        let input = |input: &Input<'_>| {
            matches!(
                input,
                Input::Param(_) | Input::Query(_) | Input::Form(_) | Input::Json(_) | Input::Body | Input::QueryString
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
    name: &'m str,
    place: Place,
    is_param: bool,
    pub(super) reach: Reach<'m>,
}

/// Everything that is sent under a name.
pub(super) fn sent<'m>(platform: &Platform<'m>) -> Vec<Sent<'m>> {
    let signing = &platform.signing;
    let common = platform.common.fields.iter().map(|field| (field.name, platform.common.place, true, field.value));
    let placed = signing.place.iter().map(|placed| {
        let is_param = placed.place != Place::Header || platform.common.place == Place::Header;
        (placed.name, placed.place, is_param, placed.value)
    });
    let all = common.chain(placed);
    all.map(|(name, place, is_param, value)| Sent { name, place, is_param, reach: Reach::of_sent(value, signing) })
        .collect()
}

/// Whether a name fits a pattern in which `*` stands for any text. Names that differ by case alone count as one: a
/// header is meant more often than not.
fn fits(pattern: &str, name: &str) -> bool {
    let (pattern, name) = (pattern.to_ascii_lowercase(), name.to_ascii_lowercase());
    let Some((start, end)) = pattern.split_once('*') else { return pattern == name };
    name.len() >= start.len() + end.len() && name.starts_with(start) && name.ends_with(end)
}
