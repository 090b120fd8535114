//! What a value breaks, and where.

use std::fmt;

use crate::lines::{line, lines};
use crate::model::Level;

/// How many are written out.
const MOST_SHOWN: usize = 100;

/// A value that breaks its table or a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Where, such as `order_rows[3].line_items[0].num`. Empty for the request itself.
    pub path: String,
    /// Which rule: a stable word such as `required`, `length` or `equals`.
    pub rule: &'static str,
    /// Whether it stops the request.
    pub level: Level,
    /// What was expected and what was found. Never the value of a field that is personal data.
    pub message: String,
    /// The vendor's own words: the title of the field, or the sentence that states the rule. May be empty.
    pub says: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = match self.level {
            Level::Deny => "",
            Level::Warn => "warning: ",
        };
        let path = if self.path.is_empty() { "(root)" } else { &self.path };
        let says = if self.says.is_empty() { String::new() } else { format!(" {}", self.says) };
        line(f, &format!("{level}{path}: {} [{}]{says}", self.message, self.rule))
    }
}

/// Every violation of a value, in the order of its tables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Violations(pub Vec<Violation>);

impl Violations {
    /// Whether any of them stops the request.
    pub fn stop(&self) -> bool {
        self.0.iter().any(|violation| violation.level == Level::Deny)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// One after the other.
    pub fn iter(&self) -> std::slice::Iter<'_, Violation> {
        self.0.iter()
    }
}

impl<'a> IntoIterator for &'a Violations {
    type Item = &'a Violation;
    type IntoIter = std::slice::Iter<'a, Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

/// One to a line: the first 100, and how many more there are. Where some are left out, those that stop the request
/// come first.
impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let left_out = self.len().saturating_sub(MOST_SHOWN);
        let mut shown: Vec<_> = self.iter().collect();
        // A warning among the first hundred must not push out what stops the call.
        if left_out > 0 {
            shown.sort_by_key(|violation| violation.level != Level::Deny);
        }
        let mut shown: Vec<_> = shown.into_iter().take(MOST_SHOWN).map(ToString::to_string).collect();
        if left_out > 0 {
            shown.push(format!("and {left_out} more"));
        }
        lines(f, &shown.join("\n"))
    }
}

impl std::error::Error for Violations {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_are_counted_and_the_first_are_shown() {
        let violation = |number: usize, level| {
            let (path, message) = (format!("行[{number}].数量"), "expected a whole number".to_owned());
            Violation { path, rule: "type", level, message, says: String::new() }
        };
        let mut violations = Violations((0..100).map(|number| violation(number, Level::Warn)).collect());
        violations.0[98].level = Level::Deny;
        let shown = format!("{violations:#}");
        let last =
            "\n行[98].数量: expected a whole number [type]\nwarning: 行[99].数量: expected a whole number [type]";
        assert!(shown.lines().count() == 100 && shown.ends_with(last), "where all are shown they stay in their order");
        violations.0[98].level = Level::Warn;
        violations.0.extend((100..20_000).map(|number| violation(number, Level::Warn)));
        violations.0.push(violation(20_000, Level::Deny));
        let shown = format!("{violations:#}");
        let lines: Vec<_> = shown.lines().collect();
        assert_eq!((lines.len(), lines[100]), (101, "and 19901 more"));
        assert_eq!(lines[0], "行[20000].数量: expected a whole number [type]", "what stops it is not left out");
        assert!(lines[1].starts_with("warning: 行[0].数量"), "{}", lines[1]);
    }
}
