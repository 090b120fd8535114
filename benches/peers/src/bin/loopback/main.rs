//! Signed calls over loopback with 64 in flight, beside others that send the same bytes, which were signed once: CPU time
//! of this process and wall time of a call, medians of alternating rounds.
//!
//! `loopback async|blocking [CALLS] [ROUNDS]`

mod server;

use std::error::Error;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};
use signwright_bench_calls::{credentials, modify};
use signwright_client::wangdian_enterprise::PLATFORM;
use signwright_client::{Async, Blocking, Bytes, Client};
use signwright_peers::{median, print_row};

use server::BODY;

/// Calls in flight.
const FLIGHT: usize = 64;

/// Makes as many calls in each of the tasks or threads; gives how many came back as they should.
type Caller = Box<dyn Fn(usize) -> usize>;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |index: usize, usual: usize| arguments.get(index).map_or(Ok(usual), |number| number.parse::<usize>());
    let (calls, rounds) = (number(1, 12_800)?, number(2, 11)?.max(1));
    let kind = arguments.first().map_or("", String::as_str);
    if kind == "serve" {
        return server::serve();
    }
    let server = Server::start()?;
    let sent = Sent::new(&server.url)?;
    let callers = match kind {
        "async" => asynchronous(&server.url, &sent)?,
        "blocking" => blocking(&server.url, sent)?,
        _ => return Err("loopback async|blocking [CALLS] [ROUNDS]".into()),
    };
    measure(kind, &callers, (calls / FLIGHT).max(1), rounds)
}

/// A caller by its name, ours first.
type Callers = Vec<(&'static str, Caller)>;

fn measure(kind: &str, callers: &Callers, calls: usize, rounds: usize) -> Result<(), Box<dyn Error>> {
    let mut taken = vec![(Vec::new(), Vec::new()); callers.len()];
    // Round 0 opens the connections.
    for round in 0..=rounds {
        for ((name, caller), (cpu, wall)) in callers.iter().zip(&mut taken) {
            let (before, start) = (cpu_time()?, Instant::now());
            let done = caller(calls);
            let (after, elapsed) = (cpu_time()?, start.elapsed());
            if done != calls * FLIGHT {
                return Err(format!("{name}: {done} of {} calls came back", calls * FLIGHT).into());
            }
            if round > 0 {
                cpu.push(of_a_call(after.saturating_sub(before), done));
                wall.push(of_a_call(elapsed, done));
            }
        }
    }
    let mut medians = callers.iter().zip(taken).map(|((name, _), (cpu, wall))| (name, median(cpu), median(wall)));
    let Some((_, our_cpu, our_wall)) = medians.next() else { return Ok(()) };
    for (name, cpu, wall) in medians {
        print_row(&format!("{kind}-cpu"), "µs", our_cpu, name, cpu);
        print_row(&format!("{kind}-wall"), "µs", our_wall, name, wall);
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "they are not that many")]
fn of_a_call(time: Duration, calls: usize) -> f64 {
    time.as_secs_f64() * 1e6 / calls as f64
}

/// What this process has computed until now.
fn cpu_time() -> Result<Duration, Box<dyn Error>> {
    let usage = getrusage(UsageWho::RUSAGE_SELF)?;
    let micros = [usage.user_time(), usage.system_time()].map(|time| time.tv_sec() * 1_000_000 + time.tv_usec());
    Ok(Duration::from_micros(micros.iter().sum::<i64>().try_into()?))
}

/// The server, until it is dropped.
struct Server {
    process: Child,
    url: String,
}

impl Server {
    fn start() -> Result<Self, Box<dyn Error>> {
        let program = std::env::current_exe()?;
        let mut process = Command::new(program).arg("serve").stdout(Stdio::piped()).spawn()?;
        let mut address = String::new();
        BufReader::new(process.stdout.take().ok_or("no output")?).read_line(&mut address)?;
        Ok(Self { process, url: format!("http://{}", address.trim()) })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let ended = self.process.kill().and_then(|()| self.process.wait());
        ended.map(drop).unwrap_or_default();
    }
}

/// The bytes of one call.
struct Sent {
    address: String,
    headers: Vec<(String, String)>,
    body: Bytes,
}

impl Sent {
    fn new(url: &str) -> Result<Self, Box<dyn Error>> {
        let request = Client::new(&PLATFORM, credentials(), url, ())?.dry_run(&modify())?.request.into_http()?;
        let (head, body) = request.into_parts();
        let headers = head.headers.iter().map(|(name, value)| Ok((name.to_string(), value.to_str()?.to_owned())));
        let headers = headers.collect::<Result<_, Box<dyn Error>>>()?;
        Ok(Self { address: head.uri.to_string(), headers, body })
    }
}

/// Tasks on one thread.
fn asynchronous(url: &str, sent: &Sent) -> Result<Callers, Box<dyn Error>> {
    let runtime = Arc::new(tokio::runtime::Builder::new_current_thread().enable_all().build()?);
    let client = Client::new(&PLATFORM, credentials(), url, Async::new())?;
    let ours = tasks(&runtime, move |calls| {
        let client = client.clone();
        async move {
            let change = modify();
            let mut done = 0;
            for _ in 0..calls {
                done += usize::from(client.call_async(&change).await.is_ok());
            }
            done
        }
    });
    let client = reqwest::Client::builder().no_proxy().build()?;
    let mut request = client.post(&sent.address).body(sent.body.clone());
    for (name, value) in &sent.headers {
        request = request.header(name, value);
    }
    let request = Arc::new(request.build()?);
    let theirs = tasks(&runtime, move |calls| {
        let (client, request) = (client.clone(), Arc::clone(&request));
        async move {
            let mut done = 0;
            for _ in 0..calls {
                // A body in memory can always be cloned.
                let Some(request) = request.try_clone() else { break };
                let Ok(answer) = client.execute(request).await else { break };
                done += usize::from(answer.bytes().await.is_ok_and(|body| body.len() == BODY));
            }
            done
        }
    });
    Ok(vec![("signwright", ours), ("reqwest, which sends the same bytes", theirs)])
}

fn tasks<F>(runtime: &Arc<tokio::runtime::Runtime>, task: impl Fn(usize) -> F + 'static) -> Caller
where
    F: Future<Output = usize> + Send + 'static,
{
    let runtime = Arc::clone(runtime);
    Box::new(move |calls| {
        runtime.block_on(async {
            let tasks: Vec<_> = (0..FLIGHT).map(|_| tokio::spawn(task(calls))).collect();
            let mut done = 0;
            for task in tasks {
                done += task.await.unwrap_or_default();
            }
            done
        })
    })
}

/// Threads, as many as calls in flight.
fn blocking(url: &str, sent: Sent) -> Result<Callers, Box<dyn Error>> {
    let client = Client::new(&PLATFORM, credentials(), url, Blocking::new())?;
    let ours = threads(move |calls| {
        let change = modify();
        (0..calls).filter(|_| client.call(&change).is_ok()).count()
    });
    // A pool that fits: by default it keeps fewer connections than there are threads.
    let agent = ureq::Agent::config_builder().max_idle_connections(FLIGHT).max_idle_connections_per_host(FLIGHT);
    let agent: ureq::Agent = agent.proxy(None).build().into();
    let theirs = threads(move |calls| {
        let call = || {
            let mut post = agent.post(&sent.address);
            for (name, value) in &sent.headers {
                post = post.header(name, value);
            }
            let mut answer = post.send(&sent.body[..]).ok()?;
            answer.body_mut().read_to_vec().ok().filter(|body| body.len() == BODY)
        };
        (0..calls).filter_map(|_| call()).count()
    });
    Ok(vec![("signwright", ours), ("ureq with a pool that fits, which sends the same bytes", theirs)])
}

fn threads(thread: impl Fn(usize) -> usize + Send + Sync + 'static) -> Caller {
    Box::new(move |calls| {
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..FLIGHT).map(|_| scope.spawn(|| thread(calls))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap_or_default()).sum()
        })
    })
}
