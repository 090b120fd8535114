//! The steps of a scheme, the final request, and the server's half: does the signature of what was sent verify?

use bytes::Bytes;
use serde_json::Value;
use signwright_runtime::credentials::Credentials;
use signwright_runtime::model::{Api, DocumentFormat, Platform};
use signwright_runtime::sign::{self, Received, Signed, SigningRequest, VerifyError};
use signwright_runtime::timestamp::SigningTime;
use signwright_runtime::{DateTime, model::Offset};
use signwright_tests::case::{Case, pairs_at, text_at};
use signwright_tests::http::{Message, Target, media_type, pairs};

use super::same;

/// Every step that has a file has this value.
pub(crate) fn steps(case: &Case, api: &Api<'_>) -> Result<(), String> {
    let signed = signed(case, api)?;
    for section in ["canonical", "string_to_sign", "signature"] {
        let Some(expected) = case.text(section) else { continue };
        let step = signed.steps.iter().find(|step| step.name() == section);
        let step = step.ok_or_else(|| format!("the scheme has no step {section}"))?;
        same(section, expected, &*step.plain())?;
    }
    same("the signature", case.text("signature").unwrap_or_default(), &signed.signature)
}

/// The signed request is `wire`, where that is signed rightly.
pub(crate) fn wire(case: &Case, api: &Api<'_>) -> Result<(), String> {
    if !case.has("signature") {
        return Ok(());
    }
    let (message, target) = message(case)?;
    let found = signed(case, api)?.request;
    let reached = Target::parse(&format!("{} {}", found.method, found.url))?;
    same("the verb", &target.verb, &reached.verb)?;
    same("the address", &target.address(), &reached.address())?;
    same("the query", &sorted(&target.query)?, &sorted(&reached.query)?)?;
    for (name, value) in &message.headers {
        let header = found.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
        let (_, sent) = header.ok_or_else(|| format!("the header {name} is not sent"))?;
        let shown =
            |value: &str| if name.eq_ignore_ascii_case("content-type") { media_type(value) } else { value.to_owned() };
        same(name, &shown(value), &shown(sent))?;
    }
    let body = String::from_utf8(found.body.to_vec()).map_err(|_| "the body is not UTF-8")?;
    if message.is_form() {
        same("the form", &sorted(&message.body)?, &sorted(&body)?)
    } else {
        same("the body", &message.body, &body)
    }
}

/// What `wire` carries verifies under the case's credentials, unless the case says that it is wrong on purpose.
pub(crate) fn verification(case: &Case, api: &Api<'_>) -> Result<(), String> {
    let verifies = case.json("sandbox").is_none_or(|sandbox| sandbox["verifies"] != Value::Bool(false));
    if !verifies && case.has("signature") {
        // Right for its own sender: the server knows others.
        return Ok(());
    }
    let received = received(case, api)?;
    let credentials = Credentials::new(pairs_at(&unsigned(case), "credentials"));
    match (sign::verify(api.platform, &received, &credentials), verifies) {
        (Ok(()), true) | (Err(VerifyError::Missing { .. } | VerifyError::Mismatch { .. }), false) => Ok(()),
        (Ok(()), false) => Err("the signature verifies, though it is wrong".to_owned()),
        (Err(error), _) => Err(format!("{error} {error:?}")),
    }
}

/// `unsigned`, signed.
fn signed(case: &Case, api: &Api<'_>) -> Result<Signed, String> {
    let unsigned = unsigned(case);
    let request = SigningRequest {
        environment: environment(case, api.platform)?.to_owned(),
        endpoint: text_at(&unsigned, "method").to_owned(),
        verb: unsigned["verb"].as_str().map(str::to_owned),
        params: pairs_at(&unsigned, "params"),
        body: Bytes::from(text_at(&unsigned, "body").to_owned()),
        format: format(&unsigned),
        ..SigningRequest::default()
    };
    let credentials = Credentials::new(pairs_at(&unsigned, "credentials"));
    let signing_time = SigningTime::new(unix_ms(text_at(&unsigned, "at"))?, "");
    sign::sign(api.platform, &request, &credentials, &signing_time).map_err(|error| error.to_string())
}

/// `wire` as a server receives it.
fn received(case: &Case, api: &Api<'_>) -> Result<Received, String> {
    let (message, target) = message(case)?;
    let unsigned = unsigned(case);
    Ok(Received {
        environment: environment(case, api.platform)?.to_owned(),
        endpoint: text_at(&unsigned, "method").to_owned(),
        query: pairs(&target.query)?,
        form: if message.is_form() { pairs(&message.body)? } else { Vec::new() },
        body: Bytes::from(message.body),
        headers: message.headers,
        format: format(&unsigned),
        verb: target.verb,
        scheme: target.scheme,
        host: target.host,
        path: target.path,
        ..Received::default()
    })
}

/// `unsigned`.
pub(crate) fn unsigned(case: &Case) -> Value {
    case.json("unsigned").unwrap_or_default()
}

/// `wire` and its request line.
pub(crate) fn message(case: &Case) -> Result<(Message, Target), String> {
    let message = Message::parse(case.text("wire").unwrap_or_default())?;
    let target = Target::parse(&message.first)?;
    Ok((message, target))
}

/// The format that the case asks for.
pub(crate) fn format(unsigned: &Value) -> Option<DocumentFormat> {
    match text_at(unsigned, "format") {
        "json" => Some(DocumentFormat::Json),
        "xml" => Some(DocumentFormat::Xml),
        _ => None,
    }
}

/// Milliseconds of a moment such as `2016-08-01T17:05:10+08:00`; cases hold whole seconds at +08:00.
pub(crate) fn unix_ms(at: &str) -> Result<i64, String> {
    let local = at.strip_suffix("+08:00").ok_or("cases give their moments at +08:00")?.replace('T', " ");
    let time = DateTime::parse(&local, Offset::hours(8)).map_err(|error| error.to_string())?;
    time.unix().map(|seconds| seconds * 1000).ok_or_else(|| format!("no moment: {at}"))
}

fn environment<'m>(case: &Case, platform: &Platform<'m>) -> Result<&'m str, String> {
    let named = case.about("environment");
    let found = match named {
        Some(name) => platform.environment(name),
        None => platform.environment("test").or(platform.environments.first()),
    };
    found.map(|environment| environment.url).ok_or_else(|| format!("no environment {named:?}"))
}

fn sorted(encoded: &str) -> Result<Vec<(String, String)>, String> {
    let mut pairs = pairs(encoded)?;
    pairs.sort();
    Ok(pairs)
}
