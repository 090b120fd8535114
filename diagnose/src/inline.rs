//! A plan without its vars: each stands as what it is for this call, a choice that only vars decide is decided, and a
//! signature that is another step with more filters is one template. So a mistake in what a shared scheme is given is
//! found as one in a scheme of its own. The signature stays the same.

use bumpalo::Bump;

use super::case::{Call, Case, secret_names};
use signwright_model::{Check, Filter, Input, Part, Step, StepBody, Template, When};
use signwright_runtime::sign::{each_input, each_input_of, signed_parameters};

/// The shortest secret that is recognized within a value of the call.
// A shorter one stands in too many values by chance.
const RECOGNIZED: usize = 4;

struct Inlined<'a> {
    name: &'a str,
    parts: &'a [Part<'a>],
    /// The step that it becomes where it cannot stand in the place of its name.
    step: &'a str,
}

impl<'a> Case<'a> {
    pub(crate) fn inlined(&self, arena: &'a Bump) -> Self {
        let vars = self.vars(arena);
        let mut case = self.clone();
        let decided = case.platform.signing.steps.iter().map(|step| Step { body: decided(step.body, &vars), ..*step });
        case.platform.signing.steps = arena.alloc_slice_copy(&decided.collect::<Vec<_>>());
        let mut as_steps: Vec<&str> = Vec::new();
        let inlined =
            case.with_templates(arena, |_, template| Some(Template(inline(arena, template.0, &vars, &mut as_steps))));
        let mut case = inlined.unwrap_or(case);
        // A var may name one before it, so its step stands behind that one's.
        for var in vars.iter().rev().filter(|var| as_steps.contains(&var.step)) {
            let body = StepBody::Template(Template(var.parts));
            case = case.with_first_step(arena, Step { name: var.step, body });
        }
        case.with_one_signature(arena)
    }

    /// Every var that is as it will be when the steps are computed.
    fn vars(&self, arena: &'a Bump) -> Vec<Inlined<'a>> {
        let given = match &self.call {
            Call::Outgoing { request, .. } => &request.vars,
            Call::Incoming(received) => &received.vars,
        };
        let mut vars: Vec<Inlined<'a>> = Vec::new();
        for (name, value) in given {
            let parts = self.with_secrets_named(arena, arena.alloc_str(value));
            vars.push(Inlined { name: arena.alloc_str(name), parts, step: arena.alloc_str(&format!("var.{name}")) });
        }
        for var in self.platform.signing.vars {
            let is_settled = var.value.0.iter().all(|part| match part {
                Part::Text(_) => true,
                Part::Value(input, filters) => {
                    let settled = |input: Input<'_>| match input {
                        Input::Text(_) | Input::Credential(_) => true,
                        Input::Var(name) => vars.iter().any(|var| var.name == name),
                        _ => false,
                    };
                    settled(*input) && filters.iter().filter_map(Filter::key).all(settled)
                }
            });
            // The call's own value is stronger than the scheme's, and came first.
            if !is_settled || vars.iter().any(|later| later.name == var.name) {
                continue;
            }
            let mut as_steps = Vec::new();
            let parts = inline(arena, var.value.0, &vars, &mut as_steps);
            // One that would need another as a step is left alone.
            if as_steps.is_empty() {
                vars.push(Inlined { name: var.name, parts, step: arena.alloc_str(&format!("var.{}", var.name)) });
            }
        }
        vars
    }

    /// A text of the call, with the first secret credential that stands in it named.
    fn with_secrets_named(&self, arena: &'a Bump, text: &'a str) -> &'a [Part<'a>] {
        // A secret may be pasted into a var: named, it is found there by the mistakes of secrets too.
        let secret = secret_names(&self.platform).find_map(|name| {
            let value = self.credentials.resolve(&self.platform, name)?;
            (value.chars().count() >= RECOGNIZED && text.contains(value)).then_some((name, value))
        });
        let mut parts = Vec::new();
        match secret {
            None => parts.push(Part::Text(text)),
            Some((name, value)) => {
                for (place, between) in text.split(value).enumerate() {
                    parts.extend((place > 0).then_some(Part::Value(Input::Credential(name), &[])));
                    parts.push(Part::Text(between));
                }
            }
        }
        // The text between two adjacent secrets is empty, and an empty part would hide that they touch.
        parts.retain(|part| *part != Part::Text(""));
        arena.alloc_slice_copy(&parts)
    }

    /// The same with the filters of a signature that is another step joined to that step's.
    fn with_one_signature(mut self, arena: &'a Bump) -> Self {
        let steps = self.platform.signing.steps;
        let place = self.platform.signing.signature();
        let Some(signature) = steps.get(place) else { return self };
        let StepBody::Template(Template([Part::Value(Input::Step(name), behind)])) = signature.body else {
            return self;
        };
        let inner = steps.iter().position(|step| step.name == *name);
        let Some((index, inner)) = inner.and_then(|index| Some((index, steps.get(index)?))) else { return self };
        let StepBody::Template(Template([Part::Value(input, before)])) = inner.body else { return self };
        let mut uses = 0;
        for step in steps {
            each_input_of(step.body, &mut |input| uses += usize::from(input == Input::Step(name)));
        }
        // Joined, the inner step is gone: whoever else names it would then sign something else.
        if uses > 1 || signed_parameters(arena.alloc(self.platform)).any(|parameter| names(parameter.value, name)) {
            return self;
        }
        let filters = arena.alloc_slice_copy(&[*before, *behind].concat());
        let body = StepBody::Template(Template(arena.alloc_slice_copy(&[Part::Value(*input, filters)])));
        let others = steps.iter().enumerate().filter(|(number, _)| *number != index);
        let joined = others.map(|(number, step)| if number == place { Step { body, ..*step } } else { *step });
        self.platform.signing.steps = arena.alloc_slice_copy(&joined.collect::<Vec<_>>());
        self
    }
}

fn names(template: Template<'_>, step: &str) -> bool {
    let mut names = false;
    each_input(template, &mut |input| names |= input == Input::Step(step));
    names
}

/// A choice that nothing but vars decides, decided.
fn decided<'a>(body: StepBody<'a>, vars: &[Inlined<'a>]) -> StepBody<'a> {
    let StepBody::Choice { when, then, otherwise } = body else { return body };
    match holds(when, vars) {
        Some(true) => decided(*then, vars),
        Some(false) => decided(*otherwise, vars),
        None => body,
    }
}

/// Whether every check holds; `None` where that depends on more than vars that are text.
fn holds(when: When<'_>, vars: &[Inlined<'_>]) -> Option<bool> {
    let mut all = true;
    for Check { value, holds, texts } in when.0 {
        // A check with filters is the engine's to answer; here only bare texts are compared.
        let [Part::Value(Input::Var(name), [])] = value.0 else { return None };
        let text = match vars.iter().find(|var| var.name == *name)?.parts {
            [] => "",
            [Part::Text(text)] => text,
            _ => return None,
        };
        all &= texts.contains(&text) == *holds;
    }
    Some(all)
}

/// The parts with vars exchanged for what they are. Texts side by side become one.
fn inline<'a>(
    arena: &'a Bump,
    parts: &'a [Part<'a>],
    vars: &[Inlined<'a>],
    as_steps: &mut Vec<&'a str>,
) -> &'a [Part<'a>] {
    let mut inlined: Vec<Part<'a>> = Vec::with_capacity(parts.len());
    for part in parts {
        match *part {
            Part::Text(text) => push(arena, &mut inlined, Part::Text(text)),
            Part::Value(input, filters) => {
                let filters = with_keys(arena, filters, vars, as_steps);
                match (input_parts(input, vars), filters) {
                    (None, _) => inlined.push(Part::Value(input, filters)),
                    (Some(var), []) => var.parts.iter().for_each(|part| push(arena, &mut inlined, *part)),
                    (Some(var), _) => inlined.push(match *var.parts {
                        [] => Part::Value(Input::Text(""), filters),
                        [Part::Text(text)] => Part::Value(Input::Text(text), filters),
                        [Part::Value(input, before)] => {
                            Part::Value(input, arena.alloc_slice_copy(&[before, filters].concat()))
                        }
                        _ => {
                            // Filters work on one value, and this var is several: as a step of its own it is one
                            // again.
                            as_steps.push(var.step);
                            Part::Value(Input::Step(var.step), filters)
                        }
                    }),
                }
            }
        }
    }
    arena.alloc_slice_copy(&inlined)
}

fn input_parts<'v, 'a>(input: Input<'a>, vars: &'v [Inlined<'a>]) -> Option<&'v Inlined<'a>> {
    let Input::Var(name) = input else { return None };
    vars.iter().find(|var| var.name == name)
}

fn push<'a>(arena: &'a Bump, parts: &mut Vec<Part<'a>>, part: Part<'a>) {
    match (parts.last_mut(), part) {
        (_, Part::Text("")) => {}
        (Some(Part::Text(before)), Part::Text(text)) => {
            *before = arena.alloc_str(&[before, text].concat());
        }
        _ => parts.push(part),
    }
}

/// The filters with vars that are keys exchanged.
fn with_keys<'a>(
    arena: &'a Bump,
    filters: &'a [Filter<'a>],
    vars: &[Inlined<'a>],
    as_steps: &mut Vec<&'a str>,
) -> &'a [Filter<'a>] {
    let mut key = |key: Input<'a>| match input_parts(key, vars) {
        None => key,
        Some(var) => match *var.parts {
            [] => Input::Text(""),
            [Part::Text(text)] => Input::Text(text),
            [Part::Value(input, [])] => input,
            _ => {
                as_steps.push(var.step);
                Input::Step(var.step)
            }
        },
    };
    let exchanged = filters.iter().map(|filter| match *filter {
        Filter::Hmac(hash, of) => Filter::Hmac(hash, key(of)),
        Filter::Sign(how, of) => Filter::Sign(how, key(of)),
        Filter::Or(of) => Filter::Or(key(of)),
        other => other,
    });
    arena.alloc_slice_copy(&exchanged.collect::<Vec<_>>())
}
