//! Calls for the rooms behind this one: of requests as trees, with a look at each answer before it is read, and the same
//! over both kinds of transports. What is called and how often is theirs to say.

use std::time::Duration;

use super::Client;
use super::answer::{Look, Reply};
use super::core::Core;
use super::course::Call;
use super::driver::Driver;
use crate::model::{self, Platform};
use crate::transport::{AsyncTransport, Transport, block_on};
use crate::{Endpoint, Error, Node};

/// A client that makes several calls, one after the other.
pub(crate) struct Caller<'c> {
    core: Core,
    driver: Driver<'c>,
}

impl<'c> Caller<'c> {
    pub(crate) fn blocking<T: Transport>(client: &'c Client<T>) -> Self {
        Self { core: client.core.clone(), driver: Driver::Blocking(&client.transport) }
    }

    pub(crate) fn unblocking<T: AsyncTransport>(client: &'c Client<T>) -> Self {
        Self { core: client.core.clone(), driver: Driver::Async(&client.transport) }
    }

    /// Runs what calls over a transport that blocks.
    pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
        block_on(future)
    }

    pub(crate) fn platform(&self) -> &'static Platform<'static> {
        self.core.platform
    }

    /// The time since some moment that stays the same.
    pub(crate) fn elapsed(&self) -> Duration {
        self.core.clock.elapsed()
    }

    pub(crate) async fn wait(&self, time: Duration) {
        self.driver.wait(time).await;
    }

    /// Calls from now on end within this time, if not sooner.
    pub(crate) fn within(&mut self, time: Duration) {
        let deadline = self.core.course.deadline;
        self.core.course.deadline = Some(deadline.map_or(time, |deadline| deadline.min(time)));
    }

    /// Makes a call of a typed endpoint.
    pub(crate) async fn call<R: Endpoint>(
        &self,
        request: Node<'_>,
        look: &mut Look<'_>,
    ) -> Result<Reply<R::Response>, Error> {
        self.core.serves(R::platform()?)?;
        let endpoint = R::endpoint()?;
        let draft = self.core.draft(endpoint, request)?;
        Call::of(&self.core, self.driver, endpoint, &draft).of_type_seen::<R>(look).await
    }

    /// The same of one without types.
    pub(crate) async fn call_node(
        &self,
        endpoint: &'static model::Endpoint<'static>,
        request: Node<'_>,
        look: &mut Look<'_>,
    ) -> Result<Reply<Node<'static>>, Error> {
        let draft = self.core.draft(endpoint, request)?;
        Call::of(&self.core, self.driver, endpoint, &draft).of_node_seen(look).await
    }
}
