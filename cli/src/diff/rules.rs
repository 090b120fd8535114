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
    let mut pairs = Pairs::by_name(both.old.spec.rules, both.new.spec.rules, words);
    let altered = pairs.renamed(|gone, come| likeness(&gone.model, &come.model));
    // Only requests are held to rules.
    let tell = |change: Change, denies: bool, says: &str| match (both.used.request, denies) {
        (false, _) => change,
        (true, true) => change.requests(Breaks, says),
        (true, false) => change.requests(Differs, says),
    };
    let mut of_rules = Vec::new();
    for rule in pairs.gone {
        let change = Change::new(Kind::RuleRemoved, both.name, format!("rule removed: {}", words(rule)));
        of_rules.push(tell(change, false, "requests that broke it are accepted"));
    }
    for rule in pairs.come {
        let what = format!("rule added: {} {}", words(rule), told(rule.model.says));
        let change = Change::new(Kind::RuleAdded, both.name, what);
        of_rules.push(if rule.model.level == Level::Deny {
            tell(change, true, "requests that break it are refused before they are sent")
        } else {
            tell(change, false, "requests that break it come with a warning")
        });
    }
    for (was, is) in &altered {
        let change = Change::new(Kind::RuleChanged, both.name, format!("rule {} → {}", words(was), words(is)));
        let denies = is.model.level == Level::Deny;
        of_rules.push(tell(
            change,
            denies,
            if denies { "other requests are refused" } else { "other requests are warned of" },
        ));
    }
    // A rule is the same one by its words; its level and its sentence are then compared.
    for (old, new) in pairs.both.iter().chain(&altered) {
        let (before, after) = (&old.model, &new.model);
        let what = |level: &str| format!("rule {level}: {}", words(new));
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

fn words(rule: &SpecRule<'_>) -> String {
    phrase::rule(&rule.model)
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
