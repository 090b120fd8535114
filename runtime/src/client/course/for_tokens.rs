//! Calls that a source of tokens makes: they are calls like others, within the time of the call that needs the token.

use std::time::Duration;

use super::Call;
use crate::client::core::Core;
use crate::client::driver::Driver;
use crate::client::tokens::TokenCalls;
use crate::model::Endpoint;
use crate::transport::BoxFuture;
use crate::{Credentials, Error, Node};

/// Calls that are made for a token, with the transport and the options of the call that needs it.
pub(super) struct CallsForTokens<'c> {
    pub(super) call: Call<'c>,
    pub(super) began: Duration,
    /// The time that the call had left then.
    pub(super) left: Option<Duration>,
}

impl CallsForTokens<'_> {
    /// A call that blocks cannot be dropped at the deadline of the one that needs it, so it ends by then itself.
    fn deadline(&self) -> Option<Duration> {
        let Call { core, driver, .. } = self.call;
        match (driver, self.left) {
            (Driver::Blocking(_), Some(left)) => {
                Some(left.saturating_sub(core.clock.elapsed().saturating_sub(self.began)))
            }
            _ => core.course.deadline,
        }
    }
}

impl TokenCalls for CallsForTokens<'_> {
    fn now_ms(&self) -> i64 {
        self.call.core.now().unix_ms
    }

    fn call<'a>(
        &'a self,
        endpoint: &'static Endpoint<'static>,
        request: Node<'a>,
        credentials: &'a Credentials,
    ) -> BoxFuture<'a, Result<Node<'static>, Error>> {
        let draft = self.call.core.draft(endpoint, request);
        Box::pin(async move {
            let mut core = Core { credentials: credentials.clone(), ..self.call.core.clone() };
            core.course.deadline = self.deadline();
            let call = Call { core: &core, endpoint, draft: &draft?, tokens: None, before: None, ..self.call };
            Ok(call.of_node().await?.response)
        })
    }
}
