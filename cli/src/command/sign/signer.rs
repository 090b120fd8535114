//! A request with all that signs it, as the parts of `sign` take it.

use signwright_model::Platform;
use signwright_runtime::Credentials;

use crate::command::request::SignRequest;

/// A request with all that signs it.
pub(super) struct Signer<'p, 'm> {
    pub(super) platform: &'p Platform<'m>,
    /// The platforms of the same folder whose scheme somebody may take for this one's.
    pub(super) siblings: &'p [Platform<'m>],
    pub(super) call: &'p SignRequest,
    pub(super) credentials: &'p Credentials,
}
