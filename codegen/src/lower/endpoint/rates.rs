//! Rates: whose calls they count together, and whether anything counts what an endpoint weighs.

use signwright_model::notation::rate;
use signwright_model::{Credential, Endpoint, Rate};

use crate::catalogue::Code;
use crate::lower::lowering::{Lowering, Shared};
use crate::suggest;
use crate::syntax::{Entry, Node};

/// Whose calls may be counted together, beside those with one credential.
const BY: [&str; 4] = ["ip", "app", "shop", "user"];

/// Reports a `by` that is neither a word of the list nor a credential.
pub(in crate::lower) fn by(section: Option<&Entry>, credentials: &[Credential<'_>], lowering: &mut Lowering<'_, '_>) {
    for text in section.map_or(&[][..], rows).iter().filter_map(Node::scalar) {
        let Some(by) = rate::by(text.located()) else { continue };
        let known = || BY.into_iter().chain(credentials.iter().map(|credential| credential.name));
        if !known().any(|name| name == by.text) {
            let message = format!("`{}` is neither a caller nor a credential", by.text);
            lowering.error(Code::UnknownName, by.span, message, suggest::help(by.text, known()));
        }
    }
}

/// The rates of a section, which may be one.
fn rows(section: &Entry) -> &[Node] {
    section.value.list().unwrap_or(std::slice::from_ref(&section.value))
}

/// Whether all rates of a section could be read.
pub(in crate::lower) fn are_read(section: Option<&Entry>, rates: &[Rate<'_>]) -> bool {
    section.is_none_or(|section| rows(section).len() == rates.len())
}

/// Reports a weight that nothing counts. A rate that cannot be read may count it.
pub(super) fn weighs(
    weight: Option<&Entry>,
    rate: Option<&Entry>,
    endpoint: &Endpoint<'_>,
    shared: &Shared<'_>,
    lowering: &mut Lowering<'_, '_>,
) {
    let Some(section) = weight.filter(|_| shared.rates_are_read && are_read(rate, endpoint.facts.rates)) else {
        return;
    };
    if !endpoint.facts.rates.iter().chain(shared.platform.rates).any(|rate| rate.is_weighted) {
        let message = "this weight counts nowhere: no rate of the endpoint or the platform counts weight";
        lowering.error(Code::BadFact, section.key.span, message, "add `rate: 100 weight / minute`, or remove `weight`");
    }
}
