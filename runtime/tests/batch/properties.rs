//! Whatever the rows, the server and the network do: each row has one outcome, none is told better than it is, and equal
//! keys keep their order.

use std::collections::HashMap;

use proptest::prelude::*;
use signwright_runtime::{BatchReport, LocalJournal, RowOutcome};

use crate::platform::{Answer, Ask, Order, order, push};
use crate::world::{BOTH, Fault, World};

fn fault() -> impl Strategy<Value = Fault> {
    prop_oneof![
        6 => Just(Fault::Fine),
        1 => Just(Fault::NotSent),
        1 => any::<bool>().prop_map(|applied| Fault::Lost { applied }),
        1 => Just(Fault::Says(r#"{"code":5,"message":"太频繁"}"#)),
        1 => Just(Fault::Says("<html>网关</html>")),
        1 => Just(Fault::Says(r#"{"code":99,"message":"不行"}"#)),
        1 => Just(Fault::Done(r#"{"code":0,"failed":[{"no":"没有"}]}"#)),
        1 => Just(Fault::Done(r#"{"code":7,"message":"部分"}"#)),
    ]
}

/// Orders of few numbers, so that many are equal; what each holds tells it from all others.
fn rows() -> impl Strategy<Value = Vec<(u8, u8)>> {
    proptest::collection::vec((0_u8..12, 0_u8..4), 0..24)
}

fn orders(rows: &[(u8, u8)]) -> Vec<Order> {
    let row = |(index, (no, nick)): (usize, &(u8, u8))| {
        let mut order = order(&format!("单{no}"), i64::try_from(index).unwrap());
        // Some break their table.
        order.nick = Some(if *nick == 3 { "长".repeat(21) } else { format!("网名{nick}") });
        order
    };
    rows.iter().enumerate().map(row).collect()
}

/// What holds after a run, whatever was sent before.
fn check(world: &World, rows: &[(u8, u8)], report: &BatchReport<Answer>, times: usize) -> Result<(), TestCaseError> {
    prop_assert_eq!(report.len(), rows.len());
    let counts = report.counts();
    prop_assert_eq!(counts.applied + counts.rejected + counts.unknown + counts.not_attempted, rows.len());
    let (calls, kept) = world.with(|state| (state.heard.clone(), state.kept.clone()));
    let mut sent: HashMap<i64, usize> = HashMap::new();
    let mut newest: HashMap<&str, i64> = HashMap::new();
    for (no, num) in calls.iter().flatten() {
        *sent.entry(*num).or_default() += 1;
        let before = newest.insert(no, *num);
        prop_assert!(before.is_none_or(|before| before <= *num), "an old row was sent after a newer one: {:?}", calls);
    }
    for call in &calls {
        prop_assert!(call.len() <= 5 && (1..=5).contains(&call.len()));
        let mut numbers: Vec<_> = call.iter().map(|(no, _)| no).collect();
        numbers.sort_unstable();
        numbers.dedup();
        prop_assert_eq!(numbers.len(), call.len(), "two of one key in a call");
    }
    for (index, outcome) in report.outcomes().iter().enumerate() {
        let num = i64::try_from(index).unwrap();
        let (no, was_sent) = (format!("单{}", rows[index].0), sent.get(&num).copied().unwrap_or(0));
        prop_assert!(was_sent <= times);
        match outcome {
            // Done: the server has it, or a newer one of its key.
            RowOutcome::Applied => {
                prop_assert!(was_sent > 0 && kept.get(&no).is_some_and(|kept| *kept >= num));
            }
            // Not done: the server has not got it.
            RowOutcome::Rejected(_) => prop_assert_ne!(kept.get(&no), Some(&num)),
            RowOutcome::NotAttempted(_) => prop_assert_ne!(kept.get(&no), Some(&num)),
            RowOutcome::Unknown(_) => prop_assert!(was_sent > 0),
        }
    }
    Ok(())
}

fn world(faults: &[Fault], refused: &[u8], failing: &[u8], is_leaky: bool) -> World {
    let world = World::default();
    // One who refuses a row by a whim, and has done it before in a call that was refused, cannot be told the truth of.
    let is_whim = |fault: &&Fault| matches!(fault, Fault::Says(words) if words.contains("99"));
    world.faults(faults.iter().filter(|fault| !is_leaky || !is_whim(fault)).cloned());
    world.with(|state| {
        state.is_leaky = is_leaky;
        state.refused = refused.iter().map(|no| format!("单{no}")).collect();
        state.failing = failing.iter().map(|no| format!("单{no}")).collect();
    });
    world
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn every_row_has_one_outcome_that_is_true(
        rows in rows(),
        faults in proptest::collection::vec(fault(), 0..12),
        (refused, failing) in (proptest::collection::vec(0_u8..12, 0..3), proptest::collection::vec(0_u8..12, 0..3)),
        (is_leaky, goes_on, has_journal, extra) in (any::<bool>(), any::<bool>(), any::<bool>(), 0_usize..20),
    ) {
        let push = push(orders(&rows));
        let [blocking, without] = BOTH.map(|way| -> Result<_, TestCaseError> {
            let world = world(&faults, &refused, &failing, is_leaky);
            let (client, journal) = (world.client(), LocalJournal::default());
            let batch = || {
                let batch = client.batch(&push).extra_calls(extra);
                let batch = if goes_on { batch.through_outages() } else { batch };
                if has_journal { batch.journal(&journal, "批次") } else { batch }
            };
            let mut report = way.send(batch()).expect("a sound request");
            check(&world, &rows, &report, 6)?;
            let mut told = vec![report.outcomes().to_vec()];
            for _ in 0..3 {
                let before = report.counts();
                report = way.send(batch().resume(&report)).expect("a sound request");
                check(&world, &rows, &report, 24)?;
                prop_assert!(report.counts().applied >= before.applied, "what is settled stays");
                told.push(report.outcomes().to_vec());
            }
            Ok((told, world.calls()))
        });
        prop_assert_eq!(blocking?, without?);
    }

    #[test]
    fn what_must_not_be_repeated_is_on_the_wire_once(
        rows in rows(),
        faults in proptest::collection::vec(fault(), 0..12),
        refused in proptest::collection::vec(0_u8..12, 0..3),
        (is_leaky, goes_on) in (any::<bool>(), any::<bool>()),
    ) {
        let ask = Ask(push(orders(&rows)));
        let world = world(&faults, &refused, &[], is_leaky);
        let (client, journal) = (world.client(), LocalJournal::default());
        for _ in 0..4 {
            let batch = client.batch(&ask).journal(&journal, "批次");
            let report = if goes_on { batch.through_outages() } else { batch }.send().expect("a sound request");
            let counts = report.counts();
            prop_assert_eq!(counts.applied + counts.rejected + counts.unknown + counts.not_attempted, rows.len());
            let mut heard: Vec<_> = world.with(|state| state.heard.concat());
            let times = heard.len();
            heard.sort_unstable();
            heard.dedup();
            prop_assert_eq!(heard.len(), times, "{:?}", world.calls());
        }
    }
}
