//! Broken specs and the messages they get: `ui/*.yaml` beside `ui/*.stderr`. A case holds the sections that it
//! changes in the sound spec of `ui/base`; its first line says in which file. Refresh the messages with
//! `UPDATE=1 cargo test -p signwright-tests --test ui`, and read what changed.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use signwright_codegen::catalogue::Code;
use signwright_codegen::diagnostic::Diagnostics;
use signwright_codegen::source::{Folder, MAX_BYTES, Sources};
use signwright_codegen::{Arena, Loaded, load, load_sources, render};
use signwright_tests::patched::{ENDPOINT, PLATFORM, patched};
use signwright_tests::size;

const POSITIONAL: &str = include_str!("../ui/base/positional/platform.yaml");
const SEARCH: &str = include_str!("../ui/base/positional/order.push.yaml");

fn ui() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("ui")
}

/// The messages of a case, and their codes.
fn run(case: &str) -> (String, BTreeSet<Code>) {
    let first = case.lines().next().unwrap_or("");
    let (platform, endpoint) = match first {
        "# in platform.yaml" => (patched(PLATFORM, case), ENDPOINT.to_owned()),
        "# in order.push.yaml" => (PLATFORM.to_owned(), patched(ENDPOINT, case)),
        "# in platform.yaml of positional" => (patched(POSITIONAL, case), SEARCH.to_owned()),
        "# in order.push.yaml of positional" => (POSITIONAL.to_owned(), patched(SEARCH, case)),
        "# order.push.yaml" => (PLATFORM.to_owned(), case.to_owned()),
        other => panic!("the first line of a case names the file it changes, not {other:?}"),
    };
    let mut sources = Sources::default();
    let platform = sources.add("spec/acme/platform.yaml", platform);
    let endpoint = sources.add("spec/acme/order.push.yaml", endpoint);
    sources.add_folder(Folder { name: "acme".to_owned(), platform, endpoints: vec![endpoint] });
    let arena = Arena::new();
    told(&checked(&arena, sources))
}

fn checked(arena: &Arena, sources: Sources) -> Loaded<'_> {
    let mut loaded = load_sources(arena, sources, Diagnostics::default());
    signwright_verify::verify(&mut loaded);
    loaded
}

fn told(loaded: &Loaded<'_>) -> (String, BTreeSet<Code>) {
    let text = render::text(&loaded.sources, &loaded.diagnostics, false);
    let codes = loaded.diagnostics.sorted().iter().map(|one| one.code).collect();
    (format!("{text}{}\n", render::summary(&loaded.diagnostics)), codes)
}

/// Compares with the kept message, or keeps it.
fn compare(path: &Path, found: &str) -> Result<(), String> {
    if std::env::var_os("UPDATE").is_some() {
        fs::write(path, found).map_err(|error| error.to_string())?;
        return Ok(());
    }
    let kept = fs::read_to_string(path).unwrap_or_default();
    if kept == found { Ok(()) } else { Err(format!("{}\n--- kept\n{kept}\n--- found\n{found}", path.display())) }
}

fn cases() -> Vec<PathBuf> {
    let entries = fs::read_dir(ui()).expect("the folder of cases");
    let mut cases: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    cases.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    cases.sort();
    cases
}

#[test]
fn the_base_is_sound() {
    for platform in ["# in platform.yaml\n", "# in platform.yaml of positional\n"] {
        let (text, codes) = run(platform);
        assert!(codes.is_empty(), "{text}");
    }
}

#[test]
fn facts_that_can_be_so_get_no_message() {
    for case in [
        "# in order.push.yaml\n\
         repeat: { when: shop_no = A, then: by shop_no, else: once }\n\
         rate: [100 weight / minute by ip, 0.0167 / second burst 20 by key]\n\
         weight: { when: shop_no is there, then: 5, else: 20 }\n\
         in_order: by shop_no\n",
        "# in order.push.yaml\nin_order: by orders.tid\n",
        "# in order.push.yaml\nrepeat: read\n\
         poll: { with: order.push, give: { orders: message }, until: code = 0, every: 5 seconds }\n",
        "# in platform.yaml\nrate: 40 / minute by key\ncredentials:\n  key: public  账号\n\
         \u{20}\u{20}secret: secret  密钥\n\
         \u{20}\u{20}message: { is: \"secret?\", title: 令牌, get: order.push, refresh: order.push, from: message, \
         expires: created, rotates: message, lasts: 4 hours }\n",
        "# in order.push.yaml of positional\npaging: { page: pager.page_no from 0, size: pager.page_size, rows: rows }\n",
    ] {
        let (text, codes) = run(case);
        assert!(codes.is_empty(), "{case}{text}");
    }
}

#[test]
fn every_broken_spec_gets_its_message() {
    let mut wrong = Vec::new();
    for path in cases() {
        let case = fs::read_to_string(&path).expect("a case is UTF-8");
        let (found, codes) = run(&case);
        let name = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or("");
        // `unknown-field-in-each.yaml` is a case of `unknown-field`.
        let is_told = codes.iter().any(|code| name == code.slug() || name.starts_with(&format!("{}-", code.slug())));
        if !is_told {
            wrong.push(format!("{name} does not get the message it is named after:\n{found}"));
        }
        wrong.extend(compare(&path.with_extension("stderr"), &found).err());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// A spec folder on the disk, broken by `break_it`; its messages are compared under `name`.
fn on_disk(name: &str, code: Code, break_it: impl FnOnce(&Path)) {
    let folder = tempfile::tempdir().expect("a folder");
    let spec = folder.path().join("spec");
    fs::create_dir_all(spec.join("acme")).expect("a folder");
    fs::write(spec.join("acme/platform.yaml"), PLATFORM).expect("a file");
    fs::write(spec.join("acme/order.push.yaml"), ENDPOINT).expect("a file");
    break_it(&spec);
    let arena = Arena::new();
    let (found, codes) = told(&load(&arena, &spec));
    assert!(codes.contains(&code), "{found}");
    let found = found.replace(&spec.display().to_string(), "spec");
    compare(&ui().join("disk").join(format!("{name}.stderr")), &found).unwrap_or_else(|wrong| panic!("{wrong}"));
}

#[test]
fn a_file_that_is_not_utf_8() {
    on_disk("not-utf8", Code::NotUtf8, |spec| {
        // "订单" in GBK.
        fs::write(spec.join("acme/gbk.yaml"), b"endpoint: x\ntitle: \xb6\xa9\xb5\xa5\n").expect("a file");
    });
}

#[test]
fn a_file_that_is_too_large() {
    on_disk("too-large", Code::TooLarge, |spec| {
        let large = fs::File::create(spec.join("acme/large.yaml")).expect("a file");
        large.set_len(MAX_BYTES + 1).expect("a sparse file");
    });
}

#[test]
fn a_folder_without_a_platform() {
    on_disk("no-platform", Code::NoPlatform, |spec| {
        fs::create_dir(spec.join("beta")).expect("a folder");
        fs::write(spec.join("beta/order.push.yaml"), ENDPOINT).expect("a file");
    });
}

#[test]
fn a_file_that_is_not_read() {
    on_disk("not-read", Code::NotRead, |spec| {
        fs::write(spec.join("acme/order.pull.yml"), ENDPOINT).expect("a file");
    });
}

#[test]
fn a_spec_folder_that_is_not_there() {
    on_disk("unreadable", Code::Unreadable, |spec| {
        fs::remove_dir_all(spec).expect("it was there");
    });
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_folder() {
    on_disk("outside-folder", Code::OutsideFolder, |spec| {
        let outside = spec.parent().expect("a parent").join("secret.yaml");
        fs::write(&outside, "password: 1\n").expect("a file");
        std::os::unix::fs::symlink(&outside, spec.join("acme/secret.yaml")).expect("a link");
    });
}

#[test]
fn two_endpoints_of_one_name() {
    on_disk("duplicate-endpoint", Code::DuplicateEndpoint, |spec| {
        fs::write(spec.join("acme/second.yaml"), ENDPOINT).expect("a file");
    });
}

/// Two endpoints that share records of a broken kind: each mistake is told once, where it stands.
#[test]
fn what_is_wrong_with_shared_records_is_told_once() {
    const RECORDS: &str = "
records:
  Region:
    code: header varchar(6)  代码
    up: Region!  上级
    name: varchr(9)  名称
  Place:
    region: Region!  地区
    $rules:
      - { any_of: [region, regoin], says: 至少一个 }
";
    let mut sources = Sources::default();
    let platform = sources.add("spec/acme/platform.yaml", format!("{PLATFORM}{RECORDS}"));
    let named = |name: &str| {
        let text = ENDPOINT.replace("endpoint: order.push\nname: order_push", &format!("endpoint: {name}"));
        text.replace("shop_no: varchar(20)!  店铺编号", "shop_no: varchar(20)!  店铺编号\n  place: Place  地方")
    };
    let endpoints = ["order.push", "order.put"].map(|name| sources.add(name, named(name)));
    sources.add_folder(Folder { name: "acme".to_owned(), platform, endpoints: endpoints.to_vec() });
    let arena = Arena::new();
    let loaded = load_sources(&arena, sources, Diagnostics::default());
    let of_platform = loaded.diagnostics.sorted().into_iter().filter(|mistake| mistake.span.file == platform);
    let messages: Vec<_> = of_platform.map(|mistake| mistake.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "`code` cannot travel as `header` here",
            "`Region` must contain itself, so no value of it can end",
            "unknown type `varchr`",
            "`Place` has no field `regoin`",
        ]
    );
}

#[test]
fn byte_order_marks_and_other_line_ends_change_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let windows = |text: &str| format!("\u{feff}{}", text.replace('\n', "\r\n"));
    fs::write(folder.path().join("platform.yaml"), windows(PLATFORM).replace("platform: acme", "platform: x"))
        .expect("a file");
    fs::write(folder.path().join("order.push.yaml"), windows(ENDPOINT)).expect("a file");
    let arena = Arena::new();
    // One platform's own folder works too; only its name is another.
    let loaded = load(&arena, folder.path());
    let codes: Vec<_> = loaded.diagnostics.sorted().iter().map(|one| one.code).collect();
    assert_eq!(codes, [Code::FolderName], "{}", told(&loaded).0);
}

#[test]
fn every_diagnostic_has_a_case() {
    let mut missing: Vec<&str> = Code::ALL.iter().map(|code| code.slug()).collect();
    // The only writer of files has its own tests.
    missing.retain(|slug| !["not-generated", "outside-output", "unwritable"].contains(slug));
    for path in cases()
        .into_iter()
        .chain(fs::read_dir(ui().join("disk")).expect("a folder").map(|one| one.expect("an entry").path()))
    {
        let name = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or("").to_owned();
        missing.retain(|slug| name != *slug && !name.starts_with(&format!("{slug}-")));
    }
    assert!(missing.is_empty(), "no broken spec for {missing:?}");
}

#[test]
fn json_says_the_same() {
    let arena = Arena::new();
    let mut sources = Sources::default();
    let platform = sources.add("spec/acme/platform.yaml", PLATFORM);
    let endpoint = sources.add("spec/acme/order.push.yaml", ENDPOINT.replace("店铺编号 |", "店铺\"编号\" # 注释"));
    sources.add_folder(Folder { name: "acme".to_owned(), platform, endpoints: vec![endpoint] });
    let loaded = checked(&arena, sources);
    let json: serde_json::Value =
        serde_json::from_str(&render::json(&loaded.sources, &loaded.diagnostics)).expect("it is JSON");
    let first = &json[0];
    assert_eq!(first["code"], "cut-by-comment");
    assert_eq!(first["severity"], "error");
    assert_eq!(first["file"], "spec/acme/order.push.yaml");
    // Columns count characters, not bytes.
    assert_eq!((first["line"].as_u64(), first["column"].as_u64()), (Some(8), Some(33)));
    assert_eq!(first["related"], serde_json::json!([]));
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { cases: size::cases(400), ..Default::default() })]

    /// Whatever a slip of the hand does to a sound spec, it is loaded or its mistakes are told.
    #[test]
    fn a_mangled_spec_is_told_and_never_panics(
        in_platform: bool,
        at: proptest::sample::Index,
        length in 0_usize..30,
        piece in "[a-z店😀{}|:#\"'!?$*&<>\\[\\](),.=~0-9\n -]{0,12}",
    ) {
        let mut text = if in_platform { PLATFORM } else { ENDPOINT }.to_owned();
        let floor = |text: &str, at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let start = floor(&text, at.index(text.len()));
        let end = floor(&text, start + length).max(start);
        text.replace_range(start..end, &piece);
        let (platform, endpoint) = if in_platform { (text, ENDPOINT.to_owned()) } else { (PLATFORM.to_owned(), text) };
        let mut sources = Sources::default();
        let platform = sources.add("platform.yaml", platform);
        let endpoint = sources.add("order.push.yaml", endpoint);
        sources.add_folder(Folder { name: "acme".to_owned(), platform, endpoints: vec![endpoint] });
        let arena = Arena::new();
        let loaded = checked(&arena, sources);
        assert_eq!(loaded.specs.is_none(), loaded.diagnostics.has_errors());
        assert!(!render::json(&loaded.sources, &loaded.diagnostics).is_empty());
        assert_eq!(render::text(&loaded.sources, &loaded.diagnostics, false).is_empty(), loaded.diagnostics.sorted().is_empty());
    }
}
