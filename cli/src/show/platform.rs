//! A platform: where it is reached, what a caller must have, what every call carries and how it is signed.

use signwright_model::notation::facts;
use signwright_model::{Class, CommonField, Credential, ListStyle, Location, Platform, ReplyShape, notation};

use super::Section;
use super::endpoint::errors;
use crate::phrase;
use signwright_codegen::specs::{SpecApi, SpecClass, SpecField};

/// A shape of its answers.
fn answers(shape: &ReplyShape<'_>, head: &mut Section) {
    let places = |places| notation::reply::place_words(places).join(", else ");
    head.pair("success", &shape.success.as_ref().map_or_else(|| "never: a refusal".to_owned(), phrase::condition));
    head.pair("  begins at", &notation::reply::print_root(shape.root));
    head.pair("  response at", shape.data);
    head.pair("  code at", &places(shape.code));
    head.pair("  second code at", &places(shape.sub_code));
    head.pair("  message at", &places(shape.message));
    head.pair("  request id at", &places(shape.request_id));
    head.pair("  time to wait at", &places(shape.retry_after));
}

/// A platform and the list of its endpoints.
pub fn platform(spec: &SpecApi<'_>) -> Vec<Section> {
    let platform = spec.api.platform;
    let mut head = Section::default();
    head.row([platform.name, platform.title]);
    head.pair("page", platform.docs);
    head.pair("zone", &notation::zone::print(platform.zone));
    let wire = platform.wire;
    head.pair("sends", format!("{} {}", wire.verb, phrase::template(&wire.url)).trim());
    head.pair("body", &phrase::body(wire.body));
    if wire.lists != ListStyle::Json {
        head.pair("lists", phrase::lists(wire.lists));
    }
    head.pair("content type", wire.content_type);
    head.pair("JSON", if wire.sorted { "sorted by name" } else { "" });
    for shape in platform.reply.shapes {
        answers(shape, &mut head);
    }
    if let Some(clock) = platform.clock {
        head.pair("clock", &format!("{} within {} s", clock.param, clock.tolerance));
    }
    head.pair("rate", &rates(platform));
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
        let optional = if credential.optional { "optional" } else { "" };
        credentials.row([credential.name, is, optional, credential.title, &token(credential)]);
    }
    let place = platform.common.location.map_or("where those of the endpoint travel", in_words);
    let mut common = Section::new(format!("common parameters, {place}"));
    parameters(&mut common, spec.notes.common);
    let classes: Vec<_> = spec.notes.classes.iter().map(class).collect();
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
    let mut sections = vec![head, environments, credentials, common];
    sections.extend(classes);
    sections.push(signing);
    sections.extend(errors(platform.errors));
    sections.push(endpoints);
    sections.retain(|section| !section.rows.is_empty());
    sections
}

/// How often calls may be made.
pub(crate) fn rates(platform: &Platform<'_>) -> String {
    notation::rate::print(platform.rates).map_or_else(String::new, |rates| facts::line(&rates))
}

/// How a token is got.
pub(crate) fn token(credential: &Credential<'_>) -> String {
    credential.token.map_or_else(String::new, |token| facts::line(&notation::credentials::print_token(&token)))
}

/// A class of endpoints: what its calls carry beside the common parameters.
fn class(class: &SpecClass<'_>) -> Section {
    let Class { name, title, is_signed, .. } = class.model;
    let signed = if is_signed { "" } else { ", not signed" };
    let mut section = Section::new(format!("class {name}{signed}  {title}").trim_end());
    if class.fields.is_empty() {
        section.row(["no parameters of its own"]);
    }
    parameters(&mut section, class.fields);
    section
}

fn parameters(section: &mut Section, fields: &[SpecField<'_, CommonField<'_>>]) {
    if fields.is_empty() {
        return;
    }
    // Where each travels is said only where one of them does not follow its table.
    let is_mixed = fields.iter().any(|field| field.model.location.is_some());
    let head = ["name", "type", "required", "value", "title", "description"];
    let at = is_mixed.then_some("travels");
    section.row(head.into_iter().take(1).chain(at).chain(head.into_iter().skip(1)));
    for SpecField { model: field, declared, text, .. } in fields {
        let required = if field.required { "yes" } else { "" };
        let value = phrase::template(&field.value);
        let at = is_mixed.then(|| field.location.map_or("", in_words));
        let row = [declared, required, &value, field.title, text];
        section.row(std::iter::once(field.name).chain(at).chain(row));
    }
}

fn in_words(location: Location) -> &'static str {
    match location {
        Location::Form => "in the form",
        Location::Query => "in the query",
        Location::Header => "in the headers",
        Location::Json => "in the JSON body",
    }
}
