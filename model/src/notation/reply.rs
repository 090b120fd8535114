//! How answers are read.

use crate::Reply;
use crate::diagnostic::Located;
use crate::notation::mapping::Mapping;
use crate::notation::{Arena, FORMATS, Reader, condition};
use crate::syntax::{Entry, Node};

/// Reads `reply`; with the paths that are read in answers.
pub fn read<'m>(section: &Entry, reader: &mut Reader<'m, '_, impl Arena<'m>>) -> Option<(Reply<'m>, Vec<Located<'m>>)> {
    let arena = reader.arena;
    let mut mapping = Mapping::of(&section.value, "`reply`", section.key.span, reader)?;
    let format = mapping.choice("format", FORMATS, reader);
    let root = mapping.word("root", reader).map_or(&[][..], |path| {
        let names: Vec<&'m str> = path.text.split('.').map(|name| arena.alloc_str(name)).collect();
        arena.alloc_slice(&names)
    });
    let success = mapping.required_word("success", reader);
    let success = success.and_then(|text| condition::read_answer(text, arena, reader.diagnostics));
    let code = mapping.required_word("code", reader);
    let message = mapping.word("message", reader);
    mapping.finish(reader);
    let (success, mut paths) = success?;
    let code = code?;
    paths.push(code);
    paths.extend(message);
    let paths = paths.into_iter().map(|path| reader.keep(path)).collect();
    let message = message.map_or("", |path| arena.alloc_str(path.text));
    Some((Reply { format, root, success, code: arena.alloc_str(code.text), message }, paths))
}

/// The way back.
pub fn print(reply: &Reply<'_>) -> Node {
    let Reply { format, root, success, code, message } = reply;
    Node::of_keys([
        ("format", format.map(|format| Node::of_text(format.name()))),
        ("root", (!root.is_empty()).then(|| Node::of_text(root.join(".")))),
        ("success", Some(Node::of_text(condition::print(success)))),
        ("code", Some(Node::of_text(*code))),
        ("message", (!message.is_empty()).then(|| Node::of_text(*message))),
    ])
}
