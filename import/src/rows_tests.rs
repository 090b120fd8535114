//! Pages whose rows, samples or layout go wrong on real sites: what the file has, what the report says, and that the page
//! fails where a row of the request is in neither.

use std::fs;

use super::tests::folder;
use super::*;

const COLUMNS: &str = "| 名称 | 字段 | 类型 | 长度 | 必须 | 描述 |\n| --- | --- | --- | --- | --- | --- |\n";
const SHOP: &str = "| 门店编号 | store_no | String | 40 | 是 | 茶馆🍵的编号 |\n";
const ANSWER: &str = "| 状态 | code | Int |  | 是 | 状态 |\n| 信息 | message | String |  | 是 | 信息 |\n";

/// A page with these texts for request and answer, and samples behind them.
fn page(request: &str, answer: &str, samples: &str) -> String {
    format!(
        "**order.Push**（推送订单）\n\n**3.请求参数说明**\n\n3.3 业务请求参数\n\n{request}\n**4.响应参数**\n\n{answer}\n{samples}\n"
    )
}

fn table(rows: &str) -> String {
    format!("{COLUMNS}{rows}")
}

/// The file and the report; the file is loaded by the checker as it stands in the folder.
fn imported(page: &str) -> (Option<String>, String) {
    let folder = folder();
    let pages = [("order.md".to_owned(), page.as_bytes().to_vec())];
    let plan = plan(&folder.path().join("acme"), &pages, Options::default()).unwrap_or_else(|error| panic!("{error}"));
    plan.write().expect("written");
    let report: String = plan.reports.iter().map(report::PageReport::text).collect();
    let file = fs::read_to_string(folder.path().join("acme/order.Push.yaml")).ok();
    assert_eq!(file.is_some(), plan.is_whole(), "{report}");
    let arena = signwright_codegen::Arena::new();
    let mut loaded = signwright_codegen::load(&arena, &folder.path().join("acme"));
    signwright_verify::verify(&mut loaded);
    assert!(
        !loaded.diagnostics.has_errors(),
        "{}",
        signwright_codegen::render::text(&loaded.sources, &loaded.diagnostics, false)
    );
    (file, report)
}

fn written(page: &str) -> (String, String) {
    let (file, report) = imported(page);
    (file.unwrap_or_else(|| panic!("{report}")), report)
}

fn failed(page: &str, why: &str) -> String {
    let (file, report) = imported(page);
    assert_eq!(file, None, "{report}");
    assert!(report.contains("nothing written") && report.contains(why), "{report}");
    report
}

#[test]
fn an_empty_object_in_a_sample_holds_anything() {
    let answer = table(&format!("{ANSWER}| 单号 | parcelNo | String |  | 是 | 单号 |\n"));
    let sample = r#"{ "code": 0, "result": { "parcelNo": "1" }, "retExtInfo": {}, "rows": [{}], "more": { "a": {} } }"#;
    let (yaml, _) = written(&page(&table(SHOP), &answer, &format!("**6.响应示例**\n\n```json\n{sample}\n```\n")));
    assert!(yaml.contains("parcelNo:") && yaml.contains("retExtInfo:") && yaml.contains("type: Object[]?"), "{yaml}");
    assert!(!yaml.contains("RetExtInfo"), "{yaml}");
}

#[test]
fn a_sample_that_cannot_be_carried_is_told_and_the_table_is_kept() {
    for key in [" second_phone", "a | b", "x.y[0]", "", "名 称", "a: b #c", "*"] {
        let sample = format!("**6.响应示例**\n\n```json\n{{ \"code\": 0, \"{key}\": 1 }}\n```\n");
        let (yaml, report) = written(&page(&table(SHOP), &table(ANSWER), &sample));
        assert!(yaml.contains("store_no:") && yaml.contains("message:"), "{key}: {yaml}");
        assert!(
            yaml.contains("samples:") || report.contains("the sample `normal` cannot be carried"),
            "{key}: {report}"
        );
        assert!(yaml.contains("samples:") || !report.contains("break "), "{key}: {report}");
    }
}

#[test]
fn a_header_behind_a_node_begins_its_rows() {
    let node = "| 明细 | detail_list | List |  | 是 | 明细 |\n";
    let header = COLUMNS.lines().next().unwrap_or_default();
    let rows = "| 行号 | line_no | String | 20 | 是 | 行号 |\n| 数量 | num | Int |  | 是 | 数量 |\n";
    let (yaml, report) = written(&page(&table(&format!("{SHOP}{node}{header}\n{rows}")), &table(ANSWER), ""));
    assert!(yaml.contains("\nDetail:\n  line_no:"), "{yaml}\n{report}");
    assert!(report.contains("the header that comes again"), "{report}");
    // Elsewhere it is the top of a printed page.
    let (yaml, _) = written(&page(&table(&format!("{SHOP}{header}\n{rows}")), &table(ANSWER), ""));
    assert!(yaml.contains("  line_no:") && !yaml.contains("Detail:"), "{yaml}");
}

#[test]
fn nodes_called_list_or_array_get_names_that_load() {
    for name in ["list", "array", "List", "map", "object", "string"] {
        let rows = format!(
            "| 列表 | {name} | array |  | 是 | 列表 |\n| 内层 | └ {name} | array |  | 是 | 内层 |\n| 货号 | └└ sku | String | 40 | 是 | 货号 |\n"
        );
        let (yaml, report) = written(&page(&table(&rows), &table(ANSWER), ""));
        assert!(yaml.contains("  sku: String(40)!"), "{yaml}\n{report}");
    }
}

#[test]
fn a_node_that_its_own_name_follows_holds_it() {
    let list = |text: &str| format!("| 列表 | list | array |  | 是 | {text} |\n");
    let sku = "| 货号 | sku | String | 40 | 是 | 货号🍵 |\n";
    for rows in [list("外层") + &list("内层") + sku, list("列表") + &list("列表") + sku] {
        let (yaml, report) = written(&page(&table(&format!("{SHOP}{rows}")), &table(ANSWER), ""));
        assert!(
            yaml.contains("  list:     ListAsked[]!") && yaml.contains("\nListAsked:\n  list: ListList[]!"),
            "{yaml}"
        );
        assert!(yaml.contains("\nListList:\n  sku: String(40)!"), "{yaml}");
        assert!(report.contains("stands here again: taken for one inside it"), "{report}");
    }
    let (yaml, _) = written(&page(&table(SHOP), &table(&format!("{ANSWER}{}{}{sku}", list("外"), list("内"))), ""));
    assert!(yaml.contains("\nListList:\n  sku: String(40)"), "{yaml}");
    // The same row twice at the end, or of a node with a table of its own, says nothing new.
    let twice = format!("{SHOP}{}{}", list("列表"), list("列表"));
    let (yaml, _) = written(&page(&table(&twice), &table(ANSWER), ""));
    assert!(yaml.contains("  list:     Object[]!"), "{yaml}");
    let described = format!("{}\n**list**\n\n{}", table(&format!("{twice}{sku}")), table(sku));
    let (yaml, _) = written(&page(&described, &table(ANSWER), ""));
    assert!(yaml.contains("request:\n  store_no:") && yaml.contains("\n  sku:      String(40)!"), "{yaml}");
}

#[test]
fn a_row_that_says_there_are_none_is_no_field() {
    for word in ["无", "暂无", "None"] {
        let none = format!("| {word} | {word} | {word} |  | {word} | {word} |\n");
        let (yaml, report) = written(&page(&table(&none), &table(ANSWER), ""));
        assert!(yaml.contains("request: {}") && report.contains("there are no fields"), "{yaml}\n{report}");
    }
}

#[test]
fn a_heading_may_have_the_type_of_what_it_heads() {
    for heading in [
        "3.3 请求参数：List<Map<String, Object>>",
        "### 3.3 请求参数：List<Map<String, Object>>",
        "**请求参数: array**",
    ] {
        let page = page(&table(SHOP), &table(ANSWER), "");
        let page = page.replace("**3.请求参数说明**\n\n3.3 业务请求参数", heading);
        let (yaml, report) = written(&page);
        assert!(yaml.contains("request:\n  store_no:"), "{heading}: {yaml}\n{report}");
    }
}

#[test]
fn rows_above_the_header_are_rows() {
    let above = "| 仓库 | wh_no | String | 40 | 是 | 仓库 |\n| 买家 | nick | String | 40 | 否 | 网名 |\n";
    let split = above.replacen('\n', "\n| --- | --- | --- | --- | --- | --- |\n", 1);
    let header = COLUMNS.lines().next().unwrap_or_default();
    for rows in
        [format!("{above}{COLUMNS}{SHOP}"), format!("{split}{header}\n{SHOP}"), format!("{split}{COLUMNS}{SHOP}")]
    {
        let (yaml, report) = written(&page(&rows, &table(ANSWER), ""));
        assert!(yaml.contains("wh_no:") && yaml.contains("nick:") && yaml.contains("store_no:"), "{yaml}\n{report}");
        assert!(yaml.contains("String(40)!  仓库"), "{yaml}");
        assert!(report.contains("5 rows read, 5 placed") && report.contains("rows above the header"), "{report}");
    }
}

#[test]
fn rows_of_html_beside_pipe_tables_are_rows() {
    let row = "<tr><td>仓库</td><td>wh_no</td><td>String</td><td>40</td><td>是</td><td>仓库🍵</td></tr>";
    let cells: String =
        ["名称", "字段", "类型", "长度", "必须", "描述"].map(|word| format!("<th>{word}</th>")).concat();
    for html in [
        format!("\n<table>\n<tr>{cells}</tr>\n{row}\n</table>\n"),
        format!("\n<TABLE border=\"1\"><tr>{cells}</tr>{row}</TABLE>\n"),
        format!("\n<table>\n{row}\n</table>\n"),
        format!("{row}\n"),
        format!("\n{row}\n"),
        format!("\n<div class=\"x\"><table>{}{row}</table></div>\n", format!("<tr>{cells}</tr>").replace("th>", "td>")),
        format!("{}\n", row.replace("</td>", "").replace("</tr>", "")),
    ] {
        let (yaml, report) = written(&page(&format!("{}{html}", table(SHOP)), &table(ANSWER), ""));
        assert!(yaml.contains("store_no:") && yaml.contains("wh_no:    String(40)!"), "{html}\n{yaml}\n{report}");
        assert!(report.contains("4 rows read, 4 placed"), "{report}");
    }
}

#[test]
fn several_endpoints_on_a_page_are_refused() {
    let single = page(&table(SHOP), &table(ANSWER), "");
    let two = format!("{single}\n{}", single.replace("order.Push", "order.Query").replace("store_no", "other_no"));
    failed(&two, "the page describes 2 endpoints: request tables begin on lines 7 and");
    let unanswered = |name: &str, rows: &str| format!("# {name}\n\n## 请求参数\n\n{}\n", table(rows));
    let many = unanswered("order.Push", SHOP) + &unanswered("order.Query", &SHOP.replace("store_no", "other_no"));
    failed(&many, "the page describes 2 endpoints: request tables begin on lines 5 and");
    // A second table of the request before its answer is no second endpoint.
    let (yaml, _) = written(&page(
        &format!("{}\n{}", table(SHOP), table("| 备注 | note | String | 9 | 否 | 注 |\n")),
        &table(ANSWER),
        "",
    ));
    assert!(yaml.contains("note:"), "{yaml}");
}

#[test]
fn a_request_row_that_is_not_placed_fails_the_page() {
    let outside =
        format!("**order.Push**（推送订单）\n\n**说明**\n\n{}\n**4.响应参数**\n\n{}", table(SHOP), table(ANSWER));
    let report = failed(&outside, "1 row of the request could not be placed, first on line 7");
    assert!(report.contains("store_no"), "{report}");
    let twice = table(&format!("{SHOP}| 门店 | store_no | Int |  | 否 | 另一种 |\n"));
    failed(&page(&twice, &table(ANSWER), ""), "`store_no` stands in this table twice");
    let nameless = table(&format!("{SHOP}| 仓库 |  | String | 40 | 是 | 仓库 |\n"));
    failed(&page(&nameless, &table(ANSWER), ""), "a row without a name of a field");
    let stray = format!("{}\n**other_node**\n\n{}", table(SHOP), table("| 仓库 | wh_no | String | 40 | 是 | 仓库 |\n"));
    failed(&page(&stray, &table(ANSWER), ""), "no field is named `other_node`");
    // The same row twice says nothing new, and one of the answer costs no call.
    let (yaml, report) = written(&page(&table(&format!("{SHOP}{SHOP}")), &table(&format!("{ANSWER}{ANSWER}")), ""));
    assert!(yaml.contains("store_no:") && report.contains("6 rows read, 6 placed"), "{report}");
    written(&page(&table(SHOP), &table(&format!("{ANSWER}| 状态 | code | String |  | 否 | 别的 |\n")), ""));
}

#[test]
fn a_length_beside_a_date_is_told() {
    let rows =
        "| 时间 | paid_when | datetime | 19 | 是 | 付款时间 |\n| 日期 | paid_on | date | 10 | 是 | yyyy-MM-dd |\n";
    let (_, report) = written(&page(&table(rows), &table(ANSWER), ""));
    for length in ["19", "10"] {
        assert!(report.contains(&format!("the length `{length}` beside a date is left out")), "{report}");
    }
}

#[test]
fn a_bad_default_costs_no_other_field_of_its_name_its_own() {
    let lines = "| 明细 | lines | List |  | 是 | 明细 |\n| 等级 | level | int | 4 | 否 | 等级，默认3 |\n";
    let below = table("| 等级 | level | tinyint | 4 | 否 | 等级，默认300 |\n");
    let (yaml, report) = written(&page(&format!("{}\n**lines**\n\n{below}", table(lines)), &table(ANSWER), ""));
    assert!(yaml.contains("level: int(4) = 3"), "{yaml}");
    assert!(yaml.contains("level: tinyint(4)  等级"), "{yaml}");
    assert!(report.contains("request.lines[].level: the default `300`: left out, for"), "{report}");
}

#[test]
fn a_run_over_pages_ends_with_a_line_for_each_that_failed() {
    let folder = folder();
    let good = page(&table(SHOP), &table(ANSWER), "");
    let pages = [("a.md", good), ("b.md", String::new()), ("丙🍵.md", "# 标题\n\n只有文字。\n".to_owned())];
    let pages = pages.map(|(name, text)| (name.to_owned(), text.into_bytes()));
    let plan = plan(&folder.path().join("acme"), &pages, Options::default()).expect("planned");
    let failures = report::failures(&plan.reports);
    let lines: Vec<&str> = failures.lines().collect();
    assert_eq!(lines.first(), Some(&"2 of 3 pages failed:"));
    assert!(
        matches!(lines.as_slice(), [_, b, c] if b.starts_with("  b.md: the page is empty") && c.starts_with("  丙🍵.md: ")),
        "{failures}"
    );
    assert_eq!(report::failures(&plan.reports[..1]), "");
}

#[test]
fn codes_of_a_text_only_warn_and_doubtful_ones_are_told() {
    let rows = "| 方式 | mode | String | 9 | 否 | 0：自提<br>1：快递 |\n| 状态 | state | Int |  | 否 | 0：关<br>1：开 |\n\
                | 数据 | data | String |  | 否 | 注意：1、总数据量大小不超多16K；2、使用base64编码 |\n\
                | 主机 | host | String | 64 | 否 | 遵循 RFC 952和RFC 1123命名规范 |\n";
    let (yaml, report) = written(&page(&table(rows), &table(ANSWER), ""));
    assert!(yaml.contains("Mode:\n  $type: String(9)\n  $level: warn\n"), "{yaml}");
    assert!(yaml.contains("State:\n  $type: Int\n  $source"), "{yaml}");
    assert!(yaml.contains("data:  String ") && yaml.contains("host:  String(64) "), "{yaml}");
    assert!(report.contains("request.data: it may list the codes 1, 2, but"), "{report}");
    let rows = "| 页 | page | String |  | 否 | 取值范围：大于零的整数；最大值：50 |\n| 数 | size | Int |  | 否 | 取值范围：1~50 |\n";
    let (yaml, report) = written(&page(&table(rows), &table(ANSWER), ""));
    assert!(yaml.contains("page: String ") && yaml.contains("type: Int{1..50}"), "{yaml}");
    assert!(report.contains("request.page: the description says that it holds `int{1..50}`: not demanded"), "{report}");
}
