//! Makes a condition hold of an answer, or not: for endpoints whose spec gives no answer, and for rows that failed or did
//! not. A status and a header are not the document's, and left to who composes the whole.

use std::borrow::Cow;

use signwright_runtime::model::{Condition, Shape, Test, Type};
use signwright_runtime::{Node, holds};

use crate::answer::{self, Place};

/// An answer that these conditions hold of, for an endpoint whose spec gives none.
pub(crate) fn succeeding<'m>(conditions: &[Condition<'m>], shape: Option<Shape<'_>>) -> Node<'m> {
    let mut answer = Node::map(Vec::new());
    for condition in conditions {
        fulfil(&mut answer, condition, true, shape);
    }
    answer
}

/// An answer with what a condition demands of it, where it says nothing of that itself.
pub(crate) fn completed<'m>(mut answer: Node<'m>, condition: Option<&Condition<'m>>, shape: Shape<'_>) -> Node<'m> {
    let Some(condition) = condition else { return answer };
    let said = answer.clone();
    walk(&mut answer, condition, true, (Some(shape), Some(&said)));
    answer
}

/// Changes as little of the answer as makes the condition true, or false.
pub(crate) fn fulfil<'m>(answer: &mut Node<'m>, condition: &Condition<'m>, is_wanted: bool, shape: Option<Shape<'_>>) {
    walk(answer, condition, is_wanted, (shape, None));
}

/// The headers that a condition demands of an answer.
pub(crate) fn headers(condition: &Condition<'_>, headers: &mut Vec<(String, String)>) {
    let mut push = |name: &str, value: &str| headers.push((name.to_owned(), value.to_owned()));
    match *condition {
        Condition::Header(name, Test::Is(value)) => push(name, value),
        Condition::Header(name, Test::OneOf(values)) => values.first().into_iter().for_each(|value| push(name, value)),
        Condition::Header(name, Test::There) => push(name, "OK"),
        Condition::All(all) => all.iter().for_each(|condition| self::headers(condition, headers)),
        Condition::Any(any) => any.iter().take(1).for_each(|condition| self::headers(condition, headers)),
        Condition::Header(..) | Condition::Field(..) | Condition::Not(_) | Condition::Status(_) => {}
    }
}

/// What an answer `said` before stays.
fn walk<'m>(
    answer: &mut Node<'m>,
    condition: &Condition<'m>,
    is_wanted: bool,
    (shape, said): (Option<Shape<'_>>, Option<&Node<'m>>),
) {
    match *condition {
        Condition::Field(path, _) if said.is_some_and(|said| said.path(path).is_some()) => {}
        Condition::Field(path, test) => {
            // A flag is said in either case, though its absence means one.
            let is_flag = shape.and_then(|shape| Place::at(shape, path)).is_some_and(Place::is_flag);
            let is_unsaid = is_flag && answer.path(path).is_none();
            if is_unsaid || holds(condition, &|path| answer.path(path)) != is_wanted {
                set(answer, path, passing(test, is_wanted), shape);
            }
        }
        // What only all of them make true, one of them makes false.
        Condition::All(parts) | Condition::Any(parts) => {
            let is_all = matches!(condition, Condition::All(_)) == is_wanted;
            let parts = parts.iter().take(if is_all { parts.len() } else { 1 });
            parts.for_each(|part| walk(answer, part, is_wanted, (shape, said)));
        }
        Condition::Not(condition) => walk(answer, condition, !is_wanted, (shape, said)),
        Condition::Status(_) | Condition::Header(..) => {}
    }
}

/// What stands where a test passes, or fails.
enum Passing<'m> {
    Text(Cow<'m, str>),
    /// A value that is not this one; where the type does not tell another, nothing.
    NotText(&'m str),
    Something,
    Nothing,
}

fn passing(test: Test<'_>, is_wanted: bool) -> Passing<'_> {
    match (test, is_wanted) {
        (Test::Is(value), true) | (Test::IsNot(value), false) => text(value),
        (Test::Is(value), false) | (Test::IsNot(value), true) if value.is_empty() => Passing::Something,
        (Test::Is(value), false) | (Test::IsNot(value), true) => Passing::NotText(value),
        (Test::OneOf(values), true) => values.first().map_or(Passing::Nothing, |value| text(value)),
        (Test::OneOf(values), false) if values.contains(&"") => Passing::Something,
        (Test::There, true) | (Test::Empty, false) => Passing::Something,
        (Test::Above(bound), true) => beside(bound, 1),
        (Test::Below(bound), true) => beside(bound, -1),
        // Nothing is neither above nor below a number, nor among values.
        _ => Passing::Nothing,
    }
}

fn text(value: &str) -> Passing<'_> {
    if value.is_empty() { Passing::Nothing } else { Passing::Text(value.into()) }
}

/// The whole number beside a bound; the bound itself where it is none, or the last one.
fn beside(bound: &str, by: i64) -> Passing<'_> {
    let number = bound.split('.').next().and_then(|integer| integer.parse::<i64>().ok());
    let number = number.and_then(|number| number.checked_add(by));
    Passing::Text(number.map_or(bound.into(), |number| number.to_string().into()))
}

fn set<'m>(answer: &mut Node<'m>, path: &'m str, passing: Passing<'m>, shape: Option<Shape<'_>>) {
    let node = |place: Option<Place<'_>>| match (passing, place.map(Place::ty)) {
        (Passing::Text(text), _) => answer::scalar(text.into_owned(), place),
        (Passing::NotText(value), Some(Type::Bool(words))) => {
            let is_yes = value == words.map_or("true", |words| words.yes) || value == "true";
            let (yes, no) = words.map_or(("true", "false"), |words| (words.yes, words.no));
            answer::scalar(if is_yes { no } else { yes }.to_owned(), place)
        }
        (
            Passing::Something,
            Some(Type::Int { .. } | Type::Unsigned { .. } | Type::Minor { .. } | Type::Decimal { .. }),
        ) => answer::scalar("1".to_owned(), place),
        (Passing::Something, Some(Type::Bool(words))) => {
            answer::scalar(words.map_or("true", |words| words.yes).to_owned(), place)
        }
        (Passing::Something, _) => Node::text("OK"),
        (Passing::NotText(_) | Passing::Nothing, _) => Node::Absent,
    };
    answer::put(answer, path, node, shape);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_is_made_to_hold_and_not_to_hold() {
        let field = Condition::Field;
        let parts = [field("a", Test::Is("1")), field("b.c", Test::There)];
        let not = field("a", Test::OneOf(&["7", ""]));
        for condition in [
            field("a", Test::Is("1")),
            field("a", Test::Is("")),
            field("a", Test::IsNot("1")),
            field("a", Test::IsNot("")),
            field("a", Test::OneOf(&["1", "2"])),
            field("a", Test::OneOf(&["", "2"])),
            field("a", Test::Above("0")),
            field("a", Test::Below("-0.5")),
            field("b.c", Test::Empty),
            field("b.c", Test::There),
            Condition::All(&parts),
            Condition::Any(&parts),
            Condition::Not(&not),
        ] {
            for (is_wanted, before) in [(true, None), (false, None), (true, Some("1")), (false, Some("1"))] {
                let entries = before.map(|text| (Cow::from("a"), Node::text(text)));
                let mut answer = Node::Map(entries.into_iter().collect());
                fulfil(&mut answer, &condition, is_wanted, None);
                assert_eq!(holds(&condition, &|path| answer.path(path)), is_wanted, "{condition:?} from {before:?}");
            }
        }
    }
}
