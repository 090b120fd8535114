//! The clients of the platforms in `tests/platforms`: `build.rs` generates, and this includes what came out.

include!(concat!(env!("OUT_DIR"), "/signwright/mod.rs"));
