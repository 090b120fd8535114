//! What the tests do not notice: mistakes are planted in the engine, one at a time, and the tests are run with each.
//!
//! `cargo run -p signwright-tests --example mutants -- [--own] [COUNT] [SEED] [PATH…]`: so many mistakes (100), drawn by
//! this seed (1) from the files below these paths of `runtime/src` (`sign`, `reply`, `validate`, `client` and `decimal.rs`).
//! Those that no test caught are listed by file and line, and the exit code is 1 where they are more than one in ten.
//!
//! All mistakes are compiled into one copy of the workspace, in `target/mutants`, where a variable of the environment turns
//! one on: compiling each by itself takes a hundred times as long. The runtime's own tests run first; only what they let
//! pass is tried on the suites of this crate, and with `--own` on nothing more. A mistake that keeps a program from ending,
//! or makes it take 4 GB, is caught.

mod plant;
mod run;

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use plant::Mutant;
use run::{Suite, build};
use signwright_tests::{all_files, root};

/// The code that a wrong word costs most: what is signed, understood, demanded and counted.
const PATHS: [&str; 5] = ["sign", "reply", "validate", "client", "decimal.rs"];

/// Explains signatures to people, and is tried by cases of its own; tests are no code to plant mistakes in.
const LEFT_OUT: [&str; 3] = ["sign/diagnose", "sign/tests", "tests.rs"];

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let (options, arguments): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|argument| argument == "--own");
    let only_own = !options.is_empty();
    let count = arguments.first().map_or(Ok(100), |count| count.parse::<usize>())?;
    let seed = arguments.get(1).map_or(Ok(1), |seed| seed.parse::<u64>())?;
    let paths: Vec<&str> = arguments.iter().skip(2).map(String::as_str).collect();
    let paths = if paths.is_empty() { PATHS.to_vec() } else { paths };

    let copy = root().join("target/mutants");
    copy_workspace(&copy)?;
    let lib = copy.join("runtime/src/lib.rs");
    fs::write(&lib, fs::read_to_string(&lib)? + plant::QUESTION)?;
    // All are planted, whichever are drawn: the copy of the run before then needs no compiling.
    let files = sources(&root().join("runtime/src"), &[&PATHS, &paths[..]].concat());
    // What does not compile is told by the compiler, taken out, and the rest compiled again.
    let mut broken = BTreeSet::new();
    let (mut own, mutants) = loop {
        let mutants = plant_all(&files, &copy, &broken)?;
        match build(&copy, &["-p", "signwright-runtime", "--all-features"])? {
            Ok(suite) => break (suite, mutants),
            Err(places) => {
                let before = broken.len();
                broken.extend(places.iter().filter_map(|(file, line)| plant::nearest(&copy.join(file), *line)));
                if broken.len() == before {
                    return Err(format!("the copy does not compile: {places:?}").into());
                }
            }
        }
    };
    let drawn: Vec<_> = sources(&root().join("runtime/src"), &paths);
    let is_drawn = |mutant: &Mutant| drawn.iter().any(|file| file.ends_with(&mutant.file));
    let mutants: Vec<_> = mutants.into_iter().filter(is_drawn).collect();
    let all = mutants.len();
    let sample = draw(mutants, count, seed);
    println!("{} of {all} mistakes, drawn by seed {seed}", sample.len());
    own.assert_sound()?;
    let missed = survivors(&own, &sample);
    println!("{} caught by the runtime's own tests", sample.len() - missed.len());
    if !only_own {
        print("passed", &missed);
    }
    let further: Vec<_> = SUITES.iter().flat_map(|suite| ["--test", suite]).collect();
    let missed = if missed.is_empty() || only_own {
        missed
    } else {
        let mut suites = build(&copy, &[&["-p", "signwright-tests"], &further[..]].concat())?
            .map_err(|places| format!("the suites do not compile: {places:?}"))?;
        suites.assert_sound()?;
        survivors(&suites, &missed)
    };
    print("missed", &missed);
    let caught = sample.len() - missed.len();
    println!("{caught} of {} caught ({} %)", sample.len(), caught * 100 / sample.len().max(1));
    Ok(ExitCode::from(u8::from(missed.len() * 10 > sample.len())))
}

fn print(fate: &str, mutants: &[Mutant]) {
    for mutant in mutants {
        println!("{fate}  {}:{}  {}", mutant.file, mutant.line, mutant.what);
    }
}

/// Writes the copy's files with mistakes in them.
fn plant_all(files: &[PathBuf], copy: &Path, broken: &BTreeSet<u32>) -> Result<Vec<Mutant>, Box<dyn Error>> {
    let (mut mutants, mut next) = (Vec::new(), 0);
    for file in files {
        let within = file.strip_prefix(root())?;
        let name = within.display().to_string().replace('\\', "/");
        let text = plant::plant(&fs::read_to_string(file)?, &name, broken, &mut mutants, &mut next)?;
        write_changed(&copy.join(within), text.as_bytes())?;
    }
    Ok(mutants)
}

/// The suites of this crate that run the engine over cases, within seconds.
const SUITES: [&str; 12] = [
    "cases",
    "schemes",
    "validation",
    "forgery",
    "outcomes",
    "secrets",
    "scheme_checks",
    "properties",
    "echoes",
    "end_to_end",
    "clients",
    "spec",
];

/// Those that no test of the suite notices, in their order.
fn survivors(suite: &Suite, mutants: &[Mutant]) -> Vec<Mutant> {
    let next = AtomicUsize::new(0);
    let missed = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, NonZero::get) {
            scope.spawn(|| {
                while let Some(mutant) = mutants.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if !suite.notices(mutant.id) {
                        missed.lock().unwrap_or_else(PoisonError::into_inner).push(mutant.clone());
                    }
                }
            });
        }
    });
    let mut missed = missed.into_inner().unwrap_or_else(PoisonError::into_inner);
    missed.sort_by_key(|mutant| mutant.id);
    missed
}

/// Makes the copy hold what cargo needs, without what is built: every package, and what they read.
fn copy_workspace(copy: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(root())? {
        let from = entry?.path();
        if !from.join("Cargo.toml").exists() && !from.ends_with("spec") {
            continue;
        }
        let to = copy.join(from.file_name().unwrap_or_default());
        fs::create_dir_all(&to)?;
        for gone in
            all_files(&to).into_iter().filter(|file| !from.join(file.strip_prefix(&to).unwrap_or(file)).exists())
        {
            fs::remove_file(gone)?;
        }
        for file in all_files(&from) {
            write_changed(&to.join(file.strip_prefix(&from).unwrap_or(&file)), &fs::read(&file)?)?;
        }
    }
    for file in ["Cargo.toml", "Cargo.lock"] {
        write_changed(&copy.join(file), &fs::read(root().join(file))?)?;
    }
    Ok(())
}

/// Leaves a file alone that holds this already: cargo would compile it anew.
fn write_changed(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if fs::read(file).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    fs::create_dir_all(file.parent().unwrap_or(file))?;
    fs::write(file, bytes)
}

fn sources(dir: &Path, paths: &[&str]) -> Vec<PathBuf> {
    let is_wanted = |file: &PathBuf| {
        let name = file.strip_prefix(dir).unwrap_or(file).display().to_string().replace('\\', "/");
        let below = |path: &&str| name == **path || name.starts_with(&format!("{path}/"));
        paths.iter().any(&below) && !LEFT_OUT.iter().any(|out| below(out) || name.ends_with(out))
    };
    all_files(dir).into_iter().filter(is_wanted).collect()
}

/// So many of them, by chance but the same for the same seed, in their order.
fn draw(mut mutants: Vec<Mutant>, count: usize, seed: u64) -> Vec<Mutant> {
    let mut state = seed;
    // SplitMix64.
    let mut chance = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    };
    mutants.sort_by_cached_key(|_| chance());
    mutants.truncate(count);
    mutants.sort_by_key(|mutant| mutant.id);
    mutants
}
