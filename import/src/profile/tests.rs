use super::super::page::{Language, RemarkKind, Role, SectionKind};
use super::*;
use signwright_codegen::diagnostic::{Diagnostics, FileId};

#[test]
fn the_shared_words_are_all_understood() {
    let tree =
        signwright_codegen::syntax::parse(include_str!("../profile.yaml"), FileId(0), &mut Diagnostics::default());
    let mut mistakes = Diagnostics::default();
    let profile = Profile(ImportWords::read(tree.as_ref().expect("YAML"), &mut mistakes));
    assert_eq!(mistakes.sorted().len(), 0, "{mistakes:?}");
    assert_eq!(&profile, Profile::standard());
}

#[test]
fn words_are_found_whatever_their_form() {
    let profile = Profile::standard();
    assert_eq!(profile.column(" 字 段 "), Some(Role::Field));
    assert_eq!(profile.column("Ｔｙｐｅ"), Some(Role::Type));
    assert_eq!(profile.need("Ｙ"), Some(Need::Always));
    assert_eq!(profile.need("条件必填"), Some(Need::Sometimes));
    assert_eq!(profile.need("有时"), None);
    assert_eq!(profile.language("Json格式请求报文"), Some(Language::Json));
    assert_eq!(profile.language("JavaScript"), Some(Language::Code));
    assert_eq!(profile.language("javanese"), None);
}

#[test]
fn the_longest_word_names_a_section() {
    let profile = Profile::standard();
    assert_eq!(profile.section("请求参数说明"), Some(SectionKind::RequestParts));
    assert_eq!(profile.section("公共请求参数"), Some(SectionKind::CommonRequest));
    assert_eq!(profile.section("业务请求参数"), Some(SectionKind::Request));
    assert_eq!(profile.section("异常响应示例"), Some(SectionKind::RefusalSample));
    assert_eq!(profile.section("随便"), None);
    assert_eq!(profile.remark_prefix("注意事项仅支持自有店铺"), Some(("注意事项", RemarkKind::Note)));
}

#[test]
fn types_are_known_with_their_brackets_and_slips() {
    let profile = Profile::standard();
    for text in
        ["varchar(40)", "Decimal(19,4）", "List<Map<String, Object>>", "data[]", "sring", "Int 40", "bigdecimal<19,4>"]
    {
        assert!(profile.is_type(text), "{text}");
    }
    for text in ["是", "40", "订单编号", "data", "order_no", "19,4", ""] {
        assert!(!profile.is_type(text), "{text}");
    }
}

#[test]
fn a_platform_adds_words_and_hears_of_unknown_keys() {
    let yaml = "columns: { field: 代号, colour: 颜色 }\nrequired: { always: [●] }\nsize: 3\n";
    let tree = signwright_codegen::syntax::parse(yaml, FileId(0), &mut Diagnostics::default()).expect("YAML");
    let mut mistakes = Diagnostics::default();
    let profile = Profile(ImportWords::read(&tree, &mut mistakes)).before(Profile::standard());
    assert_eq!(profile.column("代号"), Some(Role::Field));
    assert_eq!(profile.need("●"), Some(Need::Always));
    assert_eq!(profile.column("长度"), Some(Role::Length));
    let mistakes = mistakes.sorted();
    let messages: Vec<&str> = mistakes.iter().map(|mistake| mistake.message.as_str()).collect();
    assert_eq!(messages.len(), 2);
    assert!(messages[0].starts_with("`colour` is no part"), "{}", messages[0]);
    assert!(
        mistakes
            .iter()
            .all(|mistake| mistake.code == signwright_codegen::catalogue::Code::UnknownKey && !mistake.help.is_empty())
    );
    assert!(messages[1].starts_with("`size` is no part"), "{}", messages[1]);
}
