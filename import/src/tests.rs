//! Pages of an invented platform, from bytes to files.

use std::fs;
use std::path::Path;

use super::*;

const PLATFORM: &str = include_str!("test_platform.yaml");

const PAGE: &str = "---
url: \"https://open.acme.example/doc?path=order.Push\"
---
****order.Push**（推送订单）**

**1.接口说明**

|     |
| --- |
| **1.1 接口描述：** 推送订单，每次不超过20条 |
| **1.2 适用版本：** V2.0及以上 |

**3.请求参数说明**

3.3 业务请求参数

| 名称 | 字段 | 类型 | 长度 | 必须 | 描述 |
| --- | --- | --- | --- | --- | --- |
| 门店编号 | store\\_no | sring | 40 | 是 | 门店编号 |
| 模式 | mode | Int | 4 | 否 | 0：宽松<br>1：严格模式<br>默认1 |
| 订单 | order\\_lines | List<Map<String, Object>> |  | 是 | 订单行 |

**order\\_lines**

| 名称 | 字段 | 类型 | 长度 | 必须 | 描述 |
| --- | --- | --- | --- | --- | --- |
| 行号 | line\\_no | String | 20 | 是 | 行号 |
| 数量 | num | Decimal(19,4） |  | Y | 数量: 含 #单位 |
| 备注 | note | String | 100 | n | 备注，若无则传'' |
| 原因 | reason | String | 100 | 否 | mode无关；货号line\\_sku和sku不能同时为空 |
| 货号 | line\\_sku | String | 40 | 否 | 货号 |
| 规格 | sku | 魔法 | 40 |  | 规格😀 |

**4.响应参数**

| 名称 | 字段 | 类型 | 长度 | 必须 | 描述 |
| --- | --- | --- | --- | --- | --- |
| 状态 | code | Int |  | 是 | 0表示正常 |
| 信息 | message | String |  | 是 | 信息 |
| 数据 | data | Map<String,Object> |  | 是 | 数据 |

**data**

| 名称 | 字段 | 类型 | 长度 | 必须 | 描述 |
| --- | --- | --- | --- | --- | --- |
| 付款状态 | pay\\_state | byte | 1 | 是 | 0未付款1部分付款2已付款 |
";

pub(super) fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("acme")).expect("made");
    fs::write(folder.path().join("acme/platform.yaml"), PLATFORM).expect("written");
    folder
}

fn import_into(folder: &Path, page: &str) -> Plan {
    let plan = plan(&folder.join("acme"), &[("order.md".to_owned(), page.as_bytes().to_vec())], Options::default());
    let plan = plan.unwrap_or_else(|error| panic!("{error}"));
    plan.write().expect("written");
    plan
}

fn text(folder: &Path) -> String {
    fs::read_to_string(folder.join("acme/order.Push.yaml")).expect("imported")
}

#[test]
fn a_page_becomes_the_file_that_a_person_would_write() {
    let folder = folder();
    let plan = import_into(folder.path(), PAGE);
    insta::assert_snapshot!("import_page", text(folder.path()));
    insta::assert_snapshot!("import_report", plan.reports.iter().map(report::PageReport::text).collect::<String>());
    let json = report::json(&plan.reports);
    let read: serde_yaml::Value = serde_yaml::from_str(&json).expect("JSON");
    assert_eq!(read[0]["rows"]["read"], 13);
    assert_eq!(read[0]["rows"]["placed"], 13);
}

#[test]
fn importing_again_changes_nothing() {
    let folder = folder();
    import_into(folder.path(), PAGE);
    let again = import_into(folder.path(), PAGE);
    assert_eq!(again.files().count(), 0);
}

#[test]
fn a_changed_page_keeps_what_the_maintainer_did() {
    let folder = folder();
    import_into(folder.path(), PAGE);
    let path = folder.path().join("acme/order.Push.yaml");
    let ours = text(folder.path())
        .replace("response:", "# 手工备注\nresponse:")
        .replace("Mode ", "Strictness ")
        .replace("Mode:", "Strictness:")
        .replace("title: 推送订单", "title: 推送订单\nrepeat: upsert");
    fs::write(&path, &ours).expect("written");
    let page = PAGE.replace("| 门店编号 | store\\_no | sring | 40 |", "| 门店编号 | store\\_no | sring | 64 |");
    let plan = import_into(folder.path(), &page);
    assert!(!plan.has_conflicts(), "{}", plan.reports[0].text());
    assert_eq!(text(folder.path()), ours.replace("String(40)!", "String(64)!"));
}

#[test]
fn a_conflict_is_shown_until_it_is_decided() {
    let folder = folder();
    import_into(folder.path(), PAGE);
    let path = folder.path().join("acme/order.Push.yaml");
    let ours = text(folder.path()).replace("String(40)!", "String(50)!");
    fs::write(&path, &ours).expect("written");
    let page = PAGE.replace("sring | 40", "sring | 64");
    for _ in 0..2 {
        let plan = import_into(folder.path(), &page);
        let conflict = &plan.reports[0].conflicts[0];
        assert_eq!(
            (conflict.path.as_str(), conflict.ours.as_str(), conflict.page.as_str()),
            ("request.store_no type", "String(50)", "String(64)")
        );
        assert_eq!(text(folder.path()), ours);
    }
    let keep = Options { keep: true, ..Options::default() };
    let pages = [("order.md".to_owned(), page.clone().into_bytes())];
    plan(&folder.path().join("acme"), &pages, keep).expect("planned").write().expect("written");
    assert!(!import_into(folder.path(), &page).has_conflicts());
}

#[test]
fn a_page_that_is_none_leaves_the_folder_as_it_was() {
    let folder = folder();
    for page in ["", "登录\n\n密码\n", "# 标题\n\n只有文字。\n", "<script>alert(1)</script>"] {
        let plan = import_into(folder.path(), page);
        assert!(!plan.is_whole(), "{page}");
        assert_eq!(plan.files().count(), 0, "{page}");
    }
    assert_eq!(fs::read_dir(folder.path().join("acme")).expect("there").count(), 1);
}

#[test]
fn hostile_cells_load_or_are_told() {
    let folder = folder();
    for (index, cell) in
        ["a: b #c", "'\"", "{{x}} | y", "\u{202e}反", "- x", "[a, b]", "&x *y", "| |", "0：x\u{7}y<br>1：z", "${x}`"]
            .iter()
            .enumerate()
    {
        let page = PAGE
            .replace("order.Push", &format!("order.Push{index}"))
            .replace("| 门店编号 |", &format!("| {} |", cell.replace('|', "\\|")))
            .replace("| 规格😀 |", &format!("| {} |", cell.replace('|', "\\|")));
        let plan = import_into(folder.path(), &page);
        assert!(plan.is_whole(), "{cell:?}: {}", plan.reports[0].text());
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(48))]
    #[test]
    fn a_mutated_page_never_panics_and_what_is_written_loads(cut in 0_usize..PAGE.len(), len in 0_usize..40, with in "[|\\n 是:#'\"\\[{*_0-9a-z-]{0,12}") {
        let floor = |index: usize| (0..=index.min(PAGE.len())).rev().find(|index| PAGE.is_char_boundary(*index)).unwrap_or(0);
        let (from, to) = (floor(cut), floor(cut + len));
        let page = format!("{}{with}{}", &PAGE[..from], &PAGE[to.max(from)..]);
        let folder = folder();
        import_into(folder.path(), &page);
        let arena = signwright_codegen::Arena::new();
        let loaded = signwright_codegen::load(&arena, &folder.path().join("acme"));
        proptest::prop_assert!(loaded.specs.is_some());
    }
}

#[test]
fn a_folder_without_a_platform_says_how_one_is_begun() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["没有", "."] {
        let error = plan(&folder.path().join(name), &[("订单.md".to_owned(), PAGE.into())], Options::default());
        let message = error.expect_err("there is no platform").to_string();
        assert!(message.contains("`signwright new platform NAME` begins one"), "{message}");
    }
}
