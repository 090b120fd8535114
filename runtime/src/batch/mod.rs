//! Batches: a request with any number of rows, sent in as many calls as its vendor wants, with what came of each row.
//!
//! The modules in the order of their imports: `split`, `digest`, `list`; `journal`; `report`, `settings`, `earlier`, `verdict`; `plan`,
//! `begin`, `course`.

mod begin;
mod course;
mod digest;
mod earlier;
mod journal;
mod list;
mod plan;
mod report;
mod settings;
mod split;
mod verdict;

use std::fmt;
use std::marker::PhantomData;

pub use digest::RowDigest;
pub use journal::{FileJournal, Journal, JournalEntry, JournalOutcome, JournalRow, LocalJournal};
pub use report::{BatchCall, BatchCounts, BatchReport, Doubt, Rejection, RowOutcome, Skipped};

use self::settings::{Before, Settings, Written};
use crate::client::Caller;
use crate::transport::{AsyncTransport, Transport, block_on};
use crate::{Client, Endpoint, Error, Node, Value as _};

impl<T> Client<T> {
    /// A request with any number of rows in its list, sent in several calls: see [`Batch`].
    pub fn batch<'b, R: Endpoint>(&'b self, request: &'b R) -> Batch<'b, T, R> {
        Batch { client: self, request: request.node(), settings: Settings::default(), of: PhantomData }
    }
}

/// A request whose list holds any number of rows, to be sent in calls of as many as the vendor takes.
///
/// The list is the only one of the request; of several that of which failures are told, or the only one with a bound; else
/// [`Self::rows`] says which. The request is validated first: rows that break their table are set aside, and what is wrong
/// beside them stops all before anything is sent.
///
/// Where the request gives a row by which the vendor knows a call again (`repeat: by`), as an idempotency key, all calls would
/// be one to the vendor: then all rows must fit into one call, and others need another value.
///
/// The rows go out in the order of the input, but that equal values of which the vendor allows few in one call go into
/// later calls, and rows behind them fill the room; rows of one key are never turned. Each call has attempts, deadline,
/// turn and rates of its own, as [`Client::call`] has. Then each row has an outcome ([`BatchReport`]):
///
/// - Done: its rows are applied, but for those that the answer tells to have failed. Where one of these tells no row, all
///   others are unknown. What is accepted and not yet done is unknown: its end is to be asked for.
/// - Refused for the call (throttled, its time, its token): nothing of it was done, and nothing more is sent.
/// - Refused for what it holds: a row alone is rejected. Several are sent again in halves, down to single rows, where that
///   does no harm ([`Repeat`](crate::model::Repeat) `read` and `upsert`) and [`Self::extra_calls`] allow it; else they are
///   unknown, because vendors do not say whether a refused list is refused as a whole.
///   A server that does a part of a refused call, and then refuses such a row alone for another reason, has that row told as
///   rejected although it was done.
/// - Not sent: not attempted, and nothing more is sent ([`Self::through_outages`]).
/// - Unknown, done in part: unknown, but for rows that the answer tells to have failed.
///
/// ```text
/// let report = client.batch(&push).journal(&journal, "pushed-2026-01-17").send()?;
/// for (row, why) in report.rejected() {
///     rejected.push(format!("{}: {why}", push.orders[row].no));
/// }
/// let report = client.batch(&push).resume(&report).send()?;
/// ```
#[must_use = "nothing is sent before `send`"]
pub struct Batch<'b, T, R: Endpoint> {
    client: &'b Client<T>,
    request: Node<'b>,
    settings: Settings<'b>,
    of: PhantomData<fn() -> R>,
}

impl<'b, T, R: Endpoint> Batch<'b, T, R> {
    /// The list whose rows are sent in several calls, by its path in the request.
    pub fn rows(mut self, path: &str) -> Self {
        self.settings.rows = Some(path.to_owned());
        self
    }

    /// At most so many rows a call. If not said, as many as the vendor recommends or allows, or 100 where it states
    /// nothing; never more than it allows.
    pub fn at_most(mut self, rows: usize) -> Self {
        self.settings.count = Some(rows);
        self
    }

    /// At most so many bytes in the body of a call. A row that has more alone is set aside. What a signature adds to the
    /// body counts if the request can be signed with the client's own credentials.
    pub fn bytes(mut self, bytes: usize) -> Self {
        self.settings.bytes = Some(bytes);
        self
    }

    /// How many calls more than planned the batch may make to find the rows that a refusal is about; 64 if not said.
    pub fn extra_calls(mut self, calls: usize) -> Self {
        self.settings.extra_calls = calls;
        self
    }

    /// Goes on with the next call where one could not be sent, as one that found no connection. Otherwise what follows is
    /// not attempted.
    pub fn through_outages(mut self) -> Self {
        self.settings.through_outages = true;
        self
    }

    /// Sends rows of unknown outcome again also where nobody knows what a second time does. Rows that an earlier run
    /// left unknown are otherwise sent again only where it does no harm.
    pub fn repeat_unknown(mut self) -> Self {
        self.settings.repeat_unknown = true;
        self
    }

    /// Goes on where an earlier run ended: rows that were applied or rejected are left alone, those that were not attempted
    /// are sent, and unknown ones again where that does no harm and nothing newer of their key was sent since. A row
    /// that holds something else now is a new one. Sent again and rejected, a row stays unknown where the first time
    /// may have been the reason.
    pub fn resume<A>(mut self, report: &'b BatchReport<A>) -> Self {
        self.settings.before = Some(Before { outcomes: &report.outcomes, payloads: &report.payloads });
        self
    }

    /// Writes down what is about to be sent and what came of it, under a name of the caller's. The same name with the same
    /// input goes on where a program was killed, as [`Self::resume`] does; rows that were about to be sent then are
    /// unknown.
    ///
    /// A row that holds something else than it did is a newer one. Once a newer row of a key was sent, by any batch of the
    /// journal, an older one is not sent any more. If the journal cannot be written, nothing is sent. What is on its way may
    /// still be overtaken: two batches that run at once keep the order of a key only where the endpoint's `in_order` names
    /// it and their clients share lanes: then their calls take turns.
    ///
    /// Rows are of one platform, one address and one caller: that of the client's account
    /// ([`Client::with_account`]), else of its credentials that are no secrets, else of all that last. Where all are secret and
    /// may be changed, name the account: what another caller's batch has done is not known to this one.
    pub fn journal(mut self, journal: &'b dyn Journal, batch: &'b str) -> Self {
        self.settings.written = Some(Written { journal, batch });
        self
    }
}

impl<T: Transport, R: Endpoint> Batch<'_, T, R> {
    /// Sends it.
    ///
    /// # Errors
    /// Before anything is sent: if the request breaks its table beside its rows, if it is not clear which of its lists is
    /// meant, if several calls would be one to the vendor, or if the journal cannot be read. What happens later is in the report.
    pub fn send(self) -> Result<BatchReport<R::Response>, Error> {
        block_on(course::run::<R>(&Caller::blocking(self.client), self.request, &self.settings))
    }
}

impl<'b, T: AsyncTransport, R: Endpoint> Batch<'b, T, R> {
    /// Sends it without blocking.
    ///
    /// A future that is dropped leaves what the journal knows, and without a journal nobody knows what became of the rows.
    ///
    /// # Errors
    /// As [`Self::send`].
    pub fn send_async(self) -> impl Future<Output = Result<BatchReport<R::Response>, Error>> + Send + use<'b, T, R> {
        let Self { client, request, settings, .. } = self;
        async move { course::run::<R>(&Caller::unblocking(client), request, &settings).await }
    }
}

impl<T, R: Endpoint> fmt::Debug for Batch<'_, T, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch").field("client", self.client).finish_non_exhaustive()
    }
}
