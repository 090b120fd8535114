//! `serve`: every endpoint of the specs on one port, until it is interrupted.

use std::io::Write as _;
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};

use clap::Args;

use signwright::show::plain;
use signwright_codegen::Arena;
use signwright_codegen::timestamp;
use signwright_model::diagnostic::{Located, Span};
use signwright_model::{Offset, Platform};
use signwright_runtime::DateTime;
use signwright_runtime::credentials::Credentials;
use signwright_sandbox::{Entry, Faults, Options, Rates, Service, Time};

use super::{Failure, SpecDir, credentials, faults, input};

/// How many of ten thousand calls meet a fault by `--faults`.
const FAULTY: u32 = 1_000;

#[derive(Args)]
pub(crate) struct Serve {
    /// The folder of the specs.
    #[arg(value_name = "SPEC_DIR", default_value = "spec")]
    dir: PathBuf,
    /// The port on the loopback address; 0 is a free one.
    #[arg(long, default_value_t = 8787)]
    port: u16,
    /// What the server takes for now, such as 2024-05-01T12:00:00+08:00. Otherwise the system's clock.
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// Refuse what is otherwise taken, and mostly logged: numbers sent as text, text sent as bare numbers, fields that
    /// the table does not have, and requests without what is only inferred to be required.
    #[arg(long)]
    strict: bool,
    /// A row to fail in every request while its others are done, where the endpoint's `partial` says that they can: what
    /// identifies it, and the vendor's code and message, which may be left out.
    #[arg(long, value_name = "KEY | CODE | MESSAGE")]
    fail: Vec<String>,
    /// What is to go wrong with a call: `2: throttled` for the second, `3-5: reset after executing`, `2 ENDPOINT: delay 2s`
    /// for the second of an endpoint. A word that is none of them lists them all.
    #[arg(long, value_name = "CALLS: FAULT")]
    fault: Vec<String>,
    /// Let one call in ten meet a fault of any kind, the same ones for each run with this number.
    #[arg(long, value_name = "SEED")]
    faults: Option<u64>,
    /// Log nothing.
    #[arg(long)]
    quiet: bool,
    /// Credentials to accept instead of the printed test set: a JSON file, an object for each platform's name.
    #[arg(long, value_name = "FILE")]
    credentials: Option<PathBuf>,
}

impl Serve {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        let arena = Arena::default();
        let specs = SpecDir { dir: self.dir.clone() }.load(&arena)?;
        let apis: Vec<_> = specs.apis.iter().map(|spec| &spec.api).collect();
        let options = self.options(apis.iter().map(|api| api.platform))?;
        // Never on other interfaces: its credentials are printed, and its answers are invented.
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, self.port))
            .map_err(|error| Failure::refused(format!("cannot listen on port {}: {error}", self.port)))?;
        let address = listener.local_addr().map_err(|error| Failure::refused(error.to_string()))?;
        let service = Service::new(&apis, options);
        for argument in &self.fault {
            faults::plan(service.script(), argument)?;
        }

        anstream::println!("serving {} at http://{address}; interrupt to stop\n", self.dir.display());
        for (served, spec) in service.served(&format!("http://{address}")).iter().zip(&specs.apis) {
            let api = &spec.api;
            anstream::println!("{}  {}", api.platform.name, plain(api.platform.title));
            anstream::println!("  environment  {}", served.environment);
            // Only the set that stands in the spec is printed; given ones are the user's own.
            if self.credentials.is_none() {
                let shown = api
                    .platform
                    .test_credentials
                    .iter()
                    .map(|credential| format!("{} {}", credential.name, credential.value));
                anstream::println!("  credentials  {} (test set)", shown.collect::<Vec<_>>().join(", "));
            }
            for endpoint in spec.endpoints {
                let given_up = if endpoint.deprecated.is_some() { "  (deprecated)" } else { "" };
                anstream::println!("  {}  {}{given_up}", plain(endpoint.model.name), plain(endpoint.model.title));
            }
            anstream::println!();
        }
        service.run(listener).map_err(|error| Failure::refused(format!("the server ended: {error}")))?;
        Ok(ExitCode::SUCCESS)
    }

    fn options<'m>(&self, platforms: impl Iterator<Item = &'m Platform<'m>>) -> Result<Options, Failure> {
        let mut options = Options::default().strict(self.strict);
        for row in &self.fail {
            let columns: Vec<_> = Located { text: row, span: Span::NONE }.columns();
            let texts: Vec<_> = columns.iter().map(|column| column.text).collect();
            options = match texts.as_slice() {
                [key] if !key.is_empty() => options.failing(*key, "", ""),
                [key, code] if !key.is_empty() => options.failing(*key, *code, ""),
                [key, code, message] if !key.is_empty() => options.failing(*key, *code, *message),
                _ => return Err(Failure::usage(format!("--fail is `{row}`; write it as `KEY | CODE | MESSAGE`"))),
            };
        }
        if let Some(seed) = self.faults {
            options = options.faults(Faults::seeded(seed, Rates::all(FAULTY)));
        }
        if !self.quiet {
            let log = Log::start();
            options = options.log(move |entry| log.write(entry));
        }
        if let Some(time) = &self.at {
            let time = timestamp::rfc3339(time)
                .ok_or_else(|| Failure::usage(format!("--at is `{time}`; write it as 2024-05-01T12:00:00+08:00")))?;
            options = options.time(Time::Fixed(time));
        }
        if let Some(path) = &self.credentials {
            let bytes = input::read(path)?;
            let document = input::json(&bytes, path)?;
            for platform in platforms {
                if let Some(node) = document.get(platform.name) {
                    let given: Credentials = credentials::of_node(node, &format!("{}", path.display()))?;
                    options = options.credentials(platform.name, given);
                }
            }
        }
        Ok(options)
    }
}

/// The most lines that wait for a reader of the log.
// A terminal that scrolls is slower than a load test; beyond this the answers go on and lines are lost.
const WAITING: usize = 1024;

/// Writes the log in a thread of its own: where nobody reads it, lines are dropped and counted, and serving goes on.
struct Log {
    lines: SyncSender<String>,
    dropped: Arc<AtomicU64>,
}

impl Log {
    fn start() -> Self {
        let (lines, waiting) = sync_channel::<String>(WAITING);
        let dropped = Arc::new(AtomicU64::new(0));
        let lost = Arc::clone(&dropped);
        std::thread::spawn(move || {
            for line in waiting {
                // A reader that has gone away is no reason to stop serving.
                let mut out = anstream::stdout().lock();
                let count = lost.swap(0, Ordering::Relaxed);
                if count > 0 {
                    let _ = writeln!(out, "({count} lines were not read in time and are lost)");
                }
                let _ = writeln!(out, "{line}");
            }
        });
        Self { lines, dropped }
    }

    fn write(&self, entry: &Entry) {
        let now = DateTime::from_unix_ms(input::now(), Offset::UTC).map_or_else(String::new, |now| now.to_string());
        let line = format!("{} {}Z {entry}", entry.number, now.replace(' ', "T"));
        if self.lines.try_send(line).is_err() {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }
}
