//! Steps and values of a scheme that nothing takes in: neither the signature, nor what is sent, nor an address, nor the root
//! of an answer.

use std::collections::HashSet;

use signwright_model::notation::environments;
use signwright_model::{Body, Input, Part, PathPart, Platform};

use super::reach::{Reach, Sent};
use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Diagnostics, Located};
use crate::specs::{SchemeNotes, SpecEndpoint};

/// Warns of each such step. Gives the values that only an endpoint could take in.
pub(super) fn steps<'m>(
    platform: &Platform<'_>,
    notes: &SchemeNotes<'m>,
    fields: &[Sent<'_>],
    diagnostics: &mut Diagnostics,
) -> Vec<Located<'m>> {
    let signing = &platform.signing;
    let signature = signing.signature();
    let mut address = vec![Reach::of(platform.wire.url, signing)];
    if let Body::Envelope { path, .. } = platform.wire.body {
        address.extend(path.iter().map(|name| Reach::of(*name, signing)));
    }
    let roots = platform.reply.shapes.iter().flat_map(|shape| shape.root);
    address.extend(roots.map(|name| Reach::of(*name, signing)));
    let hosts = platform.environments.iter().flat_map(|environment| environments::values(environment.url));
    let hosts: Vec<_> = hosts.filter_map(|value| value.strip_prefix("var.").map(Input::Var)).collect();
    address.push(Reach::of_inputs(&hosts, signing));
    let signed = Reach::of_step(signing, signature);
    let sent = fields.iter().flat_map(|field| [&field.reach, &field.alone]);
    let reaches = sent.chain(&address).chain([&signed]);
    let mut used: (HashSet<&str>, HashSet<&str>) = Default::default();
    for input in reaches.flat_map(|reach| &reach.inputs) {
        match *input {
            Input::Step(name) => used.0.insert(name),
            Input::Var(name) => used.1.insert(name),
            _ => false,
        };
    }
    let is_signature = |name: &str| signing.steps.get(signature).is_some_and(|step| step.name == name);
    for step in notes.steps.iter().filter(|step| !is_signature(step.text) && !used.0.contains(step.text)) {
        let message = format!("nothing takes in the step `{}`", step.text);
        let help = format!("name it in a later step or in what is sent: `{{{}}}`; or remove it", step.text);
        diagnostics.push(Diagnostic::warning(Code::Unused, step.span, message).help(help));
    }
    notes.vars.iter().filter(|var| !used.1.contains(var.text)).copied().collect()
}

/// Warns of values of a scheme that no endpoint takes in either: in its path, or in the root of its answers.
pub(in crate::lower) fn values(unused: &[Located<'_>], endpoints: &[SpecEndpoint<'_>], diagnostics: &mut Diagnostics) {
    if unused.is_empty() {
        return;
    }
    let paths = endpoints.iter().flat_map(|endpoint| endpoint.model.travel.path).filter_map(|part| match part {
        PathPart::Var(name) => Some(*name),
        _ => None,
    });
    let roots = endpoints.iter().filter_map(|endpoint| endpoint.model.root).flatten().flat_map(|name| name.0);
    let roots = roots.filter_map(|part| match part {
        Part::Value(Input::Var(name), _) => Some(*name),
        _ => None,
    });
    let used: HashSet<&str> = paths.chain(roots).collect();
    for var in unused.iter().filter(|var| !used.contains(var.text)) {
        let message = format!("nothing takes in the value `{}`", var.text);
        let help = format!("name it in a step, in what is sent or in an address: `{{var.{}}}`; or remove it", var.text);
        diagnostics.push(Diagnostic::warning(Code::Unused, var.span, message).help(help));
    }
}
