//! Coded values inside prose: `0：其它\n1：销售货品`, `10未确认 20待尾款`, `1在线支付 2现金,3银行转账`. A list is two
//! codes at least, all of one shape; a single one is told apart, because the others may just not be printed, and so is
//! a list that may as well be prose.

use std::collections::HashSet;

use super::listing::{Listing, Pair};
use super::text::{Sign, Text, Token};
use super::{behind_words, doubt, scan, shape, word_codes};

/// A longer text, in bytes, is no list of codes.
const LONGEST: usize = 256 << 10;

pub(crate) fn read(text: &str) -> Listing {
    if text.len() > LONGEST {
        return Listing::None;
    }
    // The order of attempts is from the plainest form to the one that most texts fit by chance.
    if let Some(pairs) = in_order(text) {
        return Listing::Many(pairs);
    }
    // `1、SALE：销售`: the number only counts.
    if let Some(pairs) = word_codes::read(text, true) {
        return Listing::Many(pairs);
    }
    let scanned = Text::of(text);
    let tokens = scan::tokens(&scanned);
    if let Some(listing) = behind_words::read(&scanned, &tokens) {
        return listing;
    }
    let list = shape::chosen(&scanned, &tokens);
    let mut pairs: Vec<Pair> = Vec::new();
    let mut listed: HashSet<&str> = HashSet::new();
    let mut unread = None;
    for (index, token) in list.iter().enumerate() {
        let is_last = index + 1 == list.len();
        let end = list.get(index + 1).map_or(scanned.chars.len(), |next| next.start);
        let title = title(&scanned, token, end, is_last);
        if title.is_empty() {
            continue;
        }
        if !listed.insert(&token.code) {
            // A second list, or the default by its word: `不传默认为 1：在线支付`.
            let more = list.iter().skip(index).any(|later| !listed.contains(later.code.as_str()));
            unread = more.then_some("it lists one code twice and others behind it");
            break;
        }
        pairs.push((token.code.clone(), title));
    }
    if let Some(code) = otherwise(text)
        && !pairs.is_empty()
        && !pairs.iter().any(|(listed, _)| *listed == code)
    {
        pairs.push((code, "无".to_owned()));
    }
    match pairs.len() {
        0 => word_codes::read(text, false).map_or(Listing::None, Listing::Many),
        1 => match pairs.pop() {
            // A number in running text, such as `RFC 952，…`.
            Some(pair) if list.first().is_none_or(|token| !matches!(token.sign, Sign::Comma | Sign::Slash)) => {
                Listing::One(pair)
            }
            _ => Listing::None,
        },
        _ => match unread.or_else(|| doubt::of(&scanned, &list, &pairs)) {
            Some(why) => Listing::Doubtful(pairs, why),
            None => Listing::Many(pairs),
        },
    }
}

/// The word of a code: to the next code or the end of its line, without what is said about the list.
fn title(text: &Text, token: &Token, end: usize, is_last: bool) -> String {
    let mut stop = end;
    for index in token.word..end {
        let Some(character) = text.char_at(index) else { break };
        let depth = text.depth(index);
        let blank = || text.char_at(index + 1).is_none_or(char::is_whitespace);
        let ends = character == '\n'
            || character == '.' && blank() && index > token.word
            || depth < token.depth
            || depth == token.depth && ("。;".contains(character) || is_last && character == ',');
        if ends && index > token.word {
            stop = index;
            break;
        }
    }
    let written = text.written(token.word, stop);
    let mut title = written.as_str();
    for said in ["不传", "默认", "无则", "若无", "如不传", "没有传", "（不传", "(不传", "(默认", "（默认"]
    {
        if let Some(index) = title.find(said).filter(|index| *index > 0) {
            title = title.get(..index).unwrap_or(title);
        }
    }
    let title = title.trim_matches(|mark: char| mark.is_whitespace() || ",，;；、。.:：|/\"“”‘’'`".contains(mark));
    let title = title.trim_end_matches(['[', '【', '「', '-', '—']).trim_end();
    let title = without_closing(title);
    let title = match (title.matches(['(', '（']).count(), title.matches([')', '）']).count()) {
        // A remark in brackets that was cut with the line.
        (open, close) if open > close => title.rsplit_once(['(', '（']).map_or(title, |(title, _)| title),
        (open, close) if open < close => title.trim_end_matches([')', '）']),
        _ => title,
    };
    title.trim().to_owned()
}

/// A title without the bracket that closes the list or its own entry: `【1:甲】【2:乙】`.
fn without_closing(title: &str) -> &str {
    let closing = [('【', '】'), ('[', ']'), ('{', '}'), ('「', '」')];
    let is_alone = |(open, close): &(char, char)| title.ends_with(*close) && !title.contains(*open);
    let Some((_, close)) = closing.iter().find(|pair| is_alone(pair)) else { return title };
    title.trim_end_matches(*close).trim_end_matches(|mark: char| mark.is_whitespace() || "\"“”'‘’`".contains(mark))
}

/// `无则填0`: the code for none.
fn otherwise(text: &str) -> Option<String> {
    let behind = ["无则填", "无则传", "没有则填", "没有则传"]
        .iter()
        .find_map(|word| text.split_once(word).map(|(_, behind)| behind))?;
    let code: String = behind.trim_start().chars().take_while(char::is_ascii_digit).collect();
    (!code.is_empty()).then_some(code)
}

/// `取值0至5对应的颜色依次为灰、红、黄、绿、蓝、紫`: codes named in order.
fn in_order(text: &str) -> Option<Vec<Pair>> {
    let (before, after) = text.split_once("依次为").or_else(|| text.split_once("依次是"))?;
    let numbers: Vec<i64> =
        before.split(|part: char| !part.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect();
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
