//! The arguments of the command and who answers them. Each job is a file; what they share is here:
//! where the specs are, and what a failure is.

mod call;
mod check;
mod completions;
mod credentials;
mod diff;
mod faults;
mod generate;
mod import;
mod input;
mod new;
mod request;
mod revision;
mod schema;
mod serve;
mod show;
mod sign;
mod summary;
mod table;
mod watch;

use std::fmt;
use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::StyledStr;
use clap::{Args, CommandFactory as _, Parser, Subcommand, ValueEnum};

use signwright_codegen::specs::{SpecApi, SpecEndpoint, Specs};
use signwright_codegen::{Arena, Loaded, load, render};
use signwright_model::Platform;

/// Turns vendors' API tables, kept as YAML, into a typed Rust client. Without a command, where there is a folder
/// `generated-client`: `generate`.
#[derive(Parser)]
#[command(
    name = "signwright",
    version,
    about,
    after_help = "Exit codes: 0 done, 1 refused (the message says why), 2 wrong usage."
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    job: Option<Job>,
}

#[derive(Subcommand)]
enum Job {
    /// Check the specs and write the client.
    #[command(after_help = "Example: signwright generate --check")]
    Generate(generate::Generate),
    /// Check the specs, their vectors and samples; write nothing.
    #[command(
        after_help = "Example: signwright check spec --format sarif > signwright.sarif\n         signwright check --watch"
    )]
    Check(check::Check),
    /// Write the spec of an endpoint from the vendor's page of it, or bring it up to date.
    #[command(after_help = "Example: signwright import order_push.md --platform spec/PLATFORM")]
    Import(import::Import),
    /// Serve every endpoint of the specs, verifying signature, clock and fields.
    #[command(after_help = "Example: signwright serve --port 8080 --at 2024-05-01T12:00:00+08:00")]
    Serve(serve::Serve),
    /// Call an endpoint: an own sandbox, or a given server.
    #[command(
        after_help = "Example: echo '{\"order_no\": \"A1\"}' | signwright call PLATFORM ENDPOINT --data -\n         \
                      signwright call PLATFORM ENDPOINT --data order.json --environment live --var region=eu"
    )]
    Call(call::Call),
    /// Sign a request and show each step; say why another side's signature differs.
    #[command(after_help = "Example: signwright sign PLATFORM --request request.json --json\n         \
                      signwright sign PLATFORM --request request.json --expect 53043b713ebffbb9741d0aa274ac8066\n         \
                      signwright sign PLATFORM --request request.json --expect-canonical @their-text.txt\n         \
                      signwright sign PLATFORM --request request.json --reproduce python > sign.py\n\n\
                      Exit codes: 0 signed, and as expected; 1 refused, or the other side's signature or text differs; 2 wrong usage.")]
    Sign(sign::Sign),
    /// Say what changed between two specs, what it breaks, and which version it asks for.
    #[command(
        after_help = "Example: signwright diff v0.1.0:spec spec\n         signwright diff --git HEAD --format markdown"
    )]
    Diff(diff::Diff),
    /// Show a platform or an endpoint as the vendor's page does.
    #[command(after_help = "Example: signwright show PLATFORM ENDPOINT")]
    Show(show::Show),
    /// Begin a platform or an endpoint with a file that passes `check`.
    #[command(
        after_help = "Example: signwright new platform acme-shop --title 阿克米商城\n         signwright new endpoint acme-shop order.push --title 推送订单"
    )]
    New(new::New),
    /// Print the JSON Schema of the files, for editors.
    #[command(after_help = "Example: signwright schema endpoint\n         signwright schema --out spec/schema")]
    Schema(schema::Schema),
    /// Print the completions of a shell, with the names of the platforms and endpoints that there are now.
    #[command(
        after_help = "Example: signwright completions bash > ~/.local/share/bash-completion/completions/signwright"
    )]
    Completions(completions::Completions),
}

/// Where the specs are.
#[derive(Clone, Args)]
pub(crate) struct SpecDir {
    /// The folder of the specs.
    #[arg(long = "spec", value_name = "DIR", default_value = "spec")]
    dir: PathBuf,
}

impl Default for SpecDir {
    fn default() -> Self {
        Self { dir: "spec".into() }
    }
}

impl SpecDir {
    /// The specs without their mistakes; with some, all of them as one failure.
    pub(crate) fn load<'m>(&self, arena: &'m Arena) -> Result<Specs<'m>, Failure> {
        specs_of(load(arena, &self.dir))
    }
}

pub(crate) fn specs_of(loaded: Loaded<'_>) -> Result<Specs<'_>, Failure> {
    let Loaded { sources, diagnostics, specs, .. } = loaded;
    specs.ok_or_else(|| {
        let mistakes = render::text(&sources, &diagnostics, std::io::stderr().is_terminal());
        Failure::refused(format!("{mistakes}{}", render::summary(&diagnostics)))
    })
}

pub(crate) fn find_platform<'s, 'm>(specs: &'s Specs<'m>, name: &str) -> Result<&'s SpecApi<'m>, Failure> {
    specs.apis.iter().find(|spec| spec.api.platform.name == name).ok_or_else(|| {
        let names: Vec<_> = specs.apis.iter().map(|spec| spec.api.platform.name).collect();
        Failure::usage(format!("no platform `{name}`; the specs have {}", names.join(", ")))
    })
}

pub(crate) fn find_endpoint<'m>(spec: &SpecApi<'m>, name: &str) -> Result<&'m SpecEndpoint<'m>, Failure> {
    endpoint(spec, name).ok_or_else(|| {
        Failure::usage(format!("no endpoint `{name}`; {} has {}", spec.api.platform.name, endpoint_names(spec)))
    })
}

/// The endpoint of this name on the wire, or else in Rust.
// A user knows the endpoint by what the program calls, a maintainer by its file.
fn endpoint<'m>(spec: &SpecApi<'m>, name: &str) -> Option<&'m SpecEndpoint<'m>> {
    let of_wire = spec.endpoints.iter().find(|endpoint| endpoint.model.name == name);
    of_wire.or_else(|| spec.endpoints.iter().find(|endpoint| endpoint.name.is_some_and(|in_rust| in_rust.text == name)))
}

fn endpoint_names(spec: &SpecApi<'_>) -> String {
    spec.endpoints.iter().map(|endpoint| endpoint.model.name).collect::<Vec<_>>().join(", ")
}

/// The address of one of a platform's environments.
pub(crate) fn find_environment<'m>(platform: &Platform<'m>, name: &str) -> Result<&'m str, Failure> {
    platform.environment(name).map(|environment| environment.url).ok_or_else(|| {
        let names: Vec<_> = platform.environments.iter().map(|environment| environment.name).collect();
        Failure::usage(format!("no environment `{name}`; {} has {}", platform.name, names.join(", ")))
    })
}

/// Prints a page to standard output. Whoever reads it may have seen enough, as `head` does.
pub(crate) fn print(page: &str) {
    use std::io::Write as _;
    // `| head` closes the pipe early, which `println!` would answer with a panic.
    let _ = anstream::stdout().write_all(page.as_bytes());
}

/// How messages are printed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum MessageFormat {
    /// For people.
    Text,
    /// As data: an array of mistakes on standard output.
    Json,
}

/// Why a job ended early, in words for a person.
pub(crate) enum Failure {
    /// The input or the server said no.
    Refused(String),
    /// The arguments cannot be used.
    Usage(String),
    /// Nothing was asked for: what can be.
    Help(StyledStr),
}

impl Failure {
    pub(crate) fn refused(message: impl Into<String>) -> Self {
        Self::Refused(message.into())
    }

    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::Usage(message.into())
    }

    pub(crate) fn code(&self) -> u8 {
        match self {
            Self::Refused(_) => 1,
            Self::Usage(_) | Self::Help(_) => 2,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(message) => to.write_str(message.trim_end()),
            Self::Usage(message) => write!(to, "error: {message}"),
            Self::Help(page) => to.write_str(page.ansi().to_string().trim_end()),
        }
    }
}

impl Arguments {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        // In a checkout the main job needs no word; elsewhere there is nothing to be guessed.
        let Some(job) = self.job.or_else(|| generate::Generate::of_checkout().map(Job::Generate)) else {
            return Err(Failure::Help(Self::command().render_help()));
        };
        match job {
            Job::Generate(job) => job.run(),
            Job::Check(job) => job.run(),
            Job::Import(job) => job.run(),
            Job::Serve(job) => job.run(),
            Job::Call(job) => job.run(),
            Job::Sign(job) => job.run(),
            Job::Diff(job) => job.run(),
            Job::Show(job) => job.run(),
            Job::New(job) => job.run(),
            Job::Schema(job) => job.run(),
            Job::Completions(job) => Ok(job.run()),
        }
    }
}
