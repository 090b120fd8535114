//! A row of a table as a field: its cells, and what its description's prose adds.

use super::facts::Facts;
use super::{place, presence, vendor_types, wording};
use crate::classify::required::Required;
use crate::classify::types::{self, Kind, Typed};
use crate::classify::{Confidence, Note};
use crate::draft::{FieldDraft, Holds, Side};
use crate::infer::listing::{Listing, Pair};
use crate::infer::{codes, defaults, none, ranges};
use crate::page::{Role, Row, Table};
use crate::profile::Need;

/// A cell of titles that is longer describes as well.
const TITLE: usize = 12;

/// How many codes a message shows.
const SHOWN: usize = 12;

/// A field with its coded values, which the draft does not hold yet.
pub(super) struct Built {
    pub(super) field: FieldDraft,
    pub(super) codes: Option<(String, Vec<Pair>)>,
    pub(super) notes: Vec<Note>,
}

pub(super) fn build(table: &Table, row: &Row, side: Side, facts: &Facts<'_>) -> Built {
    let cell = table.cell(row, Role::Field).trim();
    let name = cell.trim_matches('*').trim().to_owned();
    let Typed { kind, words, list, values, mut notes } =
        types::read(table.cell(row, Role::Type), table.cell(row, Role::Length), facts.profile, &facts.vocabulary.pager);
    let list = list || facts.profile.need(table.cell(row, Role::Many)) == Some(Need::Always);
    let (place, of_place) = place::read(table, row, facts);
    if name != cell && !name.is_empty() {
        notes.push(Note::new(Confidence::Normalised, format!("the mark beside the name is left out: `{cell}`")));
    }
    let mut text = wording::text(table, row, facts.profile);
    let mut title = wording::tidy(table.cell(row, Role::Title)).replace('\n', " ");
    let described = table.column(Role::Description).is_some();
    if !described && title.chars().count() > TITLE {
        // The only column of words has titles and descriptions in one.
        let remainder = if text.is_empty() { String::new() } else { format!("\n{text}") };
        text = wording::tidy(table.cell(row, Role::Title)) + &remainder;
        title.clear();
    }
    let said = text.clone();
    if title.is_empty() && (table.column(Role::Title).is_none() || !described) {
        title = wording::leading_words(&text, facts);
        let remainder =
            text.strip_prefix(title.as_str()).filter(|remainder| remainder.is_empty() || remainder.starts_with("\n【"));
        if let Some(remainder) = remainder {
            // A description that is a title, and what other columns add.
            text = String::from(remainder.trim_start());
        } else if !title.is_empty() {
            notes.push(Note::new(Confidence::Inferred, format!("the title `{title}` is the description's own words")));
        }
    }
    let example = wording::tidy(table.cell(row, Role::Example)).replace('\n', " ");
    let (mut kind, mut words) = (kind, words);
    if let Some(scalar) = vendor_types::scalar(&kind, list, table.cell(row, Role::Length), &example, &mut notes) {
        (kind, words) = scalar;
    }
    if words == "decimal" && matches!(codes::read(&text), Listing::Many(_)) {
        // `Number` of a coded value.
        (kind, words) = (Kind::Whole, "int".to_owned());
    }
    let was_moment = matches!(kind, Kind::Moment);
    // A note says that the vendor's word was not `datetime`, so how it is written is still open.
    if was_moment && !notes.is_empty() {
        (kind, words) = vendor_types::moment(table.cell(row, Role::Type), &said, &example, &mut notes);
    }
    let length = wording::tidy(table.cell(row, Role::Length));
    if was_moment {
        let is_length = length.contains(|digit: char| digit.is_ascii_digit());
        let message = format!("the length `{length}` beside a date is left out");
        notes.extend(is_length.then(|| Note::new(Confidence::Normalised, message)));
    }
    // The mark `?` tells what the column does not, so only doubts about the type need words.
    let uncertain = notes.iter().filter(|note| note.confidence == Confidence::Uncertain);
    let source = uncertain.map(|note| ("type", note.message.clone())).collect();
    notes.extend(of_place);
    let required = presence::required(table, row, name != cell && cell.contains('*'), facts, &mut notes, &mut text);
    let mut field = FieldDraft {
        name,
        holds: Holds::Type(words.clone()),
        place,
        list: list.then(String::new),
        required,
        default: None,
        none: None,
        title,
        example,
        source,
        pager: matches!(kind, Kind::Pager),
        anything: values.map_or_else(|| "Object".to_owned(), |values| format!("Map<String,{values}>")),
        lines: row.lines,
        text,
    };
    let mut code_pairs = None;
    let boolean = matches!(kind, Kind::Boolean);
    match kind {
        Kind::Object(node) => field.holds = Holds::Open(node),
        Kind::Pager => field.holds = Holds::Open(None),
        Kind::Text | Kind::Whole => code_pairs = coded(&field, &mut notes),
        Kind::Boolean | Kind::Decimal | Kind::Moment => {}
    }
    default(&mut field, table.cell(row, Role::Default), code_pairs.as_mut(), boolean, &mut notes);
    let is_reply_code = facts.platform.is_some_and(|platform| platform.reply.of_success().code_path() == field.name);
    if let Some(pairs) = code_pairs.take_if(|pairs| pairs.len() < 2)
        && !is_reply_code
    {
        let alone = pairs.first().map_or("", |(code, _)| code);
        let message = format!("only the code {alone} is given: one code is no list, so any value passes");
        notes.push(Note::new(Confidence::Uncertain, message));
    }
    if side == Side::Request {
        narrow(&mut field, &kind_of(&words), code_pairs.is_some(), &mut notes);
        field.none = none::read(&field.text);
        if let Some(none) = field.none {
            notes.push(Note::new(Confidence::Inferred, format!("\"none\" travels as {}", word_of(none))));
            field.source.push(("missing", "the description".to_owned()));
        }
        if list && let Some(most) = ranges::most_rows(&field.text) {
            notes.push(Note::new(Confidence::Inferred, format!("at most {most} rows are recommended")));
            field.list = Some(format!("..~{most}"));
        }
    }
    Built { field, codes: code_pairs.map(|pairs| (words, pairs)), notes }
}

fn word_of(none: none::Nothing) -> &'static str {
    match none {
        none::Nothing::Empty => "empty text",
        none::Nothing::Null => "`null`",
    }
}

fn coded(field: &FieldDraft, notes: &mut Vec<Note>) -> Option<Vec<Pair>> {
    let is_text = matches!(kind_of_holds(&field.holds), Scalar::Text);
    let pairs = match codes::read(&field.text) {
        Listing::None => return None,
        Listing::One(pair) => vec![pair],
        Listing::Many(pairs) => pairs,
        Listing::Doubtful(pairs, why) => {
            let codes: Vec<&str> = pairs.iter().take(SHOWN).map(|(code, _)| code.as_str()).collect();
            let more = if pairs.len() > SHOWN { ", …" } else { "" };
            let message = format!("it may list the codes {}{more}, but {why}: any value passes", codes.join(", "));
            notes.push(Note::new(Confidence::Uncertain, message));
            return None;
        }
    };
    if is_text && codes::is_joined(&field.text) {
        let message = "several codes are joined in one text, so no list of single codes fits it";
        notes.push(Note::new(Confidence::Uncertain, message));
        return None;
    }
    if codes::is_mask(&field.name, &field.text, &pairs) {
        notes.push(Note::new(Confidence::Uncertain, "the codes are bits that are added up, so it stays a number"));
        return None;
    }
    let words = match &field.holds {
        Holds::Type(words) => words.as_str(),
        _ => "",
    };
    if let Some((code, _)) = pairs.iter().find(|(code, _)| !fits(code, words)) {
        notes.push(Note::new(
            Confidence::Uncertain,
            format!("the code {code} is no value of `{words}`: left without codes"),
        ));
        return None;
    }
    Some(pairs)
}

fn fits(code: &str, words: &str) -> bool {
    let most = match kind_word(words).as_str() {
        "tinyint" | "byte" => i64::from(i8::MAX),
        "smallint" => i64::from(i16::MAX),
        "string" | "varchar" | "text" => {
            let length = words.split_once('(').and_then(|(_, args)| args.trim_end_matches(')').parse::<usize>().ok());
            return length.is_none_or(|length| code.chars().count() <= length);
        }
        _ => i64::from(i32::MAX),
    };
    // A number has one spelling: `01` is text.
    code.parse::<i64>().is_ok_and(|value| value.abs() <= most && value.to_string() == code)
}

fn default(field: &mut FieldDraft, cell: &str, codes: Option<&mut Vec<Pair>>, boolean: bool, notes: &mut Vec<Note>) {
    let of_boolean = if boolean { defaults::of_boolean(&field.text) } else { Vec::new() };
    let pairs: &[Pair] = codes.as_deref().map_or(&of_boolean, Vec::as_slice);
    let stated = Some(cell.trim()).filter(|cell| !cell.is_empty() && !cell.contains(char::is_whitespace));
    let Some(mut value) = stated.map(str::to_owned).or_else(|| defaults::read(&field.text, pairs)) else { return };
    if boolean {
        // Columns of defaults give booleans as numbers.
        value = match value.as_str() {
            "0" => "false".to_owned(),
            "1" => "true".to_owned(),
            _ => value,
        };
    }
    let scalar = kind_of_holds(&field.holds);
    let is_value = match scalar {
        Scalar::Bool => matches!(value.as_str(), "true" | "false"),
        Scalar::Whole => value.parse::<i32>().is_ok(),
        Scalar::Decimal => value.trim_start_matches('-').bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'),
        Scalar::Text => codes.is_some() || value.parse::<i64>().is_ok() || stated.is_some(),
        Scalar::Other => false,
    };
    if !is_value || field.list.is_some() {
        notes.push(Note::new(
            Confidence::Uncertain,
            format!("the default `{value}` is no value of its type: left in the text"),
        ));
        return;
    }
    if let Some(codes) = codes
        && !codes.iter().any(|(code, _)| *code == value)
    {
        codes.push((value.clone(), "默认".to_owned()));
        notes.push(Note::new(Confidence::Inferred, format!("the code {value} is named as the default only")));
    }
    if field.required == Required::Yes {
        // Never used; the words stay.
        if stated.is_some() && !field.text.contains(&value) {
            let gap = if field.text.is_empty() { "" } else { "\n" };
            field.text = format!("{}{gap}默认值：{value}", field.text);
        }
        return;
    }
    if stated.is_none() {
        notes.push(Note::new(Confidence::Inferred, format!("the default {value} stands in the description")));
    }
    field.default = Some(value);
}

/// A text that holds a date or a number, by its description.
fn narrow(field: &mut FieldDraft, scalar: &Scalar, coded: bool, notes: &mut Vec<Note>) {
    let Holds::Type(words) = &field.holds else { return };
    if coded || field.list.is_some() {
        return;
    }
    let says_time = field.text.contains("yyyy-MM-dd HH:mm:ss") && !field.text.contains("时间戳");
    let range = match scalar {
        Scalar::Whole => ranges::of_whole(&field.text),
        _ => ranges::range(&field.text),
    };
    let range = range.filter(|range| range.stated);
    let inner = match (scalar, range) {
        (Scalar::Text, _) if says_time => "<datetime>".to_owned(),
        (Scalar::Text, Some(range)) => {
            // What is inferred about a free text refuses no call.
            let message = format!("the description says that it holds `int{}`: not demanded of a text", span(range));
            return notes.push(Note::new(Confidence::Uncertain, message));
        }
        (Scalar::Whole, Some(range)) => span(range),
        _ => return,
    };
    let said = inner.trim_matches(['<', '>']);
    notes.push(Note::new(Confidence::Inferred, format!("the description says that it holds `{said}`")));
    field.source.push(("type", "the description".to_owned()));
    field.holds = Holds::Type(format!("{words}{inner}"));
}

fn span(range: ranges::Range) -> String {
    let end = |end: Option<i64>| end.map_or_else(String::new, |end| end.to_string());
    format!("{{{}..{}}}", end(range.least), end(range.most))
}

pub(super) enum Scalar {
    Text,
    Whole,
    Decimal,
    Bool,
    Other,
}

fn kind_of_holds(holds: &Holds) -> Scalar {
    match holds {
        Holds::Type(words) => kind_of(words),
        _ => Scalar::Other,
    }
}

pub(super) fn kind_of(words: &str) -> Scalar {
    match kind_word(words).as_str() {
        "string" | "varchar" | "text" => Scalar::Text,
        "tinyint" | "byte" | "smallint" | "int" | "long" | "bigint" => Scalar::Whole,
        "decimal" => Scalar::Decimal,
        "boolean" => Scalar::Bool,
        _ => Scalar::Other,
    }
}

fn kind_word(words: &str) -> String {
    words.split(['(', '<', '{']).next().unwrap_or_default().to_ascii_lowercase()
}
