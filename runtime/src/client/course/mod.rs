//! The course of one call, from a draft to its result: its turn, then for each attempt a token, a moment within the rates, a
//! signature, the exchange and its judgement. It says neither how anything is waited for nor what an answer's type is.

mod for_tokens;
mod reading;

use std::ops::ControlFlow;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;

use crate::client::answer::SentTo;
use crate::client::attempts::{Attempts, Now};
use crate::client::core::Core;
use crate::client::driver::{Driver, Sent};
use crate::client::events::{ReceivedAnswer, SentRequest, Step, Teller, WaitFor};
use crate::client::limiter::Reserved;
use crate::client::prepare::Draft;
use crate::client::settling::Held;
use crate::client::tokens::{TokenRequest, TokenSource};
use crate::client::trace::Span;
use crate::model::{Endpoint, ErrorClass};
use crate::reply::{self, RawAnswer, Refusal};
use crate::transport::{Bounds, BoxFuture};
use crate::{Credentials, Error, NotSent, Redaction, SigningTime};

use for_tokens::CallsForTokens;

/// Makes of what came the result of an attempt; the vendor's number of the call is of interest to who logs it.
pub(in crate::client) type Settle<'s> = dyn FnMut(Sent, SentTo<'_>) -> Result<Option<String>, Error> + Send + 's;

/// A date counts whole seconds, and tells no less.
const LEAST_SKEW: u64 = 1000;
/// A clock that is further off is broken, and what it is told by may be too.
const MOST_SKEW: i64 = 25 * 60 * 60 * 1000;

/// One call.
#[derive(Clone, Copy)]
pub(in crate::client) struct Call<'c> {
    pub(in crate::client) core: &'c Core,
    pub(in crate::client) driver: Driver<'c>,
    pub(in crate::client) endpoint: &'static Endpoint<'static>,
    pub(in crate::client) draft: &'c Draft,
    /// What gives its tokens; a call that is made for a token has none.
    pub(in crate::client) tokens: Option<&'c dyn TokenSource>,
    /// What is done once it has its turn, before anything is sent.
    pub(in crate::client) before: Option<&'c dyn Before>,
}

/// What is done once a call has its turn. Where that fails nothing is sent.
pub(crate) trait Before: Send + Sync {
    /// Does it.
    fn run(&self) -> BoxFuture<'_, Result<(), Error>>;

    /// An attempt that may have been done is followed by another, whose answer does not tell what became of the first.
    fn is_repeated_in_doubt(&self) {}
}

/// When an attempt was signed, and how far ahead the platform's clock was taken to be then. Another call may have learned
/// better meanwhile.
#[derive(Clone, Copy)]
struct Signed {
    unix_ms: i64,
    skew: i64,
}

/// What is known while a call runs.
struct Progress {
    attempts: Attempts,
    /// The credentials whose token was refused, until the next attempt is signed.
    refused: Option<Credentials>,
    /// What the last attempt was signed with, where a source gave it.
    used: Option<Credentials>,
}

impl<'c> Call<'c> {
    pub(in crate::client) fn of(
        core: &'c Core,
        driver: Driver<'c>,
        endpoint: &'static Endpoint<'static>,
        draft: &'c Draft,
    ) -> Self {
        Self { core, driver, endpoint, draft, tokens: core.tokens.as_deref(), before: None }
    }

    /// Makes it. The last attempt's result is with whoever settles them.
    pub(in crate::client) async fn run(self, settle: &mut Settle<'_>) -> Result<(), Error> {
        let Self { core, endpoint, .. } = self;
        let number = Teller::next_call();
        let began = core.clock.elapsed();
        let mut teller = Teller {
            observer: core.observer.as_deref(),
            clock: &*core.clock,
            platform: core.platform.name,
            endpoint: endpoint.name,
            call: number,
            began,
            attempt: 0,
            was_sent: false,
            has_ended: false,
        };
        core.budget.earn();
        let mut progress = Progress { attempts: Attempts::new(core.course, began), refused: None, used: None };
        let span = Span::of_call(core.platform.name, endpoint.name, number);
        let result = span.around(self.all_attempts(&mut progress, &mut teller, &span, settle)).await;
        span.ended(teller.attempt, result.as_ref().err());
        teller.end(&result);
        result
    }

    async fn all_attempts(
        self,
        progress: &mut Progress,
        teller: &mut Teller<'_>,
        span: &Span,
        settle: &mut Settle<'_>,
    ) -> Result<(), Error> {
        let keys = self.core.lane_keys(self.draft);
        // No other call of the same thing is sent before all attempts of this one are over.
        let turn = if keys.is_empty() {
            None
        } else {
            let turn = self.driver.within(self.time_left(progress), self.core.lanes.enter(&keys)).await;
            Some(turn.ok_or(NotSent::Late(None))??)
        };
        let mut held = Held {
            settling: &self.core.settling,
            clock: &*self.core.clock,
            time: self.core.course.settling,
            keys,
            is_in_doubt: false,
            _turn: turn,
        };
        self.settle_before(&held, progress, teller, span).await?;
        if let Some(before) = self.before {
            before.run().await?;
        }
        loop {
            teller.attempt += 1;
            let attempt = span.of_attempt(teller.attempt);
            let (result, signed) = attempt.around(self.attempt(progress, &mut held, teller, &attempt, settle)).await;
            let error = match result {
                Ok(()) => return Ok(()),
                Err(error) => error,
            };
            teller.tell(Step::Fails(&error));
            let pause = match self.judge(progress, teller, error, signed) {
                ControlFlow::Break(error) => return Err(error),
                ControlFlow::Continue(pause) => pause,
            };
            if let Some(before) = self.before.filter(|_| progress.attempts.are_in_doubt()) {
                before.is_repeated_in_doubt();
            }
            if !pause.is_zero() {
                teller.tell(Step::Waits(WaitFor::Pause, pause));
                span.waits("pause", pause);
                self.driver.wait(pause).await;
            }
        }
    }

    /// Waits until nothing of an earlier call for the same thing can be on the way.
    async fn settle_before(
        self,
        held: &Held<'_>,
        progress: &Progress,
        teller: &Teller<'_>,
        span: &Span,
    ) -> Result<(), NotSent> {
        let wait = held.wait();
        if self.time_left(progress).is_some_and(|left| wait > left) {
            return Err(NotSent::Late(Some(wait)));
        }
        if !wait.is_zero() {
            teller.tell(Step::Waits(WaitFor::Settling, wait));
            span.waits("settling", wait);
            self.driver.wait(wait).await;
        }
        Ok(())
    }

    /// One attempt, and when it was signed. What cannot be signed is judged like what was sent: an earlier attempt may have
    /// been applied.
    async fn attempt(
        self,
        progress: &mut Progress,
        held: &mut Held<'_>,
        teller: &mut Teller<'_>,
        span: &Span,
        settle: &mut Settle<'_>,
    ) -> (Result<(), Error>, Option<Signed>) {
        let credentials = match self.ready(progress, teller, span).await {
            Ok(credentials) => credentials,
            Err(error) => return (Err(error), None),
        };
        // Only now, behind all waiting.
        let skew = self.core.skew();
        let now = self.core.now_with(skew);
        let signed = Some(Signed { unix_ms: now.unix_ms, skew });
        let made = self.sign(credentials.as_ref().unwrap_or(&self.core.credentials), &now);
        progress.used = credentials;
        let (request, redaction) = match made {
            Ok(made) => made,
            Err(error) => return (Err(error), signed),
        };
        teller.tell(Step::Sends(SentRequest { request: &request, redaction: &redaction }));
        // Until it is settled, also where this future is dropped.
        let earlier = std::mem::replace(&mut held.is_in_doubt, true);
        teller.was_sent = true;
        let bounds = Bounds { bytes: self.core.limits.bytes, time: self.time_left(progress) };
        let address = request.uri().clone();
        let sent = self.driver.send(request, bounds).await;
        let sent_to = SentTo { address: &address, redaction: &redaction };
        let result = self.settled(sent, sent_to, teller, span, settle);
        // No later answer settles what became of an earlier request.
        held.is_in_doubt = earlier || matches!(result, Err(Error::Unknown(_)));
        teller.was_sent = held.is_in_doubt;
        (result, signed)
    }

    /// Waits until an attempt may be made; its credentials, where they are not the client's own.
    async fn ready(
        self,
        progress: &mut Progress,
        teller: &Teller<'_>,
        span: &Span,
    ) -> Result<Option<Credentials>, Error> {
        // Before a moment is reserved, or all who waited for one renewal would be sent at once behind it.
        let credentials = self.fresh(progress, teller).await?;
        let wait = self.reserved(progress).await?;
        if wait.is_zero() {
            return Ok(credentials);
        }
        teller.tell(Step::Waits(WaitFor::Rate, wait));
        span.waits("rate", wait);
        self.driver.wait(wait).await;
        // Meanwhile another call may have renewed them.
        self.fresh(progress, teller).await
    }

    /// How long to wait for a moment within the rates, which is reserved.
    async fn reserved(self, progress: &Progress) -> Result<Duration, Error> {
        let demands = self.core.demands(self.endpoint, self.draft);
        if demands.is_empty() {
            return Ok(Duration::ZERO);
        }
        let (now, left) = (self.core.clock.elapsed(), self.time_left(progress));
        let reserved = self.driver.within(left, self.core.limiter.reserve(&demands, now, left)).await;
        match reserved.ok_or(NotSent::Late(None))?? {
            Reserved::In(wait) => Ok(wait),
            Reserved::TooLate(wait) => Err(NotSent::Late(Some(wait)).into()),
        }
    }

    async fn fresh(self, progress: &mut Progress, teller: &Teller<'_>) -> Result<Option<Credentials>, Error> {
        let Some(source) = self.tokens else { return Ok(None) };
        if progress.refused.is_some() {
            teller.tell(Step::Renews);
        }
        let left = self.time_left(progress);
        let request = TokenRequest {
            given: &self.core.credentials,
            account: &self.core.account,
            refused: progress.refused.as_ref(),
            now_ms: self.core.now().unix_ms,
            calls: &CallsForTokens { call: self, began: self.core.clock.elapsed(), left },
        };
        let fresh = self.driver.within(left, source.credentials(request)).await;
        let fresh = fresh.ok_or(NotSent::Late(None))??;
        // Until there is another, also the attempt after one whose renewal failed knows which was refused.
        progress.refused = None;
        Ok(Some(fresh))
    }

    fn sign(self, credentials: &Credentials, now: &SigningTime) -> Result<(http::Request<Bytes>, Redaction), Error> {
        let (request, redaction) = self.core.sign(self.endpoint, self.draft, credentials, now)?;
        let request = request.into_http()?;
        self.core.may_send_to(request.uri())?;
        Ok((request, redaction))
    }

    fn settled(
        self,
        sent: Sent,
        sent_to: SentTo<'_>,
        teller: &Teller<'_>,
        span: &Span,
        settle: &mut Settle<'_>,
    ) -> Result<(), Error> {
        let Self { core, endpoint, .. } = self;
        let answer = sent.as_ref().ok().map(|response| {
            span.answered(response.status().as_u16(), response.body().len());
            // Copied for who looks on; nobody else needs it twice.
            let headers = if core.observer.is_some() { response.headers().clone() } else { HeaderMap::new() };
            RawAnswer { status: response.status().as_u16(), headers, body: response.body().clone() }
        });
        let result = settle(sent, sent_to);
        let request_id = match &result {
            Ok(request_id) => request_id.as_deref(),
            Err(Error::Refused(refusal) | Error::Partial(refusal)) => refusal.request_id.as_deref(),
            Err(Error::Unknown(unknown)) => unknown.request_id.as_deref(),
            Err(_) => None,
        };
        if let Some(answer) = &answer {
            let (platform, format, limits) = (core.platform, core.options.format, core.limits);
            let redaction = sent_to.redaction;
            let answered = ReceivedAnswer { platform, endpoint, answer, request_id, format, limits, redaction };
            teller.tell(Step::Answered(answered));
        }
        span.judged(result.as_ref().err(), request_id);
        result.map(|_| ())
    }

    /// Judges an attempt that failed: its error is the call's, or another one follows after a pause.
    fn judge(
        self,
        progress: &mut Progress,
        teller: &Teller<'_>,
        mut error: Error,
        signed: Option<Signed>,
    ) -> ControlFlow<Error, Duration> {
        let now = Now { elapsed: self.core.clock.elapsed(), random: self.core.clock.random() };
        if let (Error::Refused(refusal), Some(signed)) = (&mut error, signed) {
            // Nothing was done, and the next attempt is signed at another time.
            if let Some(skew) = skew_told(refusal, signed.unix_ms)
                && let Some(corrected) = signed.skew.checked_add(skew)
                && skew.unsigned_abs() >= LEAST_SKEW
                && corrected.saturating_abs() <= MOST_SKEW
                && progress.attempts.may_correct_clock(now.elapsed)
            {
                self.core.skew.store(corrected, Ordering::Relaxed);
                teller.tell(Step::CorrectsClock(corrected));
                return ControlFlow::Continue(Duration::ZERO);
            }
            // Likewise, with another token.
            if refusal.class == ErrorClass::Token
                && let Some(used) = progress.used.take()
                && progress.attempts.may_renew_token(now.elapsed)
            {
                progress.refused = Some(used);
                return ControlFlow::Continue(Duration::ZERO);
            }
        }
        progress.attempts.next(error, now, &self.core.budget)
    }

    fn time_left(self, progress: &Progress) -> Option<Duration> {
        progress.attempts.time_left(self.core.clock.elapsed())
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
