//! Reads the samples of the vendors' pages as the engine would. A sample that breaks its table must say so,
//! and what it says must still be true.

use signwright_model::notation::template;
use signwright_model::{
    Body, Condition, DocumentFormat, Endpoint, Field, Level, Platform, ReplyPlace, ReplyShape, Travels,
};
use signwright_runtime::decode::{Parts, Request};
use signwright_runtime::reply::{self, Outcome as Understood, RawAnswer};
use signwright_runtime::{
    DecodeError, Leniency, Limits, Node, Position, Redaction, Violation, conform, conform_xml, decode, json, validate,
};

use super::listed::Listed;
use super::place::Places;
use signwright_codegen::catalogue::Code;
use signwright_codegen::diagnostic::{Diagnostic, Diagnostics, Span};
use signwright_codegen::source::Sources;
use signwright_codegen::specs::{Located, Outcome, Sample, SpecApi};

const STRICT: Leniency = Leniency { numbers_as_text: false, unknown_fields: false };
const LENIENT: Leniency = Leniency { numbers_as_text: true, unknown_fields: true };

struct Found {
    path: String,
    /// Where in its text it cannot be read.
    position: Option<Position>,
    rule: &'static str,
    message: String,
}

impl From<Violation> for Found {
    fn from(violation: Violation) -> Self {
        let Violation { path, rule, message, .. } = violation;
        Self { path, position: None, rule, message }
    }
}

impl From<DecodeError> for Found {
    fn from(error: DecodeError) -> Self {
        let message = match error.position {
            // What a place says is marked.
            Position::Byte(_) | Position::Line { .. } => error.message.into_owned(),
            Position::Path(_) => error.to_string(),
        };
        Self { path: String::new(), position: Some(error.position), rule: "syntax", message }
    }
}

/// Checks the samples of all endpoints of a platform.
pub(super) fn check(spec: &SpecApi<'_>, sources: &Sources, diagnostics: &mut Diagnostics) {
    let platform = spec.api.platform;
    for endpoint in spec.endpoints {
        for sample in endpoint.samples {
            let violations = match (sample.request, sample.response) {
                (Some(request), _) => self::request(platform, endpoint.model, request),
                (None, Some(response)) => self::response(platform, endpoint.model, response, sample, diagnostics),
                (None, None) => Vec::new(),
            };
            let root = root(platform, endpoint.model);
            let root: Vec<_> = root.iter().map(String::as_str).collect();
            compare(sample, &violations, &root, sources, diagnostics);
        }
    }
}

/// What a sample is found to be.
pub struct Tried {
    /// What it breaks: path, rule, message.
    pub breaks: Vec<(String, &'static str, String)>,
    /// What an answer is understood as; `None` when as neither, or when it is a request or cannot be read.
    pub outcome: Option<Outcome>,
    /// It can be read at all.
    pub is_readable: bool,
}

/// Tries the samples of an endpoint, whatever they say of themselves. In their order.
pub fn tried(spec: &SpecApi<'_>, endpoint: &Endpoint<'_>, samples: &[Sample<'_>]) -> Vec<Tried> {
    let platform = spec.api.platform;
    let attempt = |sample: &Sample<'_>| {
        let mut outcome = None;
        let violations = match (sample.request, sample.response) {
            (Some(request), _) => self::request(platform, endpoint, request),
            (None, Some(response)) => {
                // Which of the two it is, is asked of the reader of replies, so that no second rule for success
                // stands here.
                outcome = [Outcome::Success, Outcome::Refused].into_iter().find(|outcome| {
                    let mut wrong = Diagnostics::default();
                    let asked = Sample { outcome: Some(*outcome), ..*sample };
                    self::response(platform, endpoint, response, &asked, &mut wrong);
                    !wrong.has_errors()
                });
                self::response(
                    platform,
                    endpoint,
                    response,
                    &Sample { outcome: None, ..*sample },
                    &mut Diagnostics::default(),
                )
            }
            (None, None) => Vec::new(),
        };
        let is_readable = !violations.iter().any(|violation| violation.rule == "syntax");
        let outcome = outcome.filter(|_| is_readable);
        let breaks = violations.into_iter().map(|Found { path, rule, message, .. }| (path, rule, message)).collect();
        Tried { breaks, outcome, is_readable }
    };
    samples.iter().map(attempt).collect()
}

fn format_of(document: Located<'_>) -> DocumentFormat {
    if document.text.trim_start().starts_with('<') { DocumentFormat::Xml } else { DocumentFormat::Json }
}

/// What a request breaks: the table first, then the limits and rules.
fn request(platform: &Platform<'_>, endpoint: &Endpoint<'_>, document: Located<'_>) -> Vec<Found> {
    let shape = endpoint.request();
    let (body, limits) = (document.text.as_bytes(), Limits::default());
    let read = match platform.wire_of(endpoint).body {
        // What travels as parameters, or within one, is shown as one JSON object.
        Body::Form | Body::Query | Body::Inside { .. } => json::parse_strict(body, limits).map(Request::Json),
        Body::Positional | Body::Envelope { .. } => {
            decode::request(platform, endpoint, &Parts { body, ..Parts::default() }, limits)
        }
    };
    match read {
        Ok(request) => {
            let (node, misfits) = request.conform(shape, STRICT, platform.zone);
            // What travels elsewhere is on no page that shows the body.
            let is_elsewhere = |field: &&Field<'_>| !matches!(field.travels, Travels::InBody | Travels::Document);
            let beside: Vec<_> = shape.record().fields.iter().filter(is_elsewhere).collect();
            let is_beside = |path: &str| beside.iter().any(|field| path.split('.').next() == Some(field.name));
            let violations = misfits.into_iter().chain(validate(shape, &node, platform.zone));
            violations.filter(|violation| !is_beside(&violation.path)).map(Found::from).collect()
        }
        Err(error) => vec![error.into()],
    }
}

/// What an answer breaks: it cannot be read, has fields that no table lists, or means something else.
fn response(
    platform: &Platform<'_>,
    endpoint: &Endpoint<'_>,
    document: Located<'_>,
    sample: &Sample<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<Found> {
    let (limits, format) = (Limits::default(), format_of(document));
    let bytes = document.text.as_bytes();
    if let Err(error) = decode::document(bytes, platform.reply.format.unwrap_or(format), limits) {
        return vec![error.into()];
    }
    let shown = RawAnswer::new(status_of(platform, endpoint, sample), bytes.to_vec());
    let (answer, understood) =
        // Pages show no status line; where a status means success, the sample's own is taken to be that of its outcome.
        match reply::interpret(platform, endpoint, &shown, Some(format), limits, &Redaction::default()) {
            Understood::Success(answer) | Understood::Empty(answer) | Understood::Accepted(answer) => {
                (Some(answer), "it is a success".to_owned())
            }
            Understood::Refused(refusal) | Understood::Partial(refusal) => (None, format!("it is a refusal with the code `{}`", refusal.code)),
            Understood::Unknown(unknown) => (None, unknown.reason),
        };
    let (expected, is_so) = match sample.outcome {
        Some(Outcome::Success) => ("a success", answer.is_some()),
        Some(Outcome::Refused) => ("a refusal", understood.starts_with("it is a refusal")),
        None => ("", true),
    };
    if !is_so {
        let message = format!("the sample `{}` should be {expected}, but {understood}", sample.name.text);
        let wrong = Diagnostic::error(Code::SampleBreaks, sample.name.span, message).label("this sample");
        diagnostics.push(wrong.help("correct its `outcome`, or `success` in `reply` or in this endpoint"));
    }
    answer.map_or_else(Vec::new, |answer| misfits(platform, endpoint, answer, format))
}

/// The status that a sample would have come with.
fn status_of(platform: &Platform<'_>, endpoint: &Endpoint<'_>, sample: &Sample<'_>) -> u16 {
    let demands = [endpoint.success, platform.reply.of_success().success];
    let named = demands.iter().flatten().find_map(Condition::statuses);
    match (named, sample.outcome) {
        (Some(_), Some(Outcome::Refused)) => 400,
        (Some(named), _) => named.first,
        (None, _) => 200,
    }
}

/// The names that lead to the response's table, where they are the same in every answer.
fn root(platform: &Platform<'_>, endpoint: &Endpoint<'_>) -> Vec<String> {
    let shape = platform.reply.of_success();
    let names = endpoint.root.unwrap_or(shape.root).iter().map(|name| template::print(*name));
    let data = endpoint.data.unwrap_or(shape.data).split('.').filter(|name| !name.is_empty());
    names.chain(data.map(str::to_owned)).collect()
}

/// Answers are read leniently, so only a field that no table lists is worth a word, and a value that a client could not
/// read either.
fn misfits(platform: &Platform<'_>, endpoint: &Endpoint<'_>, answer: Node<'_>, format: DocumentFormat) -> Vec<Found> {
    // A response without rows reads nothing, which may be `true`.
    if endpoint.response().record().fields.is_empty() && !matches!(answer, Node::Map(_)) {
        return Vec::new();
    }
    let read = match format {
        DocumentFormat::Json => conform,
        DocumentFormat::Xml => conform_xml,
    };
    let (_, misfits) = read(endpoint.response(), answer, LENIENT, platform.zone);
    let told = told_by_reply(platform, endpoint);
    let is_wrong = |violation: &Violation| match violation.rule {
        "unknown" => !told.contains(&violation.path.as_str()),
        rule => rule == "type" && violation.level == Level::Deny,
    };
    misfits.into_iter().filter(is_wrong).map(Found::from).collect()
}

/// The names beside a table at the root of an answer that the platform's `reply` reads, whether the table lists them or not.
fn told_by_reply<'m>(platform: &Platform<'m>, endpoint: &Endpoint<'m>) -> Vec<&'m str> {
    let shape = platform.reply.of_success();
    if !endpoint.data.unwrap_or(shape.data).is_empty() {
        return Vec::new();
    }
    let ReplyShape { code, sub_code, message, request_id, retry_after, .. } = shape;
    let places = [code, sub_code, message, request_id, retry_after].into_iter().flatten();
    let mut paths: Vec<&str> = places.filter_map(ReplyPlace::path).collect();
    shape.success.iter().for_each(|success| success.paths(&mut paths));
    paths.into_iter().filter_map(|path| path.split('.').next()).collect()
}

/// The most unlisted breaks of a sample that are told one by one.
// One wrong type of a field of a list breaks every row of a long sample.
const TOLD: usize = 50;

/// Both ways: every break found is listed, and every listed one is found.
fn compare(sample: &Sample<'_>, violations: &[Found], root: &[&str], sources: &Sources, diagnostics: &mut Diagnostics) {
    let mut listed = Listed::of(sample.breaks);
    let unlisted: Vec<_> = violations.iter().filter(|violation| !listed.has(&violation.path, violation.rule)).collect();
    if !unlisted.is_empty() {
        let (document, root) = match (sample.request, sample.response) {
            (Some(request), _) => (Some(request), &[][..]),
            (None, response) => (response, root),
        };
        let places = document.map(|document| Places::of(document, sources));
        for violation in unlisted.iter().take(TOLD) {
            let span = places.as_ref().and_then(|places| match &violation.position {
                Some(position) => places.position(position),
                None => places.value(&violation.path, root),
            });
            diagnostics.push(breaks(sample, violation, span));
        }
    }
    if let Some(more) = unlisted.len().checked_sub(TOLD).filter(|more| *more > 0) {
        let message = format!("the sample `{}` breaks its table in {more} more places", sample.name.text);
        let more = Diagnostic::error(Code::SampleBreaks, sample.name.span, message).label("this sample");
        diagnostics.push(more.help("correct the first ones; a row of every list is `[*]` in `breaks`"));
    }
    for listed in listed.gone() {
        let message = format!("the sample `{}` no longer breaks this", sample.name.text);
        let gone = Diagnostic::error(Code::BreakGone, listed.span, message);
        diagnostics.push(gone.help("remove the line, or correct its path and rule"));
    }
}

/// A break that the sample does not list; `span` is where it is.
fn breaks(sample: &Sample<'_>, violation: &Found, span: Option<Span>) -> Diagnostic {
    let path = if violation.path.is_empty() { String::new() } else { format!("`{}`: ", violation.path) };
    let message = format!("the sample `{}` breaks its table: {path}{}", sample.name.text, violation.message);
    let row = [violation.path.as_str(), violation.rule].join(" ");
    let help = format!("correct the spec; or, if the page says so, add to `breaks`: `- {} | why`", row.trim());
    let breaks = match span {
        Some(span) => Diagnostic::error(Code::SampleBreaks, span, message).label("here"),
        None => Diagnostic::error(Code::SampleBreaks, sample.name.span, message).label("this sample"),
    };
    breaks.help(help)
}
