//! `new`: the first text of a platform's or an endpoint's file. What is there is never overwritten.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use clap::{Args, Subcommand};

use signwright::skeleton::{self, NewEndpoint, Skeleton};

use super::{Failure, SpecDir, input, schema};

#[derive(Args)]
pub(crate) struct New {
    #[command(subcommand)]
    thing: Thing,
}

#[derive(Subcommand)]
enum Thing {
    /// A platform: its folder, and its file with a signing scheme to begin with.
    #[command(after_help = "Example: signwright new platform acme-shop --title 阿克米商城 --scheme sorted-md5")]
    Platform {
        /// The name: the folder's, and the module's in Rust.
        name: String,
        /// The vendor's title.
        #[arg(long, default_value = "")]
        title: String,
        #[arg(long, value_name = "NAME", help = scheme_help())]
        scheme: Option<String>,
        #[command(flatten)]
        spec: SpecDir,
    },
    /// An endpoint of a platform that is there.
    #[command(
        after_help = "Example: signwright new endpoint acme-shop order.push --title 推送订单\n         signwright new endpoint acme-shop 'GET /v3/orders/{order_id}' --name order_get"
    )]
    Endpoint {
        /// The platform's name.
        platform: String,
        /// The endpoint's name on the wire, or its address: its verb and path.
        name: String,
        /// The name in Rust, and the file's. Otherwise both are made of the name on the wire.
        #[arg(long = "name", value_name = "NAME")]
        rust: Option<String>,
        /// The vendor's title.
        #[arg(long, default_value = "")]
        title: String,
        #[command(flatten)]
        spec: SpecDir,
    },
}

impl New {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        match self.thing {
            Thing::Platform { name, title, scheme, spec } => {
                let new = skeleton::platform(&name, &title, scheme.as_deref()).map_err(Failure::usage)?;
                let folder = spec.dir.join(&name);
                fs::create_dir_all(&folder).map_err(|error| failed(&folder, &error))?;
                write(&spec.dir, &new)?;
                let schema = spec.dir.join(schema::FOLDER);
                // The first line of the file names it, for editors.
                if !schema.exists() {
                    schema::write(&schema)?;
                }
                anstream::println!("next: signwright new endpoint {name} ENDPOINT");
            }
            Thing::Endpoint { platform, name, rust, title, spec } => {
                let path = spec.dir.join(&platform).join("platform.yaml");
                if !path.is_file() {
                    let message = format!("no platform `{platform}` in {}", spec.dir.display());
                    return Err(Failure::usage(format!("{message}; begin with `signwright new platform {platform}`")));
                }
                let text = input::read(&path)?;
                let new = NewEndpoint { platform: &platform, name: &name, rust: rust.as_deref(), title: &title };
                let new = skeleton::endpoint(&new, &String::from_utf8_lossy(&text)).map_err(Failure::usage)?;
                write(&spec.dir, &new)?;
                anstream::println!("next: signwright check {}", spec.dir.display());
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn scheme_help() -> String {
    let names: Vec<_> = skeleton::schemes().collect();
    format!("A signing scheme that many share, instead of steps of its own: {}", names.join(", "))
}

fn write(spec: &Path, new: &Skeleton) -> Result<(), Failure> {
    let path = spec.join(&new.path);
    // `create_new` is one step: nothing can come between the question and the writing.
    let mut file =
        OpenOptions::new().write(true).create_new(true).open(&path).map_err(|error| failed(&path, &error))?;
    file.write_all(new.text.as_bytes()).map_err(|error| failed(&path, &error))?;
    anstream::println!("{}  created", path.display());
    Ok(())
}

fn failed(path: &Path, error: &std::io::Error) -> Failure {
    match error.kind() {
        std::io::ErrorKind::AlreadyExists => Failure::refused(format!("{} is there already", path.display())),
        _ => Failure::refused(format!("cannot write {}: {error}", path.display())),
    }
}
