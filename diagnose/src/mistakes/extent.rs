//! What is signed at all: the signature's own parameter, what the scheme leaves out, a parameter more or less, the
//! body.

use super::{Flow, Ground, To, give};
use crate::cause::{Cause, named};
use signwright_model::{Input, Items, Location, PairSource, Part, Template};
use signwright_runtime::sign::signed_parameters;

/// Up to how many names two of them are left out.
const FEW: usize = 16;

pub(super) fn variations<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    signature(ground, to)?;
    let arena = ground.arena;
    let left_out =
        ground.case.with_items(arena, |_, items| (!items.except.is_empty()).then_some(Items { except: &[], ..items }));
    let mut names = Vec::new();
    let _ = ground.case.with_items(arena, |_, items| {
        names.extend_from_slice(items.except);
        None
    });
    let names = named(names);
    let words = Cause::new("extent", format!("signs {names} too"), format!("{names} is signed too"));
    give(to, words, left_out)?;
    let all =
        ground.case.with_items(arena, |_, items| (!items.only.is_empty()).then_some(Items { only: &[], ..items }));
    let words = Cause::new("extent", "signs every pair, not only those listed", "every pair is signed");
    give(to, words, all)?;

    let common: Vec<&'a str> = signed_parameters(ground.alive()).map(|parameter| parameter.name).collect();
    let without = ground.case.with_items(arena, |_, items| Some(ground.without(items, &common)));
    let words = Cause::new("extent", "does not sign the common parameters", "the common parameters are not signed");
    give(to, words, without)?;
    // What stands in the query beside a body, such as a page's number and size, or what the call brings as headers.
    for sent in ground.case.call.sent() {
        let of_call = sent.iter().map(|(name, _)| name.as_str()).filter(|name| !common.contains(name));
        let of_call: Vec<&'a str> = of_call.map(|name| &*arena.alloc_str(name)).collect();
        not_signed(ground, &of_call, to)?;
    }
    let only = ground.case.with_items(arena, |_, mut items| {
        items.only = arena.alloc_slice_copy(&common);
        Some(items)
    });
    let words =
        Cause::new("extent", "signs nothing but the common parameters", "only the common parameters are signed");
    give(to, words, only)?;
    for (body, says) in [("", "an empty body"), ("{}", "the body `{}`")] {
        let case = ground.case.with_body(|_| Some(body.to_owned()));
        let words = Cause::new("extent", format!("signs {says}"), format!("{says} is signed in the place of the body"));
        give(to, words, case)?;
    }
    Flow::Continue(())
}

/// The parameter of the signature among the signed: empty, or as text that stands for nothing.
fn signature<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    let platform = ground.alive();
    for parameter in signed_parameters(platform)
        .filter(|parameter| parameter.is_signature(platform) && parameter.location != Location::Header)
    {
        for (value, shown) in [("", "with an empty value"), ("null", "as `null`")] {
            let part = Part::Value(Input::Text(value), &[]);
            let pair = PairSource::Pair(parameter.name, Template(ground.arena.alloc_slice_copy(&[part])));
            let case = ground.case.with_items(ground.arena, |_, mut items| {
                let mut sources = items.sources.to_vec();
                sources.push(pair);
                items.sources = ground.arena.alloc_slice_copy(&sources);
                Some(items)
            });
            let name = parameter.name.escape_debug();
            let words = Cause::new(
                "extent",
                format!("signs `{name}` itself too, {shown}"),
                format!("`{name}` itself is signed too, {shown}"),
            );
            give(to, words, case)?;
        }
    }
    for secret in platform.credentials.iter().filter(|credential| credential.secret) {
        let part = Part::Value(Input::Credential(secret.name), &[]);
        let pair = PairSource::Pair(secret.name, Template(ground.arena.alloc_slice_copy(&[part])));
        let case = ground.case.with_items(ground.arena, |_, mut items| {
            let mut sources = items.sources.to_vec();
            sources.push(pair);
            items.sources = ground.arena.alloc_slice_copy(&sources);
            Some(items)
        });
        let name = secret.name.escape_debug();
        let says = format!("signs the secret `{name}` as a parameter among the others");
        let holds = format!("the secret `{name}` is signed as a parameter among the others");
        give(to, Cause::new("extent", says, holds), case)?;
    }
    Flow::Continue(())
}

/// One pair less. Two less is what is seen of more than one mistake, so it is tried alone, and only of few names.
pub(super) fn single<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    let names = ground.names();
    for name in &names {
        not_signed(ground, &[*name], to)?;
    }
    // Pairs of names grow with the square of them, and with a mistake already made they would crowd out the others.
    if !ground.is_first || names.len() > FEW {
        return Flow::Continue(());
    }
    let has_value = |name: &&&str| ground.seen.pairs().any(|(second, value)| second == **name && !value.is_empty());
    let names: Vec<&'a str> = names.iter().filter(has_value).copied().collect();
    for (place, name) in names.iter().enumerate() {
        for second in names.iter().skip(place + 1) {
            not_signed(ground, &[*name, *second], to)?;
        }
    }
    Flow::Continue(())
}

/// These pairs less.
fn not_signed<'a>(ground: &Ground<'a, '_>, names: &[&'a str], to: To<'_, 'a>) -> Flow {
    let case = ground.case.with_items(ground.arena, |_, items| Some(ground.without(items, names)));
    let (shown, verb) = (named(names.iter().copied()), if names.len() > 1 { "are" } else { "is" });
    let words = Cause::new("extent", format!("does not sign {shown}"), format!("{shown} {verb} not signed"));
    give(to, words, case.filter(|_| !names.is_empty()))
}
