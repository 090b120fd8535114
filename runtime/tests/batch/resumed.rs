//! Going on where an earlier run ended, by its report.

use signwright_runtime::RowOutcome;

use crate::platform::{Ask, Once, order, orders, push};
use crate::world::Fault::{Done, Fine, Lost, NotSent, Says};
use crate::world::{BOTH, World, both, words};

#[test]
fn what_is_settled_is_left_alone_and_the_others_are_sent() {
    let told = both(|world, way| {
        let all = push(orders(17));
        world.fail(&["单1"]);
        world.faults([Fine, Lost { applied: false }, Says(r#"{"code":5}"#)]);
        let client = world.client();
        let report = way.send(client.batch(&all)).unwrap();
        assert_eq!(report.to_string(), "17 rows: 4 applied, 1 rejected, 5 unknown, 7 not attempted");
        let report = way.send(client.batch(&all).resume(&report)).unwrap();
        assert_eq!(report.to_string(), "17 rows: 16 applied, 1 rejected, 0 unknown, 0 not attempted");
        assert_eq!(world.calls()[3..], [(5..10).collect(), (10..15).collect(), vec![15, 16]]);
        // There is nothing left to do.
        let again = way.send(client.batch(&all).resume(&report)).unwrap();
        assert!(again.outcomes() == report.outcomes() && again.calls().is_empty());
        words(&again)
    });
    assert_eq!(told[1], "rejected: E1 库存不足", "its reason is kept");
}

#[test]
fn what_may_not_be_repeated_stays_unknown_until_the_caller_asks() {
    for way in BOTH {
        let world = World::default();
        let all = Ask(push(orders(3)));
        world.faults([Lost { applied: true }]);
        let client = world.client();
        let first = way.send(client.batch(&all)).unwrap();
        let second = way.send(client.batch(&all).resume(&first)).unwrap();
        assert_eq!((second.counts().unknown, world.calls().len()), (3, 1));
        assert_eq!(second.outcomes(), first.outcomes());
        let third = way.send(client.batch(&all).resume(&second).repeat_unknown()).unwrap();
        assert!(third.is_whole() && world.calls().len() == 2);
    }
}

#[test]
fn a_second_time_that_is_refused_tells_nothing_of_the_first() {
    for way in BOTH {
        let world = World::default();
        let all = Once(push(orders(3)));
        world.faults([Lost { applied: true }, Says(r#"{"code":99,"message":"已存在"}"#), Fine]);
        world.fail(&["单2"]);
        let client = world.client();
        let report = way.send(client.batch(&all)).unwrap();
        let report = way.send(client.batch(&all).resume(&report)).unwrap();
        assert_eq!(world.calls()[1..], [vec![0], vec![1], vec![2]], "one by one, as one may have others refused");
        let told = words(&report);
        let again = "unknown: sent again after an unknown outcome, and rejected then: ";
        assert_eq!(told, [format!("{again}refused: 99 已存在"), "applied".to_owned(), format!("{again}E1 库存不足")]);
    }
}

#[test]
fn rows_that_were_only_refused_together_are_rejected_alone() {
    let world = World::default();
    let all = push(orders(4));
    world.refuse(&["单2"]);
    let client = world.client();
    let report = client.batch(&all).extra_calls(0).send().unwrap();
    assert_eq!(report.counts().unknown, 4);
    let report = client.batch(&all).resume(&report).send().unwrap();
    assert_eq!(words(&report), ["applied", "applied", "rejected: refused: 99 订单不正确", "applied"]);
}

#[test]
fn what_was_accepted_is_not_sent_again_by_itself() {
    let world = World::default();
    let all = push(orders(2));
    world.faults([Done(r#"{"code":8}"#)]);
    let client = world.client();
    let report = client.batch(&all).send().unwrap();
    let report = client.batch(&all).resume(&report).send().unwrap();
    assert_eq!((report.counts().unknown, world.calls().len()), (2, 1));
    assert!(client.batch(&all).resume(&report).repeat_unknown().send().unwrap().is_whole());
}

#[test]
fn an_old_row_is_not_sent_after_a_newer_one_of_its_key() {
    for way in BOTH {
        // The first is lost, the second of the same order is done.
        let world = World::default();
        let all = push(vec![order("甲", 1), order("乙", 2), order("甲", 3)]);
        world.faults([Lost { applied: false }, Fine]);
        let client = world.client();
        let report = way.send(client.batch(&all)).unwrap();
        let report = way.send(client.batch(&all).resume(&report)).unwrap();
        assert_eq!(words(&report), ["unknown: something newer of the same key was sent since", "applied", "applied"]);
        assert_eq!((world.calls(), world.with(|state| state.kept["甲"])), (vec![vec![1, 2], vec![3], vec![2]], 3));
        // Not even if it is asked for.
        let report = way.send(client.batch(&all).resume(&report).repeat_unknown()).unwrap();
        assert_eq!((report.counts().unknown, world.calls().len()), (1, 3));

        let world = World::default();
        world.faults([NotSent]);
        let client = world.client();
        let report = way.send(client.batch(&all).through_outages()).unwrap();
        let report = way.send(client.batch(&all).resume(&report)).unwrap();
        let told = words(&report);
        assert_eq!(told[0], "not attempted: something newer of the same key was sent already");
        assert!(told[1..].iter().all(|outcome| outcome == "applied"), "{told:?}");
    }
}

#[test]
fn rows_are_found_again_by_what_they_hold() {
    let world = World::default();
    world.faults([Fine, Lost { applied: true }]);
    let client = world.client();
    let report = client.batch(&Ask(push(orders(8)))).send().unwrap();
    // One less, one changed, and in another order.
    let mut all = orders(8);
    all.remove(2);
    all.reverse();
    all[6].num = 77;
    let report = client.batch(&Ask(push(all))).resume(&report).send().unwrap();
    let unknown: Vec<_> = report.unknown().map(|(row, _)| row).collect();
    assert_eq!((unknown, report.counts().applied), (vec![0, 1, 2], 4));
    assert_eq!(world.calls()[2..], [vec![77]], "a row that holds something else is a new one");
    assert!(matches!(report.outcomes()[6], RowOutcome::Applied));
}
