//! Bulk in test data, told once: fifty rows, ten thousand characters. `tests/cases/README.md` has the notation.

use std::fmt::Write as _;

/// Writes out what test data repeats: `⟪3,×T⟨n:02⟩⟫` is `T00,T01,T02`.
pub fn expand(text: &str) -> Result<String, String> {
    let mut expanded = String::new();
    let mut remaining = text;
    while let Some((before, opened)) = remaining.split_once('⟪') {
        let (repeat, after) = opened.split_once('⟫').ok_or("`⟪` without `⟫`")?;
        let (how, item) = repeat.split_once('×').ok_or("`⟪` without `×`")?;
        let digits = how.find(|character: char| !character.is_ascii_digit()).unwrap_or(how.len());
        let (count, separator) = how.split_at(digits);
        let count: usize = count.parse().map_err(|_| "`⟪` without a count")?;
        expanded.push_str(before);
        for index in 0..count {
            expanded.push_str(if index == 0 { "" } else { separator });
            expanded.push_str(&numbered(item, index)?);
        }
        remaining = after;
    }
    Ok(expanded + remaining)
}

/// An item of a repetition with its number, counted from zero: `⟨n⟩` as it is, `⟨n:03⟩` with three digits.
fn numbered(item: &str, index: usize) -> Result<String, String> {
    let mut written = String::new();
    let mut remaining = item;
    while let Some((before, opened)) = remaining.split_once("⟨n") {
        let (width, after) = opened.split_once('⟩').ok_or("`⟨n` without `⟩`")?;
        let width = width.strip_prefix(":0").map_or(Ok(0), str::parse).map_err(|_| format!("no width: {width}"))?;
        written.push_str(before);
        let _ = write!(written, "{index:0width$}");
        remaining = after;
    }
    Ok(written + remaining)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repetition_is_written_out() {
        assert_eq!(
            expand("[⟪3, ×{\"tid\":\"订⟨n:03⟩\",\"n\":⟨n⟩}⟫]").unwrap(),
            "[{\"tid\":\"订000\",\"n\":0}, {\"tid\":\"订001\",\"n\":1}, {\"tid\":\"订002\",\"n\":2}]"
        );
        assert_eq!(expand("a⟪4×😀⟫b⟪0×c⟫").unwrap(), "a😀😀😀😀b");
        assert!(expand("⟪4×").is_err() && expand("⟪×a⟫").is_err() && expand("⟪4a⟫").is_err());
    }
}
