//! Turns in lanes that the programs of several machines share.

use std::sync::Arc;

use signwright_runtime::{Lanes, StoreError, Turn, transport::BoxFuture};

use super::RedisStore;
use super::turns::Turns;
use crate::worker::ended;

impl Lanes for RedisStore {
    /// Who comes first is who comes first to the server.
    fn enter<'a>(&'a self, keys: &'a [String]) -> BoxFuture<'a, Result<Turn, StoreError>> {
        Box::pin(async move {
            let mut keys = keys.to_vec();
            keys.sort_unstable();
            keys.dedup();
            let lanes = keys.iter().flat_map(|key| [self.key("queue", key), self.key("leases", key)]).collect();
            let (number, entered) = self.turns.enter(lanes, self.lease);
            // Left when the turn is dropped, or this future.
            let place = Place { turns: Arc::clone(&self.turns), number };
            entered.await.unwrap_or_else(|| Err(ended()))?;
            Ok(Turn::new(place))
        })
    }
}

/// A place in the queues of some lanes, held or not yet, which is left when it is dropped.
struct Place {
    turns: Arc<Turns>,
    number: u64,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.turns.leave(self.number);
    }
}
