//! `sign`: signs a request as it is given, and shows each step. It validates nothing, drops nothing and adds
//! nothing beyond the platform's common parameters.

mod expect;
mod explain;
mod signer;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::{Args, ValueEnum};

use signwright::json::{self, Json};
use signwright::reproduce::{Language, reproduce};
use signwright_codegen::catalogue::Code;
use signwright_codegen::diagnostic::Severity;
use signwright_codegen::specs::{SpecApi, Specs};
use signwright_codegen::{Arena, Loaded, load_scheme};
use signwright_model::{Endpoint, Platform};
use signwright_runtime::Credentials;
use signwright_runtime::sign::{Detail, FinalRequest, Plan, SignError, SignReason, Signed, SigningRun, TracedStep};
use signwright_verify::VectorCall;

use expect::{Expect, Expected};
use explain::Explain;
use signer::Signer;

use super::credentials::CredentialsFrom;
use super::request::SignRequest;
use super::{Failure, SpecDir, input};

#[derive(Args)]
pub(crate) struct Sign {
    /// The platform's name, or a scheme's file. Of a file its vectors are signed where no request is given.
    platform: String,
    /// The request as JSON, or `-` for standard input: what a vector has, any of at, credentials, method, params, query,
    /// headers, url, verb, scheme, host, path, nonce, vars, format, body, body_base64, environment. What it leaves out is
    /// that of the endpoint which `method` names; `"path": {"id": "7"}` fills in that endpoint's path.
    #[arg(long, value_name = "FILE")]
    request: Option<PathBuf>,
    /// Print the result as JSON.
    #[arg(long)]
    json: bool,
    /// Show what goes into each step, what every filter makes of it, and which bytes come out.
    #[arg(long)]
    explain: bool,
    /// Print nothing but lines of this language that make the signature without this tool. They read secrets from
    /// the environment, unless --show-secrets. Of a scheme's file without a request: its first vector.
    #[arg(long, value_name = "LANGUAGE", conflicts_with_all = ["json", "explain", "expect", "expect_canonical"])]
    reproduce: Option<Written>,
    /// Print secrets as they are. Otherwise `<name>` stands for them.
    #[arg(long)]
    show_secrets: bool,
    #[command(flatten)]
    expect: Expect,
    #[command(flatten)]
    credentials: CredentialsFrom,
    #[command(flatten)]
    spec: SpecDir,
}

/// What lines are written in.
#[derive(Clone, Copy, ValueEnum)]
enum Written {
    /// bash, with openssl.
    Shell,
    /// Python 3, with its standard library.
    Python,
}

/// What is printed beside a signature.
struct Beside<'s> {
    steps: Option<&'s [TracedStep<'s>]>,
    expected: Option<&'s Expected>,
}

impl Sign {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        let arena = Arena::default();
        // A scheme that is being written is signed with before it belongs to any platform.
        let alone = Path::new(&self.platform).is_file();
        if alone && self.request.is_none() && !self.expect.is_given() {
            return self.vectors(load_scheme(&arena, Path::new(&self.platform)));
        }
        let specs = if alone {
            super::specs_of(load_scheme(&arena, Path::new(&self.platform)))?
        } else {
            self.spec.load(&arena)?
        };
        let named = specs.apis.first().filter(|_| alone);
        let spec = named.map_or_else(|| super::find_platform(&specs, &self.platform), Ok)?;
        match &self.request {
            Some(path) => self.one(spec, &siblings(&specs, spec.api.platform), path, &arena),
            None => Err(Failure::usage("`--request FILE` is missing: the request to be signed, as JSON")),
        }
    }

    fn one<'m>(
        &self,
        spec: &SpecApi<'m>,
        siblings: &[Platform<'m>],
        path: &Path,
        arena: &'m Arena,
    ) -> Result<ExitCode, Failure> {
        if self.credentials.is_stdin() && path.as_os_str() == "-" {
            return Err(Failure::usage("only one of --request and --credentials can be read from standard input"));
        }
        let platform = spec.api.platform;
        let mut call = SignRequest::parse(&input::read(path)?, path)?;
        let endpoint = call.complete(spec, arena)?;
        let credentials = match call.credentials.take() {
            Some(credentials) => credentials,
            // A scheme may need none; one that does names the first that is missing.
            None => self.credentials.read(platform)?.unwrap_or_else(|| Credentials::new([("", ""); 0])),
        };
        let refuse = |error| refused(spec, &endpoint, &error);
        let plan = Plan::of_endpoint(platform, &endpoint);
        if !plan.is_signed() {
            self.tell_unsigned(platform)?;
        }
        let mut run = SigningRun::new(&plan, &call.request, &credentials, &call.signing_time).map_err(refuse)?;
        // The signature, the explanation and the lines of another language come from this one run.
        run.evaluate(Detail::Inputs).map_err(refuse)?;
        if let Some(language) = self.reproduce {
            self.write(language, platform, &run.trace());
            return Ok(ExitCode::SUCCESS);
        }
        let signed = run.signed().map_err(refuse)?;
        let shown = if self.show_secrets { signed.request.clone() } else { run.masked_request().map_err(refuse)? };
        let steps = self.explain.then(|| run.trace());
        let fields: Vec<_> = platform.common_of(endpoint.class).copied().collect();
        let seen = platform.seen_by(&endpoint, &fields);
        let by = Signer { platform: &seen, siblings, call: &call, credentials: &credentials };
        let expected =
            if self.expect.is_given() { Some(self.expect.judge(&by, &signed, self.show_secrets)?) } else { None };
        let beside = Beside { steps: steps.as_deref(), expected: expected.as_ref() };
        self.print(&signed, &shown, &beside);
        let equal = expected.is_none_or(|expected| expected.equal);
        Ok(if equal { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    /// Tells that a call is not signed; refuses what only a signature can give.
    fn tell_unsigned(&self, platform: &Platform<'_>) -> Result<(), Failure> {
        let unsigned = format!("{} does not sign such a call", platform.name);
        if self.reproduce.is_some() || self.expect.is_given() {
            return Err(Failure::refused(format!("{unsigned}, so there is no signature")));
        }
        anstream::eprintln!("note: {unsigned}");
        Ok(())
    }

    /// Every vector of a scheme, and as `check` has it, where the first one that differs begins to.
    fn vectors(&self, mut loaded: Loaded<'_>) -> Result<ExitCode, Failure> {
        if let Some(spec) = loaded.specs.as_ref().and_then(|specs| specs.apis.first()) {
            self.every_vector(spec)?;
        }
        if loaded.specs.is_none() || self.reproduce.is_some() {
            return super::specs_of(loaded).map(|_| ExitCode::SUCCESS);
        }
        signwright_verify::verify(&mut loaded);
        if loaded.diagnostics.has_errors() {
            super::check::print_messages(&loaded);
        }
        // What else is wrong with the file is told; whether the signatures are right is what was asked.
        let mut mistakes = loaded.diagnostics.sorted().into_iter().filter(|told| told.severity == Severity::Error);
        Ok(ExitCode::from(u8::from(mistakes.any(|told| told.code != Code::AsciiVectors))))
    }

    /// Prints the vectors up to the first with another signature.
    fn every_vector(&self, spec: &SpecApi<'_>) -> Result<(), Failure> {
        for vector in spec.notes.vectors {
            let call = VectorCall::of(spec, vector);
            if call.unsaid.is_some() {
                break;
            }
            let refuse = |error| Failure::refused(format!("{}: cannot sign: {error}", call.name));
            let platform = spec.api.platform;
            let plan = call.plan(platform);
            let run = call.run(&plan, Detail::Inputs).map_err(refuse)?;
            if let Some(language) = self.reproduce {
                self.write(language, platform, &run.trace());
                return Ok(());
            }
            let signed = run.signed().map_err(refuse)?;
            let steps = self.explain.then(|| run.trace());
            if !self.json {
                anstream::println!("== {}\n", call.name);
            }
            // A vector's keys stand in the file that was given.
            self.print(&signed, &signed.request, &Beside { steps: steps.as_deref(), expected: None });
            // What differs stands last on the screen, right above the message about it.
            if signed.signature != call.signature {
                break;
            }
        }
        Ok(())
    }

    fn write(&self, language: Written, platform: &Platform<'_>, steps: &[TracedStep<'_>]) {
        let language = match language {
            Written::Shell => Language::Shell,
            Written::Python => Language::Python,
        };
        super::print(&reproduce(language, platform.name, steps, self.show_secrets).text);
    }

    fn print(&self, signed: &Signed, request: &FinalRequest, beside: &Beside<'_>) {
        if self.json {
            return self.print_json(signed, request, beside);
        }
        match beside.steps {
            Some(steps) => anstream::print!("{}", Explain { show_secrets: self.show_secrets }.text(steps)),
            None => self.print_steps(signed),
        }
        print_request(request);
        if let Some(expected) = beside.expected {
            anstream::println!("\n{}", expected.text());
        }
    }

    fn steps<'s>(&self, signed: &'s Signed) -> impl Iterator<Item = (&'s str, std::borrow::Cow<'s, str>)> {
        let show = self.show_secrets;
        signed.steps.iter().map(move |step| (step.name(), if show { step.plain() } else { step.masked() }))
    }

    /// The signature; where it is but a secret that travels, such as a token, that is no more shown than elsewhere.
    fn signature<'s>(&self, signed: &'s Signed) -> std::borrow::Cow<'s, str> {
        // A scheme may send a secret as it is; then the signature is masked like the step.
        let step = signed.steps.iter().rfind(|step| step.plain() == signed.signature);
        step.filter(|_| !self.show_secrets).map_or((&*signed.signature).into(), |step| step.masked())
    }

    fn print_steps(&self, signed: &Signed) {
        for (name, value) in self.steps(signed) {
            anstream::println!("{name}\n  {}\n", value.replace('\n', "\n  "));
        }
    }

    fn print_json(&self, signed: &Signed, request: &FinalRequest, beside: &Beside<'_>) {
        let steps = self.steps(signed);
        let steps = steps.map(|(name, value)| json::map([("name", json::text(name)), ("value", json::text(value))]));
        let headers = request.headers.iter().map(|(name, value)| (name.as_str(), json::text(value)));
        let body = match std::str::from_utf8(&request.body) {
            Ok(body) => ("body", json::text(body)),
            Err(_) => ("body_base64", json::text(STANDARD.encode(&request.body))),
        };
        let sent = [
            ("method", json::text(&request.method)),
            ("url", json::text(&request.url)),
            ("headers", json::map(headers)),
            body,
        ];
        let mut document = vec![
            ("steps", Json::List(steps.collect())),
            ("signature", json::text(self.signature(signed))),
            ("request", json::map(sent)),
        ];
        let explain = Explain { show_secrets: self.show_secrets };
        document.extend(beside.steps.map(|steps| ("explain", explain.node(steps))));
        document.extend(beside.expected.map(|expected| ("expect", expected.node())));
        anstream::println!("{}", json::line(&json::map(document)));
    }
}

/// Why a call is not signed, and what to give.
fn refused(spec: &SpecApi<'_>, endpoint: &Endpoint<'_>, error: &SignError) -> Failure {
    let help = match &error.reason {
        SignReason::UnknownInput(name) if name.starts_with("var.") => "; give it in `vars`",
        SignReason::NoPlace if endpoint.class.is_empty() && !spec.api.platform.classes.is_empty() => {
            "; that depends on the endpoint's class, so give an endpoint of the specs as `method`"
        }
        _ => "",
    };
    Failure::refused(format!("cannot sign: {error}{help}"))
}

/// The most platforms beside the one that signs whose schemes are tried.
// Each multiplies the search; a vendor's other platforms begin with the same name and come first.
const SIBLINGS: usize = 3;

/// The other platforms of a folder, those first whose name begins most like this one's, as those of one vendor do.
fn siblings<'m>(specs: &Specs<'m>, platform: &Platform<'m>) -> Vec<Platform<'m>> {
    let alike =
        |name: &str| name.chars().zip(platform.name.chars()).take_while(|(theirs, ours)| theirs == ours).count();
    let others = specs
        .apis
        .iter()
        .map(|spec| *spec.api.platform)
        .filter(|platform_beside| platform_beside.name != platform.name);
    let mut others: Vec<Platform<'m>> = others.collect();
    others.sort_by_key(|platform_beside| std::cmp::Reverse(alike(platform_beside.name)));
    others.truncate(SIBLINGS);
    others
}

fn print_request(request: &FinalRequest) {
    anstream::println!("{} {}", request.method, request.url);
    for (name, value) in &request.headers {
        anstream::println!("{name}: {value}");
    }
    if !request.body.is_empty() {
        anstream::println!("\n{}", String::from_utf8_lossy(&request.body));
    }
}
