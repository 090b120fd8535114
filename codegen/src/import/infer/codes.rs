//! Coded values inside prose: `0：其它\n1：销售货品`, `10未确认 20待尾款`, `1在线支付 2现金,3银行转账`. A list is two
//! codes at least; a single one is told apart, because the others may just not be printed.

use std::collections::BTreeMap;

use super::scan::{Token, tokens};
use super::word_codes;

/// A code and the vendor's words for it.
pub(crate) type Pair = (String, String);

/// What a text lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Listing {
    /// Nothing.
    None,
    /// One code: no list.
    One(Pair),
    /// Two codes or more.
    Many(Vec<Pair>),
}

/// Reads the coded values of a text.
pub(crate) fn read(text: &str) -> Listing {
    if let Some(pairs) = in_order(text) {
        return Listing::Many(pairs);
    }
    // `1、SALE：销售`: the number only counts.
    if let Some(pairs) = word_codes::read(text, true) {
        return Listing::Many(pairs);
    }
    let chars: Vec<char> = text.chars().collect();
    let (tokens, depths) = tokens(&chars);
    let list = chosen(&tokens);
    let mut pairs: Vec<Pair> = Vec::new();
    for (at, token) in list.iter().enumerate() {
        let end = list.get(at + 1).map_or(chars.len(), |next| next.start);
        let title = title(&chars, token, end, &depths, at + 1 == list.len());
        if title.is_empty() {
            continue;
        }
        if pairs.iter().any(|(code, _)| *code == token.code) {
            break;
        }
        pairs.push((token.code.clone(), title));
    }
    if let Some(code) = otherwise(text)
        && !pairs.is_empty()
        && !pairs.iter().any(|(known, _)| *known == code)
    {
        pairs.push((code, "无".to_owned()));
    }
    match pairs.len() {
        0 => word_codes::read(text, false).map_or(Listing::None, Listing::Many),
        1 => pairs.pop().map_or(Listing::None, Listing::One),
        _ => Listing::Many(pairs),
    }
}

/// The tokens that make one list: those at the depth of brackets where most of them are, and of the
/// glued ones only those that go on counting.
fn chosen(tokens: &[Token]) -> Vec<&Token> {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for token in tokens {
        *counts.entry(token.depth).or_default() += usize::from(!token.glued);
    }
    // Of two depths with as many, the outer one.
    let Some((&depth, _)) = counts.iter().rev().max_by_key(|(_, count)| **count) else { return Vec::new() };
    let mut list: Vec<&Token> = Vec::new();
    for token in tokens {
        if token.depth < depth && !list.is_empty() && depth > 0 {
            break;
        }
        let goes_on = || {
            let before = list.last().and_then(|token| token.code.parse::<i64>().ok());
            before.zip(token.code.parse::<i64>().ok()).is_some_and(|(before, this)| this > before)
        };
        if token.depth == depth && (!token.glued || goes_on()) {
            list.push(token);
        }
    }
    list
}

/// The word of a code: to the next code or the end of its line, without what is said about the list.
fn title(text: &[char], token: &Token, end: usize, depths: &[usize], is_last: bool) -> String {
    let mut stop = end;
    for at in token.word..end {
        let Some(one) = text.get(at) else { break };
        let depth = depths.get(at).copied().unwrap_or(0);
        let blank = || text.get(at + 1).is_none_or(|next| next.is_whitespace());
        let ends = *one == '\n'
            || *one == '.' && blank() && at > token.word
            || depth < token.depth
            || depth == token.depth && ("。；;".contains(*one) || is_last && "，,".contains(*one));
        if ends && at > token.word {
            stop = at;
            break;
        }
    }
    let whole: String = text.get(token.word..stop).unwrap_or_default().iter().collect();
    let mut title = whole.as_str();
    for said in ["不传", "默认", "无则", "若无", "如不传", "没有传", "（不传", "(不传", "(默认", "（默认"]
    {
        if let Some(at) = title.find(said).filter(|at| *at > 0) {
            title = title.get(..at).unwrap_or(title);
        }
    }
    let title = title.trim_matches(|one: char| one.is_whitespace() || ",，;；、。.:：|/".contains(one));
    let title = match (title.matches(['(', '（']).count(), title.matches([')', '）']).count()) {
        // A remark in brackets that was cut with the line.
        (open, close) if open > close => title.rsplit_once(['(', '（']).map_or(title, |(title, _)| title),
        (open, close) if open < close => title.trim_end_matches([')', '）']),
        _ => title,
    };
    title.trim().to_owned()
}

/// `无则填0`: the code for none.
fn otherwise(text: &str) -> Option<String> {
    let rest = ["无则填", "无则传", "没有则填", "没有则传"]
        .iter()
        .find_map(|word| text.split_once(word).map(|(_, rest)| rest))?;
    let code: String = rest.trim_start().chars().take_while(char::is_ascii_digit).collect();
    (!code.is_empty()).then_some(code)
}

/// `取值0至5对应的颜色依次为灰、红、黄、绿、蓝、紫`: codes named in order.
fn in_order(text: &str) -> Option<Vec<Pair>> {
    let (before, after) = text.split_once("依次为").or_else(|| text.split_once("依次是"))?;
    let numbers: Vec<i64> =
        before.split(|one: char| !one.is_ascii_digit()).filter_map(|one| one.parse().ok()).collect();
    let &[from, to] = numbers.as_slice() else { return None };
    let end = after.find(['。', '；', ';', '\n', ',', '，']).unwrap_or(after.len());
    let words: Vec<&str> =
        after.get(..end)?.trim_start_matches(['：', ':']).split(['、', '/']).map(str::trim).collect();
    let wanted = usize::try_from(to.checked_sub(from)?.checked_add(1)?).ok()?;
    if wanted < 2 || words.len() != wanted || words.iter().any(|word| word.is_empty()) {
        return None;
    }
    Some((from..=to).zip(words).map(|(code, word)| (code.to_string(), word.to_owned())).collect())
}

/// Whether one value holds several codes, so that no list of single ones fits it.
pub(crate) fn is_joined(text: &str) -> bool {
    ["逗号", "拼接", "多个", "分隔", "隔开"].iter().any(|word| text.contains(word))
}

/// Whether the codes are bits that are added up. A list of 0 and 1 is a choice, whatever the field is called.
pub(crate) fn is_mask(name: &str, text: &str, codes: &[Pair]) -> bool {
    let name = name.to_ascii_lowercase();
    if codes.iter().all(|(code, _)| matches!(code.as_str(), "0" | "1")) {
        return false;
    }
    name.contains("mask")
        || name.contains("bitmap")
        || ["按位", "相加", "累加", "位运算"].iter().any(|word| text.contains(word))
}

#[cfg(test)]
#[path = "codes_tests.rs"]
mod tests;
