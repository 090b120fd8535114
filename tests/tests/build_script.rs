//! A crate outside of this workspace that generates its client in its build script, as `cargo` shows it to its author:
//! it builds, is not generated anew without a reason, and a mistake in its YAML is cargo's error with the whole message.
//! What the crate can then do is tested by itself, in `consumer/tests`.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use signwright_tests::{copy, read, root};

/// The only file that differs from `consumer/`: outside of the workspace nothing is inherited.
const MANIFEST: &str = r#"
[package]
name = "signwright-consumer"
version = "0.1.0"
edition = "2024"
publish = false

[dependencies]
signwright-runtime = { path = '{root}/runtime' }

[build-dependencies]
signwright-codegen = { path = '{root}/codegen' }

[workspace]
"#;

/// A program that keeps the client to itself, and uses nothing of it so far.
const BINARY: &str = r#"#![deny(warnings, unreachable_pub, missing_docs, unused_qualifications, single_use_lifetimes)]
//! 程序

mod api {
    include!(concat!(env!("OUT_DIR"), "/signwright/mod.rs"));
}

fn main() {}
"#;

const SPEC: &str = "spec/acme/goods.push.yaml";

/// What `cargo check` did.
struct Run {
    succeeded: bool,
    told: String,
}

impl Run {
    fn ran_the_build_script(&self) -> bool {
        self.told.lines().any(|line| line.contains("Running `") && line.contains("build-script-build`"))
    }

    fn compiled_the_crate(&self) -> bool {
        self.told.lines().any(|line| line.contains("Running `") && line.contains("--crate-name signwright_consumer "))
    }
}

/// The crate in a folder of its own. Its dependencies stay compiled from one run of the tests to the next.
struct Consumer {
    dir: PathBuf,
    target: PathBuf,
}

impl Consumer {
    fn new(name: &str) -> Self {
        let tmp = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let consumer = Self { dir: tmp.join(name), target: tmp.join("consumer-target") };
        if consumer.dir.exists() {
            fs::remove_dir_all(&consumer.dir).expect("removed");
        }
        for folder in ["src", "spec"] {
            copy(&root().join("tests/consumer").join(folder), &consumer.dir.join(folder));
        }
        consumer.write("build.rs", &read(&root().join("tests/consumer/build.rs")));
        consumer.write("Cargo.toml", &MANIFEST.replace("{root}", &root().display().to_string()));
        // The versions that this workspace has, so that nothing is looked up.
        consumer.write("Cargo.lock", &read(&root().join("Cargo.lock")));
        consumer
    }

    fn write(&self, file: &str, text: &str) {
        fs::write(self.dir.join(file), text).expect("written");
    }

    fn replace(&self, file: &str, from: &str, to: &str) {
        let text = read(&self.dir.join(file));
        assert!(text.contains(from), "{file}: {from}");
        self.write(file, &text.replace(from, to));
    }

    fn check(&self) -> Run {
        self.cargo(&["check"])
    }

    /// With warnings as errors: a link that leads nowhere, or to two things.
    fn document(&self) -> Run {
        self.cargo(&["doc", "--no-deps"])
    }

    fn cargo(&self, command: &[&str]) -> Run {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args(command)
            .env("RUSTDOCFLAGS", "-D warnings")
            .args(["--offline", "--verbose", "--color", "never", "--target-dir"])
            .arg(&self.target)
            .current_dir(&self.dir)
            .output()
            .expect("cargo runs");
        Run { succeeded: output.status.success(), told: String::from_utf8_lossy(&output.stderr).into_owned() }
    }

    /// What was generated last.
    fn generated(&self, file: &str) -> String {
        let builds = fs::read_dir(self.target.join("debug/build")).expect("a build folder").flatten();
        let outs = builds.map(|entry| entry.path().join("out/signwright").join(file));
        let mut found: Vec<_> = outs.filter(|path| path.is_file()).collect();
        found.sort_by_key(|path| fs::metadata(path).and_then(|file| file.modified()).ok());
        read(found.last().expect("it was generated"))
    }
}

#[test]
fn a_build_script_generates_and_reports() {
    let consumer = Consumer::new("消费者");
    consumer.write("src/main.rs", BINARY);
    let run = consumer.check();
    assert!(run.succeeded && run.ran_the_build_script() && run.compiled_the_crate(), "{}", run.told);
    assert!(consumer.generated("acme/goods_push.rs").contains("/// 货品名称. At most 40 characters."));

    // Nothing changed: nothing is done. Nor is there a reason to generate in another file of the crate.
    let run = consumer.check();
    assert!(run.succeeded && run.told.contains("Fresh signwright-consumer "), "{}", run.told);
    assert!(!run.ran_the_build_script() && !run.compiled_the_crate(), "{}", run.told);
    consumer.replace("src/lib.rs", "include!", "\n// 注释\ninclude!");
    let run = consumer.check();
    assert!(run.succeeded && run.compiled_the_crate() && !run.ran_the_build_script(), "{}", run.told);

    // What lies beside the platforms' folders is no spec.
    consumer.write("spec/README.md", "说明");
    fs::create_dir(consumer.dir.join("spec/图")).expect("a new folder");
    consumer.write("spec/图/流程.md", "流程");
    let run = consumer.check();
    assert!(run.succeeded && run.told.contains("Fresh signwright-consumer "), "{}", run.told);

    // A mistake: cargo's error, with everything that the command would say.
    consumer.replace(SPEC, "varchar(40)!", "varchr(40)!");
    let run = consumer.check();
    assert!(!run.succeeded && run.ran_the_build_script(), "{}", run.told);
    for part in EXPECTED {
        assert!(run.told.contains(part), "missing:\n{part}\nin:\n{}", run.told);
    }
    assert!(!run.told.contains("panicked"), "{}", run.told);

    // Mended, and one length is another now.
    consumer.replace(SPEC, "varchr(40)!", "varchar(12)!");
    let run = consumer.check();
    assert!(run.succeeded && run.ran_the_build_script() && run.compiled_the_crate(), "{}", run.told);
    assert!(consumer.generated("acme/goods_push.rs").contains("/// 货品名称. At most 12 characters."));

    // What is odd but no mistake is cargo's warning.
    consumer.write("spec/acme/草稿.yml", "");
    let run = consumer.check();
    assert!(run.succeeded && run.told.contains("spec/acme/草稿.yml: this file is not read"), "{}", run.told);

    // A new file is a new endpoint; without it, its module is gone.
    let stock = read(&consumer.dir.join(SPEC)).replace("goods/push", "stock/push").replace("goods_push", "stock_push");
    consumer.write("spec/acme/stock.push.yaml", &stock);
    consumer.replace("src/lib.rs", "// 注释", "pub use acme::StockPush;");
    let run = consumer.check();
    assert!(run.succeeded, "{}", run.told);
    fs::remove_file(consumer.dir.join("spec/acme/stock.push.yaml")).expect("removed");
    let run = consumer.check();
    assert!(!run.succeeded && run.told.contains("StockPush"), "{}", run.told);
}

/// Names that mean something to Rust or to the runtime, texts that look like code: what is emitted of them compiles
/// without a warning, and is documented without one, with all that the features of the runtime add.
#[test]
fn what_is_emitted_compiles_whatever_the_names_are() {
    let consumer = Consumer::new("名称");
    consumer.replace("Cargo.toml", "signwright-consumer", "signwright-names");
    consumer.replace("Cargo.toml", "/runtime' }", "/runtime', features = ['serde'] }");
    consumer.replace("src/lib.rs", "include!", "#![deny(warnings)]\ninclude!");
    // What this consumer does with its own platform.
    consumer.replace("src/lib.rs", "pub mod shop;", "");
    fs::remove_dir_all(consumer.dir.join("spec")).expect("removed");
    let tests = root().join("tests");
    for platform in ["acme", "positional"] {
        copy(&tests.join("ui/base").join(platform), &consumer.dir.join("spec").join(platform));
    }
    consumer.replace("spec/positional/platform.yaml", "platform: acme", "platform: positional");
    // One with classes, which each of its endpoints must name.
    copy(&tests.join("ui/base/acme"), &consumer.dir.join("spec/classed"));
    fs::remove_file(consumer.dir.join("spec/classed/order.push.yaml")).expect("removed");
    consumer.replace("spec/classed/platform.yaml", "platform: acme", "platform: classed");
    let classes = "\nclasses:\n  open: { $title: 公共_接口_, $signed: no }\nwire:\n";
    consumer.replace("spec/classed/platform.yaml", "\nwire:\n", classes);
    let mut endpoints = 0;
    for entry in fs::read_dir(tests.join("emit")).expect("a folder").flatten() {
        let text = read(&entry.path());
        // More of the platform, and endpoints that share it.
        if let Some(shared) = text.strip_prefix("# shared\n") {
            let base = read(&tests.join("ui/base/acme/platform.yaml")).replace("platform: acme", "platform: shared");
            fs::create_dir_all(consumer.dir.join("spec/shared")).expect("a folder");
            for (number, part) in shared.split("\n---\n").enumerate() {
                let (file, text) = match number {
                    0 => ("platform".to_owned(), format!("{base}\n{part}\n")),
                    number => (format!("endpoint_{number}"), format!("{part}\n")),
                };
                consumer.write(&format!("spec/shared/{file}.yaml"), &text);
            }
            continue;
        }
        let platform = match text.lines().next() {
            Some("# positional") => "positional",
            Some("# classes") => "classed",
            _ => "acme",
        };
        let file = entry.file_name();
        consumer.write(&format!("spec/{platform}/{}", file.to_string_lossy()), &text);
        endpoints += 1;
    }
    assert!(endpoints > 5, "only {endpoints} specs");
    consumer.write("spec/acme/names_of_types.yaml", &names_of_types());
    let run = consumer.check();
    assert!(run.succeeded && run.told.contains("--crate-name signwright_names "), "{}", run.told);
    let run = consumer.document();
    assert!(run.succeeded, "{}", run.told);
}

/// What Rust and the runtime have in scope; each of them is a record of both directions, or a coded value.
const TYPES: &[&str] = &[
    "Bounds",
    "Missing",
    "Type",
    "Self",
    "Into",
    "From",
    "Result",
    "Ok",
    "Err",
    "Box",
    "Clone",
    "Copy",
    "Send",
    "Sync",
    "Sized",
    "Drop",
    "Fn",
    "AsRef",
    "Default",
    "Eq",
    "PartialEq",
    "Iterator",
    "Extend",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "FromIterator",
    "Debug",
    "Display",
    "Serialize",
    "Deserialize",
    "Core",
    "Std",
    "Static",
    "Str",
    "Visitor",
    "Filler",
    "Node",
    "Coded",
    "Fill",
    "Fields",
    "FillFields",
    "Value",
    "Platform",
    "Record",
    "Field",
    "Code",
];

/// A spec of records of these names.
fn names_of_types() -> String {
    let all = |text: &dyn Fn(&str) -> String| TYPES.iter().map(|name| text(name)).collect::<Vec<_>>().concat();
    let request = all(&|name| format!("  {name}: {name}!  字段\n"));
    let response = all(&|name| format!("  {name}: {name}[]  字段\n"));
    let records = all(&|name| format!("{name}:\n  {name}: varchar(1)!  甲\n  into: int  乙\n"));
    let codes = "  some: Some[]  某\nSome:\n  $type: tinyint(1)\n  0: none 无\n  1: some 有\n  2: self 自己\n";
    format!(
        "endpoint: names_of_types\ntitle: 类型\ndocs: https://acme.example\nrepeat: read\nrequest:\n{request}response:\n{response}{codes}{records}"
    )
}

/// The code, the place, the line, the mark and the way out, as cargo indents them.
const EXPECTED: &[&str] = &[
    "failed to run custom build command for `signwright-consumer",
    "error[unknown-type]: unknown type `varchr`\n",
    " --> spec/acme/goods.push.yaml:8:10\n",
    "8 |   name:  varchr(40)!          货品名称\n",
    "  |          ^^^^^^\n",
    "= help: did you mean `varchar`?",
];
