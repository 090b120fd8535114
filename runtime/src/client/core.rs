//! What a client is without its transport: whom it calls, as whom, with which options, and what its clones share.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use super::arena;
use super::attempts::Course;
use super::digest::digest;
use super::events::Observer;
use super::lanes::Lanes;
use super::limiter::{Demand, Limiter};
use super::prepare::{CallOptions, Draft};
use super::ready::Ready;
use super::settling::Settling;
use super::tokens::TokenSource;
use super::{Clock, RetryBudget};
use crate::address::is_loopback;
use crate::fill::TablesOf;
use crate::model::{self, Credential, Platform, Rate};
use crate::sign::FinalRequest;
use crate::{Credentials, Error, Fields, Limits, Node, NotSent, Redaction, SigningTime, fields};

/// All of a client but its transport. Cheap to clone: what is large or shared is behind an `Arc`.
#[derive(Clone)]
pub(super) struct Core {
    pub(super) platform: &'static Platform<'static>,
    pub(super) credentials: Credentials,
    /// Whose calls these are, where the credentials alone do not tell; may be empty.
    pub(super) account: Arc<str>,
    pub(super) environment: Arc<str>,
    pub(super) options: CallOptions,
    pub(super) limits: Limits,
    pub(super) course: Course,
    pub(super) allows_plain_http: bool,
    pub(super) budget: Arc<RetryBudget>,
    pub(super) clock: Arc<dyn Clock>,
    /// How many milliseconds the platform's clock is ahead of ours, as far as is known.
    pub(super) skew: Arc<AtomicI64>,
    pub(super) lanes: Arc<dyn Lanes>,
    pub(super) settling: Arc<Settling>,
    pub(super) limiter: Arc<dyn Limiter>,
    pub(super) tokens: Option<Arc<dyn TokenSource>>,
    pub(super) observer: Option<Arc<dyn Observer>>,
}

impl Core {
    pub(super) fn skew(&self) -> i64 {
        self.skew.load(Ordering::Relaxed)
    }

    /// The moment of an attempt, by the platform's clock as far as it is known.
    pub(super) fn now(&self) -> SigningTime {
        self.now_with(self.skew())
    }

    /// The moment of an attempt, by a clock that is so many milliseconds ahead of ours.
    pub(super) fn now_with(&self, skew: i64) -> SigningTime {
        let now = self.clock.now();
        SigningTime { unix_ms: now.unix_ms.saturating_add(skew), ..now }
    }

    /// Refuses types of another platform: they would be sent with the wrong secrets.
    pub(super) fn serves(&self, of: &Platform<'static>) -> Result<(), NotSent> {
        if of.name == self.platform.name {
            return Ok(());
        }
        Err(NotSent::Platform { client: self.platform.name, request: of.name })
    }

    /// The endpoint of a typed request, and its draft.
    pub(super) fn draft_typed(
        &self,
        tables: TablesOf,
        request: &dyn Fields,
    ) -> Result<(&'static model::Endpoint<'static>, Draft), Error> {
        self.serves((tables.platform)()?)?;
        // The request first: its records are compared with their tables, which the endpoint then knows.
        arena::within(|arena| {
            let node = fields::node_within(request, arena);
            let endpoint = (tables.endpoint)()?;
            Ok((endpoint, self.draft(endpoint, node)?))
        })
    }

    /// Validates and encodes; what is left to do for each attempt is signing.
    pub(super) fn draft(&self, endpoint: &model::Endpoint<'static>, request: Node<'_>) -> Result<Draft, Error> {
        let ready = Ready::kept(self.platform, endpoint);
        Draft::new(self.platform, endpoint, &ready, request, &self.environment, &self.options)
    }

    pub(super) fn sign(
        &self,
        endpoint: &'static model::Endpoint<'static>,
        draft: &Draft,
        credentials: &Credentials,
        now: &SigningTime,
    ) -> Result<(FinalRequest, Redaction), Error> {
        draft.sign(&Ready::kept(self.platform, endpoint).plan, credentials, now)
    }

    /// Refuses an address without TLS, unless it is of this machine, or the platform states it and the caller allows it.
    pub(super) fn may_send_to(&self, address: &http::Uri) -> Result<(), NotSent> {
        let is_plain = address.scheme() == Some(&http::uri::Scheme::HTTP);
        if !is_plain || is_loopback(address.host().unwrap_or_default()) {
            return Ok(());
        }
        let stated = self.platform.environments.iter().map(|environment| environment.url);
        let is_stated = stated.filter_map(|url| url.parse::<http::Uri>().ok()).any(|stated| {
            stated.scheme() == address.scheme()
                && stated.host() == address.host()
                && stated.port_u16() == address.port_u16()
        });
        if is_stated && self.allows_plain_http { Ok(()) } else { Err(NotSent::PlainHttp { is_stated }) }
    }

    /// The lanes of a call: one for each value of the row that the vendor wants in order.
    pub(super) fn lane_keys(&self, draft: &Draft) -> Vec<String> {
        if draft.ordered.is_empty() {
            return Vec::new();
        }
        let (platform, environment) = (self.platform.name, &self.environment);
        let whose = self.whose();
        let lane = |value: &str| format!("{platform}\n{environment}\n{whose}\n{}\n{value}", draft.ordered_by);
        draft.ordered.iter().map(lane).collect()
    }

    /// What a call needs of the rates of its platform and its endpoint.
    pub(super) fn demands(&self, endpoint: &model::Endpoint<'static>, draft: &Draft) -> Vec<Demand<'static>> {
        let of_platform = self.platform.rates.iter().enumerate().map(|(index, rate)| ("", index, rate));
        let of_endpoint = endpoint.facts.rates.iter().enumerate().map(|(index, rate)| (endpoint.name, index, rate));
        let demand = |(of, index, rate): (&str, usize, &Rate<'static>)| {
            let count = if rate.is_weighted { u64::from(draft.weight) } else { 1 };
            let whose = match rate.by {
                // All who call from here.
                "ip" => String::new(),
                name => match self.credentials.get(name) {
                    Some(value) => digest([name, value]),
                    None => self.whose(),
                },
            };
            let (platform, environment) = (self.platform.name, &self.environment);
            let key = format!("{platform}\n{environment}\n{of}\n{index}\n{whose}");
            Demand { key, rate: *rate, amount: count.saturating_mul(Rate::ONE) }
        };
        of_platform.chain(of_endpoint).map(demand).collect()
    }

    /// Whose calls these are: the account, or what tells it from its credentials and gives none of them away.
    pub(super) fn whose(&self) -> String {
        if !self.account.is_empty() {
            return self.account.to_string();
        }
        digest(self.values_of(|credential| credential.token.is_none()))
    }

    /// The names and values of those credentials of the platform that the caller has.
    pub(super) fn values_of(&self, is_meant: impl Fn(&Credential<'_>) -> bool) -> Vec<&str> {
        let meant = self.platform.credentials.iter().filter(|credential| is_meant(credential));
        meant
            .filter_map(|credential| Some([credential.name, self.credentials.get(credential.name)?]))
            .flatten()
            .collect()
    }
}
