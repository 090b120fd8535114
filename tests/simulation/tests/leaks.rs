//! Nothing that can be printed of a call shows a secret. In a process of its own, because it listens to all of its libraries.
#![allow(missing_docs)]

use signwright_simulation::bars::leaks;

#[test]
fn nothing_that_is_printed_shows_a_mark() {
    let figures = leaks::measure(320, 7);
    assert!(figures.are_good(), "{figures:#?}");
    assert!(figures.hidden > figures.calls / 4, "there was something to hide: {figures:#?}");
}
