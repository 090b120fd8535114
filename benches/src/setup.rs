//! `setup`: what the first command in a fresh clone takes, and `crates`: how many crates each kind of user compiles.

use std::error::Error;
use std::process::Command;

use crate::compile::progenitor;
use crate::gate;
use crate::places::{empty_dir, root};
use crate::process::{cargo, output, run};
use crate::table::{Bar, Row, Table};

/// `setup`: what was committed, cloned, and `cargo run` in it. What is downloaded is downloaded before.
pub(crate) fn setup(_: &[String]) -> Result<(), Box<dyn Error>> {
    let mut table = Table::new("setup", "`cargo run` in a fresh clone of what was committed");
    let clone = empty_dir("fresh")?;
    run(Command::new("git").args(["clone", "--quiet", "--no-hardlinks"]).arg(root()).arg(&clone))?;
    run(cargo(&clone).args(["fetch", "--quiet", "--locked"]))?;
    let cost = run(cargo(&clone).args(["run", "--quiet"]))?;
    table.row(Row::new("cargo run, fresh clone", "s", cost.cpu).bar(Bar::Most(60.0)));
    let tree = ["tree", "--quiet", "-p", "signwright", "--edges", "normal,build", "--prefix", "none", "--no-dedupe"];
    table.row(Row::new("crates that it compiles", "crates", count(&output(cargo(&clone).args(tree))?)));
    std::fs::remove_dir_all(&clone)?;
    table.finish()
}

/// `crates`.
pub(crate) fn crates(_: &[String]) -> Result<(), Box<dyn Error>> {
    let mut table = Table::new("crates", "crates that somebody compiles, their own included");
    let theirs =
        progenitors(&mut table).map_err(|error| table.note(format!("progenitor's are left out: {error}"))).ok();
    for (name, words, bar) in [
        ("library", "the client without a transport", 16.0),
        ("build-script", "a build script that generates", 30.0),
        ("blocking", "the client with the blocking transport", 42.0),
        ("async", "the client with the async transport", 90.0),
    ] {
        #[expect(clippy::cast_precision_loss, reason = "they are not that many")]
        let row = Row::new(words, "crates", gate::crates(name)? as f64).bar(Bar::Most(bar));
        table.row(match (name, theirs) {
            ("library", Some((library, _))) => row.beside("progenitor's client", library),
            ("blocking" | "async", Some((_, consumer))) => row.beside("progenitor's client with rustls", consumer),
            _ => row,
        });
    }
    table.finish()
}

/// Those of progenitor's client, and of one that speaks TLS.
fn progenitors(table: &mut Table) -> Result<(f64, f64), Box<dyn Error>> {
    let project = progenitor(1, table)?;
    Ok((count(&project.tree("generated")?), count(&project.tree("call_one")?)))
}

/// The different crates of a tree.
#[expect(clippy::cast_precision_loss, reason = "they are not that many")]
fn count(tree: &str) -> f64 {
    gate::names(tree).len() as f64
}
