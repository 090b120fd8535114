//! Generates the clients of `tests/platforms`. A mistake in the YAML is cargo's error, with the whole message.

fn main() -> Result<(), signwright_codegen::GenerateError> {
    signwright_codegen::build("../platforms")
}
