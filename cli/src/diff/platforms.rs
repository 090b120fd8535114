//! The platforms of two specs, and what a platform's file says.

use signwright_model::{
    Body, Common, CommonField, Credential, DocumentFormat, Environment, Offset, Place, Platform, Signing, Wire,
};

use super::Effect::{Breaks, Differs, Same};
use super::Kind;
use super::change::{Change, Found};
use super::endpoints::{self, Named};
use super::pairs::Pairs;
use super::replies;
use crate::phrase;
use signwright_codegen::names::Names;
use signwright_codegen::specs::Specs;

/// Compares all platforms.
pub(super) fn platforms(old: (&Specs<'_>, &Names), new: (&Specs<'_>, &Names), found: &mut Found) {
    let names = |specs: &Specs<'_>| specs.apis.iter().map(|one| one.api.platform.name.to_owned()).collect::<Vec<_>>();
    let (was, is) = (names(old.0), names(new.0));
    let pairs = Pairs::by_name(was.iter().map(String::as_str), is.iter().map(String::as_str));
    for at in &pairs.gone {
        found.platform = was.get(*at).cloned().unwrap_or_default();
        let change = Change::new(Kind::PlatformRemoved, "", "platform removed");
        found.push(change.api(Breaks, "its module is gone").requests(Breaks, "it can no longer be called"));
    }
    for at in &pairs.come {
        found.platform = is.get(*at).cloned().unwrap_or_default();
        let change = Change::new(Kind::PlatformAdded, "", "platform added");
        found.push(change.api(Differs, "a new module").requests(Differs, "it can be called"));
    }
    for (at, other) in &pairs.both {
        found.platform = is.get(*other).cloned().unwrap_or_default();
        let before = old.0.apis.get(*at).zip(old.1.apis.get(*at));
        let after = new.0.apis.get(*other).zip(new.1.apis.get(*other));
        if let (Some(before), Some(after)) = (before, after) {
            platform(before, after, found);
            endpoints::endpoints(before, after, found);
        }
    }
}

fn platform(old: Named<'_, '_>, new: Named<'_, '_>, found: &mut Found) {
    let (before, after) = (old.0.api.platform, new.0.api.platform);
    if old.1.module != new.1.module {
        found.push(Change::rust_name("", "module", &old.1.module, &new.1.module));
    }
    environments(before.environments, after.environments, found);
    credentials((before.credentials, &old.1.credentials), (after.credentials, &new.1.credentials), found);
    common(&before.common, &after.common, found);
    wire(&before.wire, &after.wire, found);
    signing(&before.signing, &after.signing, found);
    if before.zone != after.zone {
        let what = format!("{} → {}", offset(before.zone), offset(after.zone));
        found
            .push(Change::new(Kind::ZoneChanged, "zone", what).requests(Differs, "times travel on another wall clock"));
    }
    if before.clock != after.clock {
        let clock = |platform: &Platform<'_>| {
            platform.clock.map_or("none".to_owned(), |clock| format!("{} within {} s", clock.param, clock.tolerance))
        };
        let what = format!("{} → {}", clock(before), clock(after));
        found.push(Change::new(Kind::ClockChanged, "clock", what));
    }
    replies::reply(&before.reply, &after.reply, found);
    replies::errors(before.errors, after.errors, found);
    if before.refusals != after.refusals || before.test_credentials != after.test_credentials {
        let change = Change::new(Kind::SandboxChanged, "", "the sandbox refuses or knows callers otherwise");
        found.push(change.requests(Same, "as before; tests against the sandbox may see it"));
    }
    let vectors = |named: Named<'_, '_>| {
        named
            .0
            .notes
            .vectors
            .iter()
            .map(|one| format!("{} {} {:?}", one.name.text, one.signature.text, one.params))
            .collect::<Vec<_>>()
    };
    let (was, is) = (vectors(old), vectors(new));
    if was != is {
        let what = format!("{} → {}", phrase::count(was.len(), "vector"), phrase::count(is.len(), "vector"));
        found.push(Change::new(Kind::VectorsChanged, "vectors", what));
    }
    found.words("", "title", before.title, after.title);
    found.words("", "page", before.docs, after.docs);
    found.words("", "notes", &old.0.notes.notes.join(" "), &new.0.notes.notes.join(" "));
}

fn environments(old: &[Environment<'_>], new: &[Environment<'_>], found: &mut Found) {
    let pairs = Pairs::by_name(old.iter().map(|one| one.name), new.iter().map(|one| one.name));
    let path = |one: &Environment<'_>| format!("environments.{}", one.name);
    for one in pairs.gone.iter().filter_map(|at| old.get(*at)) {
        let change = Change::new(Kind::EnvironmentRemoved, path(one), "environment removed");
        found.push(change.requests(Breaks, "a client for it cannot be made by its name"));
    }
    for one in pairs.come.iter().filter_map(|at| new.get(*at)) {
        let change = Change::new(Kind::EnvironmentAdded, path(one), format!("environment added: {}", one.url));
        found.push(change.requests(Differs, "a client for it can be made by its name"));
    }
    for (at, other) in &pairs.both {
        let (Some(before), Some(after)) = (old.get(*at), new.get(*other)) else { continue };
        if before.url != after.url {
            let change = Change::new(Kind::EnvironmentMoved, path(after), format!("{} → {}", before.url, after.url));
            found.push(change.requests(Differs, "calls go to the new address"));
        }
        found.words(&path(after), "title", before.title, after.title);
    }
}

type Held<'a, 'm> = (&'m [Credential<'m>], &'a [String]);

fn credentials(old: Held<'_, '_>, new: Held<'_, '_>, found: &mut Found) {
    let pairs = Pairs::by_name(old.0.iter().map(|one| one.name), new.0.iter().map(|one| one.name));
    let path = |one: &Credential<'_>| format!("credentials.{}", one.name);
    for one in pairs.gone.iter().filter_map(|at| old.0.get(*at)) {
        let change = Change::new(Kind::CredentialRemoved, path(one), "credential removed");
        found.push(change.api(Breaks, "`Credentials` has one field less"));
    }
    for one in pairs.come.iter().filter_map(|at| new.0.get(*at)) {
        let what = format!("{} credential added: {}", if one.optional { "optional" } else { "required" }, one.title);
        let change =
            Change::new(Kind::CredentialAdded, path(one), what).api(Breaks, "`Credentials` has one field more");
        found.push(if one.optional { change } else { change.requests(Breaks, "a call without it is not sent") });
    }
    for (at, other) in &pairs.both {
        let (Some(before), Some(after)) = (old.0.get(*at), new.0.get(*other)) else { continue };
        if let (Some(was), Some(is)) = (old.1.get(*at), new.1.get(*other))
            && was != is
        {
            found.push(Change::rust_name(path(after), "field", was, is));
        }
        let told = |one: &Credential<'_>| {
            let parts: Vec<_> = one.parts.iter().map(|part| part.name).collect();
            let split = if parts.is_empty() { String::new() } else { format!(" split into {}", parts.join(", ")) };
            format!("{}{}{split}", if one.secret { "secret" } else { "public" }, if one.optional { "?" } else { "" })
        };
        let (was, is) = (told(before), told(after));
        if was != is {
            let change = Change::new(Kind::CredentialChanged, path(after), format!("{was} → {is}"));
            found.push(match (before.optional, after.optional) {
                (false, true) => change.api(Breaks, "its field is an Option").requests(Differs, "it may be left out"),
                (true, false) => change
                    .api(Breaks, "its field is no longer an Option")
                    .requests(Breaks, "a call without it is not sent"),
                _ if before.parts != after.parts => change.requests(Differs, "its parts are used otherwise"),
                _ => change,
            });
        }
        found.words(&path(after), "title", before.title, after.title);
    }
}

fn common(old: &Common<'_>, new: &Common<'_>, found: &mut Found) {
    if old.place != new.place {
        let what = format!("common parameters in the {} → {}", place(old.place), place(new.place));
        let change = Change::new(Kind::CommonChanged, "common", what);
        found.push(change.requests(Differs, "they travel elsewhere"));
    }
    let pairs = Pairs::by_name(old.fields.iter().map(|one| one.name), new.fields.iter().map(|one| one.name));
    let path = |one: &CommonField<'_>| format!("common.{}", one.name);
    let value = |one: &CommonField<'_>| phrase::template(&one.value);
    for one in pairs.gone.iter().filter_map(|at| old.fields.get(*at)) {
        let change = Change::new(Kind::CommonRemoved, path(one), "common parameter removed");
        found.push(change.requests(Differs, "it is no longer sent"));
    }
    for one in pairs.come.iter().filter_map(|at| new.fields.get(*at)) {
        let change = Change::new(Kind::CommonAdded, path(one), format!("common parameter added: {}", value(one)));
        found.push(change.requests(Differs, "every call carries it"));
    }
    for (at, other) in &pairs.both {
        let (Some(before), Some(after)) = (old.fields.get(*at), new.fields.get(*other)) else { continue };
        if value(before) != value(after) || before.required != after.required {
            let mark = |one: &CommonField<'_>| if one.required { "required" } else { "optional" };
            let what = format!("{} {} → {} {}", mark(before), value(before), mark(after), value(after));
            let change = Change::new(Kind::CommonChanged, path(after), what);
            found.push(change.requests(Differs, "every call carries another value"));
        }
        found.words(&path(after), "title", before.title, after.title);
    }
}

const fn place(place: Place) -> &'static str {
    match place {
        Place::Form => "form",
        Place::Query => "query",
        Place::Header => "headers",
        Place::Json => "JSON body",
    }
}

fn wire(old: &Wire<'_>, new: &Wire<'_>, found: &mut Found) {
    let mut tell = |what: String| {
        found
            .push(Change::new(Kind::WireChanged, "wire", what).requests(Differs, "the same request travels otherwise"));
    };
    for (what, old, new) in [
        ("verb", old.verb.to_owned(), new.verb.to_owned()),
        ("url", phrase::template(&old.url), phrase::template(&new.url)),
        ("body", body(&old.body), body(&new.body)),
        ("escape", format!("{:?}", old.escape).to_lowercase(), format!("{:?}", new.escape).to_lowercase()),
        ("drop_empty", old.drop_empty.to_string(), new.drop_empty.to_string()),
        ("more_path", old.more_path.to_string(), new.more_path.to_string()),
    ] {
        if old != new {
            tell(format!("{what} {old} → {new}"));
        }
    }
    let (was, is) = (formats(&old.body), formats(&new.body));
    if let (Some(was), Some(is)) = (was.first(), is.first())
        && was != is
    {
        tell(format!("default format {} → {}", was.name(), is.name()));
    }
    for format in was.iter().filter(|format| !is.contains(format)) {
        let change = Change::new(Kind::FormatRemoved, "wire", format!("format {} removed", format.name()));
        found.push(change.requests(Breaks, "a call in this format is not sent"));
    }
    for format in is.iter().filter(|format| !was.contains(format)) {
        let change = Change::new(Kind::FormatAdded, "wire", format!("format {} added", format.name()));
        found.push(change.requests(Differs, "calls may travel in it"));
    }
}

fn body(body: &Body<'_>) -> String {
    match body {
        Body::Form => "form".to_owned(),
        Body::Positional => "positional".to_owned(),
        Body::Envelope { path, .. } => {
            format!("envelope [{}]", path.iter().map(phrase::template).collect::<Vec<_>>().join(", "))
        }
    }
}

fn formats<'m>(body: &Body<'m>) -> &'m [DocumentFormat] {
    match body {
        Body::Envelope { formats, .. } => formats,
        Body::Form | Body::Positional => &[],
    }
}

fn signing(old: &Signing<'_>, new: &Signing<'_>, found: &mut Found) {
    if old == new {
        return;
    }
    let pairs = Pairs::by_name(old.steps.iter().map(|one| one.name), new.steps.iter().map(|one| one.name));
    let step = |scheme: &Signing<'_>, at: usize| scheme.steps.get(at).map(phrase::step).unwrap_or_default();
    let name = |scheme: &Signing<'_>, at: usize| scheme.steps.get(at).map_or("", |one| one.name).to_owned();
    let mut what: Vec<String> = Vec::new();
    what.extend(pairs.gone.iter().map(|at| format!("step {} removed", name(old, *at))));
    what.extend(pairs.come.iter().map(|at| format!("step {} added: {}", name(new, *at), step(new, *at))));
    for (at, other) in &pairs.both {
        let (was, is) = (step(old, *at), step(new, *other));
        if was != is {
            what.push(format!("{}: {was} → {is}", name(new, *other)));
        }
    }
    for var in new.vars.iter().filter(|var| !old.vars.contains(var)) {
        what.push(format!("value {}: {}", var.name, phrase::template(&var.value)));
    }
    for var in old.vars.iter().filter(|var| !new.vars.iter().any(|other| other.name == var.name)) {
        what.push(format!("value {} removed", var.name));
    }
    what.extend(
        old.place
            .iter()
            .filter(|one| !new.place.contains(one))
            .map(|one| format!("no longer sends {}", phrase::placed(one))),
    );
    what.extend(
        new.place.iter().filter(|one| !old.place.contains(one)).map(|one| format!("sends {}", phrase::placed(one))),
    );
    if what.is_empty() {
        what.push("steps in another order".to_owned());
    }
    let change = Change::new(Kind::SigningChanged, "signing", what.join("; "));
    found.push(change.requests(Differs, "every request is signed otherwise"));
}

fn offset(offset: Offset) -> String {
    let minutes = offset.0.unsigned_abs();
    format!("{}{:02}:{:02}", if offset.0 < 0 { '-' } else { '+' }, minutes / 60, minutes % 60)
}
