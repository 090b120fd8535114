//! An endpoint half way between page and YAML: records, fields and codes as they will be written, each with
//! its place on the page, and what there is to report about them.

use super::classify::Confidence;
use super::classify::required::Required;
use super::infer::listing::Pair;
use super::infer::none::Nothing;
use super::page::Lines;
use signwright_model::Travels;

pub(crate) const REQUEST: usize = 0;
pub(crate) const RESPONSE: usize = 1;

/// The lines of what is said about the whole page.
pub(crate) const WHOLE_PAGE: Lines = Lines { first: 1, last: 1 };

#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    pub(crate) endpoint: String,
    /// Its verb and address, where rows are parts of it.
    pub(crate) http: String,
    pub(crate) title: String,
    pub(crate) docs: String,
    /// The vendor's version remark.
    pub(crate) since: String,
    pub(crate) permission: String,
    /// That the vendor has given it up: the successor, or nothing, and the sentence.
    pub(crate) deprecated: Option<(String, String)>,
    pub(crate) notes: Vec<String>,
    /// Values that the platform's templates take from the endpoint.
    pub(crate) vars: Vec<(String, String)>,
    /// All records: the request, the response, then the others as the page lists them.
    pub(crate) records: Vec<RecordDraft>,
    pub(crate) pager: Option<usize>,
    /// The pager's record must say itself that it travels in the query.
    pub(crate) pager_in_query: bool,
    pub(crate) codes: Vec<CodesDraft>,
    /// Rows of the table of refusals, in the notation.
    pub(crate) faults: Vec<String>,
    pub(crate) samples: Vec<SampleDraft>,
    pub(crate) findings: Vec<Finding>,
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
    pub confidence: Confidence,
    /// Where on the page.
    pub lines: Lines,
    /// What it is about: `request.params.start_time`.
    pub path: String,
    /// What was made of what.
    pub message: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Request,
    Response,
}

#[derive(Clone, Debug)]
pub(crate) struct RecordDraft {
    pub(crate) key: String,
    /// Where its rows are, for messages: `request.params`.
    pub(crate) path: String,
    pub(crate) side: Side,
    pub(crate) fields: Vec<FieldDraft>,
    pub(crate) rules: Vec<RuleDraft>,
    pub(crate) sensitive: Vec<String>,
    /// The vendor's name for what it is, where a type gives one.
    pub(crate) class: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Holds {
    Type(String),
    /// Coded values, by their place.
    Codes(usize),
    /// A record, by its place.
    Record(usize),
    /// Fields of its own that no table listed yet; with the name that the type gives them.
    Open(Option<String>),
}

#[derive(Clone, Debug)]
pub(crate) struct FieldDraft {
    pub(crate) name: String,
    pub(crate) holds: Holds,
    /// Where the page says that it travels.
    pub(crate) place: Option<Travels>,
    /// A list, with what stands in its brackets.
    pub(crate) list: Option<String>,
    pub(crate) required: Required,
    /// What the server assumes.
    pub(crate) default: Option<String>,
    pub(crate) none: Option<Nothing>,
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) example: String,
    /// Why it is believed, where the page does not simply say so: a part of it, or nothing for all of it, and why.
    pub(crate) source: Vec<(&'static str, String)>,
    /// What it is when no table lists fields of it: `Object`, `Map<String,int>`.
    pub(crate) anything: String,
    pub(crate) pager: bool,
    pub(crate) lines: Lines,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RuleDraft {
    /// What must hold: `any_of: [a, b]`.
    pub(crate) holds: String,
    /// `when` or `unless`.
    pub(crate) condition: Option<(&'static str, String)>,
    pub(crate) says: String,
    pub(crate) source: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CodesDraft {
    pub(crate) key: String,
    /// The field it was read from, and the record of that field.
    pub(crate) field: String,
    pub(crate) ty: String,
    pub(crate) codes: Vec<Pair>,
    pub(crate) names: Vec<String>,
}

#[derive(Clone, Debug)]
pub(crate) struct SampleDraft {
    pub(crate) key: String,
    pub(crate) source: String,
    pub(crate) role: SampleRole,
    pub(crate) text: String,
    /// Where it breaks its table: path, rule, reason.
    pub(crate) breaks: Vec<(String, String, String)>,
    pub(crate) lines: Lines,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SampleRole {
    Request,
    Success,
    Refused,
}

impl FieldDraft {
    /// A field that no row of the page is of: it was inferred from something else, the source.
    pub(crate) fn inferred(name: &str, holds: Holds, source: String, lines: Lines) -> Self {
        Self {
            name: name.to_owned(),
            holds,
            place: None,
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
        let is_node = |field: &Self| !matches!(field.holds, Holds::Type(_));
        let holds = self.holds == row.holds || is_node(self) && is_node(row);
        self.name == row.name && self.place == row.place && holds && said(self) == said(row)
    }
}

impl Draft {
    pub(crate) fn find(
        &mut self,
        confidence: Confidence,
        lines: Lines,
        path: impl Into<String>,
        message: impl Into<String>,
    ) {
        self.findings.push(Finding { confidence, lines, path: path.into(), message: message.into() });
    }

    /// Makes fields of records that have no fields hold anything; the fields, by their places.
    pub(crate) fn open_empty_records(&mut self) -> Vec<(usize, usize)> {
        let empty: Vec<bool> = self.records.iter().map(|record| record.fields.is_empty()).collect();
        let mut opened = Vec::new();
        for (record_index, record) in self.records.iter_mut().enumerate() {
            for (index, field) in record.fields.iter_mut().enumerate() {
                let is_empty = matches!(field.holds, Holds::Record(inner) if empty.get(inner).copied().unwrap_or(true));
                if is_empty {
                    field.holds = Holds::Type(field.anything.clone());
                    opened.push((record_index, index));
                }
            }
        }
        self.pager = self.pager.filter(|inner| !empty.get(*inner).copied().unwrap_or(true));
        opened
    }

    pub(crate) fn record(&self, index: usize) -> Option<&RecordDraft> {
        self.records.get(index)
    }

    pub(crate) fn field_mut(&mut self, record: usize, field: usize) -> Option<&mut FieldDraft> {
        self.records.get_mut(record)?.fields.get_mut(field)
    }
}
