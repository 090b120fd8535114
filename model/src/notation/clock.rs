//! The section `clock`: which parameter carries the time, and how far it may be off. The template of that parameter
//! must let the time be read out of it again.

use std::collections::HashSet;

use crate::{Class, Clock, Common, Filter, Input, Part, Signing, StepBody};

use crate::catalogue::Code;
use crate::notation::mapping::Mapping;
use crate::notation::suggest;
use crate::notation::{Arena, Reader};
use crate::syntax::{Entry, Node};

/// Reads `clock`: `{ param: timestamp, tolerance: 300 }`
pub fn read<'m>(
    section: &Entry,
    common: &Common<'m>,
    classes: &[Class<'m>],
    signing: &Signing<'m>,
    reader: &mut Reader<'m, '_, impl Arena<'m>>,
) -> Option<Clock<'m>> {
    if let Some(place) =
        section.value.map().and_then(|entries| entries.iter().find(|section| is_place(&section.key.text)))
    {
        let message = format!("`clock` does not say where the time travels, and `{}` does", place.key.text);
        let help = "`param` names what carries it, be it a parameter, a header or a field: `{ param: X-Time, tolerance: 300 }`";
        reader.error(Code::UnknownKey, place.key.span, message, help);
        return None;
    }
    let mut mapping = Mapping::of(&section.value, "`clock`", section.key.span, reader)?;
    let param = mapping.required_word("param", reader);
    let tolerance = mapping.required_word("tolerance", reader);
    mapping.finish(reader);
    let (param, tolerance) = (param?, tolerance?);
    let of_classes = classes.iter().flat_map(|class| class.fields);
    let common = common.fields.iter().chain(of_classes).map(|field| (field.name, field.value));
    let fields: Vec<_> = common.chain(signing.parameters.iter().map(|placed| (placed.name, placed.value))).collect();
    if let Some((_, value)) = fields.iter().find(|(name, _)| *name == param.text) {
        // A server reads the time back out of the parameter, so its template must show where it stands.
        if !value.0.iter().any(|part| is_clock(part, signing, &mut HashSet::new())) {
            let message = format!("the parameter `{}` does not carry the time", param.text);
            let help = "a form of the clock must stand in its value, or in a step that it names: `{clock.unix}`";
            reader.error(Code::BadTemplate, param.span, message, help);
        }
    } else {
        let help = suggest::help(param.text, fields.iter().map(|(name, _)| *name));
        let message = format!("no common parameter is named `{}`", param.text);
        reader.error(Code::UnknownName, param.span, message, help);
    }
    let Ok(seconds) = tolerance.text.parse::<u32>() else {
        let message = format!("`{}` is no number of seconds", tolerance.text);
        reader.error(Code::UnknownWord, tolerance.span, message, "write whole seconds: `tolerance: 300`");
        return None;
    };
    Some(Clock { param: reader.arena.alloc_str(param.text), tolerance: seconds })
}

fn is_place(key: &str) -> bool {
    matches!(key, "query" | "form" | "header" | "json")
}

/// Whether the time can be read out of a part: it is the clock, or a step whose template holds the clock.
fn is_clock<'m>(part: &Part<'m>, signing: &Signing<'m>, followed: &mut HashSet<&'m str>) -> bool {
    match *part {
        Part::Value(Input::Clock, [_, changes @ ..]) => {
            changes.iter().all(|change| matches!(change, Filter::Radix(_) | Filter::Upper | Filter::Lower))
        }
        Part::Value(Input::Step(name), []) if followed.insert(name) => {
            match signing.steps.iter().find(|step| step.name == name).map(|step| step.body) {
                Some(StepBody::Template(template)) => template.0.iter().any(|part| is_clock(part, signing, followed)),
                _ => false,
            }
        }
        _ => false,
    }
}

/// The way back.
pub fn print(clock: &Clock<'_>) -> Node {
    let tolerance = Node::of_text(clock.tolerance.to_string());
    Node::of_map([("param", Node::of_text(clock.param)), ("tolerance", tolerance)])
}
