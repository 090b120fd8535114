//! Answers with a code, made of the platform's shape without the engine that reads them: what a row speaks of, wildcards made
//! concrete.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Response};
use serde_json::{Map, Value};
use signwright_runtime::model::{
    AnswerTemplate, Api, DocumentFormat, Endpoint, ErrorEntry, Input, Part, ReplyPlace, Statuses,
};
use signwright_runtime::reply::{self, RawAnswer};

/// What stands for a wildcard: no table has it.
const ANYTHING: &str = "某某7";
/// Codes that no table has: a word and a number.
const NOBODYS: [&str; 2] = ["没有这个.code-x", "987654321"];

/// An answer.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Said {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
    pub(super) format: DocumentFormat,
    /// What it says, for who compares rows.
    words: Words,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Words {
    code: String,
    sub_code: String,
    message: String,
}

impl fmt::Debug for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HTTP {} {:?} {}", self.status, self.headers, self.body)
    }
}

impl Said {
    pub(super) fn raw(&self) -> RawAnswer {
        let (head, body) = self.response().into_parts();
        RawAnswer { status: self.status, headers: head.headers, body }
    }

    pub(super) fn response(&self) -> Response<Bytes> {
        let mut response = Response::new(Bytes::copy_from_slice(self.body.as_bytes()));
        *response.status_mut() = http::StatusCode::from_u16(self.status).expect("a status");
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            let name = HeaderName::from_bytes(name.as_bytes()).expect("a header's name");
            headers.append(name, HeaderValue::from_bytes(value.as_bytes()).expect("a header's value"));
        }
        *response.headers_mut() = headers;
        response
    }

    pub(super) fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}

/// A row as its table has it.
pub(super) fn spoken(row: &ErrorEntry<'_>) -> String {
    let matches = row.matches;
    let status = matches.status.map_or(String::new(), |status| format!("HTTP {}-{} ", status.first, status.last));
    format!("{status}{} / {} ~ {} | {}", matches.code, matches.sub_code, matches.message, row.class.word())
}

/// Whether a row states nothing but a status that any gateway answers as well.
pub(super) fn is_gateways(row: &ErrorEntry<'_>, said: &Said) -> bool {
    row.matches.is_status_alone() && said.status >= 500
}

/// What a row speaks of, its code as a text and, where it is one, as a number.
pub(super) fn answers(api: &Api<'static>, endpoint: &Endpoint<'static>, row: &ErrorEntry<'_>) -> Vec<Said> {
    let concrete = |pattern: &str| pattern.replace(['*', '?'], ANYTHING);
    let message = if row.matches.message.is_empty() { row.cause } else { row.matches.message };
    let words = Words {
        code: number_like(row.matches.code).unwrap_or_else(|| concrete(row.matches.code)),
        sub_code: concrete(row.matches.sub_code),
        message: concrete(message),
    };
    let status = match row.matches.status {
        // Of a hundred, one that no other row states.
        Some(statuses) => free(api, endpoint, statuses).unwrap_or(statuses.first),
        None => usual(api, endpoint),
    };
    let mut all = in_shape(api, endpoint, status, &words);
    // What the endpoint calls a refusal may stand in what its platform calls a success.
    if endpoint.errors.contains(row) && !endpoint.message.is_empty() {
        let data = endpoint.data.unwrap_or(api.platform.reply.of_success().data);
        let path = [data, endpoint.message].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(".");
        for said in &mut all {
            let mut document: Value = serde_json::from_str(&said.body).expect("it was written here");
            put(&mut document, &path, Value::from(words.message.as_str()));
            said.body = document.to_string();
        }
    }
    all
}

/// Codes that no row of the endpoint speaks of.
pub(super) fn unlisted(api: &Api<'static>, endpoint: &Endpoint<'static>) -> Vec<Said> {
    let words = NOBODYS.map(|code| Words {
        code: code.to_owned(),
        sub_code: "没有.sub".to_owned(),
        message: "没有人说过的话".to_owned(),
    });
    words.iter().flat_map(|words| in_shape(api, endpoint, usual(api, endpoint), words)).collect()
}

/// A numeric code with a wildcard stays a number.
fn number_like(pattern: &str) -> Option<String> {
    let digits = pattern.strip_suffix('?')?;
    (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| format!("{digits}7"))
}

/// The status of a refusal that states none.
fn usual(api: &Api<'static>, endpoint: &Endpoint<'static>) -> u16 {
    let success = api.platform.reply.of_success().success;
    let is_by_status = success.is_some_and(|success| success.statuses().is_some());
    if is_by_status { free(api, endpoint, Statuses::hundred(4)).unwrap_or(400) } else { 200 }
}

fn free(api: &Api<'static>, endpoint: &Endpoint<'static>, statuses: Statuses) -> Option<u16> {
    let is_stated = |status: &u16| {
        let rows = endpoint.errors.iter().chain(api.platform.errors);
        rows.filter_map(|row| row.matches.status).any(|of_row| of_row.is_one() && of_row.has(*status))
    };
    (statuses.first..=statuses.last).find(|status| !is_stated(status))
}

fn in_shape(api: &Api<'static>, endpoint: &Endpoint<'static>, status: u16, words: &Words) -> Vec<Said> {
    let shape = api.platform.reply.of_refusal();
    let template = endpoint.sandbox.and_then(|sandbox| sandbox.refusals.answer).or(api.platform.refusals.answer);
    let root = reply::root(&shape, endpoint).expect("a root follows from the endpoint");
    let is_number = is_number(&words.code);
    let made = |as_number: bool| {
        let mut below = template.map_or_else(|| Value::Object(Map::new()), |template| filled(&template, words));
        let mut headers = Vec::new();
        let code = if as_number {
            serde_json::from_str(&words.code).expect("a number")
        } else {
            Value::String(words.code.clone())
        };
        let texts = [words.sub_code.as_str(), words.message.as_str()].map(Value::from);
        let [sub_code, message] = texts;
        for (places, value) in [(shape.code, code), (shape.sub_code, sub_code), (shape.message, message)] {
            match places.first() {
                Some(ReplyPlace::Path(path)) => put(&mut below, path, value),
                Some(ReplyPlace::Header(name)) => {
                    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                    headers.push(((*name).to_owned(), text));
                }
                None => {}
            }
        }
        let document =
            root.iter().rev().fold(below, |below, name| Value::Object([(name.clone(), below)].into_iter().collect()));
        Said { status, headers, body: document.to_string(), format: DocumentFormat::Json, words: words.clone() }
    };
    let mut all = vec![made(false)];
    if is_number {
        all.push(made(true));
    }
    all
}

fn is_number(code: &str) -> bool {
    let digits = code.strip_prefix('-').unwrap_or(code);
    (1..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0')
}

/// The platform's own form of a refusal.
fn filled(template: &AnswerTemplate<'_>, words: &Words) -> Value {
    match template {
        AnswerTemplate::Map(entries) => {
            Value::Object(entries.iter().map(|(name, entry)| ((*name).to_owned(), filled(entry, words))).collect())
        }
        AnswerTemplate::List(items) => Value::Array(items.iter().map(|item| filled(item, words)).collect()),
        AnswerTemplate::Value(template) => {
            let text = template.0.iter().map(|part| match part {
                Part::Text(text) => text,
                Part::Value(Input::Var("code"), _) => words.code.as_str(),
                Part::Value(Input::Var("sub_code"), _) => words.sub_code.as_str(),
                Part::Value(Input::Var("message"), _) => words.message.as_str(),
                Part::Value(..) => "",
            });
            Value::String(text.collect())
        }
        AnswerTemplate::Rows | AnswerTemplate::Each(..) => Value::Array(Vec::new()),
    }
}

fn put(document: &mut Value, path: &str, value: Value) {
    if path.is_empty() {
        *document = value;
        return;
    }
    let mut place = document;
    for step in path.split('.') {
        if let Ok(index) = step.parse::<usize>() {
            if !place.is_array() {
                *place = Value::Array(Vec::new());
            }
            let rows = place.as_array_mut().expect("it is a list now");
            while rows.len() <= index {
                rows.push(Value::Null);
            }
            place = &mut rows[index];
        } else {
            if !place.is_object() {
                *place = Value::Object(Map::new());
            }
            place = place.as_object_mut().expect("it is a record now").entry(step).or_insert(Value::Null);
        }
    }
    *place = value;
}

/// Another row that speaks of the same answer, and no less closely: the endpoint's before the platform's, an exact code before
/// one with wildcards, a second code and a message before none.
pub(super) fn closer<'m>(
    api: &Api<'m>,
    endpoint: &Endpoint<'m>,
    row: &ErrorEntry<'m>,
    said: &Said,
) -> Option<&'m ErrorEntry<'m>> {
    let closeness = |row: &ErrorEntry<'_>| {
        let is_exact = |pattern: &str| !pattern.contains(['*', '?']);
        let of = |pattern: &str| if pattern.is_empty() { 0 } else { 1 + u8::from(is_exact(pattern)) };
        let literal = |pattern: &str| pattern.replace(['*', '?'], "").chars().count();
        let matches = row.matches;
        let status = matches.status.map_or(0, |status| 1 + u8::from(status.is_one()));
        let literals = literal(matches.code) + literal(matches.sub_code) + literal(matches.message);
        (is_exact(matches.code), of(matches.sub_code), of(matches.message), status, literals)
    };
    let speaks = |candidate: &&ErrorEntry<'_>| {
        let matches = candidate.matches;
        matches.status.is_none_or(|status| status.has(said.status))
            && fits(matches.code, &said.words.code)
            && (matches.sub_code.is_empty() || fits(matches.sub_code, &said.words.sub_code))
            && (matches.message.is_empty() || fits(matches.message, &said.words.message))
    };
    let rows = endpoint.errors.iter().chain(api.platform.errors).filter(|candidate| *candidate != row);
    rows.filter(speaks).filter(|candidate| closeness(candidate) >= closeness(row)).max_by_key(|row| closeness(row))
}

/// Whether a text fits a pattern, tried in the plainest way.
fn fits(pattern: &str, text: &str) -> bool {
    let mut characters = pattern.chars();
    match characters.next() {
        None => text.is_empty(),
        Some('*' | '?') => {
            let ends = text.char_indices().map(|(index, _)| index).chain([text.len()]);
            ends.into_iter().any(|index| fits(characters.as_str(), &text[index..]))
        }
        Some(character) => text.strip_prefix(character).is_some_and(|behind| fits(characters.as_str(), behind)),
    }
}
