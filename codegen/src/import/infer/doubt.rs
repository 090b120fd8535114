//! What makes a list of codes doubtful: sentences are numbered and examples are given in the same shapes.

use super::codes::Pair;
use super::scan::{Sign, Text, Token};

/// Words before a list that tell that its numbers count sentences or steps.
const SENTENCES: &[&str] = &["注意", "注意事项", "注", "步骤", "规则", "要求", "提示", "须知", "限制", "注意点"];
/// Words before a list that tell that it is an example.
const EXAMPLES: &[&str] = &["例如", "比如", "例", "如", "示例", "举例", "样例", "诸如"];
/// Words that sentences have and names of codes hardly.
const SPEAKING: &[&str] = &[
    "不能", "不得", "不可", "必须", "需要", "请", "使用", "如果", "若", "支持", "建议", "参考", "详见", "超过", "应该",
    "可以", "为空", "时候", "每个", "每次", "不超", "确保", "保证", "填写", "传入",
];
/// The longest name of a code, in characters, where it is parted like a sentence of a numbered list, and where nothing
/// or a comma parts it.
const SHORT: usize = 10;
const LONG: usize = 20;

/// Why a list may be none.
pub(super) fn of(text: &Text, list: &[&Token], pairs: &[Pair]) -> Option<&'static str> {
    let first = list.first()?;
    let lead = lead(text, first.start);
    if SENTENCES.contains(&lead.as_str()) {
        return Some("the word before it says that its numbers count sentences");
    }
    if EXAMPLES.contains(&lead.as_str()) {
        return Some("the word before it says that it is an example");
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

/// The word right before a list: `注意：1、…`.
fn lead(text: &Text, start: usize) -> String {
    let is_mark = |character: &char| character.is_whitespace() || ":,.。;、()【】[]".contains(*character);
    let head = text.plain.get(..start).unwrap_or_default();
    let end = head.len() - head.iter().rev().take_while(|character| is_mark(character)).count();
    let head = head.get(..end).unwrap_or_default();
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
    let (number, rest) = part.split_at(end);
    number.parse().ok().filter(|_| rest.starts_with(char::is_alphabetic))
}
