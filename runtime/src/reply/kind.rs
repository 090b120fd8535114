//! What kind of thing an answer is, in words: a gateway's page, a compressed body, another encoding, another format.

/// The most bytes that are looked at.
const READ: usize = 1024;

/// What a body begins with, and what that makes it.
const SIGNATURES: [(&[u8], &str); 12] = [
    (b"\x1F\x8B", "gzip (although no compression was asked for)"),
    (b"\x28\xB5\x2F\xFD", "zstd (although no compression was asked for)"),
    (b"\x78\x01", "deflate (although no compression was asked for)"),
    (b"\x78\x5E", "deflate (although no compression was asked for)"),
    (b"\x78\x9C", "deflate (although no compression was asked for)"),
    (b"\x78\xDA", "deflate (although no compression was asked for)"),
    (b"PK\x03\x04", "a ZIP file"),
    (b"%PDF-", "a PDF file"),
    (b"\x89PNG", "an image"),
    (b"\xFF\xD8\xFF", "an image"),
    (b"\xFF\xFE", "text in UTF-16"),
    (b"\xFE\xFF", "text in UTF-16"),
];

/// What a body is, where its first bytes tell that it is no document of text at all.
pub(super) fn of_bytes(body: &[u8]) -> Option<&'static str> {
    SIGNATURES.iter().find(|(signature, _)| body.starts_with(signature)).map(|(_, kind)| *kind)
}

/// What a body is, for a sentence that begins with "the answer is".
pub(super) fn of(body: &[u8]) -> &'static str {
    if let Some(kind) = of_bytes(body) {
        return kind;
    }
    let text = std::str::from_utf8(body);
    let begin = beginning(body);
    match begin.trim_start_matches('\u{FEFF}').trim_start().chars().next() {
        None => "empty",
        // A page is asked for before the encoding, for gateways write pages in every encoding.
        Some(_) if is_page(body) => "an HTML page",
        Some(_) if text.is_err() => "not UTF-8 (GBK, perhaps)",
        Some('<') => "XML",
        Some('{' | '[') => "JSON",
        Some(_) => "plain text",
    }
}

/// Whether it is a page for people. Gateways write some with a prologue, some without a head.
pub(super) fn is_page(body: &[u8]) -> bool {
    let begin = beginning(body).to_ascii_lowercase();
    let begin = begin.trim_start_matches('\u{FEFF}').trim_start();
    begin.starts_with('<')
        && ["<html", "<!doctype html", "<head>", "<body", "<title>", "<center>", "<h1>", "<script", "<meta "]
            .iter()
            .any(|mark| begin.contains(mark))
}

fn beginning(body: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(body.get(..body.len().min(READ)).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_is_named() {
        for (body, kind) in [
            (b"".as_slice(), "empty"),
            (b"\xEF\xBB\xBF \r\n", "empty"),
            (b"\x1F\x8B\x08\0\0", "gzip (although no compression was asked for)"),
            (b"\x78\x9C\x4B", "deflate (although no compression was asked for)"),
            (b"\xFF\xFE{\0", "text in UTF-16"),
            (b"<!DOCTYPE html><p>x", "an HTML page"),
            (b"<?xml version=\"1.0\"?>\n<!-- x --><html xmlns=\"y\"><body/></html>", "an HTML page"),
            (b"<center><h1>502</h1></center>", "an HTML page"),
            ("<应答><码>0</码></应答>".as_bytes(), "XML"),
            ("{\"消息\":\"<html>\"}".as_bytes(), "JSON"),
            (b"[", "JSON"),
            (b"{\"\xB6\xA9\xB5\xA5\":0}", "not UTF-8 (GBK, perhaps)"),
            ("系统繁忙".as_bytes(), "plain text"),
        ] {
            assert_eq!(of(body), kind, "{}", String::from_utf8_lossy(body));
        }
    }
}
