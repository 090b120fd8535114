//! The second reading beside the first and after it finds the same, and an error of either stands before it.

use std::fs;
use std::path::Path;

use signwright_codegen::{Arena, Loaded, load};

const BASE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/ui/base/acme");

/// The codes and places of the mistakes.
fn told(loaded: &Loaded<'_>) -> Vec<(String, u32)> {
    let mistakes = loaded.diagnostics.sorted().into_iter();
    mistakes.map(|mistake| (mistake.code.slug().to_owned(), mistake.span.start)).collect()
}

fn read(folder: &Path) -> Vec<(String, u32)> {
    let (beside, after) = (Arena::new(), Arena::new());
    let beside = signwright_verify::load(&beside, folder);
    let mut after = load(&after, folder);
    signwright_verify::verify(&mut after);
    assert_eq!(told(&beside), told(&after));
    assert_eq!(beside.specs.is_some(), after.specs.is_some());
    told(&beside)
}

#[test]
fn beside_the_first_reading_it_finds_what_it_finds_after_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, change: &dyn Fn(String) -> String| {
        let text = fs::read_to_string(Path::new(BASE).join(name)).expect("a spec");
        fs::create_dir_all(folder.path().join("acme")).expect("made");
        fs::write(folder.path().join("acme").join(name), change(text)).expect("written");
    };
    let with = |title: &'static str| move |text: String| text.replacen("title: ", title, 1);
    write("platform.yaml", &|text| text);
    write("order.push.yaml", &|text| text);
    assert_eq!(read(folder.path()), []);
    // A mark that ends a line for the ordinary reader and is a character like any other for ours.
    write("order.push.yaml", &with("title: 推送\u{2028}"));
    let slugs = |told: Vec<(String, u32)>| told.into_iter().map(|(slug, _)| slug).collect::<Vec<_>>();
    assert_eq!(slugs(read(folder.path())), ["readers-disagree"]);
    write("platform.yaml", &with("title: 店铺\u{2028}"));
    assert_eq!(slugs(read(folder.path())), ["readers-disagree"; 2]);
    // What is wrong for the first reader alone is told first.
    write("platform.yaml", &with("titel: "));
    assert!(!slugs(read(folder.path())).contains(&"readers-disagree".to_owned()));
}
