//! What every section of a file is read with, beside the model's notation: `rows`, the lines that are not of a table of
//! fields.

pub(super) mod rows;

pub(super) use signwright_model::notation::{FORMATS, cursor, mapping, wire_name, zone};

#[cfg(test)]
pub(crate) mod tests {
    use crate::diagnostic::{FileId, Located, Span};

    /// A text as it would stand at the beginning of a file.
    pub(crate) fn at_start(text: &str) -> Located<'_> {
        Located::of_file(text, FileId(0))
    }

    /// The piece of `text` that a span marks.
    pub(crate) fn marked(text: &str, span: Span) -> &str {
        text.get(span.start as usize..span.end as usize).expect("a span ends on a character's border")
    }
}
