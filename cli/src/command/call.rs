//! `call`: one call from a JSON file: validated, signed, sent and understood. Without a given server, to a sandbox of
//! its own in this process.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use signwright::json::{line, lines, visible};
use signwright::show::plain;
use signwright_codegen::Arena;
use signwright_codegen::specs::SpecEndpoint;
use signwright_model::{DocumentFormat, Endpoint, Escape, PathPart, Platform};
use signwright_runtime::client::Reply;
use signwright_runtime::encode::EncodeError;
use signwright_runtime::json::{self, Style};
use signwright_runtime::reply::{RawAnswer, RowFailure};
use signwright_runtime::sign::{SignError, SignReason, address_to_show};
use signwright_runtime::transport::{Blocking, Transport as _};
use signwright_runtime::{
    CallOptions, Credentials, Error, Leniency, Limits, Node, NotSent, Redaction, SigningTime, Violation, Violations,
    conform, conform_positional, conform_xml, interpret_node, prepare_node, validate,
};
use signwright_sandbox::{Options, Sandbox};

use super::credentials::CredentialsFrom;
use super::{Failure, SpecDir, input};

/// How many notes on an answer are told.
// An answer of a thousand rows that all lack a field says the same a thousand times.
const MOST_NOTES: usize = 20;

#[derive(Args)]
pub(crate) struct Call {
    /// The platform's name.
    platform: String,
    /// The endpoint's name on the wire, or its name in Rust.
    endpoint: String,
    /// The request as JSON, or `-` for standard input: an object of the table's fields, or a list of them in order.
    #[arg(long, value_name = "FILE")]
    data: PathBuf,
    /// A field that travels in the query, beside a list in `--data`: `page_size=50`. Once for each.
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    query: Vec<(String, String)>,
    /// A value that an address, a scheme or a common parameter takes in: `region=eu`. Once for each; it comes before the
    /// endpoint's and the platform's.
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    var: Vec<(String, String)>,
    /// The address of a server. Otherwise a sandbox of its own is called.
    #[arg(long, value_name = "URL", conflicts_with = "environment")]
    url: Option<String>,
    /// One of the platform's environments, such as `test`: the vendor's own server.
    #[arg(long, value_name = "NAME")]
    environment: Option<String>,
    /// The format of documents, where the platform takes several.
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Send the request without validating it.
    #[arg(long)]
    unchecked: bool,
    /// Print nothing but the answer's JSON, on one line.
    #[arg(long)]
    quiet: bool,
    #[command(flatten)]
    credentials: CredentialsFrom,
    #[command(flatten)]
    spec: SpecDir,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Json,
    Xml,
}

/// `region=eu`.
fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').filter(|(name, _)| !name.is_empty()).ok_or("write it as NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

fn given_up(endpoint: &SpecEndpoint<'_>) -> Option<String> {
    let given_up = endpoint.deprecated?;
    let instead = given_up.successor.map_or(String::new(), |successor| format!("; use `{}`", successor.text));
    Some(format!("`{}` is deprecated{instead}", endpoint.model.name))
}

/// Where a call goes, and as whom.
struct Server {
    address: String,
    credentials: Credentials,
    /// Kept running until the call is over.
    sandbox: Option<Sandbox>,
}

impl Call {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        let arena = Arena::default();
        let specs = self.spec.load(&arena)?;
        let api = super::find_platform(&specs, &self.platform)?;
        let endpoint = super::find_endpoint(api, &self.endpoint)?;
        let platform = api.api.platform;
        // Whoever reads first would leave nothing for the other, which then fails with a message about JSON.
        if self.credentials.is_stdin() && self.data.as_os_str() == "-" {
            return Err(Failure::usage("only one of --data and --credentials can be read from standard input"));
        }
        if !self.quiet
            && let Some(note) = given_up(endpoint)
        {
            anstream::eprintln!("note: {}", plain(&note));
        }
        let endpoint = endpoint.model;
        let bytes = input::read(&self.data)?;
        let request = self.request(platform, endpoint, input::json(&bytes, &self.data)?)?;
        let server = self.server(platform)?;

        let outcome = self.send(platform, endpoint, request, &server);
        // Also after a failure: what the sandbox refused is the best explanation of it.
        if let Some(sandbox) = server.sandbox.as_ref().filter(|_| !self.quiet) {
            for entry in sandbox.log() {
                anstream::eprintln!("sandbox: {entry}");
            }
        }
        let (reply, redaction) = outcome.map_err(|error| refused(endpoint, &error))?;
        let text = self.shown(platform, endpoint, &reply, &redaction);
        let text = text.map_err(|error| Failure::refused(format!("done, but the answer cannot be shown: {error}")))?;
        anstream::println!("{text}");
        Ok(ExitCode::SUCCESS)
    }

    /// The answer by the response's table: rows as lists and numbers as numbers, whatever the format was.
    fn shown(
        &self,
        platform: &Platform<'_>,
        endpoint: &Endpoint<'_>,
        reply: &Reply<Node<'static>>,
        redaction: &Redaction,
    ) -> Result<String, EncodeError> {
        let leniency = Leniency { numbers_as_text: true, unknown_fields: true };
        // As the client reads it: one row without its list is a row.
        let response = reply.response.clone();
        let (answer, odd) = conform_xml(endpoint.response(), response, leniency, platform.zone);
        let style = Style::new(Escape::Minimal, platform.zone);
        let text = json::write_record(endpoint.response(), &answer, style)?;
        // Whoever echoes a request, echoes its signature; the terminal may be a log.
        let document = json::parse(text.as_bytes(), Limits::default())
            .map_err(|error| EncodeError { path: String::new(), message: error.to_string().into() })?;
        let document = redaction.document(endpoint.response(), document);
        if self.quiet {
            return Ok(visible(&line(&document)));
        }
        if reply.is_accepted {
            anstream::eprintln!("taken, and not done yet");
        }
        for RowFailure { index, key, code, message } in reply.failed() {
            let place = index.map_or_else(String::new, |index| format!(" {index}"));
            let parts = [key, code, message].into_iter().filter(|part| !part.is_empty()).map(String::as_str);
            let said = redaction.text(&parts.collect::<Vec<_>>().join(" "));
            anstream::eprintln!("failed: row{place} {said}");
        }
        if reply.is_empty {
            // What such an answer holds is the platform's code for it, which no response's table lists.
            anstream::eprintln!("done; the platform has nothing to give");
        } else {
            for Violation { path, message, .. } in reply.notes.iter().chain(&odd).take(MOST_NOTES) {
                anstream::eprintln!("note: {}", redaction.text(&format!("{path}: {message}")));
            }
            let left_out = (reply.notes.len() + odd.len()).saturating_sub(MOST_NOTES);
            if left_out > 0 {
                anstream::eprintln!("note: and {left_out} more");
            }
        }
        Ok(visible(&lines(&document)))
    }

    /// The request in the form of the endpoint's table. Unchecked, an object stays as it stands.
    fn request<'v>(
        &self,
        platform: &Platform<'_>,
        endpoint: &Endpoint<'_>,
        document: Node<'v>,
    ) -> Result<Node<'v>, Failure> {
        if !self.query.is_empty() && !matches!(document, Node::List(_)) {
            return Err(Failure::usage("--query stands beside a list in --data; an object has these fields itself"));
        }
        // A list has no names of its own, so even unchecked it needs the table.
        if self.unchecked && matches!(document, Node::Map(_)) {
            return Ok(document);
        }
        let leniency = Leniency { numbers_as_text: true, unknown_fields: false };
        let shape = endpoint.request();
        let (node, violations) = match document {
            list @ Node::List(_) => {
                let beside = self.query.iter();
                let beside = beside.map(|(name, value)| (name.clone().into(), Node::Text(value.clone().into())));
                conform_positional(shape, list, beside.collect(), leniency, platform.zone)
            }
            given => conform(shape, given, leniency, platform.zone),
        };
        // What cannot be of its type and what its type forbids are told together.
        let mut violations = Violations(violations);
        violations.0.extend(validate(shape, &node, platform.zone));
        if violations.stop() && !self.unchecked {
            return Err(Failure::refused(format!("{:#}", Error::Invalid(violations))));
        }
        Ok(node)
    }

    fn server(&self, platform: &Platform<'_>) -> Result<Server, Failure> {
        let given = self.credentials.read(platform)?;
        let address = match (&self.url, &self.environment) {
            (Some(url), _) => Some(url.clone()),
            (None, Some(name)) => Some(super::find_environment(platform, name)?.to_owned()),
            (None, None) => None,
        };
        let test_set =
            || Credentials::new(platform.test_credentials.iter().map(|credential| (credential.name, credential.value)));
        match (address, given) {
            (Some(address), Some(credentials)) => Ok(Server { address, credentials, sandbox: None }),
            // A server on this machine is a sandbox, more likely than not: its test set is printed for everybody.
            (Some(address), None) if is_loopback(&address) => {
                Ok(Server { address, credentials: test_set(), sandbox: None })
            }
            (Some(_), None) => Err(Failure::usage("a server needs credentials: see --credentials")),
            // Nothing leaves this machine unless a server is named.
            (None, given) => {
                let sandbox = own_sandbox(&self.spec, platform.name, given.clone())?;
                Ok(Server {
                    address: sandbox.environment(platform.name),
                    credentials: given.unwrap_or_else(|| sandbox.credentials(platform.name)),
                    sandbox: Some(sandbox),
                })
            }
        }
    }

    fn send(
        &self,
        platform: &Platform<'_>,
        endpoint: &Endpoint<'_>,
        request: Node<'_>,
        server: &Server,
    ) -> Result<(Reply<Node<'static>>, Redaction), Error> {
        let options = CallOptions {
            format: self.format.map(|format| match format {
                Format::Json => DocumentFormat::Json,
                Format::Xml => DocumentFormat::Xml,
            }),
            vars: self.var.clone(),
            unchecked: self.unchecked,
            ..CallOptions::default()
        };
        let signing_time = SigningTime::new(input::now(), input::nonce());
        let prepared =
            prepare_node(platform, endpoint, request, &server.credentials, &server.address, &options, &signing_time)?;
        let (redaction, repeat, rows) = (prepared.redaction, prepared.repeat, prepared.rows);
        let http = prepared.request.into_http().map_err(|error| Error::NotSent(NotSent::Sign(error)))?;
        if !self.quiet {
            for warning in &prepared.warnings {
                anstream::eprintln!("{warning}");
            }
            anstream::eprintln!("{} {}", http.method(), address_to_show(&http.uri().to_string()));
        }
        let limits = Limits::default();
        // A call is sent once: repeating is for the person who reads what became of it.
        let sent = Blocking::new().send(http, limits.bytes.into());
        let answer = sent.map_err(|error| Error::not_answered(error, endpoint, &redaction).repeating(repeat))?;
        let (head, body) = answer.into_parts();
        let answer = RawAnswer { status: head.status.as_u16(), headers: head.headers, body };
        let reply = interpret_node(platform, endpoint, answer, options.format, limits, &redaction);
        let mut reply = reply.map_err(|error| error.repeating(repeat))?;
        reply.locate(&rows);
        Ok((reply, redaction))
    }
}

/// Why a call failed, and what to give.
fn refused(endpoint: &Endpoint<'_>, error: &Error) -> Failure {
    let var = match error {
        Error::NotSent(NotSent::Sign(SignError { reason: SignReason::UnknownInput(name), .. })) => {
            name.strip_prefix("var.")
        }
        Error::Invalid(Violations(violations)) => {
            let of_path = |name: &str| endpoint.travel.path.contains(&PathPart::Var(name));
            violations.iter().map(|violation| violation.path.as_str()).find(|path| of_path(path))
        }
        _ => None,
    };
    let help = var.map_or(String::new(), |name| format!("\ngive it as `--var {name}=…`"));
    Failure::refused(format!("{error:#}{help}"))
}

fn is_loopback(address: &str) -> bool {
    ["http://127.0.0.1", "http://localhost", "http://[::1]"].iter().any(|host| {
        // `http://localhost.example` begins like this machine's name and is another's.
        address.strip_prefix(host).is_some_and(|behind| behind.is_empty() || behind.starts_with([':', '/']))
    })
}

/// A sandbox of the same specs; its thread loads them for itself, because a model borrows.
fn own_sandbox(spec: &SpecDir, platform: &str, given: Option<Credentials>) -> Result<Sandbox, Failure> {
    let mut options = Options::default();
    if let Some(credentials) = given {
        options = options.credentials(platform, credentials);
    }
    let dir = spec.clone();
    let started = Sandbox::start_with(options, move |stage| {
        let arena = Arena::default();
        let specs = dir.load(&arena).map_err(|failure| io::Error::other(failure.to_string()))?;
        let apis: Vec<_> = specs.apis.iter().map(|spec| &spec.api).collect();
        stage.serve(&apis)
    });
    started.map_err(|error| Failure::refused(format!("the sandbox did not start: {error}")))
}
