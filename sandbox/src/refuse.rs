//! Refusals: why a request is refused, and how the vendor says so. The endpoint's entries come before the platform's;
//! where neither has one, the reason's own name stands for the code.

use signwright_runtime::Node;
use signwright_runtime::model::{AnswerTemplate, Api, Endpoint, ErrorEntry, Refusal, RefusalReason, ReplyPlace, Shape};

use crate::answer;
use crate::fill::fill;
use crate::log::{one_line, reason_name};
use crate::placeholders::Placeholders;
use crate::request::Fields;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refused {
    pub(crate) reason: RefusalReason,
    /// The wire name of the field in question; may be empty.
    pub(crate) field: String,
    /// Where it stands, rows included; for what stands at the top, its name.
    pub(crate) path: String,
    /// The broken rule; may be empty.
    pub(crate) rule: &'static str,
    /// The reason in the sandbox's words, for the vendor's message.
    pub(crate) detail: String,
    /// What only the log says besides.
    pub(crate) aside: Box<str>,
    /// The words of a refusal that a test has planned.
    pub(crate) planned: Option<Box<Planned>>,
}

/// What a planned refusal says, whatever the spec has for its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Planned {
    pub(crate) code: String,
    pub(crate) sub_code: String,
    pub(crate) message: String,
    pub(crate) status: Option<u16>,
}

impl Refused {
    pub(crate) fn new(reason: RefusalReason, field: impl Into<String>, detail: impl Into<String>) -> Self {
        let field = field.into();
        Self {
            reason,
            path: field.clone(),
            field,
            rule: "",
            detail: detail.into(),
            aside: Box::default(),
            planned: None,
        }
    }
}

/// The last name of a path: `num` of `rows[3].num`. A place without a name (`[3]`) stands for itself.
pub(crate) fn field_name(path: &str) -> String {
    let last = path.rsplit('.').next().unwrap_or_default();
    let name = last.split('[').next().unwrap_or_default();
    if name.is_empty() { last.to_owned() } else { name.to_owned() }
}

/// The vendor's answer to a refused request: what stands below the reply's root, and what travels beside it.
pub(crate) struct RefusalAnswer<'m> {
    pub(crate) node: Node<'m>,
    pub(crate) status: Option<u16>,
    pub(crate) headers: Vec<(String, String)>,
}

/// Makes it.
pub(crate) fn answer<'m>(
    api: &Api<'m>,
    endpoint: Option<&'m Endpoint<'m>>,
    fields: Option<Fields<'_>>,
    refused: &Refused,
) -> RefusalAnswer<'m> {
    let mut placeholders = Placeholders { values: values(refused), endpoint, fields, ..Placeholders::default() };
    let entry = entry(api, endpoint, refused.reason, &placeholders).filter(|_| refused.planned.is_none());
    let Words { code, sub_code, message } = words(entry, &placeholders, refused);
    let filled = [("code", code.clone()), ("sub_code", sub_code.clone()), ("message", message.clone())];
    placeholders.values.extend(filled);
    let status = refused.planned.as_ref().map_or_else(|| entry?.status, |planned| planned.status);

    // Without an endpoint any other's table tells the kind of a code: it is the platform's own field.
    let shape: Option<Shape<'m>> = endpoint.or(api.endpoints.first().copied()).map(Endpoint::response);
    if let Some(template) = template(api, endpoint) {
        let node = answer::build(&template, shape, &placeholders, &[]);
        return RefusalAnswer { node, status, headers: Vec::new() };
    }
    let of_reply = api.platform.reply.of_refusal();
    let (mut node, mut headers) = (Node::map(Vec::new()), Vec::new());
    for (places, text) in [(of_reply.code, code), (of_reply.sub_code, sub_code), (of_reply.message, message)] {
        match places.first() {
            Some(ReplyPlace::Path(path)) => answer::put_text(&mut node, path, &text, shape),
            Some(ReplyPlace::Header(name)) => headers.push(((*name).to_owned(), text)),
            None => {}
        }
    }
    RefusalAnswer { node, status, headers }
}

/// The form of the vendor's refusals, where the spec has one.
pub(crate) fn template<'m>(api: &Api<'m>, endpoint: Option<&Endpoint<'m>>) -> Option<AnswerTemplate<'m>> {
    let of_endpoint = endpoint.and_then(|endpoint| endpoint.sandbox).and_then(|sandbox| sandbox.refusals.answer);
    of_endpoint.or(api.platform.refusals.answer)
}

struct Words {
    code: String,
    sub_code: String,
    message: String,
}

/// What an entry says of a refusal; without one, its own name and detail.
fn words(entry: Option<&Refusal<'_>>, placeholders: &Placeholders<'_>, refused: &Refused) -> Words {
    if let Some(Planned { code, sub_code, message, .. }) = refused.planned.as_deref().cloned() {
        return Words { code, sub_code, message };
    }
    let Some(entry) = entry else {
        let code = reason_name(refused.reason).to_owned();
        return Words { code, sub_code: String::new(), message: refused.detail.clone() };
    };
    let [code, sub_code, message] = [entry.code, entry.sub_code, entry.message].map(|text| fill(text, placeholders));
    Words { code, sub_code, message }
}

/// The fields of a request, and those of the row in question.
type FieldsOfRow<'r> = (Option<Fields<'r>>, Option<Fields<'r>>);

/// The code and the message of a row that failed. One that fails for no reason of its own breaks a rule, to a vendor that
/// says nothing of such rows.
pub(crate) fn of_row<'r>(
    api: &Api<'r>,
    endpoint: &'r Endpoint<'r>,
    (fields, row): FieldsOfRow<'r>,
    refused: &Refused,
) -> (String, String) {
    let placeholders =
        Placeholders { values: values(refused), endpoint: Some(endpoint), fields, row, ..Placeholders::default() };
    let reasons: &[_] = match refused.reason {
        RefusalReason::Row => &[RefusalReason::Row, RefusalReason::Rule, RefusalReason::Field],
        _ => &[refused.reason],
    };
    let entry = reasons.iter().find_map(|reason| entry(api, Some(endpoint), *reason, &placeholders));
    let Words { code, sub_code, message } = words(entry, &placeholders, refused);
    (if code.is_empty() { sub_code } else { code }, message)
}

/// Whether a condition of the spec lets a row fail.
pub(crate) fn fails<'r>(api: &Api<'r>, endpoint: &'r Endpoint<'r>, (fields, row): FieldsOfRow<'r>) -> bool {
    let placeholders = Placeholders { endpoint: Some(endpoint), fields, row, ..Placeholders::default() };
    let mut entries = entries(api, Some(endpoint)).filter(|entry| entry.reason == RefusalReason::Row);
    entries.any(|entry| entry.when.is_some_and(|when| placeholders.hold(&when)))
}

/// The row of the vendor's table for a code, the endpoint's before the platform's.
pub(crate) fn listed<'m>(api: &Api<'m>, endpoint: &Endpoint<'m>, code: &str) -> Option<&'m ErrorEntry<'m>> {
    endpoint.errors.iter().chain(api.platform.errors).find(|row| row.matches.code == code)
}

/// Whether the endpoint or its platform says how this reason is answered.
pub(crate) fn is_stated(
    api: &Api<'_>,
    endpoint: Option<&Endpoint<'_>>,
    fields: Option<Fields<'_>>,
    refused: &Refused,
) -> bool {
    let placeholders = Placeholders { values: values(refused), endpoint, fields, ..Placeholders::default() };
    entry(api, endpoint, refused.reason, &placeholders).is_some()
}

/// The first entry for the reason whose condition holds.
fn entry<'m>(
    api: &Api<'m>,
    endpoint: Option<&Endpoint<'m>>,
    reason: RefusalReason,
    placeholders: &Placeholders<'_>,
) -> Option<&'m Refusal<'m>> {
    let mut entries = entries(api, endpoint).filter(|entry| entry.reason == reason);
    entries.find(|entry| entry.when.is_none_or(|when| placeholders.hold(&when)))
}

fn entries<'m>(api: &Api<'m>, endpoint: Option<&Endpoint<'m>>) -> impl Iterator<Item = &'m Refusal<'m>> {
    let of_endpoint = endpoint.and_then(|endpoint| endpoint.sandbox).map(|sandbox| sandbox.refusals.list);
    of_endpoint.unwrap_or_default().iter().chain(api.platform.refusals.list)
}

/// Callers choose parts of these, and not every format can carry every character.
fn values(refused: &Refused) -> Vec<(&'static str, String)> {
    let field = one_line(&refused.field, 200);
    vec![
        ("field_lower", field.to_lowercase()),
        ("field", field),
        ("path", one_line(&refused.path, 200)),
        ("rule", refused.rule.to_owned()),
        ("detail", one_line(&refused.detail, 2000)),
    ]
}
