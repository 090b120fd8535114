//! A few seeds of the simulation; `cargo run --release -p signwright-simulation -- simulate 20000` plays them all.

#[test]
fn a_shop_is_told_the_truth_and_loses_nothing() {
    let (mut rows, mut faulted, mut kills) = (0, 0, 0);
    for seed in 0..40 {
        let world = signwright_simulation::simulate::play(seed);
        assert!(world.broken.is_empty(), "seed {seed}: {:#?}", world.broken);
        rows += world.rows;
        faulted += world.faulted;
        kills += world.kills;
    }
    assert!(rows > 4000 && faulted > 300 && kills > 4, "{rows} rows, {faulted} faults, {kills} kills");
}

#[test]
fn a_seed_is_the_same_world_each_time() {
    let first = signwright_simulation::simulate::play(7);
    let second = signwright_simulation::simulate::play(7);
    assert_eq!((first.sends, first.faulted, first.outcomes), (second.sends, second.faulted, second.outcomes));
}
