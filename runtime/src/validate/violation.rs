//! What a value breaks, and where.

use std::fmt;

use crate::model::Level;

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
        let path = if self.path.is_empty() { "(request)" } else { &self.path };
        write!(f, "{level}{path}: {} [{}]", self.message, self.rule)?;
        if self.says.is_empty() { Ok(()) } else { write!(f, " {}", self.says) }
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

/// One to a line.
impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, violation) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{violation}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Violations {}
