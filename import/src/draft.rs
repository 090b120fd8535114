//! An endpoint half way between page and YAML: records, fields and codes as they will be written, each with
//! its place on the page, and what there is to report about them.

use super::classify::Grade;
use super::classify::required::Required;
use super::infer::listing::Pair;
use super::infer::none::Nothing;
use super::page::Lines;

/// The place of the request's record.
pub(crate) const REQUEST: usize = 0;
/// The place of the response's record.
pub(crate) const RESPONSE: usize = 1;

/// The lines of what is said about the whole page.
pub(crate) const WHOLE_PAGE: Lines = Lines { first: 1, last: 1 };

/// An endpoint.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    /// The wire name.
    pub(crate) endpoint: String,
    /// The title.
    pub(crate) title: String,
    /// The page.
    pub(crate) docs: String,
    /// The vendor's version remark.
    pub(crate) since: String,
    /// What a caller must be allowed to do.
    pub(crate) permission: String,
    /// That the vendor has given it up: the successor, or nothing, and the sentence.
    pub(crate) deprecated: Option<(String, String)>,
    /// The vendor's remarks.
    pub(crate) notes: Vec<String>,
    /// Values that the platform's templates take from the endpoint.
    pub(crate) vars: Vec<(String, String)>,
    /// All records: the request, the response, then the others as the page lists them.
    pub(crate) records: Vec<RecordDraft>,
    /// The place of the pager's record.
    pub(crate) pager: Option<usize>,
    /// The pager's record must say itself that it travels in the query.
    pub(crate) pager_in_query: bool,
    /// Coded values.
    pub(crate) codes: Vec<CodesDraft>,
    /// Rows of the table of refusals, in the notation.
    pub(crate) faults: Vec<String>,
    /// Samples.
    pub(crate) samples: Vec<SampleDraft>,
    /// What there is to report.
    pub(crate) findings: Vec<Finding>,
    /// Rows of the page's tables.
    pub(crate) rows: Tally,
    /// Rows of the request that are in the report only.
    pub(crate) lost: Vec<Lines>,
}

/// How many rows there were and what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rows read.
    pub read: usize,
    /// Rows that are in the YAML.
    pub placed: usize,
    /// Rows that the platform's file has already.
    pub shared: usize,
}

/// Something to report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How sure the reading is.
    pub grade: Grade,
    /// Where on the page.
    pub lines: Lines,
    /// What it is about: `request.params.start_time`.
    pub path: String,
    /// What was made of what.
    pub message: String,
}

/// Whom a record serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// The request.
    Request,
    /// The response.
    Response,
}

/// A record.
#[derive(Clone, Debug)]
pub(crate) struct RecordDraft {
    /// Its name in the YAML.
    pub(crate) key: String,
    /// Where its rows are, for messages: `request.params`.
    pub(crate) path: String,
    /// Whom it serves.
    pub(crate) side: Side,
    /// Its fields.
    pub(crate) fields: Vec<FieldDraft>,
    /// Its rules.
    pub(crate) rules: Vec<RuleDraft>,
    /// Fields of personal data.
    pub(crate) sensitive: Vec<String>,
    /// The vendor's name for what it is, where a type gives one.
    pub(crate) class: Option<String>,
}

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Holds {
    /// A type in the notation.
    Words(String),
    /// Coded values, by their place.
    Codes(usize),
    /// A record, by its place.
    Record(usize),
    /// Fields of its own that no table listed yet; with the name that the type gives them.
    Open(Option<String>),
}

/// A field.
#[derive(Clone, Debug)]
pub(crate) struct FieldDraft {
    /// The name on the wire.
    pub(crate) name: String,
    /// The type.
    pub(crate) holds: Holds,
    /// A list, with what stands in its brackets.
    pub(crate) list: Option<String>,
    /// Whether it must be there.
    pub(crate) required: Required,
    /// What the server assumes.
    pub(crate) default: Option<String>,
    /// How "none" travels.
    pub(crate) none: Option<Nothing>,
    /// The title.
    pub(crate) title: String,
    /// The description.
    pub(crate) text: String,
    /// The vendor's example.
    pub(crate) example: String,
    /// Why it is believed, where the page does not simply say so: a part of it, or nothing for all of it, and why.
    pub(crate) source: Vec<(&'static str, String)>,
    /// What it is when no table lists fields of it: `Object`, `Map<String,int>`.
    pub(crate) anything: String,
    /// It is the platform's pager.
    pub(crate) pager: bool,
    /// Where it stands.
    pub(crate) lines: Lines,
}

/// A rule read from prose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RuleDraft {
    /// What must hold: `any_of: [a, b]`.
    pub(crate) holds: String,
    /// `when` or `unless`.
    pub(crate) condition: Option<(&'static str, String)>,
    /// The vendor's sentence.
    pub(crate) says: String,
    /// Where it was read.
    pub(crate) source: String,
}

/// A list of coded values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CodesDraft {
    /// Its name in the YAML.
    pub(crate) key: String,
    /// The field it was read from, and the record of that field.
    pub(crate) field: String,
    /// How the codes travel.
    pub(crate) ty: String,
    /// Code and meaning.
    pub(crate) codes: Vec<Pair>,
    /// A name for each.
    pub(crate) names: Vec<String>,
}

/// A sample.
#[derive(Clone, Debug)]
pub(crate) struct SampleDraft {
    /// Its name in the YAML.
    pub(crate) key: String,
    /// Where it stands.
    pub(crate) source: String,
    /// What it shows.
    pub(crate) role: SampleRole,
    /// The document.
    pub(crate) text: String,
    /// Where it breaks its table: path, rule, reason.
    pub(crate) breaks: Vec<(String, String, String)>,
    /// Where on the page.
    pub(crate) lines: Lines,
}

/// What a sample shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SampleRole {
    /// A request.
    Request,
    /// An answer that grants it.
    Success,
    /// An answer that refuses it.
    Refused,
}

impl FieldDraft {
    /// A field that no row of the page is of: it was concluded from something else, the source.
    pub(crate) fn concluded(name: &str, holds: Holds, source: String, lines: Lines) -> Self {
        Self {
            name: name.to_owned(),
            holds,
            list: None,
            required: Required::Unsaid,
            default: None,
            none: None,
            title: String::new(),
            text: String::new(),
            example: String::new(),
            source: vec![("", source)],
            pager: false,
            anything: "Object".to_owned(),
            lines,
        }
    }
}

impl RecordDraft {
    /// A record without fields, whose name is still to come.
    pub(crate) fn new(path: String, side: Side, class: Option<String>) -> Self {
        let (fields, rules, sensitive) = (Vec::new(), Vec::new(), Vec::new());
        Self { key: String::new(), path, side, fields, rules, sensitive, class }
    }
}

impl FieldDraft {
    /// Whether another row says the same of the field.
    pub(crate) fn is_same(&self, row: &Self) -> bool {
        let said = |field: &Self| (field.list.is_some(), field.required, field.title.clone(), field.text.clone());
        let is_node = |field: &Self| !matches!(field.holds, Holds::Words(_));
        let holds = self.holds == row.holds || is_node(self) && is_node(row);
        self.name == row.name && holds && said(self) == said(row)
    }
}

impl Draft {
    /// Reports something.
    pub(crate) fn find(&mut self, grade: Grade, lines: Lines, path: impl Into<String>, message: impl Into<String>) {
        self.findings.push(Finding { grade, lines, path: path.into(), message: message.into() });
    }

    /// Makes fields of records that have no fields hold anything; the fields, by their places.
    pub(crate) fn open_empty_records(&mut self) -> Vec<(usize, usize)> {
        let empty: Vec<bool> = self.records.iter().map(|record| record.fields.is_empty()).collect();
        let mut opened = Vec::new();
        for (place, record) in self.records.iter_mut().enumerate() {
            for (index, field) in record.fields.iter_mut().enumerate() {
                let is_empty = matches!(field.holds, Holds::Record(inner) if empty.get(inner).copied().unwrap_or(true));
                if is_empty {
                    field.holds = Holds::Words(field.anything.clone());
                    opened.push((place, index));
                }
            }
        }
        self.pager = self.pager.filter(|inner| !empty.get(*inner).copied().unwrap_or(true));
        opened
    }

    /// The record at a place.
    pub(crate) fn record(&self, index: usize) -> Option<&RecordDraft> {
        self.records.get(index)
    }

    /// A field by its places.
    pub(crate) fn field_mut(&mut self, record: usize, field: usize) -> Option<&mut FieldDraft> {
        self.records.get_mut(record)?.fields.get_mut(field)
    }
}
