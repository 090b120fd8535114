//! What a text was found to list: codes with the vendor's words for them, or the reason to doubt that it does.

/// A code and the vendor's words for it.
pub(crate) type Pair = (String, String);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Listing {
    None,
    One(Pair),
    /// Two codes or more.
    Many(Vec<Pair>),
    /// What may be a list, and why it may be none.
    Doubtful(Vec<Pair>, &'static str),
}
