//! Calls that must not overtake each other, one lane for each thing that they are about: who comes first goes first, and
//! the next one goes when it is done.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Poll, Waker};

use crate::StoreError;
use crate::transport::BoxFuture;

/// Lets calls of one key go one after the other: in this process ([`LocalLanes`]), or in several.
pub trait Lanes: Send + Sync {
    /// Waits until no call that came before this one holds or wants any of these keys, and holds them all until the turn
    /// is dropped. A caller comes when its future is first polled; a future that is dropped gives up its place.
    ///
    /// A key is a text for machines; it may hold personal data, such as the number of an order.
    fn enter<'a>(&'a self, keys: &'a [String]) -> BoxFuture<'a, Result<Turn, StoreError>>;
}

/// Shared with other clients.
impl<L: Lanes + ?Sized> Lanes for Arc<L> {
    fn enter<'a>(&'a self, keys: &'a [String]) -> BoxFuture<'a, Result<Turn, StoreError>> {
        (**self).enter(keys)
    }
}

/// A turn in some lanes, which ends when it is dropped.
#[must_use = "the turn ends when it is dropped"]
pub struct Turn {
    _held: Box<dyn Send + Sync>,
}

impl Turn {
    /// A turn that ends when `held` is dropped.
    pub fn new(held: impl Send + Sync + 'static) -> Self {
        Self { _held: Box::new(held) }
    }
}

impl std::fmt::Debug for Turn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Turn").finish_non_exhaustive()
    }
}

/// The lanes of one process. Cheap to clone; clones are the same lanes. Fair: first in, first out.
#[derive(Clone, Default)]
pub struct LocalLanes {
    queues: Arc<Mutex<Queues>>,
}

#[derive(Default)]
struct Queues {
    next_ticket: u64,
    /// The tickets that hold or want a key, the holder first: they are numbered as they come. Any of many leaves at once.
    of_key: HashMap<String, BTreeSet<u64>>,
    /// Who waits, by ticket.
    wakers: HashMap<u64, Waker>,
}

impl Lanes for LocalLanes {
    fn enter<'a>(&'a self, keys: &'a [String]) -> BoxFuture<'a, Result<Turn, StoreError>> {
        Box::pin(async move {
            let ticket = Ticket::take(self, keys);
            std::future::poll_fn(|context| ticket.is_first(context.waker())).await;
            Ok(Turn::new(ticket))
        })
    }
}

impl std::fmt::Debug for LocalLanes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LocalLanes").finish_non_exhaustive()
    }
}

/// A place in the queues of some keys, left when it is dropped.
struct Ticket {
    lanes: LocalLanes,
    number: u64,
    keys: Vec<String>,
}

impl Ticket {
    fn take(lanes: &LocalLanes, keys: &[String]) -> Self {
        let mut keys = keys.to_vec();
        keys.sort_unstable();
        keys.dedup();
        let number = lanes.with(|queues| {
            let number = queues.next_ticket;
            queues.next_ticket += 1;
            // All at once, so that of two calls one is first everywhere and they never wait for each other.
            for key in &keys {
                queues.of_key.entry(key.clone()).or_default().insert(number);
            }
            number
        });
        Self { lanes: lanes.clone(), number, keys }
    }

    fn is_first(&self, waker: &Waker) -> Poll<()> {
        self.lanes.with(|queues| {
            let is_first = |key: &String| queues.of_key.get(key).and_then(BTreeSet::first) == Some(&self.number);
            if self.keys.iter().all(is_first) {
                queues.wakers.remove(&self.number);
                return Poll::Ready(());
            }
            queues.wakers.insert(self.number, waker.clone());
            Poll::Pending
        })
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let woken = self.lanes.with(|queues| {
            queues.wakers.remove(&self.number);
            let mut woken = Vec::new();
            for key in &self.keys {
                let Some(queue) = queues.of_key.get_mut(key) else { continue };
                queue.remove(&self.number);
                match queue.first() {
                    Some(first) => woken.extend(queues.wakers.get(first).cloned()),
                    None => drop(queues.of_key.remove(key)),
                }
            }
            woken
        });
        // Outside the lock, for who is woken may look at once.
        woken.into_iter().for_each(Waker::wake);
    }
}

impl LocalLanes {
    fn with<T>(&self, change: impl FnOnce(&mut Queues) -> T) -> T {
        change(&mut self.queues.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
