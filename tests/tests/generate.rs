//! Generating as a maintainer meets it, over a copy of `spec/` and of the checked-in client: the same bytes anywhere,
//! one line for one length, orphans gone, nothing of a person's overwritten, and nothing half done. What a single file
//! looks like is in `emit.rs`.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::Barrier;
use std::thread;

use signwright_codegen::{Arena, GenerateError, Generator, load};
use signwright_runtime::model::Api;
use signwright_runtime::{CallOptions, Credentials, Error, Node, SigningTime, prepare_node};
use signwright_sandbox::{Options, Service, Verdict};
use signwright_tests::http::arrived;
use signwright_tests::{copy, read, root, tree};
use tempfile::TempDir;

const CLIENT: &str = "generated-client/src/generated";
const ENDPOINT: &str = "spec/wangdian-enterprise/vip_trade_modify.yaml";
const CODE: &str = "wangdian_enterprise/vip_trade_modify.rs";

/// A copy of the specs and of what was generated from them.
struct Checkout {
    dir: TempDir,
}

impl Checkout {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        copy(&root().join("spec"), &dir.path().join("spec"));
        copy(&root().join(CLIENT), &dir.path().join(CLIENT));
        Self { dir }
    }

    fn path(&self, inside: &str) -> PathBuf {
        self.dir.path().join(inside)
    }

    fn client(&self) -> BTreeMap<String, String> {
        tree(&self.path(CLIENT))
    }

    fn generator(&self) -> Generator {
        Generator::new(self.path("spec")).out_dir(self.path(CLIENT)).feature_per_platform()
    }

    /// Changes one place of a file.
    fn replace(&self, file: &str, from: &str, to: &str) {
        let text = read(&self.path(file));
        assert_eq!(text.matches(from).count(), 1, "{file}: {from}");
        fs::write(self.path(file), text.replace(from, to)).expect("written");
    }

    /// One length, made shorter.
    fn shorten(&self) {
        self.replace(ENDPOINT, "cs_remark:      varchar(255)", "cs_remark:      varchar(8)");
    }
}

#[test]
fn many_threads_in_many_places_write_the_same_bytes() {
    let expected = tree(&root().join(CLIENT));
    let threads = 6;
    let start = Barrier::new(threads);
    thread::scope(|scope| {
        for number in 0..threads {
            let (expected, start) = (&expected, &start);
            scope.spawn(move || {
                let dir = tempfile::tempdir().expect("a folder");
                let place = dir.path().join("深/".repeat(number)).join("spec");
                copy(&root().join("spec"), &place);
                let out = dir.path().join("out");
                start.wait();
                Generator::new(place).out_dir(&out).feature_per_platform().generate().expect("sound specs");
                assert_eq!(tree(&out), *expected, "the checked-in client, byte for byte");
            });
        }
    });
}

#[test]
fn one_length_changes_one_line_of_the_table() {
    let checkout = Checkout::new();
    let fresh = checkout.generator().check().expect("sound specs").changes;
    assert!(fresh.is_empty() && fresh.unchanged.len() > 8, "{fresh:?}");

    checkout.shorten();
    let before = checkout.client();
    let stale = checkout.generator().check().expect("sound specs").changes;
    assert_eq!(stale.to_string(), format!("change {CODE}\n"));
    assert_eq!(checkout.client(), before, "checking writes nothing");

    assert_eq!(checkout.generator().generate().expect("sound specs").changes, stale);
    let after = checkout.client();
    let (old, new): (Vec<_>, Vec<_>) = (before[CODE].lines().collect(), after[CODE].lines().collect());
    assert_eq!(old.len(), new.len());
    let changed = old.iter().zip(&new).filter(|(old, new)| old != new).map(|(_, new)| new.trim());
    let changed: Vec<_> = changed.filter(|line| !line.starts_with("// Made from ")).collect();
    assert_eq!(
        changed,
        ["cs_remark               varchar(8)                  客服备注", "/// 客服备注. At most 8 characters."],
        "its row of the table, and the field's doc"
    );
    assert!(checkout.generator().check().expect("sound specs").changes.is_empty());
}

#[test]
fn a_change_of_a_comment_is_none_and_one_by_hand_is_undone() {
    let checkout = Checkout::new();
    let before = checkout.client();
    let text = read(&checkout.path(ENDPOINT));
    fs::write(checkout.path(ENDPOINT), format!("# 注释\n{text}\n# 注释\n")).expect("written");
    assert!(checkout.generator().generate().expect("sound specs").changes.is_empty());
    assert_eq!(checkout.client(), before);

    // Someone changes the file and leaves its mark, or its text and not the end of its lines.
    for by_hand in [before[CODE].replace("客服备注", "备注"), before[CODE].replace('\n', "\r\n")] {
        fs::write(checkout.path(CLIENT).join(CODE), by_hand).expect("written");
        let stale = checkout.generator().check().expect("sound specs").changes;
        assert_eq!(stale.to_string(), format!("change {CODE}\n"));
        assert_eq!(checkout.generator().generate().expect("sound specs").changes, stale);
        assert_eq!(checkout.client(), before);
    }
}

#[test]
fn what_endpoints_have_from_their_platform_makes_them_anew() {
    let checkout = Checkout::new();
    let platform = "spec/wangdian-enterprise/platform.yaml";
    let changed = |checkout: &Checkout| {
        let stale = checkout.generator().check().expect("sound specs").changes;
        assert_eq!(checkout.generator().generate().expect("sound specs").changes, stale, "nothing stays as it was");
        stale.changed
    };
    let text = read(&checkout.path(platform));
    fs::write(checkout.path(platform), text.replace("lengths: characters", "lengths: bytes")).expect("written");
    let all =
        ["mod", "platform", "trade_push", "vip_trade_modify"].map(|file| format!("wangdian_enterprise/{file}.rs"));
    assert_eq!(changed(&checkout), all, "lengths count bytes");
    let text = read(&checkout.path(platform));
    fs::write(checkout.path(platform), text.replace("\ntitle: ", "\ntitle: 新 ")).expect("written");
    assert_eq!(changed(&checkout), all[..2], "a title is none of theirs");
}

/// What the client and the sandbox say to a remark: the first may refuse before sending, the second what was sent all
/// the same.
fn judged(api: &Api<'_>, remark: &str) -> (Result<(), String>, Verdict) {
    let at = 1_714_536_000_000;
    let endpoint = api.endpoints.iter().find(|endpoint| endpoint.name == "vip_trade_modify.php").expect("the endpoint");
    let node = || {
        Node::map(vec![
            ("trade_no".into(), Node::text("JY201902260005")),
            ("cs_remark".into(), Node::text(remark.to_owned())),
        ])
    };
    let service = Service::new(&[api], Options::default());
    let served = service.served("http://127.0.0.1:1").remove(0);
    let prepare = |unchecked| {
        let (options, signing_time) = (CallOptions { unchecked, ..CallOptions::default() }, SigningTime::new(at, ""));
        let credentials: &Credentials = &served.credentials;
        prepare_node(api.platform, endpoint, node(), credentials, &served.environment, &options, &signing_time)
    };
    let client = match prepare(false) {
        Ok(_) => Ok(()),
        Err(Error::Invalid(violations)) => Err(violations.to_string()),
        Err(error) => panic!("{error}"),
    };
    let sent = prepare(true).expect("it can be sent").request;
    (client, service.answer(&arrived(&sent), at).entry.verdict)
}

#[test]
fn one_length_changes_what_is_accepted() {
    use signwright_runtime::model::RefusalReason;
    let checkout = Checkout::new();
    checkout.shorten();
    let arena = Arena::new();
    let old = load(&arena, &root().join("spec")).specs.expect("sound specs");
    let new = load(&arena, &checkout.path("spec")).specs.expect("sound specs");
    let platform = |name: &str| {
        let find = |specs: &signwright_codegen::specs::Specs<'_>| {
            specs.apis.iter().position(|one| one.api.platform.name == name).expect("the platform")
        };
        (&old.apis[find(&old)].api, &new.apis[find(&new)].api)
    };
    let (old, new) = platform("wangdian-enterprise");

    // Eight characters, of three bytes, four bytes and one.
    let eight = "好评，优先👍🏽!";
    assert_eq!(eight.chars().count(), 8);
    let nine = format!("{eight}！");
    for (api, remark) in [(old, eight), (old, &nine), (new, eight)] {
        assert_eq!(judged(api, remark), (Ok(()), Verdict::Accepted), "{remark}");
    }
    let told = "cs_remark: at most 8 characters, found 9 [length] 客服备注";
    assert_eq!(judged(new, &nine), (Err(told.to_owned()), Verdict::Refused(RefusalReason::Field)));
}

#[test]
fn a_removed_endpoint_leaves_no_file_and_a_persons_own_stays() {
    let checkout = Checkout::new();
    fs::remove_file(checkout.path(ENDPOINT)).expect("removed");
    let (own, text) = (checkout.path(CLIENT).join("wangdian_enterprise/own.rs"), "// Mine.\n");
    fs::write(&own, text).expect("written");

    let changes = checkout.generator().generate().expect("sound specs").changes;
    assert_eq!(changes.to_string(), format!("change wangdian_enterprise/mod.rs\nremove {CODE}\n"));
    let client = checkout.client();
    assert!(!client.contains_key(CODE));
    assert!(!client["wangdian_enterprise/mod.rs"].contains("vip_trade_modify"));
    assert_eq!(client["wangdian_enterprise/own.rs"], text);

    // A platform's last endpoint takes its folder along, as far as that is ours.
    fs::remove_dir_all(checkout.path("spec/wangdian-flagship")).expect("removed");
    let changes = checkout.generator().generate().expect("sound specs").changes;
    assert_eq!(changes.removed.len(), 3, "{changes}");
    assert!(!checkout.path(CLIENT).join("wangdian_flagship").exists());
}

#[test]
fn a_file_that_was_not_generated_is_never_overwritten() {
    let checkout = Checkout::new();
    checkout.shorten();
    fs::write(checkout.path(CLIENT).join(CODE), "//! 手写的。\n").expect("written");
    let before = checkout.client();
    for run in [Generator::generate, Generator::check] {
        let error = run(&checkout.generator()).expect_err("it is a person's");
        assert!(matches!(error, GenerateError::Output(_)));
        let told = error.to_string();
        assert!(told.starts_with("error[") && told.contains(CODE) && told.contains("not overwritten"), "{told}");
        assert_eq!(checkout.client(), before);
    }
}

#[test]
fn a_broken_spec_writes_nothing() {
    let checkout = Checkout::new();
    // One endpoint is broken twice, another would change.
    checkout.replace("spec/suning/suning.fourps.orderstatus.query.yaml", "type: OrderSource!", "type: OrderSauce!");
    checkout.replace("spec/suning/suning.fourps.orderstatus.query.yaml", "type: QueryType!", "type: QueryTyp!");
    checkout.shorten();
    let before = checkout.client();
    let error = checkout.generator().generate().expect_err("two types are unknown");
    let told = error.to_string();
    assert!(matches!(error, GenerateError::Spec(_)));
    for part in ["suning.fourps.orderstatus.query.yaml:", "OrderSauce", "OrderSource", "QueryTyp", "QueryType"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert_eq!(checkout.client(), before);

    // Nor is a folder made that was not there.
    let out = checkout.path("nowhere/generated");
    Generator::new(checkout.path("spec")).out_dir(&out).generate().expect_err("still broken");
    assert!(!checkout.path("nowhere").exists());
}
