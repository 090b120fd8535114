//! What every stage of the assembly has at hand beside the page.

use signwright_model::Platform;

use crate::profile::Profile;
use crate::words::Words;

/// What a platform's file says that its pages need not repeat.
pub(crate) struct Facts<'f> {
    /// The platform, where one is given.
    pub(crate) platform: Option<&'f Platform<'f>>,
    /// The words of its pages.
    pub(crate) profile: &'f Profile<'f>,
    /// Words that only the writing half needs.
    pub(crate) words: &'f Words,
}
