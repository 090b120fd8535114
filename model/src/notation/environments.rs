//! Where a platform can be reached.

use crate::Environment;
use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Located};
use crate::notation::cursor::quoted;
use crate::notation::mapping::Mapping;
use crate::notation::template::plain;
use crate::notation::{Arena, Reader};
use crate::syntax::{Entry, Node};

/// Reads `environments`.
pub fn read<'m>(section: &Entry, reader: &mut Reader<'m, '_, impl Arena<'m>>) -> &'m [Environment<'m>] {
    let Some(mapping) = Mapping::of(&section.value, "`environments`", section.key.span, reader) else { return &[] };
    let arena = reader.arena;
    let mut list = Vec::new();
    for section in mapping.all() {
        let Some(text) = reader.prose(&section.value) else { continue };
        let Some((url, title)) = reader.take(line(text)) else { continue };
        plain::check(url, "an address", reader.diagnostics);
        list.push(Environment {
            name: arena.alloc_str(&section.key.text),
            url: arena.alloc_str(url.text),
            title: arena.alloc_str(title.text),
        });
    }
    if mapping.all().is_empty() {
        let help = "add `test: https://…  title`";
        reader.error(Code::MissingKey, section.key.span, "the platform has no environment", help);
    }
    arena.alloc_slice(&list)
}

/// An environment's line: `address  title`.
fn line(line: Located<'_>) -> Result<(Located<'_>, Located<'_>), Diagnostic> {
    let (address, title) = line.first_word();
    let host = ["https://", "http://"].iter().find_map(|scheme| address.text.strip_prefix(scheme));
    if host.is_some_and(|host| host.starts_with(char::is_alphanumeric) || host.starts_with('[')) {
        return Ok((address, title));
    }
    let message = format!("expected an address, found {}", quoted(address.text));
    Err(Diagnostic::error(Code::BadLine, address.span, message).help("an environment is `name: https://…  title`"))
}

/// The way back.
pub fn print(environments: &[Environment<'_>]) -> Node {
    let line = |Environment { name, url, title }: &Environment<'_>| {
        ((*name).to_owned(), Node::of_text(format!("{url}  {title}").trim_end()))
    };
    Node::of_map(environments.iter().map(line))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notation::cursor::tests::{at_start, marked};

    #[test]
    fn an_environment_is_an_address_and_a_title() {
        let (address, title) = line(at_start("https://acme.example/api/  测试环境")).expect("a line");
        assert_eq!((address.text, title.text), ("https://acme.example/api/", "测试环境"));
        for (row, place) in [("acme.example  测试", "acme.example"), ("https://", "https://")] {
            let mistake = line(at_start(row)).expect_err(row);
            assert_eq!((mistake.code, marked(row, mistake.span)), (Code::BadLine, place));
        }
    }
}
