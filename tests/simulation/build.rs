//! Generates the client of this crate's own spec. A mistake in the YAML is cargo's error, with the whole message.

fn main() -> Result<(), signwright_codegen::GenerateError> {
    signwright_codegen::build("spec")
}
