//! Numbers that prose counts with, in Chinese and English: limits, measures, ordinals, sizes. They are no codes.

use super::text::{Text, Token};
use crate::classify::spelling::is_han;

/// Whether a word behind a number is its measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    None,
    /// `14天销量`, but also `1天猫`.
    Perhaps,
    /// `50条`, `16K`, `2 小时`.
    Sure,
}

/// Words of two characters that measure, and no code is called by.
const UNITS: &[&str] = &[
    "小时", "分钟", "以上", "以下", "以内", "以后", "之间", "开始", "毫秒", "字符", "次数", "字节", "汉字", "公斤",
    "千克", "毫米", "厘米", "平方", "立方", "个月", "个字", "个工", "个自", "位小", "位数", "位整", "位的", "位长",
    "条数", "条记", "行数", "天内", "天后", "天前", "天的", "年内", "年的", "秒内", "秒后", "元的", "次的", "件的",
    "万条", "万元", "万个", "万字", "开头", "结尾", "打头", "点到", "点至", "点钟", "点前", "点后", "点半", "点整",
    "舍5", "舍五",
];

/// Characters that measure, and begin other words too.
const MEASURES: &str = "点天个個条條位年月日秒元级倍份张家种项页行次号折台箱套笔件星万千百兆%‰";

/// Characters before a number that count or compare with it.
const COUNTING: &str = "第为约近每共前后过于至到和与或及满达最超";
/// The same, where nothing parts them from the number.
const COUNTING_CLOSE: &str = "多少足高低长短大小等传填则需按加减乘除版";

/// Words that a title does not begin with.
const JOINING: &str = "和与及或至的";

/// Sizes and times in Latin letters.
const LATIN_UNITS: &[&str] = &[
    "k", "m", "g", "t", "b", "kb", "mb", "gb", "tb", "kib", "mib", "gib", "kg", "mg", "ml", "cm", "mm", "km", "px",
    "dpi", "ms", "min", "kbps", "mbps", "hz", "khz", "mhz", "bit", "bits",
];

/// Whether what stands before a number says that it is a limit or a default: `最大值：500`.
pub(super) fn is_limit(text: &Text, start: usize) -> bool {
    const WORDS: &str = "最大值 最小值 最大长度 最小长度 最大 最小 长度 缺省值 默认值 取值范围 缺省为 上限";
    let mut end = start;
    while text.before(end).is_some_and(|before| before.is_whitespace() || ":=为是".contains(before)) {
        end -= 1;
    }
    end < start && WORDS.split(' ').any(|word| ends_with(text, end, word))
}

fn ends_with(text: &Text, end: usize, word: &str) -> bool {
    let tail = end.checked_sub(word.chars().count()).and_then(|begin| text.plain.get(begin..end));
    tail.is_some_and(|tail| tail.iter().copied().eq(word.chars()))
}

/// Whether a number without a sign continues the words before it, or the words behind it go on with those: `第 2 步`,
/// `RFC 952`, `1和2`. `previous` is the code before it, whose word may be such a character itself.
pub(super) fn is_prose_before(text: &Text, start: usize, word: usize, previous: Option<&Token>) -> bool {
    let first = text.char_at(word).unwrap_or(' ');
    let behind = text.plain.get(word + 1..).unwrap_or_default().iter().find(|character| !character.is_whitespace());
    if JOINING.contains(first) || first == '到' && behind.is_some_and(char::is_ascii_digit) {
        return true;
    }
    let mut end = start;
    while end > 0 && text.is_blank(end - 1) {
        end -= 1;
    }
    let Some(before) = text.before(end) else { return false };
    let run = |is_part: fn(char) -> bool| {
        let length = text.plain.get(..end).unwrap_or_default().iter().rev().take(WORD).take_while(|c| is_part(**c));
        end - length.count()
    };
    if previous.is_some_and(|previous| run(is_han) == previous.word) {
        return false;
    }
    let is_spaced = end < start;
    if before.is_ascii_alphabetic() && is_spaced {
        // A name with a number (`RFC 952`), not the word of the code before it (`0 closed 1 open`).
        let begin = run(|character| character.is_ascii_alphanumeric());
        let is_title = previous.is_some_and(|previous| begin >= previous.word);
        return !is_title;
    }
    COUNTING.contains(before) || !is_spaced && COUNTING_CLOSE.contains(before)
}

/// Whether the word behind a number without a sign is its measure.
pub(super) fn measure(text: &Text, word: usize, spaced: bool) -> Measure {
    let first = text.char_at(word).unwrap_or(' ');
    let second = text.char_at(word + 1).unwrap_or(' ');
    if UNITS.iter().any(|unit| unit.chars().eq([first, second])) {
        return Measure::Sure;
    }
    if first.is_ascii_alphabetic() {
        let letters = first_word(text.plain.get(word..).unwrap_or_default());
        let ends = text.char_at(word + letters.len()).is_none_or(|next| !next.is_ascii_alphanumeric());
        return if ends && LATIN_UNITS.contains(&letters.as_str()) { Measure::Sure } else { Measure::None };
    }
    match MEASURES.contains(first) {
        true if !second.is_alphanumeric() => Measure::Sure,
        // `2 个` is counted, `1天猫` may be a shop.
        true if spaced && !is_han(second) => Measure::Sure,
        true => Measure::Perhaps,
        false => Measure::None,
    }
}

/// Whether English prose only counts with a number: `between 1 and 30`, `up to 60 characters`.
pub(super) fn is_english(text: &Text, start: usize, end: usize) -> bool {
    const BEFORE: &str = "between max maximum min minimum least most than exceed to from first last within under over \
                          default length limit version chapter section step page rfc iso http no";
    const BEHIND: &str = "characters character chars letters digits bytes items rows records entries pairs pages times \
                          decimals places seconds minutes hours days weeks months years percent or and of";
    let is_of = |words: &str, word: &str| words.split(' ').any(|listed| listed == word);
    let behind = text.plain.get(end..).unwrap_or_default();
    let sign = behind.iter().find(|character| !character.is_whitespace());
    if sign.is_some_and(|sign| ":=".contains(*sign)) {
        return false;
    }
    let head = text.plain.get(..start).unwrap_or_default();
    let (before, far) = (last_word(head, 0), last_word(head, 2));
    let is_spaced = behind.first().is_some_and(|character| character.is_whitespace());
    // `1 to 20`
    let is_range = || {
        let near: String = behind.iter().take(NEAR).collect();
        near.trim_start()
            .strip_prefix("to ")
            .is_some_and(|most| most.starts_with(|character: char| character.is_ascii_digit()))
    };
    is_of(BEFORE, &before)
        || before == "and" && far == "between"
        || is_spaced && (is_range() || is_of(BEHIND, &first_word(behind)))
}

const WORD: usize = 24;
/// How much of a text is looked at for the words before a number.
const NEAR: usize = 40;

/// A Latin word from the end of a text, lower case, behind which so many others stand.
fn last_word(text: &[char], skipped: usize) -> String {
    let near: String = text.get(text.len().saturating_sub(NEAR)..).unwrap_or_default().iter().collect();
    let words = near.rsplit(|character: char| !character.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_ascii_lowercase).nth(skipped).unwrap_or_default()
}

/// The Latin word that a text begins with, lower case.
fn first_word(text: &[char]) -> String {
    let letters = text.iter().skip_while(|character| character.is_whitespace()).take(WORD + 1);
    letters.take_while(|letter| letter.is_ascii_alphabetic()).map(char::to_ascii_lowercase).collect()
}
