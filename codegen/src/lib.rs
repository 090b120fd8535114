//! Turns vendors' API tables, kept as YAML, into a typed Rust client.
