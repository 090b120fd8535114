//! How a platform signs: what of it stands in the model's notation is read there (`notation::scheme`). Whether it makes
//! sense with the rest of its platform is `coverage`'s to say.
//!
//! - `scheme`, `shared`: where the sections stand: in a platform's file, in one of their own, among those embedded
//! - `vector`: calls of which the signature is known
//! - `coverage`, `reach`: what a signature covers
//! - `exposed`, `open`: what of its secrets a request shows
//! - `order`, `times`, `unused`: steps that come too early, times among the parameters, and what nothing takes in

pub(super) mod coverage;
mod exposed;
mod one_way;
mod open;
mod order;
mod reach;
pub(super) mod scheme;
pub(super) mod shared;
mod times;
pub(super) mod unused;
pub(super) mod vector;

#[cfg(test)]
mod tests;
