//! A seed's world from its first call to its last: the shop sends what it has, is perhaps killed and comes back, and goes on
//! when the vendor is well again. What it was told is then compared with what the vendor did.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use signwright_runtime::{Doubt, RowOutcome, Skipped};
use signwright_sandbox::{Options, Service};

use crate::network::Network;
use crate::random::Random;
use crate::shijie::API;
use crate::shop::{Batch, CLOSED, Disk, NoteOutcome, Outcomes, Plan, Shop, Way};

/// What was promised and not kept, in words.
pub type Broken = Vec<String>;

/// What a seed's world came to.
#[derive(Debug, Default)]
pub struct World {
    pub broken: Broken,
    pub rows: u64,
    pub sends: u64,
    pub faulted: u64,
    pub kills: u64,
    pub outcomes: [u64; 4],
}

/// How many orders there are to be read.
const LISTED: usize = 23;

/// What each batch was told last, by its id.
type Told = Arc<Mutex<HashMap<String, Outcomes>>>;

/// Plays a seed.
pub fn play(seed: u64) -> World {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    match runtime {
        Ok(runtime) => runtime.block_on(whole(seed)),
        Err(error) => World { broken: vec![format!("there is no runtime: {error}")], ..World::default() },
    }
}

async fn whole(seed: u64) -> World {
    let mut random = Random::new(seed);
    let plan = Plan::of(&mut random.branch(1));
    let faults = random.below(500);
    let mut options =
        Options::default().recording(true).atomic(random.chance(500)).unchanged_counts(random.chance(500));
    for tid in CLOSED {
        options = options.failing(tid, "21", "订单已关闭");
    }
    let mut world = World { rows: u64::try_from(plan.rows()).unwrap_or(0), ..World::default() };
    let api = match API.api() {
        Ok(api) => api,
        Err(error) => {
            world.broken.push(error.to_string());
            return world;
        }
    };
    let network = Network::new(Service::new(&[api], options), random.branch(2), faults);
    let (disk, told) = (Disk::default(), Told::default());

    let Ok(shop) = Shop::start(&network, &disk) else {
        world.broken.push("the shop does not start".to_owned());
        return world;
    };
    let working = tokio::spawn(work(shop, plan.clone(), Arc::clone(&told)));
    if let Some((after, back)) = plan.killed {
        tokio::time::sleep(after).await;
        if !working.is_finished() {
            world.kills = 1;
        }
        working.abort();
        drop(working.await);
        tokio::time::sleep(back).await;
        if let Ok(shop) = Shop::start(&network, &disk) {
            work(shop, plan.clone(), Arc::clone(&told)).await;
        }
    } else if let Err(error) = working.await {
        world.broken.push(format!("the shop broke down: {error}"));
    }
    // A reading that says that it is whole is; one that is not says so.
    if let Ok(shop) = Shop::start(&network, &disk) {
        world.broken.extend(misread(shop.read().await, false));
    }
    let before = told.lock().unwrap_or_else(PoisonError::into_inner).clone();
    world.broken.extend(lies(&plan, &before, &network).into_iter().map(|lie| format!("before the end: {lie}")));

    // Nothing of it can be on its way any more, and nothing goes wrong from now on.
    tokio::time::sleep(Duration::from_mins(2)).await;
    network.heal();
    if let Ok(shop) = Shop::start(&network, &disk) {
        for batch in plan.producers.iter().flatten() {
            remember(&told, batch, shop.send(batch).await.map_err(|error| error.to_string()), &mut world.broken);
        }
        world.broken.extend(misread(shop.read().await, true));
    }
    let after = told.lock().unwrap_or_else(PoisonError::into_inner).clone();
    world.broken.extend(lies(&plan, &after, &network));
    world.broken.extend(unsettled(&plan, &after));
    world.broken.extend(overtaken(&plan, &after, &network));
    world.broken.extend(notes(&disk, &network));
    if network.tickets_used_twice() > 0 {
        world.broken.push("a ticket for a token was used twice".to_owned());
    }
    if network.old_signatures() > 0 {
        world.broken.push("a signature was sent twice".to_owned());
    }
    (world.sends, world.faulted) = network.counts();
    for outcome in after.values().flatten() {
        let kind = match outcome {
            RowOutcome::Applied => 0,
            RowOutcome::Rejected(_) => 1,
            RowOutcome::Unknown(_) => 2,
            RowOutcome::NotAttempted(_) => 3,
        };
        world.outcomes[kind] += 1;
    }
    world
}

/// A process of the shop, until all is sent.
async fn work(shop: Shop, plan: Plan, told: Told) {
    let producers = plan.producers.iter().map(|batches| {
        let (shop, told) = (shop.clone(), Arc::clone(&told));
        async move {
            let mut next = batches.as_slice();
            while let Some((batch, mut following)) = next.split_first() {
                let mut together = vec![batch];
                while let Some((batch, rest)) = following.split_first().filter(|(batch, _)| batch.is_together) {
                    together.push(batch);
                    following = rest;
                }
                let sends = together
                    .iter()
                    .map(|batch| async { (*batch, shop.send(batch).await.map_err(|error| error.to_string())) });
                for (batch, result) in join_all(sends).await {
                    remember(&told, batch, result, &mut Vec::new());
                }
                next = following;
            }
        }
    });
    let notes = plan.notes.iter().map(|note| shop.write(note));
    futures_util::future::join(join_all(producers), join_all(notes)).await;
}

fn remember(told: &Told, batch: &Batch, result: Result<Outcomes, String>, broken: &mut Broken) {
    match result {
        Ok(outcomes) => {
            if outcomes.len() != batch.rows.len() {
                broken.push(format!("{}: {} outcomes of {} rows", batch.id, outcomes.len(), batch.rows.len()));
            }
            told.lock().unwrap_or_else(PoisonError::into_inner).insert(batch.id.clone(), outcomes);
        }
        Err(error) => broken.push(format!("{}: {error}", batch.id)),
    }
}

/// The versions of an order that the vendor applied, in that order.
fn applied(network: &Network, way: Way) -> HashMap<String, Vec<i64>> {
    let endpoint = match way {
        Way::Push => "order.push",
        Way::Import => "order.import",
    };
    let rows = network.service().rows("shijie", endpoint);
    rows.into_iter()
        .map(|row| (row.key, row.payloads.iter().filter_map(|payload| version(payload)).collect()))
        .collect()
}

fn version(payload: &str) -> Option<i64> {
    let (_, behind) = payload.split_once(r#""version":"#)?;
    behind.split(|character: char| !character.is_ascii_digit()).find(|text| !text.is_empty())?.parse().ok()
}

/// Rows of which something was told that is not so.
fn lies(plan: &Plan, told: &HashMap<String, Outcomes>, network: &Network) -> Broken {
    let truth = [Way::Push, Way::Import].map(|way| applied(network, way));
    let mut broken = Vec::new();
    for batch in plan.producers.iter().flatten() {
        let Some(outcomes) = told.get(&batch.id) else { continue };
        let truth = &truth[usize::from(batch.way == Way::Import)];
        for (row, outcome) in batch.rows.iter().zip(outcomes) {
            let is_done = truth.get(&row.tid).is_some_and(|versions| versions.contains(&row.version));
            let is_told_done = match outcome {
                RowOutcome::Applied => true,
                RowOutcome::Rejected(_) | RowOutcome::NotAttempted(_) => false,
                RowOutcome::Unknown(_) => continue,
            };
            if is_done != is_told_done {
                broken.push(format!("{} {} v{}: told {outcome:?}, done: {is_done}", batch.id, row.tid, row.version));
            }
        }
    }
    broken
}

/// Rows of which nobody knows although the vendor is well, and such as were not sent without a reason.
fn unsettled(plan: &Plan, told: &HashMap<String, Outcomes>) -> Broken {
    let mut broken = Vec::new();
    for batch in plan.producers.iter().flatten() {
        let Some(outcomes) = told.get(&batch.id) else {
            broken.push(format!("{}: nothing was told", batch.id));
            continue;
        };
        for (row, outcome) in batch.rows.iter().zip(outcomes) {
            let is_settled = match outcome {
                RowOutcome::Applied => true,
                RowOutcome::Rejected(_) => row.version >= 1000 || CLOSED.contains(&&*row.tid),
                RowOutcome::Unknown(doubt) => {
                    matches!(doubt, Doubt::Superseded) || is_closed_in_doubt(row.tid.as_str(), doubt)
                }
                RowOutcome::NotAttempted(why) => matches!(why, Skipped::Superseded),
            };
            if !is_settled {
                broken.push(format!("{} {} v{}: at the end {outcome:?}", batch.id, row.tid, row.version));
            }
        }
    }
    broken
}

/// A row that the vendor fails, whose first time nobody knows.
fn is_closed_in_doubt(tid: &str, doubt: &Doubt) -> bool {
    CLOSED.contains(&tid) && matches!(doubt, Doubt::RejectedAgain(_))
}

/// Orders whose older version was done behind a newer one, or whose newest is not the last.
fn overtaken(plan: &Plan, told: &HashMap<String, Outcomes>, network: &Network) -> Broken {
    let mut broken = Vec::new();
    for way in [Way::Push, Way::Import] {
        let truth = applied(network, way);
        for (tid, versions) in &truth {
            if versions.windows(2).any(|pair| pair[0] > pair[1]) {
                broken.push(format!("{tid}: done in the order {versions:?}"));
            }
        }
        let mut newest: HashMap<&str, i64> = HashMap::new();
        for batch in plan.producers.iter().flatten().filter(|batch| batch.way == way) {
            for (row, outcome) in batch.rows.iter().zip(told.get(&batch.id).into_iter().flatten()) {
                let is_valid = row.version < 1000 && !CLOSED.contains(&&*row.tid);
                if is_valid && !matches!(outcome, RowOutcome::Rejected(_)) {
                    let version = newest.entry(&row.tid).or_default();
                    *version = row.version.max(*version);
                }
            }
        }
        for (tid, version) in newest {
            let last = truth.get(tid).and_then(|versions| versions.last()).copied();
            if last != Some(version) {
                broken.push(format!("{tid}: v{version} is the newest, and the vendor has {last:?}"));
            }
        }
    }
    broken
}

/// Orders that a reading skipped or read twice.
fn misread((tids, is_whole): (Vec<String>, bool), must_be_whole: bool) -> Option<String> {
    let expected: Vec<_> = (1..=LISTED).map(|number| format!("单{number}")).collect();
    let is_right = if is_whole { tids == expected } else { expected.starts_with(&tids) && !must_be_whole };
    (!is_right).then(|| format!("read {tids:?}, and told that it is {}whole", if is_whole { "" } else { "not " }))
}

/// Notes that were written more often than they were sent, or not as was told.
fn notes(disk: &Disk, network: &Network) -> Broken {
    let rows = network.service().rows("shijie", "order.note");
    let payloads: Vec<_> = rows.iter().flat_map(|row| &row.payloads).collect();
    let mut broken = Vec::new();
    for (note, outcome) in disk.notes() {
        let times = payloads.iter().filter(|payload| payload.contains(&note)).count();
        let repeated = usize::try_from(network.repeated("note", &note)).unwrap_or(0);
        let is_so = match outcome {
            NoteOutcome::Written => times >= 1,
            NoteOutcome::NotWritten => times == 0,
            NoteOutcome::Begun | NoteOutcome::Unknown => true,
        };
        if times.saturating_sub(repeated) > 1 || !is_so {
            broken.push(format!("{note}: {outcome:?}, written {times} times, {repeated} of them by the network"));
        }
    }
    broken
}

/// `simulate SEEDS [FIRST]`: plays so many seeds, and prints what was found.
pub fn run(numbers: &[u64]) -> bool {
    let count = numbers.first().copied().unwrap_or(1000);
    let first = numbers.get(1).copied().unwrap_or(0);
    let began = Instant::now();
    let next = std::sync::atomic::AtomicU64::new(first);
    let total = Mutex::new((World::default(), 0_u64));
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    if seed >= first + count {
                        break;
                    }
                    let world = play(seed);
                    let (total, broken) = &mut *total.lock().unwrap_or_else(PoisonError::into_inner);
                    if !world.broken.is_empty() {
                        *broken += 1;
                        if *broken <= 5 {
                            println!("seed {seed}:");
                            world.broken.iter().take(5).for_each(|line| println!("  {line}"));
                        }
                    }
                    total.rows += world.rows;
                    total.sends += world.sends;
                    total.faulted += world.faulted;
                    total.kills += world.kills;
                    for (sum, count) in total.outcomes.iter_mut().zip(world.outcomes) {
                        *sum += count;
                    }
                }
            });
        }
    });
    let (total, broken) = total.into_inner().unwrap_or_else(PoisonError::into_inner);
    let [applied, rejected, unknown, not_attempted] = total.outcomes;
    println!(
        "{count} seeds from {first}: {} rows pushed in {} sends, {} of them faulted, {} shops killed; \
         {applied} applied, {rejected} rejected, {unknown} unknown, {not_attempted} superseded; {broken} seeds broke a promise; {:.1} s",
        total.rows,
        total.sends,
        total.faulted,
        total.kills,
        began.elapsed().as_secs_f64()
    );
    broken == 0
}

/// `find SEEDS`: plays seeds until one breaks a promise, and says which; fails where one does.
pub fn find(numbers: &[u64]) -> bool {
    let count = numbers.first().copied().unwrap_or(1000);
    for seed in 0..count {
        if let Some(broken) = play(seed).broken.first() {
            println!("found by seed {seed}: {broken}");
            return false;
        }
    }
    println!("not found in {count} seeds");
    true
}
