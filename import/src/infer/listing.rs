//! What a text may list of codes. How it is found is left to the readers.

/// A code and the vendor's words for it.
pub(crate) type Pair = (String, String);

/// What a text lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Listing {
    /// Nothing.
    None,
    /// One code: no list.
    One(Pair),
    /// Two codes or more.
    Many(Vec<Pair>),
    /// What may be a list, and why it may be none.
    Doubtful(Vec<Pair>, &'static str),
}
