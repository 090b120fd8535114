//! How often calls may be made: `40 / minute burst 20 by shop`, `6000 weight / minute by ip, used header X-Used`,
//! `10 / second, left header X-Left`, or a list of these; and what a call counts.

use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Located};
use crate::notation::condition::HEADER;
use crate::notation::cursor::quoted;
use crate::notation::rule::span;
use crate::notation::suggest::unknown_word;
use crate::notation::{Arena, Reader, choice};
use crate::syntax::{Entry, Node};
use crate::{Choice, Rate, RateHeader, Shape};

/// How a rate is written.
const FORM: &str = "a rate is written `40 / minute`, `100 weight / 10 seconds burst 20 by ip, used header X-Used`";

/// What a header tells: how much was used, or is left.
const USED: &str = "used";
const LEFT: &str = "left";

/// Reads `rate` of a platform or an endpoint.
pub fn read<'m>(section: &Entry, reader: &mut Reader<'m, '_, impl Arena<'m>>) -> &'m [Rate<'m>] {
    let rows = section.value.list().unwrap_or(std::slice::from_ref(&section.value));
    let mut rates = Vec::new();
    for row in rows {
        let Some(text) = reader.word(row) else { continue };
        rates.extend(rate(text, reader));
    }
    reader.arena.alloc_slice(&rates)
}

fn rate<'m>(text: Located<'_>, reader: &mut Reader<'m, '_, impl Arena<'m>>) -> Option<Rate<'m>> {
    let (limit, told) = match text.text.find(',') {
        Some(comma) => (text.part(0, comma).trim(), Some(text.part(comma + 1, text.text.len()).trim())),
        None => (text.trim(), None),
    };
    let told = told.map(|told| self::told(told, reader));
    let limit = limit_of(limit, reader);
    let limit = reader.take(limit)?;
    let told = match told {
        Some(told) => Some(told?),
        None => None,
    };
    Some(Rate { told, ..limit })
}

/// `used header X-Used`, `left header X-Left`
fn told<'m>(text: Located<'_>, reader: &mut Reader<'m, '_, impl Arena<'m>>) -> Option<RateHeader<'m>> {
    let (word, behind) = text.first_word();
    let (header, name) = behind.first_word();
    let told: fn(&'m str) -> RateHeader<'m> = match (word.text, header.text) {
        (USED, HEADER) => RateHeader::Used,
        (LEFT, HEADER) => RateHeader::Left,
        _ => {
            let message = format!("expected `used header NAME` or `left header NAME`, found {}", quoted(text.text));
            reader.error(Code::BadFact, text.span, message, FORM);
            return None;
        }
    };
    reader.header(name).map(told)
}

fn limit_of<'m>(text: Located<'_>, reader: &Reader<'m, '_, impl Arena<'m>>) -> Result<Rate<'m>, Diagnostic> {
    let bad = |place: Located<'_>, message: String| Diagnostic::error(Code::BadFact, place.span, message).help(FORM);
    let Some(slash) = text.text.find('/') else {
        return Err(bad(text, format!("{} says no span of time", quoted(text.text))));
    };
    let (number, unit) = text.part(0, slash).first_word();
    let ten_thousandths =
        count(number.text).ok_or_else(|| bad(number, format!("{} is no number of calls", quoted(number.text))))?;
    let is_weighted = match unit.text {
        "" => false,
        "weight" => true,
        _ => return Err(unknown_word(unit, &["weight"])),
    };
    let behind = text.part(slash + 1, text.text.len()).trim();
    // The span is one word or two; what follows begins with a word of its own.
    let starts = |word: &str| behind.text.find(&format!(" {word}"));
    let end = ["burst", "by"].into_iter().filter_map(starts).min().unwrap_or(behind.text.len());
    let per = behind.part(0, end).trim();
    let seconds =
        if per.text.starts_with(|first: char| first.is_ascii_digit()) { span::seconds(per)? } else { span::unit(per)? };
    let mut rate = Rate { ten_thousandths, is_weighted, seconds, burst: 0, by: "", told: None };
    let mut words = behind.part(end, behind.text.len());
    while !words.trim().text.is_empty() {
        let (word, behind) = words.first_word();
        let (value, behind) = behind.first_word();
        match word.text {
            "burst" if rate.burst == 0 => {
                let burst = value.text.parse::<u32>().ok().filter(|burst| *burst > 0);
                rate.burst =
                    burst.ok_or_else(|| bad(value, format!("{} is no number of calls", quoted(value.text))))?;
            }
            "by" if rate.by.is_empty() && !value.text.is_empty() => rate.by = reader.arena.alloc_str(value.text),
            "burst" | "by" => {
                return Err(bad(word, format!("{} is not followed by its value, or stands twice", quoted(word.text))));
            }
            _ => return Err(unknown_word(word, &["burst", "by"])),
        }
        words = behind;
    }
    Ok(rate)
}

/// Whose calls a rate counts together, where it says so.
pub fn by(text: Located<'_>) -> Option<Located<'_>> {
    let start = text.text.find(" by ")? + " by ".len();
    let word = text.part(start, text.text.len()).first_word().0;
    Some(word.part(0, word.text.trim_end_matches(',').len()))
}

/// A number with at most four decimals, in ten-thousandths; above 0.
fn count(text: &str) -> Option<u64> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(whole) || !is_digits(decimals) || decimals.len() > 4 {
        return None;
    }
    let decimals: u64 = format!("{decimals:0<4}").parse().ok()?;
    whole.parse::<u64>().ok()?.checked_mul(Rate::ONE)?.checked_add(decimals).filter(|count| *count > 0)
}

/// Reads `weight` of an endpoint.
pub fn read_weight<'m, A: Arena<'m>>(
    section: &Entry,
    request: Shape<'_>,
    reader: &mut Reader<'m, '_, A>,
) -> Option<Choice<'m, u32>> {
    choice::read(section, request, &weight, reader)
}

fn weight<'m>(text: Located<'_>, reader: &mut Reader<'m, '_, impl Arena<'m>>) -> Option<u32> {
    let weight = text.text.parse::<u32>().ok().filter(|_| text.text.bytes().all(|byte| byte.is_ascii_digit()));
    if weight.is_none() {
        let message = format!("{} is no weight", quoted(text.text));
        reader.error(Code::BadFact, text.span, message, "a weight is a whole number: what one call counts");
    }
    weight
}

/// The way back.
pub fn print(rates: &[Rate<'_>]) -> Option<Node> {
    match rates {
        [] => None,
        [rate] => Some(Node::of_text(print_rate(rate))),
        rates => Some(Node::of_list(rates.iter().map(|rate| Node::of_text(print_rate(rate))))),
    }
}

/// A rate as it is written.
pub fn print_rate(rate: &Rate<'_>) -> String {
    let Rate { ten_thousandths, is_weighted, seconds, burst, by, told } = *rate;
    let (whole, decimals) = (ten_thousandths / Rate::ONE, ten_thousandths % Rate::ONE);
    let number = if decimals == 0 { whole.to_string() } else { format!("{whole}.{decimals:04}") };
    let weight = if is_weighted { " weight" } else { "" };
    let span = span::print(i64::from(seconds));
    // One minute is `/ minute`.
    let per = span.strip_prefix("1 ").unwrap_or(&span);
    let mut text = format!("{}{weight} / {per}", number.trim_end_matches(if decimals == 0 { ' ' } else { '0' }));
    if burst > 0 {
        text.extend([" burst ", &burst.to_string()]);
    }
    if !by.is_empty() {
        text.extend([" by ", by]);
    }
    match told {
        Some(RateHeader::Used(name)) => text.extend([", ", USED, " ", HEADER, " ", name]),
        Some(RateHeader::Left(name)) => text.extend([", ", LEFT, " ", HEADER, " ", name]),
        None => {}
    }
    text
}

/// The way back of [`read_weight`]; `None` where a call counts one.
pub fn print_weight(weight: &Choice<'_, u32>, request: Shape<'_>) -> Option<Node> {
    (*weight != Choice::Always(1)).then(|| choice::print(weight, request, u32::to_string))
}
