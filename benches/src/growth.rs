//! `growth`: what grows with the number of endpoints: generating, checking, compiling, memory, and the size of a program.

use std::error::Error;

use crate::endpoints::{CODED, write_platform, write_specs};
use crate::process::{run, step};
use crate::programs::{self, Transport};
use crate::project::{Profile, Project, bytes, lock, runtime, specs_dir};
use crate::table::{Row, Table};

/// More than these are not called by one program.
const MOST_CALLED: u32 = 1000;

/// `growth [ENDPOINTS…]`.
pub(crate) fn growth(arguments: &[String]) -> Result<(), Box<dyn Error>> {
    let sizes: Vec<u32> = arguments.iter().map(|size| size.parse()).collect::<Result<_, _>>()?;
    let sizes = if sizes.is_empty() { vec![10, 100, 1000, 10_000] } else { sizes };
    let mut table = Table::new("growth", "what grows with the number of endpoints, 2 coded enums each");
    for endpoints in &sizes {
        grown(*endpoints, &mut table)?;
    }
    if let Some(most) = sizes.iter().max().filter(|most| **most >= 1000) {
        behind_features(most / 10, &mut table)?;
    }
    table.finish()
}

fn grown(endpoints: u32, table: &mut Table) -> Result<(), Box<dyn Error>> {
    let specs = specs_dir("grown")?;
    write_specs(&specs, endpoints, &CODED)?;
    let project = Project::new("grown", &lock())?;
    project.add("empty", &runtime(""), "lib.rs", "pub use signwright_runtime::Endpoint;\n")?;
    let made = project.add_generated("generated", &specs, "")?.join("src/made");
    let (specs, out) = (specs.display().to_string(), made.display().to_string());
    let mut row = |what: &str, unit, figure| table.row(Row::new(format!("{endpoints}: {what}"), unit, figure));

    let again = run(&mut step(&["generate", &specs, &out])?)?;
    row("generate again, nothing changed", "s", again.cpu);
    std::fs::remove_dir_all(&made)?;
    let cost = run(&mut step(&["generate", &specs, &out])?)?;
    row("generate", "s", cost.cpu);
    row("generate, memory", "MB", cost.peak);
    row("emitted", "MB", megabytes(bytes(&made)?));
    let cost = run(&mut step(&["load", &specs])?)?;
    row("check the specs", "s", cost.cpu);
    row("check the specs, memory", "MB", cost.peak);

    for (profile, words) in [(Profile::Check, "cargo check"), (Profile::Release, "release build of the library")] {
        if profile == Profile::Release && endpoints > MOST_CALLED {
            continue;
        }
        project.compile("empty", profile)?;
        let base = project.compile("empty", profile)?;
        let cost = project.compile("generated", profile)?;
        row(words, "s", cost.cpu - base.cpu);
        row(&format!("{words}, memory"), "MB", cost.peak);
    }
    let dependencies = runtime("'blocking'") + "generated = { path = '../generated' }\n";
    for (name, called) in [("call_one", 1), ("call_all", endpoints)] {
        if called > MOST_CALLED || (endpoints > MOST_CALLED && called == 1) {
            continue;
        }
        project.add(name, &dependencies, "main.rs", &programs::ours(called, Transport::Blocking)?)?;
        let words = format!("stripped program that calls {called}");
        row(&words, "MB", megabytes(project.stripped(name)?));
    }
    Ok(())
}

/// Ten platforms of as many endpoints, each behind a feature, of which a program switches one on.
fn behind_features(endpoints: u32, table: &mut Table) -> Result<(), Box<dyn Error>> {
    const PLATFORMS: [&str; 10] =
        ["acme0", "acme1", "acme2", "acme3", "acme4", "acme5", "acme6", "acme7", "acme8", "acme9"];
    let specs = specs_dir("grown")?;
    for platform in PLATFORMS {
        write_platform(&specs, platform, endpoints, &CODED)?;
    }
    let project = Project::new("grown", &lock())?;
    project.add("empty", &runtime(""), "lib.rs", "pub use signwright_runtime::Endpoint;\n")?;
    let features = PLATFORMS.map(|platform| format!("{platform} = []\n")).concat();
    let dependencies = format!("{}\n[features]\ndefault = [\"acme0\"]\n{features}", runtime(""));
    project.add_behind_features("generated", &specs, &dependencies)?;
    project.compile("empty", Profile::Check)?;
    let base = project.compile("empty", Profile::Check)?;
    let cost = project.compile("generated", Profile::Check)?;
    let words = format!("10 platforms of {endpoints} behind features, one switched on: cargo check");
    table.row(Row::new(&words, "s", cost.cpu - base.cpu));
    table.row(Row::new(format!("{words}, memory"), "MB", cost.peak));
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "a hundredth of a megabyte is enough")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
