//! Patterns of the clock, such as `yyyyMMddTHHmmssZ`: their tokens, and what a text in one tells. What is no token of the
//! list stands for itself, so `T`, `Z` and `GMT` need no quotes. Writing and reading texts is the engine's.

const TOKENS: [(&str, Token); 14] = [
    ("yyyy", Token::Year),
    ("yy", Token::ShortYear),
    ("MMM", Token::MonthName),
    ("MM", Token::Month),
    ("dd", Token::Day),
    ("EEE", Token::WeekDay),
    ("HH", Token::Hour),
    ("mm", Token::Minute),
    ("SSS", Token::Milli),
    ("ss", Token::Second),
    ("XXX", Token::Zone(":")),
    ("XX", Token::Zone("")),
    ("d", Token::BareDay),
    ("M", Token::BareMonth),
];

/// What a part of a pattern stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    /// Four digits of the year.
    Year,
    /// Two digits of the year, from 2000 on.
    ShortYear,
    /// Two digits of the month.
    Month,
    /// The month without a zero before it.
    BareMonth,
    /// Three letters of the month's English name.
    MonthName,
    /// Two digits of the day.
    Day,
    /// The day without a zero before it.
    BareDay,
    /// Three letters of the week day's English name.
    WeekDay,
    /// Two digits of the hour, 00 to 23.
    Hour,
    /// Two digits of the minute.
    Minute,
    /// Two digits of the second.
    Second,
    /// Three digits of the second's parts.
    Milli,
    /// The distance from UTC, with this between its hours and minutes.
    Zone(&'static str),
}

/// The tokens and the texts between them. `M` and `d` alone count only where no letter stands beside them.
pub fn tokens(pattern: &str) -> impl Iterator<Item = Result<Token, &str>> {
    let (mut start, mut before) = (0, ' ');
    std::iter::from_fn(move || {
        let unread = pattern.get(start..)?;
        let first = unread.chars().next()?;
        let alone = |name: &str| {
            name.len() > 1
                || !(before.is_ascii_alphabetic()
                    || unread.chars().nth(1).is_some_and(|next| next.is_ascii_alphabetic()))
        };
        let token = TOKENS.iter().find(|(name, _)| unread.starts_with(name) && alone(name));
        let (length, piece) = match token {
            Some((name, token)) => (name.len(), Ok(*token)),
            None => (first.len_utf8(), Err(unread.get(..first.len_utf8()).unwrap_or(""))),
        };
        start += length;
        before = first;
        Some(piece)
    })
}

/// Whether one of these stands in the pattern.
fn has(pattern: &str, wanted: &[Token]) -> bool {
    tokens(pattern).any(|token| token.is_ok_and(|token| wanted.contains(&token)))
}

/// Whether the pattern tells a day.
pub fn tells_day(pattern: &str) -> bool {
    has(pattern, &[Token::Year, Token::ShortYear])
        && has(pattern, &[Token::Month, Token::MonthName, Token::BareMonth])
        && has(pattern, &[Token::Day, Token::BareDay])
}

/// Whether the pattern tells a time of day, if only its hour.
pub fn tells_hour(pattern: &str) -> bool {
    has(pattern, &[Token::Hour])
}

/// Whether it shows the distance from UTC.
pub fn tells_zone(pattern: &str) -> bool {
    has(pattern, &[Token::Zone(""), Token::Zone(":")])
}

/// Whether it ends with the `Z` of ISO 8601, which says that the wall clock is that of UTC.
pub fn ends_in_utc(pattern: &str) -> bool {
    pattern.ends_with('Z')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_tells_a_day_an_hour_and_a_zone_by_its_tokens() {
        let tells = |pattern| (tells_day(pattern), tells_hour(pattern), tells_zone(pattern));
        assert_eq!(tells("yyyyMMddHHmmssXX"), (true, true, true));
        assert_eq!(tells("yyyy年M月d日"), (true, false, false));
        assert_eq!(tells("EEE, dd MMM yy HH:mm XXX"), (true, true, true));
        assert_eq!(tells("日期😀"), (false, false, false));
        assert_eq!(tells("yyyyMMdd"), (true, false, false));
        assert!(ends_in_utc("yyyyMMddTHHmmssZ") && !ends_in_utc("yyyyMMddZHH"));
    }
}
