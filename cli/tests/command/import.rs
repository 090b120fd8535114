//! `import` over several pages: what is written, what is told at the end, and the exit code.

use std::fs;

use super::{Run, root, signwright};

const COLUMNS: &str = "| 名称 | 字段 | 类型 | 必须 | 描述 |\n| --- | --- | --- | --- | --- |\n";

fn page(endpoint: &str, request: &str) -> String {
    let answer = "| 状态 | code | Int | 是 | 状态 |\n| 信息 | message | String | 是 | 信息🍵 |\n";
    format!("**{endpoint}**（推送）\n\n**3.请求参数**\n\n{COLUMNS}{request}\n**4.响应参数**\n\n{COLUMNS}{answer}")
}

#[test]
fn a_run_over_pages_ends_with_a_line_for_each_that_failed() {
    let folder = tempfile::tempdir().expect("a folder");
    let platform = folder.path().join("spec/qinghe");
    fs::create_dir_all(&platform).expect("made");
    fs::copy(root().join("tests/import/pages/qinghe/platform.yaml"), platform.join("platform.yaml")).expect("copied");
    let shop = "| 门店 | shop_no | String | 是 | 茶馆🍵 |\n";
    let twice = format!("{shop}| 门店 | shop_no | Int | 否 | 另一种 |\n");
    let pages =
        [("good.md", page("shop.push", shop)), ("twice.md", page("shop.twice", &twice)), ("空.md", String::new())];
    for (name, text) in &pages {
        fs::write(folder.path().join(name), text).expect("written");
    }
    let import = |pages: &[&str]| {
        let command = [&["import"], pages, &["--platform", "spec/qinghe"]].concat();
        Run::of(&mut signwright(folder.path(), &command))
    };
    let run = import(&["good.md", "twice.md", "空.md"]).expect(1);
    let told: Vec<&str> = run.out.lines().rev().take(3).collect();
    assert!(
        matches!(told.as_slice(), [empty, twice, "2 of 3 pages failed:"]
            if empty.starts_with("  空.md: the page is empty") && twice.starts_with("  twice.md: 1 row of the request")),
        "{}",
        run.out
    );
    assert!(platform.join("shop.push.yaml").exists() && !platform.join("shop.twice.yaml").exists());
    let run = import(&["good.md"]).expect(0);
    assert!(!run.out.contains("failed"), "{}", run.out);
}
