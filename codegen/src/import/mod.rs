//! From a vendor's page to a spec. Reading a page and writing the YAML are two halves that share only
//! the neutral [`page::Page`]: what a layout looks like ends in `read`, what the notation looks like
//! begins behind it.

#[cfg(feature = "verify")]
mod assemble;
#[cfg(feature = "verify")]
mod classify;
#[cfg(feature = "verify")]
mod draft;
#[cfg(feature = "verify")]
mod infer;
pub mod page;
pub mod profile;
#[cfg(feature = "verify")]
mod write;
