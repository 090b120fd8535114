//! What a server assumes: `不传默认为1`, `默认-1`, `默认false`, and defaults named by a code's word (`默认创建时间`).
//! A default that is no value (`默认当前时间`) stays prose.

use super::listing::Pair;

const WORDS: &[&str] = &["默认值", "默认", "缺省值", "缺省"];

/// How far behind its word a value ends, in bytes.
const NEAR: usize = 500;

/// The default of a text. `codes` are the field's, by whose words it may be named.
pub(crate) fn read(text: &str, codes: &[Pair]) -> Option<String> {
    let mut by_name = None;
    for behind_word in behind(text) {
        if let Some(value) = literal(behind_word) {
            return Some(value);
        }
        if by_name.is_none() {
            by_name = named(behind_word, codes);
        }
    }
    by_name
}

fn behind(text: &str) -> impl Iterator<Item = &str> {
    WORDS.iter().flat_map(move |word| {
        text.match_indices(word).filter_map(move |(start, word)| {
            // `0：默认` is a code whose word it is.
            let head = text.get(..start)?;
            let before = head.trim_end().chars().next_back();
            let digit = head.chars().next_back().is_some_and(|c| c.is_ascii_digit());
            if digit || before.is_some_and(|c| ":：=".contains(c)) {
                return None;
            }
            let value = text.get(start + word.len()..)?;
            // A value stands near its word; a page that repeats the word is not read to its end for each.
            let value = value.get(..value.floor_char_boundary(NEAR))?;
            let value = value.trim_start_matches(|c: char| c.is_whitespace() || "为是:：=".contains(c));
            Some(value.strip_prefix("值").map_or(value, |value| value.trim_start_matches([':', '：', '为', '是'])))
        })
    })
}

fn literal(text: &str) -> Option<String> {
    let text = text.trim_start_matches(['“', '"', '\'', '‘']);
    for word in ["true", "false"] {
        if text.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word)) {
            return Some(word.to_owned());
        }
    }
    let sign = usize::from(text.starts_with('-'));
    let body = text.get(sign..)?;
    let length = body.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(body.len());
    let number = body.get(..length)?.trim_end_matches('.');
    let behind = body.get(number.len()..)?.chars().next().unwrap_or(' ');
    // A date, a time, a version or a name that begins with digits is no number.
    let is_other =
        behind.is_ascii_alphanumeric() || "-:_/".contains(behind) || behind == '年' || number.matches('.').count() > 1;
    (!number.is_empty() && !is_other).then(|| text.get(..sign + number.len()).unwrap_or(number).to_owned())
}

fn named(text: &str, codes: &[Pair]) -> Option<String> {
    let word = text
        .find(|c: char| c.is_whitespace() || "，,。;；)）".contains(c))
        .map_or(text, |end| text.get(..end).unwrap_or(text));
    let mut fits = codes.iter().filter(|(_, title)| title == word);
    match (fits.next(), fits.next()) {
        (Some((code, _)), None) => Some(code.clone()),
        _ => None,
    }
}

/// The words of a boolean's values: `true：创建\nfalse：不创建`.
pub(crate) fn of_boolean(text: &str) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for word in ["true", "false"] {
        let Some(behind) = text.split_once(word).map(|(_, behind)| behind) else { continue };
        let Some(behind) = behind.trim_start().strip_prefix([':', '：', '=']) else { continue };
        let end = behind.find(['\n', '；', ';', '，', ',', '。']).unwrap_or(behind.len());
        pairs.push((word.to_owned(), behind.get(..end).unwrap_or_default().trim().to_owned()));
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_and_prose_is_left() {
        for (text, value) in [
            ("不传默认为1 在线支付", Some("1")),
            ("不传本参数,输入值默认-1,表示由系统选择", Some("-1")),
            ("0:非严格模式,1:严格模式,默认1。详情", Some("1")),
            ("最大值:50。默认值:10。", Some("10")),
            ("默认false，模糊查询", Some("false")),
            ("默认为 0.00", Some("0.00")),
            ("默认值为1,即返回第一页数据", Some("1")),
            ("取值1~100\n默认值：1", Some("1")),
            ("不传默认当前时间", None),
            ("默认为JY开头", None),
            ("不传默认为空", None),
            ("默认2012-01-01起", None),
            ("默认10:30", None),
            ("默认😀", None),
            ("0：默认\n3：不允许合并", None),
            ("默认", None),
        ] {
            assert_eq!(read(text, &[]).as_deref(), value, "{text}");
        }
    }

    #[test]
    fn a_default_may_be_named_by_its_word() {
        let codes = [("1".to_owned(), "创建时间".to_owned()), ("2".to_owned(), "审核时间".to_owned())];
        assert_eq!(read("1：创建时间\n2：审核时间\n默认创建时间", &codes).as_deref(), Some("1"));
        let text = "true：创建\nfalse：不创建\n默认不创建";
        assert_eq!(read(text, &of_boolean(text)).as_deref(), Some("false"));
    }
}
