//! What calls share, in virtual time: turns, rates, tokens; and what is told of them.
#![allow(unreachable_pub, missing_docs, clippy::needless_update)]

mod clocks;
mod events;
mod limits;
mod tokens;
mod turns;
mod world;
