//! A row without anything between its cells: `会员等级member_leveltinyint4会员的等级…` is a title, a name,
//! a type word, digits and a description. What cannot be told apart for certain is said.

use super::super::profile::Profile;

/// The longest title, in characters.
const TITLE: usize = 30;
/// How far into a line its type may stand, in bytes.
const REACH: usize = 240;

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Row<'t> {
    pub(super) title: &'t str,
    pub(super) name: &'t str,
    pub(super) kind: String,
    pub(super) length: &'t str,
    pub(super) description: &'t str,
    pub(super) doubt: Option<String>,
}

/// Parts a row; `None` when the line does not begin as one.
pub(super) fn part<'t>(line: &'t str, profile: &Profile<'_>) -> Option<Row<'t>> {
    let line = line.trim();
    let mut offset = 0;
    while let Some(start) =
        line.get(offset..)?.find(|c: char| c.is_ascii_alphanumeric() || c == '_').map(|found_at| offset + found_at)
    {
        if start > REACH {
            return None;
        }
        let run = line.get(start..)?;
        let end = run.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(run.len());
        if let Some(row) = in_run(line, start, start + end, profile) {
            return Some(row);
        }
        offset = start + end.max(1);
    }
    None
}

/// The row whose name and type are in the run of letters and digits `start..end`.
fn in_run<'t>(line: &'t str, start: usize, end: usize, profile: &Profile<'_>) -> Option<Row<'t>> {
    let run = line.get(start..end)?;
    let (type_start, type_end) = type_word(line, run, start, profile)?;
    let head = line.get(start..type_start)?;
    let before = line.get(..start)?;
    let (kind_end, kind, length, rest_start, split) = after_type(line, type_start, type_end)?;
    let description = line.get(rest_start..)?;
    let (cut, guessed) = name_start(before, head, description);
    let title = line.get(..start + cut)?.trim();
    let name = head.get(cut..)?;
    let named = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && kind_end >= type_end;
    let plain = !title.is_empty()
        && title.chars().count() <= TITLE
        && !title.contains([',', '，', '。', ';', '；', ':', '：', '!', '！', '"', '\'', '=', '|', '{', '}', '“']);
    if !named || !plain {
        return None;
    }
    let doubt = match (guessed, split) {
        (true, _) => Some(format!("`{before}{head}` was parted into the title `{title}` and the name `{name}`")),
        (_, Some(split)) => Some(format!("`{name}`: {split}")),
        _ => None,
    };
    Some(Row { title, name, kind, length, description, doubt })
}

/// The type word of a run, behind a name: the first that digits, a bracket, a capital or the end follow,
/// and of those that end there the longest.
fn type_word(line: &str, run: &str, offset: usize, profile: &Profile<'_>) -> Option<(usize, usize)> {
    let lower = run.to_ascii_lowercase();
    let mut best: Option<(usize, usize)> = None;
    for word in profile.types.iter().map(|(word, _)| word).filter(|word| word.is_ascii()) {
        let (bare, list) = word.strip_suffix("[]").map_or((*word, false), |bare| (bare, true));
        let bare = bare.to_ascii_lowercase();
        for (begin, _) in lower.match_indices(&bare) {
            let end = begin + bare.len();
            let next = line.get(offset + end..).and_then(|tail| tail.chars().next());
            let ends = match next {
                Some('[') => line.get(offset + end..).is_some_and(|tail| tail.starts_with("[]")),
                Some(c) => {
                    !list && (c.is_ascii_digit() || c.is_ascii_uppercase() || !(c.is_ascii_alphanumeric() || c == '_'))
                }
                None => !list,
            };
            // The type ends as early as it can, for digits or prose follow it directly; of words that end together
            // the longest is meant.
            let better = best.is_none_or(|(start, stop)| end < stop || (end == stop && begin < start));
            if begin > 0 && ends && better {
                best = Some((begin, end));
            }
        }
    }
    best.map(|(start, end)| (offset + start, offset + end))
}

/// Where the type ends, the type with its brackets, the length, where the description begins, and what was
/// inferred about digits that are partly a length and partly a code.
type Tail<'t> = (usize, String, &'t str, usize, Option<String>);

fn after_type(line: &str, start: usize, end: usize) -> Option<Tail<'_>> {
    let mut kind_end = end;
    let tail = line.get(end..)?;
    if tail.starts_with("[]") {
        kind_end = end + 2;
    } else if let Some(close) = tail.chars().next().and_then(closing) {
        let reach =
            tail.char_indices().take(40).find(|&(_, c)| close.contains(&c)).map(|(offset, c)| offset + c.len_utf8());
        let args = reach
            .and_then(|reach| tail.get(..reach))
            .filter(|args| args.chars().any(|c| c.is_ascii_digit()) || args.starts_with('<'));
        kind_end = end + args.map_or(0, str::len);
    }
    let kind = line.get(start..kind_end)?.to_owned();
    let digits_tail = line.get(kind_end..)?;
    let count = digits_tail.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, behind) = digits_tail.split_at(count);
    if kind_end > end && !digits.is_empty() {
        // `decimal(19,4)` has its length; digits behind it are the description's.
        return Some((kind_end, kind, "", kind_end, None));
    }
    let coded = behind.starts_with([':', '：']) || (behind.starts_with(['.', '、', '-']) && count > 1);
    if !coded || digits.is_empty() {
        return Some((kind_end, kind, digits, kind_end + count, None));
    }
    let code = code_length(digits, behind);
    let (length, code) = digits.split_at(count.saturating_sub(code));
    let split = match length {
        "" => format!("`{code}` was taken for a code, so the type has no length"),
        _ => format!("`{digits}` was parted into the length {length} and the code {code}"),
    };
    Some((kind_end, kind, length, kind_end + length.len(), Some(split)))
}

fn closing(open: char) -> Option<&'static [char]> {
    match open {
        '(' | '（' => Some(&[')', '）']),
        '<' => Some(&['>']),
        _ => None,
    }
}

/// How many digits of the first code the length left: as many as the next code has.
fn code_length(digits: &str, behind: &str) -> usize {
    let mut next = 0_usize;
    let mut seen = false;
    for c in behind.chars().skip(1).take(60) {
        if c.is_ascii_digit() {
            next = if seen { next + 1 } else { 1 };
            seen = true;
        } else if seen && matches!(c, ':' | '：' | '.' | '、' | '-') {
            break;
        } else {
            seen = false;
            next = 0;
        }
    }
    let next = if next == 0 { 1 } else { next };
    // `tinyint410:…,20:…`: 4 and 10. With one digit only there is a code and no length.
    if next < digits.len() { next } else { 1 }
}

/// Where the name begins in the letters before the type, when the title ends in letters of its own
/// (`外部IDouter_id`, `会员emailmember_email`); and whether that was a guess.
fn name_start(before: &str, head: &str, description: &str) -> (usize, bool) {
    let capitals = head.bytes().take_while(u8::is_ascii_uppercase).count();
    let lower = head.as_bytes().get(capitals).is_some_and(u8::is_ascii_lowercase);
    let has_capitals_later = head.bytes().skip(capitals).any(|byte| byte.is_ascii_uppercase());
    // An abbreviation before a name in small letters ends the title: `外部IDouter_id`.
    if capitals >= 2 && lower && !has_capitals_later {
        return (capitals, false);
    }
    // The description often begins with the title.
    let said = description.trim_start().strip_prefix(before.trim_start()).unwrap_or_default();
    let same = said
        .bytes()
        .zip(head.bytes())
        .take_while(|(left, right)| left == right && left.is_ascii_alphanumeric())
        .count();
    let ends_there = said.as_bytes().get(same).is_none_or(|byte| !byte.is_ascii_alphanumeric());
    if !before.trim().is_empty() && same > 1 && same < head.len() && ends_there {
        return (same, true);
    }
    (0, false)
}
