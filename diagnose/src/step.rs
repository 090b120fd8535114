//! The first thing that is tried: whether the other side's signature is the value of one of our steps, written in upper or
//! lower case. Then a step was left out, or a filter, and nothing need be searched for.

use super::case::{Case, Goal};
use super::cause::Cause;
use signwright_runtime::sign::SignedStep;

/// The step that the other side's signature is, in words.
pub(crate) fn compared(case: &Case<'_>, goal: Goal<'_>) -> Option<Cause> {
    // A scheme whose signature only another key verifies has no steps to show for it.
    let (steps, claim) = case.steps().ok()?;
    let theirs = match goal {
        Goal::Signature(theirs) => theirs.to_owned(),
        Goal::Received => claim?,
        Goal::Step(_) => return None,
    };
    let signature = case.platform.signing.signature();
    let written = |step: &SignedStep| Letters::of(&step.plain(), &theirs);
    // The nearer to the signature, the less is missing.
    let mut nearest = steps.iter().take(signature + 1).enumerate().rev();
    let (place, step, letters) = nearest.find_map(|(place, step)| Some((place, step, written(step)?)))?;
    let name = step.name().escape_debug();
    let in_case = letters.words();
    if place == signature {
        let what = if is_hex(&theirs) { format!("the hex of `{name}`") } else { format!("`{name}`") };
        return Some(Cause::new("hex", format!("writes {what}{in_case}"), format!("{what} is{in_case}")));
    }
    let holds = format!("`{name}`{in_case} is the signature, and the steps behind it are left out");
    Some(Cause::new(
        "step",
        format!("gives `{name}`{in_case} as the signature, and leaves out the steps behind it"),
        holds,
    ))
}

fn is_hex(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// How the other side writes the letters of a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Letters {
    Same,
    Upper,
    Lower,
}

impl Letters {
    /// All of them in one case: where only some differ, somebody mistyped the value.
    fn of(ours: &str, theirs: &str) -> Option<Self> {
        if ours == theirs {
            return Some(Self::Same);
        }
        if !ours.eq_ignore_ascii_case(theirs) {
            return None;
        }
        // Digits alone are the same in both cases, and were equal above.
        let upper = (theirs == ours.to_ascii_uppercase()).then_some(Self::Upper);
        upper.or_else(|| (theirs == ours.to_ascii_lowercase()).then_some(Self::Lower))
    }

    fn words(self) -> &'static str {
        match self {
            Self::Same => "",
            Self::Upper => " in upper case",
            Self::Lower => " in lower case",
        }
    }
}
