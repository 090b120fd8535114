//! Typed clients, generated from the vendors' own tables.
