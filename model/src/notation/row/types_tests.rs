//! Type words as tables write them, and as slips do.

use crate::{self as model, Bounds, CodeTable, Digits, Level, RecordId};

use super::*;
use crate::notation::Forever;
use crate::notation::cursor::tests::{at_start, marked};
use crate::notation::row::line;

const SWITCH: CodeTable<'static> =
    CodeTable { name: "Switch", wire: CodeWire::Int { min: 0, max: 9 }, level: Level::Deny, codes: &[] };
const SOURCE: CodeTable<'static> =
    CodeTable { name: "Source", wire: CodeWire::Text { max: None }, level: Level::Deny, codes: &[] };

fn names() -> Names<'static> {
    let mut names = Names::default();
    names.add("Order", Named::Record(RecordId(1)));
    names.add("Switch", Named::Codes(&SWITCH));
    names.add("Source", Named::Codes(&SOURCE));
    names
}

fn read(words: &str) -> Result<String, (Code, String, String)> {
    line::type_words(at_start(words))
        .and_then(|expr| resolve(&expr, &names(), TextUnit::Chars, Forever).map(|found| format!("{found:?}")))
        .map_err(|mistake| (mistake.code, marked(words, mistake.span).to_owned(), mistake.help))
}

fn assert_type(words: &str, ty: Type<'_>, as_text: bool) {
    assert_eq!(
        read(words),
        Ok(format!("{:?}", Resolved { ty, as_text, stated_none: Missing::LeftOut, lists: None })),
        "{words}"
    );
}

#[test]
fn unsigned_integers_begin_at_0_and_go_on_to_their_own_end() {
    let unsigned = |max| Type::Int { min: 0, max };
    for (words, max) in [
        ("bigint(20) unsigned", i64::MAX),
        ("long unsigned", i64::MAX),
        ("int(10) UNSIGNED", u32::MAX.into()),
        ("int unsigned", u32::MAX.into()),
        ("unsigned int", u32::MAX.into()),
        ("unsigned　int(11)", u32::MAX.into()),
        ("smallint unsigned", u16::MAX.into()),
        ("tinyint(3) unsigned", u8::MAX.into()),
        ("unsigned byte", u8::MAX.into()),
    ] {
        assert_type(words, unsigned(max), false);
    }
    assert_type("int unsigned{1..4000000000}", Type::Int { min: 1, max: 4_000_000_000 }, false);
    assert_type("String<int unsigned>", unsigned(u32::MAX.into()), true);
    assert_type("int unsigned|text", Type::TextOrInt, false);
    assert_type("int unsigned[]", Type::List(&unsigned(u32::MAX.into()), Bounds::ANY), false);
    let line = line::field(at_start("bigint(20) unsigned!  订单号 | 说明")).expect("a line");
    assert_eq!((line.ty.words.text, line.title.text, line.text.text), ("bigint(20) unsigned", "订单号", "说明"));
    assert!(line.marks.required);
    for (words, marked) in
        [("decimal(9,2) unsigned", "unsigned"), ("unsigned varchar(9)", "varchar"), ("int unsigned{-1..}", "-1..")]
    {
        let (code, at, _) = read(words).expect_err(words);
        assert_eq!((code, at.as_str()), (Code::BadField, marked), "{words}");
    }
}

#[test]
fn every_type_of_the_legend() {
    let text = |max, unit| Type::Text { min: 0, max, unit };
    assert_type("varchar(40)", text(Some(40), TextUnit::Chars), false);
    assert_type("VARCHAR(40)", text(Some(40), TextUnit::Chars), false);
    assert_type("String", text(None, TextUnit::Chars), false);
    assert_type("text", text(None, TextUnit::Chars), false);
    assert_type("varchar(40 bytes)", text(Some(40), TextUnit::Bytes), false);
    assert_type("varchar( 40  utf16 )", text(Some(40), TextUnit::Utf16), false);
    for word in ["tinyint", "Tinyint(4)", "byte"] {
        assert_type(word, Type::Int { min: -128, max: 127 }, false);
    }
    assert_type("smallint(6)", Type::Int { min: -32768, max: 32767 }, false);
    assert_type("int(11)", Type::Int { min: i32::MIN.into(), max: i32::MAX.into() }, false);
    assert_type("bigint(20)", Type::Int { min: i64::MIN, max: i64::MAX }, false);
    assert_type("long", Type::Int { min: i64::MIN, max: i64::MAX }, false);
    assert_type("int{1..50}", Type::Int { min: 1, max: 50 }, false);
    assert_type("int(11){-1..}", Type::Int { min: -1, max: i32::MAX.into() }, false);
    assert_type("decimal(19,4)", model::decimal(19, 4), false);
    assert_type("Decimal(19)", model::decimal(19, 0), false);
    assert_type("decimal", Type::Decimal { digits: None, min: None, max: None }, false);
    assert_type("String(*)", model::varchar(Type::UNLIMITED), false);
    assert_type("datetime", Type::DateTime(None), false);
    assert_type("Date", Type::Date(None), false);
    assert_type("String(10)<date>", Type::Date(None), true);
    assert_type("boolean(1)", Type::Bool(None), false);
    assert_type("int(11)|text", Type::TextOrInt, false);
    assert_type("varchar(10)|int", Type::TextOrInt, false);
    assert_type("Map<String,Object>", Type::Any, false);
    assert_type("Map<String,Map<String,Object>>", Type::Any, false);
    assert_type("map< String , object >", Type::Any, false);
    assert_type("Map<String,varchar(9)>", Type::Map(&model::varchar(9), Bounds::ANY), false);
    assert_type(
        "Map<String,Order[]>",
        Type::Map(&Type::List(&Type::Record(RecordId(1)), Bounds::ANY), Bounds::ANY),
        false,
    );
    assert_type(
        "Map<String,String<int{0..1}>>[]",
        Type::List(&Type::Map(&Type::Int { min: 0, max: 1 }, Bounds::ANY), Bounds::ANY),
        true,
    );
    assert_type("Object", Type::Any, false);
    assert_type("String<int{1..50}>", Type::Int { min: 1, max: 50 }, true);
    assert_type("String(20)<datetime>", Type::DateTime(None), true);
    assert_type("String<Switch>", Type::Code(&SWITCH), true);
    assert_type("String<Source>", Type::Code(&SOURCE), false);
    assert_type("Order", Type::Record(RecordId(1)), false);
    let row = Type::Record(RecordId(1));
    assert_type("Order[]", Type::List(&row, Bounds::ANY), false);
    assert_type("Order[1..50]", Type::List(&row, Bounds::demanded(1, 50)), false);
    assert_type("Order[1..~50]", Type::List(&row, Bounds::recommended(1, 50)), false);
    assert_type("Order[..50]", Type::List(&row, Bounds { max: Some(50), ..Bounds::ANY }), false);
    assert_type("Order[1..]", Type::List(&row, Bounds::at_least(1)), false);
    let text = text(Some(40), TextUnit::Chars);
    assert_type("varchar(40)[]", Type::List(&text, Bounds::ANY), false);
    assert_type("String<int{0..1}>[]", Type::List(&Type::Int { min: 0, max: 1 }, Bounds::ANY), true);
}

fn assert_mistake(words: &str, code: Code, at: &str, help: &str) {
    let (found, place, said) = read(words).expect_err(words);
    assert_eq!((found, place.as_str()), (code, at), "{words}");
    assert!(said.contains(help), "{words}: {said}");
}

#[test]
fn every_mistake_is_marked_where_it_is() {
    assert_mistake("vachar(40)", Code::UnknownType, "vachar", "did you mean `varchar`?");
    assert_mistake("Vachar(40)", Code::UnknownType, "Vachar", "did you mean `varchar`?");
    assert_mistake("Integer", Code::UnknownType, "Integer", "write `int`");
    assert_mistake("List<Order>", Code::UnknownType, "List", "`Order[]`");
    assert_mistake("订单", Code::UnknownType, "订单", "known here");
    assert_mistake("Ordr[]", Code::UnknownRecord, "Ordr", "did you mean `Order`?");
    assert_mistake("Warehouse", Code::UnknownRecord, "Warehouse", "define `Warehouse`");
    assert_mistake("datetime(20)", Code::UnexpectedLength, "20", "write `datetime` alone");
    assert_mistake("timestamp", Code::UnknownType, "timestamp", "write `time(unix)` for a number of seconds");
    assert_mistake("Timestamp", Code::UnknownType, "Timestamp", "write `time(unix)`");
    assert_mistake("time", Code::UnknownType, "time", "a time of day is a `String`");
    assert_mistake("date(10)", Code::UnexpectedLength, "10", "write `date` alone");
    assert_mistake("TIME", Code::UnknownType, "TIME", "write `time(unix)`");
    assert_mistake("Order(20)", Code::UnexpectedLength, "20", "write `Order` alone");
    assert_mistake("Order{1..2}", Code::UnexpectedLength, "{", "alone");
    assert_mistake("Map<String>", Code::BadField, "String", "Map<String,Order>");
    assert_mistake("Map<int,Order>", Code::BadField, "int", "all its values");
    assert_mistake("Map<String,Ordr>", Code::UnknownRecord, "Ordr", "did you mean `Order`?");
    assert_mistake("Map<String,int", Code::BadField, "<", "write `>`");
    let deep = format!("{}int{}", "Map<String,".repeat(9_000), ">".repeat(9_000));
    assert!(read(&deep).is_err(), "no stack holds it");
    assert_mistake("int<text>", Code::UnexpectedLength, "<", "alone");
    assert_mistake("Object(3)", Code::UnexpectedLength, "3", "alone");
    assert_mistake("int{5..1}", Code::MinOverMax, "5..1", "smaller number");
    assert_mistake("Order[50..~1]", Code::MinOverMax, "50..~1", "smaller number");
    assert_mistake("decimal(4,19)", Code::ScaleOverPrecision, "4,19", "decimal(19,4)");
    assert_mistake("decimal()", Code::BadField, "", "");
    assert_mistake("decimal(99,4)", Code::BadField, "99,4", "");
    assert_mistake("varchar(0)", Code::BadField, "0", "");
    assert_mistake("varchar(四十)", Code::BadField, "四十", "");
    assert_mistake("varchar(40", Code::BadField, "(", "write `)`");
    assert_mistake("varchar(99999999999)", Code::BadField, "99999999999", "");
    assert_mistake("varchar(40 byte)", Code::UnknownWord, "byte", "did you mean `bytes`?");
    assert_mistake("int(1..50)", Code::BadField, "1..50", "int{1..50}");
    assert_mistake("tinyint{0..200}", Code::BadField, "0..200", "inside");
    assert_mistake("Order[50]", Code::BadField, "50", "[1..50]");
    assert_mistake("int|decimal(9,2)", Code::BadField, "int|decimal(9,2)", "int|text");
    assert_mistake("String<varchar(4)>", Code::BadField, "varchar(4)", "String<datetime>");
    assert_mistake("String<String<int>>", Code::UnexpectedLength, "int", "");
    assert_mistake("String<Order>", Code::BadField, "Order", "its name alone");
    assert_mistake("int[][][][][]", Code::BadField, "int[][][][][]", "");
}

#[test]
fn coded_values_travel_as_numbers_or_text() {
    let wire = |words| code_wire(&line::type_words(at_start(words)).expect(words));
    assert_eq!(wire("tinyint(1)"), Ok(CodeWire::Int { min: -128, max: 127 }));
    assert_eq!(wire("varchar(255)"), Ok(CodeWire::Text { max: Some(255) }));
    assert_eq!(wire("datetime").map_err(|mistake| mistake.code), Err(Code::UnknownType));
}

#[test]
fn times_and_booleans_have_forms() {
    for (words, ty) in [
        ("time(unix)", Type::Time(TimeForm::Unix)),
        ("TIME(unix_ms)", Type::Time(TimeForm::UnixMs)),
        ("time( unix_us )", Type::Time(TimeForm::UnixUs)),
        ("time(iso)", Type::Time(TimeForm::Iso)),
        ("time(rfc2822)", Type::Time(TimeForm::Rfc2822)),
        ("time('yyyyMMddHHmmssXX')", Type::Time(TimeForm::Pattern("yyyyMMddHHmmssXX"))),
        ("time('yyyyMMddTHHmmssZ')", Type::Time(TimeForm::Pattern("yyyyMMddTHHmmssZ"))),
        ("datetime('yyyy年M月d日 HH(mm')", Type::DateTime(Some("yyyy年M月d日 HH(mm"))),
        ("date('yyyyMMdd')", Type::Date(Some("yyyyMMdd"))),
        ("boolean(1/0)", Type::Bool(Some(BoolWords { yes: "1", no: "0" }))),
        ("bool(Y/N)", Type::Bool(Some(BoolWords { yes: "Y", no: "N" }))),
        ("boolean(是/否)", Type::Bool(Some(BoolWords { yes: "是", no: "否" }))),
        ("boolean(true/false)", Type::Bool(None)),
        ("bool", Type::Bool(None)),
    ] {
        assert_type(words, ty, false);
        assert_type(&format!("String<{words}>"), ty, true);
    }
    for words in ["time(unixms)", "time('yyyyMMddHHmmss')", "time('XX')", "datetime('yyyyMMdd')", "date('yyyyMMddHH')"]
    {
        assert_mistake(
            words,
            Code::UnexpectedLength,
            words.split_once('(').expect("a form").1.trim_end_matches(')'),
            "write ",
        );
    }
    assert_mistake(
        "datetime('yyyyMMddHHmmssXX')",
        Code::UnexpectedLength,
        "'yyyyMMddHHmmssXX'",
        "no distance from UTC",
    );
    assert_mistake("time('yyyy\u{202e}MMddHHXX')", Code::UnexpectedLength, "'yyyy\u{202e}MMddHHXX'", "");
    assert_mistake("boolean(1/1)", Code::UnexpectedLength, "1/1", "with the word of true");
    assert_mistake("boolean(Y／N)", Code::UnexpectedLength, "Y／N", "boolean(Y/N)");
    assert_mistake("time('yyyy", Code::BadField, "(", "write `)`");
}

#[test]
fn numbers_and_texts_have_ranges_of_their_own() {
    let decimal = |min, max| Type::Decimal { digits: Some(Digits { precision: 9, scale: 2 }), min, max };
    assert_type("decimal(9,2){0.01..}", decimal(Some("0.01"), None), false);
    assert_type("number(9,2){-1.5..1}", decimal(Some("-1.5"), Some("1")), false);
    assert_type("double", Type::Decimal { digits: None, min: None, max: None }, false);
    assert_type("uint", Type::Int { min: 0, max: u32::MAX.into() }, false);
    assert_type("int32", Type::Int { min: i32::MIN.into(), max: i32::MAX.into() }, false);
    assert_type("uint32{1..}", Type::Int { min: 1, max: u32::MAX.into() }, false);
    assert_type("int64", Type::Int { min: i64::MIN, max: i64::MAX }, false);
    assert_type("ulong", Type::Unsigned { min: 0, max: u64::MAX }, false);
    assert_type("String<uint64>", Type::Unsigned { min: 0, max: u64::MAX }, true);
    assert_type("long{0..18446744073709551615}", Type::Unsigned { min: 0, max: u64::MAX }, false);
    assert_type("ulong{1..100}", Type::Int { min: 1, max: 100 }, false);
    assert_type("ulong|text", Type::TextOrInt, false);
    assert_type("minor{1..}", Type::Minor { min: 1, max: i64::MAX }, false);
    assert_type("String(6..32)", Type::Text { min: 6, max: Some(32), unit: TextUnit::Chars }, false);
    assert_type("varchar(6.. bytes)", Type::Text { min: 6, max: None, unit: TextUnit::Bytes }, false);
    let of = model::varchar(9);
    assert_type("Map<String,varchar(9)>{..50}", Type::Map(&of, Bounds { max: Some(50), ..Bounds::ANY }), false);
    let row = Type::Record(RecordId(1));
    assert_type("Order[in trade]", Type::List(&row, Bounds::ANY.within("trade")), false);
    assert_type("Order[1..50 in 订单]", Type::List(&row, Bounds::demanded(1, 50).within("订单")), false);
    assert_mistake("decimal{2..1.5}", Code::MinOverMax, "2..1.5", "smaller number");
    assert_mistake("decimal{-1..-2}", Code::MinOverMax, "-1..-2", "smaller number");
    assert_mistake("decimal{1e3..}", Code::BadField, "1e3", "digits");
    assert_mistake("decimal{１..}", Code::BadField, "１", "digits");
    assert_mistake("long{-1..18446744073709551615}", Code::BadField, "-1..18446744073709551615", "inside");
    assert_mistake("minor(9,2)", Code::BadField, "9,2", "");
    assert_mistake("String(32..6)", Code::MinOverMax, "32..6", "smaller number");
    assert_mistake("Map<String,Object>{..5}", Code::UnexpectedLength, "..5", "alone");
    assert_mistake("Order[in ]", Code::BadField, "in", "[1..50]");
    assert_mistake("Order[in a b]", Code::BadField, "a b", "Trade[in trade]");
}

#[test]
fn a_none_may_be_stated_of_a_whole_field() {
    for (words, none) in [("varchar(9)|null", Missing::Null), ("Order[1..5]|empty", Missing::Empty)] {
        let expr = line::type_words(at_start(words)).expect(words);
        let resolved = resolve(&expr, &names(), TextUnit::Chars, Forever).expect(words);
        assert_eq!((resolved.stated_none, resolved.as_text), (none, false), "{words}");
    }
    let line = line::field(at_start("int|text|null!  代码 | 说明")).expect("a line");
    assert_eq!((line.ty.words.text, line.title.text, line.marks.required), ("int|text|null", "代码", true));
    assert_mistake("Map<String,int|null>", Code::BadField, "int|null", "Order[]|null");
    assert_mistake("int|nullable", Code::BadField, "int|nullable", "T|null");
}
