//! One connection to a Redis server, made anew when it is lost, and what its errors mean, in words that hold no key, no
//! value and no password.

use std::time::{Duration, Instant};

use redis::{Client, Connection, ErrorKind, RedisError, RedisResult};
use signwright_runtime::StoreError;

/// How long a connection may take, and an answer.
const CONNECT: Duration = Duration::from_secs(3);
const ANSWER: Duration = Duration::from_secs(5);

/// A server, and the connection to it while there is one.
pub(super) struct Server {
    client: Client,
    connection: Option<Connection>,
    /// When the server was last found not to answer, and why.
    silent: Option<(Instant, StoreError)>,
}

impl Server {
    /// The server of a URL, to which no connection is made yet.
    pub(super) fn of(url: &str) -> Result<Self, StoreError> {
        let client = Client::open(url).map_err(|_| {
            StoreError::new(
                "this is no URL of a Redis server; it is `redis://user:password@host:port/number` or \
                 `unix:///path/of/the.sock`, with special characters of a password written as `%40`",
            )
        })?;
        Ok(Self { client, connection: None, silent: None })
    }

    /// The same server over a connection of its own.
    pub(super) fn again(&self) -> Self {
        Self { client: self.client.clone(), connection: None, silent: None }
    }

    /// Its address, without user and password.
    pub(super) fn address(&self) -> String {
        self.client.get_connection_info().addr().to_string()
    }

    /// Runs a command that does no harm when it is run twice: a connection that was lost since it was last used is made
    /// anew. `asked_at` is when somebody wanted it: those who waited while the server did not answer are told so, and do
    /// not each wait for as long again.
    pub(super) fn run<T>(
        &mut self,
        asked_at: Instant,
        command: impl Fn(&mut Connection) -> RedisResult<T>,
    ) -> Result<T, StoreError> {
        if let Some((_, error)) = self.silent.as_ref().filter(|(silent_at, _)| asked_at < *silent_at) {
            return Err(error.clone());
        }
        let was_connected = self.connection.is_some();
        let mut result = self.attempt(&command);
        if was_connected && result.as_ref().is_err_and(|error| error.is_io_error() && !error.is_timeout()) {
            result = self.attempt(&command);
        }
        result.map_err(|cause| {
            let error = failure(&self.address(), &cause);
            if cause.is_io_error() {
                self.silent = Some((Instant::now(), error.clone()));
            }
            error
        })
    }

    fn attempt<T>(&mut self, command: &impl Fn(&mut Connection) -> RedisResult<T>) -> RedisResult<T> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.connect()?,
        };
        let result = command(&mut connection);
        // After a command that was cut short, the next one would read its answer; and where a replica answers, the name of
        // the server may lead to another by now.
        let is_lost = result.as_ref().is_err_and(|error| {
            error.is_io_error() || error.is_unrecoverable_error() || error.code() == Some("READONLY")
        });
        if !is_lost {
            self.connection = Some(connection);
        }
        result
    }

    fn connect(&self) -> RedisResult<Connection> {
        let connection = self.client.get_connection_with_timeout(CONNECT)?;
        connection.set_read_timeout(Some(ANSWER))?;
        connection.set_write_timeout(Some(ANSWER))?;
        Ok(connection)
    }
}

/// What happened, and what to do. The server's own words are left out: they repeat what they were sent.
fn failure(address: &str, error: &RedisError) -> StoreError {
    let words = match error.code() {
        _ if error.is_timeout() => "does not answer in time".to_owned(),
        _ if error.is_connection_refusal() => "cannot be reached; is it running at this address?".to_owned(),
        _ if error.is_io_error() => "cannot be reached, or closed the connection".to_owned(),
        Some("NOAUTH") => "wants a password; give it in the URL, `redis://:password@host`".to_owned(),
        Some("WRONGPASS") => "refuses the user or the password of the URL".to_owned(),
        _ if error.kind() == ErrorKind::AuthenticationFailed => {
            "refuses the user or the password of the URL".to_owned()
        }
        Some("NOPERM") => "does not let this user do it; give it the keys of the prefix, and scripts".to_owned(),
        Some("READONLY") => "is a replica; give the address of the primary".to_owned(),
        Some("OOM") => "has no memory left; raise its `maxmemory`".to_owned(),
        Some("MISCONF") => "cannot write to its disk; read its log".to_owned(),
        Some("LOADING") => "is still loading; try again in a moment".to_owned(),
        Some("MOVED" | "ASK" | "CROSSSLOT" | "CLUSTERDOWN") => {
            "is one of a cluster; give a server that is none".to_owned()
        }
        Some("WRONGTYPE") => "holds something else under the keys of this prefix; give another prefix".to_owned(),
        // A code is letters; what else stands there may be anything.
        Some(code) if code.bytes().all(|byte| byte.is_ascii_uppercase()) => {
            format!("refuses with {code}; is it Redis 6.2 or newer?")
        }
        _ if error.kind() == ErrorKind::InvalidClientConfig => {
            "cannot be reached so: this build has no TLS for it; give an address of `redis://` or `unix://`".to_owned()
        }
        _ => "answers something that cannot be read; is it Redis 6.2 or newer?".to_owned(),
    };
    StoreError::new(format!("Redis at {address} {words}"))
}
