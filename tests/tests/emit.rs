//! What the generator writes: one snapshot for each small spec of `emit/`, and that the checked-in client is
//! what `spec/` says. Refresh the snapshots with `cargo insta review`.

use std::fs;

use proptest::prelude::*;
use signwright_codegen::diagnostic::Diagnostics;
use signwright_codegen::source::{Folder, Sources};
use signwright_codegen::{Arena, File, Generator, emit, load, load_sources, render};
use signwright_tests::root;

const PLATFORM: &str = include_str!("../ui/base/acme/platform.yaml");
const POSITIONAL: &str = include_str!("../ui/base/positional/platform.yaml");

/// The files of a platform of `ui/base`, the positional one or one with classes where the first line asks for it, with this one endpoint, and what was remarked about it.
/// Behind the line `# shared` stand first more of the platform and then several endpoints, with `---` between them.
fn generate(endpoint: &str) -> Result<(Vec<File>, String), String> {
    let mut sources = Sources::default();
    let classes = "\nclasses:\n  shop: { $title: 店铺接口 }\n  open: { $title: 公共_接口_, $signed: no }\nwire:\n";
    let platform = match endpoint.lines().next() {
        Some("# positional") => POSITIONAL.to_owned(),
        Some("# classes") => PLATFORM.replace("\nwire:\n", classes),
        _ => PLATFORM.to_owned(),
    };
    let parts = endpoint.strip_prefix("# shared\n").map(|shared| shared.split("\n---\n").collect::<Vec<_>>());
    let (of_platform, endpoints) = match parts.as_deref() {
        Some([of_platform, endpoints @ ..]) => (*of_platform, endpoints),
        _ => ("", &[endpoint][..]),
    };
    let platform = sources.add("spec/acme/platform.yaml", format!("{platform}\n{of_platform}\n"));
    let endpoints = endpoints.iter().map(|text| sources.add("spec/acme/endpoint.yaml", format!("{text}\n"))).collect();
    sources.add_folder(Folder { name: "acme".to_owned(), platform, endpoints });
    let arena = Arena::new();
    let loaded = load_sources(&arena, sources, Diagnostics::default());
    let remarks = render::text(&loaded.sources, &loaded.diagnostics, false);
    match &loaded.specs {
        Some(specs) => Ok((emit(specs, false), remarks)),
        None => Err(remarks),
    }
}

/// The text without the line of fingerprints, of which nobody could say whether they are right.
fn unmarked(file: &File) -> String {
    file.text.split_inclusive('\n').filter(|line| !line.starts_with("// Made from ")).collect()
}

#[test]
fn each_feature_of_the_notation() {
    insta::glob!("../emit", "*.yaml", |path| {
        let spec = fs::read_to_string(path).expect("a spec");
        let (files, remarks) = generate(&spec).unwrap_or_else(|mistakes| panic!("{mistakes}"));
        let platform = ["mod.rs", "acme/mod.rs", "acme/platform.rs"];
        let endpoints = files.iter().filter(|file| !platform.contains(&file.path.as_str()));
        let endpoints: Vec<_> = endpoints.map(|file| format!("// {}\n{}\n", file.path, unmarked(file))).collect();
        insta::assert_snapshot!(format!("{}{remarks}", endpoints.concat()).trim_end());
    });
}

#[test]
fn a_platform_and_the_list_of_platforms() {
    let spec = fs::read_to_string(root().join("tests/emit/answers.yaml")).expect("a spec");
    let (files, _) = generate(&spec).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    for file in files.iter().filter(|file| file.path != "acme/answers.rs") {
        insta::assert_snapshot!(file.path.replace('/', "_"), unmarked(file));
    }
}

#[test]
fn the_checked_in_client_is_what_the_specs_say() {
    let client = root().join("generated-client/src/generated");
    let made = Generator::new(root().join("spec")).out_dir(client).feature_per_platform().check();
    let changes = made.unwrap_or_else(|error| panic!("{error}")).changes;
    assert!(changes.is_empty(), "the checked-in client is stale:\n{changes}refresh it with: cargo run");
}

/// The macros name their tables by place; nothing else would tell that two lists of equal codes are interchanged.
#[test]
fn the_places_that_the_macros_name_are_those_of_their_tables() {
    let arena = Arena::new();
    let folders = ["spec", "tests/consumer/spec", "tests/platforms"].map(|folder| root().join(folder));
    let files = folders.iter().flat_map(|folder| emit(&load(&arena, folder).specs.expect("sound specs"), true));
    let files: Vec<_> = files.collect();
    assert!(files.iter().any(|file| file.path.ends_with("/records.rs")), "records that endpoints share");
    let mut counted = 0;
    for file in files.iter().filter(|file| file.text.contains("static TABLES")) {
        let table = file.text.split_once("tables(\"\n").and_then(|(_, rest)| rest.split_once("\n\")"));
        let sections = table.expect("a table").0.split("\n\n").map(|section| section.lines().collect::<Vec<_>>());
        // What is shared has its macros with the platform, and stands behind the endpoint's own.
        let sections = sections.filter(|section| section[0] != "endpoint" && !section[0].ends_with(" shared"));
        let is_codes = |section: &Vec<&str>| section[0].contains(' ') && !section[0].ends_with(" positional");
        let (codes, records): (Vec<_>, Vec<_>) = sections.partition(is_codes);
        for call in file.text.split("signwright_runtime::").skip(1) {
            let Some((head, rest)) = call.split_once(" = TABLES[") else { continue };
            let (place, rows) = rest.split_once(']').expect("a place");
            let rows = rows.lines().skip(1).take_while(|line| line.ends_with(',')).count();
            let list = if head.starts_with("coded!") { &codes } else { &records };
            let section = &list[place.parse::<usize>().expect("a number")];
            let table_rows = section.iter().skip(1).take_while(|line| **line != "  $rules:").count();
            assert_eq!(table_rows, rows, "{head} in {}", file.path);
            if head.starts_with("coded!") {
                let name = head.split_once("    ").and_then(|(_, name)| name.split_once(':')).expect("a name").0;
                assert_eq!(section[0].split_once(' ').map(|(section, _)| section), Some(name));
            }
            counted += 1;
        }
    }
    assert!(counted > 20, "{counted} calls");
}

#[test]
fn the_same_spec_gives_the_same_bytes_wherever_it_lies() {
    let arena = Arena::new();
    let spec = root().join("spec");
    let here = load(&arena, &spec);
    let there = tempfile::tempdir().expect("a folder");
    let copy = there.path().join("deep/er/spec");
    for (_, source) in here.sources.files() {
        let to = copy.parent().expect("a folder").join(&source.origin);
        fs::create_dir_all(to.parent().expect("a folder")).expect("made");
        fs::write(to, &source.text).expect("written");
    }
    let copied = load(&arena, &copy);
    let (here, there) = (here.specs.expect("sound specs"), copied.specs.expect("sound specs"));
    assert_eq!(emit(&here, true), emit(&there, true));
}

/// Text as it stands between double quotes in YAML.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("text")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_text_of_a_spec_becomes_code(title in "\\PC{0,40}", text in "(\\PC|[\n\t`*/\"\\\\#]){0,60}", name in "[^\\pC:#]{1,20}") {
        let spec = format!(
            "endpoint: hostile\ntitle: {0}\ndocs: {1}\nrepeat: read\n\nrequest:\n  a: {{ type: varchar(9), title: {0}, text: {1} }}\n  \
             {2}: {{ type: int, title: 数 }}\n\nresponse:\n  code: int  {3}\n",
            quoted(&title), quoted(&text), quoted(&name), "状态"
        );
        // A spec may be refused, with a message; what is not refused is one request with two fields.
        if let Ok((files, _)) = generate(&spec) {
            prop_assert_eq!(items(&files), [2, 2, 10]);
        }
    }

    /// The same for what a sandbox is told, in a raw string.
    #[test]
    fn no_text_of_a_sandbox_becomes_code(
        text in prop_oneof!["(#|;|fn a\\(\\)\\{\\}|\"|\"#|\"\"\"|\r|\n|\\PC|\\\\){0,20}", Just("#;\npub fn evil() {}\npub const Y: &str = r#\"x".to_owned())],
    ) {
        let spec = format!(
            "endpoint: hostile\ntitle: 敌\ndocs: https://acme.example\nrepeat: read\nvars: {{ node: {0} }}\n\nrequest:\n  \
             a: int  数\n  b: int  数\n  $rules:\n    - together: [a, b]\n      says: {0}\n\nresponse:\n  code: int  数\n\n\
             errors:\n  - {1}\n\nsandbox:\n  answer: {{ code: {0} }}\n",
            quoted(&format!("甲{text}")), quoted(&format!("1001 | {text} | 补上"))
        );
        if let Ok((files, _)) = generate(&spec) {
            prop_assert_eq!(items(&files), [2, 2, 11]);
        }
    }
}

/// How many structs, macro calls and items there are in the file of the endpoint.
fn items(files: &[File]) -> [usize; 3] {
    let file = files.iter().find(|file| file.path == "acme/hostile.rs").expect("the endpoint's file");
    let parsed = syn::parse_file(&file.text).unwrap_or_else(|error| panic!("{error}\n{}", file.text));
    let count = |is: fn(&syn::Item) -> bool| parsed.items.iter().filter(|item| is(item)).count();
    [
        count(|item| matches!(item, syn::Item::Struct(_))),
        count(|item| matches!(item, syn::Item::Macro(_))),
        count(|_| true),
    ]
}

#[test]
fn no_name_clashes_with_what_a_generated_module_uses() {
    for name in ["lazy_lock", "std", "model", "signwright_runtime", "platform", "core"] {
        let spec = format!(
            "endpoint: {name}\ntitle: 名\ndocs: https://acme.example\nrepeat: read\n\nrequest:\n  a: int  数\n\nresponse:\n  code: int  数\n"
        );
        let (files, _) = generate(&spec).unwrap_or_else(|mistakes| panic!("{mistakes}"));
        let file = files.iter().find(|file| file.path == "acme/mod.rs").expect("the platform's file");
        let used = ["mod model;", "mod signwright_runtime;", "use std::", "use core::"];
        assert!(used.iter().all(|used| !file.text.contains(used)), "{}", file.text);
    }
}

#[test]
fn names_of_ten_thousand_characters_are_cut() {
    let name = "长".repeat(10_000);
    let spec = format!(
        "endpoint: {name}\ntitle: 长\ndocs: https://acme.example\nrepeat: read\n\nrequest:\n  {name}: int  数\n  {name}x: int  数\n\nresponse:\n  code: int  数\n"
    );
    if let Ok((files, remarks)) = generate(&spec) {
        assert!(files.iter().all(|file| file.path.len() < 120), "a file's name has limits");
        assert!(remarks.contains("rust-name-collision"), "{remarks}");
    }
}
