//! An endpoint as generated code keeps it: one text that reads like the vendor's page, and becomes the model when it is
//! first asked for. A table of `const` rows costs the compiler twenty times as much.
//!
//! What the text says stands at [`Tables`]; `notation::tables` reads and writes it. A text that is not understood, as one of
//! another version, gives an error and nothing else.

use std::fmt;
use std::sync::OnceLock;

use super::catalogue::Code;
use super::diagnostic::{Diagnostic, Span};
use super::notation::tables::{self as notation, Parts};
use super::notation::{Forever, sandbox};
use super::text::Once;
use super::{CodeTable, Endpoint, Kept, Level, NotationError, Record, Text, wire};

/// An endpoint with its tables, kept as text in the words of the specs.
///
/// A line without margin begins a part. The first is the `endpoint` itself: each line under it is `key  value`. The
/// others are records, those named `request` and `response` among them, or lists of codes with their type
/// (`Channel tinyint`; `Channel varchar(8) warn`, where another code is only warned of), and each line under them is a row: `name type marks  title`, or `code name title`. Two blanks or
/// more begin the title of a field. A part `Address shared` has its rows in the text of what the endpoints of a platform
/// [share](Self::sharing), which has no part `endpoint`.
///
/// ```
/// use signwright_model::Tables;
/// use signwright_model::v1::tables;
///
/// static TABLES: Tables = tables("
/// endpoint
///   name       order.push
///   title      推送订单
///   repeat     upsert
///
/// request
///   shopNo     varchar(40)!          店铺编号
///   channel    Channel = 1           渠道
///   phone      varchar(20) sensitive   手机
///   parcels    Parcel[1..~50]!?      包裹
///
/// Parcel
///   weight     decimal(9,3)          重量
///
/// Channel tinyint
///   0  shop    门店
///   1  web     网页
/// ");
/// assert_eq!(TABLES.endpoint().unwrap().title, "推送订单");
/// assert_eq!(TABLES.records()[0].fields[2].title, "手机");
/// assert_eq!(TABLES.codes(0).codes[1].name, "web");
/// ```
///
/// | keys | |
/// |---|---|
/// | `name` `title` `docs` `message` | as the fields of [`Endpoint`] of these names say |
/// | `repeat` | `read`, `upsert` or `once`; without it, who calls is asked |
/// | `success` | a condition that narrows the platform's |
/// | `root` `data` | where its answers and the response's table begin, where the platform says otherwise |
/// | `partial.rows` and others | where a success lists the rows that failed, as [`PartialFailure`](super::PartialFailure) says |
/// | `var.node` | a value for the platform's templates |
///
/// Below them, `$errors:` lists its codes, as in a file of the spec.
///
/// | types | |
/// |---|---|
/// | `varchar(40)` `varchar` `varchar(*)` `varchar(40 bytes)` `varchar(40 utf16)` | text: of a length, of none stated, without limit, in other units |
/// | `tinyint` `smallint` `int` `long` `int{1..50}` | whole numbers |
/// | `decimal(19,4)` `decimal` `boolean` `datetime` `int\|text` `Object` | |
/// | `Map<String,T>` `T[]` `T[1..50]` `T[1..~50]` | maps and lists; `~`: more are only discouraged |
/// | `Parcel` | a record or a list of codes that this text has or names |
///
/// | places, before the type | |
/// |---|---|
/// | `path` `query` `header` `form` `document` | as [`Travels`](super::Travels) says; without one it is the body |
///
/// | marks, in this order | |
/// |---|---|
/// | `!` `?` `""` | behind the type: required, concluded and not stated, may be empty |
/// | `= 1` | the default |
/// | `as-text` `sensitive` `missing-empty` `missing-null` `in-query` | as the fields of [`Field`](super::Field) of these names say |
///
/// Below the rows of a record stand its `$rules:`, as in a file of the spec.
///
/// What would not stand alone is in quotes, where `\n`, `\\` and `\"` are one character each, and so is `\{202e}`, one that
/// would not show.
pub struct Tables {
    text: Text,
    /// What a sandbox keeps and answers; empty where that is left out, or nothing is said.
    sandbox: Text,
    /// The tables that the endpoints of its platform share.
    shared: Option<&'static Tables>,
    read: Once<Read>,
}

/// An endpoint, or what of its text could not be read. Generated code names this type, for a vendor's record may be called
/// `Result`.
pub type EndpointResult = Result<&'static Endpoint<'static>, &'static NotationError>;

/// What the text says. It lasts as long as the static that it is read for, which is forever.
struct Read {
    model: Result<Parts<'static>, NotationError>,
    /// The fields of the program that each of its records was compared with: those of its struct as it is asked, which are
    /// those as it is answered too.
    compared: Vec<OnceLock<&'static str>>,
    /// That one of them has its rows in another order.
    order: OnceLock<NotationError>,
}

/// An endpoint that this text tells. The text stands here, in the file that calls this.
#[track_caller]
pub const fn tables(tables: &'static str) -> Tables {
    Tables { text: Text::here(tables), sandbox: Text::NONE, shared: None, read: Once::new() }
}

impl Tables {
    /// Adds what a sandbox keeps and answers, as a spec's `sandbox` says it; the rows of a query stand there as JSON.
    #[must_use]
    pub const fn sandbox(mut self, sandbox: Text) -> Self {
        self.sandbox = sandbox;
        self
    }

    /// Adds the records and lists of codes that the endpoints of its platform share: those that this one names.
    #[must_use]
    pub const fn sharing(mut self, shared: &'static Tables) -> Self {
        self.shared = Some(shared);
        self
    }

    /// The endpoint, or why its text cannot be read: then there are neither records nor codes.
    pub fn endpoint(&'static self) -> EndpointResult {
        let Read { model, order, .. } = self.read();
        // A program has one struct for a record that is shared, which is compared with the rows that are.
        let of_shared = self.shared.and_then(|shared| shared.read().order.get());
        order.get().or(of_shared).map_or(Ok(()), Err)?;
        model.as_ref().map(|parts| &parts.endpoint)
    }

    /// Compares the fields of a program's record, by their names with blanks between, with the rows of the one at this place;
    /// the first time only. Where they are in another order, each value would travel under another's name: then there is no
    /// endpoint from here on, and [`endpoint`](Self::endpoint) says why.
    pub fn compare(&'static self, place: u16, fields: &'static str) {
        let Read { compared, order, .. } = self.read();
        let index = usize::from(place);
        // One text is one address, which spares comparing it for each row of a list.
        let is_same = |known: &&'static str| std::ptr::eq(*known, fields) || *known == fields;
        let Some(known) = compared.get(index).filter(|known| !known.get().is_some_and(is_same)) else { return };
        let Some(record) = self.records().get(index) else { return };
        if let Some(message) = misplaced(record, fields) {
            order.get_or_init(|| {
                NotationError::new(self.text, &Diagnostic::error(Code::UnknownField, Span::NONE, message))
            });
        }
        known.get_or_init(|| fields);
    }

    /// The records; [`RecordId`](super::RecordId) is a place in them.
    pub fn records(&'static self) -> &'static [Record<'static>] {
        self.endpoint().map_or(&[], |endpoint| endpoint.records)
    }

    /// The coded values, each at the place that its enum knows. There is an empty list at a place that there is not.
    pub fn codes(&'static self, place: u16) -> &'static CodeTable<'static> {
        static NOTHING: CodeTable<'static> =
            CodeTable { name: "", wire: wire(super::text()), level: Level::Deny, codes: &[] };
        let codes = self.read().model.as_ref().map_or(&[][..], |parts| parts.codes);
        codes.get(usize::from(place)).unwrap_or(&NOTHING)
    }

    fn read(&'static self) -> &'static Read {
        self.read.get_or_init(|| {
            let model = read(self);
            let records = model.as_ref().map_or(0, |parts| parts.endpoint.records.len());
            let compared = std::iter::repeat_with(OnceLock::new).take(records).collect();
            Read { model, compared, order: OnceLock::new() }
        })
    }
}

impl fmt::Debug for Tables {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Tables").field(&self.text.text).field(&self.sandbox.text).finish()
    }
}

fn read(tables: &'static Tables) -> Result<Parts<'static>, NotationError> {
    let Tables { text, sandbox, shared, .. } = tables;
    let shared = shared.map(|shared| shared.read().model.as_ref()).transpose().map_err(Clone::clone)?;
    let read = notation::read(text.text, shared, Forever);
    let mut parts = read.map_err(|mistake| NotationError::new(*text, &mistake))?;
    parts.endpoint.kept = Kept::forever();
    if !sandbox.text.is_empty() {
        let read = sandbox::read_text(sandbox.text, &parts.endpoint, Forever);
        parts.endpoint.sandbox = Some(read.map_err(|mistake| NotationError::new(*sandbox, &mistake))?);
    }
    Ok(parts)
}

/// A field that stands where the row of another one stands. The name of a field in a program is that of its row but for its
/// case and what no name can hold; one that was given another name is taken for the row that it stands at.
fn misplaced(record: &Record<'_>, fields: &str) -> Option<String> {
    let plain = |name: &str| -> String {
        let name = name.strip_prefix("r#").unwrap_or(name);
        name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let fields: Vec<_> = fields.split_whitespace().map(|name| (name, plain(name))).collect();
    let rows: Vec<_> = record.fields.iter().map(|field| plain(field.name)).collect();
    let record = record.name;
    if fields.len() != rows.len() {
        let (rows, fields) = (rows.len(), fields.len());
        return Some(format!("`{record}` has {rows} rows here and {fields} fields in the program; generate both anew"));
    }
    let stands = |index: usize| fields.get(index).map(|(_, name)| name) == rows.get(index);
    let of_another = |index: &usize| {
        let name = fields.get(*index).map(|(_, name)| name);
        !stands(*index) && (0..rows.len()).any(|row| !stands(row) && rows.get(row) == name)
    };
    let index = (0..fields.len()).find(of_another)?;
    let name = fields.get(index).map_or("", |(name, _)| name);
    let row = index + 1;
    Some(format!(
        "`{name}` is field {row} of `{record}` in the program, and row {row} here is another; generate both anew"
    ))
}
