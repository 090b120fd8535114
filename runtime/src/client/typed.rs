//! Calls of typed endpoints, for all types once: what tells one from another is handed over as tables and as a response to
//! fill.

use super::answer::Reply;
use super::core::Core;
use super::course::Call;
use super::driver::Driver;
use super::prepare::Draft;
use crate::fill::{FillFields, TablesOf};
use crate::model::Endpoint;
use crate::transport::{AsyncTransport, BoxFuture, Transport, block_on};
use crate::{Error, Fields};

impl Core {
    /// Makes a call over a transport that blocks; the response is to be thrown away where this fails.
    pub(super) fn call_blocking(
        &self,
        transport: &dyn Transport,
        tables: TablesOf,
        request: &dyn Fields,
        response: &mut (dyn FillFields + Send),
    ) -> Result<Reply<()>, Error> {
        let (endpoint, draft) = self.draft_typed(tables, request)?;
        let call = Call::of(self, Driver::Blocking(transport), endpoint, &draft);
        block_on(call.into_response(tables, response, None))
    }

    /// The same over one that does not block. In a box, so that the future of each endpoint is small and holds none of this.
    pub(super) fn call_async<'c>(
        &'c self,
        transport: &'c dyn AsyncTransport,
        tables: TablesOf,
        drafted: Result<(&'static Endpoint<'static>, Draft), Error>,
        response: &'c mut (dyn FillFields + Send),
    ) -> BoxFuture<'c, Result<Reply<()>, Error>> {
        Box::pin(async move {
            let (endpoint, draft) = drafted?;
            let call = Call::of(self, Driver::Async(transport), endpoint, &draft);
            call.into_response(tables, response, None).await
        })
    }
}
