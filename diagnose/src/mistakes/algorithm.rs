//! Another digest, a plain digest in the place of an HMAC, and a key decoded or not.

use super::{Flow, Ground, To, give};
use crate::cause::Cause;
use signwright_model::{Filter, Hash, Input, Part, Step, StepBody, Template};
use signwright_runtime::binary::{unbase64, unhex};

const HASHES: [(Hash, &str); 5] = [
    (Hash::Md5, "MD5"),
    (Hash::Sha1, "SHA-1"),
    (Hash::Sha256, "SHA-256"),
    (Hash::Sha384, "SHA-384"),
    // SM3 is left out: no library has it as a default that is taken by mistake.
    (Hash::Sha512, "SHA-512"),
];

pub(super) fn variations<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    keys(ground, to)?;
    beside(ground, to)?;
    for step in ground.case.platform.signing.steps.iter().rev() {
        let name = step.name.escape_debug();
        let mut with = |says: String, holds: String, replaced: &dyn Fn(Filter<'a>) -> Option<Filter<'a>>| {
            let case = ground.case.with_filters(ground.arena, |spot, _, filters| {
                let mut changed = false;
                let mut exchange = |filter: &Filter<'a>| {
                    let replaced = if spot.step == Some(step.name) { replaced(*filter) } else { None };
                    changed |= replaced.is_some();
                    replaced.unwrap_or(*filter)
                };
                let filters: Vec<_> = filters.iter().map(&mut exchange).collect();
                changed.then_some(filters)
            });
            give(to, Cause::new("algorithm", says, holds), case)
        };
        with(
            format!("takes a plain digest in `{name}`, not an HMAC"),
            format!("`{name}` is a plain digest, not an HMAC"),
            &|filter| if let Filter::Hmac(hash, _) = filter { Some(Filter::Digest(hash)) } else { None },
        )?;
        // An unset variable of the environment reads as empty, and signs without a word.
        with(format!("has an empty key in `{name}`"), format!("the key of `{name}` is empty"), &|filter| {
            if let Filter::Hmac(hash, _) = filter { Some(Filter::Hmac(hash, Input::Text(""))) } else { None }
        })?;
        for key in ground.secrets() {
            let shown = key.escape_debug();
            with(
                format!("takes an HMAC under `{shown}` in `{name}`, not a plain digest"),
                format!("`{name}` is an HMAC under `{shown}`, not a plain digest"),
                &|filter| match filter {
                    Filter::Digest(hash) => Some(Filter::Hmac(hash, Input::Credential(key))),
                    _ => None,
                },
            )?;
            for (wanted, algorithm) in HASHES {
                with(
                    format!("takes an HMAC with {algorithm} under `{shown}` in `{name}`, not a plain digest"),
                    format!("`{name}` is an HMAC with {algorithm} under `{shown}`, not a plain digest"),
                    &|filter| match filter {
                        Filter::Digest(hash) if hash != wanted => Some(Filter::Hmac(wanted, Input::Credential(key))),
                        _ => None,
                    },
                )?;
            }
        }
        for (wanted, algorithm) in HASHES {
            with(
                format!("uses {algorithm} in `{name}`"),
                format!("`{name}` uses {algorithm}"),
                &|filter| match filter {
                    Filter::Digest(hash) if hash != wanted => Some(Filter::Digest(wanted)),
                    Filter::Hmac(hash, key) if hash != wanted => Some(Filter::Hmac(wanted, key)),
                    _ => None,
                },
            )?;
        }
    }
    Flow::Continue(())
}

/// A plain digest of the text with the key beside it, in the place of an HMAC.
fn beside<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    let arena = ground.arena;
    for (front, end, where_) in [(true, false, "before"), (false, true, "behind"), (true, true, "on both ends of")] {
        let mut key = None;
        let mut text = None;
        let case = ground.case.with_templates(arena, |spot, template| {
            let [Part::Value(input, filters)] = template.0 else { return None };
            let index = filters.iter().position(|filter| matches!(filter, Filter::Hmac(_, Input::Credential(_))))?;
            let Some(Filter::Hmac(hash, Input::Credential(name))) = filters.get(index) else { return None };
            if spot.step.is_none() || key.is_some() {
                return None;
            }
            key = Some(*name);
            let secret = Part::Value(Input::Credential(name), &[]);
            let mut parts: Vec<_> = front.then_some(secret).into_iter().collect();
            parts.push(Part::Value(*input, filters.get(..index)?));
            parts.extend(end.then_some(secret));
            text = Some((spot.step?, parts));
            let mut filters_apart = vec![Filter::Digest(*hash)];
            filters_apart.extend_from_slice(filters.get(index + 1..)?);
            let together = Part::Value(Input::Step(TOGETHER), arena.alloc_slice_copy(&filters_apart));
            Some(Template(arena.alloc_slice_copy(&[together])))
        });
        let (Some(case), Some(key), Some((step, parts))) = (case, key, text) else { continue };
        let body = StepBody::Template(Template(arena.alloc_slice_copy(&parts)));
        let case = case.with_step_before(arena, step, Step { name: TOGETHER, body });
        let (key, step) = (key.escape_debug(), step.escape_debug());
        let words = Cause::new(
            "algorithm",
            format!("takes a plain digest in `{step}`, with `{key}` {where_} the text, not an HMAC"),
            format!("`{step}` is a plain digest, with `{key}` {where_} the text, not an HMAC"),
        );
        give(to, words, Some(case))?;
    }
    Flow::Continue(())
}

/// Keys that are decoded on one side only.
fn keys<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    let arena = ground.arena;
    let raw = ground.case.with_filters(arena, |_, input, filters| {
        let decoded = matches!(filters.first(), Some(Filter::Unbase64 | Filter::Unhex));
        let secret = matches!(input, Input::Credential(_));
        (decoded && secret).then(|| [&[Filter::Utf8], filters.get(1..).unwrap_or_default()].concat())
    });
    let words = Cause::new("algorithm", "uses the key as text, not decoded", "the key is used as text, not decoded");
    give(to, words, raw)?;
    for (decode, how) in [(Filter::Unhex, "hex"), (Filter::Unbase64, "base64")] {
        let mut key = None;
        let case = ground.case.with_filters(arena, |_, _, filters| {
            let mut changed = filters.to_vec();
            let key_of_hmac = changed.iter_mut().find_map(|filter| {
                let Filter::Hmac(hash, Input::Credential(name)) = *filter else { return None };
                *filter = Filter::Hmac(hash, Input::Step(DECODED));
                Some(name)
            })?;
            key = key.or(Some(key_of_hmac));
            Some(changed)
        });
        let Some(name) = key else { continue };
        let value = ground.case.credentials.resolve(&ground.case.platform, name).unwrap_or_default();
        let decodes = if decode == Filter::Unhex { unhex(value) } else { unbase64(value) };
        let filters = arena.alloc_slice_copy(&[decode]);
        let body =
            StepBody::Template(Template(arena.alloc_slice_copy(&[Part::Value(Input::Credential(name), &*filters)])));
        let case = case.filter(|_| decodes.is_some());
        let case = case.map(|case| case.with_first_step(arena, Step { name: DECODED, body }));
        let name = name.escape_debug();
        let words = Cause::new(
            "algorithm",
            format!("uses `{name}` decoded from {how} as the key"),
            format!("the key is `{name}` decoded from {how}"),
        );
        give(to, words, case)?;
    }
    Flow::Continue(())
}

/// No step of a scheme has a space in its name.
const DECODED: &str = "decoded key";
const TOGETHER: &str = "text and key";
