//! Tokens to text. Items go through prettyplease one by one; tables and macro calls, which it lays out
//! badly, are printed here with one row a line.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// Longer lines are broken where they can be.
const WIDTH: usize = 100;

/// A plain row calls less than this; a long rule or refusal calls more.
const LONG_CALLS: usize = 4;

/// An item as text. The only place that parses tokens: they are ours, so this succeeds; if a mistake
/// of ours made it fail, the tokens are still printed, and the compiler would show the place.
pub(crate) fn item(tokens: TokenStream) -> String {
    match syn::parse2::<syn::File>(tokens.clone()) {
        Ok(file) => prettyplease::unparse(&file),
        Err(_) => flat(tokens) + "\n",
    }
}

/// A list with one row a line, `indent` deep; in a single line when there are no rows.
///
/// A row that is long only by its texts stays whole, because it is a sentence of the vendor's; a long row of many
/// calls is laid out like a [`value`].
pub(crate) fn rows(rows: impl IntoIterator<Item = TokenStream>, indent: usize) -> String {
    let rows = rows.into_iter().map(|row| (flat(row.clone()), row)).map(|(line, row)| {
        let many_calls = line.matches('(').count() >= LONG_CALLS;
        if many_calls { lay_out(row, indent, indent) } else { line }
    });
    let rows = lines(rows, indent);
    let end = " ".repeat(indent.saturating_sub(4));
    if rows.is_empty() { "&[]".to_owned() } else { format!("&[\n{rows}{end}]") }
}

/// Parts on lines of their own, each with a comma.
pub(crate) fn lines(parts: impl IntoIterator<Item = String>, indent: usize) -> String {
    let margin = " ".repeat(indent);
    parts.into_iter().flat_map(|part| [margin.clone(), part, ",\n".to_owned()]).collect()
}

/// A value of a constant, in as many lines as it needs; `used` of the first one are taken.
pub(crate) fn value(tokens: TokenStream, used: usize) -> String {
    lay_out(tokens, 0, used)
}

/// Tokens in one line where they fit, else with the parts of their longest group on lines of their own.
/// A group of one part stays where it is and only that part is broken.
fn lay_out(tokens: TokenStream, indent: usize, used: usize) -> String {
    let line = flat(tokens.clone());
    if line.chars().count() + used <= WIDTH {
        return line;
    }
    let tokens: Vec<_> = tokens.into_iter().collect();
    let lengths = tokens.iter().map(|token| if let TokenTree::Group(_) = token { token.to_string().len() } else { 0 });
    let longest = lengths.enumerate().max_by_key(|(at, length)| (*length, usize::MAX - at));
    let Some((at, TokenTree::Group(group))) = longest.and_then(|(at, _)| Some((at, tokens.get(at)?))) else {
        return line;
    };
    let (open, close) = match group.delimiter() {
        Delimiter::Bracket => ("[", "]"),
        Delimiter::Brace => (" {", "}"),
        Delimiter::Parenthesis | Delimiter::None => ("(", ")"),
    };
    let parts = parts(group.stream());
    let before = flat(tokens.iter().take(at).cloned().collect());
    let after = flat(tokens.iter().skip(at + 1).cloned().collect());
    let margin = " ".repeat(indent);
    let inner: String = match <[_; 1]>::try_from(parts) {
        Ok([part]) if group.delimiter() == Delimiter::Parenthesis => {
            lay_out(part, indent, used + before.chars().count())
        }
        Ok([part]) => format!("\n{margin}    {},\n{margin}", lay_out(part, indent + 4, indent + 4)),
        Err(parts) => {
            let lines = parts.into_iter().map(|part| {
                let part = lay_out(part, indent + 4, indent + 4);
                // What a struct takes over from another stands last, and takes no comma.
                let comma = if part.starts_with("..") { "" } else { "," };
                format!("{margin}    {part}{comma}\n")
            });
            format!("\n{}{margin}", lines.collect::<String>())
        }
    };
    format!("{before}{open}{inner}{close}{after}")
}

/// The parts between the commas.
fn parts(tokens: TokenStream) -> Vec<TokenStream> {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let parts = tokens.split(|token| matches!(token, TokenTree::Punct(sign) if sign.as_char() == ','));
    parts.filter(|part| !part.is_empty()).map(|part| part.iter().cloned().collect()).collect()
}

/// A `use` of these names, broken over lines that a reader sees whole.
pub(crate) fn import(path: &str, names: &[&str]) -> Option<String> {
    let all = names.join(", ");
    match names {
        [] => None,
        ["self"] => Some(format!("use {path};")),
        [name] => Some(format!("use {path}::{name};")),
        _ if path.len() + all.len() + 9 <= WIDTH => Some(format!("use {path}::{{{all}}};")),
        _ => {
            let mut lines = vec![String::from("   ")];
            for name in names {
                if lines.last().is_some_and(|line| line.len() + name.len() + 2 > WIDTH) {
                    lines.push(String::from("   "));
                }
                if let Some(line) = lines.last_mut() {
                    line.extend([" ", name, ","]);
                }
            }
            Some(format!("use {path}::{{\n{}\n}};", lines.join("\n")))
        }
    }
}

/// Tokens in one line, spaced as a person would.
pub(crate) fn flat(tokens: TokenStream) -> String {
    let mut line = Line::default();
    line.stream(tokens);
    line.text
}

#[derive(Default)]
struct Line {
    text: String,
    last: Last,
}

/// What stands at the end of the line, as far as spacing depends on it.
#[derive(Clone, Copy, Default, PartialEq)]
enum Last {
    /// Nothing, an opening bracket, or a sign that belongs to what follows.
    #[default]
    Open,
    /// A name, a literal or a closing bracket.
    Word,
    /// `,`, `:`, `=` and the like.
    Spaced,
}

impl Line {
    fn stream(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => self.group(group.delimiter(), group.stream()),
                TokenTree::Ident(word) => self.word(&word.to_string()),
                TokenTree::Literal(word) => self.word(&word.to_string()),
                TokenTree::Punct(sign) => self.sign(sign.as_char(), sign.spacing() == Spacing::Joint),
            }
        }
    }

    fn word(&mut self, word: &str) {
        if self.last != Last::Open {
            self.text.push(' ');
        }
        self.text.push_str(word);
        self.last = Last::Word;
    }

    fn group(&mut self, delimiter: Delimiter, tokens: TokenStream) {
        let (open, close) = match delimiter {
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Bracket => ("[", "]"),
            Delimiter::Brace => ("{ ", " }"),
            Delimiter::None => ("", ""),
        };
        let attribute = self.text.ends_with('#');
        let spaced = self.last == Last::Spaced || (self.last == Last::Word && delimiter == Delimiter::Brace);
        self.text.push_str(if spaced { " " } else { "" });
        self.text.push_str(open);
        self.last = Last::Open;
        self.stream(tokens);
        self.text.push_str(close);
        self.last = if attribute { Last::Spaced } else { Last::Word };
    }

    fn sign(&mut self, sign: char, joint: bool) {
        match sign {
            ',' | ';' => {
                self.text.push(sign);
                self.last = Last::Spaced;
            }
            // `::` and `!` touch both sides; a single `:` only what stands before it.
            ':' => {
                let second = self.text.ends_with(':') && self.last == Last::Open;
                self.text.push(':');
                self.last = if joint || second { Last::Open } else { Last::Spaced };
            }
            '=' => {
                self.text.push_str(" =");
                self.last = Last::Spaced;
            }
            // `&x`, `-1`, `#[x]`, `'a`, `x.y`, `..x`, `x!`.
            _ => {
                if self.last == Last::Spaced {
                    self.text.push(' ');
                }
                self.text.push(sign);
                self.last = Last::Open;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{flat, item, rows};
    use proptest::prelude::*;
    use quote::quote;

    #[test]
    fn rows_read_as_if_typed() {
        let row = quote!(any_of(&["tid", "oid"], "单号不能同时为空").each("rows").warn());
        assert_eq!(flat(row), r#"any_of(&["tid", "oid"], "单号不能同时为空").each("rows").warn()"#);
        assert_eq!(flat(quote!(between(-128, 127))), "between(-128, 127)");
        assert_eq!(flat(quote!(due_time: DateTime)), "due_time: DateTime");
        assert_eq!(flat(quote!(Lenient = 0)), "Lenient = 0");
        assert_eq!(flat(quote!(A { b: &[Some("c")], d: None })), r#"A { b: &[Some("c")], d: None }"#);
        assert_eq!(rows([quote!(a), quote!(b)], 8), "&[\n        a,\n        b,\n    ]");
        assert_eq!(rows([], 8), "&[]");
    }

    proptest! {
        #[test]
        fn any_text_in_a_row_or_item_stays_text(text in any::<String>()) {
            let row = flat(quote!(required(#text, varchar(40), #text)));
            prop_assert_eq!(row.lines().count(), 1);
            let parsed: syn::ExprCall = syn::parse_str(&row).expect("a call");
            prop_assert_eq!(parsed.args.len(), 3);
            let printed = item(quote!(static NAME: &str = #text;));
            prop_assert!(syn::parse_file(&printed).is_ok());
        }
    }
}
