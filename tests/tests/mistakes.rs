//! Planted mistakes: calls of schemes, and signatures of them that another side computed with one usual mistake or two.
//! The search names each of them, and nothing for a signature that no mistake gives. The signatures were computed apart,
//! with Python's hashlib and hmac; `mistakes/plant.py` makes those of shared schemes and of the platforms of `spec/`.

use std::path::PathBuf;

use signwright_codegen::specs::Specs;
use signwright_codegen::{Arena, load_scheme};
use signwright_diagnose::{Cause, Effort, Finding, diagnose, diagnose_received};
use signwright_runtime::SigningTime;
use signwright_runtime::model::Endpoint;
use signwright_runtime::sign::sign;
use signwright_tests::mistakes::{Mistake, calls, received};
use signwright_tests::size::{Sample, part_of};
use signwright_tests::{files, root};
use signwright_verify::VectorCall;

#[test]
fn every_planted_mistake_is_named() {
    let (mut named, mut sample) = (0, Sample::default());
    for call in calls() {
        call.with_platform(|platform, siblings| {
            for Mistake { planted, signature, sentence } in call.mistakes.iter().filter(|_| sample.takes()) {
                let scheme = &call.scheme;
                let found = call.diagnose((platform, siblings), signature, Effort::THOROUGH);
                let Finding::Causes(causes) = found else { panic!("{scheme}, {planted}: {found:?}") };
                assert_eq!(Cause::other_side(&causes), *sentence, "{scheme}, {planted}");
                for secret in platform.credentials.iter().filter(|credential| credential.secret) {
                    let value = call.credentials.get(secret.name).unwrap_or_default();
                    let told = format!("{sentence} {}", Cause::verifies_if(&causes));
                    assert!(value.len() < 5 || !told.contains(value), "{scheme}, {planted}: {told}");
                }
                assert!(Cause::verifies_if(&causes).starts_with("it verifies if "), "{scheme}, {planted}");
                named += 1;
            }
        });
    }
    assert!(named >= part_of(180), "{named}");
}

/// Other reasons than usual mistakes: a wrong cause is worse than none.
#[test]
fn nothing_is_named_for_what_is_no_usual_mistake() {
    let mut tried = 0;
    for call in calls() {
        call.with_platform(|platform, siblings| {
            for Mistake { planted, signature, .. } in &call.unnamed {
                let found = call.diagnose((platform, siblings), signature, Effort::THOROUGH);
                assert!(
                    matches!(found, Finding::Nothing { complete: true, .. }),
                    "{}, {planted}: {found:?}",
                    call.scheme
                );
                tried += 1;
            }
        });
    }
    assert!(tried >= 9, "{tried}");
}

/// The same on every run: a generator by Marsaglia.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(end).expect("small")).expect("small")
    }
}

const HEX: &[u8] = b"0123456789abcdef";
const BASE64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// A signature of the form of `right`: nothing of it, or all but one character or the case of one.
fn wrong(right: &str, random: &mut Random) -> String {
    let is_hex = right.bytes().all(|byte| byte.is_ascii_hexdigit());
    let alphabet = if is_hex { HEX } else { BASE64 };
    let mut one = || char::from(alphabet[random.below(alphabet.len())]);
    let anew: String = right.chars().map(|old| if old == '=' { old } else { one() }).collect();
    let at = random.below(right.trim_end_matches('=').len());
    let change = |with: &dyn Fn(char) -> char| {
        right.chars().enumerate().map(|(place, old)| if place == at { with(old) } else { old }).collect::<String>()
    };
    match random.below(3) {
        0 => anew,
        1 => change(&|old| if old == '0' { '1' } else { '0' }),
        _ if right.as_bytes()[at].is_ascii_alphabetic() => {
            change(&|old| if old.is_ascii_lowercase() { old.to_ascii_uppercase() } else { old.to_ascii_lowercase() })
        }
        _ => anew,
    }
}

#[test]
fn nothing_is_named_for_a_signature_that_no_mistake_gives() {
    let (mut random, mut sample) = (Random(0x2016_0801_1705_1000), Sample::default());
    for call in calls().into_iter().filter(|_| sample.takes()) {
        let scheme = &call.scheme;
        call.with_platform(|platform, siblings| {
            let right = sign(platform, &call.request, &call.credentials, &call.signing_time)
                .expect("it can be signed")
                .signature;
            for _ in 0..part_of(12) {
                let signature = wrong(&right, &mut random);
                let found = call.diagnose((platform, siblings), &signature, Effort { attempts: 400, ..Effort::QUICK });
                assert!(matches!(found, Finding::Nothing { .. }), "{scheme}, {signature}: {found:?}");
            }
            // With all pairs of mistakes.
            let found = call.diagnose((platform, siblings), &wrong(&right, &mut random), Effort::THOROUGH);
            assert!(matches!(found, Finding::Nothing { complete: true, .. }), "{scheme}: {found:?}");
        });
    }
}

#[test]
fn the_right_signature_is_no_mistake_and_a_short_one_is_not_searched_for() {
    for call in calls() {
        let scheme = &call.scheme;
        call.with_platform(|platform, siblings| {
            let right = sign(platform, &call.request, &call.credentials, &call.signing_time)
                .expect("it can be signed")
                .signature;
            assert_eq!(call.diagnose((platform, siblings), &right, Effort::THOROUGH), Finding::Same, "{scheme}");
            assert_eq!(
                call.diagnose((platform, siblings), &right[..8], Effort::THOROUGH),
                Finding::TooShort,
                "{scheme}"
            );
        });
    }
}

/// Times that a request carries in the same text as its signature, or in a body that is signed as it is: who writes
/// them otherwise sends them so as well.
const SENT_SO: [&str; 3] = ["nonce in seconds", "time in milliseconds", "date on the wall clock of +08:00"];

/// What a request shows otherwise than a plan does: its clock is one of its values.
const SHOWN_SO: [&str; 6] = [
    "in lines",
    "signature in lines",
    "time eight hours off",
    "time eight hours off the other way",
    "eight hours off",
    "query left out",
];

#[test]
fn a_received_signature_is_explained_as_one_that_is_expected() {
    let mut sample = Sample::default();
    for call in calls() {
        let scheme = &call.scheme;
        call.with_platform(|platform, _| {
            let signed =
                sign(platform, &call.request, &call.credentials, &call.signing_time).expect("it can be signed");
            for Mistake { planted, signature, sentence } in call.mistakes.iter().filter(|_| sample.takes()) {
                if sentence.contains("signs as `") {
                    // A server tries the scheme of no other platform.
                    continue;
                }
                let mut received = received(&signed.request, &signed.signature, signature);
                received.vars.clone_from(&call.request.vars);
                // A server has no time for all pairs.
                let effort = if sentence.contains(", and ") { Effort::THOROUGH } else { Effort::QUICK };
                let found = diagnose_received(platform, &Endpoint::PLAIN, &received, &call.credentials, effort);
                match found {
                    Ok(Finding::Causes(causes)) => {
                        let told = Cause::other_side(&causes);
                        let otherwise = SHOWN_SO.contains(&planted.as_str());
                        assert!(told == *sentence || otherwise, "{scheme}, {planted}: {told}");
                    }
                    other => assert!(SENT_SO.contains(&planted.as_str()), "{scheme}, {planted}: {other:?}"),
                }
            }
        });
    }
}

/// The files of all schemes, those that many share among them.
fn schemes() -> Vec<PathBuf> {
    let mut schemes = files(&root().join("codegen/schemes"), "yaml");
    schemes.extend(files(&root().join("tests/schemes"), "yaml"));
    // The vectors of some stand in a folder beside them.
    schemes.retain(|file| !file.parent().is_some_and(|folder| folder.ends_with("vectors")));
    schemes
}

/// A call of every scheme there is, also of those that nothing was planted for.
#[test]
fn any_scheme_can_be_searched_and_none_has_a_cause_for_a_random_signature() {
    let (mut random, mut sample) = (Random(0x2024_0501_1200_0000), Sample::default());
    let mut searched = 0;
    for file in schemes() {
        let arena = Arena::new();
        let specs: Specs<'_> = load_scheme(&arena, &file).specs.expect("a scheme");
        let spec = specs.apis.first().expect("a scheme");
        let platform = spec.api.platform;
        for vector in spec.notes.vectors.iter().take(4).filter(|_| sample.takes()) {
            let call = VectorCall::of(spec, vector);
            let other = wrong(call.signature, &mut random);
            let effort = Effort { attempts: 300, ..Effort::QUICK };
            let found = diagnose(platform, &call.request, &call.credentials, &call.signing_time, &other, effort);
            let told = format!("{}, {}", file.display(), call.name);
            assert!(matches!(found, Ok(Finding::Nothing { .. } | Finding::TooShort)), "{told}: {found:?}");
            let signed = call.sign(platform).expect("it can be signed");
            let mut received = received(&signed.request, &signed.signature, &other);
            received.vars.clone_from(&call.request.vars);
            let found = diagnose_received(platform, &Endpoint::PLAIN, &received, &call.credentials, effort);
            // In a few schemes the signature travels encoded, or in the body: then it was not exchanged.
            let exchanged = [&received.headers, &received.query, &received.form];
            let exchanged = exchanged.into_iter().flatten().any(|(_, value)| value.contains(&other));
            assert!(!matches!(found, Ok(Finding::Causes(_))), "{told}: {found:?}");
            assert_eq!(matches!(found, Ok(Finding::Same)), !exchanged, "{told}: {found:?}");
            searched += 1;
        }
    }
    assert!(searched >= part_of(90), "{searched}");
}

/// One mistake that every scheme with a clock can have: so every plan is searched as the one that it is, whatever vars,
/// choices and steps it has.
#[test]
fn a_time_one_second_later_is_named_in_every_scheme_that_signs_one() {
    let (mut named, mut sample) = (0, Sample::default());
    for file in schemes().into_iter().filter(|_| sample.takes()) {
        let arena = Arena::new();
        let specs: Specs<'_> = load_scheme(&arena, &file).specs.expect("a scheme");
        let spec = specs.apis.first().expect("a scheme");
        let platform = spec.api.platform;
        for vector in spec.notes.vectors.iter().take(1) {
            let VectorCall { request, credentials, signing_time, .. } = VectorCall::of(spec, vector);
            let later = SigningTime { unix_ms: signing_time.unix_ms + 1000, ..signing_time.clone() };
            let Ok(signed) = sign(platform, &request, &credentials, &later) else { continue };
            let found = diagnose(platform, &request, &credentials, &signing_time, &signed.signature, Effort::THOROUGH);
            let told = format!("{}: {found:?}", file.display());
            match found {
                Ok(Finding::Causes(causes)) => {
                    let sentence = Cause::other_side(&causes);
                    assert!(sentence.contains("one second later"), "{told}");
                    named += 1;
                }
                // There is no time in it, or it is too short to be searched for.
                other => assert!(matches!(other, Ok(Finding::Same | Finding::TooShort)), "{told}"),
            }
        }
    }
    assert!(named >= part_of(30), "{named}");
}
