//! Which paths a platform is served at, and what a path says about the endpoint. The paths are those of the platform's
//! environments; the endpoint's name stands in the path or in a common parameter, as the platform's templates have it.

use std::borrow::Cow;
use std::collections::HashMap;

use signwright_runtime::model::notation::address;
use signwright_runtime::model::{Api, Endpoint, Input, Part, PathPart, Platform, Template};
use signwright_runtime::percent;

use crate::fill::{Values, fill};

#[derive(Debug)]
pub(crate) struct Paths {
    /// Path to the endpoints that are reached there, by their places in [`Api::endpoints`].
    exact: HashMap<String, Vec<usize>>,
    /// Paths that take in values of a request, those with more text of their own first.
    patterns: Vec<Pattern>,
    /// The verb of each endpoint.
    verbs: Vec<String>,
    /// Whether a parameter tells which of one path is meant, for each endpoint: one with an address of its own is not told so.
    named_elsewhere: Vec<bool>,
    /// What stands before and after the endpoint's name.
    open: Vec<(String, String)>,
    environments: Vec<String>,
    /// Whether more may follow an exact path.
    more: bool,
}

/// A path that takes in values, by its segments.
#[derive(Debug, PartialEq, Eq)]
struct Pattern {
    segments: Vec<Vec<Piece>>,
    endpoint: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Row(String),
    /// A value of the call, which the request does not keep.
    Any,
}

/// Names and values, as the rows of an address have them.
type Pairs = Vec<(String, String)>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Claim {
    /// This endpoint, by its place in [`Api::endpoints`], with the values of its address.
    Endpoint(usize, Pairs),
    /// The platform; the request itself names the endpoint.
    Shared,
    /// The platform, but it has no endpoint of this name.
    Unknown(String),
}

impl Paths {
    pub(crate) fn of(api: &Api<'_>) -> Self {
        let platform = api.platform;
        let verb = |endpoint: &&Endpoint<'_>| platform.wire_of(endpoint).verb.to_owned();
        let by_parameter = name_field(platform).is_some();
        let named_elsewhere = |endpoint: &&Endpoint<'_>| by_parameter && endpoint.travel.path.is_empty();
        let mut paths = Self {
            exact: HashMap::new(),
            patterns: Vec::new(),
            verbs: api.endpoints.iter().map(verb).collect(),
            named_elsewhere: api.endpoints.iter().map(named_elsewhere).collect(),
            open: Vec::new(),
            environments: Vec::new(),
            more: platform.wire.more_path,
        };
        let addresses = platform.environments.iter().map(|environment| environment.url);
        for address in addresses.chain(platform.environments.is_empty().then_some("/")) {
            paths.environments.push(path_of(address).to_owned());
            for (place, endpoint) in api.endpoints.iter().enumerate() {
                paths.add(platform, address, place, endpoint);
            }
            if let Some(around) = around_name(platform.wire.url, address) {
                paths.open.push(around);
            }
        }
        // Where a text and a value fit, the text is meant: `/orders/search` beside `/orders/{id}`.
        paths.patterns.sort_by_key(|pattern| std::cmp::Reverse(pattern.text()));
        paths
    }

    fn add(&mut self, platform: &Platform<'_>, address: &str, place: usize, endpoint: &Endpoint<'_>) {
        let path = endpoint.travel.path;
        let whole = |part: &PathPart<'_>| matches!(part, PathPart::Text(text) if address::is_whole(text));
        let before = if path.first().is_some_and(whole) { "" } else { path_of(address) };
        // An environment's address may take in values too.
        if before.contains('{') || path.iter().any(|part| !matches!(part, PathPart::Text(_))) {
            self.patterns.push(Pattern { segments: segments(before, path, endpoint), endpoint: place });
            return;
        }
        let path = match path {
            [] => {
                normal(path_of(&fill(platform.wire.url, &Address { environment: address, endpoint: Some(endpoint) })))
            }
            [part @ PathPart::Text(text), ..] if whole(part) => normal(path_of(text)),
            [PathPart::Text(text), ..] => normal(&format!("{before}/{text}")),
            _ => return,
        };
        let endpoints = self.exact.entry(path).or_default();
        if !endpoints.contains(&place) {
            endpoints.push(place);
        }
    }

    /// What this path says under this verb; `None` when it is not the platform's.
    pub(crate) fn claim(&self, verb: &str, path: &str) -> Option<Claim> {
        let path_as_sent = path;
        let path = normal(path);
        if let Some(endpoints) = self.exact.get(&path).or_else(|| self.begun(&path)) {
            return Some(
                self.among(endpoints, verb).map_or(Claim::Shared, |place| Claim::Endpoint(place, Pairs::new())),
            );
        }
        let fitting =
            self.patterns.iter().filter_map(|pattern| Some((pattern.endpoint, pattern.values(path_as_sent)?)));
        let fitting: Vec<_> = fitting.collect();
        let of_verb = fitting.iter().find(|(place, _)| self.verbs.get(*place).is_some_and(|taken| taken == verb));
        if let Some((place, values)) = of_verb.or(fitting.first()) {
            return Some(Claim::Endpoint(*place, values.clone()));
        }
        self.open.iter().find_map(|(before, after)| {
            let name = path.strip_prefix(before)?.strip_suffix(after)?;
            (!name.is_empty() && !name.contains('/')).then(|| Claim::Unknown(name.to_owned()))
        })
    }

    /// The endpoint of one path that the verb means; `None` where the request itself must tell.
    fn among(&self, endpoints: &[usize], verb: &str) -> Option<usize> {
        let mut of_verb = endpoints.iter().filter(|place| self.verbs.get(**place).is_some_and(|taken| taken == verb));
        match (endpoints, of_verb.next(), of_verb.next()) {
            _ if endpoints.iter().any(|place| self.named_elsewhere.get(*place) == Some(&true)) => None,
            ([only], ..) | (_, Some(only), None) => Some(*only),
            // None takes this verb: whichever it is, it will say so.
            ([first, ..], None, _) => Some(*first),
            _ => None,
        }
    }

    /// The verbs that are taken at a path.
    pub(crate) fn verbs(&self, path: &str) -> Vec<&str> {
        let exact = self.exact.get(&normal(path)).map_or(&[][..], Vec::as_slice).iter().copied();
        let fitting = self.patterns.iter().filter(|pattern| pattern.values(path).is_some());
        let endpoints = exact.chain(fitting.map(|pattern| pattern.endpoint));
        let mut verbs: Vec<_> = endpoints.filter_map(|place| Some(self.verbs.get(place)?.as_str())).collect();
        verbs.sort_unstable();
        verbs.dedup();
        verbs
    }

    /// The longest exact path that this one goes on from, where more may follow.
    fn begun(&self, path: &str) -> Option<&Vec<usize>> {
        let mut ends = path.rmatch_indices('/').map(|(end, _)| end).filter(|_| self.more);
        ends.find_map(|end| self.exact.get(path.get(..end)?))
    }

    /// The path of the first environment's address, as it stands there.
    pub(crate) fn environment(&self) -> &str {
        self.environments.first().map_or("", String::as_str)
    }

    pub(crate) fn meets(&self, other: &Self) -> bool {
        self.exact.keys().any(|path| other.exact.contains_key(path))
            || self
                .patterns
                .iter()
                .any(|pattern| other.patterns.iter().any(|theirs| theirs.segments == pattern.segments))
            || self.open.iter().any(|around| other.open.contains(around))
    }

    pub(crate) fn all(&self) -> Vec<&str> {
        let mut all: Vec<&str> = self.exact.keys().map(String::as_str).collect();
        all.sort_unstable();
        all
    }
}

/// The segments of a path behind that of an environment.
fn segments(before: &str, path: &[PathPart<'_>], endpoint: &Endpoint<'_>) -> Vec<Vec<Piece>> {
    let mut segments: Vec<Vec<Piece>> = vec![Vec::new()];
    let text = |segments: &mut Vec<Vec<Piece>>, text: &str| {
        for (index, part) in text.split('/').enumerate() {
            if index > 0 {
                segments.push(Vec::new());
            }
            if let (false, Some(segment)) = (part.is_empty(), segments.last_mut()) {
                segment.push(Piece::Text(decoded(part)));
            }
        }
    };
    for (index, part) in before.split('{').enumerate() {
        let (value, behind) = part.split_once('}').filter(|_| index > 0).unwrap_or(("", part));
        if let (false, Some(segment)) = (value.is_empty(), segments.last_mut()) {
            segment.push(Piece::Any);
        }
        text(&mut segments, behind);
    }
    for part in path {
        let piece = match part {
            PathPart::Text(fixed) => {
                let fixed = if address::is_whole(fixed) { path_of(fixed) } else { fixed };
                text(&mut segments, fixed);
                continue;
            }
            PathPart::Row(name) => Piece::Row((*name).to_owned()),
            PathPart::Var(name) => match endpoint.vars.iter().find(|(var, _)| var == name) {
                Some((_, value)) => Piece::Text((*value).to_owned()),
                None => Piece::Any,
            },
        };
        if let Some(segment) = segments.last_mut() {
            segment.push(piece);
        }
    }
    segments.retain(|segment| !segment.is_empty());
    segments
}

impl Pattern {
    /// How much of it is text of its own.
    fn text(&self) -> usize {
        self.segments.iter().flatten().filter(|piece| matches!(piece, Piece::Text(_))).count()
    }

    /// The values of the rows that a path, as it came, has in their places.
    fn values(&self, path: &str) -> Option<Pairs> {
        // Cut before it is decoded: an encoded slash belongs to its value.
        let sent: Vec<_> = path.split('/').filter(|segment| !segment.is_empty()).collect();
        if sent.len() != self.segments.len() {
            return None;
        }
        let mut values = Pairs::new();
        for (pieces, segment) in self.segments.iter().zip(sent) {
            let decoded = decoded(segment);
            let mut rest = decoded.as_str();
            for (index, piece) in pieces.iter().enumerate() {
                if let Piece::Text(text) = piece {
                    rest = rest.strip_prefix(text.as_str())?;
                    continue;
                }
                // A value ends where the next text begins; two values side by side cannot be told apart.
                let end = match pieces.get(index + 1) {
                    Some(Piece::Text(text)) if index + 2 == pieces.len() => rest.strip_suffix(text.as_str())?.len(),
                    Some(Piece::Text(text)) => rest.find(text.as_str())?,
                    _ => rest.len(),
                };
                let value = rest.get(..end).filter(|value| !value.is_empty())?;
                if let Piece::Row(name) = piece {
                    values.push((name.clone(), value.to_owned()));
                }
                rest = rest.get(end..)?;
            }
            if !rest.is_empty() {
                return None;
            }
        }
        Some(values)
    }
}

/// The parameter that names the endpoint, a common one or one that the scheme places, and its value.
pub(crate) fn name_field<'m>(platform: &Platform<'m>) -> Option<(&'m str, Template<'m>)> {
    let names = |part: &Part<'_>| matches!(part, Part::Value(Input::Endpoint, _));
    let fixed = |part: &Part<'_>| matches!(part, Part::Text(_) | Part::Value(Input::Endpoint | Input::Var(_), _));
    let common = platform.all_common().map(|(_, field)| (field.name, field.value));
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
            Input::Endpoint => Some(address::without_verb(self.endpoint?.name).into()),
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
    fn a_pattern_gives_the_values_in_its_places() {
        let path = [
            PathPart::Text("/v3/订单/"),
            PathPart::Row("id"),
            PathPart::Text("/行/"),
            PathPart::Row("no"),
            PathPart::Text(".json"),
        ];
        let pattern = Pattern { segments: segments("/api", &path, &Endpoint::PLAIN), endpoint: 0 };
        let values = |path: &str| {
            pattern.values(path).map(|values| values.into_iter().map(|(_, value)| value).collect::<Vec<_>>())
        };
        assert_eq!(values("/api/v3/%E8%AE%A2%E5%8D%95/a%2Fb/行/7.json"), Some(vec!["a/b".to_owned(), "7".to_owned()]));
        assert_eq!(values("//api/v3/订单/甲/行/7.8.json/"), Some(vec!["甲".to_owned(), "7.8".to_owned()]));
        for other in
            ["/api/v3/订单//行/7.json", "/api/v3/订单/甲/行/.json", "/api/v3/订单/甲/行/7", "/v3/订单/甲/行/7.json", ""]
        {
            assert_eq!(values(other), None, "{other}");
        }
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
