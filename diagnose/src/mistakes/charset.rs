//! Text in another character set than UTF-8, such as GBK: as bytes where it is digested, in percent-encoding, in the
//! body, and in lengths.

use encoding_rs::{BIG5, Encoding, GB18030, GBK};

use super::{Flow, Ground, To, give};
use crate::case::Case;
use crate::cause::Cause;
use crate::seen::SeenText;
use signwright_model::{Filter, Input, Part, Template, TextUnit};
use signwright_runtime::binary::hex;

// GB18030 holds all of GBK and differs in the euro sign and in what needs four bytes, so both are tried.
const SETS: [(&str, &Encoding); 3] = [("GBK", GBK), ("GB18030", GB18030), ("Big5", BIG5)];

pub(super) fn variations<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    for (name, set) in SETS {
        let words = |says: String, holds: String| Cause::new("charset", says, holds);
        for seen in &ground.seen.digested {
            // What is percent-encoded was so before, or comes from the same side.
            for text in [bytes(set, &seen.text), encoded(set, &seen.text)] {
                let says = format!("signs text in {name}, not in UTF-8");
                let holds = format!("the signed text is in {name}, not in UTF-8");
                give(to, words(says, holds), digested(ground, ground.case, seen, &text))?;
            }
        }
        let body = str::from_utf8(ground.case.call.body()).ok().filter(|body| !body.is_ascii());
        let says = format!("signs the body in {name}, not in UTF-8");
        let case = body.and_then(|body| ground.case.with_bytes(bytes(set, body)));
        give(to, words(says, format!("the body is in {name}, not in UTF-8")), case)?;
        let Some(case) = counted(ground, set) else { continue };
        for seen in &case.seen().digested {
            let says = format!("signs text in {name}, not in UTF-8, and counts its bytes");
            let holds = format!("the signed text is in {name}, not in UTF-8, with lengths in bytes");
            // Each character of a value is a byte here; all others are still to be encoded.
            let as_byte = |character| {
                u8::try_from(character).map_or_else(|_| bytes(set, &String::from(character)), |byte| vec![byte])
            };
            let counted: Vec<u8> = seen.text.chars().flat_map(as_byte).collect();
            give(to, words(says, holds), digested(ground, &case, seen, &counted))?;
        }
    }
    Flow::Continue(())
}

fn digested<'a>(ground: &Ground<'a, '_>, case: &Case<'a>, seen: &SeenText, bytes: &[u8]) -> Option<Case<'a>> {
    // ASCII is the same in every set.
    if bytes == seen.text.as_bytes() {
        return None;
    }
    let text: &'a str = ground.arena.alloc_str(&hex(bytes));
    case.with_templates(ground.arena, |spot, template| {
        let part = template.0.get(seen.part).filter(|_| spot.step == Some(&seen.step))?;
        let Part::Value(_, filters) = part else { return None };
        let digest = filters.iter().position(Filter::is_one_way)?;
        // A plan holds text alone: bytes travel through it as hex, and become bytes again right before the digest.
        let filters = [&[Filter::Unhex], filters.get(digest..)?].concat();
        let mut parts = template.0.to_vec();
        *parts.get_mut(seen.part)? = Part::Value(Input::Text(text), ground.arena.alloc_slice_copy(&filters));
        Some(Template(ground.arena.alloc_slice_copy(&parts)))
    })
}

/// The same with each byte of a value as a character, so that a length counts these; `None` where nothing is counted.
fn counted<'a>(ground: &Ground<'a, '_>, set: &'static Encoding) -> Option<Case<'a>> {
    let is_length = |filter: &Filter<'_>| matches!(filter, Filter::Len(_));
    let mut counts = false;
    let case = ground.case.with_filters(ground.arena, |_, _, filters| {
        counts |= filters.iter().any(is_length);
        let characters = |filter: &Filter<'a>| if is_length(filter) { Filter::Len(TextUnit::Chars) } else { *filter };
        filters.iter().any(is_length).then(|| filters.iter().map(characters).collect())
    });
    let case = case.filter(|_| counts)?;
    case.with_values(&mut |_, value| Some(bytes(set, value).into_iter().map(char::from).collect()))
}

/// Text in a character set, and what is percent-encoded in it likewise, once or twice over.
fn encoded(set: &'static Encoding, text: &str) -> Vec<u8> {
    let mut written = Vec::with_capacity(text.len());
    let mut remaining = text;
    while let Some(start) = remaining.find('%') {
        let (before, run) = remaining.split_at(start);
        written.extend(bytes(set, before));
        // Encoded twice, the percent sign itself is encoded.
        let percent = if run.starts_with("%25") { "%25" } else { "%" };
        let (decoded, length) = high_bytes(run, percent);
        match str::from_utf8(&decoded) {
            Ok(text) if !text.is_empty() => {
                // The other side's encoder keeps its letters, whatever the set.
                let upper = !run.get(..length).unwrap_or_default().contains(|digit: char| digit.is_ascii_lowercase());
                for byte in bytes(set, text) {
                    written.extend(percent.bytes());
                    written.extend(if upper { format!("{byte:02X}") } else { format!("{byte:02x}") }.bytes());
                }
                remaining = run.get(length..).unwrap_or_default();
            }
            _ => {
                written.push(b'%');
                remaining = run.get(1..).unwrap_or_default();
            }
        }
    }
    written.extend(bytes(set, remaining));
    written
}

/// The bytes outside ASCII that a text begins with, percent-encoded, and the length of that.
fn high_bytes(text: &str, percent: &str) -> (Vec<u8>, usize) {
    let (mut bytes, mut length) = (Vec::new(), 0);
    while let Some(digits) = text.get(length..).and_then(|behind| behind.strip_prefix(percent)?.get(..2)) {
        match u8::from_str_radix(digits, 16) {
            Ok(byte) if byte >= 0x80 => bytes.push(byte),
            _ => break,
        }
        length += percent.len() + 2;
    }
    (bytes, length)
}

/// Text in a character set, with `?` for what it does not have, as most languages do.
fn bytes(set: &'static Encoding, text: &str) -> Vec<u8> {
    let (encoded, _, lost) = set.encode(text);
    if !lost {
        return encoded.into_owned();
    }
    let mut written = Vec::with_capacity(text.len());
    for character in text.chars() {
        let mut buffer = [0; 4];
        let (bytes, _, lost) = set.encode(character.encode_utf8(&mut buffer));
        written.extend_from_slice(if lost { b"?" } else { &bytes });
    }
    written
}

/// The text that its UTF-8 bytes are in GBK.
pub(super) fn taken_for_gbk(text: &str) -> String {
    let (taken, _) = GBK.decode_without_bom_handling(text.as_bytes());
    taken.into_owned()
}
