//! A client as the rooms in front of it use it: they say what is called, and see neither the transport nor the course of a
//! call.

use super::answer::Reply;
use super::core::{Core, digest};
use super::course::{Before, Call};
use super::driver::Driver;
use super::prepare::{CallOptions, Draft, repeat_of};
use crate::model::{self, DocumentFormat, Platform, Repeat};
use crate::{Endpoint, Error, Node, NotSent, reply};

/// A client and how it waits.
#[derive(Clone, Copy)]
pub(crate) struct Caller<'c> {
    core: &'c Core,
    driver: Driver<'c>,
}

impl<'c> Caller<'c> {
    pub(super) fn new(core: &'c Core, driver: Driver<'c>) -> Self {
        Self { core, driver }
    }
}

impl Caller<'_> {
    pub(crate) fn platform(self) -> &'static Platform<'static> {
        self.core.platform
    }

    /// The endpoint of a type, if it is one of the client's platform.
    pub(crate) fn endpoint<R: Endpoint>(self) -> Result<&'static model::Endpoint<'static>, Error> {
        let of = R::platform()?;
        if of.name != self.core.platform.name {
            return Err(NotSent::Platform { client: self.core.platform.name, request: of.name }.into());
        }
        Ok(R::endpoint()?)
    }

    /// A short text that stands for who calls whom, and tells no credential. It lasts longer than a secret does: where the
    /// account has no name, what is public of the credentials tells whose it is, if anything is.
    pub(crate) fn digest(self) -> String {
        let Core { platform, environment, account, credentials, .. } = self.core;
        let public = platform.credentials.iter().filter(|credential| !credential.secret && credential.token.is_none());
        let public: Vec<_> =
            public.filter_map(|credential| Some([credential.name, credentials.get(credential.name)?])).collect();
        let whose = if account.is_empty() && !public.is_empty() {
            digest(public.into_iter().flatten())
        } else {
            self.core.whose()
        };
        digest([platform.name, &**environment, &*whose])
    }

    /// The format of answers.
    pub(crate) fn answer_format(self) -> DocumentFormat {
        reply::format_of(self.core.platform, self.core.options.format)
    }

    /// Validates and encodes.
    pub(crate) fn draft(self, endpoint: &model::Endpoint<'static>, request: Node<'_>) -> Result<Draft, Error> {
        self.core.draft(endpoint, request)
    }

    /// The bytes of a request's body, and how many parameters it has; it is not validated. What a scheme adds to the body
    /// counts where the request can be signed now.
    pub(crate) fn size(
        self,
        endpoint: &'static model::Endpoint<'static>,
        request: Node<'_>,
    ) -> Result<(usize, usize), Error> {
        let options = CallOptions { unchecked: true, ..self.core.options.clone() };
        let draft = Draft::new(self.core.platform, endpoint, request, &self.core.environment, &options)?;
        let (bytes, params) = draft.size();
        let signed = self.core.sign(endpoint, &draft, &self.core.credentials, &self.core.now());
        Ok((signed.map_or(bytes, |(request, _)| bytes.max(request.body.len())), params))
    }

    /// What repeating a request does.
    pub(crate) fn repeat(self, endpoint: &model::Endpoint<'static>, request: &Node<'_>) -> Repeat {
        repeat_of(endpoint, request, self.core.platform.zone)
    }

    /// Makes a call: `before` is run when it has its turn.
    pub(crate) async fn call<R: Endpoint>(
        self,
        endpoint: &'static model::Endpoint<'static>,
        draft: &Draft,
        before: &dyn Before,
    ) -> Result<Reply<R::Response>, Error> {
        let call = Call::of(self.core, self.driver, endpoint, draft);
        Call { before: Some(before), ..call }.of_type::<R>().await
    }
}
