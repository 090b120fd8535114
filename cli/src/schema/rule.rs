//! A rule between fields.

use super::draft::{object, scalar, word};
use super::shared;
use crate::json::Json;
use signwright_codegen::vocabulary::{LEVELS, RULES};

/// A rule.
pub(super) fn rule() -> Json {
    let fields = |says: &str| shared::texts(says);
    let mut rule = object("A rule: one key that says what must hold, and the vendor's sentence.");
    for kind in RULES {
        let says = meaning(kind);
        rule = rule.key(kind, if is_text(kind) { scalar(says) } else { fields(says) });
    }
    rule.needs("says", scalar("The vendor's own sentence; it goes into every message about the rule."))
        .key("when", scalar("Only then: `kind = 1 and remark is there`."))
        .key("unless", scalar("Of `forbidden`: the condition that allows the fields."))
        .key("each", scalar("The rule is for each row of this list."))
        .key(
            "level",
            word(
                "deny (which is also meant without this key) stops a request, warn only tells.",
                LEVELS.iter().map(|(word, _)| *word),
            ),
        )
        .key("source", scalar("Why we believe what the page does not state."))
        .done()
}

/// Whether a rule is written as one text.
fn is_text(kind: &str) -> bool {
    matches!(kind, "requires" | "ordered" | "window" | "at_most" | "equals")
}

fn meaning(kind: &str) -> &'static str {
    match kind {
        "together" => "All of the fields are there, or none.",
        "requires" => "`a -> b, c`: if `a` is there, so are the others.",
        "any_of" => "At least one of the fields is there.",
        "exactly_one" => "Exactly one of the fields is there.",
        "forbidden" => "None of the fields is there, unless the condition of `unless` holds.",
        "required" => "All of the fields are there when the condition of `when` holds.",
        "ordered" => "`start <= end`.",
        "window" => "`start .. end 30 days`: from one time to the other it is no longer.",
        "unique" => "No two rows give the same value: `list.field`, or several fields together.",
        "at_most" => "`30 equal list.field`: no value more than 30 times.",
        "equals" => "`total = price * num`: exact arithmetic, with sum(list: …) and count(list).",
        _ => "What must hold.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_rule_is_explained() {
        assert!(RULES.iter().all(|kind| meaning(kind) != meaning("")));
    }
}
