//! A value that may depend on the request: `5`, or `{ when: order_no is there, then: 5, else: 20 }`.

use crate::diagnostic::Located;
use crate::notation::mapping::Mapping;
use crate::notation::{Arena, Reader, condition};
use crate::syntax::{Entry, Node};
use crate::{Choice, Shape};

/// Reads a value or a choice; `value` reads one that stands alone. Conditions are over the rows of the request.
pub fn read<'m, A: Arena<'m>, T: Copy + 'm>(
    section: &Entry,
    request: Shape<'_>,
    value: &dyn Fn(Located<'_>, &mut Reader<'m, '_, A>) -> Option<T>,
    reader: &mut Reader<'m, '_, A>,
) -> Option<Choice<'m, T>> {
    if section.value.map().is_none() {
        let word = reader.word(&section.value)?;
        return value(word, reader).map(Choice::Always);
    }
    let what = format!("`{}`", section.key.text);
    let mut mapping = Mapping::of(&section.value, &what, section.key.span, reader)?;
    let when = mapping.required_word("when", reader);
    let [then, otherwise] = ["then", "else"].map(|key| mapping.required(key, reader));
    mapping.finish(reader);
    let when = when.and_then(|when| condition::read(when, request, reader.arena, reader.diagnostics));
    let [then, otherwise] = [then, otherwise].map(|branch| read(branch?, request, value, reader));
    let arena = reader.arena;
    Some(Choice::When { condition: when?, then: arena.alloc(then?), otherwise: arena.alloc(otherwise?) })
}

/// The way back.
pub fn print<T>(choice: &Choice<'_, T>, request: Shape<'_>, value: fn(&T) -> String) -> Node {
    match choice {
        Choice::Always(one) => Node::of_text(value(one)),
        Choice::When { condition, then, otherwise } => Node::of_map([
            ("when", Node::of_text(condition::print_over(condition, request))),
            ("then", print(then, request, value)),
            ("else", print(otherwise, request, value)),
        ]),
    }
}
