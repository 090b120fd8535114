//! The list of violations while it grows.

use crate::Violation;
use crate::model::notation::rule::word;
use crate::model::{Field, Level, Rule};
use crate::place::Place;

/// How many violations are listed: a document without end shall not fill the memory with remarks about it.
const MOST: usize = 10_000;

/// The rule of the last one where there are more.
pub(crate) const MORE: &str = "more";

/// Collects violations.
#[derive(Default)]
pub(crate) struct Report(Vec<Violation>);

impl Report {
    /// A value breaks its field's row of the table.
    pub(crate) fn field(&mut self, place: &Place<'_>, rule: &'static str, field: &Field<'_>, message: String) {
        self.add(place.path(), rule, Level::Deny, message, field.title);
    }

    /// A record breaks a rule.
    pub(crate) fn rule(&mut self, path: String, rule: &Rule<'_>, message: String) {
        self.add(path, word(&rule.kind).name, rule.level, message, rule.says);
    }

    /// Any violation.
    pub(crate) fn add(&mut self, path: String, rule: &'static str, level: Level, message: String, says: &str) {
        match self.0.len() {
            ..MOST => self.0.push(Violation { path, rule, level, message, says: says.to_owned() }),
            // The list ends with a word on what is missing from it, so that nobody takes it for complete.
            MOST => self.0.push(Violation {
                path: String::new(),
                rule: MORE,
                level: Level::Deny,
                message: format!("more than {MOST} violations; the others are not listed"),
                says: String::new(),
            }),
            _ => {}
        }
    }

    /// All of them.
    pub(crate) fn into_violations(self) -> Vec<Violation> {
        self.0
    }
}
