//! What the steps of a case take in, as it was when each was computed: the pairs of its maps, and texts in base64.
//! Mistakes name from it which values they concern.

use std::borrow::Cow;

use super::super::items::{self, Pair};
use super::super::piece::{Octets, Piece};
use super::super::scope::Scope;
use super::super::template::Evaluate;
use crate::model::{Filter, Input, Part, SortBy, Step, StepBody};

/// What the steps take in.
#[derive(Default)]
pub(super) struct Seen {
    pub(super) maps: Vec<SeenMap>,
    /// What a value in base64 is, by its step, its input and its filters, which stand for it in the notation's words.
    pub(super) base64: Vec<SeenText>,
    /// What a text is that a digest or an HMAC is made of.
    pub(super) digested: Vec<SeenText>,
    /// Where the request goes.
    pub(super) address: Address,
}

/// How and where a request goes.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) verb: String,
    pub(super) scheme: String,
    pub(super) host: String,
    pub(super) path: String,
}

/// The pairs of a map before they are sorted, empty ones among them.
pub(super) struct SeenMap {
    pub(super) step: String,
    pub(super) drop_empty: bool,
    pub(super) pairs: Vec<(String, String)>,
}

/// A text, and where in the plan it is.
pub(super) struct SeenText {
    pub(super) step: String,
    pub(super) part: usize,
    pub(super) text: String,
}

impl Seen {
    /// Looks at a step before it is computed.
    pub(super) fn look(&mut self, scope: &Scope<'_>, step: &Step<'_>) {
        if let Some(target) = scope.target.as_ref().filter(|_| self.address == Address::default()) {
            self.address = Address {
                verb: scope.verb.to_owned(),
                scheme: target.scheme().to_owned(),
                host: target.host().to_owned(),
                path: target.path().to_owned(),
            };
        }
        self.body(scope, step.name, step.body);
    }

    fn body<'s>(&mut self, scope: &Scope<'s>, step: &str, body: StepBody<'s>) {
        let evaluate = Evaluate::over(scope);
        match body {
            StepBody::Template(template) => {
                for (place, part) in template.0.iter().enumerate() {
                    let Part::Value(input, filters) = *part else { continue };
                    let text = |end: usize| {
                        let filters = filters.get(..end).filter(|_| input != Input::Clock)?;
                        match evaluate.piece(input, filters).ok()?.octets {
                            Octets::Text(text) => {
                                Some(SeenText { step: step.to_owned(), part: place, text: text.into_owned() })
                            }
                            Octets::Bytes(_) => None,
                        }
                    };
                    let first = |wanted: fn(&Filter<'_>) -> bool| filters.iter().position(wanted);
                    if first(|filter| matches!(filter, Filter::Sign(..))).is_none() {
                        let encoded = first(|filter| matches!(filter, Filter::Base64(_)));
                        self.base64.extend(encoded.and_then(|at| text(at + 1)));
                    }
                    let digested = filters.iter().position(Filter::is_one_way);
                    self.digested.extend(digested.and_then(text));
                }
            }
            StepBody::Items(items) => {
                let Ok(pairs) = items::gather(&items, evaluate) else { return };
                let own = |pair: &Pair<'_>| (pair.key.clone().into_owned(), pair.value.plain().into_owned());
                let pairs = pairs.iter().map(own).collect();
                self.maps.push(SeenMap { step: step.to_owned(), drop_empty: items.drop_empty, pairs });
            }
            StepBody::Choice { when, then, otherwise } => {
                let chosen = if evaluate.holds(when).unwrap_or(true) { then } else { otherwise };
                self.body(scope, step, *chosen);
            }
        }
    }

    /// Every pair of every map, each name and value once.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        let all = self.maps.iter().enumerate().flat_map(|(at, map)| map.pairs.iter().map(move |pair| (at, pair)));
        let earlier =
            |at: usize, pair: &(String, String)| self.maps.iter().take(at).any(|map| map.pairs.contains(pair));
        all.filter(move |(at, pair)| !earlier(*at, pair)).map(|(_, (key, value))| (key.as_str(), value.as_str()))
    }
}

impl SeenMap {
    /// The names in another order.
    pub(super) fn sorted(&self, sort: SortBy<'_>) -> Vec<String> {
        let kept = self.pairs.iter().filter(|(_, value)| !(self.drop_empty && value.is_empty()));
        let pair = |(key, value): &'_ (String, String)| Pair {
            key: Cow::Owned(key.clone()),
            value: Piece::text(value.clone()),
            header: false,
            json: false,
        };
        let mut pairs: Vec<_> = kept.map(pair).collect();
        items::order(sort, &mut pairs);
        pairs.into_iter().map(|pair| pair.key.into_owned()).collect()
    }
}
