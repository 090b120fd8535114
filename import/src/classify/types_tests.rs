//! The spellings of real tables, and some nobody has used yet.

use super::*;

fn words(cell: &str, length: &str) -> (String, usize) {
    let typed = read(cell, length, Profile::standard(), &["Pager".to_owned()]);
    let list = if typed.list { "[]" } else { "" };
    let words = match typed.kind {
        Kind::Object(name) => name.unwrap_or_else(|| "node".to_owned()),
        Kind::Pager => "pager".to_owned(),
        _ => typed.words,
    };
    (format!("{words}{list}"), typed.notes.len())
}

#[test]
fn what_the_notation_says_itself_is_kept() {
    for (cell, length, read) in [
        ("String", "40", "String(40)"),
        ("varchar", "40", "varchar(40)"),
        ("Int", "11", "Int(11)"),
        ("int", "", "int"),
        ("Int 40", "", "Int(40)"),
        ("boolean", "1", "boolean(1)"),
        ("Decimal(19,4)", "", "Decimal(19,4)"),
        ("decimal", "19,4", "decimal(19,4)"),
        ("Byte", "6", "Byte(6)"),
        ("datetime", "", "datetime"),
        ("long", "", "long"),
    ] {
        assert_eq!(words(cell, length), (read.to_owned(), 0), "{cell}");
    }
}

#[test]
fn other_spellings_are_written_as_the_notation_does_and_told() {
    for (cell, length, read) in [
        ("sring", "40", "String(40)"),
        ("Sting", "255", "String(255)"),
        ("Decimal(19,4）", "", "Decimal(19,4)"),
        ("decimal(19.4)", "", "decimal(19,4)"),
        ("bigdecimal<19,4>", "", "decimal(19,4)"),
        ("BigDecimal(19，4)", "", "decimal(19,4)"),
        ("short", "", "smallint"),
        ("Integer", "1", "int(1)"),
        ("bool", "1", "boolean(1)"),
        ("char", "2", "String(2)"),
        ("List<Integer>", "", "int[]"),
        ("varchar（50）", "", "varchar(50)"),
        ("Lits<Strng>", "", "String[]"),
        ("string (max 64)", "", "string(64)"),
        ("varchar(8-40)", "", "varchar(40)"),
        ("number(小数位数:8,最大长度:20)", "", "decimal(20,8)"),
        ("String/Int", "", "int|text"),
        ("ISO8601 datetime", "", "datetime"),
        ("an..40", "", "String(40)"),
        ("整数", "", "int"),
    ] {
        let (words, notes) = words(cell, length);
        assert_eq!(words, read, "{cell}");
        assert!(notes < 2, "{cell}");
    }
}

#[test]
fn nodes_lists_and_pagers() {
    for (cell, read) in [
        ("Map<String,Object>", "node"),
        ("<Map<String,\u{a0}Object>>", "node"),
        ("Map<String, \u{a0} String>", "node"),
        ("List<Map<String, Object>>", "node[]"),
        ("List", "node[]"),
        ("data[]", "node[]"),
        ("List<ErrorInfo>", "ErrorInfo[]"),
        ("List<String>", "String[]"),
        ("List<long>", "long[]"),
        ("pager", "pager"),
        ("Pager", "pager"),
        ("object (Price)", "Price"),
        ("Array of Price objects", "Price[]"),
        ("Array of strings", "String[]"),
        ("array<object>", "node[]"),
        ("[]string", "string[]"),
        ("对象数组", "node[]"),
        ("字符串数组", "String[]"),
        ("server object", "server"),
        ("List(20)", "node[]"),
    ] {
        assert_eq!(words(cell, "").0, read, "{cell}");
    }
    assert_eq!(words("List<String>", "255"), ("String(255)[]".to_owned(), 0));
}

#[test]
fn what_is_unclear_loads_and_is_told() {
    for (cell, length, read) in [
        ("", "", "String"),
        ("未知", "20", "String(20)"),
        ("🙂", "", "String"),
        ("BigDecimal", "", "decimal"),
        ("String", "很长", "String"),
        ("varchar(20)", "40", "varchar(20)"),
        ("Map<String,Object>", "40", "node"),
        ("date", "", "datetime"),
    ] {
        assert_eq!(words(cell, length), (read.to_owned(), 1), "{cell}");
    }
}

#[test]
fn hostile_cells_are_read_in_no_time() {
    for text in ["<", ">", "[]", "List<", "(", "9"] {
        read(&text.repeat(100_000), &text.repeat(1000), Profile::standard(), &[]);
    }
}
