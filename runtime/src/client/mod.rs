//! A client of one platform: validates, encodes, signs, sends and understands its calls.
//!
//! All of it but the sending is in functions that need no client and do no I/O: [`prepare()`] and [`interpret`].

mod answer;
mod attempts;
mod clock;
mod prepare;

use std::fmt;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

pub use answer::{Reply, interpret, interpret_node};
pub use prepare::{CallOptions, Prepared, prepare, prepare_node};

use crate::model::{self, DocumentFormat, OfPlatform, Platform};
use crate::reply::RawAnswer;
use crate::sign::Plan;
use crate::transport::{AsyncTransport, Transport, TransportError};
use crate::{Credentials, Endpoint, Error, Limits, NotSent, Redaction, SigningTime, Value as _};
use attempts::Attempts;
use prepare::{Draft, address_of};

/// A client of one platform over a [`Transport`] or an [`AsyncTransport`].
#[derive(Clone)]
pub struct Client<T> {
    platform: &'static Platform<'static>,
    plan: Arc<Plan<'static>>,
    credentials: Credentials,
    environment: String,
    transport: T,
    options: CallOptions,
    limits: Limits,
    attempts: u32,
    pause: Duration,
    repeat_unknown: bool,
    clock: Arc<dyn Fn() -> SigningTime + Send + Sync>,
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
        Ok(Self {
            platform,
            plan: Arc::new(Plan::of(platform)),
            credentials: credentials.into(),
            environment: address_of(platform, environment)?.to_owned(),
            transport,
            options: CallOptions::default(),
            limits: Limits::default(),
            attempts: 1,
            pause: Duration::from_secs(1),
            repeat_unknown: false,
            clock: Arc::new(clock::now),
        })
    }

    /// Sends requests without validating them first. What the platform's format cannot carry is still refused.
    #[must_use]
    pub fn unchecked(mut self) -> Self {
        self.options.unchecked = true;
        self
    }

    /// The format of documents, where the platform takes several.
    #[must_use]
    pub fn format(mut self, format: DocumentFormat) -> Self {
        self.options.format = Some(format);
        self
    }

    /// A value for the platform's templates.
    #[must_use]
    pub fn var(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.options.vars.push((name.into(), value.into()));
        self
    }

    /// A parameter beside the business ones, such as a page's number; it replaces a common one of the same name.
    #[must_use]
    pub fn param(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.options.params.push((name.into(), value.into()));
        self
    }

    /// How large and how deep an answer may be.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Makes up to so many attempts of a call, as long as its error says that repeating does no harm
    /// ([`Error::repeatable`]). Each has its own time and signature, made after all waiting.
    #[must_use]
    pub fn with_attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// The pause before the second attempt; each further one is twice as long, up to a minute. One second if not said.
    #[must_use]
    pub fn with_pause(mut self, pause: Duration) -> Self {
        self.pause = pause;
        self
    }

    /// Lets further attempts also follow an unknown outcome of an endpoint for which nobody knows what a second
    /// time does.
    #[must_use]
    pub fn with_unknown_repeated(mut self) -> Self {
        self.repeat_unknown = true;
        self
    }

    /// Takes the moments of requests from here instead of the system's clock.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Fn() -> SigningTime + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// The transport.
    pub fn transport(&self) -> &T {
        &self.transport
    }

    /// Validates and encodes; what is left to do for each attempt is signing.
    fn draft<R: Endpoint>(&self, request: &R) -> Result<Draft, Error> {
        // Types of one platform signed for another would be sent with the wrong secrets.
        let of = R::platform()?;
        if of.name != self.platform.name {
            return Err(NotSent::Platform { client: self.platform.name, request: of.name }.into());
        }
        // The request first: its records are compared with their tables, which the endpoint then knows.
        let node = request.node();
        Draft::new(self.platform, R::endpoint()?, node, &self.environment, &self.options)
    }

    fn attempts(&self) -> Attempts {
        Attempts::new(self.attempts, self.pause, self.repeat_unknown)
    }

    fn sign<R: Endpoint>(&self, draft: &Draft) -> Result<(http::Request<Bytes>, Redaction), Error> {
        let endpoint = R::endpoint()?;
        let own_plan;
        let plan = if self.plan.serves(endpoint) {
            &*self.plan
        } else {
            own_plan = Plan::of_endpoint(self.platform, endpoint);
            &own_plan
        };
        let (request, redaction) = draft.sign(plan, &self.credentials, &(self.clock)())?;
        Ok((request.into_http()?, redaction))
    }

    fn settle<R: Endpoint>(
        &self,
        draft: &Draft,
        redaction: &Redaction,
        sent: Result<http::Response<Bytes>, TransportError>,
    ) -> Result<Reply<R::Response>, Error> {
        // Of an endpoint that cannot be read nothing is known, whatever the request holds.
        let of_request = |error: Error| if R::endpoint().is_ok() { error.repeating(draft.repeat) } else { error };
        let response = sent.map_err(|error| {
            let endpoint = R::endpoint().unwrap_or(&model::Endpoint::PLAIN);
            of_request(Error::not_answered(error, endpoint, redaction))
        })?;
        let (head, body) = response.into_parts();
        let answer = RawAnswer { status: head.status.as_u16(), headers: head.headers, body };
        let mut reply = answer::read::<R>(answer, self.options.format, self.limits, redaction).map_err(of_request)?;
        reply.warnings = draft.warnings.clone();
        reply.locate(&draft.keys);
        Ok(reply)
    }
}

impl<T: Transport> Client<T> {
    /// Makes a call.
    pub fn call<R: Endpoint>(&self, request: &R) -> Result<Reply<R::Response>, Error> {
        let draft = self.draft(request)?;
        let mut attempts = self.attempts();
        loop {
            // What cannot be signed is judged like what was sent: an earlier attempt may have been applied.
            let result = match self.sign::<R>(&draft) {
                Ok((signed, redaction)) => {
                    self.settle::<R>(&draft, &redaction, self.transport.send(signed, self.limits.bytes))
                }
                Err(error) => Err(error),
            };
            match attempts.next(result) {
                ControlFlow::Break(result) => return result,
                ControlFlow::Continue(pause) => self.transport.wait(pause),
            }
        }
    }
}

impl<T: AsyncTransport + Sync> Client<T> {
    /// Makes a call without blocking.
    pub fn call_async<R: Endpoint>(
        &self,
        request: &R,
    ) -> impl Future<Output = Result<Reply<R::Response>, Error>> + Send {
        // Before the first wait, so that the future does not hold the request.
        let draft = self.draft(request);
        async move {
            let draft = draft?;
            let mut attempts = self.attempts();
            loop {
                let sent = match self.sign::<R>(&draft) {
                    Ok((signed, redaction)) => Ok((self.transport.send(signed, self.limits.bytes).await, redaction)),
                    Err(error) => Err(error),
                };
                // Apart from the wait, so that the future need not hold a response.
                let result = sent.and_then(|(sent, redaction)| self.settle::<R>(&draft, &redaction, sent));
                let pause = match attempts.next(result) {
                    ControlFlow::Break(result) => return result,
                    ControlFlow::Continue(pause) => pause,
                };
                self.transport.wait(pause).await;
            }
        }
    }
}

impl<T> fmt::Debug for Client<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("platform", &self.platform.name)
            .field("credentials", &self.credentials)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
