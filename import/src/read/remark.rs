//! Labelled remarks: `1.2 适用版本：V2.0 及以上`. Sentences inside a remark that say who may call the endpoint,
//! or that it is out of use, become remarks of their own beside it.

use super::super::page::{Lines, Remark, RemarkKind, SectionKind};
use super::super::profile::{Profile, folded};
use super::heading;

/// The longest label, in characters.
const LABEL: usize = 20;

/// The remarks of a line; none when the line has no label.
pub(super) fn remarks(text: &str, section: SectionKind, lines: Lines, profile: &Profile<'_>) -> Vec<Remark> {
    let (number, body) = heading::numbered(text);
    let about = matches!(section, SectionKind::About | SectionKind::Scene);
    let mut list = Vec::new();
    if let Some((label, body_text, kind)) = labelled(body, !number.is_empty(), profile) {
        let label = heading::closed_up(format!("{number} {label}").trim());
        let kind = if kind == RemarkKind::Other && section == SectionKind::Scene { RemarkKind::Scene } else { kind };
        list.push(Remark { kind, label, text: body_text.trim().to_owned(), lines });
    } else if !number.is_empty() && about {
        let kind = if section == SectionKind::Scene { RemarkKind::Scene } else { RemarkKind::Other };
        list.push(Remark { kind, label: number.to_owned(), text: body.trim().to_owned(), lines });
    }
    let body = list.first().map_or(text, |remark| remark.text.as_str()).to_owned();
    for (kind, sentence) in sentences(&body, profile) {
        if !list.iter().any(|remark: &Remark| remark.kind == kind && remark.text.trim() == sentence) {
            list.push(Remark { kind, label: String::new(), text: sentence, lines });
        }
    }
    list
}

/// The label, the rest, and what the label says.
fn labelled<'t>(text: &'t str, numbered: bool, profile: &Profile<'_>) -> Option<(&'t str, &'t str, RemarkKind)> {
    let colon = text.char_indices().take(LABEL + 1).find(|(_, c)| matches!(c, '：' | ':'));
    if let Some((offset, c)) = colon {
        let (label, behind) = text.split_at(offset);
        let behind = behind.get(c.len_utf8()..).unwrap_or_default();
        let kind = profile.remark(&folded(label));
        // The colon of an address labels nothing.
        let address = behind.starts_with("//");
        if (numbered || kind.is_some()) && !label.contains('\n') && !address {
            let (label, behind) = if label.starts_with('【') { ("", text) } else { (label, behind) };
            return (!label.trim().is_empty() || numbered).then(|| (label, behind, kind.unwrap_or_default()));
        }
    }
    let (label, kind) = profile.remark_prefix(text).filter(|_| numbered)?;
    Some((label, text.get(label.len()..).unwrap_or_default(), kind))
}

fn sentences(text: &str, profile: &Profile<'_>) -> Vec<(RemarkKind, String)> {
    let mut remarks = Vec::new();
    for sentence in text.split(['\n', '。', '；', ';', '！', '!']) {
        for &(word, kind) in &profile.remarks {
            let Some(offset) = sentence.find(word) else { continue };
            match kind {
                RemarkKind::Deprecated => remarks.push((kind, sentence.trim().to_owned())),
                RemarkKind::Permission => {
                    let tail = sentence.get(offset + word.len()..).unwrap_or_default();
                    let tail = tail.trim_start_matches(['】', ']']);
                    let said = tail.strip_prefix(['：', ':']).map(str::trim).filter(|said| !said.is_empty());
                    remarks.extend(said.map(|said| (kind, said.to_owned())));
                }
                _ => {}
            }
        }
    }
    remarks.dedup();
    remarks
}
