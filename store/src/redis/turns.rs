//! The thread that takes places in lanes for those who ask, looks whether they are first, renews them while they last, and
//! leaves them. What is in the queues is decided on the server, in a script; here it is only asked for in time.

use std::collections::hash_map::RandomState;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::BuildHasher as _;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use redis::Script;
use signwright_runtime::StoreError;

use super::server::Server;
use crate::answer::{Answer, Promise, answer};
use crate::worker::{join, spawn};

static ENTER: LazyLock<Script> =
    LazyLock::new(|| Script::new(concat!(include_str!("clock.lua"), include_str!("enter.lua"))));
static LEAVE: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("leave.lua")));

/// After so long who waits looks again for each that is ahead of it, and at least so often.
const LOOK: Duration = Duration::from_millis(10);
const SELDOM: Duration = Duration::from_millis(250);

/// The end of the thread that others hold.
pub(super) struct Turns {
    messages: Option<Sender<Message>>,
    thread: Option<JoinHandle<()>>,
    next_number: AtomicU64,
}

enum Message {
    Enter { number: u64, place: Place },
    Leave { number: u64, asked_at: Instant },
}

/// A place that somebody wants or holds.
struct Place {
    /// The names of the keys of its lanes: of each its queue and its leases.
    lanes: Vec<String>,
    lease: Duration,
    asked_at: Instant,
    state: State,
    /// When to look or renew next; as it stands in the schedule.
    due: Instant,
}

enum State {
    Waits(Promise<Result<(), StoreError>>),
    Held,
    /// It could not be had, and is not renewed.
    Failed,
}

impl Turns {
    pub(super) fn start(server: Server) -> Result<Self, StoreError> {
        let (messages, received) = channel();
        let (program, now) = (RandomState::new(), RandomState::new());
        // Two numbers that the system drew tell this store's tickets from all others.
        let name = format!("{:016x}{:016x}", program.hash_one(std::process::id()), now.hash_one(Instant::now()));
        let keeper = Keeper { server, name, places: BTreeMap::new(), schedule: BTreeSet::new() };
        let thread = spawn(move || keeper.run(&received))?;
        Ok(Self { messages: Some(messages), thread: Some(thread), next_number: AtomicU64::new(0) })
    }

    /// Takes a place; the answer comes when it is the first of all its lanes. It must be left in any case.
    pub(super) fn enter(&self, lanes: Vec<String>, lease: Duration) -> (u64, Answer<Result<(), StoreError>>) {
        let number = self.next_number.fetch_add(1, Ordering::Relaxed);
        let (promise, entered) = answer();
        let now = Instant::now();
        let place = Place { lanes, lease, asked_at: now, state: State::Waits(promise), due: now };
        self.send(Message::Enter { number, place });
        (number, entered)
    }

    pub(super) fn leave(&self, number: u64) {
        self.send(Message::Leave { number, asked_at: Instant::now() });
    }

    /// A thread that has ended drops the message, and with it the promise of an answer.
    fn send(&self, message: Message) {
        if let Some(messages) = &self.messages {
            drop(messages.send(message));
        }
    }
}

/// All places are left by then, and the thread ends when it has told the server so.
impl Drop for Turns {
    fn drop(&mut self) {
        drop(self.messages.take());
        join(self.thread.take());
    }
}

/// What the thread has.
struct Keeper {
    server: Server,
    /// What the tickets of this store begin with.
    name: String,
    places: BTreeMap<u64, Place>,
    /// Whose place is looked at when.
    schedule: BTreeSet<(Instant, u64)>,
}

impl Keeper {
    fn run(mut self, messages: &Receiver<Message>) {
        loop {
            let message = match self.schedule.first() {
                Some((due, _)) => messages.recv_timeout(due.saturating_duration_since(Instant::now())),
                None => messages.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match message {
                Ok(Message::Enter { number, place }) => {
                    self.places.insert(number, place);
                    self.look(number);
                }
                Ok(Message::Leave { number, asked_at }) => self.leave(number, asked_at),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            // However many messages come, what is due is done between them.
            let now = Instant::now();
            while let Some((_, number)) = self.schedule.first().copied().filter(|(due, _)| *due <= now) {
                self.look(number);
            }
        }
    }

    /// Takes or renews a place, and tells who waits for it whether it is first.
    fn look(&mut self, number: u64) {
        let Some(place) = self.places.get_mut(&number) else { return };
        self.schedule.remove(&(place.due, number));
        let is_held = match &place.state {
            State::Failed => return,
            // Who dropped the future is about to leave.
            State::Waits(promise) if !promise.is_wanted() => return,
            State::Waits(_) => false,
            State::Held => true,
        };
        let mut enter = ENTER.key(place.lanes.as_slice());
        enter.arg(format!("{}:{number}", self.name)).arg(u64::try_from(place.lease.as_micros()).unwrap_or(u64::MAX));
        enter.arg(if is_held { "held" } else { "" });
        let ahead = self.server.run::<u32>(place.asked_at, |to| enter.invoke(to));
        let now = Instant::now();
        // From now on the server is asked anew for it, whatever was the matter with it before.
        place.asked_at = now;
        let pause = match (ahead, std::mem::replace(&mut place.state, State::Held)) {
            (Ok(0), State::Waits(promise)) => {
                promise.give(Ok(()));
                place.lease / 3
            }
            (Ok(ahead), State::Waits(promise)) => {
                place.state = State::Waits(promise);
                LOOK.saturating_mul(ahead).min(SELDOM).min(place.lease / 3)
            }
            (Err(error), State::Waits(promise)) => {
                place.state = State::Failed;
                promise.give(Err(error));
                return;
            }
            (Ok(_), _) => place.lease / 3,
            // What is held is tried for as long as it is.
            (Err(_), _) => place.lease / 10,
        };
        place.due = now + pause;
        self.schedule.insert((place.due, number));
    }

    /// Leaves a place, and looks for those of this store who are next.
    fn leave(&mut self, number: u64, asked_at: Instant) {
        let Some(place) = self.places.remove(&number) else { return };
        self.schedule.remove(&(place.due, number));
        let mut leave = LEAVE.key(place.lanes.as_slice());
        leave.arg(format!("{}:{number}", self.name));
        // Where the server does not answer, the lease ends by itself.
        drop(self.server.run::<u32>(asked_at, |to| leave.invoke(to)));
        let next: BTreeSet<u64> = place.lanes.iter().filter_map(|lane| self.first_of(lane)).collect();
        for number in next {
            self.look(number);
        }
    }

    /// Of those of this store who wait for a lane, the one who has waited longest.
    fn first_of(&self, lane: &str) -> Option<u64> {
        let waits =
            |place: &Place| matches!(place.state, State::Waits(_)) && place.lanes.iter().any(|name| name == lane);
        self.places.iter().find(|(_, place)| waits(place)).map(|(number, _)| *number)
    }
}
