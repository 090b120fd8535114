//! Tokens that end, of a vendor that takes the latest one alone and each refresh token once: how often they are renewed, and
//! what becomes of the calls that need them.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::join_all;
use signwright_runtime::transport::TransportError;
use signwright_runtime::{Client, Error, PlatformTokens};

use super::invented::{DONE, client, push};
use super::vendor::{Came, Sent, Vendor, paused, says, status};
use super::{met, number};
use crate::shijie::API;

/// How long a token lasts, in seconds.
const LASTS: u64 = 3600;

/// What was seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Calls that were made.
    pub calls: u64,
    /// Calls that have no result.
    pub lost: u64,
    /// How often the token ended.
    pub expiries: u64,
    /// How often it was renewed.
    pub renewals: u64,
    /// How often a renewal failed.
    pub failures: u64,
    /// Refresh tokens that came again after they were used.
    pub used_twice: u64,
    /// Calls that were refused for their token.
    pub refused: u64,
    /// The first error of a call that is lost.
    pub error: Option<String>,
}

impl Figures {
    /// Whether the bar is met.
    pub fn are_good(&self) -> bool {
        self.lost == 0 && self.used_twice == 0 && self.renewals == self.expiries
    }

    fn print(&self, what: &str) {
        println!(
            "{what}: {} calls, {} lost; {} expiries, {} renewals and {} that failed; {} refresh tokens used twice; {} calls \
             refused for their token",
            self.calls, self.lost, self.expiries, self.renewals, self.failures, self.used_twice, self.refused
        );
        if let Some(error) = &self.error {
            println!("  the first that is lost: {error}");
        }
    }
}

/// What the vendor knows.
#[derive(Default)]
struct Issued {
    /// The number of the latest token, and whether it still holds.
    latest: u64,
    holds: bool,
    used: HashSet<String>,
    /// So many renewals come before the next that fails; 0 is never.
    fails_after: u64,
    until_failure: u64,
    renewals: u64,
    failures: u64,
    used_twice: u64,
    refused: u64,
}

impl Issued {
    fn answer(&mut self, came: &Came) -> (Duration, Sent) {
        let milliseconds = Duration::from_millis;
        if came.get("method") != "token.refresh" {
            let is_good = self.holds && came.get("access_token") == format!("令牌{}", self.latest);
            self.refused += u64::from(!is_good);
            return (milliseconds(80), says(if is_good { DONE } else { r#"{"code":12,"message":"令牌已失效"}"# }));
        }
        if self.fails_after > 0 && self.until_failure == 0 {
            self.until_failure = self.fails_after;
            self.failures += 1;
            // Of none of these anything is done.
            return match self.failures % 3 {
                0 => (milliseconds(5), Err(TransportError::not_sent("拒绝连接"))),
                1 => (milliseconds(30), says(r#"{"code":13,"message":"超过调用频率"}"#)),
                _ => (milliseconds(50), status(503)),
            };
        }
        self.until_failure = self.until_failure.saturating_sub(1);
        let ticket = came.get("refresh_token").to_owned();
        if !self.used.insert(ticket) {
            self.used_twice += 1;
            return (milliseconds(30), says(r#"{"code":20,"message":"券已用过"}"#));
        }
        (self.latest, self.holds, self.renewals) = (self.latest + 1, true, self.renewals + 1);
        let latest = self.latest;
        let data = format!(r#"{{"token":"令牌{latest}","refresh_token":"券{latest}","expires_in":{LASTS}}}"#);
        (milliseconds(200), says(&format!(r#"{{"code":0,"message":"","data":{data}}}"#)))
    }
}

/// So many tasks, each with a call after each of so many expiries: every second one by time, the others before it. A renewal
/// fails after each `fails_after` others, or never where that is 0.
pub fn measure(tasks: u64, expiries: u64, fails_after: u64, seed: u64) -> Figures {
    paused().block_on(async {
        let start = Issued { fails_after, until_failure: fails_after, ..Issued::default() };
        let issued = Arc::new(Mutex::new(start));
        let inside = Arc::clone(&issued);
        let vendor = Vendor::new(seed, move |came| locked(&inside).answer(came));
        let tokens = PlatformTokens::of(&API).expect("its text is read");
        let client = client(vendor.clone()).with_clock(vendor.clone()).with_attempts(5).with_tokens(tokens);
        let mut figures = Figures { expiries, ..Figures::default() };
        for expiry in 0..expiries {
            // Every second one is known to the client; of the others it is told by refusals.
            if expiry % 2 == 1 {
                tokio::time::sleep(Duration::from_secs(LASTS)).await;
            }
            locked(&issued).holds = false;
            let calls = (0..tasks).map(|task| called(&client, format!("单{expiry}-{task}")));
            for result in join_all(calls).await {
                figures.calls += 1;
                if let Err(error) = result {
                    figures.lost += 1;
                    figures.error.get_or_insert(error.to_string());
                }
            }
        }
        let Issued { renewals, failures, used_twice, refused, .. } = *locked(&issued);
        Figures { renewals, failures, used_twice, refused, ..figures }
    })
}

fn locked(issued: &Mutex<Issued>) -> MutexGuard<'_, Issued> {
    issued.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn called(client: &Client<Vendor>, tid: String) -> Result<(), Error> {
    client.call_async(&push(&tid)).await.map(drop)
}

/// Tasks, expiries and the seed.
pub fn run(numbers: &[u64]) -> bool {
    let (tasks, expiries, seed) = (number(numbers, 0, 64), number(numbers, 1, 100), number(numbers, 2, 1));
    let once = measure(tasks, 1, 0, seed);
    once.print(&format!("{tasks} tasks and an expired token"));
    let often = measure(tasks, expiries, 3, seed);
    often.print(&format!("{tasks} tasks, {expiries} expiries, each fourth renewal fails"));
    let are_good = once.are_good() && often.are_good() && often.failures > 0;
    met("one renewal for each expiry, no refresh token used twice, no call lost", are_good)
}
