//! The words of `truth/` for the types of a spec: one word for each kind, whatever the vendor calls it.

/// The word for a type that a spec declares: `varchar(40)` is `text(40)`, `Byte` is `tinyint`.
/// `None` where the declaration names a record, coded values or a list.
pub(crate) fn of_declared(declared: &str) -> Option<String> {
    let (word, length) = match declared.split_once('(') {
        Some((word, rest)) => (word, rest.split(')').next()),
        None => (declared.split(['<', '{']).next().unwrap_or_default(), None),
    };
    let word = match word.trim().to_ascii_lowercase().as_str() {
        "string" | "varchar" | "text" => "text",
        "int" | "integer" => "int",
        "long" | "bigint" => "long",
        "smallint" | "short" => "smallint",
        "tinyint" | "byte" => "tinyint",
        "decimal" | "bigdecimal" => "decimal",
        "bool" | "boolean" => "boolean",
        "datetime" => "datetime",
        "date" => "date",
        "object" | "map" | "any" => return Some("any".to_owned()),
        _ => return None,
    };
    Some(match length {
        Some(length) => format!("{word}({})", length.replace(' ', "")),
        None => word.to_owned(),
    })
}

/// A text without what two careful readers may differ in: blanks, and punctuation at the ends.
pub(crate) fn bare(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    text.trim_matches(['，', ',', '。', '.', '；', ';', '、']).to_owned()
}

#[test]
fn a_vendors_word_is_one_of_ours() {
    for (declared, word) in [
        ("varchar(40)", "text(40)"),
        ("String", "text"),
        ("String<int{1..50}>", "text"),
        ("int{1..50}", "int"),
        ("Decimal(19, 4)", "decimal(19,4)"),
        ("Byte", "tinyint"),
        ("Map<String,Object>", "any"),
    ] {
        assert_eq!(of_declared(declared).as_deref(), Some(word));
    }
    assert_eq!(of_declared("PayStatus"), None);
    assert_eq!(bare(" 待递交， "), "待递交");
}
