//! What people do at a terminal beside generating: specs are compared, shown, begun and explained to editors, and a
//! signature is written as lines of another language. The command `signwright` is a thin caller of this; reading specs
//! is `signwright-codegen`'s.
//!
//! Each module uses only what stands before it:
//!
//! - [`json`], `phrase`: documents to be written, and the model in the notation's words
//! - [`sarif`], [`show`], [`diff`], [`schema`]: what is printed of specs and their mistakes
//! - [`skeleton`], [`reproduce`]: texts to begin from

pub mod diff;
pub mod json;
mod phrase;
pub mod reproduce;
pub mod sarif;
pub mod schema;
pub mod show;
pub mod skeleton;
