//! Records and coded values that the maintainer renamed: the same field leads to them, so the page's names
//! are read as the file's.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use signwright_codegen::specs::Located;
use signwright_codegen::syntax::{Node, Scalar};
use signwright_codegen::vocabulary::line;

/// A text with the names that another file has for the same things. `None` when the text has no records.
pub(super) fn as_in(text: &str, tree: &Node, other: &Node) -> Option<String> {
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let mut open = vec![("request".to_owned(), "request".to_owned()), ("response".to_owned(), "response".to_owned())];
    let mut seen = Vec::new();
    while let Some((own, theirs)) = open.pop() {
        if seen.contains(&own) {
            continue;
        }
        seen.push(own.clone());
        let (Some(own), Some(theirs)) = (tree.get(&own), other.get(&theirs)) else { continue };
        for entry in own.map()?.iter().filter(|entry| !entry.key.text.starts_with('$')) {
            let Some(twin) = theirs.get(&entry.key.text) else { continue };
            let (Some(name), Some(called)) = (named(&entry.value, tree), named(twin, other)) else { continue };
            open.push((name.clone(), called.clone()));
            names.entry(name).or_insert(called);
        }
    }
    names.retain(|name, called| name != called);
    // Two things that the file made one, or a name it has for something else, stay as they are.
    let taken: Vec<String> = tree.map()?.iter().map(|entry| entry.key.text.clone()).collect();
    names.retain(|_, called| !taken.contains(called));
    let mut places: Vec<(usize, usize, &str)> = Vec::new();
    for entry in tree.map()? {
        if let Some(called) = names.get(&entry.key.text) {
            places.extend(place(&entry.key).map(|(from, to)| (from, to, called.as_str())));
        }
        let is_table =
            matches!(entry.key.text.as_str(), "request" | "response") || entry.key.text.starts_with(char::is_uppercase);
        for field in entry.value.map().filter(|_| is_table).unwrap_or_default() {
            let Some(scalar) = type_of(&field.value) else { continue };
            let Some(name) = named(&field.value, tree) else { continue };
            if let (Some(called), Some((from, to))) = (names.get(&name), place(scalar)) {
                let at = text.get(from..to).and_then(|line| line.find(&name));
                places.extend(at.map(|at| (from + at, from + at + name.len(), called.as_str())));
            }
        }
    }
    places.sort_unstable();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (from, to, called) in places {
        let _ = write!(out, "{}{called}", text.get(at..from)?);
        at = to;
    }
    out.push_str(text.get(at..)?);
    Some(out)
}

/// The record or list of codes of this file that a field's type names.
fn named(field: &Node, tree: &Node) -> Option<String> {
    let scalar = type_of(field)?;
    let line = line::field(Located { text: &scalar.text, span: scalar.span }).ok()?;
    let name = line.ty.words.text.split(['[', '(', '<']).next()?.to_owned();
    tree.get(&name).map(|_| name)
}

fn type_of(field: &Node) -> Option<&Scalar> {
    if field.map().is_some() { field.get("type")?.scalar() } else { field.scalar() }
}

fn place(scalar: &Scalar) -> Option<(usize, usize)> {
    Some((usize::try_from(scalar.span.start).ok()?, usize::try_from(scalar.span.end).ok()?))
}
