//! What a client must know of an endpoint beside its tables: what repeating a call does, how answers come in pages, how
//! often it may be called, what keeps calls in order, how an accepted job is asked for, and how a token is got.
//!
//! Nothing here changes what is sent. A row of the request or the answer is named by its path from the record: `pager.page_no`.

use super::Condition;

/// A value that may depend on the request.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Choice<'m, T> {
    /// The same for every request.
    Always(T),
    /// One of two, by a condition over the rows of the request.
    When {
        /// The condition.
        condition: Condition<'m>,
        /// What holds where it does.
        then: &'m Choice<'m, T>,
        /// What holds where it does not.
        otherwise: &'m Choice<'m, T>,
    },
}

impl<'m, T: Copy> Choice<'m, T> {
    /// The value for a request, of which `holds` says whether a condition does.
    pub fn chosen(&self, holds: &dyn Fn(&Condition<'m>) -> bool) -> T {
        match self {
            Self::Always(value) => *value,
            Self::When { condition, then, otherwise } => {
                if holds(condition) {
                    then.chosen(holds)
                } else {
                    otherwise.chosen(holds)
                }
            }
        }
    }

    /// All values that it may have.
    pub fn values(&self) -> Vec<T> {
        match self {
            Self::Always(value) => vec![*value],
            Self::When { then, otherwise, .. } => [then.values(), otherwise.values()].concat(),
        }
    }
}

/// What repeating the same request does on the vendor's side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// It only reads.
    Read,
    /// The same end state, perhaps another answer.
    Upsert,
    /// The second one is refused: a refusal after an unknown outcome means "maybe applied".
    Once,
    /// Not known to be safe: only when the caller asks.
    Ask,
}

impl Repeat {
    /// The words of the specs for it.
    pub const WORDS: &'static [(&'static str, Self)] =
        &[("read", Self::Read), ("upsert", Self::Upsert), ("once", Self::Once), ("ask", Self::Ask)];

    /// Its word.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, repeat)| *repeat == self).map_or("", |(word, _)| word)
    }

    /// The same for every request.
    pub const fn always<'m>(self) -> Choice<'m, Repetition<'m>> {
        Choice::Always(Repetition::Does(self))
    }
}

/// What a spec says of repeating a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repetition<'m> {
    /// This, whatever the request holds.
    Does(Repeat),
    /// Nothing new while this row of the request is the same, as an idempotency key is. Only where the row is given.
    By(&'m str),
}

impl Repetition<'_> {
    /// What it comes to, where `is_given` says whether a row of the request is there.
    pub fn settled(self, is_given: impl FnOnce(&str) -> bool) -> Repeat {
        match self {
            Self::Does(repeat) => repeat,
            Self::By(row) if is_given(row) => Repeat::Upsert,
            // Without its key the vendor cannot know the second call from a new one.
            Self::By(_) => Repeat::Ask,
        }
    }
}

impl Choice<'_, Repetition<'_>> {
    /// What is safe to say of any request: what all of them have in common, else to ask.
    pub fn unsettled(&self) -> Repeat {
        let settled = self.values().into_iter().map(|repetition| repetition.settled(|_| false));
        settled.reduce(|first, second| if first == second { first } else { Repeat::Ask }).unwrap_or(Repeat::Ask)
    }
}

/// What a client must know of an endpoint beside its tables, and what is no part of a request.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Facts<'m> {
    /// How the rows of its answers come in pages.
    pub paging: Option<Paging<'m>>,
    /// How often it may be called, beside what holds for the platform.
    pub rates: &'m [Rate<'m>],
    /// How much a call counts where a rate counts weight.
    pub weight: Choice<'m, u32>,
    /// The row of the request whose equal values are sent one after the other; empty: in any order. It may stand in the
    /// rows of a list: then a call waits for those of each of them.
    pub in_order: &'m str,
    /// How a job that was accepted is asked for.
    pub poll: Option<Poll<'m>>,
}

impl Facts<'_> {
    /// Nothing is said.
    pub const NONE: Self = Self { paging: None, rates: &[], weight: Choice::Always(1), in_order: "", poll: None };
}

/// How the rows of an answer come in pages.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paging<'m> {
    /// What leads to the next page.
    pub next: NextPage<'m>,
    /// The row of the request with the number of rows of a page; may be empty.
    pub size: &'m str,
    /// The list of the answer.
    pub rows: &'m str,
    /// What identifies a row of that list: the path of a value from the row; may be empty.
    pub id: &'m str,
    /// Whether there is more, over the answer.
    pub more: Option<Condition<'m>>,
    /// The row of the answer with the number of all rows; may be empty.
    pub total: &'m str,
    /// Rows of the request that a following page leaves out.
    pub without: &'m [&'m str],
    /// A cursor that means that nothing follows, beside one that is empty or not there; may be empty.
    pub end: &'m str,
}

/// What leads to the next page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextPage<'m> {
    /// The number of the page.
    Page {
        /// The row of the request.
        row: &'m str,
        /// The number of the first page.
        first: u32,
    },
    /// The number of rows before the page.
    Offset(&'m str),
    /// A text or number of the answer, sent again.
    Cursor {
        /// The row of the request.
        row: &'m str,
        /// Where it stands in the answer. In `trades.-1.id`, `-1` is the last row of the list.
        from: &'m str,
        /// How much is added to a number before it is sent, as the next page begins behind the last row.
        plus: u32,
    },
    /// An address in a header of the answer, in the form of `Link`: `<https://…>; rel="next"`.
    LinkHeader(&'m str),
    /// A row of the answer with the whole address.
    Link(&'m str),
}

/// How often calls may be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate<'m> {
    /// So many, in parts of [`Rate::ONE`]: platforms state `0.0167 / second`.
    pub ten_thousandths: u64,
    /// Each call counts its [`Facts::weight`], not one.
    pub is_weighted: bool,
    /// In this many seconds.
    pub seconds: u32,
    /// So many at once after a rest; 0 is not stated.
    pub burst: u32,
    /// Whose calls are counted together, such as `ip`, or a credential; empty is not stated.
    pub by: &'m str,
    /// The header of an answer that tells how far it is used up, where there is one.
    pub told: Option<RateHeader<'m>>,
}

impl Rate<'_> {
    /// One call, in what rates are counted in: ten-thousandths.
    pub const ONE: u64 = 10_000;
}

/// A header of answers that tells how far a rate is used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RateHeader<'m> {
    /// It tells how much was used; behind a `/` may stand how much there is.
    Used(&'m str),
    /// It tells how much is left.
    Left(&'m str),
}

/// How a job that was accepted is asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Poll<'m> {
    /// The vendor's name of the endpoint to call.
    pub with: &'m str,
    /// Rows of its request, each with the row of the answer that it takes; those not named take the row of their own
    /// name, of the answer or else of the request.
    pub give: &'m [(&'m str, &'m str)],
    /// The job is done where this holds of that endpoint's answer.
    pub until: Condition<'m>,
    /// Seconds between two calls.
    pub every: u32,
}

/// How a credential that is a token is got and kept fresh. Paths are those of the answers of both endpoints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'m> {
    /// The vendor's name of the endpoint that gives it; may be empty.
    pub get: &'m str,
    /// The endpoint that gives a new one for an old one; may be empty.
    pub refresh: &'m str,
    /// The row of the answer with the token.
    pub from: &'m str,
    /// The row of the answer that tells how long it lasts: a number is so many seconds, a time the moment; may be empty.
    pub expires: &'m str,
    /// The credential that a refresh replaces as well: the row of its name, beside the token; may be empty.
    pub rotates: &'m str,
    /// Seconds that it lasts, where the vendor states it; 0 is not stated.
    pub lasts: u32,
}

impl Token<'_> {
    /// The row of the answer that replaces the credential of this name: it stands beside the token.
    pub fn beside(from: &str, rotates: &str) -> String {
        from.rsplit_once('.').map_or_else(|| rotates.to_owned(), |(record, _)| format!("{record}.{rotates}"))
    }
}
