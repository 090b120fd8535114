//! The head of an endpoint's file (its names, the vendor's remarks) and the table of its refusals.

use super::facts::Facts;
use super::wording;
use crate::classify::Confidence;
use crate::draft::{Draft, WHOLE_PAGE};
use crate::page::{Page, RemarkKind, Role, Table};

pub(super) fn head(page: &Page, draft: &mut Draft) {
    draft.docs = page.address.as_ref().map(|address| address.text.clone()).unwrap_or_default();
    draft.title = page.title.as_ref().map(|title| wording::tidy(&title.text).replace('\n', " ")).unwrap_or_default();
    draft.endpoint = page.endpoint.as_ref().map(|name| name.text.trim().to_owned()).unwrap_or_default();
    if draft.endpoint.is_empty() {
        draft.endpoint = stem(&page.name);
        let message = format!("the page does not say its endpoint: `{}` is the page's own name", draft.endpoint);
        draft.find(Confidence::Uncertain, WHOLE_PAGE, "endpoint", message);
    }
    if draft.title.is_empty() {
        draft.find(Confidence::Uncertain, WHOLE_PAGE, "title", "the page does not say its title");
    }
    for remark in page.remarks() {
        let text = wording::tidy(&remark.text);
        if text.is_empty() {
            continue;
        }
        // A sentence found inside a remark that is kept whole.
        if draft.notes.iter().any(|note| note.contains(&text)) {
            continue;
        }
        match remark.kind {
            RemarkKind::Endpoint if text.contains(&draft.endpoint) => {}
            RemarkKind::Since if draft.since.is_empty() => draft.since = text.replace('\n', " "),
            // They have keys of their own (see `constraints`); what else the remark says stays, with its label.
            RemarkKind::Permission | RemarkKind::Deprecated => {
                let label = label(&remark.label);
                let note = if label.is_empty() || text.contains(&label) { text } else { format!("{label}：{text}") };
                if !draft.notes.contains(&note) {
                    draft.notes.push(note);
                }
            }
            _ => {
                let label = label(&remark.label);
                // `支持` alone says nothing.
                let text =
                    if text.chars().count() > 6 || label.is_empty() { text } else { format!("{label}：{text}") };
                if !draft.notes.contains(&text) {
                    draft.notes.push(text);
                }
            }
        }
    }
}

fn label(label: &str) -> String {
    label.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c.is_whitespace()).trim().to_owned()
}

/// A page's own name: its file without folder and ending.
fn stem(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = ["md", "txt", "html", "htm"].iter().find_map(|ending| file.strip_suffix(ending)?.strip_suffix('.'));
    stem.unwrap_or(file).to_owned()
}

/// The rows of a table of refusals that the platform's file does not have.
pub(super) fn faults(table: &Table, facts: &Facts<'_>, draft: &mut Draft) {
    let mut seen: Vec<String> = Vec::new();
    for row in &table.rows {
        let [code, mut cause, mut remedy] =
            [Role::Code, Role::Cause, Role::Remedy].map(|role| wording::tidy(table.cell(row, role)).replace('\n', " "));
        // Where it has its own column, the description is the remedy's or the cause's.
        let said = wording::tidy(table.cell(row, Role::Description)).replace('\n', " ");
        if cause.is_empty() {
            cause = said;
        } else if remedy.is_empty() {
            remedy = said;
        } else if !said.is_empty() && said != cause {
            cause = format!("{cause}；{said}");
        }
        for (column, cell) in table.columns.iter().zip(&row.cells).filter(|(column, _)| column.role == Role::Other) {
            let cell = wording::tidy(&cell.text).replace('\n', " ");
            if !cell.is_empty() {
                let gap = if cause.is_empty() { "" } else { "；" };
                cause = format!("{cause}{gap}{}：{cell}", column.words);
            }
        }
        let is_shared = facts.platform.is_some_and(|platform| {
            platform.errors.iter().any(|listed| listed.matches.code == code && listed.cause == cause)
        });
        if is_shared {
            draft.rows.shared += 1;
            continue;
        }
        // These part the columns of the row in the file.
        let unfit =
            code.is_empty() || code.contains(" ~ ") || [&code, &cause, &remedy].iter().any(|cell| cell.contains(" | "));
        if unfit || seen.contains(&code) {
            let message = if unfit {
                "a row of refusals without a code"
            } else {
                "a refusal of a code that stands above already"
            };
            draft.find(Confidence::Unplaced, row.lines, format!("errors.{code}"), message);
            continue;
        }
        let mut line = code.clone();
        for cell in [cause, remedy] {
            line.push_str(" | ");
            line.push_str(&cell);
        }
        draft.faults.push(line.trim_end_matches(" | ").trim_end().to_owned());
        draft.rows.placed += 1;
        seen.push(code);
    }
}
