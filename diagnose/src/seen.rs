//! What the steps of a case take in, as it was when each was computed: the pairs of its maps, and texts in base64.
//! Mistakes name from it which values they concern.

use signwright_model::{Filter, Input, SortBy};
use signwright_runtime::sign::{SignedStep, SigningRun, Traced, TracedPart, sorted_names};

#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) maps: Vec<SeenMap>,
    /// What a value in base64 is, by its step, its input and its filters, which stand for it in the notation's words.
    pub(crate) base64: Vec<SeenText>,
    /// What a text is that a digest or an HMAC is made of.
    pub(crate) digested: Vec<SeenText>,
    pub(crate) address: Address,
}

#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) verb: String,
    pub(crate) scheme: String,
    pub(crate) host: String,
    pub(crate) path: String,
}

/// The pairs of a map before they are sorted, empty ones among them.
pub(crate) struct SeenMap {
    pub(crate) step: String,
    pub(crate) drop_empty: bool,
    pub(crate) pairs: Vec<(String, String)>,
}

pub(crate) struct SeenText {
    pub(crate) step: String,
    pub(crate) part: usize,
    pub(crate) text: String,
}

impl Seen {
    pub(crate) fn of(run: &SigningRun<'_>) -> Self {
        let value = |input| run.value(input).unwrap_or_default();
        let address = Address {
            verb: value(Input::Verb),
            scheme: value(Input::Scheme),
            host: value(Input::Host),
            path: value(Input::Path),
        };
        let mut seen = Self { address, ..Self::default() };
        for step in run.trace() {
            match &step.body {
                Traced::Template(parts) => seen.template(step.value.name(), parts),
                Traced::Map(map) => {
                    let pair = |pair: &SignedStep| (pair.name().to_owned(), pair.plain().into_owned());
                    let pairs = map.rewritten.iter().map(pair).collect();
                    let step = step.value.name().to_owned();
                    seen.maps.push(SeenMap { step, drop_empty: map.items.drop_empty, pairs });
                }
            }
        }
        seen
    }

    fn template(&mut self, step: &str, parts: &[TracedPart<'_>]) {
        for (part, traced) in parts.iter().enumerate() {
            let TracedPart::Value { input, filters, stages, .. } = traced else { continue };
            let text = |filters: usize| {
                // The clock is varied by its own kind, which knows its unit and its zone.
                let stage = stages.get(filters).filter(|stage| *input != Input::Clock && stage.is_text())?;
                Some(SeenText { step: step.to_owned(), part, text: stage.plain().into_owned() })
            };
            // A signature under a private key is not made here, so there is no text to break into lines.
            if !filters.iter().any(|filter| matches!(filter, Filter::Sign(..))) {
                let encoded = filters.iter().position(|filter| matches!(filter, Filter::Base64(_)));
                self.base64.extend(encoded.and_then(|index| text(index + 1)));
            }
            let digested = filters.iter().position(Filter::is_one_way);
            self.digested.extend(digested.and_then(text));
        }
    }

    /// Every pair of every map, each name and value once.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        let all = self.maps.iter().enumerate().flat_map(|(index, map)| map.pairs.iter().map(move |pair| (index, pair)));
        let earlier =
            |index: usize, pair: &(String, String)| self.maps.iter().take(index).any(|map| map.pairs.contains(pair));
        all.filter(move |(index, pair)| !earlier(*index, pair)).map(|(_, (key, value))| (key.as_str(), value.as_str()))
    }
}

impl SeenMap {
    /// The names in another order.
    pub(crate) fn sorted(&self, sort: SortBy<'_>) -> Vec<String> {
        let mut kept = self.pairs.clone();
        // Empty pairs have no place in the order when the map drops them.
        kept.retain(|(_, value)| !(self.drop_empty && value.is_empty()));
        sorted_names(sort, &kept)
    }
}
