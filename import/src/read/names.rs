//! Texts that are names: of a field, of a node over its table, of the endpoint in the page's title.

use super::super::profile::folded;

const LONGEST: usize = 128;

/// Whether a text is a wire name: a letter first, then letters, digits and the marks that names have.
pub(crate) fn is_name(text: &str) -> bool {
    text.len() <= LONGEST
        && text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | '[' | ']'))
}

/// Whether a cell may be a field's: a name, with the marks that show its depth before it.
pub(super) fn is_field(text: &str) -> bool {
    let name = text.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '_').trim();
    is_name(name) || name.split(['/', ' ', ',', '，']).all(|part| is_name(part.trim()))
}

/// A node's name over its table, with what else stands on the line: `items[]`, `discountList(由 tid, oid 组成)`.
pub(super) fn object(line: &str) -> Option<(&str, Option<&str>)> {
    let line = line.trim().trim_end_matches(['：', ':']).trim_end();
    let end = line.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'))).unwrap_or(line.len());
    let (name, behind) = line.split_at(end);
    let behind = behind.strip_prefix("[]").unwrap_or(behind).trim();
    if !is_name(name) || name.ends_with('.') {
        return None;
    }
    if behind.is_empty() {
        return Some((name, None));
    }
    let note = behind.strip_prefix(['(', '（'])?;
    Some((name, Some(note.strip_suffix([')', '）']).unwrap_or(note).trim())))
}

/// The endpoint's wire name and title in the page's first line: `sales.Order.push（订单推送）`.
pub(super) fn endpoint(line: &str) -> Option<(&str, &str)> {
    let line = line.trim();
    let end = line.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | '/')))?;
    let (name, behind) = line.split_at(end);
    let title = behind.trim_start().strip_prefix(['(', '（'])?.strip_suffix([')', '）'])?;
    let wire = name.len() <= LONGEST && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
    // A plain word before brackets is that of a sentence.
    (wire && name.contains(['.', '_', '/']) && !title.is_empty()).then(|| (name, title.trim()))
}

/// The only name in a line that stands out, for a line such as `订单明细 line_list`.
pub(super) fn only_name(line: &str) -> Option<&str> {
    if line.chars().count() > 40 {
        return None;
    }
    let mut names =
        line.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.'))).filter(|part| is_name(part));
    names.next().filter(|_| names.next().is_none())
}

pub(super) fn in_text(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).filter(|part| is_name(part))
}

/// `CargoDetail`, `cargo_details` and `cargoDetailList` have one stem.
pub(crate) fn stem(name: &str) -> String {
    let mut stem = folded(name).replace(['_', '[', ']'], "");
    for ending in ["list", "array", "dtos", "dto", "vos", "vo", "s"] {
        // What is left of a short name would fit many others.
        if let Some(shorter) = stem.strip_suffix(ending).filter(|shorter| shorter.len() > 2) {
            stem.truncate(shorter.len());
        }
    }
    stem
}
