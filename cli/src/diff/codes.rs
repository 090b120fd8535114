//! Coded values: the lists of an endpoint, and the codes of each.

use signwright_model::{Code, CodeWire, Level};

use super::Effect::{Breaks, Differs, Same};
use super::Kind;
use super::change::{Change, Changes, told};
use super::pairs::Pairs;
use super::sides::{Side, Use};
use signwright_codegen::names::{CodesNames, Named};
use signwright_codegen::specs::{SpecCode, SpecCodes};

/// Compares the coded values of an endpoint, and returns those that are one.
pub(super) fn codes<'a>(
    old: &Side<'a>,
    new: &Side<'a>,
    changes: &mut Changes,
) -> Vec<(&'a CodesNames<'a>, &'a CodesNames<'a>)> {
    let mut pairs = Pairs::by_name(&old.names.codes, &new.names.codes, name);
    let renamed = pairs.renamed(|gone, come| {
        let (gone, come) = (gone.spec.model.codes, come.spec.model.codes);
        let same =
            |code: &Code<'_>| come.iter().any(|candidate| candidate.code == code.code && candidate.name == code.name);
        let shared = gone.iter().filter(|code| same(code)).count();
        // More than half alike: fewer are as likely another list that happens to share `0` and `1`.
        if shared * 2 > gone.len().max(come.len()) { shared } else { 0 }
    });
    for gone in pairs.gone {
        let change = Change::new(Kind::CodesRemoved, name(gone), "coded values removed");
        changes.push(change.api(Breaks, "its type is gone"));
    }
    for come in pairs.come {
        let change = Change::new(Kind::CodesAdded, name(come), "coded values added");
        changes.push(change.api(Differs, "a new type"));
    }
    for (was, is) in &renamed {
        let (was, is) = (name(was), name(is));
        let change = Change::new(Kind::CodesRenamed, is, format!("coded values renamed from {was}"));
        changes.push(change.api(Breaks, format!("the type `{was}` is `{is}`")));
    }
    let matched = [pairs.both, renamed].concat();
    for (before, after) in &matched {
        let used = old.codes_used(name(before)).and(new.codes_used(name(after)));
        compared(before, after, used, changes);
    }
    matched
}

fn name<'a>(codes: &CodesNames<'a>) -> &'a str {
    codes.spec.model.name
}

fn compared(old: &CodesNames<'_>, new: &CodesNames<'_>, used: Use, changes: &mut Changes) {
    let name = name(new);
    if old.ty != new.ty && old.spec.model.name == name {
        changes.push(Change::rust_name(name, "type", &old.ty, &new.ty));
    }
    if let Some(change) = Change::sharing(name, old.spec.is_shared, new.spec.is_shared) {
        changes.push(change);
    }
    wire(old.spec, new.spec, used, changes);
    level(old.spec, new.spec, used, changes);
    changes.words(name, "source", old.spec.source, new.spec.source);
    let pairs = Pairs::by_name(&old.variants, &new.variants, |variant| variant.spec.model.code);
    for Named { spec: SpecCode { model: code, .. }, rust } in pairs.gone {
        let change = Change::new(Kind::CodeRemoved, path(name, code), format!("code removed: {}", words(code)));
        let change = change.api(Breaks, format!("`{rust}` is gone"));
        changes.push(match (used.request, new.spec.model.level) {
            (true, Level::Deny) => change.requests(Breaks, "a request with it is refused before it is sent"),
            (true, Level::Warn) => change.requests(Differs, "a request with it is sent with a warning"),
            (false, _) => change,
        });
    }
    for Named { spec: SpecCode { model: code, .. }, rust } in pairs.come {
        let change = Change::new(Kind::CodeAdded, path(name, code), format!("code added: {}", words(code)));
        let change = change.api(Differs, format!("a variant `{rust}`; what was `Coded::Other` before is this now"));
        changes.push(if used.request { change.requests(Differs, "it is accepted") } else { change });
    }
    for (old, new) in pairs.both {
        let (before, after) = (&old.spec.model, &new.spec.model);
        if before.name != after.name {
            let change =
                Change::new(Kind::CodeRenamed, path(name, after), format!("named {} → {}", before.name, after.name));
            changes.push(if old.rust == new.rust {
                change
            } else {
                change.api(Breaks, format!("`{}` is `{}`", old.rust, new.rust))
            });
        } else if old.rust != new.rust {
            changes.push(Change::rust_name(path(name, after), "variant", &old.rust, &new.rust));
        }
        changes.words(&path(name, after), "meaning", before.title, after.title);
    }
}

fn wire(old: &SpecCodes<'_>, new: &SpecCodes<'_>, used: Use, changes: &mut Changes) {
    if old.model.wire == new.model.wire {
        return;
    }
    let what = format!("type {} → {}", old.declared, new.declared);
    let change = Change::new(Kind::CodesType, new.model.name, what);
    let is_int = |list: &SpecCodes<'_>| matches!(list.model.wire, CodeWire::Int { .. });
    if is_int(old) == is_int(new) {
        if old.model.level == Level::Deny && new.model.level == Level::Deny {
            // So the range of the type refuses nothing more.
            changes.push(change.requests(Same, "as before: only listed codes may be sent"));
        } else if used.request {
            changes.push(change.requests(Breaks, "other codes may be longer or larger than the type allows"));
        } else {
            changes.push(change);
        }
        return;
    }
    let change = change.api(Breaks, "`Coded::Other` holds another type");
    let says =
        if is_int(new) { "codes travel as numbers" } else { "codes travel as text; as numbers they are refused" };
    changes.push(if used.request { change.requests(Breaks, says) } else { change });
}

fn level(old: &SpecCodes<'_>, new: &SpecCodes<'_>, used: Use, changes: &mut Changes) {
    let (what, effect, says) = match (old.model.level, new.model.level) {
        (Level::Warn, Level::Deny) => {
            ("other codes are refused now", Breaks, "requests with other codes are refused before they are sent")
        }
        (Level::Deny, Level::Warn) => {
            ("other codes are only warned of now", Differs, "requests with other codes are sent with a warning")
        }
        _ => return,
    };
    let change = Change::new(Kind::CodesLevel, new.model.name, what);
    changes.push(if used.request { change.requests(effect, says) } else { change });
}

fn path(list: &str, code: &Code<'_>) -> String {
    format!("{list}.{}", code.code)
}

fn words(code: &Code<'_>) -> String {
    if code.title.is_empty() { code.name.to_owned() } else { format!("{} {}", code.name, told(code.title)) }
}
