//! What each stage of a case asserts. A stage gives the reason why it failed, never a panic of its own,
//! so that one run lists every broken case.

pub(crate) mod client;
pub(crate) mod sandbox;
pub(crate) mod signing;
pub(crate) mod typed;

use signwright_runtime::model::{Api, Endpoint};
use signwright_tests::case::Case;

/// The endpoint of a case.
pub(crate) fn endpoint<'m>(case: &Case, api: &Api<'m>) -> Result<&'m Endpoint<'m>, String> {
    let found = api.endpoints.iter().copied().find(|endpoint| endpoint.name == case.endpoint);
    found.ok_or_else(|| format!("{} has no endpoint {}", api.platform.name, case.endpoint))
}

/// Whether two values are equal; the reason where they are not, cut to what a person can read.
pub(crate) fn same<T: PartialEq + std::fmt::Debug + ?Sized>(what: &str, expected: &T, found: &T) -> Result<(), String> {
    if expected == found {
        return Ok(());
    }
    let [expected, found] = [format!("{expected:?}"), format!("{found:?}")];
    let same = expected.chars().zip(found.chars()).take_while(|(one, other)| one == other).count();
    let near = |text: &str| text.chars().skip(same.saturating_sub(40)).take(200).collect::<String>();
    Err(format!("{what} differs at {same}\n  expected …{}\n  found    …{}", near(&expected), near(&found)))
}
