//! What sections are about where no heading says so: by the order and the columns of their tables.
//! Everything that is inferred is reported.

use super::super::page::{Block, Doubt, DoubtKind, Page, Role, Section, SectionKind, Table, TableKind};
use super::super::profile::Profile;
use super::super::profile::folded_eq;

pub(super) fn infer_sections(page: &mut Page, profile: &Profile<'_>) {
    let sections = std::mem::take(&mut page.sections);
    let headed = sections.iter().any(|section| is_parameters(section.kind) && has_fields(section));
    for section in sections {
        if section.kind == SectionKind::Other && section.heading.is_none() && !headed && has_fields(&section) {
            by_order(section, profile, page);
        } else if section.kind == SectionKind::Request {
            common_first(section, profile, page);
        } else {
            page.sections.push(section);
        }
    }
    // The heading over all parts is the request's own where no part has a table.
    let has_request = page.of(SectionKind::Request).any(has_fields);
    if !has_request {
        for section in page.sections.iter_mut().filter(|section| section.kind == SectionKind::RequestParts) {
            if has_fields(section) {
                section.kind = SectionKind::Request;
            }
        }
    }
}

fn is_parameters(kind: SectionKind) -> bool {
    matches!(kind, SectionKind::Request | SectionKind::RequestParts | SectionKind::Response)
}

fn has_fields(section: &Section) -> bool {
    fields(section).next().is_some()
}

fn fields(section: &Section) -> impl Iterator<Item = &Table> {
    section.blocks.iter().filter_map(|block| match block {
        Block::Table(table) if table.kind == TableKind::Fields => Some(table),
        _ => None,
    })
}

/// Whether a table has the fields of common parameters: three of them, or two of a few.
fn is_common(table: &Table, profile: &Profile<'_>) -> bool {
    let names = || table.rows.iter().map(|row| table.cell(row, Role::Field));
    let matching = names().filter(|name| profile.common.iter().any(|word| folded_eq(word, name))).count();
    // One or two such names, a timestamp say, are fields of ordinary requests.
    matching >= 3 || (matching == 2 && names().count() <= 4)
}

/// Parts a section without a heading at its tables: common parameters, the request, the answer, refusals.
fn by_order(section: Section, profile: &Profile<'_>, page: &mut Page) {
    let mut current = Section::default();
    let mut seen = SectionKind::Other;
    for block in section.blocks {
        let kind = match &block {
            Block::Table(table) => match table.kind {
                TableKind::Addresses => Some(SectionKind::Addresses),
                TableKind::Faults => Some(SectionKind::Faults),
                TableKind::Fields if table.name.is_some() => None,
                TableKind::Fields => {
                    let next = after(seen, table, profile);
                    seen = next;
                    Some(next)
                }
                TableKind::Other => None,
            },
            _ => None,
        };
        if let (Some(kind), Block::Table(table)) = (kind, &block) {
            if current.kind != kind {
                let next = Section { kind, ..Section::default() };
                let old = std::mem::replace(&mut current, next);
                page.sections.extend((!old.blocks.is_empty()).then_some(old));
            }
            let message = format!("no heading says what this table is; by its place and columns it is {}", words(kind));
            page.doubts.push(Doubt { lines: table.lines, kind: DoubtKind::Role, message });
        }
        current.blocks.push(block);
    }
    page.sections.extend((!current.blocks.is_empty()).then_some(current));
}

/// What an unnamed table of fields is after those that were seen.
fn after(seen: SectionKind, table: &Table, profile: &Profile<'_>) -> SectionKind {
    let has_need = table.column(Role::Required).is_some();
    match seen {
        SectionKind::Other if is_common(table, profile) => SectionKind::CommonRequest,
        // Only what is sent has a column that says whether it must be.
        SectionKind::Other | SectionKind::CommonRequest if has_need => SectionKind::Request,
        _ => SectionKind::Response,
    }
}

/// A request's first table may be the common parameters under the same heading.
fn common_first(mut section: Section, profile: &Profile<'_>, page: &mut Page) {
    let unnamed = fields(&section).filter(|table| table.name.is_none()).count();
    let first = section.blocks.iter().position(
        |block| matches!(block, Block::Table(table) if table.kind == TableKind::Fields && is_common(table, profile)),
    );
    let (Some(first), true) = (first, unnamed > 1) else {
        page.sections.push(section);
        return;
    };
    let request = section.blocks.split_off(first + 1);
    if let Some(Block::Table(table)) = section.blocks.last() {
        let message = "the first table of the request has the names of common parameters, and was taken for them";
        page.doubts.push(Doubt { lines: table.lines, kind: DoubtKind::Role, message: message.to_owned() });
    }
    let heading = section.heading.clone();
    section.kind = SectionKind::CommonRequest;
    page.sections.push(section);
    page.sections.push(Section { heading, kind: SectionKind::Request, blocks: request });
}

fn words(kind: SectionKind) -> &'static str {
    match kind {
        SectionKind::CommonRequest => "the common parameters",
        SectionKind::Request => "the request",
        SectionKind::Response => "the answer",
        SectionKind::Addresses => "the addresses",
        SectionKind::Faults => "the codes of refusals",
        _ => "something else",
    }
}
