//! The text of an endpoint is read as it was written, whatever stands in it; and what was not written is refused.

use proptest::prelude::*;
use proptest::sample::select;

use super::print::{print, print_shared};
use crate::ListStyle;
use crate::notation::Forever;
use crate::v1::tables;
use crate::{
    Body, BoolWords, Bounds, Code, CodeTable, CodeWire, Condition, Digits, Endpoint, Field, Input, Level, Location,
    Missing, Part, PartialFailure, PathPart, Presence, Record, RecordId, Repeat, Rule, RuleKind, Tables, Template,
    Test, TextUnit, TimeForm, Travel, Travels, Type, record, text_of, varchar,
};

/// What is read of what is written here.
fn read(endpoint: &Endpoint<'_>, codes: &[CodeTable<'_>]) -> (Endpoint<'static>, Vec<CodeTable<'static>>) {
    let text = text(print(endpoint, codes.iter(), |_| false));
    let parts = super::read(text, None, Forever).expect("what is written is read");
    (parts.endpoint, parts.codes.to_vec())
}

fn text(lines: Vec<String>) -> &'static str {
    lines.into_iter().map(|line| line + "\n").collect::<String>().leak()
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
        "date",
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
        "$rules:",
        "a\nb\r\n",
        "\u{202e}x",
        "😀！",
    ];
    prop_oneof![any::<String>(), proptest::sample::select(HOSTILE).prop_map(str::to_owned)]
}

fn types(codes: &'static CodeTable<'static>) -> impl Strategy<Value = Type<'static>> {
    let unit = || prop_oneof![Just(TextUnit::Chars), Just(TextUnit::Bytes), Just(TextUnit::Utf16)];
    let level = prop_oneof![Just(Level::Deny), Just(Level::Warn)];
    let digits = (1..=28_u8).prop_flat_map(|precision| (Just(precision), 0..=precision));
    let plain = prop_oneof![
        (1..u32::MAX, unit()).prop_map(|(max, unit)| text_of(max, unit)),
        Just(crate::text()),
        Just(varchar(Type::UNLIMITED)),
        any::<(i64, i64)>().prop_map(|(one, other)| Type::Int { min: one.min(other), max: one.max(other) }),
        proptest::option::of(digits)
            .prop_map(|digits| digits.map(|(precision, scale)| Digits { precision, scale }))
            .prop_flat_map(|digits| {
                select(vec![(None, None), (Some("0.01"), None), (None, Some("99")), (Some("-5"), Some("-0.5"))])
                    .prop_map(move |(min, max)| Type::Decimal { digits, min, max })
            }),
        (1..9_u32, 9..u32::MAX, unit()).prop_map(|(min, max, unit)| Type::Text { min, max: Some(max), unit }),
        (1..9_u32).prop_map(|min| Type::Text { min, max: None, unit: TextUnit::Chars }),
        (0..=u64::MAX).prop_map(|min| Type::Unsigned { min, max: u64::MAX }),
        any::<(i64, i64)>().prop_map(|(from, to)| Type::Minor { min: from.min(to), max: from.max(to) }),
        select(FORMS.to_vec()),
        Just(Type::TextOrInt),
        Just(Type::Any),
        Just(Type::Code(codes)),
        (0..2_u16).prop_map(|id| Type::Record(RecordId(id))),
    ];
    plain.prop_recursive(3, 8, 1, move |inner| {
        let within = select(vec![None, Some("trade"), Some("in"), Some("订单")]);
        let bounds = (any::<u32>(), any::<Option<u32>>(), level.clone(), within);
        let bounds = bounds.prop_map(|(min, max, level, within)| Bounds {
            within,
            min: min.min(max.unwrap_or(u32::MAX)),
            max,
            level: if max.is_some() { level } else { Level::Deny },
        });
        let kept = |ty| -> &'static Type<'static> { Box::leak(Box::new(ty)) };
        prop_oneof![
            (inner.clone(), bounds.clone()).prop_map(move |(ty, bounds)| match ty {
                Type::Any => ty,
                _ => Type::Map(kept(ty), Bounds { within: None, ..bounds }),
            }),
            (inner, bounds).prop_map(move |(ty, bounds)| Type::List(kept(ty), bounds)),
        ]
    })
}

proptest! {
    #[test]
    fn the_runtime_reads_what_is_written(
        docs in texts(), name in texts(), title in texts(), default in proptest::option::of(texts()),
        flags in any::<[bool; 3]>(), codes in proptest::collection::vec((texts(), texts(), texts()), 0..3),
        seed in any::<proptest::sample::Index>(), ty in types(&CODES),
    ) {
        let presence = [
            Presence::Required, Presence::RequiredInferred, Presence::Optional, Presence::OptionalInferred,
        ];
        let travels = [Travels::InBody, Travels::InQuery].into_iter().chain(Travels::WORDS.iter().map(|(_, travels)| *travels));
        let travels: Vec<_> = travels.collect();
        let lists: &[_] = match ty {
            Type::List(of, _) if !matches!(of, Type::List(..) | Type::Record(_) | Type::Map(..) | Type::Any) => ListStyle::WORDS,
            Type::List(..) | Type::Record(_) | Type::Map(..) => &[ListStyle::WORDS[0], ListStyle::WORDS[4], ListStyle::WORDS[5]],
            _ => &[],
        };
        let lists = (flags[0] && !lists.is_empty()).then(|| lists[seed.index(lists.len())].1);
        let missing = [Missing::LeftOut, Missing::Empty, Missing::Null];
        let field = Field {
            default: default.as_deref(),
            as_text: flags[0],
            lists,
            sensitive: flags[1],
            may_be_empty: flags[2] && presence[seed.index(4)] == Presence::Required,
            travels: travels[seed.index(travels.len())],
            missing: missing[seed.index(missing.len())],
            stated_none: missing[seed.index(2)],
            pattern: default.as_deref().filter(|_| flags[1]),
            ..Field::new(&name, ty, &title, presence[seed.index(4)])
        };
        let fields = [field, Field { ty: varchar(9), lists: None, ..field }];
        let first = format!("订单{}", docs.len());
        let records = [
            record("request", &fields, &[]),
            Record { is_positional: flags[2], ..record(&first, &[], &[]) },
            record("response", &[], &[]),
        ];
        let rows: Vec<_> = codes.iter().map(|(code, name, title)| Code { code, name, title }).collect();
        let tables = [CODES, CodeTable { name: "第二", wire: CodeWire::Int { min: -1, max: 9 }, level: Level::Warn, codes: &rows }];
        let vars = [(&*name, &*title)];
        let path = [PathPart::Text("/订单/"), PathPart::Row("tid"), PathPart::Text("."), PathPart::Var("v")];
        let travel = Travel {
            verb: if flags[1] { "PATCH" } else { "" },
            path: if flags[2] { &path } else { &[] },
            body: [None, Some(Body::Query), Some(Body::Inside { location: Location::Form, name: "参数" })][seed.index(3)],
            lists,
            content_type: if flags[0] { "application/json; charset=utf-8" } else { "" },
        };
        let repeats = [Repeat::Read, Repeat::Upsert, Repeat::Once, Repeat::Ask];
        let endpoint = Endpoint {
            name: &name,
            travel,
            class: &docs,
            title: &title,
            docs: &docs,
            message: &first,
            vars: if flags[0] { &vars } else { &[] },
            repeat: repeats[seed.index(repeats.len())].always(),
            root: flags[1].then_some(&ROOT),
            data: flags[2].then_some(&name),
            partial: flags[0].then_some(PartialFailure { rows: "失败", key: &title, code: "", message: &first, when: Some(FAILED), of: &name, by: &docs }),
            records: &records,
            request: RecordId(0),
            response: RecordId(2),
            ..Endpoint::PLAIN
        };
        let (read_endpoint, read_tables) = read(&endpoint, &tables);
        prop_assert_eq!(read_endpoint, endpoint);
        prop_assert_eq!(&read_tables[..], &tables[..]);
    }
}

/// Why a text is refused.
fn refused(text: &str) -> String {
    let tables: &'static Tables = Box::leak(Box::new(tables(String::from(text).leak())));
    assert!(tables.records().is_empty() && tables.codes(0).codes.is_empty());
    tables.endpoint().expect_err(text).to_string()
}

#[test]
fn what_is_not_known_is_refused_with_its_place() {
    const TEXT: &str = "
endpoint
  name      order.push
  repeat    once

request
  shopNo    varchar(40)!        店铺
  kind      Kind = 1 sensitive  种类
  start     datetime            开始
  end       datetime            结束
  $rules:
    - ordered: start <= end
      says: 开始不晚于结束

Kind tinyint warn
  1  web  网页
";
    let sound: &'static Tables = Box::leak(Box::new(tables(TEXT)));
    assert_eq!(sound.endpoint().map(|endpoint| endpoint.records[0].rules.len()), Ok(1));
    for (written, altered, line, says) in [
        ("varchar(40)!", "varchr(40)!", 6, "unknown type `varchr`; did you mean `varchar`?"),
        ("varchar(40)!", "varchar(40)!x", 6, "expected a blank"),
        ("varchar(40)!", "varchar(40", 6, "never closed"),
        ("Kind = 1", "Kinds = 1", 7, "`Kinds`; did you mean `Kind`?"),
        ("sensitive", "secretive", 7, "unknown word `secretive`; did you mean `sensitive`?"),
        ("Kind = 1", "Kind = \"1", 7, "never closed"),
        ("repeat    once", "repeat    twice", 3, "unknown word `twice`"),
        ("name      order", "nome      order", 2, "unknown word `nome`; did you mean `name`?"),
        ("ordered: start", "orderd: start", 11, "unknown key `orderd` of a rule; did you mean `ordered`?"),
        ("start <= end", "start <= ende", 11, "has no field `ende`; did you mean `end`?"),
        ("      says", "     says", 12, ""),
        ("      says", "      ordered: end <= start\n      says", 12, "`ordered` stands twice"),
        ("tinyint warn", "tinyint wran", 14, "unknown word `wran`; did you mean `warn`?"),
        ("tinyint warn", "datetime warn", 14, "coded values cannot travel as `datetime`"),
        ("  1  web  网页\n", "  1  web  网", 15, "`  1  web  网` is cut off"),
        ("  1  web  网页\n", "  1\n", 15, "expected a word, found the end"),
    ] {
        let text = TEXT.replace(written, altered);
        assert_ne!(text, TEXT, "{written}");
        let error = refused(&text);
        let place = std::panic::Location::caller().file();
        let first = refused("x").split(':').nth(1).and_then(|line| line.parse::<usize>().ok()).expect("a line");
        assert!(error.starts_with(&format!("{place}:{}: ", first + line)), "{altered}: {error}");
        assert!(error.contains(says), "{altered}: {error}");
    }
}

/// What the endpoints of a platform share: a record that holds another one and codes, among more.
fn shared() -> ([Record<'static>; 3], [CodeTable<'static>; 2]) {
    const ROWS: Type<'static> = Type::List(&Type::Record(RecordId(0)), Bounds::ANY);
    let address: &[Field<'static>] = Box::leak(Box::new([
        Field::new("city", varchar(9), "城市", Presence::Required),
        Field::new("街道", Type::Record(RecordId(2)), "", Presence::Optional),
        Field::new("kind", Type::Code(&CODES), "", Presence::Optional),
        Field::new("rows", ROWS, "", Presence::Optional),
    ]));
    let rules = Box::leak(Box::new([Rule::new(RuleKind::AnyOf(&["街道", "kind"]), "至少一个")]));
    let street = Record { is_positional: true, ..record("Street", &address[..1], &[]) };
    let table = CodeTable { name: "Other", wire: CodeWire::Int { min: 0, max: 9 }, level: Level::Deny, codes: &[] };
    ([record("Address", address, rules), record("Unused", &[], &[]), street], [table, CODES])
}

#[test]
fn what_endpoints_share_stands_in_one_text() {
    let (records, codes) = shared();
    let of_platform = super::read(text(print_shared(&records, codes.iter())), None, Forever).expect("it is read");
    assert_eq!((of_platform.endpoint.records, of_platform.codes), (&records[..], &codes[..]));
    // In the endpoint the records have other places, and what they hold has too.
    let own = [Field::new("to", Type::Record(RecordId(3)), "", Presence::Required)];
    let mut address = records[0].fields.to_vec();
    address[1].ty = Type::Record(RecordId(2));
    address[3].ty = Type::List(&Type::Record(RecordId(3)), Bounds::ANY);
    let all = [
        record("request", &own, &[]),
        record("response", &[], &[]),
        records[2],
        record("Address", &address, records[0].rules),
    ];
    let endpoint = Endpoint { records: &all, response: RecordId(1), ..Endpoint::PLAIN };
    let text = text(print(&endpoint, [CODES].iter(), |name| ["Address", "Street", "Channel"].contains(&name)));
    assert!(text.ends_with("\nStreet shared\n\nAddress shared\n\nChannel shared\n"), "{text}");
    let read = super::read(text, Some(&of_platform), Forever).expect("it is read");
    assert_eq!((read.endpoint, read.codes), (endpoint, &[CODES][..]));
}

#[test]
fn what_the_shared_text_does_not_have_is_refused() {
    static SHARED: Tables = tables(
        "
Address
  city                    varchar(9)                  城市
  street                  Street                      街道

Street
  name                    varchar                     名称
",
    );
    for (written, line, says) in [
        ("Adress shared\n", 1, "`Adress`; did you mean `Address`?"),
        ("Address shared\n", 1, "`street` of `Address shared` has a record that is not named here"),
        ("Street shared\n  name  varchar\n", 2, "`Street shared` has its rows with its platform"),
        ("Street shard\n", 1, "coded values cannot travel as `shard`"),
    ] {
        let first = line!() + 1;
        let of_endpoint = tables(format!("\n{written}").leak()).sharing(&SHARED);
        let of_endpoint: &'static Tables = Box::leak(Box::new(of_endpoint));
        let error = of_endpoint.endpoint().expect_err(written).to_string();
        assert!(error.contains(says) && error.contains(&format!(":{}: ", first + line)), "{error}");
    }
}

#[test]
fn a_mistake_in_the_shared_text_is_told_by_each_that_shares_it() {
    static BROKEN: Tables = tables("\nAddress\n  city  varchr  城市\n");
    static ENDPOINT: Tables = tables("\nrequest\n\nAddress shared\n").sharing(&BROKEN);
    assert_eq!(ENDPOINT.endpoint(), BROKEN.endpoint());
    assert!(ENDPOINT.endpoint().is_err_and(|error| error.to_string().contains("unknown type `varchr`")));
}

#[test]
fn a_shared_struct_in_another_order_stops_each_that_shares_it() {
    static SHARED: Tables = tables("\nAddress\n  city  varchar\n  street  varchar\n");
    static ENDPOINT: Tables = tables("\nrequest\n  to  Address\n\nAddress shared\n").sharing(&SHARED);
    assert!(ENDPOINT.endpoint().is_ok());
    ENDPOINT.compare(0, "to");
    SHARED.compare(0, "city street");
    assert!(ENDPOINT.endpoint().is_ok());
    // The other struct for the same rows, that of an answer.
    SHARED.compare(0, "street city");
    assert!(ENDPOINT.endpoint().is_err_and(|error| error.to_string().contains("`street` is field 1 of `Address`")));
    assert!(ENDPOINT.records().is_empty());
}

const FAILED: Condition<'static> = Condition::Field("级别", Test::Is("错误"));
const ROOT: [Template<'static>; 2] =
    [Template(&[Part::Value(Input::Endpoint, &[]), Part::Text("_回应")]), Template(&[Part::Text("结果")])];

static CODES: CodeTable<'static> = CodeTable {
    name: "Channel",
    wire: CodeWire::Text { max: Some(4) },
    level: Level::Deny,
    codes: &[Code { code: "01", name: "web", title: "网页" }],
};

/// Types that are one word, in every form.
const FORMS: [Type<'static>; 14] = [
    Type::Bool(None),
    Type::Bool(Some(BoolWords { yes: "1", no: "0" })),
    Type::Bool(Some(BoolWords { yes: "是", no: "否" })),
    Type::DateTime(None),
    Type::DateTime(Some("yyyy年MM月dd日  HH(mm)")),
    Type::Date(None),
    Type::Date(Some("yyyyMMdd")),
    Type::Time(TimeForm::Unix),
    Type::Time(TimeForm::UnixMs),
    Type::Time(TimeForm::UnixUs),
    Type::Time(TimeForm::Iso),
    Type::Time(TimeForm::Rfc2822),
    Type::Time(TimeForm::Pattern("yyyyMMddHHmmssXX")),
    Type::Time(TimeForm::Pattern("yyyy-MM-ddTHH:mm:ss)(Z")),
];
