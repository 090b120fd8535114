//! A few of what `sockets` and `kills` try: real sockets, real processes, real files.

use std::path::Path;

#[test]
fn what_is_pushed_through_faults_over_sockets_is_told_as_it_is() {
    assert!(signwright_simulation::real::sockets(&[400]));
}

#[test]
fn a_shop_that_is_killed_goes_on_by_its_journal() {
    let program = Path::new(env!("CARGO_BIN_EXE_signwright-simulation"));
    let (kills, rows, broken) = signwright_simulation::real::killed(program, 4).expect("processes");
    assert!(broken.is_empty() && kills >= 4 && rows > 0, "{kills} kills, {rows} rows: {broken:#?}");
}
