//! What of a signed request nobody may read in a log: the secrets, the signature, and whatever is sent that was made
//! of them. A server may echo it.

use super::run::SigningRun;
use super::walk::{each_input_of, takes};
use crate::address::userinfo;
use crate::binary::base64;
use crate::credentials::Credentials;
use crate::model::{Base64, Input, Platform};
use crate::{Limits, form, percent};

/// Hands over what is to be hidden.
pub(super) fn hidden(run: &SigningRun<'_>, add: &mut dyn FnMut(&str)) {
    let platform = run.plan.platform;
    of_credentials(platform, run.input.credentials, add);
    for (_, value) in run.values.steps.iter().skip(platform.signing.signature()) {
        if let Some(value) = value.known() {
            add(&value.plain());
        }
    }
    let secret = Secret::of(run);
    let parameters = run.plan.parameters.iter().map(|planned| planned.parameter);
    for parameter in parameters.filter(|parameter| takes(parameter.value, |input| secret.is(input))) {
        if let Some(value) = run.received(&parameter) {
            let value = value.plain();
            // `Basic …` may come back without its first word.
            value.split_once(' ').into_iter().for_each(|(_, credentials)| add(credentials));
            add(&value);
        }
    }
    for (_, value) in run.values.vars.iter().filter(|(name, _)| secret.vars.contains(name)) {
        add(&value.plain());
    }
    of_address(&run.input.environment, add);
}

/// The secret credentials, and all their parts: one that is sent in the open is still nobody else's. Nothing says of
/// one that is not declared that it may be shown.
fn of_credentials(platform: &Platform<'_>, credentials: &Credentials, add: &mut dyn FnMut(&str)) {
    let secret = credentials.names().filter_map(|name| credentials.find(platform, name).ok());
    let secret = secret.filter(|found| found.secret).map(|found| found.value);
    let declared = platform.credentials.iter().filter(|declared| declared.secret).flat_map(|declared| declared.parts);
    let parts = declared.filter_map(|part| credentials.resolve(platform, part.name));
    secret.chain(parts).for_each(add);
}

/// What an address holds for its server alone: a password, tokens in its query.
fn of_address(address: &str, add: &mut dyn FnMut(&str)) {
    let (address, query) = address.split_once('?').unwrap_or((address, ""));
    if let Some(user) = userinfo(address) {
        let user = percent::decoded(user.as_bytes());
        add(&base64(Base64 { url: false, padded: true }, &user));
        let user = String::from_utf8_lossy(&user);
        // Without a password, the user is one.
        add(user.split_once(':').map_or(&user, |(_, password)| password));
    }
    for (_, value) in form::decode(query.as_bytes(), Limits::default()).unwrap_or_default() {
        add(&value);
    }
}

/// The vars and steps of a scheme that are made of a secret or of the signature.
struct Secret<'s, 'a> {
    run: &'s SigningRun<'a>,
    vars: Vec<&'a str>,
    steps: Vec<&'a str>,
}

impl<'s, 'a> Secret<'s, 'a> {
    /// Each may take in those before it alone, so one pass finds all.
    fn of(run: &'s SigningRun<'a>) -> Self {
        let mut secret = Self { run, vars: Vec::new(), steps: Vec::new() };
        for var in run.plan.platform.signing.vars {
            if takes(var.value, |input| secret.is(input)) {
                secret.vars.push(var.name);
            }
        }
        for step in run.plan.platform.signing.steps {
            let mut is_secret = false;
            each_input_of(step.body, &mut |input| is_secret |= secret.is(input));
            if is_secret {
                secret.steps.push(step.name);
            }
        }
        secret
    }

    fn is(&self, input: Input<'_>) -> bool {
        match input {
            Input::Signature => true,
            Input::Credential(name) => self.run.input.credentials.is_secret(self.run.plan.platform, name),
            Input::Var(name) => self.vars.contains(&name),
            Input::Step(name) => self.steps.contains(&name),
            _ => false,
        }
    }
}
