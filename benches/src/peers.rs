//! The programs of `benches/peers`, built when a command needs them. Where they cannot be built, because the registry
//! cannot be reached, the command says so and goes on without them.

use std::error::Error;
use std::path::PathBuf;
use std::process::Command;

use crate::places::root;
use crate::process::{cargo, output, run};
use crate::table::{Bar, Row, Table};

/// A program of the peers.
pub(crate) struct Program(PathBuf);

impl Program {
    /// Builds it.
    ///
    /// # Errors
    /// If it cannot be built.
    pub(crate) fn build(feature: &str, name: &str) -> Result<Self, Box<dyn Error>> {
        let target = root().join("target/benches/peers");
        println!("  building {name} of benches/peers");
        let mut build = cargo(&root().join("benches/peers"));
        build.args(["build", "--release", "--quiet", "--locked", "--features", feature, "--bin", name]);
        run(build.arg("--target-dir").arg(&target))?;
        Ok(Self(target.join("release").join(name)))
    }

    /// As [`Program::build`], where the table can do without: it then says that it does.
    pub(crate) fn try_build(feature: &str, name: &str, table: &mut Table) -> Option<Self> {
        Self::build(feature, name)
            .map_err(|error| table.note(format!("{name} of benches/peers is left out: {error}")))
            .ok()
    }

    /// A command that runs it.
    pub(crate) fn command(&self) -> Command {
        Command::new(&self.0)
    }

    /// Runs it and adds the rows that it prints, each with its words and its bar.
    ///
    /// # Errors
    /// If it fails, or prints anything else.
    pub(crate) fn add_rows(
        &self,
        arguments: &[&str],
        known: &[Known],
        table: &mut Table,
    ) -> Result<(), Box<dyn Error>> {
        for line in output(self.command().args(arguments))?.lines() {
            let [_, row, unit, ours, peer, theirs] = line.split('\t').collect::<Vec<_>>()[..] else {
                return Err(format!("{line}: not a row").into());
            };
            let words =
                known.iter().find(|known| (known.row, known.unit) == (row, unit) && peer.starts_with(known.peer));
            let what = words.map_or(row, |known| known.what);
            let unit = words.map_or("", |known| known.unit);
            let bar = words.and_then(|known| known.bar);
            table.row(Row::new(what, unit, ours.parse()?).beside(peer, theirs.parse()?).bar(bar));
        }
        Ok(())
    }
}

/// What a row of a peer's program is called here.
pub(crate) struct Known {
    /// Its name there.
    pub(crate) row: &'static str,
    pub(crate) unit: &'static str,
    /// How the name of the peer begins.
    pub(crate) peer: &'static str,
    pub(crate) what: &'static str,
    pub(crate) bar: Option<Bar>,
}
