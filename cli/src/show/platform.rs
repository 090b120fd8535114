//! A platform: where it is reached, what a caller must have, what every call carries and how it is signed.

use signwright_model::{Body, Location, notation};

use super::Section;
use super::endpoint::errors;
use crate::phrase;
use signwright_codegen::specs::{SpecApi, SpecField};

/// A platform and the list of its endpoints.
pub fn platform(spec: &SpecApi<'_>) -> Vec<Section> {
    let platform = spec.api.platform;
    let mut head = Section::default();
    head.row([platform.name, platform.title]);
    head.pair("page", platform.docs);
    head.pair("zone", &notation::zone::print(platform.zone));
    head.pair("sends", &format!("{} {}", platform.wire.verb, phrase::template(&platform.wire.url)));
    head.pair("body", &body(&platform.wire.body));
    head.pair("success", &phrase::condition(&platform.reply.success));
    if let Some(clock) = platform.clock {
        head.pair("clock", &format!("{} within {} s", clock.param, clock.tolerance));
    }
    for note in spec.notes.notes {
        head.row(["note", note]);
    }

    let mut environments = Section::new("environments");
    for environment in platform.environments {
        environments.row([environment.name, environment.url, environment.title]);
    }
    let mut credentials = Section::new("credentials");
    for credential in platform.credentials {
        let is = if credential.secret { "secret" } else { "public" };
        credentials.row([credential.name, is, if credential.optional { "optional" } else { "" }, credential.title]);
    }
    let location = match platform.common.location {
        Location::Form => "form",
        Location::Query => "query",
        Location::Header => "headers",
        Location::Json => "JSON body",
    };
    let mut common = Section::new(format!("common parameters, in the {location}"));
    common.row(["name", "type", "required", "value", "title", "description"]);
    for SpecField { model: field, declared, text, .. } in spec.notes.common {
        let required = if field.required { "yes" } else { "" };
        common.row([field.name, declared, required, &phrase::template(&field.value), field.title, text]);
    }
    let mut signing = Section::new("signing");
    for step in platform.signing.steps {
        signing.row([step.name, &phrase::step(step)]);
    }
    for placed in platform.signing.parameters {
        signing.row(["sends", &phrase::placed(placed)]);
    }
    let mut endpoints = Section::new("endpoints");
    for endpoint in spec.api.endpoints {
        endpoints.row([endpoint.name, endpoint.title]);
    }
    let mut sections = vec![head, environments, credentials, common, signing];
    sections.extend(errors(platform.errors));
    sections.push(endpoints);
    sections.retain(|section| !section.rows.is_empty());
    sections
}

fn body(body: &Body<'_>) -> String {
    match body {
        Body::Form => "form".to_owned(),
        Body::Positional => "positional".to_owned(),
        Body::Envelope { path, formats } => {
            let path: Vec<_> = path.iter().map(phrase::template).collect();
            let formats: Vec<_> = formats.iter().map(|format| format.name()).collect();
            format!("{} in {}", formats.join(" or "), path.join(" › "))
        }
    }
}
