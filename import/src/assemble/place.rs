//! Where a row travels: by its own cell, by the heading over its table, and what of it the notation can say of a
//! platform's calls.

use signwright_model::{Body, CommonField, Endpoint, ListStyle, Location, Travel, Travels};

use super::facts::Facts;
use super::wording;
use crate::classify::required::Required;
use crate::classify::{Confidence, Note};
use crate::draft::{Draft, FieldDraft, Holds, REQUEST, RESPONSE};
use crate::page::{Block, Page, Role, Row, Section, SectionKind, Table};
use crate::profile::folded_eq;
use crate::read::heading::numbered;
use crate::read::wire_name::VERBS;

/// Headers of every call, which vendors print on the page of each endpoint.
const COMMON: [&str; 8] = [
    "Authorization",
    "Content-Type",
    "Content-Length",
    "Accept",
    "Accept-Encoding",
    "Host",
    "User-Agent",
    "Connection",
];

/// What the row's own cell says. A word that is not known says nothing, and is told.
pub(super) fn read(table: &Table, row: &Row, facts: &Facts<'_>) -> (Option<Travels>, Option<Note>) {
    let cell = wording::tidy(table.cell(row, Role::Place)).replace('\n', " ");
    let place = facts.profile.place(&cell);
    let is_unknown = place.is_none() && cell.contains(char::is_alphanumeric);
    let message = || format!("`{cell}` is not known as a place: it travels where the endpoint's rows do");
    (place, is_unknown.then(|| Note::new(Confidence::Uncertain, message())))
}

/// What the heading of a section says of all its rows. Those of an answer are its headers or its body.
pub(super) fn of_section(section: &Section, facts: &Facts<'_>) -> Option<Travels> {
    let heading = numbered(&section.heading.as_ref()?.text).1;
    match section.kind {
        SectionKind::Request | SectionKind::RequestParts | SectionKind::CommonRequest => {
            facts.profile.place_of_heading(heading)
        }
        SectionKind::Response => {
            facts.profile.bare_place(heading).filter(|place| matches!(place, Travels::Header | Travels::InBody))
        }
        _ => None,
    }
}

/// Whether a header is one of every call.
pub(super) fn is_common_header(name: &str, facts: &Facts<'_>) -> bool {
    let of_platform =
        || facts.platform.is_some_and(|platform| platform.common.fields.iter().any(|it| folded_eq(it.name, name)));
    COMMON.iter().chain(&facts.profile.common).any(|word| folded_eq(word, name)) || of_platform()
}

/// Gives the rows that a table added to a record the place of the heading, where their own cells say nothing.
pub(super) fn headed(place: Option<Travels>, record: usize, before: usize, draft: &mut Draft) {
    let Some(record) = draft.records.get_mut(record) else { return };
    for field in record.fields.iter_mut().skip(before).filter(|field| field.place.is_none()) {
        field.place = place;
    }
}

/// Leaves out the places that need no word, and tells of those that cannot be said.
pub(super) fn settle(page: &Page, facts: &Facts<'_>, draft: &mut Draft) {
    let (verb, address) = match draft.endpoint.split_once(' ') {
        Some((verb, address)) => (Some(verb), address.trim_start()),
        None => (VERBS.into_iter().find(|verb| is_said(verb, &draft.endpoint, page)), draft.endpoint.as_str()),
    };
    let parts = draft.record(REQUEST).map_or_else(Vec::new, |request| parts(address, &request.fields));
    let is_own = draft.endpoint.contains(' ');
    if !parts.is_empty() && !is_own {
        draft.http = verb.map_or_else(|| address.to_owned(), |verb| format!("{verb} {address}"));
    }
    // Without an address of its own the endpoint's calls have the platform's verb.
    let verb = verb.filter(|_| is_own || !parts.is_empty()).map(str::to_owned);
    let verb = verb.or_else(|| Some(facts.platform?.wire.verb.to_owned())).unwrap_or_default();
    let mut told = Vec::new();
    for (index, record) in draft.records.iter_mut().enumerate() {
        let path = record.path.clone();
        for field in &mut record.fields {
            let is_part = index == REQUEST && parts.contains(&field.name);
            if is_part && field.required == Required::Unsaid {
                field.required = Required::Yes;
            }
            let Some(place) = field.place else { continue };
            let read = match index {
                REQUEST => of_request(field, place, (is_part, &verb), facts),
                RESPONSE => of_response(field, place),
                _ if place == Travels::InBody => Ok(None),
                _ => Err("only rows of the request itself travel elsewhere"),
            };
            field.place = read.unwrap_or_default();
            if let Err(why) = read {
                let word = place.word().unwrap_or("body");
                let message = format!("the page says `{word}`, and {why}: it travels where the endpoint's rows do");
                told.push((field.lines, format!("{path}.{}", field.name), message));
            }
        }
    }
    for (lines, path, message) in told {
        draft.find(Confidence::Uncertain, lines, path, message);
    }
    common(&verb, facts, draft);
}

/// Leaves out rows of the request that are common parameters of the platform's file, by name and by where they travel:
/// vendors print these in the table of each endpoint.
fn common(verb: &str, facts: &Facts<'_>, draft: &mut Draft) {
    let Some(platform) = facts.platform else { return };
    let travel = Travel { verb, ..Travel::AS_PLATFORM };
    let wire = platform.wire_of(&Endpoint { travel, ..Endpoint::PLAIN });
    let (of_table, params) = platform.locations(&wire);
    let location = |field: &FieldDraft| match (field.place.unwrap_or(Travels::InBody), wire.body) {
        (Travels::Header, _) => Some(Location::Header),
        (Travels::Query, _) => Some(Location::Query),
        (Travels::Form, _) => Some(Location::Form),
        (Travels::InBody, Body::Form | Body::Query) => Some(params),
        (Travels::InBody, Body::Envelope { path: [], .. }) => Some(Location::Json),
        _ => None,
    };
    let is_common = |field: &FieldDraft| {
        let location = location(field).filter(|_| is_value(field));
        let is_same = |common: &CommonField<'_>| {
            let is_named = if location == Some(Location::Header) {
                common.name.eq_ignore_ascii_case(&field.name)
            } else {
                common.name == field.name
            };
            is_named && location == Some(common.location.unwrap_or(of_table))
        };
        platform.common.fields.iter().any(is_same)
    };
    let Some(request) = draft.records.get_mut(REQUEST) else { return };
    let (left_out, kept) = std::mem::take(&mut request.fields).into_iter().partition(is_common);
    request.fields = kept;
    let left_out: Vec<FieldDraft> = left_out;
    for field in left_out {
        draft.rows.placed = draft.rows.placed.saturating_sub(1);
        draft.rows.shared += 1;
        let message = "a common parameter, which the platform's file has: left out of the request";
        draft.find(Confidence::Normalised, field.lines, format!("request.{}", field.name), message);
    }
}

/// Whether the page has the endpoint's name behind a verb.
fn is_said(verb: &str, endpoint: &str, page: &Page) -> bool {
    let line = format!("{verb} {endpoint}");
    let is_line = |text: &str| {
        text.match_indices(&line).any(|(start, _)| {
            let behind = text.get(start + line.len()..).and_then(|behind| behind.chars().next());
            !behind.is_some_and(|c| c.is_ascii_alphanumeric() || "/_-{".contains(c))
        })
    };
    let blocks = page.sections.iter().flat_map(|section| &section.blocks);
    let mut texts = blocks.filter_map(|block| match block {
        Block::Prose(text) => Some(text.text.as_str()),
        Block::Remark(remark) => Some(remark.text.as_str()),
        _ => None,
    });
    let headings = page.sections.iter().filter_map(|section| section.heading.as_ref());
    let mut heads = headings.chain(&page.title).map(|text| text.text.as_str());
    endpoint.starts_with('/') && (texts.any(is_line) || heads.any(is_line))
}

/// The parts of an address that rows of the request fill, one of them a row that the page says to be there; none
/// where a part of it has no row that could.
fn parts(address: &str, rows: &[FieldDraft]) -> Vec<String> {
    let names = address.split('{').skip(1).map(|behind| behind.split_once('}').map_or("", |(name, _)| name));
    let names: Vec<&str> = names.collect();
    let fits = |row: &&FieldDraft| {
        let is_there = matches!(row.required, Required::Yes | Required::Unsaid) && row.default.is_none();
        is_value(row) && is_there && matches!(row.place, None | Some(Travels::Path))
    };
    let found: Vec<&FieldDraft> =
        names.iter().filter_map(|name| rows.iter().filter(fits).find(|row| row.name == *name)).collect();
    let is_whole = address.starts_with('/') && found.len() == names.len();
    if !is_whole || found.iter().all(|row| row.place.is_none()) {
        return Vec::new();
    }
    found.into_iter().map(|row| row.name.clone()).collect()
}

fn of_request(
    field: &FieldDraft,
    place: Travels,
    (is_part, verb): (bool, &str),
    facts: &Facts<'_>,
) -> Result<Option<Travels>, &'static str> {
    let body = facts.platform.map(|platform| platform.wire.body);
    let has_body = !matches!(verb, "GET" | "HEAD" | "DELETE");
    match place {
        Travels::Path if is_part => Ok(Some(place)),
        Travels::Path => Err("no address of the page has such a part"),
        Travels::Header if !is_value(field) => Err("a header is one value"),
        Travels::Query if !spreads(field, facts) => Err("what is no value or list of values does not stand there"),
        // Where its rows go anyway.
        Travels::Query if body == Some(Body::Query) => Ok(None),
        Travels::InBody if body == Some(Body::Query) => Err("the platform's requests have no body"),
        Travels::InBody if !has_body => Ok(Some(place)),
        Travels::InBody => Ok(None),
        Travels::Form if !has_body => Err("a request of this verb has no form"),
        Travels::Form if body == Some(Body::Form) => Ok(None),
        Travels::Form if !matches!(body, None | Some(Body::Inside { location: Location::Form, .. })) => {
            Err("the platform's requests have no form")
        }
        _ => Ok(Some(place)),
    }
}

fn of_response(field: &FieldDraft, place: Travels) -> Result<Option<Travels>, &'static str> {
    match place {
        Travels::InBody => Ok(None),
        Travels::Header if is_value(field) => Ok(Some(place)),
        Travels::Header => Err("a header is one value"),
        _ => Err("rows of an answer do not travel there"),
    }
}

fn is_value(field: &FieldDraft) -> bool {
    field.list.is_none() && holds_value(field)
}

fn holds_value(field: &FieldDraft) -> bool {
    match &field.holds {
        Holds::Codes(_) => true,
        Holds::Type(words) => words != "Object" && !words.starts_with("Map<"),
        Holds::Record(_) | Holds::Open(_) => false,
    }
}

fn spreads(field: &FieldDraft, facts: &Facts<'_>) -> bool {
    let lists = facts.platform.map(|platform| platform.wire.lists);
    holds_value(field) || !matches!(lists, Some(ListStyle::Comma | ListStyle::Repeated))
}
