//! One entry for each call: what was verified, or why it was refused. An entry is one line whatever a caller sent,
//! and it holds no secret and no value of a sensitive field.

use std::fmt::{self, Write as _};

use signwright_runtime::model::RefusalReason;

/// What the sandbox says about one call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Which call of the service it is; the first is 1, and 0 is one that was not counted.
    pub number: u64,
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
    /// A fault was planned, and nothing was executed.
    Faulted,
    /// Refused as the vendor refuses.
    Refused(RefusalReason),
    /// No platform serves this path, or the body was too large.
    NotServed,
}

impl Verdict {
    /// The verdict in the log's words.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Repeated => "repeated",
            Self::Faulted => "faulted",
            Self::Refused(reason) => reason_name(reason),
            Self::NotServed => "not served",
        }
    }
}

pub(crate) const fn reason_name(reason: RefusalReason) -> &'static str {
    match reason {
        RefusalReason::Malformed => "malformed",
        RefusalReason::Verb => "verb",
        RefusalReason::Method => "method",
        RefusalReason::MissingCommon => "missing_common",
        RefusalReason::Credential => "credential",
        RefusalReason::Clock => "clock",
        RefusalReason::MissingSignature => "missing_signature",
        RefusalReason::Signature => "signature",
        RefusalReason::MissingField => "missing_field",
        RefusalReason::Field => "field",
        RefusalReason::Rule => "rule",
        RefusalReason::UnknownField => "unknown_field",
        RefusalReason::Empty => "empty",
        RefusalReason::Row => "row",
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
        write!(out, "{}: {}", self.verdict, one_line(&self.text, TEXT))
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(reason) => write!(out, "refused ({})", reason_name(*reason)),
            reason => out.write_str(reason.name()),
        }
    }
}

/// The longest name and the longest text that an entry shows, in characters.
pub(crate) const NAME: usize = 80;
pub(crate) const TEXT: usize = 2000;

/// The text as the value of a header: what is not plain ASCII is percent-encoded, as UTF-8.
pub(crate) fn header(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    for byte in text.bytes() {
        if matches!(byte, b' '..=b'~') && byte != b'%' {
            value.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(value, "%{byte:02X}");
        }
    }
    value
}

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
    fn a_header_carries_any_text() {
        assert_eq!(
            header("it verifies if `备注` is 100 %\r\n"),
            "it verifies if `%E5%A4%87%E6%B3%A8` is 100 %25%0D%0A"
        );
    }

    #[test]
    fn an_entry_is_one_line_whatever_was_sent() {
        let entry = Entry {
            number: 1,
            platform: "acme".to_owned(),
            endpoint: "order\r\npush".to_owned(),
            verdict: Verdict::Refused(RefusalReason::Method),
            text: format!("不存在\u{202e}{}", "订".repeat(3000)),
        };
        let line = entry.to_string();
        assert_eq!(line.lines().count(), 1);
        assert!(line.starts_with("acme order\u{fffd}\u{fffd}push refused (method): 不存在\u{fffd}订"), "{line}");
        assert!(line.ends_with("订…"));
    }
}
