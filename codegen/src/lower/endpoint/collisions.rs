//! Rows that the wire could not tell from each other, or from what the client sends itself: names of headers that differ by
//! case alone, names of parameters, and what lists, records and maps become where they are spread.

use std::collections::{BTreeSet, HashMap, HashSet};

use signwright_model::{Body, Endpoint, ListStyle, Location, Part, Platform, RecordId, Template, Travels, Type, Wire};

use super::spread::{Index, Meets, Name, fields_of, is_text};
use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Span};
use crate::lower::lowering::Lowering;
use crate::specs::{SpecField, SpecRecord};

/// Headers that HTTP itself needs.
const OF_HTTP: [&str; 6] =
    ["host", "content-length", "content-type", "transfer-encoding", "connection", "accept-encoding"];

/// Reports them in a request, and among the headers of an answer.
pub(super) fn check(
    endpoint: &Endpoint<'_>,
    records: &[SpecRecord<'_>],
    platform: &Platform<'_>,
    lowering: &mut Lowering<'_, '_>,
) {
    let request = Request {
        rows: fields_of(records, endpoint.request),
        records,
        wire: platform.wire_of(endpoint),
        sent: sent(endpoint, platform),
        params: platform.locations(&platform.wire_of(endpoint)).1,
    };
    let is_header = |row: &&SpecField<'_>| row.model.travels == Travels::Header;
    headers(request.rows.iter().filter(is_header), lowering);
    headers(fields_of(records, endpoint.response).iter().filter(is_header), lowering);
    request.taken(lowering);
    let mut fields = Index::of(records);
    for location in [Location::Query, Location::Form] {
        let names = request.names(location, lowering);
        request.spread(location, &names, &mut fields, lowering);
    }
    request.within(&mut fields, lowering);
}

/// What the client sends itself: common parameters, and what the scheme places; headers in small letters.
fn sent(endpoint: &Endpoint<'_>, platform: &Platform<'_>) -> BTreeSet<(Location, String)> {
    let (common_location, _) = platform.locations(&platform.wire_of(endpoint));
    let common = platform.common_of(endpoint.class);
    let common = common.map(|field| (field.location.unwrap_or(common_location), field.name));
    let placed = platform.signing.parameters.iter().map(|placed| (placed.location, placed.name));
    let sent = common.chain(placed).map(|(location, name)| (location, location.spelled(name)));
    let of_address = if endpoint.travel.path.is_empty() { names_in(platform.wire.url) } else { Vec::new() };
    sent.chain(of_address.into_iter().map(|name| (Location::Query, name))).collect()
}

/// The names in the query of the platform's own address: `{environment}?method={endpoint}`.
fn names_in(address: Template<'_>) -> Vec<String> {
    let text: String = address.0.iter().map(|part| if let Part::Text(text) = part { text } else { "{}" }).collect();
    let query = text.split_once('?').map_or("", |(_, query)| query);
    let fields = query.split('&').map(|field| field.split_once('=').map_or(field, |(name, _)| name));
    fields.filter(|name| !name.is_empty() && !name.contains('{')).map(str::to_owned).collect()
}

/// HTTP takes names of headers for equal in any case.
fn headers<'f, 'm: 'f>(rows: impl Iterator<Item = &'f SpecField<'m>>, lowering: &mut Lowering<'_, '_>) {
    let mut first_of: HashMap<String, &SpecField<'_>> = HashMap::new();
    for row in rows {
        let name = Location::Header.spelled(row.model.name);
        if let Some(first) = first_of.get(&name) {
            let message = format!("`{}` and `{}` are one header", first.model.name, row.model.name);
            let twice = Diagnostic::error(Code::DuplicateField, row.span, message).related(first.span, "this row");
            lowering.push(twice.help("HTTP takes names of headers for equal in any case"));
        } else {
            first_of.insert(name, row);
        }
    }
}

struct Request<'s, 'm> {
    rows: &'s [SpecField<'m>],
    records: &'s [SpecRecord<'m>],
    wire: Wire<'m>,
    sent: BTreeSet<(Location, String)>,
    /// Where parameters travel.
    params: Location,
}

impl<'s, 'm> Request<'s, 'm> {
    /// Where a row travels beside others of its name.
    fn location(&self, row: &SpecField<'_>) -> Option<Location> {
        match (row.model.travels, self.wire.body) {
            (Travels::Header, _) => Some(Location::Header),
            (Travels::Query, _) => Some(Location::Query),
            (Travels::Form, _) => Some(Location::Form),
            (Travels::InBody, Body::Form | Body::Query) => Some(self.params),
            (Travels::InBody, Body::Envelope { path: [], .. }) => Some(Location::Json),
            _ => None,
        }
    }

    /// Tells of rows that would take the place of what the client sends itself.
    fn taken(&self, lowering: &mut Lowering<'_, '_>) {
        for row in self.rows {
            let Some(location) = self.location(row) else { continue };
            let name = row.model.name;
            let spelled = location.spelled(name);
            let is_of_http = location == Location::Header && OF_HTTP.contains(&&*spelled);
            if self.sent.contains(&(location, spelled)) {
                let message = format!("`{name}` is a parameter of the platform, and this row would take its place");
                // Pages list these among an endpoint's rows, and an import keeps what the page has.
                let taken = Diagnostic::warning(Code::DuplicateField, row.span, message);
                lowering.push(taken.help("leave the row out: the client sends it"));
            } else if is_of_http {
                let message = format!("`{name}` is a header of HTTP itself, and not for a row to say");
                lowering.error(Code::BadPlace, row.span, message, "leave the row out: the client writes it");
            }
        }
    }

    /// The rows that travel in the query or the form, those of a pager among them. Tells of two of one name.
    fn names(&self, location: Location, lowering: &mut Lowering<'_, '_>) -> HashMap<&'m str, Name<'s, 'm>> {
        let mut names: HashMap<&str, Name<'_, '_>> = HashMap::new();
        let mut add = |field: &'s SpecField<'m>, style: ListStyle, lowering: &mut Lowering<'_, '_>| {
            let name = field.model.name;
            if matches!(self.wire.body, Body::Inside { location: of_all, name: all } if of_all == location && all == name)
            {
                let message = format!("`{name}` is the field that holds the other rows, and this row would be it too");
                let help = "leave the row out: its members are the rows that say nothing of their place";
                lowering.error(Code::DuplicateField, field.span, message, help);
            } else if let Some(first) = names.get(name) {
                let message = format!("two rows become `{name}` in one place");
                let twice = Diagnostic::error(Code::DuplicateField, field.span, message);
                let help = "the platform's servers could not tell them apart: leave one of them out";
                lowering.push(twice.related(first.field.span, "this one too").help(help));
            } else {
                names.insert(name, Name { field, style });
            }
        };
        // A pager first: the platform's own stands in its file, and the row of the endpoint is the one to leave out.
        for row in self.rows.iter().filter(|row| row.model.travels == Travels::InQuery && self.params == location) {
            let Type::Record(id) = row.model.ty else { continue };
            for field in fields_of(self.records, id) {
                add(field, ListStyle::Json, lowering);
            }
        }
        for row in self.rows.iter().filter(|row| self.location(row) == Some(location)) {
            add(row, row.model.lists.unwrap_or(self.wire.lists), lowering);
        }
        names
    }

    /// Tells of names that a row takes which is spread, and another one too.
    fn spread(
        &self,
        location: Location,
        names: &HashMap<&'m str, Name<'s, 'm>>,
        fields: &mut Index<'s, 'm>,
        lowering: &mut Lowering<'_, '_>,
    ) {
        for row in self.rows.iter().filter(|row| self.location(row) == Some(location)) {
            if let Some((of, meets)) = fields.spread_to(row.model.name, names) {
                let style = row.model.lists.unwrap_or(self.wire.lists);
                both(of, (row.model.name, row.span), (meets.with(row, style), row.model.name), lowering);
            }
        }
        for (_, parameter) in self.sent.iter().filter(|(at, _)| *at == location) {
            if let Some((of, meets)) = fields.spread_to(parameter, names) {
                both(of, (parameter, of.span), (meets, parameter), lowering);
            }
        }
    }

    /// The same of the rows of records that are spread.
    fn within(&self, fields: &mut Index<'s, 'm>, lowering: &mut Lowering<'_, '_>) {
        let mut seen: HashSet<(RecordId, u8)> = HashSet::new();
        let mut told: HashSet<Span> = HashSet::new();
        let mut waiting: Vec<(&Type<'_>, u8)> = Vec::new();
        for row in self.rows.iter().filter(|row| matches!(self.location(row), Some(Location::Query | Location::Form))) {
            if let ListStyle::Indexed(first) = row.model.lists.unwrap_or(self.wire.lists) {
                waiting.push((&row.model.ty, first));
            }
        }
        while let Some((ty, first)) = waiting.pop() {
            match ty {
                Type::List(of, _) | Type::Map(of, _) => waiting.push((of, first)),
                Type::Record(id) if seen.insert((*id, first)) => {
                    let rows = fields_of(self.records, *id).iter();
                    let name =
                        |field: &'s SpecField<'m>| (field.model.name, Name { field, style: ListStyle::Indexed(first) });
                    let names: HashMap<_, _> = rows.clone().filter(|row| !is_text(row)).map(name).collect();
                    for row in rows {
                        if let Some((of, meets)) = fields.spread_to(row.model.name, &names)
                            && told.insert(row.span)
                        {
                            let meets = meets.with(row, ListStyle::Indexed(first));
                            both(of, (row.model.name, row.span), (meets, row.model.name), lowering);
                        }
                        if !is_text(row) {
                            waiting.push((&row.model.ty, first));
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

/// Tells of a row that is spread to the name of another one.
fn both(
    of: &SpecField<'_>,
    (other, span): (&str, Span),
    (meets, name): (Meets, &str),
    lowering: &mut Lowering<'_, '_>,
) {
    let what = match meets {
        Meets::Value => format!("both become `{name}`"),
        Meets::Way => format!("both become names that begin with `{name}`"),
        Meets::Perhaps => format!("can both become `{name}`"),
    };
    let message = format!("`{}` and `{other}` {what}", of.model.name);
    let mut both = Diagnostic::error(Code::DuplicateField, span, message);
    let within =
        of.declared.split_once('<').filter(|(style, _)| ListStyle::WORDS.iter().any(|(word, _)| word == style));
    let declared = within.and_then(|(_, ty)| ty.strip_suffix('>')).unwrap_or(of.declared);
    let help = if span == of.span {
        format!("`{other}` is a parameter of the platform: let the row travel as text, `json<{declared}>`")
    } else {
        both = both.related(of.span, "this row is spread");
        format!("leave one of them out, or let `{}` travel as text: `json<{declared}>`", of.model.name)
    };
    lowering.push(both.help(help));
}
