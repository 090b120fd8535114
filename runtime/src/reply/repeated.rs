//! Members of one name in a JSON object: the last is taken, as PHP, JavaScript and Java do, and that is said.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::model::Level;
use crate::place::Place;
use crate::{Node, Violation, Violations};

const MAX_NOTES: usize = 1000;
/// An object of so many members is compared pair by pair, which is cheaper than a table of its names.
const FEW: usize = 32;

/// Leaves the last of members of one name, everywhere in a document, and says where that was.
pub(crate) fn keep_last(document: &mut Node<'_>) -> Violations {
    let mut notes = Vec::new();
    clean(document, &mut Place::default(), &mut notes);
    Violations(notes)
}

fn clean(node: &mut Node<'_>, place: &mut Place<'_>, notes: &mut Vec<Violation>) {
    match node {
        Node::List(rows) => {
            for (number, row) in rows.iter_mut().enumerate() {
                place.row(number);
                clean(row, place, notes);
                place.up();
            }
        }
        Node::Map(entries) => {
            if is_repeating(entries) {
                for name in drop_earlier(entries.to_mut()) {
                    if notes.len() < MAX_NOTES {
                        let message = "given more than once; the last is taken".to_owned();
                        let (path, says) = (place.below(&name), String::new());
                        notes.push(Violation { path, rule: "repeated", level: Level::Warn, message, says });
                    }
                }
            }
            // Only what can hold members is walked into: an answer of a million scalars is passed over quickly.
            for (name, node) in entries.iter_mut().filter(|(_, node)| matches!(node, Node::List(_) | Node::Map(_))) {
                place.key(name);
                clean(node, place, notes);
                place.up();
            }
        }
        _ => {}
    }
}

fn is_repeating(entries: &[(Cow<'_, str>, Node<'_>)]) -> bool {
    if entries.len() <= FEW {
        let mut names = entries.iter().map(|(name, _)| name);
        return std::iter::from_fn(|| names.next().map(|name| names.clone().any(|later| later == name)))
            .any(|same| same);
    }
    let mut names = HashSet::with_capacity(entries.len());
    !entries.iter().all(|(name, _)| names.insert(name))
}

/// Drops all but the last of each name, and gives the names that had others, each once.
fn drop_earlier<'v>(entries: &mut Vec<(Cow<'v, str>, Node<'v>)>) -> Vec<String> {
    let (mut names, mut repeated) = (HashSet::new(), HashSet::new());
    let mut kept = Vec::with_capacity(entries.len());
    let mut order = Vec::new();
    // From the end, so that the first to be seen of a name is the one that stays.
    for (name, node) in std::mem::take(entries).into_iter().rev() {
        if names.insert(name.clone()) {
            kept.push((name, node));
        } else if repeated.insert(name.clone()) {
            order.push(name.into_owned());
        }
    }
    kept.reverse();
    *entries = kept;
    order.reverse();
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Limits, json};

    fn cleaned(text: &str) -> (Node<'_>, Vec<String>) {
        let mut node = json::parse(text.as_bytes(), Limits::default()).unwrap();
        let notes = keep_last(&mut node);
        (node, notes.iter().map(|note| note.path.clone()).collect())
    }

    #[test]
    fn the_last_of_a_name_is_kept_at_every_depth() {
        let (node, paths) =
            cleaned(r#"{"码":1,"行":[{"号":"A","号":"B","价":1},{"号":"C"}],"码":2,"co\u0064e":3,"code":4}"#);
        assert!(node == cleaned(r#"{"行":[{"号":"B","价":1},{"号":"C"}],"码":2,"code":4}"#).0);
        assert_eq!(paths, ["码", "code", "行[0].号"]);
    }

    #[test]
    fn large_objects_and_many_repetitions_are_no_burden() {
        let many = |name: fn(usize) -> String| {
            let members: Vec<_> = (0..100_000).map(|number| format!("\"{}\":{number}", name(number))).collect();
            format!("{{{}}}", members.join(","))
        };
        let (same, distinct) = (many(|_| "订".to_owned()), many(|number| number.to_string()));
        assert!(
            cleaned(&same) == (Node::map(vec![("订".into(), Node::Number("99999".into()))]), vec!["订".to_owned()])
        );
        assert_eq!(cleaned(&distinct).1, Vec::<String>::new());
        let pairs = many(|number| (number / 2).to_string());
        assert_eq!(cleaned(&pairs).1.len(), MAX_NOTES);
    }
}
