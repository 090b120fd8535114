//! Coded values whose codes are words: `person：个人`, `all-全部，open-待处理`, `1）WAIT_PAY 待付款 2）PAID 已付款`,
//! `待付款=WAIT_PAY`. A text that explains the parts of a value (`id：编号，name：名称`) looks alike, so small words
//! behind a colon are codes only where nothing else is said.

use super::listing::Pair;
use crate::classify::spelling::is_han;

const LONGEST: usize = 40;

/// A text longer than this, in bytes, explains more than codes.
const MOST: usize = 8192;

struct Word<'t> {
    code: &'t str,
    title: &'t str,
    numbered: bool,
    /// By its form it is a code rather than a name: capitals, or behind it a dash.
    sure: bool,
}

/// The codes of a text; `numbered`: only where each has the number of a list before it.
pub(super) fn read(text: &str, numbered: bool) -> Option<Vec<Pair>> {
    if text.len() > MOST || text.contains(['{', '<']) {
        return None;
    }
    let text = parted(text);
    let ends = |c: char| matches!(c, '\n' | ';' | '；' | ',' | '，' | '、' | '。');
    let parts: Vec<&str> = text.split(ends).map(str::trim).filter(|part| !part.is_empty()).collect();
    let mut words: Vec<Word<'_>> = Vec::new();
    let (mut begun, mut tail) = (false, false);
    for part in parts {
        let word = word(part).map(|word| (word, false));
        let word = word.or_else(|| behind_lead(part).filter(|_| words.is_empty()).map(|word| (word, true)));
        match word {
            Some(_) if tail => return None,
            Some((word, behind)) => {
                if words.iter().any(|earlier| earlier.code == word.code) {
                    return None;
                }
                begun |= behind;
                words.push(word);
            }
            None if words.is_empty() => begun = true,
            None => tail = true,
        }
    }
    let is_all = !begun && !tail;
    let fits = |word: &Word<'_>| (is_all || word.sure) && (word.numbered || !numbered);
    let all = words.len() > 1 && words.iter().all(fits);
    all.then(|| words.into_iter().map(|word| (word.code.to_owned(), word.title.to_owned())).collect())
}

/// The text with a line for each code that only a blank parts from the one before it.
fn parted(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len() + 8);
    for (index, c) in chars.iter().enumerate() {
        let behind = chars.get(index + 1..).unwrap_or_default();
        let word = behind.iter().take(LONGEST + 1).take_while(|c| is_part(**c)).count();
        let sign = behind.get(word).copied().unwrap_or(' ');
        let begins = if matches!(sign, ')' | '）') {
            word > 0 && behind.iter().take(word).all(char::is_ascii_digit)
        } else {
            let is_long = word > 1 || word == 1 && behind.first().is_some_and(char::is_ascii_uppercase);
            is_long && matches!(sign, ':' | '：' | '=') && behind.get(word + 1).copied().is_some_and(is_han)
        };
        out.push(if *c == ' ' && begins { '\n' } else { *c });
    }
    out
}

/// `【状态】 open-待处理`, `状态：open=待处理`: the first code behind what the list is about.
fn behind_lead(part: &str) -> Option<Word<'_>> {
    // What a list is about is said in a few words; further in it is prose.
    let mut ends = part.char_indices().take(64).filter(|(_, c)| "】：:）) ".contains(*c));
    ends.find_map(|(offset, c)| word(part.get(offset + c.len_utf8()..)?.trim()))
}

fn word(part: &str) -> Option<Word<'_>> {
    let bare = part.trim_start_matches(['-', '•', '·', '*', ' ']);
    let digits = bare.find(|c: char| !c.is_ascii_digit()).unwrap_or(0);
    // Longer numbers are codes themselves.
    let number = bare.get(digits..)?.strip_prefix(['）', ')', '.', '、']).filter(|_| (1..=2).contains(&digits));
    let body = number.unwrap_or(bare).trim_start();
    if let Some((title, code)) = body.split_once('=').filter(|(title, _)| title.contains(is_han)) {
        let title = title.rsplit(' ').next().unwrap_or(title);
        let (title, code) = (title.trim(), code.trim());
        return is_code(code).then_some(Word { code, title, numbered: number.is_some(), sure: true });
    }
    let body = body.trim_start_matches(['"', '“', '\'', '‘', '[', '【']);
    let end = body.find(|c: char| !is_part(c)).unwrap_or(body.len());
    let (code, behind) = body.split_at(end);
    // `open-待处理`: the dash is no part of the code.
    let (code, dashed) = match code.strip_suffix('-') {
        Some(code) => (code, true),
        None => (code, false),
    };
    let behind = behind.trim_start_matches(['"', '”', '\'', '’', ']', '】']);
    let behind = ["（默认）", "(默认)", "（缺省）"].iter().find_map(|word| behind.strip_prefix(word)).unwrap_or(behind);
    let spaced = behind.starts_with(' ');
    let behind = behind.trim_start();
    let signed = behind.strip_prefix("->").or_else(|| behind.strip_prefix(['：', ':', '=', '-', '–', '—']));
    let title = signed.unwrap_or(behind).trim().trim_end_matches(['.', '）', ')']);
    let parted = signed.is_some() || dashed || spaced && number.is_some();
    // A longer text explains a value and names none.
    let is_title = title.contains(is_han) && !title.contains(['：', ':', '=']) && title.chars().count() <= 24;
    let caps =
        code.bytes().any(|byte| byte.is_ascii_uppercase()) && !code.bytes().any(|byte| byte.is_ascii_lowercase());
    let dash = dashed || behind.starts_with(['-', '–', '—']);
    let sure = caps || dash || number.is_some() || code.starts_with(|c: char| c.is_ascii_uppercase());
    (is_code(code) && parted && is_title).then_some(Word { code, title, numbered: number.is_some(), sure })
}

fn is_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-')
}

fn is_code(code: &str) -> bool {
    code.len() <= LONGEST
        && code.starts_with(|c: char| c.is_ascii_alphabetic())
        && code.chars().all(is_part)
        && !["true", "false", "null", "http", "https"].iter().any(|word| code.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> String {
        let pairs = read(text, false).unwrap_or_default();
        pairs.iter().map(|(code, title)| format!("{code}={title}")).collect::<Vec<_>>().join(";")
    }

    #[test]
    fn words_are_codes_in_many_phrasings() {
        for (text, expected) in [
            ("person：个人\ncompany：企业", "person=个人;company=企业"),
            ("APP -APP支付\nNATIVE -扫码支付", "APP=APP支付;NATIVE=扫码支付"),
            ("【状态】 all-全部，in_stock-在库", "all=全部;in_stock=在库"),
            ("可用逗号隔开 1）WAIT_OUT 等待出库 2）DONE_L 完成", "WAIT_OUT=等待出库;DONE_L=完成"),
            ("订单状态；可更新；状态 待付款=WAIT_PAY，待发货=WAIT_SEND", "WAIT_PAY=待付款;WAIT_SEND=待发货"),
            ("操作标识, Insert:新增、Update:更新", "Insert=新增;Update=更新"),
            ("\"A\" - 甲类；\"B\" - 乙类", "A=甲类;B=乙类"),
            ("付费方式。取值：\n- PrePaid：包年。\n- PostPaid（默认）：按量。", "PrePaid=包年;PostPaid=按量"),
            ("Y：是 N：否", "Y=是;N=否"),
            ("A：上架 B：下架", "A=上架;B=下架"),
            ("编号，id：编号，name：名称", ""),
            ("格式 {A:甲,B:乙}", ""),
            ("详见https://a.example/说明，FTP：文件", ""),
            ("单位：元", ""),
            ("A：甲，然后别的，B：乙", ""),
        ] {
            assert_eq!(codes(text), expected, "{text}");
        }
    }

    #[test]
    fn hostile_texts_are_read_in_no_time() {
        for text in ["A：甲,", "A", "1）A 甲 ", "- ", "：", "=", " A:甲"] {
            let _ = read(&text.repeat(20_000), false);
        }
    }
}
