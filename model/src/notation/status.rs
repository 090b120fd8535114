//! HTTP statuses as the notation writes them: `HTTP 404`, `HTTP 4xx`.

use crate::Statuses;
use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Located};

/// What stands before statuses.
pub const WORD: &str = "HTTP";

/// Statuses: `404`, or `4xx` for all of a hundred.
pub fn parse(text: Located<'_>) -> Result<Statuses, Diagnostic> {
    let is_number = |length: usize| {
        let digits = text.text.as_bytes().get(..length).unwrap_or_default();
        digits.len() == length && digits.iter().all(u8::is_ascii_digit)
    };
    let statuses = if let (Some(hundred), true) = (text.text.strip_suffix("xx"), is_number(1)) {
        hundred.parse().ok().filter(|hundred| (1..=5).contains(hundred)).map(Statuses::hundred)
    } else {
        let status = text.text.parse().ok().filter(|_| is_number(3) && text.text.len() == 3);
        status.filter(|status| (100..=599).contains(status)).map(Statuses::one)
    };
    statuses.ok_or_else(|| {
        Diagnostic::error(Code::BadStatus, text.span, format!("`{}` is no HTTP status", text.text))
            .help("write one from 100 to 599, `HTTP 404`, or all of a hundred, `HTTP 4xx`")
    })
}

/// The way back.
pub fn print(statuses: Statuses) -> String {
    if statuses.is_one() { format!("{WORD} {}", statuses.first) } else { format!("{WORD} {}xx", statuses.first / 100) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notation::cursor::tests::at_start;

    #[test]
    fn one_and_all_of_a_hundred() {
        for (text, first, last) in [("404", 404, 404), ("2xx", 200, 299), ("599", 599, 599)] {
            let read = parse(at_start(text)).expect(text);
            assert_eq!((read, print(read)), (Statuses { first, last }, format!("HTTP {text}")));
        }
        for text in ["", "4x", "6xx", "0xx", "xx", "99", "600", "4040", "+40", "４０４", "40x", "-1xx"] {
            assert_eq!(parse(at_start(text)).expect_err(text).code, Code::BadStatus);
        }
    }
}
