//! What generated code costs to compile, side by side in one run: the same endpoints as signwright emits them, as plain
//! structs and enums, as those with three derives, and with serde derived both ways; and as many endpoints that are
//! those of `spec/` over and over, with their platforms, coded values, rules, error codes and what the sandbox answers.
//! Each is checked, built for debugging and built for release, over an empty crate with the same dependencies, which a
//! program has anyway. Prints the least CPU time of the runs, which other work on the machine disturbs least, and ratios,
//! which hold on other machines. Asserts nothing.
//!
//! `cargo run --release -p signwright-tests --example compile_cost -- [ENDPOINTS] [RUNS] [CODED] [PROFILES]`, where CODED is
//! how many coded enums an endpoint has (0, 1 or 2), and PROFILES some of `check,debug,release,instructions`; the first three
//! by default. `instructions` counts those of rustc's in a check, which takes valgrind and minutes, and differs hardly from
//! run to run.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use signwright_codegen::Generator;
use signwright_tests::root;

/// The shape of the endpoints: records with their fields, as in the tables of a shop's order push.
const REQUEST: &[(&str, usize)] = &[("Push", 4), ("Trade", 13), ("Line", 9)];
const RESPONSE: usize = 7;
const TYPES: &[(&str, &str)] = &[
    ("varchar(40)", "String"),
    ("decimal(19,4)", "String"),
    ("int(11)", "i64"),
    ("varchar(255)", "String"),
    ("datetime", "String"),
];

/// Coded values of a field.
struct Coded {
    record: &'static str,
    field: usize,
    name: &'static str,
    /// The type of a code that is not listed.
    other: &'static str,
    codes: [(&'static str, &'static str); 4],
}

const CODED: [Coded; 2] = [
    Coded {
        record: "Trade",
        field: 5,
        name: "Status",
        other: "i64",
        codes: [("10", "Unpaid"), ("20", "Paid"), ("30", "Shipped"), ("40", "Closed")],
    },
    Coded {
        record: "Line",
        field: 3,
        name: "Source",
        other: "String",
        codes: [("01", "Web"), ("02", "App"), ("03", "Shop"), ("99", "Phone")],
    },
];

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
    for (specs, name) in [("spec", "generated"), ("spec_seeds", "generated_seeds")] {
        Generator::new(place.join(specs)).out_dir(place.join(name).join("src/made")).generate()?;
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
        report(profile, &least, endpoints);
    }
    Ok(())
}

/// Prints what each crate costs over the one that it is compared with.
fn report(profile: &Profile, least: &[f64], endpoints: u32) {
    let of =
        |wanted: &str| CRATES.iter().zip(least).find(|((name, _), _)| *name == wanted).map_or(0.0, |(_, time)| *time);
    let own = |name: &str, over: &str| (of(name) - of(over)).max(f64::EPSILON);
    println!("\n{}: {} per endpoint", profile.name, profile.unit);
    for (name, over) in CRATES.iter().filter(|(name, over)| name != over && profile.is_for(name)) {
        println!("  {name:<15} {:7.2}", own(name, over) / f64::from(endpoints));
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

/// The crates, each with the one that it is compared with.
const CRATES: [(&str, &str); 8] = [
    ("empty", "empty"),
    ("generated_empty", "generated_empty"),
    ("serde_empty", "serde_empty"),
    ("structs", "empty"),
    ("derives", "empty"),
    ("generated", "generated_empty"),
    ("generated_seeds", "generated_empty"),
    ("serde_both", "serde_empty"),
];

/// The endpoints of the repository's own specs over and over, under other names, until there are as many.
fn repeat_specs(dir: &Path, endpoints: u32) -> Result<(), Box<dyn Error>> {
    let mut files = Vec::new();
    for platform in fs::read_dir(root().join("spec"))? {
        let platform = platform?.path();
        let Some(name) = platform.file_name().filter(|_| platform.join("platform.yaml").is_file()) else { continue };
        let to = dir.join(name);
        fs::create_dir_all(&to)?;
        for file in fs::read_dir(&platform)? {
            let file = file?.path();
            let text = fs::read_to_string(&file)?;
            if text.starts_with("endpoint:") || text.contains("\nendpoint:") {
                files.push((to.clone(), text));
            } else {
                fs::copy(&file, to.join(file.file_name().unwrap_or_default()))?;
            }
        }
    }
    files.sort();
    for (number, (to, text)) in (0..endpoints).zip(files.iter().cycle()) {
        let renamed = |line: &str| match line.split_once(": ") {
            Some(("endpoint", name)) => format!("endpoint: {name}.{number}\n"),
            Some(("name", name)) => format!("name: {name}_{number}\n"),
            _ => format!("{line}\n"),
        };
        fs::write(to.join(format!("{number}.yaml")), text.lines().map(renamed).collect::<String>())?;
    }
    Ok(())
}

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

/// The coded values that this field of a record has.
fn coded_type(coded: &[Coded], record: &str, field: usize) -> Option<&'static str> {
    coded.iter().find(|coded| (coded.record, coded.field) == (record, field)).map(|coded| coded.name)
}

fn write_specs(dir: &Path, endpoints: u32, coded: &[Coded]) -> Result<(), Box<dyn Error>> {
    let dir = dir.join("acme");
    fs::create_dir_all(&dir)?;
    fs::copy(root().join("tests/consumer/spec/acme/platform.yaml"), dir.join("platform.yaml"))?;
    for number in 0..endpoints {
        let mut text = format!("endpoint: push/{number}\nname: push_{number}\ntitle: 推送{number}\nrepeat: upsert\n");
        for (place, (record, fields)) in REQUEST.iter().enumerate() {
            let name = if place == 0 { "request" } else { record };
            writeln!(text, "\n{name}:")?;
            for field in 0..*fields {
                let declared = coded_type(coded, record, field).unwrap_or(TYPES[field % TYPES.len()].0);
                let mark = if field % 3 == 0 { "!" } else { "" };
                writeln!(text, "  field_{field}: {declared}{mark}  字段{field} | 第{field}个字段的说明")?;
            }
            if let Some((child, _)) = REQUEST.get(place + 1) {
                writeln!(text, "  rows: {child}[1..50]!  明细")?;
            }
        }
        writeln!(text, "\nresponse:")?;
        for field in 0..RESPONSE {
            let (declared, _) = TYPES[field % TYPES.len()];
            writeln!(text, "  field_{field}: {declared}  字段{field}")?;
        }
        for Coded { name, other, codes, .. } in coded {
            let declared = if *other == "i64" { "tinyint(1)" } else { "varchar(2)" };
            writeln!(text, "\n{name}:\n  $type: {declared}")?;
            for (code, word) in codes {
                writeln!(text, "  {code}: {}  编码{code}", word.to_lowercase())?;
            }
        }
        fs::write(dir.join(format!("push.{number}.yaml")), text)?;
    }
    Ok(())
}

/// The same endpoints as structs and enums alone.
fn structs(endpoints: u32, coded: &[Coded], derive: &str) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    for number in 0..endpoints {
        for (place, (record, fields)) in REQUEST.iter().enumerate() {
            writeln!(text, "{derive}pub struct {record}{number} {{")?;
            for field in 0..*fields {
                let kind = coded_type(coded, record, field).map(|name| format!("{name}{number}"));
                let kind = kind.unwrap_or_else(|| TYPES[field % TYPES.len()].1.to_owned());
                let kind = if field % 3 == 0 { kind } else { format!("Option<{kind}>") };
                writeln!(text, "    pub field_{field}: {kind},")?;
            }
            if let Some((child, _)) = REQUEST.get(place + 1) {
                writeln!(text, "    pub rows: Vec<{child}{number}>,")?;
            }
            text += "}\n\n";
        }
        writeln!(text, "{derive}pub struct Response{number} {{")?;
        for field in 0..RESPONSE {
            writeln!(text, "    pub field_{field}: Option<{}>,", TYPES[field % TYPES.len()].1)?;
        }
        text += "}\n\n";
        for Coded { name, other, codes, .. } in coded {
            writeln!(text, "{derive}pub enum {name}{number} {{")?;
            if derive.contains("Default") {
                writeln!(text, "    #[default]")?;
            }
            for (_, word) in codes {
                writeln!(text, "    {word},")?;
            }
            writeln!(text, "    Other({other}),\n}}\n")?;
        }
    }
    Ok(text)
}
