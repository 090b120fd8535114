//! Expressions over the trades of an invented platform.

use proptest::prelude::*;

use super::*;
use crate::notation::Forever;
use crate::notation::cursor::tests::{at_start, marked};
use crate::notation::scope::tests::{push, trade};

type Told = Vec<(Code, String, String)>;

fn read_in(text: &str, scope: Scope<'_>) -> Result<(String, Kind, String), Told> {
    let mut diagnostics = Diagnostics::default();
    let found = read(at_start(text), scope, Forever, &mut diagnostics);
    if let Some(found) = &found {
        let printed = print(&found.expr);
        let again = read(at_start(&printed), scope, Forever, &mut Diagnostics::default());
        assert_eq!(again.map(|read| read.expr), Some(found.expr), "{text}: {printed}");
        assert_eq!(again.map(|read| print(&read.expr)), Some(printed));
    }
    let mistakes: Vec<_> = diagnostics
        .sorted()
        .into_iter()
        .map(|one| (one.code, marked(text, one.span).to_owned(), one.message.clone() + "; " + &one.help))
        .collect();
    assert_eq!(found.is_some(), mistakes.is_empty(), "{text}");
    found.map(|read| (format!("{:?}", read.expr), read.kind, marked(text, read.span).to_owned())).ok_or(mistakes)
}

const TRADE: Scope<'static> = Scope { row: trade(), own: None };

/// An order's row in a rule of the trade with `each: orders`.
fn each_order() -> Scope<'static> {
    Scope { row: scope::find_rows(trade(), at_start("orders")).expect("a list of records"), own: Some(trade()) }
}

fn assert_reads(text: &str, scope: Scope<'_>, expr: &Expr<'_>, kind: Kind) {
    assert_eq!(read_in(text, scope), Ok((format!("{expr:?}"), kind, text.trim().to_owned())), "{text}");
}

#[test]
fn sums_bind_as_in_school() {
    use Expr::{Add, Const, Field, Mul, Sub, Sum};
    let (price, num, paid, one) = (Field("price"), Field("num"), Field("paid"), Const("1"));
    assert_reads("1", TRADE, &one, Kind::Number);
    assert_reads("-0.50", TRADE, &Const("-0.50"), Kind::Number);
    assert_reads("tid", TRADE, &Field("tid"), Kind::Text);
    assert_reads("paid + 1 - 1 * paid", TRADE, &Sub(&Add(&paid, &one), &Mul(&one, &paid)), Kind::Number);
    assert_reads("(paid+1)*1", TRADE, &Mul(&Add(&paid, &one), &one), Kind::Number);
    assert_reads("-paid", TRADE, &Sub(&Const("0"), &paid), Kind::Number);
    assert_reads("1--1", TRADE, &Sub(&one, &Const("-1")), Kind::Number);
    let total = Sum("orders", None, &Mul(&price, &num));
    assert_reads(" sum( orders : price*num ) + paid ", TRADE, &Add(&total, &paid), Kind::Number);
    assert_reads("count(orders)", TRADE, &Expr::Count("orders", None), Kind::Number);
    assert_reads(
        "count(trades.orders)",
        Scope { row: push(), own: None },
        &Expr::Count("trades.orders", None),
        Kind::Number,
    );
}

#[test]
fn constants_keep_their_quotes_in_mind() {
    let span = |text: &str| read_in(text, TRADE).map(|(expr, kind, _)| (expr, kind));
    assert_eq!(span("\"甲 乙\""), Ok(("Const(\"甲 乙\")".to_owned(), Kind::Text)));
    assert_eq!(span("'0000-00-00 00:00:00'"), Ok(("Const(\"0000-00-00 00:00:00\")".to_owned(), Kind::Time)));
}

#[test]
fn sibling_rows_are_matched_by_a_key() {
    let weight = Expr::Field("weight");
    let same = Join { theirs: "oid", ours: "oid" };
    assert_reads("sum(gifts by oid: weight)", each_order(), &Expr::Sum("gifts", Some(same), &weight), Kind::Number);
    let other = Join { theirs: "oid", ours: "货品编码" };
    assert_reads("count(gifts by oid = 货品编码)", each_order(), &Expr::Count("gifts", Some(other)), Kind::Number);
}

#[test]
fn true_and_false_are_constants() {
    assert_reads("true", TRADE, &Expr::Const("true"), Kind::Bool);
}

fn assert_mistake(text: &str, scope: Scope<'_>, code: Code, at: &str, says: &str) {
    let mistakes = read_in(text, scope).expect_err(text);
    let (found, place, said) = mistakes.first().expect("a mistake is told");
    assert_eq!((*found, place.as_str()), (code, at), "{text}: {said}");
    assert!(said.contains(says), "{text}: {said}");
}

#[test]
fn every_mistake_is_marked_where_it_is() {
    assert_mistake("paid + 邮费", TRADE, Code::UnknownField, "邮费", "");
    assert_mistake("sum(orders: prise * num)", TRADE, Code::UnknownField, "prise", "did you mean `price`?");
    assert_mistake("sum(order: price)", TRADE, Code::UnknownField, "order", "did you mean `orders`?");
    assert_mistake("sum(paid: price)", TRADE, Code::UnlikeTypes, "paid", "a list of records");
    assert_mistake("sum(orders: oid)", TRADE, Code::UnlikeTypes, "oid", "text");
    assert_mistake("paid + tid", TRADE, Code::UnlikeTypes, "tid", "text");
    assert_mistake("paid * \"一\"", TRADE, Code::UnlikeTypes, "一", "text");
    assert_mistake("orders + 1", TRADE, Code::UnlikeTypes, "orders", "a list");
    assert_mistake("orders.price", TRADE, Code::BadRule, "orders.price", "sum(orders: …)");
    assert_mistake("Σ(price * num)", TRADE, Code::BadRule, "Σ", "sum(list: EXPR)");
    assert_mistake("sum(gifts by oid: weight)", TRADE, Code::BadRule, "oid", "each");
    assert_mistake("count(gifts by weight = oid)", each_order(), Code::UnlikeTypes, "weight", "a number there");
    assert_mistake("sum(orders price)", TRADE, Code::BadRule, "p", "expected `:`");
    assert_mistake("sum(orders： price)", TRADE, Code::BadRule, "：", "write `:`");
    assert_mistake("(paid + 1", TRADE, Code::BadRule, "", "");
    assert_mistake("paid 1", TRADE, Code::BadRule, "1", "");
    assert_mistake("paid +", TRADE, Code::BadRule, "", "");
    assert_mistake("", TRADE, Code::BadRule, "", "");
    assert_mistake(&"(".repeat(10_000), TRADE, Code::BadRule, "(", "nests deeper");
    assert_mistake(&"-".repeat(10_000), TRADE, Code::BadRule, "-", "nests deeper");
    let chain = format!("paid{}", " + 1".repeat(65));
    assert_mistake(&chain, TRADE, Code::BadRule, &chain, "operations");
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "(?s).{0,60}", words in "(sum|count|\\(|\\)|orders|:| by |oid|=|price|\\+|-|\\*|1|\"|店|（){0,20}") {
        for text in [text, words] {
            let _ = read_in(&text, TRADE);
            let _ = read_in(&text, each_order());
        }
    }
}

fn expressions() -> impl Strategy<Value = Expr<'static>> {
    let kept = |expr| -> &'static Expr<'static> { Box::leak(Box::new(expr)) };
    let leaf = prop_oneof![
        Just(Expr::Field("paid")),
        "-?[0-9]{1,3}(\\.[0-9]{1,2})?".prop_map(|number: String| Expr::Const(number.leak())),
        Just(Expr::Count("orders", None)),
        Just(Expr::Sum("orders", None, const { &Expr::Mul(&Expr::Field("price"), &Expr::Field("num")) })),
    ];
    leaf.prop_recursive(5, 32, 2, move |inner| {
        let both = || (inner.clone(), inner.clone());
        prop_oneof![
            both().prop_map(move |(left, right)| Expr::Add(kept(left), kept(right))),
            both().prop_map(move |(left, right)| Expr::Sub(kept(left), kept(right))),
            both().prop_map(move |(left, right)| Expr::Mul(kept(left), kept(right))),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read(expr in expressions()) {
        let written = print(&expr);
        let again = read(at_start(&written), TRADE, Forever, &mut Diagnostics::default());
        prop_assert_eq!(again.map(|read| read.expr), Some(expr), "{}", written);
    }
}
