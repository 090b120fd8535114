//! `application/x-www-form-urlencoded`: the body of a form, and the query of a URL.
//!
//! Written as the URL standard says (letters, digits and `*-._` as they are, a space as `+`). Read
//! without loss: what is no valid escape or no UTF-8 is refused, never guessed.

use crate::limits::Room;
use crate::model::Percent;
use crate::percent;
use crate::{DecodeError, Limits};

/// Writes pairs as a form, in their order.
pub fn encode<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    // What is written is ASCII.
    String::from_utf8(percent::pairs(Percent::FORM, pairs.into_iter())).unwrap_or_default()
}

/// Reads a form into its pairs, in their order, repetitions included. A name without `=` has an empty value.
pub fn decode(form: &[u8], limits: Limits) -> Result<Vec<(String, String)>, DecodeError> {
    limits.admit(form)?;
    let mut pairs = Vec::new();
    let (mut start, mut room) = (0, Room::of(limits));
    for field in form.split(|byte| *byte == b'&') {
        if !field.is_empty() {
            let equals = field.iter().position(|byte| *byte == b'=');
            let (name, value) = field.split_at(equals.unwrap_or(field.len()));
            let value = value.get(1..).unwrap_or_default();
            let mut pair = (decode_part(name, start)?, decode_part(value, start + name.len() + 1)?);
            let kept = room.text(&mut pair.0).and_then(|()| room.text(&mut pair.1));
            let kept = kept.and_then(|()| room.push(&mut pairs, pair));
            kept.map_err(|message| DecodeError::at(start, message))?;
        }
        start += field.len() + 1;
    }
    Ok(pairs)
}

/// Reads one name or value that begins at byte `start` of the form.
fn decode_part(part: &[u8], start: usize) -> Result<String, DecodeError> {
    let mut out = Vec::with_capacity(part.len());
    let mut index = 0;
    while let Some(&byte) = part.get(index) {
        match byte {
            b'+' => out.push(b' '),
            b'%' => {
                let byte = percent::escaped(part.get(index + 1..).unwrap_or_default());
                let wrong = || DecodeError::at(start + index, "`%` must be followed by two hexadecimal digits");
                out.push(byte.ok_or_else(wrong)?);
                index += 2;
            }
            _ => out.push(byte),
        }
        index += 1;
    }
    String::from_utf8(out).map_err(|_| DecodeError::at(start, "this is not UTF-8 once its escapes are read"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pairs(form: &str) -> Vec<(String, String)> {
        decode(form.as_bytes(), Limits::default()).unwrap()
    }

    fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn text_is_encoded_as_the_url_standard_says() {
        assert_eq!(
            encode([("店铺", "a b&c=d~*-._/"), ("空", "")]),
            "%E5%BA%97%E9%93%BA=a+b%26c%3Dd%7E*-._%2F&%E7%A9%BA="
        );
        assert_eq!(encode([("emoji", "😀")]), "emoji=%F0%9F%98%80");
        assert_eq!(encode([]), "");
    }

    #[test]
    fn order_and_repetition_survive() {
        assert_eq!(
            pairs("b=2&a=1&b=%e8%ae%A2&&c&=d"),
            owned(&[("b", "2"), ("a", "1"), ("b", "订"), ("c", ""), ("", "d")])
        );
        assert_eq!(pairs("a=x=y+z"), owned(&[("a", "x=y z")]));
        assert_eq!(pairs(""), []);
    }

    #[test]
    fn what_cannot_be_read_is_refused_with_its_place() {
        for (form, byte) in
            [("a=1&b=%", 6), ("a=%4", 2), ("%zz=1", 0), ("a=%+1", 2), ("名=%ff", 4), ("a=1&b=%E8%AE", 6)]
        {
            let error = decode(form.as_bytes(), Limits::default()).unwrap_err();
            assert_eq!(error.position, crate::Position::Byte(byte), "{form}");
        }
        assert!(decode(b"a=12", Limits { bytes: 3, depth: 1 }).is_err());
    }

    proptest! {
        #[test]
        fn any_pairs_survive(names in prop::collection::vec((".+", ".*"), 0..8)) {
            let form = encode(names.iter().map(|(name, value)| (name.as_str(), value.as_str())));
            prop_assert!(form.is_ascii());
            prop_assert_eq!(pairs(&form), names);
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            let _ = decode(&bytes, Limits::default());
        }
    }
}
