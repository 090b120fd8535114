//! Conditions: over records, whose absent fields read as their defaults, and over what a sandbox knows, where a path
//! simply leads somewhere or nowhere. Constants are read once, not for every row. Those of answers are in `reply`, for
//! nothing there may equal a code only by value.

use std::borrow::Cow;
use std::cmp::Ordering;

use crate::model::{Condition, Offset, Test};
use crate::{DateTime, Decimal, Node, Time};

/// Whether a condition holds, where `look` follows a path such as `data.message`.
///
/// Numbers compare by value (`0` equals `"0"`), everything else as text (`01` is not `1`). What is absent,
/// `null`, empty text or an empty list is "empty"; everything else is "there".
pub fn holds<'n>(condition: &Condition<'_>, look: &dyn Fn(&str) -> Option<&'n Node<'n>>) -> bool {
    let check = Check::of(condition, &mut |path| path);
    check.holds(Offset::UTC, &|path: &&str| Operand { node: look(path).unwrap_or(&Node::Absent), default: None })
}

/// A field's value, and what the server assumes where it is absent.
#[derive(Clone, Copy)]
pub(super) struct Operand<'n> {
    pub(super) node: &'n Node<'n>,
    pub(super) default: Option<&'n str>,
}

/// A condition whose names are resolved to `R` and whose constants are read.
pub(super) enum Check<'m, R> {
    Test(R, Compare<'m>),
    All(Vec<Self>),
    Any(Vec<Self>),
    Not(Box<Self>),
}

/// A test whose constants are read.
pub(super) enum Compare<'m> {
    Is(Constant<'m>),
    IsNot(Constant<'m>),
    OneOf(Vec<Constant<'m>>),
    Below(Constant<'m>),
    Above(Constant<'m>),
    Empty,
    There,
}

/// A constant, as text and as the number that it is, if it is one.
#[derive(Clone, Copy)]
pub(super) struct Constant<'m> {
    pub(super) text: &'m str,
    pub(super) number: Option<Decimal>,
}

impl<'m> Constant<'m> {
    pub(super) fn of(text: &'m str) -> Self {
        Self { text, number: number_in(text) }
    }
}

impl<'m, R> Check<'m, R> {
    /// Resolves the names of a condition.
    pub(super) fn of(condition: &Condition<'m>, resolve: &mut dyn FnMut(&'m str) -> R) -> Self {
        match condition {
            Condition::Field(name, test) => Self::Test(resolve(name), Compare::of(test)),
            Condition::All(all) => Self::All(all.iter().map(|condition| Self::of(condition, resolve)).collect()),
            Condition::Any(any) => Self::Any(any.iter().map(|condition| Self::of(condition, resolve)).collect()),
            Condition::Not(condition) => Self::Not(Box::new(Self::of(condition, resolve))),
            // A request has no status, and no header of an answer.
            Condition::Status(_) | Condition::Header(..) => Self::Any(Vec::new()),
        }
    }

    /// Whether it holds.
    pub(super) fn holds<'n>(&self, zone: Offset, look: &dyn Fn(&R) -> Operand<'n>) -> bool {
        match self {
            Self::Test(name, compare) => compare.passes(look(name), zone),
            Self::All(all) => all.iter().all(|condition| condition.holds(zone, look)),
            Self::Any(any) => any.iter().any(|condition| condition.holds(zone, look)),
            Self::Not(condition) => !condition.holds(zone, look),
        }
    }
}

impl<'m> Compare<'m> {
    fn of(test: &Test<'m>) -> Self {
        match test {
            Test::Is(value) => Self::Is(Constant::of(value)),
            Test::IsNot(value) => Self::IsNot(Constant::of(value)),
            Test::OneOf(values) => Self::OneOf(values.iter().map(|value| Constant::of(value)).collect()),
            Test::Below(value) => Self::Below(Constant::of(value)),
            Test::Above(value) => Self::Above(Constant::of(value)),
            Test::Empty => Self::Empty,
            Test::There => Self::There,
        }
    }

    fn passes(&self, operand: Operand<'_>, zone: Offset) -> bool {
        match self {
            Self::Is(constant) => equals(operand, constant, zone),
            Self::IsNot(constant) => !equals(operand, constant, zone),
            Self::OneOf(constants) => constants.iter().any(|constant| equals(operand, constant, zone)),
            // What is no number is neither below nor above one: such a test does not hold, whichever way it is
            // written.
            Self::Below(constant) => order(operand, constant, zone) == Some(Ordering::Less),
            Self::Above(constant) => order(operand, constant, zone) == Some(Ordering::Greater),
            Self::Empty => !operand.node.is_there(),
            // A default counts for comparisons only: whether a field was sent is told by the field alone.
            Self::There => operand.node.is_there(),
        }
    }
}

impl<'n> Operand<'n> {
    /// Its text, or that of its default; `None` where there is neither.
    pub(super) fn text(self, zone: Offset) -> Option<Cow<'n, str>> {
        match self.node {
            node if !node.is_there() => self.default.map(Cow::Borrowed),
            Node::Time(time) => Some(Cow::Owned(time.to(zone).to_string())),
            node => node.as_text(),
        }
    }

    /// Its number, or that of its default.
    pub(super) fn number(self) -> Option<Decimal> {
        if self.node.is_there() { number(self.node) } else { number_in(self.default?) }
    }
}

/// The number that a scalar is.
pub(super) fn number(node: &Node<'_>) -> Option<Decimal> {
    match node {
        Node::Int(value) => Some((*value).into()),
        Node::Decimal(value) => Some(*value),
        Node::Number(text) => Decimal::parse_lenient(text),
        Node::Text(text) => number_in(text),
        // A condition may name a boolean's values as words or as the vendor's 1 and 0.
        Node::Bool(value) => Some(u32::from(*value).into()),
        _ => None,
    }
}

/// The number that a text is. `01` is none: leading zeros belong to codes.
fn number_in(text: &str) -> Option<Decimal> {
    let mut digits = text.strip_prefix('-').unwrap_or(text).bytes();
    match (digits.next()?, digits.next()) {
        (b'0', Some(b'0'..=b'9')) => None,
        (b'0'..=b'9', _) => text.parse().ok(),
        _ => None,
    }
}

fn equals(operand: Operand<'_>, constant: &Constant<'_>, zone: Offset) -> bool {
    if let Some(time) = instant(operand) {
        return Time::parse(constant.text) == Ok(time);
    }
    // What has one spelling needs none of its own.
    match operand.node {
        Node::Int(_) | Node::Decimal(_) => {
            return constant.number.is_some_and(|expected| number(operand.node) == Some(expected));
        }
        Node::Time(time) => return time.to(zone).written() == constant.text.as_bytes(),
        _ => {}
    }
    match operand.text(zone) {
        // An absent field equals the empty text, as the vendors' own conditions have it.
        None => constant.text.is_empty() && !operand.node.is_there(),
        // Equal texts need no number, and most codes are compared as they stand.
        Some(text) if text == constant.text => true,
        Some(_) => constant.number.is_some_and(|expected| operand.number() == Some(expected)),
    }
}

/// The instant that an operand is. Its constants are written as ISO 8601 has it, at any distance from UTC.
fn instant(operand: Operand<'_>) -> Option<Time> {
    match operand.node {
        Node::Instant(time) => Some(*time),
        _ => None,
    }
}

fn order(operand: Operand<'_>, constant: &Constant<'_>, zone: Offset) -> Option<Ordering> {
    if let Some(time) = instant(operand) {
        return Time::parse(constant.text).ok().map(|expected| time.cmp(&expected));
    }
    if let Some(expected) = constant.number {
        return operand.number().map(|number| number.cmp(&expected));
    }
    let expected = DateTime::parse(constant.text, zone).ok()?;
    DateTime::parse(&operand.text(zone)?, zone).ok().map(|time| time.cmp(&expected))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(condition: &Condition<'_>) -> bool {
        let node = Node::map(vec![
            ("code".into(), Node::text("0")),
            ("number".into(), Node::Number("12.50".into())),
            ("店铺".into(), Node::text("01")),
            ("空".into(), Node::text("")),
            ("null".into(), Node::Null),
            ("列表".into(), Node::list(vec![])),
            ("yes".into(), Node::Bool(true)),
            ("at".into(), Node::text("2024-01-01 00:00:00")),
            ("data".into(), Node::map(vec![("message".into(), Node::text("订单状态不正确"))])),
        ]);
        holds(condition, &|path| node.path(path))
    }

    fn field(name: &'static str, test: Test<'static>) -> bool {
        answer(&Condition::Field(name, test))
    }

    #[test]
    fn numbers_compare_by_value_and_codes_as_text() {
        assert!(field("code", Test::Is("0")) && field("code", Test::Is("0.0")) && !field("code", Test::Is("")));
        assert!(field("number", Test::Is("12.5")) && field("number", Test::OneOf(&["1", "12.500"])));
        assert!(!field("店铺", Test::Is("1")) && field("店铺", Test::Is("01")) && field("店铺", Test::IsNot("1")));
        assert!(field("yes", Test::Is("true")) && field("yes", Test::Is("1")) && !field("yes", Test::Is("0")));
        assert!(field("number", Test::Below("13")) && !field("number", Test::Above("12.5")));
        assert!(field("at", Test::Above("2023-12-31 23:59:59")) && !field("data.message", Test::Above("1")));
    }

    #[test]
    fn what_is_absent_is_different_from_everything() {
        for name in ["nowhere", "data.nowhere", "null", "空", "code.下", "列表"] {
            assert!(field(name, Test::Empty) && !field(name, Test::There), "{name}");
            assert!(field(name, Test::IsNot("0")) && !field(name, Test::Is("0")), "{name}");
            assert!(!field(name, Test::Below("1")) && !field(name, Test::Above("-1")), "{name}");
        }
        assert!(field("data", Test::There) && field("data.message", Test::There));
        assert!(field("空", Test::Is("")));
    }

    #[test]
    fn conditions_combine() {
        const SUCCESS: Condition<'static> =
            Condition::All(&[Condition::Field("code", Test::Is("0")), Condition::Field("data.message", Test::Empty)]);
        assert!(!answer(&SUCCESS) && answer(&Condition::Not(&SUCCESS)));
        assert!(answer(&Condition::Any(&[SUCCESS, Condition::Field("yes", Test::There)])));
        assert!(answer(&Condition::All(&[])) && !answer(&Condition::Any(&[])));
    }
}
