//! What makes a list of codes doubtful: sentences are numbered and examples are given in the same shapes.

use std::collections::HashSet;

use super::listing::Pair;
use super::text::{Sign, Text, Token};

/// Words before a list that tell that its numbers count sentences or steps.
const SENTENCES: &[&str] =
    &["注意", "注意事项", "注", "步骤", "规则", "要求", "提示", "须知", "限制", "注意点", "流程", "顺序"];
/// Words before a list that tell that it is an example.
const EXAMPLES: &[&str] = &["例如", "比如", "例", "如", "示例", "举例", "样例", "诸如"];
/// Words that sentences have and names of codes hardly.
const SPEAKING: &[&str] = &[
    "不能", "不得", "不可", "必须", "需要", "请", "使用", "如果", "若", "支持", "建议", "参考", "详见", "超过", "应该",
    "可以", "为空", "时候", "每个", "每次", "不超", "确保", "保证", "填写", "传入",
];
/// Words that begin a later step.
const LATER: &[&str] = &["再", "然后"];
/// Words behind a list that tell that it has more codes than are listed.
const MORE: &[&str] = &["不限于", "后续扩展", "后续增加", "后续会", "陆续", "持续增加"];
/// Words that stand for all other codes.
const OTHERS: &[&str] = &["其他", "其它", "其余", "others", "other"];
/// The longest name of a code, in characters, where it is parted like a sentence of a numbered list, and where nothing
/// or a comma parts it.
const SHORT: usize = 10;
const LONG: usize = 20;

pub(super) fn of(text: &Text, list: &[&Token], pairs: &[Pair]) -> Option<&'static str> {
    let first = list.first()?;
    let lead = lead(text, first.start);
    if SENTENCES.contains(&lead.as_str()) {
        return Some("the word before it says that its numbers count sentences");
    }
    if EXAMPLES.contains(&lead.as_str()) {
        return Some("the word before it says that it is an example");
    }
    let final_word = list.last().map_or(first.word, |token| token.word);
    if has_more(text, first.start, final_word) {
        return Some("it says that there are other codes");
    }
    if is_behind_a_number(text, first.start) {
        return Some("a number without words stands before it");
    }
    let titles = || pairs.iter().map(|(_, title)| without_brackets(title));
    if first.sign.numbers_sentences() {
        let is_sentence = |title: &str| {
            title.chars().count() > SHORT
                || title.contains(['，', ',', '。', '；', ';'])
                || SPEAKING.iter().any(|word| title.contains(word))
        };
        if titles().any(|title| is_sentence(&title)) {
            return Some("sentences are numbered so as well");
        }
    }
    if titles().any(|title| LATER.iter().any(|word| title.starts_with(word))) {
        return Some("steps are numbered so as well");
    }
    if names_each(&lead, pairs) {
        return Some("the same word stands before each number, so it may only count");
    }
    if first.sign == Sign::Bare && has_equal_titles(pairs) {
        return Some("one word stands behind several numbers, as measures do");
    }
    if matches!(first.sign, Sign::Bare | Sign::Comma)
        && !lead.is_empty()
        && titles().next_back().is_some_and(|title| ends_in_number(&title))
    {
        return Some("its codes may stand behind their words");
    }
    if first.sign == Sign::Slash && !counts(pairs) {
        return Some("a slash parts an amount from its measure as well");
    }
    if matches!(first.sign, Sign::Bare | Sign::Comma) && titles().any(|title| title.chars().count() > LONG) {
        return Some("its words are as long as sentences");
    }
    let is_behind_a_name = |token: &&&Token| {
        let head = text.plain.get(..token.start).unwrap_or_default();
        head.iter().rev().find(|mark| !mark.is_whitespace()).is_some_and(|mark| matches!(mark, ':' | '='))
    };
    if first.sign == Sign::Bare && list.iter().filter(is_behind_a_name).count() > 1 {
        return Some("its numbers stand behind names, as amounts do");
    }
    if titles().any(|title| holds_next(&title, pairs)) {
        return Some("the word of one code holds what may be another code");
    }
    None
}

/// Whether a text says that codes which it does not list may stand as well: `1：男，2：女，其他：未知`, `0：甲 1：乙 等`.
fn has_more(text: &Text, start: usize, last: usize) -> bool {
    let text_of_all: String = text.plain.iter().collect();
    let behind: String = text.plain.get(start..).unwrap_or_default().iter().collect();
    let tail = text.plain.get(last..).unwrap_or_default().iter().position(|mark| matches!(mark, '。' | '\n'));
    let listed: String =
        text.plain.get(start..tail.map_or(text.plain.len(), |tail| last + tail)).unwrap_or_default().iter().collect();
    let is_others = |part: &str| {
        let part = part.to_ascii_lowercase();
        OTHERS.iter().filter_map(|word| part.strip_prefix(word)).any(|behind_word| {
            let behind_word = behind_word.trim_start_matches(['值', '的', '数', '字', '情', '况']);
            behind_word.starts_with([':', '=', '-', '均', '都', '为']) || behind_word.starts_with("表示")
        })
    };
    let is_rest = |part: &str| matches!(part, "等" | "等等" | "etc" | "etc.");
    MORE.iter().any(|word| text_of_all.contains(word))
        || ["…", "..."].iter().any(|dots| listed.contains(dots))
        || parts(&listed).any(is_rest)
        || parts(&behind).any(|part| part.starts_with("更多") || is_others(part))
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(|mark: char| mark.is_whitespace() || ",;，；、。()".contains(mark))
}

/// Whether a number and a mark stand right before a place: `1、2 为必填`.
fn is_behind_a_number(text: &Text, start: usize) -> bool {
    let head = text.plain.get(..start).unwrap_or_default();
    let mut before = head.iter().rev();
    before.next().is_some_and(|mark| matches!(mark, '、' | '/' | '或' | '和'))
        && before.next().is_some_and(char::is_ascii_digit)
}

/// Whether the words before the first number and those before each other one end alike: `附录 1：状态，附录 2：类型`.
fn names_each(lead: &str, pairs: &[Pair]) -> bool {
    let Some(last) = lead.chars().next_back() else { return false };
    let Some((_, others)) = pairs.split_last() else { return false };
    let names = |title: &str| {
        let parts: Vec<&str> = parts(title).collect();
        parts.len() > 1 && parts.last().is_some_and(|part| part.ends_with(last))
    };
    !others.is_empty() && others.iter().all(|(_, title)| names(title))
}

fn has_equal_titles(pairs: &[Pair]) -> bool {
    let titles: HashSet<&str> = pairs.iter().map(|(_, title)| title.as_str()).collect();
    titles.len() < pairs.len()
}

/// Whether a title ends in a number apart: `待审 2`.
fn ends_in_number(title: &str) -> bool {
    let word = title.trim_end_matches(|character: char| character.is_ascii_digit());
    word.len() < title.len() && word.ends_with(|mark: char| mark.is_whitespace() || ",，;；、。".contains(mark))
}

/// Whether the codes are 0 or 1 and those that follow.
fn counts(pairs: &[Pair]) -> bool {
    let codes: Vec<Option<i64>> = pairs.iter().map(|(code, _)| code.parse().ok()).collect();
    let first = codes.first().copied().flatten();
    first.is_some_and(|first| matches!(first, 0 | 1) && (first..).zip(&codes).all(|(next, code)| Some(next) == *code))
}

/// The word right before a list: `注意：1、…`.
fn lead(text: &Text, start: usize) -> String {
    let is_mark = |character: &char| character.is_whitespace() || ":,.。;、()【】[]".contains(*character);
    let head = text.plain.get(..start).unwrap_or_default();
    let end = head.len() - head.iter().rev().take_while(|character| is_mark(character)).count();
    let head = head.get(..end).unwrap_or_default();
    // No word of the lists above is longer.
    let length = head.iter().rev().take(6).take_while(|character| !is_mark(character)).count();
    head.get(end - length..).unwrap_or_default().iter().collect()
}

fn without_brackets(title: &str) -> String {
    let mut depth = 0_usize;
    let mut text = String::new();
    for character in title.chars() {
        match character {
            '(' | '（' => depth += 1,
            ')' | '）' => depth = depth.saturating_sub(1),
            _ if depth == 0 => text.push(character),
            _ => {}
        }
    }
    text
}

/// Whether a title has a number apart that would be the list's next code: `缺货 2到货`.
fn holds_next(title: &str, pairs: &[Pair]) -> bool {
    let codes = || pairs.iter().filter_map(|(code, _)| code.parse::<i64>().ok());
    let parts = title.split(|mark: char| mark.is_whitespace() || ",，;；、/".contains(mark)).skip(1);
    parts
        .filter_map(leading_number)
        .any(|number| codes().any(|code| code.checked_add(1) == Some(number)) && codes().all(|code| code != number))
}

fn leading_number(part: &str) -> Option<i64> {
    let end = part.find(|character: char| !character.is_ascii_digit()).unwrap_or(part.len());
    let (number, behind) = part.split_at(end);
    number.parse().ok().filter(|_| behind.starts_with(char::is_alphabetic))
}
