//! How the rows of an answer come in pages: `{ page: page_no from 1, size: page_size, rows: trades, id: tid, total: total_results }`,
//! and so for `offset`, `cursor` and `link`. Paths are those of the request's and the answer's own rows.

use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Located};
use crate::notation::condition::HEADER;
use crate::notation::cursor::quoted;
use crate::notation::mapping::Mapping;
use crate::notation::reference::{self, is_value};
use crate::notation::scope::{self, Kind};
use crate::notation::{Arena, Reader, condition, value};
use crate::syntax::{Entry, Node};
use crate::{NextPage, Paging, Shape, Type};

/// What leads to the next page; one of them stands.
const NEXT: [&str; 4] = ["page", "offset", "cursor", "link"];

/// In a path of an answer: the last row of the list before it.
const LAST: &str = ".-1";

/// Reads `paging` of an endpoint.
pub fn read<'m>(
    section: &Entry,
    request: Shape<'_>,
    response: Shape<'_>,
    reader: &mut Reader<'m, '_, impl Arena<'m>>,
) -> Option<Paging<'m>> {
    let mut mapping = Mapping::of(&section.value, "`paging`", section.key.span, reader)?;
    let entries = NEXT.map(|key| mapping.entry(key));
    let [size, rows, id, more, total, end] =
        ["size", "rows", "id", "more", "total", "end"].map(|key| mapping.word(key, reader));
    let without = mapping.entry("without");
    mapping.finish(reader);
    let next = next(section, entries, request, response, reader);
    if rows.is_none() {
        let help = "add `rows: …`, the list of the answer that comes in pages";
        reader.error(Code::MissingKey, section.key.span, "the key `rows` is missing", help);
    }
    let size = size.map(|path| reference::number(path, request, reader));
    let rows = rows.and_then(|path| reference::list(path, response, reader));
    let id = id.map(|path| identified(path, rows, response, reader));
    let total = total.map(|path| reference::number(path, response, reader));
    let more = more.map(|text| condition::read(text, response, reader.arena, reader.diagnostics));
    let next = next?;
    follows(&next, without, end, response, reader);
    let without = without.map_or(&[][..], |entry| left_out(entry, request, reader));
    let end = end.map_or("", |end| reader.arena.alloc_str(end.text));
    Some(Paging {
        next,
        size: size.unwrap_or(Some(""))?,
        rows: rows?,
        id: id.unwrap_or(Some(""))?,
        more: match more {
            Some(more) => Some(more?),
            None => None,
        },
        total: total.unwrap_or(Some(""))?,
        without,
        end,
    })
}

/// What leads to the next page, which is said once.
fn next<'m>(
    section: &Entry,
    entries: [Option<&Entry>; 4],
    request: Shape<'_>,
    response: Shape<'_>,
    reader: &mut Reader<'m, '_, impl Arena<'m>>,
) -> Option<NextPage<'m>> {
    let mut stated = entries.iter().flatten();
    let Some(first) = stated.next() else {
        let help = "add `page: ROW from 1`, `offset: ROW`, `cursor: ROW = PATH` or `link: header Link`";
        reader.error(Code::MissingKey, section.key.span, "nothing leads to the next page", help);
        return None;
    };
    if let Some(second) = stated.next() {
        let message = format!("`{}` and `{}` both lead to the next page", first.key.text, second.key.text);
        let twice = Diagnostic::error(Code::BadFact, second.key.span, message).related(first.key.span, "this too");
        reader.push(twice.help("pages are of one kind: keep the one that the vendor advises"));
        return None;
    }
    let text = reader.word(&first.value)?;
    match first.key.text.as_str() {
        "page" => page(text, request, reader),
        "offset" => reference::number(text, request, reader).map(NextPage::Offset),
        "cursor" => cursor(text, request, response, reader),
        _ => link(text, response, reader),
    }
}

/// `page_no from 1`
fn page<'m>(
    text: Located<'_>,
    request: Shape<'_>,
    reader: &mut Reader<'m, '_, impl Arena<'m>>,
) -> Option<NextPage<'m>> {
    let (row, behind) = text.first_word();
    let (from, number) = behind.first_word();
    let first = number.text.parse::<u32>().ok().filter(|_| from.text == "from");
    let Some(first) = first else {
        let message = "the number of the first page is missing";
        let help = format!("write `{0} from 1` or `{0} from 0`", row.text);
        reader.error(Code::BadFact, text.span, message, help);
        return None;
    };
    reference::number(row, request, reader).map(|row| NextPage::Page { row, first })
}

/// `cursor = next_cursor`, `fromId = trades.-1.id + 1`
fn cursor<'m>(
    text: Located<'_>,
    request: Shape<'_>,
    response: Shape<'_>,
    reader: &mut Reader<'m, '_, impl Arena<'m>>,
) -> Option<NextPage<'m>> {
    let Some(equals) = text.text.find('=') else {
        let help = "write the row of the request and where its value stands in the answer: `cursor = next_cursor`";
        reader.error(Code::BadFact, text.span, "where the cursor stands in the answer is missing", help);
        return None;
    };
    let row = text.part(0, equals).trim();
    let from = text.part(equals + 1, text.text.len()).trim();
    let plus = from.text.find('+').map(|plus| (from.part(0, plus).trim(), from.part(plus + 1, from.text.len()).trim()));
    let (from, plus) = plus.map_or((from, None), |(path, number)| (path, Some(number)));
    let number = plus.map(|number| {
        let count = number.text.parse::<u32>().ok().filter(|count| *count > 0);
        if count.is_none() {
            let message = format!("{} is no number that can be added", quoted(number.text));
            reader.error(Code::BadFact, number.span, message, "write `+ 1`");
        }
        count
    });
    let row = reference::value(row, request, reader);
    let ty = in_answer(from, response);
    let from = if number.is_some() {
        reference::kept(from, &ty, |kind| kind.is_like(Kind::Number), "a number, as something is added", reader)
    } else {
        reference::kept(from, &ty, is_value, "one value", reader)
    };
    Some(NextPage::Cursor { row: row?, from: from?, plus: number.unwrap_or(Some(0))? })
}

/// `header Link`, or a row of the answer
fn link<'m>(
    text: Located<'_>,
    response: Shape<'_>,
    reader: &mut Reader<'m, '_, impl Arena<'m>>,
) -> Option<NextPage<'m>> {
    let (word, name) = text.first_word();
    if word.text != HEADER || name.text.is_empty() {
        let ty = reference::one(text, response);
        let is_text = |kind: Kind| kind.is_like(Kind::Text);
        return reference::kept(text, &ty, is_text, "text, as it is an address", reader).map(NextPage::Link);
    }
    reader.header(name).map(NextPage::LinkHeader)
}

/// A row of the answer, which may stand in the last row of a list: `data.-1.id`.
fn in_answer<'r>(path: Located<'_>, response: Shape<'r>) -> Result<Type<'r>, Diagnostic> {
    let Some(index) = path.text.find(LAST) else { return reference::one(path, response) };
    let (list, behind) = (path.part(0, index), path.part(index + LAST.len(), path.text.len()));
    if behind.text.is_empty() {
        let ty = reference::one(list, response)?;
        return match ty {
            Type::List(of, _) => Ok(*of),
            ty => {
                let message = format!("{} is {}, and has no last row", quoted(list.text), Kind::of(&ty).what());
                Err(Diagnostic::error(Code::UnlikeTypes, list.span, message))
            }
        };
    }
    let row = scope::find_rows(response, list)?;
    reference::one(behind.part(1, behind.text.len()), row)
}

/// What only a kind of pages has is said of that kind alone.
fn follows<'m>(
    next: &NextPage<'_>,
    without: Option<&Entry>,
    end: Option<Located<'_>>,
    response: Shape<'_>,
    reader: &mut Reader<'m, '_, impl Arena<'m>>,
) {
    if let (Some(without), NextPage::Page { .. } | NextPage::Offset(_)) = (without, next) {
        let message = "a page that is counted is asked for with the same rows";
        reader.error(Code::BadFact, without.key.span, message, "`without` belongs to `cursor` and `link`");
    }
    let Some(end) = end else { return };
    let NextPage::Cursor { from, .. } = next else {
        let help =
            "`end` is the cursor behind which nothing follows; counted pages end by `more`, `total` or a short page";
        reader.error(Code::BadFact, end.span, "only a cursor has a value that means the end", help);
        return;
    };
    let ty = in_answer(Located { text: from, span: end.span }, response);
    if let Some(unfit) = ty.ok().and_then(|ty| value::check(end.text, &ty).err()) {
        let message = format!("{} {}, so {} never has it", quoted(end.text), unfit.why, quoted(from));
        reader.error(Code::UnlikeTypes, end.span, message, unfit.help);
    }
}

/// What identifies a row of the list: one value of each.
fn identified<'m>(
    path: Located<'_>,
    rows: Option<&str>,
    response: Shape<'_>,
    reader: &mut Reader<'m, '_, impl Arena<'m>>,
) -> Option<&'m str> {
    // A list that could not be found was reported.
    let list = Located { text: rows?, span: path.span };
    match scope::find_rows(response, list) {
        Ok(row) => reference::value(path, row, reader),
        Err(mistake) => {
            reader.push(mistake);
            None
        }
    }
}

/// Rows that a following page leaves out.
fn left_out<'m>(section: &Entry, request: Shape<'_>, reader: &mut Reader<'m, '_, impl Arena<'m>>) -> &'m [&'m str] {
    let mut rows = Vec::new();
    for node in reader.rows(&section.value, "`without`") {
        let Some(path) = reader.word(node) else { continue };
        match scope::find(request, path) {
            Ok(_) => rows.push(reader.arena.alloc_str(path.text)),
            Err(mistake) => reader.push(mistake),
        }
    }
    reader.arena.alloc_slice(&rows)
}

/// The way back.
pub fn print(paging: &Paging<'_>, response: Shape<'_>) -> Node {
    let Paging { next, size, rows, id, more, total, without, end } = *paging;
    let (key, value) = print_next(next);
    let text = |text: &str| (!text.is_empty()).then(|| Node::of_text(text));
    Node::of_keys([
        (key, Some(Node::of_text(value))),
        ("size", text(size)),
        ("rows", text(rows)),
        ("id", text(id)),
        ("more", more.map(|more| Node::of_text(condition::print_over(&more, response)))),
        ("total", text(total)),
        ("without", (!without.is_empty()).then(|| Node::of_list(without.iter().map(|row| Node::of_text(*row))))),
        ("end", text(end)),
    ])
}

/// The key of what leads to the next page, and its value.
pub fn print_next(next: NextPage<'_>) -> (&'static str, String) {
    match next {
        NextPage::Page { row, first } => ("page", format!("{row} from {first}")),
        NextPage::Offset(row) => ("offset", row.to_owned()),
        NextPage::Cursor { row, from, plus: 0 } => ("cursor", format!("{row} = {from}")),
        NextPage::Cursor { row, from, plus } => ("cursor", format!("{row} = {from} + {plus}")),
        NextPage::LinkHeader(name) => ("link", format!("{HEADER} {name}")),
        NextPage::Link(path) => ("link", path.to_owned()),
    }
}
