//! Spans of `tracing` for calls and attempts, under the feature of that name; without it, nothing. They name platform,
//! endpoint, attempt, outcome, sizes and the vendor's number of the call, and never a value of a request or an answer.

#[cfg(feature = "tracing")]
mod spans {
    use std::time::Duration;

    use tracing::field::Empty;
    use tracing::instrument::{Instrument as _, Instrumented};

    use crate::Error;

    /// A span, open while its future runs.
    #[derive(Clone)]
    pub(in crate::client) struct Span(tracing::Span);

    impl Span {
        pub(in crate::client) fn of_call(platform: &str, endpoint: &str, call: u64) -> Self {
            Self(tracing::info_span!("call", platform, endpoint, call, attempts = Empty, outcome = Empty))
        }

        pub(in crate::client) fn of_attempt(&self, attempt: u32) -> Self {
            Self(tracing::debug_span!(
                parent: &self.0,
                "attempt",
                attempt,
                phase = Empty,
                outcome = Empty,
                status = Empty,
                bytes = Empty,
                request_id = Empty,
                skew_ms = Empty
            ))
        }

        pub(in crate::client) fn around<F: Future>(&self, future: F) -> Instrumented<F> {
            future.instrument(self.0.clone())
        }

        pub(in crate::client) fn waits(&self, reason: &'static str, time: Duration) {
            let milliseconds = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
            self.0.in_scope(|| tracing::debug!(reason, milliseconds, "waits"));
        }

        pub(in crate::client) fn answered(&self, status: u16, bytes: usize) {
            self.0.record("status", status).record("bytes", bytes);
        }

        pub(in crate::client) fn judged(&self, error: Option<&Error>, request_id: Option<&str>) {
            let (phase, outcome) = error.map_or(("answered", "done"), |error| (error.phase(), error.kind()));
            self.0.record("phase", phase).record("outcome", outcome);
            if let Some(request_id) = request_id {
                self.0.record("request_id", request_id);
            }
            if let Some(Error::Refused(refusal)) = error
                && let Some(skew) = refusal.skew
            {
                self.0.record("skew_ms", skew);
            }
        }

        pub(in crate::client) fn ended(&self, attempts: u32, error: Option<&Error>) {
            self.0.record("attempts", attempts).record("outcome", error.map_or("done", Error::kind));
        }
    }
}

#[cfg(not(feature = "tracing"))]
#[allow(clippy::unused_self)] // They are called as those that do something are.
mod spans {
    use std::time::Duration;

    use crate::Error;

    /// Nothing.
    #[derive(Clone)]
    pub(in crate::client) struct Span(());

    impl Span {
        pub(in crate::client) fn of_call(_: &str, _: &str, _: u64) -> Self {
            Self(())
        }

        pub(in crate::client) fn of_attempt(&self, _: u32) -> Self {
            Self(())
        }

        pub(in crate::client) fn around<F: Future>(&self, future: F) -> F {
            future
        }

        pub(in crate::client) fn waits(&self, _: &'static str, _: Duration) {}

        pub(in crate::client) fn answered(&self, _: u16, _: usize) {}

        pub(in crate::client) fn judged(&self, _: Option<&Error>, _: Option<&str>) {}

        pub(in crate::client) fn ended(&self, _: u32, _: Option<&Error>) {}
    }
}

pub(super) use spans::Span;
