//! A client of one platform: validates, encodes, signs, sends and understands its calls.
//!
//! All of it but the sending is in functions that need no client and do no I/O: [`prepare()`] and [`interpret`].

mod answer;
mod attempts;
mod budget;
mod clock;
mod prepare;

use std::fmt;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use bytes::Bytes;

pub use answer::{Reply, interpret, interpret_node};
pub use budget::RetryBudget;
pub use clock::Clock;
pub use prepare::{CallOptions, Prepared, prepare, prepare_node};

use crate::model::{self, DocumentFormat, ErrorClass, OfPlatform, Platform};
use crate::reply::{self, RawAnswer, Refusal};
use crate::sign::Plan;
use crate::transport::{AsyncTransport, Bounds, Transport, TransportError};
use crate::{Credentials, Endpoint, Error, Limits, NotSent, Redaction, SigningTime, Value as _};
use attempts::{Attempts, Course, Now};
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
    course: Course,
    budget: Arc<RetryBudget>,
    clock: Arc<dyn Clock>,
    /// How many milliseconds the platform's clock is ahead of ours, as far as is known.
    skew: Arc<AtomicI64>,
}

/// A date counts whole seconds, and tells no less.
const LEAST_SKEW: u64 = 1000;
/// A clock that is further off is broken, and what it is told by may be too.
const MOST_SKEW: i64 = 25 * 60 * 60 * 1000;

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
            course: Course::default(),
            budget: Arc::default(),
            clock: Arc::new(clock::now),
            skew: Arc::default(),
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
    /// ([`Error::repeatable`]), the deadline allows it and the budget does. Each has its own time and signature, made
    /// after all waiting. One if not said.
    ///
    /// A refusal for a wrong clock is answered by one more attempt in any case, if the answer's date shows by how much the
    /// clock is off, which is 25 hours at most. All clones of the client know that from then on.
    #[must_use]
    pub fn with_attempts(mut self, attempts: u32) -> Self {
        self.course.attempts = attempts;
        self
    }

    /// The longest pause before the second attempt, and the longest of all: each further one may be twice as long, and any
    /// pause is as much of that as chance has it. 200 milliseconds and 10 seconds if not said. As long as the platform
    /// itself says is waited in any case.
    #[must_use]
    pub fn with_pauses(mut self, first: Duration, longest: Duration) -> Self {
        (self.course.first_pause, self.course.longest_pause) = (first, longest);
        self
    }

    /// The time for a call with all its attempts and all waiting; `None` is without end. Two minutes if not said.
    #[must_use]
    pub fn with_deadline(mut self, deadline: impl Into<Option<Duration>>) -> Self {
        self.course.deadline = deadline.into();
        self
    }

    /// Shares a budget of repetitions with other clients. The clones of a client share theirs anyway.
    #[must_use]
    pub fn with_budget(mut self, budget: Arc<RetryBudget>) -> Self {
        self.budget = budget;
        self
    }

    /// Lets further attempts also follow an unknown outcome of an endpoint for which nobody knows what a second
    /// time does.
    #[must_use]
    pub fn with_unknown_repeated(mut self) -> Self {
        self.course.repeat_unknown = true;
        self
    }

    /// Takes time and chance from here instead of from the system.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// How far the platform's clock is ahead of this client's, in milliseconds, as its refusals have told.
    pub fn skew(&self) -> i64 {
        self.skew.load(Ordering::Relaxed)
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
        self.budget.earn();
        Attempts::new(self.course, self.clock.elapsed())
    }

    /// What the next exchange may take.
    fn bounds(&self, attempts: &Attempts) -> Bounds {
        Bounds { bytes: self.limits.bytes, time: attempts.time_left(self.clock.elapsed()) }
    }

    /// Judges an attempt: its result is the call's, or another one follows after a pause.
    fn judge<A>(
        &self,
        attempts: &mut Attempts,
        result: Result<A, Error>,
        signed_at: i64,
    ) -> ControlFlow<Result<A, Error>, Duration> {
        let mut error = match result {
            Ok(answer) => return ControlFlow::Break(Ok(answer)),
            Err(error) => error,
        };
        let now = Now { elapsed: self.clock.elapsed(), random: self.clock.random() };
        // Nothing was done, and the next attempt is signed at another time.
        if let Error::Refused(refusal) = &mut error
            && let Some(skew) = skew_told(refusal, signed_at)
            && let Some(corrected) = self.skew().checked_add(skew)
            && skew.unsigned_abs() >= LEAST_SKEW
            && corrected.saturating_abs() <= MOST_SKEW
            && attempts.may_correct(now.elapsed)
        {
            self.skew.store(corrected, Ordering::Relaxed);
            return ControlFlow::Continue(Duration::ZERO);
        }
        attempts.next(error, now, &self.budget).map_break(Err)
    }

    /// The moment of an attempt, by the platform's clock as far as it is known.
    fn now(&self) -> SigningTime {
        let now = self.clock.now();
        SigningTime { unix_ms: now.unix_ms.saturating_add(self.skew()), ..now }
    }

    fn sign<R: Endpoint>(
        &self,
        draft: &Draft,
        signing_time: &SigningTime,
    ) -> Result<(http::Request<Bytes>, Redaction), Error> {
        let endpoint = R::endpoint()?;
        let own_plan;
        let plan = if self.plan.serves(endpoint) {
            &*self.plan
        } else {
            own_plan = Plan::of_endpoint(self.platform, endpoint);
            &own_plan
        };
        let (request, redaction) = draft.sign(plan, &self.credentials, signing_time)?;
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
        reply.locate(&draft.rows);
        Ok(reply)
    }
}

/// How far the server's clock is ahead of that which a call was signed at, where it was refused for its time. The refusal
/// keeps it.
fn skew_told(refusal: &mut Refusal, signed_at: i64) -> Option<i64> {
    let date = refusal.answer.as_ref().and_then(|answer| reply::date(&answer.headers));
    let date = date.filter(|_| refusal.class == ErrorClass::Clock);
    refusal.skew = date.and_then(|date| date.checked_mul(1000)?.checked_sub(signed_at));
    refusal.skew
}

impl<T: Transport> Client<T> {
    /// Makes a call.
    pub fn call<R: Endpoint>(&self, request: &R) -> Result<Reply<R::Response>, Error> {
        let draft = self.draft(request)?;
        let mut attempts = self.attempts();
        loop {
            // What cannot be signed is judged like what was sent: an earlier attempt may have been applied.
            let now = self.now();
            let result = match self.sign::<R>(&draft, &now) {
                Ok((signed, redaction)) => {
                    let sent = self.transport.send(signed, self.bounds(&attempts));
                    self.settle::<R>(&draft, &redaction, sent)
                }
                Err(error) => Err(error),
            };
            match self.judge(&mut attempts, result, now.unix_ms) {
                ControlFlow::Break(result) => return result,
                ControlFlow::Continue(Duration::ZERO) => {}
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
                let now = self.now();
                let sent = match self.sign::<R>(&draft, &now) {
                    Ok((signed, redaction)) => {
                        Ok((self.transport.send(signed, self.bounds(&attempts)).await, redaction))
                    }
                    Err(error) => Err(error),
                };
                // Apart from the wait, so that the future need not hold a response.
                let result = sent.and_then(|(sent, redaction)| self.settle::<R>(&draft, &redaction, sent));
                let pause = match self.judge(&mut attempts, result, now.unix_ms) {
                    ControlFlow::Break(result) => return result,
                    ControlFlow::Continue(pause) => pause,
                };
                if pause > Duration::ZERO {
                    self.transport.wait(pause).await;
                }
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
