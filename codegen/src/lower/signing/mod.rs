//! The sections of a scheme: its own values (`vars`), its named steps (`signing`) and what it sends (`place`). Whether
//! it makes sense with the rest of its platform is `coverage`'s to say.
//!
//! - `step`, `when`: one step, and what decides between two
//! - `scheme`, `shared`: where the sections stand: in a platform's file, in one of their own, among those embedded
//! - `credentials`, `clock`: what a caller must have, and what carries the time
//! - `vector`: calls of which the signature is known
//! - `coverage`, `reach`: what a signature covers
//! - `exposed`, `open`: what of its secrets a request shows
//! - `order`, `times`, `unused`: steps that come too early, times among the parameters, and what nothing takes in

pub(super) mod clock;
pub(super) mod coverage;
pub(super) mod credentials;
mod exposed;
mod one_way;
mod open;
mod order;
mod reach;
pub(super) mod scheme;
pub(super) mod shared;
mod times;
mod unused;
pub(super) mod vector;

use signwright_model::notation::step::StepReader;
use signwright_model::notation::when;
use signwright_model::{Credential, Place as Travels, Placed, Signing, Step, StepBody, Template, Var, When};

use crate::lower::notation::cursor::{is_word, quoted};
use crate::lower::notation::wire_name;
use crate::lower::template::inputs::{self, Known, KnownStep, Place};
use crate::lower::template::{self, Kind, Uses, plain};

use crate::arena::Arena;
use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::specs::Located;
use crate::suggest;
use crate::syntax::{Entry, Node, Scalar};

/// A scheme with its steps and values as other templates may name them.
#[derive(Clone, Debug)]
pub(crate) struct Scheme<'m> {
    /// The scheme; what it places is still missing.
    pub(crate) signing: Signing<'m>,
    /// Its steps, for the templates of what is sent.
    pub(crate) steps: Vec<KnownStep<'m>>,
    /// Its values.
    pub(crate) vars: Vec<KnownStep<'m>>,
}

/// What a scheme is read with.
pub(crate) struct Around<'a, 'm, 'd> {
    pub(crate) credentials: &'a [Credential<'a>],
    /// Whether the endpoint and the call may bring values that the scheme does not name.
    pub(crate) open_vars: bool,
    pub(crate) arena: &'m Arena,
    pub(crate) diagnostics: &'d mut Diagnostics,
}

/// Reads the values and the steps. Of a value that stands in several mappings, the first one counts.
pub(crate) fn lower<'m>(section: &Node, vars: &[&Node], around: &mut Around<'_, 'm, '_>) -> Scheme<'m> {
    let arena = around.arena;
    let (vars, known_vars) = self::vars(vars, around);
    let mut reader = StepReader {
        credentials: around.credentials,
        arena,
        diagnostics: around.diagnostics,
        steps: Vec::new(),
        vars: &known_vars,
        open_vars: around.open_vars,
        as_text: false,
    };
    let mut steps = Vec::new();
    let entries = section.map().unwrap_or_default();
    let misplaced = |entry: &&Entry| is_section(entry);
    for entry in entries.iter().filter(misplaced) {
        let message = format!("`{}` is a section of its own, and this is a step of `signing`", entry.key.text);
        reader.told(Code::WrongKind, entry.key.span, message, "write it beside `signing`, without indentation");
    }
    let mut entries: Vec<_> = entries.iter().filter(|entry| !is_section(entry)).collect();
    within(&mut entries, "steps of a scheme", reader.diagnostics);
    let named = entries.iter().position(|entry| entry.key.text == "signature");
    let signature = named.unwrap_or(entries.len().saturating_sub(1));
    for (place, entry) in entries.iter().enumerate() {
        step_name(Located::new(&entry.key.text, entry.key.span), &mut reader);
        let name = arena.alloc_str(&entry.key.text);
        // A step that cannot be read keeps its name, or every later use of it would be told too.
        let (body, kind, uses) = reader.body(&entry.value).unwrap_or((
            StepBody::Template(Template(&[])),
            Kind::TextBytes,
            Uses { secret: true, ..Uses::default() },
        ));
        if place == signature && matches!(kind, Kind::Bytes | Kind::Decoded) {
            let mistake = "this is the signature, and it gives bytes";
            reader.told(Code::TextAndBytes, entry.value.span, mistake, "add `| hex` or `| base64`");
        }
        reader.steps.push(KnownStep { name, kind, uses });
        steps.push(Step { name, body });
    }
    if entries.is_empty() {
        let help =
            "the step `signature`, or the last one, is the signature: `signature: \"{string_to_sign | md5 | hex}\"`";
        reader.told(Code::WrongKind, section.span, "a scheme is a mapping of named steps", help);
    }
    let signing = Signing { vars: arena.alloc_slice(&vars), steps: arena.alloc_slice(&steps), place: &[] };
    let steps = reader.steps;
    Scheme { signing, steps, vars: known_vars }
}

/// The most steps, values or places of a scheme: some are looked for in all others.
const MOST: usize = 256;

/// Reports what is beyond that, and leaves it out.
fn within(entries: &mut Vec<&Entry>, what: &str, diagnostics: &mut Diagnostics) {
    if let Some(beyond) = entries.get(MOST) {
        let message = format!("more than {MOST} {what}");
        let beyond = Diagnostic::error(Code::TooLarge, beyond.key.span, message);
        diagnostics.push(beyond.help("a scheme of any vendor needs a few; leave out what nothing uses"));
    }
    entries.truncate(MOST);
}

/// Whether this is another section of the file that was indented under `signing` by mistake: it has the name of one,
/// and no step looks so.
fn is_section(entry: &Entry) -> bool {
    let named = ["place", "vars", "unsent", "vectors", "credentials", "clock"].contains(&entry.key.text.as_str());
    let is_step =
        entry.value.scalar().is_some() || ["over", "each", "then"].iter().any(|key| entry.value.get(key).is_some());
    named && !is_step
}

fn step_name<'m>(name: Located<'_>, reader: &mut StepReader<'_, 'm, '_, &'m Arena>) {
    let (message, help) = if name.text.is_empty() || !name.text.chars().all(is_word) {
        let help = "a name is letters, digits and `_`: `canonical`, `string_to_sign`, `signature`";
        (format!("{} cannot name a step", quoted(name.text)), help.to_owned())
    } else if inputs::is_taken(name.text) {
        let message = format!("a step cannot be called {}: an input has this name", quoted(name.text));
        (message, format!("write another name, such as `signed_{}`", name.text))
    } else {
        return;
    };
    reader.told(Code::BadTemplate, name.span, message, help);
}

fn vars<'m>(sections: &[&Node], around: &mut Around<'_, 'm, '_>) -> (Vec<Var<'m>>, Vec<KnownStep<'m>>) {
    let arena = around.arena;
    let mut vars: Vec<Var<'m>> = Vec::new();
    let mut known: Vec<KnownStep<'m>> = Vec::new();
    // The last mapping says which there are and in which order; those before it replace their values.
    let Some((own, given)) = sections.split_last() else { return (vars, known) };
    if own.map().is_none() {
        wrong_kind(own, "`vars` is a mapping of names to values", around.diagnostics);
    }
    let mut entries: Vec<_> = own.map().unwrap_or_default().iter().collect();
    within(&mut entries, "values of a scheme", around.diagnostics);
    for entry in entries {
        let value = given.iter().find_map(|given| given.get(&entry.key.text)).unwrap_or(&entry.value);
        let name = arena.alloc_str(&entry.key.text);
        let Some(text) = value.scalar() else {
            wrong_kind(value, "a value is text", around.diagnostics);
            continue;
        };
        let place = Known {
            place: Place::Var,
            credentials: around.credentials,
            steps: &[],
            own_vars: &known,
            vars: if around.open_vars { None } else { Some(&[]) },
        };
        let read = template::read_text(text.located(), &place, arena, around.diagnostics);
        let uses = read.map_or(Uses { secret: true, ..Uses::default() }, |read| read.uses);
        vars.push(Var { name, value: read.map_or(Template(&[]), |read| read.template) });
        known.push(KnownStep { name, kind: Kind::Text, uses });
    }
    for entry in given.iter().flat_map(|given| given.map().unwrap_or_default()) {
        if !known.iter().any(|var| var.name == entry.key.text) {
            let message = format!("the scheme has no value {}", quoted(&entry.key.text));
            let help = suggest::help(&entry.key.text, known.iter().map(|var| var.name));
            around.diagnostics.push(Diagnostic::error(Code::UnknownName, entry.key.span, message).help(help));
        }
    }
    (vars, known)
}

fn wrong_kind(node: &Node, message: &str, diagnostics: &mut Diagnostics) {
    let message = format!("{message}; this is {}", node.what());
    diagnostics.push(Diagnostic::error(Code::WrongKind, node.span, message));
}

const PLACES: &[(&str, Option<Travels>)] = &[
    ("query", Some(Travels::Query)),
    ("form", Some(Travels::Form)),
    ("header", Some(Travels::Header)),
    ("json", Some(Travels::Json)),
    ("param", None),
];

/// What the scheme sends: `{ header: X-Sign }`, `{ query: { AppKey: "{credential.key}", Sign: "{signature}" } }`, or a
/// list of these, each with its own `when`. `params` is where parameters travel.
pub(crate) fn place<'m>(
    node: &Node,
    params: Travels,
    scheme: &Scheme<'_>,
    around: &mut Around<'_, 'm, '_>,
) -> &'m [Placed<'m>] {
    let arena = around.arena;
    let known = Known {
        place: Place::Common,
        credentials: around.credentials,
        steps: &scheme.steps,
        own_vars: &scheme.vars,
        vars: if around.open_vars { None } else { Some(&[]) },
    };
    let mut placed = Vec::new();
    for group in node.list().unwrap_or(std::slice::from_ref(node)) {
        let Some(entries) = group.map() else {
            wrong_kind(group, "`place` says where: `{ header: X-Sign }`", around.diagnostics);
            continue;
        };
        let condition = entries.iter().find(|entry| entry.key.text == "when").and_then(|entry| entry.value.scalar());
        let condition = condition.and_then(|text| when::read(text.located(), &known, arena, around.diagnostics));
        let when = condition.map_or(When(&[]), |(when, _)| when);
        for entry in entries.iter().filter(|entry| entry.key.text != "when") {
            let Some((_, place)) = PLACES.iter().find(|(name, _)| *name == entry.key.text) else {
                let message = format!("unknown place {}", quoted(&entry.key.text));
                let help = suggest::help(&entry.key.text, PLACES.iter().map(|(name, _)| *name).chain(["when"]));
                around.diagnostics.push(Diagnostic::error(Code::UnknownWord, entry.key.span, message).help(help));
                continue;
            };
            in_one_place(entry, (place.unwrap_or(params), when), &known, around, &mut placed);
        }
    }
    arena.alloc_slice(&placed)
}

/// The names under which `place` sends something.
pub(crate) fn placed_names(node: &Node) -> Vec<Located<'_>> {
    let groups = node.list().unwrap_or(std::slice::from_ref(node)).iter();
    let entries = groups.flat_map(|group| group.map().unwrap_or_default()).filter(|entry| entry.key.text != "when");
    let names = entries.flat_map(|entry| {
        let name = entry.value.scalar().map(Scalar::located);
        name.into_iter().chain(entry.value.map().unwrap_or_default().iter().map(|field| field.key.located()))
    });
    names.collect()
}

fn in_one_place<'m>(
    entry: &Entry,
    (place, when): (Travels, When<'m>),
    known: &Known<'_>,
    around: &mut Around<'_, 'm, '_>,
    placed: &mut Vec<Placed<'m>>,
) {
    let arena = around.arena;
    if let Some(name) = entry.value.scalar() {
        plain::check(name.located(), "a name", around.diagnostics);
        around.diagnostics.extend(wire_name::check(name, "the name of what is sent").err());
        let signature = Located::new("{signature}", name.span);
        if let Some(read) = template::read_text(signature, known, arena, around.diagnostics) {
            placed.push(Placed { place, name: arena.alloc_str(&name.text), value: read.template, when });
        }
        return;
    }
    let Some(fields) = entry.value.map() else {
        return wrong_kind(&entry.value, "a name, or a mapping of names to templates", around.diagnostics);
    };
    let mut fields: Vec<_> = fields.iter().collect();
    within(&mut fields, "names that a scheme sends in one place", around.diagnostics);
    for field in fields {
        plain::check(field.key.located(), "a name", around.diagnostics);
        around.diagnostics.extend(wire_name::check(&field.key, "the name of what is sent").err());
        let Some(value) = field.value.scalar() else {
            wrong_kind(&field.value, "a template is text", around.diagnostics);
            continue;
        };
        if let Some(read) = template::read_text(value.located(), known, arena, around.diagnostics) {
            placed.push(Placed { place, name: arena.alloc_str(&field.key.text), value: read.template, when });
        }
    }
}

#[cfg(test)]
mod tests;
