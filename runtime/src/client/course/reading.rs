//! What a call's answer is read as: the response of a type, or the document as its table has it.

use super::{Call, Settle};
use crate::client::answer::{self, Look, Reply, SentTo};
use crate::fill::{FillFields, TablesOf};
use crate::reply::{self, RawAnswer, Unknown};
use crate::{Error, Node};

/// Reads an answer; its response is with who reads it.
type Read<'s> = dyn FnMut(RawAnswer, SentTo<'_>) -> Result<Reply<()>, Error> + Send + 's;

impl Call<'_> {
    /// Makes it, and fills the response, which is to be thrown away where this fails. All that is done for a typed endpoint
    /// stands here and below once, for all types.
    pub(in crate::client) async fn into_response(
        self,
        tables: TablesOf,
        response: &mut (dyn FillFields + Send),
        mut look: Option<&mut Look<'_>>,
    ) -> Result<Reply<()>, Error> {
        let core = self.core;
        let read: &mut Read<'_> = &mut |answer, sent_to| {
            answer::read(tables, response, answer, (core.options.format, core.limits), sent_to, look.as_deref_mut())
        };
        self.reply(&|| (tables.endpoint)().is_ok(), read).await
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
        let Self { core, endpoint, .. } = self;
        let mut document = Node::Absent;
        let read: &mut Read<'_> = &mut |answer, sent_to| {
            let how = (core.options.format, core.limits);
            let mut reply = answer::read_node(core.platform, endpoint, answer, how, sent_to, look.as_deref_mut())?;
            document = std::mem::replace(&mut reply.response, Node::Absent);
            Ok(reply.holding(()))
        };
        let reply = self.reply(&|| true, read).await?;
        Ok(reply.holding(document))
    }

    async fn reply(self, is_readable: &(dyn Fn() -> bool + Sync), read: &mut Read<'_>) -> Result<Reply<()>, Error> {
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
        let reply = reply.ok_or_else(|| Unknown::new("the call has no result", None, draft.repeat));
        let mut reply = reply.map_err(|unknown| Error::Unknown(Box::new(unknown)))?;
        reply.warnings = draft.warnings.clone();
        reply.locate(&draft.rows);
        Ok(reply)
    }
}
