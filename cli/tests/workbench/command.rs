//! The workbench as a maintainer runs it: new, check, diff, show, schema, completions, and the help of each command.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use signwright::skeleton::schemes;
use tempfile::TempDir;

use crate::specs;

/// What a run printed.
pub(crate) struct Run {
    code: Option<i32>,
    pub(crate) out: String,
    err: String,
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_signwright"));
    command.current_dir(folder).args(arguments).stdin(Stdio::null());
    command
}

/// Runs the command, which must end with this exit code.
#[track_caller]
pub(crate) fn run(folder: &Path, arguments: &[&str], code: i32) -> Run {
    let output = command(folder, arguments).output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    let run = Run { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) };
    assert_eq!(run.code, Some(code), "{arguments:?}\n{}{}", run.out, run.err);
    run
}

/// A folder with the base spec as `spec`.
pub(crate) fn checkout() -> TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    for (path, text) in specs::read(&specs::folder("diff/base")) {
        let path = dir.path().join("spec").join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a new folder");
        fs::write(path, text).expect("a new file");
    }
    dir
}

pub(crate) fn replace(dir: &Path, file: &str, find: &str, put: &str) {
    let path = dir.join(file);
    let text = fs::read_to_string(&path).expect("a file");
    assert!(text.contains(find), "{file} holds `{find}`");
    fs::write(path, text.replacen(find, put, 1)).expect("a file");
}

#[test]
fn a_new_platform_and_its_endpoints_pass_the_check() {
    let dir = tempfile::tempdir().expect("a folder");
    let dir = dir.path();
    run(dir, &["new", "platform", "acme-shop", "--title", "阿克米: 商城 # 一"], 0);
    run(dir, &["check"], 0);
    let made = run(dir, &["new", "endpoint", "acme-shop", "order.push", "--title", "推送 \"订单\""], 0);
    assert_eq!(made.out, "spec/acme-shop/order.push.yaml  created\nnext: signwright check spec\n");
    run(dir, &["new", "endpoint", "acme-shop", "/v1/stock.php"], 0);
    run(dir, &["new", "endpoint", "acme-shop", "no"], 0);
    let check = run(dir, &["check"], 0);
    assert!(check.out.starts_with("1 platform, 3 endpoints\n"), "{}", check.out);
    assert!(check.err.is_empty(), "{}", check.err);
    assert!(check.out.contains("order.push") && check.out.contains("/v1/stock.php"), "{}", check.out);
    let shown = run(dir, &["show", "acme-shop"], 0).out;
    assert!(shown.contains("阿克米: 商城 # 一") && shown.contains("推送 \"订单\""), "{shown}");
    // The code that is generated of it is no skeleton's concern, but it is written.
    run(dir, &["generate", "--out", "client"], 0);
    assert!(dir.join("client/acme_shop/order_push.rs").is_file());
    run(dir, &["schema", "--check", "spec/schema"], 0);
}

#[test]
fn a_new_platform_can_begin_with_any_shared_scheme() {
    let dir = tempfile::tempdir().expect("a folder");
    let dir = dir.path();
    let help = run(dir, &["new", "platform", "--help"], 0).out;
    for scheme in schemes() {
        let name = format!("acme-{scheme}");
        assert!(help.contains(scheme), "{help}");
        run(dir, &["new", "platform", &name, "--scheme", scheme], 0);
        run(dir, &["new", "endpoint", &name, "order.push"], 0);
        let text = fs::read_to_string(dir.join(format!("spec/{name}/platform.yaml"))).expect("a file");
        assert!(text.contains(&format!("\nsigning: {scheme}\n")), "{text}");
    }
    let check = run(dir, &["check"], 0);
    assert!(
        check.err.is_empty() && check.out.matches("1 vector verified").count() == schemes().count(),
        "{}",
        check.out
    );
    let wrong = run(dir, &["new", "platform", "acme", "--scheme", "sortd-md5"], 2);
    assert!(wrong.err.contains("did you mean `sorted-md5`?"), "{}", wrong.err);
    let unknown = run(dir, &["new", "platform", "acme", "--scheme", "店"], 2);
    assert!(unknown.err.contains("there are `canonical-request`, `hmac-body`"), "{}", unknown.err);
    assert!(!dir.join("spec/acme").exists());
}

#[test]
fn an_endpoint_can_begin_with_its_address() {
    let dir = tempfile::tempdir().expect("a folder");
    let dir = dir.path();
    run(dir, &["new", "platform", "acme"], 0);
    let platform = "spec/acme/platform.yaml";
    let made = run(dir, &["new", "endpoint", "acme", "GET /v3/orders/{order_id}/{行}"], 0);
    assert_eq!(made.out, "spec/acme/get_v3_orders_order_id_u884c.yaml  created\nnext: signwright check spec\n");
    run(dir, &["new", "endpoint", "acme", "PUT /v3/orders/{remark}/{remark}", "--name", "order_put"], 0);
    run(dir, &["new", "endpoint", "acme", "订单.push", "--name", "order_push"], 0);
    let check = run(dir, &["check"], 0);
    assert!(check.out.starts_with("1 platform, 3 endpoints\n") && check.err.is_empty(), "{}{}", check.out, check.err);
    let shown = run(dir, &["show", "acme", "get_v3_orders_order_id_u884c"], 0).out;
    assert!(shown.starts_with("GET /v3/orders/{order_id}/{行}") && shown.contains("\n  order_id "), "{shown}");
    run(dir, &["generate", "--out", "client"], 0);
    assert!(dir.join("client/acme/order_put.rs").is_file() && dir.join("client/acme/order_push.rs").is_file());
    // An endpoint names one of the classes, where there are some.
    replace(dir, platform, "\nwire:", "\nclasses:\n  shop: { $title: 店铺 }\n  public: { $title: 公共 }\n\nwire:");
    for file in ["get_v3_orders_order_id_u884c", "order_put", "order_push"] {
        fs::remove_file(dir.join(format!("spec/acme/{file}.yaml"))).expect("removed");
    }
    run(dir, &["new", "endpoint", "acme", "POST https://a.example/x/{id}", "--name", "x"], 0);
    run(dir, &["new", "endpoint", "acme", "order.push"], 0);
    let text = fs::read_to_string(dir.join("spec/acme/x.yaml")).expect("a file");
    assert!(text.contains("\nclass: shop  # or public\n"), "{text}");
    assert!(run(dir, &["check"], 0).err.is_empty());

    for (name, told) in [
        ("GET /x/{id", "belongs to no placeholder"),
        ("GET /x?page=1", "a path ends before `?`"),
        ("get x", "or give the file another name with `--name`"),
        ("con", "give the file another name with `--name`"),
        ("platform.php", "give this one another name with `--name`"),
    ] {
        let refused = run(dir, &["new", "endpoint", "acme", name], 2);
        assert!(refused.err.contains(told), "{}", refused.err);
    }
    let evil = run(dir, &["new", "endpoint", "acme", "GET /x", "--name", "../evil"], 2);
    assert!(evil.err.contains("`../evil` cannot name a file"), "{}", evil.err);
}

#[test]
fn nothing_is_overwritten_and_no_name_leaves_the_folder() {
    let dir = checkout();
    let before = fs::read_to_string(dir.path().join("spec/acme/platform.yaml")).expect("a file");
    let again = run(dir.path(), &["new", "platform", "acme"], 1);
    assert_eq!(again.err, "spec/acme/platform.yaml is there already\n");
    assert_eq!(fs::read_to_string(dir.path().join("spec/acme/platform.yaml")).expect("a file"), before);
    for name in ["../evil", "a b", "", ".", "platform", "a\u{202e}b", "a\nb", "-x: y", "/../x"] {
        run(dir.path(), &["new", "endpoint", "acme", "--", name], 2);
    }
    for name in ["../evil", "Acme", "商城", "", "schema", "a/b"] {
        run(dir.path(), &["new", "platform", "--", name], 2);
    }
    let missing = run(dir.path(), &["new", "endpoint", "nowhere", "order.push"], 2);
    assert!(missing.err.contains("begin with `signwright new platform nowhere`"), "{}", missing.err);
    assert!(!dir.path().join("spec/nowhere").exists());
}

#[test]
fn hundreds_of_files_are_one_run_with_all_mistakes_and_a_count() {
    let dir = tempfile::tempdir().expect("a folder");
    run(dir.path(), &["new", "platform", "acme"], 0);
    run(dir.path(), &["new", "endpoint", "acme", "order.push"], 0);
    let first = dir.path().join("spec/acme/order.push.yaml");
    let text = fs::read_to_string(&first).expect("a file");
    for number in 1..300 {
        let mut text = text.replace("endpoint: order.push", &format!("endpoint: order.push{number}"));
        if number % 100 == 0 {
            text = text.replace("varchar(40)!      订单编号", "varchr(40)!      订单编号");
        }
        fs::write(dir.path().join(format!("spec/acme/order.push{number}.yaml")), text).expect("a file");
    }
    let text = run(dir.path(), &["check"], 1);
    assert_eq!(text.err.matches("error[unknown-type]").count(), 2, "{}", text.err);
    let last = text.err.lines().last().expect("a last line");
    assert!(last.starts_with("301 files checked in ") && last.ends_with(" s: 2 errors in 2 files"), "{last}");
    let sarif: Value = serde_json::from_str(&run(dir.path(), &["check", "--format", "sarif"], 1).out).expect("JSON");
    let results = sarif["runs"][0]["results"].as_array().expect("results");
    assert_eq!(results.len(), 2);
    let place = &results[0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "spec/acme/order.push100.yaml");
    assert_eq!(results[0]["ruleId"], "unknown-type");
    let region = &place["region"];
    let line = usize::try_from(region["startLine"].as_u64().expect("a line")).expect("a small number");
    assert!(text.err.contains(&format!("spec/acme/order.push100.yaml:{line}:{}", region["startColumn"])), "{region}");
    assert_eq!(sarif["runs"][0]["tool"]["driver"]["rules"][0]["id"], "unknown-type");
}

#[test]
fn a_watched_folder_is_checked_at_every_change() {
    let dir = checkout();
    let mut watch = command(dir.path(), &["check", "--watch"]);
    let mut child = watch.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it runs");
    let lines = BufReader::new(child.stderr.take().expect("a pipe")).lines();
    let mut lines = lines.map(|line| line.expect("UTF-8"));
    let mut until = |what: &str| {
        let mut seen = Vec::new();
        for line in lines.by_ref() {
            let found = line.contains(what);
            seen.push(line);
            if found {
                return seen.join("\n");
            }
        }
        panic!("no `{what}` in {seen:?}");
    };
    let sound = until("watching spec");
    assert!(!sound.contains("error"), "{sound}");
    replace(dir.path(), "spec/acme/order_push.yaml", "buyer:   varchar(40)", "buyer:   varchr(40)");
    let broken = until("watching spec");
    assert!(broken.contains("error[unknown-type]") && broken.contains("1 error in 1 file"), "{broken}");
    replace(dir.path(), "spec/acme/order_push.yaml", "buyer:   varchr(40)", "buyer:   varchar(40)");
    assert!(!until("watching spec").contains("error"), "sound again");
    child.kill().expect("it is stopped");
    child.wait().expect("it ends");
    run(dir.path(), &["check", "--watch", "nowhere"], 1);
}

fn git(dir: &Path, arguments: &[&str]) {
    let mut git = Command::new("git");
    git.current_dir(dir).args(["-c", "user.name=t", "-c", "user.email=t@example.invalid"]).args(arguments);
    let output = git.output().expect("git runs");
    assert!(output.status.success(), "{arguments:?} {}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn folders_and_revisions_are_compared_alike() {
    let dir = checkout();
    let path = dir.path();
    git(path, &["init", "-q"]);
    git(path, &["add", "."]);
    git(path, &["commit", "-qm", "one"]);
    assert_eq!(run(path, &["diff", "--git", "HEAD"], 0).out, "nothing changed\n");
    replace(path, "spec/acme/order_push.yaml", "varchar(20)!   店铺编号", "varchar(12)!   店铺编号");
    fs::write(path.join("spec/acme/notes.txt"), "not a spec").expect("a file");
    let expected = "acme\n  major  order.push request.shop_no: length 20 → 12\n         requests  texts longer than 12 are \
                    refused before they are sent\n\nmajor: 1 change (1 major)\n";
    let text = run(path, &["diff", "--git", "HEAD"], 0);
    assert_eq!((text.out.as_str(), text.err.as_str()), (expected, ""));
    assert_eq!(run(path, &["diff", "HEAD:spec", "spec"], 0).out, expected);
    git(path, &["commit", "-qam", "two"]);
    assert_eq!(run(path, &["diff", "HEAD~1:spec", "HEAD:spec"], 0).out, expected);
    // The folder of one platform, and from within a folder.
    assert_eq!(run(path, &["diff", "HEAD~1:spec/acme", "spec/acme"], 0).out, expected);
    assert_eq!(run(&path.join("spec"), &["diff", "--git", "HEAD~1", "--spec", "acme"], 0).out, expected);
    let data: Value =
        serde_json::from_str(&run(path, &["diff", "HEAD~1:spec", "spec", "--format", "json"], 0).out).expect("JSON");
    assert_eq!((&data["verdict"], &data["changes"][0]["kind"]), (&"major".into(), &"length-shortened".into()));
    let entry = run(path, &["diff", "HEAD~1:spec", "spec", "--format", "markdown"], 0).out;
    assert!(entry.contains("### Breaking\n\n- `acme` `order.push` `request.shop_no`: length 20 → 12;"), "{entry}");

    let missing = run(path, &["diff", "--git", "nowhere"], 1);
    assert!(missing.err.contains("nowhere"), "{}", missing.err);
    run(path, &["diff", "--git=--output=x"], 2);
    run(path, &["diff", "--", "--output=x:spec", "spec"], 2);
    run(path, &["diff", "spec"], 2);
    replace(path, "spec/acme/platform.yaml", "zone:", "zine:");
    let broken = run(path, &["diff", "--git", "HEAD"], 1);
    assert!(broken.err.contains("spec/acme/platform.yaml") && broken.out.is_empty(), "{}", broken.err);
}

#[test]
fn a_table_is_shown_aligned() {
    let dir = checkout();
    replace(dir.path(), "spec/acme/order_push.yaml", "String         自由文本", "\"String  自由\u{202e}文\\e[31m本\"");
    insta::assert_snapshot!("show_endpoint", run(dir.path(), &["show", "acme", "order.push"], 0).out);
    insta::assert_snapshot!("show_platform", run(dir.path(), &["show", "acme"], 0).out);
    assert_eq!(
        run(dir.path(), &["show", "acme", "order_push"], 2).err,
        "error: no endpoint `order_push`; acme has order.push\n"
    );
}

#[test]
fn it_is_shown_which_rows_of_a_success_failed() {
    let dir = checkout();
    let partial = "partial: { rows: failed, of: lines by sku }\nresponse:\n  failed: varchar(40)[]  失败\n";
    replace(dir.path(), "spec/acme/order_push.yaml", "response:\n", partial);
    let shown = run(dir.path(), &["show", "acme", "order.push"], 0).out;
    let line = shown.lines().find(|line| line.starts_with("rows that failed")).unwrap_or_default();
    assert!(line.ends_with("  rows: failed, of: lines by sku"), "{shown}");
}

#[test]
fn a_record_without_names_is_shown_as_a_list() {
    let dir = checkout();
    let told = "(a list of its values, in this order)";
    assert!(!run(dir.path(), &["show", "acme", "order.push"], 0).out.contains(told));
    replace(dir.path(), "spec/acme/order_push.yaml", "\nRow:\n", "\nRow:\n  $positional: yes\n");
    let shown = run(dir.path(), &["show", "acme", "order.push"], 0).out;
    assert!(shown.lines().any(|line| line.starts_with("  rows ") && line.ends_with(told)), "{shown}");
}

#[test]
fn it_is_shown_where_each_row_travels() {
    let (dir, base) = (checkout(), specs::folder("diff/base/terrace"));
    let folder = dir.path().join("spec/terrace");
    fs::create_dir_all(&folder).expect("a folder");
    for file in ["platform.yaml", "order_get.yaml"] {
        fs::copy(base.join(file), folder.join(file)).expect("a copy");
    }
    insta::assert_snapshot!("show_travels", run(dir.path(), &["show", "terrace", "order.get"], 0).out);
    replace(
        dir.path(),
        "spec/terrace/order_get.yaml",
        "class: shop",
        "class: open\nwire: { body: json, lists: indexed }",
    );
    replace(dir.path(), "spec/terrace/order_get.yaml", "used:    int ", "used:    header int ");
    insta::assert_snapshot!("show_own_wire", run(dir.path(), &["show", "terrace", "order.get"], 0).out);
    insta::assert_snapshot!("show_classes", run(dir.path(), &["show", "terrace"], 0).out);
}

#[test]
fn schemas_are_printed() {
    let dir = checkout();
    for (of, key) in [("platform", "signing"), ("endpoint", "samples")] {
        let schema: Value = serde_json::from_str(&run(dir.path(), &["schema", of], 0).out).expect("JSON");
        assert!(schema["properties"][key]["description"].is_string(), "{of} explains {key}");
    }
    run(dir.path(), &["schema", "--check", "spec/schema"], 1);
    run(dir.path(), &["schema", "--out", "spec/schema"], 0);
    run(dir.path(), &["schema", "--check", "spec/schema"], 0);
    run(dir.path(), &["check"], 0);
    run(dir.path(), &["schema"], 2);
}

#[test]
fn every_command_has_an_example_and_the_exit_codes_are_told() {
    let dir = checkout();
    let top = run(dir.path(), &["--help"], 0).out;
    assert!(top.contains("Exit codes: 0 done, 1 refused"), "{top}");
    let commands = top.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let commands: Vec<_> = commands.filter_map(|line| line.split_whitespace().next()).collect();
    assert!(commands.len() >= 10, "{commands:?}");
    for name in commands.iter().filter(|name| **name != "help") {
        let help = run(dir.path(), &[name, "--help"], 0).out;
        assert!(help.contains(&format!("signwright {name}")) && help.contains("Example"), "{help}");
    }
    run(dir.path(), &["nonsense"], 2);
}
