//! A store on a Redis server: what the programs of several machines share.

mod lanes;
mod limiter;
mod server;
mod tokens;
mod turns;

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use redis::{Connection, RedisResult};
use sha2::{Digest as _, Sha256};
use signwright_runtime::StoreError;

use crate::worker::Worker;
use server::Server;
use turns::Turns;

/// A store on one Redis server, 6.2 or newer: tokens, rates and turns. Cheap to clone; clones share two connections, each
/// with a thread of its own. A connection that is lost is made anew.
///
/// It needs a server that forgets nothing: one with `maxmemory-policy noeviction`, and for tokens one with `appendonly yes`
/// and `appendfsync always`, because a token that was renewed cannot be had again. Those that a failover takes to a replica
/// may find a turn given twice. A cluster is not spoken to. Tokens stand there as they are; names of keys are digests.
///
/// A turn in a lane is a lease: it is renewed while it is held, and ends by itself where its program ends without a word. A
/// program that stands still for longer than the lease, or is cut off from the server for so long, loses its turn without
/// knowing it. All times are those of the server's clock.
#[derive(Clone)]
pub struct RedisStore {
    address: Arc<str>,
    prefix: Arc<str>,
    lease: Duration,
    commands: Arc<Worker<Server>>,
    turns: Arc<Turns>,
}

impl RedisStore {
    /// The store on the server of a URL: `redis://user:password@host:port/number`, or `unix:///path/of/the.sock`. Connects
    /// once, and blocks meanwhile, for 3 seconds at most.
    ///
    /// # Errors
    /// If it is no such URL, or the server does not answer.
    pub fn connect(url: &str) -> Result<Self, StoreError> {
        let mut server = Server::of(url)?;
        server.run(Instant::now(), |connection| redis::cmd("PING").query::<()>(connection))?;
        let (address, turns) = (server.address().into(), Turns::start(server.again())?);
        Ok(Self {
            address,
            prefix: "signwright".into(),
            lease: Duration::from_secs(30),
            commands: Arc::new(Worker::start(server)?),
            turns: Arc::new(turns),
        })
    }

    /// What the names of all keys begin with; `signwright` if not said. Stores of different prefixes share nothing.
    #[must_use]
    pub fn with_prefix(mut self, prefix: &str) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// How long the turn of a program that ended without a word is still waited for; 30 seconds if not said, and 100
    /// milliseconds at least. Turns are renewed in a third of it.
    #[must_use]
    pub fn with_lease(mut self, lease: Duration) -> Self {
        self.lease = lease.max(Duration::from_millis(100));
        self
    }

    /// The name of a key: what it stands for and a digest of it, which tells nothing of a person or an order.
    fn key(&self, kind: &str, key: &str) -> String {
        let prefix = &self.prefix;
        let digest = Sha256::digest(key.as_bytes());
        digest.iter().fold(format!("{prefix}:{kind}:"), |name, byte| format!("{name}{byte:02x}"))
    }

    /// Runs a command that does no harm when it is run twice, on the thread of the commands.
    async fn done<T: Send + 'static>(
        &self,
        command: impl Fn(&mut Connection) -> RedisResult<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let asked_at = Instant::now();
        self.commands.done(move |server| server.run(asked_at, command)).await
    }
}

impl fmt::Debug for RedisStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisStore")
            .field("address", &self.address)
            .field("prefix", &self.prefix)
            .field("lease", &self.lease)
            .finish_non_exhaustive()
    }
}
