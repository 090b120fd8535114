//! A thread that does all the work of a store, one job after the other, so that nobody who waits for it blocks a thread of
//! an async runtime.

use std::sync::mpsc::{Sender, channel};
use std::thread::{self, JoinHandle};

use signwright_runtime::StoreError;

use crate::answer::answer;

type Job<S> = Box<dyn FnOnce(&mut S) + Send>;

/// A thread with a state of its own. When it is dropped it does what it was asked to, and ends.
pub(crate) struct Worker<S> {
    jobs: Option<Sender<Job<S>>>,
    thread: Option<JoinHandle<()>>,
}

impl<S: Send + 'static> Worker<S> {
    pub(crate) fn start(mut state: S) -> Result<Self, StoreError> {
        let (jobs, received) = channel::<Job<S>>();
        let run = move || received.into_iter().for_each(|job| job(&mut state));
        Ok(Self { jobs: Some(jobs), thread: Some(spawn(run)?) })
    }

    /// Does a job, whether or not somebody waits for it to the end.
    pub(crate) async fn done<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut S) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (promise, answer) = answer();
        self.send(Box::new(move |state| promise.give(job(state))));
        answer.await.unwrap_or_else(|| Err(ended()))
    }

    /// Does a job if somebody still waits for it when its turn comes.
    #[cfg(feature = "redis")]
    pub(crate) async fn done_if_wanted<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut S) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (promise, answer) = answer();
        self.send(Box::new(move |state| {
            if promise.is_wanted() {
                promise.give(job(state));
            }
        }));
        answer.await.unwrap_or_else(|| Err(ended()))
    }

    /// A thread that has ended drops the job, and with it the promise of an answer.
    fn send(&self, job: Job<S>) {
        if let Some(jobs) = &self.jobs {
            drop(jobs.send(job));
        }
    }
}

impl<S> Drop for Worker<S> {
    fn drop(&mut self) {
        drop(self.jobs.take());
        join(self.thread.take());
    }
}

pub(crate) fn spawn(run: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, StoreError> {
    let thread = thread::Builder::new().name("signwright-store".to_owned()).spawn(run);
    thread.map_err(|error| StoreError::new(format!("no thread for the store could be started: {}", error.kind())))
}

/// Waits for the end of a thread, unless it is the one that waits: the last of those who share a store may be a waker.
pub(crate) fn join(thread: Option<JoinHandle<()>>) {
    if let Some(thread) = thread.filter(|thread| thread.thread().id() != thread::current().id()) {
        drop(thread.join());
    }
}

/// What is said where the thread is gone.
pub(crate) fn ended() -> StoreError {
    StoreError::new("the thread of the store has ended; open the store anew")
}
