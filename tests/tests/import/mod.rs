//! What the tests of the import share: facts of pages written down by hand, the rows of a loaded spec in the
//! same form, and the comparison of the two. Importing itself is the tests' own call.

pub(crate) mod call;
pub(crate) mod listed;
pub(crate) mod mutate;
pub(crate) mod rows;
pub(crate) mod score;
pub(crate) mod spec;
pub(crate) mod truth;
pub(crate) mod words;
