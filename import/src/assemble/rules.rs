//! Rules that prose states, each at level `warn` with its sentence. A sentence that speaks of a condition but
//! is not understood is told, so that nobody thinks the table is all there is.

use std::collections::HashMap;

use super::list_rules;
use crate::classify::Confidence;
use crate::classify::required::Required;
use crate::draft::{Draft, FieldDraft, Holds, RecordDraft, RuleDraft, Side};
use crate::infer::{ranges, words};
use crate::page::Page;

enum Read {
    Rule(RuleDraft),
    /// It speaks of a condition, and this is why there is no rule.
    Unread(String),
    Nothing,
}

const CONDITIONS: &str = "必填 必传 必须 不能为空 同时 二选一 至少 有效 生效 唯一 非必传 一定不要 置空 配合 结合使用";

/// Reads the rules of the request's descriptions and of the page's remarks.
pub(super) fn rules(page: &Page, draft: &mut Draft) {
    for index in 0..draft.records.len() {
        let Some(record) = draft.record(index).filter(|record| record.side == Side::Request) else { continue };
        let mut rules: Vec<RuleDraft> = Vec::new();
        let mut findings = Vec::new();
        let names: Names<'_> =
            record.fields.iter().enumerate().map(|(index, field)| (field.name.as_str(), index)).collect();
        for field in &record.fields {
            for sentence in sentences(&field.text) {
                let finding = |confidence, message: String| {
                    (confidence, field.lines, format!("{}.{}", record.path, field.name), message)
                };
                match read(&sentence, field, record, &names, draft) {
                    Read::Rule(rule)
                        if !rules
                            .iter()
                            .any(|earlier| earlier.holds == rule.holds && earlier.condition == rule.condition) =>
                    {
                        findings.push(finding(Confidence::Inferred, format!("a rule from prose: {}", rule.holds)));
                        rules.push(rule);
                    }
                    Read::Rule(_) | Read::Nothing => {}
                    Read::Unread(why) => findings.push(finding(Confidence::Uncertain, format!("{why}: {sentence}"))),
                }
            }
        }
        if let Some(record) = draft.records.get_mut(index) {
            record.rules = rules;
        }
        for (confidence, lines, path, message) in findings {
            draft.find(confidence, lines, path, message);
        }
    }
    list_rules::unique(draft);
    list_rules::batches(page, draft);
}

/// A description's sentences, those in brackets apart.
fn sentences(text: &str) -> Vec<String> {
    let ends = |c: char| matches!(c, '\n' | '。' | '；' | ';');
    let mut all = Vec::new();
    for sentence in text.split(ends) {
        // `【必填】仅创建时`: the column's word is no part of what it says.
        let sentence = match sentence.strip_prefix('【').and_then(|words| words.split_once('】')) {
            Some((_, words)) => words,
            None => sentence,
        };
        let (mut outer, mut inner) = (String::new(), String::new());
        let mut depth = 0_usize;
        for c in sentence.chars() {
            match c {
                '（' | '(' => depth += 1,
                '）' | ')' => {
                    depth = depth.saturating_sub(1);
                    inner.push('\n');
                }
                _ if depth > 0 => inner.push(c),
                _ => outer.push(c),
            }
        }
        all.extend(std::iter::once(outer.as_str()).chain(inner.split('\n')).map(|part| part.trim().to_owned()));
    }
    all.retain(|sentence| !sentence.is_empty());
    all
}

fn read(sentence: &str, field: &FieldDraft, record: &RecordDraft, names: &Names<'_>, draft: &Draft) -> Read {
    let rule = |holds: String, condition: Option<(&'static str, String)>| {
        let (says, source) = (sentence.to_owned(), format!("the description of {}", field.name));
        Read::Rule(RuleDraft { holds, condition, says, source })
    };
    let fields = named(sentence, record, names);
    let others: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
    let has = |words: &[&str]| words.iter().any(|word| sentence.contains(word));
    // A sign of comparison needs no other word to be a rule.
    if let Some((first, last)) = ordered(sentence, record) {
        return rule(format!("ordered: {first} <= {last}"), None);
    }
    // A case (`情况`) is a condition that these rules cannot say.
    if has(&["不能同时为空", "不可同时为空", "二选一", "至少传一个", "至少填一个", "至少有一个"]) && !has(&["情况"])
    {
        let mut all = others.clone();
        if all.is_empty() {
            // By their titles, where no wire name stands: `手机号和固定电话不能同时为空`.
            let said = |candidate: &&FieldDraft| {
                candidate.title.chars().count() > 2 && sentence.contains(candidate.title.as_str())
            };
            all.extend(record.fields.iter().filter(said).map(|candidate| candidate.name.as_str()));
        }
        // A sentence that names two fields need not mean the one it stands at.
        if all.len() < 2 && !all.contains(&field.name.as_str()) {
            all.push(&field.name);
        }
        all.sort_by_key(|name| record.fields.iter().position(|candidate| candidate.name == **name));
        if all.len() < 2 {
            return Read::Unread("which fields it means is not clear".to_owned());
        }
        let kind = if has(&["二选一"]) { "exactly_one" } else { "any_of" };
        if all.iter().any(|name| {
            record.fields.iter().any(|candidate| candidate.name == **name && candidate.required == Required::Yes)
        }) {
            return Read::Unread(
                "the column calls one of the fields required, so the sentence adds nothing".to_owned(),
            );
        }
        return rule(format!("{kind}: [{}]", all.join(", ")), None);
    }
    if let &[only] = others.as_slice()
        && only != field.name
        && has(&["结合使用", "配合使用", "一起使用", "同时使用"])
    {
        return rule(format!("requires: {} -> {only}", field.name), None);
    }
    if let Some((name, values)) = compared(sentence, &fields, draft)
        && name != field.name
    {
        let is = if values.len() == 1 {
            format!("{name} = {}", values.join(""))
        } else {
            format!("{name} in [{}]", values.join(", "))
        };
        let is_required = field.required == Required::Yes;
        if has(&["必填", "必传", "必须"]) && !has(&["非必", "不必"]) {
            return if is_required {
                Read::Unread("the column calls it required always".to_owned())
            } else {
                rule(format!("required: [{}]", field.name), Some(("when", is)))
            };
        }
        // `不传` says when it must not be there, `有效` when it may.
        let forbids = has(&["不传", "不填", "无需", "置空"]);
        if forbids || has(&["有效", "生效", "可用"]) {
            if is_required {
                return Read::Unread("the column calls it required always".to_owned());
            }
            let unless = if forbids { format!("not ({is})") } else { is };
            return rule(format!("forbidden: [{}]", field.name), Some(("unless", unless)));
        }
    }
    if let Some(range) = ranges::range(sentence).filter(|range| !range.stated)
        && matches!(&field.holds, Holds::Type(words) if matches!(super::field::kind_of(words), super::field::Scalar::Whole))
    {
        let least = range.least.map(|least| format!("{} > {}", field.name, least.saturating_sub(1)));
        let most = range.most.map(|most| format!("{} < {}", field.name, most.saturating_add(1)));
        let unless: Vec<String> = [least, most].into_iter().flatten().collect();
        return rule(format!("forbidden: [{}]", field.name), Some(("unless", unless.join(" and "))));
    }
    // A span of two times is read in `constraints`.
    if ranges::span(sentence).is_some() {
        return Read::Nothing;
    }
    // Words that only sound like a condition.
    let plain = ["有效期", "唯一标识", "唯一键", "唯一id"]
        .iter()
        .fold(sentence.to_owned(), |text, word| text.replace(word, ""));
    let speaks = CONDITIONS.split(' ').any(|word| plain.contains(word))
        || plain.contains("不传") && (plain.contains('则') || !others.is_empty());
    let is_said = field.required == Required::Yes && plain.starts_with("该字段必");
    if speaks && !is_said && !plain.contains("默认") {
        return Read::Unread("a condition that was not made a rule".to_owned());
    }
    Read::Nothing
}

/// The fields of a record by their wire names. A page may have very many.
type Names<'r> = HashMap<&'r str, usize>;

fn named<'r>(sentence: &str, record: &'r RecordDraft, names: &Names<'_>) -> Vec<&'r FieldDraft> {
    let mut indices: Vec<usize> = words(sentence).filter_map(|word| names.get(word).copied()).collect();
    indices.sort_unstable();
    indices.dedup();
    indices.into_iter().filter_map(|index| record.fields.get(index)).collect()
}

/// `开始时间<=结束时间`: two fields by their titles or names.
fn ordered<'r>(sentence: &str, record: &'r RecordDraft) -> Option<(&'r str, &'r str)> {
    let (sign, swapped) = [("<=", false), ("≤", false), (">=", true), ("≥", true)]
        .into_iter()
        .find(|(sign, _)| sentence.contains(sign))?;
    let (before, after) = sentence.split_once(sign)?;
    let by = |text: &str, at_end: bool| {
        let fits = |word: &str| {
            !word.is_empty()
                && if at_end { text.trim_end().ends_with(word) } else { text.trim_start().starts_with(word) }
        };
        record.fields.iter().find(|field| fits(&field.title) || fits(&field.name)).map(|field| field.name.as_str())
    };
    let (first, last) = (by(before, true)?, by(after, false)?);
    (first != last).then_some(if swapped { (last, first) } else { (first, last) })
}

/// `mode=2/4`, `当type为1时`: a field compared with values it can have.
fn compared<'r>(sentence: &str, fields: &[&'r FieldDraft], draft: &Draft) -> Option<(&'r str, Vec<String>)> {
    for field in fields {
        for (start, name) in sentence.match_indices(field.name.as_str()) {
            let apart = |c: Option<char>| c.is_none_or(|c| !(c.is_ascii_alphanumeric() || c == '_'));
            let behind = sentence.get(start + name.len()..)?;
            if !apart(sentence.get(..start)?.chars().next_back()) || !apart(behind.chars().next()) {
                continue;
            }
            let behind = behind.trim_start();
            let Some(behind) =
                ["==", "=", "为", "是", "等于", "：", ":"].iter().find_map(|sign| behind.strip_prefix(sign))
            else {
                continue;
            };
            let behind = behind.trim_start();
            let part = |c: char| c.is_ascii_alphanumeric() || "/,，、-_".contains(c);
            let end = behind.find(|c: char| !part(c)).unwrap_or(behind.len());
            let values: Vec<String> = behind
                .get(..end)?
                .split(['/', ',', '，', '、'])
                .map(str::trim)
                .filter(|c| !c.is_empty())
                .map(str::to_owned)
                .collect();
            if !values.is_empty() && values.iter().all(|value| can_be(value, field, draft)) {
                return Some((&field.name, values));
            }
        }
    }
    None
}

fn can_be(value: &str, field: &FieldDraft, draft: &Draft) -> bool {
    match &field.holds {
        Holds::Codes(list) => {
            draft.codes.get(*list).is_some_and(|codes| codes.codes.iter().any(|(code, _)| code == value))
        }
        Holds::Type(words) => {
            matches!(super::field::kind_of(words), super::field::Scalar::Whole) && value.parse::<i32>().is_ok()
        }
        _ => false,
    }
}
