//! The text of an endpoint is read by the runtime as it was written, whatever stands in it.

use super::*;
use proptest::prelude::*;
use signwright_model::{Code, Record, RecordId, Travels, tables, text_of, varchar};

/// What the runtime reads of what is written here.
fn read(endpoint: &Endpoint<'_>, codes: &[CodeTable<'_>]) -> (Endpoint<'static>, Vec<CodeTable<'static>>) {
    let text = lines(endpoint, codes.iter()).join("\n");
    let read = Box::leak(Box::new(tables(text.leak())));
    (*read.endpoint(), (0..).map(|at| *read.codes(at)).take(codes.len()).collect())
}

fn texts() -> impl Strategy<Value = String> {
    const HOSTILE: &[&str] = &[
        "",
        " ",
        "\"",
        "\\",
        "a\\n",
        "= 1",
        "sensitive",
        "Object",
        "datetime",
        "long",
        "Map",
        "varchar",
        "int|text",
        "as-text",
        "!?\"\"",
        "[1..~2]",
        "a\\",
        "\0",
        "\u{2028}",
        "\u{3000}x",
        "\u{85}",
        "订单 编号",
        "  前后  ",
        "a\nb\r\n",
        "\u{202e}x",
        "😀！",
    ];
    prop_oneof![any::<String>(), proptest::sample::select(HOSTILE).prop_map(str::to_owned)]
}

fn types(codes: &'static CodeTable<'static>) -> impl Strategy<Value = Type<'static>> {
    let unit = || prop_oneof![Just(TextUnit::Chars), Just(TextUnit::Bytes), Just(TextUnit::Utf16)];
    let level = prop_oneof![Just(Level::Deny), Just(Level::Warn)];
    let plain = prop_oneof![
        (any::<Option<u32>>(), unit()).prop_map(|(max, unit)| Type::Text { max, unit }),
        unit().prop_map(|unit| text_of(Type::UNLIMITED, unit)),
        any::<(i64, i64)>().prop_map(|(min, max)| Type::Int { min, max }),
        any::<Option<(u8, u8)>>()
            .prop_map(|digits| Type::Decimal { digits: digits.map(|(precision, scale)| Digits { precision, scale }) }),
        Just(Type::Bool),
        Just(Type::DateTime),
        Just(Type::TextOrInt),
        Just(Type::Any),
        Just(Type::Code(codes)),
        (0..2_u16).prop_map(|id| Type::Record(RecordId(id))),
    ];
    plain.prop_recursive(3, 8, 1, move |inner| {
        let bounds = (any::<u32>(), any::<Option<u32>>(), level.clone()).prop_map(|(min, max, level)| Bounds {
            min,
            max,
            level,
        });
        let kept = |ty| -> &'static Type<'static> { Box::leak(Box::new(ty)) };
        prop_oneof![
            inner.clone().prop_map(move |ty| Type::Map(kept(ty))),
            (inner, bounds).prop_map(move |(ty, bounds)| Type::List(kept(ty), bounds)),
        ]
    })
}

proptest! {
    #[test]
    fn the_runtime_reads_what_is_written(
        record in texts(), name in texts(), title in texts(), default in proptest::option::of(texts()),
        flags in any::<[bool; 4]>(), codes in proptest::collection::vec((texts(), texts(), texts()), 0..3),
        seed in any::<proptest::sample::Index>(), ty in types(&CODES),
    ) {
        let presence = [
            Presence::Required, Presence::RequiredInferred, Presence::Optional, Presence::OptionalInferred,
        ];
        let missing = [Missing::LeftOut, Missing::Empty, Missing::Null];
        let field = Field {
            default: default.as_deref(),
            as_text: flags[0],
            sensitive: flags[1],
            may_be_empty: flags[2],
            travels: if flags[3] { Travels::InQuery } else { Travels::InBody },
            missing: missing[seed.index(missing.len())],
            ..Field::new(&name, ty, &title, presence[seed.index(presence.len())])
        };
        let fields = [field, Field { ty: varchar(9), ..field }];
        let first = format!("{record}1");
        let records = [
            Record { name: "request", fields: &fields, rules: &[] },
            Record { name: &first, fields: &[], rules: &[] },
            Record { name: "response", fields: &[], rules: &[] },
        ];
        let rows: Vec<_> = codes.iter().map(|(code, name, title)| Code { code, name, title }).collect();
        let tables = [CODES, CodeTable { name: "第二", wire: CodeWire::Int { min: -1, max: 9 }, level: Level::Warn, codes: &rows }];
        let vars = [(&*name, &*title)];
        let repeats = [Repeat::Read, Repeat::Upsert, Repeat::Once, Repeat::Ask];
        let endpoint = Endpoint {
            name: &name,
            title: &title,
            docs: &record,
            message: &first,
            vars: if flags[0] { &vars } else { &[] },
            repeat: repeats[seed.index(repeats.len())],
            records: &records,
            request: RecordId(0),
            response: RecordId(2),
            ..Endpoint::PLAIN
        };
        let (read_endpoint, read_tables) = read(&endpoint, &tables);
        prop_assert_eq!(read_endpoint, endpoint);
        prop_assert_eq!(&read_tables[..], &tables[..]);
    }

    #[test]
    fn a_line_of_any_text_stays_one_line_of_a_literal(text in texts()) {
        let printed = format!("\"{}\"", literal(&word(&text)));
        let parsed: syn::LitStr = syn::parse_str(&printed).expect("a literal");
        prop_assert_eq!(parsed.value(), word(&text));
        prop_assert!(!printed.contains('\n'));
    }
}

static CODES: CodeTable<'static> = CodeTable {
    name: "int",
    wire: CodeWire::Text { max: Some(4) },
    level: Level::Deny,
    codes: &[Code { code: "01", name: "web", title: "网页" }],
};
