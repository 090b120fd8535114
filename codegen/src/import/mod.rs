//! From a vendor's page to a spec. Reading a page and writing the YAML are two halves that share only
//! the neutral [`page::Page`]: what a layout looks like ends in `read`, what the notation looks like
//! begins behind it.

pub mod page;
pub mod profile;
pub mod read;
