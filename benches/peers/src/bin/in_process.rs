//! What each work of a table takes of this thread's CPU time, beside those of others: medians of rounds in which each has
//! its turn, so that a busy machine slows all.
//!
//! `in_process push|answers [ROUNDS]`

use std::error::Error;
use std::hint::black_box;
use std::time::Duration;

use nix::time::{ClockId, clock_gettime};

use signwright_peers::pairs::{Work, pairs};
use signwright_peers::{median, print_row};

/// How long a turn is at least, so that reading the clock costs nothing beside it.
const TURN: Duration = Duration::from_micros(300);

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let table = arguments.next().unwrap_or_default();
    let rounds = arguments.next().map_or(Ok(301), |rounds| rounds.parse::<usize>())?.max(1);
    for pair in pairs(&table)? {
        let mut works = vec![("", pair.ours)];
        works.extend(pair.peers);
        let mut turns: Vec<_> = works.into_iter().map(|(peer, work)| Turns::new(peer, work)).collect();
        for _ in 0..rounds {
            turns.iter_mut().for_each(Turns::take);
        }
        let mut medians = turns.into_iter().map(|turns| (turns.peer, median(turns.times)));
        let Some((_, ours)) = medians.next() else { continue };
        for (peer, theirs) in medians {
            print_row(pair.row, "µs", ours, peer, theirs);
        }
    }
    Ok(())
}

struct Turns {
    peer: &'static str,
    work: Work,
    /// How often the work is done in a turn.
    repeat: u32,
    /// Of the work done once, in µs.
    times: Vec<f64>,
}

impl Turns {
    fn new(peer: &'static str, mut work: Work) -> Self {
        let mut repeat = 1;
        while timed(&mut work, repeat) < TURN && repeat < 1 << 20 {
            repeat *= 2;
        }
        Self { peer, work, repeat, times: Vec::new() }
    }

    fn take(&mut self) {
        let time = timed(&mut self.work, self.repeat);
        self.times.push(time.as_secs_f64() * 1e6 / f64::from(self.repeat));
    }
}

fn timed(work: &mut Work, repeat: u32) -> Duration {
    let start = cpu_time();
    for _ in 0..repeat {
        black_box(work());
    }
    cpu_time().saturating_sub(start)
}

/// What this thread has computed until now, which other programs do not lengthen.
fn cpu_time() -> Duration {
    clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).map_or(Duration::ZERO, Duration::from)
}
