//! A part of a file that generated code keeps as a text of its own: what its reading comes to, and how it stands in for
//! the section of a file.

use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Diagnostics, FileId, Severity, Span};
use crate::notation::{Arena, Reader, mapping};
use crate::syntax::{Entry, Node, Scalar, coat};

/// What a text of its own says, or the first mistake in it; a key that stands twice is one.
pub(crate) fn read<'m, A: Arena<'m>, T>(
    text: &str,
    arena: A,
    read: impl FnOnce(Node, &mut Reader<'m, '_, A>) -> Option<T>,
) -> Result<T, Diagnostic> {
    let tree = coat::read(text, FileId(0))?;
    let mut diagnostics = Diagnostics::default();
    let mut reader = Reader::new(arena, &mut diagnostics);
    mapping::repeated_keys(&tree, &mut reader);
    let read = read(tree, &mut reader);
    complete(read, &diagnostics)
}

/// What was read, or the first mistake in it: a compiled text has nobody who would correct a second one.
pub(crate) fn complete<T>(read: Option<T>, diagnostics: &Diagnostics) -> Result<T, Diagnostic> {
    let sorted = diagnostics.sorted();
    match (sorted.iter().find(|mistake| mistake.severity == Severity::Error), read) {
        (None, Some(read)) => Ok(read),
        (Some(mistake), _) => Err((*mistake).clone()),
        (None, None) => Err(Diagnostic::error(Code::MissingKey, Span::NONE, "a section is missing")),
    }
}

/// A text that stands alone, as a section of a file under this key.
pub(crate) fn section(key: &str, value: Node) -> Entry {
    Entry { key: Scalar { text: key.to_owned(), span: value.span, plain: true, comment: None }, value }
}
