//! Batches over an invented platform: what is split, sent, told of each row, gone on with and written down.
#![allow(unreachable_pub, missing_docs, clippy::needless_update)]

mod hostile;
mod journals;
mod outcomes;
mod platform;
mod properties;
mod resumed;
mod splits;
mod world;
