//! A JSON document to be written: what messages, the schema and the differences of specs are as data. Keys stay
//! in the order in which they are given.

use std::fmt::Write as _;

use signwright_codegen::render::quoted;

/// A JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Json {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Number(u64),
    /// Text.
    Text(String),
    /// An array.
    List(Vec<Self>),
    /// An object.
    Map(Vec<(String, Self)>),
}

impl Json {
    /// Text.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// An object.
    pub(crate) fn map<const N: usize>(pairs: [(&str, Self); N]) -> Self {
        Self::Map(pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    }

    /// An array of texts.
    pub(crate) fn texts<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        Self::List(texts.into_iter().map(Self::text).collect())
    }

    /// The document, indented, ended by a line break.
    pub(crate) fn pretty(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, 0);
        out.push('\n');
        out
    }

    fn write(&self, out: &mut String, depth: usize) {
        // Writing to a String cannot fail.
        let _ = match self {
            Self::Bool(value) => write!(out, "{value}"),
            Self::Number(value) => write!(out, "{value}"),
            Self::Text(text) => write!(out, "{}", quoted(text)),
            Self::List(rows) => {
                let write = |row: &Self, out: &mut String, depth| row.write(out, depth);
                let is_short = rows.len() < 7 && rows.iter().all(|row| !matches!(row, Self::List(_) | Self::Map(_)));
                return block(out, depth, ('[', ']'), rows, is_short, write);
            }
            Self::Map(pairs) => {
                let write = |(key, value): &(String, Self), out: &mut String, depth| {
                    out.push_str(&quoted(key));
                    out.push_str(": ");
                    value.write(out, depth);
                };
                let is_short = match pairs.as_slice() {
                    [] => true,
                    [(_, Self::Text(text))] => text.len() < 60,
                    _ => false,
                };
                return block(out, depth, ('{', '}'), pairs, is_short, write);
            }
        };
    }
}

fn block<T>(
    out: &mut String,
    depth: usize,
    (open, close): (char, char),
    rows: &[T],
    is_short: bool,
    write: impl Fn(&T, &mut String, usize),
) {
    out.push(open);
    for (index, row) in rows.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        match (is_short, index) {
            (true, 0) if open == '[' => {}
            (true, _) => out.push(' '),
            (false, _) => indent(out, depth + 1),
        }
        write(row, out, depth + 1);
    }
    match (is_short, open) {
        (true, '{') if !rows.is_empty() => out.push(' '),
        (true, _) => {}
        (false, _) => indent(out, depth),
    }
    out.push(close);
}

fn indent(out: &mut String, depth: usize) {
    out.push('\n');
    out.push_str(&"  ".repeat(depth));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_indented_and_their_text_is_escaped() {
        let document = Json::map([
            ("名\"称", Json::text("订单\n\u{2028}😀\u{1b}")),
            ("codes", Json::texts(["a", "b"])),
            ("rows", Json::List(vec![Json::map([("one", Json::text("x"))]), Json::Number(2), Json::Bool(true)])),
            ("none", Json::List(Vec::new())),
        ]);
        let written = "{\n  \"名\\\"称\": \"订单\\n\\u2028😀\\u001b\",\n  \"codes\": [\"a\", \"b\"],\n  \"rows\": [\n    \
                       { \"one\": \"x\" },\n    2,\n    true\n  ],\n  \"none\": []\n}\n";
        assert_eq!(document.pretty(), written);
    }
}
