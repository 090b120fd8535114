//! Finds what may be codes in a text: numbers at a boundary with a word behind them. Which of them make a list is
//! left to `codes`; how prose counts with numbers stands in `counted`.

use super::counted;
use super::text::{DIGITS, Sign, Text, Token};
use crate::classify::spelling::is_han;

/// Quotation marks and brackets around a code: `“1”：是`, `[1] 是`.
const QUOTES: [(char, char); 8] =
    [('"', '"'), ('\'', '\''), ('“', '”'), ('‘', '’'), ('`', '`'), ('[', ']'), ('【', '】'), ('「', '」')];

pub(super) fn tokens(text: &Text) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut index = 0;
    while index < text.plain.len() {
        match token(text, index, tokens.last()) {
            Some(token) => {
                index = token.word;
                tokens.push(token);
            }
            None => index += 1,
        }
    }
    tokens
}

fn token(text: &Text, start: usize, previous: Option<&Token>) -> Option<Token> {
    let first = start + usize::from(text.char_at(start) == Some('-'));
    let digits = text.digits(first);
    if digits == 0 || digits > DIGITS {
        return None;
    }
    let before = text.before(start);
    let undelimited = before.is_some_and(is_han) && first == start;
    if !undelimited && !is_boundary(text, start, before) || counted::is_limit(text, start) {
        return None;
    }
    let end = first + digits;
    let closed = QUOTES.iter().any(|(open, close)| before == Some(*open) && text.char_at(end) == Some(*close));
    let (sign, spaced, word) = word(text, end + usize::from(closed))?;
    let is_bare = sign == Sign::Bare;
    if is_bare && counted::is_prose_before(text, start, word, previous) || counted::is_english(text, start, end) {
        return None;
    }
    let measure = if is_bare { counted::measure(text, word, spaced) } else { counted::Measure::None };
    if measure == counted::Measure::Sure {
        return None;
    }
    // `(1) 是`: the word stands outside of the brackets.
    let is_outside = sign == Sign::Bracket && before == Some('(');
    Some(Token {
        start,
        word,
        code: text.plain.get(start..end)?.iter().collect(),
        depth: text.depth(start) - usize::from(is_outside && text.depth(start) > 0),
        undelimited,
        sign,
        soft: measure == counted::Measure::Perhaps,
    })
}

/// Whether a code can begin behind this character.
fn is_boundary(text: &Text, start: usize, before: Option<char>) -> bool {
    let Some(before) = before else { return true };
    if matches!(before, '.' | ':' | '/') {
        // Inside a version, a time or a date.
        return !start.checked_sub(2).and_then(|index| text.char_at(index)).is_some_and(|far| far.is_ascii_digit());
    }
    before.is_whitespace() || ",;、。()[]|".contains(before) || QUOTES.iter().any(|(open, _)| before == *open)
}

/// What parts a code from its word, whether a blank does, and where the word begins; `None` without a word.
fn word(text: &Text, end: usize) -> Option<(Sign, bool, usize)> {
    let mut index = text.skip_blanks(end);
    let spaced = index > end;
    let sign = match text.char_at(index)? {
        ':' | '=' => Sign::Colon,
        '-' | '–' | '—' | '→' => Sign::Dash,
        '.' => Sign::Dot,
        '、' => Sign::Pause,
        ',' => Sign::Comma,
        '/' => Sign::Slash,
        ')' => Sign::Bracket,
        _ => Sign::Bare,
    };
    if sign != Sign::Bare {
        let arrow = matches!(text.char_at(index), Some('-' | '=')) && text.char_at(index + 1) == Some('>');
        let dashes = text.char_at(index) == Some('—') && text.char_at(index + 1) == Some('—');
        index = text.skip_blanks(index + 1 + usize::from(arrow || dashes));
    }
    if matches!(sign, Sign::Colon | Sign::Dash) && matches!(text.char_at(index), Some('"' | '“' | '‘' | '\'' | '「'))
    {
        index += 1;
    }
    let first = text.char_at(index)?;
    let second = text.char_at(index + 1).unwrap_or(' ');
    if first.is_ascii_digit() {
        // A word of digits, as a shop's name may be, but no amount, time or range.
        let number = text.digits(index);
        let behind = text.char_at(index + number).unwrap_or(' ');
        let alone = ",;、".contains(behind) || behind.is_whitespace();
        // Three digits at least: shops are called `1688`, two digits are an amount.
        return (spaced && sign == Sign::Bare && alone && number > 2).then_some((sign, spaced, index));
    }
    let stray = matches!(first, '时' | '则') && second != '间';
    // `2x`, `3d`: a size or a dimension.
    let small = first.is_lowercase() && sign == Sign::Bare && !spaced;
    (first.is_alphabetic() && !stray && !small).then_some((sign, spaced, index))
}
