//! The text of generated code: the same tree that YAML gives, in the few of YAML's forms that the generator writes. Any
//! YAML reader reads it alike. There are mappings and lists by indentation or in brackets, and texts that are plain or
//! quoted; no anchors, tags, comments, folded lines or documents.
//!
//! ```text
//! wire: { verb: POST, url: "{environment}{endpoint}", body: form }
//! signing:
//!   canonical: { over: params, sort: key, each: "{key.len:02}-{key}", join: ; }
//! errors:
//!   - 100 ~ 超过每分钟* | 超过每分钟最大调用频率限制 | 稍后重试 | throttled
//! ```

mod read;
mod write;

pub use read::read;
pub use write::{line, write};

use crate::is_invisible;

/// The deepest nesting.
const DEPTH: usize = 64;

/// Whether a character can stand in a text as it is: it shows, and no reader takes it for the end of a line.
fn shows(c: char) -> bool {
    !(c.is_control() || is_invisible(c) || matches!(c, '\u{2028}' | '\u{2029}' | '\u{FFFE}' | '\u{FFFF}'))
}

#[cfg(test)]
mod tests;
