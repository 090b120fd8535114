//! Whatever is signed verifies; whatever is altered does not.

use proptest::prelude::*;

use super::schemes::{BY_BYTES, BY_CHARS, BY_UTF16, FIXED, KEYED, WRAPPED};
use super::{credentials, received, request, signed};
use crate::model::Platform;
use crate::sign::{Received, verify};

static ALL: [&Platform<'static>; 6] = [&BY_CHARS, &BY_BYTES, &BY_UTF16, &WRAPPED, &FIXED, &KEYED];

/// Chinese, emoji, full-width punctuation, what has a meaning in encodings, nothing at all, and very long.
fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => "[a-z0-9 +%&=;:\\-~*\"\\\\/\r\n订单好评，。：；😀👍🏽é]{0,40}",
        2 => ".{0,20}",
        1 => Just(String::new()),
        1 => Just("中".repeat(10_000)),
    ]
}

fn params() -> impl Strategy<Value = Vec<(String, String)>> {
    proptest::collection::btree_map("p[a-zA-Z_.订]{0,8}", value(), 0..5).prop_map(|map| map.into_iter().collect())
}

fn sent(platform: &Platform<'_>, params: &[(String, String)], body: &str) -> Received {
    let params: Vec<_> = params.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    received(&signed(platform, &request(&params, body)).request)
}

/// Everything of a received request that is signed, as bytes to be altered.
fn signed_bytes<'r>(platform: &Platform<'_>, received: &'r mut Received) -> Vec<&'r mut String> {
    let signed_header = |name: &str| match platform.common.fields.iter().find(|field| field.name == name) {
        Some(field) => !["Format", "member_token"].contains(&field.name),
        None => false,
    };
    let headers = received.headers.iter_mut().filter(|(name, _)| signed_header(name)).map(|(_, value)| value);
    let pairs = received.form.iter_mut().chain(received.query.iter_mut());
    pairs.flat_map(|(name, value)| [name, value]).chain(headers).collect()
}

/// Replaces one character by another one.
fn alter(text: &mut String, at: usize, by: char) -> bool {
    let mut chars: Vec<_> = text.chars().collect();
    let Some(at) = at.checked_rem(chars.len()) else { return false };
    if chars[at] == by {
        return false;
    }
    chars[at] = by;
    *text = chars.into_iter().collect();
    true
}

proptest! {
    #[test]
    fn an_honest_request_is_accepted(params in params(), body in value(), which in 0..ALL.len()) {
        let platform = ALL[which];
        verify(platform, &sent(platform, &params, &body), &credentials()).unwrap();
    }

    #[test]
    fn any_altered_character_is_refused(
        params in params(), body in "[a-z订😀]{1,20}", which in 0..ALL.len(),
        field in any::<prop::sample::Index>(), at in any::<usize>(), by in "[a-z0-9订😀 ]",
    ) {
        let platform = ALL[which];
        let mut received = sent(platform, &params, &body);
        let mut fields = signed_bytes(platform, &mut received);
        let location = field.index(fields.len());
        prop_assume!(alter(fields[location], at, by.chars().next().unwrap()));
        prop_assert!(verify(platform, &received, &credentials()).is_err());
    }

    #[test]
    fn any_altered_byte_of_a_signed_body_is_refused(
        body in "[a-z订😀]{1,20}", which in 3..ALL.len(), at in any::<prop::sample::Index>(), flip in 1..=255u8,
    ) {
        let platform = ALL[which];
        let mut received = sent(platform, &[], &body);
        let mut bytes = received.body.to_vec();
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        received.body = bytes.into();
        prop_assert!(verify(platform, &received, &credentials()).is_err());
    }

    #[test]
    fn an_added_or_removed_parameter_is_refused(params in params(), extra in value(), which in 0..4usize) {
        let platform = ALL[which];
        let received = sent(platform, &params, "[]");
        let list = |received: &mut Received| match which {
            3 => std::mem::take(&mut received.query),
            _ => std::mem::take(&mut received.form),
        };
        let back = |list: Vec<(String, String)>| match which {
            3 => Received { query: list, ..received.clone() },
            _ => Received { form: list, ..received.clone() },
        };
        let whole = list(&mut received.clone());
        for location in 0..whole.len() {
            let mut fewer = whole.clone();
            fewer.remove(location);
            prop_assert!(verify(platform, &back(fewer), &credentials()).is_err());
        }
        let mut more = whole;
        more.push(("extra".to_owned(), extra));
        prop_assert!(verify(platform, &back(more), &credentials()).is_err());
    }
}
