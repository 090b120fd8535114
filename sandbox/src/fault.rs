//! What can go wrong with a call, by name: each fault that a script or a seed may plan, and its words. What it does to a
//! call, `service` decides; whether a platform's tables can express it, `abilities`.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::failing_row::FailingRow;

/// Something that goes wrong with one call.
///
/// Its words are those of `signwright serve --fault`: `throttled 5s`, `reset after executing`. `Debug` and `Display` show
/// no key of a row.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The call is executed at once and answered after this time.
    Delay(Duration),
    /// The connection breaks without an answer.
    Reset(Executed),
    /// The call is executed, and the connection breaks after so many bytes of the answer's body; `None` is half of it.
    Cut(Option<usize>),
    /// The call is executed, and its answer comes in 16 pieces with this pause before each.
    Slow(Duration),
    /// The answer's body never ends.
    Endless(Executed),
    /// The answer's body has 64 MiB, and its head says so.
    Huge(Executed),
    /// The call is executed, and in the answer numbers are objects, texts are lists and lists are texts; only what says
    /// whether it is a success stays.
    WrongTypes,
    /// A web page with HTTP 200, as a gateway or a captive portal answers.
    Html(Executed),
    /// A status of HTTP that is not the platform's, with a web page or without a body.
    Status {
        /// The status, such as 503.
        status: u16,
        /// Whether there is a web page.
        html: bool,
        /// Whether the call is executed all the same.
        executed: Executed,
    },
    /// Too many calls: the platform's own code for that, or a plain HTTP 429 where its tables have none. The wait is told in
    /// `Retry-After`, in whole seconds.
    Throttled(Option<Duration>),
    /// The time was off, in the platform's words. The answer's `Date` has the sandbox's time, as that of every answer.
    Clock,
    /// The token is not valid, by the code that the platform's tables have for it.
    Token,
    /// Refused with this code and what the tables say of it.
    Refused(String),
    /// HTTP 302 to another host. Nothing is executed.
    Redirect,
    /// The request arrives twice and is executed twice; one of both answers is given.
    Twice(Answered),
    /// These rows fail, or the last one where none is named. Where the endpoint's `partial` has no list of the request, the
    /// whole call is refused at the first of them: see [`Options::atomic`](crate::Options::atomic).
    Rows(Vec<FailingRow>),
    /// The list of a query changes before this call is answered, and stays so.
    Page(PageShift),
}

/// Whether the call is executed before something goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Executed {
    /// Nothing is done.
    No,
    /// All is done, and the caller is not told.
    Yes,
}

/// Which answer to a request that arrived twice is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answered {
    /// That to the first.
    First,
    /// That to the second.
    Second,
}

/// How a list changes between two pages. What comes first is the first row that the call's filters let through.
#[derive(Clone, PartialEq, Eq)]
pub enum PageShift {
    /// This row, as JSON, comes before the first; `None` is another one like the first.
    Inserted(Option<String>),
    /// The first row goes.
    Removed,
    /// The last row comes before the first.
    Moved,
}

impl Fault {
    /// Every kind of fault that needs nothing of a test, with pauses of a second and less.
    pub fn all() -> Vec<Self> {
        let second = Duration::from_secs(1);
        let both = [Executed::No, Executed::Yes];
        let mut all = vec![
            Self::Delay(second),
            Self::Cut(None),
            Self::Slow(Duration::from_millis(20)),
            Self::WrongTypes,
            Self::Throttled(None),
            Self::Throttled(Some(second)),
            Self::Clock,
            Self::Token,
            Self::Redirect,
            Self::Twice(Answered::First),
            Self::Twice(Answered::Second),
            Self::Rows(Vec::new()),
            Self::Page(PageShift::Inserted(None)),
            Self::Page(PageShift::Removed),
            Self::Page(PageShift::Moved),
        ];
        for executed in both {
            all.extend([Self::Reset(executed), Self::Endless(executed), Self::Huge(executed), Self::Html(executed)]);
            let status = |status, html| Self::Status { status, html, executed };
            all.extend([status(500, false), status(502, true), status(503, false)]);
        }
        all
    }

    /// A refusal with this code.
    pub fn refused(code: impl Into<String>) -> Self {
        Self::Refused(code.into())
    }

    /// A row that fails with this code, of which the vendor's tables may say more.
    pub fn row(key: impl Into<String>, code: impl Into<String>) -> Self {
        Self::Rows(vec![FailingRow { key: key.into(), code: code.into(), message: String::new() }])
    }
}

impl fmt::Display for Executed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::No => "before executing",
            Self::Yes => "after executing",
        })
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Delay(time) => write!(out, "delay {time:?}"),
            Self::Reset(executed) => write!(out, "reset {executed}"),
            Self::Cut(None) => out.write_str("cut"),
            Self::Cut(Some(bytes)) => write!(out, "cut {bytes}"),
            Self::Slow(pause) => write!(out, "slow {pause:?}"),
            Self::Endless(executed) => write!(out, "endless {executed}"),
            Self::Huge(executed) => write!(out, "huge {executed}"),
            Self::WrongTypes => out.write_str("wrong types"),
            Self::Html(executed) => write!(out, "html {executed}"),
            Self::Status { status, html: true, executed } => write!(out, "{status} html {executed}"),
            Self::Status { status, html: false, executed } => write!(out, "{status} {executed}"),
            Self::Throttled(None) => out.write_str("throttled"),
            Self::Throttled(Some(wait)) => write!(out, "throttled {wait:?}"),
            Self::Clock => out.write_str("clock"),
            Self::Token => out.write_str("token"),
            Self::Refused(code) => write!(out, "refused {code}"),
            Self::Redirect => out.write_str("redirect"),
            Self::Twice(Answered::First) => out.write_str("twice first"),
            Self::Twice(Answered::Second) => out.write_str("twice second"),
            Self::Rows(rows) if rows.is_empty() => out.write_str("row"),
            Self::Rows(rows) => write!(out, "row (of {} named)", rows.len()),
            Self::Page(shift) => write!(out, "page {shift}"),
        }
    }
}

impl fmt::Display for PageShift {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Inserted(_) => "inserted",
            Self::Removed => "removed",
            Self::Moved => "moved",
        })
    }
}

/// The same as `Display`.
impl fmt::Debug for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

/// Not the row, which may be personal data.
impl fmt::Debug for PageShift {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

/// A text that names no fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultError(String);

impl fmt::Display for FaultError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "`{}` is no fault; write one of: delay 2s, reset [before executing | after executing], cut [BYTES], \
             slow 100ms, endless, huge, wrong types, html, 503 [html], throttled [5s], clock, token, refused CODE, \
             redirect, twice first, twice second, row [KEY], page inserted, page removed, page moved",
            self.0
        )
    }
}

impl std::error::Error for FaultError {}

/// Where nothing says whether it is executed, it is not.
impl FromStr for Fault {
    type Err = FaultError;

    fn from_str(text: &str) -> Result<Self, FaultError> {
        parse(text.trim()).ok_or_else(|| FaultError(text.to_owned()))
    }
}

fn parse(text: &str) -> Option<Fault> {
    let (text, executed) = match (text.strip_suffix(" before executing"), text.strip_suffix(" after executing")) {
        (Some(text), _) => (text, Some(Executed::No)),
        (_, Some(text)) => (text, Some(Executed::Yes)),
        _ => (text, None),
    };
    let (word, argument) = text.split_once(' ').map_or((text, ""), |(word, argument)| (word, argument.trim()));
    let may_say = executed.unwrap_or(Executed::No);
    let fault = match (word, argument) {
        ("reset", "") => Fault::Reset(may_say),
        ("endless", "") => Fault::Endless(may_say),
        ("huge", "") => Fault::Huge(may_say),
        ("html", "") => Fault::Html(may_say),
        (status, "" | "html") if status.bytes().all(|byte| byte.is_ascii_digit()) => {
            let status = status.parse().ok().filter(|status| (400..600).contains(status))?;
            Fault::Status { status, html: argument == "html", executed: may_say }
        }
        // Of the others each says by itself whether it is executed.
        _ if executed.is_some() => return None,
        ("delay", time) => Fault::Delay(duration(time)?),
        ("cut", "") => Fault::Cut(None),
        ("cut", bytes) => Fault::Cut(Some(bytes.parse().ok()?)),
        ("slow", pause) => Fault::Slow(duration(pause)?),
        ("wrong", "types") => Fault::WrongTypes,
        ("throttled", "") => Fault::Throttled(None),
        ("throttled", wait) => Fault::Throttled(Some(duration(wait)?)),
        ("clock", "") => Fault::Clock,
        ("token", "") => Fault::Token,
        ("refused", code) if !code.is_empty() => Fault::refused(code),
        ("redirect", "") => Fault::Redirect,
        ("twice", "first") => Fault::Twice(Answered::First),
        ("twice", "second") => Fault::Twice(Answered::Second),
        ("row", "") => Fault::Rows(Vec::new()),
        ("row", key) => Fault::row(key, ""),
        ("page", "inserted") => Fault::Page(PageShift::Inserted(None)),
        ("page", "removed") => Fault::Page(PageShift::Removed),
        ("page", "moved") => Fault::Page(PageShift::Moved),
        _ => return None,
    };
    Some(fault)
}

/// `2s`, `1.5s`, `100ms`, as `Duration` prints them, up to a day.
fn duration(text: &str) -> Option<Duration> {
    let (number, unit) = match text.strip_suffix("ms") {
        Some(number) => (number, 1_000.0),
        None => (text.strip_suffix('s')?, 1.0),
    };
    let seconds = number.parse::<f64>().ok().filter(|seconds| (0.0..=86_400_000.0).contains(seconds))? / unit;
    Duration::try_from_secs_f64(seconds).ok().filter(|time| *time <= Duration::from_hours(24))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fault_is_read_from_its_own_words() {
        let more = [Fault::Cut(Some(7)), Fault::refused("isv.库存不足"), Fault::Delay(Duration::from_millis(1500))];
        for fault in Fault::all().into_iter().chain(more) {
            assert_eq!(fault.to_string().parse(), Ok(fault.clone()), "{fault}");
        }
        assert_eq!("reset".parse(), Ok(Fault::Reset(Executed::No)));
        assert_eq!("row 单号 1".parse(), Ok(Fault::row("单号 1", "")));
        assert_eq!(Fault::row("单号 1", "").to_string(), "row (of 1 named)");
    }

    #[test]
    fn other_words_are_no_fault() {
        for text in
            ["", "延迟", "delay", "delay 2", "delay -1s", "delay 2h", "reset now", "200", "clock after executing"]
        {
            let error = text.parse::<Fault>().expect_err(text);
            assert!(error.to_string().starts_with(&format!("`{text}` is no fault; write one of: delay 2s")), "{error}");
        }
    }
}
