//! Short texts that stand for names and values where keys are kept, and tell none of them.

use sha2::{Digest as _, Sha256};

use crate::binary;

/// A short text that stands for some others and does not tell them.
pub(super) fn digest<'t>(parts: impl IntoIterator<Item = &'t str>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    binary::hex(hash.finalize().get(..16).unwrap_or_default())
}
