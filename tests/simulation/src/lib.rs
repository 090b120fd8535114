//! A shop and its vendor in virtual time. The vendor is the sandbox, over a network that loses, delays and repeats; the shop
//! is the generated client of a platform that is nobody's (`spec/shijie`), compiled as any consumer's is.
#![allow(missing_docs)]

pub mod bars;
pub mod network;
pub mod real;
pub mod shop;
pub mod simulate;
pub mod verdict;

/// 2025-11-21 04:40:00 UTC, in milliseconds: when each world begins.
const START: i64 = 1_763_700_000_000;

include!(concat!(env!("OUT_DIR"), "/signwright/mod.rs"));
