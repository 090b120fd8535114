//! What goes over the wire, for three invented platforms: one takes forms, one lists, one documents.
#![allow(unreachable_pub, missing_docs)]

mod answers;
mod calls;
mod courses;
mod formats;
mod notation;
mod paged;
mod platforms;
mod received;
mod requests;
mod shapes;
mod verdicts;
