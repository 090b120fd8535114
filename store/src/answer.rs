//! An answer that one thread gives and a future waits for, on whatever runs it: an async runtime or a thread that sleeps.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

/// The two ends of an answer that is still to be given.
pub(crate) fn answer<T>() -> (Promise<T>, Answer<T>) {
    let cell = Arc::new(Cell(Mutex::new(Content { value: None, waker: None, is_broken: false })));
    (Promise { cell: Arc::clone(&cell) }, Answer { cell })
}

/// The end that gives the answer. Dropped without one, it wakes who waits as well.
pub(crate) struct Promise<T> {
    cell: Arc<Cell<T>>,
}

/// The end that waits; `None` where nobody is left to answer.
pub(crate) struct Answer<T> {
    cell: Arc<Cell<T>>,
}

struct Cell<T>(Mutex<Content<T>>);

struct Content<T> {
    value: Option<T>,
    waker: Option<Waker>,
    is_broken: bool,
}

impl<T> Promise<T> {
    pub(crate) fn give(self, value: T) {
        self.cell.lock().value = Some(value);
        // Dropping it wakes who waits.
    }

    /// Whether anybody still waits.
    #[cfg(feature = "redis")]
    pub(crate) fn is_wanted(&self) -> bool {
        Arc::strong_count(&self.cell) > 1
    }
}

impl<T> Drop for Promise<T> {
    fn drop(&mut self) {
        let waker = {
            let mut content = self.cell.lock();
            content.is_broken = true;
            content.waker.take()
        };
        // Outside the lock, for who is woken may look at once.
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl<T> Future for Answer<T> {
    type Output = Option<T>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut cell = self.cell.lock();
        if let Some(value) = cell.value.take() {
            return Poll::Ready(Some(value));
        }
        if cell.is_broken {
            return Poll::Ready(None);
        }
        cell.waker = Some(context.waker().clone());
        Poll::Pending
    }
}

impl<T> Cell<T> {
    fn lock(&self) -> MutexGuard<'_, Content<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
