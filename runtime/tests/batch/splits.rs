//! What goes together in a call, and what is set aside before anything is sent.

use signwright_runtime::{Error, Fields as _, Rejection, RowOutcome};

use crate::platform::{Line, LineRequired, Push, Silent, Tags, order, orders, push};
use crate::world::{BOTH, World, both, sent, words};

#[test]
fn no_rows_are_an_empty_report_and_no_call() {
    for way in BOTH {
        let world = World::default();
        let report = way.send(world.client().batch(&push(Vec::new()))).unwrap();
        assert!(report.is_empty() && report.is_whole() && report.calls().is_empty() && world.calls().is_empty());
        assert_eq!(report.to_string(), "0 rows: 0 applied, 0 rejected, 0 unknown, 0 not attempted");
    }
}

#[test]
fn as_many_as_recommended_or_as_the_caller_says() {
    let sizes = |world: &World| world.calls().iter().map(Vec::len).collect::<Vec<_>>();
    for way in BOTH {
        let world = World::default();
        let all = push(orders(12));
        let report = way.send(world.client().batch(&all)).unwrap();
        assert!(report.is_whole() && report.len() == 12);
        assert_eq!(sizes(&world), [5, 5, 2]);
        assert_eq!(world.calls().concat(), (0..12).collect::<Vec<_>>());
        let replies: Vec<_> = report.calls().iter().map(|call| call.result.as_ref().unwrap().response.total).collect();
        assert_eq!(replies, [Some(5), Some(5), Some(2)]);
        for (count, expected) in [(1, vec![1; 12]), (0, vec![1; 12]), (9, vec![9, 3])] {
            let world = World::default();
            assert!(way.send(world.client().batch(&all).at_most(count)).unwrap().is_whole());
            assert_eq!(sizes(&world), expected, "{count}");
        }
    }
}

#[test]
fn equal_values_go_into_later_calls_in_their_order() {
    let mut all = orders(6);
    // Twice the same order: the newest last.
    all[3].no = "单0".into();
    for index in [1, 2, 4] {
        all[index].nick = Some("张三".into());
    }
    all[5].lines = Some(vec![Line::new(LineRequired { id: "L".into() })]);
    all[2].lines = all[5].lines.clone();
    let world = World::default();
    assert!(sent(&world, BOTH[0], &push(all)).iter().all(|outcome| outcome == "applied"));
    assert_eq!(world.calls(), [vec![0, 1, 2], vec![3, 4, 5]]);
    assert_eq!(world.with(|state| state.kept["单0"]), 3);
}

#[test]
fn by_bytes_no_call_is_larger_and_a_row_that_is_alone_too_large_is_set_aside() {
    let mut all = orders(30);
    all[7].nick = Some("很长的名字".repeat(4));
    all[20].lines = Some((0..40).map(|id| Line::new(LineRequired { id: format!("行{id}") })).collect());
    let all = push(all);
    for way in BOTH {
        let world = World::default();
        let report = way.send(world.client().batch(&all).at_most(50).bytes(900)).unwrap();
        let Some(RowOutcome::Rejected(Rejection::Invalid(violations))) = report.outcomes().get(20) else { panic!() };
        assert_eq!((violations.0[0].path.as_str(), violations.0[0].rule), ("orders[20]", "bytes"));
        assert_eq!(report.counts().applied, 29);
        let bytes = world.with(|state| state.bytes.clone());
        assert!(bytes.iter().all(|bytes| *bytes <= 900), "{bytes:?}");
        // Nor are there many more calls than must be: two rows fit wherever one is missing.
        assert!(bytes[..bytes.len() - 1].iter().all(|bytes| *bytes > 600), "{bytes:?}");
    }
}

#[test]
fn rows_that_break_their_table_are_set_aside_and_the_others_go_on() {
    let scene = |world: &World, way| {
        let mut all = orders(9);
        all[1].num = 100;
        all[6].no = String::new();
        all[7].lines = Some(["L", "L"].map(|id| Line::new(LineRequired { id: id.into() })).into());
        sent(world, way, &push(all))
    };
    let told = both(scene);
    assert!(told[1].starts_with("rejected: orders[1].num: "), "{}", told[1]);
    assert!(told[6].starts_with("rejected: orders[6].no: "), "{}", told[6]);
    let unique = "rejected: orders[7].lines[1].id: the same value as orders[7].lines[0].id [unique] 行号唯一";
    assert_eq!(told[7], unique);
    assert_eq!(told.iter().filter(|outcome| *outcome == "applied").count(), 6);
    // What was set aside leaves its room to others.
    let world = World::default();
    scene(&world, BOTH[0]);
    assert_eq!(world.calls(), [vec![0, 2, 3, 4, 5], vec![8]]);
}

#[test]
fn what_is_wrong_beside_the_rows_stops_all() {
    for way in BOTH {
        let world = World::default();
        let mut all = push(orders(9));
        all.shop = "店铺名称过长过长过长".into();
        all.orders[8].num = -1;
        let Err(Error::Invalid(violations)) = way.send(world.client().batch(&all)) else { panic!() };
        assert!(violations.iter().any(|violation| violation.path == "shop") && world.calls().is_empty());
    }
}

#[test]
fn the_list_is_the_bounded_one_or_that_of_failures_or_the_callers() {
    let all = push(orders(7)).with(|push| push.tags = Some((0..3).map(|tag| tag.to_string()).collect()));
    let world = World::default();
    assert!(world.client().batch(&Push::clone(&all)).send().unwrap().is_whole());
    assert_eq!(world.calls().len(), 2);
    // Failures are told of another list, of which no call may have more than three.
    let many = all.clone().with(|push| push.tags = Some((0..5).map(|tag| tag.to_string()).collect()));
    let report = world.client().batch(&Tags(many)).at_most(9).send().unwrap();
    assert_eq!((report.len(), world.calls().len()), (5, 4));
    // Nothing tells which of two it is.
    let Err(Error::Invalid(violations)) = world.client().batch(&Silent(all.clone())).send() else { panic!() };
    assert!(violations.0[0].message.contains("(tags, orders): say by `rows`"), "{violations}");
    assert!(world.client().batch(&Silent(all.clone())).rows("orders").send().unwrap().is_whole());
    let report = world.client().batch(&all).rows("tags").at_most(1).send().unwrap();
    assert_eq!((report.len(), world.calls().len()), (3, 9));
    for wrong in ["shop", "orders.no", "nowhere", ""] {
        let Err(Error::Invalid(violations)) = world.client().batch(&all).rows(wrong).send() else { panic!("{wrong}") };
        assert_eq!(violations.0[0].rule, "rows", "{wrong}");
    }
}

#[test]
fn a_report_shows_no_personal_data() {
    let world = World::default();
    world.fail(&["单1"]);
    let mut all = orders(3);
    all[1].nick = Some("王小明".into());
    all[2].nick = Some("李四的名字长长长长长长长长长长长长长长长长".into());
    let report = world.client().batch(&push(all)).send().unwrap();
    assert_eq!(words(&report)[1], "rejected: E1 库存不足");
    let shown = format!("{report:?} {report} {report:#?}");
    assert!(!shown.contains("王小明") && !shown.contains("李四") && !shown.contains("秘密"), "{shown}");
    assert!(world.client().batch(&push(vec![order("a", 1)])).send().unwrap().is_whole());
}
