//! Where the clients of several processes keep what they share, and what outlasts them: the stores behind
//! [`signwright_runtime`]'s traits, for those who need more than the memory of one process.
//!
//! | | tokens | journal | rates | turns | for |
//! |---|---|---|---|---|---|
//! | `SqliteStore` (feature `sqlite`, the default) | yes | yes | | | the programs of one machine, and what must outlast them |
//! | `RedisStore` (feature `redis`) | yes | | yes | yes | the programs of several machines |
//!
//! Each store is cheap to clone and does its work on a thread of its own: what it is asked for waits without blocking under
//! an async runtime, and blocks where a client does. Errors are [`StoreError`](signwright_runtime::StoreError)s, whose words
//! hold no key, no value and no password; a call that needs a store which does not answer is not sent.
//!
//! Tokens in a file, so that a program that starts anew goes on with those that it has; the same store is the journal of its
//! batches:
//!
//! ```no_run
//! # #[cfg(feature = "sqlite")]
//! # fn client(api: &'static signwright_runtime::model::ApiText) -> Result<(), Box<dyn std::error::Error>> {
//! use signwright_runtime::PlatformTokens;
//! use signwright_store::SqliteStore;
//!
//! let store = SqliteStore::open("/var/lib/shop/tokens.sqlite")?;
//! let tokens = PlatformTokens::of(api)?.param("grant_type", "refresh_token").stored_in(store.clone());
//! // client.with_tokens(tokens).batch(&request).journal(&store, "2026-12-01 trades").send()
//! # drop(tokens);
//! # Ok(())
//! # }
//! ```
//!
//! Tokens, rates and turns of all machines on one Redis server; a token is renewed by one of them at a time:
//!
//! ```no_run
//! # #[cfg(feature = "redis")]
//! # fn client<T>(
//! #     client: signwright_runtime::Client<T>,
//! #     api: &'static signwright_runtime::model::ApiText,
//! # ) -> Result<signwright_runtime::Client<T>, Box<dyn std::error::Error>> {
//! use std::time::Duration;
//!
//! use signwright_runtime::PlatformTokens;
//! use signwright_store::RedisStore;
//!
//! let store = RedisStore::connect("redis://shop:password@redis.internal:6379/0")?.with_lease(Duration::from_secs(20));
//! let tokens = PlatformTokens::of(api)?.stored_in(store.clone()).in_lanes(store.clone());
//! let client = client.with_tokens(tokens).with_limiter(store.clone()).with_lanes(store);
//! # Ok(client)
//! # }
//! ```
//!
//! The modules in the order of their imports; none imports one behind it: `answer`, `worker`; `sqlite`, `redis`.

#[cfg(any(feature = "sqlite", feature = "redis"))]
mod answer;
#[cfg(feature = "redis")]
mod redis;
#[cfg(feature = "sqlite")]
mod sqlite;
#[cfg(any(feature = "sqlite", feature = "redis"))]
mod worker;

#[cfg(feature = "redis")]
pub use self::redis::RedisStore;
#[cfg(feature = "sqlite")]
pub use self::sqlite::SqliteStore;
