//! A sandbox in a thread of its own, on a free loopback port: for tests and examples. It stops when it is dropped.
//! What it serves is made either before it starts or, for a model that borrows, inside its thread.

use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::mpsc;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use signwright_runtime::credentials::Credentials;
use signwright_runtime::model::Api;
use tokio::sync::oneshot;

use crate::log::Entry;
use crate::options::Options;
use crate::recorded::AppliedRow;
use crate::script::{Injection, Script};
use crate::service::{Served, Service, Shared};

/// The most entries that are kept for [`Sandbox::log`].
const KEPT: usize = 10_000;

/// A running sandbox.
#[derive(Debug)]
pub struct Sandbox {
    url: String,
    served: Vec<Served>,
    shared: Shared,
    log: Arc<Mutex<Vec<Entry>>>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<io::Result<()>>>,
}

impl Sandbox {
    /// Starts one that serves these platforms.
    pub fn start(apis: &'static [&'static Api<'static>], options: Options) -> io::Result<Self> {
        Self::start_with(options, move |stage| stage.serve(apis))
    }

    /// Starts one whose thread makes the model itself, and then calls [`Stage::serve`] with it.
    pub fn start_with(
        options: Options,
        make: impl FnOnce(Stage) -> io::Result<()> + Send + 'static,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port))?;
        let url = format!("http://{}", listener.local_addr()?);
        let log = Arc::new(Mutex::new(Vec::new()));
        let options = collecting(options, Arc::clone(&log));
        let (stop, stopped) = oneshot::channel();
        let (ready, started) = mpsc::channel();
        let stage = Stage { listener, url: url.clone(), options, stopped, ready };
        let thread = std::thread::Builder::new().name("signwright-sandbox".to_owned()).spawn(move || make(stage))?;
        match started.recv() {
            Ok((served, shared)) => Ok(Self { url, served, shared, log, stop: Some(stop), thread: Some(thread) }),
            // The stage is gone without having served: the thread's own error says why.
            Err(mpsc::RecvError) => Err(match thread.join() {
                Ok(Err(error)) => error,
                Ok(Ok(())) => io::Error::other("the sandbox's thread ended without serving anything"),
                Err(_) => io::Error::other("the sandbox's thread panicked before it served anything"),
            }),
        }
    }

    /// The address it listens at, such as `http://127.0.0.1:49152`, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What it serves.
    pub fn served(&self) -> &[Served] {
        &self.served
    }

    /// The environment address to give to a client of this platform. For a platform that it does not serve: [`Self::url`].
    pub fn environment(&self, platform: &str) -> String {
        self.find(platform).map_or_else(|| self.url.clone(), |served| served.environment.clone())
    }

    /// The credentials that it accepts for this platform. For a platform that it does not serve: none.
    pub fn credentials(&self, platform: &str) -> Credentials {
        self.find(platform).map_or_else(|| Credentials::new::<&str, &str>([]), |served| served.credentials.clone())
    }

    /// What it has logged so far, the last 10,000 calls at most.
    pub fn log(&self) -> Vec<Entry> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The faults that its calls are to meet.
    pub fn script(&self) -> &Script {
        &self.shared.script
    }

    /// Plans a fault for the call of this number: see [`Script::on_call`].
    pub fn on_call(&self, number: u64) -> Injection<'_> {
        self.script().on_call(number)
    }

    /// Plans a fault for the next call.
    pub fn next_call(&self) -> Injection<'_> {
        self.script().next_call()
    }

    /// Plans a fault for so many calls: see [`Script::next_calls`].
    pub fn next_calls(&self, count: u64) -> Injection<'_> {
        self.script().next_calls(count)
    }

    /// What was really done to the rows of an endpoint: see [`Service::rows`].
    pub fn rows(&self, platform: &str, endpoint: &str) -> Vec<AppliedRow> {
        self.shared.rows(platform, endpoint)
    }

    fn find(&self, platform: &str) -> Option<&Served> {
        self.served.iter().find(|served| served.platform == platform)
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // The receiver is gone where the thread has already ended; that is what is wanted.
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

/// What a thread needs to begin serving.
#[derive(Debug)]
pub struct Stage {
    listener: TcpListener,
    url: String,
    options: Options,
    stopped: oneshot::Receiver<()>,
    ready: mpsc::Sender<(Vec<Served>, Shared)>,
}

impl Stage {
    /// Serves these platforms until the [`Sandbox`] is dropped.
    pub fn serve(self, apis: &[&Api<'_>]) -> io::Result<()> {
        let service = Service::new(apis, self.options);
        // Nobody waits where the sandbox itself is already gone; `stopped` then ends at once.
        let _ = self.ready.send((service.served(&self.url), service.shared()));
        let stopped = self.stopped;
        service.run_until(self.listener, async { drop(stopped.await) })
    }
}

/// The same options, with every entry also kept in `log`, and with what was done.
fn collecting(options: Options, log: Arc<Mutex<Vec<Entry>>>) -> Options {
    let Options { log: sink, .. } = options;
    Options {
        log: Box::new(move |entry: &Entry| {
            let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
            if log.len() >= KEPT {
                log.drain(..KEPT / 10);
            }
            log.push(entry.clone());
            drop(log);
            sink(entry);
        }),
        recording: true,
        ..options
    }
}
