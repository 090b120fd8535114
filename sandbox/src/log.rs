//! One entry for each call: what was verified, or why it was refused. An entry is one line whatever a caller sent,
//! and it holds no secret and no value of a sensitive field.

use std::fmt;

use signwright_runtime::model::Situation;

/// What the sandbox says about one call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The platform's name; empty when no platform serves the path.
    pub platform: String,
    /// The endpoint's wire name, as far as it is known.
    pub endpoint: String,
    /// What came of it.
    pub verdict: Verdict,
    /// What was verified, or the reason.
    pub text: String,
}

/// What came of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Everything was right and the endpoint did its work.
    Accepted,
    /// Everything was right, and the endpoint had done it before.
    Repeated,
    /// Refused as the vendor refuses.
    Refused(Situation),
    /// No platform serves this path, or the body was too large.
    NotServed,
}

impl Verdict {
    /// The verdict in the log's words.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Repeated => "repeated",
            Self::Refused(situation) => situation_name(situation),
            Self::NotServed => "not served",
        }
    }
}

/// The situation's name in the notation.
pub(crate) const fn situation_name(situation: Situation) -> &'static str {
    match situation {
        Situation::Malformed => "malformed",
        Situation::Verb => "verb",
        Situation::Method => "method",
        Situation::MissingCommon => "missing_common",
        Situation::Credential => "credential",
        Situation::Clock => "clock",
        Situation::MissingSignature => "missing_signature",
        Situation::Signature => "signature",
        Situation::MissingField => "missing_field",
        Situation::Field => "field",
        Situation::Rule => "rule",
        Situation::UnknownField => "unknown_field",
        Situation::Empty => "empty",
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.platform.is_empty() {
            write!(out, "{} ", one_line(&self.platform, NAME))?;
        }
        if !self.endpoint.is_empty() {
            write!(out, "{} ", one_line(&self.endpoint, NAME))?;
        }
        match self.verdict {
            Verdict::Refused(situation) => write!(out, "refused ({})", situation_name(situation))?,
            other => out.write_str(other.name())?,
        }
        write!(out, ": {}", one_line(&self.text, TEXT))
    }
}

/// The longest name and the longest text that an entry shows, in characters.
const NAME: usize = 80;
const TEXT: usize = 2000;

/// The text without control characters and marks that turn the direction, cut after `max` characters: callers choose
/// parts of it.
pub(crate) fn one_line(text: &str, max: usize) -> String {
    let disturbs = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let mut line: String = text.chars().take(max).map(|c| if disturbs(c) { '\u{fffd}' } else { c }).collect();
    if text.chars().nth(max).is_some() {
        line.push('…');
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_one_line_whatever_was_sent() {
        let entry = Entry {
            platform: "acme".to_owned(),
            endpoint: "order\r\npush".to_owned(),
            verdict: Verdict::Refused(Situation::Method),
            text: format!("不存在\u{202e}{}", "订".repeat(3000)),
        };
        let line = entry.to_string();
        assert_eq!(line.lines().count(), 1);
        assert!(line.starts_with("acme order\u{fffd}\u{fffd}push refused (method): 不存在\u{fffd}订"), "{line}");
        assert!(line.ends_with("订…"));
    }
}
