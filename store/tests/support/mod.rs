//! What the tests of all stores need: both ways to wait for an answer, tokens, and processes beside this one.

use std::future::Future;
use std::io::{BufRead as _, BufReader, Write as _};
use std::pin::pin;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use signwright_runtime::Token;

/// Waits as a blocking client does: the thread sleeps until it is woken.
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}

/// Waits under tokio, on one thread that nothing may block for long.
pub(crate) fn under_tokio<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime").block_on(future)
}

pub(crate) fn token(value: &str, renews_by: Option<&str>, ends_ms: Option<i64>) -> Token {
    Token {
        value: value.to_owned().into(),
        renews_by: renews_by.map(|credential| credential.to_owned().into()),
        obtained_ms: 1_700_000_000_123,
        ends_ms,
    }
}

/// A process beside this one, which runs one of the tests of this file that are ignored otherwise.
pub(crate) struct Process {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

/// What a process begins each line for its parent with: the test harness writes lines of its own.
const MARK: &str = "told: ";

impl Process {
    /// Runs a test whose name begins with `child_`, which finds this in [`given`].
    pub(crate) fn start(test: &str, given: &str) -> Self {
        let program = std::env::current_exe().expect("this program");
        let mut command = Command::new(program);
        command.args(["--exact", test, "--ignored", "--nocapture", "--test-threads=1"]).env("STORE_GIVEN", given);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("a process");
        let input = child.stdin.take().expect("its input");
        let output = BufReader::new(child.stdout.take().expect("its output"));
        Self { child, input, output }
    }

    /// Tells it to go on.
    pub(crate) fn go(&mut self) {
        writeln!(self.input, "go").expect("the process takes a line");
    }

    /// The next line that it tells.
    pub(crate) fn next(&mut self) -> String {
        let mut line = String::new();
        loop {
            line.clear();
            assert_ne!(self.output.read_line(&mut line).expect("a line"), 0, "the process ended");
            // The harness writes the name of the test on the same line.
            if let Some((_, told)) = line.split_once(MARK) {
                return told.trim_end().to_owned();
            }
        }
    }

    /// Ends it as a crash does: it runs nothing more.
    pub(crate) fn kill(mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ended");
    }

    /// Waits until it ends, which must be well.
    pub(crate) fn end(mut self) {
        drop(self.input);
        assert!(self.child.wait().expect("it ended").success());
    }
}

/// In such a process: what it was given.
pub(crate) fn given() -> String {
    std::env::var("STORE_GIVEN").expect("only run by another test")
}

/// In such a process: tells its parent a line.
pub(crate) fn tell(line: &str) {
    println!("{MARK}{line}");
}

/// In such a process: waits until the parent lets it go on.
pub(crate) fn wait_for_go() {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).expect("a line");
}
