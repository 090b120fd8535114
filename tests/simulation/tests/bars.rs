//! The bars with smaller numbers. Their commands print the figures of the whole ones.
#![allow(missing_docs)]

use std::time::Duration;

use signwright_simulation::bars::{codes, outage, skew, tokens};

#[test]
fn an_outage_is_amplified_by_a_fifth_at_most_and_over_as_soon_as_it_ends() {
    let (concurrent, blocking) = (outage::measure(2000, 64, 7), outage::measure_blocking(500, 7));
    for figures in [concurrent, blocking] {
        // A fifth, and the reserve of a hundred that many calls make nothing of.
        assert!(figures.sends <= figures.calls * 119 / 100 + 100, "{figures:?}");
        assert!(figures.sends > figures.calls * 110 / 100, "something is repeated: {figures:?}");
        assert_eq!((figures.too_good, figures.failed), (0, 0), "{figures:?}");
        let soon = Duration::from_secs(5);
        assert!(figures.first.is_some_and(|first| first <= soon) && figures.longest <= soon, "{figures:?}");
    }
}

#[test]
fn a_token_that_ends_is_renewed_once_and_no_call_is_lost() {
    let once = tokens::measure(64, 1, 0, 7);
    assert!(once.are_good() && once.refused <= 64, "{once:?}");
    let often = tokens::measure(16, 12, 3, 7);
    assert!(often.are_good() && often.failures == 3, "{often:?}");
}

#[test]
fn a_clock_that_is_off_is_corrected_once_on_every_platform_that_says_so() {
    let measured = skew::measure(21);
    assert!(measured.are_good(), "{measured:#?}");
    assert_eq!((measured.platforms.len(), measured.without.len()), (14, 10), "{:?}", measured.without);
}

#[test]
fn every_documented_code_is_read_and_handled_as_its_row_says() {
    let figures = codes::measure();
    assert!(figures.are_good(), "{:#?}", figures.wrong);
    assert!(figures.count() >= 259 && figures.calls > 1000, "were some lost? {:?}", figures.rows);
    assert_eq!(figures.closer, [""; 0]);
    // A gateway answers 503 too.
    assert_eq!(figures.careful.len(), 2, "{:?}", figures.careful);
}
