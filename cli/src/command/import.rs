//! `import`: pages in, one spec file each, and a report of every row. Exit code 1 when a page gave no file or
//! when the page and the file were both changed; what could be written is written all the same. A run over several
//! pages ends with a line for each that failed.

use std::io::Read as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use signwright_codegen::source::MAX_BYTES;
use signwright_import::Options;

use super::{Failure, MessageFormat, SpecDir};

#[derive(Args)]
pub(crate) struct Import {
    /// Pages: Markdown, plain text or HTML.
    #[arg(value_name = "PAGE", required = true)]
    pages: Vec<PathBuf>,
    /// The platform's folder. Left out: the one whose `docs` the pages' addresses begin with.
    #[arg(long, value_name = "DIR")]
    platform: Option<PathBuf>,
    /// The endpoint's wire name, for a page that does not say it.
    #[arg(long, value_name = "NAME")]
    endpoint: Option<String>,
    /// Keep what the file says wherever the page differs.
    #[arg(long)]
    keep: bool,
    /// Report only; write nothing.
    #[arg(long)]
    dry_run: bool,
    /// How the report is printed.
    #[arg(long, value_enum, default_value = "text")]
    format: MessageFormat,
    #[command(flatten)]
    spec: SpecDir,
}

impl Import {
    pub(crate) fn run(&self) -> Result<ExitCode, Failure> {
        if self.endpoint.is_some() && self.pages.len() > 1 {
            return Err(Failure::usage("`--endpoint` names one endpoint: give one page"));
        }
        let pages = self.pages.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let folder = self.platform.clone().or_else(|| signwright_import::platform_of(&self.spec.dir, &pages));
        let folder =
            folder.ok_or_else(|| Failure::usage("the pages do not tell their platform: add `--platform DIR`"))?;
        let options = Options { endpoint: self.endpoint.as_deref(), keep: self.keep };
        let plan =
            signwright_import::plan(&folder, &pages, options).map_err(|error| Failure::refused(error.to_string()))?;
        if !self.dry_run {
            plan.write().map_err(|error| Failure::refused(error.to_string()))?;
        }
        match self.format {
            MessageFormat::Json => anstream::print!("{}", signwright_import::report::json(&plan.reports)),
            MessageFormat::Text => {
                for report in &plan.reports {
                    anstream::print!("{}", report.text());
                }
                anstream::print!("{}", signwright_import::report::failures(&plan.reports));
            }
        }
        Ok(ExitCode::from(u8::from(!plan.is_whole() || plan.has_conflicts())))
    }
}

/// A page's bytes; no more than any file of a spec may have.
fn read(path: &PathBuf) -> Result<(String, Vec<u8>), Failure> {
    let fail = |error: std::io::Error| Failure::refused(format!("error: `{}` cannot be read: {error}", path.display()));
    let mut bytes = Vec::new();
    // One byte more than allowed tells a file that is too large from one that just fits.
    std::fs::File::open(path).map_err(fail)?.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(fail)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Failure::refused(format!("error: `{}` is larger than 16 MiB", path.display())));
    }
    // The name goes into the spec, which must be the same on every system.
    Ok((path.to_string_lossy().replace('\\', "/"), bytes))
}
