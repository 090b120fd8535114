//! The first place where two texts part, with what stands around it. Where it is within a secret, or a secret stands
//! beside it, `<name>` stands for that.

use super::case::secret_names;
use signwright_model::Platform;
use signwright_runtime::Credentials;
use signwright_runtime::sign::SignedStep;

/// The first place where our text and the other side's part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The step that is most like the other side's text.
    pub step: String,
    /// How many characters are the same before it.
    pub at: usize,
    /// What both have right before it.
    pub before: String,
    /// What we have.
    pub ours: Side,
    /// What the other side has.
    pub theirs: Side,
    /// The secret that the texts part in; it is not shown.
    pub within: Option<String>,
}

/// One side of a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// The character there; `None` where the text ends, or is secret.
    pub character: Option<char>,
    /// What stands there and behind.
    pub text: String,
    /// How many characters the whole text has.
    pub length: usize,
}

/// How much is shown on either side of the place.
// Wide enough to find the place in one's own text, and narrow enough for two sides on a terminal's line.
const AROUND: usize = 24;

/// Text with `<name>` put back to the secret that it stands for, as it is pasted from what was shown.
pub fn unmasked(platform: &Platform<'_>, credentials: &Credentials, text: &str) -> String {
    let mut text = text.to_owned();
    for (name, value) in secrets(platform, credentials) {
        text = text.replace(&format!("<{name}>"), value);
    }
    text
}

impl Difference {
    /// Compares a text with those steps before the signature that are text, and takes the one that has the most of its
    /// beginning. `None` where there is no such step, or one is the same.
    pub fn of(
        platform: &Platform<'_>,
        credentials: &Credentials,
        steps: &[SignedStep],
        text: &str,
        show_secrets: bool,
    ) -> Option<Self> {
        let before = steps.iter().take(platform.signing.signature()).filter(|step| step.is_text());
        // Of two that are as like, the later one is nearer to the signature.
        let step = before.max_by_key(|step| likeness(&step.plain(), text))?;
        let ours = step.plain();
        // Counted in characters: the two texts may differ in bytes long before they look different.
        let position = common(&ours, text);
        if ours == text {
            return None;
        }
        let byte = |text: &str| text.char_indices().nth(position).map_or(text.len(), |(byte, _)| byte);
        let place = byte(&ours);
        let secret = step.secret_at(place).filter(|_| !show_secrets);
        // One character of a secret is one too many: where the texts part inside of it, only its name is told.
        let within = secret.map(|(name, _)| name.to_owned());
        let all = secrets(platform, credentials);
        let hidden = |text: &str| if show_secrets { text.to_owned() } else { hide(text, &all) };
        let side = |text: &str| {
            let shown = within.is_none();
            let behind = text.get(byte(text)..).unwrap_or_default();
            Side {
                character: behind.chars().next().filter(|_| shown),
                text: if shown { cut(&hidden(behind)) } else { String::new() },
                length: text.chars().count(),
            }
        };
        // A secret that the place lies in is cut before its first character, or its beginning would stand in
        // `before`.
        let same = hidden(ours.get(..secret.map_or(place, |(_, start)| start)).unwrap_or_default());
        let skipped = same.chars().count().saturating_sub(AROUND);
        Some(Self {
            step: step.name().to_owned(),
            at: position,
            before: same.chars().skip(skipped).collect(),
            ours: side(&ours),
            theirs: side(text),
            within,
        })
    }
}

fn common(left: &str, right: &str) -> usize {
    left.chars().zip(right.chars()).take_while(|(left, right)| left == right).count()
}

/// How many characters two texts have in common at their ends.
fn likeness(left: &str, right: &str) -> usize {
    let from_behind = left.chars().rev().zip(right.chars().rev()).take_while(|(left, right)| left == right).count();
    // A text with one character more in the middle shares both ends with ours, and is the likeliest to be meant.
    common(left, right) + from_behind
}

fn cut(text: &str) -> String {
    let mut shown: String = text.chars().take(AROUND).collect();
    if text.chars().nth(AROUND).is_some() {
        shown.push('…');
    }
    shown
}

fn secrets<'c>(platform: &Platform<'c>, credentials: &'c Credentials) -> Vec<(&'c str, &'c str)> {
    let value = |name: &'c str| Some((name, credentials.resolve(platform, name).filter(|value| !value.is_empty())?));
    secret_names(platform).filter_map(value).collect()
}

fn hide(text: &str, secrets: &[(&str, &str)]) -> String {
    let mut text = text.to_owned();
    for (name, value) in secrets {
        // Whole credentials come before their parts, so a part never cuts a hole into what should be hidden as one.
        text = text.replace(value, &format!("<{name}>"));
    }
    text
}
