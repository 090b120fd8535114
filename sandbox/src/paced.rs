//! A body on a socket that comes as a fault wants it: cut, in pieces, or longer than anything.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};

use crate::delivery::Pace;

/// What is written at a time of what pads a body.
static BLANKS: [u8; 16 * 1024] = [b' '; 16 * 1024];

/// So long a part of an answer has to leave before the connection breaks.
const FLUSH: Duration = Duration::from_millis(20);

/// A body and what becomes of it.
pub(crate) struct Paced {
    remaining: Bytes,
    pace: Pace,
    /// What is announced; `None` is a body whose end nobody knows.
    length: Option<usize>,
    /// What was written.
    written: usize,
    pause: Option<Pin<Box<tokio::time::Sleep>>>,
    is_flushed: bool,
}

/// The body breaks off.
#[derive(Debug)]
pub(crate) struct CutOff;

impl std::fmt::Display for CutOff {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("a fault was planned: the answer breaks off")
    }
}

impl std::error::Error for CutOff {}

impl Paced {
    pub(crate) fn new(body: Bytes, pace: Pace) -> Self {
        let length = match pace {
            Pace::Padded(length) => length.map(|length| length.max(body.len())),
            _ => Some(body.len()),
        };
        let mut paced = Self { remaining: body, pace, length, written: 0, pause: None, is_flushed: false };
        if let Pace::Slow(_, pause) = pace {
            paced.pause_for(pause);
        }
        paced
    }

    fn pause_for(&mut self, pause: Duration) {
        self.pause = Some(Box::pin(tokio::time::sleep(pause)));
    }

    fn next(&mut self) -> Option<Result<Bytes, CutOff>> {
        let piece = match self.pace {
            Pace::Cut(at) if self.written >= at => return Some(Err(CutOff)),
            Pace::Cut(at) => self.remaining.split_to(at.min(self.remaining.len())),
            Pace::Slow(piece, pause) => {
                let piece = self.remaining.split_to(piece.min(self.remaining.len()));
                self.pause_for(pause);
                piece
            }
            Pace::Padded(_) if self.remaining.is_empty() => {
                let blanks = self.length.map_or(BLANKS.len(), |length| length.saturating_sub(self.written));
                Bytes::from_static(BLANKS.get(..blanks).unwrap_or(&BLANKS))
            }
            Pace::Whole | Pace::Reset | Pace::Padded(_) => std::mem::take(&mut self.remaining),
        };
        self.written += piece.len();
        (!piece.is_empty()).then_some(Ok(piece))
    }
}

impl Body for Paced {
    type Data = Bytes;
    type Error = CutOff;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, CutOff>>> {
        if let Some(pause) = &mut self.pause {
            ready!(pause.as_mut().poll(context));
            self.pause = None;
        }
        // The head and what was written before a break must leave before it.
        if let Pace::Cut(at) = self.pace
            && self.written >= at
            && !std::mem::replace(&mut self.is_flushed, true)
        {
            self.pause_for(FLUSH);
            return self.poll_frame(context);
        }
        Poll::Ready(self.next().map(|piece| piece.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.pace, Pace::Whole | Pace::Slow(..)) && self.remaining.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        self.length
            .map_or_else(SizeHint::default, |length| SizeHint::with_exact(length.saturating_sub(self.written) as u64))
    }
}
