//! Characters that look alike: fullwidth and ASCII, spaces of every kind, space at the ends; and values that a
//! language writes otherwise.

use super::rows::{self, On, Row, on};
use super::{Flow, Ground, To, give, number};
use crate::cause::{Cause, code_point};

/// Fullwidth forms of what people type in both.
const WIDE: [char; 12] = ['，', '：', '；', '（', '）', '！', '？', '＋', '－', '＆', '＝', '＃'];

const REWRITES: [Row; 14] = [
    on(On::Values, "leaves out the space around {it}", "{it} is without the space around it", |text| {
        Some(text.trim().to_owned())
    }),
    on(On::Values, "has a space behind {it}", "{it} has a space behind it", |text| Some(format!("{text} "))),
    on(On::Values, "has no fullwidth characters in {it}", "{it} has no fullwidth characters", |text| {
        Some(text.chars().map(narrow).collect())
    }),
    on(
        On::Values,
        "leaves out what needs four bytes in UTF-8 of {it}",
        "{it} is without what needs four bytes in UTF-8",
        |text| Some(text.chars().filter(|character| character.len_utf8() < 4).collect()),
    ),
    on(
        On::Values,
        "writes `?` for what needs four bytes in UTF-8 in {it}",
        "`?` stands for what needs four bytes in UTF-8 in {it}",
        |text| Some(text.chars().map(|character| if character.len_utf8() < 4 { character } else { '?' }).collect()),
    ),
    on(
        On::Values,
        "writes {it} without the zeros behind the point",
        "{it} is without the zeros behind the point",
        |text| amount(text, number::without_zeros),
    ),
    on(On::Values, "writes {it} with one zero behind the point", "{it} has one zero behind the point", |text| {
        amount(text, number::with_one_zero)
    }),
    on(On::Values, "writes {it} with two decimals", "{it} has two decimals", |text| {
        amount(text, number::with_two_decimals)
    }),
    on(On::Values, "rounds {it} to what a double can hold", "{it} is rounded to what a double can hold", |text| {
        amount(text, number::rounded)
    }),
    on(On::Values, "writes {it} as Python writes a float", "{it} is written as Python writes a float", |text| {
        amount(text, number::of_python)
    }),
    on(
        On::Values,
        "writes {it} as JavaScript and Go write a number",
        "{it} is written as JavaScript and Go write a number",
        |text| amount(text, number::of_javascript),
    ),
    on(On::Values, "writes {it} as Java writes a double", "{it} is written as Java writes a double", |text| {
        amount(text, number::of_java)
    }),
    on(On::Values, "writes {it} with a capital letter", "{it} has a capital letter", |text| match text {
        "true" => Some("True".to_owned()),
        "false" => Some("False".to_owned()),
        "null" => Some("None".to_owned()),
        _ => None,
    }),
    on(On::Values, "writes {it} as `1` or `0`", "{it} is `1` or `0`", |text| match text {
        "true" => Some("1".to_owned()),
        "false" => Some("0".to_owned()),
        _ => None,
    }),
];

pub(super) fn variations<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    let mut names: Vec<String> = ground.case.call.values().map(|(name, _)| name.to_owned()).collect();
    // A public credential, such as the name of a shop, is typed by people as values are.
    names.extend(
        ground
            .case
            .platform
            .credentials
            .iter()
            .filter(|credential| !credential.secret)
            .map(|credential| credential.name.to_owned()),
    );
    for name in &names {
        let with = |change: &dyn Fn(&str) -> Option<String>| {
            ground.case.with_values(&mut |candidate, value| if candidate == name { change(value) } else { None })
        };
        let it = format!("`{}`", name.escape_debug());
        let values = ground.case.call.values().filter(|(candidate, _)| candidate == name).map(|(_, value)| value);
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
    }
    rows::each(ground, "character", &REWRITES, to)?;
    body(ground, to)
}

fn body<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    let body = str::from_utf8(ground.case.call.body()).unwrap_or_default();
    // ASCII in a body is mostly its syntax, whose twins would make it no JSON at all.
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

fn alike(text: &str) -> Vec<(char, char)> {
    let mut pairs = Vec::new();
    for character in text.chars() {
        let twin = match character {
            '\u{a0}' | '\u{2003}' | '\u{3000}' => ' ',
            ' ' => '\u{3000}',
            '“' | '”' => '"',
            '‘' | '’' => '\'',
            '—' | '–' | '−' => '-',
            _ if narrow(character) != character => narrow(character),
            _ => match WIDE.iter().find(|wide| narrow(**wide) == character) {
                Some(wide) => *wide,
                None => continue,
            },
        };
        if !pairs.contains(&(character, twin)) {
            pairs.push((character, twin));
        }
    }
    pairs
}

/// The ASCII form of a fullwidth character; any other as it is.
fn narrow(character: char) -> char {
    match u32::from(character) {
        code @ 0xff01..=0xff5e => char::from_u32(code - 0xfee0).unwrap_or(character),
        0x3000 => ' ',
        _ => character,
    }
}

/// A number of so few digits that it may be an amount or an id, written otherwise.
fn amount(text: &str, write: fn(&str) -> Option<String>) -> Option<String> {
    // A longer one is a digest or a key that happens to be digits; a double would only destroy it.
    if text.len() < 40 && number::is_number(text) { write(text) } else { None }
}
