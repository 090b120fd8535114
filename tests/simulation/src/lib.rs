//! A shop and its vendor in virtual time. The vendor is the sandbox, over a network that loses, delays and repeats; the shop
//! is the generated client of a platform that is nobody's (`spec/shijie`), compiled as any consumer's is.
#![allow(missing_docs)]

pub mod bars;
pub mod network;
pub mod real;
pub mod shop;
pub mod simulate;
pub mod verdict;

include!(concat!(env!("OUT_DIR"), "/signwright/mod.rs"));
