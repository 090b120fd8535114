//! Which tokens of a text make one list: those that are parted from their words in one way, at one depth of brackets.

use std::collections::BTreeMap;

use super::text::{Sign, Text, Token};

/// The longest word of a code that a slip may follow, in characters.
const LONGEST: usize = 40;

pub(super) fn chosen<'t>(text: &Text, tokens: &'t [Token]) -> Vec<&'t Token> {
    let mut counts: BTreeMap<(Sign, usize), usize> = BTreeMap::new();
    for token in tokens {
        *counts.entry((token.sign, token.depth)).or_default() += usize::from(!token.undelimited && !token.soft);
    }
    // Of two with as many, the plainer sign and the outer depth.
    let Some((&(sign, depth), &most)) = counts.iter().rev().max_by_key(|(_, count)| **count) else { return Vec::new() };
    let mut list: Vec<&Token> = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        if token.depth < depth && !list.is_empty() {
            break;
        }
        if token.depth != depth || token.undelimited && !goes_on(&list, token) {
            continue;
        }
        let fits = if token.sign == sign {
            !token.soft || belongs(&list, token, tokens.get(index + 1), most)
        } else {
            most > 1 && slipped(text, &list, token, sign)
        };
        if fits {
            list.push(token);
        }
    }
    list
}

fn number(token: &Token) -> Option<i64> {
    token.code.parse().ok()
}

/// Whether a code is more than the one before it.
fn goes_on(list: &[&Token], token: &Token) -> bool {
    let before = list.last().and_then(|before| number(before));
    before.zip(number(token)).is_some_and(|(before, this)| this > before)
}

/// Whether a code whose word may be a measure belongs to a list of so many sure ones: it is the next of the code before
/// it, or has that behind it as its next, or is as long as that one, and there are many.
fn belongs(list: &[&Token], token: &Token, behind: Option<&Token>, most: usize) -> bool {
    let Some(this) = number(token) else { return false };
    let follows = list.last().and_then(|before| number(before)).is_some_and(|before| this == before + 1);
    let behind = behind.filter(|behind| !behind.soft && behind.sign == token.sign);
    let leads = list.is_empty() && behind.and_then(number) == this.checked_add(1);
    follows || leads || most > 2 && behind.is_some_and(|behind| behind.code.len() == token.code.len())
}

/// A code of a list whose sign was forgotten or mistyped: `04:处理失败 05取消成功`. It counts on or is that for none, is
/// as long as the one before it, and directly follows that one's word.
fn slipped(text: &Text, list: &[&Token], token: &Token, sign: Sign) -> bool {
    let is_loose = |sign: Sign| matches!(sign, Sign::Colon | Sign::Dash | Sign::Bare | Sign::Dot);
    let Some(before) = list.last().filter(|before| before.code.len() == token.code.len()) else { return false };
    if !is_loose(sign) || !is_loose(token.sign) || token.undelimited || token.soft {
        return false;
    }
    if token.start - before.word > LONGEST {
        return false;
    }
    let title = text.written(before.word, token.start);
    let title = title.trim_end_matches(|mark: char| mark.is_whitespace() || ",，;；、。".contains(mark));
    let counts =
        goes_on(list, token) || number(token) == Some(0) && list.iter().all(|before| before.code != token.code);
    counts && !title.contains([',', '，', ';', '；', '。', '\n'])
}
