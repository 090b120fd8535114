//! The pairs of a map: which are taken, in which order, and how those of one key become one.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::error::SignReason;
use super::masked::MaskedValue;
use super::writer::{Buffer, Writer};
use crate::model::{Items, SortBy, name_fits};

pub(super) struct Pair<'v> {
    pub(super) key: Cow<'v, str>,
    pub(super) value: MaskedValue<'v>,
    /// Whether its name is one of HTTP's, which do not tell upper from lower case.
    pub(super) header: bool,
    /// Whether the value is JSON already: a number, a list, `true`, but not a text.
    pub(super) json: bool,
}

/// Leaves those that are named.
pub(super) fn choose(items: &Items<'_>, pairs: &mut Vec<Pair<'_>>) {
    let among = |names: &[&str], pair: &Pair<'_>| names.iter().any(|name| name_fits(name, &pair.key, pair.header));
    if !items.only.is_empty() {
        pairs.retain(|pair| among(items.only, pair));
    }
    if !items.except.is_empty() {
        pairs.retain(|pair| !among(items.except, pair));
    }
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
        SortBy::Key => pairs.sort_by(|left, right| left.key.cmp(&right.key)),
        SortBy::KeyDescending => pairs.sort_by(|left, right| right.key.cmp(&left.key)),
        SortBy::Value => pairs.sort_by(|left, right| left.value.as_bytes().cmp(right.value.as_bytes())),
        SortBy::Pair => pairs.sort_by(|left, right| {
            left.key.cmp(&right.key).then_with(|| left.value.as_bytes().cmp(right.value.as_bytes()))
        }),
        SortBy::KeyIgnoringCase => pairs.sort_by_cached_key(|pair| pair.key.to_ascii_lowercase()),
        SortBy::Listed(names) => pairs.sort_by_key(|pair| {
            names.iter().position(|name| name_fits(name, &pair.key, pair.header)).unwrap_or(names.len())
        }),
    }
}

/// Pairs of one key become one, at the place of the first of them.
pub(super) fn merge(between: &str, pairs: &mut Vec<Pair<'_>>) -> Result<(), SignReason> {
    let indices: Vec<usize> = {
        let mut first = HashMap::with_capacity(pairs.len());
        let index = |pair| {
            let next = first.len();
            *first.entry(pair).or_insert(next)
        };
        pairs.iter().map(|pair| &*pair.key).map(index).collect()
    };
    let mut merged: Vec<(Pair<'_>, Buffer)> = Vec::with_capacity(pairs.len());
    for (pair, index) in pairs.drain(..).zip(indices) {
        if let Some((_, values)) = merged.get_mut(index) {
            values.put_value(&MaskedValue::text(between))?;
            values.put_value(&pair.value)?;
        } else {
            let mut values = Buffer::default();
            values.put_value(&pair.value)?;
            merged.push((pair, values));
        }
    }
    pairs.extend(merged.into_iter().map(|(pair, values)| Pair { value: values.finish(), ..pair }));
    Ok(())
}

/// The names of pairs in another order.
pub fn sorted_names(sort: SortBy<'_>, pairs: &[(String, String)]) -> Vec<String> {
    let pair = |(key, value): &'_ (String, String)| Pair {
        key: Cow::Owned(key.clone()),
        value: MaskedValue::text(value.clone()),
        header: false,
        json: false,
    };
    let mut pairs: Vec<_> = pairs.iter().map(pair).collect();
    order(sort, &mut pairs);
    pairs.into_iter().map(|pair| pair.key.into_owned()).collect()
}
