//! A text by its characters, with full-width forms as ASCII beside them, and the numbers in it that may be codes.

pub(super) struct Text {
    pub(super) chars: Vec<char>,
    /// With full-width forms as ASCII, at the same places.
    pub(super) plain: Vec<char>,
    /// How many brackets are open at each.
    pub(super) depths: Vec<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// Where it begins, in characters.
    pub(super) start: usize,
    pub(super) word: usize,
    pub(super) code: String,
    pub(super) depth: usize,
    /// It stands directly behind a Chinese character: only the order of the codes tells that it is one.
    pub(super) undelimited: bool,
    pub(super) sign: Sign,
    /// Its word may be a measure (`1天猫`, `14天销量`): only the codes around it tell that it is a code.
    pub(super) soft: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sign {
    /// `1：是`, `1=是`
    Colon,
    /// `1-是`, `1 -> 是`
    Dash,
    /// `1 是`, `1是`
    Bare,
    /// `1,是`
    Comma,
    /// `1/是`
    Slash,
    /// `1.是`
    Dot,
    /// `1、是`
    Pause,
    /// `1)是`, `(1)是`
    Bracket,
}

impl Sign {
    /// Whether lists of sentences are numbered so as well.
    pub(super) fn numbers_sentences(self) -> bool {
        matches!(self, Self::Dot | Self::Pause | Self::Bracket)
    }
}

/// The longest code: any number of 64 bits.
pub(super) const DIGITS: usize = 18;

impl Text {
    pub(super) fn of(text: &str) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let plain: Vec<char> = chars.iter().map(|character| plain(*character)).collect();
        let depths = depths(&plain);
        Self { chars, plain, depths }
    }

    pub(super) fn char_at(&self, index: usize) -> Option<char> {
        self.plain.get(index).copied()
    }

    pub(super) fn before(&self, index: usize) -> Option<char> {
        index.checked_sub(1).and_then(|before| self.char_at(before))
    }

    pub(super) fn depth(&self, index: usize) -> usize {
        self.depths.get(index).copied().unwrap_or(0)
    }

    pub(super) fn is_blank(&self, index: usize) -> bool {
        self.char_at(index).is_some_and(|character| character.is_whitespace() && character != '\n')
    }

    /// The first index from here on that is no blank of the line.
    pub(super) fn skip_blanks(&self, mut index: usize) -> usize {
        while self.is_blank(index) {
            index += 1;
        }
        index
    }

    pub(super) fn digits(&self, index: usize) -> usize {
        let digits = self.plain.get(index..).unwrap_or_default().iter().take(DIGITS + 1);
        digits.take_while(|character| character.is_ascii_digit()).count()
    }

    pub(super) fn written(&self, from: usize, to: usize) -> String {
        self.chars.get(from..to).unwrap_or_default().iter().collect()
    }
}

fn plain(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character),
        character => character,
    }
}

fn depths(text: &[char]) -> Vec<usize> {
    let mut depth = 0_usize;
    let mut depths = Vec::with_capacity(text.len());
    for character in text {
        if *character == ')' {
            depth = depth.saturating_sub(1);
        }
        depths.push(depth);
        if *character == '(' {
            depth += 1;
        }
    }
    depths
}

pub(super) fn is_letter(character: char) -> bool {
    character.is_alphabetic() || character == '_'
}
