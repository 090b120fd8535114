//! Names that travel: what of a text can stand in one. A name is sent as it is written, so what nobody sees in it, or
//! what would end a line, is a slip.

use crate::Location;
use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Located};
use crate::notation::cursor::quoted;
use crate::syntax::Scalar;
use crate::syntax::slips::{self, is_invisible};

/// Refuses a name that cannot be meant so. `what` says whose name it is.
pub fn check(name: &Scalar, what: &str) -> Result<(), Diagnostic> {
    let place = name.located();
    let bad = |index: usize, c: char, message: String| {
        Diagnostic::error(Code::BadName, place.part(index, index + c.len_utf8()).span, message)
    };
    for (index, c) in name.text.char_indices() {
        if c.is_control() || is_invisible(c) || matches!(c, '\u{2028}' | '\u{2029}') {
            let message = format!("{what} holds `{}`, which no name can", c.escape_unicode());
            return Err(
                bad(index, c, message).help("write the name as it is sent, on one line and without such characters")
            );
        }
        // In quotes a blank is meant, whichever it is.
        if name.plain && c.is_whitespace() && c != ' ' {
            let message = format!("{what} holds a blank that is not the ordinary one");
            let help = slips::write_instead(c, ' ') + ", or leave it out; a name that holds it belongs in quotes";
            return Err(bad(index, c, message).help(help));
        }
    }
    if name.plain && name.text.ends_with(':') {
        let index = name.text.len() - 1;
        return Err(
            bad(index, ':', format!("{what} ends in `:`")).help("one `:` stands behind a name; remove the other")
        );
    }
    Ok(())
}

/// Refuses a name that cannot be sent there. `what` says whose name it is.
pub fn sent(name: &Scalar, what: &str, location: Option<Location>) -> Result<(), Diagnostic> {
    if location == Some(Location::Header) { header(name.located()) } else { check(name, what) }
}

/// Refuses a name that HTTP takes for none of a header's: a token of RFC 9110.
pub fn header(name: Located<'_>) -> Result<(), Diagnostic> {
    let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    let message = match name.text.chars().find(|c| !is_token(*c)) {
        None if name.text.is_empty() => "the name of the header is missing".to_owned(),
        None => return Ok(()),
        Some(c) => {
            let c = quoted(c.encode_utf8(&mut [0; 4]));
            format!("{} is no name of a header: HTTP has no {c} in one", quoted(name.text))
        }
    };
    let help = "write the name as HTTP sends it, in letters, digits and `-`: `X-Request-Id`";
    Err(Diagnostic::error(Code::BadName, name.span, message).help(help))
}

/// Refuses an endpoint's name that cannot be one, or with a part that is to be filled in: nothing would do it.
pub fn endpoint(name: &Scalar) -> Result<(), Diagnostic> {
    check(name, "the endpoint's name")?;
    let place = name.located();
    if place.text.trim().is_empty() {
        let empty = Diagnostic::error(Code::BadName, place.span, "the endpoint's name is empty");
        return Err(empty.help("write the name that the vendor gives it, as it is sent: `order.push`"));
    }
    let brace = place.text.find(['{', '}', '｛', '｝']);
    let segment = place.text.find("/:").filter(|index| {
        place.text.get(index + 2..).is_some_and(|behind| behind.starts_with(|c: char| c.is_alphabetic() || c == '_'))
    });
    if let Some(index) = brace.or(segment.map(|index| index + 1)) {
        let tail = place.part(index, place.text.len());
        let end =
            tail.text.find(['}', '｝']).map(|end| end + 1).or_else(|| tail.text.find('/')).unwrap_or(tail.text.len());
        let end = (end..=tail.text.len()).find(|end| tail.text.is_char_boundary(*end)).unwrap_or(tail.text.len());
        let part = tail.part(0, end);
        let message = format!("`{}` in an endpoint's name would be sent as it stands", part.text);
        // A warning, so that all else of the page is kept where the notation cannot say this part yet.
        return Err(Diagnostic::warning(Code::BadName, part.span, message)
            .help("a name is sent as it is written; what changes from call to call is a parameter of the request"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::header;
    use crate::notation::cursor::tests::at_start;

    #[test]
    fn a_header_has_the_name_of_a_token() {
        for name in ["X-Request-Id", "x_used.weight", "!#$%&'*+-.^_`|~0"] {
            assert_eq!(header(at_start(name)), Ok(()), "{name}");
        }
        for name in
            ["X Used", "X:Used", "X-Used:", "X-订单", "X-\u{200b}", "X\tY", "X\r\nY", "\u{e9}", "(X)", "X/Y", ""]
        {
            let mistake = header(at_start(name)).expect_err(name);
            assert!(!mistake.message.contains(char::is_control), "{}", mistake.message);
        }
    }
}
