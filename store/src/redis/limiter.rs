//! Rates that the programs of several machines keep together, by one script that counts on the server and by its clock.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use redis::{Script, ScriptInvocation};
use signwright_runtime::{Demand, Limiter, Reserved, StoreError, transport::BoxFuture};

use super::RedisStore;

static RESERVE: LazyLock<Script> =
    LazyLock::new(|| Script::new(concat!(include_str!("clock.lua"), include_str!("reserve.lua"))));

impl Limiter for RedisStore {
    /// The time that the caller takes for now is not asked for: all go by the server's.
    fn reserve<'a>(
        &'a self,
        demands: &'a [Demand<'a>],
        _now: Duration,
        at_most: Option<Duration>,
    ) -> BoxFuture<'a, Result<Reserved, StoreError>> {
        Box::pin(async move {
            if demands.is_empty() {
                return Ok(Reserved::In(Duration::ZERO));
            }
            let asked_at = Instant::now();
            let mut reserve = RESERVE.prepare_invoke();
            self.describe(&mut reserve, demands, at_most);
            self.commands
                .done_if_wanted(move |server| server.run(asked_at, |to| reserve.invoke(to)))
                .await
                .map(reserved)
        })
    }
}

impl RedisStore {
    /// The keys and arguments of the script.
    fn describe(&self, reserve: &mut ScriptInvocation<'_>, demands: &[Demand<'_>], at_most: Option<Duration>) {
        reserve.arg(at_most.map_or_else(String::new, |at_most| at_most.as_micros().to_string()));
        for Demand { key, rate, amount } in demands {
            // What counts in another way is not read as this.
            let kind = if rate.burst == 0 { "window" } else { "bucket" };
            let span = u64::from(rate.seconds) * 1_000_000;
            reserve.key(self.key(kind, key)).arg(span).arg(rate.ten_thousandths).arg(*amount).arg(rate.burst);
        }
    }
}

/// What the script returns: whether it was reserved, and the microseconds to wait.
fn reserved((is_reserved, microseconds): (bool, u64)) -> Reserved {
    let wait = Duration::from_micros(microseconds);
    if is_reserved { Reserved::In(wait) } else { Reserved::TooLate(wait) }
}

#[cfg(test)]
mod tests;
