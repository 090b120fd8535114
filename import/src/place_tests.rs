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
