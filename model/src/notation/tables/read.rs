//! Reading the text. What the generator does not write is refused, with its place.

use super::{
    DEFAULT, ERRORS, FACTS, KEYS, MARKS, OF_ENDPOINT, PARTIAL, PATTERN, POSITIONAL, Parts, RULES, SHARED, WARN, WIRE,
};
use crate::catalogue::Code as Mistake;
use crate::diagnostic::{Diagnostic, Diagnostics, FileId, Located};
use crate::notation::address::{self, Address};
use crate::notation::cursor::{Cursor, quoted};
use crate::notation::facts::Sections;
use crate::notation::mapping::Mapping;
use crate::notation::row::names::{Named, Names};
use crate::notation::row::{line, type_expr, types};
use crate::notation::suggest::unknown_word;
use crate::notation::{Arena, Reader, condition, errors, fragment, repeat, reply, rule, wire};
use crate::syntax::Node;
use crate::{
    Code, CodeTable, Endpoint, Field, Level, PartialFailure, Presence, Record, RecordId, Repeat, Rule, Shape, TextUnit,
    Travel, Travels, record,
};

/// What a text says; `shared` is what it names of the text that the endpoints of its platform share. Its sandbox stands in
/// another text.
pub(crate) fn read<'m, A: Arena<'m>>(
    text: &'m str,
    shared: Option<&Parts<'m>>,
    arena: A,
) -> Result<Parts<'m>, Diagnostic> {
    let sections = sections(Located::of_file(text, FileId(0)))?;
    let (mut endpoint, mut names) = (Endpoint::PLAIN, Names::default());
    let (mut records, mut codes) = (Vec::new(), Vec::new());
    for section in &sections {
        let mut head = Cursor::new(section.head);
        let name = word(&mut head, arena)?;
        head.skip_blanks();
        if name == "endpoint" {
            // Names are known before any row is read, since a record may hold one that stands below it.
            describe(section, &mut endpoint, arena)?;
        } else if head.is_at_end() || head.rest().text == POSITIONAL {
            names.add(name, Named::Record(id(records.len())));
            records.push((name, Rows::Own { is_positional: !head.is_at_end() }, section));
        } else if head.rest().text == SHARED {
            section.without_rows()?;
            match shared.and_then(|shared| shared.names.get(name).zip(Some(shared))) {
                Some((Named::Record(of_platform), shared)) => {
                    names.add(name, Named::Record(id(records.len())));
                    let shape = Shape { id: of_platform, ..shared.endpoint.request() };
                    records.push((name, Rows::Shared(shape), section));
                }
                Some((Named::Codes(table), _)) => {
                    names.add(name, Named::Codes(table));
                    codes.push(*table);
                }
                None => {
                    let known: Vec<_> = shared.iter().flat_map(|shared| shared.names.all()).collect();
                    return Err(unknown_word(Located { text: name, span: section.head.span }, &known));
                }
            }
        } else {
            let table = listed(name, &mut head, section, arena)?;
            names.add(name, Named::Codes(arena.alloc(table)));
            codes.push(table);
        }
    }
    let mut bare = Vec::new();
    for (name, rows, section) in &records {
        bare.push(match rows {
            Rows::Own { is_positional } => {
                let fields =
                    section.rows.iter().map(|row| field(*row, &names, arena)).collect::<Result<Vec<_>, _>>()?;
                Record { is_positional: *is_positional, ..record(name, arena.alloc_slice(&fields), &[]) }
            }
            Rows::Shared(record) => of_platform(record, section.head, &names, arena)?,
        });
    }
    // Rules are judged over all records, so these exist first without them.
    let mut whole = bare.clone();
    for (place, (record, (.., section))) in whole.iter_mut().zip(&records).enumerate() {
        if let Some(text) = section.list(RULES, &[RULES])? {
            record.rules = rules(text, Shape { records: &bare, id: id(place) }, arena)?;
        }
    }
    let position_of = |name: &str| bare.iter().position(|record| record.name == name).map(id);
    endpoint.request = position_of("request").unwrap_or(endpoint.request);
    endpoint.response = position_of("response").unwrap_or(endpoint.response);
    endpoint.records = arena.alloc_slice(&whole);
    for section in sections.iter().filter(|section| section.head.text == "endpoint") {
        if let Some(text) = section.list(FACTS, OF_ENDPOINT)? {
            facts(text, &mut endpoint, arena)?;
        }
    }
    Ok(Parts { endpoint, codes: arena.alloc_slice(&codes), names })
}

/// Where the rows of a record stand.
enum Rows<'m> {
    Own { is_positional: bool },
    Shared(Shape<'m>),
}

/// A record of the platform among those of an endpoint, where the records that it holds stand at places of their own.
fn of_platform<'m>(
    record: &Shape<'m>,
    head: Located<'_>,
    names: &Names<'m>,
    arena: impl Arena<'m>,
) -> Result<Record<'m>, Diagnostic> {
    let place = |of_platform: RecordId| match names.get(record.at(of_platform).record().name) {
        Some(Named::Record(id)) => Some(id),
        _ => None,
    };
    let moved = |field: &Field<'m>| {
        let ty = types::moved(field.ty, &place, arena).ok_or_else(|| {
            let message =
                format!("{} of {} has a record that is not named here", quoted(field.name), quoted(head.text));
            Diagnostic::error(Mistake::UnknownType, head.span, message)
        })?;
        Ok(Field { ty, ..*field })
    };
    let record = record.record();
    let fields = record.fields.iter().map(moved).collect::<Result<Vec<_>, Diagnostic>>()?;
    Ok(Record { fields: arena.alloc_slice(&fields), ..*record })
}

/// A line without margin, and those under it.
struct Section<'m> {
    head: Located<'m>,
    rows: Vec<Located<'m>>,
    /// The lines that name a list, and what stands below each.
    lists: Vec<(Located<'m>, Located<'m>)>,
}

impl<'m> Section<'m> {
    /// Refuses rows, which stand in another text.
    fn without_rows(&self) -> Result<(), Diagnostic> {
        let list = self.lists.first().map(|(head, _)| *head);
        self.rows.first().copied().or(list).map_or(Ok(()), |row| {
            let message = format!("{} has its rows with its platform", quoted(self.head.text));
            Err(Diagnostic::error(Mistake::BadField, row.trim().span, message))
        })
    }

    /// The list of this name, where there is one; `known` are all that the section may have.
    fn list(&self, name: &str, known: &[&str]) -> Result<Option<Located<'m>>, Diagnostic> {
        if let Some((head, _)) = self.lists.iter().find(|(head, _)| !known.contains(&head.text.trim())) {
            return Err(unknown_word(head.trim(), known));
        }
        let mut named = self.lists.iter().filter(|(head, _)| head.text.trim() == name);
        match (named.next(), named.next()) {
            (Some(_), Some((head, _))) => {
                let message = format!("`{}` stands twice", head.text.trim());
                Err(Diagnostic::error(Mistake::DuplicateKey, head.trim().span, message))
            }
            (list, _) => Ok(list.map(|(_, list)| *list)),
        }
    }
}

fn sections(text: Located<'_>) -> Result<Vec<Section<'_>>, Diagnostic> {
    let mut sections: Vec<Section<'_>> = Vec::new();
    let mut start = 0;
    for piece in text.text.split_inclusive('\n') {
        let end = start + piece.len();
        let line = text.part(start, start + piece.trim_end_matches('\n').len());
        // The writer ends every line, so a text that does not end so was cut, and half a table is refused.
        if !piece.ends_with('\n') {
            return Err(Diagnostic::error(Mistake::BadField, line.span, format!("{} is cut off", quoted(line.text))));
        }
        match sections.last_mut() {
            _ if line.text.is_empty() => {}
            _ if !line.text.starts_with(' ') => {
                sections.push(Section { head: line, rows: Vec::new(), lists: Vec::new() });
            }
            Some(section) if line.text.starts_with("  $") && line.text.ends_with(':') => {
                section.lists.push((line, text.part(end, end)));
            }
            Some(section) => match section.lists.last_mut() {
                // The list keeps its lines together as one text, for the readers of what stands below it take a tree.
                Some((_, list)) => *list = text.part((list.span.start - text.span.start) as usize, end),
                None => section.rows.push(line),
            },
            None => {
                let message = format!("{} belongs to nothing", quoted(line.text));
                return Err(Diagnostic::error(Mistake::BadField, line.span, message));
            }
        }
        start = end;
    }
    Ok(sections)
}

/// An address of its own.
fn addressed<'m>(text: Located<'_>, endpoint: &mut Endpoint<'m>, arena: impl Arena<'m>) -> Result<(), Diagnostic> {
    let Address { verb, path } = address::parse(text, arena)?;
    endpoint.travel = Travel { verb, path, ..endpoint.travel };
    Ok(())
}

/// What the lines under `endpoint` say.
fn describe<'m>(section: &Section<'m>, endpoint: &mut Endpoint<'m>, arena: impl Arena<'m>) -> Result<(), Diagnostic> {
    let mut vars = Vec::new();
    for row in &section.rows {
        let mut cursor = Cursor::new(*row);
        cursor.skip_blanks();
        let start = cursor.at();
        let key = word(&mut cursor, arena)?;
        let place = cursor.since(start);
        cursor.skip_blanks();
        let start = cursor.at();
        let value = title(&mut cursor, arena)?;
        match key {
            "name" => {
                endpoint.name = value;
                if address::is_address(value) {
                    addressed(Located { text: value, span: cursor.since(start).span }, endpoint, arena)?;
                }
            }
            "http" => addressed(Located { text: value, span: cursor.since(start).span }, endpoint, arena)?,
            "class" => endpoint.class = value,
            "title" => endpoint.title = value,
            "docs" => endpoint.docs = value,
            "message" => endpoint.message = value,
            "data" => endpoint.data = Some(value),
            "root" => {
                let mut diagnostics = Diagnostics::default();
                let text = Located { text: value, span: cursor.since(start).span };
                let root = reply::root(text, &mut Reader::new(arena, &mut diagnostics));
                endpoint.root = Some(fragment::complete(Some(root), &diagnostics)?);
            }
            "success" => {
                let mut diagnostics = Diagnostics::default();
                let text = Located { text: value, span: cursor.since(start).span };
                let read = condition::read_answer(text, arena, &mut diagnostics).map(|(condition, _)| condition);
                endpoint.success = Some(fragment::complete(read, &diagnostics)?);
            }
            "repeat" => {
                let repeat = Repeat::WORDS.iter().find(|(word, _)| *word == value);
                let Some((_, repeat)) = repeat else {
                    return Err(unknown_word(cursor.since(start), &["read", "upsert", "once"]));
                };
                endpoint.repeat = repeat.always();
            }
            _ => match (key.strip_prefix("var."), key.strip_prefix(PARTIAL)) {
                (Some(name), _) => vars.push((name, value)),
                (_, Some(part)) => {
                    let partial = endpoint.partial.get_or_insert_default();
                    failures(Located { text: part, span: place.span }, value, partial, arena)?;
                }
                _ => return Err(unknown_word(place, KEYS)),
            },
        }
    }
    endpoint.vars = arena.alloc_slice(&vars);
    if let Some(text) = section.list(WIRE, OF_ENDPOINT)? {
        let own =
            fragment::read(text.text, arena, |tree, reader| wire::read_own(&fragment::section("wire", tree), reader));
        let Travel { body, lists, content_type, .. } = own.map_err(|mistake| within(mistake, text))?;
        endpoint.travel = Travel { body, lists, content_type, ..endpoint.travel };
    }
    if let Some(text) = section.list(ERRORS, OF_ENDPOINT)? {
        endpoint.errors = list(text, arena, errors::read)?;
    }
    Ok(())
}

/// One thing that is said of the rows that failed.
fn failures<'m>(
    key: Located<'_>,
    value: &'m str,
    partial: &mut PartialFailure<'m>,
    arena: impl Arena<'m>,
) -> Result<(), Diagnostic> {
    match key.text {
        "rows" => partial.rows = value,
        "key" => partial.key = value,
        "code" => partial.code = value,
        "message" => partial.message = value,
        "of" => partial.of = value,
        "by" => partial.by = value,
        "when" => {
            let mut diagnostics = Diagnostics::default();
            let read = condition::read_row(Located { text: value, span: key.span }, arena, &mut diagnostics);
            partial.when = Some(fragment::complete(read, &diagnostics)?);
        }
        _ => return Err(unknown_word(key, &["rows", "key", "code", "message", "when", "of", "by"])),
    }
    Ok(())
}

/// What names rows of the tables.
fn facts<'m>(text: Located<'m>, endpoint: &mut Endpoint<'m>, arena: impl Arena<'m>) -> Result<(), Diagnostic> {
    let (request, response) = (endpoint.request(), endpoint.response());
    let read = fragment::read(text.text, arena, |tree, reader| {
        let mut mapping = Mapping::of(&tree, "`$facts`", tree.span, reader)?;
        let repeat = mapping.entry("repeat").map(|section| repeat::read(section, request, reader));
        let sections = Sections::of(&mut mapping);
        mapping.finish(reader);
        Some((repeat, sections.read(request, response, reader)))
    });
    let (repeat, facts) = read.map_err(|mistake| within(mistake, text))?;
    endpoint.repeat = repeat.flatten().unwrap_or(endpoint.repeat);
    endpoint.facts = facts;
    Ok(())
}

fn listed<'m>(
    name: &'m str,
    head: &mut Cursor<'m>,
    section: &Section<'m>,
    arena: impl Arena<'m>,
) -> Result<CodeTable<'m>, Diagnostic> {
    section.list("", &[])?;
    let wire = types::code_wire(&type_expr::parse(head)?)?;
    head.skip_blanks();
    let level = if head.eat(WARN) { Level::Warn } else { Level::Deny };
    if !head.is_at_end() {
        return Err(unknown_word(head.rest(), &[WARN]));
    }
    let code = |row: &Located<'m>| {
        let mut cursor = Cursor::new(*row);
        let (code, name) = (word(&mut cursor, arena)?, word(&mut cursor, arena)?);
        Ok(Code { code, name, title: title(&mut cursor, arena)? })
    };
    let codes = section.rows.iter().map(code).collect::<Result<Vec<_>, Diagnostic>>()?;
    Ok(CodeTable { name, wire, level, codes: arena.alloc_slice(&codes) })
}

fn field<'m>(row: Located<'m>, names: &Names<'m>, arena: impl Arena<'m>) -> Result<Field<'m>, Diagnostic> {
    let mut cursor = Cursor::new(row);
    let name = word(&mut cursor, arena)?;
    cursor.skip_blanks();
    let travels = line::travels(&mut cursor);
    let expr = type_expr::parse(&mut cursor)?;
    let marks = line::marks(&mut cursor)?;
    let resolved: types::Resolved<'m> = types::resolve(&expr, names, TextUnit::Chars, arena)?;
    let mut field = Field::new(name, resolved.ty, "", Presence::of(marks.required, marks.inferred));
    field.stated_none = resolved.stated_none;
    field.lists = resolved.lists;
    field.may_be_empty = marks.may_be_empty.is_some();
    field.travels = travels.map_or(Travels::InBody, |(travels, _)| travels);
    // One blank stands before a further mark, two or more before the title.
    while !cursor.is_at_end() && !cursor.rest().text.starts_with("  ") {
        if !cursor.eat(" ") {
            return Err(cursor.expected(Mistake::BadField, "a blank behind the type and its marks"));
        }
        let word = cursor.take_while(|next| next != ' ');
        if word.text == DEFAULT {
            field.default = Some(self::word(&mut cursor, arena)?);
        } else if word.text == PATTERN {
            field.pattern = Some(self::word(&mut cursor, arena)?);
        } else if let Some(mark) = MARKS.iter().find(|mark| mark.word == word.text) {
            (mark.set)(&mut field);
        } else {
            return Err(unknown_word(word, &MARKS.map(|mark| mark.word)));
        }
    }
    field.title = title(&mut cursor, arena)?;
    Ok(field)
}

/// The rules of a record, in the words of a file of the spec.
fn rules<'m>(text: Located<'m>, record: Shape<'_>, arena: impl Arena<'m>) -> Result<&'m [Rule<'m>], Diagnostic> {
    list(text, arena, |tree, reader| {
        let rows = tree.list().unwrap_or(std::slice::from_ref(tree));
        let read = |row: &Node| rule::read(row, record, arena, reader.diagnostics).map(|rule| rule.model);
        arena.alloc_slice(&rows.iter().filter_map(read).collect::<Vec<_>>())
    })
}

/// A list in the words of a file of the spec, or the first mistake in it.
fn list<'m, A: Arena<'m>, T>(
    text: Located<'_>,
    arena: A,
    read: impl FnOnce(&Node, &mut Reader<'m, '_, A>) -> T,
) -> Result<T, Diagnostic> {
    fragment::read(text.text, arena, |tree, reader| Some(read(&tree, reader))).map_err(|mistake| within(mistake, text))
}

/// A mistake in a text that stands within another one.
fn within(mut mistake: Diagnostic, text: Located<'_>) -> Diagnostic {
    mistake.span.start = mistake.span.start.saturating_add(text.span.start);
    mistake
}

fn id(place: usize) -> RecordId {
    RecordId(u16::try_from(place).unwrap_or(u16::MAX))
}

/// The next word, in quotes where it would not stand alone.
fn word<'m>(cursor: &mut Cursor<'m>, arena: impl Arena<'m>) -> Result<&'m str, Diagnostic> {
    cursor.skip_blanks();
    if cursor.eat("\"") {
        return unescaped(cursor, arena);
    }
    match cursor.take_while(|next| next != ' ').text {
        "" => Err(cursor.expected(Mistake::BadField, "a word")),
        word => Ok(word),
    }
}

/// What is left, in quotes where it would not stand alone.
fn title<'m>(cursor: &mut Cursor<'m>, arena: impl Arena<'m>) -> Result<&'m str, Diagnostic> {
    cursor.skip_blanks();
    if cursor.eat("\"") {
        let title = unescaped(cursor, arena)?;
        return if cursor.is_at_end() { Ok(title) } else { Err(cursor.expected(Mistake::BadField, "the end")) };
    }
    Ok(cursor.take_while(|_| true).text)
}

/// A text up to its closing quote. `\n`, `\\` and `\"` are one character each, and so is `\{202e}`, one that would not
/// show.
fn unescaped<'m>(cursor: &mut Cursor<'m>, arena: impl Arena<'m>) -> Result<&'m str, Diagnostic> {
    let opening = cursor.here();
    let mut text = String::new();
    loop {
        text.push_str(cursor.take_while(|next| !matches!(next, '"' | '\\')).text);
        if cursor.eat("\"") {
            return Ok(arena.alloc_str(&text));
        }
        let escape = cursor.here();
        cursor.bump();
        let bad = || Diagnostic::error(Mistake::BadField, escape, "this escape is not known");
        match cursor.bump() {
            Some('n') => text.push('\n'),
            Some(plain @ ('"' | '\\')) => text.push(plain),
            Some('{') => {
                let number = cursor.take_while(|next| next.is_ascii_hexdigit()).text;
                let character = u32::from_str_radix(number, 16).ok().and_then(char::from_u32);
                text.push(character.filter(|_| cursor.eat("}")).ok_or_else(bad)?);
            }
            Some(_) => return Err(bad()),
            None => return Err(Diagnostic::error(Mistake::BadField, opening, "this quote is never closed")),
        }
    }
}
