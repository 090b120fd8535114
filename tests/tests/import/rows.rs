//! The rows of a loaded endpoint in the form of `truth/`: each field with its path on the wire.

use signwright_codegen::specs::{SpecEndpoint, SpecField};
use signwright_runtime::model::{CodeTable, Field, Level, Missing, Presence, RecordId, Type};

use super::words;

/// A field of an endpoint, flattened.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// Where it stands on the wire.
    pub(crate) path: String,
    /// The wire name.
    pub(crate) name: String,
    /// The vendor's title.
    pub(crate) title: String,
    /// The type and its length, in the words of `truth/`.
    pub(crate) ty: String,
    /// `yes`, `no` or `unknown`.
    pub(crate) required: &'static str,
    /// What is assumed.
    pub(crate) default: String,
    /// How "none" travels.
    pub(crate) none: &'static str,
    /// The codes with their meanings.
    pub(crate) codes: Vec<(String, String)>,
    /// Whether the spec says why it believes the row, so that it need not be a row of a table.
    pub(crate) explained: bool,
}

/// A rule of a record. How it is worded does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RuleRow {
    /// The path of the record's rows, and what must hold when.
    pub(crate) holds: String,
    /// Whether breaking it stops a request.
    pub(crate) denies: bool,
}

/// All rows of an endpoint, the request's, then the response's; and its rules.
pub(crate) fn of(spec: &SpecEndpoint<'_>) -> (Vec<Row>, Vec<RuleRow>) {
    let mut walk = Walk { spec, rows: Vec::new(), rules: Vec::new(), open: Vec::new(), shared: 0 };
    walk.record("request", spec.model.request);
    walk.record("response", spec.model.response);
    (walk.rows, walk.rules)
}

struct Walk<'a> {
    spec: &'a SpecEndpoint<'a>,
    rows: Vec<Row>,
    rules: Vec<RuleRow>,
    /// The records that the walk stands in: one that holds itself is not entered again.
    open: Vec<RecordId>,
    /// How many pagers the walk stands in: the platform has rows of its own there.
    shared: usize,
}

impl<'a> Walk<'a> {
    fn record(&mut self, path: &str, id: RecordId) {
        let Some(record) = self.spec.records.get(usize::from(id.0)) else { return };
        if self.open.contains(&id) {
            return;
        }
        self.open.push(id);
        for rule in record.model.rules {
            let when = rule.when.as_ref().map(|when| format!(" when {when:?}")).unwrap_or_default();
            let each = rule.each.map(|each| format!(" each {each}")).unwrap_or_default();
            let holds = format!("{path}: {:?}{when}{each}", rule.kind);
            self.rules.push(RuleRow { holds, denies: rule.level == Level::Deny });
        }
        for SpecField { model: field, declared, source, .. } in record.fields {
            let (ty, suffix, inner) = self.ty(&field.ty, declared);
            let ty = if field.is_in_query() { "pager".to_owned() } else { ty };
            self.rows.push(row(path, field, ty, self.shared > 0 || !source.is_empty()));
            if let Some(inner) = inner {
                self.shared += usize::from(field.is_in_query());
                self.record(&format!("{path}.{}{suffix}", field.name), inner);
                self.shared -= usize::from(field.is_in_query());
            }
        }
        self.open.pop();
    }

    /// The word for a type, what follows the field's name in a path, and the record inside.
    fn ty(&self, ty: &Type<'_>, declared: &str) -> (String, String, Option<RecordId>) {
        match ty {
            Type::List(inner, _) => {
                let inside = declared.split('[').next().unwrap_or_default();
                let (word, suffix, record) = self.ty(inner, inside);
                (format!("{word}[]"), format!("[]{suffix}"), record)
            }
            Type::Record(id) => ("record".to_owned(), String::new(), Some(*id)),
            Type::Code(table) => (words::of_declared(self.declared(table)).unwrap_or_default(), String::new(), None),
            _ => (words::of_declared(declared).unwrap_or_else(|| format!("{declared}?")), String::new(), None),
        }
    }

    fn declared(&self, table: &CodeTable<'_>) -> &'a str {
        self.spec.codes.iter().find(|codes| codes.model.name == table.name).map_or("", |codes| codes.declared)
    }
}

fn row(path: &str, field: &Field<'_>, ty: String, explained: bool) -> Row {
    let mut of = &field.ty;
    while let Type::List(inner, _) = of {
        of = inner;
    }
    let codes = match of {
        Type::Code(table) => table.codes.iter().map(|code| (code.code.to_owned(), code.title.to_owned())).collect(),
        _ => Vec::new(),
    };
    let none = match field.missing {
        Missing::Null => "null",
        Missing::Empty => "empty",
        Missing::LeftOut if field.may_be_empty => "empty",
        Missing::LeftOut => "",
    };
    Row {
        path: path.to_owned(),
        name: field.name.to_owned(),
        title: field.title.to_owned(),
        ty,
        required: match field.presence {
            Presence::Required => "yes",
            Presence::Optional => "no",
            Presence::RequiredInferred | Presence::OptionalInferred => "unknown",
        },
        default: field.default.unwrap_or_default().to_owned(),
        none,
        codes,
        explained,
    }
}
