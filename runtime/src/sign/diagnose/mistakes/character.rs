//! Characters that look alike: fullwidth and ASCII, spaces of every kind, space at the ends; and values that a
//! language writes otherwise.

use super::super::cause::{Cause, code_point};
use super::{Flow, Ground, To, give};

/// Fullwidth forms of what people type in both.
const WIDE: [char; 12] = ['，', '：', '；', '（', '）', '！', '？', '＋', '－', '＆', '＝', '＃'];

type Rewrite = fn(&str) -> Option<String>;

const REWRITES: [(&str, &str, Rewrite); 9] = [
    ("leaves out the space around {it}", "{it} is without the space around it", |text| Some(text.trim().to_owned())),
    ("has a space behind {it}", "{it} has a space behind it", |text| Some(format!("{text} "))),
    ("leaves out what needs four bytes in UTF-8 of {it}", "{it} is without what needs four bytes in UTF-8", |text| {
        Some(text.chars().filter(|one| one.len_utf8() < 4).collect())
    }),
    (
        "writes `?` for what needs four bytes in UTF-8 in {it}",
        "`?` stands for what needs four bytes in UTF-8 in {it}",
        |text| Some(text.chars().map(|one| if one.len_utf8() < 4 { one } else { '?' }).collect()),
    ),
    ("writes {it} without the zeros behind the point", "{it} is without the zeros behind the point", |text| {
        is_number(text).then(|| text.trim_end_matches('0').trim_end_matches('.').to_owned())
    }),
    ("writes {it} with one zero behind the point", "{it} has one zero behind the point", |text| {
        let whole = if text.contains('.') { text.trim_end_matches('0') } else { text };
        is_digits(text).then(|| format!("{}.0", whole.trim_end_matches('.')))
    }),
    ("writes {it} with two decimals", "{it} has two decimals", |text| {
        let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
        (is_digits(text) && rest.len() < 2).then(|| format!("{whole}.{rest:0<2}"))
    }),
    ("writes {it} with a capital letter", "{it} has a capital letter", |text| match text {
        "true" => Some("True".to_owned()),
        "false" => Some("False".to_owned()),
        _ => None,
    }),
    ("writes {it} as `1` or `0`", "{it} is `1` or `0`", |text| match text {
        "true" => Some("1".to_owned()),
        "false" => Some("0".to_owned()),
        _ => None,
    }),
];

pub(super) fn variations<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    let mut names: Vec<String> = ground.case.call.values().map(|(name, _)| name.to_owned()).collect();
    names.extend(ground.case.platform.credentials.iter().filter(|one| !one.secret).map(|one| one.name.to_owned()));
    for name in &names {
        let with = |change: &dyn Fn(&str) -> Option<String>| {
            ground.case.with_values(&mut |own, value| if own == name { change(value) } else { None })
        };
        let it = format!("`{}`", name.escape_debug());
        let values = ground.case.call.values().filter(|(own, _)| own == name).map(|(_, value)| value);
        let values: String = values.collect();
        for (ours, theirs) in alike(&values) {
            let case = with(&|value| Some(value.replace(ours, &theirs.to_string())));
            let words = Cause::new(
                "character",
                format!("has {} in {it} where we have {}", code_point(theirs), code_point(ours)),
                format!("{it} has {} in the place of {}", code_point(theirs), code_point(ours)),
            );
            give(to, words, case)?;
        }
        let narrowed = with(&|value| Some(value.chars().map(narrow).collect()));
        let says = format!("has no fullwidth characters in {it}");
        give(to, Cause::new("character", says, format!("{it} has no fullwidth characters")), narrowed)?;
        for (says, holds, rewrite) in REWRITES {
            let words = Cause::new("character", says.replace("{it}", &it), holds.replace("{it}", &it));
            give(to, words, with(&rewrite))?;
        }
    }
    body(ground, to)
}

fn body<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    let body = str::from_utf8(ground.case.call.body()).unwrap_or_default();
    for (ours, theirs) in alike(body).into_iter().filter(|(ours, _)| !ours.is_ascii()) {
        let case = ground.case.with_body(|body| Some(body.replace(ours, &theirs.to_string())));
        let words = Cause::new(
            "character",
            format!("has {} in the body where we have {}", code_point(theirs), code_point(ours)),
            format!("the body has {} in the place of {}", code_point(theirs), code_point(ours)),
        );
        give(to, words, case)?;
    }
    Flow::Continue(())
}

/// The characters of a text and what they are taken for.
fn alike(text: &str) -> Vec<(char, char)> {
    let mut pairs = Vec::new();
    for one in text.chars() {
        let other = match one {
            '\u{a0}' | '\u{2003}' | '\u{3000}' => ' ',
            ' ' => '\u{3000}',
            '“' | '”' => '"',
            '‘' | '’' => '\'',
            '—' | '–' | '−' => '-',
            _ if narrow(one) != one => narrow(one),
            _ => match WIDE.iter().find(|wide| narrow(**wide) == one) {
                Some(wide) => *wide,
                None => continue,
            },
        };
        if !pairs.contains(&(one, other)) {
            pairs.push((one, other));
        }
    }
    pairs
}

/// The ASCII form of a fullwidth character; any other as it is.
fn narrow(one: char) -> char {
    match u32::from(one) {
        code @ 0xff01..=0xff5e => char::from_u32(code - 0xfee0).unwrap_or(one),
        0x3000 => ' ',
        _ => one,
    }
}

fn is_digits(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, rest) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    digits.len() < 20 && all(whole) && all(rest)
}

fn is_number(text: &str) -> bool {
    is_digits(text) && text.contains('.')
}
