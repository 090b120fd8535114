//! Signs each vector's call and compares the steps and the signature with what the spec says.

use signwright_model::{Endpoint, Platform};
use signwright_runtime::sign::{Detail, Plan, SignError, SignReason, Signed, SignedStep, SigningRequest, SigningRun};
use signwright_runtime::{Credentials, Limits, SigningTime, form};

use signwright_codegen::catalogue::Code;
use signwright_codegen::diagnostic::{Diagnostic, Diagnostics};
use signwright_codegen::source::Sources;
use signwright_codegen::specs::{Located, SpecApi, Vector};
use signwright_codegen::suggest;

use super::raw;
use super::stated::{AddressPart, Stated, Unsaid, endpoint_named};

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
    pub signing_time: SigningTime,
    /// The signature that must come out.
    pub signature: &'m str,
    /// What the call leaves open although it is signed.
    pub unsaid: Option<Unsaid>,
    endpoint: Endpoint<'m>,
}

impl<'m> VectorCall<'m> {
    /// The call of a vector.
    pub fn of(spec: &SpecApi<'m>, vector: &Vector<'m>) -> Self {
        let endpoint = endpoint_named(spec, vector.method);
        let mut request = request(vector);
        let stated = Stated { platform: spec.api.platform, endpoint: &endpoint, rows: &[], is_sent: false };
        let unsaid = stated.complete(&mut request);
        Self {
            name: vector.name.text,
            request,
            unsaid,
            endpoint,
            credentials: Credentials::new(vector.credentials.iter().copied()),
            signing_time: SigningTime::new(vector.at, vector.nonce),
            signature: vector.signature.text,
        }
    }

    /// Signs it.
    pub fn sign<'p>(&self, platform: &'p Platform<'p>) -> Result<Signed, SignError>
    where
        'm: 'p,
    {
        self.run(&self.plan(platform), Detail::Steps)?.signed()
    }

    /// How its endpoint's calls are signed.
    pub fn plan<'p>(&self, platform: &'p Platform<'p>) -> Plan<'p>
    where
        'm: 'p,
    {
        Plan::of_endpoint(platform, &self.endpoint)
    }

    /// The run that signs it. A key or an algorithm that no longer signs still shows whether the vector's own signature
    /// is right, and so does one that never makes the same signature twice.
    pub fn run<'r>(&'r self, plan: &'r Plan<'r>, detail: Detail) -> Result<SigningRun<'r>, SignError> {
        let new = || SigningRun::new(plan, &self.request, &self.credentials, &self.signing_time);
        let accepted = || {
            let mut run = new()?.claiming(self.signature);
            run.evaluate(detail).map(|()| run)
        };
        let mut run = new()?;
        match run.evaluate(detail) {
            // A vendor's published vector may hold a key that is too short for us to sign with; its signature can
            // still be verified.
            Err(error) if matches!(error.reason, SignReason::ShortKey | SignReason::OnlyVerified(_)) => accepted(),
            Err(error) => Err(error),
            // A signature with a random part never comes out twice: the vector's holds if it verifies.
            Ok(()) if run.signature().as_deref() != Some(self.signature) => Ok(accepted().unwrap_or(run)),
            Ok(()) => Ok(run),
        }
    }

    /// The steps before the signature; `None` where one of them cannot be computed.
    fn steps<'p>(&self, platform: &'p Platform<'p>) -> Option<Vec<SignedStep>>
    where
        'm: 'p,
    {
        let plan = self.plan(platform);
        let run = SigningRun::new(&plan, &self.request, &self.credentials, &self.signing_time);
        // Nobody made this signature: it stops the run where one would be made.
        let steps = run.map(|run| run.claiming("")).map(|mut run| {
            drop(run.evaluate(Detail::Steps));
            run.steps()
        });
        steps.ok().filter(|steps| steps.len() >= platform.signing.signature())
    }
}

pub(super) fn check(spec: &SpecApi<'_>, sources: &Sources, diagnostics: &mut Diagnostics) {
    check_text(spec, diagnostics);
    for vector in spec.notes.vectors {
        let call = VectorCall::of(spec, vector);
        if let Some(unsaid) = &call.unsaid {
            let message = format!("the vector `{}` cannot be signed: {unsaid}", vector.name.text);
            let wrong = Diagnostic::error(Code::VectorDiffers, vector.name.span, message);
            diagnostics.push(wrong.help(missing(unsaid)));
            continue;
        }
        let comparison = Comparison { platform: spec.api.platform, vector, sources };
        match call.sign(spec.api.platform) {
            Ok(signed) => {
                comparison.all(&signed, diagnostics);
                check_signs(spec.api.platform, vector, &call, diagnostics);
            }
            Err(error) => {
                // A signature that is only verified says no more than no: a step may say why.
                if call.steps(spec.api.platform).is_some_and(|steps| !comparison.steps(&steps, diagnostics)) {
                    continue;
                }
                let message = format!("the vector `{}` cannot be signed: {error}", vector.name.text);
                let wrong = Diagnostic::error(Code::VectorDiffers, vector.name.span, message);
                let help = match error.reason {
                    SignReason::TooLong(_) => "let no step name another one more than once, or itself grow otherwise",
                    _ => "give the vector what the scheme takes in",
                };
                diagnostics.push(wrong.help(help));
            }
        }
    }
}

/// What to give a vector.
const fn missing(unsaid: &Unsaid) -> &'static str {
    match unsaid {
        Unsaid::Part(AddressPart::Endpoint) => "give it `method`",
        Unsaid::Part(AddressPart::Verb) => "give it `verb`",
        Unsaid::Part(AddressPart::Path) | Unsaid::Value { is_row: true, .. } => {
            "give it the whole `path`, as it is sent"
        }
        Unsaid::Value { is_row: false, .. } => "give it the value in `vars`, or the whole `path`",
    }
}

/// A signature that was taken over is right, but no call can be signed so.
fn check_signs<'p>(
    platform: &'p Platform<'p>,
    vector: &Vector<'_>,
    call: &VectorCall<'p>,
    diagnostics: &mut Diagnostics,
) {
    let plan = call.plan(platform);
    let signed = plan.signed_request(&call.request, &call.credentials, &call.signing_time);
    let Err(SignError { reason, .. }) = signed else { return };
    let help = match reason {
        SignReason::ShortKey => "add a vector whose key has 2048 bits or more: it shows that calls can be signed",
        _ => "no call can be signed by this scheme; ask the vendor for another algorithm",
    };
    let name = vector.name;
    let message = format!("the vector `{}` is verified, but cannot be signed: {reason}", name.text);
    diagnostics.push(Diagnostic::warning(Code::OnlyVerified, name.span, message).help(help));
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
        let mut escapes = text.split('%').skip(1).filter_map(|behind| behind.chars().next());
        escapes.any(|first| first.to_digit(16).is_some_and(|digit| digit >= 8))
    };
    let pairs = [vector.params, vector.query, vector.vars].into_iter().flatten();
    let mut plain = pairs.flat_map(|(name, value)| [*name, *value]).chain([vector.nonce]);
    // What is encoded already, by whoever sends it.
    let written = [vector.raw_query, vector.address.path, vector.body.unwrap_or_default()];
    let mut written = written.into_iter().chain(vector.headers.iter().map(|(_, value)| *value));
    plain.any(|text| !text.is_ascii()) || written.any(|text| !text.is_ascii() || encoded(text))
}

fn request(vector: &Vector<'_>) -> SigningRequest {
    let owned = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    SigningRequest {
        verb: given(vector.address.verb),
        scheme: given(vector.address.scheme),
        host: given(vector.address.host),
        path: given(vector.address.path),
        params: owned(vector.params),
        raw_query: vector.raw_query.to_owned(),
        query: owned(vector.query),
        headers: owned(vector.headers),
        body: vector.body.unwrap_or_default().as_bytes().to_vec().into(),
        format: vector.format,
        vars: owned(vector.vars),
        ..SigningRequest::default()
    }
}

/// A vector beside what comes out of it.
struct Comparison<'c, 'm> {
    platform: &'c Platform<'m>,
    vector: &'c Vector<'m>,
    sources: &'c Sources,
}

impl Comparison<'_, '_> {
    fn all(&self, signed: &Signed, diagnostics: &mut Diagnostics) {
        if !self.steps(&signed.steps, diagnostics) {
            return;
        }
        let expected = self.vector.signature;
        if signed.signature != expected.text {
            diagnostics.push(self.differs("signature", expected, &signed.signature));
        }
        for (name, expected) in self.vector.sends {
            let sent_value = sent(signed, name);
            if sent_value.as_deref() != Some(expected.text) {
                diagnostics.push(self.differs(
                    &format!("`{name}` that is sent"),
                    *expected,
                    &sent_value.unwrap_or_default(),
                ));
            }
        }
    }

    /// Whether every step is as it should be. What is made of a wrong step is wrong as well: the first difference is the
    /// one to look at.
    fn steps(&self, steps: &[SignedStep], diagnostics: &mut Diagnostics) -> bool {
        for (name, expected) in self.vector.steps {
            match steps.iter().find(|step| step.name() == *name) {
                Some(step) if step.plain() == expected.text => {}
                Some(step) => {
                    diagnostics.push(self.differs(&format!("step `{name}`"), *expected, &step.plain()));
                    return false;
                }
                None if self.platform.signing.steps.iter().any(|step| step.name == *name) => {}
                None => {
                    let help = suggest::help(name, self.platform.signing.steps.iter().map(|step| step.name));
                    let message = format!("the scheme has no step `{name}`");
                    diagnostics.push(Diagnostic::error(Code::UnknownName, expected.span, message).help(help));
                }
            }
        }
        true
    }

    fn differs(&self, what: &str, expected: Located<'_>, actual: &str) -> Diagnostic {
        let message = format!("the {what} of the vector `{}` does not come out", self.vector.name.text);
        let pairs = expected.text.chars().zip(actual.chars());
        let same = pairs.take_while(|(expected, actual)| expected == actual).count();
        let begins = expected.text.char_indices().nth(same).map_or(expected.text.len(), |(place, _)| place);
        let place = raw::from(expected, begins, self.sources);
        let help = format!(
            "they part after {same} characters:\nthe vector says  `{}`\nit comes out as  `{}`",
            excerpt(expected.text, same),
            excerpt(actual, same)
        );
        Diagnostic::error(Code::VectorDiffers, place, message).label("it differs from here on").help(help)
    }
}

/// The value of a header, a field of the query or a field of the form.
fn sent(signed: &Signed, name: &str) -> Option<String> {
    let request = &signed.request;
    let header = request.headers.iter().find(|(header, _)| header.eq_ignore_ascii_case(name));
    let query = request.url.split_once('?').map_or("", |(_, query)| query);
    let fields = [query.as_bytes(), &request.body].into_iter();
    let fields = fields.flat_map(|fields| form::decode(fields, Limits::default()).unwrap_or_default());
    let value = header.cloned().or_else(|| fields.into_iter().find(|(field, _)| field == name));
    value.map(|(_, value)| value)
}

/// A long text around the place where it begins to differ, on one line.
fn excerpt(text: &str, position: usize) -> String {
    const BEFORE: usize = 40;
    const SHOWN: usize = 160;
    let start = position.saturating_sub(BEFORE);
    let mut shown = String::new();
    for character in text.chars().skip(start).take(SHOWN) {
        match character {
            ' ' => shown.push(character),
            _ if character.is_control() || character.is_whitespace() => shown.extend(character.escape_default()),
            _ => shown.push(character),
        }
    }
    let cut = |cut: bool| if cut { "…" } else { "" };
    format!("{}{shown}{}", cut(start > 0), cut(text.chars().nth(start + SHOWN).is_some()))
}
