//! A consumer with a private platform: `spec/` is its own, `build.rs` generates, and this includes what came out.

include!(concat!(env!("OUT_DIR"), "/signwright/mod.rs"));

pub mod shop;
