//! The search: every mistake alone, then every one after another of a different kind. What it may cost is bounded by
//! counts, not by a clock, so that the same call always finds the same.

use std::collections::HashSet;
use std::ops::ControlFlow;

use bumpalo::Bump;

use super::case::{Attempt, Case, Goal};
use super::cause::Cause;
use super::mistakes::{Flow, Ground, KINDS, Variation};
use super::step;
use signwright_model::Platform;
use signwright_runtime::sign::SignError;

/// How much a search may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// The most cases that are tried.
    pub attempts: usize,
    /// The most bytes that are signed, over all cases.
    pub bytes: usize,
}

impl Effort {
    /// All mistakes alone and in pairs, for a call of usual size: a second or two.
    pub const THOROUGH: Self = Self { attempts: 400_000, bytes: 1 << 30 };
    /// All mistakes alone, and some pairs, for a server that answers meanwhile: some milliseconds.
    pub const QUICK: Self = Self { attempts: 800, bytes: 4 << 20 };
}

/// What a search found.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Finding {
    /// There is no difference.
    Same,
    /// One mistake, or two, that explain it.
    Causes(Vec<Cause>),
    /// So short a signature could come out of a wrong mistake by chance: nothing was tried.
    TooShort,
    /// No usual mistake.
    Nothing {
        /// How many cases were tried.
        tried: usize,
        /// Whether these were all: otherwise the effort ended the search.
        complete: bool,
    },
}

/// The fewest hex digits of a signature that no wrong mistake gives by chance.
// 64 bits: among the 400,000 cases of a search, one in 2^45 searches is fooled.
const SHORTEST: usize = 16;
/// A search that could not try this many cases is none.
// Then the effort went into one huge body, and "nothing found" would be taken for an answer.
const FEWEST: usize = 16;
/// What a case costs beside the bytes that are signed.
// Plans are copied for each case, however little the call signs.
const OVERHEAD: usize = 1024;
/// The most bytes of cases that are kept to be combined.
// Pairs are of any two singles, so all that made a difference stay in memory until the end.
const KEPT: usize = 64 << 20;

/// A mistake that makes a difference, to be combined with others.
struct Single<'a> {
    kind: usize,
    cause: Cause,
    case: Case<'a>,
}

struct Search<'g> {
    goal: Goal<'g>,
    effort: Effort,
    tried: usize,
    bytes: usize,
    marks: HashSet<u64>,
}

/// Searches for what makes a case reach its goal.
pub(crate) fn search(
    case: &Case<'_>,
    siblings: &[Platform<'_>],
    goal: Goal<'_>,
    effort: Effort,
) -> Result<Finding, SignError> {
    let (first, size) = (case.attempt(goal)?, case.size());
    if first.reached {
        return Ok(Finding::Same);
    }
    // A signature of RSA or Ed25519 is not computed, and never short.
    if matches!(goal, Goal::Received) && (1..SHORTEST).contains(&first.signature) {
        return Ok(Finding::TooShort);
    }
    if size > effort.bytes / FEWEST {
        return Ok(Finding::Nothing { tried: 0, complete: false });
    }
    // One run of the plan answers it, so it comes before anything is varied.
    if let Some(cause) = step::compared(case, goal) {
        return Ok(Finding::Causes(vec![cause]));
    }
    let arena = Bump::new();
    let case = &case.inlined(&arena);
    let mut search = Search { goal, effort, tried: 0, bytes: 0, marks: HashSet::from([first.mark]) };
    let finding = search.run(case, siblings);
    let Search { tried, .. } = search;
    Ok(match finding {
        ControlFlow::Break(Some(causes)) => Finding::Causes(causes),
        ControlFlow::Break(None) => Finding::Nothing { tried, complete: false },
        ControlFlow::Continue(()) => Finding::Nothing { tried, complete: true },
    })
}

/// The causes, or `None` where the effort is at its end.
type End = ControlFlow<Option<Vec<Cause>>>;

impl Search<'_> {
    fn run<'a>(&mut self, case: &Case<'a>, siblings: &[Platform<'a>]) -> End {
        let arena = Bump::new();
        let seen = case.seen();
        let ground = Ground { arena: &arena, case, seen: &seen, siblings, is_first: true };
        let mut singles = Vec::new();
        let mut reached: Option<Cause> = None;
        let mut kept = 0;
        for (kind, variations) in KINDS.iter().enumerate() {
            let mut end = End::Continue(());
            let _ = variations(&ground, &mut |Variation { cause, case }| {
                let Some(attempt) = self.attempt(&case) else { return stop(&mut end, None) };
                match attempt {
                    Ok(attempt) if attempt.reached => match &mut reached {
                        Some(first) => first.or(cause),
                        None => reached = Some(cause),
                    },
                    // Two mistakes that give the same steps are one: the likelier, which came first, stands for both.
                    Ok(attempt) if reached.is_none() && self.marks.insert(attempt.mark) => {
                        kept += case.size() + OVERHEAD;
                        if kept <= KEPT {
                            singles.push(Single { kind, cause, case });
                        }
                    }
                    // A case that cannot be signed is no explanation of a signature that exists.
                    Ok(_) | Err(_) => {}
                }
                // A server that answers meanwhile is told the likeliest and no other.
                if reached.is_some() && matches!(self.goal, Goal::Received) {
                    Flow::Break(())
                } else {
                    Flow::Continue(())
                }
            });
            match (&reached, end) {
                (Some(_), _) if matches!(self.goal, Goal::Received) => break,
                (Some(_), End::Break(_)) => break,
                (_, end) => end?,
            }
        }
        if let Some(cause) = reached {
            return End::Break(Some(vec![cause]));
        }
        for single in &singles {
            self.after(single)?;
        }
        if kept > KEPT { End::Break(None) } else { End::Continue(()) }
    }

    /// Every mistake of a later kind, made in a case that has one already.
    fn after(&mut self, single: &Single<'_>) -> End {
        let arena = Bump::new();
        let seen = single.case.seen();
        let ground = Ground { arena: &arena, case: &single.case, seen: &seen, siblings: &[], is_first: false };
        for variations in KINDS.iter().skip(single.kind + 1) {
            let mut end = End::Continue(());
            let _ = variations(&ground, &mut |Variation { cause, case }| match self.attempt(&case) {
                None => stop(&mut end, None),
                Some(Ok(attempt)) if attempt.reached => stop(&mut end, Some(vec![single.cause.clone(), cause])),
                Some(_) => Flow::Continue(()),
            });
            end?;
        }
        End::Continue(())
    }

    /// Tries a case; `None` where the effort is at its end. A case that cannot be signed is none.
    fn attempt(&mut self, case: &Case<'_>) -> Option<Result<Attempt, SignError>> {
        self.tried += 1;
        self.bytes += case.size();
        let within = self.tried <= self.effort.attempts && self.bytes <= self.effort.bytes;
        within.then(|| case.attempt(self.goal))
    }
}

fn stop(end: &mut End, with: Option<Vec<Cause>>) -> Flow {
    *end = End::Break(with);
    Flow::Break(())
}
