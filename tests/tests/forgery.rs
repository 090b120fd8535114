//! Honest and altered requests under every scheme of `schemes/`: an honest one is always authentic, one whose signed
//! part was altered never is. A few thousand of each in every test run; a million of each with
//! `cargo test --release -p signwright-tests --test forgery -- --ignored`.

mod forge;

use forge::{Bench, Random};

fn run(rounds: u32, seed: u64) {
    let arenas = forge::arenas();
    let benches = Bench::all(&arenas);
    let mut random = Random(seed);
    let (mut honest, mut forged, mut same) = (0, 0, 0);
    while honest < rounds || forged < rounds {
        let bench = &benches[random.below(benches.len())];
        let sent = bench.send(&mut random);
        bench
            .judge(&sent)
            .unwrap_or_else(|error| panic!("{}: an honest request is refused: {error}\n{sent:#?}", bench.name));
        honest += 1;
        for _ in 0..4 {
            match bench.alter(&sent, &mut random) {
                Some(altered) if bench.judge(&altered).is_ok() => {
                    panic!("{}: accepted {altered:#?}\ninstead of {sent:#?}", bench.name)
                }
                Some(_) => forged += 1,
                None => same += 1,
            }
        }
    }
    // Most alterations must be real ones, or this would show nothing.
    assert!(forged > same, "{forged} altered, {same} not");
}

#[test]
fn no_altered_request_is_taken_and_no_honest_one_refused() {
    run(2_000, 1);
}

#[test]
#[ignore = "takes minutes; run it in a release build"]
fn nor_among_a_million() {
    run(1_000_000, 2);
}
