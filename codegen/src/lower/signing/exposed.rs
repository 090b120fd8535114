//! Whether a request shows what signs it: then whoever sees one request can sign others. A token that only travels,
//! such as a password or an access token, is no such secret.

use signwright_model::{Body, Credential, Input, Platform, notation};

use super::one_way::OneWay;
use super::open::Open;
use super::reach::{Reach, Sent};
use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::specs::SchemeNotes;
use signwright_model::notation::credentials::is_secret;

const HELP: &str = "send what a digest makes of it, or nothing of it; where a part of it may be seen, say which: \
                    `{ is: secret, split: \":\", parts: { key: secret, salt: public } }`";

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
    let open = shown.iter().map(|(.., open)| open).collect();
    let scheme = Scheme { platform, one_way: OneWay::of(signing, fields), open };
    let mut told = Vec::new();
    for (name, span, open) in &shown {
        for input in &open.inputs {
            if scheme.signs(*input) {
                told.push(*input);
                let what = match input {
                    Input::Step(name) => format!("the key `{name}`"),
                    Input::Var(name) => format!("the key `var.{name}`"),
                    _ => format!("the secret `{}`", notation::template::input(*input)),
                };
                let message =
                    format!("`{name}` shows {what}, which also signs: whoever sees a request can sign others");
                diagnostics.push(Diagnostic::error(Code::SecretExposed, *span, message).help(HELP));
            }
        }
    }
    let signature = Open::of_signature(signing);
    let secret = signature.inputs.iter().find(|input| scheme.is_secret(**input) && !told.contains(input));
    let reach = Reach::of_step(signing, signing.signature());
    // Beside a digest under another secret it is a token that travels.
    let claims = is_of_request(&reach) && !reach.has(|input| scheme.is_hidden(*input));
    let step = signing.steps.get(signing.signature());
    if let (Some(secret), Some(step), true) = (secret, step, claims) {
        let name = notation::template::input(*secret);
        let message =
            format!("the signature shows the secret `{name}` beside what it signs: anyone who sees it can sign");
        let exposed = Diagnostic::error(Code::SecretExposed, notes.step(step.name), message);
        diagnostics
            .push(exposed.help("digest both together, such as `{string_to_sign | md5 | hex}`, or use it as a key"));
    }
}

struct Scheme<'s, 'm> {
    platform: &'s Platform<'m>,
    one_way: OneWay<'m>,
    open: Vec<&'s Open<'m>>,
}

impl<'m> Scheme<'_, 'm> {
    /// Whether the signature rests on this: a secret that is a key, or that is digested where no other one is that stays
    /// hidden; or a step or a value that was made of a secret, likewise. One that changes with the request is no secret
    /// to be digested.
    fn signs(&self, input: Input<'m>) -> bool {
        let signing = &self.platform.signing;
        match input {
            Input::Credential(name) if self.is_secret(input) => {
                let is_it = |input: &Input<'m>| self.is_same(name, input);
                self.one_way.rests_on(is_it, |input| self.is_hidden(*input) && !is_it(input), true)
            }
            Input::Step(name) => {
                let place = signing.steps.iter().position(|step| step.name == name);
                let before = place.filter(|place| *place < signing.signature());
                before.is_some_and(|place| self.is_key(input, &Reach::of_step(signing, place)))
            }
            Input::Var(_) => self.is_key(input, &Reach::of_inputs(&[input], signing)),
            _ => false,
        }
    }

    fn is_key(&self, name: Input<'m>, reach: &Reach<'m>) -> bool {
        reach.has(|input| self.is_secret(*input))
            && self.one_way.rests_on(|input| *input == name, |input| self.is_hidden(*input), !is_of_request(reach))
    }

    fn is_hidden(&self, input: Input<'_>) -> bool {
        self.is_secret(input) && !self.is_open(input)
    }

    fn is_secret(&self, input: Input<'_>) -> bool {
        matches!(input, Input::Credential(name) if is_secret(self.platform.credentials, name))
    }

    fn is_open(&self, input: Input<'_>) -> bool {
        self.open.iter().any(|open| open.inputs.contains(&input))
    }

    /// Whether an input is this credential, the whole that it is a part of, or a part of it.
    fn is_same(&self, name: &str, input: &Input<'_>) -> bool {
        let Input::Credential(taken) = *input else { return false };
        let holds =
            |credential: &Credential<'_>, part: &str| credential.parts.iter().any(|candidate| candidate.name == part);
        let credentials = self.platform.credentials.iter();
        name == taken
            || credentials.filter(|credential| credential.name == name || credential.name == taken).any(|credential| {
                let part = if credential.name == name { taken } else { name };
                holds(credential, part)
            })
    }
}

/// Whether a value is made of the request: a signature that is claims to sign it.
fn is_of_request(reach: &Reach<'_>) -> bool {
    let of_request = |input: &Input<'_>| {
        !matches!(
            input,
            Input::Credential(_) | Input::Var(_) | Input::Step(_) | Input::Text(_) | Input::Key | Input::Value
        )
    };
    !reach.sources.is_empty() || reach.has(of_request)
}
