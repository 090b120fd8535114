//! The house's invariants that can be read off the sources: no vendor in the code, nothing fallible after `lower`,
//! no logic in generated code, no costly derive, no I/O in the core. Those that need a run are in the other files:
//! determinism and freshness in `generate.rs`, hostile text in `emit`, secrets in `secrets.rs`.

use std::collections::BTreeSet;
use std::path::Path;

use signwright_codegen::{Arena, load};
use signwright_tests::{files, read, root};

/// The crates that are written by hand.
const CRATES: [&str; 8] = ["model", "runtime", "codegen", "verify", "sandbox", "import", "store", "cli"];

/// The sources of a crate without its unit tests' modules, which may panic.
fn sources(krate: &str) -> Vec<(String, String)> {
    let dir = root().join(krate);
    files(&dir.join("src"), "rs")
        .iter()
        .map(|path| (path.strip_prefix(root()).unwrap_or(path).display().to_string(), read(path)))
        .collect()
}

/// A source up to the first block that is compiled for tests only.
fn without_tests(text: &str) -> &str {
    let blocks = text.match_indices("#[cfg(test)]\n");
    let end = blocks.map(|(at, _)| at).find(|at| text[*at..].lines().nth(1).is_some_and(|line| line.ends_with('{')));
    &text[..end.unwrap_or(text.len())]
}

/// A file that only tests compile: by its name, or because its parent says so.
fn is_test_file(name: &str) -> bool {
    let path = Path::new(name);
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let parent = path.parent().map(|dir| root().join(dir).join("mod.rs"));
    let declared = parent.filter(|parent| parent.is_file()).is_some_and(|parent| {
        let text = read(&parent);
        let gates = ["#[cfg(test)]\n", "#[cfg(all(test, "];
        gates.iter().flat_map(|gate| text.match_indices(gate)).any(|(at, _)| {
            let item = text[at..].lines().nth(1).unwrap_or_default();
            item.trim_start_matches("pub(crate) ") == format!("mod {stem};")
        })
    });
    name.contains("/tests/") || stem.ends_with("tests") || declared
}

/// Words of a vendor: names of platforms and endpoints, wire names that no plain English word could be, error codes.
fn vendor_words() -> BTreeSet<String> {
    let arena = Arena::default();
    let specs = load(&arena, &root().join("spec")).specs.expect("the specs load");
    let mut words = BTreeSet::new();
    let telling =
        |name: &str| name.len() >= 6 && (name.contains('_') || name.contains(|c: char| c.is_ascii_uppercase()));
    for one in &specs.apis {
        let platform = one.api.platform;
        words.extend(platform.name.split('-').filter(|part| part.len() > 4).map(str::to_owned));
        words.insert(platform.title.to_owned());
        let errors = platform.errors.iter().chain(one.api.endpoints.iter().flat_map(|endpoint| endpoint.errors));
        words.extend(errors.map(|error| error.matches.code).filter(|code| code.len() > 4).map(str::to_owned));
        words.extend(
            platform.common.fields.iter().map(|field| field.name).filter(|name| telling(name)).map(str::to_owned),
        );
        for endpoint in one.api.endpoints {
            words.insert(endpoint.name.to_owned());
            let fields = endpoint.fields();
            words.extend(fields.map(|field| field.name).filter(|name| telling(name)).map(str::to_owned));
        }
    }
    // Words of the kinds of platform, not names of one: `enterprise` alone is plain English.
    for plain in ["enterprise", "flagship"] {
        words.remove(plain);
    }
    words
}

fn contains_word(text: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, found)| {
        let before = text[..at].chars().next_back();
        let after = text[at + found.len()..].chars().next();
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
}

#[test]
fn no_vendor_is_named_in_the_engine() {
    let words = vendor_words();
    assert!(words.contains("suning") && words.contains("trade_list") && words.len() > 100, "{words:?}");
    let mut found = Vec::new();
    for krate in CRATES {
        for (name, text) in sources(krate) {
            found.extend(words.iter().filter(|word| contains_word(&text, word)).map(|word| format!("{name}: {word}")));
        }
    }
    assert_eq!(found, [""; 0], "vendor facts live in spec/");
}

#[test]
fn nothing_after_lower_can_fail() {
    let mut found = Vec::new();
    for (name, text) in sources("codegen").into_iter().filter(|(name, _)| name.contains("/emit/")) {
        if is_test_file(&name) {
            continue;
        }
        for (number, line) in without_tests(&text).lines().enumerate() {
            let code = line.split("//").next().unwrap_or("");
            if ["Result<", ".unwrap()", ".expect(", "panic!", "unreachable!", "todo!"]
                .iter()
                .any(|one| code.contains(one))
            {
                found.push(format!("{name}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    assert_eq!(found, [""; 0], "emit builds what lower has checked; it has nothing to refuse");
}

#[test]
fn input_cannot_reach_a_panic() {
    let mut found = Vec::new();
    for krate in CRATES {
        for (name, text) in sources(krate).into_iter().filter(|(name, _)| !is_test_file(name)) {
            for (number, line) in without_tests(&text).lines().enumerate() {
                let code = line.split("//").next().unwrap_or("");
                let panics = [".unwrap()", ".expect(", "panic!(", "unreachable!(", "todo!(", "unimplemented!("];
                if panics.iter().any(|one| code.contains(one)) {
                    found.push(format!("{name}:{}: {}", number + 1, line.trim()));
                }
            }
        }
    }
    assert_eq!(found, [""; 0]);
}

#[test]
fn generated_code_holds_no_logic() {
    for path in files(&root().join("generated-client/src/generated"), "rs") {
        let text = read(&path);
        let code: String =
            text.lines().map(|line| line.split("//").next().unwrap_or("")).collect::<Vec<_>>().join("\n");
        for word in ["if", "match", "while", "loop", "unsafe", "async", "await", "dyn", "Box", "println"] {
            assert!(!contains_word(&without_strings(&code), word), "{}: `{word}`", path.display());
        }
        let derives = code.lines().filter(|line| line.contains("derive("));
        for derive in derives {
            for heavy in ["Serialize", "Deserialize", "Hash", "Ord"] {
                assert!(!contains_word(derive, heavy), "{}: {derive}", path.display());
            }
        }
    }
}

/// The code with its string literals emptied: descriptions may hold any word.
fn without_strings(code: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' if inside => {
                chars.next();
            }
            '"' => inside = !inside,
            _ if !inside => out.push(c),
            _ => (),
        }
    }
    out
}

#[test]
fn the_core_does_no_io() {
    // The system's clock is the one of a client that is given no other; a journal in a file is one that a caller opens.
    let edge = |name: &str| {
        Path::new(name).components().any(|part| part.as_os_str() == "transport")
            || ["client/clock.rs", "journal/file.rs"].iter().any(|file| name.ends_with(file))
    };
    for (name, text) in sources("runtime").into_iter().filter(|(name, _)| !edge(name) && !is_test_file(name)) {
        for io in [
            "std::net",
            "std::fs",
            "std::env",
            "std::process",
            "std::thread",
            "stdin()",
            "stdout()",
            "Instant::now",
            "println!",
        ] {
            assert!(!without_tests(&text).contains(io), "{name} uses {io}");
        }
    }
}

#[test]
fn test_data_is_small_enough_to_review() {
    for path in signwright_tests::all_files(&root().join("tests")) {
        let size = path.metadata().expect("a file").len();
        assert!(size <= 32_000, "{} has {size} bytes: make bulk in the test (tests/src/repetition.rs)", path.display());
    }
}
