//! What a shop was told of its rows, compared with what its vendor did.

use std::collections::HashMap;

use signwright_runtime::{Doubt, RowOutcome, Skipped};
use signwright_sandbox::AppliedRow;

use crate::shop::{CLOSED, Plan, Way};

/// What was promised and not kept, in words.
pub type Broken = Vec<String>;

/// What each batch was told last, by its id.
pub type Told = HashMap<String, Vec<Outcome>>;

/// What a row was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Applied,
    Rejected,
    /// The first time nobody knows, and the second one was rejected.
    RejectedAgain,
    /// It may have been done, and something newer was sent since.
    SupersededUnknown,
    Unknown,
    /// It was not sent, as something newer was.
    Superseded,
    NotAttempted,
}

impl Outcome {
    const LETTERS: [(Self, char); 7] = [
        (Self::Applied, 'A'),
        (Self::Rejected, 'R'),
        (Self::RejectedAgain, 'r'),
        (Self::SupersededUnknown, 'u'),
        (Self::Unknown, 'U'),
        (Self::Superseded, 'n'),
        (Self::NotAttempted, 'N'),
    ];

    pub fn letter(self) -> char {
        Self::LETTERS.iter().find(|(outcome, _)| *outcome == self).map_or('?', |(_, letter)| *letter)
    }

    pub fn of_letter(letter: char) -> Option<Self> {
        Self::LETTERS.iter().find(|(_, of)| *of == letter).map(|(outcome, _)| *outcome)
    }
}

impl From<&RowOutcome> for Outcome {
    fn from(outcome: &RowOutcome) -> Self {
        match outcome {
            RowOutcome::Applied => Self::Applied,
            RowOutcome::Rejected(_) => Self::Rejected,
            RowOutcome::Unknown(Doubt::Superseded) => Self::SupersededUnknown,
            RowOutcome::Unknown(Doubt::RejectedAgain(_)) => Self::RejectedAgain,
            RowOutcome::Unknown(_) => Self::Unknown,
            RowOutcome::NotAttempted(Skipped::Superseded) => Self::Superseded,
            RowOutcome::NotAttempted(_) => Self::NotAttempted,
        }
    }
}

/// The versions of each order that the vendor applied, in that order: of both endpoints.
pub struct Truth([HashMap<String, Vec<i64>>; 2]);

impl Truth {
    /// What the sandbox says that it has done, by the endpoint's name.
    pub fn of(rows: impl Fn(&str) -> Vec<AppliedRow>) -> Self {
        let versions = |row: AppliedRow| {
            let versions = row.payloads.iter().filter_map(|payload| version(payload)).collect();
            (row.key, versions)
        };
        Self(["order.push", "order.import"].map(|endpoint| rows(endpoint).into_iter().map(versions).collect()))
    }

    fn by(&self, way: Way) -> &HashMap<String, Vec<i64>> {
        let [push, import] = &self.0;
        match way {
            Way::Push => push,
            Way::Import => import,
        }
    }
}

fn version(payload: &str) -> Option<i64> {
    let (_, behind) = payload.split_once(r#""version":"#)?;
    behind.split(|character: char| !character.is_ascii_digit()).find(|text| !text.is_empty())?.parse().ok()
}

/// Rows of which something was told that is not so.
pub fn lies(plan: &Plan, told: &Told, truth: &Truth) -> Broken {
    let mut broken = Vec::new();
    for batch in plan.producers.iter().flatten() {
        let Some(outcomes) = told.get(&batch.id) else { continue };
        for (row, outcome) in batch.rows.iter().zip(outcomes) {
            let is_done = truth.by(batch.way).get(&row.tid).is_some_and(|versions| versions.contains(&row.version));
            let is_told_done = match outcome {
                Outcome::Applied => true,
                Outcome::Rejected | Outcome::NotAttempted | Outcome::Superseded => false,
                Outcome::Unknown | Outcome::RejectedAgain | Outcome::SupersededUnknown => continue,
            };
            if is_done != is_told_done {
                broken.push(format!("{} {} v{}: told {outcome:?}, done: {is_done}", batch.id, row.tid, row.version));
            }
        }
    }
    broken
}

/// Which rows the vendor rejects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rejects {
    /// Those that are not to be taken.
    Bad,
    /// By chance also such as would be.
    ByChance,
}

/// Rows of which nobody knows although the vendor is well, and such as were not sent without a reason.
pub fn unsettled(plan: &Plan, told: &Told, rejects: Rejects) -> Broken {
    let mut broken = Vec::new();
    for batch in plan.producers.iter().flatten() {
        let outcomes = told.get(&batch.id).map(Vec::as_slice).unwrap_or_default();
        if outcomes.len() != batch.rows.len() {
            broken.push(format!("{}: {} outcomes of {} rows", batch.id, outcomes.len(), batch.rows.len()));
        }
        for (row, outcome) in batch.rows.iter().zip(outcomes) {
            let is_closed = CLOSED.contains(&&*row.tid);
            let is_settled = match outcome {
                Outcome::Applied | Outcome::SupersededUnknown | Outcome::Superseded => true,
                Outcome::Rejected => row.version >= 1000 || is_closed || rejects == Rejects::ByChance,
                // One that the vendor fails, and did so perhaps the first time too.
                Outcome::RejectedAgain => is_closed,
                Outcome::Unknown | Outcome::NotAttempted => false,
            };
            if !is_settled {
                broken.push(format!("{} {} v{}: at the end {outcome:?}", batch.id, row.tid, row.version));
            }
        }
    }
    broken
}

/// Orders whose older version was done behind a newer one, or whose newest is not the last.
pub fn overtaken(plan: &Plan, told: &Told, truth: &Truth) -> Broken {
    let mut broken = Vec::new();
    for way in [Way::Push, Way::Import] {
        let truth = truth.by(way);
        for (tid, versions) in truth {
            if versions.windows(2).any(|pair| pair[0] > pair[1]) {
                broken.push(format!("{tid}: done in the order {versions:?}"));
            }
        }
        let mut newest: HashMap<&str, (i64, Outcome)> = HashMap::new();
        for batch in plan.producers.iter().flatten().filter(|batch| batch.way == way) {
            for (row, outcome) in batch.rows.iter().zip(told.get(&batch.id).into_iter().flatten()) {
                if row.version >= 1000 || CLOSED.contains(&&*row.tid) {
                    continue;
                }
                let newest = newest.entry(&row.tid).or_insert((row.version, *outcome));
                if row.version > newest.0 {
                    *newest = (row.version, *outcome);
                }
            }
        }
        // Behind one that the vendor has rejected, older ones need not have been sent.
        for (tid, (version, _)) in newest.into_iter().filter(|(_, (_, outcome))| *outcome != Outcome::Rejected) {
            let last = truth.get(tid).and_then(|versions| versions.last()).copied();
            if last != Some(version) {
                broken.push(format!("{tid}: v{version} is the newest, and the vendor has {last:?}"));
            }
        }
    }
    broken
}
