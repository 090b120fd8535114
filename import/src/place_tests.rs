//! Rows that say where they travel, by a column or by the heading over their table.

use std::fs;

use super::tests::folder;
use super::*;

const COLUMN: &str = "# 修改茶单

GET /teas/{tea_id}

## 请求参数

| 参数名 | 位置 | 类型 | 必填 | 说明 |
| --- | --- | --- | --- | --- |
| tea_id | 路径 | varchar(40) | 是 | 茶单号 |
| page | Query | int | 否 | 页码 |
| X-Trace | header | varchar(64) | 否 | 跟踪号🍵 |
| remark | 请求体 | varchar(200) | 否 | 备注 |
| channel | cookie | varchar(20) | 否 | 渠道 |
| leaf_no | path | varchar(20) | 是 | 叶号 |

## 返回参数

| 参数名 | 类型 | 说明 |
| --- | --- | --- |
| version | int | 版本 |
";

fn import(folder: &std::path::Path, page: &str) -> (String, String) {
    let pages = [("tea.md".to_owned(), page.as_bytes().to_vec())];
    let plan = plan(&folder.join("acme"), &pages, Options::default()).unwrap_or_else(|error| panic!("{error}"));
    plan.write().expect("written");
    let report: String = plan.reports.iter().map(report::PageReport::text).collect();
    assert!(plan.is_whole() && !plan.has_conflicts(), "{report}");
    let file = folder.join("acme").join(&plan.reports[0].file);
    (fs::read_to_string(file).expect("imported"), report)
}

/// The rows of the request, each with its blanks as one.
fn request(yaml: &str) -> Vec<String> {
    let lines = yaml.lines().skip_while(|line| *line != "request:").skip(1).take_while(|line| !line.is_empty());
    lines.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn a_column_says_where_a_row_travels() {
    let (yaml, report) = import(folder().path(), COLUMN);
    assert_eq!(
        request(&yaml),
        [
            "tea_id: path varchar(40)! 茶单号",
            "page: query int 页码",
            "X-Trace: header varchar(64) 跟踪号🍵",
            "remark: body varchar(200) 备注",
            "channel: varchar(20) 渠道 | 【位置】cookie",
            "leaf_no: varchar(20)! 叶号",
        ]
    );
    assert!(yaml.starts_with("endpoint: /teas/{tea_id}\nhttp: GET /teas/{tea_id}\n"), "{yaml}");
    assert!(report.contains("`cookie` is not known as a place"), "{report}");
    assert!(report.contains("the page says `path`, and no address of the page has such a part"), "{report}");
}

#[test]
fn the_heading_over_a_table_says_it() {
    let columns = "| 参数名 | 类型 | 必填 | 说明 |\n| --- | --- | --- | --- |\n";
    let page = |headings: [&str; 4]| {
        let [path, query, header, body] = headings;
        format!(
            "# 收茶 /teas/{{tea_id}}\n\n## {header}\n\n{columns}| Content-Type | string | 是 | 类型 |\n\
             | X-Shop | varchar(20) | 是 | 门店🍵 |\n\n## {path}\n\n{columns}| tea_id | varchar(40) | 是 | 茶号 |\n\n\
             ## {body}\n\n{columns}| leaf | object | 否 | 茶叶 |\n\n\
             **leaf**\n\n{columns}| weight | int | 是 | 克重 |\n\n\
             ## {query}\n\n{columns}| dry_run | boolean | 否 | 试算 |\n\n\
             ## 返回参数\n\n{columns}| version | int | 是 | 版本 |\n"
        )
    };
    for headings in [
        ["路径参数", "查询参数", "请求头参数", "请求体参数"],
        ["Path Parameters", "Query Parameters", "Header Parameters", "Body Parameters"],
        ["3.1 Path参数", "3.2 Query参数：", "3.3 Header参数", "3.4 Body参数"],
    ] {
        let (yaml, report) = import(folder().path(), &page(headings));
        let rows = request(&yaml);
        let known = [
            "tea_id: path varchar(40)! 茶号",
            "leaf: Leaf 茶叶",
            "dry_run: query boolean 试算",
            "X-Shop: header varchar(20)! 门店🍵",
        ];
        assert_eq!(rows, known, "{headings:?}\n{report}");
        assert!(report.contains("common.Content-Type"), "{report}");
    }
}

#[test]
fn headers_of_every_call_are_no_rows_of_the_endpoint() {
    let page = COLUMN.replace(
        "## 请求参数",
        "## 请求头\n\n| 参数名 | 类型 | 必填 | 说明 |\n| --- | --- | --- | --- |\n| Authorization | string | 是 | 凭证 |\n\
         | Content-Type | string | 是 | 类型 |\n\n## 请求参数",
    );
    let folder = folder();
    assert_eq!(import(folder.path(), &page).0, import(self::folder().path(), COLUMN).0);
}

#[test]
fn the_word_may_be_the_type_of_the_parameter() {
    let page = COLUMN
        .replace("| 参数名 | 位置 | 类型 | 必填", "| 参数名 | 参数类型 | 数据类型 | 必填")
        .replace("| cookie |", "| body |");
    let (yaml, _) = import(folder().path(), &page);
    assert_eq!(request(&yaml)[..2], ["tea_id: path varchar(40)! 茶单号", "page: query int 页码"]);
}

#[test]
fn a_changed_page_keeps_what_the_maintainer_did_to_a_row_with_a_place() {
    let folder = folder();
    let (yaml, _) = import(folder.path(), COLUMN);
    let name = fs::read_dir(folder.path().join("acme")).expect("there").flatten().map(|file| file.path());
    let is_ours = |path: &std::path::PathBuf| fs::read_to_string(path).is_ok_and(|text| text == yaml);
    let path = name.into_iter().find(is_ours).expect("the file");
    let ours = yaml.replace("跟踪号🍵", "调用跟踪号🍵").replace("body varchar(200)", "query varchar(200)");
    assert_ne!(ours, yaml);
    fs::write(&path, &ours).expect("written");
    // The page is longer by one place, and another row has another type.
    let page = COLUMN.replace("header | varchar(64)", "header | varchar(80)").replace("200) | 否", "250) | 否");
    let (merged, _) = import(folder.path(), &page);
    let rows = request(&merged);
    assert!(rows.contains(&"X-Trace: header varchar(80) 调用跟踪号🍵".to_owned()), "{merged}");
    assert!(rows.contains(&"remark: query varchar(250) 备注".to_owned()), "{merged}");
    // Where the page moves a row that the maintainer let be, it moves.
    let (moved, _) = import(folder.path(), &page.replace("| page | Query |", "| page | header |"));
    assert!(request(&moved).contains(&"page: header int 页码".to_owned()), "{moved}");
}

/// The folder of a platform whose file differs by some lines.
fn folder_of(replaced: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = folder();
    let path = folder.path().join("acme/platform.yaml");
    let mut platform = fs::read_to_string(&path).expect("there");
    for (old, new) in replaced {
        assert!(platform.contains(old), "{old}");
        platform = platform.replace(old, new);
    }
    fs::write(path, platform).expect("written");
    folder
}

const FORM: (&str, &str) = ("  body: envelope\n  envelope: [request]\n  formats: [json]\n", "  body: form\n");
const INSIDE: (&str, &str) = ("  body: envelope\n  envelope: [request]\n  formats: [json]\n", "  body: form.content\n");

#[test]
fn a_heading_of_one_word_says_it_too() {
    let columns = "| Name | Type | Required | Description |\n| --- | --- | --- | --- |\n";
    let rows = [
        ("Path", "| tea_id | string(40) | Y | 茶号 |"),
        ("Query", "| dry_run | boolean | N | 试算 |"),
        ("Headers", "| X-Shop | string(20) | Y | 门店🍵 |"),
        ("Body", "| remark | string(200) | N | 备注 |"),
    ];
    let parts = |level: &str, names: [&str; 4]| -> String {
        let part = |(name, (_, row)): (&str, (&str, &str))| format!("{level} {name}\n\n{columns}{row}\n\n");
        names.into_iter().zip(rows).map(part).collect()
    };
    let answer =
        format!("{columns}| X-Left | int | Y | 剩余次数 |\n\n### Body\n\n{columns}| version | int | Y | 版本 |\n");
    for page in [
        // Below the request's heading, and the same words below the answer's.
        format!(
            "# 收茶 /teas/{{tea_id}}\n\n## Request\n\n{}## Response\n\n### Headers\n\n{answer}",
            parts("###", ["Path", "Query", "Headers", "Body"])
        ),
        // All of one level.
        format!(
            "# 收茶 /teas/{{tea_id}}\n\n{}### Response\n\n### Header\n\n{answer}",
            parts("###", ["Path", "Query：", "Header", "Body:"])
        ),
        format!(
            "# 收茶 /teas/{{tea_id}}\n\n{}## 3. Response\n\n### Headers\n\n{answer}",
            parts("##", ["2.1 Path", "2.2 query", "2.3 HEADER", "2.4 body"])
        ),
    ] {
        let (yaml, report) = import(folder().path(), &page);
        let mut found = request(&yaml);
        found.sort_unstable();
        let known = [
            "X-Shop: header string(20)! 门店🍵",
            "dry_run: query boolean 试算",
            "remark: string(200) 备注",
            "tea_id: path string(40)! 茶号",
        ];
        assert_eq!(found, known, "{page}\n{report}");
        let answer = yaml.split("response:\n").nth(1).expect("an answer");
        assert_eq!(answer, "  X-Left:  header int!  剩余次数\n  version: int!         版本\n");
    }
}

#[test]
fn a_form_is_a_place() {
    let columns = "| 参数名 | 类型 | 必填 | 说明 |\n| --- | --- | --- | --- |\n";
    for heading in [
        "form",
        "formData",
        "Form Data",
        "Form Parameters",
        "form-data",
        "3.2 Form参数",
        "表单参数",
        "请求参数（Form）",
    ] {
        let page = format!(
            "# 收茶 teas.take\n\n## Query Parameters\n\n{columns}| page | int | 否 | 页码 |\n\n\
             ## {heading}\n\n{columns}| remark | varchar(200) | 否 | 备注🍵 |\n\n\
             ## 返回参数\n\n{columns}| version | int | 是 | 版本 |\n"
        );
        // Where a form holds all rows, no word is needed; beside a field that holds them it is.
        for (wire, row) in [(FORM, "remark: varchar(200) 备注🍵"), (INSIDE, "remark: form varchar(200) 备注🍵")]
        {
            let (yaml, report) = import(folder_of(&[wire]).path(), &page);
            assert_eq!(request(&yaml), ["page: query int 页码", row], "{heading}\n{report}");
        }
        let (yaml, report) = import(folder().path(), &page);
        assert_eq!(request(&yaml), ["page: query int 页码", "remark: varchar(200) 备注🍵"], "{heading}");
        assert!(report.contains("the page says `form`, and the platform's requests have no form"), "{report}");
    }
    let cell = COLUMN.replace("GET /", "POST /").replace("| channel | cookie |", "| channel | formData |");
    assert!(
        request(&import(folder_of(&[INSIDE]).path(), &cell).0).contains(&"channel: form varchar(20) 渠道".to_owned())
    );
}

#[test]
fn a_heading_of_one_word_may_be_a_node_of_the_table_above() {
    let columns = "| 参数名 | 类型 | 必填 | 说明 |\n| --- | --- | --- | --- |\n";
    let page = format!(
        "# 收茶 teas.take\n\n## 请求参数\n\n{columns}| query | object | 否 | 查询条件 |\n\n\
         ### query\n\n{columns}| leaf | varchar(20) | 否 | 茶叶 |\n\n## 返回参数\n\n{columns}| version | int | 是 | 版本 |\n"
    );
    let (yaml, report) = import(folder().path(), &page);
    assert_eq!(request(&yaml), ["query: Query 查询条件"], "{report}");
    assert!(yaml.contains("Query:\n  leaf: varchar(20)  茶叶"), "{yaml}");
    // The page's own heading is what it does.
    let titled = page.replace("# 收茶 teas.take", "# Query\n\nteas.take");
    assert_eq!(request(&import(folder().path(), &titled).0), ["query: Query 查询条件"]);
}

#[test]
fn common_parameters_in_the_table_of_an_endpoint_are_left_out_and_told() {
    let page = |rows: &str| {
        format!(
            "# 收茶 teas.take\n\n## 请求参数\n\n| 参数名 | 位置 | 类型 | 必填 | 说明 |\n| --- | --- | --- | --- | --- |\n{rows}\n\
             ## 返回参数\n\n| 参数名 | 类型 | 说明 |\n| --- | --- | --- |\n| version | int | 版本 |\n"
        )
    };
    let rows = "| shop | query | varchar(40) | 是 | 店铺 |\n| sign | query | varchar(32) | 是 | 签名 |\n\
                | time | body | int | 是 | 下单时间 |\n| leaf | body | varchar(20) | 否 | 茶叶🍵 |\n";
    let (yaml, report) = import(folder().path(), &page(rows));
    // Of the same name in the body it is another row.
    assert_eq!(request(&yaml), ["time: int! 下单时间", "leaf: varchar(20) 茶叶🍵"], "{report}");
    for name in ["shop", "sign"] {
        let told =
            format!("request.{name}: a common parameter, which the platform's file has: left out of the request");
        assert!(report.contains(&told), "{report}");
    }
    assert!(report.contains("5 rows read, 3 placed; 2 the platform's already"), "{report}");
    // Rows that say nothing of their place travel where the platform's do.
    let rows = "| shop | | varchar(40) | 是 | 店铺 |\n| leaf | | varchar(20) | 否 | 茶叶🍵 |\n";
    let in_query = ("  body: envelope\n  envelope: [request]\n  formats: [json]\n", "  body: query\n");
    let (yaml, report) = import(folder_of(&[in_query]).path(), &page(rows));
    assert_eq!(request(&yaml), ["leaf: varchar(20) 茶叶🍵"], "{report}");
    let (yaml, report) = import(folder_of(&[FORM]).path(), &page(rows));
    assert_eq!(request(&yaml), ["shop: varchar(40)! 店铺", "leaf: varchar(20) 茶叶🍵"], "{report}");
}
