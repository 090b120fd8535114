//! Rules over the rows of the request's lists: values that are unique or not too often alike, and how many rows a
//! request should have.

use crate::classify::Confidence;
use crate::draft::{Draft, Holds, REQUEST, RuleDraft};
use crate::infer::{ranges, words};
use crate::page::{Block, Lines, Page, SectionKind};

/// `本接口新增订单的tid保证唯一`, `网名相同的订单不能超过30`: rules over the rows of a list.
pub(super) fn unique(draft: &mut Draft) {
    let mut rules = Vec::new();
    for (path, list_record) in lists(draft) {
        let Some(record) = draft.record(list_record) else { continue };
        for field in record.fields.iter().filter(|field| matches!(field.holds, Holds::Type(_))) {
            for sentence in field.text.split(['\n', '。', '；', ';']) {
                let names_itself = words(sentence).any(|word| word == field.name);
                let holds = if names_itself && (sentence.contains("保证唯一") || sentence.contains("要唯一")) {
                    format!("unique: {path}.{}", field.name)
                } else if let Some(most) = alike(sentence) {
                    format!("at_most: {most} equal {path}.{}", field.name)
                } else {
                    continue;
                };
                let (says, source) = (sentence.trim().to_owned(), format!("the description of {}", field.name));
                rules.push((field.lines, RuleDraft { holds, condition: None, says, source }));
            }
        }
    }
    for (lines, rule) in rules {
        draft.findings.retain(|finding| {
            !(finding.lines == lines
                && finding.confidence == Confidence::Uncertain
                && finding.message.rsplit_once(": ").is_some_and(|(_, said)| rule.says.contains(said)))
        });
        draft.find(Confidence::Inferred, lines, "request", format!("a rule from prose: {}", rule.holds));
        if let Some(request) = draft.records.get_mut(REQUEST) {
            request.rules.push(rule);
        }
    }
}

fn lists(draft: &Draft) -> Vec<(String, usize)> {
    let mut lists = Vec::new();
    let mut open = vec![(String::new(), REQUEST, 0_usize)];
    while let Some((path, index, depth)) = open.pop() {
        // A list may lead back to its own record.
        let Some(record) = draft.record(index).filter(|_| depth < 8) else { continue };
        for field in record.fields.iter().rev() {
            if let (Holds::Record(inner), true) = (&field.holds, field.list.is_some()) {
                let path = if path.is_empty() { field.name.clone() } else { format!("{path}.{}", field.name) };
                open.push((path, *inner, depth + 1));
            }
        }
        if !path.is_empty() {
            lists.push((path, index));
        }
    }
    lists
}

/// `相同的订单不能超过30`.
fn alike(sentence: &str) -> Option<u32> {
    let (_, behind) = sentence.split_once("相同")?;
    let (_, behind) = behind.split_once("超过")?;
    let digits: String = behind.trim_start().chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok().filter(|most| *most > 0)
}

/// `每次请求包含订单条数建议不超过50条` in the remarks: the request's only list.
pub(super) fn batches(page: &Page, draft: &mut Draft) {
    let about = page.sections.iter().filter(|section| {
        matches!(
            section.kind,
            SectionKind::About
                | SectionKind::Scene
                | SectionKind::Request
                | SectionKind::RequestParts
                | SectionKind::Other
        )
    });
    let texts: Vec<(String, Lines)> = about
        .flat_map(|section| &section.blocks)
        .filter_map(|block| match block {
            Block::Remark(remark) => Some((remark.text.clone(), remark.lines)),
            Block::Prose(text) => Some((text.text.clone(), text.lines)),
            _ => None,
        })
        .collect();
    for (text, lines) in texts {
        let Some(most) = ranges::most_rows(&text) else { continue };
        let Some(request) = draft.records.get_mut(REQUEST) else { continue };
        let mut lists = request.fields.iter_mut().filter(|field| field.list.is_some());
        match (lists.next(), lists.next()) {
            (Some(list), None) if list.list.as_deref() == Some("") => {
                list.list = Some(format!("..~{most}"));
                let sentence =
                    text.split(['。', '\n', ',', '，']).find(|part| ranges::most_rows(part).is_some()).unwrap_or(&text);
                list.source.push(("length", format!("{most} is advice: {}", sentence.trim())));
                let path = format!("request.{}", list.name);
                draft.find(Confidence::Inferred, lines, path, format!("at most {most} rows are recommended"));
            }
            _ => draft.find(
                Confidence::Uncertain,
                lines,
                "request",
                format!("a limit of {most} rows, and which list it means is not clear: {text}"),
            ),
        }
    }
}
