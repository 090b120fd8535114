//! Answers in pages, spans in windows and jobs, against servers that are played in virtual time: blocking and not.
#![allow(unreachable_pub, missing_docs)]

mod ends;
mod jobs;
mod kinds;
mod links;
mod moving;
mod shop;
mod windows;
mod world;
