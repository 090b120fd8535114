//! The tables of an endpoint as generated code keeps them: one text that reads like the vendor's page, and becomes the
//! model when it is first asked for. A table of `const` rows costs the compiler twenty times as much.
//!
//! The text is in the words of the specs. A line without margin begins a record (`request`) or a list of
//! codes (`Channel tinyint`), and each line under it is a row:
//!
//! ```text
//! request
//!   shopNo     varchar(40)!        店铺编号
//!   channel    Channel = 1         渠道
//!   parcels    Parcel[1..50]!      包裹
//!
//! Channel tinyint
//!   0  web     网页
//! ```
//!
//! Generated code writes it, and tests hold what is written against what is read; so nothing is reported here: what the
//! generator does not write is read as text without a length.

use std::fmt;
use std::sync::OnceLock;

use super::{
    Bounds, Code, CodeTable, Digits, Field, Level, Missing, Presence, Record, RecordId, Rule, TextUnit, Travels, Type,
    boolean, datetime, int, int32, long, smallint, text, text_or_int, tinyint, wire,
};

/// The tables of an endpoint, kept as text.
pub struct Tables {
    text: &'static str,
    rules: &'static [(&'static str, &'static [Rule<'static>])],
    read: OnceLock<Read>,
}

/// What the text says. It lasts as long as the static that it is read for, which is forever.
struct Read {
    records: &'static [Record<'static>],
    codes: &'static [CodeTable<'static>],
}

/// Tables that this text lists.
pub const fn tables(text: &'static str) -> Tables {
    Tables { text, rules: &[], read: OnceLock::new() }
}

impl Tables {
    /// Adds rules, under the names of their records.
    #[must_use]
    pub const fn rules(mut self, rules: &'static [(&'static str, &'static [Rule<'static>])]) -> Self {
        self.rules = rules;
        self
    }

    /// The records; [`RecordId`] is a place in them.
    pub fn records(&'static self) -> &'static [Record<'static>] {
        self.read().records
    }

    /// The coded values, each at the place that its enum knows. There is an empty list at a place that there is not.
    pub fn codes(&'static self, place: u16) -> &'static CodeTable<'static> {
        static NOTHING: CodeTable<'static> = CodeTable { name: "", wire: wire(text()), codes: &[] };
        self.read().codes.get(usize::from(place)).unwrap_or(&NOTHING)
    }

    fn read(&'static self) -> &'static Read {
        self.read.get_or_init(|| read(self))
    }
}

impl fmt::Debug for Tables {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Tables").field(&self.text).finish()
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
    let (records, codes): (Vec<_>, Vec<_>) = sections.into_iter().partition(|section| section.ty.0.is_empty());
    let mut known = Known { records: records.iter().map(|record| record.name).collect(), codes: &[] };
    known.codes = codes.into_iter().map(|section| listed(section, &known)).collect::<Vec<_>>().leak();
    let records = records.into_iter().map(|section| {
        let rules = tables.rules.iter().find(|(name, _)| *name == section.name).map_or(&[][..], |(_, rules)| rules);
        let fields: Vec<_> = section.rows.into_iter().map(|row| field(row, &known)).collect();
        Record { name: section.name, fields: fields.leak(), rules }
    });
    Read { records: records.collect::<Vec<_>>().leak(), codes: known.codes }
}

/// What a type can name.
struct Known {
    records: Vec<&'static str>,
    codes: &'static [CodeTable<'static>],
}

impl Known {
    fn named(&self, name: &str) -> Type<'static> {
        let record = (0..).zip(&self.records).find(|(_, record)| **record == name);
        let codes = || self.codes.iter().find(|codes| codes.name == name);
        record.map(|(at, _)| Type::Record(RecordId(at))).or_else(|| codes().map(Type::Code)).unwrap_or(text())
    }
}

fn listed(mut section: Section, known: &Known) -> CodeTable<'static> {
    let wire = wire(section.ty.ty(known));
    let row = |mut row: Scan| Code { code: row.word(), name: row.word(), title: row.title() };
    CodeTable { name: section.name, wire, codes: section.rows.into_iter().map(row).collect::<Vec<_>>().leak() }
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

/// The rest of a line.
#[derive(Clone, Copy)]
struct Scan(&'static str);

impl Scan {
    fn eat(&mut self, text: &str) -> bool {
        let rest = self.0.strip_prefix(text);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    fn blanks(&mut self) {
        self.0 = self.0.trim_start_matches(' ');
    }

    /// What stands before the first of these characters.
    fn until(&mut self, ends: impl Fn(char) -> bool) -> &'static str {
        let (word, rest) = self.0.split_at_checked(self.0.find(ends).unwrap_or(self.0.len())).unwrap_or((self.0, ""));
        self.0 = rest;
        word
    }

    /// A mark, without what stands around it.
    fn mark(&mut self) -> &'static str {
        self.until(|c| c == ' ')
    }

    /// The next word, in quotes where it would not stand alone.
    fn word(&mut self) -> &'static str {
        self.blanks();
        if self.eat("\"") { self.quoted() } else { self.mark() }
    }

    /// The rest, in quotes where it would not stand alone.
    fn title(&mut self) -> &'static str {
        self.blanks();
        if self.eat("\"") { self.quoted() } else { std::mem::take(&mut self.0) }
    }

    /// What stands before the closing quote. `\n`, `\r`, `\t`, `\\` and `\"` are one character each.
    fn quoted(&mut self) -> &'static str {
        let mut escaped = false;
        let end = self.0.char_indices().find(|(_, c)| {
            let ends = *c == '"' && !escaped;
            escaped = *c == '\\' && !escaped;
            ends
        });
        let (inside, rest) = end.and_then(|(at, _)| self.0.split_at_checked(at)).unwrap_or((self.0, ""));
        self.0 = rest.strip_prefix('"').unwrap_or(rest);
        if inside.contains('\\') { unescaped(inside).leak() } else { inside }
    }

    fn ty(&mut self, known: &Known) -> Type<'static> {
        let mut ty = if self.eat("\"") { known.named(self.quoted()) } else { self.plain(known) };
        while self.eat("[") {
            let bounds = self.bounds();
            ty = Type::List(kept(ty), bounds);
        }
        ty
    }

    fn plain(&mut self, known: &Known) -> Type<'static> {
        match self.until(|c| !c.is_alphanumeric() && c != '_') {
            "varchar" => self.varchar(),
            "tinyint" => tinyint(),
            "smallint" => smallint(),
            "int" if self.eat("|text") => text_or_int(),
            "int" if self.eat("{") => {
                let (min, max) = self.pair('}', "..");
                int(min.parse().unwrap_or(i64::MIN), max.parse().unwrap_or(i64::MAX))
            }
            "int" => int32(),
            "long" => long(),
            "decimal" if self.eat("(") => {
                let (precision, scale) = self.pair(')', ",");
                let digits = |text: &str| text.parse().unwrap_or(u8::MAX);
                Type::Decimal { digits: Some(Digits { precision: digits(precision), scale: digits(scale) }) }
            }
            "decimal" => Type::Decimal { digits: None },
            "boolean" => boolean(),
            "datetime" => datetime(),
            "Object" => Type::Any,
            "Map" if self.eat("<String,") => {
                let of = self.ty(known);
                self.eat(">");
                Type::Map(kept(of))
            }
            name => known.named(name),
        }
    }

    fn varchar(&mut self) -> Type<'static> {
        let (max, unit) = if self.eat("(") { self.pair(')', " ") } else { ("", "") };
        let unit = match unit {
            "bytes" => TextUnit::Bytes,
            "utf16" => TextUnit::Utf16,
            _ => TextUnit::Chars,
        };
        Type::Text { max: if max == "*" { Some(Type::UNLIMITED) } else { max.parse().ok() }, unit }
    }

    fn bounds(&mut self) -> Bounds {
        let (min, max) = self.pair(']', "..");
        let level = if max.starts_with('~') { Level::Warn } else { Level::Deny };
        Bounds { min: min.parse().unwrap_or(0), max: max.trim_start_matches('~').parse().ok(), level }
    }

    /// The two parts before a closing bracket.
    fn pair(&mut self, end: char, between: &str) -> (&'static str, &'static str) {
        let inside = self.until(|c| c == end);
        self.0 = self.0.strip_prefix(end).unwrap_or(self.0);
        inside.split_once(between).unwrap_or((inside, ""))
    }
}

fn kept(ty: Type<'static>) -> &'static Type<'static> {
    Box::leak(Box::new(ty))
}

fn unescaped(text: &str) -> String {
    let mut chars = text.chars();
    let mut plain = String::with_capacity(text.len());
    while let Some(c) = chars.next() {
        plain.push(match c {
            '\\' => match chars.next() {
                Some('n') => '\n',
                Some('r') => '\r',
                Some('t') => '\t',
                other => other.unwrap_or('\\'),
            },
            c => c,
        });
    }
    plain
}
