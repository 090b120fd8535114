//! From a page to a draft: the head, the tables of both sides with their nesting, names for records and
//! coded values, the rules that prose states, and the samples. How it is written down is left to `write`. Each module
//! uses only what stands before it:
//!
//! - `facts`, `wording`: what all have at hand, and the vendor's words as one prints them
//! - `place`, `presence`, `vendor_types`, `field`: a row of a table as a field
//! - `objects`, `depth`, `nesting`, `resolve`: where rows and tables belong
//! - `samples`, `shape`: what the samples show
//! - `names`, `list_rules`, `rules`, `constraints`, `head`: names, and what prose says of the whole

mod constraints;
mod depth;
mod facts;
mod field;
mod head;
mod list_rules;
mod names;

mod nesting;
mod objects;
mod place;
mod presence;
mod resolve;
mod rules;
mod samples;

mod shape;
mod vendor_types;
mod wording;

use signwright_model::{Body, Travels};

pub(crate) use self::facts::Facts;
use super::classify::Confidence;
use super::draft::{Draft, REQUEST, RESPONSE, RecordDraft, Side};
use super::page::{Block, Cell, Lines, Page, Role, Row, Section, SectionKind, Table, TableKind};
use super::profile::Profile;
use super::read::names::is_name;

pub(crate) fn assemble(page: &Page, facts: &Facts<'_>) -> Draft {
    let mut draft = Draft::default();
    for (key, side) in [("request", Side::Request), ("response", Side::Response)] {
        draft.records.push(RecordDraft { key: key.to_owned(), ..RecordDraft::new(key.to_owned(), side, None) });
    }
    head::head(page, &mut draft);
    for section in &page.sections {
        let place = place::of_section(section, facts);
        let mut is_first = true;
        for block in &section.blocks {
            if let Block::Table(table) = block {
                // Below such a heading rows are the request's own, but for the nodes of a body.
                let heads = place.filter(|place| *place != Travels::InBody || is_first);
                tables(table, section.kind, (place, heads.is_some()), page, facts, &mut draft);
                is_first &= table.kind != TableKind::Fields;
            }
        }
    }
    if draft.record(REQUEST).is_some_and(|request| request.fields.is_empty()) {
        // They may well be the request's.
        let outside =
            page.tables().filter(|(section, table)| is_outside(section.kind) && table.kind == TableKind::Fields);
        draft.lost.extend(outside.flat_map(|(_, table)| table.rows.iter().map(|row| row.lines)));
    }
    resolve::resolve(facts, &mut draft);
    draft.pager_in_query = facts.vocabulary.shared_pager.is_empty()
        && facts.platform.is_some_and(|platform| matches!(platform.wire.body, Body::Positional));
    for (section, table) in page.tables() {
        if section.kind == SectionKind::CommonRequest && table.kind == TableKind::Fields {
            common(table, place::of_section(section, facts) == Some(Travels::Header), facts, &mut draft);
        }
    }
    let documents = samples::documents(page, facts, &mut draft);
    shape::by_samples(&documents, facts, &mut draft);
    resolve::empty(&mut draft);
    place::settle(page, facts, &mut draft);
    titles(&mut draft);
    names::name(facts, &mut draft);
    rules::rules(page, &mut draft);
    constraints::constraints(page, &mut draft);
    samples::samples(documents, facts, &mut draft);
    unplaced(page, &mut draft);
    draft
}

fn tables(
    table: &Table,
    kind: SectionKind,
    (place, is_own): (Option<Travels>, bool),
    page: &Page,
    facts: &Facts<'_>,
    draft: &mut Draft,
) {
    const SIDES: [(Side, usize); 2] = [(Side::Request, REQUEST), (Side::Response, RESPONSE)];
    draft.rows.read += table.rows.len();
    match table.kind {
        _ if kind == SectionKind::Changes => {
            let message = format!("{} rows of the page's own history", table.rows.len());
            draft.find(Confidence::Unplaced, table.lines, "", message);
        }
        TableKind::Fields => {
            let side = match kind {
                // Judged when the request is known.
                SectionKind::CommonRequest => return,
                SectionKind::Request | SectionKind::RequestParts => Some((Side::Request, REQUEST)),
                SectionKind::Response | SectionKind::CommonResponse => Some((Side::Response, RESPONSE)),
                // A table elsewhere may still have the name of a node, and the request's is asked first: it costs more
                // to lose.
                _ => SIDES.into_iter().find(|(side, _)| nesting::wants(table, *side, draft)),
            };
            match side {
                Some((side, root)) => {
                    let many = draft.record(root).map_or(0, |record| record.fields.len());
                    nesting::add_table(table, side, (root, is_own), page, facts, draft);
                    place::headed(place, root, many, draft);
                }
                None => unknown(table, "a table of fields outside the request's and the response's sections", draft),
            }
        }
        TableKind::Faults => head::faults(table, facts, draft),
        TableKind::Addresses => draft.rows.shared += table.rows.len(),
        TableKind::Other => {
            if matches!(kind, SectionKind::Request | SectionKind::RequestParts) {
                let is_field = |row: &&Row| is_field(row, facts.profile);
                draft.lost.extend(table.rows.iter().filter(is_field).map(|row| row.lines));
            }
            unknown(table, "a table of which no column is known", draft);
        }
    }
}

/// Whether the last section that begins above some lines is the request's.
fn is_of_the_request(lines: Lines, page: &Page) -> bool {
    let begin = |section: &Section| {
        let blocks = section.blocks.iter().flat_map(Block::lines).map(|lines| lines.first);
        section.heading.iter().map(|heading| heading.lines.first).chain(blocks).min()
    };
    let above = page.sections.iter().filter_map(|section| Some((begin(section)?, section.kind)));
    let last = above.filter(|(first, _)| *first <= lines.first).max_by_key(|(first, _)| *first);
    last.is_some_and(|(_, kind)| kind == SectionKind::Request)
}

/// Whether a section is neither the request's nor the answer's, nor one that has other tables of fields.
fn is_outside(kind: SectionKind) -> bool {
    matches!(kind, SectionKind::About | SectionKind::Scene | SectionKind::Addresses | SectionKind::Other)
}

/// Whether a row of a table without known columns is a field's: it has a name and a type.
fn is_field(row: &Row, profile: &Profile<'_>) -> bool {
    let is_type = |cell: &Cell| profile.is_type(&cell.text);
    let is_name = |cell: &Cell| is_name(&cell.text) && !profile.is_type(&cell.text);
    row.cells.iter().any(is_type) && row.cells.iter().any(is_name)
}

/// The common table: what the platform's file has is not repeated, what it lacks is told.
fn common(table: &Table, is_headers: bool, facts: &Facts<'_>, draft: &mut Draft) {
    for row in &table.rows {
        let name = table.cell(row, Role::Field).trim();
        let is_shared =
            facts.platform.is_some_and(|platform| platform.common.fields.iter().any(|field| field.name == name));
        let of_pager = facts.vocabulary.shared_pager.iter().any(|row| row == name);
        if is_shared || of_pager {
            draft.rows.shared += 1;
        } else if draft
            .records
            .iter()
            .any(|record| record.side == Side::Request && record.fields.iter().any(|field| field.name == name))
        {
            // A pager that the common table prints as well.
            draft.rows.shared += 1;
        } else if is_headers && !place::is_common_header(name, facts) {
            let mut built = field::build(table, row, Side::Request, facts);
            built.field.place = built.field.place.or(Some(Travels::Header));
            nesting::add(built, REQUEST, facts, draft);
        } else if let Some(pager) = draft.pager.filter(|_| !is_headers) {
            let message = "the common table prints it, the pager's own table does not: it is one of the pager's";
            draft.find(Confidence::Inferred, row.lines, format!("common.{name}"), message);
            nesting::add(field::build(table, row, Side::Request, facts), pager, facts, draft);
        } else {
            let message = "a common parameter that the platform's file does not have: add it there";
            draft.find(Confidence::Unplaced, row.lines, format!("common.{name}"), message);
        }
    }
}

fn unknown(table: &Table, message: &str, draft: &mut Draft) {
    for row in &table.rows {
        let name = table.cell(row, Role::Field).trim().to_owned();
        let cells: Vec<String> = row.cells.iter().map(|cell| wording::tidy(&cell.text).replace('\n', " ")).collect();
        let message = format!("{message}: {}", cells.join(" | ").trim_matches([' ', '|']));
        draft.find(Confidence::Unplaced, row.lines, name, message);
    }
}

/// Titles that one side's table has and the other's has no column for.
fn titles(draft: &mut Draft) {
    let titled: Vec<(String, String)> = draft
        .records
        .iter()
        .flat_map(|record| &record.fields)
        .filter(|field| !field.title.is_empty())
        .map(|field| (field.name.clone(), field.title.clone()))
        .collect();
    let mut copied = Vec::new();
    for record in &mut draft.records {
        for field in record.fields.iter_mut().filter(|field| field.title.is_empty()) {
            let mut same = titled.iter().filter(|(name, _)| *name == field.name);
            if let Some((_, title)) = same.next()
                // A name with two titles tells neither.
                && same.all(|(_, another)| another == title)
            {
                field.title.clone_from(title);
                copied.push((field.lines, format!("{}.{}", record.path, field.name), title.clone()));
            }
        }
    }
    for (lines, path, title) in copied {
        draft.find(Confidence::Inferred, lines, path, format!("the title `{title}` is that of the other table's row"));
    }
}

/// What the reader could not place, and what it was unsure of.
fn unplaced(page: &Page, draft: &mut Draft) {
    use super::page::Reason;
    for line in &page.unplaced {
        let message = match line.reason {
            Reason::Site
            | Reason::Marks
            | Reason::EmptyRow
            | Reason::HeaderAgain
            | Reason::Script
            | Reason::EmptySample => continue,
            Reason::BrokenRow => {
                draft.lost.extend(is_of_the_request(line.lines, page).then_some(line.lines));
                format!("a row that no column fits: {}", line.text)
            }
            Reason::Unknown => format!("not understood: {}", line.text),
        };
        draft.find(Confidence::Unplaced, line.lines, "", message);
    }
    // Lines that no key holds. A person may make notes of them.
    for section in page.sections.iter().filter(|section| section.kind != SectionKind::Questions) {
        for block in &section.blocks {
            let Block::Prose(text) = block else { continue };
            let said = wording::tidy(&text.text).replace('\n', " ");
            let shown = said.chars().any(char::is_alphanumeric);
            let is_kept = said == draft.title || draft.endpoint == said || draft.notes.contains(&said);
            if shown && !is_kept {
                draft.find(Confidence::Unplaced, text.lines, "", format!("prose: {said}"));
            }
        }
    }
    for doubt in &page.doubts {
        draft.find(Confidence::Uncertain, doubt.lines, "", doubt.message.clone());
    }
}
