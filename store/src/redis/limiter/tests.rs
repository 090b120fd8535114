//! The script against `LocalLimiter`, call by call, on a server whose clock is replaced by a number.
