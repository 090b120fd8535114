//! The transports over HTTP/1.1 and TLS: one that blocks, and one for tokio. Both keep connections, and share everything
//! that does no I/O.

#[cfg(feature = "async")]
mod asynchronous;
#[cfg(feature = "blocking")]
mod blocking;
mod except;
mod fault;
mod http1;
mod origin;
mod pem;
mod pool;
mod proxy;
mod refused;
mod settings;
#[cfg(all(test, feature = "async", feature = "blocking"))]
mod tests;
mod timeouts;
mod tls;
mod transfer;

#[cfg(feature = "async")]
pub use asynchronous::Async;
#[cfg(feature = "blocking")]
pub use blocking::Blocking;
pub use proxy::Proxy;
pub use refused::SettingsError;
pub use settings::Settings;
pub use timeouts::Timeouts;
pub use transfer::{Digest, DigestError, NoSource, RequestBody, TransferOptions, Transferred};
