//! How a sandbox is set up: its port, its clock, how strict it is, whose credentials it accepts, what goes wrong, what only
//! a vendor could say of its behaviour, and who reads its log.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use signwright_runtime::credentials::Credentials;

use crate::failing_row::FailingRow;
use crate::log::Entry;
use crate::seeded::Faults;

/// Reads the log, an entry at a time.
pub type Sink = Box<dyn Fn(&Entry) + Send + Sync>;

/// How a sandbox is set up.
#[allow(clippy::struct_excessive_bools)] // each answers a question of its own
pub struct Options {
    /// The port of [`Sandbox::start`](crate::Sandbox::start); 0 is a free one.
    pub port: u16,
    /// What the sandbox takes for now.
    pub time: Time,
    /// Refuse what is otherwise taken: numbers sent as text, text sent as bare numbers, fields that the table does not
    /// have, and the lack of what is required by inference only. The last three are logged then.
    pub strict: bool,
    /// Look for the usual mistake in a wrong signature, and name it where it is refused. Takes some milliseconds.
    pub diagnose: bool,
    /// Credentials to accept instead of a platform's own test set, by the platform's name.
    pub credentials: Vec<(String, Credentials)>,
    /// Rows to fail while others are done, in every request whose endpoint says in `partial` which rows of it can.
    pub failing: Vec<FailingRow>,
    /// Faults that calls meet by chance; those that a test plans come before them.
    pub faults: Option<Faults>,
    /// Whether a request that is refused for one of its rows applies none of them. Otherwise the rows before that one stay
    /// applied. Only an `upsert` of a list can tell, and only where its rows do not fail alone (`partial.of`).
    pub atomic: bool,
    /// Whether a row that comes again as it was counts as updated (`count.updated`). Otherwise it counts as nothing.
    pub unchanged_counts: bool,
    /// The windows of time that queries are filtered by.
    pub windows: Vec<Window>,
    /// Keep what was done for [`Service::rows`](crate::Service::rows). `InProcess` and `Sandbox` do so in any case.
    pub recording: bool,
    /// Reads the log.
    pub log: Sink,
}

/// A window of time that a query asks for. It concerns every query whose request has both fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// The request's field with its begin, which is always in it.
    pub from: String,
    /// The request's field with its end.
    pub to: String,
    /// The row's field that is compared. Numbers are compared as such, all else as text.
    pub of: String,
    /// Whether its end is in it.
    pub includes_end: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: 0,
            time: Time::System,
            strict: false,
            diagnose: true,
            credentials: Vec::new(),
            failing: Vec::new(),
            faults: None,
            atomic: true,
            unchanged_counts: true,
            windows: Vec::new(),
            recording: false,
            log: Box::new(|_| ()),
        }
    }
}

impl Options {
    /// Listens at this port.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Takes this for now.
    #[must_use]
    pub fn time(mut self, time: Time) -> Self {
        self.time = time;
        self
    }

    /// Refuses what is otherwise taken: see [`Self::strict`](Options#structfield.strict).
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = strict;
        self
    }

    /// Names the usual mistake in a wrong signature, or does not look for it.
    #[must_use]
    pub fn diagnose(mut self, diagnose: bool) -> Self {
        self.diagnose = diagnose;
        self
    }

    /// Accepts these credentials for the platform instead of its test set.
    #[must_use]
    pub fn credentials(mut self, platform: impl Into<String>, credentials: Credentials) -> Self {
        self.credentials.push((platform.into(), credentials));
        self
    }

    /// Fails the rows of this key while others are done: see [`FailingRow`], of which code and message may be empty.
    #[must_use]
    pub fn failing(mut self, key: impl Into<String>, code: impl Into<String>, message: impl Into<String>) -> Self {
        self.failing.push(FailingRow { key: key.into(), code: code.into(), message: message.into() });
        self
    }

    /// Lets calls meet faults by chance, the same for each run.
    #[must_use]
    pub fn faults(mut self, faults: Faults) -> Self {
        self.faults = Some(faults);
        self
    }

    /// Says whether a refused request applies none of its rows: see [`Self::atomic`](Options#structfield.atomic).
    #[must_use]
    pub fn atomic(mut self, atomic: bool) -> Self {
        self.atomic = atomic;
        self
    }

    /// Says whether a row that comes again as it was counts as updated.
    #[must_use]
    pub fn unchanged_counts(mut self, counts: bool) -> Self {
        self.unchanged_counts = counts;
        self
    }

    /// Filters the rows of queries by a window: those whose field `of` is at or after the request's field `from`, and before
    /// its field `to`, or at it where the window includes its end.
    #[must_use]
    pub fn window(
        mut self,
        from: impl Into<String>,
        to: impl Into<String>,
        of: impl Into<String>,
        includes_end: bool,
    ) -> Self {
        self.windows.push(Window { from: from.into(), to: to.into(), of: of.into(), includes_end });
        self
    }

    /// Keeps what was done, or does not: see [`Self::recording`](Options#structfield.recording).
    #[must_use]
    pub fn recording(mut self, recording: bool) -> Self {
        self.recording = recording;
        self
    }

    /// Gives every entry of the log to `sink`.
    #[must_use]
    pub fn log(mut self, sink: impl Fn(&Entry) + Send + Sync + 'static) -> Self {
        self.log = Box::new(sink);
        self
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let platforms: Vec<&str> = self.credentials.iter().map(|(platform, _)| platform.as_str()).collect();
        out.debug_struct("Options")
            .field("port", &self.port)
            .field("time", &self.time)
            .field("strict", &self.strict)
            .field("diagnose", &self.diagnose)
            .field("credentials", &platforms)
            .field("failing", &format_args!("{} rows", self.failing.len()))
            .field("faults", &self.faults)
            .field("atomic", &self.atomic)
            .field("unchanged_counts", &self.unchanged_counts)
            .field("windows", &self.windows)
            .field("recording", &self.recording)
            .finish_non_exhaustive()
    }
}

/// What the sandbox takes for now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Time {
    /// The system's clock.
    #[default]
    System,
    /// Always this moment, in milliseconds since 1970-01-01 UTC.
    Fixed(i64),
    /// The system's clock and this many milliseconds.
    Shifted(i64),
}

impl Time {
    /// Now, in milliseconds since 1970-01-01 UTC.
    pub fn now(self) -> i64 {
        match self {
            Self::System => system(),
            Self::Fixed(unix_ms) => unix_ms,
            Self::Shifted(by) => system().saturating_add(by),
        }
    }
}

fn system() -> i64 {
    match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_millis()).map_or(i64::MIN, |ms| -ms),
    }
}
