//! A call as it is stated by hand, by a vector or by a request file. What it leaves out its endpoint says, as in a call
//! that a client makes; what nobody says is told. Nothing is compared with the endpoint's table.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use signwright_codegen::specs::SpecApi;
use signwright_model::notation::address::{self, Address, print};
use signwright_model::{Endpoint, Input, PathPart, Platform, Travel, Wire};
use signwright_runtime::encode::{EncodeError, own_path};
use signwright_runtime::sign::{Plan, SigningRequest, each_input, each_input_of};

/// What is known of a stated call beside its request.
#[derive(Clone, Copy, Debug)]
pub struct Stated<'s, 'm> {
    /// The platform.
    pub platform: &'s Platform<'m>,
    /// The endpoint: see [`endpoint_named`].
    pub endpoint: &'s Endpoint<'m>,
    /// Values of the rows that the endpoint's address takes in.
    pub rows: &'s [(String, String)],
    /// Whether it is to be shown as it is sent: then it needs a whole address, else the parts that are signed.
    pub is_sent: bool,
}

/// The endpoint of this name on the wire; of one that the spec does not have, what its name says.
pub fn endpoint_named<'m>(spec: &SpecApi<'m>, name: &'m str) -> Endpoint<'m> {
    let verb = name.split_once(' ').filter(|_| address::is_address(name)).map_or("", |(verb, _)| verb);
    let unknown = Endpoint { name, travel: Travel { verb, ..Travel::AS_PLATFORM }, ..Endpoint::PLAIN };
    spec.api.endpoints.iter().find(|endpoint| endpoint.name == name).map_or(unknown, |endpoint| **endpoint)
}

/// A part of the address that a call is sent to and signed for, in the order in which a missing one is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AddressPart {
    /// The name of the endpoint, which the address, the scheme or a common parameter takes in.
    Endpoint,
    /// The verb.
    Verb,
    /// The path. A host there always is: that of the platform's first environment.
    Path,
}

/// What neither the call nor its endpoint or platform says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unsaid {
    /// A part of the address.
    Part(AddressPart),
    /// A value that this path takes in, or one that no path can.
    Value {
        /// The path, as the spec has it.
        path: String,
        /// Whether it is a row's, and not one of the endpoint or the call.
        is_row: bool,
        /// Its name, and what is wrong.
        error: EncodeError,
    },
}

impl Stated<'_, '_> {
    /// Adds to a request what its endpoint says: its name, its path, its values. What the request states stays as it is.
    pub fn complete(&self, request: &mut SigningRequest) -> Option<Unsaid> {
        let needs = self.needs(request);
        let (path, unsaid) = match self.own_path(request) {
            Ok(path) => (path, None),
            // Its host is of use where it has one; its path is not.
            Err(_) if request.path.is_some() => (written(self.endpoint.travel.path), None),
            Err(unsaid) => (String::new(), Some(unsaid)),
        };
        *request = std::mem::take(request).naming(self.endpoint, path);
        if let Some(path) = request.path.as_ref().filter(|_| address::is_address(self.endpoint.name)) {
            request.endpoint = self.behind_environment(path, &request.environment).to_owned();
        }
        let takes_path = needs.contains(&AddressPart::Path) || needs.contains(&AddressPart::Endpoint);
        let unsaid = unsaid.filter(|_| takes_path);
        unsaid.or_else(|| needs.into_iter().find(|part| !self.says(*part, request)).map(Unsaid::Part))
    }

    fn own_path(&self, request: &SigningRequest) -> Result<String, Unsaid> {
        let Endpoint { name, travel, vars, .. } = *self.endpoint;
        if travel.path.is_empty() && address::is_address(name) {
            // Of an endpoint that the spec does not have, no placeholder can be filled in.
            let path = Some(address::without_verb(name)).filter(|path| !path.contains('{'));
            return path.map(str::to_owned).ok_or(Unsaid::Part(AddressPart::Path));
        }
        let value = |part: &PathPart<'_>| match *part {
            PathPart::Text(text) => Some(Cow::Owned(text.to_owned())),
            PathPart::Row(name) => given(self.rows, name),
            PathPart::Var(name) => given(&request.vars, name).or_else(|| {
                let (_, value) = vars.iter().find(|(var, _)| *var == name)?;
                Some(Cow::Owned((*value).to_owned()))
            }),
        };
        own_path(travel.path, value).map_err(|error| {
            let is_row = travel.path.contains(&PathPart::Row(&error.path));
            Unsaid::Value { path: written(travel.path), is_row, error }
        })
    }

    /// The parts that the scheme takes in, or a common parameter that the request does not state itself; and what is sent.
    fn needs(&self, request: &SigningRequest) -> BTreeSet<AddressPart> {
        let mut needs = BTreeSet::new();
        if self.is_sent {
            needs.extend([AddressPart::Verb, AddressPart::Path]);
            if request.path.is_none() && self.endpoint.travel.path.is_empty() {
                each_input(self.wire().url, &mut |input| {
                    needs.extend((input == Input::Endpoint).then_some(AddressPart::Endpoint));
                });
            }
        }
        let plan = Plan::of_endpoint(self.platform, self.endpoint);
        let signing = &self.platform.signing;
        let mut see = |input: Input<'_>| {
            needs.extend(part_of(input));
            let Input::Var(name) = input else { return };
            for var in signing.vars.iter().filter(|var| var.name == name) {
                each_input(var.value, &mut |input| needs.extend(part_of(input)));
            }
        };
        for step in signing.steps.iter().filter(|_| plan.is_signed()) {
            each_input_of(step.body, &mut see);
        }
        let SigningRequest { params, query, headers, raw_query, .. } = request;
        let raw_query = raw_query.split('&').map(|field| field.split_once('=').map_or(field, |(name, _)| name));
        let stated = [params, query, headers].into_iter().flatten().map(|(name, _)| name.as_str());
        let stated: Vec<_> = stated.chain(raw_query).collect();
        for parameter in plan.parameters().filter(|parameter| !stated.iter().any(|name| parameter.is_named(name))) {
            each_input(parameter.value, &mut see);
        }
        needs
    }

    /// Whether a completed request, or its platform, says this part.
    fn says(&self, part: AddressPart, request: &SigningRequest) -> bool {
        match part {
            AddressPart::Endpoint => !request.endpoint.is_empty(),
            AddressPart::Verb => !request.verb.as_deref().unwrap_or(self.wire().verb).is_empty(),
            AddressPart::Path => {
                request.path.is_some() || !request.own_path.is_empty() || !self.wire().url.0.is_empty()
            }
        }
    }

    /// What of a whole path follows that of the environment: to templates, the endpoint.
    fn behind_environment<'p>(&self, path: &'p str, environment: &str) -> &'p str {
        let first = self.platform.environments.first().map_or("", |environment| environment.url);
        let environment = if environment.is_empty() { first } else { environment };
        let begin = environment.split_once("://").and_then(|(_, address)| Some(address.split_at(address.find('/')?).1));
        let behind = begin.and_then(|begin| path.strip_prefix(begin.trim_end_matches('/')));
        behind.filter(|behind| behind.starts_with('/')).unwrap_or(path)
    }

    fn wire(&self) -> Wire<'_> {
        self.platform.wire_of(self.endpoint)
    }
}

/// The part of an address that an input is, or holds.
const fn part_of(input: Input<'_>) -> Option<AddressPart> {
    match input {
        Input::Endpoint => Some(AddressPart::Endpoint),
        Input::Verb => Some(AddressPart::Verb),
        Input::Path | Input::Url => Some(AddressPart::Path),
        _ => None,
    }
}

fn given(pairs: &[(String, String)], name: &str) -> Option<Cow<'static, str>> {
    pairs.iter().find(|(pair, _)| pair == name).map(|(_, value)| Cow::Owned(value.clone()))
}

fn written(path: &[PathPart<'_>]) -> String {
    print(Address { verb: "", path })
}

/// What is unsaid; what to do about it is for who knows how the call was stated.
impl fmt::Display for Unsaid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Part(AddressPart::Endpoint) => f.write_str("nothing names the endpoint, which is sent or signed"),
            Self::Part(AddressPart::Verb) => f.write_str("nothing says the verb"),
            Self::Part(AddressPart::Path) => f.write_str("nothing says the path"),
            Self::Value { path, error, .. } => write!(f, "`{path}`: `{}`: {}", error.path, error.message),
        }
    }
}
