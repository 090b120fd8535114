//! How answers are read: one shape, or a list of them.

use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Located, Span};
use crate::notation::condition::HEADER;
use crate::notation::cursor::quoted;
use crate::notation::mapping::Mapping;
use crate::notation::template::inputs::{NameTable, Position};
use crate::notation::{Arena, FORMATS, Reader, condition, template};
use crate::syntax::{Entry, Node};
use crate::{Condition, DocumentFormat, PartialFailure, Reply, ReplyPlace, ReplyShape, Template};

/// What the names of a root may name.
const ROOT: NameTable<'static> =
    NameTable { position: Position::Root, credentials: &[], steps: &[], scheme_vars: &[], vars: None };

/// The most shapes that the answers of a platform have.
const MOST: usize = 256;

/// The paths that a shape reads in answers: of each group one must be there.
#[derive(Clone, Copy)]
pub struct ShapePaths<'m> {
    /// The groups.
    pub groups: &'m [&'m [Located<'m>]],
}

/// Reads `reply`; with the paths that are read in answers.
pub fn read<'m>(
    section: &Entry,
    reader: &mut Reader<'m, '_, impl Arena<'m>>,
) -> Option<(Reply<'m>, Vec<ShapePaths<'m>>)> {
    let mut format: Option<(DocumentFormat, Span)> = None;
    let (mut shapes, mut paths) = (Vec::new(), Vec::new());
    let mut rootless = None;
    let rows = section.value.list().unwrap_or(std::slice::from_ref(&section.value));
    if rows.is_empty() {
        reader.error(Code::MissingKey, section.key.span, "an answer has a shape", "add `success: …` and `code: …`");
    }
    // Where another shape says what a refusal is, that of success need not.
    let is_refusal = |row: &Node| row.map().is_some() && row.get("success").is_none();
    let is_told_elsewhere = rows.len() > 1 && rows.iter().any(is_refusal);
    for row in reader.first(rows, MOST, |row| row.span, "shapes of answers") {
        let place = if section.value.list().is_some() { row.span } else { section.key.span };
        let read = shape(row, place, is_told_elsewhere, reader)?;
        if let Some(first) = rootless {
            let never = Diagnostic::error(Code::BadReply, place, "answers of this shape are never read");
            let never = never.related(first, "every answer is of this one, for it has no root");
            reader.push(never.help("give the first one a `root`, or let it stand last"));
        }
        if read.shape.root.is_empty() {
            rootless.get_or_insert(place);
        }
        match (format, read.format) {
            (Some((first, of_first)), Some((second, place))) if first != second => {
                let differs = Diagnostic::error(Code::BadReply, place, "the answers of a platform have one format");
                reader.push(differs.related(of_first, "it is this one"));
            }
            (None, stated) => format = stated,
            _ => {}
        }
        shapes.push(read.shape);
        paths.push(read.paths);
    }
    if !shapes.is_empty() && shapes.iter().all(|shape: &ReplyShape<'_>| shape.success.is_none()) {
        let message = "no answer is a success: the key `success` is missing";
        reader.error(Code::MissingKey, section.key.span, message, "add `success: …`");
    }
    let shapes = reader.arena.alloc_slice(&shapes);
    Some((Reply { format: format.map(|(format, _)| format), shapes }, paths))
}

struct ReadShape<'m> {
    shape: ReplyShape<'m>,
    format: Option<(DocumentFormat, Span)>,
    paths: ShapePaths<'m>,
}

fn shape<'m>(
    node: &Node,
    place: Span,
    is_told_elsewhere: bool,
    reader: &mut Reader<'m, '_, impl Arena<'m>>,
) -> Option<ReadShape<'m>> {
    let mut mapping = Mapping::of(node, "`reply`", place, reader)?;
    let format = mapping.value("format").and_then(|node| {
        let word = reader.word(node)?;
        Some((reader.choice(word, FORMATS)?, word.span))
    });
    let root = mapping.word("root", reader).map_or(&[][..], |path| self::root(path, reader));
    let success = mapping.word("success", reader);
    let is_refusal = success.is_none();
    let success = success.map(|text| condition::read_answer(text, reader.arena, reader.diagnostics));
    let data = mapping.word("data", reader);
    // A shape of its own root alone can be a refusal by being there, and a status can tell all there is.
    let by_status = matches!(&success, Some(Some((read, tested))) if tested.is_empty() && read.statuses().is_some());
    let needs_none = if is_refusal { !root.is_empty() } else { is_told_elsewhere || by_status };
    let code_entry = if needs_none { mapping.entry("code") } else { mapping.required("code", reader) };
    let mut groups = Vec::new();
    let code = code_entry.map_or(&[][..], |entry| places(&entry.value, &mut groups, reader));
    let [sub_code, message, request_id, retry_after] = ["sub_code", "message", "request_id", "retry_after"]
        .map(|key| mapping.value(key).map_or(&[][..], |node| places(node, &mut groups, reader)));
    mapping.finish(reader);
    let (success, tested) =
        success.map_or(Some((None, Vec::new())), |read| read.map(|(success, paths)| (Some(success), paths)))?;
    let arena = reader.arena;
    groups.extend(tested.into_iter().map(|path| arena.alloc_slice(&[reader.keep(path)])));
    let data = data.and_then(|path| self::data(path, reader)).unwrap_or("");
    let shape = ReplyShape { root, success, data, code, sub_code, message, request_id, retry_after };
    Some(ReadShape { shape, format, paths: ShapePaths { groups: reader.arena.alloc_slice(&groups) } })
}

/// The names that lead to an answer; a point within braces separates none.
pub fn root<'m>(path: Located<'_>, reader: &mut Reader<'m, '_, impl Arena<'m>>) -> &'m [Template<'m>] {
    let mut names = Vec::new();
    let (mut start, mut is_open) = (0, false);
    for (index, character) in path.text.char_indices().chain([(path.text.len(), '.')]) {
        match character {
            '{' => is_open = true,
            '}' => is_open = false,
            '.' if !is_open || index == path.text.len() => {
                names.extend(reader.template(path.part(start, index), &ROOT));
                start = index + 1;
            }
            _ => {}
        }
    }
    reader.arena.alloc_slice(&names)
}

/// The path to where a table begins; the empty one is where the answer begins.
pub fn data<'m>(path: Located<'_>, reader: &mut Reader<'m, '_, impl Arena<'m>>) -> Option<&'m str> {
    (path.text.is_empty() || is_path(path, reader)).then(|| reader.arena.alloc_str(path.text))
}

/// Whether a path has a name between all of its points; tells of one that has not.
fn is_path<'m>(path: Located<'_>, reader: &mut Reader<'m, '_, impl Arena<'m>>) -> bool {
    let is_path = path.text.split('.').all(|name| !name.trim().is_empty());
    if !is_path {
        let message = format!("{} is no path", quoted(path.text));
        reader.error(
            Code::BadReply,
            path.span,
            message,
            "write names with points between, `result.data`; `data: \"\"` is the whole answer",
        );
    }
    is_path
}

/// Where something stands: a path, `header NAME`, or a list of them.
fn places<'m>(
    node: &Node,
    groups: &mut Vec<&'m [Located<'m>]>,
    reader: &mut Reader<'m, '_, impl Arena<'m>>,
) -> &'m [ReplyPlace<'m>] {
    let (mut places, mut paths) = (Vec::new(), Vec::new());
    for row in node.list().unwrap_or(std::slice::from_ref(node)) {
        let Some(text) = reader.word(row).filter(|text| !text.text.is_empty()) else { continue };
        match text.first_word() {
            (word, name) if word.text == HEADER && !name.text.is_empty() => {
                places.extend(reader.header(name).map(ReplyPlace::Header));
            }
            _ if !is_path(text, reader) => {}
            _ => {
                let path = reader.keep(text);
                places.push(ReplyPlace::Path(path.text));
                paths.push(path);
            }
        }
    }
    // Where a header may tell, the path need not be there.
    if !paths.is_empty() && paths.len() == places.len() {
        groups.push(reader.arena.alloc_slice(&paths));
    }
    reader.arena.alloc_slice(&places)
}

/// The way back.
pub fn print(reply: &Reply<'_>) -> Node {
    let Reply { format, shapes } = *reply;
    match shapes {
        [shape] => print_shape(shape, format),
        shapes => Node::of_list(
            shapes.iter().enumerate().map(|(index, shape)| print_shape(shape, format.filter(|_| index == 0))),
        ),
    }
}

fn print_shape(shape: &ReplyShape<'_>, format: Option<DocumentFormat>) -> Node {
    let ReplyShape { root, success, data, code, sub_code, message, request_id, retry_after } = shape;
    let text = |text: &str| (!text.is_empty()).then(|| Node::of_text(text));
    Node::of_keys([
        ("format", format.map(|format| Node::of_text(format.name()))),
        ("root", text(&print_root(root))),
        ("success", success.as_ref().map(|success: &Condition<'_>| Node::of_text(condition::print(success)))),
        ("data", text(data)),
        ("code", print_places(code)),
        ("sub_code", print_places(sub_code)),
        ("message", print_places(message)),
        ("request_id", print_places(request_id)),
        ("retry_after", print_places(retry_after)),
    ])
}

/// The names of a root as one path.
pub fn print_root(root: &[Template<'_>]) -> String {
    root.iter().map(|name| template::print(*name)).collect::<Vec<_>>().join(".")
}

/// Where something stands, as the notation says it; a list where it may stand in several places.
pub fn place_words(places: &[ReplyPlace<'_>]) -> Vec<String> {
    let word = |place: &ReplyPlace<'_>| match place {
        ReplyPlace::Path(path) => (*path).to_owned(),
        ReplyPlace::Header(name) => format!("{HEADER} {name}"),
    };
    places.iter().map(word).collect()
}

/// What is said of the rows that failed, by its keys; empty where nothing is.
pub fn partial_parts(partial: &PartialFailure<'_>) -> [(&'static str, String); 6] {
    let PartialFailure { rows, key, code, message, when, of, by } = *partial;
    let of = if by.is_empty() { of.to_owned() } else { format!("{of} by {by}") };
    let when = when.as_ref().map(condition::print).unwrap_or_default();
    let [rows, key, code, message] = [rows, key, code, message].map(str::to_owned);
    [("rows", rows), ("key", key), ("code", code), ("message", message), ("when", when), ("of", of)]
}

fn print_places(places: &[ReplyPlace<'_>]) -> Option<Node> {
    match place_words(places).as_slice() {
        [] => None,
        [place] => Some(Node::of_text(place)),
        places => Some(Node::of_list(places.iter().map(Node::of_text))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notation::{Forever, fragment};
    use crate::syntax::coat;

    fn parse(text: &str) -> Result<Reply<'static>, Diagnostic> {
        fragment::read(text, Forever, |tree, reader| {
            read(&fragment::section("reply", tree), reader).map(|(reply, _)| reply)
        })
    }

    #[test]
    fn each_shape_is_read_and_printed_back() {
        for text in [
            "success: code = 0\ncode: code\n",
            "format: json\nroot: \"{endpoint | replace('.', '_')}_response\"\nsuccess: HTTP 2xx and 错误 is empty\ndata: response\ncode: 错误\n\
             sub_code: header X-Sub\nmessage:\n  - sub_msg\n  - 消息.0.文\nrequest_id: header x-request-id\nretry_after: header Retry-After\n",
            "- root: 错误.{var.node}\n  code: code\n- root: gw\n- success: HTTP 200\n  code:\n    - errors.-1.code\n    - header X-Code\n",
        ] {
            let reply = parse(text).expect(text);
            let written = coat::write(&print(&reply));
            assert_eq!(parse(&written).as_ref(), Ok(&reply), "{written}");
        }
        let reply =
            parse("root: \"a.{endpoint | replace('.', '_')}.订单\"\nsuccess: code = 0\ncode: code\n").expect("a reply");
        assert_eq!(reply.shapes[0].root.len(), 3);
        assert_eq!((reply.of_success(), reply.of_refusal()), (reply.shapes[0], reply.shapes[0]));
    }

    #[test]
    fn what_is_never_read_is_refused() {
        for (text, code) in [
            ("[]", Code::MissingKey),
            ("code: code", Code::MissingKey),
            ("root: a\ncode: code", Code::MissingKey),
            ("- success: code = 0\n  code: code\n- root: error\n", Code::BadReply),
            ("- { format: json, root: a, success: code = 0, code: c }\n- { format: xml, root: b }", Code::BadReply),
            ("success: code = 0\ncode: header 订单", Code::BadName),
            ("success: code = 0\ncode: code\ndata: .", Code::BadReply),
            ("success: code = 0\ncode: [code, 错误..码]", Code::BadReply),
            ("success: code = 0\ncode: code\nroot: \"{body}\"", Code::UnknownName),
            ("success: code = 0\ncode: code\nroot: \"{var.a | md5}\"", Code::TextAndBytes),
        ] {
            assert_eq!(parse(text).expect_err(text).code, code, "{text}");
        }
    }
}
