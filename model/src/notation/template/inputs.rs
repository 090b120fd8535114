//! What a template may name: which inputs exist at its position, and what each of them gives.

use crate::{Credential, Input};

use super::{Kind, Uses};
use crate::catalogue::Code;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::Located;
use crate::notation::Arena;
use crate::notation::cursor::quoted;
use crate::notation::suggest;

/// Where a template stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Position {
    /// A step of the scheme, or a pair of its map.
    Step,
    /// A value of the scheme, which comes before all steps.
    Var,
    /// `each`, `key` or `value` of a map: the only places of `key` and `value`.
    Item,
    /// The value of a common parameter.
    Common,
    /// The address, or a name of the envelope.
    Address,
    /// A name that leads to an answer.
    Root,
    /// The sandbox's answer.
    Answer,
    /// The sandbox's refusal: its shape, its code or its message.
    Refusal,
}

/// What a template may name, besides what every template at its position may.
#[derive(Clone, Copy, Debug)]
pub struct NameTable<'a> {
    /// Where it stands.
    pub position: Position,
    /// The platform's credentials.
    pub credentials: &'a [Credential<'a>],
    /// The steps before it.
    pub steps: &'a [NamedValue<'a>],
    /// The scheme's own values.
    pub scheme_vars: &'a [NamedValue<'a>],
    /// The variables; `None` where the endpoint or the call may bring any.
    pub vars: Option<&'a [&'a str]>,
}

/// A step that templates may name.
#[derive(Clone, Copy, Debug)]
pub struct NamedValue<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it gives.
    pub kind: Kind,
    /// What it was made of.
    pub uses: Uses,
}

/// The variables of a refusal's shape.
pub const SHAPE_VARS: &[&str] = &["code", "sub_code", "message"];

/// The variables of a refusal's code and message.
pub const REFUSAL_VARS: &[&str] = &["field", "field_lower", "path", "detail"];

const COUNTS: &[&str] = &["created", "updated", "total", "pages", "done", "failed"];

const PREFIXES: &[&str] = &["credential", "param", "query", "form", "header", "json", "var", "count"];

pub(super) const ALONE: &[(&str, Input<'static>, Kind)] = &[
    ("body", Input::Body, Kind::TextBytes),
    ("json", Input::Json(""), Kind::Text),
    ("query", Input::QueryString, Kind::Text),
    ("nonce", Input::Nonce, Kind::Text),
    ("endpoint", Input::Endpoint, Kind::Text),
    ("environment", Input::Environment, Kind::Text),
    ("verb", Input::Verb, Kind::Text),
    ("scheme", Input::Scheme, Kind::Text),
    ("host", Input::Host, Kind::Text),
    ("path", Input::Path, Kind::Text),
    ("url", Input::Url, Kind::Text),
    ("format", Input::Format, Kind::Text),
    ("signature", Input::Signature, Kind::Text),
    ("key", Input::Key, Kind::Text),
    ("value", Input::Value, Kind::Text),
];

impl Position {
    fn prefixes(self) -> &'static [&'static str] {
        match self {
            Self::Step | Self::Item => &["credential", "param", "query", "form", "header", "json", "var"],
            Self::Var | Self::Common => &["credential", "var"],
            Self::Address | Self::Root => &["var"],
            Self::Answer => &["var", "count", "param"],
            Self::Refusal => &["var", "param"],
        }
    }

    fn has(self, input: Input<'_>) -> bool {
        match input {
            Input::Key | Input::Value => self == Self::Item,
            Input::Signature => self == Self::Common,
            Input::Endpoint if self == Self::Root => true,
            Input::Endpoint | Input::Environment | Input::Format => {
                !matches!(self, Self::Root | Self::Answer | Self::Refusal)
            }
            Input::Clock | Input::Nonce => matches!(self, Self::Step | Self::Item | Self::Common | Self::Var),
            _ => matches!(self, Self::Step | Self::Item | Self::Common),
        }
    }
}

impl NameTable<'_> {
    /// Whether the signing time is known.
    pub(super) fn has_clock(&self) -> bool {
        self.position.has(Input::Clock)
    }
}

/// An input, what it gives and what it was made of.
pub(super) struct Found<'m> {
    pub(super) input: Input<'m>,
    pub(super) kind: Kind,
    pub(super) uses: Uses,
}

/// Whether this is the first half of a name such as `param.x`.
pub(super) fn is_prefix(name: &str) -> bool {
    PREFIXES.contains(&name)
}

/// Whether this names an input that is no step: `param.x`, `clock.unix`, `body`.
pub(super) fn is_input(name: &str) -> bool {
    match name.split_once('.') {
        Some((prefix, _)) => prefix == "clock" || is_prefix(prefix),
        None => ALONE.iter().any(|(alone, ..)| *alone == name),
    }
}

/// Whether a step cannot have this name, because it is an input's.
pub fn is_taken(name: &str) -> bool {
    name == "clock" || is_prefix(name) || ALONE.iter().any(|(alone, ..)| *alone == name && *alone != "signature")
}

/// The input of this name.
pub(super) fn look_up<'m>(
    name: Located<'_>,
    names: &NameTable<'_>,
    arena: impl Arena<'m>,
) -> Result<Found<'m>, Diagnostic> {
    let input_of = |input, kind, uses| Ok(Found { input, kind, uses });
    let step = names.steps.iter().find(|step| step.name == name.text);
    if let Some((_, input, kind)) =
        ALONE.iter().find(|(alone, input, _)| *alone == name.text && names.position.has(*input))
    {
        let signature = *input == Input::Signature;
        return input_of(*input, *kind, Uses { signature, ..Uses::default() });
    }
    if let Some(step) = step {
        return input_of(Input::Step(arena.alloc_str(step.name)), step.kind, step.uses);
    }
    let Some((prefix, behind_dot)) = name.text.split_once('.').filter(|(_, behind_dot)| !behind_dot.is_empty()) else {
        return Err(unknown(name, names));
    };
    if !names.position.prefixes().contains(&prefix) {
        return Err(unknown(name, names));
    }
    let kept = arena.alloc_str(behind_dot);
    match prefix {
        "credential" => {
            let Some((_, secret)) = credentials(names).find(|(declared, _)| *declared == behind_dot) else {
                return Err(unknown(name, names));
            };
            input_of(Input::Credential(kept), Kind::Text, Uses { secret, ..Uses::default() })
        }
        "param" | "query" | "form" | "header" | "json" => {
            let input = match prefix {
                "query" => Input::Query(kept),
                "form" => Input::Form(kept),
                "header" => Input::Header(kept),
                "json" => Input::Json(kept),
                _ => Input::Param(kept),
            };
            input_of(input, Kind::Text, Uses { params: true, ..Uses::default() })
        }
        "var" if names.scheme_vars.iter().any(|var| var.name == behind_dot) => {
            let uses = names.scheme_vars.iter().find(|var| var.name == behind_dot).map(|var| var.uses);
            input_of(Input::Var(kept), Kind::Text, uses.unwrap_or_default())
        }
        "count" if COUNTS.contains(&behind_dot) => {
            // The sandbox counts; to the model a count is a variable of that full name.
            input_of(Input::Var(arena.alloc_str(name.text)), Kind::Text, Uses::default())
        }
        "var" if names.vars.is_none_or(|vars| vars.contains(&behind_dot)) => {
            input_of(Input::Var(kept), Kind::Text, Uses::default())
        }
        _ => Err(unknown(name, names)),
    }
}

/// The credentials and their parts by name, and whether each is secret.
fn credentials<'a>(names: &NameTable<'a>) -> impl Iterator<Item = (&'a str, bool)> {
    names.credentials.iter().flat_map(Credential::names)
}

/// A name that is not known here.
pub(super) fn unknown(name: Located<'_>, names: &NameTable<'_>) -> Diagnostic {
    let elsewhere = ALONE.iter().any(|(alone, ..)| *alone == name.text);
    let message = match name.text {
        "key" | "value" => format!("`{}` exists only in `each`, `key` and `value`", name.text),
        "signature" => "the signature is not known here".to_owned(),
        _ if elsewhere => format!("{} is not known here", quoted(name.text)),
        _ => format!("unknown name {}", quoted(name.text)),
    };
    let nameable = nameable(names);
    let (prefix, behind_dot) = name.text.split_once('.').unwrap_or(("", name.text));
    let full = nameable.iter().find(|full| full.split_once('.').is_some_and(|(_, behind)| behind == behind_dot));
    let help = match (full, suggest::closest(prefix, names.position.prefixes().iter().copied())) {
        (Some(full), _) => format!("did you mean `{full}`?"),
        (None, Some(close)) if close != prefix && matches!(close, "param" | "query" | "form" | "header" | "json") => {
            format!("did you mean {}?", quoted(&format!("{close}.{behind_dot}")))
        }
        _ => suggest::help(name.text, nameable.iter().map(String::as_str)),
    };
    Diagnostic::error(Code::UnknownName, name.span, message).help(help)
}

/// Everything that can be named at a position, for suggestions.
fn nameable(names: &NameTable<'_>) -> Vec<String> {
    let alone = ALONE.iter().filter(|(_, input, _)| names.position.has(*input)).map(|(name, ..)| (*name).to_owned());
    let clock =
        ["clock.unix", "clock.unix_ms", "clock.local", "clock.format"].into_iter().filter(|_| names.has_clock());
    let steps = names.steps.iter().map(|step| step.name.to_owned());
    let mut nameable: Vec<_> = steps.chain(alone).chain(clock.map(str::to_owned)).collect();
    for prefix in names.position.prefixes() {
        let of_prefix: Vec<&str> = match *prefix {
            "credential" => credentials(names).map(|(of_prefix, _)| of_prefix).collect(),
            "count" => COUNTS.to_vec(),
            "var" => {
                let of_prefix = names.scheme_vars.iter().map(|var| var.name);
                of_prefix.chain(names.vars.unwrap_or_default().iter().copied()).collect()
            }
            _ => Vec::new(),
        };
        nameable.extend(of_prefix.into_iter().map(|of_prefix| format!("{prefix}.{of_prefix}")));
    }
    nameable
}
