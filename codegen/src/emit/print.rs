//! Tokens to text. Items go through prettyplease one by one; macro calls, which it lays out badly, are printed here with
//! one row a line.

use proc_macro2::{Delimiter, Ident, Spacing, Span, TokenStream, TokenTree};

/// An item as text. The only place that parses tokens: they are ours, so this succeeds; if a mistake
/// of ours made it fail, the tokens are still printed, and the compiler would show the place.
pub(crate) fn item(tokens: TokenStream) -> String {
    match syn::parse2::<syn::File>(tokens.clone()) {
        Ok(file) => prettyplease::unparse(&file),
        Err(_) => flat(tokens) + "\n",
    }
}

/// An item that is text already, laid out as prettyplease would. It is asked only where a line is so long that it may break
/// it: parsing and printing every struct took two thirds of a run.
pub(crate) fn written(text: String) -> String {
    let is_short = |line: &str| line.len() <= SHORT || line.trim_start().starts_with("//");
    if text.lines().all(is_short) {
        return text;
    }
    syn::parse_str(&text).map_or(text, |file| prettyplease::unparse(&file))
}

/// Lines up to here are never broken, in bytes: prettyplease breaks those of more than 89.
const SHORT: usize = 80;

/// An identifier that `names` made.
pub(crate) fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

/// Parts on lines of their own, each with a comma.
pub(crate) fn lines(parts: impl IntoIterator<Item = String>, indent: usize) -> String {
    let margin = " ".repeat(indent);
    let mut text = String::new();
    for part in parts {
        text.extend([margin.as_str(), &part, ",\n"]);
    }
    text
}

/// A `use` of these names.
pub(crate) fn import(path: &str, names: &[&str]) -> Option<String> {
    match names {
        [] => None,
        [name] => Some(format!("use {path}::{name};")),
        _ => Some(format!("use {path}::{{{}}};", names.join(", "))),
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
    use super::{flat, item};
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
