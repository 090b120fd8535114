//! Finds what may be codes in a text: numbers at a boundary with a word behind them. Which of them make a list is
//! left to `codes`; how prose counts with numbers stands in `counted`.

use super::counted;
use super::text::{DIGITS, Sign, Text, Token};
use crate::classify::spelling::is_han;

/// Quotation marks and brackets around a code: `“1”：是`, `[1] 是`.
const QUOTES: [(char, char); 8] =
    [('"', '"'), ('\'', '\''), ('“', '”'), ('‘', '’'), ('`', '`'), ('[', ']'), ('【', '】'), ('「', '」')];

impl Text {
    /// What may be codes.
    pub(super) fn tokens(&self) -> Vec<Token> {
        let mut tokens: Vec<Token> = Vec::new();
        let mut place = 0;
        while place < self.plain.len() {
            match self.token(place, tokens.last()) {
                Some(token) => {
                    place = token.word;
                    tokens.push(token);
                }
                None => place += 1,
            }
        }
        tokens
    }

    fn token(&self, start: usize, previous: Option<&Token>) -> Option<Token> {
        let first = start + usize::from(self.at(start) == Some('-'));
        let digits = self.digits(first);
        if digits == 0 || digits > DIGITS {
            return None;
        }
        let before = self.before(start);
        let glued = before.is_some_and(is_han) && first == start;
        if !glued && !self.is_boundary(start, before) || counted::is_limit(self, start) {
            return None;
        }
        let end = first + digits;
        let closed = QUOTES.iter().any(|(open, close)| before == Some(*open) && self.at(end) == Some(*close));
        let (sign, spaced, word) = self.word(end + usize::from(closed))?;
        let is_bare = sign == Sign::Bare;
        if is_bare && counted::is_prose_before(self, start, word, previous) || counted::is_english(self, start, end) {
            return None;
        }
        let measure = if is_bare { counted::measure(self, word, spaced) } else { counted::Measure::None };
        if measure == counted::Measure::Sure {
            return None;
        }
        // `(1) 是`: the word stands outside of the brackets.
        let own = sign == Sign::Bracket && before == Some('(');
        Some(Token {
            start,
            word,
            code: self.plain.get(start..end)?.iter().collect(),
            depth: self.depth(start) - usize::from(own && self.depth(start) > 0),
            glued,
            sign,
            soft: measure == counted::Measure::Perhaps,
        })
    }

    /// Whether a code can begin behind this character.
    fn is_boundary(&self, start: usize, before: Option<char>) -> bool {
        let Some(before) = before else { return true };
        if matches!(before, '.' | ':' | '/') {
            // Inside a version, a time or a date.
            return !start.checked_sub(2).and_then(|place| self.at(place)).is_some_and(|far| far.is_ascii_digit());
        }
        before.is_whitespace() || ",;、。()[]|".contains(before) || QUOTES.iter().any(|(open, _)| before == *open)
    }

    /// What parts a code from its word, whether a blank does, and where the word begins; `None` without a word.
    fn word(&self, end: usize) -> Option<(Sign, bool, usize)> {
        let mut place = self.skip_blanks(end);
        let spaced = place > end;
        let sign = match self.at(place)? {
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
            let arrow = matches!(self.at(place), Some('-' | '=')) && self.at(place + 1) == Some('>');
            let dashes = self.at(place) == Some('—') && self.at(place + 1) == Some('—');
            place = self.skip_blanks(place + 1 + usize::from(arrow || dashes));
        }
        if matches!(sign, Sign::Colon | Sign::Dash) && matches!(self.at(place), Some('"' | '“' | '‘' | '\'' | '「'))
        {
            place += 1;
        }
        let first = self.at(place)?;
        let second = self.at(place + 1).unwrap_or(' ');
        if first.is_ascii_digit() {
            // A word of digits, as a shop's name may be, but no amount, time or range.
            let number = self.digits(place);
            let behind = self.at(place + number).unwrap_or(' ');
            let alone = ",;、".contains(behind) || behind.is_whitespace();
            return (spaced && sign == Sign::Bare && alone && number > 2).then_some((sign, spaced, place));
        }
        let stray = matches!(first, '时' | '则') && second != '间';
        let small = first.is_lowercase() && sign == Sign::Bare && !spaced;
        (first.is_alphabetic() && !stray && !small).then_some((sign, spaced, place))
    }
}
