//! Finds what may be codes in a text: numbers at a boundary with a word behind them. Which of them make a
//! list is left to `codes`.

use crate::import::classify::spelling::is_han;

/// A number that may be a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// Where it begins, in characters.
    pub(super) start: usize,
    /// Where its word begins.
    pub(super) word: usize,
    /// The digits, with the sign.
    pub(super) code: String,
    /// How many brackets are open.
    pub(super) depth: usize,
    /// It stands directly behind a Chinese character: only the order of the codes tells that it is one.
    pub(super) glued: bool,
}

/// The longest code.
const DIGITS: usize = 6;

/// Finds the tokens of a text, with the depth of brackets at each character.
pub(super) fn tokens(text: &[char]) -> (Vec<Token>, Vec<usize>) {
    let depths = depths(text);
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < text.len() {
        match token(text, at, &depths) {
            Some(token) => {
                at = token.word;
                tokens.push(token);
            }
            None => at += 1,
        }
    }
    (tokens, depths)
}

fn token(text: &[char], start: usize, depths: &[usize]) -> Option<Token> {
    let signed = text.get(start) == Some(&'-');
    let first = start + usize::from(signed);
    let digits = text.get(first..)?.iter().take(DIGITS + 1).take_while(|one| one.is_ascii_digit()).count();
    if digits == 0 || digits > DIGITS {
        return None;
    }
    let before = start.checked_sub(1).and_then(|at| text.get(at)).copied();
    let glued = before.is_some_and(is_han) && !signed;
    if !glued && !is_boundary(text, start, before) || is_limit(text, start) {
        return None;
    }
    let end = first + digits;
    let word = word(text, end)?;
    if is_counted(text, start, end) {
        return None;
    }
    let code = text.get(start..end)?.iter().collect();
    Some(Token { start, word, code, depth: depths.get(start).copied().unwrap_or(0), glued })
}

/// Whether what stands before a number says that it is a limit or a default: `最大值：500`.
fn is_limit(text: &[char], start: usize) -> bool {
    let mut end = start;
    while end > 0 && text.get(end - 1).is_some_and(|one| one.is_whitespace() || ":：=为是".contains(*one)) {
        end -= 1;
    }
    let parted = end < start;
    let words = ["最大值", "最小值", "最大长度", "最小长度", "最大", "最小", "长度", "缺省值", "默认值", "取值范围"];
    parted
        && words.iter().any(|word| {
            let length = word.chars().count();
            end.checked_sub(length)
                .and_then(|at| text.get(at..end))
                .is_some_and(|tail| tail.iter().copied().eq(word.chars()))
        })
}

/// Whether a code can begin behind this character.
fn is_boundary(text: &[char], start: usize, before: Option<char>) -> bool {
    let Some(before) = before else { return true };
    if before == '.' || before == ':' {
        // Inside a version or a time.
        return !start.checked_sub(2).and_then(|at| text.get(at)).is_some_and(char::is_ascii_digit);
    }
    before.is_whitespace() || ",，;；、。：()（）【】[]|\"“”‘’".contains(before)
}

/// Where the word of a code begins; `None` when there is none.
fn word(text: &[char], end: usize) -> Option<usize> {
    let blank = |at: usize| text.get(at).is_some_and(|one| one.is_whitespace() && *one != '\n');
    let mut at = end;
    while blank(at) {
        at += 1;
    }
    let spaced = at > end;
    let sign = text.get(at).copied().filter(|one| ":：=.．、-→".contains(*one));
    if sign.is_some() {
        at += 1;
        if sign == Some('-') && text.get(at) == Some(&'>') {
            at += 1;
        }
        while blank(at) {
            at += 1;
        }
    }
    let first = *text.get(at)?;
    let second = text.get(at + 1).copied().unwrap_or(' ');
    if first.is_ascii_digit() {
        // A word of digits, as a shop's name may be, but no amount, time or range.
        let number = text.get(at..)?.iter().take(DIGITS + 1).take_while(|one| one.is_ascii_digit()).count();
        let behind = text.get(at + number).copied().unwrap_or(' ');
        let lone = behind == '\n' || ",，;；、".contains(behind) || behind.is_whitespace();
        return (spaced && sign.is_none() && lone && number > 2).then_some(at);
    }
    let stray = matches!(first, '时' | '则') && second != '间';
    if stray || !(is_han(first) || first.is_ascii_alphabetic()) {
        return None;
    }
    let glued = !spaced && sign.is_none();
    if sign.is_none() && is_unit(first, second) {
        return None;
    }
    if glued && (first.is_ascii_lowercase() || is_measure(first, second)) {
        return None;
    }
    Some(at)
}

/// Whether a number is counted by what follows it.
fn is_measure(first: char, second: char) -> bool {
    "天个條条位年月日秒元级倍%".contains(first) || matches!(first, '至' | '到') || is_unit(first, second)
}

/// Words of measure that no code is called by, whatever stands between.
fn is_unit(first: char, second: char) -> bool {
    ["小时", "分钟", "以上", "以下", "以内", "开始", "毫秒", "字符", "次数"]
        .iter()
        .any(|word| word.chars().eq([first, second]))
}

/// Whether English prose only counts with a number: `between 1 and 30`, `up to 60 characters`.
fn is_counted(text: &[char], start: usize, end: usize) -> bool {
    const BEFORE: &str = "between max maximum min minimum least most than exceed to from first last within under over \
                          default length limit";
    const BEHIND: &str = "characters character chars letters digits bytes items rows records entries pairs pages times \
                          decimals places seconds minutes hours days months years percent";
    let is_of = |words: &str, word: &str| words.split(' ').any(|one| one == word);
    let sign = text.get(end..).and_then(|rest| rest.iter().find(|one| !one.is_whitespace()));
    if sign.is_some_and(|one| ":：=".contains(*one)) {
        return false;
    }
    let head = text.get(..start).unwrap_or_default();
    let (before, far) = (last_word(head, 0), last_word(head, 2));
    let behind = text.get(end..).unwrap_or_default();
    let is_spaced = behind.first().is_some_and(|one| one.is_whitespace());
    // `1 to 20`
    let is_range = || {
        let rest: String = behind.iter().take(NEAR).collect();
        rest.trim_start().strip_prefix("to ").is_some_and(|rest| rest.starts_with(|one: char| one.is_ascii_digit()))
    };
    is_of(BEFORE, &before)
        || before == "and" && far == "between"
        || is_spaced && (is_range() || is_of(BEHIND, &first_word(behind)))
}

/// The longest word of prose that is looked at.
const WORD: usize = 12;
/// How much of a text is looked at for the words before a number.
const NEAR: usize = 40;

/// A Latin word from the end of a text, lower case, behind which so many others stand.
fn last_word(text: &[char], skipped: usize) -> String {
    let near: String = text.get(text.len().saturating_sub(NEAR)..).unwrap_or_default().iter().collect();
    let words = near.rsplit(|one: char| !one.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_ascii_lowercase).nth(skipped).unwrap_or_default()
}

/// The Latin word that a text begins with, lower case.
fn first_word(text: &[char]) -> String {
    let letters = text.iter().skip_while(|one| one.is_whitespace()).take(WORD + 1);
    letters.take_while(|one| one.is_ascii_alphabetic()).map(char::to_ascii_lowercase).collect()
}

fn depths(text: &[char]) -> Vec<usize> {
    let mut depth = 0_usize;
    let mut depths = Vec::with_capacity(text.len());
    for one in text {
        if matches!(one, ')' | '）') {
            depth = depth.saturating_sub(1);
        }
        depths.push(depth);
        if matches!(one, '(' | '（') {
            depth += 1;
        }
    }
    depths
}
