//! Maps of pairs as text: which pairs, rewritten how, in which order, each item as its template says.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::error::SignReason;
use super::piece::Piece;
use super::sink::{Buffer, Sink};
use super::template::Evaluate;
use super::walk;
use crate::model::{Input, Items, Over, SortBy, name_fits};

/// A pair of a map.
pub(crate) struct Pair<'v> {
    pub(crate) key: Cow<'v, str>,
    pub(crate) value: Piece<'v>,
    /// Whether its name is one of HTTP's, which do not tell upper from lower case.
    pub(crate) header: bool,
    /// Whether the value is JSON already: a number, a list, `true`, but not a text.
    pub(crate) json: bool,
}

/// Writes the items of a map.
pub(crate) fn write<'m>(items: &Items<'m>, evaluate: Evaluate<'_, 'm>, to: &mut dyn Sink) -> Result<(), SignReason> {
    let mut pairs = gather(items, evaluate)?;
    thin(items, &mut pairs);
    order(items.sort, &mut pairs);
    if let Some(between) = items.merge {
        merge(between, &mut pairs)?;
    }
    let evaluate_item =
        |pair, to: &mut dyn Sink| Evaluate { inputs: evaluate.inputs, item: Some(pair) }.template(items.each, to);
    if items.sort == SortBy::Item {
        let mut finished = Vec::with_capacity(pairs.len());
        for pair in &pairs {
            let mut item = Buffer::default();
            evaluate_item(pair, &mut item)?;
            finished.push(item.finish());
        }
        finished.sort_by(|one, other| one.as_bytes().cmp(other.as_bytes()));
        for (place, item) in finished.iter().enumerate() {
            separate(items, evaluate, place, to)?;
            to.put_piece(item)?;
        }
    } else {
        for (place, pair) in pairs.iter().enumerate() {
            separate(items, evaluate, place, to)?;
            evaluate_item(pair, to)?;
        }
    }
    Ok(())
}

/// The pairs that are chosen, rewritten, as they come; empty ones are still among them.
pub(super) fn gather<'e, 'm>(items: &Items<'m>, evaluate: Evaluate<'e, 'm>) -> Result<Vec<Pair<'e>>, SignReason> {
    let mut pairs = Vec::with_capacity(8);
    for source in items.over {
        evaluate.inputs.pairs(source, &mut pairs)?;
    }
    choose(items, &mut pairs);
    if items.key.is_some() || items.value.is_some() {
        for pair in &mut pairs {
            rewrite(items, evaluate, pair)?;
        }
    }
    Ok(pairs)
}

fn separate<'m>(
    items: &Items<'m>,
    evaluate: Evaluate<'_, 'm>,
    place: usize,
    to: &mut dyn Sink,
) -> Result<(), SignReason> {
    if place > 0 { evaluate.template(items.join, to) } else { Ok(()) }
}

/// Leaves those that are named.
fn choose(items: &Items<'_>, pairs: &mut Vec<Pair<'_>>) {
    let among = |names: &[&str], pair: &Pair<'_>| names.iter().any(|name| name_fits(name, &pair.key, pair.header));
    if !items.only.is_empty() {
        pairs.retain(|pair| among(items.only, pair));
    }
    if !items.except.is_empty() {
        pairs.retain(|pair| !among(items.except, pair));
    }
}

fn rewrite<'m>(items: &Items<'m>, evaluate: Evaluate<'_, 'm>, pair: &mut Pair<'_>) -> Result<(), SignReason> {
    let inside = Evaluate { inputs: evaluate.inputs, item: Some(pair) };
    let key = items.key.map(|key| inside.build(key).and_then(Piece::into_text)).transpose()?;
    let value = items.value.map(|value| inside.build(value)).transpose()?;
    if let Some(key) = key {
        pair.key = Cow::Owned(key);
    }
    if let Some(value) = value {
        pair.value = value;
        pair.json = false;
    }
    Ok(())
}

/// Leaves out empty and repeated pairs, where the map does.
pub(super) fn thin(items: &Items<'_>, pairs: &mut Vec<Pair<'_>>) {
    if items.drop_empty {
        pairs.retain(|pair| !pair.value.is_empty());
    }
    if items.drop_equal {
        let is_first: Vec<bool> = {
            let mut seen = HashSet::with_capacity(pairs.len());
            pairs.iter().map(|pair| seen.insert((&*pair.key, pair.value.as_bytes()))).collect()
        };
        let mut is_first = is_first.into_iter();
        pairs.retain(|_| is_first.next().unwrap_or(true));
    }
}

/// Every order is of bytes, and stable.
pub(super) fn order(sort: SortBy<'_>, pairs: &mut [Pair<'_>]) {
    match sort {
        SortBy::None | SortBy::Item => {}
        SortBy::Key => pairs.sort_by(|one, other| one.key.cmp(&other.key)),
        SortBy::KeyDescending => pairs.sort_by(|one, other| other.key.cmp(&one.key)),
        SortBy::Value => pairs.sort_by(|one, other| one.value.as_bytes().cmp(other.value.as_bytes())),
        SortBy::Pair => pairs.sort_by(|one, other| {
            one.key.cmp(&other.key).then_with(|| one.value.as_bytes().cmp(other.value.as_bytes()))
        }),
        SortBy::KeyIgnoringCase => pairs.sort_by_cached_key(|pair| pair.key.to_ascii_lowercase()),
        SortBy::Listed(names) => pairs.sort_by_key(|pair| {
            names.iter().position(|name| name_fits(name, &pair.key, pair.header)).unwrap_or(names.len())
        }),
    }
}

/// Pairs of one key become one, at the place of the first of them.
fn merge(between: &str, pairs: &mut Vec<Pair<'_>>) -> Result<(), SignReason> {
    let places: Vec<usize> = {
        let mut first = HashMap::with_capacity(pairs.len());
        let place = |pair| {
            let next = first.len();
            *first.entry(pair).or_insert(next)
        };
        pairs.iter().map(|pair| &*pair.key).map(place).collect()
    };
    let mut merged: Vec<(Pair<'_>, Buffer)> = Vec::with_capacity(pairs.len());
    for (pair, place) in pairs.drain(..).zip(places) {
        if let Some((_, whole)) = merged.get_mut(place) {
            whole.put_piece(&Piece::text(between))?;
            whole.put_piece(&pair.value)?;
        } else {
            let mut whole = Buffer::default();
            whole.put_piece(&pair.value)?;
            merged.push((pair, whole));
        }
    }
    pairs.extend(merged.into_iter().map(|(pair, whole)| Pair { value: whole.finish(), ..pair }));
    Ok(())
}

/// Calls back with every input of a map; what its items take in once for each pair, it calls back with twice.
pub(crate) fn each_input<'m>(items: &Items<'m>, found: &mut dyn FnMut(Input<'m>)) {
    for over in items.over {
        if let Over::Pair(_, value) = over {
            walk::each_input(*value, found);
        }
    }
    let repeated = [Some(items.each), Some(items.join), items.key, items.value];
    for one in repeated.into_iter().flatten() {
        walk::each_input(one, found);
        walk::each_input(one, found);
    }
}
