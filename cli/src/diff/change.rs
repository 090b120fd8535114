//! A change with what it means, and the verdict over all of them.

use super::kind::Kind;
use crate::phrase::plain;

/// What a change does to something that worked before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// Nothing.
    Same,
    /// It still works; more is possible, or it works otherwise.
    Differs,
    /// It no longer works.
    Breaks,
}

/// An effect in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consequence {
    /// The effect.
    pub effect: Effect,
    /// The sentence.
    pub says: String,
}

/// What a version number must say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Nothing that a program or a request could notice.
    Patch,
    /// Programs compile and requests stay valid; more is possible, or calls travel otherwise.
    Minor,
    /// A program no longer compiles, or a request that was valid is refused.
    Major,
}

impl Verdict {
    /// `patch`, `minor`, `major`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its kind.
    pub kind: Kind,
    /// The platform.
    pub platform: String,
    /// The endpoint's wire name; empty where the platform's own file changed.
    pub endpoint: String,
    /// What changed there, such as `request.depot`, `Order.tid`, `Switch.6`; empty for the whole.
    pub path: String,
    /// The change in words: `length 40 → 20`.
    pub what: String,
    /// What it means for programs that use the generated Rust API.
    pub api: Consequence,
    /// What it means for requests that were valid before, and for how calls go.
    pub requests: Consequence,
}

impl Change {
    /// A change that nobody notices, until [`Self::api`] and [`Self::requests`] say otherwise.
    pub(super) fn new(kind: Kind, path: impl Into<String>, what: impl AsRef<str>) -> Self {
        let same = |says: &str| Consequence { effect: Effect::Same, says: says.to_owned() };
        Self {
            kind,
            platform: String::new(),
            endpoint: String::new(),
            path: plain(&path.into()),
            what: plain(what.as_ref()),
            api: same("unchanged"),
            requests: same("as before"),
        }
    }

    /// Another name in Rust for what the vendor calls the same.
    pub(super) fn rust_name(path: impl Into<String>, thing: &str, old: &str, new: &str) -> Self {
        let change = Self::new(Kind::RustName, path, format!("{thing} in Rust `{old}` → `{new}`"));
        change.api(Effect::Breaks, format!("the {thing} `{old}` is `{new}`"))
    }

    /// A record or coded values that moved to the platform, or away from it; `None` for what stayed where it was.
    pub(super) fn sharing(path: &str, before: bool, now: bool) -> Option<Self> {
        match (before, now) {
            (false, true) => {
                let change = Self::new(Kind::SharedNow, path, "shared by endpoints now");
                Some(change.api(
                    Effect::Differs,
                    "one type for all of them, in `records`; the endpoint's module names it as before",
                ))
            }
            (true, false) => {
                let change = Self::new(Kind::SharedNoLonger, path, "no longer shared by endpoints");
                Some(change.api(Effect::Breaks, "`records` has no such type, and that of the endpoint is its own"))
            }
            _ => None,
        }
    }

    pub(super) fn api(mut self, effect: Effect, says: impl AsRef<str>) -> Self {
        self.api = Consequence { effect, says: plain(says.as_ref()) };
        self
    }

    pub(super) fn requests(mut self, effect: Effect, says: impl AsRef<str>) -> Self {
        self.requests = Consequence { effect, says: plain(says.as_ref()) };
        self
    }

    /// What a version number must say for this change alone.
    pub fn verdict(&self) -> Verdict {
        match self.api.effect.max(self.requests.effect) {
            Effect::Same => Verdict::Patch,
            Effect::Differs => Verdict::Minor,
            Effect::Breaks => Verdict::Major,
        }
    }

    /// Where it is: `order.push request.depot`.
    pub fn place(&self) -> String {
        [self.endpoint.as_str(), self.path.as_str()]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// Where the parts of a comparison put what they find.
#[derive(Debug, Default)]
pub(super) struct Changes {
    pub(super) list: Vec<Change>,
    pub(super) platform: String,
    pub(super) endpoint: String,
}

impl Changes {
    /// Adds a change of the platform and endpoint that are being compared.
    pub(super) fn push(&mut self, change: Change) {
        let (platform, endpoint) = (self.platform.clone(), self.endpoint.clone());
        self.list.push(Change { platform, endpoint, ..change });
    }

    pub(super) fn words(&mut self, path: &str, what: &str, old: &str, new: &str) {
        if old != new {
            self.push(Change::new(Kind::WordsChanged, path, format!("{what} {} → {}", told(old), told(new))));
        }
    }
}

/// A vendor's text in a message: short, and in quotes.
pub(super) fn told(text: &str) -> String {
    const MOST: usize = 40;
    let text = plain(text);
    if text.is_empty() {
        return "none".to_owned();
    }
    let short: String = text.chars().take(MOST).collect();
    if short.len() < text.len() { format!("“{short}…”") } else { format!("“{short}”") }
}
