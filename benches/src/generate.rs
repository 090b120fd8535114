//! `generate`: from specs to Rust, beside the generators of others with the same endpoints, and checking beside merely
//! reading the YAML. CPU time, medians of alternating runs.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Outcome;
use crate::endpoints::{CODED, write_specs};
use crate::peers::Program;
use crate::peers_input::{openapi, proto};
use crate::places::{empty_dir, root};
use crate::process::{Cost, cargo, median, run, step};
use crate::project::specs_dir;
use crate::table::{Bar, Row, Table};

/// How the output folder is before a run.
#[derive(Clone, Copy, PartialEq)]
enum Out {
    Empty,
    /// As the last run left it.
    Kept,
}

/// The command for an output folder.
type MakeCommand = Box<dyn Fn(&Path) -> Outcome<Command>>;

/// One way to generate, or to check.
struct Way {
    name: String,
    out: Out,
    out_dir: PathBuf,
    command: MakeCommand,
    costs: Vec<Cost>,
}

impl Way {
    fn new(
        name: impl Into<String>,
        out: Out,
        command: impl Fn(&Path) -> Outcome<Command> + 'static,
    ) -> Result<Self, Box<dyn Error>> {
        let name = name.into();
        let dir = format!("generated/{}", name.replace(|letter: char| !letter.is_ascii_alphanumeric(), "-"));
        Ok(Self { out_dir: empty_dir(&dir)?, name, out, command: Box::new(command), costs: Vec::new() })
    }

    fn run(&mut self) -> Result<(), Box<dyn Error>> {
        match self.out {
            Out::Kept => {}
            Out::Empty => {
                fs::remove_dir_all(&self.out_dir)?;
                fs::create_dir_all(&self.out_dir)?;
            }
        }
        self.costs.push(run(&mut (self.command)(&self.out_dir)?)?);
        Ok(())
    }

    fn cpu(&self) -> f64 {
        median(self.costs.iter().map(|cost| cost.cpu).collect())
    }

    fn peak(&self) -> f64 {
        median(self.costs.iter().map(|cost| cost.peak).collect())
    }
}

/// `generate [RUNS] [ENDPOINTS] [MANY]`.
pub(crate) fn generate(arguments: &[String]) -> Result<(), Box<dyn Error>> {
    let number = |index: usize, usual: u32| arguments.get(index).map_or(Ok(usual), |number| number.parse::<u32>());
    let (runs, few, many) = (number(0, 5)?.max(1), number(1, 1000)?, number(2, 10_000)?);
    let mut table = Table::new("generate", format!("{few} and {many} endpoints, from specs to Rust"));

    let mut ways = vec![];
    for (words, coded) in [("", &CODED[..0]), (", 2 coded enums each", &CODED[..])] {
        let specs = specs_dir(&format!("{few}-{}", coded.len()))?;
        write_specs(&specs, few, coded)?;
        ways.push(ours(format!("generate {few}{words}"), Out::Empty, &specs)?);
    }
    let specs = root().join(format!("target/benches/specs/{few}-0"));
    ways.push(ours(format!("generate {few}, nothing changed"), Out::Kept, &specs)?);
    let theirs = ways.len();
    ways.extend(peers(few, &mut table)?);
    let checks = ways.len();
    ways.extend(checks_of(&specs)?);
    for round in 0..=runs {
        for way in &mut ways {
            way.run()?;
            // The first run writes what the second finds unchanged.
            if round == 0 {
                way.costs.clear();
            }
        }
    }
    let of = |name: &str| ways.iter().find(|way| way.name.starts_with(name));
    let [plain, coded, again] = &ways[..3] else { return Err("three ways of ours".into()) };
    for (way, bar) in [(plain, 0.45), (coded, 0.45), (again, 0.3)] {
        table.row(Row::new(&way.name, "s", way.cpu()).bar(Bar::Most(bar)));
    }
    for peer in &ways[theirs..checks] {
        table.row(Row::new(&coded.name, "s", coded.cpu()).beside(&peer.name, peer.cpu()));
    }
    if let Some(untyped) = of("untyped") {
        for check in ways[checks..].iter().filter(|way| !way.name.starts_with("untyped")) {
            table
                .row(Row::new(&check.name, "s", check.cpu()).beside(&untyped.name, untyped.cpu()).bar(Bar::Times(2.0)));
        }
    }
    let specs = specs_dir("many")?;
    write_specs(&specs, many, &[])?;
    let mut way = ours(format!("generate {many}"), Out::Empty, &specs)?;
    way.run()?;
    table.row(Row::new(&way.name, "s", way.cpu()).bar(Bar::Most(4.5)));
    table.row(Row::new(format!("{}, memory", way.name), "MB", way.peak()).bar(Bar::Most(200.0)));
    table.finish()
}

fn ours(name: String, out: Out, specs: &Path) -> Result<Way, Box<dyn Error>> {
    let specs = specs.display().to_string();
    Way::new(name, out, move |out| step(&["generate", &specs, &out.display().to_string()]))
}

/// Checking, as the library does it before it generates, as the command does it, and the floor.
fn checks_of(specs: &Path) -> Result<Vec<Way>, Box<dyn Error>> {
    println!("  building the command");
    let mut build = cargo(&root());
    build.args(["build", "--release", "--quiet", "-p", "signwright", "--target-dir"]).arg(root().join("target"));
    run(&mut build)?;
    let program = root().join("target/release/signwright");
    let (library, floor, specs) = (specs.display().to_string(), specs.display().to_string(), specs.to_owned());
    Ok(vec![
        Way::new("check, the library", Out::Kept, move |_| step(&["load", &library]))?,
        Way::new("check, the command", Out::Kept, move |_| {
            let mut command = Command::new(&program);
            command.arg("check").arg(&specs);
            Ok(command)
        })?,
        Way::new("untyped tree of the YAML", Out::Kept, move |_| step(&["untyped", &floor]))?,
    ])
}

/// The generators of others that can be built here.
fn peers(endpoints: u32, table: &mut Table) -> Result<Vec<Way>, Box<dyn Error>> {
    let inputs = specs_dir("peers")?;
    let mut ways = Vec::new();
    if let Some(program) = Program::try_build("prost", "prost", table) {
        let file = inputs.join("acme.proto");
        fs::write(&file, proto(endpoints, &CODED)?)?;
        ways.push(Way::new("prost-build, which knows structs alone", Out::Empty, move |out| {
            let mut command = program.command();
            command.arg(&file).arg(out);
            Ok(command)
        })?);
    }
    if let Some(program) = Program::try_build("progenitor", "progenitor", table) {
        let program = std::rc::Rc::new(program);
        for (name, with_limits) in [("progenitor, without limits", false), ("progenitor, with limits", true)] {
            let file = inputs.join(format!("{with_limits}.json"));
            fs::write(&file, serde_json::to_string(&openapi(endpoints, &CODED, with_limits))?)?;
            let program = std::rc::Rc::clone(&program);
            ways.push(Way::new(name, Out::Empty, move |out| {
                let mut command = program.command();
                command.arg(&file).arg(out.join("lib.rs"));
                Ok(command)
            })?);
        }
    }
    Ok(ways)
}
