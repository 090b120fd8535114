//! `sign`: signs a request as it is given, and shows each step. It validates nothing, drops nothing and adds
//! nothing beyond the platform's common parameters.

use std::path::PathBuf;
use std::process::ExitCode;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::Args;

use signwright_codegen::Arena;
use signwright_runtime::json::{self, Style};
use signwright_runtime::model::{Escape, Offset};
use signwright_runtime::sign::{FinalRequest, Signed, masked_request, sign};
use signwright_runtime::{Credentials, Node};

use super::credentials::CredentialsFrom;
use super::request::SignRequest;
use super::{Failure, SpecDir, input};

#[derive(Args)]
pub(crate) struct Sign {
    /// The platform's name.
    platform: String,
    /// The request as JSON, or `-` for standard input: any of at, credentials, method, params, query, headers, verb,
    /// scheme, host, path, nonce, vars, body, body_base64.
    #[arg(long, value_name = "FILE")]
    request: PathBuf,
    /// Print the result as JSON.
    #[arg(long)]
    json: bool,
    /// Print secrets as they are. Otherwise `<name>` stands for them.
    #[arg(long)]
    show_secrets: bool,
    #[command(flatten)]
    credentials: CredentialsFrom,
    #[command(flatten)]
    spec: SpecDir,
}

impl Sign {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        let arena = Arena::default();
        let specs = self.spec.load(&arena)?;
        let platform = super::find_platform(&specs, &self.platform)?.api.platform;
        if self.credentials.is_stdin() && self.request.as_os_str() == "-" {
            return Err(Failure::usage("only one of --request and --credentials can be read from standard input"));
        }
        let file = SignRequest::parse(&input::read(&self.request)?, &self.request)?;
        let credentials = match file.credentials {
            Some(credentials) => credentials,
            None => self.credentials.read(platform)?.unwrap_or_else(|| Credentials::new([("", ""); 0])),
        };
        let refuse = |error| Failure::refused(format!("cannot sign: {error}"));
        let signed = sign(platform, &file.request, &credentials, &file.moment).map_err(refuse)?;
        let shown = if self.show_secrets {
            signed.request.clone()
        } else {
            masked_request(platform, &file.request, &credentials, &file.moment).map_err(refuse)?
        };
        if self.json {
            self.print_json(&signed, &shown)?;
        } else {
            self.print_text(&signed, &shown);
        }
        Ok(ExitCode::SUCCESS)
    }

    fn steps<'s>(&self, signed: &'s Signed) -> impl Iterator<Item = (&'s str, std::borrow::Cow<'s, str>)> {
        let show = self.show_secrets;
        signed.steps.iter().map(move |step| (step.name(), if show { step.plain() } else { step.masked() }))
    }

    fn print_text(&self, signed: &Signed, request: &FinalRequest) {
        for (name, value) in self.steps(signed) {
            anstream::println!("{name}\n  {}\n", value.replace('\n', "\n  "));
        }
        anstream::println!("{} {}", request.method, request.url);
        for (name, value) in &request.headers {
            anstream::println!("{name}: {value}");
        }
        if !request.body.is_empty() {
            anstream::println!("\n{}", String::from_utf8_lossy(&request.body));
        }
    }

    fn print_json(&self, signed: &Signed, request: &FinalRequest) -> Result<(), Failure> {
        let text = |text: &str| Node::text(text.to_owned());
        let pair = |name: &'static str, value| (name.into(), value);
        let steps = self
            .steps(signed)
            .map(|(name, value)| Node::Map(vec![pair("name", text(name)), pair("value", text(&value))]))
            .collect();
        let headers = request.headers.iter().map(|(name, value)| (name.clone().into(), text(value))).collect();
        let body = match std::str::from_utf8(&request.body) {
            Ok(body) => pair("body", text(body)),
            Err(_) => pair("body_base64", text(&STANDARD.encode(&request.body))),
        };
        let document = Node::Map(vec![
            pair("steps", Node::List(steps)),
            pair("signature", text(&signed.signature)),
            pair(
                "request",
                Node::Map(vec![
                    pair("method", text(&request.method)),
                    pair("url", text(&request.url)),
                    pair("headers", Node::Map(headers)),
                    body,
                ]),
            ),
        ]);
        let style = Style { escape: Escape::Minimal, zone: Offset::UTC };
        let written = json::write(&document, style).map_err(|error| Failure::refused(error.to_string()))?;
        anstream::println!("{written}");
        Ok(())
    }
}
