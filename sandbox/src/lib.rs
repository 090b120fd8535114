//! A server for any spec.
