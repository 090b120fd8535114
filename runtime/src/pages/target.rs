//! What is called again and again: an endpoint with types, or one without.

use std::marker::PhantomData;

use crate::client::{Caller, Look};
use crate::model;
use crate::transport::BoxFuture;
use crate::{Endpoint, Error, Node, Reply};

/// An endpoint, and what its answers are read as.
pub(super) trait Target: Send + Sync {
    /// What an answer is read as.
    type Response: Send;

    /// Its tables, or why they cannot be read.
    fn endpoint(&self) -> model::EndpointResult;

    /// Makes a call of it.
    fn call<'a>(
        &'a self,
        caller: &'a Caller<'a>,
        request: Node<'a>,
        look: &'a mut Look<'a>,
    ) -> BoxFuture<'a, Result<Reply<Self::Response>, Error>>;
}

/// A boxed one.
pub(super) type AnyTarget<'c, A> = Box<dyn Target<Response = A> + 'c>;

/// An endpoint with types.
pub(super) struct Typed<R>(PhantomData<fn() -> R>);

impl<'c, R: Endpoint + 'c> Typed<R> {
    pub(super) fn boxed() -> AnyTarget<'c, R::Response> {
        Box::new(Self(PhantomData))
    }
}

impl<R: Endpoint> Target for Typed<R> {
    type Response = R::Response;

    fn endpoint(&self) -> model::EndpointResult {
        R::endpoint()
    }

    fn call<'a>(
        &'a self,
        caller: &'a Caller<'a>,
        request: Node<'a>,
        look: &'a mut Look<'a>,
    ) -> BoxFuture<'a, Result<Reply<R::Response>, Error>> {
        Box::pin(caller.call::<R>(request, look))
    }
}

/// An endpoint without types.
pub(super) struct Untyped(pub(super) &'static model::Endpoint<'static>);

impl Target for Untyped {
    type Response = Node<'static>;

    fn endpoint(&self) -> model::EndpointResult {
        Ok(self.0)
    }

    fn call<'a>(
        &'a self,
        caller: &'a Caller<'a>,
        request: Node<'a>,
        look: &'a mut Look<'a>,
    ) -> BoxFuture<'a, Result<Reply<Node<'static>>, Error>> {
        Box::pin(caller.call_node(self.0, request, look))
    }
}
