//! Whether a request shows what signs it: then whoever sees one request can sign others. A token that only travels,
//! such as a password or an access token, is no such secret.

use signwright_runtime::model::{
    Body, Credential, Filter, Input, Over, Part, Platform, Signing, StepBody, Template, notation,
};

use super::coverage::is_secret;
use super::open::Open;
use super::reach::{Reach, Sent};
use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::specs::SchemeNotes;

const HELP: &str = "send what a digest makes of it, or nothing of it; where a part of it may be seen, say which: \
                    `{ is: secret, split: \":\", parts: { key: secret, salt: public } }`";

/// What goes one way: what is digested or signed, and under which key.
struct OneWay<'m> {
    message: Reach<'m>,
    key: Reach<'m>,
}

/// Checks what is sent, the address included.
pub(super) fn check<'m>(
    platform: &Platform<'m>,
    notes: &SchemeNotes<'_>,
    fields: &[Sent<'m>],
    diagnostics: &mut Diagnostics,
) {
    let signing = &platform.signing;
    let mut shown: Vec<(&str, Span, Open<'m>)> =
        fields.iter().map(|field| (field.name, notes.sent(field.name), Open::of(field.value, signing))).collect();
    shown.push(("wire.url", notes.span, Open::of(platform.wire.url, signing)));
    if let Body::Envelope { path, .. } = platform.wire.body {
        shown.extend(path.iter().map(|name| ("wire.envelope", notes.span, Open::of(*name, signing))));
    }
    let scheme = Scheme { platform, uses: uses(signing, fields), open: shown.iter().map(|(.., open)| open).collect() };
    let mut told = Vec::new();
    for (name, span, open) in &shown {
        for input in &open.inputs {
            if scheme.signs(*input) {
                told.push(*input);
                let what = match input {
                    Input::Step(step) => format!("the key `{step}`"),
                    _ => format!("the secret `{}`", notation::input(*input)),
                };
                let message =
                    format!("`{name}` shows {what}, which also signs: whoever sees a request can sign others");
                diagnostics.push(Diagnostic::error(Code::SecretExposed, *span, message).help(HELP));
            }
        }
    }
    let signature = Open::of_signature(signing);
    let secret = signature.inputs.iter().find(|input| scheme.is_secret(**input) && !told.contains(input));
    let step = signing.steps.get(signing.signature());
    if let (Some(secret), Some(step), true) = (secret, step, is_of_request(&signature)) {
        let name = notation::input(*secret);
        let message =
            format!("the signature shows the secret `{name}` beside what it signs: anyone who sees it can sign");
        let exposed = Diagnostic::error(Code::SecretExposed, notes.step(step.name), message);
        diagnostics
            .push(exposed.help("digest both together, such as `{string_to_sign | md5 | hex}`, or use it as a key"));
    }
}

struct Scheme<'s, 'm> {
    platform: &'s Platform<'m>,
    uses: Vec<OneWay<'m>>,
    open: Vec<&'s Open<'m>>,
}

impl Scheme<'_, '_> {
    /// Whether the signature rests on this: a secret that is a key, or that is digested where no other one is that stays
    /// hidden; or a key that was made of a secret.
    fn signs(&self, input: Input<'_>) -> bool {
        match input {
            Input::Credential(name) if self.is_secret(input) => self.uses.iter().any(|used| {
                let is_it = |input: &Input<'_>| self.is_same(name, input);
                let hides_another =
                    |input: &Input<'_>| self.is_secret(*input) && !is_it(input) && !self.is_open(*input);
                let covered = used.message.has(hides_another) || used.key.has(hides_another);
                used.key.has(is_it) || (used.message.has(is_it) && !covered)
            }),
            Input::Step(name) => {
                let signing = &self.platform.signing;
                let place = signing.steps.iter().position(|step| step.name == name);
                let before = place.filter(|place| *place < signing.signature());
                let is_secret =
                    before.is_some_and(|place| Reach::of_step(signing, place).has(|input| self.is_secret(*input)));
                is_secret && self.uses.iter().any(|used| used.key.has(|key| *key == input))
            }
            _ => false,
        }
    }

    fn is_secret(&self, input: Input<'_>) -> bool {
        matches!(input, Input::Credential(name) if is_secret(self.platform.credentials, name))
    }

    fn is_open(&self, input: Input<'_>) -> bool {
        self.open.iter().any(|open| open.inputs.contains(&input))
    }

    /// Whether an input is this credential, the whole that it is a part of, or a part of it.
    fn is_same(&self, name: &str, input: &Input<'_>) -> bool {
        let Input::Credential(other) = *input else { return false };
        let holds = |credential: &Credential<'_>, part: &str| credential.parts.iter().any(|own| own.name == part);
        let credentials = self.platform.credentials.iter();
        name == other
            || credentials.filter(|whole| whole.name == name || whole.name == other).any(|whole| {
                let part = if whole.name == name { other } else { name };
                holds(whole, part)
            })
    }
}

/// Everything that goes one way in a scheme.
fn uses<'m>(signing: &Signing<'m>, fields: &[Sent<'m>]) -> Vec<OneWay<'m>> {
    let mut uses = Vec::new();
    for step in signing.steps {
        in_body(step.body, signing, &mut uses);
    }
    let templates = signing.vars.iter().map(|var| var.value).chain(fields.iter().map(|field| field.value));
    templates.for_each(|template| in_template(template, signing, &mut uses));
    uses
}

fn in_body<'m>(body: StepBody<'m>, signing: &Signing<'m>, uses: &mut Vec<OneWay<'m>>) {
    match body {
        StepBody::Template(template) => in_template(template, signing, uses),
        StepBody::Items(items) => {
            let pairs = items.over.iter().filter_map(|over| match *over {
                Over::Pair(_, value) => Some(value),
                _ => None,
            });
            let own = [Some(items.each), Some(items.join), items.key, items.value].into_iter().flatten();
            pairs.chain(own).for_each(|template| in_template(template, signing, uses));
        }
        StepBody::Choice { then, otherwise, .. } => {
            in_body(*then, signing, uses);
            in_body(*otherwise, signing, uses);
        }
    }
}

fn in_template<'m>(template: Template<'m>, signing: &Signing<'m>, uses: &mut Vec<OneWay<'m>>) {
    for part in template.0 {
        let Part::Value(input, filters) = *part else { continue };
        let mut taken = vec![input];
        for filter in filters {
            match *filter {
                Filter::Or(other) => taken.push(other),
                _ if filter.is_one_way() => {
                    let message = Reach::of_inputs(&taken, signing);
                    uses.push(OneWay { message, key: Reach::of_inputs(filter.key().as_slice(), signing) });
                    taken.clear();
                }
                _ => {}
            }
        }
    }
}

/// Whether what lies open there is of the request: then it claims to sign it.
fn is_of_request(open: &Open<'_>) -> bool {
    let of_request = |input: &Input<'_>| {
        !matches!(
            input,
            Input::Credential(_) | Input::Var(_) | Input::Step(_) | Input::Text(_) | Input::Key | Input::Value
        )
    };
    open.has_pairs || open.inputs.iter().any(of_request)
}
