//! A walk through pages as an iterator, and as a stream.

use std::fmt;
#[cfg(feature = "async")]
use std::pin::Pin;
use std::task::{Context, Poll};

use super::error::PageError;
use super::walk::{Item, Page, Progress, Walk};
use crate::transport::{BoxFuture, block_on};

/// The pages of a request, over a transport that blocks. Each step makes a call; an error is the last item.
#[must_use = "nothing is called before the first page is asked for"]
pub struct Pages<'c, A> {
    walk: Box<Walk<'c, A>>,
}

impl<'c, A: Send> Pages<'c, A> {
    pub(super) fn of(walk: Walk<'c, A>) -> Self {
        Self { walk: Box::new(walk) }
    }

    /// Reads at most so many pages; one more is an error. 100,000 if not said.
    pub fn with_most_pages(mut self, pages: u64) -> Self {
        self.walk.allow(pages);
        self
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        self.walk.progress()
    }
}

impl<A: Send> Iterator for Pages<'_, A> {
    type Item = Result<Page<A>, PageError>;

    fn next(&mut self) -> Item<A> {
        block_on(self.walk.step())
    }
}

impl<A: Send> std::iter::FusedIterator for Pages<'_, A> {}

/// The pages of a request without blocking: a `Stream` with the feature `async`, and [`next`](Self::next) without.
#[must_use = "nothing is called before the first page is asked for"]
pub struct PageStream<'c, A> {
    state: State<'c, A>,
    progress: Progress,
}

type Walked<'c, A> = (Box<Walk<'c, A>>, Item<A>);

enum State<'c, A> {
    Idle(Box<Walk<'c, A>>),
    /// A call is on its way. It goes on where a future of [`PageStream::next`] was dropped.
    Busy(BoxFuture<'c, Walked<'c, A>>),
    /// A step panicked.
    Gone,
}

impl<'c, A: Send + 'c> PageStream<'c, A> {
    pub(super) fn of(walk: Walk<'c, A>) -> Self {
        let progress = walk.progress();
        Self { state: State::Idle(Box::new(walk)), progress }
    }

    /// Reads at most so many pages; one more is an error. 100,000 if not said. To be said before the first page.
    pub fn with_most_pages(mut self, pages: u64) -> Self {
        if let State::Idle(walk) = &mut self.state {
            walk.allow(pages);
        }
        self
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        self.progress
    }

    /// The next page; `None` behind the last, and behind an error. Nothing is lost where its future is dropped: the next
    /// one goes on with the same call.
    pub async fn next(&mut self) -> Option<Result<Page<A>, PageError>> {
        std::future::poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Item<A>> {
        let mut step = match std::mem::replace(&mut self.state, State::Gone) {
            State::Idle(mut walk) => Box::pin(async move {
                let item = walk.step().await;
                (walk, item)
            }),
            State::Busy(step) => step,
            State::Gone => return Poll::Ready(None),
        };
        match step.as_mut().poll(context) {
            Poll::Ready((walk, item)) => {
                self.progress = walk.progress();
                self.state = State::Idle(walk);
                Poll::Ready(item)
            }
            Poll::Pending => {
                self.state = State::Busy(step);
                Poll::Pending
            }
        }
    }
}

#[cfg(feature = "async")]
impl<'c, A: Send + 'c> futures_core::Stream for PageStream<'c, A> {
    type Item = Result<Page<A>, PageError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Item<A>> {
        self.get_mut().poll(context)
    }
}

impl<A: Send> fmt::Debug for Pages<'_, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("progress", &self.progress()).finish_non_exhaustive()
    }
}

impl<A> fmt::Debug for PageStream<'_, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PageStream").field("progress", &self.progress).finish_non_exhaustive()
    }
}
