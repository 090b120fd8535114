//! A seed's world from its first call to its last: the shop sends what it has, is perhaps killed and comes back, and goes on
//! when the vendor is well again. What it was told is then compared with what the vendor did.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use signwright_sandbox::Service;
use signwright_tests::random::Random;

use crate::network::Network;
use crate::shijie::API;
use crate::shop::{Batch, Disk, NoteOutcome, Plan, Shop, vendor_options};
use crate::verdict::{self, Broken, Outcome, Rejects, Told, Truth};

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

/// What was told, as several tasks write it.
type Shared = Arc<Mutex<Told>>;

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
    let options = vendor_options(&mut random).unchanged_counts(random.chance(500));
    let mut world = World { rows: u64::try_from(plan.rows()).unwrap_or(0), ..World::default() };
    let api = match API.api() {
        Ok(api) => api,
        Err(error) => {
            world.broken.push(error.to_string());
            return world;
        }
    };
    let network = Network::new(Service::new(&[api], options), random.branch(2), faults);
    let (disk, told) = (Disk::default(), Shared::default());

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
    world.broken.extend(
        verdict::lies(&plan, &before, &truth(&network)).into_iter().map(|lie| format!("before the end: {lie}")),
    );

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
    let truth = truth(&network);
    world.broken.extend(verdict::lies(&plan, &after, &truth));
    world.broken.extend(verdict::unsettled(&plan, &after, Rejects::Bad));
    world.broken.extend(verdict::overtaken(&plan, &after, &truth));
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
            Outcome::Applied => 0,
            Outcome::Rejected => 1,
            Outcome::Unknown | Outcome::RejectedAgain | Outcome::SupersededUnknown => 2,
            Outcome::NotAttempted | Outcome::Superseded => 3,
        };
        world.outcomes[kind] += 1;
    }
    world
}

/// A process of the shop, until all is sent.
async fn work(shop: Shop, plan: Plan, told: Shared) {
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

fn truth(network: &Network) -> Truth {
    Truth::of(|endpoint| network.service().rows("shijie", endpoint))
}

fn remember(told: &Shared, batch: &Batch, result: Result<Vec<Outcome>, String>, broken: &mut Broken) {
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
