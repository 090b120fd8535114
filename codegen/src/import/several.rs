//! Pages that describe several endpoints: a request's table, an answer, and a request's table again. Their rows would be
//! one request otherwise.

use super::page::{Block, Page, SectionKind, TableKind};

/// Why a page cannot be one endpoint's; nothing where it may be.
pub(super) fn endpoints(page: &Page) -> Option<String> {
    let mut begins: Vec<u32> = Vec::new();
    let mut answered = true;
    for section in &page.sections {
        for block in &section.blocks {
            match (section.kind, block) {
                (SectionKind::Request, Block::Table(table))
                    if table.kind == TableKind::Fields && table.name.is_none() && !table.rows.is_empty() =>
                {
                    if answered {
                        begins.push(table.lines.first);
                    }
                    answered = false;
                }
                (SectionKind::Response, Block::Table(table)) => answered |= table.kind == TableKind::Fields,
                (SectionKind::ResponseSample, Block::Sample(_)) => answered = true,
                _ => {}
            }
        }
    }
    let [first, second, ..] = begins.as_slice() else { return None };
    let many = begins.len();
    Some(format!(
        "the page describes {many} endpoints: request tables begin on lines {first} and {second}, each followed by an \
         answer: save each endpoint as a page of its own"
    ))
}
