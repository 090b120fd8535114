//! Lengths as they are written: `40`, `19,4`, `1-64`, `..40`, `max 64`, `64字节`.

use super::spelling::plain;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Length {
    None,
    /// One number; whether it counts bytes.
    One(u32, bool),
    Two(u32, u32),
    /// From one length to another: this is the most.
    Span(u32),
    Unclear,
}

impl Length {
    pub(super) fn of(cell: &str) -> Self {
        let text = plain(cell);
        let text = text.trim_matches(|c| "()[]<>{}-—/".contains(c));
        if text.is_empty() {
            return Self::None;
        }
        let is_bytes = text.contains("字节") || text.to_ascii_lowercase().contains("byte");
        let numbers: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|c| !c.is_empty()).collect();
        let numbers: Option<Vec<u32>> = numbers.into_iter().map(|c| c.parse().ok()).collect();
        let between = text.trim_matches(|c: char| c.is_ascii_digit());
        match numbers.as_deref() {
            Some(&[c]) if is_most(text) => Self::One(c, is_bytes),
            Some(&[least, most]) if matches!(between, ".." | "-" | "~" | "～" | "至" | "到") && least <= most => {
                Self::Span(most)
            }
            // `scale:8,length:20`
            Some(&[scale, digits]) if text.contains("小数") && scale < digits => Self::Two(digits, scale),
            Some(&[c, two]) if between.chars().count() == 1 || text.contains("小数") => Self::Two(c, two),
            _ => Self::Unclear,
        }
    }

    pub(super) fn is_bytes(&self) -> bool {
        matches!(self, Self::One(_, true))
    }

    pub(super) fn digits(&self) -> Option<(u32, u32)> {
        match self {
            // The notation's exact decimal carries 28 digits.
            Self::Two(digits, scale) if (1..=28).contains(digits) && scale <= digits => Some((*digits, *scale)),
            _ => None,
        }
    }
}

/// Whether what stands before a number says that it is the most: `max 64`, `≤64`.
fn is_most(text: &str) -> bool {
    const WORDS: [&str; 14] =
        ["", "max", "maxlength", "length", "len", "upto", "..", "≤", "<=", "<", "最大", "最长", "变长", "长度"];
    let before = text.split(|c: char| c.is_ascii_digit()).next().unwrap_or_default();
    let before = before.trim_end_matches([':', '：', '=', '.', '长', '为']).to_ascii_lowercase();
    // A longer text says more of the number than that it is the most.
    text.chars().count() <= 16 && (WORDS.contains(&before.as_str()) || before == "最大长度" || before == "不超过")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_in_many_forms() {
        for (cell, length) in [
            ("", Length::None),
            ("-", Length::None),
            ("40", Length::One(40, false)),
            ("（40）", Length::One(40, false)),
            ("max 64", Length::One(64, false)),
            ("≤64", Length::One(64, false)),
            ("64字节", Length::One(64, true)),
            ("255字符", Length::One(255, false)),
            ("..40", Length::One(40, false)),
            ("1-64", Length::Span(64)),
            ("8..40", Length::Span(40)),
            ("1～20", Length::Span(20)),
            ("19,4", Length::Two(19, 4)),
            ("19.4", Length::Two(19, 4)),
            ("小数位数:8,最大长度:20", Length::Two(20, 8)),
            ("很长", Length::Unclear),
            ("约40", Length::Unclear),
            ("99999999999", Length::Unclear),
            ("1,2,3", Length::Unclear),
        ] {
            assert_eq!(Length::of(cell), length, "{cell}");
        }
    }
}
