//! Records and coded values that the maintainer renamed: the same field leads to them, so the page's names
//! are read as the file's.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use signwright_codegen::specs::Located;
use signwright_codegen::syntax::{Node, Scalar};
use signwright_codegen::vocabulary::line;

/// A text with the names that another file has for the same things. `None` when the text has no records.
pub(super) fn as_in(text: &str, tree: &Node, file: &Node) -> Option<String> {
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let mut open = vec![("request".to_owned(), "request".to_owned()), ("response".to_owned(), "response".to_owned())];
    let mut seen = Vec::new();
    while let Some((name_here, theirs)) = open.pop() {
        if seen.contains(&name_here) {
            continue;
        }
        seen.push(name_here.clone());
        let (Some(name_here), Some(theirs)) = (tree.get(&name_here), file.get(&theirs)) else { continue };
        for pair in name_here.map()?.iter().filter(|pair| !pair.key.text.starts_with('$')) {
            let Some(twin) = theirs.get(&pair.key.text) else { continue };
            let (Some(name), Some(called)) = (named(&pair.value, tree), named(twin, file)) else { continue };
            open.push((name.clone(), called.clone()));
            names.entry(name).or_insert(called);
        }
    }
    names.retain(|name, called| name != called);
    // Two things that the file made one, or a name it has for something else, stay as they are.
    let taken: Vec<String> = tree.map()?.iter().map(|pair| pair.key.text.clone()).collect();
    names.retain(|_, called| !taken.contains(called));
    let mut renames: Vec<(usize, usize, &str)> = Vec::new();
    for pair in tree.map()? {
        if let Some(called) = names.get(&pair.key.text) {
            renames.extend(range_of(&pair.key).map(|(from, to)| (from, to, called.as_str())));
        }
        let is_table =
            matches!(pair.key.text.as_str(), "request" | "response") || pair.key.text.starts_with(char::is_uppercase);
        for field in pair.value.map().filter(|_| is_table).unwrap_or_default() {
            let Some(scalar) = type_of(&field.value) else { continue };
            let Some(name) = named(&field.value, tree) else { continue };
            if let (Some(called), Some((from, to))) = (names.get(&name), range_of(scalar)) {
                let offset = text.get(from..to).and_then(|line| line.find(&name));
                renames.extend(offset.map(|offset| (from + offset, from + offset + name.len(), called.as_str())));
            }
        }
    }
    renames.sort_unstable();
    let mut out = String::with_capacity(text.len());
    let mut offset = 0;
    for (from, to, called) in renames {
        let _ = write!(out, "{}{called}", text.get(offset..from)?);
        offset = to;
    }
    out.push_str(text.get(offset..)?);
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

fn range_of(scalar: &Scalar) -> Option<(usize, usize)> {
    Some((usize::try_from(scalar.span.start).ok()?, usize::try_from(scalar.span.end).ok()?))
}
