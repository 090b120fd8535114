//! What calls learn of the platform's clock, they learn together.

use std::time::Duration;

use futures_util::future::join_all;

use crate::world::{DONE, START, World, dated, push, says};

#[tokio::test(start_paused = true)]
async fn calls_that_are_refused_for_the_clock_at_once_put_it_right_once() {
    let ahead = 7200;
    let world = World::new(move |came| {
        let at: i64 = came.get("timestamp").parse().unwrap();
        let theirs = START / 1000 + ahead + i64::try_from(came.at.as_secs()).unwrap();
        let answer = if (theirs - at).abs() > 300 { r#"{"code":45,"message":"时间误差大"}"# } else { DONE };
        (Duration::from_millis(50), says(answer).map(|answer| dated(answer, theirs)))
    });
    let client = world.client();
    let calls = ["单1", "单2", "单3"].map(|tid| client.call_async(&push(tid)));
    for result in join_all(calls).await {
        assert!(result.is_ok(), "{:?}", result.err());
    }
    assert_eq!((client.skew() + 500) / 1000, ahead);
}
