//! What generated code costs to compile, side by side in one run: the same endpoints as signwright emits them, as plain
//! structs and enums, as those with three derives, and with serde derived both ways; and as many endpoints that are
//! those of `spec/` over and over, with their platforms, coded values, rules, error codes and what the sandbox answers; and
//! those of `tests/platforms`, two of each of twenty vendors, of which there are only so many.
//! Each is checked, built for debugging and built for release, over an empty crate with the same dependencies, which a
//! program has anyway. Prints the least CPU time of the runs, which other work on the machine disturbs least, and ratios,
//! which hold on other machines. Asserts nothing.
//!
//! `cargo run --release -p signwright-tests --example compile_cost -- [ENDPOINTS] [RUNS] [CODED] [PROFILES]`, where CODED is
//! how many coded enums an endpoint has (0, 1 or 2), and PROFILES some of `check,debug,release,instructions`; the first three
//! by default. `instructions` counts those of rustc's in a check, which takes valgrind and minutes, and differs hardly from
//! run to run.

mod shapes;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use shapes::{CODED, REQUEST, RESPONSE, repeat_specs, structs, write_specs};
use signwright_codegen::{Arena, Generator, load};
use signwright_tests::root;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |index: usize| arguments.get(index).map(|argument| argument.parse::<u32>()).transpose();
    let endpoints = number(0)?.unwrap_or(100).max(1);
    let runs = number(1)?.unwrap_or(5).max(1);
    let coded = number(2)?.map_or(CODED.len(), |coded| CODED.len().min(coded as usize));
    let wanted: Vec<&str> = arguments.get(3).map_or("check,debug,release", String::as_str).split(',').collect();
    let profiles: Vec<&Profile> = PROFILES.iter().filter(|profile| wanted.contains(&profile.name)).collect();
    let coded = CODED.get(..coded).unwrap_or_default();
    let place = tempfile::tempdir()?;
    let place = place.path();

    for (name, _) in CRATES {
        write_crate(place, name)?;
        fs::write(place.join(name).join("src/lib.rs"), "")?;
    }
    fs::write(
        place.join("Cargo.toml"),
        "[workspace]\nresolver = \"3\"\nmembers = [\"*\"]\nexclude = [\"spec\", \"spec_seeds\", \"target\"]\n",
    )?;
    fs::copy(root().join("Cargo.lock"), place.join("Cargo.lock"))?;
    fs::write(place.join("generated_empty/src/lib.rs"), "pub use signwright_runtime::Endpoint;\n")?;
    fs::write(place.join("serde_empty/src/lib.rs"), "pub use serde::Serialize;\n")?;
    fs::write(place.join("structs/src/lib.rs"), structs(endpoints, coded, "")?)?;
    fs::write(place.join("derives/src/lib.rs"), structs(endpoints, coded, "#[derive(Debug, Clone, Default)]\n")?)?;
    let serde = "#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]\n";
    fs::write(place.join("serde_both/src/lib.rs"), structs(endpoints, coded, serde)?)?;
    write_specs(&place.join("spec"), endpoints, coded)?;
    repeat_specs(&place.join("spec_seeds"), endpoints)?;
    let made = [
        (place.join("spec"), "generated"),
        (place.join("spec_seeds"), "generated_seeds"),
        (root().join("tests/platforms"), VENDORS),
    ];
    for (specs, name) in made {
        Generator::new(specs).out_dir(place.join(name).join("src/made")).generate()?;
        let lib = "#[path = \"made/mod.rs\"]\nmod made;\npub use made::*;\n";
        fs::write(place.join(name).join("src/lib.rs"), lib)?;
    }

    let fields = REQUEST.iter().map(|(_, fields)| fields).sum::<usize>();
    println!(
        "{endpoints} endpoints of {fields} request and {RESPONSE} response fields and {} coded enums; least of {runs} runs",
        coded.len()
    );
    for profile in profiles {
        let mut least = [f64::INFINITY; CRATES.len()];
        let rounds = if profile.name == INSTRUCTIONS { 1..=1 } else { 0..=runs };
        for round in rounds {
            for ((name, _), least) in CRATES.iter().zip(&mut least).filter(|((name, _), _)| profile.is_for(name)) {
                let time = compile(place, name, profile)?;
                // Round 0 builds the dependencies, of which no instructions are counted.
                if round > 0 {
                    *least = least.min(time);
                }
            }
        }
        report(profile, &least, endpoints, vendors_endpoints()?);
    }
    Ok(())
}

/// How many endpoints `tests/platforms` has.
fn vendors_endpoints() -> Result<u32, Box<dyn Error>> {
    let arena = Arena::new();
    let specs = load(&arena, &root().join("tests/platforms")).specs.ok_or("tests/platforms has mistakes")?;
    Ok(specs.apis.iter().map(|api| api.endpoints.len()).sum::<usize>().try_into()?)
}

/// Prints what each crate costs over the one that it is compared with.
fn report(profile: &Profile, least: &[f64], endpoints: u32, of_vendors: u32) {
    let of =
        |wanted: &str| CRATES.iter().zip(least).find(|((name, _), _)| *name == wanted).map_or(0.0, |(_, time)| *time);
    let own = |name: &str, over: &str| (of(name) - of(over)).max(f64::EPSILON);
    println!("\n{}: {} per endpoint", profile.name, profile.unit);
    for (name, over) in CRATES.iter().filter(|(name, over)| name != over && profile.is_for(name)) {
        let endpoints = if *name == VENDORS { of_vendors } else { endpoints };
        println!("  {name:<17} {:7.2}", own(name, over) / f64::from(endpoints));
    }
    let generated = own("generated", "generated_empty");
    println!(
        "  generated is {:.1} × structs alone, {:.1} × structs with Debug, Clone, Default",
        generated / own("structs", "empty"),
        generated / own("derives", "empty")
    );
    if profile.is_for("serde_both") {
        println!("  serde both ways is {:.1} × generated", own("serde_both", "serde_empty") / generated);
    }
}

/// A way to compile, and what of it is counted.
struct Profile {
    name: &'static str,
    /// What cargo is told.
    arguments: &'static [&'static str],
    unit: &'static str,
}

const PROFILES: [Profile; 4] = [
    Profile { name: "check", arguments: &["check"], unit: "ms of CPU" },
    Profile { name: "debug", arguments: &["build"], unit: "ms of CPU" },
    Profile { name: "release", arguments: &["build", "--release"], unit: "ms of CPU" },
    Profile { name: INSTRUCTIONS, arguments: &["check"], unit: "million instructions" },
];

const INSTRUCTIONS: &str = "instructions";

impl Profile {
    /// Whether it is for this crate: counting those of serde takes too long.
    fn is_for(&self, name: &str) -> bool {
        self.name != INSTRUCTIONS || !name.starts_with("serde")
    }
}

/// The endpoints of `tests/platforms`.
const VENDORS: &str = "generated_vendors";

/// The crates, each with the one that it is compared with.
const CRATES: [(&str, &str); 9] = [
    ("empty", "empty"),
    ("generated_empty", "generated_empty"),
    ("serde_empty", "serde_empty"),
    ("structs", "empty"),
    ("derives", "empty"),
    ("generated", "generated_empty"),
    ("generated_seeds", "generated_empty"),
    (VENDORS, "generated_empty"),
    ("serde_both", "serde_empty"),
];

/// What this crate alone takes, in the profile's unit.
fn compile(place: &Path, name: &str, profile: &Profile) -> Result<f64, Box<dyn Error>> {
    let source = place.join(name).join("src/lib.rs");
    let text = fs::read_to_string(&source)?;
    fs::write(&source, text)?;
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args(profile.arguments)
        .args(["--offline", "--quiet", "-p", name])
        .current_dir(place)
        .env("CARGO_TARGET_DIR", place.join("target"))
        .env("CARGO_INCREMENTAL", "0");
    let count = place.join("callgrind.out");
    if profile.name == INSTRUCTIONS {
        // Not what stands before it in the path: rustup's own program runs another one, which is not counted.
        cargo.env("RUSTC", Path::new(env!("CARGO")).with_file_name("rustc"));
        cargo.env("RUSTC_WORKSPACE_WRAPPER", write_counter(place, &count)?);
    }
    let (start, before) = (Instant::now(), children());
    let status = cargo.status()?;
    let milliseconds = match (before, children()) {
        (Some(before), Some(after)) => after - before,
        _ => start.elapsed().as_secs_f64() * 1e3,
    };
    if !status.success() {
        return Err(format!("{name} does not compile").into());
    }
    if profile.name != INSTRUCTIONS {
        return Ok(milliseconds);
    }
    let counted = fs::read_to_string(count)?;
    let total = counted.lines().find_map(|line| line.strip_prefix("totals: ")).ok_or("callgrind counted nothing")?;
    Ok(total.trim().parse::<f64>()? / 1e6)
}

/// A program that runs rustc so that its instructions are counted, if it compiles anything.
fn write_counter(place: &Path, count: &Path) -> std::io::Result<PathBuf> {
    let script = place.join("counter.sh");
    let text = format!(
        "#!/bin/sh\ncase \"$*\" in *--crate-name*--emit*)\n  exec valgrind --quiet --tool=callgrind \
         --callgrind-out-file='{}' \"$@\" ;;\nesac\nexec \"$@\"\n",
        count.display()
    );
    fs::write(&script, text)?;
    #[cfg(unix)]
    fs::set_permissions(&script, std::os::unix::fs::PermissionsExt::from_mode(0o755))?;
    Ok(script)
}

/// The CPU milliseconds of all processes that were waited for, where the system tells it: in ticks of 10 ms.
fn children() -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    let ticks = stat.rsplit_once(')')?.1.split_whitespace().skip(13).take(2).map(str::parse::<f64>);
    Some(ticks.sum::<Result<f64, _>>().ok()? * 10.0)
}

fn write_crate(place: &Path, name: &str) -> std::io::Result<()> {
    let dependency = match name {
        name if name.starts_with("generated") => {
            format!("signwright-runtime = {{ path = '{}' }}\n", root().join("runtime").display())
        }
        name if name.starts_with("serde") => "serde = { version = \"1\", features = [\"derive\"] }\n".to_owned(),
        _ => String::new(),
    };
    let dir: PathBuf = place.join(name);
    fs::create_dir_all(dir.join("src"))?;
    let head = format!("[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n");
    fs::write(dir.join("Cargo.toml"), head + &dependency)
}
