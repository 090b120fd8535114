//! The command `signwright`.
fn main() {}
