//! What the loader refuses of a draft is taken out of it and told, so that a mistake in one row, rule, code or sample
//! costs that alone. Where on the page it stood is what the finding says; what the mistake is, the loader.

use super::classify::Grade;
use super::draft::{Draft, Holds, Side};
use super::page::Lines;
use super::write::key;

/// A place in a text that [`super::write`] wrote.
struct Place<'t> {
    /// The key of the section.
    section: &'t str,
    /// The line of the section's entry, without its margin; empty where the section itself is meant.
    entry: &'t str,
    /// How many items of a list begin between the entry, or the section, and the place.
    items: usize,
}

impl<'t> Place<'t> {
    fn of(text: &'t str, offset: usize) -> Self {
        let mut place = Self { section: "", entry: "", items: 0 };
        let mut begin = 0;
        for line in text.split_inclusive('\n') {
            if begin > offset {
                break;
            }
            begin += line.len();
            let entry = line.trim_start();
            let margin = line.len() - entry.len();
            let entry = entry.trim_end();
            match margin {
                _ if entry.is_empty() => {}
                0 => place = Self { section: entry.split(':').next().unwrap_or_default(), entry: "", items: 0 },
                2 | 4 if entry.starts_with("- ") => place.items += 1,
                2 => (place.entry, place.items) = (entry, 0),
                _ => {}
            }
        }
        place
    }

    fn is_entry(&self, name: &str) -> bool {
        self.entry.strip_prefix(key(name).as_str()).is_some_and(|rest| rest.starts_with(':'))
    }
}

/// Takes out what stands at a place of the draft's text; `false` where nothing of the draft does.
pub(super) fn mend(text: &str, offset: u32, why: &str, draft: &mut Draft) -> bool {
    let place = Place::of(text, usize::try_from(offset).unwrap_or(usize::MAX));
    let taken = match place.section {
        "samples" => sample(&place, draft),
        "errors" => fault(&place, draft),
        "notes" => taken(&mut draft.notes, &place).map(|note| (Lines::default(), "notes".to_owned(), note)),
        "since" | "permission" | "deprecated" | "docs" | "title" | "vars" => head(place.section, draft),
        _ => record(&place, draft).or_else(|| codes(&place, draft)),
    };
    let Some((lines, path, what)) = taken else { return false };
    let grade =
        if what.starts_with("the default") || what.starts_with("a rule") { Grade::Uncertain } else { Grade::Unplaced };
    draft.find(grade, lines, path, format!("{what}: left out, for {why}"));
    true
}

/// Lines of the page, a path and what was taken out.
type Taken = Option<(Lines, String, String)>;

fn taken(list: &mut Vec<String>, place: &Place<'_>) -> Option<String> {
    let index = place.items.checked_sub(1).filter(|index| *index < list.len())?;
    Some(list.remove(index))
}

fn sample(place: &Place<'_>, draft: &mut Draft) -> Taken {
    let index = draft.samples.iter().position(|sample| place.is_entry(&sample.key))?;
    let sample = draft.samples.remove(index);
    Some((sample.lines, "samples".to_owned(), format!("the sample `{}` cannot be carried", sample.key)))
}

fn fault(place: &Place<'_>, draft: &mut Draft) -> Taken {
    let fault = taken(&mut draft.faults, place)?;
    draft.rows.placed = draft.rows.placed.saturating_sub(1);
    Some((Lines::default(), "errors".to_owned(), format!("the refusal `{fault}`")))
}

fn head(key: &str, draft: &mut Draft) -> Taken {
    let what = match key {
        "since" => std::mem::take(&mut draft.since),
        "permission" => std::mem::take(&mut draft.permission),
        "docs" => std::mem::take(&mut draft.docs),
        "title" => std::mem::take(&mut draft.title),
        "vars" => {
            let vars = std::mem::take(&mut draft.vars).into_iter();
            vars.map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join(", ")
        }
        _ => draft.deprecated.take().map(|(_, says)| says).unwrap_or_default(),
    };
    (!what.is_empty()).then(|| (Lines::default(), key.to_owned(), what))
}

/// A field's default, else the field; a rule; what a record has besides.
fn record(place: &Place<'_>, draft: &mut Draft) -> Taken {
    let index = draft.records.iter().position(|record| key(&record.key) == place.section)?;
    if place.entry.is_empty() {
        return whole(index, draft);
    }
    let record = draft.records.get_mut(index)?;
    let path = record.path.clone();
    if place.entry.starts_with("$rules:") {
        let index = place.items.checked_sub(1).filter(|index| *index < record.rules.len())?;
        let rule = record.rules.remove(index);
        return Some((Lines::default(), path, format!("a rule read from prose ({})", rule.says)));
    }
    if place.entry.starts_with("$sensitive:") && !record.sensitive.is_empty() {
        let names = std::mem::take(&mut record.sensitive).join(", ");
        return Some((Lines::default(), path, format!("that {names} are personal data")));
    }
    let at = record.fields.iter().position(|field| place.is_entry(&field.name))?;
    let field = record.fields.get_mut(at)?;
    let path = format!("{path}.{}", field.name);
    if let Some(default) = field.default.take() {
        return Some((field.lines, path, format!("the default `{default}`")));
    }
    let (field, is_asked) = (record.fields.remove(at), record.side == Side::Request);
    draft.rows.placed = draft.rows.placed.saturating_sub(1);
    if is_asked {
        draft.lost.push(field.lines);
    }
    Some((field.lines, path, "the row".to_owned()))
}

/// A record with all of its rows; what is of it holds anything.
fn whole(index: usize, draft: &mut Draft) -> Taken {
    let record = draft.records.get_mut(index).filter(|record| !record.fields.is_empty())?;
    let fields = std::mem::take(&mut record.fields);
    (record.rules, record.sensitive) = (Vec::new(), Vec::new());
    let lines = fields.first().map_or(Lines::default(), |field| field.lines);
    let (path, is_asked) = (record.path.clone(), record.side == Side::Request);
    draft.rows.placed = draft.rows.placed.saturating_sub(fields.len());
    draft.lost.extend(fields.iter().map(|field| field.lines).filter(|_| is_asked));
    draft.open_empty_records();
    let names: Vec<String> = fields.into_iter().map(|field| field.name).collect();
    Some((lines, path, format!("the rows {}", names.join(", "))))
}

/// A list of codes; its fields stay what travels.
fn codes(place: &Place<'_>, draft: &mut Draft) -> Taken {
    let index = draft.codes.iter().position(|codes| codes.key == place.section && !codes.codes.is_empty())?;
    let codes = draft.codes.get_mut(index)?;
    let listed = std::mem::take(&mut codes.codes);
    let (ty, path) = (codes.ty.clone(), codes.field.clone());
    for field in draft.records.iter_mut().flat_map(|record| &mut record.fields) {
        if field.holds == Holds::Codes(index) {
            field.holds = Holds::Words(ty.clone());
        }
    }
    let listed: Vec<String> = listed.into_iter().map(|(code, title)| format!("{code} {title}")).collect();
    Some((Lines::default(), path, format!("the codes {}", listed.join(", "))))
}
