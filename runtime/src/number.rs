//! The grammar of a JSON number. Its digits are never changed here, and no number becomes a float.

/// The length of the JSON number at the beginning of `text`; `None` when there is none.
pub(crate) fn length(text: &[u8]) -> Option<usize> {
    let mut length = usize::from(text.first() == Some(&b'-'));
    match text.get(length)? {
        // A zero ends the whole part: JSON has no leading zeros.
        b'0' => length += 1,
        b'1'..=b'9' => length += digits(text, length),
        _ => return None,
    }
    if text.get(length) == Some(&b'.') {
        length += 1 + some_digits(text, length + 1)?;
    }
    if matches!(text.get(length), Some(b'e' | b'E')) {
        // The sign belongs to the exponent only if one stands there.
        length += 1 + usize::from(matches!(text.get(length + 1), Some(b'+' | b'-')));
        length += some_digits(text, length)?;
    }
    Some(length)
}

/// Whether the whole text is a JSON number.
pub fn is_number(text: &str) -> bool {
    length(text.as_bytes()) == Some(text.len())
}

/// How many digits begin at `from`.
fn digits(text: &[u8], from: usize) -> usize {
    text.get(from..).map_or(0, |tail| tail.iter().take_while(|byte| byte.is_ascii_digit()).count())
}

/// As [`digits`], but at least one.
fn some_digits(text: &[u8], from: usize) -> Option<usize> {
    match digits(text, from) {
        0 => None,
        count => Some(count),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grammar_is_that_of_json() {
        for number in ["0", "-0", "7", "10.00", "-0.5", "1e3", "1E+30", "2.50e-7", "123456789012345678901234567890"] {
            assert!(is_number(number), "{number}");
        }
        for other in ["", "-", "+1", "01", "-01", ".5", "1.", "1.e3", "1e", "1e+", "0x10", "1_0", "NaN", "１２", "1 "]
        {
            assert!(!is_number(other), "{other}");
        }
    }
}
