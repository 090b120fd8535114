//! What of a signed request nobody may read in a log: the secrets, the signature, and whatever is sent that was made
//! of them. A server may echo it.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use zeroize::Zeroizing;

use super::percent;
use super::request::userinfo;
use super::scope::{Scope, StepValue};
use super::walk::{each_input_of, takes};
use crate::credentials::Credentials;
use crate::model::{Input, Platform};
use crate::{Limits, form};

type Values = Vec<Zeroizing<String>>;

/// The values, each as text.
pub(crate) fn hidden(scope: &Scope<'_>) -> Values {
    let platform = scope.platform;
    let mut values = of_credentials(platform, scope.credentials);
    let mut add = |value: &str| values.push(Zeroizing::new(value.to_owned()));
    for (_, value) in scope.steps.iter().skip(platform.signing.signature()) {
        if let StepValue::Known(value) = value {
            add(&value.plain());
        }
    }
    let secret = Secret::of(scope);
    for slot in scope.slots.iter().filter(|slot| takes(slot.value, |input| secret.is(input))) {
        if let Some(value) = scope.received(slot) {
            let value = value.plain();
            // `Basic …` may come back without its first word.
            value.split_once(' ').into_iter().for_each(|(_, credentials)| add(credentials));
            add(&value);
        }
    }
    for (_, value) in scope.vars.iter().filter(|(name, _)| secret.vars.contains(name)) {
        add(&value.plain());
    }
    of_address(scope.environment, &mut add);
    values
}

/// The secret credentials, and all their parts: one that is sent in the open is still nobody else's. Nothing says of
/// one that is not declared that it may be shown.
fn of_credentials(platform: &Platform<'_>, credentials: &Credentials) -> Values {
    let secret = credentials.names().filter_map(|name| credentials.find(platform, name).ok());
    let secret = secret.filter(|found| found.secret).map(|found| found.value);
    let declared = platform.credentials.iter().filter(|declared| declared.secret).flat_map(|declared| declared.parts);
    let parts = declared.filter_map(|part| credentials.resolve(platform, part.name));
    secret.chain(parts).map(|value| Zeroizing::new(value.to_owned())).collect()
}

/// What an address holds for its server alone: a password, tokens in its query.
fn of_address(address: &str, add: &mut dyn FnMut(&str)) {
    let (address, query) = address.split_once('?').unwrap_or((address, ""));
    if let Some(user) = userinfo(address) {
        let user = percent::decoded(user.as_bytes());
        add(&BASE64_STANDARD.encode(&user));
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
    scope: &'s Scope<'a>,
    vars: Vec<&'a str>,
    steps: Vec<&'a str>,
}

impl<'s, 'a> Secret<'s, 'a> {
    /// Each may take in those before it alone, so one pass finds all.
    fn of(scope: &'s Scope<'a>) -> Self {
        let mut secret = Self { scope, vars: Vec::new(), steps: Vec::new() };
        for var in scope.platform.signing.vars {
            if takes(var.value, |input| secret.is(input)) {
                secret.vars.push(var.name);
            }
        }
        for step in scope.platform.signing.steps {
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
            Input::Credential(name) => {
                self.scope.credentials.find(self.scope.platform, name).is_ok_and(|found| found.secret)
            }
            Input::Var(name) => self.vars.contains(&name),
            Input::Step(name) => self.steps.contains(&name),
            _ => false,
        }
    }
}
