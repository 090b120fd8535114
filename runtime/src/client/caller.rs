//! A client as the rooms in front of it use it: they say what is called and how often, and see neither the transport nor the
//! course of a call.

use std::time::Duration;

use super::Client;
use super::answer::{Look, Reply};
use super::core::Core;
use super::course::{Before, Call};
use super::digest::digest;
use super::driver::Driver;
use super::prepare::{CallOptions, Draft, key_of, repeat_of};
use super::ready::Ready;
use crate::fill::{Blank, TablesOf};
use crate::model::{self, DocumentFormat, Platform, Repeat};
use crate::transport::{AsyncTransport, Transport};
use crate::{Endpoint, Error, Node, reply};

/// A client and how it waits.
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

    pub(crate) fn platform(&self) -> &'static Platform<'static> {
        self.core.platform
    }

    /// The endpoint of a type, if it is one of the client's platform.
    pub(crate) fn endpoint<R: Endpoint>(&self) -> Result<&'static model::Endpoint<'static>, Error> {
        self.core.serves(R::platform()?)?;
        Ok(R::endpoint()?)
    }

    /// A short text that stands for who calls whom, and tells no credential. It lasts longer than a secret does: where the
    /// account has no name, what is public of the credentials tells whose it is, if anything is.
    pub(crate) fn digest(&self) -> String {
        let Core { platform, environment, account, .. } = &self.core;
        let public = self.core.values_of(|credential| !credential.secret && credential.token.is_none());
        let whose = if account.is_empty() && !public.is_empty() { digest(public) } else { self.core.whose() };
        digest([platform.name, &**environment, &*whose])
    }

    /// The format of answers.
    pub(crate) fn answer_format(&self) -> DocumentFormat {
        reply::format_of(self.core.platform, self.core.options.format)
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

    /// Validates and encodes.
    pub(crate) fn draft(&self, endpoint: &model::Endpoint<'static>, request: Node<'_>) -> Result<Draft, Error> {
        self.core.draft(endpoint, request)
    }

    /// The bytes of a request's body, and how many parameters it has; it is not validated. What a scheme adds to the body
    /// counts where the request can be signed now.
    pub(crate) fn size(
        &self,
        endpoint: &'static model::Endpoint<'static>,
        request: Node<'_>,
    ) -> Result<(usize, usize), Error> {
        let options = CallOptions { unchecked: true, ..self.core.options.clone() };
        let ready = Ready::kept(self.core.platform, endpoint);
        let draft = Draft::new(self.core.platform, endpoint, &ready, request, &self.core.environment, &options)?;
        let (bytes, params) = draft.size();
        let signed = self.core.sign(endpoint, &draft, &self.core.credentials, &self.core.now());
        Ok((signed.map_or(bytes, |(request, _)| bytes.max(request.body.len())), params))
    }

    /// What repeating a request does.
    pub(crate) fn repeat(&self, endpoint: &model::Endpoint<'static>, request: &Node<'_>) -> Repeat {
        repeat_of(endpoint, request, self.core.platform.zone)
    }

    /// The row that a request gives and by which the vendor knows a call again.
    pub(crate) fn key(&self, endpoint: &model::Endpoint<'static>, request: &Node<'_>) -> Option<&'static str> {
        key_of(endpoint, request, self.core.platform.zone)
    }

    /// Makes a call of a draft: `before` is run when it has its turn.
    pub(crate) async fn call_drafted<R: Endpoint>(
        &self,
        endpoint: &'static model::Endpoint<'static>,
        draft: &Draft,
        before: &dyn Before,
    ) -> Result<Reply<R::Response>, Error> {
        let mut response: R::Response = Blank::blank();
        let call = Call { before: Some(before), ..Call::of(&self.core, self.driver, endpoint, draft) };
        let reply = call.into_response(TablesOf::of::<R>(), &mut response, None).await?;
        Ok(reply.holding(response))
    }

    /// Makes a call of a typed endpoint, with a look at the answer before it is read.
    pub(crate) async fn call<R: Endpoint>(
        &self,
        request: Node<'_>,
        look: &mut Look<'_>,
    ) -> Result<Reply<R::Response>, Error> {
        let endpoint = self.endpoint::<R>()?;
        let draft = self.core.draft(endpoint, request)?;
        let mut response: R::Response = Blank::blank();
        let call = Call::of(&self.core, self.driver, endpoint, &draft);
        let reply = call.into_response(TablesOf::of::<R>(), &mut response, Some(look)).await?;
        Ok(reply.holding(response))
    }

    /// The same of one without types.
    pub(crate) async fn call_node(
        &self,
        endpoint: &'static model::Endpoint<'static>,
        request: Node<'_>,
        look: &mut Look<'_>,
    ) -> Result<Reply<Node<'static>>, Error> {
        let draft = self.core.draft(endpoint, request)?;
        Call::of(&self.core, self.driver, endpoint, &draft).of_node_seen(Some(look)).await
    }
}
