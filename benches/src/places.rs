//! Where the repository is, and where what is made here goes.

use std::io;
use std::path::{Path, PathBuf};

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// The folder of the tables and of all that is built for them.
pub(crate) fn out_dir() -> io::Result<PathBuf> {
    let dir = root().join("target/benches");
    std::fs::create_dir_all(&dir)?;
    Ok(dir)
}

/// A folder in it that is empty now.
pub(crate) fn empty_dir(name: &str) -> io::Result<PathBuf> {
    let dir = out_dir()?.join(name);
    match std::fs::remove_dir_all(&dir) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    std::fs::create_dir_all(&dir)?;
    Ok(dir)
}
