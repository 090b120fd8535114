//! A server of orders that can be told what to do with each call, over both kinds of transports.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use serde_json::{Value, json};
use signwright_runtime::transport::{AsyncTransport, Bounds, BoxFuture, Transport, TransportError};
use signwright_runtime::{Batch, BatchReport, Client, Credentials, Endpoint, Error, Limits, form};

use crate::platform::{PLATFORM, Push};

type Sent = Result<Response<Bytes>, TransportError>;

/// What happens to a call instead of what the orders in it deserve.
#[derive(Clone, Debug)]
pub enum Fault {
    /// None.
    Fine,
    /// It does not get there.
    NotSent,
    /// It gets there or not, and no answer comes back.
    Lost { applied: bool },
    /// An answer of these words.
    Says(&'static str),
    /// It gets there, and this is answered.
    Done(&'static str),
    /// It gets there, and the answer never comes.
    Hangs,
}

#[derive(Clone, Default)]
pub struct World(pub Arc<Mutex<State>>);

#[derive(Default)]
pub struct State {
    /// What happens to the next calls.
    pub faults: VecDeque<Fault>,
    /// Orders for which a call is refused.
    pub refused: HashSet<String>,
    /// Orders that fail where others are done.
    pub failing: HashSet<String>,
    /// A refused call may have done some of its orders.
    pub is_leaky: bool,
    /// The orders of each call.
    pub calls: Vec<Vec<(String, i64)>>,
    pub bytes: Vec<usize>,
    /// The orders of calls but for those that were refused as calls, of which it is known that nothing was done.
    pub heard: Vec<Vec<(String, i64)>>,
    /// The orders as they are.
    pub kept: HashMap<String, i64>,
}

impl World {
    pub fn with<T>(&self, see: impl FnOnce(&mut State) -> T) -> T {
        see(&mut self.0.lock().expect("one thread at a time"))
    }

    pub fn faults(&self, faults: impl IntoIterator<Item = Fault>) {
        self.with(|state| state.faults = faults.into_iter().collect());
    }

    pub fn refuse(&self, orders: &[&str]) {
        self.with(|state| state.refused = orders.iter().map(|order| (*order).to_owned()).collect());
    }

    pub fn fail(&self, orders: &[&str]) {
        self.with(|state| state.failing = orders.iter().map(|order| (*order).to_owned()).collect());
    }

    /// The numbers of the orders of each call, which tests give them by their places.
    pub fn calls(&self) -> Vec<Vec<i64>> {
        self.with(|state| state.calls.iter().map(|call| call.iter().map(|(_, num)| *num).collect()).collect())
    }

    pub fn client(&self) -> Client<Self> {
        Client::new(&PLATFORM, Credentials::new([("key", "秘密")]), "test", self.clone()).expect("a client")
    }

    fn exchange(&self, request: &Request<Bytes>) -> Option<Sent> {
        let pairs = form::decode(request.body(), Limits::default()).expect("a form");
        let orders = pairs.iter().find(|(name, _)| name == "orders").map_or("[]", |(_, value)| value.as_str());
        let orders: Value = serde_json::from_str(orders).expect("a list");
        let orders = orders.as_array().expect("a list").iter();
        let orders: Vec<_> = orders
            .map(|order| (order["no"].as_str().expect("a text").to_owned(), order["num"].as_i64().expect("a number")))
            .collect();
        self.with(|state| {
            state.calls.push(orders.clone());
            state.bytes.push(request.body().len());
            let fault = state.faults.pop_front().unwrap_or(Fault::Fine);
            match fault {
                Fault::NotSent => {
                    state.calls.pop();
                    return Some(Err(TransportError::not_sent("没有连接")));
                }
                Fault::Says(words) if words.contains(":5") => return Some(Ok(Response::new(words.into()))),
                _ => state.heard.push(orders.clone()),
            }
            match fault {
                Fault::Says(words) => return Some(Ok(Response::new(words.into()))),
                Fault::Lost { applied: false } => return Some(Err(TransportError::unknown("断开"))),
                _ => {}
            }
            let answer = state.deserved(&orders).to_string();
            match fault {
                Fault::Lost { .. } => Some(Err(TransportError::unknown("断开"))),
                Fault::Done(words) => Some(Ok(Response::new(words.into()))),
                Fault::Hangs => None,
                _ => Some(Ok(Response::new(answer.into()))),
            }
        })
    }
}

impl State {
    fn deserved(&mut self, orders: &[(String, i64)]) -> Value {
        let refused = orders.iter().position(|(no, _)| self.refused.contains(no));
        let done = match refused {
            Some(first) if self.is_leaky => &orders[..first],
            Some(_) => &[],
            None => orders,
        };
        let (failed, done): (Vec<_>, Vec<_>) = done.iter().partition(|(no, _)| self.failing.contains(no));
        for (no, num) in done {
            self.kept.insert(no.clone(), *num);
        }
        if refused.is_some() {
            return json!({ "code": 99, "message": "订单不正确" });
        }
        let failed: Vec<_> =
            failed.iter().map(|(no, _)| json!({ "no": no, "code": "E1", "msg": "库存不足" })).collect();
        json!({ "code": 0, "total": orders.len(), "failed": failed })
    }
}

impl Transport for World {
    fn send(&self, request: Request<Bytes>, _: Bounds) -> Sent {
        self.exchange(&request).expect("one that answers")
    }

    fn wait(&self, _: Duration) {}
}

impl AsyncTransport for World {
    fn send(&self, request: Request<Bytes>, _: Bounds) -> BoxFuture<'_, Sent> {
        let sent = self.exchange(&request);
        Box::pin(async move {
            match sent {
                Some(sent) => sent,
                None => std::future::pending().await,
            }
        })
    }

    fn wait(&self, time: Duration) -> BoxFuture<'_, ()> {
        // A deadline never comes here, and all other waiting is over at once.
        if time > Duration::from_secs(30) { Box::pin(std::future::pending()) } else { Box::pin(std::future::ready(())) }
    }
}

/// How a batch is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Blocking,
    Async,
}

pub const BOTH: [Way; 2] = [Way::Blocking, Way::Async];

impl Way {
    pub fn send<R: Endpoint>(self, batch: Batch<'_, World, R>) -> Result<BatchReport<R::Response>, Error> {
        match self {
            Self::Blocking => batch.send(),
            Self::Async => {
                let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
                runtime.block_on(batch.send_async())
            }
        }
    }
}

/// Plays a scene in both ways, each in a world of its own, and gives what both come to.
pub fn both(scene: impl Fn(&World, Way) -> Vec<String>) -> Vec<String> {
    let [blocking, without] = BOTH.map(|way| {
        let world = World::default();
        let told = scene(&world, way);
        (told, world.calls())
    });
    assert_eq!(blocking, without, "both ways come to the same");
    blocking.0
}

/// The outcomes, in words up to the first line.
pub fn words<A>(report: &BatchReport<A>) -> Vec<String> {
    let line = |text: String| text.lines().next().unwrap_or_default().to_owned();
    report.outcomes().iter().map(|outcome| line(outcome.to_string())).collect()
}

/// Sends orders, and gives the outcomes in words.
pub fn sent(world: &World, way: Way, push: &Push) -> Vec<String> {
    words(&way.send(world.client().batch(push)).expect("a report"))
}
