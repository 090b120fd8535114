//! An entry of a journal as a line: `s BATCH CALL INDEX:KEY:PAYLOAD:SEQUENCE,… #SUM`. The sum is the beginning of the
//! line's SHA-256, so that a line that was damaged is not believed.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::{JournalEntry, JournalOutcome, JournalRow};
use crate::batch::digest::RowDigest;
use crate::model::Percent;
use crate::{binary, percent};

/// The line of an entry, without its end.
pub(super) fn print(batch: &str, entry: &JournalEntry) -> String {
    // Without blanks and ends of lines, whatever the caller's name for it holds.
    let batch = percent::encoded(Percent::URI, batch.as_bytes());
    let mut line = match entry {
        JournalEntry::Opened(list) => format!("o {batch} {}", rows(list)),
        JournalEntry::Sent { call, rows: list } => format!("s {batch} {call} {}", rows(list)),
        JournalEntry::Judged { call, outcomes } => {
            let outcome = |(sequence, outcome): &(u64, JournalOutcome)| format!("{sequence}:{}", outcome.letter());
            format!("j {batch} {call} {}", outcomes.iter().map(outcome).collect::<Vec<_>>().join(","))
        }
    };
    let sum = sum(&line);
    // Writing to a `String` cannot fail.
    _ = write!(line, " #{sum}");
    line
}

/// The batch and the entry of a line; `None` where it is not whole.
pub(super) fn parse(line: &str) -> Option<(String, JournalEntry)> {
    let (line, told) = line.rsplit_once(" #")?;
    if told != sum(line) {
        return None;
    }
    let mut parts = line.split(' ');
    let (kind, batch) = (parts.next()?, parts.next()?);
    let batch = String::from_utf8(percent::decoded(batch.as_bytes())).ok()?;
    let entry = match kind {
        "o" => JournalEntry::Opened(parsed(parts.next()?, row)?),
        "s" => JournalEntry::Sent { call: parts.next()?.parse().ok()?, rows: parsed(parts.next()?, row)? },
        "j" => JournalEntry::Judged { call: parts.next()?.parse().ok()?, outcomes: parsed(parts.next()?, outcome)? },
        _ => return None,
    };
    parts.next().is_none().then_some((batch, entry))
}

fn sum(line: &str) -> String {
    binary::hex(Sha256::digest(line).get(..4).unwrap_or_default())
}

fn rows(rows: &[JournalRow]) -> String {
    let row = |JournalRow { index, key, payload, sequence }: &JournalRow| {
        let key = key.map_or_else(|| "-".to_owned(), |key| key.to_string());
        format!("{index}:{key}:{payload}:{sequence}")
    };
    rows.iter().map(row).collect::<Vec<_>>().join(",")
}

fn parsed<T>(text: &str, one: fn(&str) -> Option<T>) -> Option<Vec<T>> {
    if text.is_empty() { Some(Vec::new()) } else { text.split(',').map(one).collect() }
}

fn row(text: &str) -> Option<JournalRow> {
    let mut parts = text.split(':');
    let index = parts.next()?.parse().ok()?;
    let key = match parts.next()? {
        "-" => None,
        digest => Some(RowDigest::parse(digest)?),
    };
    let payload = RowDigest::parse(parts.next()?)?;
    let sequence = parts.next()?.parse().ok()?;
    parts.next().is_none().then_some(JournalRow { index, key, payload, sequence })
}

fn outcome(text: &str) -> Option<(u64, JournalOutcome)> {
    let (sequence, letter) = text.split_once(':')?;
    let outcome = JournalOutcome::LETTERS.iter().find(|(word, _)| letter.strip_prefix(*word) == Some(""))?.1;
    Some((sequence.parse().ok()?, outcome))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_what_was_changed_is_not() {
        let digest = |byte| RowDigest::new([byte; 32]);
        let row = |index, key| JournalRow { index, key, payload: digest(7), sequence: u64::MAX - 1 };
        let rows = vec![row(0, Some(digest(0xab))), row(usize::MAX, None)];
        let all: Vec<_> = JournalOutcome::LETTERS.iter().map(|(_, outcome)| *outcome).collect();
        for entry in [
            JournalEntry::Opened(rows.clone()),
            JournalEntry::Opened(Vec::new()),
            JournalEntry::Sent { call: 7, rows },
            JournalEntry::Judged { call: 0, outcomes: (3..).zip(all).collect() },
        ] {
            for batch in ["批次 2026-01\n第一", "", "a b%20,:#"] {
                let line = print(batch, &entry);
                assert!(line.is_ascii() && !line.contains('\n'), "{line}");
                assert_eq!(parse(&line), Some((batch.to_owned(), entry.clone())), "{line}");
                assert_eq!(parse(&line.replacen(|character: char| character.is_ascii_digit(), "x", 1)), None);
                assert_eq!(parse(line.get(..line.len() - 1).unwrap()), None);
            }
        }
    }
}
