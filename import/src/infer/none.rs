//! How "none" travels, where a description says so: `若无则传''`, `若无则传null`, `传入空字符串即可`.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nothing {
    Empty,
    /// `null`.
    Null,
}

const WORDS: &[&str] =
    &["若无则传", "若无可为", "若无可传", "若无传", "没有则传", "无则传", "若无则为", "若无则填", "为空则传", "为空传"];
const QUOTES: &[char] = &['‘', '’', '\'', '"', '“', '”', '＂', '＇'];

pub(crate) fn read(text: &str) -> Option<Nothing> {
    if text.contains("传入空字符串") || text.contains("可传空") || text.contains("传空字符串") {
        return Some(Nothing::Empty);
    }
    let value = WORDS.iter().find_map(|word| text.split_once(word).map(|(_, value)| value))?.trim_start();
    if value.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("null")) {
        return Some(Nothing::Null);
    }
    let body = value.trim_start_matches(QUOTES);
    let quoted = value.len() > body.len();
    let alone = body.chars().next().is_none_or(|next| next.is_whitespace() || "，,。;；)）".contains(next));
    let spelled = body.starts_with("空字符串") || body.starts_with("空值") || body.trim() == "空";
    (quoted && alone || spelled).then_some(Nothing::Empty)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_is_told_in_quotes_of_all_kinds() {
        for text in [
            "若无则传‘’",
            "备注，若无可为””",
            "json串，若无可传“”",
            "联系电话:***  若无则传‘\"\"",
            "若无则传''",
            "非自流转传入空字符串即可",
        ] {
            assert_eq!(read(text), Some(Nothing::Empty), "{text}");
        }
        assert_eq!(read("交易结束时间，若无则传null"), Some(Nothing::Null));
        for text in ["若无则传一个固定值", "若无则为“ok”。", "备注", "", "若无则传"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
