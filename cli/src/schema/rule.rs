//! A rule between fields.

use super::draft::{list, object, scalar, word};
use super::shared;
use crate::json::Json;
use signwright_codegen::vocabulary::{LEVELS, RULES, RuleValue};

pub(super) fn rule() -> Json {
    let mut rule = object("A rule: one key that says what must hold, and the vendor's sentence.");
    for word in RULES {
        let says = format!("`{}`: {}", word.form, word.means);
        let value = match word.value {
            RuleValue::Text => scalar(&says),
            RuleValue::Fields => shared::texts(&says),
            RuleValue::Sets => list(&says, shared::texts("A set of fields.")),
        };
        rule = rule.key(word.name, value);
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
