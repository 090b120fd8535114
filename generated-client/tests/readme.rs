//! The program that the README shows is the example, whole, and short enough to be read there.

#[test]
fn the_readme_shows_the_example_as_it_is() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    // A packed crate has neither.
    let Ok(example) = std::fs::read_to_string(root.join("examples/shop.rs")) else { return };
    let Ok(readme) = std::fs::read_to_string(root.join("../README.md")) else { return };
    assert!(readme.contains(&format!("```rust\n{example}```\n")), "copy examples/shop.rs into the README");
    let lines = example.lines().count();
    assert!(lines <= 40, "{lines} lines");
}
