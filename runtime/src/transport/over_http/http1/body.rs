//! The body of an answer: of a stated length, in chunks, or up to the connection's end.

use httparse::Status;

use super::MAX_HEAD;
use crate::transport::over_http::fault::Fault;

/// The most bytes of the line before a chunk.
const MAX_CHUNK_LINE: usize = 1 << 10;

/// How a body is framed, and how much of it is still to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Framing {
    Length(u64),
    Chunks(Chunks),
    UntilClose,
    Done,
}

/// Where in a chunked body the next byte stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Chunks {
    /// In the line that states a chunk's size.
    Size,
    /// In a chunk with so many bytes to come.
    Data(u64),
    /// In the line end behind a chunk.
    DataEnd,
    /// In the lines behind the last chunk, of which so many bytes have come.
    Trailers(usize),
}

impl Framing {
    pub(super) const CHUNKED: Self = Self::Chunks(Chunks::Size);
}

/// Moves what can be used of `bytes` to the body, and tells how many bytes that was.
pub(super) fn take(framing: &mut Framing, bytes: &[u8], body: &mut Vec<u8>, limit: usize) -> Result<usize, Fault> {
    let mut used = 0;
    loop {
        let unused = bytes.get(used..).unwrap_or_default();
        let (step, next) = match *framing {
            Framing::Done => return Ok(used),
            Framing::UntilClose => (append(unused, u64::MAX, body, limit)?, Framing::UntilClose),
            Framing::Length(left) => {
                let step = append(unused, left, body, limit)?;
                (step, Framing::Length(left - step as u64))
            }
            Framing::Chunks(chunks) => match next_in_chunks(chunks, unused, body, limit)? {
                Some(moved) => moved,
                None => return Ok(used),
            },
        };
        *framing = next;
        used += step;
        if step == 0 {
            return Ok(used);
        }
    }
}

/// Appends at most `left` bytes to the body, and tells how many those were.
fn append(bytes: &[u8], left: u64, body: &mut Vec<u8>, limit: usize) -> Result<usize, Fault> {
    let count = usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len());
    // The limit is held before the bytes are kept.
    if count > limit - body.len().min(limit) {
        return Err(Fault::TooLong(limit as u64));
    }
    body.extend_from_slice(bytes.get(..count).unwrap_or_default());
    Ok(count)
}

/// One step in a chunked body: how many bytes it used, and what follows; `None` where more must come first.
fn next_in_chunks(
    chunks: Chunks,
    bytes: &[u8],
    body: &mut Vec<u8>,
    limit: usize,
) -> Result<Option<(usize, Framing)>, Fault> {
    let wrong = Fault::NotHttp("its chunks cannot be read");
    Ok(match chunks {
        Chunks::Size => match httparse::parse_chunk_size(bytes) {
            // An empty line is no size, though the parser takes it for none.
            _ if bytes.first().is_some_and(|byte| !byte.is_ascii_hexdigit()) => return Err(wrong),
            Ok(Status::Complete((used, 0))) => Some((used, Framing::Chunks(Chunks::Trailers(0)))),
            Ok(Status::Complete((used, size))) => Some((used, Framing::Chunks(Chunks::Data(size)))),
            Ok(Status::Partial) if bytes.len() <= MAX_CHUNK_LINE => None,
            Ok(Status::Partial) | Err(_) => return Err(wrong),
        },
        Chunks::Data(left) => {
            let step = append(bytes, left, body, limit)?;
            let left = left - step as u64;
            let next = if left == 0 { Chunks::DataEnd } else { Chunks::Data(left) };
            (step > 0).then_some((step, Framing::Chunks(next)))
        }
        Chunks::DataEnd => match bytes {
            [b'\r', b'\n', ..] => Some((2, Framing::CHUNKED)),
            [] | [b'\r'] => None,
            _ => return Err(wrong),
        },
        Chunks::Trailers(before) => {
            let line = bytes.iter().position(|byte| *byte == b'\n').map(|index| index + 1);
            // Trailers carry nothing that is read, but they must end.
            if before + line.unwrap_or(bytes.len()) > MAX_HEAD {
                return Err(wrong);
            }
            match line {
                Some(length @ 1..) if matches!(bytes.get(..length), Some(b"\n" | b"\r\n")) => {
                    Some((length, Framing::Done))
                }
                Some(length) => Some((length, Framing::Chunks(Chunks::Trailers(before + length)))),
                None => None,
            }
        }
    })
}
