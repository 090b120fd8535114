//! Coded values: the lists of an endpoint, and the codes of each.

use signwright_model::{Code, CodeWire, Level};

use super::Effect::{Breaks, Differs, Same};
use super::Kind;
use super::change::{Change, Changes, told};
use super::pairs::Pairs;
use super::sides::{Matched, Side, Use};
use signwright_codegen::names::CodesNames;
use signwright_codegen::specs::CodesNotes;

/// The names in the specs of lists that are one.
pub(super) fn matched(old: &Side<'_, '_>, new: &Side<'_, '_>) -> Vec<(String, String)> {
    let (mut pairs, renamed) = pairs(old, new);
    pairs.both.extend(renamed);
    let name = |side: &Side<'_, '_>, place: usize| list(side, place).map(|list| list.table.name.to_owned());
    pairs.both.iter().filter_map(|(was, is)| Some((name(old, *was)?, name(new, *is)?))).collect()
}

fn list<'a, 'm>(side: &'a Side<'_, 'm>, place: usize) -> Option<&'a CodesNotes<'m>> {
    side.notes.codes.get(place)
}

fn pairs(old: &Side<'_, '_>, new: &Side<'_, '_>) -> (Pairs, Vec<(usize, usize)>) {
    let mut pairs = Pairs::by_name(
        old.notes.codes.iter().map(|list| list.table.name),
        new.notes.codes.iter().map(|list| list.table.name),
    );
    let renamed = pairs.renamed(|gone, come| {
        let (Some(gone), Some(come)) = (list(old, gone), list(new, come)) else { return 0 };
        let (gone, come) = (gone.table.codes, come.table.codes);
        let same =
            |code: &Code<'_>| come.iter().any(|candidate| candidate.code == code.code && candidate.name == code.name);
        let shared = gone.iter().filter(|code| same(code)).count();
        // More than half alike: fewer are as likely another list that happens to share `0` and `1`.
        if shared * 2 > gone.len().max(come.len()) { shared } else { 0 }
    });
    (pairs, renamed)
}

/// Compares the coded values of an endpoint.
pub(super) fn codes(old: &Side<'_, '_>, new: &Side<'_, '_>, matched: &Matched, changes: &mut Changes) {
    let (pairs, renamed) = pairs(old, new);
    for gone in pairs.gone.iter().filter_map(|place| list(old, *place)) {
        let change = Change::new(Kind::CodesRemoved, gone.table.name, "coded values removed");
        changes.push(change.api(Breaks, "its type is gone"));
    }
    for come in pairs.come.iter().filter_map(|place| list(new, *place)) {
        let change = Change::new(Kind::CodesAdded, come.table.name, "coded values added");
        changes.push(change.api(Differs, "a new type"));
    }
    for (was, is) in &renamed {
        let (Some(was), Some(is)) = (list(old, *was), list(new, *is)) else { continue };
        let (was, is) = (was.table.name, is.table.name);
        let change = Change::new(Kind::CodesRenamed, is, format!("coded values renamed from {was}"));
        changes.push(change.api(Breaks, format!("the type `{was}` is `{is}`")));
    }
    for (was, is) in &matched.codes {
        let of = |side: &Side<'_, '_>, name: &str| side.notes.codes.iter().position(|list| list.table.name == name);
        let (Some(was), Some(is)) = (of(old, was), of(new, is)) else { continue };
        let (Some(before), Some(after)) = (list(old, was), list(new, is)) else { continue };
        let (before_used, after_used) = (old.codes_used(before.table.name), new.codes_used(after.table.name));
        let used = Use {
            request: before_used.request && after_used.request,
            response: before_used.response && after_used.response,
        };
        let names = (old.names.codes(before.table), new.names.codes(after.table));
        compared((before, names.0), (after, names.1), used, changes);
    }
}

type Listed<'a, 'm> = (&'a CodesNotes<'m>, Option<&'a CodesNames>);

fn compared((old, old_names): Listed<'_, '_>, (new, new_names): Listed<'_, '_>, used: Use, changes: &mut Changes) {
    let name = new.table.name;
    if let (Some(before), Some(after)) = (old_names, new_names)
        && before.ty != after.ty
        && old.table.name == name
    {
        changes.push(Change::rust_name(name, "type", &before.ty, &after.ty));
    }
    wire(old, new, used, changes);
    level(old, new, used, changes);
    changes.words(name, "source", old.source, new.source);
    let pairs =
        Pairs::by_name(old.table.codes.iter().map(|code| code.code), new.table.codes.iter().map(|code| code.code));
    let variant = |names: Option<&CodesNames>, place: usize| {
        names.and_then(|names| names.variants.get(place)).cloned().unwrap_or_default()
    };
    for place in &pairs.gone {
        let Some(code) = old.table.codes.get(*place) else { continue };
        let change = Change::new(Kind::CodeRemoved, path(name, code), format!("code removed: {}", words(code)));
        let change = change.api(Breaks, format!("`{}` is gone", variant(old_names, *place)));
        changes.push(match (used.request, new.table.level) {
            (true, Level::Deny) => change.requests(Breaks, "a request with it is refused before it is sent"),
            (true, Level::Warn) => change.requests(Differs, "a request with it is sent with a warning"),
            (false, _) => change,
        });
    }
    for place in &pairs.come {
        let Some(code) = new.table.codes.get(*place) else { continue };
        let change = Change::new(Kind::CodeAdded, path(name, code), format!("code added: {}", words(code)));
        let change = change.api(
            Differs,
            format!("a variant `{}`; what was `Coded::Other` before is this now", variant(new_names, *place)),
        );
        changes.push(if used.request { change.requests(Differs, "it is accepted") } else { change });
    }
    for (was, is) in &pairs.both {
        let (Some(before), Some(after)) = (old.table.codes.get(*was), new.table.codes.get(*is)) else { continue };
        let (old_variant, new_variant) = (variant(old_names, *was), variant(new_names, *is));
        if before.name != after.name {
            let change =
                Change::new(Kind::CodeRenamed, path(name, after), format!("named {} → {}", before.name, after.name));
            changes.push(if old_variant == new_variant {
                change
            } else {
                change.api(Breaks, format!("`{old_variant}` is `{new_variant}`"))
            });
        } else if old_variant != new_variant {
            changes.push(Change::rust_name(path(name, after), "variant", &old_variant, &new_variant));
        }
        changes.words(&path(name, after), "meaning", before.title, after.title);
    }
}

fn wire(old: &CodesNotes<'_>, new: &CodesNotes<'_>, used: Use, changes: &mut Changes) {
    if old.table.wire == new.table.wire {
        return;
    }
    let what = format!("type {} → {}", old.declared, new.declared);
    let change = Change::new(Kind::CodesType, new.table.name, what);
    let is_int = |list: &CodesNotes<'_>| matches!(list.table.wire, CodeWire::Int { .. });
    if is_int(old) == is_int(new) {
        if old.table.level == Level::Deny && new.table.level == Level::Deny {
            // So the range of the type refuses nothing more.
            changes.push(change.requests(Same, "as before: only listed codes may be sent"));
        } else {
            changes.push(change.requests(Breaks, "other codes may be longer or larger than the type allows"));
        }
        return;
    }
    let change = change.api(Breaks, "`Coded::Other` holds another type");
    let says =
        if is_int(new) { "codes travel as numbers" } else { "codes travel as text; as numbers they are refused" };
    changes.push(if used.request { change.requests(Breaks, says) } else { change });
}

fn level(old: &CodesNotes<'_>, new: &CodesNotes<'_>, used: Use, changes: &mut Changes) {
    let (what, effect, says) = match (old.table.level, new.table.level) {
        (Level::Warn, Level::Deny) => {
            ("other codes are refused now", Breaks, "requests with other codes are refused before they are sent")
        }
        (Level::Deny, Level::Warn) => {
            ("other codes are only warned of now", Differs, "requests with other codes are sent with a warning")
        }
        _ => return,
    };
    let change = Change::new(Kind::CodesLevel, new.table.name, what);
    changes.push(if used.request { change.requests(effect, says) } else { change });
}

fn path(list: &str, code: &Code<'_>) -> String {
    format!("{list}.{}", code.code)
}

fn words(code: &Code<'_>) -> String {
    if code.title.is_empty() { code.name.to_owned() } else { format!("{} {}", code.name, told(code.title)) }
}
