//! Steps and values of a scheme that nothing takes in: neither the signature, nor what is sent, nor the address.

use signwright_model::notation::environments;
use signwright_model::{Body, Input, Platform};

use super::reach::{Reach, Sent};
use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::specs::SchemeNotes;

/// Warns of each.
pub(super) fn warn(
    platform: &Platform<'_>,
    notes: &SchemeNotes<'_>,
    fields: &[Sent<'_>],
    diagnostics: &mut Diagnostics,
) {
    let signing = &platform.signing;
    let signature = signing.signature();
    let mut address = vec![Reach::of(platform.wire.url, signing)];
    if let Body::Envelope { path, .. } = platform.wire.body {
        address.extend(path.iter().map(|name| Reach::of(*name, signing)));
    }
    let signed = Reach::of_step(signing, signature);
    let reaches = || {
        let sent = fields.iter().flat_map(|field| [&field.reach, &field.alone]);
        sent.chain(&address).chain([&signed])
    };
    let is_used = |wanted: Input<'_>| reaches().any(|reach| reach.has(|input| *input == wanted));
    let is_signature = |name: &str| signing.steps.get(signature).is_some_and(|step| step.name == name);
    let steps = notes.steps.iter().filter(|step| !is_signature(step.text) && !is_used(Input::Step(step.text)));
    let of_hosts = |name: &str| {
        let mut values = platform.environments.iter().flat_map(|environment| environments::values(environment.url));
        values.any(|value| value.strip_prefix("var.") == Some(name))
    };
    let vars = notes.vars.iter().filter(|var| !is_used(Input::Var(var.text)) && !of_hosts(var.text));
    for (what, unused) in steps.map(|step| ("step", step)).chain(vars.map(|var| ("value", var))) {
        let message = format!("nothing takes in the {what} `{}`", unused.text);
        let help = if what == "step" {
            format!("name it in a later step or in what is sent: `{{{}}}`; or remove it", unused.text)
        } else {
            format!("name it in a step or in what is sent: `{{var.{}}}`; or remove it", unused.text)
        };
        diagnostics.push(Diagnostic::warning(Code::Unused, unused.span, message).help(help));
    }
}
