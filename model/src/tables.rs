//! An endpoint as generated code keeps it: one text that reads like the vendor's page, and becomes the model when it is
//! first asked for. A table of `const` rows costs the compiler twenty times as much.
//!
//! What the text says stands at [`Tables`]. Generated code writes it, and tests hold what is written against what is read;
//! so nothing is reported here: what the generator does not write is read as text without a length.

use std::fmt;
use std::sync::OnceLock;

use super::scan::{Known, Scan};
use super::{
    Code, CodeTable, Condition, Endpoint, EndpointSandbox, Fault, Field, Level, Missing, Presence, Record, RecordId,
    Repeat, Rule, Travels, text, told, wire,
};

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
/// assert_eq!(TABLES.endpoint().title, "推送订单");
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
/// | `as-text` `sensitive` `missing-empty` `missing-null` `in-query` | as the fields of [`Field`] of these names say |
///
/// What would not stand alone is in quotes, where `\n`, `\\` and `\"` are one character each, and so is `\{202e}`, one that
/// would not show.
pub struct Tables {
    text: &'static str,
    extras: &'static str,
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
/// ").extras(r#"
/// {
///     rules: [("request", [{ kind: Ordered("from", "to"), level: Warn, says: "开始时间<=结束时间" }])],
///     errors: [{ code: "1001", cause: "时间错误", remedy: "请检查" }],
/// }
/// "#);
/// assert_eq!(TABLES.records()[0].rules[0].level, Level::Warn);
/// assert_eq!(TABLES.endpoint().errors[0].cause, "时间错误");
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extras<'m> {
    /// Rules, under the names of their records; each name stands once.
    pub rules: &'m [(&'m str, &'m [Rule<'m>])],
    /// As [`Endpoint::success`].
    pub success: Option<Condition<'m>>,
    /// As [`Endpoint::errors`].
    pub errors: &'m [Fault<'m>],
    /// As [`Endpoint::sandbox`].
    pub sandbox: Option<EndpointSandbox<'m>>,
}

/// What the text says. It lasts as long as the static that it is read for, which is forever.
struct Read {
    endpoint: Endpoint<'static>,
    codes: &'static [CodeTable<'static>],
}

trait Model {
    fn read(&self) -> &Read;
}

impl Model for Read {
    fn read(&self) -> &Read {
        self
    }
}

/// An endpoint that this text tells.
pub const fn tables(text: &'static str) -> Tables {
    Tables { text, extras: "", read: OnceLock::new() }
}

impl Tables {
    /// Adds the text that tells the [`Extras`].
    #[must_use]
    pub const fn extras(mut self, extras: &'static str) -> Self {
        self.extras = extras;
        self
    }

    /// The endpoint.
    pub fn endpoint(&'static self) -> &'static Endpoint<'static> {
        &self.read().endpoint
    }

    /// The records; [`RecordId`](super::RecordId) is a place in them.
    pub fn records(&'static self) -> &'static [Record<'static>] {
        self.read().endpoint.records
    }

    /// The coded values, each at the place that its enum knows. There is an empty list at a place that there is not.
    pub fn codes(&'static self, place: u16) -> &'static CodeTable<'static> {
        static NOTHING: CodeTable<'static> = CodeTable { name: "", wire: wire(text()), level: Level::Deny, codes: &[] };
        self.read().codes.get(usize::from(place)).unwrap_or(&NOTHING)
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

/// A line without margin, and those under it.
struct Section {
    name: &'static str,
    /// The type of a list of codes; nothing for a record.
    ty: Scan,
    rows: Vec<Scan>,
}

fn read(tables: &'static Tables) -> Read {
    let mut sections: Vec<Section> = Vec::new();
    for line in tables.text.lines().filter(|line| !line.is_empty()) {
        let mut scan = Scan(line);
        if line.starts_with(' ') {
            scan.blanks();
            if let Some(section) = sections.last_mut() {
                section.rows.push(scan);
            }
        } else {
            let name = scan.word();
            scan.blanks();
            sections.push(Section { name, ty: scan, rows: Vec::new() });
        }
    }
    let head = sections.iter().position(|section| section.name == "endpoint").map(|at| sections.remove(at));
    let (records, codes): (Vec<_>, Vec<_>) = sections.into_iter().partition(|section| section.ty.0.is_empty());
    let mut known = Known { records: records.iter().map(|record| record.name).collect(), codes: &[] };
    known.codes = codes.into_iter().map(|section| listed(section, &known)).collect::<Vec<_>>().leak();
    let Extras { rules, success, errors, sandbox } = told::read(tables.extras);
    let records = records.into_iter().map(|section| {
        let rules = rules.iter().find(|(name, _)| *name == section.name).map_or(&[][..], |(_, rules)| rules);
        let fields: Vec<_> = section.rows.into_iter().map(|row| field(row, &known)).collect();
        Record { name: section.name, fields: fields.leak(), rules }
    });
    let records = records.collect::<Vec<_>>().leak();
    let id = |of: &str| (0..).map(RecordId).zip(&*records).find(|(_, record)| record.name == of).map(|(id, _)| id);
    let mut endpoint = Endpoint { records, success, errors, sandbox, ..Endpoint::PLAIN };
    endpoint.request = id("request").unwrap_or(endpoint.request);
    endpoint.response = id("response").unwrap_or(endpoint.response);
    describe(head.map(|head| head.rows).unwrap_or_default(), &mut endpoint);
    Read { endpoint, codes: known.codes }
}

/// What the lines under `endpoint` say.
fn describe(rows: Vec<Scan>, endpoint: &mut Endpoint<'static>) {
    let mut vars = Vec::new();
    for mut row in rows {
        let (key, value) = (row.word(), row.title());
        match key {
            "name" => endpoint.name = value,
            "title" => endpoint.title = value,
            "docs" => endpoint.docs = value,
            "message" => endpoint.message = value,
            "repeat" => {
                let known = Repeat::WORDS.iter().find(|(word, _)| *word == value);
                endpoint.repeat = known.map_or(Repeat::Ask, |(_, repeat)| *repeat);
            }
            key => vars.extend(key.strip_prefix("var.").map(|name| (name, value))),
        }
    }
    endpoint.vars = vars.leak();
}

fn listed(mut section: Section, known: &Known) -> CodeTable<'static> {
    let wire = wire(section.ty.ty(known));
    let level = if section.ty.eat(" warn") { Level::Warn } else { Level::Deny };
    let row = |mut row: Scan| Code { code: row.word(), name: row.word(), title: row.title() };
    CodeTable { name: section.name, wire, level, codes: section.rows.into_iter().map(row).collect::<Vec<_>>().leak() }
}

fn field(mut row: Scan, known: &Known) -> Field<'static> {
    let name = row.word();
    row.blanks();
    let ty = row.ty(known);
    let (required, inferred) = (row.eat("!"), row.eat("?"));
    let presence = match (required, inferred) {
        (true, false) => Presence::Required,
        (true, true) => Presence::RequiredInferred,
        (false, false) => Presence::Optional,
        (false, true) => Presence::OptionalInferred,
    };
    let mut field = Field::new(name, ty, "", presence);
    field.may_be_empty = row.eat("\"\"");
    // One blank stands before a further mark, two or more before the title.
    while !row.0.starts_with("  ") && row.eat(" ") {
        match row.mark() {
            "=" => field.default = Some(row.word()),
            "as-text" => field.as_text = true,
            "sensitive" => field.sensitive = true,
            "missing-empty" => field.missing = Missing::Empty,
            "missing-null" => field.missing = Missing::Null,
            "in-query" => field.travels = Travels::InQuery,
            _ => {}
        }
    }
    field.title = row.title();
    field
}
