//! Which paths a platform is served at, and what a path says about the endpoint. The paths are those of the platform's
//! environments; the endpoint's name stands in the path or in a common parameter, as the platform's templates have it.

use std::borrow::Cow;
use std::collections::HashMap;

use signwright_runtime::model::{Api, Endpoint, Input, Part, Platform, Template};
use signwright_runtime::percent;

use crate::fill::{Values, fill};

#[derive(Debug)]
pub(crate) struct Paths {
    /// Path to the endpoint it names; `None` where several endpoints share it.
    exact: HashMap<String, Option<usize>>,
    /// What stands before and after the endpoint's name.
    open: Vec<(String, String)>,
    environments: Vec<String>,
    /// Whether more may follow an exact path.
    more: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Claim {
    /// This endpoint, by its place in [`Api::endpoints`].
    Endpoint(usize),
    /// The platform; the request itself names the endpoint.
    Shared,
    /// The platform, but it has no endpoint of this name.
    Unknown(String),
}

impl Paths {
    pub(crate) fn of(api: &Api<'_>) -> Self {
        let more = api.platform.wire.more_path;
        let mut paths = Self { exact: HashMap::new(), open: Vec::new(), environments: Vec::new(), more };
        let named_elsewhere = name_field(api.platform).is_some();
        let addresses = api.platform.environments.iter().map(|environment| environment.url);
        let template = api.platform.wire.url;
        for address in addresses.chain(api.platform.environments.is_empty().then_some("/")) {
            paths.environments.push(path_of(address).to_owned());
            for (place, endpoint) in api.endpoints.iter().enumerate() {
                let path =
                    normal(path_of(&fill(template, &Address { environment: address, endpoint: Some(endpoint) })));
                let named = (!named_elsewhere).then_some(place);
                let endpoint_at_path = paths.exact.entry(path).or_insert(named);
                if *endpoint_at_path != named {
                    *endpoint_at_path = None;
                }
            }
            if let Some(around) = around_name(template, address) {
                paths.open.push(around);
            }
        }
        paths
    }

    /// What this path says; `None` when it is not the platform's.
    pub(crate) fn claim(&self, path: &str) -> Option<Claim> {
        let path = normal(path);
        let exact = self.exact.get(&path).or_else(|| self.begun(&path));
        if let Some(place) = exact {
            return Some(place.map_or(Claim::Shared, Claim::Endpoint));
        }
        self.open.iter().find_map(|(before, after)| {
            let name = path.strip_prefix(before)?.strip_suffix(after)?;
            (!name.is_empty() && !name.contains('/')).then(|| Claim::Unknown(name.to_owned()))
        })
    }

    /// The longest exact path that this one goes on from, where more may follow.
    fn begun(&self, path: &str) -> Option<&Option<usize>> {
        let mut ends = path.rmatch_indices('/').map(|(end, _)| end).filter(|_| self.more);
        ends.find_map(|end| self.exact.get(path.get(..end)?))
    }

    /// The path of the first environment's address, as it stands there.
    pub(crate) fn environment(&self) -> &str {
        self.environments.first().map_or("", String::as_str)
    }

    pub(crate) fn meets(&self, other: &Self) -> bool {
        self.exact.keys().any(|path| other.exact.contains_key(path))
            || self.open.iter().any(|around| other.open.contains(around))
    }

    pub(crate) fn all(&self) -> Vec<&str> {
        let mut all: Vec<&str> = self.exact.keys().map(String::as_str).collect();
        all.sort_unstable();
        all
    }
}

/// The parameter that names the endpoint, a common one or one that the scheme places, and its value.
pub(crate) fn name_field<'m>(platform: &Platform<'m>) -> Option<(&'m str, Template<'m>)> {
    let names = |part: &Part<'_>| matches!(part, Part::Value(Input::Endpoint, _));
    let fixed = |part: &Part<'_>| matches!(part, Part::Text(_) | Part::Value(Input::Endpoint | Input::Var(_), _));
    let common = platform.common.fields.iter().map(|field| (field.name, field.value));
    let mut all = common.chain(platform.signing.parameters.iter().map(|placed| (placed.name, placed.value)));
    all.find(|(_, value)| value.0.iter().any(names) && value.0.iter().all(fixed))
}

pub(crate) fn name_of(value: Template<'_>, endpoint: &Endpoint<'_>) -> String {
    fill(value, &Address { environment: "", endpoint: Some(endpoint) })
}

/// The path of an address: without scheme, host, query and fragment.
pub(crate) fn path_of(address: &str) -> &str {
    let behind_scheme = address.split_once("://").map_or(address, |(_, behind_scheme)| behind_scheme);
    let path = if behind_scheme.len() == address.len() {
        behind_scheme
    } else {
        behind_scheme.find('/').and_then(|slash| behind_scheme.get(slash..)).unwrap_or_default()
    };
    path.split(['?', '#']).next().unwrap_or_default()
}

/// The path as it is compared: decoded, without empty segments and without a slash at the end.
pub(crate) fn normal(path: &str) -> String {
    let decoded = decoded(path);
    decoded.split('/').filter(|segment| !segment.is_empty()).fold(String::new(), |path, segment| path + "/" + segment)
}

/// Percent-decoded; what does not decode to UTF-8 stays as it is.
fn decoded(path: &str) -> String {
    String::from_utf8(percent::decoded(path.as_bytes())).unwrap_or_else(|_| path.to_owned())
}

/// What an address is made of. Without an endpoint its name and values are empty.
struct Address<'a> {
    environment: &'a str,
    endpoint: Option<&'a Endpoint<'a>>,
}

impl Values for Address<'_> {
    fn value(&self, input: Input<'_>) -> Option<Cow<'_, str>> {
        match input {
            Input::Environment => Some(self.environment.into()),
            Input::Endpoint => Some(self.endpoint?.name.into()),
            Input::Var(name) => {
                self.endpoint?.vars.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).into())
            }
            _ => None,
        }
    }
}

/// What stands before and after the endpoint's name in the path; `None` where the template has no such placeholder.
fn around_name(template: Template<'_>, environment: &str) -> Option<(String, String)> {
    let placeholder = template.0.iter().position(|part| matches!(part, Part::Value(Input::Endpoint, _)))?;
    let (before, after) = template.0.split_at_checked(placeholder)?;
    let address = Address { environment, endpoint: None };
    let before = fill(Template(before), &address);
    let before = path_of(&before);
    let slash = if before.ends_with('/') { "/" } else { "" };
    let after = fill(Template(after), &address);
    let after = after.split(['?', '#']).next().unwrap_or_default();
    Some((normal(before) + slash, after.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_path_out_of_an_address() {
        assert_eq!(path_of("https://open.acme.example/api/push?v=1"), "/api/push");
        assert_eq!(path_of("http://10.0.0.1:8080"), "");
        assert_eq!(path_of("/api/"), "/api/");
    }

    #[test]
    fn compares_paths_as_clients_join_them() {
        for path in ["/api/push", "//api//push", "/api/push/", "/%61pi/push"] {
            assert_eq!(normal(path), "/api/push", "{path}");
        }
        assert_eq!(normal("/订单/%E6%8E%A8"), "/订单/推");
        assert_eq!(normal("/%zz%"), "/%zz%");
        assert_eq!(normal("/"), "");
    }
}
