//! An endpoint as generated code keeps it: one text that reads like the vendor's page, and becomes the model when it is
//! first asked for. A table of `const` rows costs the compiler twenty times as much.
//!
//! What the text says stands at [`Tables`]; `notation::tables` reads and writes it. A text that is not understood, as one of
//! another version, gives an error and nothing else.

use std::panic::Location;
use std::sync::OnceLock;
use std::{error, fmt};

use super::notation::Forever;
use super::notation::tables as notation;
use super::{CodeTable, Condition, Endpoint, EndpointSandbox, Fault, Level, Record, told, wire};
use crate::diagnostic::Diagnostic;

/// An endpoint with its tables, kept as text in the words of the specs.
///
/// A line without margin begins a part. The first is the `endpoint` itself: each line under it is `key  value`. The
/// others are records, those named `request` and `response` among them, or lists of codes with their type
/// (`Channel tinyint`; `Channel varchar(8) warn`, where another code is only warned of), and each line under them is a row: `name type marks  title`, or `code name title`. Two blanks or
/// more begin the title of a field.
///
/// ```
/// use signwright_model::{Tables, tables};
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
/// | `var.node` | a value for the platform's templates |
///
/// | types | |
/// |---|---|
/// | `varchar(40)` `varchar` `varchar(*)` `varchar(40 bytes)` `varchar(40 utf16)` | text: of a length, of none stated, without limit, in other units |
/// | `tinyint` `smallint` `int` `long` `int{1..50}` | whole numbers |
/// | `decimal(19,4)` `decimal` `boolean` `datetime` `int\|text` `Object` | |
/// | `Map<String,T>` `T[]` `T[1..50]` `T[1..~50]` | maps and lists; `~`: more are only discouraged |
/// | `Parcel` | a record or a list of codes of this text |
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
    text: &'static str,
    extras: &'static str,
    /// Where the text begins in a program's sources.
    place: &'static Location<'static>,
    // Behind a trait, for its `Sync`: that the whole model is shared safely would be proven anew for every static.
    read: OnceLock<Box<dyn Model + Send + Sync>>,
}

/// What an endpoint has besides its tables.
///
/// In a text, each part is told by the names of the model: what a field is called, which variant it is. What is empty,
/// `false` or not there goes without saying.
///
/// ```
/// use signwright_model::{Level, Tables, tables};
///
/// static TABLES: Tables = tables("
/// endpoint
///   name    order.list
///
/// request
///   from    datetime   开始
///   to      datetime   结束
///   $rules:
///     - { ordered: from <= to, level: warn, says: 开始时间<=结束时间 }
/// ").extras(r#"
/// {
///     errors: [{ code: "1001", cause: "时间错误", remedy: "请检查" }],
/// }
/// "#);
/// assert_eq!(TABLES.records()[0].rules[0].level, Level::Warn);
/// assert_eq!(TABLES.endpoint().unwrap().errors[0].cause, "时间错误");
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extras<'m> {
    /// As [`Endpoint::success`].
    pub success: Option<Condition<'m>>,
    /// As [`Endpoint::errors`].
    pub errors: &'m [Fault<'m>],
    /// As [`Endpoint::sandbox`].
    pub sandbox: Option<EndpointSandbox<'m>>,
}

/// Why a text of generated code cannot be read: it is cut, or of another version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotationError {
    file: &'static str,
    line: u32,
    message: String,
}

impl NotationError {
    fn new(tables: &Tables, mistake: &Diagnostic) -> Self {
        let before = tables.text.get(..mistake.span.start as usize).unwrap_or_default();
        let lines = u32::try_from(before.matches('\n').count()).unwrap_or(u32::MAX);
        let help = if mistake.help.is_empty() { String::new() } else { format!("; {}", mistake.help) };
        let message = format!("{}{help}", mistake.message);
        Self { file: tables.place.file(), line: tables.place.line().saturating_add(lines), message }
    }
}

impl fmt::Display for NotationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.message)
    }
}

impl error::Error for NotationError {}

/// What the text says. It lasts as long as the static that it is read for, which is forever.
/// An endpoint, or what of its text could not be read. Generated code names this type, for a vendor's record may be called
/// `Result`.
pub type EndpointResult = Result<&'static Endpoint<'static>, &'static NotationError>;

type Read = Result<(Endpoint<'static>, &'static [CodeTable<'static>]), NotationError>;

trait Model {
    fn read(&self) -> &Read;
}

impl Model for Read {
    fn read(&self) -> &Read {
        self
    }
}

/// An endpoint that this text tells. The text stands here, in the file that calls this.
#[track_caller]
pub const fn tables(text: &'static str) -> Tables {
    Tables { text, extras: "", place: Location::caller(), read: OnceLock::new() }
}

impl Tables {
    /// Adds the text that tells the [`Extras`].
    #[must_use]
    pub const fn extras(mut self, extras: &'static str) -> Self {
        self.extras = extras;
        self
    }

    /// The endpoint, or why its text cannot be read: then there are neither records nor codes.
    pub fn endpoint(&'static self) -> EndpointResult {
        self.read().as_ref().map(|(endpoint, _)| endpoint)
    }

    /// The records; [`RecordId`](super::RecordId) is a place in them.
    pub fn records(&'static self) -> &'static [Record<'static>] {
        self.endpoint().map_or(&[], |endpoint| endpoint.records)
    }

    /// The coded values, each at the place that its enum knows. There is an empty list at a place that there is not.
    pub fn codes(&'static self, place: u16) -> &'static CodeTable<'static> {
        static NOTHING: CodeTable<'static> =
            CodeTable { name: "", wire: wire(super::text()), level: Level::Deny, codes: &[] };
        let codes = self.read().as_ref().map_or(&[][..], |(_, codes)| codes);
        codes.get(usize::from(place)).unwrap_or(&NOTHING)
    }

    fn read(&'static self) -> &'static Read {
        self.read.get_or_init(|| Box::new(read(self))).read()
    }
}

impl fmt::Debug for Tables {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Tables").field(&self.text).field(&self.extras).finish()
    }
}

fn read(tables: &'static Tables) -> Read {
    let read = notation::read(tables.text, Forever);
    let (endpoint, codes) = read.map_err(|mistake| NotationError::new(tables, &mistake))?;
    let Extras { success, errors, sandbox } = told::read(tables.extras);
    Ok((Endpoint { success, errors, sandbox, ..endpoint }, codes))
}
