//! With the feature `regenerate`, the client is generated from `spec` in each build instead of taken from the checked-in
//! copy. `spec` is a link to the repository's folder, so that a published package carries its own copy.

#[cfg(feature = "regenerate")]
fn main() -> Result<(), signwright_codegen::GenerateError> {
    signwright_codegen::Generator::new("spec").feature_per_platform().build()
}

#[cfg(not(feature = "regenerate"))]
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
}
