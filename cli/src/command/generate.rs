//! `generate`: checks the specs and writes the client; with `--check` it only says what differs.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use clap::Args;

use signwright::show::count;
use signwright_codegen::output::{Changes, OutputError};
use signwright_codegen::{Arena, compare, write};

use super::check::print_messages;
use super::{Failure, SpecDir, summary};

const CLIENT: &str = "generated-client";
const OUT: &str = "generated-client/src/generated";

#[derive(Args)]
pub(crate) struct Generate {
    #[command(flatten)]
    spec: SpecDir,
    /// The folder of the generated files.
    #[arg(long, value_name = "DIR", default_value = OUT)]
    out: PathBuf,
    /// Write nothing; fail if a file differs.
    #[arg(long)]
    check: bool,
}

impl Generate {
    /// What is meant where nothing is said: writing the checked-in client, if there is one. In another folder nobody has
    /// asked for it.
    pub(crate) fn of_checkout() -> Option<Self> {
        let here = || Self { spec: SpecDir::default(), out: OUT.into(), check: false };
        // A bare `signwright` outside of a checkout must not begin to write files.
        Path::new(CLIENT).is_dir().then(here)
    }

    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        let start = Instant::now();
        let arena = Arena::default();
        // With all that they claim: a client whose vectors do not sign is not worth writing.
        let loaded = signwright_verify::load(&arena, &self.spec.dir);
        print_messages(&loaded);
        let Some(specs) = &loaded.specs else {
            return Err(Failure::refused("nothing was written"));
        };
        let refuse = |error: OutputError| Failure::refused(format!("error[{}]: {error}", error.code().slug()));
        if self.check {
            return self.compare(&compare(specs, true, &self.out).map_err(refuse)?);
        }
        let changes = write(specs, true, &self.out).map_err(refuse)?;
        anstream::print!("{}", summary::specs(specs));
        anstream::println!("\n{}  {} in {:.2} s", self.out.display(), told(&changes), start.elapsed().as_secs_f64());
        anstream::print!("{changes}");
        Ok(ExitCode::SUCCESS)
    }

    fn compare(&self, changes: &Changes) -> Result<ExitCode, Failure> {
        if changes.is_empty() {
            anstream::println!("{} is fresh: {}", self.out.display(), told(changes));
            return Ok(ExitCode::SUCCESS);
        }
        Err(Failure::refused(format!(
            "{} is stale:\n{changes}run `{}` and commit the result",
            self.out.display(),
            self.command()
        )))
    }

    fn command(&self) -> String {
        let (spec, out) = (self.spec.dir.display(), self.out.display());
        // The command of the message is one to be copied: no longer than needed.
        if self.spec.dir == SpecDir::default().dir && self.out == Path::new(OUT) {
            "cargo run".to_owned()
        } else {
            format!("cargo run -- generate --spec {spec} --out {out}")
        }
    }
}

fn told(changes: &Changes) -> String {
    let told = [
        (changes.created.len(), "created"),
        (changes.changed.len(), "changed"),
        (changes.removed.len(), "removed"),
        (changes.unchanged.len(), "unchanged"),
    ];
    let files: usize = told.iter().map(|(number, _)| number).sum();
    let told: Vec<_> =
        told.iter().filter(|(number, _)| *number > 0).map(|(number, what)| format!("{number} {what}")).collect();
    format!("{} ({})", count(files, "file"), told.join(", "))
}
