//! How an answer comes, or does not: what each fault of the connection makes of it, as plain data. `server` carries it out on
//! a socket, `in_process` in virtual time.

use std::time::Duration;

use bytes::Bytes;
use signwright_runtime::model::{Filter, Offset};
use signwright_runtime::timestamp;

use crate::exchange::Answer;
use crate::fault::{Answered, Executed, Fault};
use crate::log::{Entry, header};

/// The most bytes of the header that says what came of a call: clients limit a head.
const VERDICT_HEADER: usize = 3000;
/// The length of a huge body.
const HUGE: usize = 64 * 1024 * 1024;
/// In how many pieces a slow answer comes.
const PIECES: usize = 16;

/// An answer on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Delivery {
    pub(crate) answer: Answer,
    /// How long it is waited for.
    pub(crate) delay: Duration,
    pub(crate) pace: Pace,
}

/// How the body comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pace {
    Whole,
    /// The connection breaks before anything comes.
    Reset,
    /// It breaks after so many bytes, which are fewer than the body has.
    Cut(usize),
    /// In pieces of so many bytes, with this pause before each.
    Slow(usize, Duration),
    /// After the body blanks follow, up to so many bytes in all or for ever.
    Padded(Option<usize>),
}

impl Delivery {
    pub(crate) fn whole(answer: Answer) -> Self {
        Self { answer, delay: Duration::ZERO, pace: Pace::Whole }
    }

    fn at_pace(answer: Answer, pace: Pace) -> Self {
        Self { pace, ..Self::whole(answer) }
    }

    /// With the sandbox's time, by which a client may correct its own.
    pub(crate) fn dated(mut self, now_unix_ms: i64) -> Self {
        let format = Filter::Format("EEE, dd MMM yyyy HH:mm:ss GMT", Some(Offset::UTC));
        let date = timestamp::write(format, now_unix_ms, Offset::UTC);
        self.answer.headers.extend(date.map(|date| ("date".to_owned(), date)));
        self
    }
}

/// What becomes of a call that meets a fault. `execute` does what was asked, in the platform with the same fault, which
/// `has_words` for it or not; `entry` is what is said of a call of which nothing is done.
pub(crate) fn planned(
    (fault, has_words): (&Fault, bool),
    execute: impl Fn() -> Answer,
    entry: impl Fn() -> Entry,
) -> Delivery {
    let execute_or_not = |executed: &Executed| match executed {
        Executed::Yes => execute(),
        Executed::No => Answer::plain(200, String::new(), entry()),
    };
    // Whatever was said of the call, another system answers.
    let web_page = |status: u16, executed: &Executed| {
        let body = format!("<!DOCTYPE html><html><head><title>{status}</title></head><body>请稍后再试</body></html>\n");
        let answer = Answer::plain(status, body, execute_or_not(executed).entry);
        Answer { content_type: "text/html; charset=utf-8", ..answer }
    };
    match fault {
        Fault::Delay(delay) => Delivery { delay: *delay, ..Delivery::whole(execute()) },
        Fault::Reset(executed) => Delivery::at_pace(execute_or_not(executed), Pace::Reset),
        Fault::Cut(bytes) => {
            let answer = execute();
            let length = answer.body.len();
            let pace = match bytes.unwrap_or(length / 2) {
                // An answer without a body can only break before it.
                _ if length == 0 => Pace::Reset,
                bytes if bytes < length => Pace::Cut(bytes),
                _ => Pace::Whole,
            };
            Delivery::at_pace(answer, pace)
        }
        Fault::Slow(pause) => {
            let answer = execute();
            let piece = answer.body.len().div_ceil(PIECES).max(1);
            Delivery::at_pace(answer, Pace::Slow(piece, *pause))
        }
        Fault::Endless(executed) => Delivery::at_pace(execute_or_not(executed), Pace::Padded(None)),
        Fault::Huge(executed) => Delivery::at_pace(execute_or_not(executed), Pace::Padded(Some(HUGE))),
        Fault::Html(executed) => Delivery::whole(web_page(200, executed)),
        Fault::Status { status, html: true, executed } => Delivery::whole(web_page(*status, executed)),
        Fault::Status { status, html: false, executed } => Delivery::whole(Answer {
            content_type: "",
            ..Answer::plain(*status, String::new(), execute_or_not(executed).entry)
        }),
        Fault::Throttled(wait) => {
            let mut answer = if has_words { execute() } else { web_page(429, &Executed::No) };
            // A part of a second is waited for as a whole one.
            let seconds = wait.map(|wait| wait.as_secs() + u64::from(wait.subsec_nanos() > 0));
            answer.headers.extend(seconds.map(|seconds| ("retry-after".to_owned(), seconds.to_string())));
            Delivery::whole(answer)
        }
        Fault::Redirect => {
            let headers = vec![("location".to_owned(), "https://elsewhere.invalid/login?from=gateway".to_owned())];
            Delivery::whole(Answer { headers, ..web_page(302, &Executed::No) })
        }
        Fault::Twice(answered) => {
            let (first, second) = (execute(), execute());
            Delivery::whole(match answered {
                Answered::First => first,
                Answered::Second => second,
            })
        }
        // The platform itself does these.
        Fault::WrongTypes | Fault::Clock | Fault::Token | Fault::Refused(_) | Fault::Rows(_) | Fault::Page(_) => {
            Delivery::whole(execute())
        }
    }
}

/// What the sandbox says of a call besides the vendor's answer: its number in the log, and the log's words on it.
fn entry_headers(entry: &Entry) -> [(String, String); 2] {
    let Entry { number, verdict, text, .. } = entry;
    let mut words = header(&format!("{verdict}: {text}"));
    // Percent-encoded words are ASCII, so that no character is cut in two.
    words.truncate(VERDICT_HEADER);
    [("signwright-call".to_owned(), number.to_string()), ("signwright-verdict".to_owned(), words)]
}

/// The answer as HTTP has it.
pub(crate) fn response(answer: Answer) -> http::Response<Bytes> {
    let status = http::StatusCode::from_u16(answer.status).unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR);
    let entry_headers = entry_headers(&answer.entry);
    let mut response = http::Response::new(Bytes::from(answer.body));
    for (name, value) in answer.headers.into_iter().chain(entry_headers) {
        // A header that HTTP does not allow is left out: the vendor's answer matters more than what is said of it.
        let name = http::HeaderName::from_bytes(name.as_bytes());
        if let (Ok(name), Ok(value)) = (name, http::HeaderValue::from_bytes(value.as_bytes())) {
            response.headers_mut().insert(name, value);
        }
    }
    *response.status_mut() = status;
    if !answer.content_type.is_empty() {
        let media_type = http::HeaderValue::from_static(answer.content_type);
        response.headers_mut().insert(http::header::CONTENT_TYPE, media_type);
    }
    if let Some(allow) = answer.allow.and_then(|allow| http::HeaderValue::from_str(&allow).ok()) {
        response.headers_mut().insert(http::header::ALLOW, allow);
    }
    response
}
