use super::super::page::{Column, Lines, RemarkKind, Role, SectionKind};
use super::super::profile::Profile;
use super::piece::{Line, Weight};
use super::{align, heading, marks, names, pipes, remark, undelimited_row};

fn plain(raw: &str) -> String {
    marks::plain(raw, 1, &mut Vec::new())
}

#[test]
fn marks_of_markdown_are_gone_and_the_text_stays() {
    for (raw, text) in [
        ("part\\_no", "part_no"),
        ("隐藏为 \\*\\*\\*\\*", "隐藏为 ****"),
        ("138****1234 和 139****5678", "138****1234 和 139****5678"),
        ("**1.1 接** **口描述：** 推送", "1.1 接口描述： 推送"),
        ("****data****", "data"),
        ("价格 * 数量 ** 2", "价格 * 数量 ** 2"),
        ("0：无<br>1：有<BR/>2：其它", "0：无\n1：有\n2：其它"),
        ("Map<String,Object>", "Map<String,Object>"),
        ("List<Map<String, Object>>", "List<Map<String, Object>>"),
        ("<span>甲</span><font color=red>乙</font>", "甲乙"),
        ("a &lt; b &amp;&amp; c&nbsp;&#20013;&#x4e2d; &bad; &", "a < b && c 中中 &bad; &"),
        ("[点击 **这里**](https://a.example/x_(y) \"题\")后", "点击 这里后"),
        ("[不是链接] (甲)", "[不是链接] (甲)"),
        ("![](https://a.example/i.png)个人", "个人"),
        ("`code`", "code"),
        ("结尾\\", "结尾\\"),
    ] {
        assert_eq!(plain(raw), text, "{raw}");
    }
}

#[test]
fn a_link_keeps_its_words_and_its_address_is_told() {
    let mut links = Vec::new();
    assert_eq!(marks::plain("见[**文档**](https://a.example/d?x=1)", 7, &mut links), "见文档");
    let link = links.first().expect("a link");
    assert_eq!((link.words.as_str(), link.address.as_str(), link.line), ("文档", "https://a.example/d?x=1", 7));
}

#[test]
fn code_cells_keep_their_lines() {
    assert_eq!(marks::code("`[`<br>```\"甲\"`<br>`]`"), "[\n\"甲\"\n]");
    assert_eq!(marks::code("`<br>`"), "");
    assert_eq!(marks::code("```<br>{<br>    \"a\": 1<br>}<br>```"), "{\n    \"a\": 1\n}");
}

#[test]
fn cells_end_at_pipes_that_are_not_escaped() {
    assert_eq!(pipes::cells("| a | b\\|c |  | 丁 |"), ["a", "b\\|c", "", "丁"]);
    assert_eq!(pipes::cells("a | b | "), ["a", "b"]);
    assert!(pipes::is_separator("---|---|"));
    assert!(pipes::is_separator("| :--- | ---: |"));
    assert!(!pipes::is_separator("| - | 1 |"));
    assert!(!pipes::is_separator("---"));
}

fn columns() -> Vec<Column> {
    let roles = [
        ("名称", Role::Title),
        ("字段", Role::Field),
        ("类型", Role::Type),
        ("长度", Role::Length),
        ("必须", Role::Required),
        ("描述", Role::Description),
    ];
    roles.map(|(words, role)| Column { words: words.to_owned(), role }).into()
}

fn aligned(cells: &[&str]) -> Vec<String> {
    let cells: Vec<Option<String>> = cells.iter().map(|cell| Some((*cell).to_owned())).collect();
    let aligned_row = align::align(&cells, &columns(), Profile::standard());
    aligned_row.cells.into_iter().map(|cell| if cell.missing { "∅".to_owned() } else { cell.text }).collect()
}

#[test]
fn the_missing_cell_is_the_one_that_the_others_leave() {
    for (cells, row) in [
        (vec!["编号", "no", "String", "40", "是", "编号"], ["编号", "no", "String", "40", "是", "编号"]),
        (vec!["编号", "no", "String", "", "是", "编号"], ["编号", "no", "String", "", "是", "编号"]),
        (vec!["编号", "no", "String", "是", "编号", ""], ["编号", "no", "String", "∅", "是", "编号"]),
        (vec!["编号", "no", "String", "是", "编号"], ["编号", "no", "String", "∅", "是", "编号"]),
        (vec!["编号", "no", "String", "40", "编号说明"], ["编号", "no", "String", "40", "∅", "编号说明"]),
        (vec!["编号", "no", "String", "40", "否"], ["编号", "no", "String", "40", "否", "∅"]),
        (vec!["no", "String", "40", "否", "编号"], ["∅", "no", "String", "40", "否", "编号"]),
        (vec!["编号", "no", "40", "否", "编号"], ["编号", "no", "∅", "40", "否", "编号"]),
        (vec!["编号", "no", "String", "40", "否", "甲", "乙"], ["编号", "no", "String", "40", "否", "甲 | 乙"]),
        (vec!["编号", "no", "String"], ["编号", "no", "String", "∅", "∅", "∅"]),
        // Nothing fits its column and nothing fits another: as it stands.
        (vec!["编号", "no", "怪类型", "很长", "看情况", "说明"], ["编号", "no", "怪类型", "很长", "看情况", "说明"]),
    ] {
        assert_eq!(aligned(&cells), row, "{cells:?}");
    }
}

#[test]
fn run_together_rows_are_parted() {
    for (line, row) in [
        ("会员编号member_novarchar20会员唯一编码", ("会员编号", "member_no", "varchar", "20", "会员唯一编码", false)),
        ("模式switchtinyint10:宽松,1:严格", ("模式", "switch", "tinyint", "1", "0:宽松,1:严格", true)),
        ("等级leveltinyint410:普通,20:黄金", ("等级", "level", "tinyint", "4", "10:普通,20:黄金", true)),
        ("时间戳timestampint", ("时间戳", "timestamp", "int", "", "", false)),
        ("下单时间order_timedatetime", ("下单时间", "order_time", "datetime", "", "", false)),
        ("余额balancedecimal(19,4)可用", ("余额", "balance", "decimal(19,4)", "", "可用", false)),
        ("列表item_listdata[]", ("列表", "item_list", "data[]", "", "", false)),
        ("外部IDouter_idvarchar40转入", ("外部ID", "outer_id", "varchar", "40", "转入", false)),
        ("会员emailmember_emailvarchar60会员email", ("会员email", "member_email", "varchar", "60", "会员email", true)),
        ("门店store_novarchar40ERP内", ("门店", "store_no", "varchar", "40", "ERP内", false)),
        ("签名signString", ("签名", "sign", "String", "", "", false)),
        ("条数countint10有新增时", ("条数", "count", "int", "10", "有新增时", false)),
    ] {
        let part = undelimited_row::part(line, Profile::standard()).expect(line);
        let parts = (part.title, part.name, part.kind.as_str(), part.length, part.description, part.doubt.is_some());
        assert_eq!(parts, row, "{line}");
    }
    for line in ["说明文字", "推送格式:编号:xxxxvarchar40", "1:代销  2:经销", "abc", "varchar40", ""] {
        assert_eq!(undelimited_row::part(line, Profile::standard()), None, "{line}");
    }
}

#[test]
fn headings_are_told_from_remarks_and_names() {
    let kind_of = |text: &str, weight| {
        let line = Line { text: text.to_owned(), lines: Lines::single(1), weight };
        heading::heading(&line, Profile::standard()).map(|(_, kind)| kind)
    };
    assert_eq!(kind_of("3.3 业务请求参数", Weight::Plain), Some(SectionKind::Request));
    assert_eq!(kind_of("6.响应示 例", Weight::Bold), Some(SectionKind::ResponseSample));
    assert_eq!(kind_of("二、公共参数", Weight::Plain), Some(SectionKind::CommonRequest));
    assert_eq!(kind_of("Response parameters", Weight::Heading(2)), Some(SectionKind::Response));
    assert_eq!(kind_of("1.2 适用版本：V2.0，请求参数", Weight::Plain), None);
    assert_eq!(kind_of("response", Weight::Bold), None);
    assert_eq!(kind_of("1:代销  2:经销", Weight::Plain), None);
    assert_eq!(kind_of("请求参数的一级节点，包含所有属性", Weight::Plain), None);
}

#[test]
fn names_over_tables_are_known_with_their_notes() {
    assert_eq!(names::object("item_list"), Some(("item_list", None)));
    assert_eq!(names::object("items[]："), Some(("items", None)));
    assert_eq!(names::object("items(编号, sku 唯一)"), Some(("items", Some("编号, sku 唯一"))));
    assert_eq!(names::object("返回值为一个Map"), None);
    assert_eq!(names::endpoint("acme.order.push（推送(新)）"), Some(("acme.order.push", "推送(新)")));
    assert_eq!(names::endpoint("order_push.do(推送）"), Some(("order_push.do", "推送")));
    assert_eq!(names::endpoint("items（明细）"), None);
}

#[test]
fn remarks_have_labels_and_sentences_of_their_own() {
    let text = "1.5 注意事项：【权限校验】：店铺权限；先测试\n接口已过时, 请使用 acme.order.push2";
    let remarks = remark::remarks(text, SectionKind::About, Lines::single(3), Profile::standard());
    let parts: Vec<_> =
        remarks.iter().map(|remark| (remark.kind, remark.label.as_str(), remark.text.as_str())).collect();
    assert_eq!(
        parts,
        [
            (RemarkKind::Note, "1.5 注意事项", "【权限校验】：店铺权限；先测试\n接口已过时, 请使用 acme.order.push2"),
            (RemarkKind::Permission, "", "店铺权限"),
            (RemarkKind::Deprecated, "", "接口已过时, 请使用 acme.order.push2"),
        ]
    );
    let plain =
        remark::remarks("普通的一句话：没有标签词", SectionKind::Request, Lines::single(1), Profile::standard());
    assert_eq!(plain, []);
}
