//! Lists whose codes stand behind their words: `是：1 否：0`, `正常=0，停用=1`, `启用(1)、停用(0)`.

use super::listing::{Listing, Pair};
use super::text::{Sign, Text, Token, is_letter};

/// The longest word, in characters.
const LONGEST: usize = 12;

/// Words that name an amount, a limit or an example, and no code.
const AMOUNTS: &[&str] = &[
    "默认", "缺省", "最大", "最小", "最多", "最少", "最长", "最短", "长度", "精度", "取值", "范围", "示例", "例如",
    "比如", "版本", "编号", "电话", "手机", "端口", "页码", "每页", "单位", "小数", "位数", "数量", "金额", "价格",
    "单价", "总价", "时间", "日期", "间隔", "次数", "个数", "条数", "上限", "下限", "长", "宽", "高", "重", "附录",
    "图", "表", "第",
];

/// Words of a choice between two.
const CHOICES: &str = "是 否 有 无 男 女 真 假 开 关 启用 禁用 停用 开启 关闭 可用 不可用 正常 不是 \
                       成功 失败 未知 yes no true false on off enabled disabled male female open closed";

struct CodedWord {
    title: String,
    code: String,
    /// Where its word begins and what it is made of ends.
    begin: usize,
    end: usize,
    sign: char,
}

/// Reads such a list. `tokens` are the codes before their words, which go first where both are there.
pub(super) fn read(text: &Text, tokens: &[Token]) -> Option<Listing> {
    // `是：1 否：0` reads both ways; codes before their words are the usual form.
    if tokens.iter().filter(|token| matches!(token.sign, Sign::Colon | Sign::Dash)).count() > 1 {
        return None;
    }
    let mut chain: Vec<CodedWord> = Vec::new();
    let mut start = 0;
    while start < text.plain.len() {
        let floor = chain.last().map_or(0, |pair| pair.end);
        match pair_at(text, start, floor) {
            Some(pair) => {
                start = pair.end;
                let follows = chain.last().is_none_or(|last| {
                    let between = text.plain.get(last.end..pair.begin).unwrap_or_default();
                    last.sign == pair.sign && between.iter().all(|mark| is_mark(*mark))
                });
                if !follows {
                    if chain.len() > 1 {
                        break;
                    }
                    chain.clear();
                }
                chain.push(pair);
            }
            None => start += 1,
        }
    }
    let distinct = |pick: fn(&CodedWord) -> &str| {
        chain
            .iter()
            .enumerate()
            .all(|(index, pair)| chain.iter().skip(index + 1).all(|later| pick(pair) != pick(later)))
    };
    // Each is compared with each, and no such list is longer.
    if chain.len() < 2 || chain.len() > 200 || !distinct(|pair| &pair.code) || !distinct(|pair| &pair.title) {
        return None;
    }
    let is_sure = chain.iter().all(|pair| is_choice(&pair.title)) || counts(&chain);
    let pairs: Vec<Pair> = chain.into_iter().map(|pair| (pair.code, pair.title)).collect();
    Some(if is_sure {
        Listing::Many(pairs)
    } else {
        Listing::Doubtful(pairs, "amounts are given so as well, each behind its name")
    })
}

/// Whether the codes are all those from 0 or 1 on.
fn counts(chain: &[CodedWord]) -> bool {
    let mut codes: Vec<i64> = chain.iter().filter_map(|pair| pair.code.parse().ok()).collect();
    codes.sort_unstable();
    let first = codes.first().copied();
    first.is_some_and(|first| matches!(first, 0 | 1) && (first..).zip(&codes).all(|(wanted, code)| wanted == *code))
        && codes.len() == chain.len()
}

/// The word and code whose digits begin at an index.
fn pair_at(text: &Text, start: usize, floor: usize) -> Option<CodedWord> {
    let digits = text.digits(start);
    // Longer ones are numbers of telephones and orders.
    if digits == 0 || digits > 9 {
        return None;
    }
    let mut sign_at = start.checked_sub(1)?;
    while sign_at > floor && text.is_blank(sign_at) {
        sign_at -= 1;
    }
    let sign = text.char_at(sign_at).filter(|sign| matches!(sign, ':' | '=' | '('))?;
    let mut end = start + digits;
    if sign == '(' {
        end += usize::from(text.char_at(end)? == ')');
        if text.before(end) != Some(')') {
            return None;
        }
    }
    let behind = text.char_at(end);
    let closes = sign == '(' || behind.is_none_or(|behind| is_mark(behind) || is_letter(behind) && !behind.is_ascii());
    if !closes || behind.is_some_and(|behind| matches!(behind, ':' | '=')) {
        return None;
    }
    let mut stop = sign_at;
    while stop > floor && text.is_blank(stop - 1) {
        stop -= 1;
    }
    let word = text.plain.get(floor..stop).unwrap_or_default().iter().rev().take(LONGEST + 1);
    let length = word.take_while(|character| !is_mark(**character) && !matches!(character, ':' | '=' | '(')).count();
    let begin = stop - length;
    let title = text.written(begin, stop);
    let is_word = title.chars().all(|character| is_letter(character) || character.is_ascii_digit())
        && (!title.is_ascii() || is_choice(&title));
    let is_amount = AMOUNTS.iter().any(|word| title == *word || word.chars().count() > 1 && title.contains(word));
    let fits = (1..=LONGEST).contains(&length) && is_word && !is_amount;
    fits.then(|| CodedWord {
        title,
        code: text.plain.get(start..start + digits).unwrap_or_default().iter().collect(),
        begin,
        end,
        sign,
    })
}

fn is_choice(title: &str) -> bool {
    let title = title.to_lowercase();
    CHOICES.split(' ').any(|choice| choice == title)
}

fn is_mark(character: char) -> bool {
    character.is_whitespace() || ",;、。/|)[]【】\"“”‘’'".contains(character)
}
