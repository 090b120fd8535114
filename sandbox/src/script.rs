//! Which fault which call is to meet: what a test has planned, and otherwise what a seed draws. It numbers the calls, of all
//! endpoints and of each. What a fault does, `service` knows.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::abilities::Abilities;
use crate::fault::Fault;
use crate::seeded::Faults;

/// The most lines of [`Script::history`].
const KEPT: usize = 10_000;

/// The faults planned for the calls of a service. A plan comes before what a seed draws, and of several plans for a call the
/// first one made.
#[derive(Debug)]
pub struct Script {
    endpoints: Vec<(String, Abilities)>,
    seeded: Option<Faults>,
    is_healed: AtomicBool,
    plan: Mutex<Plan>,
}

#[derive(Debug, Default)]
struct Plan {
    calls: u64,
    of_endpoints: HashMap<String, u64>,
    entries: Vec<Entry>,
    history: VecDeque<String>,
}

#[derive(Debug)]
struct Entry {
    endpoint: Option<String>,
    which: Which,
    fault: Fault,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which {
    Call(u64),
    /// So many more.
    Next(u64),
}

/// Which calls a fault is being planned for: see [`Script::on_call`].
#[must_use = "nothing is planned before `inject`"]
pub struct Injection<'s> {
    script: &'s Script,
    endpoint: Option<String>,
    which: Which,
}

/// A plan that cannot come true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanError {
    /// No served platform has an endpoint of this wire name.
    NoEndpoint(String),
    /// This call was made already; the first is 1.
    Past(u64),
    /// The tables cannot express the fault: its words, and what they lack.
    Inexpressible(String, &'static str),
}

impl fmt::Display for PlanError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoEndpoint(name) => write!(out, "there is no endpoint `{name}`; its wire name is asked for"),
            Self::Past(number) => write!(out, "call {number} was made already; the first is 1"),
            Self::Inexpressible(fault, lack) => write!(out, "`{fault}` has no answer here: {lack}"),
        }
    }
}

impl std::error::Error for PlanError {}

impl Injection<'_> {
    /// Only calls of the endpoint of this wire name, which are then counted on their own; where platforms share the name,
    /// those of all of them.
    pub fn of(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoint = Some(endpoint.into());
        self
    }

    /// Plans the fault. A fault that is told in the platform's words is an error where no endpoint that is meant has them;
    /// throttling never is: see [`Fault::Throttled`]. A plan for all endpoints passes over calls of those that lack them.
    pub fn inject(self, fault: Fault) -> Result<(), PlanError> {
        let Self { script, endpoint, which } = self;
        let is_meant = |name: &str| endpoint.as_deref().is_none_or(|endpoint| endpoint == name);
        let mut abilities = script.endpoints.iter().filter(|(name, _)| is_meant(name)).map(|(_, abilities)| *abilities);
        let Some(first) = abilities.next() else {
            return Err(PlanError::NoEndpoint(endpoint.unwrap_or_default()));
        };
        if let Some(lack) = first.lack(&fault)
            && abilities.all(|abilities| abilities.lack(&fault).is_some())
        {
            return Err(PlanError::Inexpressible(fault.to_string(), lack));
        }
        if which == Which::Next(0) {
            return Ok(());
        }
        let mut plan = script.lock();
        if let Which::Call(number) = which
            && number <= plan.made(endpoint.as_deref())
        {
            return Err(PlanError::Past(number));
        }
        plan.entries.push(Entry { endpoint, which, fault });
        Ok(())
    }
}

impl Plan {
    fn made(&self, endpoint: Option<&str>) -> u64 {
        endpoint.map_or(self.calls, |endpoint| self.of_endpoints.get(endpoint).copied().unwrap_or(0))
    }

    /// The planned fault of the call that was just counted.
    fn planned(&mut self, endpoint: &str, can: impl Fn(&Fault) -> bool) -> Option<Fault> {
        let (all, of_endpoint) = (self.calls, self.made(Some(endpoint)));
        let place = self.entries.iter().position(|entry| {
            let is_meant = match (&entry.endpoint, entry.which) {
                (None, Which::Call(number)) => number == all,
                (Some(name), Which::Call(number)) => name == endpoint && number == of_endpoint,
                (None, Which::Next(_)) => true,
                (Some(name), Which::Next(_)) => name == endpoint,
            };
            is_meant && can(&entry.fault)
        })?;
        let entry = self.entries.get_mut(place)?;
        if let Which::Next(count @ 2..) = entry.which {
            entry.which = Which::Next(count - 1);
            return Some(entry.fault.clone());
        }
        Some(self.entries.remove(place).fault)
    }
}

impl Script {
    pub(crate) fn new(endpoints: Vec<(String, Abilities)>, seeded: Option<Faults>) -> Self {
        Self { endpoints, seeded, is_healed: AtomicBool::new(false), plan: Mutex::default() }
    }

    /// The call of this number; the first is 1.
    pub fn on_call(&self, number: u64) -> Injection<'_> {
        Injection { script: self, endpoint: None, which: Which::Call(number) }
    }

    /// The next call.
    pub fn next_call(&self) -> Injection<'_> {
        self.next_calls(1)
    }

    /// So many calls from the next one on that no earlier plan is for.
    pub fn next_calls(&self, count: u64) -> Injection<'_> {
        Injection { script: self, endpoint: None, which: Which::Next(count) }
    }

    fn drawn(&self, number: u64) -> Option<Fault> {
        self.seeded.as_ref().filter(|_| !self.is_healed.load(Ordering::Relaxed))?.on_call(number)
    }

    /// From now on no call meets a fault of the seed any more; those that were planned by hand stay.
    pub fn heal(&self) {
        self.is_healed.store(true, Ordering::Relaxed);
    }

    /// How many calls were made.
    pub fn calls(&self) -> u64 {
        self.lock().calls
    }

    /// What went wrong so far, a line for each call (`call 17 of goods/push: reset after executing`), the last 10,000 at
    /// most.
    pub fn history(&self) -> Vec<String> {
        self.lock().history.iter().cloned().collect()
    }

    /// Counts a call that names no endpoint.
    pub(crate) fn count(&self) -> u64 {
        let mut plan = self.lock();
        plan.calls += 1;
        plan.calls
    }

    /// Counts a call: its number, and the fault that it meets. `lack` says why its endpoint cannot express a fault.
    pub(crate) fn take(
        &self,
        endpoint: Option<&str>,
        lack: impl Fn(&Fault) -> Option<&'static str>,
    ) -> (u64, Option<Fault>) {
        let mut plan = self.lock();
        plan.calls += 1;
        if let Some(endpoint) = endpoint {
            *plan.of_endpoints.entry(endpoint.to_owned()).or_default() += 1;
        }
        let (number, endpoint) = (plan.calls, endpoint.unwrap_or_default());
        let planned = plan.planned(endpoint, |fault| lack(fault).is_none());
        let Some(fault) = planned.or_else(|| self.drawn(number)) else { return (number, None) };
        let lack = lack(&fault);
        let passed_over = lack.map(|lack| format!(", answered as usual: {lack}")).unwrap_or_default();
        if plan.history.len() >= KEPT {
            plan.history.pop_front();
        }
        plan.history.push_back(format!("call {number} of {endpoint}: {fault}{passed_over}"));
        (number, Some(fault).filter(|_| lack.is_none()))
    }

    /// A thread that panicked while it held the lock left a whole plan behind.
    fn lock(&self) -> MutexGuard<'_, Plan> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
