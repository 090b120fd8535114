//! The shop: batches of orders whose versions only grow, some at the same time, and notes that nobody may write twice. It
//! may be killed, and goes on by its journal.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use signwright_runtime::transport::{AsyncTransport, Transport};
use signwright_runtime::{Client, Error, Fields as _, Journal, LocalJournal, LocalTokens, PlatformTokens, RowOutcome};
use signwright_sandbox::Options;
use signwright_tests::random::Random;

use crate::network::Network;
use crate::shijie::order_import::{
    Order as ImportedOrder, OrderImport, OrderImportRequired, OrderRequired as ImportedRequired,
};
use crate::shijie::order_note::{OrderNote, OrderNoteRequired};
use crate::shijie::order_push::{Order, OrderPush, OrderPushRequired, OrderRequired};
use crate::shijie::order_query::OrderQuery;
use crate::shijie::{API, Credentials, PLATFORM};
use crate::verdict::Outcome;

/// Orders that the vendor has closed: it fails their rows.
pub const CLOSED: [&str; 2] = ["关闭1", "关闭2"];

/// Which endpoint a producer sends its orders to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The one that fails rows apart from each other.
    Push,
    /// The one that refuses a list as a whole, or after a part of it.
    Import,
}

/// A row of a batch: an order in one of its versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub tid: String,
    pub version: i64,
}

/// A batch that a producer sends.
#[derive(Clone, Debug)]
pub struct Batch {
    pub id: String,
    pub way: Way,
    pub rows: Vec<Row>,
    /// It begins while the one before it is still on its way.
    pub is_together: bool,
}

/// All that a shop sends.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The batches of each producer, in their order. No two producers send the same order.
    pub producers: Vec<Vec<Batch>>,
    pub notes: Vec<String>,
    /// When the shop is killed, and how long it takes to come back.
    pub killed: Option<(Duration, Duration)>,
}

impl Plan {
    pub fn of(random: &mut Random) -> Self {
        let producers = (0..3).map(|producer| batches(producer, random)).collect();
        let notes = (0..4).map(|note| format!("备注{note}😀")).collect();
        let after = Duration::from_millis(random.below(40_000));
        let back = Duration::from_secs(5 + random.below(30));
        Self { producers, notes, killed: random.chance(250).then_some((after, back)) }
    }

    pub fn rows(&self) -> usize {
        self.producers.iter().flatten().map(|batch| batch.rows.len()).sum::<usize>() + self.notes.len()
    }
}

fn batches(producer: u64, random: &mut Random) -> Vec<Batch> {
    // Each producer that pushes has an order that is closed.
    let closed = usize::try_from(producer).ok().and_then(|producer| CLOSED.get(producer));
    let way = if closed.is_some() { Way::Push } else { Way::Import };
    let mut versions = [0_i64; 14];
    let mut batch = |number: u64| {
        let mut rows = Vec::new();
        for (order, version) in versions.iter_mut().enumerate() {
            // An order may stand in a batch twice: then the later row is the newer one.
            let times = if random.chance(600) { 1 + u64::from(random.chance(60)) } else { 0 };
            for _ in 0..times {
                *version += 1;
                let closed = closed.filter(|_| order == 0);
                let tid = closed.map_or_else(|| format!("单{producer}-{order}"), |tid| (*tid).to_owned());
                rows.push(Row { tid, version: *version });
            }
        }
        // The vendor takes no version beyond 999; the shop finds it itself.
        if random.chance(100)
            && let Some(row) = rows.last_mut()
        {
            row.version += 1000;
        }
        Batch { id: format!("批{producer}-{number}"), way, rows, is_together: random.chance(300) }
    };
    (0..4).map(&mut batch).collect()
}

/// What a shop remembers when its process is gone: what it wanted to send, its journal and its tokens.
#[derive(Clone, Default)]
pub struct Disk {
    journal: Arc<LocalJournal>,
    tokens: Arc<LocalTokens>,
    /// What a note came to; a note that was begun and has no outcome is not written again.
    notes: Arc<Mutex<Vec<(String, NoteOutcome)>>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoteOutcome {
    Begun,
    Written,
    NotWritten,
    Unknown,
}

impl Disk {
    pub fn notes(&self) -> Vec<(String, NoteOutcome)> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note(&self, note: &str, outcome: NoteOutcome) {
        let mut notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        match notes.iter_mut().find(|(of, _)| of == note) {
            Some((_, last)) => *last = outcome,
            None => notes.push((note.to_owned(), outcome)),
        }
    }
}

fn order_push(rows: &[Row]) -> OrderPush {
    let orders = rows.iter().map(|row| {
        let required = OrderRequired { tid: row.tid.clone(), version: row.version };
        Order::new(required).with(|order| order.buyer = Some(format!("买家{}", row.version)))
    });
    OrderPush::new(OrderPushRequired { orders: orders.collect() })
}

fn order_import(rows: &[Row]) -> OrderImport {
    let orders = rows.iter().map(|row| {
        let required = ImportedRequired { tid: row.tid.clone(), version: row.version };
        ImportedOrder::new(required).with(|order| order.buyer = Some(format!("买家{}", row.version)))
    });
    OrderImport::new(OrderImportRequired { orders: orders.collect() })
}

fn outcomes(outcomes: &[RowOutcome]) -> Vec<Outcome> {
    outcomes.iter().map(Outcome::from).collect()
}

/// Sends a batch without blocking, or goes on with it.
pub async fn send_async(
    client: &Client<impl AsyncTransport>,
    journal: &dyn Journal,
    batch: &Batch,
) -> Result<Vec<Outcome>, Error> {
    let Batch { id, rows, .. } = batch;
    Ok(match batch.way {
        Way::Push => outcomes(client.batch(&order_push(rows)).journal(journal, id).send_async().await?.outcomes()),
        Way::Import => outcomes(client.batch(&order_import(rows)).journal(journal, id).send_async().await?.outcomes()),
    })
}

/// The same over a transport that blocks.
pub fn send_blocking(
    client: &Client<impl Transport>,
    journal: &dyn Journal,
    batch: &Batch,
) -> Result<Vec<Outcome>, Error> {
    let Batch { id, rows, .. } = batch;
    Ok(match batch.way {
        Way::Push => outcomes(client.batch(&order_push(rows)).journal(journal, id).send()?.outcomes()),
        Way::Import => outcomes(client.batch(&order_import(rows)).journal(journal, id).send()?.outcomes()),
    })
}

/// What the sandbox knows a shop by, and its first ticket for a token.
pub fn credentials() -> Credentials {
    Credentials {
        appkey: "sandbox-key".into(),
        secret: "sandbox-secret".into(),
        access_token: None,
        refresh_token: Some("券0".into()),
    }
}

/// A vendor that has closed some orders and records what it does; whether it is atomic, chance says.
pub fn vendor_options(random: &mut Random) -> Options {
    let options = Options::default().recording(true).atomic(random.chance(500));
    CLOSED.into_iter().fold(options, |options, tid| options.failing(tid, "21", "订单已关闭"))
}

/// A process of the shop.
#[derive(Clone)]
pub struct Shop {
    client: Client<Network>,
    disk: Disk,
}

impl Shop {
    pub fn start(network: &Network, disk: &Disk) -> Result<Self, Error> {
        let tokens = PlatformTokens::of(&API)?.stored_in(Arc::clone(&disk.tokens));
        let client = Client::new(&PLATFORM, credentials(), "test", network.clone())?
            .with_clock(network.clone())
            .with_attempts(4)
            .with_tokens(tokens);
        Ok(Self { client, disk: disk.clone() })
    }

    /// Sends a batch, or goes on with it.
    pub async fn send(&self, batch: &Batch) -> Result<Vec<Outcome>, Error> {
        send_async(&self.client, &*self.disk.journal, batch).await
    }

    /// Writes a note, once.
    pub async fn write(&self, note: &str) {
        if self.disk.notes().iter().any(|(begun, _)| begun == note) {
            return;
        }
        self.disk.note(note, NoteOutcome::Begun);
        let request = OrderNote::new(OrderNoteRequired { tid: "单0-1".into(), note: note.to_owned() });
        let outcome = match self.client.call_async(&request).await {
            Ok(_) | Err(Error::Decode(_)) => NoteOutcome::Written,
            Err(Error::Refused(refusal)) if !refusal.maybe_applied => NoteOutcome::NotWritten,
            Err(Error::Invalid(_) | Error::NotSent(_)) => NoteOutcome::NotWritten,
            Err(_) => NoteOutcome::Unknown,
        };
        self.disk.note(note, outcome);
    }

    /// Reads all orders, page after page: the numbers in the order they came, and whether that is all.
    pub async fn read(&self) -> (Vec<String>, bool) {
        let query = OrderQuery::new().with(|query| query.page_size = Some(5));
        let mut pages = self.client.pages_async(&query);
        let mut tids = Vec::new();
        loop {
            match pages.next().await {
                Some(Ok(page)) => tids.extend(page.reply.response.orders.into_iter().filter_map(|order| order.tid)),
                Some(Err(_)) => return (tids, false),
                None => return (tids, true),
            }
        }
    }
}
