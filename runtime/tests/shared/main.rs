//! What calls share, in virtual time: turns, rates, tokens; and what is told of them.
#![allow(unreachable_pub, missing_docs)]

mod clocks;
mod events;
mod limits;
mod tokens;
mod turns;
mod world;
