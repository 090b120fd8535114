//! A transport around another one, as middleware: it lets a few attempts through, measures each, and refuses the others
//! before anything is sent.
//!
//! `cargo run -p signwright-client --example middleware`

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use signwright_client::wangdian_enterprise::PLATFORM;
use signwright_client::wangdian_enterprise::vip_trade_modify::{VipTradeModify, VipTradeModifyRequired};
use signwright_client::{
    Blocking, Bounds, Bytes, Client, HttpRequest, HttpResponse, Settings, Timeouts, Transport, TransportError,
};
use signwright_sandbox::{Options, Sandbox};

/// Prints a line for each attempt, and makes no more than so many.
struct Measured<T> {
    inner: T,
    left: AtomicU32,
}

impl<T: Transport> Transport for Measured<T> {
    fn send(&self, request: HttpRequest<Bytes>, bounds: Bounds) -> Result<HttpResponse<Bytes>, TransportError> {
        let is_allowed = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
        if is_allowed.is_err() {
            // Nothing was sent, and this says so: a client may make such a call again.
            return Err(TransportError::not_sent("the day's calls are used up"));
        }
        // The path says which endpoint it is; the query, the headers and the body may hold what nobody should read.
        let path = request.uri().path().to_owned();
        let begin = Instant::now();
        let answer = self.inner.send(request, bounds);
        let outcome = match &answer {
            Ok(answer) => format!("{} with {} bytes", answer.status().as_u16(), answer.body().len()),
            Err(error) => format!("{:?}: {error}", error.phase),
        };
        println!("{path}: {outcome} after {} ms", begin.elapsed().as_millis());
        answer
    }

    fn wait(&self, time: Duration) {
        self.inner.wait(time);
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::start(signwright_client::APIS.apis()?, Options::default())?;
    let timeouts = Timeouts { connect: Duration::from_secs(1), ..Timeouts::default() };
    // A proxy is used where the environment names one and does not except the host.
    let settings = Settings::new()
        .with_timeouts(timeouts)
        .with_proxies_from_environment(|name| std::env::var(name).ok())?
        .without_proxy_for("127.0.0.1, localhost")?;
    let transport = Measured { inner: Blocking::with(settings), left: AtomicU32::new(2) };
    let name = PLATFORM.platform()?.name;
    let client = Client::new(&PLATFORM, sandbox.credentials(name), &sandbox.environment(name), transport)?;
    let client = client.with_attempts(1);

    for number in 1..=3 {
        let mut change = VipTradeModify::new(VipTradeModifyRequired { trade_no: format!("JY20190226000{number}") });
        change.cs_remark = Some("好评👍,优先发货".into());
        match client.call(&change) {
            Ok(reply) => println!("  {:?}", reply.response.message),
            Err(error) => println!("  {error}"),
        }
    }
    Ok(())
}
