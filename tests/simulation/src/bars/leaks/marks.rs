//! The marks, and the spellings in which a text is searched for them: not those of the engine's own search.

use std::fmt::Write as _;

/// Stands in each secret.
pub(super) const SECRET: &str = "Zq7XjKwBm4Tz";
/// Stands in personal data, and in secrets that may be Chinese.
pub(super) const PERSONAL: &str = "泄露龘";
/// Stands in personal data.
pub(super) const PERSONAL_LETTERS: &str = "Vw9QpLeak";

pub(super) struct Marks {
    spellings: Vec<String>,
}

impl Marks {
    pub(super) fn new() -> Self {
        let marks = [SECRET, PERSONAL, PERSONAL_LETTERS];
        Self { spellings: marks.into_iter().flat_map(spellings).collect() }
    }

    /// Which of them, or of these signatures, a text has, and what stands before it.
    pub(super) fn within(&self, text: &str, signatures: &[String]) -> Vec<String> {
        let of_signatures = signatures.iter().filter(|signature| !signature.is_empty());
        let all = self.spellings.iter().cloned().chain(of_signatures.flat_map(|signature| spellings(signature)));
        let shown = |spelling: String| {
            let at = text.find(&spelling)?;
            let begin = text.floor_char_boundary(at.saturating_sub(160));
            let end = text.floor_char_boundary(at + 80);
            Some(format!("`{spelling}` in …{}…", &text[begin..end]))
        };
        all.filter_map(shown).collect()
    }
}

/// The ways to spell a text.
fn spellings(text: &str) -> Vec<String> {
    let bytes = text.as_bytes();
    let hex = |prefix: &str, upper: bool| {
        bytes.iter().fold(String::new(), |mut made, byte| {
            let _ = if upper { write!(made, "{prefix}{byte:02X}") } else { write!(made, "{prefix}{byte:02x}") };
            made
        })
    };
    let escaped = |upper: bool| {
        text.encode_utf16().fold(String::new(), |mut made, unit| {
            let _ = match char::from_u32(unit.into()) {
                Some(character) if character.is_ascii() => write!(made, "{character}"),
                _ if upper => write!(made, "\\u{unit:04X}"),
                _ => write!(made, "\\u{unit:04x}"),
            };
            made
        })
    };
    let entities = text.chars().fold(String::new(), |mut made, character| {
        let _ = write!(made, "&#{};", u32::from(character));
        made
    });
    let rust = text.chars().fold(String::new(), |made, character| made + &character.escape_unicode().to_string());
    let reversed: String = text.chars().rev().collect();
    let decimal = bytes.iter().map(u8::to_string).collect::<Vec<_>>().join(", ");
    let mut all = vec![
        text.to_owned(),
        text.to_lowercase(),
        text.to_uppercase(),
        hex("%", true),
        hex("%", false),
        hex("%25", true),
        hex("", true),
        hex("", false),
        hex("\\x", false),
        escaped(true),
        escaped(false),
        entities,
        rust,
        reversed,
        decimal,
        format!("%{}", hex("%", true).replace('%', "%25")),
    ];
    all.extend((0..3).map(|shift| base64_within(bytes, shift)));
    let of_url: Vec<_> = all.iter().rev().take(3).map(|text| text.replace('+', "-").replace('/', "_")).collect();
    all.extend(of_url);
    all.sort();
    all.dedup();
    all
}

/// What is certain of a base64 text in which these bytes stand behind so many others, of three.
fn base64_within(bytes: &[u8], shift: usize) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    // Only groups of three that lie wholly within the bytes.
    let skip = (3 - shift) % 3;
    let groups = bytes.get(skip..).unwrap_or_default().chunks_exact(3);
    let digit = |value: u32| char::from(ALPHABET[(value & 63) as usize]);
    groups
        .flat_map(|group| {
            let value = u32::from(group[0]) << 16 | u32::from(group[1]) << 8 | u32::from(group[2]);
            [digit(value >> 18), digit(value >> 12), digit(value >> 6), digit(value)]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_found_in_any_spelling() {
        let marks = Marks::new();
        let within = |text: &str| marks.within(text, &["0123abcdef".to_owned()]).len();
        assert_eq!(within("plain, and nothing of it: 张三 %E5%BC%A0"), 0);
        for text in [
            "是泄露龘的",
            "%E6%B3%84%E9%9C%B2%E9%BE%98",
            "%e6%b3%84%e9%9c%b2%e9%be%98",
            "\\u6cc4\\u9732\\u9f98",
            "xZq7XjKwBm4Tzx",
            "ZQ7XJKWBM4TZ",
            // Base64 of the first mark, and of it behind one byte and two.
            "WnE3WGpLd0JtNFR6",
            "YVpxN1hqS3dCbTRUeg==",
            "YWFacTdYakt3Qm00VHo=",
            "0123ABCDEF",
        ] {
            assert!(within(text) > 0, "{text}");
        }
    }
}
