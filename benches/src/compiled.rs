//! What one more endpoint of the shape of `spec/` costs: instructions of rustc's, and emitted bytes. Each is the
//! difference of two numbers of endpoints, so that what a crate costs once is not in it.

use std::error::Error;
use std::path::Path;

use crate::endpoints::repeat_specs;
use crate::project::{Project, bytes, lock, specs_dir};

/// Each of the endpoints of `spec/` once, and six times: enough that what is counted repeats to a thousandth.
const FEW: u32 = 4;
const MANY: u32 = 24;

/// Instructions of rustc's in a check, of one endpoint more.
///
/// # Errors
/// If it does not compile, or valgrind is missing.
pub(crate) fn instructions_of_an_endpoint() -> Result<u64, Box<dyn Error>> {
    let project = Project::new("counted", &lock())?;
    for (name, endpoints) in [("few", FEW), ("many", MANY)] {
        project.add_generated(name, &specs(name, endpoints)?, "")?;
    }
    // The dependencies first, of which nothing is counted.
    project.compile("few", crate::project::Profile::Check)?;
    let more = project.instructions("many")?.saturating_sub(project.instructions("few")?);
    Ok(more / u64::from(MANY - FEW))
}

/// Bytes that are emitted for one endpoint more.
///
/// # Errors
/// If the specs have mistakes.
pub(crate) fn bytes_of_an_endpoint() -> Result<u64, Box<dyn Error>> {
    let project = Project::new("emitted", &lock())?;
    let emitted = |name: &str, endpoints: u32| -> Result<u64, Box<dyn Error>> {
        Ok(bytes(&project.add_generated(name, &specs(name, endpoints)?, "")?.join("src/made"))?)
    };
    Ok(emitted("many", MANY)?.saturating_sub(emitted("few", FEW)?) / u64::from(MANY - FEW))
}

fn specs(name: &str, endpoints: u32) -> Result<std::path::PathBuf, Box<dyn Error>> {
    let dir = specs_dir(name)?;
    repeat_specs(Path::new(&dir), endpoints)?;
    Ok(dir)
}
