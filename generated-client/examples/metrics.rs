//! Metrics by an observer: how many calls and attempts each endpoint has had, how they ended and how long they took, in the
//! text form that Prometheus reads. It sees no secret and no value of a request.
//!
//! `cargo run -p signwright-client --example metrics`

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use signwright_client::wangdian_enterprise::PLATFORM;
use signwright_client::wangdian_enterprise::vip_trade_modify::{VipTradeModify, VipTradeModifyRequired};
use signwright_client::{APIS, Blocking, Client, Error, Event, Observer, Step, WaitFor};
use signwright_sandbox::{Fault, Options, Sandbox};

/// Counters and sums by their labels. A clone is the same one.
#[derive(Clone, Default)]
struct Metrics(Arc<Mutex<BTreeMap<String, f64>>>);

impl Metrics {
    fn add(&self, name: &str, event: &Event<'_>, label: &str, amount: f64) {
        let (platform, endpoint) = (event.platform, event.endpoint);
        let line = format!(r#"{name}{{platform="{platform}",endpoint="{endpoint}",{label}}}"#);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(line).or_default() += amount;
    }

    fn text(&self) -> String {
        let lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lines.iter().fold(String::new(), |text, (line, value)| text + &format!("{line} {value}\n"))
    }
}

impl Observer for Metrics {
    fn observe(&self, event: &Event<'_>) {
        match &event.step {
            Step::Fails(error) => {
                self.add("attempts_failed_total", event, &format!(r#"kind="{}""#, error.kind()), 1.0);
            }
            Step::Answered(answer) => {
                self.add("answers_total", event, &format!(r#"status="{}""#, answer.status()), 1.0);
            }
            Step::Waits(WaitFor::Pause, time) => {
                self.add("pause_seconds_total", event, r#"for="pause""#, seconds(*time));
            }
            Step::Ends(result) => {
                let label = format!(r#"outcome="{}""#, result.map_or_else(Error::kind, |()| "done"));
                self.add("calls_total", event, &label, 1.0);
                self.add("call_attempts_total", event, &label, f64::from(event.attempt));
                self.add("call_seconds_total", event, &label, seconds(event.elapsed));
            }
            // Its outcome is in nobody's hands any more: worth an alarm.
            Step::Abandoned { was_sent: true } => self.add("calls_total", event, r#"outcome="abandoned""#, 1.0),
            _ => {}
        }
    }
}

fn seconds(time: Duration) -> f64 {
    time.as_secs_f64()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::start(APIS.apis()?, Options::default())?;
    let (name, metrics) = (PLATFORM.platform()?.name, Metrics::default());
    let client = Client::new(&PLATFORM, sandbox.credentials(name), &sandbox.environment(name), Blocking::new())?
        .with_attempts(3)
        .with_observer(metrics.clone());
    sandbox.on_call(2).inject(Fault::refused("99"))?;
    for number in 1..=3 {
        let change = VipTradeModify::new(VipTradeModifyRequired { trade_no: format!("JY{number}") });
        match client.call(&change) {
            Ok(reply) => println!("JY{number}: {}", reply.response.message.unwrap_or_default()),
            Err(error) => println!("JY{number}: {error}"),
        }
    }
    print!("\n{}", metrics.text());
    Ok(())
}
