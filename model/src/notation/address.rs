//! An endpoint's own address: `GET /v3/orders/{order_id}`. It may be the vendor's name for the endpoint, or stand beside one.

use crate::PathPart;
use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Located};
use crate::notation::cursor::quoted;
use crate::notation::{Arena, url};

/// An address, taken apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Address<'m> {
    /// The HTTP verb; empty where none is said.
    pub verb: &'m str,
    /// The path behind the environment's address, or a whole address; empty where none is said.
    pub path: &'m [PathPart<'m>],
}

/// Whether a name is an address: a verb and a path, or what is meant as a whole address.
pub fn is_address(name: &str) -> bool {
    name.split_once(' ')
        .is_some_and(|(verb, path)| is_verb(verb) && (begins_path(path.trim_start()) || path.contains("://")))
}

/// A name without the verb before it: what is sent where an address is named.
pub fn without_verb(name: &str) -> &str {
    match name.split_once(' ') {
        Some((_, path)) if is_address(name) => path.trim_start(),
        _ => name,
    }
}

/// Whether this is an HTTP verb.
pub fn is_verb(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn begins_path(path: &str) -> bool {
    path.starts_with('/') || is_whole(path)
}

/// Whether a path is a whole address, with a host of its own.
pub fn is_whole(path: &str) -> bool {
    url::SCHEMES.iter().any(|scheme| path.starts_with(scheme))
}

const FORM: &str = "an address is a verb, a path or both: `GET /v3/orders/{order_id}`, `POST`, `/orders/get`";

/// Reads `GET /v3/orders/{order_id}`, `GET` or `/orders/get`.
pub fn parse<'m>(text: Located<'_>, arena: impl Arena<'m>) -> Result<Address<'m>, Diagnostic> {
    let text = text.trim();
    let (first, behind) = text.first_word();
    if let Some(end) = first.text.find("://").filter(|_| !begins_path(first.text)) {
        return Err(url::no_scheme(first.part(0, end)));
    }
    let (verb, path) = if begins_path(first.text) { (None, text) } else { (Some(first), behind) };
    if let Some(verb) = verb.filter(|verb| !is_verb(verb.text)) {
        let message = format!("{} is neither an HTTP verb nor a path", quoted(verb.text));
        return Err(Diagnostic::error(Code::UnknownWord, verb.span, message).help(FORM));
    }
    if let Some(end) = path.text.find("://").filter(|_| !begins_path(path.text)) {
        return Err(url::no_scheme(path.part(0, end)));
    }
    if !path.text.is_empty() && !begins_path(path.text) {
        let message = format!("{} is no path", quoted(path.text));
        return Err(Diagnostic::error(Code::BadName, path.span, message).help(FORM));
    }
    if let Some(index) = path.text.find(['?', '#']) {
        let mark = path.part(index, index + 1);
        let message = format!("a path ends before {}", quoted(mark.text));
        let help = "what stands behind `?` is rows of `query:`; nothing behind `#` is sent";
        return Err(Diagnostic::error(Code::BadName, mark.span, message).help(help));
    }
    // Its placeholders first: the rest is what stands between them.
    let parts = parts(path, arena)?;
    url::check(path)?;
    let path = parts;
    Ok(Address { verb: verb.map_or("", |verb| arena.alloc_str(verb.text)), path: arena.alloc_slice(&path) })
}

fn parts<'m>(path: Located<'_>, arena: impl Arena<'m>) -> Result<Vec<PathPart<'m>>, Diagnostic> {
    let mut parts = Vec::new();
    let mut start = 0;
    while let Some(rest) = path.text.get(start..).filter(|rest| !rest.is_empty()) {
        let open = rest.find(['{', '}']).map_or(path.text.len(), |open| start + open);
        let text = path.part(start, open);
        if !text.text.is_empty() {
            parts.push(PathPart::Text(arena.alloc_str(text.text)));
        }
        if open == path.text.len() {
            break;
        }
        let close = path.text.get(open..).and_then(|behind| behind.find('}')).map(|close| open + close);
        let inside = close.map(|close| path.part((open + 1).min(close), close));
        let Some((inside, close)) = inside
            .zip(close)
            .filter(|(inside, _)| path.text.as_bytes().get(open) == Some(&b'{') && !inside.text.is_empty())
        else {
            let brace = path.part(open, open + 1);
            let message = format!("this `{}` belongs to no placeholder", brace.text);
            let help = "a placeholder is the name of a row: `/v3/orders/{order_id}`";
            return Err(Diagnostic::error(Code::BadName, brace.span, message).help(help));
        };
        if inside.text.contains('{') {
            let message = "this placeholder holds another `{`";
            return Err(Diagnostic::error(Code::BadName, inside.span, message).help(FORM));
        }
        if let Some(index) = inside.text.find(|c: char| c.is_whitespace() || c.is_control()) {
            let message = format!("{} is the name of no row that an address can take in", quoted(inside.text));
            let blank = inside.part(index, inside.text.len());
            let blank = blank.part(0, blank.text.chars().next().map_or(0, char::len_utf8));
            let help = "a placeholder is the name of a row without blanks: `/v3/orders/{order_id}`";
            return Err(Diagnostic::error(Code::BadName, blank.span, message).help(help));
        }
        if inside.text == "var." {
            let message = "this placeholder names no value";
            return Err(Diagnostic::error(Code::BadName, inside.span, message).help("write `{var.version}`"));
        }
        parts.push(match inside.text.strip_prefix("var.") {
            Some(name) => PathPart::Var(arena.alloc_str(name)),
            None => PathPart::Row(arena.alloc_str(inside.text)),
        });
        start = close + 1;
    }
    Ok(parts)
}

/// The way back.
pub fn print(address: Address<'_>) -> String {
    let path: String = address
        .path
        .iter()
        .map(|part| match part {
            PathPart::Text(text) => (*text).to_owned(),
            PathPart::Row(name) => format!("{{{name}}}"),
            PathPart::Var(name) => format!("{{var.{name}}}"),
        })
        .collect();
    if address.verb.is_empty() || path.is_empty() {
        format!("{}{path}", address.verb)
    } else {
        format!("{} {path}", address.verb)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notation::Forever;
    use crate::notation::cursor::tests::{at_start, marked};
    use proptest::prelude::*;

    fn parsed(text: &str) -> Address<'static> {
        parse(at_start(text), Forever).expect(text)
    }

    #[test]
    fn an_address_is_a_verb_a_path_or_both() {
        let order = parsed("GET /v3/订单/{order_id}/{var.version}.json");
        let path = [
            PathPart::Text("/v3/订单/"),
            PathPart::Row("order_id"),
            PathPart::Text("/"),
            PathPart::Var("version"),
            PathPart::Text(".json"),
        ];
        assert_eq!(order, Address { verb: "GET", path: &path });
        assert_eq!((parsed("POST").verb, parsed("POST").path), ("POST", &[][..]));
        assert_eq!(
            (parsed("/orders/get").verb, parsed("/orders/get").path),
            ("", &[PathPart::Text("/orders/get")][..])
        );
        assert!(is_address("GET /v3/x") && is_address("POST https://a.example/b"));
        assert!(!is_address("order.push") && !is_address("GET") && !is_address("获取 /x") && !is_address("/x"));
        assert_eq!((without_verb("GET /x"), without_verb("order push")), ("/x", "order push"));
    }

    #[test]
    fn what_is_no_address_is_marked_where_it_is() {
        for (text, place) in [
            ("get /x", "get"),
            ("GET x", "x"),
            ("GET /x?y=1", "?"),
            ("GET /x#y", "#"),
            ("GET /x y", " "),
            ("GET /x/{order id}", " "),
            ("GET /x/{var.}", "var."),
            ("{var.s}://acme.example/x", "{var.s}"),
            ("GET http{var.s}://acme.example/x", "http{var.s}"),
            ("GET ftp://acme.example/x", "ftp"),
            ("GET https://acme.example:{var.port}/x", "{var.port}"),
            ("/x/../y", ".."),
            ("/x/{id", "{"),
            ("/x/{}", "{"),
            ("/x/id}", "}"),
            ("/x/{a{b}", "a{b"),
        ] {
            let mistake = parse(at_start(text), Forever).expect_err(text);
            assert_eq!(marked(text, mistake.span), place, "{text}: {}", mistake.message);
        }
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read(text in "(GET|POST|)( )?(/[a-z{}.订]{0,8}){0,4}") {
            if let Ok(address) = parse(at_start(&text), Forever) {
                prop_assert_eq!(parse(at_start(&print(address)), Forever).unwrap(), address);
            }
        }
    }
}
