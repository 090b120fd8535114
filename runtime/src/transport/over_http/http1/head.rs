//! The head of an answer, and how its body is framed by it.

use std::mem::MaybeUninit;

use http::header::{CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING};
use http::response::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, Version};
use httparse::{ParserConfig, Status};

use super::MAX_HEAD;
use super::body::Framing;
use crate::transport::over_http::fault::Fault;

const MAX_HEADERS: usize = 256;

pub(super) struct Head {
    pub(super) parts: Parts,
    pub(super) framing: Framing,
    pub(super) may_stay_open: bool,
}

/// Takes a head off the beginning of a buffer, once it is whole.
pub(super) fn take(buffer: &mut Vec<u8>, scanned: &mut usize) -> Result<Option<Head>, Fault> {
    // Most heads come at once, and are parsed without a search for their end, which costs a third more. What is wrong with
    // one is told when its end has come, which the search below sees.
    if *scanned == 0
        && let Ok(Some((end, head))) = parse(buffer)
        && end <= MAX_HEAD
    {
        buffer.drain(..end);
        return Ok(Some(head));
    }
    // One that comes in pieces is parsed only when its end may be there, so that a head that comes byte by byte costs no more
    // than one that comes at once. Heads with a status of 1xx come before the one that counts.
    while let Some(end) = end_of_head(buffer, *scanned) {
        *scanned = end;
        let bytes = buffer.get(..end).unwrap_or_default();
        if bytes.len() > MAX_HEAD {
            break;
        }
        if let Some((_, head)) = parse(bytes)? {
            buffer.drain(..end);
            *scanned = 0;
            return Ok(Some(head));
        }
    }
    if buffer.len() > MAX_HEAD {
        return Err(Fault::NotHttp("its head is too long"));
    }
    // The end of a head is three bytes at most, and may be split over two reads.
    *scanned = (*scanned).max(buffer.len().saturating_sub(2));
    Ok(None)
}

/// Where the empty line ends that is the first behind `from`.
fn end_of_head(buffer: &[u8], from: usize) -> Option<usize> {
    let unseen = buffer.get(from..)?;
    unseen.iter().enumerate().find_map(|(index, byte)| match unseen.get(index + 1..)? {
        [b'\n', ..] if *byte == b'\n' => Some(from + index + 2),
        [b'\r', b'\n', ..] if *byte == b'\n' => Some(from + index + 3),
        _ => None,
    })
}

/// A head and its length, where it is whole.
fn parse(bytes: &[u8]) -> Result<Option<(usize, Head)>, Fault> {
    // To empty room for so many headers would cost as much as to parse the few that come.
    let mut headers = [const { MaybeUninit::uninit() }; MAX_HEADERS];
    let mut parsed = httparse::Response::new(&mut []);
    let length = match ParserConfig::default().parse_response_with_uninit_headers(&mut parsed, bytes, &mut headers) {
        Ok(Status::Complete(length)) => length,
        // It has not ended, or only the empty lines before it have.
        Ok(Status::Partial) => return Ok(None),
        Err(httparse::Error::TooManyHeaders) => return Err(Fault::NotHttp("it has too many headers")),
        Err(_) => return Err(Fault::NotHttp("its head cannot be read")),
    };
    let status = parsed.code.and_then(|code| StatusCode::from_u16(code).ok());
    let status = status.ok_or(Fault::NotHttp("its status is none"))?;
    let is_http_1_1 = parsed.version == Some(1);
    let (mut parts, ()) = Response::new(()).into_parts();
    parts.status = status;
    parts.version = if is_http_1_1 { Version::HTTP_11 } else { Version::HTTP_10 };
    parts.headers.reserve(parsed.headers.len());
    for header in parsed.headers.iter() {
        let name = HeaderName::from_bytes(header.name.as_bytes());
        let value = HeaderValue::from_bytes(header.value);
        let (Ok(name), Ok(value)) = (name, value) else { return Err(Fault::NotHttp("it has an illegal header")) };
        parts.headers.append(name, value);
    }
    let framing = framing(&parts.headers, is_http_1_1)?;
    let closes = tokens(&parts.headers, CONNECTION).any(|token| token.eq_ignore_ascii_case("close"));
    // A length beside chunks may be an attempt to hide one answer in another.
    let is_doubtful = parts.headers.contains_key(TRANSFER_ENCODING) && parts.headers.contains_key(CONTENT_LENGTH);
    Ok(Some((length, Head { framing, may_stay_open: is_http_1_1 && !closes && !is_doubtful, parts })))
}

fn framing(headers: &HeaderMap, is_http_1_1: bool) -> Result<Framing, Fault> {
    if headers.contains_key(TRANSFER_ENCODING) {
        let mut codings = tokens(headers, TRANSFER_ENCODING);
        let is_chunked = codings.next().is_some_and(|coding| coding.eq_ignore_ascii_case("chunked"));
        return match (is_http_1_1 && is_chunked, codings.next()) {
            // Any other coding would have to be undone before the signature or the document is read.
            (true, None) => Ok(Framing::CHUNKED),
            _ => Err(Fault::NotHttp("its transfer encoding is not `chunked`")),
        };
    }
    if !headers.contains_key(CONTENT_LENGTH) {
        return Ok(Framing::UntilClose);
    }
    let wrong = || Fault::NotHttp("its content length is none");
    let mut length = None;
    for value in headers.get_all(CONTENT_LENGTH) {
        for text in value.to_str().map_err(|_| wrong())?.split(',').map(str::trim) {
            let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            let stated = text.parse::<u64>().ok().filter(|_| is_number).ok_or_else(wrong)?;
            // Two equal lengths, as some proxies send them, are one.
            if length.replace(stated).is_some_and(|earlier| earlier != stated) {
                return Err(Fault::NotHttp("it states two content lengths"));
            }
        }
    }
    length.map(Framing::Length).ok_or_else(wrong)
}

/// The comma-separated words of all headers of a name. A header that is not text gives one empty word.
fn tokens(headers: &HeaderMap, name: HeaderName) -> impl Iterator<Item = &str> {
    headers.get_all(name).into_iter().flat_map(|value| value.to_str().unwrap_or_default().split(',')).map(str::trim)
}
