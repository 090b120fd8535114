//! Scheme files that stand alone: what the checker refuses about the whole of a scheme, and the schemes that are shared.

use super::*;
use crate::catalogue::Code;

fn load_text(text: &str) -> Vec<(Code, String)> {
    let arena = Arena::new();
    let mut diagnostics = Diagnostics::default();
    let mut sources = Sources::default();
    let file = sources.add("acme.yaml", text);
    let mut beside = |_: &str, _: &mut Sources| Err("is not there".to_owned());
    lower::scheme(file, &mut sources, &mut beside, &arena, &mut diagnostics);
    diagnostics.sorted().into_iter().map(|one| (one.code, one.message.clone() + "; " + &one.help)).collect()
}

/// A sound scheme with some lines replaced.
fn broken(replace: &[(&str, &str)]) -> Vec<(Code, String)> {
    let mut text = r#"
scheme: acme
credentials: { app: public, secret: secret }
signing:
  string_to_sign: "{param.app}{param.time}{body}{credential.secret}"
  signature: "{string_to_sign | sha256 | hex}"
place: { query: { app: "{credential.app}", time: "{clock.unix}", sign: "{signature}" } }
vectors:
  - { name: 一, source: computed, credentials: { app: a, secret: s }, body: 订单, signature: x }
"#
    .to_owned();
    for (old, new) in replace {
        assert!(text.contains(old), "{old}");
        text = text.replace(old, new);
    }
    load_text(&text)
}

#[test]
fn a_sound_scheme_is_quiet_and_each_gap_is_told() {
    assert_eq!(broken(&[]), Vec::new());
    for (old, new, code, says) in [
        ("{credential.secret}\"", "\"", Code::NoSecret, "anyone could make it"),
        (", sign: \"{signature}\"", "", Code::NoPlace, "goes nowhere"),
        ("{param.time}", "{clock.unix_ms}{nonce}", Code::SignedNotSent, "`unsent: [nonce]`"),
        ("{param.app}", "{credential.app}", Code::SignedNotSent, ""),
        ("{body}", "", Code::BodyNotSigned, ""),
        (", time: \"{clock.unix}\"", "", Code::ClockNotSigned, ""),
        ("{body}", "{body | md5}", Code::TextAndBytes, ""),
    ] {
        let mut found = broken(&[(old, new)]);
        if code == Code::SignedNotSent && new.starts_with("{credential") {
            // It is sent as well, so nothing is wrong.
            assert_eq!(found, Vec::new());
            found = broken(&[(old, new), ("app: \"{credential.app}\", ", "")]);
        }
        let codes: Vec<_> = found.iter().map(|(code, _)| *code).collect();
        assert!(codes.contains(&code), "{old}: {found:?}");
        assert!(found.iter().any(|(_, message)| message.contains(says)), "{old}: {found:?}");
    }
}

#[test]
fn what_is_not_sent_can_be_said() {
    let unsent = ("place:", "unsent: [nonce]\nplace:");
    assert_eq!(broken(&[("{param.time}", "{param.time}{nonce}"), unsent]), Vec::new());
    let codes: Vec<_> = broken(&[unsent]).into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes, [Code::UnknownName]);
    let none = broken(&[("vectors:\n", "vectors: []\nnotes:\n")]);
    assert!(none.iter().any(|(code, _)| *code == Code::NoVector || *code == Code::WrongKind), "{none:?}");
}
