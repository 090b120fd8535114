//! Whether a scheme makes sense with the rest of its platform: it must use a secret, place its signature, send what it
//! signs or say that it does not, and have vectors that show it. Whether it covers the body and the clock is a warning:
//! vendors decide that. What the vectors show is tried in `verify`.

use std::collections::BTreeMap;

use signwright_model::{Input, Location, PairSource, Platform, Signing};

use super::reach::{Reach, sent};
use super::{exposed, order, times, unused};
use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::specs::{Located, SchemeNotes, Vector};
use crate::suggest;
use signwright_model::notation::credentials::is_secret;

/// What is checked, and where it stands.
pub(crate) struct Claims<'a, 'm> {
    /// The platform, what it places included.
    pub(crate) platform: &'a Platform<'m>,
    /// Its vectors.
    pub(crate) vectors: &'a [Vector<'m>],
    /// How many vectors there are, those included that cannot be read.
    pub(crate) stated: usize,
    /// What is signed and not sent, and the spec says so.
    pub(crate) unsent: &'a [Located<'a>],
    /// Where the scheme stands.
    pub(crate) notes: SchemeNotes<'m>,
}

/// Checks a scheme. Gives its values that nothing of the platform itself takes in.
pub(crate) fn check<'m>(claims: &Claims<'_, 'm>, diagnostics: &mut Diagnostics) -> Vec<Located<'m>> {
    let platform = claims.platform;
    let signing = &platform.signing;
    let at = signing.signature();
    if signing.steps.is_empty() {
        return Vec::new();
    }
    let mut tell = |error: bool, code, message: &str, help: &str| {
        let new = if error { Diagnostic::error } else { Diagnostic::warning };
        diagnostics.push(new(code, claims.notes.span, message).help(help));
    };
    let signed = Reach::of_step(signing, at);
    let fields = sent(platform);
    let is_sent = |wanted: &dyn Fn(&Input<'_>) -> bool| fields.iter().any(|field| field.reach.has(wanted));
    let is_covered = |wanted: &dyn Fn(&Input<'_>) -> bool| {
        signed.has(wanted) || fields.iter().any(|field| field.reach.has(wanted) && signed.covers(field))
    };

    let secret = |input: &Input<'_>| matches!(input, Input::Credential(name) if is_secret(platform.credentials, name));
    if !is_covered(&secret) {
        let help = "take a secret credential into a step that leads to the signature: `{credential.…}`";
        tell(true, Code::NoSecret, "the signature is made without a secret: anyone could make it", help);
    }
    let behind = signing.steps.get(at..).unwrap_or_default();
    let carries = |input: &Input<'_>| match input {
        Input::Signature => true,
        Input::Step(name) => behind.iter().any(|step| step.name == *name),
        _ => false,
    };
    if !is_sent(&carries) {
        let help = "write `place: { header: X-Sign }`, or give a common parameter the value `{signature}`: `sign: String! = {signature}  签名`";
        tell(true, Code::NoPlace, "the signature goes nowhere", help);
    }
    if claims.stated == 0 {
        let help =
            "add `vectors:` with a call whose signature is known: the vendor's example, or one computed elsewhere";
        tell(true, Code::NoVector, "this scheme has no vector", help);
    }
    let mut hidden = Vec::new();
    for input in &signed.inputs {
        let name = match input {
            Input::Clock => "clock".to_owned(),
            Input::Nonce => "nonce".to_owned(),
            Input::Credential(name) if !is_secret(platform.credentials, name) => format!("credential.{name}"),
            _ => continue,
        };
        let said = claims.unsent.iter().any(|unsent| unsent.text == name) || hidden.contains(&name);
        let in_address = Reach::of(platform.wire.url, signing).inputs.contains(input);
        if !said && !in_address && !is_sent(&|sent| sent == input) {
            let message = format!("`{name}` is signed, but not sent: the other side cannot know it");
            let help = format!("send it by `place` or `common`, or say that it knows: `unsent: [{name}]`");
            tell(true, Code::SignedNotSent, &message, &help);
            hidden.push(name);
        }
    }
    for unsent in claims.unsent {
        let known = |input: &Input<'_>| match input {
            Input::Clock => unsent.text == "clock",
            Input::Nonce => unsent.text == "nonce",
            Input::Credential(name) => unsent.text.strip_prefix("credential.") == Some(name),
            _ => false,
        };
        if !signed.has(known) {
            let message = format!("`{}` is not among what is signed", unsent.text);
            let known = ["clock", "nonce"].into_iter().filter(|known| *known != unsent.text);
            let mistake = Diagnostic::error(Code::UnknownName, unsent.span, message);
            diagnostics.push(mistake.help(suggest::help(unsent.text, known.chain(["credential.…"]))));
        }
    }
    sent_twice(platform, &claims.notes, diagnostics);
    order::check(platform, &claims.notes, &fields, diagnostics);
    exposed::check(platform, &claims.notes, &fields, diagnostics);
    warn(claims, &signed, &is_covered, diagnostics);
    unused::steps(platform, &claims.notes, &fields, diagnostics)
}

/// Reports what the scheme places, whatever the call, and is sent under the same name already.
fn sent_twice(platform: &Platform<'_>, notes: &SchemeNotes<'_>, diagnostics: &mut Diagnostics) {
    let spelled = |location: Location, name: &str| (location, location.spelled(name));
    let common = platform.all_common().map(|(location, field)| (spelled(location, field.name), field.name));
    let mut sent: BTreeMap<(Location, String), &str> = common.collect();
    for placed in platform.signing.parameters.iter().filter(|placed| placed.when.0.is_empty()) {
        if let Some(earlier) = sent.insert(spelled(placed.location, placed.name), placed.name) {
            let message = if earlier == placed.name {
                format!("`{earlier}` would be sent twice in one place")
            } else {
                format!("`{earlier}` and `{}` are one header", placed.name)
            };
            let twice = Diagnostic::error(Code::DuplicateField, notes.sent(placed.name), message);
            diagnostics.push(twice.help("leave one of them out of `place` or of `common`"));
        }
    }
}

/// Whether an input is one of those that are looked for.
type Wanted<'w> = &'w dyn Fn(&Input<'_>) -> bool;

fn warn(
    claims: &Claims<'_, '_>,
    signed: &Reach<'_>,
    is_covered: &dyn Fn(Wanted<'_>) -> bool,
    diagnostics: &mut Diagnostics,
) {
    let platform = claims.platform;
    let (common, params) = platform.locations(&platform.wire);
    let params_in_body = [common, params].iter().any(|location| matches!(location, Location::Form | Location::Json));
    let source = |(source, ..): &(PairSource<'_>, _, _)| match source {
        PairSource::Form | PairSource::Json(_) | PairSource::All => true,
        PairSource::Params => params_in_body,
        _ => false,
    };
    let is_body = |input: &Input<'_>| match input {
        Input::Body | Input::Form(_) | Input::Json(_) => true,
        Input::Param(_) => params_in_body,
        _ => false,
    };
    // Where each endpoint states its own verb, what it carries is not known here.
    let has_body = !matches!(platform.wire.verb, "" | "GET" | "HEAD" | "DELETE");
    if has_body && !signed.sources.iter().any(source) && !is_covered(&is_body) {
        let warning = Diagnostic::warning(Code::BodyNotSigned, claims.notes.span, "the body is not signed");
        diagnostics.push(warning.help("whoever is in between can change it; if the vendor wants it so, let it be"));
    }
    let shows_time = || claims.vectors.iter().any(|vector| times::is_signed(platform, signed, vector));
    if !is_covered(&|input| *input == Input::Clock) && !shows_time() {
        let warning = Diagnostic::warning(Code::ClockNotSigned, claims.notes.span, "no clock is signed");
        diagnostics.push(warning.help("a request can be sent again at any time; if the vendor wants it so, let it be"));
    }
}

/// Whether a signature takes in texts of any kind.
pub(super) fn takes_text(signing: &Signing<'_>) -> bool {
    Reach::of_step(signing, signing.signature()).has_text()
}
