//! What a vendor's text may hold, and that none of it gets out of the comment.

use proptest::prelude::*;
use quote::quote;

use super::{Docs, escaped, is_plain, lines, one_line, titled};

#[test]
fn ordinary_texts_stay_readable() {
    for text in [
        "代表店铺所有属性的唯一编码,用于店铺区分",
        "cod金额=(price * num + change_amount -discount – split_discount)+ship_amount",
        "取值0至5, 不传默认0 (严格模式)",
        "-1表示由ERP系统策略选择",
        "a < b, c > d & e",
        "1、先; 2、后 #3",
    ] {
        assert_eq!(one_line(text), text);
    }
}

#[test]
fn what_means_something_to_markdown_is_escaped() {
    for (text, shown) in [
        ("order_rows[0]的_下划线_", r"order_rows\[0]的_下划线\_"),
        ("[`String`](https://acme.example/x)", r"\[\`String\`](<https://acme.example/x>)"),
        ("<script>alert(1)</script>", r"\<script>alert(1)\</script>"),
        ("**重要** ~~旧~~", r"\*\*重要\*\* \~\~旧\~\~"),
        ("# 标题", r"\# 标题"),
        ("- 一", r"\- 一"),
        ("1. 一", r"1\. 一"),
        ("---", r"\---"),
        ("| a | b |", r"\| a | b |"),
        ("&lt;&#60; & ", r"\&lt;\&#60; &"),
        (r"C:\*", r"C:\\\*"),
        ("见 https://acme.example/doc?path=a.php，谢谢", "见 <https://acme.example/doc?path=a.php>，谢谢"),
        ("\u{202e}反\u{2066}向\u{feff}", "反向"),
        ("*/ }", r"\*/ }"),
    ] {
        assert_eq!(one_line(text), shown, "{text}");
    }
}

#[test]
fn nothing_becomes_a_code_block() {
    let docs =
        Docs::default().text("```\nassert!(false)\n```\n\n    loop {}\n\tpanic!()\n\u{3000}\u{3000}\u{3000}\u{3000}x");
    assert_eq!(
        docs.comment("//!"),
        "//! \\`\\`\\`\n//! assert!(false)\n//! \\`\\`\\`\n//! loop {}\n//! panic!()\n//! x\n"
    );
}

#[test]
fn a_title_and_sentences_share_a_line() {
    let docs =
        Docs::default().title("店铺编号", &["At most 20 characters.".to_owned()]).text("描述\r\n第二行").text("");
    assert_eq!(docs.comment("//!"), "//! 店铺编号. At most 20 characters.\n//!\n//! 描述\n//! 第二行\n");
}

proptest! {
    #[test]
    fn what_is_plain_is_as_if_it_were_escaped(text in "[a-z店，（1][a-z1店，_*`.<&#>:/|= ~)\\\\-]{0,9}", any in any::<String>()) {
        for text in [text, any] {
            prop_assert!(!is_plain(&text) || escaped(&text) == text, "{text:?}");
            prop_assert_eq!(titled(&text, "名") == text, lines(&text).next().is_some() || text == "名");
        }
    }

    #[test]
    fn no_text_leaves_its_comment(text in any::<String>(), title in any::<String>()) {
        let docs = Docs::default().title(&title, &[]).text(&text).items([one_line(&title), one_line(&text)].into_iter());
        let inner = docs.comment("//!");
        prop_assert!(inner.lines().all(|line| line.starts_with("//!") && !line.starts_with("//!/")));
        prop_assert!(!inner.contains('\r'));
        let attributes = docs.outer();
        let file = syn::parse2::<syn::File>(quote!(#attributes pub struct Order;)).expect("attributes and a struct");
        let printed = prettyplease::unparse(&file);
        prop_assert!(printed.lines().all(|line| line.starts_with("///") || line == "pub struct Order;"), "{printed}");
        // The printed text is one struct again, with the same docs.
        let again = syn::parse_file(&printed).expect("printed code parses");
        prop_assert_eq!(prettyplease::unparse(&again), printed);
    }

    #[test]
    fn markdown_never_opens_anything(text in r"[-+*#>=|~`_\[\]()<>!&.:0-9a-z \n\t\\]{0,40}") {
        let shown = Docs::default().text(&text).comment("//!");
        for line in shown.lines() {
            let line = line.trim_start_matches("//!");
            prop_assert!(!line.starts_with("  "), "{line:?}");
            let line = line.trim_start();
            prop_assert!(!line.starts_with(['#', '>', '`', '~', '[', '=', '|']), "{line:?}");
        }
    }
}
