//! Type words as tables write them, and as slips do.

use crate::{self as model, Bounds, CodeTable, Level, RecordId};

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
    assert_eq!(read(words), Ok(format!("{:?}", Resolved { ty, as_text })), "{words}");
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
    let text = |max, unit| Type::Text { max, unit };
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
    assert_type("decimal", Type::Decimal { digits: None }, false);
    assert_type("String(*)", model::varchar(Type::UNLIMITED), false);
    assert_type("datetime", Type::DateTime, false);
    assert_type("Date", Type::Date, false);
    assert_type("String(10)<date>", Type::Date, true);
    assert_type("boolean(1)", Type::Bool, false);
    assert_type("int(11)|text", Type::TextOrInt, false);
    assert_type("varchar(10)|int", Type::TextOrInt, false);
    assert_type("Map<String,Object>", Type::Any, false);
    assert_type("Map<String,Map<String,Object>>", Type::Any, false);
    assert_type("map< String , object >", Type::Any, false);
    assert_type("Map<String,varchar(9)>", Type::Map(&model::varchar(9)), false);
    assert_type("Map<String,Order[]>", Type::Map(&Type::List(&Type::Record(RecordId(1)), Bounds::ANY)), false);
    assert_type(
        "Map<String,String<int{0..1}>>[]",
        Type::List(&Type::Map(&Type::Int { min: 0, max: 1 }), Bounds::ANY),
        true,
    );
    assert_type("Object", Type::Any, false);
    assert_type("String<int{1..50}>", Type::Int { min: 1, max: 50 }, true);
    assert_type("String(20)<datetime>", Type::DateTime, true);
    assert_type("String<Switch>", Type::Code(&SWITCH), true);
    assert_type("String<Source>", Type::Code(&SOURCE), false);
    assert_type("Order", Type::Record(RecordId(1)), false);
    let row = Type::Record(RecordId(1));
    assert_type("Order[]", Type::List(&row, Bounds::ANY), false);
    assert_type("Order[1..50]", Type::List(&row, Bounds::demanded(1, 50)), false);
    assert_type("Order[1..~50]", Type::List(&row, Bounds::recommended(1, 50)), false);
    assert_type("Order[..50]", Type::List(&row, Bounds { min: 0, max: Some(50), level: Level::Deny }), false);
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
    assert_mistake("timestamp", Code::UnknownType, "timestamp", "write `long` for a number of seconds or milliseconds");
    assert_mistake("Timestamp", Code::UnknownType, "Timestamp", "write `long`");
    assert_mistake("time", Code::UnknownType, "time", "write `String` for a time of day");
    assert_mistake("date(10)", Code::UnexpectedLength, "10", "write `date` alone");
    assert_mistake("TIME", Code::UnknownType, "TIME", "write `String`");
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
