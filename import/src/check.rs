//! A draft held against the notation before it is written: each row, list of codes and rule goes alone through the
//! loader's own reader. What it refuses is taken out and told, so that a mistake costs the part that it is in.

use std::collections::HashSet;

use super::classify::Confidence;
use super::draft::{CodesDraft, Draft, FieldDraft, Holds, REQUEST, RESPONSE, Side};
use super::page::Lines;
use super::write;
use signwright_codegen::Parts;

/// Takes out of a draft what the loader would refuse. Samples are left to whoever tries them.
pub(super) fn check(draft: &mut Draft, parts: &mut Parts<'_>) {
    // Each part is read against those before it: fields name codes, and rules name fields.
    for index in 0..draft.codes.len() {
        codes(index, draft, parts);
    }
    for index in 0..draft.records.len() {
        fields(index, draft, parts);
    }
    // With its rows a record may have lost all it held, or the only field that led to it.
    draft.open_empty_records();
    unused(draft);
    for index in 0..draft.records.len() {
        rules(index, draft, parts);
    }
    errors(draft, parts);
    deprecated(draft, parts);
}

fn left_out(what: &str, why: &str) -> String {
    format!("{what}: left out, for {why}")
}

/// A list of codes; without it its fields hold what travels.
fn codes(index: usize, draft: &mut Draft, parts: &mut Parts<'_>) {
    let Some(codes) = draft.codes.get(index) else { return };
    let mut yaml = String::new();
    write::codes(codes, &mut yaml);
    if let Err(mistake) = parts.codes(&yaml) {
        drop_codes(index, &mistake.message, draft);
    }
}

fn drop_codes(index: usize, why: &str, draft: &mut Draft) {
    let Some(codes) = draft.codes.get_mut(index) else { return };
    let dropped = std::mem::take(&mut codes.codes);
    let (ty, path) = (codes.ty.clone(), codes.field.clone());
    for field in draft.records.iter_mut().flat_map(|record| &mut record.fields) {
        if field.holds == Holds::Codes(index) {
            field.holds = Holds::Type(ty.clone());
        }
    }
    let dropped: Vec<String> = dropped.into_iter().map(|(code, title)| format!("{code} {title}")).collect();
    let what = format!("the codes {}", dropped.join(", "));
    draft.find(Confidence::Unplaced, Lines::default(), path, left_out(&what, why));
}

/// The rows of a record. A default that is no value of its type is left out of the row; any other mistake costs the row.
fn fields(index: usize, draft: &mut Draft, parts: &mut Parts<'_>) {
    let Some(record) = draft.records.get_mut(index) else { return };
    let fields = std::mem::take(&mut record.fields);
    let path = record.path.clone();
    // A page may have very many rows.
    let mut names: HashSet<String> = HashSet::with_capacity(fields.len());
    let mut kept = Vec::with_capacity(fields.len());
    for mut field in fields {
        let path = format!("{path}.{}", field.name);
        if !names.insert(field.name.clone()) {
            drop_rows(index, &[field], &path, "a row above has its name", draft);
            continue;
        }
        let mut read = parts.field(index, &write::field(&field, draft));
        if let Err(mistake) = &read
            && let Some(default) = field.default.take()
        {
            let message = left_out(&format!("the default `{default}`"), &mistake.message);
            read = parts.field(index, &write::field(&field, draft));
            if read.is_ok() {
                draft.find(Confidence::Uncertain, field.lines, &path, message);
            }
        }
        match read {
            Ok(()) => kept.push(field),
            Err(mistake) => drop_rows(index, &[field], &path, &mistake.message, draft),
        }
    }
    if let Some(record) = draft.records.get_mut(index) {
        record.sensitive.retain(|name| kept.iter().any(|field| field.name == *name));
        record.fields = kept;
    }
}

/// Says that rows of a record are not in the file. A call without a row of the request may be another call, so the page
/// fails with it.
fn drop_rows(record: usize, fields: &[FieldDraft], path: &str, why: &str, draft: &mut Draft) {
    let is_asked = draft.record(record).is_some_and(|record| record.side == Side::Request);
    draft.rows.placed = draft.rows.placed.saturating_sub(fields.len());
    draft.lost.extend(fields.iter().map(|field| field.lines).filter(|_| is_asked));
    let what = match fields {
        [_] => "the row".to_owned(),
        fields => {
            let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
            format!("the rows {}", names.join(", "))
        }
    };
    let lines = fields.first().map_or(Lines::default(), |field| field.lines);
    draft.find(Confidence::Unplaced, lines, path, left_out(&what, why));
}

/// Records and codes that no field leads to any more.
fn unused(draft: &mut Draft) {
    let mut records: HashSet<usize> = HashSet::new();
    let mut codes: HashSet<usize> = HashSet::new();
    let mut open = vec![REQUEST, RESPONSE];
    while let Some(record) = open.pop().filter(|record| *record < draft.records.len()) {
        if !records.insert(record) {
            continue;
        }
        for field in draft.record(record).map_or(&[][..], |record| &record.fields) {
            match field.holds {
                Holds::Record(inner) => open.push(inner),
                Holds::Codes(list) => _ = codes.insert(list),
                Holds::Type(_) | Holds::Open(_) => {}
            }
        }
    }
    for index in 0..draft.records.len() {
        let Some(record) = draft.records.get_mut(index).filter(|record| !record.fields.is_empty()) else { continue };
        if records.contains(&index) {
            continue;
        }
        let fields = std::mem::take(&mut record.fields);
        (record.rules, record.sensitive) = (Vec::new(), Vec::new());
        let (path, why) = (record.path.clone(), format!("nothing uses `{}`", record.key));
        drop_rows(index, &fields, &path, &why, draft);
    }
    for index in 0..draft.codes.len() {
        let is_unused = |list: &CodesDraft| !list.codes.is_empty() && !codes.contains(&index);
        if let Some(list) = draft.codes.get(index).filter(|list| is_unused(list)) {
            let why = format!("nothing uses `{}`", list.key);
            drop_codes(index, &why, draft);
        }
    }
}

fn rules(index: usize, draft: &mut Draft, parts: &mut Parts<'_>) {
    let Some(record) = draft.records.get_mut(index) else { return };
    let (rules, path) = (std::mem::take(&mut record.rules), record.path.clone());
    let mut kept = Vec::with_capacity(rules.len());
    for rule in rules {
        let mut yaml = "request:\n  $rules:\n".to_owned();
        write::rule(&rule, &mut yaml);
        match parts.rules(index, &yaml) {
            Ok(()) => kept.push(rule),
            Err(mistake) => {
                let what = format!("a rule read from prose ({})", rule.says);
                draft.find(Confidence::Uncertain, Lines::default(), &path, left_out(&what, &mistake.message));
            }
        }
    }
    if let Some(record) = draft.records.get_mut(index) {
        record.rules = kept;
    }
}

fn errors(draft: &mut Draft, parts: &Parts<'_>) {
    for row in std::mem::take(&mut draft.faults) {
        match parts.errors(&format!("errors:\n  - {}\n", write::inline(&row))) {
            Ok(()) => draft.faults.push(row),
            Err(mistake) => {
                draft.rows.placed = draft.rows.placed.saturating_sub(1);
                let message = left_out(&format!("the refusal `{row}`"), &mistake.message);
                draft.find(Confidence::Unplaced, Lines::default(), "errors", message);
            }
        }
    }
}

fn deprecated(draft: &mut Draft, parts: &Parts<'_>) {
    let Some(deprecated) = &draft.deprecated else { return };
    if let Err(mistake) = parts.deprecated(&write::deprecated(deprecated)) {
        let message = left_out(&deprecated.1, &mistake.message);
        draft.deprecated = None;
        draft.find(Confidence::Unplaced, Lines::default(), "deprecated", message);
    }
}
