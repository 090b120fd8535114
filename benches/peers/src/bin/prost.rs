//! Generates Rust from a `.proto` file as prost-build does in a build script; the file is read by protox, so that no
//! `protoc` is needed.
//!
//! `prost FILE OUT_DIR`

use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1).map(PathBuf::from);
    let (Some(file), Some(out)) = (arguments.next(), arguments.next()) else { return Err("prost FILE OUT_DIR".into()) };
    let include = file.parent().ok_or("the file has no folder")?.to_owned();
    let files = protox::compile([&file], [&include])?;
    std::fs::create_dir_all(&out)?;
    prost_build::Config::new().out_dir(out).compile_fds(files)?;
    Ok(())
}
