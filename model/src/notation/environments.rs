//! Where a platform can be reached. An address may take in values: `https://{var.region}.acme.example/{var.version}`.

use crate::Environment;
use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Located};
use crate::notation::cursor::{is_word, quoted};
use crate::notation::mapping::Mapping;
use crate::notation::{Arena, Reader, url};
use crate::syntax::{Entry, Node};

/// The most environments of a platform.
const MOST: usize = 256;

/// Reads `environments`.
pub fn read<'m>(section: &Entry, reader: &mut Reader<'m, '_, impl Arena<'m>>) -> &'m [Environment<'m>] {
    let Some(mapping) = Mapping::of(&section.value, "`environments`", section.key.span, reader) else { return &[] };
    let arena = reader.arena;
    let mut list = Vec::new();
    for section in reader.first(mapping.all(), MOST, |section| section.key.span, "environments") {
        let Some(text) = reader.prose(&section.value) else { continue };
        let Some((address, title)) = reader.take(line(text)) else { continue };
        if reader.take(placeholders(address)).is_some() {
            reader.take(url::check(address));
        }
        list.push(Environment {
            name: arena.alloc_str(&section.key.text),
            url: arena.alloc_str(address.text),
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
    let host = url::SCHEMES.iter().find_map(|scheme| address.text.strip_prefix(scheme));
    if host.is_some_and(|host| host.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '[' | '{'))) {
        return Ok((address, title));
    }
    if let Some(end) = address.text.find("://").filter(|_| host.is_none()) {
        return Err(url::no_scheme(address.part(0, end)));
    }
    let message = format!("expected an address, found {}", quoted(address.text));
    Err(Diagnostic::error(Code::BadLine, address.span, message).help("an environment is `name: https://…  title`"))
}

/// What stands in braces in an address, with what is before and behind each.
fn parts(url: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    let mut remaining = Some(url);
    std::iter::from_fn(move || {
        let text = remaining.take()?;
        let Some((before, behind)) = text.split_once('{') else { return Some((text, None)) };
        let (name, behind) = behind.split_once('}').unwrap_or((behind, ""));
        remaining = Some(behind);
        Some((before, Some(name)))
    })
}

/// The values that an address takes in: `var.region`, `credential.shop`.
pub fn values(url: &str) -> impl Iterator<Item = &str> {
    parts(url).filter_map(|(_, name)| name)
}

/// Refuses what no call could fill in.
fn placeholders(url: Located<'_>) -> Result<(), Diagnostic> {
    const HELP: &str = "write `{var.region}` or `{credential.shop}`";
    // What follows it would join the query, and who stands before a host is taken for its user.
    if let Some(at) = url.text.find(['?', '#', '@', '\\']) {
        let place = url.part(at, at + 1);
        let message = format!("an environment's address cannot hold {}", quoted(place.text));
        let help = "write scheme, host and path alone; parameters stand in `common`";
        return Err(Diagnostic::error(Code::BadTemplate, place.span, message).help(help));
    }
    let mut at = 0;
    for (before, name) in parts(url.text) {
        at += before.len();
        let Some(name) = name else { continue };
        let place = url.part(at, (at + name.len() + 2).min(url.text.len()));
        at += name.len() + 2;
        let is_known = name
            .strip_prefix("var.")
            .or_else(|| name.strip_prefix("credential."))
            .is_some_and(|name| !name.is_empty() && name.chars().all(is_word));
        if !is_known || !place.text.ends_with('}') {
            let message = format!("{} is nothing that an address can take in", quoted(place.text));
            return Err(Diagnostic::error(Code::BadTemplate, place.span, message).help(HELP));
        }
    }
    Ok(())
}

/// Why an address cannot be filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfilled<'m> {
    /// Nothing brings this value.
    Missing(&'m str),
    /// This value holds what no host can: letters, digits, `-` and `.` alone can.
    NoHost(&'m str),
}

/// Whether a value can be a part of a host.
pub fn is_host(value: &str) -> bool {
    let is_legal = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'));
    is_legal && !value.is_empty() && !value.starts_with(['-', '.']) && !value.ends_with(['-', '.'])
}

/// The address with its values filled in, each of which must be a part of a host: another one could send what is signed to
/// another server.
pub fn filled(url: &str, value: impl Fn(&str) -> Option<String>) -> Result<String, Unfilled<'_>> {
    let mut filled = String::with_capacity(url.len());
    for (before, name) in parts(url) {
        filled.push_str(before);
        let Some(name) = name else { continue };
        let value = value(name).filter(|value| !value.is_empty()).ok_or(Unfilled::Missing(name))?;
        if !is_host(&value) {
            return Err(Unfilled::NoHost(name));
        }
        filled.push_str(&value);
    }
    Ok(filled)
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
    fn a_host_takes_in_values_that_are_parts_of_one() {
        let value = |name: &str| match name {
            "var.region" => Some("cn-hangzhou".to_owned()),
            "credential.shop" => Some("evil.example/".to_owned()),
            _ => None,
        };
        assert_eq!(
            filled("https://{var.region}.acme.example/x", value).as_deref(),
            Ok("https://cn-hangzhou.acme.example/x")
        );
        assert_eq!(filled("https://{credential.shop}.acme.example", value), Err(Unfilled::NoHost("credential.shop")));
        assert_eq!(filled("https://{var.店}.acme.example", value), Err(Unfilled::Missing("var.店")));
        for (url, place) in [
            ("https://{param.x}.acme.example", "{param.x}"),
            ("https://{var.x", "{var.x"),
            ("https://{var.}.example", "{var.}"),
        ] {
            let mistake = placeholders(at_start(url)).expect_err(url);
            assert_eq!(marked(url, mistake.span), place, "{url}: {}", mistake.message);
        }
        assert!(placeholders(at_start("https://{var.region}.{credential.shop}.example:8443/{var.version}")).is_ok());
    }

    #[test]
    fn an_environment_is_an_address_and_a_title() {
        let (address, title) = line(at_start("https://acme.example/api/  测试环境")).expect("a line");
        assert_eq!((address.text, title.text), ("https://acme.example/api/", "测试环境"));
        for (row, code, place) in [
            ("acme.example  测试", Code::BadLine, "acme.example"),
            ("https://", Code::BadLine, "https://"),
            ("{var.scheme}://acme.example  测试", Code::BadAddress, "{var.scheme}"),
            ("ftp://acme.example  测试", Code::BadAddress, "ftp"),
        ] {
            let mistake = line(at_start(row)).expect_err(row);
            assert_eq!((mistake.code, marked(row, mistake.span)), (code, place));
        }
    }
}
