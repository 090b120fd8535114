//! What stands between the parts of a step, between a name and its value, and between the items of a map: another
//! separator, or none.

use super::{Flow, Ground, To, give};
use crate::cause::Cause;
use crate::rewrite::{Role, Spot};
use signwright_model::{Part, Template};

/// What sides put between parts.
const SEPARATORS: [&str; 14] = ["", "\n", "\r\n", "&", ",", ";", "|", ":", "=", " ", ".", "-", "_", "+"];

/// The longest text that is taken for a separator.
const LONGEST: usize = 2;

pub(super) fn variations<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    let lines = ground.case.with_parts(ground.arena, |spot, part| match part {
        Part::Text(text) if spot.step.is_some() && text.contains('\n') && !text.contains('\r') => {
            Some(vec![Part::Text(ground.arena.alloc_str(&text.replace('\n', "\r\n")))])
        }
        _ => None,
    });
    let words = Cause::new("template", "ends every line with CRLF, not LF", "every line ends with CRLF, not LF");
    give(to, words, lines)?;
    if !ground.is_first {
        return Flow::Continue(());
    }
    for step in ground.case.platform.signing.steps {
        for role in [Role::Whole, Role::Each, Role::Join] {
            let spot = Spot { step: Some(step.name), role };
            for ours in separators(ground, spot) {
                for theirs in SEPARATORS {
                    exchanged(ground, spot, (ours, theirs), to)?;
                }
            }
        }
    }
    Flow::Continue(())
}

/// The separators of a template, each once; the empty one where two values stand side by side.
fn separators<'a>(ground: &Ground<'a, '_>, spot: Spot<'a>) -> Vec<&'a str> {
    let mut separators = Vec::new();
    // Nothing is changed: only looked at.
    let _ = ground.case.with_templates(ground.arena, |candidate, template| {
        if candidate == spot {
            each_separator(spot.role, template, |separator| {
                if !separators.contains(&separator) {
                    separators.push(separator);
                }
            });
        }
        None
    });
    separators
}

fn each_separator<'a>(role: Role, template: Template<'a>, mut visit: impl FnMut(&'a str)) {
    if let (Role::Join, [] | [Part::Text(_)]) = (role, template.0) {
        return visit(template.0.first().map_or("", |part| if let Part::Text(text) = part { text } else { "" }));
    }
    for (place, part) in template.0.iter().enumerate() {
        match (part, template.0.get(place + 1)) {
            (Part::Text(text), Some(_)) if place > 0 && is_separator(text) => visit(text),
            (Part::Value(..), Some(Part::Value(..))) => visit(""),
            _ => {}
        }
    }
}

fn is_separator(text: &str) -> bool {
    text.len() <= LONGEST && !text.contains(char::is_alphanumeric) && text.is_ascii()
}

/// One separator of a template in the place of another.
fn exchanged<'a>(ground: &Ground<'a, '_>, spot: Spot<'a>, (ours, theirs): (&'a str, &'a str), to: To<'_, 'a>) -> Flow {
    if ours == theirs {
        return Flow::Continue(());
    }
    let between = (!theirs.is_empty()).then_some(Part::Text(theirs));
    let case = ground.case.with_templates(ground.arena, |candidate, template| {
        if candidate != spot {
            return None;
        }
        let mut parts: Vec<Part<'a>> = Vec::with_capacity(template.0.len() * 2);
        if spot.role == Role::Join {
            parts.extend(between);
        }
        for (place, part) in template.0.iter().enumerate() {
            match part {
                Part::Text(text) if *text == ours && (spot.role == Role::Join || is_between(place, template)) => {
                    parts.extend(between.filter(|_| spot.role != Role::Join));
                }
                _ => parts.push(*part),
            }
            let is_side_by_side = matches!((part, template.0.get(place + 1)), (Part::Value(..), Some(Part::Value(..))));
            if ours.is_empty() && is_side_by_side {
                parts.extend(between);
            }
        }
        Some(Template(ground.arena.alloc_slice_copy(&parts)))
    });
    let step = spot.step.unwrap_or_default().escape_debug();
    let of = match spot.role {
        Role::Join => format!("between the items of `{step}`"),
        Role::Each => format!("between name and value in `{step}`"),
        _ => format!("between the parts of `{step}`"),
    };
    let (says, holds) = match (ours, theirs) {
        (_, "") => (format!("puts nothing {of}"), format!("nothing stands {of}")),
        ("", _) => {
            (format!("puts `{0}` {of}", theirs.escape_debug()), format!("`{}` stands {of}", theirs.escape_debug()))
        }
        _ => {
            let (ours, theirs) = (ours.escape_debug(), theirs.escape_debug());
            (format!("puts `{theirs}`, not `{ours}`, {of}"), format!("`{theirs}` stands {of}, not `{ours}`"))
        }
    };
    give(to, Cause::new("template", says, holds), case)
}

fn is_between(place: usize, template: Template<'_>) -> bool {
    place > 0 && place + 1 < template.0.len()
}
