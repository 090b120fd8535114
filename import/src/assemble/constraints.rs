//! What remarks state of the whole call: what a caller must be allowed to do, what replaces the endpoint, and
//! how far apart two times may be. Rules over fields that descriptions state are read in `rules`.

use crate::classify::Confidence;
use crate::draft::{Draft, FieldDraft, Holds, RuleDraft, Side};
use crate::infer::{ranges, words};
use crate::page::{Lines, Page, RemarkKind, SampleKind};

pub(super) fn constraints(page: &Page, draft: &mut Draft) {
    for remark in page.remarks() {
        match remark.kind {
            RemarkKind::Permission if draft.permission.is_empty() => draft.permission = permission(&remark.text),
            RemarkKind::Deprecated if draft.deprecated.is_none() => {
                draft.deprecated = Some((successor(&remark.text, &draft.endpoint), remark.text.clone()));
            }
            _ => {}
        }
    }
    once(draft);
    let mut said: Vec<(String, Lines, &str, String)> =
        page.remarks().map(|remark| (remark.text.clone(), remark.lines, "the remarks", String::new())).collect();
    let asked = draft.records.iter().filter(|record| record.side == Side::Request);
    said.extend(
        asked
            .flat_map(|record| &record.fields)
            .map(|field| (field.text.clone(), field.lines, "the description", field.name.clone())),
    );
    for (text, lines, source, field_name) in said {
        for sentence in text.split(['\n', '。', '；', ';']) {
            if let Some((many, unit)) = ranges::span(sentence) {
                let why = window(sentence.trim(), many, unit, (source, &field_name), page, draft);
                if let Err(why) = why {
                    let message = format!("a span of {many} {unit}, but {why}: {}", sentence.trim());
                    draft.find(Confidence::Uncertain, lines, "request", message);
                }
            }
        }
    }
}

/// What has a key of its own is no note as well: a note goes when nothing but its label stands beside the key's text.
fn once(draft: &mut Draft) {
    let mut said: Vec<&str> = vec![draft.permission.as_str()];
    said.extend(draft.deprecated.iter().map(|(_, says)| says.as_str()));
    let bare = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let said: Vec<String> = said.into_iter().map(bare).filter(|text| !text.is_empty()).collect();
    let unlabelled = |note: &str| match note.split_once(['：', ':']) {
        // A longer text before a colon is no label.
        Some((label, words)) if label.chars().count() <= 12 => bare(words),
        _ => bare(note),
    };
    draft.notes.retain(|note| !said.iter().any(|said| *said == bare(note) || *said == unlabelled(note)));
}

/// `店铺权限（…）` without what follows: the names of permissions.
fn permission(text: &str) -> String {
    let begun = text.trim_start_matches(|c: char| c.is_whitespace() || "【：:".contains(c));
    let listed = begun.split(['\n', '。', '；', ';', '（', '(', '】']).next().unwrap_or_default();
    let names = listed.split(|c: char| c.is_whitespace() || "、，,".contains(c)).filter(|name| !name.is_empty());
    names.take_while(|name| name.ends_with("权限")).collect::<Vec<_>>().join("、")
}

fn successor(text: &str, endpoint: &str) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    let names = text.split(|c: char| !is_part(c)).map(|name| name.trim_matches(['.', '-']));
    let mut names = names.filter(|name| name.contains('.') && name.starts_with(|c: char| c.is_ascii_alphabetic()));
    names.find(|name| *name != endpoint).unwrap_or_default().to_owned()
}

/// Adds a window. The reason, where it is not clear what it lies between.
fn window(
    sentence: &str,
    many: u32,
    unit: &str,
    (source, field_name): (&str, &str),
    page: &Page,
    draft: &mut Draft,
) -> Result<(), &'static str> {
    // A span under a condition would warn of calls that are right.
    if ["如", "若", "情况"].iter().any(|word| sentence.contains(word)) {
        return Err("only under a condition");
    }
    let named: Vec<&str> = words(sentence).collect();
    let asked = |(_, record): &(usize, &crate::draft::RecordDraft)| record.side == Side::Request;
    let mut spans = Vec::new();
    for (index, record) in draft.records.iter().enumerate().filter(asked) {
        let field_index = |name: &str| record.fields.iter().position(|field| field.name == name);
        let all: Vec<usize> = named.iter().filter_map(|name| field_index(name)).collect();
        match all.as_slice() {
            [first, last] if first != last => spans.push((index, *first, *last)),
            [] => spans.extend(pairs(&record.fields).into_iter().map(|(first, last)| (index, first, last))),
            _ => {}
        }
    }
    // The description of one of the two means itself.
    let name = |index: usize, field_index: usize| {
        draft.records.get(index)?.fields.get(field_index).map(|field| field.name.as_str())
    };
    let is_own = |(index, first, last): &(usize, usize, usize)| {
        [first, last].iter().any(|field_index| name(*index, **field_index) == Some(field_name))
    };
    if spans.iter().any(is_own) {
        spans = spans.iter().copied().filter(is_own).collect();
    }
    let &[(index, first, last)] = spans.as_slice() else { return Err("which times it lies between is not clear") };
    let Some(record) = draft.records.get_mut(index) else { return Ok(()) };
    let days = [first, last].into_iter().filter(|index| record.fields.get(*index).is_some_and(is_day)).count();
    if days == 1 {
        return Err("one of the two is a day and the other is not");
    }
    let mut ends = Vec::new();
    for field_index in [first, last] {
        let Some(field) = record.fields.get_mut(field_index) else { return Ok(()) };
        if !is_time(field) && !is_day(field) {
            let Holds::Type(held) = &mut field.holds else { return Err("not between two times") };
            let mut asked = page.samples().filter(|sample| sample.kind != SampleKind::Response);
            let shown = is_written_as_time(&field.example) || asked.any(|sample| shows_time(&sample.text, &field.name));
            if held.contains('<') || !shown {
                return Err("the page does not show how the times are written");
            }
            held.push_str("<datetime>");
            let by = if is_written_as_time(&field.example) { "the example" } else { "the sample of a request" };
            field.source.push(("type", by.to_owned()));
        }
        ends.push(field.name.clone());
    }
    let unit = if many == 1 { unit.trim_end_matches('s') } else { unit };
    let holds = format!("window: {} {many} {unit}", ends.join(" .. "));
    if record.rules.iter().any(|rule| rule.holds == holds) {
        return Ok(());
    }
    let path = record.path.clone();
    record.rules.push(RuleDraft {
        holds: holds.clone(),
        condition: None,
        says: sentence.to_owned(),
        source: source.to_owned(),
    });
    draft.find(Confidence::Inferred, Lines::default(), path, format!("a rule from prose: {holds}"));
    Ok(())
}

/// The pairs of times that begin and end a span, by their names.
fn pairs(fields: &[FieldDraft]) -> Vec<(usize, usize)> {
    const ENDS: [(&str, &str); 4] = [("start", "end"), ("begin", "end"), ("from", "to"), ("Start", "End")];
    let mut pairs = Vec::new();
    for (index, field) in fields.iter().enumerate() {
        for (begin, end) in ENDS {
            let Some(stem) = field.name.strip_prefix(begin).map(|stem_of| format!("{end}{stem_of}")) else {
                let counterpart = field.name.strip_suffix(begin).map(|stem_of| format!("{stem_of}{end}"));
                pairs.extend(
                    counterpart
                        .and_then(|counterpart| fields.iter().position(|candidate| candidate.name == counterpart))
                        .map(|last| (index, last)),
                );
                continue;
            };
            pairs.extend(fields.iter().position(|candidate| candidate.name == stem).map(|last| (index, last)));
        }
    }
    pairs
}

fn is_time(field: &FieldDraft) -> bool {
    matches!(&field.holds, Holds::Type(words) if words.to_ascii_lowercase().contains("datetime"))
}

fn is_day(field: &FieldDraft) -> bool {
    matches!(&field.holds, Holds::Type(words) if words == "date")
}

/// `2024-05-01 00:00:00`
fn is_written_as_time(text: &str) -> bool {
    text.len() == 19
        && text.bytes().enumerate().all(|(index, byte)| match index {
            4 | 7 => byte == b'-',
            10 => byte == b' ',
            13 | 16 => byte == b':',
            _ => byte.is_ascii_digit(),
        })
}

/// Whether a sample gives a field a time: `"start": "2024-05-01 00:00:00"`, `$p->start = '…'`, `<start>…`.
fn shows_time(sample: &str, name: &str) -> bool {
    sample.match_indices(name).any(|(start, _)| {
        let behind = sample.get(start + name.len()..).unwrap_or_default();
        let value = behind.trim_start_matches(|c: char| c.is_whitespace() || "'\"`=:>,()".contains(c));
        behind.len() > value.len() && value.get(..19).is_some_and(is_written_as_time)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permissions_are_read_without_what_follows() {
        for (text, names) in [
            ("店铺权限（仅支持自有店铺）；上线前请测试", "店铺权限"),
            ("【仓库权限】\ntips: 有权限", "仓库权限"),
            ("供应商权限、仓库权限、\n不支持外部仓储", "供应商权限、仓库权限"),
            ("仓库权限、时间不传的情况下必传", "仓库权限"),
            ("品牌权限（在采购-采购权限管理界面控制品牌权限）", "品牌权限"),
            ("无", ""),
        ] {
            assert_eq!(permission(text), names, "{text}");
        }
        assert_eq!(successor("接口已过时, 请使用order.Push2", "order.Push"), "order.Push2");
        assert_eq!(successor("order.Push 已下线", "order.Push"), "");
        assert_eq!(successor("接口已过时👍🏽。", "order.Push"), "");
    }

    #[test]
    fn times_are_known_by_how_they_are_written() {
        assert!(is_written_as_time("2024-05-01 00:00:00"));
        assert!(!is_written_as_time("2024-05-01"));
        assert!(!is_written_as_time("二〇二四年五月"));
        assert!(shows_time(r#"{"start": "2024-05-01 00:00:00"}"#, "start"));
        assert!(shows_time("$p->start = '2024-05-01 00:00:00';", "start"));
        assert!(!shows_time("start 2024-05-01，从这天起算的日子", "start"));
        assert!(!shows_time("start2024-05-01 00:00:00", "start"));
    }
}
