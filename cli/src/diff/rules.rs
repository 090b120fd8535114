//! The rules of a record. A rule is known by what it demands; one that demands something else of the same fields
//! has changed, any other was added or removed.

use signwright_model::{Level, Rule};

use super::Effect::{Breaks, Differs};
use super::Kind;
use super::change::{Change, Changes, told};
use super::pairs::Pairs;
use super::sides::Both;
use crate::phrase;
use signwright_codegen::specs::SpecRule;

pub(super) fn rules(both: &Both<'_>, changes: &mut Changes) {
    let (old, new) = (both.old.spec.rules, both.new.spec.rules);
    let words = |rules: &[SpecRule<'_>]| rules.iter().map(|rule| phrase::rule(&rule.model)).collect::<Vec<_>>();
    let (old_words, new_words) = (words(old), words(new));
    let mut pairs = Pairs::by_name(old_words.iter().map(String::as_str), new_words.iter().map(String::as_str));
    let altered = pairs.renamed(|gone, come| match (old.get(gone), new.get(come)) {
        (Some(gone), Some(come)) => likeness(&gone.model, &come.model),
        _ => 0,
    });
    // Only requests are held to rules.
    let tell = |change: Change, denies: bool, says: &str| match (both.used.request, denies) {
        (false, _) => change,
        (true, true) => change.requests(Breaks, says),
        (true, false) => change.requests(Differs, says),
    };
    let mut of_rules = Vec::new();
    for place in &pairs.gone {
        let Some(words) = old_words.get(*place) else { continue };
        let change = Change::new(Kind::RuleRemoved, both.name, format!("rule removed: {words}"));
        of_rules.push(tell(change, false, "requests that broke it are accepted"));
    }
    for place in &pairs.come {
        let (Some(SpecRule { model: rule, .. }), Some(words)) = (new.get(*place), new_words.get(*place)) else {
            continue;
        };
        let change = Change::new(Kind::RuleAdded, both.name, format!("rule added: {words} {}", told(rule.says)));
        of_rules.push(if rule.level == Level::Deny {
            tell(change, true, "requests that break it are refused before they are sent")
        } else {
            tell(change, false, "requests that break it come with a warning")
        });
    }
    for (was, is) in &altered {
        let (Some(rule), Some(before), Some(after)) = (new.get(*is), old_words.get(*was), new_words.get(*is)) else {
            continue;
        };
        let change = Change::new(Kind::RuleChanged, both.name, format!("rule {before} → {after}"));
        let denies = rule.model.level == Level::Deny;
        of_rules.push(tell(
            change,
            denies,
            if denies { "other requests are refused" } else { "other requests are warned of" },
        ));
    }
    // A rule is the same one by its words; its level and its sentence are then compared.
    for (was, is) in pairs.both.iter().chain(&altered) {
        let (Some(old), Some(new)) = (old.get(*was), new.get(*is)) else { continue };
        let (before, after) = (&old.model, &new.model);
        let what = |level: &str| format!("rule {level}: {}", phrase::rule(after));
        match (before.level, after.level) {
            (Level::Warn, Level::Deny) => {
                let change = Change::new(Kind::RuleDenies, both.name, what("denies now"));
                of_rules.push(tell(change, true, "requests that break it are refused before they are sent"));
            }
            (Level::Deny, Level::Warn) => {
                let change = Change::new(Kind::RuleWarns, both.name, what("only warns now"));
                of_rules.push(tell(change, false, "requests that break it are sent with a warning"));
            }
            _ => {}
        }
        changes.words(both.name, "sentence of a rule", before.says, after.says);
        changes.words(both.name, "source of a rule", old.source, new.source);
    }
    for change in of_rules {
        changes.push(change);
    }
}

/// How much of two rules is one: the kind of what they demand, and the fields or the sentence.
fn likeness(old: &Rule<'_>, new: &Rule<'_>) -> usize {
    if std::mem::discriminant(&old.kind) != std::mem::discriminant(&new.kind) {
        return 0;
    }
    let (gone, come) = (old.kind.fields(), new.kind.fields());
    let shared = gone.iter().filter(|field| come.contains(field)).count();
    shared * 2 + usize::from(old.says == new.says)
}
