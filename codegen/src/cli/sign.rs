//! `sign`: signs a request as it is given, and shows each step. It validates nothing, drops nothing and adds
//! nothing beyond the platform's common parameters.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::Args;

use signwright_codegen::specs::SpecApi;
use signwright_codegen::{Arena, VectorCall, load_scheme};
use signwright_runtime::json::{self, Style};
use signwright_runtime::model::{Escape, Offset, Platform};
use signwright_runtime::sign::{FinalRequest, Signed, masked_request, sign};
use signwright_runtime::{Credentials, Node};

use super::credentials::CredentialsFrom;
use super::request::SignRequest;
use super::{Failure, SpecDir, input};

#[derive(Args)]
pub(crate) struct Sign {
    /// The platform's name, or a scheme's file. Of a file its vectors are signed where no request is given.
    platform: String,
    /// The request as JSON, or `-` for standard input: any of at, credentials, method, params, query, headers, verb,
    /// scheme, host, path, nonce, vars, body, body_base64.
    #[arg(long, value_name = "FILE")]
    request: Option<PathBuf>,
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
        let alone = Path::new(&self.platform).is_file();
        let specs = if alone {
            super::specs_of(load_scheme(&arena, Path::new(&self.platform)))?
        } else {
            self.spec.load(&arena)?
        };
        let named = specs.apis.first().filter(|_| alone);
        let spec = named.map_or_else(|| super::find_platform(&specs, &self.platform), Ok)?;
        match &self.request {
            Some(path) => self.one(spec.api.platform, path)?,
            None if alone => self.vectors(spec)?,
            None => return Err(Failure::usage("`--request FILE` is missing: the request to be signed, as JSON")),
        }
        Ok(ExitCode::SUCCESS)
    }

    fn one(&self, platform: &Platform<'_>, path: &Path) -> Result<(), Failure> {
        if self.credentials.is_stdin() && path.as_os_str() == "-" {
            return Err(Failure::usage("only one of --request and --credentials can be read from standard input"));
        }
        let file = SignRequest::parse(&input::read(path)?, path)?;
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
        self.print(&signed, &shown)
    }

    /// Every vector of a scheme; one that differs ends the run.
    fn vectors(&self, spec: &SpecApi<'_>) -> Result<(), Failure> {
        for vector in spec.notes.vectors {
            let call = VectorCall::of(spec, vector);
            let refuse = |error| Failure::refused(format!("{}: cannot sign: {error}", call.name));
            let signed = call.sign(spec.api.platform).map_err(refuse)?;
            if !self.json {
                anstream::println!("== {}\n", call.name);
            }
            // A vector's keys stand in the file that was given.
            self.print(&signed, &signed.request)?;
            if signed.signature != call.signature {
                let message = format!("{}: the signature must be `{}`", call.name, call.signature);
                return Err(Failure::refused(format!("{message}; `signwright check {}` shows where", self.platform)));
            }
        }
        Ok(())
    }

    fn print(&self, signed: &Signed, request: &FinalRequest) -> Result<(), Failure> {
        if self.json {
            return self.print_json(signed, request);
        }
        self.print_text(signed, request);
        Ok(())
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
