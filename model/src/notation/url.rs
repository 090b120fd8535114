//! What of an address stands as it is, whether it is an endpoint's, an environment's or the platform's: characters that none
//! can hold, hosts and ports that are none, and parts of a path that servers and libraries take out of it, whatever was
//! signed. What its placeholders may name is left to its readers.

use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Located};
use crate::is_invisible;
use crate::notation::cursor::quoted;

/// The longest address that HTTP libraries take, its query included, in bytes.
pub const LONGEST: usize = 65_534;

/// The longest name of a host, in characters.
const LONGEST_HOST: usize = 253;

/// What stands before a host.
pub(crate) const SCHEMES: [&str; 2] = ["https://", "http://"];

/// Refuses an address, or the path of one, that cannot be sent as it is written.
pub fn check(address: Located<'_>) -> Result<(), Diagnostic> {
    characters(address)?;
    short(address)?;
    let of_scheme = |end: &usize| !address.text.get(..*end).is_some_and(|before| before.contains(['/', '?']));
    if let Some(end) = address.text.find("://").filter(of_scheme)
        && !SCHEMES.iter().any(|scheme| address.text.starts_with(scheme))
    {
        return Err(no_scheme(address.part(0, end)));
    }
    let Some(scheme) = SCHEMES.iter().find(|scheme| address.text.starts_with(*scheme)) else { return path(address) };
    let behind = address.part(scheme.len(), address.text.len());
    let end = literals(behind.text).find(|(_, c)| matches!(c, '/' | '?' | '#')).map_or(behind.text.len(), |(at, _)| at);
    authority(behind.part(0, end))?;
    path(behind.part(end, behind.text.len()))
}

/// What stands before `://`, and is none of the schemes of an address.
pub(crate) fn no_scheme(scheme: Located<'_>) -> Diagnostic {
    let message = format!("{} is no scheme of an address", quoted(scheme.text));
    let help = "an address begins with `https://` or `http://`, which takes in no value";
    bad(scheme, message, help)
}

/// The characters outside of placeholders, with their places.
fn literals(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut is_inside = false;
    text.char_indices().filter(move |(_, c)| {
        let was_inside = is_inside;
        is_inside = *c == '{' || is_inside && *c != '}';
        !was_inside && !is_inside
    })
}

fn bad(place: Located<'_>, message: String, help: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Code::BadAddress, place.span, message).help(help)
}

fn characters(address: Located<'_>) -> Result<(), Diagnostic> {
    for (at, c) in literals(address.text) {
        let place = address.part(at, at + c.len_utf8());
        let cannot = |help: String| Err(bad(place, format!("an address cannot hold {}", quoted(place.text)), help));
        match c {
            '%' => percent(address, at)?,
            '\\' => return cannot("write `/`; a backslash that the vendor's path holds is written `%5C`".to_owned()),
            '"' | '<' | '>' | '^' | '`' | '|' => return cannot(format!("write it encoded: `%{:02X}`", u32::from(c))),
            ' ' => return cannot("leave it out; a blank that the vendor's path holds is written `%20`".to_owned()),
            c if c.is_whitespace() || c.is_control() || is_invisible(c) => {
                return cannot("leave it out: nobody sees it".to_owned());
            }
            _ => {}
        }
    }
    Ok(())
}

/// An address has room, once each placeholder holds a character.
fn short(address: Located<'_>) -> Result<(), Diagnostic> {
    let literal = |c: char| if c.is_ascii() { 1 } else { c.len_utf8() * "%E5".len() };
    let least = literals(address.text).map(|(_, c)| literal(c)).sum::<usize>() + address.text.matches('{').count();
    if least <= LONGEST {
        return Ok(());
    }
    let message = format!("this address is too long: of {LONGEST} bytes, all that HTTP libraries take, it has {least}");
    Err(bad(address, message, "rows that need not stand in the path can travel in the query or the body"))
}

/// Two digits stand behind each `%`.
fn percent(address: Located<'_>, at: usize) -> Result<(), Diagnostic> {
    let behind = address.text.get(at + 1..).unwrap_or_default();
    let digits: String = behind.chars().take_while(char::is_ascii_hexdigit).take(2).collect();
    if digits.len() == 2 {
        return Ok(());
    }
    let shown: usize = behind.chars().take(2).take_while(char::is_ascii_alphanumeric).map(char::len_utf8).sum();
    let place = address.part(at, at + 1 + shown);
    let message = format!("{} stands for no character", quoted(place.text));
    Err(bad(place, message, "two digits of 0-9 and A-F follow a `%`; for the sign itself write `%25`"))
}

/// A host and its port.
fn authority(authority: Located<'_>) -> Result<(), Diagnostic> {
    let mut is_bracketed = false;
    let mut port = None;
    for (at, c) in literals(authority.text) {
        match c {
            '[' => is_bracketed = true,
            ']' => is_bracketed = false,
            '@' => {
                let help = "leave out what stands before it: user and password are credentials";
                return Err(bad(authority.part(at, at + 1), "a host has no user before it".to_owned(), help));
            }
            ':' if !is_bracketed => port = Some(at),
            _ => {}
        }
    }
    let host = authority.part(0, port.unwrap_or(authority.text.len()));
    if host.text.is_empty() {
        return Err(bad(authority, "this address names no host".to_owned(), "write `https://acme.example/orders`"));
    }
    let least = literals(host.text).count() + host.text.matches('{').count();
    if least > LONGEST_HOST {
        let message =
            format!("this host is too long: of {LONGEST_HOST} characters, all that a name has, it has {least}");
        return Err(bad(host, message, "write the name that servers are found by"));
    }
    let Some(at) = port else { return Ok(()) };
    let port = authority.part(at + 1, authority.text.len());
    let is_number = !port.text.is_empty() && port.text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number && port.text.parse::<u16>().is_ok_and(|port| port > 0) {
        return Ok(());
    }
    let (message, help) = if port.text.contains('{') {
        let help = "write its number: `:8443`; an environment of its own has another port";
        ("a port takes in no value".to_owned(), help)
    } else {
        let place = if port.text.is_empty() { ":" } else { port.text };
        (format!("{} is no port", quoted(place)), "a port is a number up to 65535, or left out with its `:`")
    };
    let place = if port.text.is_empty() { authority.part(at, at + 1) } else { port };
    Err(bad(place, message, help))
}

/// The parts of a path.
fn path(path: Located<'_>) -> Result<(), Diagnostic> {
    if path.text.starts_with("//") {
        let message = format!("{} begins with two `/`, as the address of another host does", quoted(path.text));
        let whole = path.text.trim_start_matches('/');
        let help = format!("write `/{whole}`; an address with a host of its own is `https:{}`", path.text);
        return Err(bad(path, message, help));
    }
    let mut start = 0;
    for (at, c) in literals(path.text).chain([(path.text.len(), '?')]) {
        if !matches!(c, '/' | '?' | '#') {
            continue;
        }
        let part = path.part(start, at);
        let points = part.text.replace("%2e", ".").replace("%2E", ".");
        if matches!(&*points, "." | "..") {
            let message = format!("servers take {} out of a path, whatever was signed", quoted(part.text));
            return Err(bad(part, message, "write the path that is meant, without parts that are only points"));
        }
        if c != '/' {
            break;
        }
        start = at + 1;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notation::cursor::tests::{at_start, marked};

    #[test]
    fn what_cannot_be_sent_is_marked_with_what_to_write() {
        for (address, place, help) in [
            ("/a/../b", "..", "without parts that are only points"),
            ("/.", ".", "the path that is meant"),
            ("/./{id}", ".", "the path that is meant"),
            ("/a/%2e%2E", "%2e%2E", "the path that is meant"),
            ("/订单/.%2e/x", ".%2e", "the path that is meant"),
            ("//evil.example/x", "//evil.example/x", "`/evil.example/x`"),
            ("//", "//", "`/`"),
            ("/a%zz", "%zz", "`%25`"),
            ("/a%4", "%4", "`%25`"),
            ("/a%{id}", "%", "`%25`"),
            ("/100%订", "%", "`%25`"),
            ("/a\"b", "\"", "`%22`"),
            ("/a\\b", "\\", "`%5C`"),
            ("/a b", " ", "`%20`"),
            ("/a\u{3000}b", "\u{3000}", "leave it out"),
            ("/a\u{202e}b", "\u{202e}", "leave it out"),
            ("/a\u{7}b", "\u{7}", "leave it out"),
            ("/a|b^c", "|", "`%7C`"),
            ("https://acme.example:{var.port}/x", "{var.port}", "`:8443`"),
            ("https://acme.example:99999", "99999", "65535"),
            ("https://acme.example:/x", ":", "65535"),
            ("http://[::1]:0/", "0", "65535"),
            ("https://me@acme.example/x", "@", "credentials"),
            ("https:///x", "", "acme.example"),
            ("https://:80/x", ":80", "acme.example"),
            ("{var.scheme}://acme.example/{endpoint}", "{var.scheme}", "`https://` or `http://`"),
            ("https://{var.region}.acme.example/a/..", "..", "the path that is meant"),
        ] {
            let mistake = check(at_start(address)).expect_err(address);
            assert_eq!(marked(address, mistake.span), place, "{address}: {}", mistake.message);
            assert!(mistake.help.contains(help), "{address}: {}", mistake.help);
            assert_eq!(mistake.code, Code::BadAddress);
        }
    }

    #[test]
    fn an_address_may_be_so_long() {
        let long = |times: usize| "/订{id}".repeat(times);
        assert_eq!(check(at_start(&long(LONGEST / 11))), Ok(()));
        let mistake = check(at_start(&long(6_000))).expect_err("too long");
        assert!(mistake.message.contains("65534") && mistake.message.ends_with("66000"), "{}", mistake.message);
        let host = |times: usize| format!("https://{}acme.example/x", "{var.region}.".repeat(times));
        assert_eq!(check(at_start(&host(120))), Ok(()));
        let mistake = check(at_start(&host(121))).expect_err("too long");
        assert!(mistake.message.contains("253") && mistake.message.ends_with("254"), "{}", mistake.message);
    }

    #[test]
    fn what_can_be_sent_is_let_be() {
        for address in [
            "/v3/订单/{order_id}.json",
            "/a/..{id}/.well-known/...",
            "/a//b/",
            "/a%2Fb;c=1,@x:y~(z)'!$&*+",
            "https://acme.example:8443/a",
            "http://[2001:db8::1]/x",
            "http://[::1]:8080",
            "https://{var.region}.{var.a:b}.acme.example/{var.version}",
            "{environment}/{endpoint}?方法=a/../b",
            "/proxy/ftp://acme.example",
            "/",
        ] {
            assert_eq!(check(at_start(address)), Ok(()), "{address}");
        }
    }
}
