//! The secret: on the wrong end, missing, with a stray space or line end, or another credential in its place. What is
//! said of it is where it stands, never what it is.

use super::super::cause::Cause;
use super::super::rewrite::Role;
use super::{Flow, Ground, To, give};
use crate::model::{Filter, Input, Part, Template};

/// What slips into a secret that was copied or read from a file.
const STRAY: [(&str, &str, &str); 8] = [
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
        for (says, holds, arrange) in ARRANGEMENTS {
            let mut secret = None;
            let case = ground.case.with_templates(ground.arena, |spot, template| {
                if spot.step != Some(step.name) || spot.role != Role::Whole {
                    return None;
                }
                let found = Found::of(ground, template)?;
                let parts = arrange(&found)?;
                secret = Some(found.name);
                (parts != template.0).then(|| Template(ground.arena.alloc_slice_copy(&parts)))
            });
            let Some(name) = secret else { continue };
            let (name, step) = (name.escape_debug(), step.name.escape_debug());
            let fill =
                |text: &str| text.replace("{secret}", &format!("`{name}`")).replace("{step}", &format!("`{step}`"));
            give(to, Cause::new("secret", fill(says), fill(holds)), case)?;
        }
    }
    Flow::Continue(())
}

/// Other values for the secrets.
fn value<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    for credential in ground.case.platform.credentials {
        let secret = credential.secret || credential.parts.iter().any(|part| part.secret);
        let Some(value) = ground.case.credentials.get(credential.name).filter(|_| secret) else { continue };
        let name = credential.name.escape_debug();
        let mut with = |other: String, says: String, holds: String| {
            let mut case = ground.case.clone();
            let differs = other != value;
            case.credentials.set(credential.name, other);
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
            value.trim().to_owned(),
            format!("has the secret `{name}` without the white space that ours has at an end"),
            format!("the secret `{name}` is without white space at its ends"),
        )?;
        let upper = value.to_ascii_uppercase();
        with(upper, format!("has `{name}` in upper case"), format!("the secret `{name}` is in upper case"))?;
        let lower = value.to_ascii_lowercase();
        with(lower, format!("has `{name}` in lower case"), format!("the secret `{name}` is in lower case"))?;
        for other in ground.case.platform.credentials.iter().filter(|other| other.name != credential.name) {
            let Some(given) = ground.case.credentials.get(other.name).filter(|given| !given.is_empty()) else {
                continue;
            };
            let other = other.name.escape_debug();
            with(
                given.to_owned(),
                format!("uses `{other}` where `{name}` belongs"),
                format!("`{other}` stands in the place of `{name}`"),
            )?;
        }
    }
    Flow::Continue(())
}

/// A template with a secret in it.
struct Found<'a> {
    name: &'a str,
    secret: Part<'a>,
    /// All other parts.
    core: Vec<Part<'a>>,
    /// All other parts but the texts right beside the secret, such as `&key=`.
    bare: Vec<Part<'a>>,
    first: bool,
    last: bool,
}

impl<'a> Found<'a> {
    fn of(ground: &Ground<'a, '_>, template: Template<'a>) -> Option<Self> {
        let is_secret = |part: &Part<'a>| match *part {
            Part::Value(Input::Credential(name), filters)
                if !filters.iter().any(|one| matches!(one, Filter::Len(_))) =>
            {
                let found = ground.case.credentials.find(&ground.case.platform, name).ok()?;
                found.secret.then_some(name)
            }
            _ => None,
        };
        let parts = template.0;
        let (secret, name) = parts.iter().find_map(|part| Some((*part, is_secret(part)?)))?;
        let beside = |at: usize| {
            let before = at.checked_sub(1).and_then(|before| parts.get(before));
            [before, parts.get(at + 1)].into_iter().flatten().any(|part| is_secret(part).is_some())
        };
        let core: Vec<_> = parts.iter().copied().filter(|part| is_secret(part).is_none()).collect();
        let is_bare = |(at, part): &(usize, &Part<'a>)| !(matches!(part, Part::Text(_)) && beside(*at));
        let bare = parts.iter().enumerate().filter(is_bare).map(|(_, part)| *part);
        let bare = bare.filter(|part| is_secret(part).is_none()).collect();
        let at_end = |part: Option<&Part<'a>>| part.is_some_and(|part| is_secret(part).is_some());
        let (first, last) = (at_end(parts.first()), at_end(parts.last()));
        Some(Self { name, secret, core, bare, first, last }).filter(|found| !found.core.is_empty())
    }

    fn around(&self, front: bool, core: &[Part<'a>], end: bool) -> Vec<Part<'a>> {
        let secret = |is_there: bool| is_there.then_some(self.secret);
        secret(front).into_iter().chain(core.iter().copied()).chain(secret(end)).collect()
    }
}

type Arrange = for<'a> fn(&Found<'a>) -> Option<Vec<Part<'a>>>;

const ARRANGEMENTS: [(&str, &str, Arrange); 10] = [
    (
        "has {secret} in front in {step}, not at the end",
        "{secret} stands in front in {step}, not at the end",
        |found| (!found.first).then(|| found.around(true, &found.bare, false)),
    ),
    (
        "has {secret} at the end of {step}, not in front",
        "{secret} stands at the end of {step}, not in front",
        |found| (!found.last).then(|| found.around(false, &found.bare, true)),
    ),
    ("has {secret} in front only in {step}", "{secret} stands in front only in {step}", |found| {
        (found.first && found.last).then(|| found.around(true, &found.core, false))
    }),
    ("has {secret} at the end only in {step}", "{secret} stands at the end only in {step}", |found| {
        (found.first && found.last).then(|| found.around(false, &found.core, true))
    }),
    ("has {secret} on both ends of {step}", "{secret} stands on both ends of {step}", |found| {
        (!(found.first && found.last)).then(|| found.around(true, &found.bare, true))
    }),
    ("leaves {secret} out of {step}", "{secret} is left out of {step}", |found| {
        Some(found.around(false, &found.bare, false))
    }),
    ("leaves {secret} out of {step} and keeps what announces it", "{secret} is empty in {step}", |found| {
        (found.core != found.bare).then(|| found.around(false, &found.core, false))
    }),
    ("has {secret} at the end of {step} with nothing before it", "nothing stands before {secret} in {step}", |found| {
        (found.core != found.bare).then(|| found.around(false, &found.bare, true))
    }),
    ("puts `&key=` before {secret} in {step}", "`&key=` stands before {secret} in {step}", |found| {
        let mut core = found.bare.clone();
        core.push(Part::Text("&key="));
        found.last.then(|| found.around(false, &core, true))
    }),
    ("puts `&` before {secret} in {step}", "`&` stands before {secret} in {step}", |found| {
        let mut core = found.bare.clone();
        core.push(Part::Text("&"));
        found.last.then(|| found.around(false, &core, true))
    }),
];
