//! The JSON body that something is placed in: its members by name or path, read, taken out and put in.

use std::borrow::Cow;

use super::error::SignReason;
use super::text;
use crate::Node;

pub(super) type Members<'a> = Vec<(Cow<'a, str>, Node<'a>)>;

/// The members of a JSON body; none of an empty one.
pub(super) fn members(body: &[u8]) -> Result<Members<'_>, SignReason> {
    if body.is_empty() {
        return Ok(Vec::new());
    }
    match text::parsed(body)? {
        Node::Map(members) => Ok(members.into_vec()),
        _ => Err(SignReason::Undecodable("a JSON object")),
    }
}

/// What stands under a name, or at a path of names and of rows' numbers separated by points.
pub(super) fn find<'n, 'a>(members: &'n [(Cow<'a, str>, Node<'a>)], path: &str) -> Option<&'n Node<'a>> {
    let named = |wanted: &str| members.iter().find(|(name, _)| name == wanted).map(|(_, node)| node);
    named(path).or_else(|| {
        let (first, path_below) = path.split_once('.')?;
        match named(first)? {
            Node::Map(inner) => find(inner, path_below),
            below => below.path(path_below),
        }
    })
}

/// Takes out what [`find`] finds.
pub(super) fn take<'a>(members: &mut Members<'a>, path: &str) -> Option<Node<'a>> {
    if let Some(index) = members.iter().position(|(name, _)| name == path) {
        return Some(members.remove(index).1);
    }
    let (first, path_below) = path.split_once('.')?;
    let (_, below) = members.iter_mut().find(|(name, _)| name == first)?;
    take_below(below, path_below)
}

fn take_below<'a>(node: &mut Node<'a>, path: &str) -> Option<Node<'a>> {
    match node {
        Node::Map(members) => take(members.to_mut(), path),
        Node::List(rows) => {
            let (number, path_below) = path.split_once('.')?;
            take_below(rows.get_mut(number.parse::<usize>().ok()?)?, path_below)
        }
        _ => None,
    }
}

/// Puts a value at a path, with the objects that lead there. Where the body has something else on the way, the path is
/// a name as it stands.
pub(super) fn put<'a>(members: &mut Members<'a>, path: &'a str, value: Node<'a>) {
    let Some((first, path_below)) = path.split_once('.') else { return members.push((Cow::Borrowed(path), value)) };
    match members.iter_mut().find(|(name, _)| name == first) {
        Some((_, below)) if leads(below, path_below) => put_below(below, path_below, value),
        Some(_) => members.push((Cow::Borrowed(path), value)),
        None => {
            let mut inner = Vec::new();
            put(&mut inner, path_below, value);
            members.push((Cow::Borrowed(first), Node::map(inner)));
        }
    }
}

fn put_below<'a>(node: &mut Node<'a>, path: &'a str, value: Node<'a>) {
    match node {
        Node::Map(members) => put(members.to_mut(), path, value),
        Node::List(rows) => {
            let Some((number, path_below)) = path.split_once('.') else { return };
            if let Some(row) = number.parse::<usize>().ok().and_then(|number| rows.get_mut(number)) {
                put_below(row, path_below, value);
            }
        }
        _ => {}
    }
}

fn leads(node: &Node<'_>, path: &str) -> bool {
    match (node, path.split_once('.')) {
        (Node::Map(_), _) => true,
        (Node::List(rows), Some((number, path_below))) => {
            let row = number.parse::<usize>().ok().and_then(|number| rows.get(number));
            row.is_some_and(|row| leads(row, path_below))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Escape;

    #[test]
    fn a_path_leads_into_objects_and_a_name_with_points_comes_first() {
        let mut members = members("{\"head\":{\"签\":\"a\"},\"head.b\":1,\"rows\":[1,{}]}".as_bytes()).unwrap();
        put(&mut members, "head.time", Node::text("1"));
        put(&mut members, "meta.签.名", Node::text("2"));
        put(&mut members, "head.签.x", Node::text("3"));
        put(&mut members, "rows.1.签", Node::text("4"));
        put(&mut members, "rows.0.签", Node::text("5"));
        let written = text::written(&Node::map(members.clone()), Escape::Minimal).unwrap();
        let all = r#"{"head":{"签":"a","time":"1","签.x":"3"},"head.b":1,"rows":[1,{"签":"4"}],"meta":{"签":{"名":"2"}},"rows.0.签":"5"}"#;
        assert_eq!(written, all);
        assert_eq!(find(&members, "head.签.x"), Some(&Node::text("3")));
        assert_eq!(find(&members, "head.c"), None);
        for path in ["head.b", "head.time", "meta.签.名", "rows.1.签", "rows.0.签"] {
            let found = find(&members, path).cloned();
            assert!(found.is_some(), "{path}");
            assert_eq!(take(&mut members, path), found);
            assert_eq!(take(&mut members, path), None);
        }
    }
}
