//! The words of a line of [`super::Tables`]: names, types, marks and what stands in quotes.

use super::{
    Bounds, CodeTable, Digits, Level, RecordId, TextUnit, Type, boolean, datetime, int, int32, long, smallint, text,
    text_or_int, tinyint,
};

/// What a type can name.
pub(super) struct Known {
    pub(super) records: Vec<&'static str>,
    pub(super) codes: &'static [CodeTable<'static>],
}

impl Known {
    fn named(&self, name: &str) -> Type<'static> {
        let record = (0..).zip(&self.records).find(|(_, record)| **record == name);
        let codes = || self.codes.iter().find(|codes| codes.name == name);
        record.map(|(at, _)| Type::Record(RecordId(at))).or_else(|| codes().map(Type::Code)).unwrap_or(text())
    }
}

/// The rest of a line.
#[derive(Clone, Copy)]
pub(super) struct Scan(pub(super) &'static str);

impl Scan {
    pub(super) fn eat(&mut self, text: &str) -> bool {
        let rest = self.0.strip_prefix(text);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    pub(super) fn blanks(&mut self) {
        self.0 = self.0.trim_start_matches(' ');
    }

    /// What stands before the first of these characters.
    fn until(&mut self, ends: impl Fn(char) -> bool) -> &'static str {
        let (word, rest) = self.0.split_at_checked(self.0.find(ends).unwrap_or(self.0.len())).unwrap_or((self.0, ""));
        self.0 = rest;
        word
    }

    /// A mark, without what stands around it.
    pub(super) fn mark(&mut self) -> &'static str {
        self.until(|c| c == ' ')
    }

    /// The next word, in quotes where it would not stand alone.
    pub(super) fn word(&mut self) -> &'static str {
        self.blanks();
        if self.eat("\"") { self.quoted() } else { self.mark() }
    }

    /// The rest, in quotes where it would not stand alone.
    pub(super) fn title(&mut self) -> &'static str {
        self.blanks();
        if self.eat("\"") { self.quoted() } else { std::mem::take(&mut self.0) }
    }

    fn quoted(&mut self) -> &'static str {
        quoted(&mut self.0)
    }

    pub(super) fn ty(&mut self, known: &Known) -> Type<'static> {
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

/// Takes what stands before the closing quote, and the quote. `\n`, `\\` and `\"` are one character each, and so is
/// `\{202e}`, a character that would not show.
pub(super) fn quoted(rest: &mut &'static str) -> &'static str {
    let mut escaped = false;
    let end = rest.char_indices().find(|(_, c)| {
        let ends = *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        ends
    });
    let (inside, behind) = end.and_then(|(at, _)| rest.split_at_checked(at)).unwrap_or((*rest, ""));
    *rest = behind.strip_prefix('"').unwrap_or(behind);
    if inside.contains('\\') { unescaped(inside).leak() } else { inside }
}

fn unescaped(text: &str) -> String {
    let mut chars = text.chars();
    let mut plain = String::with_capacity(text.len());
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n') => plain.push('\n'),
                Some('{') => {
                    let number: String = chars.by_ref().take_while(|c| *c != '}').collect();
                    plain.extend(u32::from_str_radix(&number, 16).ok().and_then(char::from_u32));
                }
                other => plain.extend(other),
            },
            c => plain.push(c),
        }
    }
    plain
}
