//! What a person hands over: a file or standard input, as JSON, and moments of time.

use std::hash::{BuildHasher as _, RandomState};
use std::io::Read as _;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use signwright_runtime::{Limits, Node, Position, json};

use super::Failure;

/// The bytes of a file, or of standard input for `-`.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let limit = Limits::default().bytes;
    let mut bytes = Vec::new();
    let cap = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let read = if path.as_os_str() == "-" {
        std::io::stdin().take(cap).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(cap).read_to_end(&mut bytes))
    };
    read.map_err(|error| Failure::usage(format!("cannot read {}: {error}", name(path))))?;
    if bytes.len() > limit {
        return Err(Failure::usage(format!("{} is larger than {limit} bytes", name(path))));
    }
    // Editors on Windows begin a file with a mark that no reader of JSON takes.
    if bytes.starts_with(b"\xEF\xBB\xBF") {
        bytes.drain(..3);
    }
    Ok(bytes)
}

/// A JSON document, with the file, the line and the column in the message if it is none.
pub(crate) fn json<'v>(bytes: &'v [u8], path: &Path) -> Result<Node<'v>, Failure> {
    // A person wrote it: a name that stands twice is a slip, which a server's answer is forgiven.
    json::parse_strict(bytes, Limits::default()).map_err(|error| match error.position {
        Position::Line { line, column } => Failure::usage(format!("{}:{line}:{column}: {}", name(path), error.message)),
        _ => Failure::usage(format!("{}: {error}", name(path))),
    })
}

pub(crate) fn name(path: &Path) -> String {
    if path.as_os_str() == "-" { "standard input".to_owned() } else { path.display().to_string() }
}

/// Milliseconds since 1970-01-01 UTC, now.
pub(crate) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// A text that no other call has, for platforms that want one.
pub(crate) fn nonce() -> String {
    // The standard library's only source of randomness. A nonce must not repeat; secret it need not be.
    let random = || RandomState::new().hash_one(now());
    format!("{:016x}{:016x}", random(), random())
}
