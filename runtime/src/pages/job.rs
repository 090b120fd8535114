//! The wait for a job that the platform has taken and not done yet: another endpoint is called every so often, as the
//! spec's `poll` says, until its answer says that the job has ended.

use std::fmt;
use std::time::Duration;

use super::error::JobError;
use super::target::AnyTarget;
use super::tree;
use crate::client::{Caller, Look};
use crate::model::{Endpoint, Poll};
use crate::transport::{AsyncTransport, Transport, block_on};
use crate::{Client, Leniency, Node, Repeatable, Reply, conform, reply};

/// How long a job is waited for if not said.
const WITHIN: Duration = Duration::from_mins(10);

/// A job that the platform has accepted. Nothing is asked before [`finish`](Self::finish).
#[must_use = "nothing is asked before it is finished"]
pub struct Job<'c, T, A> {
    client: &'c Client<T>,
    target: AnyTarget<'c, A>,
    asked: Result<Asked, JobError>,
    within: Duration,
}

/// What is asked.
pub(super) struct Asked {
    poll: Poll<'static>,
    request: Node<'static>,
}

/// A call that was accepted: its endpoint, its request and its answer.
pub(super) struct Accepted<'a> {
    pub(super) endpoint: &'static Endpoint<'static>,
    pub(super) request: Node<'a>,
    pub(super) response: Node<'a>,
    pub(super) is_unfinished: bool,
}

impl<'c, T, A: Send> Job<'c, T, A> {
    pub(super) fn new(client: &'c Client<T>, target: AnyTarget<'c, A>, asked: Result<Asked, JobError>) -> Self {
        Self { client, target, asked, within: WITHIN }
    }

    /// Waits no longer than this, with all calls. Ten minutes if not said.
    pub fn within(mut self, time: Duration) -> Self {
        self.within = time;
        self
    }

    async fn ended(self, mut caller: Caller<'_>) -> Result<Reply<A>, JobError> {
        let Asked { poll, request } = self.asked?;
        let began = caller.elapsed();
        let every = Duration::from_secs(poll.every.into());
        let (mut pause, mut calls, mut last) = (every, 0, None);
        loop {
            let waited = caller.elapsed().saturating_sub(began);
            // What would be asked behind the end is not waited for.
            if self.within.saturating_sub(waited) <= pause {
                return Err(JobError::Unfinished { waited, calls, last });
            }
            caller.wait(pause).await;
            caller.within(self.within.saturating_sub(caller.elapsed().saturating_sub(began)));
            let mut is_done = false;
            let look: &mut Look<'_> = &mut |answered| {
                let from = (answered.format, answered.status, answered.headers);
                is_done = reply::says(&poll.until, answered.document, from) == Some(true);
            };
            calls += 1;
            let result = self.target.call(&caller, request.clone(), look).await;
            pause = every;
            match result {
                Ok(reply) if is_done => return Ok(reply),
                Ok(_) => last = None,
                Err(error) => {
                    let waited = caller.elapsed().saturating_sub(began);
                    match error.repeatable() {
                        Repeatable::Yes | Repeatable::Later | Repeatable::Harmless => {
                            pause = every.max(error.retry_after().unwrap_or_default());
                            last = Some(error);
                        }
                        Repeatable::Risky | Repeatable::Pointless => {
                            return Err(JobError::Failed { waited, calls, error });
                        }
                    }
                }
            }
        }
    }
}

impl<T: Transport, A: Send> Job<'_, T, A> {
    /// Asks every so often, and gives the answer that says that the job has ended, well or not.
    ///
    /// A call that fails and may be repeated counts as one that says nothing; each has the attempts of the client.
    pub fn finish(self) -> Result<Reply<A>, JobError> {
        let caller = Caller::blocking(self.client);
        block_on(self.ended(caller))
    }
}

impl<T: AsyncTransport, A: Send> Job<'_, T, A> {
    /// The same without blocking.
    pub async fn finish_async(self) -> Result<Reply<A>, JobError> {
        let caller = Caller::unblocking(self.client);
        self.ended(caller).await
    }
}

impl Asked {
    /// What is asked of `target`, with the rows that the spec says, of the answer or else of the request.
    pub(super) fn of(
        accepted: &Accepted<'_>,
        target: &'static Endpoint<'static>,
        zone: crate::model::Offset,
    ) -> Result<Self, JobError> {
        let Accepted { endpoint, request, response, is_unfinished } = accepted;
        let Some(poll) = endpoint.facts.poll else {
            return Err(JobError::Unasked(format!("the spec of `{}` does not say by what (`poll`)", endpoint.name)));
        };
        if !is_unfinished {
            return Err(JobError::Unasked(
                "the reply does not say that the call was accepted and is not done".to_owned(),
            ));
        }
        if poll.with != target.name {
            return Err(JobError::Unasked(format!("it is asked for by `{}`, not by `{}`", poll.with, target.name)));
        }
        let of_answer = |path: &str| tree::value_at(response, endpoint.response(), path);
        let of_request = |path: &str| tree::value_at(request, endpoint.request(), path);
        let rows = target.request().record().fields.iter().filter_map(|row| {
            let value = match poll.give.iter().find(|(given, _)| *given == row.name) {
                Some((_, path)) => of_answer(path),
                None => {
                    Some(of_answer(row.name)).filter(|value| value.is_there()).unwrap_or_else(|| of_request(row.name))
                }
            };
            value.is_there().then(|| (row.name.into(), value.clone().into_owned()))
        });
        let rows = Node::Map(rows.collect());
        let leniency = Leniency { numbers_as_text: true, unknown_fields: false };
        // What does not fit is told by the call.
        let (request, _) = conform(target.request(), rows, leniency, zone);
        Ok(Self { poll, request })
    }
}

impl<T, A> fmt::Debug for Job<'_, T, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let with = self.asked.as_ref().map(|asked| asked.poll.with);
        f.debug_struct("Job").field("with", &with).field("within", &self.within).finish_non_exhaustive()
    }
}
