//! Signs each vector's call and compares the steps and the signature with what the spec says.

use signwright_runtime::model::Platform;
use signwright_runtime::sign::{SignError, SignReason, Signed, SignedStep, SigningRequest, accept, sign, steps};
use signwright_runtime::{Credentials, Limits, Moment, form};

use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::specs::{Located, SpecApi, Vector};
use crate::suggest;

/// A vector as a call that can be signed.
#[derive(Debug)]
pub struct VectorCall<'m> {
    /// The vector's name.
    pub name: &'m str,
    /// What is sent.
    pub request: SigningRequest,
    /// By whom.
    pub credentials: Credentials,
    /// When.
    pub moment: Moment,
    /// The signature that must come out.
    pub signature: &'m str,
}

impl<'m> VectorCall<'m> {
    /// The call of a vector.
    pub fn of(spec: &SpecApi<'_>, vector: &Vector<'m>) -> Self {
        Self {
            name: vector.name.text,
            request: request(spec, vector),
            credentials: Credentials::new(vector.credentials.iter().copied()),
            moment: Moment::new(vector.at, vector.nonce),
            signature: vector.signature.text,
        }
    }

    /// Signs it. A key or an algorithm that no longer signs still shows whether the vector's own signature is right, and
    /// so does one that never makes the same signature twice.
    pub fn sign(&self, platform: &Platform<'_>) -> Result<Signed, SignError> {
        let accepted = || accept(platform, &self.request, &self.credentials, &self.moment, self.signature);
        match sign(platform, &self.request, &self.credentials, &self.moment) {
            Err(error) if matches!(error.reason, SignReason::ShortKey | SignReason::OnlyVerified(_)) => accepted(),
            Ok(signed) if signed.signature != self.signature => Ok(accepted().unwrap_or(signed)),
            signed => signed,
        }
    }
}

/// Checks the vectors of a platform.
pub(super) fn check(spec: &SpecApi<'_>, diagnostics: &mut Diagnostics) {
    check_text(spec, diagnostics);
    for vector in spec.notes.vectors {
        let call = VectorCall::of(spec, vector);
        match call.sign(spec.api.platform) {
            Ok(signed) => compare(spec.api.platform, vector, &signed, diagnostics),
            Err(error) => {
                // A signature that is only verified says no more than no: a step may say why.
                let steps = steps(spec.api.platform, &call.request, &call.credentials, &call.moment);
                if steps.is_ok_and(|steps| !compare_steps(spec.api.platform, vector, &steps, diagnostics)) {
                    continue;
                }
                let message = format!("the vector `{}` cannot be signed: {error}", vector.name.text);
                let wrong = Diagnostic::error(Code::VectorDiffers, vector.name.span, message);
                diagnostics.push(wrong.help("give the vector what the scheme takes in"));
            }
        }
    }
}

/// A scheme that signs any text shows what becomes of other characters than ASCII's. The vectors that there are were tried
/// all the same.
fn check_text(spec: &SpecApi<'_>, diagnostics: &mut Diagnostics) {
    let scheme = spec.notes.signing;
    if scheme.takes_text && !spec.notes.vectors.is_empty() && !spec.notes.vectors.iter().any(is_foreign) {
        let message = "what is signed may be any text, and all vectors are ASCII";
        let ascii = Diagnostic::error(Code::AsciiVectors, scheme.span, message);
        diagnostics.push(ascii.help("add one whose values hold other characters, such as Chinese; computed by other means, it says so in `source`"));
    }
}

/// Whether a vector holds text outside ASCII, encoded or not.
fn is_foreign(vector: &Vector<'_>) -> bool {
    let encoded = |text: &str| {
        let mut escapes = text.split('%').skip(1).filter_map(|rest| rest.chars().next());
        escapes.any(|first| first.to_digit(16).is_some_and(|digit| digit >= 8))
    };
    let pairs = [vector.params, vector.query, vector.vars].into_iter().flatten();
    let mut plain = pairs.flat_map(|(name, value)| [*name, *value]).chain([vector.nonce]);
    // What is encoded already, by whoever sends it.
    let written = [vector.raw_query, vector.address.path, vector.body.unwrap_or_default()];
    let mut written = written.into_iter().chain(vector.headers.iter().map(|(_, value)| *value));
    plain.any(|text| !text.is_ascii()) || written.any(|text| !text.is_ascii() || encoded(text))
}

fn request(spec: &SpecApi<'_>, vector: &Vector<'_>) -> SigningRequest {
    let own = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    // The vector's own variables come first, so that they win over the endpoint's.
    let mut vars = own(vector.vars);
    let endpoint = spec.api.endpoints.iter().find(|endpoint| endpoint.name == vector.method);
    vars.extend(own(endpoint.map_or(&[], |endpoint| endpoint.vars)));
    SigningRequest {
        environment: String::new(),
        endpoint: vector.method.to_owned(),
        verb: given(vector.address.verb),
        scheme: given(vector.address.scheme),
        host: given(vector.address.host),
        path: given(vector.address.path),
        params: own(vector.params),
        raw_query: vector.raw_query.to_owned(),
        query: own(vector.query),
        headers: own(vector.headers),
        body: vector.body.unwrap_or_default().as_bytes().to_vec().into(),
        format: vector.format,
        vars,
    }
}

fn compare(platform: &Platform<'_>, vector: &Vector<'_>, signed: &Signed, diagnostics: &mut Diagnostics) {
    if !compare_steps(platform, vector, &signed.steps, diagnostics) {
        return;
    }
    if signed.signature != vector.signature.text {
        differs("signature", vector, vector.signature, &signed.signature, diagnostics);
    }
    for (name, expected) in vector.sends {
        let found = sent(signed, name);
        if found.as_deref() != Some(expected.text) {
            differs(&format!("`{name}` that is sent"), vector, *expected, &found.unwrap_or_default(), diagnostics);
        }
    }
}

/// Whether every step is as it should be. What is made of a wrong step is wrong as well: the first difference is the
/// one to look at.
fn compare_steps(
    platform: &Platform<'_>,
    vector: &Vector<'_>,
    steps: &[SignedStep],
    diagnostics: &mut Diagnostics,
) -> bool {
    for (name, expected) in vector.steps {
        match steps.iter().find(|step| step.name() == *name) {
            Some(step) if step.plain() == expected.text => {}
            Some(step) => {
                differs(&format!("step `{name}`"), vector, *expected, &step.plain(), diagnostics);
                return false;
            }
            None if platform.signing.steps.iter().any(|step| step.name == *name) => {}
            None => {
                let help = suggest::help(name, platform.signing.steps.iter().map(|step| step.name));
                let message = format!("the scheme has no step `{name}`");
                diagnostics.push(Diagnostic::error(Code::UnknownName, expected.span, message).help(help));
            }
        }
    }
    true
}

/// The value of a header, a field of the query or a field of the form.
fn sent(signed: &Signed, name: &str) -> Option<String> {
    let request = &signed.request;
    let header = request.headers.iter().find(|(header, _)| header.eq_ignore_ascii_case(name));
    let query = request.url.split_once('?').map_or("", |(_, query)| query);
    let fields = [query.as_bytes(), &request.body].into_iter();
    let fields = fields.flat_map(|fields| form::decode(fields, Limits::default()).unwrap_or_default());
    let found = header.cloned().or_else(|| fields.into_iter().find(|(field, _)| field == name));
    found.map(|(_, value)| value)
}

fn differs(what: &str, vector: &Vector<'_>, expected: Located<'_>, found: &str, diagnostics: &mut Diagnostics) {
    let message = format!("the {what} of the vector `{}` does not come out", vector.name.text);
    let same = expected.text.chars().zip(found.chars()).take_while(|(one, other)| one == other).count();
    let begins = expected.text.char_indices().nth(same).map_or(expected.text.len(), |(at, _)| at);
    let place = expected.part(begins, expected.text.len()).span;
    let help = format!("it comes out as `{}`", excerpt(found, same));
    let differs = Diagnostic::error(Code::VectorDiffers, place, message).label("it differs from here on");
    diagnostics.push(differs.help(help));
}

/// A long text around the place where it begins to differ.
fn excerpt(text: &str, at: usize) -> String {
    const BEFORE: usize = 40;
    const SHOWN: usize = 160;
    let start = at.saturating_sub(BEFORE);
    let shown: String = text.chars().skip(start).take(SHOWN).collect();
    let cut = |cut: bool| if cut { "…" } else { "" };
    format!("{}{shown}{}", cut(start > 0), cut(text.chars().nth(start + SHOWN).is_some()))
}
