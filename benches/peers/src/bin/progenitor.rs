//! Generates a Rust client from an OpenAPI document as progenitor's library does in a build script.
//!
//! `progenitor FILE OUT_FILE`

use std::error::Error;
use std::fs::{self, File};
use std::io::BufReader;

use openapiv3::OpenAPI;
use progenitor::Generator;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(file), Some(out)) = (arguments.next(), arguments.next()) else {
        return Err("progenitor FILE OUT_FILE".into());
    };
    let document: OpenAPI = serde_json::from_reader(BufReader::new(File::open(file)?))?;
    let tokens = Generator::default().generate_tokens(&document)?;
    fs::write(out, prettyplease::unparse(&syn::parse2(tokens)?))?;
    Ok(())
}
