//! What a call's answer is read as: the response of a type, or the document as its table has it.

use super::{Call, Settle};
use crate::client::answer::{self, Look, Reply, SentTo};
use crate::client::prepare::Draft;
use crate::reply::{self, RawAnswer, Unknown};
use crate::{Error, Node};

/// Reads an answer as a response.
type Read<'s, A> = dyn FnMut(RawAnswer, SentTo<'_>) -> Result<Reply<A>, Error> + Send + 's;

impl Call<'_> {
    /// Makes it, and gives the response as its type.
    pub(in crate::client) async fn of_type<R: crate::Endpoint>(self) -> Result<Reply<R::Response>, Error> {
        self.of_type_seen::<R>(None).await
    }

    /// The same, with a look at the answer's document before it is read.
    pub(in crate::client) async fn of_type_seen<R: crate::Endpoint>(
        self,
        mut look: Option<&mut Look<'_>>,
    ) -> Result<Reply<R::Response>, Error> {
        let (core, draft) = (self.core, self.draft);
        let is_readable = || R::endpoint().is_ok();
        let read: &mut Read<'_, _> = &mut |answer, sent_to| {
            answer::read::<R>(answer, core.options.format, core.limits, sent_to, look.as_deref_mut())
        };
        self.reply(is_readable, read).await.map(|reply| settled(reply, draft))
    }

    /// The same for an endpoint without types: the response is the document as its table has it.
    pub(in crate::client) async fn of_node(self) -> Result<Reply<Node<'static>>, Error> {
        self.of_node_seen(None).await
    }

    /// The same, with a look at it.
    pub(in crate::client) async fn of_node_seen(
        self,
        mut look: Option<&mut Look<'_>>,
    ) -> Result<Reply<Node<'static>>, Error> {
        let Self { core, endpoint, draft, .. } = self;
        let read: &mut Read<'_, _> = &mut |answer, sent_to| {
            answer::read_node(
                core.platform,
                endpoint,
                answer,
                (core.options.format, core.limits),
                sent_to,
                look.as_deref_mut(),
            )
        };
        self.reply(|| true, read).await.map(|reply| settled(reply, draft))
    }

    async fn reply<A: Send>(self, is_readable: fn() -> bool, read: &mut Read<'_, A>) -> Result<Reply<A>, Error> {
        let mut reply = None;
        let Self { endpoint, draft, .. } = self;
        let settle: &mut Settle<'_> = &mut |sent, sent_to| {
            let answer = sent.map_err(|error| Error::not_answered(error, endpoint, sent_to.redaction));
            let read = answer.and_then(|response| {
                let (head, body) = response.into_parts();
                read(RawAnswer { status: head.status.as_u16(), headers: head.headers, body }, sent_to)
            });
            // Of an endpoint that cannot be read nothing is known, whatever the request holds.
            let of_request = |error: Error| {
                let mut error = if is_readable() { error.repeating(draft.repeat) } else { error };
                if let Error::Partial(refusal) = &mut error {
                    reply::locate(&mut refusal.failed, &draft.rows);
                }
                error
            };
            let done = read.map_err(of_request)?;
            let request_id = done.request_id().map(str::to_owned);
            reply = Some(done);
            Ok(request_id)
        };
        self.run(settle).await?;
        // A call that is done was settled.
        reply.ok_or_else(|| Error::Unknown(Box::new(Unknown::new("the call has no result", None, draft.repeat))))
    }
}

fn settled<A>(mut reply: Reply<A>, draft: &Draft) -> Reply<A> {
    reply.warnings = draft.warnings.clone();
    reply.locate(&draft.rows);
    reply
}
