//! What repeating a request does: `read`, `upsert`, `once`, `ask`, `by FIELD`, or a choice among them.

use crate::catalogue::Code;
use crate::diagnostic::Located;
use crate::notation::cursor::quoted;
use crate::notation::{Arena, Reader, choice, reference, suggest};
use crate::syntax::{Entry, Node};
use crate::{Choice, Repeat, Repetition, Shape};

/// Reads `repeat` of an endpoint.
pub fn read<'m, A: Arena<'m>>(
    section: &Entry,
    request: Shape<'_>,
    reader: &mut Reader<'m, '_, A>,
) -> Option<Choice<'m, Repetition<'m>>> {
    choice::read(section, request, &|text, reader| repetition(text, request, reader), reader)
}

fn repetition<'m>(
    text: Located<'_>,
    request: Shape<'_>,
    reader: &mut Reader<'m, '_, impl Arena<'m>>,
) -> Option<Repetition<'m>> {
    if let Some(row) = reference::behind_by(text) {
        return reference::value(row, request, reader).map(Repetition::By);
    }
    let repeat = Repeat::WORDS.iter().find(|(word, _)| *word == text.text);
    if repeat.is_none() {
        let words = Repeat::WORDS.iter().map(|(word, _)| *word).chain(["by FIELD"]);
        let help = suggest::help(text.text, words);
        reader.error(Code::UnknownWord, text.span, format!("unknown word {}", quoted(text.text)), help);
    }
    repeat.map(|(_, repeat)| Repetition::Does(*repeat))
}

/// The way back.
pub fn print(repeat: &Choice<'_, Repetition<'_>>, request: Shape<'_>) -> Node {
    choice::print(repeat, request, word)
}

fn word(repetition: &Repetition<'_>) -> String {
    match repetition {
        Repetition::Does(repeat) => repeat.word().to_owned(),
        Repetition::By(row) => format!("{} {row}", reference::BY),
    }
}
