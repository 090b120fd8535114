//! What every stage of the assembly has at hand beside the page.

use signwright_model::Platform;

use crate::profile::Profile;
use crate::vocabulary::Vocabulary;

/// What a platform's file says that its pages need not repeat.
pub(crate) struct Facts<'f> {
    pub(crate) platform: Option<&'f Platform<'f>>,
    pub(crate) profile: &'f Profile<'f>,
    pub(crate) vocabulary: &'f Vocabulary,
}
