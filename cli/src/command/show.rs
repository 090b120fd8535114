//! `show`: a platform or an endpoint as the vendor's page shows it, for reading in a terminal.

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::Args;

use signwright::show::{self, Section};
use signwright_codegen::Arena;

use super::table::Table;
use super::{Failure, SpecDir};

#[derive(Args)]
pub(crate) struct Show {
    /// The platform's name.
    platform: String,
    /// The endpoint's name on the wire, or its name in Rust. Without it the platform itself is shown.
    endpoint: Option<String>,
    #[command(flatten)]
    spec: SpecDir,
}

impl Show {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        let arena = Arena::default();
        let specs = self.spec.load(&arena)?;
        let api = super::find_platform(&specs, &self.platform)?;
        let sections = match &self.endpoint {
            None => show::platform(api),
            Some(name) => show::endpoint(super::find_endpoint(api, name)?, api.api.platform),
        };
        super::print(&page(&sections));
        Ok(ExitCode::SUCCESS)
    }
}

fn page(sections: &[Section]) -> String {
    let mut out = String::new();
    for section in sections {
        if !section.title.is_empty() {
            // Writing to a String cannot fail.
            let _ = writeln!(out, "\n{}", section.title);
        }
        let mut table = Table::default();
        section.rows.iter().for_each(|row| table.cells(row.clone()));
        out += &table.render(if section.title.is_empty() { 0 } else { 2 });
    }
    out
}
