//! Signs each vector's call and compares the steps and the signature with what the spec says.

use signwright_runtime::model::Platform;
use signwright_runtime::sign::{Signed, SigningRequest, sign};
use signwright_runtime::{Credentials, Moment};

use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::specs::{Located, SpecApi, Vector};
use crate::suggest;

/// Checks the vectors of a platform.
pub(super) fn check(spec: &SpecApi<'_>, diagnostics: &mut Diagnostics) {
    for vector in spec.notes.vectors {
        let credentials = Credentials::new(vector.credentials.iter().copied());
        let moment = Moment::new(vector.at, vector.nonce);
        match sign(spec.api.platform, &request(spec, vector), &credentials, &moment) {
            Ok(signed) => compare(spec.api.platform, vector, &signed, diagnostics),
            Err(error) => {
                let message = format!("the vector `{}` cannot be signed: {error}", vector.name.text);
                let wrong = Diagnostic::error(Code::VectorDiffers, vector.name.span, message);
                diagnostics.push(wrong.help("give the vector what the scheme takes in"));
            }
        }
    }
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
        query: own(vector.query),
        headers: own(vector.headers),
        body: vector.body.unwrap_or_default().as_bytes().to_vec().into(),
        format: vector.format,
        vars,
    }
}

fn compare(platform: &Platform<'_>, vector: &Vector<'_>, signed: &Signed, diagnostics: &mut Diagnostics) {
    for (name, expected) in vector.steps {
        let Some(step) = signed.steps.iter().find(|step| step.name() == *name) else {
            let help = suggest::help(name, platform.signing.steps.iter().map(|step| step.name));
            let message = format!("the scheme has no step `{name}`");
            diagnostics.push(Diagnostic::error(Code::UnknownName, expected.span, message).help(help));
            continue;
        };
        if step.plain() != expected.text {
            differs(&format!("step `{name}`"), vector, *expected, &step.plain(), diagnostics);
            // What is made of a wrong step is wrong as well: the first difference is the one to look at.
            return;
        }
    }
    if signed.signature != vector.signature.text {
        differs("signature", vector, vector.signature, &signed.signature, diagnostics);
    }
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
