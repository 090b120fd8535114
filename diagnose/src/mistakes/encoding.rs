//! Values and names percent-encoded in another way, or not at all: all of them, the whole text, or a single value.

use super::{Flow, Ground, To, give};
use crate::cause::{Cause, named};
use crate::rewrite::{Role, Spot};
use signwright_model::{Filter, Input, Part, Percent, Template};
use signwright_runtime::percent;

/// A way to write values.
#[derive(Clone, Copy)]
struct Coding {
    /// `None`: as they are.
    how: Option<Percent<'static>>,
    /// "form-encodes".
    does: &'static str,
    /// "form-encoded".
    done: &'static str,
}

const fn coding(form: bool, keep: &'static str, lower: bool, does: &'static str, done: &'static str) -> Coding {
    Coding { how: Some(Percent { form, keep, lower }), does, done }
}

const CODINGS: [Coding; 7] = [
    Coding { how: None, does: "does not encode", done: "not encoded" },
    coding(false, "", false, "percent-encodes (RFC 3986)", "percent-encoded (RFC 3986)"),
    coding(true, "", false, "form-encodes", "form-encoded"),
    coding(false, "", true, "percent-encodes with lower-case digits", "percent-encoded with lower-case digits"),
    coding(true, "", true, "form-encodes with lower-case digits", "form-encoded with lower-case digits"),
    coding(false, "!'()*", false, "percent-encodes all but `!'()*`", "percent-encoded all but `!'()*`"),
    coding(false, "/", false, "percent-encodes all but `/`", "percent-encoded all but `/`"),
];

impl Coding {
    fn write(self, text: &str) -> String {
        self.how.map_or_else(|| text.to_owned(), |how| percent::encoded(how, text.as_bytes()))
    }
}

pub(super) fn variations<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    for coding in CODINGS {
        for (keys, values) in [(false, true), (true, true), (true, false)] {
            let mut ours = None;
            let case = ground.case.with_filters(ground.arena, |spot, input, filters| {
                let wanted = match input {
                    Input::Value | Input::Param(_) | Input::Query(_) | Input::Form(_) => values,
                    Input::Key => keys,
                    _ => false,
                };
                let recoded_filters =
                    if wanted && is_last(ground, spot, input) { recoded(filters, coding) } else { None }?;
                ours = ours.or(Some(percent_of(filters)));
                Some(recoded_filters)
            });
            let what = match (keys, values) {
                (true, true) => "names and values",
                (true, false) => "names",
                _ => "values",
            };
            give(to, told(ground, coding, what, ours.flatten(), (keys, values)), case)?;
        }
    }
    // The first is "as they are", which bare values are already.
    for coding in CODINGS.into_iter().skip(1) {
        let how = coding.how.map(Filter::Percent);
        let case = ground.case.with_items(ground.arena, |_, mut items| {
            let part = Part::Value(Input::Value, ground.arena.alloc_slice_copy(&[how?]));
            let bare = items.value.is_none();
            items.value = Some(Template(ground.arena.alloc_slice_copy(&[part])));
            bare.then_some(items)
        });
        // Lengths are then those of the encoded values.
        give(to, told(ground, coding, "values", None, (false, true)), case)?;
    }
    let twice = ground.case.with_filters(ground.arena, |spot, input, filters| {
        let how = percent_of(filters).filter(|_| spot.step.is_some() && input == Input::Value)?;
        let mut extended = filters.to_vec();
        // A client library encodes once more what its caller had encoded.
        extended.push(Filter::Percent(how));
        Some(extended)
    });
    give(to, Cause::new("encoding", "encodes values twice", "values are encoded twice"), twice)?;
    whole_values(ground, to)
}

/// The whole text of a step, wherever later ones take it in.
fn whole_values<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    for step in ground.case.platform.signing.steps {
        for coding in CODINGS {
            let case = ground.case.with_filters(ground.arena, |spot, input, filters| {
                let wanted = spot.step.is_some() && input == Input::Step(step.name);
                if !wanted || !is_text(filters) {
                    return None;
                }
                // Before whatever digests it.
                let mut recoded_filters: Vec<_> = coding.how.map(Filter::Percent).into_iter().collect();
                recoded_filters.extend(filters.iter().copied().filter(|filter| !matches!(filter, Filter::Percent(_))));
                (recoded_filters != filters).then_some(recoded_filters)
            });
            let name = step.name.escape_debug();
            let words = Cause::new(
                "encoding",
                format!("{} the whole of `{name}`", coding.does),
                format!("the whole of `{name}` is {}", coding.done),
            );
            give(to, words, case)?;
        }
    }
    Flow::Continue(())
}

/// One value, while the others stay as they are.
pub(super) fn single<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    let names: Vec<String> = ground.case.call.values().map(|(name, _)| name.to_owned()).collect();
    for name in &names {
        let changed = |change: &dyn Fn(&str) -> String| {
            ground.case.with_values(&mut |candidate, value| (candidate == name).then(|| change(value)))
        };
        let shown = name.escape_debug();
        for coding in CODINGS.into_iter().skip(1) {
            let words = Cause::new(
                "encoding",
                format!("{} the value of `{shown}`", coding.does),
                format!("the value of `{shown}` is {} before signing", coding.done),
            );
            give(to, words, changed(&|value| coding.write(value)))?;
        }
    }
    Flow::Continue(())
}

/// The sentence, with the names of what the other coding changes.
fn told(
    ground: &Ground<'_, '_>,
    coding: Coding,
    what: &str,
    ours: Option<Percent<'_>>,
    (keys, values): (bool, bool),
) -> Cause {
    // What was seen is behind the plan's own rewriting of values.
    let plain = |text: &str| match ours {
        Some(_) if is_rewritten(ground) => String::from_utf8(percent::decoded(text.as_bytes())).unwrap_or_default(),
        _ => text.to_owned(),
    };
    let before = |text: &str| ours.map_or_else(|| text.to_owned(), |how| percent::encoded(how, text.as_bytes()));
    let differs = |text: &str| before(&plain(text)) != coding.write(&plain(text));
    let concerned = |(name, value): &(&str, &str)| (keys && differs(name)) || (values && differs(value));
    let names: Vec<&str> = ground.seen.pairs().filter(concerned).map(|(name, _)| name).collect();
    if let ([name], false) = (names.as_slice(), keys) {
        let name = name.escape_debug();
        let says = format!("{} the value of `{name}`", coding.does);
        return Cause::new("encoding", says, format!("the value of `{name}` is {} before signing", coding.done));
    }
    let says = format!("{} {what}", coding.does);
    let words = Cause::new("encoding", says, format!("{what} are {} before signing", coding.done));
    if names.is_empty() { words } else { words.because(format!("that changes {}", named(names))) }
}

fn is_rewritten(ground: &Ground<'_, '_>) -> bool {
    let mut rewritten = false;
    // Nothing is changed: only looked at.
    let _ = ground.case.with_filters(ground.arena, |spot, _, filters| {
        rewritten |= matches!(spot.role, Role::Value | Role::Key) && percent_of(filters).is_some();
        None
    });
    rewritten
}

/// A value is written by the template that rewrites it, else by the item's.
fn is_last(ground: &Ground<'_, '_>, spot: Spot<'_>, input: Input<'_>) -> bool {
    let Some(step) = spot.step else { return false };
    if spot.role != Role::Each {
        return true;
    }
    let mut rewritten = false;
    let _ = ground.case.with_items(ground.arena, |candidate, items| {
        rewritten |= candidate == step && if input == Input::Key { items.key.is_some() } else { items.value.is_some() };
        None
    });
    !rewritten
}

fn percent_of<'a>(filters: &[Filter<'a>]) -> Option<Percent<'a>> {
    filters.iter().find_map(|filter| if let Filter::Percent(how) = filter { Some(*how) } else { None })
}

fn is_text(filters: &[Filter<'_>]) -> bool {
    !filters.iter().any(|filter| matches!(filter, Filter::Len(_) | Filter::Unhex | Filter::Unbase64))
}

/// The filters with another coding in the place of their own, or behind all others.
fn recoded<'a>(filters: &[Filter<'a>], coding: Coding) -> Option<Vec<Filter<'a>>> {
    if !is_text(filters) {
        return None;
    }
    let mut recoded_filters: Vec<_> =
        filters.iter().copied().filter(|filter| !matches!(filter, Filter::Percent(_))).collect();
    recoded_filters.extend(coding.how.map(Filter::Percent));
    (recoded_filters != filters).then_some(recoded_filters)
}
