//! The beginning of an answer that is not the platform's, made fit to print.

use super::kind;
use crate::Redaction;
use crate::model::is_invisible;
use crate::redact::HIDDEN;

const SHOWN: usize = 120;
/// The bytes that tell what kind of text it is.
const BEGIN: usize = 1024;

/// The first words of a page. Markup, control characters, whatever follows a `?` (an echoed address with its
/// signature) and words with `=` (an echoed form) are left out. A torn document of the platform's own is not shown
/// at all: it may hold personal data.
pub(crate) fn excerpt(body: &[u8], redaction: &Redaction) -> String {
    let begin = String::from_utf8_lossy(body.get(..body.len().min(BEGIN)).unwrap_or_default());
    let text = begin.trim_start_matches('\u{FEFF}').trim_start();
    let is_document = text.starts_with(['{', '[', '"']) || (text.starts_with('<') && !kind::is_page(body));
    // What looks like a document is not shown: it is the platform's own, torn, and may hold anybody's address.
    if is_document || kind::of_bytes(body).is_some() {
        return String::new();
    }
    redaction.hidden_again(&words(&redaction.beginning_of_bytes(body)))
}

pub(super) fn words(text: &str) -> String {
    let mut shown = String::new();
    for word in visible(text).split_whitespace() {
        // Behind the `?` of an echoed address stands the signed query.
        let word = word.split_once('?').map_or(word, |(before, _)| before);
        // A word with `=` is part of an echoed form.
        if word.contains('=') {
            continue;
        }
        if !shown.is_empty() {
            shown.push(' ');
        }
        shown.push_str(word);
        if shown.chars().count() > SHOWN {
            return shown.chars().take(SHOWN).chain(['…']).collect();
        }
    }
    shown
}

/// The text outside of tags, control characters as spaces. What stands for a hidden value is no tag.
fn visible(text: &str) -> String {
    let mut in_tag = false;
    let mut out = String::new();
    for (index, part) in text.split(HIDDEN).enumerate() {
        if index > 0 && !in_tag {
            out.push_str(HIDDEN);
        }
        for character in part.chars() {
            match character {
                '<' => in_tag = true,
                '>' if in_tag => {
                    in_tag = false;
                    out.push(' ');
                }
                _ if in_tag || is_invisible(character) => {}
                character if character.is_control() => out.push(' '),
                character => out.push(character),
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn excerpt(body: &[u8]) -> String {
        super::excerpt(body, &Redaction::default())
    }

    #[test]
    fn a_page_is_shown_as_words() {
        let page =
            b"<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head>\r\n<body>\x1b[31mnginx</body></html>";
        assert_eq!(excerpt(page), "502 Bad Gateway [31mnginx");
        assert_eq!(excerpt("网关超时，请稍后再试".as_bytes()), "网关超时，请稍后再试");
        assert_eq!(excerpt(b""), "");
        assert_eq!(excerpt(b"limit: 5 > 3"), "limit: 5 > 3", "a sign outside of a tag");
    }

    #[test]
    fn no_secret_and_no_document_is_shown() {
        assert_eq!(excerpt(b"not found: /api?sid=a&sign=deadbeef on this server"), "not found: /api on this server");
        assert_eq!(excerpt(b"bad form: sid=a&sign=deadbeef"), "bad form:");
        assert_eq!(excerpt("{\"receiver\":\"张三".as_bytes()), "");
        assert_eq!(excerpt("<订单><姓名>张三".as_bytes()), "");
    }

    #[test]
    fn it_is_short_whatever_comes() {
        let long = "页".repeat(100_000);
        assert_eq!(excerpt(long.as_bytes()).chars().count(), SHOWN + 1);
        assert_eq!(excerpt(&[0xFF; 300]).chars().count(), SHOWN + 1);
    }

    #[test]
    fn what_the_request_hides_is_not_shown() {
        let redaction = Redaction::of(["张三", "dead beef"]);
        for (page, words) in [
            ("<html><b>张三</b> at x/dead%20beef, &#24352;三</html>", "<redacted> at x/<redacted>, <redacted>"),
            ("张三 不存在\u{202e}", "<redacted> 不存在"),
            ("dead\n  beef [31m", "<redacted> [31m"),
        ] {
            assert_eq!(super::excerpt(page.as_bytes(), &redaction), words);
        }
    }
}
