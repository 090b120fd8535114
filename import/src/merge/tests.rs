//! A page changes, a file was changed by hand, and both.

use super::*;

const BASE: &str = "endpoint: order.push
title: 推送订单

request:
  store_no: varchar(20)!  店铺编号
  status:  Status        状态 | 0：未付款 1：已付款
  remark:  varchar(40)   备注

response:
  code: int!  错误码

Status:
  $type: int(4)
  0: unpaid  未付款
  1: paid    已付款
";

fn merged(ours: &str, page: &str) -> (String, Vec<String>) {
    let merged = merge(ours, Some(BASE), page).expect("readable");
    (
        merged.text,
        merged
            .conflicts
            .into_iter()
            .map(|conflict| format!("{}:{} {} / {}", conflict.line, conflict.path, conflict.ours, conflict.page))
            .collect(),
    )
}

#[test]
fn what_only_the_page_changed_is_changed_and_comments_stay() {
    let ours = BASE.replace("  remark:", "  # 😀 keep me\n  remark:");
    let page = BASE
        .replace("varchar(20)!  店铺编号", "varchar(40)!  店铺编号")
        .replace("  remark:  varchar(40)   备注\n", "  remark:  varchar(40)   备注\n  email:   varchar(60)   邮箱\n")
        .replace("  1: paid    已付款\n", "  1: paid    已付款\n  2: code_2  神秘\n");
    let (text, conflicts) = merged(&ours, &page);
    assert_eq!(conflicts, [""; 0]);
    assert_eq!(text, page.replace("  remark:", "  # 😀 keep me\n  remark:"));
}

#[test]
fn a_comment_behind_a_row_that_changes_stays_above_it() {
    let ours = BASE.replace("varchar(20)!  店铺编号", "varchar(20)!  店铺编号  # don't 😀: \"keep\" me");
    let page = BASE.replace("varchar(20)!  店铺编号", "varchar(40)!  店铺编号");
    let (text, conflicts) = merged(&ours, &page);
    assert_eq!(conflicts, [""; 0]);
    assert_eq!(text, page.replace("  store_no:", "  # don't 😀: \"keep\" me\n  store_no:"));
}

#[test]
fn what_only_the_maintainer_changed_stays() {
    let ours = BASE
        .replace("title: 推送订单", "title: 推送订单\nname: push_order")
        .replace("varchar(40)   备注", "varchar(40)!?  备注")
        .replace("Status ", "PayStatus ")
        .replace("Status:", "PayStatus:")
        .replace("unpaid ", "not_paid ");
    assert_eq!(merged(&ours, BASE), (ours.clone(), Vec::new()));
}

#[test]
fn both_change_a_row_and_do_not_dispute() {
    let ours = BASE
        .replace("Status  ", "PayStatus  ")
        .replace("Status:", "PayStatus:")
        .replace("unpaid ", "not_paid ")
        .replace("varchar(40)   备注", "varchar(40)!?  备注");
    let page = BASE.replace("varchar(40)   备注", "varchar(80)   备注").replace("unpaid  未付款", "unpaid  没付款");
    let (text, conflicts) = merged(&ours, &page);
    assert_eq!(conflicts, [""; 0]);
    assert!(text.contains("varchar(80)!?  备注"), "{text}");
    assert!(text.contains("not_paid  没付款"), "{text}");
    assert!(text.contains("PayStatus  "), "{text}");
    assert!(text.contains("PayStatus:\n") && !text.contains("\nStatus:"), "{text}");
}

#[test]
fn what_both_changed_is_shown_and_left() {
    let ours = BASE.replace("varchar(20)!", "varchar(30)!");
    let page = BASE.replace("varchar(20)!", "varchar(40)!");
    let (text, conflicts) = merged(&ours, &page);
    assert_eq!(conflicts, ["5:request.store_no type varchar(30) / varchar(40)"]);
    assert_eq!(text, ours);
}

#[test]
fn a_row_that_the_page_dropped_goes_unless_it_was_changed() {
    let page = BASE.replace("  remark:  varchar(40)   备注\n", "");
    assert_eq!(merged(BASE, &page), (page.clone(), Vec::new()));
    let ours = BASE.replace("varchar(40)   备注", "varchar(40)!?  备注");
    let (text, conflicts) = merged(&ours, &page);
    assert_eq!(text, ours);
    assert_eq!(conflicts, ["7:request.remark varchar(40)!? 备注 / the page no longer has it"]);
}

#[test]
fn without_a_base_nothing_of_the_file_is_touched() {
    let page =
        BASE.replace("varchar(20)!", "varchar(40)!").replace("response:", "  email: varchar(60)  邮箱\n\nresponse:");
    let merged = merge(BASE, None, &page).expect("readable");
    assert_eq!(merged.conflicts.len(), 1);
    assert_eq!(merged.text, BASE.replace("备注\n", "备注\n  email: varchar(60)  邮箱\n"));
}

#[test]
fn a_file_that_is_no_yaml_is_refused() {
    assert!(merge("a: [", Some(BASE), BASE).is_err());
}

#[test]
fn a_source_of_several_parts_is_merged_and_written_as_one() {
    let base = BASE.replace(
        "  remark:  varchar(40)   备注\n",
        "  remark:\n    type: varchar(40)\n    title: 备注\n    source: { type: the description }\n",
    );
    let ours = base.replace("    title: 备注\n", "    title: 买家备注\n");
    let page = base
        .replace("type: varchar(40)", "type: varchar(60)")
        .replace("source: { type: the description }", "source: { type: \"the text: 60\", missing: the description }");
    let merged = merge(&ours, Some(&base), &page).expect("readable");
    assert_eq!(merged.conflicts, []);
    assert_eq!(merged.text, page.replace("    title: 备注\n", "    title: 买家备注\n"));
}
