//! Pages that describe several endpoints: a request's table, an answer or the request's heading once more, and a
//! request's table again. Their rows would be one request otherwise.

use std::collections::HashSet;

use super::page::{Block, Page, SectionKind, TableKind};

/// Why a page cannot be one endpoint's; nothing where it may be.
pub(super) fn endpoints(page: &Page) -> Option<String> {
    let mut begins: Vec<u32> = Vec::new();
    let mut answered = true;
    let mut headings: HashSet<&str> = HashSet::new();
    for section in &page.sections {
        let heading = section.heading.as_ref().map_or("", |heading| heading.text.as_str());
        let mut begun = heading.is_empty();
        for block in &section.blocks {
            match (section.kind, block) {
                (SectionKind::Request, Block::Table(table))
                    if table.kind == TableKind::Fields && table.name.is_none() && !table.rows.is_empty() =>
                {
                    // A page that leaves the answers out says again that a request begins.
                    let is_again = headings.contains(heading) && !begun;
                    if answered || is_again {
                        begins.push(table.lines.first);
                    }
                    (answered, begun) = (false, true);
                }
                (SectionKind::Response, Block::Table(table)) => answered |= table.kind == TableKind::Fields,
                (SectionKind::ResponseSample, Block::Sample(_)) => answered = true,
                _ => {}
            }
        }
        if begun {
            headings.insert(heading);
        }
    }
    let [first, second, ..] = begins.as_slice() else { return None };
    let many = begins.len();
    Some(format!(
        "the page describes {many} endpoints: request tables begin on lines {first} and {second}: \
         save each endpoint as a page of its own"
    ))
}
