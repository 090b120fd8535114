//! A Redis server of a test's own: on a socket in a folder of its own, so that it is in nobody's way.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

pub(crate) struct RedisServer {
    folder: TempDir,
    arguments: Vec<String>,
    process: Option<Child>,
}

impl RedisServer {
    /// A server, or nothing where the program is not there: then the test is skipped, and says so.
    pub(crate) fn start(arguments: &[&str]) -> Option<Self> {
        if !signwright_tests::needs::program("redis-server", "--version") {
            return None;
        }
        let arguments = arguments.iter().map(|&argument| argument.to_owned()).collect();
        let mut server = Self { folder: tempfile::tempdir().expect("a folder"), arguments, process: None };
        server.start_again();
        Some(server)
    }

    /// Starts it after [`stop`](Self::stop), on the same socket. It has forgotten everything.
    pub(crate) fn start_again(&mut self) {
        let mut command = Command::new("redis-server");
        command.args(["--port", "0", "--save", "", "--appendonly", "no", "--unixsocket"]).arg(self.socket());
        command.arg("--dir").arg(self.folder.path()).args(&self.arguments);
        self.process = Some(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the server starts"));
        for _ in 0..1000 {
            if std::os::unix::net::UnixStream::connect(self.socket()).is_ok() {
                return;
            }
            thread::sleep(Duration::from_millis(10));
        }
        panic!("the server takes no connection");
    }

    pub(crate) fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().expect("it runs");
            process.wait().expect("it ended");
        }
        drop(std::fs::remove_file(self.socket()));
    }

    pub(crate) fn url(&self) -> String {
        format!("unix://{}", self.socket().display())
    }

    /// A connection beside those of the store.
    pub(crate) fn connection(&self) -> redis::Connection {
        redis::Client::open(self.url()).and_then(|client| client.get_connection()).expect("a connection")
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("redis.sock")
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The names of all keys.
pub(crate) fn names(connection: &mut redis::Connection, pattern: &str) -> Vec<String> {
    let mut names: Vec<String> = redis::cmd("KEYS").arg(pattern).query(connection).expect("its keys");
    names.sort_unstable();
    names
}
