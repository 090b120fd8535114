//! The platforms of two specs, and what a platform's file says.

use signwright_model::{Class, Common, CommonField, Credential, Environment, Location, Platform, Signing, Wire};

use signwright_model::notation::zone;

use super::Effect::{Breaks, Differs, Same};
use super::Kind;
use super::change::{Change, Changes, told};
use super::endpoints;
use super::pairs::Pairs;
use super::replies;
use crate::phrase;
use crate::show::platform::{rates, token};
use signwright_codegen::names::{ApiNames, Named, Names};
use signwright_codegen::specs::Vector;

pub(super) fn platforms(old: &Names<'_>, new: &Names<'_>, changes: &mut Changes) {
    let pairs = Pairs::by_name(&old.apis, &new.apis, name);
    for api in pairs.gone {
        name(api).clone_into(&mut changes.platform);
        let change = Change::new(Kind::PlatformRemoved, "", "platform removed");
        changes.push(change.api(Breaks, "its module is gone").requests(Breaks, "it can no longer be called"));
    }
    for api in pairs.come {
        name(api).clone_into(&mut changes.platform);
        let change = Change::new(Kind::PlatformAdded, "", "platform added");
        changes.push(change.api(Differs, "a new module").requests(Differs, "it can be called"));
    }
    for (before, after) in pairs.both {
        name(after).clone_into(&mut changes.platform);
        platform(before, after, changes);
        endpoints::endpoints(before, after, changes);
    }
}

fn name<'a>(api: &ApiNames<'a>) -> &'a str {
    api.spec.api.platform.name
}

fn platform(old: &ApiNames<'_>, new: &ApiNames<'_>, changes: &mut Changes) {
    let (before, after) = (old.spec.api.platform, new.spec.api.platform);
    if old.module != new.module {
        changes.push(Change::rust_name("", "module", &old.module, &new.module));
    }
    environments(before.environments, after.environments, changes);
    credentials(&old.credentials, &new.credentials, changes);
    common(&before.common, &after.common, changes);
    classes(before.classes, after.classes, changes);
    wire(&before.wire, &after.wire, changes);
    signing(&before.signing, &after.signing, changes);
    if before.zone != after.zone {
        let what = format!("{} → {}", zone::print(before.zone), zone::print(after.zone));
        changes
            .push(Change::new(Kind::ZoneChanged, "zone", what).requests(Differs, "times travel on another wall clock"));
    }
    if before.clock != after.clock {
        let clock = |platform: &Platform<'_>| {
            platform.clock.map_or("none".to_owned(), |clock| format!("{} within {} s", clock.param, clock.tolerance))
        };
        let what = format!("{} → {}", clock(before), clock(after));
        changes.push(Change::new(Kind::ClockChanged, "clock", what));
    }
    endpoints::fact("rate", &rates(before), &rates(after), changes);
    replies::reply(&before.reply, &after.reply, changes);
    replies::errors(before.errors, after.errors, changes);
    if before.refusals != after.refusals || before.test_credentials != after.test_credentials {
        let change = Change::new(Kind::SandboxChanged, "", "the sandbox refuses or knows callers otherwise");
        changes.push(change.requests(Same, "as before; tests against the sandbox may see it"));
    }
    let vectors = |api: &ApiNames<'_>| {
        let vectors = api.spec.notes.vectors.iter();
        let text = |vector: &Vector<'_>| format!("{} {} {:?}", vector.name.text, vector.signature.text, vector.params);
        vectors.map(text).collect::<Vec<_>>()
    };
    let (was, is) = (vectors(old), vectors(new));
    if was != is {
        let what = format!("{} → {}", phrase::count(was.len(), "vector"), phrase::count(is.len(), "vector"));
        changes.push(Change::new(Kind::VectorsChanged, "vectors", what));
    }
    changes.words("", "title", before.title, after.title);
    changes.words("", "page", before.docs, after.docs);
    changes.words("", "notes", &old.spec.notes.notes.join(" "), &new.spec.notes.notes.join(" "));
}

fn environments(old: &[Environment<'_>], new: &[Environment<'_>], changes: &mut Changes) {
    let pairs = Pairs::by_name(old, new, |environment| environment.name);
    let path = |environment: &Environment<'_>| format!("environments.{}", environment.name);
    for environment in pairs.gone {
        let change = Change::new(Kind::EnvironmentRemoved, path(environment), "environment removed");
        changes.push(change.requests(Breaks, "a client for it cannot be made by its name"));
    }
    for environment in pairs.come {
        let change =
            Change::new(Kind::EnvironmentAdded, path(environment), format!("environment added: {}", environment.url));
        changes.push(change.requests(Differs, "a client for it can be made by its name"));
    }
    for (before, after) in pairs.both {
        if before.url != after.url {
            let change = Change::new(Kind::EnvironmentMoved, path(after), format!("{} → {}", before.url, after.url));
            changes.push(change.requests(Differs, "calls go to the new address"));
        }
        changes.words(&path(after), "title", before.title, after.title);
    }
}

type Credentials<'a> = [Named<'a, Credential<'a>>];

fn credentials(old: &Credentials<'_>, new: &Credentials<'_>, changes: &mut Changes) {
    let pairs = Pairs::by_name(old, new, |credential| credential.spec.name);
    let path = |credential: &Credential<'_>| format!("credentials.{}", credential.name);
    for Named { spec: credential, .. } in pairs.gone {
        let change = Change::new(Kind::CredentialRemoved, path(credential), "credential removed");
        changes.push(change.api(Breaks, "`Credentials` has one field less"));
    }
    for Named { spec: credential, .. } in pairs.come {
        let what = format!(
            "{} credential added: {}",
            if credential.optional { "optional" } else { "required" },
            credential.title
        );
        let change =
            Change::new(Kind::CredentialAdded, path(credential), what).api(Breaks, "`Credentials` has one field more");
        changes.push(if credential.optional {
            change
        } else {
            change.requests(Breaks, "a call without it is not sent")
        });
    }
    for (old, new) in pairs.both {
        let (before, after) = (old.spec, new.spec);
        if old.rust != new.rust {
            changes.push(Change::rust_name(path(after), "field", &old.rust, &new.rust));
        }
        if before.token != after.token {
            let what = format!("token {} → {}", told(&token(before)), told(&token(after)));
            let change = Change::new(Kind::CredentialChanged, path(after), what);
            changes.push(change.requests(Differs, "a client gets and keeps it fresh otherwise"));
        }
        let told = |credential: &Credential<'_>| {
            let word = |is_secret: bool| if is_secret { "secret" } else { "public" };
            let parts = credential.parts.iter().map(|part| format!("{} {}", word(part.secret), part.name));
            let parts: Vec<_> = parts.collect();
            let split = if parts.is_empty() {
                String::new()
            } else {
                format!(" split at `{}` into {}", credential.split, parts.join(", "))
            };
            format!("{}{}{split}", word(credential.secret), if credential.optional { "?" } else { "" })
        };
        let (was, is) = (told(before), told(after));
        if was != is {
            let change = Change::new(Kind::CredentialChanged, path(after), format!("{was} → {is}"));
            changes.push(match (before.optional, after.optional) {
                (false, true) => change.api(Breaks, "its field is an Option").requests(Differs, "it may be left out"),
                (true, false) => change
                    .api(Breaks, "its field is no longer an Option")
                    .requests(Breaks, "a call without it is not sent"),
                _ if before.parts != after.parts || before.split != after.split => {
                    change.requests(Differs, "its parts are used otherwise")
                }
                _ => change,
            });
        }
        changes.words(&path(after), "title", before.title, after.title);
    }
}

fn common(old: &Common<'_>, new: &Common<'_>, changes: &mut Changes) {
    if old.location != new.location {
        let what = format!("common parameters in the {} → {}", place(old.location), place(new.location));
        let change = Change::new(Kind::CommonChanged, "common", what);
        changes.push(change.requests(Differs, "they travel elsewhere"));
    }
    parameters("common", "every call", (old.fields, new.fields), changes);
}

fn classes(old: &[Class<'_>], new: &[Class<'_>], changes: &mut Changes) {
    let pairs = Pairs::by_name(old, new, |class| class.name);
    let path = |class: &Class<'_>| format!("classes.{}", class.name);
    for class in pairs.gone {
        let change = Change::new(Kind::ClassRemoved, path(class), "class removed");
        changes.push(change.requests(Differs, "no call carries its parameters"));
    }
    for class in pairs.come {
        let change = Change::new(Kind::ClassAdded, path(class), "class added");
        changes.push(change.requests(Differs, "the calls of its endpoints carry its parameters"));
    }
    for (before, after) in pairs.both {
        if before.is_signed != after.is_signed {
            let [was, is] = [before, after].map(|class| if class.is_signed { "signed" } else { "not signed" });
            let change = Change::new(Kind::ClassChanged, path(after), format!("{was} → {is}"));
            changes.push(change.requests(Differs, format!("its calls are {is} now")));
        }
        parameters(&path(after), "every call of the class", (before.fields, after.fields), changes);
        changes.words(&path(after), "title", before.title, after.title);
    }
}

/// Compares the parameters of a table, which `carriers` carry.
fn parameters(
    table: &str,
    carriers: &str,
    (old, new): (&[CommonField<'_>], &[CommonField<'_>]),
    changes: &mut Changes,
) {
    let pairs = Pairs::by_name(old, new, |field| field.name);
    if !pairs.is_ordered() {
        let change = Change::new(Kind::CommonChanged, table, "in another order");
        changes.push(change.requests(Differs, "they travel in another order, in which a scheme may sign them"));
    }
    let path = |field: &CommonField<'_>| format!("{table}.{}", field.name);
    let value = |field: &CommonField<'_>| phrase::template(&field.value);
    for field in pairs.gone {
        let change = Change::new(Kind::CommonRemoved, path(field), "common parameter removed");
        changes.push(change.requests(Differs, "it is no longer sent"));
    }
    for field in pairs.come {
        let change = Change::new(Kind::CommonAdded, path(field), format!("common parameter added: {}", value(field)));
        changes.push(change.requests(Differs, format!("{carriers} carries it")));
    }
    for (before, after) in pairs.both {
        if before.location != after.location {
            let what = format!("in the {} → {}", place(before.location), place(after.location));
            let change = Change::new(Kind::CommonChanged, path(after), what);
            changes.push(change.requests(Differs, "it travels elsewhere"));
        }
        if value(before) != value(after) || before.required != after.required {
            let mark = |field: &CommonField<'_>| if field.required { "required" } else { "optional" };
            let what = format!("{} {} → {} {}", mark(before), value(before), mark(after), value(after));
            let change = Change::new(Kind::CommonChanged, path(after), what);
            changes.push(change.requests(Differs, format!("{carriers} carries another value")));
        }
        changes.words(&path(after), "title", before.title, after.title);
    }
}

const fn place(location: Option<Location>) -> &'static str {
    match location {
        Some(Location::Form) => "form",
        Some(Location::Query) => "query",
        Some(Location::Header) => "headers",
        Some(Location::Json) => "JSON body",
        None => "place of the endpoint's own",
    }
}

fn wire(old: &Wire<'_>, new: &Wire<'_>, changes: &mut Changes) {
    let mut tell = |what: String| {
        changes
            .push(Change::new(Kind::WireChanged, "wire", what).requests(Differs, "the same request travels otherwise"));
    };
    for (what, old, new) in [
        ("verb", old.verb.to_owned(), new.verb.to_owned()),
        ("url", phrase::template(&old.url), phrase::template(&new.url)),
        ("body", endpoints::body(&old.body), endpoints::body(&new.body)),
        ("lists", phrase::lists(old.lists).to_owned(), phrase::lists(new.lists).to_owned()),
        ("content_type", old.content_type.to_owned(), new.content_type.to_owned()),
        ("sorted", old.sorted.to_string(), new.sorted.to_string()),
        ("escape", format!("{:?}", old.escape).to_lowercase(), format!("{:?}", new.escape).to_lowercase()),
        ("drop_empty", old.drop_empty.to_string(), new.drop_empty.to_string()),
        ("more_path", old.more_path.to_string(), new.more_path.to_string()),
    ] {
        if old != new {
            tell(format!("{what} {old} → {new}"));
        }
    }
    endpoints::formats(&old.body, &new.body, changes);
}

fn signing(old: &Signing<'_>, new: &Signing<'_>, changes: &mut Changes) {
    if old == new {
        return;
    }
    let pairs = Pairs::by_name(old.steps, new.steps, |step| step.name);
    let mut what: Vec<String> = Vec::new();
    what.extend(pairs.gone.iter().map(|step| format!("step {} removed", step.name)));
    what.extend(pairs.come.iter().map(|step| format!("step {} added: {}", step.name, phrase::step(step))));
    for (before, after) in pairs.both {
        let (was, is) = (phrase::step(before), phrase::step(after));
        if was != is {
            what.push(format!("{}: {was} → {is}", after.name));
        }
    }
    for var in new.vars.iter().filter(|var| !old.vars.contains(var)) {
        what.push(format!("value {}: {}", var.name, phrase::template(&var.value)));
    }
    for var in old.vars.iter().filter(|var| !new.vars.iter().any(|later| later.name == var.name)) {
        what.push(format!("value {} removed", var.name));
    }
    what.extend(
        old.parameters
            .iter()
            .filter(|placed| !new.parameters.contains(placed))
            .map(|placed| format!("no longer sends {}", phrase::placed(placed))),
    );
    what.extend(
        new.parameters
            .iter()
            .filter(|placed| !old.parameters.contains(placed))
            .map(|placed| format!("sends {}", phrase::placed(placed))),
    );
    if what.is_empty() {
        what.push("steps in another order".to_owned());
    }
    let change = Change::new(Kind::SigningChanged, "signing", what.join("; "));
    changes.push(change.requests(Differs, "every request is signed otherwise"));
}
