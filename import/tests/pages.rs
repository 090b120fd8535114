//! Pages in each layout, with invented content: everything on them is placed, or left out with a reason.

mod common;

use signwright_import::page::{DoubtKind, Layout, Reason, Role};
use signwright_import::profile::Profile;
use signwright_import::read::{ReadError, read};

use common::{page, shown, unaccounted};

const MARKDOWN: &str = include_str!("pages/markdown.md");
const BARE: &str = include_str!("pages/bare.txt");
const GLUED: &str = include_str!("pages/glued.txt");

#[test]
fn markdown() {
    insta::assert_snapshot!(shown(&page(MARKDOWN)));
}

#[test]
fn tables_without_leading_pipes() {
    insta::assert_snapshot!(shown(&page(BARE)));
}

#[test]
fn text_without_anything_between_its_cells() {
    insta::assert_snapshot!(shown(&page(GLUED)));
}

#[test]
fn html() {
    insta::assert_snapshot!(shown(&page(include_str!("pages/page.html"))));
}

#[test]
fn no_line_is_lost() {
    for text in [MARKDOWN, BARE, GLUED] {
        assert_eq!(unaccounted(text, &page(text)), Vec::<u32>::new());
    }
}

#[test]
fn what_is_no_page_is_refused_with_a_way_out() {
    let fail = |bytes: &[u8]| read("页面", bytes, Profile::standard()).expect_err("no page");
    assert_eq!(fail(b""), ReadError::Empty);
    assert_eq!(fail("\u{feff} \r\n\t\n".as_bytes()), ReadError::Empty);
    // `名称 | 字段` in GBK.
    let gbk = b"abc\n\xc3\xfb\xb3\xc6 | \xd7\xd6\xb6\xce";
    assert_eq!(fail(gbk), ReadError::Encoding { guess: "GBK", line: 2 });
    assert!(fail(gbk).help().contains("iconv -f GBK -t UTF-8"), "{}", fail(gbk).help());
    assert_eq!(fail(b"\xff\xfea\0b\0"), ReadError::Encoding { guess: "UTF-16", line: 1 });
    assert_eq!(fail(b"a\xc3 b\xff\xff\xff\xff"), ReadError::Encoding { guess: "unknown", line: 1 });
    assert_eq!(fail(b"%PDF-1.7 ..."), ReadError::NotText { guess: "a PDF" });
    assert_eq!(fail(b"a\0b"), ReadError::NotText { guess: "a binary file" });
    assert_eq!(fail("欢迎登录\n请输入密码\n".as_bytes()), ReadError::Login);
    assert_eq!(fail("接口说明\n\n没有表格\n".as_bytes()), ReadError::NoTable);
    assert!(fail("没有表格".as_bytes()).help().contains("import: columns:"));
    let large = vec![b'a'; (16 << 20) + 1];
    assert_eq!(fail(&large), ReadError::TooLarge { bytes: (16 << 20) + 1 });
}

#[test]
fn html_without_end_is_refused_at_once() {
    let text = format!("<html><table><tr><td>名称</td></tr></table>{}", "<div><b>".repeat(500_000));
    assert_eq!(read("页面", text.as_bytes(), Profile::standard()), Err(ReadError::TooDeep));
}

#[test]
fn line_ends_and_a_byte_order_mark_change_nothing() {
    let windows = format!("\u{feff}{}", MARKDOWN.replace('\n', "\r\n"));
    assert_eq!(page(&windows), page(MARKDOWN));
}

#[test]
fn marks_of_direction_are_kept_out_and_reported() {
    let text = "| 名称 | 字段 | 类型 | 必须 |\n|---|---|---|---|\n| 编号\u{202e} | or\u{200d}der\u{2066}_no\u{7} | String | 是 |\n";
    let page = page(text);
    let (_, table) = page.tables().next().expect("a table");
    let row = table.rows.first().expect("a row");
    assert_eq!((table.cell(row, Role::Title), table.cell(row, Role::Field)), ("编号", "order_no"));
    let doubts: Vec<_> = page.doubts.iter().filter(|doubt| doubt.kind == DoubtKind::Invisible).collect();
    assert_eq!(doubts.len(), 2, "{doubts:?}");
    assert!(doubts.iter().any(|doubt| doubt.message.contains("U+202E")), "{doubts:?}");
}

#[test]
fn a_table_cut_by_a_line_goes_on() {
    let text = "| 名称 | 字段 | 类型 | 必须 |\n|---|---|---|---|\n| 编号 | a_no | String | 是 |\n\n说明文字\n\n| 名字 | b_name | String | 否 |\n";
    let page = page(text);
    assert_eq!(page.tables().count(), 1);
    assert_eq!(page.rows(), 2);
    assert!(page.doubts.iter().any(|doubt| doubt.kind == DoubtKind::CutTable));
    assert_eq!(unaccounted(text, &page), Vec::<u32>::new());
}

#[test]
fn a_fence_without_an_end_swallows_nothing() {
    let text = "```\n{\"a\": 1}\n\n| 名称 | 字段 | 类型 |\n|---|---|---|\n| 编号 | a_no | String |\n";
    let page = page(text);
    assert_eq!(page.rows(), 1);
    assert!(page.unplaced.iter().any(|one| one.reason == Reason::Marks));
}

#[test]
fn a_sample_of_marks_alone_is_reported_and_takes_its_tab() {
    let text = "| 名称 | 字段 | 类型 |\n|---|---|---|\n| 编号 | a_no | String |\n\n**4.请求示例**\n\n- PHP\n- JAVA\n\n|  | `<br>` |\n\n|  | `new Client();` |\n";
    let page = page(text);
    assert_eq!(unaccounted(text, &page), Vec::<u32>::new());
    let empty = page.unplaced.iter().filter(|one| one.reason == Reason::EmptySample);
    assert_eq!(empty.map(|one| (one.lines.first, one.text.as_str())).collect::<Vec<_>>(), [(7, "PHP"), (10, "")]);
    let labels = page.samples().map(|sample| sample.label.as_ref().map(|label| label.text.as_str()));
    assert_eq!(labels.collect::<Vec<_>>(), [Some("JAVA")]);
}

#[test]
fn a_header_with_an_empty_cell_that_comes_twice_takes_no_row() {
    let header = "| 名称 | 字段 | 类型 |  |\n";
    for again in [header, "|名称|字段|类型| |\n"] {
        let text =
            format!("{header}|---|---|---|---|\n{again}| 编号 | a_no | String |  |\n| 名字 | b_name | String |  |\n");
        let page = page(&text);
        assert_eq!(unaccounted(&text, &page), Vec::<u32>::new());
        assert_eq!(page.rows(), 2);
    }
}

#[test]
fn a_header_of_two_rows_is_placed_where_a_name_follows_it() {
    let text = "| 名称 | 字段 | 参数 |  |\n|---|---|---|---|\n|  |  | 类型 | 描述 |\n| items |  |  |  |\n| 编号 | a_no | String | 编号 |\n";
    let page = page(text);
    assert_eq!(unaccounted(text, &page), Vec::<u32>::new());
    assert_eq!(page.rows(), 1);
}

#[test]
fn hostile_pages_come_to_an_end() {
    // Whole only where the code is optimised: what grows with the square of a page shows in a quarter of it too.
    let size = |whole: usize| if cfg!(debug_assertions) { whole.div_ceil(4) } else { whole };
    let header = "| 名称 | 字段 | 类型 | 长度 | 必须 | 描述 |\n|---|---|---|---|---|---|\n";
    let table = |rows: usize| {
        let row = |n| format!("| 字段{n} | field\\_{n} | String | 40 | 是 | 描述<br>{n} |\n");
        format!("{header}{}", (0..rows).map(row).collect::<String>())
    };
    let bad = [
        "[".repeat(size(40_000)),
        "[a](".repeat(size(10_000)),
        "**".repeat(size(20_000)),
        "<".repeat(size(40_000)),
        "&".repeat(size(40_000)),
        "`".repeat(size(40_000)),
        "|".repeat(size(40_000)),
        "| a |\n".repeat(size(10_000)),
        "| a |  |  |\n".repeat(size(10_000)),
        format!("**5.请求示例**\n{}{}", "- 甲\n".repeat(size(10_000)), "\n| 1 | `{}`|\n".repeat(size(5_000))),
        "| | 字段 | 类型 |\n| --- | --- | --- |\n".repeat(size(5_000)),
        "<table><tr><td>".repeat(size(3_000)),
        "<div><b><a>".repeat(size(5_000)),
        "```x\n".repeat(size(10_001)),
        "{\"a\": [\n".repeat(size(6_000)),
        "名称参数名称字段".repeat(size(20)),
        "a_b\n\n".repeat(size(6_000)),
        format!("| {} |", "&nbsp;".repeat(size(20_000))),
        format!("| {} |", "\u{a0}".repeat(size(20_000))),
        format!("<table>{}", "<tr><td style='padding-left:9999999px'>&emsp;".repeat(size(3_000))),
        "| 名称 | 字段 | 类型 | 长度 | 必须 | 描述 |\n".repeat(size(5_000)),
        format!("| 编号 | {}a | String |  | 是 | |\n", "│ ".repeat(size(20_000))),
        format!("| 编号 | a{} | String |  | 是 | |\n", ".a".repeat(size(20_000))),
        "## 订单 order_list\n\n".repeat(size(4_000)),
    ];
    let read_all = |text: &str| {
        let text = format!("{header}| 编号 | a_no | String |  | 是 | {text} |\n\n{text}\n");
        let _ = read("坏页", text.as_bytes(), Profile::standard());
        let glued = format!("名称字段类型长度\n必须描述\n编号a_novarchar40编号\n{text}\n");
        let _ = read("坏页", glued.as_bytes(), Profile::standard());
        let html = format!("<html><table><tr><th>名称</th><th>字段</th><th>类型</th></tr>{text}</table>");
        let _ = read("坏页", html.as_bytes(), Profile::standard());
    };
    // Side by side, for they take their time without optimisation. A panic of one fails the test.
    std::thread::scope(|scope| {
        scope.spawn(|| assert_eq!(page(&table(100_000)).rows(), 100_000));
        for text in &bad {
            scope.spawn(|| read_all(text));
        }
    });
}

#[test]
fn the_layout_is_known_by_the_content() {
    assert_eq!(page(MARKDOWN).layout, Layout::Markdown);
    assert_eq!(page(BARE).layout, Layout::Bare);
    assert_eq!(page(GLUED).layout, Layout::RunTogether);
}
