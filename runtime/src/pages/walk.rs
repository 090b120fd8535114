//! A walk through all pages of a request, and of a span through all its windows. Each of its steps makes one call; how the
//! call is waited for is the client's.

use super::error::{Incomplete, PageError};
use super::pager::{Pager, Step};
use super::sift::{Sift, Sifted};
use super::target::AnyTarget;
use super::tree;
use super::windows::{Moment, Windows};
use crate::client::{Answered, Caller, Look};
use crate::model::Endpoint;
use crate::{Error, Node, Reply};

/// A walk that does not end by itself ends here.
const MOST_PAGES: u64 = 100_000;

/// A page of rows.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Page<A> {
    /// The reply. Rows that came before are not in its response; its body is as it came.
    pub reply: Reply<A>,
    /// The places of the rows that came before, from 0, in the list as it was answered.
    pub repeated: Vec<usize>,
    /// How far the walk is, with this page.
    pub progress: Progress,
}

impl<A> Page<A> {
    /// The number of the page, from 1; through all windows.
    pub fn number(&self) -> u64 {
        self.progress.pages
    }
}

/// How far a walk through pages is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// How many pages came.
    pub pages: u64,
    /// How many rows came, without those that came before.
    pub rows: u64,
    /// How many rows there are, as the platform told last; of windows, in this one.
    pub total: Option<u64>,
    /// How many rows were taken away because they had come before.
    pub repeated: u64,
    /// Rows moved while they were read: another total was told than before, or a row came again on a later page, or another
    /// state of it in a later window.
    pub has_moved: bool,
    /// The number of the window, from 1; 0 where there are none.
    pub window: u64,
    /// How many windows there are.
    pub windows: u64,
}

/// What a step of a walk gives.
pub(super) type Item<A> = Option<Result<Page<A>, PageError>>;

/// A walk, between two steps.
pub(super) struct Walk<'c, A> {
    caller: Caller<'c>,
    target: AnyTarget<'c, A>,
    request: Node<'static>,
    next: Next,
    course: Option<Course>,
    progress: Progress,
    most_pages: u64,
}

/// What a walk does next.
enum Next {
    Call,
    Fail(PageError),
    Done,
}

/// What a walk knows of its rows.
struct Course {
    endpoint: &'static Endpoint<'static>,
    /// Where answers do not come in pages, there is one.
    pager: Option<Pager<'static>>,
    sift: Sift<'static>,
    windows: Option<Windows<'static>>,
    /// How many rows of this window came, none of them twice.
    rows: u64,
}

impl<'c, A: Send> Walk<'c, A> {
    pub(super) fn new(
        caller: Caller<'c>,
        target: AnyTarget<'c, A>,
        request: Node<'static>,
        span: Option<(Moment, Moment)>,
    ) -> Self {
        let mut walk = Self {
            caller,
            target,
            request,
            next: Next::Call,
            course: None,
            progress: Progress::default(),
            most_pages: MOST_PAGES,
        };
        if let Err(error) = walk.begin(span) {
            walk.next = Next::Fail(error);
        }
        walk
    }

    pub(super) fn progress(&self) -> Progress {
        self.progress
    }

    pub(super) fn allow(&mut self, pages: u64) {
        self.most_pages = pages;
    }

    fn begin(&mut self, span: Option<(Moment, Moment)>) -> Result<(), PageError> {
        let endpoint = self.target.endpoint().map_err(|error| self.cut(Incomplete::Failed(Error::from(error))))?;
        let zone = self.caller.platform().zone;
        let mut windows = match span {
            None => None,
            Some(span) => Some(Windows::of(endpoint, &self.request, span, zone).map_err(PageError::Windows)?),
        };
        if let Some(windows) = &mut windows {
            self.progress.windows = windows.left();
            self.progress.window = 1;
            if let Some(request) = windows.next(&self.request, endpoint.request()) {
                self.request = request;
            }
        }
        let pager = Pager::of(endpoint, self.request.clone(), zone);
        let paging = endpoint.facts.paging;
        let row = paging.and_then(|paging| tree::row_of(endpoint.response(), paging.rows));
        let sift = Sift::new(paging.map_or("", |paging| paging.id), row, zone, windows.is_some());
        self.course = Some(Course { endpoint, pager, sift, windows, rows: 0 });
        Ok(())
    }

    /// Makes the next call; `None` behind the end, and behind an error.
    pub(super) async fn step(&mut self) -> Item<A> {
        match std::mem::replace(&mut self.next, Next::Done) {
            Next::Done => return None,
            Next::Fail(error) => return Some(Err(error)),
            Next::Call if self.progress.pages >= self.most_pages => {
                return Some(Err(self.cut(Incomplete::TooMany(self.most_pages))));
            }
            Next::Call => {}
        }
        let course = self.course.as_mut()?;
        let request = course.pager.as_ref().map_or(&self.request, Pager::request).clone();
        let (mut step, mut sifted) = (Step::End, Sifted::default());
        let look: &mut Look<'_> = &mut |mut answered| (step, sifted) = course.look(&mut answered);
        let reply = match self.target.call(&self.caller, request, look).await {
            Ok(reply) => reply,
            Err(error) => return Some(Err(self.cut(Incomplete::Failed(error)))),
        };
        self.count(&sifted);
        self.next = self.following(step);
        Some(Ok(Page { reply, repeated: sifted.repeated, progress: self.progress }))
    }

    fn count(&mut self, sifted: &Sifted) {
        let repeated = u64::try_from(sifted.repeated.len()).unwrap_or(u64::MAX);
        let progress = &mut self.progress;
        progress.pages += 1;
        progress.rows += sifted.left;
        progress.repeated += repeated;
        // What came before in this very walk has moved; at the beginning of a window it stands twice by nature.
        progress.has_moved |= sifted.has_changed || sifted.new < sifted.left.saturating_add(repeated);
        let Some(course) = &mut self.course else { return };
        course.rows += sifted.new;
        progress.total = course.pager.as_ref().and_then(Pager::total);
        progress.has_moved |= course.pager.as_ref().is_some_and(Pager::has_moved);
    }

    fn following(&mut self, step: Step) -> Next {
        let zone = self.caller.platform().zone;
        let Some(course) = &mut self.course else { return Next::Done };
        let step = match &course.pager {
            Some(pager) => pager.settled(step, course.rows),
            None => step,
        };
        match step {
            Step::Next => return Next::Call,
            Step::Cut(cause) => return Next::Fail(self.cut(cause)),
            Step::End => {}
        }
        let Some(windows) = &mut course.windows else { return Next::Done };
        let Some(boundary) = windows.boundary() else { return Next::Done };
        let Some(request) = windows.next(&self.request, course.endpoint.request()) else { return Next::Done };
        course.sift.next_window(boundary);
        course.pager = Pager::of(course.endpoint, request.clone(), zone);
        course.rows = 0;
        self.request = request;
        self.progress.window += 1;
        Next::Call
    }

    fn cut(&self, cause: Incomplete) -> PageError {
        let rows = self.course.as_ref().map_or(0, |course| course.rows);
        PageError::Incomplete { rows, pages: self.progress.pages, total: self.progress.total, cause }
    }
}

impl Course {
    fn look(&mut self, answered: &mut Answered<'_, '_>) -> (Step, Sifted) {
        let (Some(pager), Some(paging)) = (&mut self.pager, self.endpoint.facts.paging) else {
            return (Step::End, Sifted::default());
        };
        // What follows is told by the page as it came.
        let step = pager.take(answered);
        let rows = tree::rows(answered.document, self.endpoint.response(), paging.rows);
        (step, rows.map(|rows| self.sift.sift(rows)).unwrap_or_default())
    }
}
