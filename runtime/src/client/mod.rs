//! A client of one platform: validates, encodes, signs, sends and understands its calls.
//!
//! All of it but the sending is in functions that need no client and do no I/O: [`prepare()`] and [`interpret`].

mod answer;
mod arena;
mod attempts;
mod budget;
mod caller;
mod clock;
mod core;
mod course;
mod digest;
mod driver;
mod events;
mod lanes;
mod limiter;
mod prepare;
mod ready;
mod settling;
mod swept;
mod tokens;
mod trace;
mod typed;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

pub(crate) use answer::{Answered, Look};
pub use answer::{Reply, interpret, interpret_node};
pub use budget::RetryBudget;
pub(crate) use caller::Caller;
pub use clock::Clock;
pub(crate) use course::Before;
pub use events::{Event, Observer, ReceivedAnswer, SentRequest, Step, WaitFor};
pub use lanes::{Lanes, LocalLanes, Turn};
pub use limiter::{Demand, Limiter, LocalLimiter, Reserved};
pub use prepare::{CallOptions, Prepared, prepare, prepare_node};
pub use tokens::{LocalTokens, PlatformTokens, Token, TokenCalls, TokenRequest, TokenSource, TokenStore};

use self::core::Core;
use crate::fill::{Blank, TablesOf};
use crate::model::{DocumentFormat, OfPlatform, Offset};
use crate::transport::{AsyncTransport, Transport};
use crate::{Credentials, Endpoint, Error, Limits};
use attempts::Course;
use prepare::address_of;

/// A client of one platform over a [`Transport`] or an [`AsyncTransport`].
///
/// Its clones share what calls must share: the connections, the budget of repetitions, what is known of the platform's
/// clock, the order of calls, the rates and the tokens. Options stand on the client; those of one call are those of a clone:
/// `client.clone().with_deadline(Duration::from_secs(5)).call(&request)`.
///
/// A call waits for its turn where the spec says `in_order`, and for a moment within the rates that it states.
#[derive(Clone)]
pub struct Client<T> {
    core: Core,
    transport: T,
}

impl<T> Client<T> {
    /// A client of a platform, such as `&PLATFORM` of generated code. `environment` is the name of one of the platform's, or
    /// an address.
    pub fn new(
        platform: &'static (impl OfPlatform + ?Sized),
        credentials: impl Into<Credentials>,
        environment: &str,
        transport: T,
    ) -> Result<Self, Error> {
        let platform = platform.of_platform()?;
        let core = Core {
            platform,
            credentials: credentials.into(),
            account: "".into(),
            environment: address_of(platform, environment)?.into(),
            options: CallOptions::default(),
            limits: Limits::default(),
            course: Course::default(),
            allows_plain_http: false,
            budget: Arc::default(),
            clock: Arc::new(clock::now),
            skew: Arc::default(),
            lanes: Arc::new(LocalLanes::default()),
            settling: Arc::default(),
            limiter: Arc::new(LocalLimiter::default()),
            tokens: None,
            observer: None,
        };
        Ok(Self { core, transport })
    }

    /// Calls as somebody else, such as another shop of the same application.
    #[must_use]
    pub fn with_credentials(mut self, credentials: impl Into<Credentials>) -> Self {
        self.core.credentials = credentials.into();
        self
    }

    /// A name for those whose calls these are, such as that of a shop, where the credentials that last do not tell them
    /// apart: their tokens, their rates and the order of their calls are their own.
    #[must_use]
    pub fn with_account(mut self, account: &str) -> Self {
        self.core.account = account.into();
        self
    }

    /// Calls another environment: the name of one of the platform's, or an address.
    pub fn with_environment(mut self, environment: &str) -> Result<Self, Error> {
        self.core.environment = address_of(self.core.platform, environment)?.into();
        Ok(self)
    }

    /// Sends to an address of the platform that has no TLS, where the platform states such a one. Anybody on the way reads
    /// the calls then.
    #[must_use]
    pub fn with_plain_http(mut self) -> Self {
        self.core.allows_plain_http = true;
        self
    }

    /// Sends requests without validating them first. What the platform's format cannot carry is still refused.
    #[must_use]
    pub fn unchecked(mut self) -> Self {
        self.core.options.unchecked = true;
        self
    }

    /// The format of documents, where the platform takes several.
    #[must_use]
    pub fn format(mut self, format: DocumentFormat) -> Self {
        self.core.options.format = Some(format);
        self
    }

    /// A value for the platform's templates.
    #[must_use]
    pub fn var(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.core.options.vars.push((name.into(), value.into()));
        self
    }

    /// A parameter beside the business ones, such as a page's number; it replaces a common one of the same name.
    #[must_use]
    pub fn param(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.core.options.params.push((name.into(), value.into()));
        self
    }

    /// How large and how deep an answer may be.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.core.limits = limits;
        self
    }

    /// Makes up to so many attempts of a call, as long as its error says that repeating does no harm
    /// ([`Error::repeatable`]), the deadline allows it and the budget does. Each has its own time and signature, made
    /// after all waiting. One if not said.
    ///
    /// A refusal for a wrong clock is answered by one more attempt in any case, if the answer's date shows by how much the
    /// clock is off, which is 25 hours at most. All clones of the client know that from then on.
    #[must_use]
    pub fn with_attempts(mut self, attempts: u32) -> Self {
        self.core.course.attempts = attempts;
        self
    }

    /// The longest pause before the second attempt, and the longest of all: each further one may be twice as long, and any
    /// pause is as much of that as chance has it. 200 milliseconds and 10 seconds if not said. As long as the platform
    /// itself says is waited in any case.
    #[must_use]
    pub fn with_pauses(mut self, first: Duration, longest: Duration) -> Self {
        (self.core.course.first_pause, self.core.course.longest_pause) = (first, longest);
        self
    }

    /// The time for a call with all its attempts and all waiting; `None` is without end. Two minutes if not said.
    #[must_use]
    pub fn with_deadline(mut self, deadline: impl Into<Option<Duration>>) -> Self {
        self.core.course.deadline = deadline.into();
        self
    }

    /// How long the next call for the same thing waits, where the spec says `in_order`, after one whose outcome is not known:
    /// its request may still be on the way, and would undo the newer one. 10 seconds if not said.
    #[must_use]
    pub fn with_settling(mut self, time: Duration) -> Self {
        self.core.course.settling = time;
        self
    }

    /// Shares a budget of repetitions with other clients. The clones of a client share theirs anyway.
    #[must_use]
    pub fn with_budget(mut self, budget: Arc<RetryBudget>) -> Self {
        self.core.budget = budget;
        self
    }

    /// Lets further attempts also follow an unknown outcome of an endpoint for which nobody knows what a second
    /// time does.
    #[must_use]
    pub fn with_unknown_repeated(mut self) -> Self {
        self.core.course.repeat_unknown = true;
        self
    }

    /// Takes time and chance from here instead of from the system.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Clock + 'static) -> Self {
        self.core.clock = Arc::new(clock);
        self
    }

    /// Has the tokens of calls from here; without a source those of the credentials are used as they are. A refusal for a
    /// token is answered by one more attempt with another, in any case.
    #[must_use]
    pub fn with_tokens(mut self, tokens: impl TokenSource + 'static) -> Self {
        self.core.tokens = Some(Arc::new(tokens));
        self
    }

    /// Keeps calls of one key in order here instead of in this process's memory.
    #[must_use]
    pub fn with_lanes(mut self, lanes: impl Lanes + 'static) -> Self {
        self.core.lanes = Arc::new(lanes);
        self
    }

    /// Keeps calls within their rates here instead of in this process's memory.
    #[must_use]
    pub fn with_limiter(mut self, limiter: impl Limiter + 'static) -> Self {
        self.core.limiter = Arc::new(limiter);
        self
    }

    /// Tells each step of each call.
    #[must_use]
    pub fn with_observer(mut self, observer: impl Observer + 'static) -> Self {
        self.core.observer = Some(Arc::new(observer));
        self
    }

    /// The zone of the platform's wall clock.
    pub(crate) fn zone(&self) -> Offset {
        self.core.platform.zone
    }

    /// How far the platform's clock is ahead of this client's, in milliseconds, as its refusals have told.
    pub fn skew(&self) -> i64 {
        self.core.skew()
    }

    /// The transport.
    pub fn transport(&self) -> &T {
        &self.transport
    }

    /// What a call would send now: validated, encoded and signed with the credentials as they are, and not sent. The
    /// request as it may be printed is its `Debug`.
    pub fn dry_run<R: Endpoint>(&self, request: &R) -> Result<Prepared, Error> {
        let (endpoint, draft) = self.core.draft_typed(TablesOf::of::<R>(), request)?;
        let signed = self.core.sign(endpoint, &draft, &self.core.credentials, &self.core.now())?;
        Ok(draft.prepared(signed))
    }
}

// What a program compiles for each endpoint that it calls is these shells, which say which tables and which response:
// all else is behind `dyn`, and compiled once.

impl<T: Transport> Client<T> {
    /// Makes a call.
    pub fn call<R: Endpoint>(&self, request: &R) -> Result<Reply<R::Response>, Error> {
        let mut response: R::Response = Blank::blank();
        let reply = self.core.call_blocking(&self.transport, TablesOf::of::<R>(), request, &mut response)?;
        Ok(reply.holding(response))
    }
}

impl<T: AsyncTransport> Client<T> {
    /// Makes a call without blocking.
    ///
    /// A future that is dropped while its request is on the way leaves an outcome that nobody knows; the observer is told
    /// ([`Step::Abandoned`]).
    pub fn call_async<'c, R: Endpoint>(
        &'c self,
        request: &R,
    ) -> impl Future<Output = Result<Reply<R::Response>, Error>> + Send + use<'c, R, T> {
        let tables = TablesOf::of::<R>();
        // Before the first wait, so that the future does not hold the request.
        let drafted = self.core.draft_typed(tables, request);
        async move {
            let mut response: R::Response = Blank::blank();
            let reply = self.core.call_async(&self.transport, tables, drafted, &mut response).await?;
            Ok(reply.holding(response))
        }
    }
}

impl<T> fmt::Debug for Client<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("platform", &self.core.platform.name)
            .field("credentials", &self.core.credentials)
            .field("options", &self.core.options)
            .finish_non_exhaustive()
    }
}
