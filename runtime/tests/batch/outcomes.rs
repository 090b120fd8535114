//! What a call says of each of its rows.

use signwright_runtime::{Fields as _, Repeatable};

use crate::platform::{Ask, Once, Placed, Read, Silent, orders, push};
use crate::world::Fault::{Done, Fine, Lost, NotSent, Says};
use crate::world::{BOTH, World, both, sent, words};

const APPLIED: &str = "applied";

/// Eight orders in two calls, of which one comes to this.
fn told(fault: &crate::world::Fault) -> Vec<String> {
    both(|world, way| {
        world.faults([fault.clone(), Fine]);
        sent(world, way, &push(orders(8)))
    })
}

fn all_begin(outcomes: &[String], with: &str) -> bool {
    outcomes.iter().all(|outcome| outcome.starts_with(with))
}

#[test]
fn rows_that_an_answer_names_are_rejected_and_the_others_applied() {
    let told = both(|world, way| {
        world.fail(&["单2", "单6"]);
        sent(world, way, &push(orders(8)))
    });
    let failed = "rejected: E1 库存不足";
    assert_eq!(told, [APPLIED, APPLIED, failed, APPLIED, APPLIED, APPLIED, failed, APPLIED]);
}

#[test]
fn a_failure_that_tells_no_row_leaves_the_others_unknown() {
    let answer = r#"{"code":0,"failed":[{"no":"单1","code":"E1"},{"no":"别的","msg":"无货"}]}"#;
    let told = told(&Done(answer));
    assert_eq!(told[1], "rejected: E1");
    assert!(all_begin(&[&told[..1], &told[2..5]].concat(), "unknown: the answer does not tell"), "{told:?}");
    assert!(all_begin(&told[5..], APPLIED));
}

#[test]
fn an_answer_that_lists_each_row_in_its_place_tells_of_no_row_that_it_leaves_out() {
    for way in BOTH {
        let told = |answer| {
            let world = World::default();
            world.faults([Done(answer)]);
            words(&way.send(world.client().batch(&Placed(push(orders(3))))).unwrap())
        };
        let all = told(r#"{"code":0,"failed":[{"no":"单0"},{"no":"单1","code":"E1","msg":"无货"},{"no":"单2"}]}"#);
        assert_eq!(all, [APPLIED, "rejected: E1 无货", APPLIED]);
        let unknown = "unknown: the answer does not tell which rows failed";
        assert_eq!(told(r#"{"code":0,"failed":[{},{"code":"E1"}]}"#), [unknown, "rejected: E1", unknown]);
        assert_eq!(told(r#"{"code":0,"failed":[{},{},{},{}]}"#), [unknown; 3]);
        assert_eq!(told(r#"{"code":0}"#), [unknown; 3]);
    }
}

#[test]
fn what_is_accepted_lost_or_cannot_be_read_is_unknown() {
    assert!(all_begin(&told(&Done(r#"{"code":8}"#))[..5], "unknown: accepted, and not done yet"));
    for fault in [Lost { applied: true }, Lost { applied: false }, Says("<html>网关</html>")] {
        let told = told(&fault);
        assert!(all_begin(&told[..5], "unknown: sent, but its outcome is unknown"), "{told:?}");
        assert!(all_begin(&told[5..], APPLIED), "the next call goes on");
    }
    // Done, but the list of failures cannot be read.
    let unread = told(&Done(r#"{"code":0,"failed":"全部"}"#));
    assert!(all_begin(&unread[..5], "unknown: done, but the answer cannot be read"), "{unread:?}");
    // Where an answer tells of no failures, none could be missed.
    for way in BOTH {
        let world = World::default();
        world.faults([Done(r#"{"code":0,"failed":"全部"}"#)]);
        let report = way.send(world.client().batch(&Silent(push(orders(3)))).rows("orders")).unwrap();
        assert!(report.is_whole(), "{report}");
    }
}

#[test]
fn what_is_done_in_part_is_unknown_but_for_rows_that_are_named() {
    let told = told(&Done(r#"{"code":7,"message":"部分成功","failed":[{"no":"单3","code":"E9","msg":"无此商品"}]}"#));
    assert_eq!(told[3], "rejected: E9 无此商品");
    assert!(all_begin(&[&told[..3], &told[4..5]].concat(), "unknown: done in part"), "{told:?}");
    assert!(all_begin(&told[5..], APPLIED));
}

#[test]
fn a_refusal_of_the_call_ends_the_batch_and_nothing_was_attempted() {
    for words in [r#"{"code":5,"message":"太频繁"}"#, r#"{"code":6}"#, r#"{"code":"bad:sign"}"#] {
        let told = told(&Says(words));
        assert!(all_begin(&told, "not attempted: refused: "), "{told:?}");
    }
    // One that names a field of the request is about what it holds.
    let world = World::default();
    world.faults([Says(r#"{"code":"bad:memo"}"#)]);
    assert!(sent(&world, BOTH[0], &push(orders(8))).iter().all(|outcome| outcome == APPLIED), "its halves were sent");
}

#[test]
fn what_cannot_be_sent_ends_the_batch_unless_it_is_to_go_on() {
    assert!(all_begin(&told(&NotSent), "not attempted: not sent"));
    let told = both(|world, way| {
        world.faults([NotSent]);
        words(&way.send(world.client().batch(&push(orders(8))).through_outages()).unwrap())
    });
    assert!(all_begin(&told[..5], "not attempted: not sent") && all_begin(&told[5..], APPLIED), "{told:?}");
}

#[test]
fn a_refused_call_is_sent_in_halves_down_to_the_rows_that_are_refused() {
    for is_leaky in [false, true] {
        let told = both(|world, way| {
            world.with(|state| state.is_leaky = is_leaky);
            world.refuse(&["单1", "单6"]);
            let told = sent(world, way, &push(orders(8)));
            assert_eq!(world.with(|state| state.kept.len()), 6);
            told
        });
        let refused = "rejected: refused: 99 订单不正确";
        assert_eq!(told, [APPLIED, refused, APPLIED, APPLIED, APPLIED, APPLIED, refused, APPLIED]);
    }
}

#[test]
fn no_more_extra_calls_are_made_than_allowed_and_then_nothing_is_claimed() {
    let told = both(|world, way| {
        world.refuse(&["单0"]);
        let report = way.send(world.client().batch(&push(orders(8))).at_most(8).extra_calls(3)).unwrap();
        assert_eq!(world.calls().len(), 3);
        words(&report)
    });
    assert!(all_begin(&told[..4], "unknown: together with other rows refused: 99"), "{told:?}");
    assert!(all_begin(&told[4..], APPLIED));
}

#[test]
fn what_must_not_be_done_twice_is_not_halved() {
    for way in BOTH {
        let scene = |report: Vec<String>, world: &World, halves: bool| {
            assert_eq!(world.calls().len() > 2, halves);
            let unknown = report.iter().filter(|outcome| outcome.starts_with("unknown: together with other rows"));
            assert_eq!(unknown.count(), if halves { 0 } else { 5 }, "{report:?}");
        };
        let world = || {
            let world = World::default();
            world.refuse(&["单1"]);
            world
        };
        let all = push(orders(8));
        let (ask, once, read) = (world(), world(), world());
        scene(words(&way.send(ask.client().batch(&Ask(all.clone()))).unwrap()), &ask, false);
        scene(words(&way.send(once.client().batch(&Once(all.clone()))).unwrap()), &once, false);
        scene(words(&way.send(read.client().batch(&Read(all))).unwrap()), &read, true);
    }
}

#[test]
fn an_end_within_halves_leaves_unknown_what_the_refused_call_may_have_done() {
    let told = both(|world, way| {
        world.faults([Fine, Fine, Says(r#"{"code":5,"message":"太频繁"}"#)]);
        world.refuse(&["单1"]);
        sent(world, way, &push(orders(8)))
    });
    // 5 refused, 3 refused, and of 2 throttled.
    assert!(all_begin(&told[..5], "unknown: together with other rows refused: 99"), "{told:?}");
    assert!(all_begin(&told[5..], "not attempted: refused: 5"), "{told:?}");
}

#[test]
fn a_call_makes_its_attempts_and_a_refusal_after_an_unknown_one_tells_nothing() {
    let told = both(|world, way| {
        world.faults([Lost { applied: true }, Fine, Lost { applied: false }, Says(r#"{"code":99,"message":"不行"}"#)]);
        let client = world.client().with_attempts(2);
        words(&way.send(client.batch(&push(orders(8)))).unwrap())
    });
    assert!(all_begin(&told[..5], APPLIED) && all_begin(&told[5..], "unknown: refused: 99"), "{told:?}");
    // A single row of its own too.
    let world = World::default();
    world.faults([Lost { applied: true }, Says(r#"{"code":99}"#)]);
    let client = world.client().with_attempts(2);
    let report = client.batch(&push(orders(1))).send().unwrap();
    let Err(error) = &report.calls()[0].result else { panic!() };
    assert_eq!((report.counts().unknown, error.repeatable()), (1, Repeatable::Pointless));
    assert!(report.unknown().next().is_some() && report.rejected().next().is_none());
    let memo = push(orders(1)).with(|push| push.memo = Some("备注".into()));
    assert_eq!(client.batch(&memo).send().unwrap().applied().collect::<Vec<_>>(), [0]);
}
