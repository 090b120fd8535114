//! Types in the notation of ISO 8583 and of banks (`an..40`, `N(12,2)`, `ANS1..20`), and dates that are given as
//! their pattern (`yyyyMMddHHmmss`).

/// The words of the notation for such a type, and what it is called.
pub(super) fn read(text: &str) -> Option<(String, &'static str)> {
    pattern(text).or_else(|| classes(text))
}

/// `yyyyMMddHHmmss` is a text of its length.
fn pattern(text: &str) -> Option<(String, &'static str)> {
    // Shorter ones are words of other tables.
    let is_pattern = text.len() >= 6
        && text.to_ascii_lowercase().starts_with("yy")
        && text.chars().all(|c| "yMdDhHmsSTZ-:/. '".contains(c) || c == 'Y');
    is_pattern.then(|| (format!("String({})", text.chars().filter(|c| *c != '\'').count()), "the pattern of a date"))
}

/// `an..40`: letters and digits, at most 40 of them.
fn classes(text: &str) -> Option<(String, &'static str)> {
    let end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (class, behind) = text.split_at(end);
    let class = class.to_ascii_lowercase();
    if !matches!(class.as_str(), "a" | "n" | "an" | "ns" | "as" | "ans" | "x") || behind.is_empty() {
        return None;
    }
    let inner = behind.strip_prefix('(').and_then(|behind| behind.strip_suffix(')')).unwrap_or(behind);
    if !inner.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b'-')) {
        return None;
    }
    let numbers = inner.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    let numbers: Option<Vec<u32>> = numbers.map(|part| part.parse().ok()).collect();
    match numbers?.as_slice() {
        &[digits @ 1..=28, scale] if class == "n" && inner.contains(',') && scale <= digits => {
            Some((format!("decimal({digits},{scale})"), "digits with decimals"))
        }
        // Leading zeros count in such a number, so it travels as text.
        &[most] | &[_, most] if class == "n" => Some((format!("String({most})"), "a text of digits")),
        &[most] | &[_, most] => Some((format!("String({most})"), "a text of such characters")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_of_characters_and_patterns_of_dates() {
        for (text, words) in [
            ("an..40", Some("String(40)")),
            ("ANS1..20", Some("String(20)")),
            ("NS5", Some("String(5)")),
            ("N1..12", Some("String(12)")),
            ("N(12,2)", Some("decimal(12,2)")),
            ("an3", Some("String(3)")),
            ("YYYYMMDDhhmmss", Some("String(14)")),
            ("yyyy-MM-dd", Some("String(10)")),
            ("an", None),
            ("Name", None),
            ("yes", None),
            ("int(11)", None),
            ("n个", None),
        ] {
            assert_eq!(read(text).map(|(words, _)| words).as_deref(), words, "{text}");
        }
    }
}
