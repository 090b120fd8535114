//! `compile`: what a consumer's machine does with a generated client, beside structs alone, derived serde and progenitor's
//! client of the same endpoints. Each crate alone, over dependencies that are compiled already; CPU time, medians of
//! alternating runs.

use std::error::Error;
use std::fs;

use crate::endpoints::{CODED, repeat_specs, structs, write_specs};
use crate::peers::Program;
use crate::peers_input::openapi;
use crate::places::root;
use crate::process::{median, run};
use crate::programs::{self, Transport};
use crate::project::{Profile, Project, lock, runtime, specs_dir};
use crate::table::{Bar, Row, Table};

/// `compile [RUNS] [ENDPOINTS] [MANY]`.
pub(crate) fn compile(arguments: &[String]) -> Result<(), Box<dyn Error>> {
    let number = |index: usize, usual: u32| arguments.get(index).map_or(Ok(usual), |number| number.parse::<u32>());
    let (runs, endpoints, many) = (number(0, 3)?.max(1), number(1, 100)?, number(2, 1000)?);
    let mut table = Table::new("compile", format!("{endpoints} endpoints compiled, CPU of the crate alone"));
    let ours = ours(endpoints, many)?;
    let peers = progenitor(endpoints, &mut table);
    let peers = peers.map_err(|error| table.note(format!("progenitor's client is left out: {error}"))).ok();

    libraries(&ours, peers.as_ref(), runs, &mut table)?;
    for (name, transport, bar) in [("call_all", "blocking", 7.0), ("call_one", "blocking", 0.7)] {
        let what = format!("release program that calls {}, {transport}", &name["call_".len()..]);
        row(
            &mut table,
            &what,
            (&ours, name),
            peers.as_ref().map(|peers| (peers, name)),
            (Profile::Release, runs),
            bar,
        )?;
    }
    sizes(&ours, peers.as_ref(), &mut table)?;
    let cost = ours.compile("generated_many", Profile::Check)?;
    table.row(Row::new(format!("rustc's memory, check of {many}"), "MB", cost.peak).bar(Bar::Most(1000.0)));
    table.finish()
}

/// `instructions [ENDPOINTS]`: those of rustc's in a check, of one endpoint, which differ hardly from run to run. It takes
/// valgrind and minutes.
pub(crate) fn instructions(arguments: &[String]) -> Result<(), Box<dyn Error>> {
    let endpoints = arguments.first().map_or(Ok(100), |number| number.parse::<u32>())?.max(1);
    let mut table = Table::new("instructions", "million instructions of rustc's in a check, of one endpoint");
    let project = ours(endpoints, 1)?;
    for (name, over, words, bar) in [
        ("structs", "empty", "the same structs and enums alone", None),
        ("derives", "empty", "with `Debug, Clone, Default` derived", None),
        ("generated", "empty_over_runtime", "generated", None),
        ("generated_seeds", "empty_over_runtime", "generated, those of `spec/`", Some(Bar::Most(43.0))),
        ("serde_both", "empty_over_serde", "with serde derived both ways", None),
    ] {
        // What it depends on, of which nothing is counted.
        project.compile(over, Profile::Check)?;
        let more = project.instructions(name)?.saturating_sub(project.instructions(over)?);
        #[expect(clippy::cast_precision_loss, reason = "a hundredth of a million is enough")]
        let each = more as f64 / 1e6 / f64::from(endpoints);
        table.row(Row::new(words, "million", each).bar(bar));
    }
    table.finish()
}

/// The generated crates, and what stands beside them as a floor.
fn ours(endpoints: u32, many: u32) -> Result<Project, Box<dyn Error>> {
    let project = Project::new("compiled", &lock())?;
    let serde = "serde = { version = \"1\", features = [\"derive\"] }\n";
    project.add("empty", "", "lib.rs", "")?;
    project.add("empty_over_runtime", &runtime(""), "lib.rs", "pub use signwright_runtime::Endpoint;\n")?;
    project.add("empty_over_serde", serde, "lib.rs", "pub use serde::Serialize;\n")?;
    project.add("structs", "", "lib.rs", &structs(endpoints, &CODED, "")?)?;
    project.add("derives", "", "lib.rs", &structs(endpoints, &CODED, "#[derive(Debug, Clone, Default)]\n")?)?;
    let both = "#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]\n";
    project.add("serde_both", serde, "lib.rs", &structs(endpoints, &CODED, both)?)?;
    for (name, count) in [("generated", endpoints), ("generated_many", many)] {
        let specs = specs_dir(name)?;
        write_specs(&specs, count, &CODED)?;
        project.add_generated(name, &specs, "")?;
    }
    let specs = specs_dir("generated_seeds")?;
    repeat_specs(&specs, endpoints)?;
    project.add_generated("generated_seeds", &specs, "")?;
    let generated = "generated = { path = '../generated' }\n";
    let blocking = runtime("'blocking'") + generated;
    project.add("call_all", &blocking, "main.rs", &programs::ours(endpoints, Transport::Blocking)?)?;
    project.add("call_one", &blocking, "main.rs", &programs::ours(1, Transport::Blocking)?)?;
    let tokio = "tokio = { version = \"1\", features = [\"rt\", \"net\", \"time\"] }\n";
    let asynchronous = runtime("'async'") + generated + tokio;
    project.add("call_all_async", &asynchronous, "main.rs", &programs::ours(endpoints, Transport::Async)?)?;
    project.add("call_one_async", &asynchronous, "main.rs", &programs::ours(1, Transport::Async)?)?;
    Ok(project)
}

/// Progenitor's client of the same endpoints, without limits, and programs that call it.
pub(crate) fn progenitor(endpoints: u32, table: &mut Table) -> Result<Project, Box<dyn Error>> {
    let program = Program::try_build("progenitor", "progenitor", table).ok_or("it cannot be generated")?;
    let inputs = specs_dir("progenitor")?;
    let document = inputs.join("acme.json");
    fs::write(&document, serde_json::to_string(&openapi(endpoints, &CODED, false))?)?;
    let project = Project::new("compiled-peers", &root().join("benches/peers/Cargo.lock"))?;
    let uses = "progenitor-client = \"0.15\"\nserde_json = \"1\"\nserde = { version = \"1\", features = [\"derive\"] }\n\
        reqwest = { version = \"0.13\", default-features = false, features = [\"json\", \"query\", \"stream\"] }\n";
    let dir = project.add("generated", uses, "lib.rs", "")?;
    run(program.command().arg(&document).arg(dir.join("src/lib.rs")))?;
    let base = "pub use progenitor_client::ResponseValue;\n";
    project.add("empty_over_client", uses, "lib.rs", base)?;
    let consumer = "generated = { path = '../generated' }\n\
        reqwest = { version = \"0.13\", default-features = false, features = [\"rustls\"] }\n\
        tokio = { version = \"1\", features = [\"rt\", \"net\", \"time\"] }\n";
    project.add("call_all", consumer, "main.rs", &programs::progenitor(endpoints)?)?;
    project.add("call_one", consumer, "main.rs", &programs::progenitor(1)?)?;
    Ok(project)
}

/// The crates of endpoints, over an empty one with the same dependencies.
fn libraries(ours: &Project, peers: Option<&Project>, runs: u32, table: &mut Table) -> Result<(), Box<dyn Error>> {
    const OURS: [&str; 2] = ["generated", "generated_seeds"];
    const FLOORS: [(&str, &str, &str); 3] = [
        ("structs", "empty", "the same structs alone"),
        ("derives", "empty", "structs with Debug, Clone, Default"),
        ("serde_both", "empty_over_serde", "structs with serde both ways"),
    ];
    for (profile, words, bar) in [
        (Profile::Check, "check", None),
        (Profile::Debug, "debug build", Some(Bar::Most(1.2))),
        (Profile::Release, "release build", Some(Bar::Most(1.5))),
    ] {
        let mut crates =
            vec![(ours, "generated", "empty_over_runtime"), (ours, "generated_seeds", "empty_over_runtime")];
        crates.extend(FLOORS.map(|(name, over, _)| (ours, name, over)));
        crates.extend(peers.map(|peers| (peers, "generated", "empty_over_client")));
        let figures = alternating(&crates, profile, runs)?;
        let beside = figures.iter().skip(OURS.len());
        let names = FLOORS.iter().map(|(_, _, name)| *name).chain(["progenitor's client, without limits"]);
        for (theirs, name) in beside.zip(names) {
            table.row(Row::new(words, "s", figures[0]).beside(name, *theirs).bar(bar));
        }
        table.row(Row::new(format!("{words} of the endpoints of `spec/`, repeated"), "s", figures[1]).bar(bar));
    }
    Ok(())
}

/// What each crate takes beyond the one that it is compared with.
fn alternating(
    crates: &[(&Project, &'static str, &'static str)],
    profile: Profile,
    runs: u32,
) -> Result<Vec<f64>, Box<dyn Error>> {
    let mut taken = vec![Vec::new(); crates.len()];
    // The first round compiles the dependencies.
    for round in 0..=runs {
        for ((project, name, over), taken) in crates.iter().zip(&mut taken) {
            let (cost, base) = (project.compile(name, profile)?, project.compile(over, profile)?);
            if round > 0 {
                taken.push(cost.cpu - base.cpu);
            }
        }
    }
    Ok(taken.into_iter().map(median).collect())
}

/// One program of ours beside one of progenitor's.
fn row(
    table: &mut Table,
    what: &str,
    (ours, name): (&Project, &str),
    peers: Option<(&Project, &str)>,
    (profile, runs): (Profile, u32),
    bar: f64,
) -> Result<(), Box<dyn Error>> {
    let (mut our_times, mut their_times) = (Vec::new(), Vec::new());
    for round in 0..=runs {
        let cost = ours.compile(name, profile)?;
        let theirs = peers.map(|(peers, name)| peers.compile(name, profile)).transpose()?;
        if round > 0 {
            our_times.push(cost.cpu);
            their_times.extend(theirs.map(|cost| cost.cpu));
        }
    }
    let row = Row::new(what, "s", median(our_times)).bar(Bar::Most(bar));
    table.row(if their_times.is_empty() { row } else { row.beside("progenitor's", median(their_times)) });
    Ok(())
}

/// Programs without symbols, the default release profile otherwise.
fn sizes(ours: &Project, peers: Option<&Project>, table: &mut Table) -> Result<(), Box<dyn Error>> {
    #[expect(clippy::cast_precision_loss, reason = "a hundredth of a megabyte is enough")]
    let size = |project: &Project, name: &str| project.stripped(name).map(|bytes| bytes as f64 / 1e6);
    for (name, words, bar) in [
        ("call_all", "calls all, blocking", Some(2.8)),
        ("call_all_async", "calls all, async", Some(3.8)),
        ("call_one", "calls one, blocking", None),
        ("call_one_async", "calls one, async", None),
    ] {
        let row = Row::new(format!("stripped program that {words}, TLS included"), "MB", size(ours, name)?);
        let row = row.bar(bar.map(Bar::Most));
        let theirs = peers.map(|peers| size(peers, name.trim_end_matches("_async"))).transpose()?;
        table.row(match theirs {
            Some(theirs) => row.beside("progenitor's, async", theirs),
            None => row,
        });
    }
    Ok(())
}
