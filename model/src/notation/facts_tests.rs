//! Facts over an invented search of orders: what is written is read, and what cannot be is marked where it stands.

use super::*;
use crate::diagnostic::{Diagnostics, FileId};
use crate::notation::cursor::tests::marked;
use crate::notation::{Forever, mapping, repeat, tables};
use crate::syntax::coat;
use crate::{
    Bounds, Choice, Condition, NextPage, Paging, Poll, Rate, RateHeader, Record, RecordId, Repeat, Repetition, Test,
    TimeForm, Type, any as anything, datetime, int, list, optional, record, required, text, time, varchar,
};
use proptest::prelude::*;
use proptest::sample::select;

const ORDER: Type<'static> = Type::Record(RecordId(2));
const PAGER: Type<'static> = Type::Record(RecordId(3));
const NAME: Type<'static> = varchar(9);

const RECORDS: &[Record<'static>] = &[
    record(
        "request",
        &[
            optional("页号", int(0, 99), "页号"),
            optional("size", int(1, 50), "每页行数"),
            optional("cursor", text(), "游标"),
            optional("start", datetime(), "开始"),
            required("Idempotency-Key", varchar(40), "幂等键"),
            optional("pager", PAGER, "分页"),
            optional("orders", list(&ORDER, Bounds::ANY), "订单"),
        ],
        &[],
    ),
    record(
        "response",
        &[
            optional("rows", list(&ORDER, Bounds::ANY), "订单"),
            optional("names", list(&NAME, Bounds::ANY), "名称"),
            optional("next", text(), "下一页"),
            optional("more", int(0, 1), "还有"),
            optional("total", int(0, 9999), "总数"),
            optional("at", time(TimeForm::Iso), "时间"),
            optional("扩展", anything(), "扩展"),
        ],
        &[],
    ),
    record("Order", &[required("id", int(0, 99), "单号"), optional("名", text(), "名")], &[]),
    record("Pager", &[required("no", int(0, 99), "页号")], &[]),
];

const SEARCH: Endpoint<'static> =
    Endpoint { name: "order.search", records: RECORDS, request: RecordId(0), response: RecordId(1), ..Endpoint::PLAIN };

/// The facts and what repeating does, or what is wrong first: its code, its place and the way out.
fn read(text: &str) -> Result<(Choice<'static, Repetition<'static>>, Facts<'static>), (Code, String, String)> {
    let tree = coat::read(text, FileId(0)).expect(text);
    let mut diagnostics = Diagnostics::default();
    let mut reader = Reader::new(Forever, &mut diagnostics);
    mapping::repeated_keys(&tree, &mut reader);
    let mut file = Mapping::of(&tree, "facts", tree.span, &mut reader).expect(text);
    let repeat = file.entry("repeat").map(|section| repeat::read(section, SEARCH.request(), &mut reader));
    let sections = Sections::of(&mut file);
    file.finish(&mut reader);
    let facts = sections.read(SEARCH.request(), SEARCH.response(), &mut reader);
    match diagnostics.sorted().first() {
        Some(first) => {
            Err((first.code, marked(text, first.span).to_owned(), format!("{} {}", first.message, first.help)))
        }
        None => Ok((repeat.flatten().unwrap_or(Repeat::Ask.always()), facts)),
    }
}

#[test]
fn facts_read_as_the_vendors_say_them() {
    let paging = |text: &str| read(&format!("paging: {{ {text} }}\n")).expect(text).1.paging.expect(text);
    let plain = Paging {
        next: NextPage::Page { row: "页号", first: 0 },
        size: "size",
        rows: "rows",
        id: "",
        more: Some(Condition::Field("more", Test::Is("1"))),
        total: "total",
        without: &[],
        end: "",
    };
    assert_eq!(paging("page: 页号 from 0, size: size, rows: rows, more: more = 1, total: total"), plain);
    assert_eq!(paging("offset: pager.no, rows: rows, id: 名").id, "名");
    assert_eq!(paging("offset: pager.no, rows: rows").next, NextPage::Offset("pager.no"));
    let cursor = paging("cursor: cursor = next, rows: rows, without: [start, orders], end: nomore");
    assert_eq!(cursor.next, NextPage::Cursor { row: "cursor", from: "next", plus: 0 });
    assert_eq!((cursor.without, cursor.end), (&["start", "orders"][..], "nomore"));
    let last = paging("cursor: 页号 = rows.-1.id + 1, rows: rows");
    assert_eq!(last.next, NextPage::Cursor { row: "页号", from: "rows.-1.id", plus: 1 });
    assert_eq!(
        paging("cursor: cursor = names.-1, rows: names").next,
        NextPage::Cursor { row: "cursor", from: "names.-1", plus: 0 }
    );
    assert_eq!(paging("link: header Link, rows: rows").next, NextPage::LinkHeader("Link"));
    assert_eq!(paging("link: next, rows: rows").next, NextPage::Link("next"));

    let rates = |text: &str| read(&format!("rate: {text}\n")).expect(text).1.rates;
    let rate = Rate { ten_thousandths: 400_000, is_weighted: false, seconds: 60, burst: 20, by: "shop", told: None };
    assert_eq!(rates("40 / minute burst 20 by shop"), [rate]);
    let told = Some(RateHeader::Used("X-Used"));
    let weighted = Rate { ten_thousandths: 60_000_000, is_weighted: true, burst: 0, by: "ip", told, ..rate };
    assert_eq!(rates("\"6000 weight / minute by ip, used header X-Used\""), [weighted]);
    let told = Some(RateHeader::Left("X-Left"));
    assert_eq!(rates("\"40 / minute burst 20 by shop, left header X-Left\""), [Rate { told, ..rate }]);
    let slow = Rate { ten_thousandths: 167, seconds: 1, by: "", ..rate };
    assert_eq!(
        rates("[0.0167 / second burst 20, 1 / 10 days]"),
        [slow, Rate { ten_thousandths: 10_000, seconds: 864_000, burst: 0, ..slow },]
    );

    let (repeat, facts) = read(
        "repeat: { when: size > 1, then: by Idempotency-Key, else: { when: start is there, then: read, else: ask } }\n\
         weight: { when: cursor is there, then: 5, else: 20 }\nin_order: by orders.id\n\
         poll: { with: \"GET /订单/{id}\", give: { id: rows.id }, until: \"status in [成功, FAIL]\", every: 5 seconds }\n",
    )
    .expect("sound");
    let given = |row: &str| row == "Idempotency-Key";
    assert_eq!(repeat.chosen(&|_| true).settled(given), Repeat::Upsert);
    assert_eq!(repeat.chosen(&|_| true).settled(|_| false), Repeat::Ask, "without its key nothing is known");
    assert_eq!((repeat.chosen(&|_| false).settled(given), repeat.unsettled()), (Repeat::Ask, Repeat::Ask));
    assert_eq!((facts.weight.chosen(&|_| true), facts.weight.chosen(&|_| false), facts.in_order), (5, 20, "orders.id"));
    let poll = facts.poll.expect("poll");
    assert_eq!((poll.with, poll.give, poll.every), ("GET /订单/{id}", &[("id", "rows.id")][..], 5));
}

#[test]
fn what_cannot_be_is_marked_where_it_stands() {
    for (text, code, place, says) in [
        ("repeat: twice", Code::UnknownWord, "twice", "by FIELD"),
        ("repeat: by Idempotency-Kex", Code::UnknownField, "Idempotency-Kex", "did you mean `Idempotency-Key`?"),
        ("repeat: by orders", Code::UnlikeTypes, "orders", "must be one value"),
        ("repeat: by orders.id", Code::BadFact, "orders.id", "stands once for each row"),
        ("repeat: { when: sise > 1, then: read, else: ask }", Code::UnknownField, "sise", "did you mean `size`?"),
        ("repeat: { when: size > 1, then: read }", Code::MissingKey, "repeat", "`else` is missing"),
        ("repeat: { when: size > 1, then: read, else: ask, or: once }", Code::UnknownKey, "or", ""),
        ("paging: { rows: rows }", Code::MissingKey, "paging", "nothing leads to the next page"),
        ("paging: { offset: size }", Code::MissingKey, "paging", "`rows` is missing"),
        ("paging: { page: 页号 from 1, offset: size, rows: rows }", Code::BadFact, "offset", "both lead"),
        ("paging: { page: 页号, rows: rows }", Code::BadFact, "页号", "write `页号 from 1`"),
        ("paging: { page: 页号 from one, rows: rows }", Code::BadFact, "页号 from one", "from 0"),
        ("paging: { page: cursor from 1, rows: rows }", Code::UnlikeTypes, "cursor", "must be a number"),
        ("paging: { offset: 页码, rows: rows }", Code::UnknownField, "页码", "did you mean `页号`?"),
        ("paging: { offset: size, rows: total }", Code::UnlikeTypes, "total", "must be a list"),
        ("paging: { offset: size, rows: row }", Code::UnknownField, "row", "did you mean `rows`?"),
        ("paging: { offset: size, size: start, rows: rows }", Code::UnlikeTypes, "start", "must be a number"),
        ("paging: { offset: size, rows: rows, total: next }", Code::UnlikeTypes, "next", "must be a number"),
        ("paging: { offset: size, rows: rows, more: moer = 1 }", Code::UnknownField, "moer", "did you mean `more`?"),
        ("paging: { offset: size, rows: rows, more: more = 2 }", Code::UnlikeTypes, "2", "never has it"),
        ("paging: { offset: size, rows: rows, without: [start] }", Code::BadFact, "without", "belongs to `cursor`"),
        ("paging: { offset: size, rows: rows, end: nomore }", Code::BadFact, "nomore", "only a cursor"),
        ("paging: { cursor: cursor, rows: rows }", Code::BadFact, "cursor", "cursor = next_cursor"),
        ("paging: { cursor: cursor = nexd, rows: rows }", Code::UnknownField, "nexd", "did you mean `next`?"),
        ("paging: { cursor: cursor = rows, rows: rows }", Code::UnlikeTypes, "rows", "must be one value"),
        ("paging: { cursor: cursor = rows.id, rows: rows }", Code::BadFact, "rows.id", "stands once for each row"),
        ("paging: { cursor: cursor = next.-1.id, rows: rows }", Code::UnlikeTypes, "next", "not a list of records"),
        ("paging: { cursor: cursor = next.-1, rows: rows }", Code::UnlikeTypes, "next", "no last row"),
        ("paging: { cursor: cursor = next + 1, rows: rows }", Code::UnlikeTypes, "next", "something is added"),
        ("paging: { cursor: 页号 = rows.-1.id + x, rows: rows }", Code::BadFact, "x", "write `+ 1`"),
        ("paging: { cursor: cursor = total, rows: rows, end: nomore }", Code::UnlikeTypes, "nomore", "never has it"),
        ("paging: { cursor: cursor = next, rows: rows, without: [stard] }", Code::UnknownField, "stard", "`start`?"),
        ("paging: { link: header L nk, rows: rows }", Code::BadName, "L nk", "no name of a header"),
        ("paging: { link: total, rows: rows }", Code::UnlikeTypes, "total", "it is an address"),
        ("rate: 40", Code::BadFact, "40", "40 / minute"),
        ("rate: 0 / minute", Code::BadFact, "0", "no number of calls"),
        ("rate: 0.00001 / minute", Code::BadFact, "0.00001", "no number of calls"),
        ("rate: 40 wight / minute", Code::UnknownWord, "wight", "did you mean `weight`?"),
        ("rate: 40 / minite", Code::UnknownWord, "minite", "did you mean `minutes`?"),
        ("rate: 40 / minute brust 20", Code::UnknownWord, "minute brust 20", ""),
        ("rate: 40 / minute burst", Code::BadFact, "", "no number of calls"),
        ("rate: 40 / minute by", Code::BadFact, "by", "is not followed"),
        ("rate: 40 / minute burst x", Code::BadFact, "x", "no number of calls"),
        ("rate: 40 / minute burst 20 burst 30", Code::BadFact, "burst", "stands twice"),
        ("rate: \"40 / minute, seen header X\"", Code::BadFact, "seen header X", "used header NAME"),
        ("weight: -1", Code::BadFact, "-1", "whole number"),
        ("weight: { when: size > 1, then: 1, else: 很多 }", Code::BadFact, "很多", "whole number"),
        ("in_order: size", Code::BadFact, "size", "by order_no"),
        ("in_order: by orders", Code::UnlikeTypes, "orders", "one value"),
        ("in_order: by orders.no", Code::UnknownField, "no", ""),
        ("poll: { with: x, until: a = 1 }", Code::MissingKey, "poll", "`every` is missing"),
        ("poll: { with: x, until: a == 1, every: 5 seconds }", Code::BadRule, "==", ""),
        ("poll: { with: x, until: a = 1, every: soon }", Code::BadRule, "soon", "no number of days"),
    ] {
        let text = format!("{text}\n");
        let (found, marked, told) = read(&text).expect_err(&text);
        assert_eq!((found, marked.as_str()), (code, place), "{text}{told}");
        assert!(told.contains(says), "{text}{told}");
    }
}

fn repetitions() -> impl Strategy<Value = Repetition<'static>> {
    let words = Repeat::WORDS.iter().map(|(_, repeat)| Repetition::Does(*repeat));
    select(words.chain(["Idempotency-Key", "pager.no"].map(Repetition::By)).collect::<Vec<_>>())
}

fn conditions() -> impl Strategy<Value = Condition<'static>> {
    select(vec![
        Condition::Field("size", Test::Above("1")),
        Condition::Not(&Condition::Field("cursor", Test::Is("start"))),
        Condition::Any(&[Condition::Field("start", Test::There), Condition::Field("页号", Test::OneOf(&["1", "2"]))]),
    ])
}

fn choices<T: Copy + std::fmt::Debug + 'static>(
    values: impl Strategy<Value = T> + 'static,
) -> impl Strategy<Value = Choice<'static, T>> {
    let kept = |choice: Choice<'static, T>| -> &'static Choice<'static, T> { Box::leak(Box::new(choice)) };
    values.prop_map(Choice::Always).prop_recursive(3, 8, 2, move |inner| {
        (conditions(), inner.clone(), inner).prop_map(move |(condition, then, otherwise)| Choice::When {
            condition,
            then: kept(then),
            otherwise: kept(otherwise),
        })
    })
}

fn pagings() -> impl Strategy<Value = Paging<'static>> {
    let counted = prop_oneof![
        (select(vec!["页号", "pager.no"]), any::<u32>()).prop_map(|(row, first)| NextPage::Page { row, first }),
        Just(NextPage::Offset("size")),
    ];
    let led = prop_oneof![
        select(vec!["next", "names.-1", "rows.-1.名"]).prop_map(|from| NextPage::Cursor {
            row: "cursor",
            from,
            plus: 0
        }),
        any::<u32>().prop_map(|plus| NextPage::Cursor { row: "页号", from: "rows.-1.id", plus }),
        select(vec![NextPage::LinkHeader("X-Next_1"), NextPage::Link("next"), NextPage::Link("扩展.地址")]),
    ];
    let more = proptest::option::of(select(vec![
        Condition::Field("more", Test::Is("1")),
        Condition::Field("next", Test::Is("more")),
        Condition::All(&[Condition::Field("next", Test::There), Condition::Field("total", Test::Above("0"))]),
    ]));
    let without: Vec<&[&str]> = vec![&[], &["start"], &["start", "orders"]];
    let ends = (select(without), select(vec!["", "nomore", "没有 更多: #"]));
    let rows = select(vec![("rows", ""), ("rows", "id"), ("rows", "名"), ("names", "")]);
    let texts = (select(vec!["", "size", "pager.no"]), rows, select(vec!["", "total"]));
    (prop_oneof![counted, led], texts, more, ends).prop_map(
        |(next, (size, (rows, id), total), more, (without, end))| {
            let is_counted = matches!(next, NextPage::Page { .. } | NextPage::Offset(_));
            // A cursor that is a number ends by no word.
            let is_text = matches!(next, NextPage::Cursor { from: "next" | "rows.-1.名", .. });
            let without = if is_counted { &[][..] } else { without };
            Paging { next, size, rows, id, more, total, without, end: if is_text { end } else { "" } }
        },
    )
}

fn rates() -> impl Strategy<Value = Rate<'static>> {
    (
        1..u64::from(u32::MAX),
        any::<bool>(),
        1..u32::MAX,
        any::<u32>(),
        select(vec!["", "ip", "店铺"]),
        select(vec![None, Some(RateHeader::Used("X-Used")), Some(RateHeader::Left("X-Left"))]),
    )
        .prop_map(|(ten_thousandths, is_weighted, seconds, burst, by, told)| Rate {
            ten_thousandths,
            is_weighted,
            seconds,
            burst,
            by,
            told,
        })
}

fn polls() -> impl Strategy<Value = Poll<'static>> {
    let give: Vec<&[(&str, &str)]> = vec![&[], &[("id", "rows.id"), ("单号", "next")]];
    let until = Condition::Field("状态", Test::OneOf(&["成功", "a b"]));
    (select(vec!["order.get", "GET /订单/{id}", "a: b #c"]), select(give), 1..u32::MAX)
        .prop_map(move |(with, give, every)| Poll { with, give, until, every })
}

proptest! {
    #[test]
    fn what_is_written_is_read(
        repeat in choices(repetitions()), paging in proptest::option::of(pagings()), weight in choices(any::<u32>()),
        rates in proptest::collection::vec(rates(), 0..3), in_order in select(vec!["", "Idempotency-Key", "pager.no", "orders.id"]),
        poll in proptest::option::of(polls()),
    ) {
        let facts = Facts { paging, rates: rates.leak(), weight, in_order, poll };
        let endpoint = Endpoint { repeat, facts, ..SEARCH };
        // As generated code keeps it, in one text with the tables.
        let text = tables::print(&endpoint, std::iter::empty(), |_| false).join("\n") + "\n";
        let again = tables::read(String::leak(text.clone()), None, Forever).map(|parts| parts.endpoint);
        prop_assert_eq!(again, Ok(endpoint), "{}", text);
        prop_assert!(lines(&endpoint).iter().all(|(_, line)| !line.is_empty() && !line.contains('\n')));
    }

    #[test]
    fn no_text_stops_the_reader(text in "[a-z0-9 ./+=-]{0,24}|(页号|from|by|burst|header| |=|\\.-1|/|,|\\+){0,8}") {
        let quoted = text.replace('"', "");
        for key in ["repeat", "rate", "weight", "in_order"] {
            let _ = read(&format!("{key}: \"{quoted}\"\n"));
        }
        for key in ["page", "offset", "cursor", "link", "end", "more", "id"] {
            let _ = read(&format!("paging: {{ {key}: \"{quoted}\", rows: \"{quoted}\" }}\n"));
        }
    }
}
