//! Generated crates and what they are compared with, as a workspace of their own below `target/benches`, and what
//! compiling one of them takes.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use signwright_codegen::Generator;

use crate::places::{empty_dir, out_dir, root};
use crate::process::{Cost, TUNABLES, cargo, output, run};

/// How cargo is told to compile.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Profile {
    Check,
    Debug,
    Release,
}

impl Profile {
    fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::Check => &["check"],
            Self::Debug => &["build"],
            Self::Release => &["build", "--release"],
        }
    }
}

/// The only file of a generated crate that is not generated.
const LIB: &str = "#[path = \"made/mod.rs\"]\nmod made;\npub use made::*;\n";

/// A workspace of crates that are measured.
pub(crate) struct Project {
    dir: PathBuf,
}

impl Project {
    /// An empty one; what was compiled for it before is kept.
    ///
    /// # Errors
    /// If it cannot be written.
    pub(crate) fn new(name: &str, lock: &Path) -> Result<Self, Box<dyn Error>> {
        let dir = empty_dir(name)?;
        fs::write(dir.join("Cargo.toml"), "[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\"]\n")?;
        fs::copy(lock, dir.join("Cargo.lock"))?;
        Ok(Self { dir })
    }

    /// Adds a crate: its dependencies as lines of TOML, and the text of its only file.
    ///
    /// # Errors
    /// If it cannot be written.
    pub(crate) fn add(
        &self,
        name: &str,
        dependencies: &str,
        file: &str,
        text: &str,
    ) -> Result<PathBuf, Box<dyn Error>> {
        let dir = self.dir.join("crates").join(name);
        fs::create_dir_all(dir.join("src"))?;
        let head = format!("[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n");
        fs::write(dir.join("Cargo.toml"), head + dependencies)?;
        fs::write(dir.join("src").join(file), text)?;
        Ok(dir)
    }

    /// Adds a crate that is generated from these specs.
    ///
    /// # Errors
    /// If they have mistakes, or it cannot be written.
    pub(crate) fn add_generated(&self, name: &str, specs: &Path, features: &str) -> Result<PathBuf, Box<dyn Error>> {
        let dir = self.add(name, &runtime(features), "lib.rs", LIB)?;
        Generator::new(specs).out_dir(dir.join("src/made")).generate()?;
        Ok(dir)
    }

    /// As [`Project::add_generated`], each platform behind a feature.
    ///
    /// # Errors
    /// If the specs have mistakes, or it cannot be written.
    pub(crate) fn add_behind_features(
        &self,
        name: &str,
        specs: &Path,
        dependencies: &str,
    ) -> Result<PathBuf, Box<dyn Error>> {
        let dir = self.add(name, dependencies, "lib.rs", LIB)?;
        Generator::new(specs).out_dir(dir.join("src/made")).feature_per_platform().generate()?;
        Ok(dir)
    }

    /// The crates that a crate is built of, a line each.
    ///
    /// # Errors
    /// If the registry cannot be reached.
    pub(crate) fn tree(&self, name: &str) -> Result<String, Box<dyn Error>> {
        let mut tree = cargo(&self.dir);
        output(tree.args(["tree", "--quiet", "-p", name, "--edges", "normal,build", "--prefix", "none", "--no-dedupe"]))
    }

    fn cargo(&self, name: &str, profile: Profile) -> Command {
        let mut cargo = cargo(&self.dir);
        cargo.args(profile.arguments()).args(["--quiet", "-p", name]);
        cargo.arg("--target-dir").arg(self.target());
        cargo
    }

    /// The build folder, which stays when the project is written anew.
    fn target(&self) -> PathBuf {
        let mut name = self.dir.file_name().unwrap_or_default().to_owned();
        name.push(".target");
        self.dir.with_file_name(name)
    }

    /// What compiling this crate takes when all that it depends on is compiled.
    ///
    /// # Errors
    /// If it does not compile.
    pub(crate) fn compile(&self, name: &str, profile: Profile) -> Result<Cost, Box<dyn Error>> {
        self.touch(name)?;
        run(&mut self.cargo(name, profile))
    }

    /// The program of a crate, built for release, without symbols.
    ///
    /// # Errors
    /// If it does not compile.
    pub(crate) fn stripped(&self, name: &str) -> Result<u64, Box<dyn Error>> {
        let mut build = self.cargo(name, Profile::Release);
        run(build.env("CARGO_PROFILE_RELEASE_STRIP", "symbols"))?;
        Ok(fs::metadata(self.target().join("release").join(name))?.len())
    }

    /// The instructions of rustc's in a check of this crate.
    ///
    /// # Errors
    /// If it does not compile, or valgrind counts nothing.
    pub(crate) fn instructions(&self, name: &str) -> Result<u64, Box<dyn Error>> {
        self.touch(name)?;
        let count = self.dir.join("callgrind.out");
        let mut check = self.cargo(name, Profile::Check);
        // Not what stands first in the path: rustup's own program runs another one, which is not counted.
        let sysroot = output(Command::new("rustc").args(["--print", "sysroot"]))?;
        check.env("RUSTC", Path::new(sysroot.trim()).join("bin/rustc"));
        run(check.env("RUSTC_WORKSPACE_WRAPPER", self.write_counter(&count)?))?;
        let counted = fs::read_to_string(count)?;
        let total =
            counted.lines().find_map(|line| line.strip_prefix("totals: ")).ok_or("callgrind counted nothing")?;
        Ok(total.trim().parse()?)
    }

    /// A program that runs rustc so that its instructions are counted, if it compiles anything.
    fn write_counter(&self, count: &Path) -> std::io::Result<PathBuf> {
        let script = self.dir.join("counter.sh");
        let text = format!(
            "#!/bin/sh\ncase \"$*\" in *--crate-name*--emit*)\n  {}='{}' exec valgrind --quiet --tool=callgrind \
             --callgrind-out-file='{}' \"$@\" ;;\nesac\nexec \"$@\"\n",
            TUNABLES.0,
            TUNABLES.1,
            count.display()
        );
        fs::write(&script, text)?;
        #[cfg(unix)]
        fs::set_permissions(&script, std::os::unix::fs::PermissionsExt::from_mode(0o755))?;
        Ok(script)
    }

    /// Makes cargo compile this crate again.
    fn touch(&self, name: &str) -> Result<(), Box<dyn Error>> {
        let source = self.dir.join("crates").join(name).join("src");
        let source = ["lib.rs", "main.rs"].map(|file| source.join(file)).into_iter().find(|file| file.is_file());
        let source = source.ok_or("a crate without a source")?;
        let text = fs::read_to_string(&source)?;
        Ok(fs::write(&source, text)?)
    }
}

/// The dependency on the runtime, as a line of TOML.
pub(crate) fn runtime(features: &str) -> String {
    format!("signwright-runtime = {{ path = '{}', features = [{features}] }}\n", root().join("runtime").display())
}

/// The lock file of the repository: what is compiled here has the same versions.
pub(crate) fn lock() -> PathBuf {
    root().join("Cargo.lock")
}

/// The bytes of all files below a folder.
///
/// # Errors
/// If it cannot be read.
pub(crate) fn bytes(dir: &Path) -> std::io::Result<u64> {
    let mut total = 0;
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        total += if entry.file_type()?.is_dir() { bytes(&entry.path())? } else { entry.metadata()?.len() };
    }
    Ok(total)
}

/// A folder of specs that is made for one command.
///
/// # Errors
/// If it cannot be written.
pub(crate) fn specs_dir(name: &str) -> Result<PathBuf, Box<dyn Error>> {
    out_dir()?;
    Ok(empty_dir(&format!("specs/{name}"))?)
}
