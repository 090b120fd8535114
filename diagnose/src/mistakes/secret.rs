//! The secret: on the wrong end, missing, with a stray space or line end, or another credential in its place. What is
//! said of it is where it stands, never what it is.

use super::{Flow, Ground, To, give};
use crate::cause::Cause;
use crate::rewrite::Role;
use signwright_model::{Filter, Input, Part, Template};

/// What slips into a secret that was copied or read from a file.
const STRAY: [(&str, &str, &str); 8] = [
    // `echo` writes it into a file, and few readers cut it.
    ("", "\n", "a line end behind it"),
    ("", "\r\n", "a line end (CRLF) behind it"),
    ("", " ", "a space behind it"),
    (" ", "", "a space before it"),
    ("", "\t", "a tab behind it"),
    ("\"", "\"", "quotes around it"),
    ("\u{feff}", "", "a byte order mark before it"),
    ("", "&", "a `&` behind it"),
];

pub(super) fn variations<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    value(ground, to)?;
    for step in ground.case.platform.signing.steps {
        for secret in ground.secrets() {
            for (says, holds, arrange) in ARRANGEMENTS {
                let case = ground.case.with_templates(ground.arena, |spot, template| {
                    if spot.step != Some(step.name) || spot.role != Role::Whole {
                        return None;
                    }
                    let parts = arrange(&Found::of(secret, template)?)?;
                    (parts != template.0).then(|| Template(ground.arena.alloc_slice_copy(&parts)))
                });
                let (secret, step) = (secret.escape_debug(), step.name.escape_debug());
                let fill = |text: &str| {
                    text.replace("{secret}", &format!("`{secret}`")).replace("{step}", &format!("`{step}`"))
                };
                give(to, Cause::new("secret", fill(says), fill(holds)), case)?;
            }
        }
    }
    others(ground, to)
}

/// The whole of a credential where a part of it belongs, another part, or a part where the whole belongs.
fn others<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    for credential in ground.case.platform.credentials {
        let names: Vec<&'a str> = credential.names().map(|(name, _)| name).collect();
        for (ours, theirs) in names.iter().flat_map(|ours| names.iter().map(move |theirs| (*ours, *theirs))) {
            let is_secret = |name| ground.case.credentials.is_secret(&ground.case.platform, name);
            // A public name that is exchanged is another parameter, which other kinds try.
            if ours == theirs || !is_secret(ours) {
                continue;
            }
            let case = ground.case.with_inputs(ground.arena, |spot, input| {
                let is_signed = spot.step.is_some() && input == Input::Credential(ours);
                is_signed.then_some(Input::Credential(theirs))
            });
            let all_of = if theirs == credential.name { "the whole of " } else { "" };
            let (ours, theirs) = (ours.escape_debug(), theirs.escape_debug());
            let words = Cause::new(
                "secret",
                format!("uses {all_of}`{theirs}` where `{ours}` belongs"),
                format!("{all_of}`{theirs}` stands in the place of `{ours}`"),
            );
            give(to, words, case)?;
        }
    }
    Flow::Continue(())
}

/// Other values for the secrets.
fn value<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    for credential in ground.case.platform.credentials {
        let secret = credential.names().any(|(_, is_secret)| is_secret);
        let Some(value) = ground.case.credentials.get(credential.name).filter(|_| secret) else { continue };
        let name = credential.name.escape_debug();
        let mut with = |changed: String, says: String, holds: String| {
            let mut case = ground.case.clone();
            let differs = changed != value;
            case.credentials.set(credential.name, changed);
            give(to, Cause::new("secret", says, holds), differs.then_some(case))
        };
        for (before, behind, what) in STRAY {
            with(
                format!("{before}{value}{behind}"),
                format!("has the secret `{name}` with {what}"),
                format!("the secret `{name}` has {what}"),
            )?;
        }
        with(
            // Our own secret may be the one with the stray space.
            value.trim().to_owned(),
            format!("has the secret `{name}` without the white space that ours has at an end"),
            format!("the secret `{name}` is without white space at its ends"),
        )?;
        let upper = value.to_ascii_uppercase();
        with(upper, format!("has `{name}` in upper case"), format!("the secret `{name}` is in upper case"))?;
        let lower = value.to_ascii_lowercase();
        with(lower, format!("has `{name}` in lower case"), format!("the secret `{name}` is in lower case"))?;
        for neighbour in ground.case.platform.credentials.iter().filter(|neighbour| neighbour.name != credential.name) {
            let Some(given) = ground.case.credentials.get(neighbour.name).filter(|given| !given.is_empty()) else {
                continue;
            };
            let neighbour = neighbour.name.escape_debug();
            with(
                given.to_owned(),
                format!("uses `{neighbour}` where `{name}` belongs"),
                format!("`{neighbour}` stands in the place of `{name}`"),
            )?;
        }
    }
    Flow::Continue(())
}

struct Found<'a> {
    secret: Part<'a>,
    core: Vec<Part<'a>>,
    /// All other parts but the texts right beside the secret, such as `&key=`.
    bare: Vec<Part<'a>>,
    first: bool,
    last: bool,
}

impl<'a> Found<'a> {
    fn of(name: &str, template: Template<'a>) -> Option<Self> {
        let is_secret = |part: &&Part<'a>| match part {
            Part::Value(Input::Credential(candidate), filters) => {
                *candidate == name && !filters.iter().any(|filter| matches!(filter, Filter::Len(_)))
            }
            _ => false,
        };
        let parts = template.0;
        let secret = *parts.iter().find(is_secret)?;
        let is_at = |place: Option<usize>| place.and_then(|place| parts.get(place)).as_ref().is_some_and(is_secret);
        let mut core = Vec::with_capacity(parts.len());
        let mut bare = Vec::with_capacity(parts.len());
        for (place, part) in parts.iter().enumerate().filter(|(_, part)| !is_secret(part)) {
            core.push(*part);
            // A text beside the secret, such as `&key=`, announces it and goes where it goes.
            let is_beside = is_at(place.checked_sub(1)) || is_at(Some(place + 1));
            if !(is_beside && matches!(part, Part::Text(_))) {
                bare.push(*part);
            }
        }
        let (first, last) = (is_at(Some(0)), is_at(parts.len().checked_sub(1)));
        Some(Self { secret, core, bare, first, last }).filter(|held| !held.core.is_empty())
    }

    fn around(&self, front: bool, core: &[Part<'a>], end: bool) -> Vec<Part<'a>> {
        let secret = |is_there: bool| is_there.then_some(self.secret);
        secret(front).into_iter().chain(core.iter().copied()).chain(secret(end)).collect()
    }
}

type Arrange = for<'a> fn(&Found<'a>) -> Option<Vec<Part<'a>>>;

const ARRANGEMENTS: [(&str, &str, Arrange); 12] = [
    ("has {secret} in front in {step}, not at the end", "{secret} stands in front in {step}, not at the end", |held| {
        (!held.first && !held.bare.is_empty()).then(|| held.around(true, &held.bare, false))
    }),
    ("has {secret} at the end of {step}, not in front", "{secret} stands at the end of {step}, not in front", |held| {
        (!held.last && !held.bare.is_empty()).then(|| held.around(false, &held.bare, true))
    }),
    ("has {secret} in front only in {step}", "{secret} stands in front only in {step}", |held| {
        (held.first && held.last).then(|| held.around(true, &held.core, false))
    }),
    ("has {secret} at the end only in {step}", "{secret} stands at the end only in {step}", |held| {
        (held.first && held.last).then(|| held.around(false, &held.core, true))
    }),
    ("has {secret} on both ends of {step}", "{secret} stands on both ends of {step}", |held| {
        (!(held.bare.is_empty() || held.first && held.last)).then(|| held.around(true, &held.bare, true))
    }),
    (
        "has {secret} alone in {step}, without the text beside it",
        "{secret} stands alone in {step}, without the text beside it",
        |held| held.bare.is_empty().then(|| held.around(true, &held.bare, false)),
    ),
    ("leaves {secret} out of {step}", "{secret} is left out of {step}", |held| {
        Some(held.around(false, &held.bare, false))
    }),
    ("leaves {secret} out of {step} and keeps what announces it", "{secret} is empty in {step}", |held| {
        (held.core != held.bare).then(|| held.around(false, &held.core, false))
    }),
    ("has {secret} in front of {step} with nothing behind it", "nothing stands behind {secret} in {step}", |held| {
        (held.first && !held.last && held.core != held.bare).then(|| held.around(true, &held.bare, false))
    }),
    ("has {secret} at the end of {step} with nothing before it", "nothing stands before {secret} in {step}", |held| {
        (held.last && held.core != held.bare).then(|| held.around(false, &held.bare, true))
    }),
    ("puts `&key=` before {secret} in {step}", "`&key=` stands before {secret} in {step}", |held| {
        let mut core = held.bare.clone();
        core.push(Part::Text("&key="));
        held.last.then(|| held.around(false, &core, true))
    }),
    ("puts `&` before {secret} in {step}", "`&` stands before {secret} in {step}", |held| {
        let mut core = held.bare.clone();
        core.push(Part::Text("&"));
        held.last.then(|| held.around(false, &core, true))
    }),
];
