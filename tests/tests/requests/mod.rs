//! Makes requests from the tables of the model: any endpoint of any platform, with values that its types and rules
//! allow. Nothing here knows an endpoint; a rule that a random request breaks is settled afterwards.

pub(crate) mod place;

use std::fmt;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use signwright_client::APIS;
use signwright_runtime::model::{
    Api, Body, CodeTable, CodeWire, Digits, DocumentFormat, Endpoint, Expr, Field, Level, Offset, RuleKind, Shape,
    TextUnit, Type,
};
use signwright_runtime::{Date, DateTime, Decimal, Node, Time, Value, Violation, validate};

use place::{last_name, slot, spot};

/// A request that breaks nothing.
#[derive(Clone)]
pub(crate) struct Request {
    pub(crate) api: &'static Api<'static>,
    pub(crate) endpoint: &'static Endpoint<'static>,
    pub(crate) format: Option<DocumentFormat>,
    pub(crate) node: Node<'static>,
}

/// With its values: they are random, nobody's.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} {:?}", self.endpoint.name, self.format)?;
        let shape = self.endpoint.request();
        for (path, _) in place::fields(shape, &self.node, "") {
            if let Some(value) = place::slot(shape, &self.node, &path).and_then(Node::as_text) {
                writeln!(f, "  {path} = {value:?}")?;
            }
        }
        Ok(())
    }
}

/// Any request of any endpoint.
pub(crate) fn request() -> impl Strategy<Value = Request> {
    let endpoints: Vec<_> = APIS
        .apis()
        .expect("the texts are read")
        .iter()
        .flat_map(|api| api.endpoints.iter().map(move |one| (*api, *one)))
        .collect();
    (select(endpoints), any::<Index>()).prop_flat_map(|((api, endpoint), which)| of(api, endpoint, which))
}

pub(crate) fn of(
    api: &'static Api<'static>,
    endpoint: &'static Endpoint<'static>,
    which: Index,
) -> BoxedStrategy<Request> {
    let formats = match api.platform.wire.body {
        Body::Envelope { formats, .. } => formats,
        _ => &[],
    };
    let format = (!formats.is_empty()).then(|| *which.get(formats));
    let shape = endpoint.request();
    let made = (record(shape, api.platform.zone), vec(any::<bool>(), 1..200));
    made.prop_map(move |(full, kept)| {
        let mut node = full.clone();
        thin(shape, &mut node, &mut kept.iter().cycle());
        settle(shape, &mut node, &full, api.platform.zone);
        Request { api, endpoint, format, node }
    })
    .boxed()
}

/// Drops optional fields as chance has it.
fn thin<'k>(shape: Shape<'static>, node: &mut Node<'static>, kept: &mut impl Iterator<Item = &'k bool>) {
    let Node::Record(nodes) = node else { return };
    for (field, node) in shape.record().fields.iter().zip(nodes) {
        if !field.is_required() && kept.next() == Some(&false) {
            *node = Node::Absent;
        }
        match (field.ty, node) {
            (Type::Record(id), node) => thin(shape.at(id), node, kept),
            (Type::List(Type::Record(id), _), Node::List(rows)) => {
                for row in rows {
                    thin(shape.at(*id), row, kept);
                }
            }
            _ => (),
        }
    }
}

/// Changes what breaks a rule, until nothing does. `full` has every field.
fn settle(shape: Shape<'static>, node: &mut Node<'static>, full: &Node<'static>, zone: Offset) {
    for round in 0..20 {
        for broken in validate(shape, node, zone).into_iter().filter(|one| one.level == Level::Deny) {
            repair(shape, node, full, &broken, round);
        }
    }
    let left = validate(shape, node, zone);
    assert!(left.iter().all(|one| one.level == Level::Warn), "no way to settle {left:?}");
}

fn repair(shape: Shape<'static>, node: &mut Node<'static>, full: &Node<'static>, broken: &Violation, round: usize) {
    let (record, _) = spot(shape, &broken.path).expect("a field of the table");
    let (name, above) = (last_name(&broken.path), broken.path.trim_end_matches(last_name(&broken.path)));
    let of_name = |kind: &RuleKind<'static>| match kind {
        RuleKind::Ordered(first, second) if *first == name => Some((Some(*second), "")),
        RuleKind::Equals(field, Expr::Const(value)) if *field == name => Some((None, *value)),
        _ => None,
    };
    let rule = record.rules.iter().find_map(|rule| of_name(&rule.kind));
    let value = match (broken.rule, rule) {
        ("forbidden", _) => Node::Absent,
        ("requires" | "together" | "required" | "any_of" | "empty", _) => match slot(shape, full, &broken.path) {
            Some(value) if value.is_there() => value.clone(),
            _ => Node::text("补"),
        },
        ("unique", _) => Node::text(format!("{round}号{}", broken.path.len())),
        ("ordered", Some((Some(second), _))) => {
            let other = format!("{above}{second}");
            let later = slot(shape, node, &broken.path).cloned().expect("a value");
            let earlier = place::put(shape, node, &other, later);
            earlier.expect("a value")
        }
        ("equals", Some((None, value))) => DateTime::parse(value, Offset::UTC).map_or(Node::text(value), Node::Time),
        _ => panic!("no way to settle {broken}"),
    };
    place::put(shape, node, &broken.path, value);
}

/// A record with all its fields.
fn record(shape: Shape<'static>, zone: Offset) -> BoxedStrategy<Node<'static>> {
    let field = |field: &'static Field<'static>| {
        let value = value(shape, field, field.ty, zone);
        if field.is_nullable() { prop_oneof![4 => value, 1 => Just(Node::Null)].boxed() } else { value }
    };
    shape.record().fields.iter().map(field).collect::<Vec<_>>().prop_map(Node::record).boxed()
}

fn value(
    shape: Shape<'static>,
    field: &'static Field<'static>,
    ty: Type<'static>,
    zone: Offset,
) -> BoxedStrategy<Node<'static>> {
    match ty {
        Type::Text { max, unit, .. } => {
            // Where a none is stated, empty text may be how it travels.
            let least = usize::from((field.is_required() && !field.may_be_empty) || field.is_nullable());
            text(least, max, unit).prop_map(Node::text).boxed()
        }
        Type::Int { min, max } | Type::Minor { min, max } => {
            prop_oneof![3 => min..=max, 1 => Just(min), 1 => Just(max)].prop_map(Node::Int).boxed()
        }
        Type::Decimal { digits, .. } => {
            let Digits { precision, scale } = digits.unwrap_or(Digits { precision: 19, scale: 4 });
            decimal(precision, scale).prop_map(Node::Decimal).boxed()
        }
        Type::Bool(_) => any::<bool>().prop_map(Node::Bool).boxed(),
        Type::DateTime(_) => {
            // The year 1970 to 2099, on the platform's wall clock or on another one.
            let zones = select(vec![zone, Offset::UTC, Offset(-210)]);
            let at = (86_400..4_102_000_000_i64, zones);
            at.prop_map(|(unix, zone)| DateTime::from_unix(unix, zone).map_or(Node::Absent, Node::Time)).boxed()
        }
        Type::Date(_) => (1_u16..=9999, 1_u8..=12, 1_u8..=28)
            .prop_map(|(year, month, day)| Date::new(year, month, day).map_or(Node::Absent, Node::Day))
            .boxed(),
        Type::Time(_) => (86_400..4_102_000_000_i64)
            .prop_map(|unix| Time::from_unix(unix).map_or(Node::Absent, Node::Instant))
            .boxed(),
        Type::Unsigned { min, max } => (min..=max).prop_map(|value| value.node().into_owned()).boxed(),
        Type::Code(table) => select(table.codes).prop_map(|code| coded(table, code.code)).boxed(),
        Type::TextOrInt | Type::Any => text(1, Some(20), TextUnit::Chars).prop_map(Node::text).boxed(),
        Type::Record(id) => record(shape.at(id), zone),
        Type::Map(of, _) => {
            let entry = (text(1, Some(9), TextUnit::Bytes), value(shape, field, *of, zone));
            let entries = prop::collection::btree_map(entry.0, entry.1, 0..3);
            entries.prop_map(|map| Node::Map(map.into_iter().map(|(name, node)| (name.into(), node)).collect())).boxed()
        }
        Type::List(of, bounds) => {
            let least = usize::try_from(bounds.min).unwrap_or(usize::MAX);
            let most = bounds.max.map_or(least + 2, |max| (least + 2).min(usize::try_from(max).unwrap_or(usize::MAX)));
            vec(value(shape, field, *of, zone), least..=most).prop_map(Node::list).boxed()
        }
    }
}

/// A code as a typed request has it.
pub(crate) fn coded(table: &CodeTable<'_>, code: &str) -> Node<'static> {
    match table.wire {
        CodeWire::Int { .. } => Node::Int(code.parse().expect("a whole number")),
        CodeWire::Text { .. } => Node::text(code.to_owned()),
    }
}

/// Chinese, emoji and their modifiers, full-width punctuation, and what has a meaning in some encoding.
fn text(least: usize, max: Option<u32>, unit: TextUnit) -> BoxedStrategy<String> {
    let character = match unit {
        TextUnit::Chars => select(
            "中文订单好评龘，。：；！？（）【】“”、　😀👍🏽🍵🇨é ~*-_.\"\\/&=+%;:<>'{}[]#?@,!\t\nazAZ09"
                .chars()
                .collect::<Vec<_>>(),
        ),
        // A character is one of these units, so that a length is that of the characters.
        TextUnit::Bytes | TextUnit::Utf16 => select(('!'..='~').collect::<Vec<_>>()),
    };
    let max = usize::try_from(max.unwrap_or(60)).unwrap_or(60);
    let of = move |lengths| vec(character.clone(), lengths).prop_map(String::from_iter);
    prop_oneof![1 => of(least..=least.max(1)), 8 => of(least..=max.min(12)), 1 => of(max..=max)].boxed()
}

/// As many digits as the table allows, and zeros at the end that must not be lost.
fn decimal(precision: u8, scale: u8) -> impl Strategy<Value = Decimal> {
    // No table has more than 18 digits before the point.
    let most = 10_u64.pow(u32::from(precision - scale).min(18)) - 1;
    let whole = prop_oneof![3 => 0..1000_u64, 1 => 0..=most, 1 => Just(most)];
    let fraction = vec(0..10_u8, 0..=usize::from(scale));
    (any::<bool>(), whole, fraction).prop_map(|(negative, whole, fraction)| {
        let fraction: String = fraction.iter().map(u8::to_string).collect();
        let point = if fraction.is_empty() { "" } else { "." };
        let sign = if negative { "-" } else { "" };
        format!("{sign}{whole}{point}{fraction}").parse().expect("a decimal")
    })
}
