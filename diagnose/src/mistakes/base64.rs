//! Base64: alphabet, padding, line breaks; hex in its place, or hex inside it.

use super::{Flow, Ground, To, give};
use crate::cause::Cause;
use signwright_model::{Base64, Filter, Hash, Input, Part, Template};

const KINDS: [(Base64, &str); 4] = [
    (Base64 { url: false, padded: true }, "base64 with `+`, `/` and padding"),
    (Base64 { url: true, padded: true }, "base64 with `-`, `_` and padding"),
    (Base64 { url: false, padded: false }, "base64 with `+`, `/` and no padding"),
    (Base64 { url: true, padded: false }, "base64 with `-`, `_` and no padding"),
];

const LINES: [(usize, &str, bool, &str); 5] = [
    // MIME breaks at 76, and PEM at 64; what stands behind the last line differs between languages.
    (76, "\n", false, "lines of 76 with LF between them"),
    (76, "\r\n", false, "lines of 76 with CRLF between them"),
    (76, "\n", true, "lines of 76 with LF behind each"),
    (76, "\r\n", true, "lines of 76 with CRLF behind each"),
    (64, "\n", false, "lines of 64 with LF between them"),
];

pub(super) fn variations<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    for step in ground.case.platform.signing.steps.iter().rev() {
        let name = step.name.escape_debug();
        let mut with = |says: String, holds: String, make: &dyn Fn(Filter<'a>) -> Option<Vec<Filter<'a>>>| {
            let case = ground.case.with_filters(ground.arena, |spot, _, filters| {
                let (index, made) =
                    filters.iter().enumerate().find_map(|(index, filter)| Some((index, make(*filter)?)))?;
                let (before, behind) = (filters.get(..index)?, filters.get(index + 1..)?);
                (spot.step == Some(step.name)).then(|| [before, &made, behind].concat())
            });
            give(to, Cause::new("base64", says, holds), case)
        };
        for (kind, what) in KINDS {
            with(format!("writes `{name}` in {what}"), format!("`{name}` is in {what}"), &|filter| match filter {
                Filter::Base64(ours) if ours != kind => Some(vec![Filter::Base64(kind)]),
                _ => None,
            })?;
            with(format!("writes {what} in `{name}`, not hex"), format!("`{name}` has {what}, not hex"), &|filter| {
                (filter == Filter::Hex).then(|| vec![Filter::Base64(kind)])
            })?;
            with(
                format!("writes the hex digits of `{name}` in {what}"),
                format!("the hex digits of `{name}` are in {what}"),
                &|filter| {
                    let encodes = matches!(filter, Filter::Hex | Filter::Base64(_));
                    encodes.then(|| vec![Filter::Hex, Filter::Utf8, Filter::Base64(kind)])
                },
            )?;
        }
        with(format!("writes `{name}` in hex, not base64"), format!("`{name}` is in hex, not base64"), &|filter| {
            matches!(filter, Filter::Base64(_)).then(|| vec![Filter::Hex])
        })?;
        with(
            format!("writes `{name}` in upper-case hex, not base64"),
            format!("`{name}` is in upper-case hex, not base64"),
            &|filter| matches!(filter, Filter::Base64(_)).then(|| vec![Filter::Hex, Filter::Upper]),
        )?;
    }
    body(ground, to)?;
    lines(ground, to)
}

/// The body itself where its base64 or its digest belongs, or one of these where the body itself belongs.
fn body<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    const BASE64: &[Filter<'static>] = &[Filter::Base64(Base64::STANDARD)];
    const MD5: &[Filter<'static>] = &[Filter::Digest(Hash::Md5), Filter::Hex];
    const SHA256: &[Filter<'static>] = &[Filter::Digest(Hash::Sha256), Filter::Hex];
    const FORMS: [(&[Filter<'static>], &str, &str); 4] = [
        (&[Filter::Utf8], "the body itself", "not in base64"),
        (BASE64, "the body in base64", "not the body itself"),
        (MD5, "the MD5 digest of the body", "not the body itself"),
        (SHA256, "the SHA-256 digest of the body", "not the body itself"),
    ];
    for step in ground.case.platform.signing.steps {
        for (theirs, what, not) in FORMS {
            let is_itself = theirs == [Filter::Utf8];
            let mut digested = false;
            let case = ground.case.with_filters(ground.arena, |spot, input, ours| {
                // Only what changes something is a mistake: the body itself is not tried where it is signed already.
                let is_form = if is_itself { is_other_form(ours) } else { matches!(ours, [] | [Filter::Utf8]) };
                let changes = spot.step == Some(step.name) && input == Input::Body && is_form;
                digested |= changes && ours.iter().any(Filter::is_one_way);
                changes.then(|| theirs.to_vec())
            });
            let not = if is_itself && digested { "not its digest" } else { not };
            let name = step.name.escape_debug();
            let says = format!("signs {what} in `{name}`, {not}");
            give(to, Cause::new("base64", says, format!("{what} is signed in `{name}`, {not}")), case)?;
        }
    }
    Flow::Continue(())
}

/// Whether the body is written in base64, or its digest in its place.
fn is_other_form(filters: &[Filter<'_>]) -> bool {
    let is_written =
        |filter: &Filter<'_>| matches!(filter, Filter::Base64(_) | Filter::Digest(_) | Filter::Hex | Filter::Upper);
    !filters.is_empty() && filters.iter().all(is_written)
}

/// The plan has no word for line breaks: the broken text stands in the place of what it is made of.
fn lines<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    for (width, end, behind, what) in LINES {
        for seen in &ground.seen.base64 {
            let broken = broken(&seen.text, width, end, behind);
            let text: &'a str = ground.arena.alloc_str(&broken);
            let case = ground.case.with_templates(ground.arena, |spot, template| {
                let Part::Value(_, filters) = *template.0.get(seen.part).filter(|_| spot.step == Some(&seen.step))?
                else {
                    return None;
                };
                let index = filters.iter().position(|filter| matches!(filter, Filter::Base64(_)))?;
                let mut parts = template.0.to_vec();
                *parts.get_mut(seen.part)? = Part::Value(Input::Text(text), filters.get(index + 1..)?);
                Some(Template(ground.arena.alloc_slice_copy(&parts)))
            });
            let name = seen.step.escape_debug();
            let words = Cause::new(
                "base64",
                format!("breaks the base64 in `{name}` into {what}"),
                format!("the base64 in `{name}` is broken into {what}"),
            );
            give(to, words, case.filter(|_| broken != seen.text))?;
        }
    }
    Flow::Continue(())
}

/// Base64 is ASCII: its bytes are its characters.
fn broken(text: &str, width: usize, end: &str, behind: bool) -> String {
    let lines: Vec<_> = text.as_bytes().chunks(width).map(String::from_utf8_lossy).collect();
    format!("{}{}", lines.join(end), if behind { end } else { "" })
}
