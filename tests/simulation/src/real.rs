//! The same promises over real sockets, in real time: shops that push through a vendor's faults, and shops that are killed
//! in the middle of it and go on by a journal in a file.

use std::io::{BufRead as _, BufReader};
use std::panic::resume_unwind;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use signwright_runtime::transport::{Async, Blocking, Timeouts};
use signwright_runtime::{Client, Error, FileJournal, Journal, LocalJournal};
use signwright_sandbox::{Answered, Executed, Fault, Faults, Rates, Sandbox};
use signwright_store::SqliteStore;
use signwright_tests::random::Random;

use crate::APIS;
use crate::shijie::PLATFORM;
use crate::shop::{Batch, Plan, credentials, send_async, send_blocking, vendor_options};
use crate::verdict::{Broken, Outcome, Rejects, Told, Truth, lies, overtaken, unsettled};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// What goes wrong of ten thousand calls.
fn rates() -> Rates {
    let (both, second) = ([Executed::No, Executed::Yes], Duration::from_secs(1));
    let status = |status, executed| Fault::Status { status, html: status == 502, executed };
    let mut rates = Rates::none()
        .of(Fault::Delay(second), 100)
        .of(Fault::Cut(None), 300)
        .of(Fault::Slow(Duration::from_millis(2)), 100)
        .of(Fault::WrongTypes, 100)
        .of(Fault::Throttled(None), 300)
        .of(Fault::Clock, 100)
        .of(Fault::Token, 50)
        .of(Fault::Redirect, 100)
        .of(Fault::Rows(Vec::new()), 400)
        .of(Fault::Twice(Answered::First), 200)
        .of(Fault::Twice(Answered::Second), 200);
    for executed in both {
        rates = rates
            .of(Fault::Reset(executed), 400)
            .of(Fault::Html(executed), 100)
            .of(status(500, executed), 100)
            .of(status(502, executed), 100)
            .of(status(503, executed), 100);
    }
    rates
}

fn vendor(faults: Faults, random: &mut Random) -> std::io::Result<Sandbox> {
    let options = vendor_options(random).faults(faults);
    let apis = APIS.apis().map_err(|error| std::io::Error::other(error.to_string()))?;
    Sandbox::start(apis, options)
}

/// Tokens are no part of this: whoever calls has the one that the sandbox takes.
fn patient<T>(client: Client<T>) -> Client<T> {
    client
        .with_attempts(4)
        .with_pauses(Duration::from_millis(2), Duration::from_millis(50))
        .with_settling(Duration::from_millis(30))
}

fn timeouts() -> Timeouts {
    let [first_byte, idle, total] = [200, 200, 2000].map(Duration::from_millis);
    Timeouts { connect: Duration::from_secs(2), first_byte, idle, total }
}

fn blocking(address: &str) -> Result<Client<Blocking>, Error> {
    Ok(patient(Client::new(&PLATFORM, credentials(), address, Blocking::with_timeouts(timeouts()))?))
}

fn unblocking(address: &str) -> Result<Client<Async>, Error> {
    Ok(patient(Client::new(&PLATFORM, credentials(), address, Async::with_timeouts(timeouts()))?))
}

/// `at_end` says what the vendor rejects, where all was sent.
fn verdict(plan: &Plan, told: &Told, sandbox: &Sandbox, at_end: Option<Rejects>) -> Broken {
    let truth = Truth::of(|endpoint| sandbox.rows("shijie", endpoint));
    let mut broken = lies(plan, told, &truth);
    if let Some(rejects) = at_end {
        broken.extend(unsettled(plan, told, rejects));
        broken.extend(overtaken(plan, told, &truth));
    }
    broken
}

fn add(told: &Mutex<Told>, batch: &Batch, outcomes: Vec<Outcome>) {
    told.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(batch.id.clone(), outcomes);
}

fn taken(told: Mutex<Told>) -> Told {
    told.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// All producers of a plan, each on a thread of its own that sends its batches one after another.
fn at_once(plan: &Plan, send: impl Fn(&Batch) -> Result<(), Error> + Sync) -> Result<(), Error> {
    thread::scope(|scope| {
        let producers = plan.producers.iter().map(|batches| scope.spawn(|| batches.iter().try_for_each(&send)));
        let producers: Vec<_> = producers.collect();
        producers.into_iter().try_for_each(|producer| producer.join().unwrap_or_else(|panic| resume_unwind(panic)))
    })
}

/// A shop's plan over sockets, then once more when the vendor is well. How many rows it had, and how many calls it took.
fn over_sockets(seed: u64) -> Result<(usize, u64, Broken), Failure> {
    let mut random = Random::new(seed);
    let plan = Plan::of(&mut random.branch(1));
    let sandbox = vendor(Faults::seeded(seed, rates()), &mut random)?;
    let address = sandbox.environment("shijie");
    let journal = LocalJournal::default();
    let told = Mutex::new(Told::new());
    if random.chance(500) {
        let client = blocking(&address)?;
        at_once(&plan, |batch| {
            add(&told, batch, send_blocking(&client, &journal, batch)?);
            Ok(())
        })?;
    } else {
        let client = unblocking(&address)?;
        let (client, journal, told) = (&client, &journal, &told);
        let producers = plan.producers.iter().map(|batches| async move {
            for batch in batches {
                add(told, batch, send_async(client, journal, batch).await?);
            }
            Ok::<(), Error>(())
        });
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(futures_util::future::try_join_all(producers))?;
    }
    let mut told = taken(told);
    let mut broken = verdict(&plan, &told, &sandbox, None);
    // What is on its way has arrived by then.
    thread::sleep(Duration::from_millis(100));
    sandbox.script().heal();
    let client = blocking(&address)?;
    for batch in plan.producers.iter().flatten() {
        told.insert(batch.id.clone(), send_blocking(&client, &journal, batch)?);
    }
    broken.extend(verdict(&plan, &told, &sandbox, Some(Rejects::ByChance)));
    Ok((plan.rows() - plan.notes.len(), sandbox.script().calls(), broken))
}

/// `sockets [ROWS]`: pushes so many rows over sockets.
pub fn sockets(numbers: &[u64]) -> bool {
    let wanted = usize::try_from(numbers.first().copied().unwrap_or(20_000)).unwrap_or(usize::MAX);
    let began = Instant::now();
    let next = AtomicU64::new(0);
    let total = Mutex::new((0_usize, 0_u64, Broken::new()));
    thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| {
                loop {
                    if total.lock().unwrap_or_else(std::sync::PoisonError::into_inner).0 >= wanted {
                        break;
                    }
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    let result = over_sockets(seed);
                    let (rows, calls, broken) = &mut *total.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                    match result {
                        Ok((of_seed, calls_of_seed, broken_by_seed)) => {
                            *rows += of_seed;
                            *calls += calls_of_seed;
                            broken.extend(broken_by_seed.into_iter().map(|line| format!("seed {seed}: {line}")));
                        }
                        Err(error) => broken.push(format!("seed {seed}: {error}")),
                    }
                    if broken.len() > 20 {
                        break;
                    }
                }
            });
        }
    });
    let (rows, calls, broken) = total.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    broken.iter().take(20).for_each(|line| println!("{line}"));
    let seconds = began.elapsed().as_secs_f64();
    println!("{rows} rows pushed in {calls} calls over sockets: {} broken promises; {seconds:.1} s", broken.len());
    broken.is_empty() && rows >= wanted
}

/// A process of a shop, which may be killed: `child ADDRESS JOURNAL SEED`. Each batch that it has come through is a line.
///
/// # Errors
/// If the journal cannot be opened or read, or the plan is not a plan of the platform.
pub fn child(arguments: &[String]) -> Result<(), Failure> {
    let [address, journal, seed] = arguments else { return Err("child ADDRESS JOURNAL SEED".into()) };
    let plan = Plan::of(&mut Random::new(seed.parse()?).branch(1));
    let journal: Box<dyn Journal> = if Path::new(journal).extension().is_some_and(|extension| extension == "sqlite") {
        Box::new(SqliteStore::open(journal)?)
    } else {
        Box::new(FileJournal::open(journal)?)
    };
    let client = blocking(address)?;
    println!("begun");
    at_once(&plan, |batch| {
        let outcomes = send_blocking(&client, &*journal, batch)?;
        println!("{} {}", batch.id, outcomes.into_iter().map(Outcome::letter).collect::<String>());
        Ok(())
    })?;
    Ok(())
}

/// Runs a child until it ends, or kills it after this time. What it has told, and whether it was killed in the middle.
fn run_child(program: &Path, arguments: [&str; 3], killed: Option<Duration>) -> Result<(Told, bool), Failure> {
    let mut child = Command::new(program).arg("child").args(arguments).stdout(Stdio::piped()).spawn()?;
    let output = child.stdout.take().ok_or("no output")?;
    let reader = thread::spawn(move || BufReader::new(output).lines().map_while(Result::ok).collect::<Vec<_>>());
    let mut is_killed = false;
    if let Some(after) = killed {
        thread::sleep(after);
        is_killed = child.try_wait()?.is_none();
        // It may have ended by now.
        let _ = child.kill();
    }
    let status = child.wait()?;
    let lines = reader.join().map_err(|_| "the reader broke down")?;
    if killed.is_none() && !status.success() {
        return Err(format!("the shop ended with {status}").into());
    }
    let of_line = |line: &String| {
        let (batch, letters) = line.split_once(' ')?;
        Some((batch.to_owned(), letters.chars().filter_map(Outcome::of_letter).collect()))
    };
    let is_begun = lines.first().is_some_and(|line| line == "begun");
    Ok((lines.iter().filter_map(of_line).collect(), is_killed && is_begun))
}

/// Shops that are killed so often all together. How many kills hit one at work.
///
/// # Errors
/// If no process can be started.
pub fn killed(program: &Path, times: u64) -> Result<(u64, usize, Broken), Failure> {
    let folder = tempfile::tempdir()?;
    let (mut kills, mut rows, mut broken, mut seed) = (0, 0, Broken::new(), 0_u64);
    while kills < times {
        let mut random = Random::new(seed);
        let plan = Plan::of(&mut random.branch(1));
        // Most answers take a while, so that calls are on their way when the shop is killed.
        let rates =
            Rates::none().of(Fault::Delay(Duration::from_millis(60)), 6000).of(Fault::Reset(Executed::Yes), 300);
        let sandbox = vendor(Faults::seeded(seed, rates), &mut random)?;
        let kind = if seed.is_multiple_of(2) { "journal" } else { "sqlite" };
        let journal = folder.path().join(format!("批次{seed}.{kind}"));
        let (address, journal, text) = (sandbox.environment("shijie"), journal.display().to_string(), seed.to_string());
        let arguments = [address.as_str(), journal.as_str(), text.as_str()];
        let mut told = Told::new();
        for _ in 0..6 {
            let (by_child, is_killed) =
                run_child(program, arguments, Some(Duration::from_millis(20 + random.below(250))))?;
            told.extend(by_child);
            broken.extend(verdict(&plan, &told, &sandbox, None).into_iter().map(|line| format!("seed {seed}: {line}")));
            kills += u64::from(is_killed);
            // Whatever it sent has arrived.
            thread::sleep(Duration::from_millis(50));
        }
        sandbox.script().heal();
        told.extend(run_child(program, arguments, None)?.0);
        // Once more, for what was left unknown by a fault.
        told.extend(run_child(program, arguments, None)?.0);
        broken.extend(
            verdict(&plan, &told, &sandbox, Some(Rejects::Bad)).into_iter().map(|line| format!("seed {seed}: {line}")),
        );
        rows += plan.rows() - plan.notes.len();
        seed += 1;
    }
    Ok((kills, rows, broken))
}

/// `kills [TIMES]`: kills shops so often.
pub fn kills(numbers: &[u64]) -> bool {
    let times = numbers.first().copied().unwrap_or(50);
    let result = std::env::current_exe().map_err(Failure::from).and_then(|program| killed(&program, times));
    match result {
        Ok((kills, rows, broken)) => {
            broken.iter().take(20).for_each(|line| println!("{line}"));
            println!("{kills} shops killed at work, {rows} rows: {} broken promises", broken.len());
            broken.is_empty() && kills >= times
        }
        Err(error) => {
            println!("{error}");
            false
        }
    }
}
