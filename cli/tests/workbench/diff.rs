//! A case for every kind of change: the verdict is written by hand in `cases.yaml`, the words are in the snapshot.
//! What the verdict claims is tried out: on requests, which the engine judges before and after the change, and on
//! a program, which rustc compiles against the clients of before and after.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde::Deserialize;
use signwright::diff::{Difference, Effect, Kind, diff};
use signwright_codegen::{Arena, emit};
use signwright_runtime::{Leniency, Limits, conform, json, validate};

use crate::specs::{self, Files};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    kind: String,
    file: String,
    /// The file is a copy of this one.
    copy: Option<String>,
    /// The file or folder is removed.
    #[serde(default)]
    remove: bool,
    /// Edits of the old side.
    #[serde(default)]
    earlier: Vec<(String, String)>,
    /// Edits of the new side.
    #[serde(default)]
    edits: Vec<(String, String)>,
    /// Edits of the new side's platform.
    #[serde(default)]
    platform: Vec<(String, String)>,
    api: String,
    requests: String,
}

impl Case {
    fn before(&self, base: &Files) -> Files {
        let mut files = base.clone();
        edit(&mut files, &self.file, &self.earlier);
        files
    }

    fn after(&self, base: &Files) -> Files {
        let mut files = base.clone();
        if let Some(copy) = &self.copy {
            files.insert(self.file.clone(), base[copy].clone());
        }
        if self.remove {
            files.retain(|path, _| !path.starts_with(&self.file));
        }
        edit(&mut files, &self.file, &self.edits);
        let folder = self.file.split('/').next().unwrap_or_default();
        edit(&mut files, &format!("{folder}/platform.yaml"), &self.platform);
        files
    }

    fn difference(&self, base: &Files) -> Difference {
        let arenas = (Arena::new(), Arena::new());
        let (old, new) = (specs::load(&arenas.0, &self.before(base)), specs::load(&arenas.1, &self.after(base)));
        diff(&old.specs.expect("no mistakes"), &new.specs.expect("no mistakes"))
    }
}

fn edit(files: &mut Files, file: &str, edits: &[(String, String)]) {
    for (find, put) in edits {
        let text = files.get_mut(file).unwrap_or_else(|| panic!("{file} is in the base"));
        assert!(text.contains(find.as_str()), "{file} holds `{find}`");
        *text = text.replacen(find.as_str(), put, 1);
    }
}

fn base() -> Files {
    specs::read(&specs::folder("diff/base"))
}

fn cases() -> Vec<Case> {
    let text = fs::read_to_string(specs::folder("diff/cases.yaml")).expect("the cases");
    serde_yaml::from_str(&text).expect("cases of the right form")
}

fn effect(word: &str) -> Effect {
    match word {
        "same" => Effect::Same,
        "differs" => Effect::Differs,
        "breaks" => Effect::Breaks,
        other => panic!("`{other}` is no effect"),
    }
}

#[test]
fn every_kind_of_change_is_told_with_its_verdict() {
    let base = base();
    let mut told = String::new();
    for case in cases() {
        let difference = case.difference(&base);
        let changes = &difference.changes;
        assert!(changes.iter().any(|change| change.kind.slug() == case.kind), "{}: {changes:#?}", case.kind);
        let most = |of: fn(&signwright::diff::Change) -> Effect| changes.iter().map(of).max();
        assert_eq!(most(|change| change.api.effect), Some(effect(&case.api)), "{} api: {changes:#?}", case.kind);
        assert_eq!(most(|change| change.requests.effect), Some(effect(&case.requests)), "{}: {changes:#?}", case.kind);
        let _ = writeln!(told, "# {}\n{}", case.kind, difference.text());
    }
    insta::assert_snapshot!("every_kind", told);
}

#[test]
fn no_kind_is_without_a_case() {
    let cases: BTreeSet<_> = cases().into_iter().map(|case| case.kind).collect();
    let kinds: BTreeSet<_> = Kind::ALL.iter().map(|kind| kind.slug().to_owned()).collect();
    assert_eq!(cases, kinds);
}

#[test]
fn the_same_spec_has_no_difference() {
    let (arenas, base) = ((Arena::new(), Arena::new()), base());
    let (old, new) = (specs::load(&arenas.0, &base), specs::load(&arenas.1, &base));
    let difference = diff(&old.specs.expect("no mistakes"), &new.specs.expect("no mistakes"));
    assert_eq!(difference, Difference::default());
    assert_eq!(difference.verdict(), None);
    assert_eq!(
        (difference.text(), difference.markdown()),
        ("nothing changed\n".to_owned(), "Nothing changed.\n".to_owned())
    );
}

#[test]
fn a_changelog_entry_and_data() {
    let mut files = base();
    let edits = [
        ("varchar(20)!   店铺编号", "varchar(12)!   *店铺* <b>编号"),
        ("remark:  varchar(100)", "remark:  varchar(200)"),
        ("2: preset  预售\n", "2: preset  预售\n  6: sample  样品\n"),
    ];
    edit(&mut files, "acme/order_push.yaml", &edits.map(|(find, put)| (find.to_owned(), put.to_owned())));
    let arenas = (Arena::new(), Arena::new());
    let (old, new) = (specs::load(&arenas.0, &base()), specs::load(&arenas.1, &files));
    let difference = diff(&old.specs.expect("no mistakes"), &new.specs.expect("no mistakes"));
    insta::assert_snapshot!("markdown", difference.markdown());
    insta::assert_snapshot!("json", difference.json());
}

/// Requests at the edges of what the base allows.
fn witnesses() -> Vec<String> {
    let text = |of: &str, times: usize| of.repeat(times);
    let line = format!(r#"{{"sku":"{}","price":123456789012345.1234,"note":"{}"}}"#, text("货", 40), text("附", 40));
    let lines = vec![line; 50].join(",");
    let tags = vec![format!("\"{}\"", text("签", 10)); 5].join(",");
    let full = format!(
        r#"{{"shop_no":"{}","kind":2,"lines":[{lines}],"memo":"","remark":"{}","buyer":"{}","paid":99999999.99,
            "weight":99,"since":"2026-01-01 00:00:00","until":"2026-02-01 00:00:00","free":"{}","tags":[{tags}],"serial":"7"}}"#,
        text("店", 20),
        text("注", 100),
        text("买", 40),
        text("文", 300),
    );
    let small = |rest: &str| format!(r#"{{"shop_no":"店","lines":[{{"sku":"货","price":1}}],"memo":"说明",{rest}}}"#);
    vec![
        full,
        small(r#""remark":"急""#),
        small(r#""remark":"急","paid":1"#),
        small(r#""buyer":"买家","since":"2026-01-01 00:00:00""#),
    ]
}

/// Whether the engine accepts a request to `order.push`.
fn is_valid(files: &Files, request: &str) -> bool {
    let arena = Arena::new();
    let specs = specs::load(&arena, files).specs.expect("no mistakes");
    let api = specs.apis.iter().find(|one| one.api.platform.name == "acme").expect("the platform").api;
    let endpoint = api.endpoints.iter().find(|one| one.name == "order.push").expect("the endpoint");
    let node = json::parse(request.as_bytes(), Limits::default()).expect("JSON");
    let leniency = Leniency { numbers_as_text: true, unknown_fields: false };
    let (node, mut found) = conform(endpoint.request(), node, leniency, api.platform.zone);
    found.extend(validate(endpoint.request(), &node, api.platform.zone));
    // A bare number for a text only warns, but the vendor need not take it.
    found.iter().all(|one| one.level == signwright_runtime::model::Level::Warn && one.rule != "type")
}

#[test]
fn what_is_said_of_requests_is_what_the_engine_does() {
    let base = base();
    assert!(witnesses().iter().all(|request| is_valid(&base, request)), "the base accepts them all");
    // A call that is refused for another reason than its fields is not for the validator.
    let of_fields = |case: &Case| case.file == "acme/order_push.yaml" && case.kind != "success-changed";
    for case in cases().iter().filter(|case| of_fields(case)) {
        let new = case.after(&base);
        let stay = witnesses().iter().all(|request| is_valid(&new, request));
        assert_eq!(stay, case.requests != "breaks", "{}: {:?}", case.kind, case.edits);
    }
}

#[test]
fn what_is_said_of_programs_is_what_rustc_says() {
    let (base, cases) = (base(), cases());
    let dir = tempfile::tempdir().expect("a folder");
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let runtime = workspace.join("runtime");
    let write = |path: &str, text: &str| {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a new folder");
        fs::write(path, text).expect("a new file");
    };
    let package = |name: &str, more: &str| {
        format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
             signwright-runtime = {{ path = {runtime:?}, default-features = false }}\n{more}"
        )
    };
    write("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"clients\", \"consumer\"]\n");
    write("clients/Cargo.toml", &package("clients", ""));
    write("consumer/Cargo.toml", &package("consumer", "clients = { path = \"../clients\" }\n"));
    // The versions that the workspace has: nothing is looked up.
    fs::copy(workspace.join("Cargo.lock"), dir.path().join("Cargo.lock")).expect("the lock file");

    let mut modules = String::new();
    let mut client = |name: &str, files: &Files| {
        let arena = Arena::new();
        for file in emit(&specs::load(&arena, files).specs.expect("no mistakes"), false) {
            write(&format!("clients/src/{name}/{}", file.path), &file.text);
        }
        let _ = writeln!(modules, "pub mod {name};");
        write(
            &format!("consumer/src/bin/{name}.rs"),
            &format!("use clients::{name} as client;\ninclude!(\"../../program.rs\");\n"),
        );
    };
    client("base", &base);
    let names: Vec<_> =
        cases.iter().enumerate().map(|(at, case)| format!("case_{at}_{}", case.kind.replace('-', "_"))).collect();
    for (case, name) in cases.iter().zip(&names) {
        client(name, &case.after(&base));
    }
    write("clients/src/lib.rs", &modules);
    let program = fs::read_to_string(specs::folder("diff/program.rs")).expect("the program");
    write(
        "consumer/program.rs",
        &program.lines().filter(|line| !line.starts_with("//!")).collect::<Vec<_>>().join("\n"),
    );

    let cargo = |target: &str| {
        let mut command = Command::new(env!("CARGO"));
        command.args(["check", "--offline", "--quiet", "--keep-going", "--message-format=json", "-p", target]);
        command.current_dir(dir.path()).env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("diff"));
        command.output().expect("cargo runs")
    };
    let output = cargo("clients");
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    let output = cargo("consumer");
    let broken: BTreeSet<String> = String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter(|message| message["message"]["level"] == "error")
        .filter_map(|message| message["target"]["name"].as_str().map(str::to_owned))
        .collect();
    // The program is one of the base: what breaks a program of an earlier folder compiles here.
    let of_base = cases.iter().zip(names).filter(|(case, _)| case.earlier.is_empty());
    let said: BTreeSet<String> = of_base.filter(|(case, _)| case.api == "breaks").map(|(_, name)| name).collect();
    assert_eq!(broken, said, "{}", String::from_utf8_lossy(&output.stderr));
}
