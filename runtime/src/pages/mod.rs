//! Answers that come in pages, spans that are asked for in windows, and jobs that are asked for until they have ended: by
//! what the spec says of an endpoint. Each page is a call of its own, with the client's options.
//!
//! The modules in the order of their imports: `error`, `marks`, `tree`, `link`, `windows`; `onward`; `sift` and `pager`, which do no
//! I/O; `target`, `walk`, `iterate`, `job`.

mod error;
mod iterate;
mod job;
mod link;
mod marks;
mod onward;
mod pager;
mod sift;
mod target;
mod tree;
mod walk;
mod windows;

pub use error::{Incomplete, JobError, PageError};
pub use iterate::{PageStream, Pages};
pub use job::Job;
pub use walk::{Page, Progress};
pub use windows::Moment;

use crate::client::Caller;
use crate::model::{self, Offset};
use crate::transport::{AsyncTransport, Transport};
use crate::{Client, Endpoint, Leniency, Node, Reply, Value as _, conform};
use job::{Accepted, Asked};
use target::{Typed, Untyped};
use walk::Walk;

impl<T: Transport> Client<T> {
    /// Reads all pages of a request, one call for each, as the spec's `paging` says; without it, there is one page.
    ///
    /// It begins with the page that the request asks for. A row whose `id` came on an earlier page is taken from the
    /// response and told of ([`Page::repeated`]). An end before all rows came is never silent: the last item is then
    /// [`PageError::Incomplete`], behind which nothing follows.
    ///
    /// ```no_run
    /// # use signwright_runtime::{Client, Endpoint, PageError, transport::Transport};
    /// # fn read<T: Transport, R: Endpoint>(client: Client<T>, request: R) -> Result<(), PageError> {
    /// for page in client.pages(&request) {
    ///     let page = page?;
    ///     let (so_far, of) = (page.progress.rows, page.progress.total);
    ///     let orders = page.reply.response;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn pages<'c, R: Endpoint + 'c>(&'c self, request: &R) -> Pages<'c, R::Response> {
        let request = request.node().into_owned();
        Pages::of(Walk::new(Caller::blocking(self), Typed::<R>::boxed(), request, None))
    }

    /// The same for a span of any length, in windows as long as the request's rule `window: start .. end` allows, one after
    /// the other and each with all its pages. The two rows are set for each, whatever the request has there.
    ///
    /// Each window begins at the very moment that the one before ended at, so that no row is missed where a vendor does not
    /// count the end. What comes twice for it is taken away by its `id`: a row that comes again as it was. Of one that has
    /// changed meanwhile, the later state stays. Where nothing identifies rows, one is taken away only if the window
    /// before had as many rows that hold all the same, and it holds that moment in a row of its table which is a time: so
    /// none is lost, but one whose table has no such time may come twice.
    pub fn windows<'c, R: Endpoint + 'c>(
        &'c self,
        request: &R,
        from: impl Into<Moment>,
        to: impl Into<Moment>,
    ) -> Pages<'c, R::Response> {
        let request = request.node().into_owned();
        let span = Some((from.into(), to.into()));
        Pages::of(Walk::new(Caller::blocking(self), Typed::<R>::boxed(), request, span))
    }

    /// As [`pages`](Self::pages), for an endpoint of the client's platform that has no types.
    pub fn pages_node(
        &self,
        endpoint: &'static model::Endpoint<'static>,
        request: Node<'_>,
    ) -> Pages<'_, Node<'static>> {
        let caller = Caller::blocking(self);
        let request = recorded(endpoint, request, caller.platform().zone);
        Pages::of(Walk::new(caller, Box::new(Untyped(endpoint)), request, None))
    }
}

impl<T: AsyncTransport> Client<T> {
    /// As [`pages`](Self::pages), without blocking.
    pub fn pages_async<'c, R: Endpoint + 'c>(&'c self, request: &R) -> PageStream<'c, R::Response> {
        let request = request.node().into_owned();
        PageStream::of(Walk::new(Caller::unblocking(self), Typed::<R>::boxed(), request, None))
    }

    /// As [`windows`](Self::windows), without blocking.
    pub fn windows_async<'c, R: Endpoint + 'c>(
        &'c self,
        request: &R,
        from: impl Into<Moment>,
        to: impl Into<Moment>,
    ) -> PageStream<'c, R::Response> {
        let request = request.node().into_owned();
        let span = Some((from.into(), to.into()));
        PageStream::of(Walk::new(Caller::unblocking(self), Typed::<R>::boxed(), request, span))
    }

    /// As [`pages_node`](Self::pages_node), without blocking.
    pub fn pages_node_async(
        &self,
        endpoint: &'static model::Endpoint<'static>,
        request: Node<'_>,
    ) -> PageStream<'_, Node<'static>> {
        let caller = Caller::unblocking(self);
        let request = recorded(endpoint, request, caller.platform().zone);
        PageStream::of(Walk::new(caller, Box::new(Untyped(endpoint)), request, None))
    }
}

impl<T> Client<T> {
    /// The job of a call that was accepted ([`Reply::is_accepted`]): the endpoint `P`, which the spec's `poll` names, is
    /// called every so many seconds until its answer says that the job has ended.
    ///
    /// ```no_run
    /// # use signwright_runtime::{Client, Endpoint, JobError, Reply, transport::Transport};
    /// # use std::time::Duration;
    /// # fn ask<T: Transport, Submit: Endpoint, Query: Endpoint>(
    /// #     client: Client<T>, request: Submit, reply: Reply<Submit::Response>,
    /// # ) -> Result<(), JobError> {
    /// let ended = client.job::<Query, _>(&request, &reply).within(Duration::from_mins(2)).finish()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn job<'c, P: Endpoint + 'c, R: Endpoint>(
        &'c self,
        request: &R,
        reply: &Reply<R::Response>,
    ) -> Job<'c, T, P::Response> {
        let unread = |error: &model::NotationError| JobError::Unasked(error.to_string());
        let (request, response) = (request.node(), reply.response.node());
        let asked = R::endpoint().map_err(unread).and_then(|endpoint| {
            let accepted = Accepted { endpoint, request, response, is_unfinished: reply.is_accepted };
            let zone = P::platform().map_err(unread)?.zone;
            Asked::of(&accepted, P::endpoint().map_err(unread)?, zone)
        });
        Job::new(self, Typed::<P>::boxed(), asked)
    }

    /// The same for endpoints of the client's platform that have no types: `endpoint` was called, and `polled` is asked.
    pub fn job_node<'c>(
        &'c self,
        endpoint: &'static model::Endpoint<'static>,
        request: &Node<'_>,
        reply: &Reply<Node<'static>>,
        polled: &'static model::Endpoint<'static>,
    ) -> Job<'c, T, Node<'static>> {
        let (request, response) = (request.clone(), reply.response.clone());
        let accepted = Accepted { endpoint, request, response, is_unfinished: reply.is_accepted };
        let asked = Asked::of(&accepted, polled, self.zone());
        Job::new(self, Box::new(Untyped(polled)), asked)
    }
}

/// A document as a record of its table, in which rows can be set. One that is none stays, and is told of by the call.
fn recorded(endpoint: &model::Endpoint<'_>, request: Node<'_>, zone: Offset) -> Node<'static> {
    let (record, misfits) = conform(endpoint.request(), request.clone(), Leniency::default(), zone);
    if misfits.is_empty() { record.into_owned() } else { request.into_owned() }
}
